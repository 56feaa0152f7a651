//! Statements are named constants, so that a test can let Postgres check every one of them.

/// A statement with a name, which is also the comment it starts with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sql {
    /// The name.
    pub name: &'static str,
    /// The text.
    pub text: &'static str,
}

/// Declares statements and the list of them.
macro_rules! sql {
    ($($name:ident = $text:expr;)*) => {
        $(const $name: $crate::sql::Sql = $crate::sql::Sql {
            name: stringify!($name),
            text: concat!("-- ", stringify!($name), "\n", $text),
        };)*
        /// All statements of this module.
        pub(crate) const ALL: &[$crate::sql::Sql] = &[$($name),*];
    };
}
pub(crate) use sql;
