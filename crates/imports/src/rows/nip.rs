//! A NIP as its digits, in what is staged and sealed.

use domain::Nip;
use serde::{Deserialize as _, Deserializer, Serializer, de};

pub(super) fn serialize<S: Serializer>(nip: &Nip, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&nip.digits())
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Nip, D::Error> {
    let digits = String::deserialize(from)?;
    Nip::parse(&digits).map_err(de::Error::custom)
}

pub(super) mod option {
    use super::{Deserializer, Nip, Serializer, de};
    use serde::Deserialize as _;

    #[expect(clippy::ref_option, reason = "serde passes a field by reference")]
    pub(in super::super) fn serialize<S: Serializer>(
        nip: &Option<Nip>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        match nip {
            Some(nip) => to.serialize_some(&nip.digits()),
            None => to.serialize_none(),
        }
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<Nip>, D::Error> {
        let digits = Option::<String>::deserialize(from)?;
        let nip = digits.map(|digits| Nip::parse(&digits));
        nip.transpose().map_err(de::Error::custom)
    }
}
