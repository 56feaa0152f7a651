//! Two agencies of one installation do not see each other.

use e2e::{Agency, Layout, Refused, Rules, Staff, Told, World, answer, scenario};
use reqwest::Method;
use serde_json::json;
use uuid::Uuid;

use crate::steps::code;

#[tokio::test(flavor = "multi_thread")]
async fn two_agencies_side_by_side() {
    scenario(Layout::OneProcess, side_by_side).await;
}

/// An agency with an edition under way.
struct Side<'w> {
    agency: Agency<'w>,
    staff: Staff<'w>,
    edition: Uuid,
    nomination: Uuid,
}

async fn side(agency: Agency<'_>) -> Result<Side<'_>, Refused> {
    let (office, staff) = (agency.office(), agency.staffed(1, 2, 1).await?);
    let edition = office.opens_edition("asn-2026", Rules::default()).await?.id;
    let unit = &staff.units[0];
    let nominee = unit.staff[0].id;
    let nomination = unit.head.nominates(edition, unit.id, nominee).await?.id;
    Ok(Side {
        agency,
        staff,
        edition,
        nomination,
    })
}

async fn side_by_side(world: &World) -> Told {
    let (own, other) = (side(world.city()).await?, side(world.regency()).await?);
    let (unit, theirs) = (&own.staff.units[0], &other.staff.units[0]);
    for (one, two) in [
        // The same code, or the same NIP, in another agency is somebody else's.
        (own.edition, other.edition),
        (unit.id, theirs.id),
        (unit.head.id, theirs.head.id),
        (own.nomination, other.nomination),
    ] {
        assert_ne!(one, two);
    }
    nothing_is_read(&own, &other).await?;
    nothing_is_done(&own, &other).await;
    nothing_at_its_address(&own, other.agency).await;
    Ok(())
}

/// With a token of one's own agency, another agency's things are not there.
async fn nothing_is_read(own: &Side<'_>, other: &Side<'_>) -> Told {
    let stranger = other.agency.office();
    for (path, missing) in [
        ("/nominations/{}", "nomination-unknown"),
        ("/rounds/{}/result", "result-unknown"),
    ] {
        let path = path.replace("{}", &own.nomination.to_string());
        let refused = stranger.reads(&path).await.unwrap_err();
        let found = (refused.status, refused.code.as_str());
        assert_eq!(found, (404, missing), "{path}");
    }
    let returned = stranger.returns(other.nomination).await?;
    let path = format!("/editions/{}/nominations", own.edition);
    assert!(stranger.lists(&path, returned.position).await?.is_empty());
    let list = stranger.lists("/editions", returned.position).await?;
    assert_eq!((list.len(), &list[0]["id"]), (1, &json!(other.edition)));
    Ok(())
}

async fn nothing_is_done(own: &Side<'_>, other: &Side<'_>) {
    let (stranger, unit) = (other.agency.office(), &other.staff.units[0]);
    let (head, person, foreign) = (unit.head, unit.staff[1], &own.staff.units[0]);
    let edition = head.nominates(own.edition, unit.id, person.id).await;
    assert_eq!(code(edition), "edition-unknown");
    let nominee = foreign.staff[0].id;
    let nominee = head.nominates(other.edition, unit.id, nominee).await;
    assert_eq!(code(nominee), "person-unknown");
    let of = head.nominates(other.edition, foreign.id, person.id).await;
    assert_eq!(code(of), "unit-unknown");
    let endorsed = person.endorses(own.nomination, "peer").await;
    assert_eq!(code(endorsed), "nomination-unknown");
    let returned = stranger.returns(own.nomination).await;
    assert_eq!(code(returned), "nomination-unknown");
    let closed = stranger.closes_nominations(own.edition).await;
    assert_eq!(code(closed), "edition-unknown");
}

/// Under the other's address, nothing at all, in any role.
async fn nothing_at_its_address(own: &Side<'_>, other: Agency<'_>) {
    let (world, city) = (other.world, own.agency.code);
    let nomination = format!("/nominations/{}", own.nomination);
    for role in domain::Role::ALL {
        let token = other.office().acting_as(role).token();
        for path in ["/editions", &nomination] {
            let path = format!("/api/v1/agencies/{city}{path}");
            let request = world.request(&Method::GET, &path).bearer_auth(&token);
            let (status, body) = answer(request).await;
            let found = (status, &body["code"]);
            assert_eq!(found, (403, &json!("wrong-agency")), "{role:?} {path}");
        }
    }
}
