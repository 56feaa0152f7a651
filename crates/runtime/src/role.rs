//! The roles that a process of the executable can take.

use std::collections::BTreeSet;
use std::fmt;

use serde::Deserialize;

/// What one process does: a service, the projections or the portal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ServiceRole {
    /// Proposals by departments, consent, eligibility.
    Nominations,
    /// Endorsements by peers, superiors and citizens.
    Endorsements,
    /// Performance events and imports.
    Performance,
    /// Panels, ballots, counting, decisions.
    Committee,
    /// Public feeds and published events.
    Announcements,
    /// The workers that fold the ledger into Postgres.
    Projections,
    /// The web pages.
    Portal,
}

/// A name that is no role.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no role {0:?}; roles are {roles}, or `all`", roles = names())]
pub struct UnknownRole(String);

impl ServiceRole {
    /// All roles.
    pub const ALL: [Self; 7] = [
        Self::Nominations,
        Self::Endorsements,
        Self::Performance,
        Self::Committee,
        Self::Announcements,
        Self::Projections,
        Self::Portal,
    ];

    /// The name in configuration, on the command line and in logs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Nominations => "nominations",
            Self::Endorsements => "endorsements",
            Self::Performance => "performance",
            Self::Committee => "committee",
            Self::Announcements => "announcements",
            Self::Projections => "projections",
            Self::Portal => "portal",
        }
    }

    /// Reads `all` or a list such as `nominations,projections`.
    pub fn parse_list(list: &str) -> Result<BTreeSet<Self>, UnknownRole> {
        let mut roles = BTreeSet::new();
        for name in list.split(',').map(str::trim) {
            if name == "all" {
                roles.extend(Self::ALL);
            } else {
                let role = Self::ALL.into_iter().find(|role| role.name() == name);
                roles.insert(role.ok_or_else(|| UnknownRole(name.to_owned()))?);
            }
        }
        Ok(roles)
    }
}

impl fmt::Display for ServiceRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

fn names() -> String {
    ServiceRole::ALL.map(ServiceRole::name).join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_roles_is_read_and_a_wrong_name_is_named() {
        use ServiceRole::{Nominations, Portal};
        let some = ServiceRole::parse_list("portal, nominations,portal").unwrap();
        assert_eq!(some, BTreeSet::from([Nominations, Portal]));
        assert_eq!(ServiceRole::parse_list("all").unwrap().len(), 7);
        let error = ServiceRole::parse_list("portal,juri").unwrap_err();
        assert!(error.to_string().contains("\"juri\""), "{error}");
        assert!(error.to_string().contains("projections"), "{error}");
        assert!(ServiceRole::parse_list("").is_err());
    }

    #[test]
    fn names_are_those_of_the_configuration() {
        for role in ServiceRole::ALL {
            let read: ServiceRole = serde_json::from_value(role.name().into()).unwrap();
            assert_eq!(read, role);
        }
    }
}
