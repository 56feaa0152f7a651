//! Rows in memory while a batch is folded: loaded by sets before, written by sets after.

use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};

use readmodel::{ReadError, Row, Tx};

/// The rows of one table that a batch reads or changes.
///
/// Reading a row that [`want`](Table::want) did not ask for is a mistake of the projection, which
/// is noticed ([`Table::strayed`]) and stops it: a wrong row is worse than none.
pub(crate) struct Table<R: Row> {
    slots: HashMap<R::Key, Slot<R>>,
    wanted: BTreeSet<R::Key>,
    /// Whether what is not here is nowhere: so it is while building from the first event.
    complete: bool,
    strayed: AtomicBool,
}

struct Slot<R> {
    row: Option<R>,
    changed: bool,
}

impl<R: Row> Default for Table<R> {
    fn default() -> Self {
        Self {
            slots: HashMap::new(),
            wanted: BTreeSet::new(),
            complete: false,
            strayed: AtomicBool::new(false),
        }
    }
}

impl<R: Row> Table<R> {
    /// A table that starts empty and is never loaded.
    pub(crate) fn complete() -> Self {
        Self {
            complete: true,
            ..Self::default()
        }
    }

    /// Asks for the row with this key to be loaded.
    pub(crate) fn want(&mut self, key: R::Key) {
        if !self.complete && !self.slots.contains_key(&key) {
            self.wanted.insert(key);
        }
    }

    /// The row, if it is here already: for asking for rows that it leads to.
    pub(crate) fn peek(&self, key: &R::Key) -> Option<&R> {
        self.slots.get(key).and_then(|slot| slot.row.as_ref())
    }

    /// Whether it was loaded and there was no such row: for asking for what is then read instead.
    pub(crate) fn misses(&self, key: &R::Key) -> bool {
        self.slots.get(key).is_some_and(|slot| slot.row.is_none())
    }

    /// The row.
    pub(crate) fn get(&self, key: &R::Key) -> Option<&R> {
        if let Some(slot) = self.slots.get(key) {
            return slot.row.as_ref();
        }
        self.note(self.complete);
        None
    }

    fn note(&self, known: bool) {
        if !known {
            self.strayed.store(true, Ordering::Relaxed);
        }
    }

    /// Inserts or replaces a row.
    pub(crate) fn put(&mut self, row: R) {
        let slot = self.slots.entry(row.key()).or_insert(Slot {
            row: None,
            changed: false,
        });
        if slot.row.as_ref() != Some(&row) {
            slot.row = Some(row);
            slot.changed = true;
        }
    }

    /// Changes a row in place; false if there is none.
    pub(crate) fn update(&mut self, key: &R::Key, change: impl FnOnce(&mut R)) -> bool {
        match self.slots.get_mut(key) {
            Some(Slot {
                row: Some(row),
                changed,
            }) => {
                change(row);
                *changed = true;
                true
            }
            Some(_) => false,
            None => {
                self.note(self.complete);
                false
            }
        }
    }

    /// Removes a row.
    pub(crate) fn remove(&mut self, key: &R::Key) {
        if let Some(slot) = self.slots.get_mut(key) {
            slot.changed |= slot.row.take().is_some();
        } else {
            self.note(self.complete);
        }
    }

    /// How many rows it holds.
    pub(crate) fn len(&self) -> usize {
        self.slots.len()
    }

    /// Whether a row was read that was not asked for.
    pub(crate) fn strayed(&self) -> bool {
        self.strayed.load(Ordering::Relaxed)
    }

    /// Loads what is wanted, in one query; false if nothing was.
    pub(crate) async fn load(&mut self, tx: &Tx<'_>, schema: &str) -> Result<bool, ReadError> {
        let wanted = std::mem::take(&mut self.wanted);
        if wanted.is_empty() {
            return Ok(false);
        }
        let rows = tx.load::<R>(schema, &wanted).await?;
        self.settle(wanted, rows);
        Ok(true)
    }

    fn settle(&mut self, wanted: BTreeSet<R::Key>, rows: Vec<R>) {
        let changed = false;
        for key in wanted {
            self.slots.insert(key, Slot { row: None, changed });
        }
        for row in rows {
            let key = row.key();
            let row = Some(row);
            self.slots.insert(key, Slot { row, changed });
        }
    }

    /// Writes what changed, in the order of the keys.
    pub(crate) async fn write(&self, tx: &Tx<'_>, schema: &str) -> Result<(), ReadError> {
        let mut changed: Vec<_> = self.slots.iter().filter(|(_, s)| s.changed).collect();
        changed.sort_unstable_by_key(|(key, _)| *key);
        let rows: Vec<&R> = changed.iter().filter_map(|(_, s)| s.row.as_ref()).collect();
        let gone: Vec<R::Key> = changed
            .iter()
            .filter(|(_, slot)| slot.row.is_none())
            .map(|(key, _)| (*key).clone())
            .collect();
        if !gone.is_empty() {
            tx.delete::<R>(schema, &gone).await?;
        }
        if !rows.is_empty() {
            tx.upsert::<R>(schema, &rows).await?;
        }
        Ok(())
    }

