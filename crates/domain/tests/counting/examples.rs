//! Published worked examples.

use std::collections::BTreeSet;

use domain::counting::approval::{approval, majority, reaches};
use domain::counting::ballots::{Approval, Approvals, BadBallot, Invalid, Ranking, Rankings};
use domain::counting::borda::{Borda, borda};
use domain::counting::exact::Textual as _;
use domain::counting::pairwise::Pairwise;
use domain::counting::runoff::{Ended, runoff};
use domain::counting::schulze::schulze;

use crate::draw::{election, exact, names};

/// Wikipedia's capital of Tennessee: Memphis, Nashville, Chattanooga, Knoxville.
const TENNESSEE: [(usize, &str); 4] = [(42, "MNCK"), (26, "NCKM"), (15, "CKNM"), (17, "KCNM")];

/// Schulze, "A new monotonic, clone-independent …", 2011, example 1: E > A > C > B > D.
#[test]
fn schulze_45_voters() {
    let said = [
        (5, "ACBED"),
        (5, "ADECB"),
        (8, "BEDAC"),
        (3, "CABED"),
        (7, "CAEBD"),
        (2, "CBADE"),
        (7, "DCEBA"),
        (8, "EBADC"),
    ];
    let outcome = schulze(Pairwise::of_rankings(&election("ABCDE", &said)));
    assert_eq!(names("ABCDE", &outcome.placed.places), "E>A>C>B>D");
    assert_eq!(outcome.pairwise.above(0, 1), 20);
    assert_eq!(outcome.pairwise.compared(0, 1), 45);
    let paths = [
        [0, 28, 28, 30, 24],
        [25, 0, 28, 33, 24],
        [25, 29, 0, 29, 24],
        [25, 28, 28, 0, 24],
        [25, 28, 28, 31, 0],
    ];
    assert_eq!(outcome.paths, paths);
}

/// Wikipedia, "Condorcet method", Tennessee: Nashville beats all, then Chattanooga, Knoxville.
#[test]
fn schulze_tennessee() {
    let outcome = schulze(Pairwise::of_rankings(&election("MNCK", &TENNESSEE)));
    assert_eq!(names("MNCK", &outcome.placed.places), "N>C>K>M");
}

/// Wikipedia, "Borda count", Tennessee: 126, 194, 173 and 107 points of the 300 a candidate first
/// on all hundred ballots would have.
#[test]
fn borda_tennessee() {
    let outcome = borda(&election("MNCK", &TENNESSEE), Borda::Averaged);
    let points = [126, 194, 173, 107].map(|points| Some(exact(points, 300)));
    assert_eq!(outcome.scores, points);
    assert_eq!(names("MNCK", &outcome.placed.places), "N>C>M>K");
    // One point more on every complete ballot.
    let outcome = borda(&election("MNCK", &TENNESSEE), Borda::Positional);
    let points = [226, 294, 273, 207].map(|points| Some(exact(points, 400)));
    assert_eq!(outcome.scores, points);
}

/// Wikipedia, "Two-round system", Tennessee: Memphis 42 and Nashville 26 meet; Nashville, 58 to 42.
#[test]
fn runoff_tennessee() {
    let outcome = runoff(&election("MNCK", &TENNESSEE)).expect("strict ballots");
    assert_eq!((outcome.first, outcome.valid), (vec![42, 26, 15, 17], 100));
    let (winner, loser, above, below) = (1, 0, 58, 42);
    let won = Ended::Won {
        winner,
        loser,
        above,
        below,
    };
    assert_eq!(outcome.ended, won);
}

/// Wikipedia, "Approval voting", Tennessee, everybody approving of two: Nashville 68, Chattanooga
/// 58, Memphis 42, Knoxville 32.
#[test]
fn approval_tennessee() {
    let two = |order: &Ranking| Approval {
        approved: order.ranks[..2].iter().flatten().copied().collect(),
        conflicted: BTreeSet::new(),
    };
    let ballots = election("MNCK", &TENNESSEE);
    let ballots = ballots.ballots().iter().map(two).collect();
    let outcome = approval(&Approvals::new(4, ballots).expect("valid ballots"));
    assert_eq!(outcome.approvals, [42, 68, 58, 32]);
    assert_eq!(outcome.judged_by, [100; 4]);
    assert_eq!(names("MNCK", &outcome.placed.places), "N>C>M>K");
}

