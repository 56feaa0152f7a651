//! Systems outside that may publish performance events.

use crate::error::Error;
use std::path::Path;

/// A system outside: it may publish performance events of one agency, and nothing else.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Outside {
    name: String,
    agency: String,
}

impl Outside {
    /// What the names of their users begin with; no role's does.
    pub(super) const PREFIX: &str = "ingest_";

    /// A system of an agency. Both names become parts of nats-server's configuration, so they hold small
    /// letters, digits and hyphens only; `of` is where they come from, for the error.
    pub fn new(name: &str, agency: &str, of: &Path) -> Result<Self, Error> {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        for text in [name, agency] {
            if !(1..=32).contains(&text.len()) || !text.chars().all(plain) {
                let reason = format!("{text:?} is not 1 to 32 of a-z, 0-9 and -");
                let path = of.to_owned();
                return Err(Error::BadFile { path, reason });
            }
        }
        Ok(Self {
            name: name.to_owned(),
            agency: agency.to_owned(),
        })
    }

    /// What it is called.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The only subject that it may publish on.
    #[must_use]
    pub fn subject(&self) -> String {
        format!("ingest.{}.performance", self.agency)
    }

    /// Its user in nats-server.
    #[must_use]
    pub fn user(&self) -> String {
        format!("{}{}", Self::PREFIX, self.name)
    }

    /// The prefix that its client must use for inboxes: it may subscribe to nothing else.
    #[must_use]
    pub fn inbox_prefix(&self) -> String {
        format!("_INBOX_{}", self.user())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_say_more_to_the_server_than_a_name() {
        let made = |name, agency| Outside::new(name, agency, Path::new("ingest.toml"));
        assert!(made("simpeg", "kota-arang").is_ok());
        let long = "a".repeat(33);
        for bad in ["", "a b", "a\"", "Simpeg", "a.b", "*", ">", "a}", &long] {
            assert!(made(bad, "kota-arang").is_err(), "{bad}");
            assert!(made("simpeg", bad).is_err(), "{bad}");
        }
    }
}
