//! Text files: encodings and separated values.

pub(crate) mod encoding;
pub(crate) mod separated;
