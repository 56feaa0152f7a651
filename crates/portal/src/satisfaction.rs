//! The satisfaction with public services (IKM), by unit: sums only, public by law.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use domain::ids::AgencyCode;
use domain::skm::{self, Method, Mutu};
use readmodel::queries::directory;
use readmodel::queries::surveys::{self, Kind, Sums};
use runtime::problem::kind;
use runtime::{MinPosition, Params, Problem};
use serde::Deserialize;

use crate::Portal;
use crate::handle::answer;
use crate::lang::{Choice, Lang};
use crate::pages;
use crate::shell::Shell;

#[derive(Deserialize)]
pub(crate) struct OfPeriod {
    agency: AgencyCode,
    period: String,
}

/// A period that has answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Period {
    pub(crate) link: String,
    pub(crate) title: String,
    pub(crate) shown: bool,
}

impl Period {
    pub(crate) fn new(shell: &Shell, code: &str, period: &str, shown: &str) -> Self {
        Self {
            link: shell.to(format!("/{code}/ikm/{period}")),
            title: title(shell.choice.lang, period),
            shown: period == shown,
        }
    }
}

/// `2025-Q3` in words; other periods are as they are written.
pub(crate) fn title(lang: Lang, period: &str) -> String {
    match (period.split_once("-Q"), lang) {
        (Some((year, quarter)), Lang::Indonesian) => format!("Triwulan {quarter} tahun {year}"),
        (Some((year, quarter)), Lang::English) => format!("Quarter {quarter} of {year}"),
        (None, _) => period.to_owned(),
    }
}

/// What users say of a unit's service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct UnitIndex {
    pub(crate) name: String,
    /// The index; none if a question has no answer.
    pub(crate) ikm: Option<String>,
    /// Its band as a letter and in words.
    pub(crate) mutu: Option<(&'static str, &'static str)>,
    pub(crate) respondents: u64,
    /// How many should have answered, where users are counted.
    pub(crate) minimum: Option<u64>,
    /// Whether fewer did.
    pub(crate) indicative: bool,
}

impl UnitIndex {
    pub(crate) fn new(shell: &Shell, name: String, sums: &Sums) -> Self {
        let answers = sums.answers();
        let ikm = answers.and_then(|answers| answers.ikm(Method::Exact));
        let shown = |ikm: skm::Ikm| match shell.choice.lang {
            Lang::Indonesian => ikm.to_string().replace('.', ","),
            Lang::English => ikm.to_string(),
        };
        let minimum = sums.users.map(skm::minimum_sample);
        Self {
            name,
            ikm: ikm.map(shown),
            mutu: ikm.map(|ikm| (ikm.mutu().as_str(), in_words(shell, ikm.mutu()))),
            respondents: sums.respondents,
            minimum,
            indicative: minimum.is_some_and(|minimum| sums.respondents < minimum),
        }
    }
}

fn in_words(shell: &Shell, mutu: Mutu) -> &'static str {
    let w = shell.words();
    match mutu {
        Mutu::A => w.mutu_a,
        Mutu::B => w.mutu_b,
        Mutu::C => w.mutu_c,
        Mutu::D => w.mutu_d,
    }
}

pub(crate) async fn show(
    State(portal): State<Portal>,
    Params(path): Params<OfPeriod>,
    (choice, min_position, headers): (Choice, MinPosition, HeaderMap),
) -> Result<Response, Problem> {
    let (code, period) = (&path.agency, path.period.as_str());
    let agency = portal.agency(code)?;
    if !domain::performance::is_period(period) {
        return Err(kind::NOT_FOUND.into());
    }
    let asked = (choice, min_position);
    let rest = format!("ikm/{period}");
    let mut shell = portal
        .shell(asked, (&agency, code), &rest, &["survey", "directory"])
        .await?;
    shell.title = format!("{} {}", shell.words().ikm, agency.name);
    let db = &portal.reads.db;
    let sums = surveys::of_period(db, code.as_str(), Kind::Unit, period).await?;
    let known = directory::units(db, code.as_str()).await?;
    let name = |sums: &Sums| {
        let known = known.iter().find(|unit| unit.id == sums.scope);
        known.map_or_else(|| sums.scope.to_string(), |unit| unit.name.clone())
    };
    let mut units: Vec<UnitIndex> = sums
        .iter()
        .map(|sums| UnitIndex::new(&shell, name(sums), sums))
        .collect();
    units.sort_by(|a, b| a.name.cmp(&b.name));
    let periods = surveys::periods(db, code.as_str(), Kind::Unit).await?;
    let periods = periods.iter();
    let page = pages::Satisfaction {
        agency_name: agency.name,
        title: title(choice.lang, period),
        periods: periods
            .map(|one| Period::new(&shell, code.as_str(), one, period))
            .collect(),
        units,
        shell,
    };
    answer(&page, &page.shell, &headers)
}
