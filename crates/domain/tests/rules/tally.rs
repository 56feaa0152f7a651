//! The count by example.

use domain::ballot::{Cast, Event};
use domain::counting::scores::hundredths;
use domain::tally::{LeftOut, Why};
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
    let of = |s: &Stands| {
        let score = s.score.as_ref().map(|points| points.0.to_string());
        let shown = s.score.as_ref().map(|points| hundredths(&points.0));
        (s.place, s.nomination, score, shown)
    };
    let score = |text: &str, shown| (Some(text.to_owned()), Some(shown));
    let placed = |place, nomination, (score, shown)| (place, nomination, score, shown);
    let expected = [
        placed(1, y, score("669/8", 8363)),
        placed(2, x, score("669/8", 8363)),
        placed(3, z, score("82761/1000", 8276)),
        placed(0, nom(3), (None, None)),
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
    let mut collect = collect();
    feed(&mut collect, &both);
    collect.panel(&removal(juror(1)));
    assert!(!finish(collect).quorum_met);
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
    assert_eq!((unreadable.jurors, unreadable.standings[0].sheets), (0, 0));
    let left_out = LeftOut {
        juror: juror(0),
        nomination: Some(nom(0)),
        why: Why::Unreadable,
    };
    assert_eq!(unreadable.left_out, [left_out]);
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
