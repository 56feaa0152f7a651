//! Two agencies of one installation do not see each other.

use e2e::{Layout, Rules, Told, World, answer, scenario};
use reqwest::Method;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn two_agencies_side_by_side() {
    scenario(Layout::OneProcess, side_by_side).await;
}

async fn side_by_side(world: &World) -> Told {
    let (city, regency) = (world.city(), world.regency());
    let (staff, others) = (
        city.staffed(1, 2, 1).await?,
        regency.staffed(1, 2, 1).await?,
    );
    let edition = city
        .office()
        .opens_edition("asn-2026", Rules::default())
        .await?;
    let theirs = regency
        .office()
        .opens_edition("asn-2026", Rules::default())
        .await?;
    assert_ne!(
        edition.id, theirs.id,
        "the same code in another agency is another edition"
    );
    assert_ne!(staff.units[0].id, others.units[0].id);
    assert_ne!(
        staff.units[0].head.id, others.units[0].head.id,
        "one person per NIP and agency"
    );
    let unit = &staff.units[0];
    let nomination = unit
        .head
        .nominates(edition.id, unit.id, unit.staff[0].id)
        .await?;

    // With a token of one's own agency, another agency's things are not there.
    let stranger = regency.office();
    for (path, missing) in [
        (
            format!("/nominations/{}", nomination.id),
            "nomination-unknown",
        ),
        (
            format!("/rounds/{}/result", nomination.id),
            "result-unknown",
        ),
    ] {
        let refused = stranger.reads(&path).await.unwrap_err();
        assert_eq!(
            (refused.status, refused.code.as_str()),
            (404, missing),
            "{path}"
        );
    }
    assert!(
        stranger
            .lists(
                &format!("/editions/{}/nominations", edition.id),
                theirs.position
            )
            .await?
            .is_empty()
    );
    let list = stranger.lists("/editions", theirs.position).await?;
    assert_eq!((list.len(), &list[0]["id"]), (1, &json!(theirs.id)));
    let own = &others.units[0];
    for (outcome, missing) in [
        (
            own.head
                .nominates(edition.id, own.id, own.staff[0].id)
                .await,
            "edition-unknown",
        ),
        (
            own.head
                .nominates(theirs.id, own.id, unit.staff[0].id)
                .await,
            "person-unknown",
        ),
        (
            own.head
                .nominates(theirs.id, unit.id, own.staff[0].id)
                .await,
            "unit-unknown",
        ),
        (
            own.staff[0].endorses(nomination.id, "peer").await,
            "nomination-unknown",
        ),
        (stranger.returns(nomination.id).await, "nomination-unknown"),
        (
            stranger.closes_nominations(edition.id).await,
            "edition-unknown",
        ),
    ] {
        assert_eq!(crate::steps::code(outcome), missing);
    }

    // Under the other's address, nothing at all, in any role.
    for role in domain::Role::ALL {
        let token = stranger.acting_as(role).token();
        for path in [
            "/editions".to_owned(),
            format!("/nominations/{}", nomination.id),
        ] {
            let path = format!("/api/v1/agencies/{}{path}", city.code);
            let (status, body) =
                answer(world.request(&Method::GET, &path).bearer_auth(&token)).await;
            assert_eq!(
                (status, &body["code"]),
                (403, &json!("wrong-agency")),
                "{role:?} {path}"
            );
        }
    }
    Ok(())
}
