#![doc = include_str!("../README.md")]

mod assets;
mod failure;
mod fairness;
mod handle;
mod imports;
mod lang;
mod office;
mod pages;
mod routes;
mod rules;
mod satisfaction;
mod shell;
mod views;
mod words;

pub use failure::around;
pub use fairness::fairness_page;
pub use routes::router;

use std::sync::Arc;

use axum::Router;
use runtime::{Agencies, Reads};

/// What the pages are told about the installation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PortalSettings {
    /// Whether the data is made up: every page says so.
    pub demo: bool,
    /// Where the public reaches the pages: scheme and host.
    pub public_url: Option<String>,
}

/// The pages. Cloning it is cheap.
#[derive(Clone, Debug)]
pub struct Portal {
    pub(crate) reads: Reads,
    pub(crate) agencies: Agencies,
    pub(crate) settings: Arc<PortalSettings>,
    pub(crate) api: Option<Router>,
}

impl Portal {
    /// Pages of what is read here.
    #[must_use]
    pub fn new(reads: Reads, agencies: Agencies, settings: PortalSettings) -> Self {
        Self {
            reads,
            agencies,
            settings: Arc::new(settings),
            api: None,
        }
    }
}
