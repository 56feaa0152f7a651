//! The Scottish count by example.

use domain::counting::stv::{Action, Ended, Outcome, Question, Tie, VOTE, stv};

use crate::draw::{election, names};

fn count(candidates: &str, said: &[(usize, &str)], seats: usize, lot: Option<&[usize]>) -> Outcome {
    stv(&election(candidates, said), seats, lot).expect("strict ballots")
}

fn votes(outcome: &Outcome) -> Vec<Vec<u64>> {
    let stages = outcome.stages.iter();
    stages.map(|stage| stage.votes.clone()).collect()
}

/// Wikipedia, "Single transferable vote" (the food for a party): of Orange, Pear, Chocolate,
/// Strawberry and sWeets with 20 guests and 3 to choose, Chocolate, Orange, Strawberry.
#[test]
fn food_for_a_party() {
    let said = [
        (4, "O"),
        (2, "PO"),
        (8, "CS"),
        (4, "CW"),
        (1, "S"),
        (1, "W"),
    ];
    let outcome = count("OPCSW", &said, 3, None);
    assert_eq!(outcome.quota, 6);
    assert_eq!(names("OPCSW", &outcome.elected), "C>O>S");
    let expected = [
        [4, 2, 12, 1, 1],
        [4, 2, 6, 5, 3],
        [6, 0, 6, 5, 3],
        [6, 0, 6, 5, 0],
    ];
    assert_eq!(
        votes(&outcome),
        expected.map(|stage| stage.map(|votes| votes * VOTE).to_vec())
    );
    // The sweets' papers have no further preference.
    assert_eq!(outcome.stages[3].non_transferable, 3 * VOTE);
}

/// By hand, from the Order: 23 papers and 3 seats, so the quota is ⌊23 / 4⌋ + 1 = 6 (rule 46).
/// A has 11, and each of its papers goes on at 5 × 1 / 11 = 0.45454 (rule 48(3)). B reaches
/// 8.18178; its papers that came from A go on at 2.18178 × 0.45454 / 8.18178 = 0.12120, its own
/// would at 0.26666 but name nobody else. D is lowest and excluded (rule 50(1)): its own papers go
/// on at 1, those from A name nobody else (rule 50(4)). That elects C (rule 47).
#[test]
fn values_are_cut_after_five_decimals() {
    let said = [(7, "ABD"), (4, "AC"), (5, "B"), (4, "C"), (3, "DC")];
    let outcome = count("ABCD", &said, 3, None);
    assert_eq!((outcome.valid, outcome.quota), (23, 6));
    let stages = vec![
        vec![1_100_000, 500_000, 400_000, 300_000],
        vec![600_000, 818_178, 581_816, 300_000],
        vec![600_000, 600_000, 581_816, 384_840],
        vec![600_000, 600_000, 881_816, 0],
    ];
    assert_eq!(votes(&outcome), stages);
    let totals = |stage: usize| {
        let stage = &outcome.stages[stage];
        (stage.non_transferable, stage.lost)
    };
    assert_eq!(totals(1), (0, 6));
    assert_eq!(totals(2), (133_330, 14));
    assert_eq!(totals(3), (218_170, 14));
    assert_eq!(names("ABCD", &outcome.elected), "A>B>C");
    assert!(
        matches!(&outcome.stages[2].action, Action::Surplus { transfer }
        if transfer.from == 1 && transfer.received == [0, 0, 0, 84_840])
    );
    assert!(
        matches!(&outcome.stages[3].action, Action::Exclusion { transfer }
        if transfer.from == 3 && transfer.total == 384_840)
    );
}

/// Rule 51(2)(a): B and C are level after D is gone; C had fewer the stage before.
#[test]
fn the_most_recent_stage_decides() {
    let said = [(5, "A"), (4, "B"), (3, "C"), (1, "DC")];
    let outcome = count("ABCD", &said, 1, None);
    assert_eq!(names("ABCD", &outcome.elected), "A");
    let Action::Exclusion { transfer } = &outcome.stages[2].action else {
        panic!("an exclusion");
    };
    let tie = Tie {
        tied: vec![1, 2],
        by_lot: false,
    };
    assert_eq!((transfer.from, &transfer.tie), (2, &Some(tie)));
}

/// Rule 51(2)(b), and 49(3): without a lot the count stops at the question.
#[test]
fn equal_at_all_stages_takes_a_lot() {
    let said = [(3, "A"), (2, "BA"), (2, "CB")];
    let stopped = count("ABC", &said, 1, None);
    let undecided = |question, tied: &[usize]| Ended::Undecided {
        tied: tied.to_vec(),
        question,
    };
    assert_eq!(stopped.ended, undecided(Question::Exclusion, &[1, 2]));
    assert_eq!(stopped.stages.len(), 1);
    assert!(stopped.elected.is_empty());
    // A lot that lacks one of them decides nothing.
    let half = count("ABC", &said, 1, Some(&[0, 1]));
    assert_eq!(half.ended, stopped.ended);
    // The worst by lot is excluded.
    let c_out = count("ABC", &said, 1, Some(&[1, 0, 2]));
    assert_eq!(names("ABC", &c_out.elected), "B");
    let b_out = count("ABC", &said, 1, Some(&[2, 0, 1]));
    assert_eq!(names("ABC", &b_out.elected), "A");
    assert!(
        matches!(&b_out.stages[1].action, Action::Exclusion { transfer }
        if transfer.tie == Some(Tie { tied: vec![1, 2], by_lot: true }))
    );
    // The best by lot gives its surplus first.
    let said = [(5, "AC"), (5, "BD"), (1, "C"), (1, "D")];
    let stopped = count("ABCD", &said, 3, None);
    assert_eq!(stopped.ended, undecided(Question::Surplus, &[0, 1]));
    assert_eq!(names("ABCD", &stopped.elected), "A=B");
    let drawn = count("ABCD", &said, 3, Some(&[3, 1, 0, 2]));
    assert!(
        matches!(&drawn.stages[1].action, Action::Surplus { transfer }
        if transfer.from == 1 && transfer.tie.is_some())
    );
}

/// Rule 52: as many as there are seats are elected at once, also with fewer votes.
#[test]
fn no_more_than_the_seats() {
    let outcome = count("ABC", &[(2, "A"), (1, "B")], 3, None);
    assert_eq!(names("ABC", &outcome.elected), "A>B>C");
    assert_eq!(outcome.ended, Ended::Filled);
    let none = count("AB", &[(2, "A")], 0, None);
    assert!(none.elected.is_empty() && none.ended == Ended::Filled);
}
