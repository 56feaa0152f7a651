//! Whether a category's rounds mark every criterion once and count what they ask for.

use super::{ROUNDS, counting};
use crate::rulebook::fault::Faults;
use crate::rulebook::{Assignment, Category, RoundRules};

/// A round, where it stands and whether it is the first or the last.
pub(super) struct Place<'a> {
    pub(super) round: &'a RoundRules,
    pub(super) path: String,
    first: bool,
    pub(super) last: bool,
}

pub(super) fn check(category: &Category, path: &str, faults: &mut Faults) {
    if category.rounds.len() > ROUNDS {
        faults.add(
            format!("{path}.rounds"),
            "round-count",
            format!("Kategori berisi paling banyak {ROUNDS} putaran."),
            format!("a category has at most {ROUNDS} rounds"),
        );
    }
    marked_once(category, path, faults);
    let last = category.rounds.len().saturating_sub(1);
    for (at, round) in category.rounds.iter().enumerate() {
        let place = Place {
            round,
            path: format!("{path}.rounds[{at}]"),
            first: at == 0,
            last: at == last,
        };
        criteria(category, &place, faults);
        counted(&place, faults);
        if round.kind.marks() {
            counting::marking(&place, faults);
        } else {
            counting::voting(category, &place, faults);
        }
        shortlist(category, &place, faults);
        let before = at.checked_sub(1).map(|before| &category.rounds[before]);
        carry(&place, before, faults);
    }
}

/// Every criterion is marked in one round. Rounds that all name none mark all of them anew.
fn marked_once(category: &Category, path: &str, faults: &mut Faults) {
    let marking: Vec<_> = category.rounds.iter().filter(|r| r.kind.marks()).collect();
    let renewed = marking.iter().all(|round| round.criteria.is_empty());
    let carried = marking.iter().any(|round| round.carry);
    if marking.is_empty() || (renewed && (marking.len() == 1 || !carried)) {
        return;
    }
    for (at, criterion) in category.criteria.iter().enumerate() {
        let code = &criterion.code;
        let marks =
            |round: &&&RoundRules| round.criteria.is_empty() || round.criteria.contains(code);
        let path = format!("{path}.criteria[{at}]");
        match marking.iter().filter(marks).count() {
            1 => {}
            0 => faults.add(
                path,
                "criterion-unmarked",
                format!("Kriteria \"{code}\" tidak dinilai di putaran mana pun."),
                format!("the criterion \"{code}\" is marked in no round"),
            ),
            _ => faults.add(
                path,
                "criterion-marked-twice",
                format!("Kriteria \"{code}\" dinilai di lebih dari satu putaran."),
                format!("the criterion \"{code}\" is marked in more than one round"),
            ),
        }
    }
}

fn criteria(category: &Category, place: &Place<'_>, faults: &mut Faults) {
    let named = place.round.criteria.iter().enumerate();
    let at = |(at, code)| (format!("{}.criteria[{at}]", place.path), code);
    faults.repeated("criterion-repeated", named.clone().map(at));
    for (path, code) in named.map(at) {
        if !category.criteria.iter().any(|known| known.code == *code) {
            faults.add(
                path,
                "criterion-unknown",
                format!("Kriteria \"{code}\" tidak ada dalam kategori ini."),
                format!("the category has no criterion \"{code}\""),
            );
        }
    }
}

/// Coverage, quorum and assignment.
fn counted(place: &Place<'_>, faults: &mut Faults) {
    let (round, path) = (place.round, &place.path);
    if round.coverage == 0 {
        faults.add(
            format!("{path}.coverage"),
            "coverage-zero",
            "Tiap calon memerlukan paling sedikit satu lembar nilai.",
            "a nominee needs at least one valid sheet",
        );
    }
    if round.quorum == Some(0) {
        faults.add(
            format!("{path}.quorum"),
            "quorum-zero",
            "Kuorum paling sedikit satu orang juri.",
            "a quorum is at least one juror",
        );
    }
    if let Assignment::PerNominee(jurors) = round.assignment
        && jurors < round.coverage.max(1)
    {
        let coverage = round.coverage;
        faults.add(
            format!("{path}.assignment"),
            "assignment-below-coverage",
            format!("{jurors} juri per calon kurang dari cakupan {coverage} lembar."),
            format!("{jurors} jurors a nominee cannot give a coverage of {coverage} sheets"),
        );
    }
}

fn shortlist(category: &Category, place: &Place<'_>, faults: &mut Faults) {
    let Some(shortlist) = place.round.shortlist else {
        return;
    };
    let path = format!("{}.shortlist", place.path);
    if place.last {
        faults.add(
            path.clone(),
            "shortlist-on-last",
            "Tidak ada putaran sesudah putaran terakhir; hapus shortlist.",
            "no round follows the last one; remove its shortlist",
        );
    }
    if shortlist.top.is_none() && shortlist.minimum.is_none() {
        faults.add(
            path.clone(),
            "shortlist-empty",
            "Isi top atau minimum, atau hapus shortlist.",
            "name top or minimum, or remove the shortlist",
        );
    }
    if shortlist
        .top
        .is_some_and(|top| top < u16::from(category.places))
    {
        faults.add(
            format!("{path}.top"),
            "shortlist-below-places",
            "Yang maju lebih sedikit daripada peringkat yang diberikan.",
            "fewer go on than there are places to award",
        );
    }
    if shortlist.minimum.is_some() && !place.round.kind.marks() {
        faults.add(
            format!("{path}.minimum"),
            "not-of-a-vote",
            "Pemungutan suara tidak menghasilkan nilai; pakai top.",
            "a vote gives no score; use top",
        );
    }
}

fn carry(place: &Place<'_>, before: Option<&RoundRules>, faults: &mut Faults) {
    if !place.round.carry {
        return;
    }
    let path = format!("{}.carry", place.path);
    if place.first {
        faults.add(
            path,
            "carry-on-first",
            "Putaran pertama tidak punya nilai sebelumnya untuk dibawa.",
            "the first round has no score before it to carry over",
        );
    } else if !place.round.kind.marks() || !before.is_some_and(|round| round.kind.marks()) {
        faults.add(
            path,
            "carry-without-score",
            "Nilai hanya dapat dibawa dari putaran yang menilai ke putaran yang menilai.",
            "a score is carried over from a round that marks to a round that marks",
        );
    }
}
