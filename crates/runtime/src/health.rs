//! What operators and their tools ask: does it live, can it serve, what has it measured.

use std::collections::BTreeMap;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderName, StatusCode};
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Json, Router};

use crate::telemetry::Metrics;

/// How long one check may take before it counts as failed.
const PATIENCE: Duration = Duration::from_secs(2);

const FRESH: (HeaderName, &str) = (CACHE_CONTROL, "no-store");

type Answer = Pin<Box<dyn Future<Output = Result<(), String>> + Send>>;
type Check = Arc<dyn Fn() -> Answer + Send + Sync>;

/// What must be well for a process to serve, by name.
#[derive(Clone, Default)]
pub struct Checks(Vec<(&'static str, Check)>);

impl fmt::Debug for Checks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.0.iter().map(|(name, _)| name))
            .finish()
    }
}

impl Checks {
    /// Adds a check; its error says what is not well, without secrets.
    #[must_use]
    pub fn with<F>(
        mut self,
        name: &'static str,
        check: impl Fn() -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<(), String>> + Send + 'static,
    {
        self.0.push((name, Arc::new(move || Box::pin(check()))));
        self
    }

    /// What is not well.
    async fn failures(&self) -> BTreeMap<&'static str, String> {
        let mut failures = BTreeMap::new();
        for (name, check) in &self.0 {
            match tokio::time::timeout(PATIENCE, check()).await {
                Ok(Ok(())) => {}
                Ok(Err(reason)) => {
                    failures.insert(*name, reason);
                }
                Err(_) => {
                    failures.insert(*name, format!("no answer in {} s", PATIENCE.as_secs()));
                }
            }
        }
        failures
    }
}

/// `/healthz`, `/readyz` and `/metrics`. A proxy keeps them inside.
pub fn router(checks: Checks, metrics: Metrics) -> Router {
    Router::new()
        .route("/healthz", get(async || ([FRESH], "ok\n")))
        .route("/readyz", get(async move || ready(&checks).await))
        .route("/metrics", get(async move || measured(&metrics)))
}

fn measured(metrics: &Metrics) -> impl IntoResponse + use<> {
    let text = (CONTENT_TYPE, "text/plain; version=0.0.4");
    ([text, FRESH], metrics.render())
}

async fn ready(checks: &Checks) -> impl IntoResponse + use<> {
    let failures = checks.failures().await;
    let ready = failures.is_empty();
    let status = if ready {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    let body = serde_json::json!({"ready": ready, "failures": failures});
    (status, [FRESH], Json(body))
}
