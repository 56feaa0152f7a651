//! The severity model: by hand, and by a naive solution.

use std::collections::BTreeMap;

use domain::counting::Exact;
use domain::counting::scores::{Aggregation, aggregate};
use domain::counting::severity::{Adjusted, Component, Marks, NotAdjusted, adjust};
use num_traits::Zero as _;

use crate::draw::{Draw, exact};

/// Marks of 0 to 40 quarters; about `each` in ten are given.
pub(crate) fn drawn(seed: u64, each: usize) -> Marks {
    let mut draw = Draw::new(seed);
    let (jurors, candidates) = (1 + draw.below(5), 1 + draw.below(6));
    let mut given = BTreeMap::new();
    for pair in (0..jurors).flat_map(|j| (0..candidates).map(move |c| (j, c))) {
        if draw.below(10) < each {
            let quarters = i64::try_from(draw.below(41)).expect("small");
            given.insert(pair, exact(quarters, 4));
        }
    }
    Marks {
        candidates,
        jurors,
        given,
    }
}

fn marks(jurors: usize, candidates: usize, given: &[(usize, usize, i64)]) -> Marks {
    let given = given.iter().map(|&(j, c, mark)| ((j, c), exact(mark, 1)));
    Marks {
        candidates,
        jurors,
        given: given.collect(),
    }
}

/// By hand: juror 0 marks A 6 and B 8, juror 1 marks B 6 and C 7. Nothing says that B changed, so
/// juror 0 gives 2 more than juror 1: effects 1 and -1, scores 5, 7, 8. In the raw means A and C
/// are at 6 and 7, and B with 7 is level with C.
#[test]
fn a_lenient_juror_by_hand() {
    let given = [(0, 0, 6), (0, 1, 8), (1, 1, 6), (1, 2, 7)];
    let adjusted = adjust(&marks(2, 3, &given), &Exact::zero()).expect("connected");
    let known = |numbers: &[i64]| -> Vec<Option<Exact>> {
        numbers
            .iter()
            .map(|&number| Some(exact(number, 1)))
            .collect()
    };
    assert_eq!(adjusted.scores, known(&[5, 7, 8]));
    assert_eq!(adjusted.jurors, known(&[1, -1]));
    assert_eq!(adjusted.mean, exact(20, 3));
}

#[test]
fn parts_without_a_common_juror_are_named() {
    let given = [(0, 0, 6), (2, 3, 8), (2, 1, 6), (4, 1, 1)];
    let refused = adjust(&marks(5, 5, &given), &exact(1, 1)).expect_err("two parts");
    let part = |jurors: &[usize], candidates: &[usize]| Component {
        jurors: jurors.to_vec(),
        candidates: candidates.to_vec(),
    };
    let components = vec![part(&[0], &[0]), part(&[2, 4], &[1, 3])];
    assert_eq!(refused, NotAdjusted::Unconnected { components });
}

#[test]
fn what_cannot_be_adjusted_says_why() {
    let none = Exact::zero();
    assert_eq!(adjust(&marks(2, 2, &[]), &none), Err(NotAdjusted::NoMarks));
    let (juror, candidate) = (2, 0);
    let unknown = NotAdjusted::Unknown { juror, candidate };
    assert_eq!(adjust(&marks(2, 2, &[(2, 0, 1)]), &none), Err(unknown));
    let refused = adjust(&marks(1, 1, &[(0, 0, 1)]), &exact(-1, 2));
    assert_eq!(refused, Err(NotAdjusted::NegativeShrinkage));
}

