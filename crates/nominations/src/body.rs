//! What callers send.

use domain::ids::UnitId;
use domain::nomination::Nominee;
use domain::text::{Code, Prose};
use schemars::JsonSchema;
use serde::Deserialize;

/// A nomination.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Submit {
    /// The category's code.
    pub(crate) category: Code,
    /// Who is nominated.
    pub(crate) nominee: Nominee,
    /// The unit that nominates; the caller heads it.
    pub(crate) unit: UnitId,
    /// Why they deserve it, 1 to 2,000 characters.
    pub(crate) citation: Prose,
}

/// A mended nomination.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Resubmit {
    /// The mended citation, 1 to 2,000 characters.
    pub(crate) citation: Prose,
}

/// A return to the nominator.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Return {
    /// What is to be mended, 1 to 2,000 characters.
    pub(crate) reason: Prose,
}
