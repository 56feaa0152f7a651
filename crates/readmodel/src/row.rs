//! Rows of projections as plain structs, declared with [`row!`](crate::row).

use std::error::Error;
use std::hash::Hash;

use bytes::BytesMut;

use crate::cell::{Cell, Kind};

/// A column of a projection's table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// Its type.
    pub kind: Kind,
    /// Whether it is part of the key.
    pub key: bool,
}

/// A row of a projection's table. The key's columns come first.
pub trait Row: Clone + PartialEq + Send + Sync + 'static {
    /// The key.
    type Key: Ord + Clone + Hash + Send + Sync;
    /// The table, without its schema.
    const TABLE: &'static str;
    /// The columns in the order of the table.
    const COLUMNS: &'static [Column];

    /// Its key.
    fn key(&self) -> Self::Key;
    /// A key as cells.
    fn key_cells(key: &Self::Key) -> Vec<Cell>;
    /// The row as cells.
    fn cells(&self) -> Vec<Cell>;
    /// Appends the row as `COPY` wants it.
    fn put(&self, out: &mut BytesMut) -> Result<(), Box<dyn Error + Sync + Send>>;
    /// The row of these cells; `None` if they are not of its form.
    fn from_cells(cells: impl Iterator<Item = Cell>) -> Option<Self>;
}

/// Declares a row: the struct, and how it maps to its table.
///
/// ```
/// readmodel::row! {
///     /// A person's name.
///     pub struct Person in "person" {
///         key { agency: std::sync::Arc<str>, person: uuid::Uuid }
///         name: Option<String>,
///     }
/// }
/// ```
#[macro_export]
macro_rules! row {
    ($(#[$meta:meta])* $vis:vis struct $name:ident in $table:literal {
        key { $($key:ident: $kty:ty),+ $(,)? }
        $($field:ident: $fty:ty),* $(,)?
    }) => {
        $(#[$meta])*
        #[derive(Clone, PartialEq)]
        $vis struct $name {
            $(#[doc = "Part of the key."] $vis $key: $kty,)+
            $(#[doc = "See the table."] $vis $field: $fty,)*
        }

        // Never the values: they may be personal.
        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(concat!("row of ", $table))
            }
        }

        impl $crate::Row for $name {
            type Key = ($($kty,)+);
            const TABLE: &'static str = $table;
            const COLUMNS: &'static [$crate::Column] = &[
                $($crate::Column {
                    name: stringify!($key),
                    kind: <$kty as $crate::Value>::KIND,
                    key: true,
                },)+
                $($crate::Column {
                    name: stringify!($field),
                    kind: <$fty as $crate::Value>::KIND,
                    key: false,
                },)*
            ];

            fn key(&self) -> Self::Key {
                ($(self.$key.clone(),)+)
            }
            fn key_cells(key: &Self::Key) -> Vec<$crate::Cell> {
                let ($($key,)+) = key;
                vec![$($crate::Value::cell($key),)+]
            }
            fn cells(&self) -> Vec<$crate::Cell> {
                vec![$($crate::Value::cell(&self.$key),)+ $($crate::Value::cell(&self.$field),)*]
            }
            fn put(
                &self,
                out: &mut $crate::bytes::BytesMut,
            ) -> ::std::result::Result<(), Box<dyn ::std::error::Error + Sync + Send>> {
                let columns = <Self as $crate::Row>::COLUMNS.len() as i16;
                $crate::bytes::BufMut::put_i16(out, columns);
                $($crate::put_field(&self.$key, out)?;)+
                $($crate::put_field(&self.$field, out)?;)*
                Ok(())
            }
            fn from_cells(mut cells: impl Iterator<Item = $crate::Cell>) -> Option<Self> {
                Some(Self {
                    $($key: $crate::Value::of(cells.next()?)?,)+
                    $($field: $crate::Value::of(cells.next()?)?,)*
                })
            }
        }
    };
}
