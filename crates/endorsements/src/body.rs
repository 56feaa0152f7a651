//! What callers send.

use std::collections::BTreeSet;

use domain::endorsement::{Relation, Value};
use domain::text::Prose;
use schemars::JsonSchema;
use serde::Deserialize;

/// An endorsement.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Give {
    /// How the caller stands to the nominee.
    pub(crate) relation: Relation,
    /// The BerAKHLAK values seen.
    #[serde(default)]
    pub(crate) values: BTreeSet<Value>,
    /// What the caller says about the nominee, 1 to 2,000 characters.
    pub(crate) statement: Prose,
}
