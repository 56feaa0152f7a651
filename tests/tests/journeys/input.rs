//! Bad input: each a problem with its own code and field, and nothing stored.

use e2e::{Done, Layout, Persona, Refused, Rules, Staff, Told, World, answer, scenario};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use uuid::Uuid;

/// A request, and what it is answered.
struct Case {
    name: &'static str,
    request: RequestBuilder,
    status: u16,
    code: &'static str,
    // None or one.
    field: &'static [&'static str],
}

/// `"name": request => status "code" "field";` and so on.
macro_rules! cases {
    ($($name:literal: $request:expr => $status:literal $code:literal $($field:literal)?;)*) => {
        vec![$($crate::input::Case {
            name: $name,
            request: $request,
            status: $status,
            code: $code,
            field: &[$($field)?],
        }),*]
    };
}

mod bodies;
mod callers;
mod steps;

#[tokio::test(flavor = "multi_thread")]
async fn bad_input_is_refused_and_nothing_is_stored() {
    scenario(Layout::OneProcess, bad_input).await;
}

/// What the cases are about.
struct Stage<'w> {
    world: &'w World,
    office: Persona<'w>,
    staff: Staff<'w>,
    edition: Uuid,
    nomination: Uuid,
    late: Uuid,
    round: Uuid,
    closed: Uuid,
}

async fn stage(world: &World) -> Result<Stage<'_>, Refused> {
    let city = world.city();
    let (office, staff) = (city.office(), city.staffed(2, 3, 3).await?);
    let edition = office.opens_edition("asn-2026", Rules::default()).await?.id;
    let late = office.opens_edition("asn-2025", Rules::default()).await?.id;
    let unit = &staff.units[0];
    let nominee = unit.staff[0];
    let nomination = unit.head.nominates(edition, unit.id, nominee.id).await?.id;
    nominee.consents(nomination).await?;
    let whole = json!({"kind": "unit", "unit": unit.id});
    let whole = unit.head.proposes(edition, "unit-kerja", unit.id, whole);
    unit.head.consents(whole.await?.id).await?;
    office.closes_nominations(edition).await?;
    let jurors = [staff.jurors[0], staff.jurors[1], nominee];
    let panel = office.forms_panel(edition, &jurors, 1).await?.id;
    let round = office.opens_round(edition, "pelaksana", panel).await?.id;
    let closed = office.opens_round(edition, "unit-kerja", panel).await?.id;
    office.closes_round(closed).await?;
    office.result(closed).await?;
    let other = json!({"code": "x", "name": "X", "from": "2020-01-01"});
    office.commands_as("used", "/units", Some(other)).await?;
    Ok(Stage {
        world,
        office,
        staff,
        edition,
        nomination,
        late,
        round,
        closed,
    })
}

async fn bad_input(world: &World) -> Told {
    let stage = stage(world).await?;
    let agencies = [world.city().code, world.regency().code];
    let before = [world.last(agencies[0]).await, world.last(agencies[1]).await];
    let mut cases = bodies::cases(&stage);
    cases.extend(bodies::values(&stage));
    cases.extend(steps::nominations(&stage));
    cases.extend(steps::rounds(&stage));
    cases.extend(callers::cases(&stage));
    cases.extend(callers::reads(&stage));
    let mut wrong = Vec::new();
    for case in cases {
        let (found, body) = answer(case.request).await;
        let refused = Refused::of(found, &body);
        let mut fields = case.field.iter();
        let named = fields.all(|field| refused.field.as_deref() == Some(field));
        if (refused.status, refused.code.as_str()) != (case.status, case.code) || !named {
            let (status, code, field) = (case.status, case.code, case.field);
            wrong.push(format!(
                "{}: {refused}, not {status} {code} {field:?}",
                case.name
            ));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    let after = [world.last(agencies[0]).await, world.last(agencies[1]).await];
    assert_eq!(before, after, "something was stored");
    Ok(())
}

fn post(who: &Persona<'_>, path: &str) -> RequestBuilder {
    who.request(&Method::POST, path)
        .header("Idempotency-Key", Uuid::new_v4().to_string())
}

fn unit(with: &[(&str, Value)]) -> Value {
    let mut body = json!({"code": "dinkes", "name": "Dinas Kesehatan", "from": "2020-01-01"});
    for (field, value) in with {
        body[*field] = value.clone();
    }
    body
}

/// What was refused can still be done the right way.
#[tokio::test(flavor = "multi_thread")]
async fn a_refused_key_may_be_used_for_the_mended_command() {
    scenario(Layout::OneProcess, async |world: &World| -> Told {
        let office = world.city().office();
        let send = |body: Value| office.commands_as("same-key", "/units", Some(body));
        let refused = send(unit(&[("name", json!(""))])).await.unwrap_err();
        assert_eq!(refused.code, "invalid-field");
        let done: Done = send(unit(&[])).await?;
        assert_eq!((done.status, done.repeated), (201, false));
        Ok(())
    })
    .await;
}
