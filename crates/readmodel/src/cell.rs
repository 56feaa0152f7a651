//! A value of a row, in the few types that projections use.

use std::error::Error;
use std::sync::Arc;

use bytes::{BufMut as _, BytesMut};
use domain::Position;
use jiff::civil::{Date, date};
use jiff::{Timestamp, ToSpan as _};
use postgres_types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use uuid::Uuid;

/// The type of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `UUID`
    Uuid,
    /// `TEXT`
    Text,
    /// `BIGINT`
    BigInt,
    /// `INT`
    Int,
    /// `BOOL`
    Bool,
    /// `DATE`
    Date,
    /// `TIMESTAMPTZ`
    Timestamp,
    /// `JSONB`
    Json,
    /// `BYTEA`
    Bytes,
}

impl Kind {
    pub(crate) const fn postgres(self) -> Type {
        match self {
            Self::Uuid => Type::UUID,
            Self::Text => Type::TEXT,
            Self::BigInt => Type::INT8,
            Self::Int => Type::INT4,
            Self::Bool => Type::BOOL,
            Self::Date => Type::DATE,
            Self::Timestamp => Type::TIMESTAMPTZ,
            Self::Json => Type::JSONB,
            Self::Bytes => Type::BYTEA,
        }
    }

    /// As casts write it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Uuid => "uuid",
            Self::Text => "text",
            Self::BigInt => "int8",
            Self::Int => "int4",
            Self::Bool => "bool",
            Self::Date => "date",
            Self::Timestamp => "timestamptz",
            Self::Json => "jsonb",
            Self::Bytes => "bytea",
        }
    }
}

/// A value of a row. It has no `Debug`: it may be personal.
#[derive(Clone, PartialEq)]
pub enum Cell {
    /// `NULL` of any type.
    Null,
    /// `UUID`
    Uuid(Uuid),
    /// `TEXT`
    Text(Arc<str>),
    /// `BIGINT`
    BigInt(i64),
    /// `INT`
    Int(i32),
    /// `BOOL`
    Bool(bool),
    /// `DATE`
    Date(Date),
    /// `TIMESTAMPTZ`, in microseconds since 1970
    Timestamp(i64),
    /// `JSONB`
    Json(serde_json::Value),
    /// `BYTEA`
    Bytes(Vec<u8>),
}

impl std::fmt::Debug for Cell {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("cell")
    }
}

/// Postgres counts from 2000.
const DATES_FROM: Date = date(2000, 1, 1);
/// Microseconds from 1970 to 2000.
const TIMES_FROM: i64 = 946_684_800_000_000;

impl Cell {
    const fn kind(&self) -> Option<Kind> {
        Some(match self {
            Self::Null => return None,
            Self::Uuid(_) => Kind::Uuid,
            Self::Text(_) => Kind::Text,
            Self::BigInt(_) => Kind::BigInt,
            Self::Int(_) => Kind::Int,
            Self::Bool(_) => Kind::Bool,
            Self::Date(_) => Kind::Date,
            Self::Timestamp(_) => Kind::Timestamp,
            Self::Json(_) => Kind::Json,
            Self::Bytes(_) => Kind::Bytes,
        })
    }
}

type Wrong = Box<dyn Error + Sync + Send>;

impl Cell {
    /// Appends it in Postgres's binary form.
    fn put(&self, out: &mut BytesMut) -> Result<IsNull, Wrong> {
        match self {
            Self::Null => return Ok(IsNull::Yes),
            Self::Uuid(value) => out.put_slice(value.as_bytes()),
            Self::Text(value) => out.put_slice(value.as_bytes()),
            Self::BigInt(value) => out.put_i64(*value),
            Self::Int(value) => out.put_i32(*value),
            Self::Bool(value) => out.put_u8(u8::from(*value)),
            Self::Date(value) => {
                let days = value.since((jiff::Unit::Day, DATES_FROM))?.get_days();
                out.put_i32(days);
            }
            Self::Timestamp(value) => out.put_i64(value - TIMES_FROM),
            Self::Json(value) => put_json(value, out)?,
            Self::Bytes(value) => out.put_slice(value),
        }
        Ok(IsNull::No)
    }
}

