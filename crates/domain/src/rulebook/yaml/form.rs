//! From values with places to a rulebook: a serde deserializer whose errors keep their place.

use serde::de::value::{MapAccessDeserializer, StrDeserializer};
use serde::de::{
    DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Unexpected, Visitor,
};
use serde::forward_to_deserialize_any;

use super::tree::{Node, Place, Value};
use super::wrong::{Error, Part};

/// Reads a value.
#[derive(Clone, Copy)]
pub(super) struct Reader<'t> {
    node: &'t Node,
}

impl<'t> Reader<'t> {
    pub(super) const fn new(node: &'t Node) -> Self {
        Self { node }
    }
}

type Members<'t> = std::slice::Iter<'t, (String, Place, Node)>;

struct Fields<'t> {
    left: Members<'t>,
    value: Option<(&'t str, &'t Node)>,
}

impl<'t> Fields<'t> {
    fn of(members: &'t [(String, Place, Node)]) -> Self {
        Self {
            left: members.iter(),
            value: None,
        }
    }
}

impl<'de> MapAccess<'de> for Fields<'de> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Error> {
        let Some((key, _, node)) = self.left.next() else {
            return Ok(None);
        };
        self.value = Some((key, node));
        seed.deserialize(StrDeserializer::new(key)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        let Some((key, node)) = self.value.take() else {
            return Err(Error::custom("a value without a key"));
        };
        let read = seed.deserialize(Reader { node });
        read.map_err(|error| error.under(Part::Name(key.to_owned())))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.left.len())
    }
}

struct Items<'t> {
    left: std::iter::Enumerate<std::slice::Iter<'t, Node>>,
}

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Error> {
        let Some((at, node)) = self.left.next() else {
            return Ok(None);
        };
        let read = seed.deserialize(Reader { node });
        read.map(Some)
            .map_err(|error| error.under(Part::Number(at)))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.left.len())
    }
}

impl<'de> Reader<'de> {
    fn any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match &self.node.value {
            Value::Null => visitor.visit_unit(),
            Value::Bool(is) => visitor.visit_bool(*is),
            Value::Number(number) => match u64::try_from(*number) {
                Ok(number) => visitor.visit_u64(number),
                Err(_) => visitor.visit_i64(*number),
            },
            Value::Text(text) => visitor.visit_borrowed_str(text),
            Value::List(items) => visitor.visit_seq(Items {
                left: items.iter().enumerate(),
            }),
            Value::Map(members) => visitor.visit_map(Fields::of(members)),
        }
    }

    /// A word, or a word with what belongs to it such as `trimmed: 1`.
    fn choice<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match &self.node.value {
            Value::Text(word) => visitor.visit_enum(StrDeserializer::new(word)),
            Value::Map(members) if members.len() == 1 => {
                visitor.visit_enum(MapAccessDeserializer::new(Fields::of(members)))
            }
            Value::Map(_) => Err(Error::custom("one choice, not several")),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::List(_) => self.any(visitor),
        }
    }
}

impl<'de> Deserializer<'de> for Reader<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.any(visitor).map_err(|error| error.within(self.node))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if matches!(self.node.value, Value::Null) {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.choice(visitor)
            .map_err(|error| error.within(self.node))
    }

    /// A struct is written with its fields' names, never as a list in their order.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let read = if matches!(self.node.value, Value::List(_)) {
            Err(Error::invalid_type(Unexpected::Seq, &visitor))
        } else {
            self.any(visitor)
        };
        read.map_err(|error| error.within(self.node))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map identifier ignored_any
    }
}
