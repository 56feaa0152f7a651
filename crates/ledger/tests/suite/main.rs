//! The ledger's laws, on one server and on three: they answer differently, so both are asked.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod bulk;
mod commands;
mod durability;
mod following;
mod ingest;
mod provisioning;
mod proxy;
mod vault;
mod world;

/// Each law as two tests, on one server and on a cluster of three.
macro_rules! laws {
    ($($name:ident;)*) => {
        mod one { $(#[tokio::test(flavor = "multi_thread")] async fn $name() { super::$name(&mut crate::world::World::start(1).await).await; })* }
        mod three { $(#[tokio::test(flavor = "multi_thread")] async fn $name() { super::$name(&mut crate::world::World::start(3).await).await; })* }
    };
}
pub(crate) use laws;
