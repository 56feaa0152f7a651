//! What the office corrects: units that files found, numbers, and performance events.

use axum::extract::State;
use axum::routing::on;
use domain::ids::{PerformanceId, PersonId, UnitId};
use domain::nip::Nip;
use domain::performance::{self, Source};
use domain::person::{PersonKind, Renumbered};
use domain::text::{Text, Title};
use domain::{KeyId, Private, Refusal, Role, person, unit};
use jiff::civil::Date;
use ledger::CommandError;
use runtime::problem::kind;
use runtime::{Access, Answered, Empty, Id, Input, Params, Problem, Recorded, Route, Verb};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::body::Record;
use crate::handle::{Performance, recording};

const OFFICE: Access = Access::Roles(&[Role::Administrator]);

/// Another name of a unit, as files write it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AliasUnit {
    /// The name.
    name: Title,
}

/// Another place of a unit.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct MoveUnit {
    /// The unit above it; none: it is below none.
    parent: Option<UnitId>,
    /// From when.
    from: Date,
}

/// Another number of a person.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Renumber {
    /// NIP or NI PPPK, 18 digits.
    nip: Text<40>,
    /// The kind of employment that it is the number of.
    kind: PersonKind,
}

/// A performance event to withdraw.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct WithdrawEvent {
    /// Whose.
    person: PersonId,
    /// Its period.
    period: Text<7>,
    /// The source's own reference.
    source: Source,
}

#[derive(Deserialize)]
struct Unit {
    unit: UnitId,
}

#[derive(Deserialize)]
struct Person {
    person: PersonId,
}

type Answer = Result<Answered<Id>, Problem>;

pub(crate) fn routes() -> Vec<Route<Performance>> {
    let mut routes = units();
    routes.extend([
        Route::command::<Renumber, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/people/{person}/renumber",
            "Catat NIP atau NI PPPK baru seorang pegawai",
            OFFICE,
            |m| on(m, renumber),
        ),
        Route::command::<Record, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/performance-events/correct",
            "Perbaiki peristiwa kinerja yang keliru, atau catat bila belum ada",
            OFFICE,
            |m| on(m, correct),
        ),
        Route::command::<WithdrawEvent, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/performance-events/withdraw",
            "Tarik peristiwa kinerja yang keliru",
            OFFICE,
            |m| on(m, withdraw),
        ),
    ]);
    routes
}

fn units() -> Vec<Route<Performance>> {
    vec![
        Route::command::<Empty, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/units/{unit}/confirm",
            "Pastikan unit yang ditemukan dari berkas",
            OFFICE,
            |m| on(m, confirm),
        ),
        Route::command::<AliasUnit, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/units/{unit}/aliases",
            "Tambahkan nama lain sebuah unit",
            OFFICE,
            |m| on(m, alias),
        ),
        Route::command::<MoveUnit, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/units/{unit}/move",
            "Pindahkan unit ke bawah unit lain",
            OFFICE,
            |m| on(m, relocate),
        ),
    ]
}

async fn confirm(
    State(app): State<Performance>,
    Params(path): Params<Unit>,
    input: Input<Empty>,
) -> Answer {
    app.on_unit(path.unit, &input, unit::Command::Confirm).await
}

async fn alias(
    State(app): State<Performance>,
    Params(path): Params<Unit>,
    input: Input<AliasUnit>,
) -> Answer {
    let name = input.body.name.clone();
    let command = unit::Command::Alias(unit::Aliased { name });
    app.on_unit(path.unit, &input, command).await
}

async fn relocate(
    State(app): State<Performance>,
    Params(path): Params<Unit>,
    input: Input<MoveUnit>,
) -> Answer {
    let moved = unit::Moved {
        parent: input.body.parent,
        from: input.body.from,
    };
    let command = unit::Command::Move(path.unit, moved);
    app.on_unit(path.unit, &input, command).await
}

/// The number finds the person before the ledger says so: a crash in between leaves an index entry
/// that the same command uses again, never a number without a person.
async fn renumber(
    State(app): State<Performance>,
    Params(path): Params<Person>,
    input: Input<Renumber>,
) -> Answer {
    let asked = &input.body;
    let nip = Nip::check(asked.kind, asked.nip.as_str()).map_err(|error| {
        let problem = Problem::from(kind::INVALID_FIELD).with_field("nip");
        problem.with_detail(error.to_string())
    })?;
    let person = app.people.load(&input.agency, path.person.0).await?.state;
    match person.kind() {
        None => return Err(Refusal::PersonUnknown.into()),
        Some(PersonKind::Guest) => return Err(Refusal::GuestNotEmployed.into()),
        Some(_) if person.left() => return Err(Refusal::PersonInactive.into()),
        Some(_) => {}
    }
    let digits = nip.digits();
    let vault = &app.desk.vault;
    let found = vault.link_number(&input.agency, &digits, path.person).await;
    if found.map_err(CommandError::from)? != path.person {
        return Err(Refusal::NumberTaken.into());
    }
    let renumbered = Renumbered {
        nip: Private::new(KeyId::erasable(path.person), digits),
        kind: asked.kind,
    };
    let command = person::Command::Renumber(renumbered);
    app.on_person(path.person, &input, command).await
}

async fn correct(State(app): State<Performance>, input: Input<Record>) -> Answer {
    let (id, recording) = recording(&input.body);
    let command = performance::Command::Put(recording);
    on_period(&app, &input, id, command).await
}

async fn withdraw(State(app): State<Performance>, input: Input<WithdrawEvent>) -> Answer {
    let asked = &input.body;
    let id = PerformanceId::of(asked.person, asked.period.as_str());
    let command = performance::Command::Withdraw {
        person: asked.person,
        period: asked.period.clone(),
        source: asked.source.clone(),
    };
    on_period(&app, &input, id, command).await
}

async fn on_period<T>(
    app: &Performance,
    input: &Input<T>,
    id: PerformanceId,
    command: performance::Command,
) -> Answer {
    let command = app.desk.command(input, id.0, false, command);
    let result = app.periods.handle(&command).await;
    Answered::changed(result, input.receipt("performance", id), Id::of(id))
}
