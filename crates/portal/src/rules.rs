//! A rulebook as people read it.

mod method;
mod requirement;
mod round;
mod says;

use domain::rulebook::{Category, Rulebook, Stage};
use readmodel::queries::rulebooks::{Amendment, Rules};

pub(crate) use self::method::Method;
use crate::lang::Lang;

/// The rules of an edition.
pub(crate) struct Reading {
    pub(crate) title: String,
    pub(crate) legal_basis: Option<String>,
    pub(crate) cut_off: Option<String>,
    pub(crate) stages: Vec<StageLine>,
    pub(crate) weekend: String,
    pub(crate) holidays: Vec<String>,
    pub(crate) categories: Vec<CategoryPart>,
    pub(crate) ties: Vec<String>,
    pub(crate) conflicts: Vec<&'static str>,
    pub(crate) waivable: bool,
    pub(crate) publication: &'static str,
    pub(crate) hash: String,
    pub(crate) amendments: Vec<AmendmentLine>,
}

/// A stage with its days.
pub(crate) struct StageLine {
    pub(crate) title: String,
    pub(crate) from: String,
    pub(crate) until: String,
}

/// A category.
pub(crate) struct CategoryPart {
    pub(crate) code: String,
    pub(crate) title: String,
    pub(crate) nominee: &'static str,
    pub(crate) places: u8,
    pub(crate) quota: u16,
    pub(crate) quota_total: Option<u16>,
    pub(crate) criteria: Vec<CriterionLine>,
    pub(crate) eligibility: Vec<String>,
    pub(crate) rounds: Vec<RoundPart>,
}

/// A criterion with its rubric, the lowest level first.
pub(crate) struct CriterionLine {
    pub(crate) title: String,
    pub(crate) weight: u8,
    pub(crate) anchors: Vec<(String, String)>,
}

/// A round.
#[derive(PartialEq, Eq)]
pub(crate) struct RoundPart {
    pub(crate) title: String,
    pub(crate) lines: Vec<String>,
}

/// An amendment.
pub(crate) struct AmendmentLine {
    pub(crate) at: String,
    pub(crate) reason: String,
    pub(crate) hash: String,
}

impl Reading {
    pub(crate) fn new(lang: Lang, rules: &Rules) -> Self {
        let rulebook = &rules.rulebook;
        let calendar = &rulebook.calendar;
        let weekend = calendar.weekend.iter();
        let weekend: Vec<_> = weekend.map(|day| says::weekday(lang, *day)).collect();
        let holidays = calendar.holidays.iter();
        let relations = rulebook.conflicts.relations.iter();
        Self {
            title: rulebook.title.to_string(),
            legal_basis: rulebook.legal_basis.as_ref().map(ToString::to_string),
            cut_off: rulebook.cut_off.map(|day| lang.date(day)),
            stages: stages(lang, rulebook),
            weekend: weekend.join(", "),
            holidays: holidays
                .map(|one| format!("{}: {}", lang.date(one.date), one.title))
                .collect(),
            categories: rulebook
                .categories
                .iter()
                .map(|one| category(lang, one))
                .collect(),
            ties: rulebook
                .ties
                .iter()
                .map(|step| says::tie(lang, step, &rulebook.categories))
                .collect(),
            conflicts: relations.map(|one| says::relation(lang, *one)).collect(),
            waivable: rulebook.conflicts.waivable,
            publication: says::publication(lang, rulebook.publication),
            hash: rules.hash.to_string(),
            amendments: rules
                .amendments
                .iter()
                .map(|one| amendment(lang, one))
                .collect(),
        }
    }
}

fn stages(lang: Lang, rulebook: &Rulebook) -> Vec<StageLine> {
    let dates = rulebook.dates().unwrap_or_default();
    let line = |stage: &Stage| {
        let days = dates.iter().find(|one| one.code == stage.code)?;
        Some(StageLine {
            title: stage.title.to_string(),
            from: lang.date(days.from),
            until: lang.date(days.until),
        })
    };
    rulebook.timetable.iter().filter_map(line).collect()
}

fn category(lang: Lang, category: &Category) -> CategoryPart {
    let criteria = category.criteria.iter().map(|one| CriterionLine {
        title: one.title.to_string(),
        weight: one.weight,
        anchors: one
            .anchors
            .iter()
            .map(|level| (round::score(level.from), level.says.to_string()))
            .collect(),
    });
    let rounds = round::all(category).map(|one| RoundPart {
        title: round::title(lang, &one),
        lines: round::says(lang, &one, category),
    });
    CategoryPart {
        code: category.code.to_string(),
        title: category.title.to_string(),
        nominee: says::nominee(lang, category.nominee),
        places: category.places,
        quota: category.quota,
        quota_total: category.quota_total,
        criteria: criteria.collect(),
        eligibility: category
            .eligibility
            .iter()
            .map(|one| requirement::says(lang, one))
            .collect(),
        rounds: rounds.collect(),
    }
}

fn amendment(lang: Lang, amendment: &Amendment) -> AmendmentLine {
    AmendmentLine {
        at: lang.moment(amendment.at),
        reason: amendment.reason.clone(),
        hash: amendment.hash.to_string(),
    }
}
