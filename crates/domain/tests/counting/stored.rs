//! Every outcome survives its stored form, and the form has a schema.

use std::fmt::Debug;

use domain::counting::approval::{self, approval};
use domain::counting::borda::{self, Borda, borda};
use domain::counting::pairwise::Pairwise;
use domain::counting::runoff::{self, runoff};
use domain::counting::schulze::{self, schulze};
use domain::counting::severity::{Adjusted, adjust};
use domain::counting::stv::{self, stv};
use domain::counting::ties::{Evidence, Resolution, TieStep, resolve};
use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::draw::{Vote, exact};
use crate::severity::drawn;

fn survives<T: Serialize + DeserializeOwned + JsonSchema + PartialEq + Debug>(outcome: &T) {
    let text = serde_json::to_string(outcome).expect("JSON");
    assert_eq!(
        &serde_json::from_str::<T>(&text).expect("its own JSON"),
        outcome
    );
    assert!(schemars::schema_for!(T).get("type").is_some());
}

#[test]
fn outcomes_survive() {
    for seed in 0..100 {
        let vote = Vote::draw(seed);
        let pairwise = Pairwise::of_rankings(&vote.weak());
        let evidence = Evidence {
            facts: &[],
            pairwise: Some(&pairwise),
            lot: None,
        };
        let all: Vec<usize> = (0..vote.candidates).collect();
        let steps = [TieStep::FewerWins, TieStep::HeadToHead, TieStep::Lot];
        survives::<Resolution>(&resolve(&all, &steps, &evidence));
        survives::<schulze::Outcome>(&schulze(pairwise));
        survives::<borda::Outcome>(&borda(&vote.weak(), Borda::Averaged));
        survives::<approval::Outcome>(&approval(&vote.approvals()));
        survives::<runoff::Outcome>(&runoff(&vote.strict()).expect("strict ballots"));
        survives::<stv::Outcome>(&stv(&vote.strict(), vote.seats, None).expect("strict ballots"));
        if let Ok(adjusted) = adjust(&drawn(seed, 7), &exact(1, 2)) {
            survives::<Adjusted>(&adjusted);
        }
    }
}
