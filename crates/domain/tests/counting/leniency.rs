//! The laws of the severity model.

use domain::counting::Exact;
use domain::counting::scores::{Aggregation, aggregate, places_by_score};
use domain::counting::severity::{Marks, NotAdjusted, adjust};
use num_traits::Zero as _;
use proptest::prelude::*;

use crate::draw::{Draw, exact};
use crate::severity::drawn;

fn permuted(marks: &Marks, jurors: &[usize], candidates: &[usize]) -> Marks {
    let given = marks.given.iter();
    let given = given.map(|(&(j, c), mark)| ((jurors[j], candidates[c]), mark.clone()));
    Marks {
        given: given.collect(),
        ..*marks
    }
}

proptest! {
    #[test]
    fn a_complete_design_keeps_the_raw_order(seed in any::<u64>(), l in 0_i64..5) {
        let marks = drawn(seed, 10);
        let raw = |candidate| {
            let of: Vec<Exact> = (0..marks.jurors).map(|j| marks.given[&(j, candidate)].clone()).collect();
            aggregate(&of, Aggregation::Mean)
        };
        let raw: Vec<Option<Exact>> = (0..marks.candidates).map(raw).collect();
        let adjusted = adjust(&marks, &exact(l, 3)).expect("complete");
        prop_assert_eq!(places_by_score(&adjusted.scores), places_by_score(&raw));
    }

    #[test]
    fn a_shift_of_one_juror_shifts_all_alike(seed in any::<u64>(), shift in -9_i64..9) {
        let marks = drawn(seed, 6);
        let mut shifted = marks.clone();
        for ((juror, _), mark) in &mut shifted.given {
            if *juror == 0 {
                *mark += exact(shift, 2);
            }
        }
        let zero = Exact::zero();
        match (adjust(&marks, &zero), adjust(&shifted, &zero)) {
            (Ok(before), Ok(after)) => {
                prop_assert_eq!(places_by_score(&before.scores), places_by_score(&after.scores));
                let both = before.scores.iter().flatten().zip(after.scores.iter().flatten());
                let steps: Vec<Exact> = both.map(|(before, after)| after - before).collect();
                prop_assert!(steps.windows(2).all(|pair| pair[0] == pair[1]));
            }
            (before, after) => prop_assert_eq!(before, after),
        }
    }

    #[test]
    fn numbering_is_nothing(seed in any::<u64>(), l in 0_i64..3) {
        let marks = drawn(seed, 6);
        let mut draw = Draw::new(seed.wrapping_add(1));
        let (jurors, candidates) = (draw.order(marks.jurors), draw.order(marks.candidates));
        let shrinkage = exact(l, 2);
        let renumbered = adjust(&permuted(&marks, &jurors, &candidates), &shrinkage);
        match (adjust(&marks, &shrinkage), renumbered) {
            (Ok(before), Ok(after)) => {
                prop_assert_eq!(&before.mean, &after.mean);
                for (from, &to) in candidates.iter().enumerate() {
                    prop_assert_eq!(&before.scores[from], &after.scores[to]);
                }
                for (from, &to) in jurors.iter().enumerate() {
                    prop_assert_eq!(&before.jurors[from], &after.jurors[to]);
                }
            }
            (Err(NotAdjusted::Unconnected { components: before }), Err(NotAdjusted::Unconnected { components: after })) => {
                prop_assert_eq!(before.len(), after.len());
            }
            (before, after) => prop_assert_eq!(before, after),
        }
    }
}
