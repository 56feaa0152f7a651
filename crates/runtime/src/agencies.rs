//! Which agencies the installation has, and what they are called.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::ids::AgencyCode;
use ledger::Feeds;

use crate::Problem;
use crate::problem::kind;

/// The agencies, for whoever shows their names. Cloning it is cheap.
#[derive(Clone, Debug)]
pub struct Agencies(Source);

#[derive(Clone, Debug)]
enum Source {
    Registry(Feeds),
    Fixed(Arc<BTreeMap<String, String>>),
}

impl Agencies {
    /// As the registry names them, from now on.
    #[must_use]
    pub fn of(feeds: &Feeds) -> Self {
        Self(Source::Registry(feeds.clone()))
    }

    /// Just these, by code, for tests and for samples of pages.
    #[must_use]
    pub fn fixed(names: BTreeMap<String, String>) -> Self {
        Self(Source::Fixed(Arc::new(names)))
    }

    /// The name of an agency; a problem (404) if there is none with this code.
    pub fn name(&self, code: &AgencyCode) -> Result<String, Problem> {
        let name = match &self.0 {
            Source::Registry(feeds) => feeds.registry().read(|reference, _| {
                let name = reference.agencies.get(code.as_str());
                name.map(ToString::to_string)
            }),
            Source::Fixed(names) => names.get(code.as_str()).cloned(),
        };
        name.ok_or_else(|| kind::AGENCY_UNKNOWN.into())
    }

    /// All of them: code and name, by code.
    #[must_use]
    pub fn all(&self) -> Vec<(String, String)> {
        match &self.0 {
            Source::Registry(feeds) => feeds.registry().read(|reference, _| {
                let all = reference.agencies.iter();
                all.map(|(code, name)| (code.clone(), name.to_string()))
                    .collect()
            }),
            Source::Fixed(names) => names.iter().map(|(c, n)| (c.clone(), n.clone())).collect(),
        }
    }
}
