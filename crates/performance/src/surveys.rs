//! Satisfaction of users (SKM, `PermenPANRB` 14/2017) and of participants of courses, as sums: what
//! single people answered is nowhere to be read.

use axum::extract::State;
use axum::response::Response;
use axum::routing::on;
use domain::ids::{SurveyId, UnitId};
use domain::skm::{self, ELEMENTS, Method, Mutu};
use domain::survey::{Command, Subject, UsersCounted};
use domain::text::Text;
use domain::{Position, Refusal, Role};
use imports::export::Sheet;
use readmodel::queries::surveys::{self as queries, Element, Kind, Sums};
use runtime::problem::kind;
use runtime::{
    Access, Answered, Caller, Filters, Id, Input, List, MinPosition, Params, Problem, Recorded,
    Route, Verb,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::export::{As, cell, shown};
use crate::handle::Performance;

const OFFICE: Access = Access::Roles(&[Role::Administrator]);

/// The nine elements; copies of the regulation differ in the order of the last two.
const UNSUR: [&str; ELEMENTS] = [
    "Persyaratan",
    "Sistem, mekanisme dan prosedur",
    "Waktu penyelesaian",
    "Biaya/tarif",
    "Produk spesifikasi jenis pelayanan",
    "Kompetensi pelaksana",
    "Perilaku pelaksana",
    "Sarana dan prasarana",
    "Penanganan pengaduan, saran dan masukan",
];
/// What participants of a course are asked.
const COURSE: [&str; 5] = ["Materi", "Metode", "Narasumber", "Fasilitas", "Relevansi"];

/// The answers to one element.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ElementMean {
    /// `U1` to `U9`, or `P1` to `P5` of a course.
    pub(crate) code: String,
    /// What was asked about.
    pub(crate) name: &'static str,
    /// How many answered it.
    pub(crate) answers: u64,
    /// The mean of 1 to 4 in hundredths, rounded half up; none without answers.
    pub(crate) mean: Option<String>,
}

/// The satisfaction with a unit's service in a period.
#[derive(Debug, Serialize, JsonSchema)]
struct UnitSurvey {
    /// The unit.
    unit: Uuid,
    /// How many users there were, if somebody counted them.
    users: Option<u64>,
    /// How many answered.
    respondents: u64,
    /// How many should have (Krejcie and Morgan), where users are counted.
    minimum_sample: Option<u64>,
    /// Whether fewer did: the index then only indicates. None where nobody counted users.
    indicative: Option<bool>,
    /// The index (IKM) in hundredths, exact and rounded half up once; none if an element has no
    /// answer.
    ikm: Option<String>,
    /// *Mutu pelayanan*.
    mutu: Option<Mutu>,
    /// By element.
    elements: Vec<ElementMean>,
    /// The last commit that changed it.
    position: Position,
}

/// The satisfaction with a course in a period.
#[derive(Debug, Serialize, JsonSchema)]
struct CourseSurvey {
    /// Its id.
    id: Uuid,
    /// The course.
    course: String,
    /// How many answered.
    respondents: u64,
    /// The mean of all answers, 1 to 4, in hundredths, rounded half up.
    mean: Option<String>,
    /// By element.
    elements: Vec<ElementMean>,
    /// The last commit that changed it.
    position: Position,
}

/// How many users a unit had.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct CountUsers {
    /// How many, at least 1.
    #[schemars(range(min = 1))]
    users: u32,
}

#[derive(Deserialize)]
struct Period {
    period: String,
}

#[derive(Deserialize)]
struct Of {
    period: String,
    unit: UnitId,
}

pub(crate) fn routes() -> Vec<Route<Performance>> {
    vec![
        Route::get::<List<UnitSurvey>>(
            "/api/v1/agencies/{agency}/surveys/{period}",
            "Indeks kepuasan masyarakat (IKM) semua unit dalam sebuah periode",
            Access::SignedIn,
            |m| on(m, units),
        )
        .filtered::<As>()
        .codes(&["period"]),
        Route::get::<UnitSurvey>(
            "/api/v1/agencies/{agency}/surveys/{period}/units/{unit}",
            "Indeks kepuasan masyarakat (IKM) sebuah unit dalam sebuah periode",
            Access::SignedIn,
            |m| on(m, unit),
        )
        .codes(&["period"]),
        Route::get::<List<CourseSurvey>>(
            "/api/v1/agencies/{agency}/surveys/{period}/courses",
            "Kepuasan peserta pelatihan dalam sebuah periode",
            Access::SignedIn,
            |m| on(m, courses),
        )
        .filtered::<As>()
        .codes(&["period"]),
        Route::command::<CountUsers, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/units/{unit}/surveys/{period}/users",
            "Catat jumlah pengguna layanan sebuah unit dalam sebuah periode",
            OFFICE,
            |m| on(m, count_users),
        )
        .codes(&["period"]),
    ]
}

