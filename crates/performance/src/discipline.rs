//! Discipline records: imported one by one or in batches, shown to the office and the auditor only.

use axum::Json;
use axum::extract::State;
use axum::routing::on;
use domain::discipline::{Command, Noted, Sanctioned, Source, Withdrawn};
use domain::ids::{DisciplineId, PersonId};
use domain::reference::{DisciplineRecord, Records};
use domain::rulebook::SanctionLevel;
use domain::text::Prose;
use domain::{KeyId, Position, Private, Refusal, Role};
use jiff::civil::Date;
use ledger::CommandError;
use runtime::status::{Status, status};
use runtime::{Access, Answered, Caller, Id, Input, List, Params, Problem, Recorded, Route, Verb};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::body::{Batch, BatchAnswer, sized};
use crate::handle::{Performance, answer};

const OFFICE: Access = Access::Roles(&[Role::Administrator]);
/// Identities of disciplined people are exempt from publication (UU 14/2008 Art. 17).
const INSIDE: Access = Access::Roles(&[Role::Administrator, Role::Auditor]);

/// A discipline record to take over. Why somebody was sanctioned is not taken over.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[schemars(rename = "ImportDisciplineRecord")]
#[serde(deny_unknown_fields)]
struct Import {
    /// Whose.
    person: PersonId,
    /// The source's own reference, unique within the person; it names nobody.
    source: Source,
    /// What.
    record: Record,
}

/// What is recorded.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[schemars(rename = "DisciplineEntry")]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
enum Record {
    /// A sanction.
    Sanction {
        /// How severe.
        level: SanctionLevel,
        /// The first day on which it takes effect.
        from: Date,
        /// The last day on which it does; none: not known, or for no term.
        #[serde(default)]
        until: Option<Date>,
    },
    /// An examination was opened.
    ExaminationOpened {
        /// On which day.
        on: Date,
    },
    /// The examination of the same reference was closed.
    ExaminationClosed {
        /// On which day.
        on: Date,
    },
    /// Up to this day there is nothing but what is recorded (*surat keterangan bebas hukuman disiplin*).
    Attestation {
        /// The day.
        on: Date,
    },
}

/// A record to take back.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(rename = "WithdrawDisciplineRecord")]
#[serde(deny_unknown_fields)]
struct TakeBack {
    /// The source's own reference.
    source: Source,
    /// Why, 1 to 2,000 characters; never published.
    reason: Prose,
}

/// A discipline record.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "DisciplineRecord")]
struct Item {
    /// The source's own reference.
    source: Source,
    /// `sanction`, `examination` or `attestation`.
    kind: &'static str,
    /// The level of a sanction.
    level: Option<SanctionLevel>,
    /// The first day, or the day of an attestation.
    from: Date,
    /// The last day; null: not known, none, or not yet.
    until: Option<Date>,
    /// Where it stands.
    position: Position,
}

#[derive(Deserialize)]
struct Of {
    person: PersonId,
}

pub(crate) fn routes() -> Vec<Route<Performance>> {
    vec![
        Route::command::<Import, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/discipline-records",
            "Catat data disiplin",
            OFFICE,
            |m| on(m, import),
        ),
        Route::command::<Batch<Import>, BatchAnswer>(
            Verb::Post,
            "/api/v1/agencies/{agency}/discipline-records/batch",
            "Catat banyak data disiplin sekaligus",
            OFFICE,
            |m| on(m, import_all),
        )
        .batch(),
        Route::command::<TakeBack, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/people/{person}/discipline-records/withdraw",
            "Tarik catatan disiplin yang keliru",
            OFFICE,
            |m| on(m, take_back),
        ),
        Route::get::<List<Item>>(
            "/api/v1/agencies/{agency}/people/{person}/discipline-records",
            "Lihat catatan disiplin seorang pegawai",
            INSIDE,
            |m| on(m, show),
        ),
        Route::get::<Status>(
            "/api/v1/agencies/{agency}/commands/discipline/{entity}/{command}",
            "Lihat nasib sebuah perintah",
            Access::SignedIn,
            |m| on(m, status::<Performance>),
        ),
    ]
}

impl From<&Import> for Command {
    fn from(import: &Import) -> Self {
        let (person, source) = (import.person, import.source.clone());
        match import.record {
            Record::Sanction { level, from, until } => Self::Sanction(Sanctioned {
                person,
                source,
                level,
                from,
                until,
            }),
            Record::ExaminationOpened { on } => Self::OpenExamination(Noted { person, source, on }),
            Record::ExaminationClosed { on } => {
                Self::CloseExamination(Noted { person, source, on })
            }
            Record::Attestation { on } => Self::Attest(Noted { person, source, on }),
        }
    }
}

async fn import(
    State(app): State<Performance>,
    input: Input<Import>,
) -> Result<Answered<Id>, Problem> {
    let id = DisciplineId::of(input.body.person);
    let command = app
        .desk
        .command(&input, id.0, true, Command::from(&input.body));
    let result = app.discipline.handle(&command).await;
    Answered::created(result, input.receipt("discipline", id), Id::of(id))
}

async fn import_all(
    State(app): State<Performance>,
    input: Input<Batch<Import>>,
) -> Result<Json<BatchAnswer>, Problem> {
    sized(&input)?;
    let items = input.body.items.iter().enumerate();
    let items = items.map(|(n, item)| {
        let id = DisciplineId::of(item.person);
        (n, id.0, Command::from(item))
    });
    let commands = app.desk.items(&input, items);
    let outcomes = app.discipline.handle_bulk(&input.agency, &commands).await;
    let entities = commands.iter().map(|command| command.entity);
    Ok(Json(answer(entities.zip(outcomes))))
}

async fn take_back(
    State(app): State<Performance>,
    Params(of): Params<Of>,
    input: Input<TakeBack>,
) -> Result<Answered<Id>, Problem> {
    let id = DisciplineId::of(of.person);
    let withdrawn = Withdrawn {
        person: of.person,
        source: input.body.source.clone(),
        reason: Private::new(KeyId::erasable(of.person), input.body.reason.clone()),
    };
    let command = Command::Withdraw(withdrawn);
    let command = app.desk.command(&input, id.0, false, command);
    let result = app.discipline.handle(&command).await;
    Answered::changed(result, input.receipt("discipline", id), Id::of(id))
}

async fn show(
    State(app): State<Performance>,
    caller: Caller,
    Params(of): Params<Of>,
) -> Result<Json<List<Item>>, Problem> {
    app.discipline.catch_up(&caller.agency).await?;
    let feed = app
        .feeds
        .agency(&caller.agency)
        .map_err(CommandError::from)?;
    let items = feed.read(|reference, _| {
        let known = reference.people.contains_key(&of.person);
        known.then(|| {
            reference
                .records
                .get(&of.person)
                .map(items)
                .unwrap_or_default()
        })
    });
    let items = items.ok_or(Refusal::PersonUnknown)?;
    Ok(Json(List { items, next: None }))
}

fn items(records: &Records) -> Vec<Item> {
    let item = |(source, known): (&Source, &domain::reference::Discipline)| {
        let (kind, level, from, until) = match known.what {
            DisciplineRecord::Sanction { level, from, until } => {
                ("sanction", Some(level), from, until)
            }
            DisciplineRecord::Examination { from, until } => ("examination", None, from, until),
            DisciplineRecord::Attestation { on } => ("attestation", None, on, None),
        };
        Item {
            source: source.clone(),
            kind,
            level,
            from,
            until,
            position: Position::commit(1, known.sequence),
        }
    };
    records.discipline.iter().map(item).collect()
}
