//! Lists of units: new ones, names, places in the tree, heads, ends.

use domain::ids::UnitId;
use domain::text::{Code, Title};
use domain::unit::{self, Closed, Command, HeadAppointed, Moved, Registered, Renamed, plain_name};
use imports::Row;
use imports::rows::UnitRow;
use ledger::CommandError;

use super::people::unit_code;
use super::run::Import;
use super::sink::{Fate, Item};

/// Rows with their places.
type Waiting<'r> = Vec<(usize, &'r UnitRow)>;

impl Import<'_> {
    /// Takes rows of a list of units, parents before what is below them.
    pub(super) async fn units(
        &mut self,
        rows: &[Row],
        fates: &mut [Fate],
    ) -> Result<(), CommandError> {
        let heads = rows.iter().filter_map(|row| match row {
            Row::Unit(row) => row.head,
            _ => None,
        });
        let heads = heads.collect();
        self.directory
            .look_up_numbers(&self.app.desk.vault, heads)
            .await?;
        let mut waiting: Waiting<'_> = rows
            .iter()
            .enumerate()
            .filter_map(|(place, row)| match row {
                Row::Unit(row) => Some((place, row)),
                _ => None,
            })
            .collect();
        while !waiting.is_empty() {
            let (ready, later) = self.ready(waiting);
            if ready.is_empty() {
                self.below_pending(&later, fates);
                return Ok(());
            }
            let mut items = Vec::new();
            for (place, row) in &ready {
                items.extend(self.unit(*place, row));
            }
            if self.take_in(|sinks| &mut sinks.units, items, fates).await? {
                self.units_seen().await?;
            }
            let names = ready.iter().map(|(_, row)| plain_name(&row.name));
            self.pending.extend(names);
            waiting = later;
        }
        Ok(())
    }

    /// The rows whose parent is known, and the others.
    fn ready<'r>(&self, waiting: Waiting<'r>) -> (Waiting<'r>, Waiting<'r>) {
        waiting.into_iter().partition(|(_, row)| {
            let parent = row.parent.as_ref();
            parent.is_none_or(|name| self.directory.unit(name).is_some())
        })
    }

    /// What is below a unit that a preview did not make is new if that is; else nobody knows what
    /// it is below.
    fn below_pending(&mut self, rows: &[(usize, &UnitRow)], fates: &mut [Fate]) {
        for (place, row) in rows {
            let parent = row.parent.as_deref().map(plain_name).unwrap_or_default();
            fates[*place] = if self.job.write || !self.pending.contains(&parent) {
                Fate::Refused(domain::Refusal::UnitUnknown)
            } else {
                Fate::New
            };
            self.pending.insert(plain_name(&row.name));
        }
    }

    fn unit(&mut self, place: usize, row: &UnitRow) -> Vec<Item<Command>> {
        let plain = plain_name(&row.name);
        let stated = row.code.as_deref().map(plain_name);
        let code = stated
            .as_deref()
            .and_then(unit_code)
            .or_else(|| unit_code(&plain));
        let (Some(code), Ok(name)) = (code, Title::new(&row.name)) else {
            return Vec::new();
        };
        let parent = row
            .parent
            .as_ref()
            .and_then(|name| self.directory.unit(name));
        let named = self.directory.unit(&row.name);
        let by_code = UnitId::of(self.job.agency, code.as_str());
        let known = named.or_else(|| self.directory.is_unit(by_code).then_some(by_code));
        let mut commands = match known {
            None => vec![Command::Register(self.registered(
                row,
                (code, name),
                parent,
            ))],
            Some(id) => vec![
                Command::Confirm,
                Command::Rename(Renamed {
                    name,
                    from: self.on,
                }),
                Command::Move(
                    id,
                    Moved {
                        parent,
                        from: self.on,
                    },
                ),
            ],
        };
        if named.is_some() {
            commands.retain(|command| !matches!(command, Command::Rename(_)));
        }
        match row.head.map(|nip| self.directory.person(&nip)) {
            Some(Some(head)) if known.and_then(|id| self.directory.head(id)) != Some(head) => {
                let from = row.from.unwrap_or(self.on);
                commands.push(Command::AppointHead(HeadAppointed { head, from }));
            }
            Some(None) => self.heads_unknown += 1,
            Some(Some(_)) | None => {}
        }
        if let Some(until) = row.until.filter(|until| *until <= self.on) {
            commands.push(Command::Close(Closed { from: until }));
        }
        let entity = known.unwrap_or(by_code).0;
        let item = |command| Item {
            place,
            entity,
            command,
        };
        commands.into_iter().map(item).collect()
    }

    fn registered(
        &self,
        row: &UnitRow,
        (code, name): (Code, Title),
        parent: Option<UnitId>,
    ) -> Registered {
        unit::Registered {
            code,
            name,
            parent,
            from: row.from.unwrap_or(self.on),
        }
    }
}
