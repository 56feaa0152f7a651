//! The count by example.

use domain::ballot::{Cast, Event};
use domain::count::{Exclusion, Standing};
use domain::ids::BallotId;
use domain::{KeyId, Private};

use crate::counting::*;
use crate::world::*;

#[test]
fn the_golden_scores() {
    let tally = tally(&[
        event(0, 0, Some([9000, 8250, 7800, 8625, 8000])),
        event(0, 1, Some([9000, 8000, 8000, 8625, 8000])),
        event(0, 2, Some([7500, 9000, 8800, 7661, 8400])),
    ]);
    let (x, y, z) = (nom(0), nom(1), nom(2));
    let of = |s: &Standing| (s.place, s.nomination, s.total, s.hundredths());
    let expected = [
        (1, y, 836_250, 8363),
        (2, x, 836_250, 8363),
        (3, z, 827_610, 8276),
        (0, nom(3), 0, 0),
    ];
    assert_eq!(tally.standings.iter().map(of).collect::<Vec<_>>(), expected);
}

#[test]
fn equals_share_a_place_and_the_next_is_skipped() {
    let same = Some([8000; 5]);
    let votes = [
        event(0, 1, same),
        event(0, 3, same),
        event(0, 0, Some([7000; 5])),
    ];
    let places: Vec<u32> = tally(&votes).standings.iter().map(|s| s.place).collect();
    assert_eq!(places, [1, 1, 3, 0]);
}

#[test]
fn a_quorum_counts_abstentions_not_removed_jurors() {
    let both = [event(0, 0, None), event(1, 0, Some([5000; 5]))];
    assert!(tally(&both).quorum_met);
    assert!(!tally(&both[..1]).quorum_met);
    let mut count = count();
    feed(&mut count, &both);
    count.panel(&removal(juror(1)));
    assert!(!count.finish().quorum_met);
}

#[test]
fn what_cannot_be_read_does_not_count_as_it_was_before() {
    let scores = [5000; 5];
    let marks = Private::Sealed {
        key: KeyId::round(round(1)),
        n: String::new(),
        c: String::new(),
    };
    let sealed = Event::Revised(Cast {
        marks,
        ..cast(0, 0, scores)
    });
    let readable = Event::Revised(cast(0, 0, scores));
    let unreadable = tally(&[event(0, 0, Some(scores)), sealed.clone()]);
    assert_eq!((unreadable.jurors, unreadable.standings[0].ballots), (0, 0));
    let excluded: Vec<_> = unreadable
        .excluded
        .iter()
        .map(|e| (e.ballot, e.why))
        .collect();
    let ballot = BallotId::of(round(1), nom(0), juror(0));
    assert_eq!(excluded, [(ballot, Exclusion::Unreadable)]);
    assert_eq!(tally(&[sealed, readable.clone()]), tally(&[readable]));
}

#[test]
fn ballots_of_another_round_are_not_counted() {
    let elsewhere = Event::Cast(Cast {
        round: round(2),
        ..cast(0, 0, [5000; 5])
    });
    assert_eq!(tally(&[elsewhere]), tally(&[]));
}
