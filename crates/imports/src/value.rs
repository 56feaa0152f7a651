//! What cells say.

pub(crate) mod date;
pub(crate) mod number;
pub(crate) mod position;
pub(crate) mod words;
