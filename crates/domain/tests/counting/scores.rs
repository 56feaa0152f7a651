//! Scores: aggregation, display and the stored form of fractions.

use std::collections::BTreeMap;

use domain::counting::Exact;
use domain::counting::exact::{self, Textual as _};
use domain::counting::pairwise::Pairwise;
use domain::counting::scores::{Aggregation, aggregate, hundredths, places_by_score, weighted};
use proptest::prelude::*;
use serde::{Deserialize, Serialize};

use crate::draw::{Draw, exact as fraction};

fn marks(hundredths: &[i64]) -> Vec<Exact> {
    hundredths.iter().map(|&mark| fraction(mark, 100)).collect()
}

#[test]
fn aggregates_by_hand() {
    let even = marks(&[100, 900, 300, 200]);
    assert_eq!(aggregate(&even, Aggregation::Mean), Some(fraction(15, 4)));
    assert_eq!(aggregate(&even, Aggregation::Median), Some(fraction(5, 2)));
    let trimmed = |each_end| Aggregation::Trimmed { each_end };
    assert_eq!(aggregate(&even, trimmed(0)), Some(fraction(15, 4)));
    assert_eq!(aggregate(&even, trimmed(1)), Some(fraction(5, 2)));
    assert_eq!(aggregate(&even, trimmed(2)), None);
    assert_eq!(aggregate(&even, trimmed(u8::MAX)), None);
    let odd = marks(&[500, 100, 200]);
    assert_eq!(aggregate(&odd, Aggregation::Median), Some(fraction(2, 1)));
    for how in [Aggregation::Mean, Aggregation::Median, trimmed(0)] {
        assert_eq!(aggregate(&[], how), None);
    }
}

