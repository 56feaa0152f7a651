//! The laws of the count, for any votes.

use std::collections::BTreeMap;

use domain::ballot::{Abstained, Cast, Event, Mark, Score};
use domain::counting::Exact;
use domain::counting::scores::hundredths;
use domain::edition::Nothing;
use domain::ids::{NominationId, PersonId};
use domain::panel::{Event as PanelEvent, JurorRemoved};
use domain::round::{self, Candidate, Opened, Ruled};
use domain::tally::{Collect, LeftOut, Points, Why, count};
use domain::{KeyId, Private};
use proptest::prelude::*;
use uuid::Uuid;

use crate::stages::{criterion, opened};
use crate::world::*;

const WEIGHTS: [(&str, u8); 5] = [("k", 30), ("b", 20), ("i", 25), ("m", 10), ("w", 15)];
const NOMINATIONS: usize = 4;
const JURORS: usize = 5;

/// What a juror says of a nomination: five scores, or nothing.
type Votes = BTreeMap<(usize, usize), Option<[u16; 5]>>;

pub(crate) fn nom(number: usize) -> NominationId {
    NominationId(Uuid::from_u128(1000 + number as u128))
}

pub(crate) fn juror(number: usize) -> PersonId {
    person(2000 + number as u128)
}

fn the_round() -> Opened {
    let candidate = |number| Candidate {
        nomination: nom(number),
        nominee: one(person(3000 + number as u128)),
    };
    Opened {
        criteria: WEIGHTS
            .iter()
            .map(|&(name, weight)| criterion(name, weight))
            .collect(),
        candidates: (0..NOMINATIONS).map(candidate).collect(),
        ..opened(1, &[])
    }
}

/// Where a nomination stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stands {
    pub(crate) place: u32,
    pub(crate) nomination: NominationId,
    pub(crate) score: Option<Points>,
    pub(crate) sheets: u32,
}

/// What a round comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Equal ones in order of their ids, those without a place last.
    pub(crate) standings: Vec<Stands>,
    pub(crate) jurors: u32,
    pub(crate) quorum_met: bool,
    pub(crate) left_out: Vec<LeftOut>,
}

pub(crate) fn collect() -> Collect {
    let ruled = Box::new(Ruled::before_rulebooks(&the_round()));
    let panel = (0..JURORS).map(juror).collect();
    Collect::new(round(1), the_round(), ruled, panel)
}

pub(crate) fn close(collect: &mut Collect) {
    collect.round(&round::Event::Closed(Nothing {}));
}

pub(crate) fn finish(collect: Collect) -> Tally {
    let collected = collect.finish().expect("the salt is in clear");
    let outcome = count(&collected.core);
    let stands = |standing: &domain::tally::Standing| Stands {
        place: standing.place,
        nomination: collected.candidates[standing.candidate].nomination,
        score: standing.score.clone().map(Points),
        sheets: standing.sheets,
    };
    let mut standings: Vec<Stands> = outcome.standings.iter().map(stands).collect();
    standings.sort_by_key(|stands| (stands.place == 0, stands.place, stands.nomination));
    Tally {
        standings,
        jurors: outcome.took_part,
        quorum_met: outcome.quorum_met,
        left_out: collected.left_out,
    }
}

pub(crate) fn cast(by: usize, on: usize, scores: [u16; 5]) -> Cast {
    let mark = |(&(name, _), score): (&(&str, u8), u16)| Mark {
        criterion: code(name),
        score: Score::from_hundredths(score).expect("a score"),
    };
    Cast {
        round: round(1),
        nomination: nom(on),
        juror: juror(by),
        marks: Private::new(
            KeyId::round(round(1)),
            WEIGHTS.iter().zip(scores).map(mark).collect(),
        ),
        comment: None,
    }
}

pub(crate) fn event(by: usize, on: usize, scores: Option<[u16; 5]>) -> Event {
    match scores {
        Some(scores) => Event::Cast(cast(by, on, scores)),
        None => Event::Abstained(Abstained {
            round: round(1),
            nomination: nom(on),
            juror: juror(by),
        }),
    }
}

fn events(votes: &Votes) -> Vec<Event> {
    votes
        .iter()
        .map(|(&(by, on), &scores)| event(by, on, scores))
        .collect()
}

pub(crate) fn tally(events: &[Event]) -> Tally {
    let mut collect = collect();
    feed(&mut collect, events);
    close(&mut collect);
    finish(collect)
}

pub(crate) fn feed(collect: &mut Collect, events: &[Event]) {
    for event in events {
        collect.ballot(event);
    }
}

fn places(tally: &Tally) -> BTreeMap<NominationId, u32> {
    tally
        .standings
        .iter()
        .map(|s| (s.nomination, s.place))
        .collect()
}

pub(crate) fn removal(juror: PersonId) -> PanelEvent {
    PanelEvent::JurorRemoved(JurorRemoved {
        juror,
        reason: about(juror, "sakit"),
    })
}

/// Few different scores, so that ties are common.
fn votes() -> impl Strategy<Value = Votes> {
    let score = prop_oneof![
        Just(0_u16),
        Just(5000),
        Just(5001),
        Just(10_000),
        0_u16..=10_000
    ];
    let scores = prop::option::weighted(0.9, prop::array::uniform5(score));
    prop::collection::btree_map((0..JURORS, 0..NOMINATIONS), scores, 0..20)
}

