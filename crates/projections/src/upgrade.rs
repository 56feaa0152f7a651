//! What a newer program does by itself when it starts: projections of which readers still see an older version are
//! built beside it and switched to.

use std::time::Duration;

use readmodel::Schema;

use crate::rebuild::{Rebuild, RebuildError, rebuild};
use crate::session::chain;
use crate::source::{ALL, Source};

/// How long to wait after a failure, and while another process builds.
const AGAIN: Duration = Duration::from_secs(5);

/// Brings every projection of which readers see an older version to that of this program, and returns when there is
/// none left. Until then readers see the older tables as they were; questions that these cannot answer are answered
/// 503. A newer version is left alone: its program is being rolled out, or this one was started by mistake.
pub async fn upgrade(source: &Source) {
    for folding in ALL {
        let name = folding.info().name;
        while let Err(error) = one(source, name).await {
            let why = chain(&error);
            tracing::warn!(
                projection = name,
                why,
                "readers still see an older version, trying again"
            );
            tokio::time::sleep(AGAIN).await;
        }
    }
}

async fn one(source: &Source, name: &'static str) -> Result<(), RebuildError> {
    let schema = Schema::of(name)?;
    let older = source.db.seen_version(schema).await?;
    let Some(older) = older.filter(|older| *older < schema.version) else {
        return Ok(());
    };
    tracing::info!(
        projection = name,
        older,
        newer = schema.version,
        "readers see an older version; building this program's beside it"
    );
    // As a live worker would: what it cannot fold must not keep everybody else's rows away.
    rebuild(source, Rebuild::of(name).park(), &|_| {}).await?;
    tracing::info!(
        projection = name,
        older,
        "switched; once nobody goes back, make room: berprestasi projections drop {name}"
    );
    Ok(())
}