/// The minimum by Gauss and Jordan over everything at once: the scores μ + θ, the β, and for λ = 0
/// a multiplier for Σ β = 0.
fn naive(marks: &Marks, shrinkage: &Exact) -> (Vec<Exact>, Vec<Exact>) {
    let (n, m) = (marks.candidates, marks.jurors);
    let extra = usize::from(shrinkage.is_zero());
    let size = n + m + extra;
    let one = exact(1, 1);
    let mut rows = vec![vec![Exact::zero(); size + 1]; size];
    for (&(j, c), mark) in &marks.given {
        for (this, other) in [(c, n + j), (n + j, c)] {
            rows[this][this] += &one;
            rows[this][other] += &one;
            rows[this][size] += mark;
        }
    }
    (n..n + m).for_each(|juror| rows[juror][juror] += shrinkage);
    if extra == 1 {
        rows[n + m][n..n + m].fill(one.clone());
        (n..n + m).for_each(|juror| rows[juror][n + m].clone_from(&one));
    }
    for column in 0..size {
        let pivot = (column..size).find(|&row| !rows[row][column].is_zero());
        rows.swap(column, pivot.expect("a unique solution"));
        let head = rows[column].clone();
        for (_, row) in rows
            .iter_mut()
            .enumerate()
            .filter(|(row, _)| *row != column)
        {
            let factor = &row[column] / &head[column];
            for (cell, of_head) in row.iter_mut().zip(&head) {
                *cell -= &factor * of_head;
            }
        }
    }
    let solved = (0..n + m).map(|at| &rows[at][size] / &rows[at][at]);
    let mut scores: Vec<Exact> = solved.collect();
    let effects = scores.split_off(n);
    (scores, effects)
}

/// Whether everybody has a mark and all hang together.
fn whole(marks: &Marks, adjusted: &Result<Adjusted, NotAdjusted>) -> bool {
    let all = |adjusted: &Adjusted| {
        adjusted
            .scores
            .iter()
            .chain(&adjusted.jurors)
            .all(Option::is_some)
    };
    !marks.given.is_empty() && adjusted.as_ref().is_ok_and(all)
}

#[test]
fn the_minimum_by_other_means() {
    let mut compared = 0;
    for seed in 0..1500 {
        let marks = drawn(seed, 6);
        for shrinkage in [Exact::zero(), exact(1, 1), exact(3, 7)] {
            let adjusted = adjust(&marks, &shrinkage);
            if !whole(&marks, &adjusted) {
                continue;
            }
            compared += 1;
            let adjusted = adjusted.expect("it is whole");
            let (scores, effects) = naive(&marks, &shrinkage);
            assert_eq!(
                aggregate(&scores, Aggregation::Mean),
                Some(adjusted.mean),
                "{seed}"
            );
            let known = |values: Vec<Exact>| values.into_iter().map(Some).collect::<Vec<_>>();
            assert_eq!(adjusted.scores, known(scores), "{seed}");
            assert_eq!(adjusted.jurors, known(effects), "{seed}");
        }
    }
    assert!(compared > 1500, "{compared}");
}

/// The size of the largest panel expected: every nominee by 5 of 50 jurors.
#[test]
fn a_thousand_nominees_and_fifty_jurors() {
    let mut draw = Draw::new(1);
    let given = (0..1000).flat_map(|candidate| {
        let jurors = draw.order(50);
        let mut mark = || exact(i64::try_from(draw.below(10_000)).expect("small"), 100);
        let five: Vec<_> = jurors[..5]
            .iter()
            .map(|&juror| ((juror, candidate), mark()))
            .collect();
        five
    });
    let marks = Marks {
        candidates: 1000,
        jurors: 50,
        given: given.collect(),
    };
    let adjusted = adjust(&marks, &exact(1, 2)).expect("connected");
    let effects: Exact = adjusted.jurors.iter().flatten().sum();
    assert!(effects.is_zero());
    // Every candidate's residuals sum to zero.
    for (candidate, score) in adjusted.scores.iter().enumerate().take(20) {
        let mut of = marks.given.iter().filter(|((_, c), _)| *c == candidate);
        let residual = |((juror, _), mark): (&(usize, usize), &Exact)| {
            mark - score.as_ref().expect("a score")
                - adjusted.jurors[*juror].as_ref().expect("an effect")
        };
        let sum = of.by_ref().map(residual).sum::<Exact>();
        assert!(sum.is_zero());
    }
}