/// By hand: four ballots, A may be judged by two of them only, and both approve of it.
#[test]
fn a_colleague_on_the_panel_costs_nothing() {
    let ballot = |approved: &[usize], conflicted: &[usize]| Approval {
        approved: approved.iter().copied().collect(),
        conflicted: conflicted.iter().copied().collect(),
    };
    let ballots = [
        ballot(&[0, 1], &[]),
        ballot(&[0, 1], &[]),
        ballot(&[1], &[0]),
        ballot(&[], &[0, 2]),
    ];
    let outcome = approval(&Approvals::new(3, ballots.to_vec()).expect("valid ballots"));
    assert_eq!(outcome.approvals, [2, 3, 0]);
    assert_eq!(outcome.judged_by, [2, 4, 3]);
    assert_eq!(names("ABC", &outcome.placed.places), "A>B>C");
}

/// By hand: of A, B, C, D a first ballot may not judge D and puts A above B=C; a second ranks D and
/// leaves the rest. A: (2/2 + 1/3) / 2, B and C: (½/2 + 1/3) / 2, D: 3/3.
#[test]
fn borda_of_a_smaller_ballot_weighs_as_much() {
    let ballot = |ranks: &[&[usize]], conflicted: &[usize]| Ranking {
        ranks: ranks.iter().map(|rank| rank.to_vec()).collect(),
        conflicted: conflicted.iter().copied().collect(),
    };
    let ballots = vec![ballot(&[&[0], &[1, 2]], &[3]), ballot(&[&[3]], &[])];
    let votes = Rankings::new(4, ballots).expect("valid ballots");
    let averaged = borda(&votes, Borda::Averaged);
    let scores = [exact(2, 3), exact(7, 24), exact(7, 24), exact(1, 1)].map(Some);
    assert_eq!(averaged.scores, scores);
    assert_eq!(names("ABCD", &averaged.placed.places), "D>A>B=C");
    // Positional: 3/3 and 0 for A, 1½/3 and 0 for B and C, 4/4 for D.
    let positional = borda(&votes, Borda::Positional);
    let scores = [exact(1, 2), exact(1, 4), exact(1, 4), exact(1, 1)].map(Some);
    assert_eq!(positional.scores, scores);
    assert_eq!(positional.scores.text()[1], Some("1/4".to_owned()));
}

#[test]
fn thresholds_are_exact() {
    assert!(reaches(2, 3, 2, 3) && reaches(5, 10, 1, 2));
    assert!(!reaches(666, 1000, 2, 3) && !reaches(0, 0, 0, 1));
    assert!(majority(3, 5) && majority(6, 10));
    assert!(!majority(5, 10) && !majority(2, 5) && !majority(0, 0));
}

#[test]
fn bad_ballots_are_named() {
    let refused = |ranks: &[&[usize]], conflicted: &[usize]| {
        let ranking = Ranking {
            ranks: ranks.iter().map(|rank| rank.to_vec()).collect(),
            conflicted: conflicted.iter().copied().collect(),
        };
        let refused = Rankings::new(3, vec![Ranking::default(), ranking]);
        let BadBallot { ballot, why } = refused.expect_err("a bad ballot");
        assert_eq!(ballot, 1);
        why
    };
    let candidate = 1;
    assert_eq!(
        refused(&[&[1], &[0, 1]], &[]),
        Invalid::Repeated { candidate }
    );
    assert_eq!(
        refused(&[&[0], &[1]], &[1]),
        Invalid::Conflicted { candidate }
    );
    assert_eq!(refused(&[&[3]], &[]), Invalid::Unknown { candidate: 3 });
    assert_eq!(refused(&[], &[3]), Invalid::Unknown { candidate: 3 });
    assert_eq!(refused(&[&[0], &[]], &[]), Invalid::EmptyRank);
    let approved = BTreeSet::from([2]);
    let conflicted = approved.clone();
    let ballot = Approval {
        approved,
        conflicted,
    };
    let refused = Approvals::new(3, vec![ballot]).expect_err("a bad ballot");
    assert_eq!(refused.why, Invalid::Conflicted { candidate: 2 });
}

#[test]
fn equals_are_refused_where_a_rank_takes_one_name() {
    let ballot = Ranking {
        ranks: vec![vec![2], vec![1, 0]],
        conflicted: BTreeSet::new(),
    };
    let votes = Rankings::new(3, vec![ballot]).expect("valid ballots");
    let why = Invalid::Equals { candidate: 0 };
    let bad = BadBallot { ballot: 0, why };
    assert_eq!(runoff(&votes), Err(bad));
    assert_eq!(domain::counting::stv::stv(&votes, 1, None), Err(bad));
}