pub(crate) fn checked(period: &str) -> Result<(), Problem> {
    if domain::performance::is_period(period) {
        Ok(())
    } else {
        Err(Refusal::PeriodInvalid.into())
    }
}

async fn read(
    app: &Performance,
    caller: &Caller,
    kind: Kind,
    period: &str,
    min: MinPosition,
) -> Result<Vec<Sums>, Problem> {
    checked(period)?;
    app.reads
        .caught_up(&["survey"], &caller.agency, min)
        .await?;
    Ok(queries::of_period(&app.reads.db, caller.agency.as_str(), kind, period).await?)
}

async fn units(
    State(app): State<Performance>,
    caller: Caller,
    Params(path): Params<Period>,
    Filters(As { format }): Filters<As>,
    min: MinPosition,
) -> Result<Response, Problem> {
    let sums = read(&app, &caller, Kind::Unit, &path.period, min).await?;
    let items: Vec<UnitSurvey> = sums.iter().map(unit_survey).collect();
    let list = List { items, next: None };
    let name = format!("ikm-{}", path.period);
    let feed = app.feeds.agency(&caller.agency);
    let feed = feed.map_err(ledger::CommandError::from)?;
    shown(list, format, &name, |list| {
        feed.read(|reference, _| {
            units_sheet(&list.items, |unit| {
                let known = reference.units.get(&UnitId(unit));
                known.map_or_else(|| unit.to_string(), |known| known.name.to_string())
            })
        })
    })
}

async fn unit(
    State(app): State<Performance>,
    caller: Caller,
    Params(path): Params<Of>,
    min: MinPosition,
) -> Result<axum::Json<UnitSurvey>, Problem> {
    checked(&path.period)?;
    app.reads
        .caught_up(&["survey"], &caller.agency, min)
        .await?;
    let (db, agency) = (&app.reads.db, caller.agency.as_str());
    let found = queries::one(db, agency, Kind::Unit, &path.period, path.unit.0).await?;
    let found = found.ok_or(kind::NOT_FOUND)?;
    Ok(axum::Json(unit_survey(&found)))
}

async fn courses(
    State(app): State<Performance>,
    caller: Caller,
    Params(path): Params<Period>,
    Filters(As { format }): Filters<As>,
    min: MinPosition,
) -> Result<Response, Problem> {
    let sums = read(&app, &caller, Kind::Course, &path.period, min).await?;
    let items: Vec<CourseSurvey> = sums.iter().map(course_survey).collect();
    let list = List { items, next: None };
    let name = format!("kepuasan-peserta-{}", path.period);
    shown(list, format, &name, |list| courses_sheet(&list.items))
}

async fn count_users(
    State(app): State<Performance>,
    Params(path): Params<Of>,
    input: Input<CountUsers>,
) -> Result<Answered<Id>, Problem> {
    if input.body.users == 0 {
        let problem = Problem::from(kind::INVALID_FIELD).with_field("users");
        return Err(problem.with_detail("a unit with a survey has users"));
    }
    let subject = Subject::Unit(path.unit);
    let id = SurveyId::of(&subject, &path.period);
    let period = Text::new(&path.period).map_err(|_| Refusal::PeriodInvalid)?;
    let command = Command::CountUsers(UsersCounted {
        subject,
        period,
        users: input.body.users,
    });
    let command = app.desk.command(&input, id.0, false, command);
    let result = app.surveys.handle(&command).await;
    Answered::changed(result, input.receipt("survey", id), Id::of(id))
}

fn unit_survey(sums: &Sums) -> UnitSurvey {
    let answers = sums.answers();
    let ikm = answers.and_then(|answers| answers.ikm(Method::Exact));
    let indicative = sums
        .users
        .and_then(|users| Some(answers?.indicative(users)));
    UnitSurvey {
        unit: sums.scope,
        users: sums.users,
        respondents: sums.respondents,
        minimum_sample: sums.users.map(skm::minimum_sample),
        indicative,
        ikm: ikm.map(|ikm| ikm.to_string()),
        mutu: ikm.map(skm::Ikm::mutu),
        elements: means('U', &UNSUR, &sums.elements),
        position: sums.changed,
    }
}

fn course_survey(sums: &Sums) -> CourseSurvey {
    let all = sums.elements.iter();
    let all = all.fold((0, 0), |(sum, count), element| {
        (sum + element.sum, count + element.count)
    });
    CourseSurvey {
        id: sums.scope,
        course: sums.title.clone().unwrap_or_default(),
        respondents: sums.respondents,
        mean: mean(all.0, all.1),
        elements: means('P', &COURSE, &sums.elements),
        position: sums.changed,
    }
}

