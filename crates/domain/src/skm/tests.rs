//! Golden vectors and laws of the index.

use proptest::prelude::*;

use super::*;

/// `n` complete responses whose answers sum up to `sum` over all elements.
fn spread(sum: u64, n: u64) -> Answers {
    let each = sum / 9;
    let more = sum % 9;
    let mut answers = Answers {
        counts: [n; ELEMENTS],
        respondents: n,
        ..Answers::default()
    };
    for (element, one) in (0..).zip(&mut answers.sums) {
        *one = each + u64::from(element < more);
    }
    answers
}

#[test]
fn the_index_is_exact_and_rounded_once() {
    let golden = [
        (360, 10, "100.00", Mutu::A, "99.00", Mutu::A),
        (90, 10, "25.00", Mutu::D, "24.75", Mutu::D),
        (270, 10, "75.00", Mutu::C, "74.25", Mutu::C),
        (612, 20, "85.00", Mutu::B, "84.15", Mutu::B),
        (1602, 50, "89.00", Mutu::A, "88.11", Mutu::B),
        (6358, 200, "88.31", Mutu::A, "87.42", Mutu::B),
        (158_949, 5000, "88.31", Mutu::A, "87.42", Mutu::B),
    ];
    for (sum, n, exact, mutu, weighted, other) in golden {
        let answers = spread(sum, n);
        let ikm = answers.ikm(Method::Exact).unwrap();
        assert_eq!(
            (ikm.to_string().as_str(), ikm.mutu()),
            (exact, mutu),
            "{sum}/{n}"
        );
        let ikm = answers.ikm(Method::Weight011).unwrap();
        assert_eq!(
            (ikm.to_string().as_str(), ikm.mutu()),
            (weighted, other),
            "{sum}/{n}"
        );
    }
}

#[test]
fn an_element_without_answers_leaves_no_index() {
    let mut answers = Answers::default();
    assert_eq!(answers.ikm(Method::Exact), None);
    let mut one = [Some(4); ELEMENTS];
    one[8] = None;
    answers.add(&one).unwrap();
    assert_eq!(answers.ikm(Method::Exact), None);
    assert_eq!(answers.respondents, 1);
    answers.add(&[Some(1); ELEMENTS]).unwrap();
    assert!(answers.ikm(Method::Exact).is_some());
    assert_eq!(answers.add(&[Some(5); ELEMENTS]), Err(OffScale));
    assert_eq!(answers.respondents, 2);
}

#[test]
fn samples_are_those_of_the_formula() {
    let golden = [
        (0, 0),
        (1, 1),
        (10, 10),
        (30, 28),
        (50, 44),
        (100, 80),
        (200, 132),
        (500, 217),
        (1000, 278),
        (3000, 341),
        (10_000, 370),
        (66_962, 382),
        (100_000, 383),
    ];
    for (users, sample) in golden {
        assert_eq!(minimum_sample(users), sample, "{users}");
    }
    assert_eq!(minimum_sample(u64::MAX), 384);
    assert!(spread(360, 10).indicative(50) && !spread(360, 10).indicative(10));
}

fn complete() -> impl Strategy<Value = Vec<[Option<u8>; ELEMENTS]>> {
    let answer = prop_oneof![9 => (1_u8..=4).prop_map(Some), 1 => Just(None)];
    proptest::collection::vec(proptest::array::uniform9(answer), 1..60)
}

proptest! {
    #[test]
    fn the_index_keeps_within_the_scale(rows in complete()) {
        let mut answers = Answers::default();
        for row in &rows {
            answers.add(row).unwrap();
        }
        let ikm = answers.ikm(Method::Exact);
        prop_assert_eq!(ikm.is_some(), answers.counts.iter().all(|count| *count > 0));
        if let (Some(exact), Some(weighted)) = (ikm, answers.ikm(Method::Weight011)) {
            prop_assert!((2500..=10_000).contains(&exact.hundredths()));
            prop_assert!(weighted < exact);
        }
    }

    #[test]
    fn a_better_answer_never_lowers_the_index(rows in complete(), at in 0..ELEMENTS) {
        let index = |rows: &[[Option<u8>; ELEMENTS]]| {
            let mut answers = Answers::default();
            for row in rows {
                answers.add(row).unwrap();
            }
            answers.ikm(Method::Exact)
        };
        let before = index(&rows);
        let mut better = rows;
        better[0][at] = better[0][at].map(|answer| (answer + 1).min(4));
        prop_assert!(index(&better) >= before);
    }

    #[test]
    fn samples_grow_with_the_users_and_never_exceed_them(users in 0_u64..1_000_000) {
        prop_assert!(minimum_sample(users) <= users);
        prop_assert!(minimum_sample(users) <= minimum_sample(users + 1));
    }
}