fn put_json(value: &serde_json::Value, out: &mut BytesMut) -> Result<(), Wrong> {
    out.put_u8(1);
    Ok(serde_json::to_writer(out.writer(), value)?)
}

#[expect(clippy::unnecessary_wraps, reason = "as every way to put a value")]
fn put_text(value: &str, out: &mut BytesMut) -> Result<(), Wrong> {
    out.put_slice(value.as_bytes());
    Ok(())
}

impl ToSql for Cell {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Wrong> {
        if self.kind().is_some_and(|kind| kind.postgres() != *ty) {
            return Err(format!("a cell is not of type {ty}").into());
        }
        self.put(out)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

impl<'a> FromSql<'a> for Cell {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Wrong> {
        Ok(match *ty {
            Type::UUID => Self::Uuid(Uuid::from_slice(raw)?),
            Type::TEXT => Self::Text(std::str::from_utf8(raw)?.into()),
            Type::INT8 => Self::BigInt(i64::from_be_bytes(raw.try_into()?)),
            Type::INT4 => Self::Int(i32::from_be_bytes(raw.try_into()?)),
            Type::BOOL => Self::Bool(raw == [1]),
            Type::DATE => {
                let days = i32::from_be_bytes(raw.try_into()?);
                Self::Date(DATES_FROM.checked_add(days.days())?)
            }
            Type::TIMESTAMPTZ => Self::Timestamp(i64::from_be_bytes(raw.try_into()?) + TIMES_FROM),
            Type::JSONB => match raw {
                [1, json @ ..] => Self::Json(serde_json::from_slice(json)?),
                _ => return Err("an unknown version of jsonb".into()),
            },
            Type::BYTEA => Self::Bytes(raw.to_vec()),
            _ => return Err(format!("no cell is of type {ty}").into()),
        })
    }

