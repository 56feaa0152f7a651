//! Where the pages are.

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::get;

use crate::{Portal, assets, failure, handle, imports, office, satisfaction};

/// All pages and their assets. Merge it with the routes of the services, and put [`around`]
/// around the whole.
///
/// [`around`]: crate::around
pub fn router(portal: Portal) -> Router {
    let humane = from_fn_with_state(portal.clone(), failure::humane);
    Router::new()
        .route("/", get(handle::home))
        .route("/aset/{file}", get(assets::show))
        .route("/{agency}", get(handle::agency))
        .route("/{agency}/pengumuman", get(handle::announcements))
        .route(
            "/{agency}/pengumuman/{announcement}",
            get(handle::announcement),
        )
        .route("/{agency}/edisi/{edition}", get(handle::edition))
        .route("/{agency}/edisi/{edition}/aturan", get(handle::rules))
        .route("/{agency}/penghargaan/{person}", get(handle::person))
        .route("/{agency}/ikm/{period}", get(satisfaction::show))
        .route("/masuk", get(office::sign_in).post(office::signed_in))
        .route("/{agency}/impor", get(imports::list).post(imports::upload))
        .route(
            "/{agency}/impor/{import}",
            get(imports::show).post(imports::act),
        )
        .route("/{agency}/impor/{import}/batal", get(imports::undo))
        .route(
            "/{agency}/impor/{import}/laporan.xlsx",
            get(imports::report),
        )
        .route(
            "/{agency}/impor/kolom/{kind}",
            get(imports::columns).post(imports::save_columns),
        )
        .layer(humane)
        .with_state(portal)
}
