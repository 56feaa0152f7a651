//! What can go wrong between us and Postgres.

use std::fmt;

/// Why the read model could not answer. Messages say what was attempted; the cause is the source.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The address of the database is not in keyword form.
    #[error("cannot read the database address; write it as `host=… user=… dbname=…`")]
    Address(#[source] Cause),
    /// No connection.
    #[error("cannot connect to Postgres; check that it runs and that this role may connect")]
    Connect(#[source] Cause),
    /// All connections were busy for too long.
    #[error("no database connection became free in time for {doing}")]
    Busy {
        /// What was attempted.
        doing: &'static str,
    },
    /// A statement failed.
    #[error("the database did not finish {doing}")]
    Database {
        /// What was attempted.
        doing: &'static str,
        /// The cause.
        #[source]
        source: Cause,
    },
    /// Other transactions won too often.
    #[error("{doing} lost against other transactions {attempts} times")]
    Contended {
        /// What was attempted.
        doing: &'static str,
        /// How often.
        attempts: u32,
    },
    /// A stored row is not of its form: tables and program are of different versions.
    #[error("a row of {table} is not of its form; is the database of another version?")]
    Row {
        /// The table.
        table: &'static str,
    },
    /// The engine's tables could not be brought up to date.
    #[error("cannot migrate the engine's tables")]
    Migrate(#[source] Cause),
    /// There is no such projection.
    #[error("there is no projection called {0}")]
    UnknownProjection(String),
}

/// What Postgres or the connection said, without the values that it quotes: they may be personal.
#[derive(Debug)]
pub struct Cause {
    code: Option<String>,
    text: String,
}

impl Cause {
    pub(crate) fn text(text: impl fmt::Display) -> Self {
        let (code, text) = (None, text.to_string());
        Self { code, text }
    }

    /// The SQLSTATE, if the server answered at all.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }

    /// Whether the same transaction may succeed when it is run again: serialization failure,
    /// deadlock, a lock not had in time, or a plan made before a projection was switched.
    pub(crate) fn wants_retry(&self) -> bool {
        matches!(self.code(), Some("40001" | "40P01" | "55P03" | "0A000"))
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.code {
            Some(code) => write!(f, "SQLSTATE {code}: {}", self.text),
            None => f.write_str(&self.text),
        }
    }
}

impl std::error::Error for Cause {}

impl From<tokio_postgres::Error> for Cause {
    fn from(error: tokio_postgres::Error) -> Self {
        let Some(db) = error.as_db_error() else {
            let mut text = error.to_string();
            if let Some(source) = std::error::Error::source(&error) {
                text = format!("{text}: {source}");
            }
            return Self::text(text);
        };
        let code = db.code().code().to_owned();
        // Classes 22 and 23 quote data in their messages.
        let text = if code.starts_with("22") || code.starts_with("23") {
            let of = |name: &str, value: Option<&str>| {
                value.map_or(String::new(), |value| format!(" {name} {value}"))
            };
            format!(
                "data refused,{}{}{}",
                of("table", db.table()),
                of("column", db.column()),
                of("constraint", db.constraint())
            )
        } else {
            db.message().to_owned()
        };
        let code = Some(code);
        Self { code, text }
    }
}

impl ReadError {
    /// A failed statement.
    pub(crate) fn database(doing: &'static str) -> impl Fn(tokio_postgres::Error) -> Self {
        move |error| Self::Database {
            doing,
            source: error.into(),
        }
    }

    pub(crate) fn wants_retry(&self) -> bool {
        matches!(self, Self::Database { source, .. } if source.wants_retry())
    }
}