/// Each element's mean, under its code and name.
pub(crate) fn means(
    letter: char,
    names: &[&'static str],
    elements: &[Element],
) -> Vec<ElementMean> {
    let asked = (1..).zip(names).zip(elements);
    asked
        .map(|((number, name), element)| ElementMean {
            code: format!("{letter}{number}"),
            name,
            answers: element.count,
            mean: mean(element.sum, element.count),
        })
        .collect()
}

/// The names of a unit's elements.
pub(crate) const fn unsur() -> &'static [&'static str] {
    &UNSUR
}

/// A mean in hundredths, rounded half up; none of nothing.
fn mean(sum: u64, count: u64) -> Option<String> {
    hundredths(i128::from(sum), i128::from(count))
}

/// A fraction in hundredths, rounded half up; none over nothing.
pub(crate) fn hundredths(above: i128, below: i128) -> Option<String> {
    if below <= 0 {
        return None;
    }
    let rounded = (200 * above + below).div_euclid(2 * below);
    let sign = if rounded < 0 { "-" } else { "" };
    let (whole, rest) = (rounded.unsigned_abs() / 100, rounded.unsigned_abs() % 100);
    Some(format!("{sign}{whole}.{rest:02}"))
}

fn units_sheet(items: &[UnitSurvey], name: impl Fn(Uuid) -> String) -> Sheet {
    let mut header: Vec<String> = ["UNIT", "PENGGUNA", "RESPONDEN", "SAMPEL MINIMAL", "STATUS"]
        .iter()
        .chain(["IKM", "MUTU"].iter())
        .map(ToString::to_string)
        .collect();
    header.extend((1..=UNSUR.len()).map(|number| format!("U{number}")));
    let status = |item: &UnitSurvey| match item.indicative {
        None => "pengguna belum dihitung",
        Some(true) => "indikatif",
        Some(false) => "memenuhi sampel",
    };
    let row = |item: &UnitSurvey| {
        let first = [
            name(item.unit),
            cell(item.users),
            item.respondents.to_string(),
            cell(item.minimum_sample),
            status(item).to_owned(),
            cell(item.ikm.as_ref()),
            cell(item.mutu.map(Mutu::as_str)),
        ];
        let means = item
            .elements
            .iter()
            .map(|element| cell(element.mean.as_ref()));
        first.into_iter().chain(means).collect()
    };
    Sheet {
        header,
        rows: items.iter().map(row).collect(),
    }
}

fn courses_sheet(items: &[CourseSurvey]) -> Sheet {
    let mut header = vec![
        "PELATIHAN".to_owned(),
        "RESPONDEN".to_owned(),
        "RATA-RATA".to_owned(),
    ];
    header.extend(COURSE.iter().map(|name| name.to_uppercase()));
    let row = |item: &CourseSurvey| {
        let first = [
            item.course.clone(),
            item.respondents.to_string(),
            cell(item.mean.as_ref()),
        ];
        let means = item
            .elements
            .iter()
            .map(|element| cell(element.mean.as_ref()));
        first.into_iter().chain(means).collect()
    };
    Sheet {
        header,
        rows: items.iter().map(row).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sums(each: u64, count: u64, users: Option<u64>) -> Sums {
        let element = Element { sum: each, count };
        Sums {
            scope: Uuid::nil(),
            title: None,
            users,
            respondents: count,
            elements: vec![element; ELEMENTS],
            changed: Position::commit(1, 1),
        }
    }

    #[test]
    fn an_index_is_shown_with_its_band_and_sample() {
        let few = unit_survey(&sums(40, 10, Some(500)));
        let shown = (few.ikm.as_deref(), few.minimum_sample, few.indicative);
        assert_eq!(shown, (Some("100.00"), Some(217), Some(true)));
        assert_eq!(few.elements[8].mean.as_deref(), Some("4.00"));
        let enough = unit_survey(&sums(600, 200, Some(200)));
        assert_eq!(
            (enough.indicative, enough.mutu),
            (Some(false), Some(Mutu::C))
        );
        let none = unit_survey(&sums(0, 0, None));
        assert_eq!((none.ikm, none.indicative), (None, None));
    }

    #[test]
    fn fractions_are_rounded_half_up_once() {
        for (above, below, expected) in [
            (1, 3, "0.33"),
            (2, 3, "0.67"),
            (1, 200, "0.01"),
            (-1, 200, "0.00"),
            (-3, 200, "-0.01"),
            (7, 2, "3.50"),
        ] {
            assert_eq!(hundredths(above, below).as_deref(), Some(expected));
        }
        assert_eq!(hundredths(1, 0), None);
    }
}