#[test]
fn the_stored_form_of_an_aggregation() {
    let json = |how| serde_json::to_string(&how).expect("JSON");
    assert_eq!(json(Aggregation::Mean), r#""mean""#);
    let trimmed = Aggregation::Trimmed { each_end: 1 };
    assert_eq!(json(trimmed), r#"{"trimmed":{"each_end":1}}"#);
}

/// The research's golden vector A.3.
#[test]
fn weighted_totals() {
    let total = |scores: [i64; 5]| {
        let pairs: Vec<(u32, Exact)> = [30, 20, 25, 10, 15]
            .into_iter()
            .zip(marks(&scores))
            .collect();
        weighted(&pairs).expect("weights")
    };
    let x = total([9000, 8250, 7800, 8625, 8000]);
    let y = total([9000, 8000, 8000, 8625, 8000]);
    let z = total([7500, 9000, 8800, 7661, 8400]);
    assert_eq!((&x, &y), (&fraction(83_625, 1000), &fraction(83_625, 1000)));
    assert_eq!(z, fraction(82_761, 1000));
    assert_eq!((hundredths(&x), hundredths(&z)), (8363, 8276));
    let placed = places_by_score(&[Some(z), None, Some(x), Some(y)]);
    assert_eq!(placed.places, [vec![2, 3], vec![0]]);
    assert_eq!(placed.unplaced, [1]);
    let alone = |weight| weighted(&[(weight, fraction(7, 1))]);
    assert_eq!((alone(0), alone(1)), (None, Some(fraction(7, 1))));
}

#[test]
fn display_rounds_half_up() {
    assert_eq!(hundredths(&fraction(12_345, 1000)), 1235);
    assert_eq!(hundredths(&fraction(12_344_999, 1_000_000)), 1234);
    assert_eq!(hundredths(&fraction(-12_345, 1000)), -1234);
    assert_eq!(hundredths(&fraction(-1, 1000)), 0);
}

#[test]
fn a_fraction_has_one_form() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Held {
        #[serde(with = "exact::text")]
        all: Vec<Option<Exact>>,
    }
    let held = Held {
        all: vec![Some(fraction(669, 8)), None, Some(fraction(-4, 2))],
    };
    let text = r#"{"all":["669/8",null,"-2"]}"#;
    assert_eq!(serde_json::to_string(&held).expect("JSON"), text);
    assert_eq!(serde_json::from_str::<Held>(text).expect("JSON"), held);
    for bad in [
        "2/4", "1/0", "3/1", "1/-2", "+1", "01", "-0", "", "/", "1/", "1.5", " 1",
    ] {
        assert!(Exact::read(&bad.to_owned()).is_err(), "{bad:?}");
    }
}

/// Two of three jurors scored both, and of these one each way; the third scored one only.
#[test]
fn sheets_compare_whom_a_juror_scored_both() {
    let sheet = |scores: &[(usize, i64)]| -> BTreeMap<usize, Exact> {
        let pairs = scores.iter().map(|&(c, score)| (c, fraction(score, 1)));
        pairs.collect()
    };
    let sheets = [
        sheet(&[(0, 80), (1, 70), (2, 70)]),
        sheet(&[(0, 1), (1, 2)]),
        sheet(&[(0, 5)]),
    ];
    let pairwise = Pairwise::of_sheets(4, &sheets);
    assert_eq!((pairwise.above(0, 1), pairwise.above(1, 0)), (1, 1));
    assert_eq!(pairwise.compared(0, 1), 2);
    assert_eq!((pairwise.above(1, 2), pairwise.compared(1, 2)), (0, 1));
    assert_eq!((pairwise.compared(0, 3), pairwise.compared(0, 0)), (0, 0));
    assert!(pairwise.beats(0, 2) && !pairwise.beats(0, 1));
}

/// A sum of whole hundredths, and how many.
fn naive(mut marks: Vec<i64>, how: Aggregation) -> Option<(i64, i64)> {
    let drop_ends = |marks: &mut Vec<i64>| {
        for end in [marks.iter().min().copied(), marks.iter().max().copied()] {
            let found = marks.iter().position(|&mark| Some(mark) == end);
            found.map(|at| marks.swap_remove(at));
        }
    };
    match how {
        Aggregation::Mean => {}
        Aggregation::Median => {
            while marks.len() > 2 {
                drop_ends(&mut marks);
            }
        }
        Aggregation::Trimmed { each_end } => (0..each_end).for_each(|_| drop_ends(&mut marks)),
    }
    let count = i64::try_from(marks.len()).expect("few");
    (count > 0).then(|| (marks.iter().sum(), count))
}

#[test]
fn aggregates_by_leaving_out_the_ends() {
    for seed in 0..4000 {
        let mut draw = Draw::new(seed);
        let length = draw.below(9);
        let mut mark = || i64::try_from(draw.below(12)).expect("small");
        let whole: Vec<i64> = (0..length).map(|_| mark()).collect();
        let hows = [0, 1, 2, 4].map(|each_end| Aggregation::Trimmed { each_end });
        for how in hows
            .into_iter()
            .chain([Aggregation::Mean, Aggregation::Median])
        {
            let expected = naive(whole.clone(), how);
            let expected = expected.map(|(sum, count)| fraction(sum, 100 * count));
            assert_eq!(
                aggregate(&marks(&whole), how),
                expected,
                "{whole:?} {how:?}"
            );
        }
    }
}

proptest! {
    #[test]
    fn a_fraction_survives_its_text(n in any::<i64>(), d in 1..i64::MAX) {
        let value = fraction(n, d);
        prop_assert_eq!(Exact::read(&value.text()).expect("its own text"), value);
    }

    #[test]
    fn hundredths_are_within_half(n in -1_000_000_i64..1_000_000, d in 1_i64..10_000) {
        let value = fraction(n, d);
        let shown = Exact::new(hundredths(&value).into(), 100.into());
        let error = value - shown;
        prop_assert!(error >= fraction(-1, 200) && error < fraction(1, 200));
    }
}
