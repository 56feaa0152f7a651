//! What a round counts by, and that it says nothing about rounds of the other kind.

use super::rounds::Place;
use crate::rulebook::fault::Faults;
use crate::rulebook::{Aggregate, Assignment, Category, Method};

pub(super) fn marking(place: &Place<'_>, faults: &mut Faults) {
    let (round, path) = (place.round, &place.path);
    let only_votes = [
        ("method", round.method.is_some()),
        ("majority", round.majority.is_some()),
    ];
    for (field, _) in only_votes.into_iter().filter(|(_, there)| *there) {
        faults.add(
            format!("{path}.{field}"),
            "not-of-a-marking-round",
            format!("{field} hanya untuk putaran pemungutan suara (kind: vote)."),
            format!("{field} belongs to rounds that vote (kind: vote)"),
        );
    }
    if let Aggregate::Trimmed(cut) = round.aggregate {
        let (coverage, needed) = (round.coverage, 2 * u16::from(cut) + 1);
        if cut == 0 {
            faults.add(
                format!("{path}.aggregate"),
                "trimmed-zero",
                "Rata-rata terpangkas memangkas paling sedikit satu; pakai mean.",
                "a trimmed mean cuts at least one; use mean",
            );
        } else if u16::from(coverage) < needed {
            faults.add(
                format!("{path}.aggregate"),
                "trimmed-beyond-coverage",
                format!("Memangkas {cut} tertinggi dan {cut} terendah perlu coverage {needed}."),
                format!("cutting {cut} at each end needs a coverage of {needed}, not {coverage}"),
            );
        }
    }
}

pub(super) fn voting(category: &Category, place: &Place<'_>, faults: &mut Faults) {
    let (round, path) = (place.round, &place.path);
    let only_marks = [
        ("criteria", !round.criteria.is_empty()),
        ("aggregate", round.aggregate != Aggregate::Mean),
        ("severity", round.severity.is_some()),
        ("coverage", round.coverage > 1),
        ("minimum", round.minimum.is_some()),
        ("assignment", round.assignment != Assignment::Everybody),
    ];
    for (field, _) in only_marks.into_iter().filter(|(_, there)| *there) {
        faults.add(
            format!("{path}.{field}"),
            "not-of-a-vote",
            format!("{field} hanya untuk putaran yang menilai (scoring atau interview)."),
            format!("{field} belongs to rounds that mark (scoring or interview)"),
        );
    }
    if let Some(majority) = round.majority
        && !(1..=majority.denominator()).contains(&majority.numerator())
    {
        faults.add(
            format!("{path}.majority"),
            "majority-out-of-range",
            format!("Mayoritas {majority} harus di atas 0 dan paling banyak 1."),
            format!("a majority is above 0 and at most 1, not {majority}"),
        );
    }
    match round.method {
        None => faults.add(
            format!("{path}.method"),
            "method-missing",
            "Putaran pemungutan suara memerlukan cara hitung (method).",
            "a round that votes needs a method",
        ),
        Some(method) => winners(category, (place, method), faults),
    }
}

/// Of the methods that elect rather than order.
fn winners(category: &Category, (place, method): (&Place<'_>, Method), faults: &mut Faults) {
    let path = format!("{}.method", place.path);
    if !matches!(method, Method::ScottishStv | Method::TwoRound) {
        return;
    }
    if !place.last {
        faults.add(
            path.clone(),
            "method-not-last",
            "Cara hitung ini memilih pemenang, jadi hanya untuk putaran terakhir.",
            "this method elects winners, so it is for the last round only",
        );
    }
    if method == Method::TwoRound && category.places > 2 {
        faults.add(
            path,
            "method-places",
            "Dua putaran hanya mengurutkan dua calon; beri paling banyak dua peringkat.",
            "a two-round runoff orders two nominees; award at most two places",
        );
    }
}
