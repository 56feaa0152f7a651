//! Style and script: part of the program, at addresses that name their content.

use std::sync::LazyLock;

use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use runtime::problem::kind;
use runtime::{Params, Problem};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

/// A file of ours.
pub(crate) struct Asset {
    /// Where it is: `/aset/<hash>-<name>`.
    pub(crate) address: String,
    media_type: &'static str,
    content: &'static str,
}

impl Asset {
    fn new(name: &str, media_type: &'static str, content: &'static str) -> Self {
        let hash = Sha256::digest(content.as_bytes());
        let hash = hash.iter().take(8);
        let hash = hash.fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
        Self {
            address: format!("/aset/{hash:016x}-{name}"),
            media_type,
            content,
        }
    }
}

pub(crate) static STYLE: LazyLock<Asset> = LazyLock::new(|| {
    let content = include_str!("../static/portal.css");
    Asset::new("portal.css", "text/css; charset=utf-8", content)
});

pub(crate) static LIVE: LazyLock<Asset> = LazyLock::new(|| {
    let content = include_str!("../static/live.js");
    Asset::new("live.js", "text/javascript; charset=utf-8", content)
});

pub(crate) static ICON: LazyLock<Asset> = LazyLock::new(|| {
    let content = include_str!("../static/icon.svg");
    Asset::new("icon.svg", "image/svg+xml", content)
});

#[derive(Deserialize)]
pub(crate) struct File {
    file: String,
}

/// A file, to be kept for ever: another content has another address.
pub(crate) async fn show(Params(path): Params<File>) -> Result<Response, Problem> {
    let all = [&STYLE, &LIVE, &ICON];
    let wanted = format!("/aset/{}", path.file);
    let asset = all.into_iter().find(|asset| asset.address == wanted);
    let asset = asset.ok_or(kind::NOT_FOUND)?;
    let keep = "public, max-age=31536000, immutable";
    let headers = [(CONTENT_TYPE, asset.media_type), (CACHE_CONTROL, keep)];
    Ok((headers, asset.content).into_response())
}

/// Address and content of every file.
#[cfg(test)]
pub(crate) fn all() -> Vec<(&'static str, &'static str)> {
    let all = [&STYLE, &LIVE, &ICON];
    let pairs = all.map(|asset| (asset.address.as_str(), asset.content));
    pairs.to_vec()
}