/// The mean and the means per criterion by falling weight, as fractions, written independently.
fn exact(votes: &Votes, on: usize) -> Option<Vec<(i128, i128)>> {
    let sheets: Vec<[u16; 5]> = votes
        .iter()
        .filter(|((_, n), _)| *n == on)
        .filter_map(|(_, scores)| *scores)
        .collect();
    if sheets.is_empty() {
        return None;
    }
    let ballots = sheets.len() as i128;
    let sum = |i: usize| {
        sheets
            .iter()
            .map(|sheet| i128::from(sheet[i]))
            .sum::<i128>()
    };
    let total = 30 * sum(0) + 20 * sum(1) + 25 * sum(2) + 10 * sum(3) + 15 * sum(4);
    // K 30, I 25, B 20, W 15, M 10.
    let mut keys = vec![(total, ballots * 100)];
    keys.extend([0, 2, 1, 4, 3].map(|i| (sum(i), ballots)));
    Some(keys)
}

fn beats(a: &[(i128, i128)], b: &[(i128, i128)]) -> bool {
    let differ = a.iter().zip(b).find(|((p, q), (r, s))| p * s != r * q);
    differ.is_some_and(|((p, q), (r, s))| p * s > r * q)
}

proptest! {
    #[test]
    fn scores_and_places_are_exact(votes in votes()) {
        let tally = tally(&events(&votes));
        let keys: Vec<_> = (0..NOMINATIONS).map(|on| exact(&votes, on)).collect();
        let place = places(&tally);
        for (on, mine) in keys.iter().enumerate() {
            let expected = mine.as_ref().map_or(0, |mine| {
                1 + keys.iter().flatten().filter(|other| beats(other, mine)).count()
            });
            prop_assert_eq!(place[&nom(on)] as usize, expected);
            let standing = tally.standings.iter().find(|s| s.nomination == nom(on)).expect("there");
            let score = standing.score.as_ref().map(|points| &points.0);
            let Some((total, scale)) = mine.as_ref().map(|keys| keys[0]) else {
                prop_assert_eq!(score, None);
                continue;
            };
            let points = Exact::new(total.into(), (scale * 100).into());
            prop_assert_eq!(score, Some(&points));
            // Half up: the whole number h with h - 1/2 <= exact < h + 1/2.
            let doubled = 2 * hundredths(&points) * scale;
            prop_assert!(doubled - scale <= 2 * total && 2 * total < doubled + scale);
        }
        let ranks: Vec<u32> = tally.standings.iter().map(|s| s.place).collect();
        let ranked: Vec<u32> = ranks.iter().copied().take_while(|&place| place > 0).collect();
        prop_assert!(ranked.is_sorted() && ranks[ranked.len()..].iter().all(|&place| place == 0));
    }

    #[test]
    fn the_order_of_different_ballots_does_not_matter(
        (votes, shuffled) in votes().prop_flat_map(|votes| {
            let events = events(&votes);
            (Just(events.clone()), Just(events).prop_shuffle())
        })
    ) {
        prop_assert_eq!(tally(&votes), tally(&shuffled));
    }

    #[test]
    fn jurors_are_anonymous(votes in votes(), turn in 0..JURORS) {
        let turned: Votes =
            votes.iter().map(|(&(by, on), &s)| (((by + turn) % JURORS, on), s)).collect();
        prop_assert_eq!(tally(&events(&votes)), tally(&events(&turned)));
    }

    #[test]
    fn nominations_are_neutral(votes in votes(), turn in 0..NOMINATIONS) {
        let move_to = |on| (on + turn) % NOMINATIONS;
        let turned: Votes = votes.iter().map(|(&(by, on), &s)| ((by, move_to(on)), s)).collect();
        let (before, after) = (places(&tally(&events(&votes))), places(&tally(&events(&turned))));
        for on in 0..NOMINATIONS {
            prop_assert_eq!(before[&nom(on)], after[&nom(move_to(on))]);
        }
    }

    #[test]
    fn nothing_after_the_close_changes_a_standing(votes in votes(), late in votes(), out in 0..JURORS) {
        let in_time = tally(&events(&votes));
        let mut collect = collect();
        feed(&mut collect, &events(&votes));
        close(&mut collect);
        feed(&mut collect, &events(&late));
        collect.panel(&removal(juror(out)));
        prop_assert_eq!(finish(collect), in_time);
    }

    #[test]
    fn a_removed_juror_might_never_have_voted(votes in votes(), out in 0..JURORS) {
        let mut collect = collect();
        feed(&mut collect, &events(&votes));
        collect.panel(&removal(juror(out)));
        close(&mut collect);
        let removed = finish(collect);
        let without: Votes =
            votes.iter().filter(|((by, _), _)| *by != out).map(|(&k, &s)| (k, s)).collect();
        let expected = tally(&events(&without));
        prop_assert_eq!(&removed.standings, &expected.standings);
        prop_assert_eq!(removed.jurors, expected.jurors);
        prop_assert_eq!(removed.left_out.len(), votes.len() - without.len());
        prop_assert!(removed.left_out.iter().all(|e| e.why == Why::NotOnPanel));
    }

    #[test]
    fn the_last_ballot_before_the_close_counts(first in votes(), last in votes()) {
        let both = [events(&first), events(&last)].concat();
        let merged: Votes = first.into_iter().chain(last).collect();
        prop_assert_eq!(tally(&both), tally(&events(&merged)));
    }
}
