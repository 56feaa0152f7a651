//! The fairness report as a page that needs nothing else: charts, and beside each the same as a
//! table. Figures and texts are what it says; colour says nothing that a text does not.

mod charts;

use askama::Template;
use domain::fairness::{
    CandidateReport, JurorReport, Part, Report, RoundReport, Sex, Share, Winners,
};
use domain::person::PositionGroup;
use domain::tally::Why;

use charts::{Bar, Slope, Stack, points};

/// The page.
#[derive(Template)]
#[template(path = "fairness.html")]
struct Page {
    bundle: String,
    rounds: Vec<Round>,
    winners: Vec<Table>,
}

/// A round. Heights are in the units of its charts.
struct Round {
    id: String,
    category: String,
    number: u16,
    adjusted: bool,
    bars: Vec<Bar>,
    bars_height: usize,
    jurors: Vec<Juror>,
    slopes: Vec<Slope>,
    slopes_height: usize,
    stacks: Vec<Stack>,
    stacks_height: usize,
    candidates: Vec<CandidateReport>,
    left_out: Vec<((&'static str, &'static str), u32)>,
}

struct Juror {
    number: usize,
    rows: u32,
    points: String,
    first: String,
    decisive: bool,
}

/// Nominees and winners by something.
struct Table {
    id: &'static str,
    en: &'static str,
    parts: Vec<Line>,
}

struct Line {
    of: String,
    share: Share,
}

/// The report as HTML.
#[must_use]
pub fn fairness_page(report: &Report) -> String {
    let page = Page {
        bundle: report.bundle.to_string(),
        rounds: report.rounds.iter().map(Round::new).collect(),
        winners: tables(&report.winners),
    };
    page.render().expect("every value is text")
}

/// A place as the tables say it.
fn place(place: u32) -> String {
    if place == 0 {
        "–".to_owned()
    } else {
        place.to_string()
    }
}

impl Round {
    fn new(round: &RoundReport) -> Self {
        let bars = charts::bars(&round.jurors);
        let slopes = charts::slopes(&round.candidates);
        let stacks = charts::stacks(&round.candidates);
        Self {
            id: format!("{}-{}", round.category, round.number),
            category: round.category.to_string(),
            number: round.number,
            adjusted: round.adjusted,
            bars_height: charts::height(bars.len()),
            bars,
            jurors: round.jurors.iter().map(Juror::new).collect(),
            slopes_height: charts::height(round.candidates.len()),
            slopes,
            stacks_height: charts::height(stacks.len()),
            stacks,
            candidates: round.candidates.clone(),
            left_out: round.left_out.iter().map(|(w, n)| (why(*w), *n)).collect(),
        }
    }
}

impl Juror {
    fn new(juror: &JurorReport) -> Self {
        let first = juror.first_without.iter().map(|n| format!("N{n}"));
        let first: Vec<String> = first.collect();
        Self {
            number: juror.juror,
            rows: juror.rows,
            points: juror.leniency.as_ref().map_or("–".to_owned(), points),
            first: if first.is_empty() {
                "–".to_owned()
            } else {
                first.join(", ")
            },
            decisive: juror.decisive,
        }
    }
}

const fn why(why: Why) -> (&'static str, &'static str) {
    match why {
        Why::NotOnPanel => ("juri tidak lagi di panel", "juror not on the panel"),
        Why::ConflictOfInterest => ("benturan kepentingan", "conflict of interest"),
        Why::NotAssigned => ("bukan penugasan juri ini", "assigned to other jurors"),
        Why::Unreadable => ("tidak terbaca", "cannot be read"),
        Why::Corrected => ("dicabut setelah penutupan", "taken out after the close"),
    }
}

fn tables(winners: &Winners) -> Vec<Table> {
    let all = Line {
        of: "Semua / All".to_owned(),
        share: winners.all,
    };
    let table = |id, en, parts| Table { id, en, parts };
    vec![
        table("Keseluruhan", "All", vec![all]),
        table("Unit", "Unit", lines(&winners.units, ToString::to_string)),
        table(
            "Jenis kelamin",
            "Sex",
            lines(&winners.sexes, |sex| sex_of(*sex).to_owned()),
        ),
        table(
            "Kelompok jabatan",
            "Position group",
            lines(&winners.groups, |group| group_of(*group).to_owned()),
        ),
        table(
            "Pernah menang",
            "Earlier wins",
            lines(&winners.before, |wins| format!("{wins}×")),
        ),
    ]
}

fn lines<K>(parts: &[Part<K>], text: impl Fn(&K) -> String) -> Vec<Line> {
    let line = |part: &Part<K>| Line {
        of: part
            .of
            .as_ref()
            .map_or_else(|| "tidak diketahui / unknown".to_owned(), &text),
        share: part.share,
    };
    parts.iter().map(line).collect()
}

const fn sex_of(sex: Sex) -> &'static str {
    match sex {
        Sex::Female => "perempuan / female",
        Sex::Male => "laki-laki / male",
    }
}

const fn group_of(group: PositionGroup) -> &'static str {
    match group {
        PositionGroup::JptPratama => "JPT pratama / senior leadership",
        PositionGroup::Administrator => "administrator / administrator",
        PositionGroup::Pengawas => "pengawas / supervisor",
        PositionGroup::Pelaksana => "pelaksana / staff",
        PositionGroup::JfGuru => "JF guru / teacher",
        PositionGroup::JfKesehatan => "JF kesehatan / health",
        PositionGroup::JfLain => "JF lain / other functional",
        PositionGroup::None => "tanpa jabatan / none",
    }
}

#[cfg(test)]
mod tests;