    /// Writes every row into a table that has none of them, in the order of the keys.
    pub(crate) async fn copy(&self, tx: &Tx<'_>, schema: &str) -> Result<(), ReadError> {
        let mut rows: Vec<(&R::Key, &R)> = self
            .slots
            .iter()
            .filter_map(|(key, slot)| slot.row.as_ref().map(|row| (key, row)))
            .collect();
        rows.sort_unstable_by_key(|(key, _)| *key);
        let rows: Vec<&R> = rows.into_iter().map(|(_, row)| row).collect();
        if rows.is_empty() {
            return Ok(());
        }
        tx.copy::<R>(schema, &rows).await
    }

    #[cfg(test)]
    pub(crate) fn load_from(&mut self, stored: &Self) -> bool {
        let wanted = std::mem::take(&mut self.wanted);
        let any = !wanted.is_empty();
        let rows = wanted.iter().filter_map(|key| stored.peek(key)).cloned();
        let rows = rows.collect();
        self.settle(wanted, rows);
        any
    }

    #[cfg(test)]
    pub(crate) fn save_to(&self, stored: &mut Self) {
        for (key, slot) in self.slots.iter().filter(|(_, slot)| slot.changed) {
            match &slot.row {
                Some(row) => stored.put(row.clone()),
                None => drop(stored.slots.remove(key)),
            }
        }
    }

    #[cfg(test)]
    pub(crate) fn all(&self) -> Vec<R> {
        let mut rows: Vec<R> = self.slots.values().filter_map(|s| s.row.clone()).collect();
        rows.sort_by_key(Row::key);
        rows
    }
}

/// All tables of a projection; made by [`tables!`].
pub(crate) trait TableSet: Default + Send + Sync {
    /// Tables that start empty and are never loaded.
    fn complete() -> Self;
    /// Loads what is wanted; false if nothing was.
    fn load(
        &mut self,
        tx: &Tx<'_>,
        schema: &str,
    ) -> impl Future<Output = Result<bool, ReadError>> + Send;
    /// Writes what changed.
    fn write(
        &self,
        tx: &Tx<'_>,
        schema: &str,
    ) -> impl Future<Output = Result<(), ReadError>> + Send;
    /// Writes everything into empty tables.
    fn copy(&self, tx: &Tx<'_>, schema: &str)
    -> impl Future<Output = Result<(), ReadError>> + Send;
    /// How many rows there are.
    fn rows(&self) -> usize;
    /// Whether a row was read that was not asked for.
    fn strayed(&self) -> bool;
    #[cfg(test)]
    fn load_from(&mut self, stored: &Self) -> bool;
    #[cfg(test)]
    fn save_to(&self, stored: &mut Self);
}

/// Declares the tables of a projection.
macro_rules! tables {
    ($(#[$meta:meta])* $vis:vis struct $name:ident { $($table:ident: $row:ty,)+ }) => {
        $(#[$meta])*
        #[derive(Default)]
        $vis struct $name { $($vis $table: $crate::table::Table<$row>,)+ }

        impl $crate::table::TableSet for $name {
            fn complete() -> Self {
                Self { $($table: $crate::table::Table::complete(),)+ }
            }
            async fn load(
                &mut self,
                tx: &::readmodel::Tx<'_>,
                schema: &str,
            ) -> Result<bool, ::readmodel::ReadError> {
                let mut any = false;
                $(any |= self.$table.load(tx, schema).await?;)+
                Ok(any)
            }
            async fn write(
                &self,
                tx: &::readmodel::Tx<'_>,
                schema: &str,
            ) -> Result<(), ::readmodel::ReadError> {
                $(self.$table.write(tx, schema).await?;)+
                Ok(())
            }
            async fn copy(
                &self,
                tx: &::readmodel::Tx<'_>,
                schema: &str,
            ) -> Result<(), ::readmodel::ReadError> {
                $(self.$table.copy(tx, schema).await?;)+
                Ok(())
            }
            fn rows(&self) -> usize {
                0 $(+ self.$table.len())+
            }
            fn strayed(&self) -> bool {
                false $(|| self.$table.strayed())+
            }
            #[cfg(test)]
            fn load_from(&mut self, stored: &Self) -> bool {
                let mut any = false;
                $(any |= self.$table.load_from(&stored.$table);)+
                any
            }
            #[cfg(test)]
            fn save_to(&self, stored: &mut Self) {
                $(self.$table.save_to(&mut stored.$table);)+
            }
        }
    };
}
pub(crate) use tables;