    fn from_sql_null(_: &Type) -> Result<Self, Wrong> {
        Ok(Self::Null)
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

/// A Rust type that a field of a row may have.
pub trait Value: Sized {
    /// The column's type.
    const KIND: Kind;
    /// The value as a cell.
    fn cell(&self) -> Cell;
    /// The value of a cell; `None` if the cell is of another type.
    fn of(cell: Cell) -> Option<Self>;
    /// Appends the value in Postgres's binary form: what its cell would, without making one.
    fn put(&self, out: &mut BytesMut) -> Result<IsNull, Wrong> {
        self.cell().put(out)
    }
}

macro_rules! values {
    ($($ty:ty: $kind:ident, $from:expr, $to:expr $(, $put:expr)?;)*) => {$(
        impl Value for $ty {
            const KIND: Kind = Kind::$kind;
            fn cell(&self) -> Cell {
                let from: fn(&Self) -> _ = $from;
                Cell::$kind(from(self))
            }
            fn of(cell: Cell) -> Option<Self> {
                match cell {
                    Cell::$kind(value) => ($to)(value),
                    _ => None,
                }
            }
            $(fn put(&self, out: &mut BytesMut) -> Result<IsNull, Wrong> {
                let put: fn(&Self, &mut BytesMut) -> Result<(), Wrong> = $put;
                put(self, out).map(|()| IsNull::No)
            })?
        }
    )*};
}

values! {
    Uuid: Uuid, |v| *v, Some;
    Arc<str>: Text, Arc::clone, Some, |v, out| put_text(v, out);
    String: Text, |v| v.as_str().into(), |v: Arc<str>| Some(v.as_ref().to_owned()), |v, out| put_text(v, out);
    i64: BigInt, |v| *v, Some;
    i32: Int, |v| *v, Some;
    bool: Bool, |v| *v, Some;
    Date: Date, |v| *v, Some;
    Timestamp: Timestamp, |v| v.as_microsecond(), |v| Timestamp::from_microsecond(v).ok();
    serde_json::Value: Json, Clone::clone, Some, put_json;
    Vec<u8>: Bytes, Clone::clone, Some;
    Position: BigInt, |v| ordinal(*v), |v| Some(position(v));
}

impl<T: Value> Value for Option<T> {
    const KIND: Kind = T::KIND;
    fn cell(&self) -> Cell {
        self.as_ref().map_or(Cell::Null, Value::cell)
    }
    fn of(cell: Cell) -> Option<Self> {
        match cell {
            Cell::Null => Some(None),
            cell => T::of(cell).map(Some),
        }
    }
    fn put(&self, out: &mut BytesMut) -> Result<IsNull, Wrong> {
        self.as_ref()
            .map_or(Ok(IsNull::Yes), |value| value.put(out))
    }
}

/// Appends a value as `COPY` wants a field: its length, or -1 for none, and its bytes.
#[doc(hidden)]
pub fn put_field<V: Value>(value: &V, out: &mut BytesMut) -> Result<(), Wrong> {
    let at = out.len();
    out.put_i32(-1);
    if matches!(value.put(out)?, IsNull::No) {
        let length = i32::try_from(out.len() - at - size_of::<i32>())?;
        out[at..at + size_of::<i32>()].copy_from_slice(&length.to_be_bytes());
    }
    Ok(())
}

/// How many bits of an ordinal are the sequence.
const SEQUENCE_BITS: u32 = 48;

/// A commit's position as one number that sorts as positions do: a `BIGINT` column. In generation
/// 1 it is the sequence itself.
#[must_use]
pub fn ordinal(position: Position) -> i64 {
    let generation = i64::from(position.generation.saturating_sub(1)) << SEQUENCE_BITS;
    generation | i64::try_from(position.sequence).unwrap_or(i64::MAX >> (63 - SEQUENCE_BITS))
}

/// The commit's position that an ordinal stands for.
#[must_use]
pub fn position(ordinal: i64) -> Position {
    let ordinal = ordinal.unsigned_abs();
    let generation = u32::try_from(ordinal >> SEQUENCE_BITS).unwrap_or(u32::MAX - 1) + 1;
    Position::commit(generation, ordinal & ((1 << SEQUENCE_BITS) - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn back<V: Value>(value: &V) -> Option<V> {
        let mut out = BytesMut::new();
        let ty = V::KIND.postgres();
        match value.cell().to_sql(&ty, &mut out).ok()? {
            IsNull::Yes => V::of(Cell::from_sql_null(&ty).ok()?),
            IsNull::No => V::of(Cell::from_sql(&ty, &out).ok()?),
        }
    }

    #[test]
    fn what_is_written_is_read_back() {
        assert_eq!(back(&date(1963, 2, 28)), Some(date(1963, 2, 28)));
        assert_eq!(
            back(&Some(date(2026, 9, 30))),
            Some(Some(date(2026, 9, 30)))
        );
        assert_eq!(back(&None::<i64>), Some(None));
        let at: Timestamp = "1999-12-31T23:59:59.123456Z".parse().unwrap();
        assert_eq!(back(&at), Some(at));
        let json = serde_json::json!({"a": [1, "b"]});
        assert_eq!(back(&json), Some(json));
        assert_eq!(back(&"Melati".to_owned()), Some("Melati".to_owned()));
    }

    #[test]
    fn ordinals_sort_as_positions_do() {
        let (old, new) = (Position::commit(1, 4711), Position::commit(2, 1));
        assert_eq!(ordinal(old), 4711);
        assert!(ordinal(old) < ordinal(new));
        assert_eq!((position(ordinal(old)), position(ordinal(new))), (old, new));
    }
}
