//! A bundle that somebody wrote by hand: refused, never a panic.

use domain::tally::bundle::Bundle;
use domain::tally::recount::recount;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::rounds::{Dice, random};

/// What stands where something else is expected.
fn strange(dice: &mut Dice) -> Value {
    let texts = [
        "",
        "0",
        "-1",
        "1/3",
        "1/0",
        "99999999999999999999/7",
        "100.00",
        "a",
    ];
    match dice.below(14) {
        0 => json!(0),
        1 => json!(1),
        2 => json!(255),
        3 => json!(256),
        4 => json!(u32::MAX),
        5 => json!(u64::MAX),
        6 => json!(-1),
        7 => json!(0.5),
        8 => Value::Null,
        9 => json!([]),
        10 => json!({}),
        11 => json!([[0, 1], [5, 5], [1_000_000, 1_000_000]]),
        _ => json!(texts[dice.below(texts.len())]),
    }
}

/// Changes something somewhere below.
fn mutate(value: &mut Value, dice: &mut Dice) {
    let children = match value {
        Value::Array(items) => items.len(),
        Value::Object(members) => members.len(),
        _ => 0,
    };
    if children == 0 || dice.one_in(12) {
        *value = strange(dice);
        return;
    }
    let child = dice.below(children);
    match value {
        Value::Array(items) => match dice.below(12) {
            0 => {
                items.remove(child);
            }
            1 => items.push(items[child].clone()),
            _ => mutate(&mut items[child], dice),
        },
        Value::Object(members) => {
            let name = members.keys().nth(child).expect("it is there").clone();
            match dice.below(12) {
                0 => {
                    members.remove(&name);
                }
                _ => mutate(&mut members[&name], dice),
            }
        }
        _ => *value = strange(dice),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn whatever_it_says_is_refused_and_never_a_panic(
        seed in 0_u64..60, changes in 1_usize..5, dice in any::<u64>(),
    ) {
        let bundle = random(seed).made().bundle;
        let mut value = serde_json::to_value(&bundle).expect("JSON");
        let dice = &mut Dice::new(dice);
        for _ in 0..changes {
            mutate(&mut value, dice);
        }
        if let Ok(read) = serde_json::from_value::<Bundle>(value) {
            let report = recount(&read, Some(bundle.hash));
            // A public bundle of everything is a full one by another name.
            let kind = read.kind;
            let same = Bundle { kind: bundle.kind, ..read };
            prop_assert!(same == bundle || !report.faults.is_empty(), "{:?}", kind);
        }
    }
}
