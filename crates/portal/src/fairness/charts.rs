//! Where things stand in the charts, in whole units.

use domain::counting::scores::hundredths;
use domain::fairness::{CandidateReport, JurorReport};
use domain::tally::Points;

/// From one line to the next.
const STEP: usize = 24;
/// The longest bar to either side.
const SIDE: i128 = 220;
/// Where stacks begin, and how long they may be.
const LEFT: u32 = 60;
const LENGTH: u32 = 570;

pub(super) struct Bar {
    pub(super) juror: usize,
    pub(super) x: i128,
    pub(super) y: usize,
    pub(super) width: i128,
    pub(super) severe: bool,
    pub(super) points: String,
}

pub(super) struct Slope {
    pub(super) candidate: usize,
    pub(super) place: u32,
    pub(super) raw_place: u32,
    pub(super) left: u32,
    pub(super) right: u32,
    pub(super) moved: bool,
}

/// What the jurors did about a candidate, in parts side by side.
pub(super) struct Stack {
    pub(super) candidate: usize,
    pub(super) y: usize,
    pub(super) parts: Vec<StackPart>,
}

/// 0 assessed, 1 abstained, 2 recused, 3 silent.
pub(super) struct StackPart {
    pub(super) kind: usize,
    pub(super) x: u32,
    pub(super) width: u32,
}

/// The height of a chart of so many lines.
pub(super) const fn height(lines: usize) -> usize {
    (lines + 1) * STEP
}

/// Points with a sign and two decimals.
pub(super) fn points(points: &Points) -> String {
    let value = hundredths(&points.0);
    let sign = match value {
        ..0 => "−",
        0 => "",
        1.. => "+",
    };
    let value = value.unsigned_abs();
    format!("{sign}{},{:02}", value / 100, value % 100)
}

/// A bar per juror who gave marks, to the scale of the longest.
pub(super) fn bars(jurors: &[JurorReport]) -> Vec<Bar> {
    let known: Vec<(usize, &Points)> = jurors
        .iter()
        .filter_map(|juror| Some((juror.juror, juror.leniency.as_ref()?)))
        .collect();
    let value = |points: &Points| hundredths(&points.0);
    let longest = known.iter().map(|(_, p)| value(p).abs()).max();
    let longest = longest.unwrap_or(0).max(1);
    let bar = |(line, (juror, of)): (usize, &(usize, &Points))| {
        let width = value(of).abs() * SIDE / longest;
        let severe = value(of) < 0;
        Bar {
            juror: *juror,
            x: if severe { 320 - width } else { 320 },
            y: line * STEP + STEP / 2,
            width,
            severe,
            points: points(of),
        }
    };
    known.iter().enumerate().map(bar).collect()
}

/// A line per candidate with a place on both sides. Equals stand on the same height, one over the
/// other: the table beside the chart tells them apart.
pub(super) fn slopes(candidates: &[CandidateReport]) -> Vec<Slope> {
    let placed = candidates.iter().filter(|c| c.place > 0 && c.raw_place > 0);
    let height = |place: u32| place * u32::try_from(STEP).unwrap_or(0);
    let slope = |c: &CandidateReport| Slope {
        candidate: c.candidate,
        place: c.place,
        raw_place: c.raw_place,
        left: height(c.raw_place),
        right: height(c.place),
        moved: c.place != c.raw_place,
    };
    placed.map(slope).collect()
}

pub(super) fn stacks(candidates: &[CandidateReport]) -> Vec<Stack> {
    let of = |c: &CandidateReport| [c.covered, c.abstained, c.recused, c.silent];
    let all = candidates.iter().map(|c| of(c).iter().sum::<u32>()).max();
    let all = all.unwrap_or(0).max(1);
    let stack = |(line, candidate): (usize, &CandidateReport)| {
        let mut before = 0;
        let at = |jurors: u32| LEFT + jurors * LENGTH / all;
        let part = |(kind, jurors): (usize, u32)| {
            let x = at(before);
            before += jurors;
            StackPart {
                kind,
                x,
                width: at(before) - x,
            }
        };
        Stack {
            candidate: candidate.candidate,
            y: line * STEP + STEP / 2,
            parts: of(candidate).into_iter().enumerate().map(part).collect(),
        }
    };
    candidates.iter().enumerate().map(stack).collect()
}
