//! The same votes as counted by the Python package `pref_voting` (`./dev check` counts them anew).

use std::collections::BTreeSet;

use domain::counting::approval::approval;
use domain::counting::borda::{Borda, borda};
use domain::counting::pairwise::Pairwise;
use domain::counting::runoff::{Ended, runoff, second_round};
use domain::counting::schulze::schulze;
use domain::counting::stv::{self, stv};
use domain::counting::ties::{Evidence, TieStep, resolve};
use domain::counting::{Places, ballots::Rankings};
use serde::Deserialize;

use crate::draw::Vote;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Golden {
    schulze: Option<Schulze>,
    borda: Places,
    copeland: Places,
    approval: Places,
    runoff: Vec<usize>,
    stv: Option<Stv>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Schulze {
    winners: Vec<usize>,
    defeats: Vec<(usize, usize)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stv {
    elected: Vec<usize>,
    lot: bool,
}

fn golden() -> impl Iterator<Item = (u64, Vote, Golden)> {
    let file = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../checks/golden/counting.json"
    );
    let text = std::fs::read(file).expect("the golden file");
    let golden: Vec<Golden> = serde_json::from_slice(&text).expect("the golden form");
    assert_eq!(golden.len(), 2000);
    (0..)
        .zip(golden)
        .map(|(seed, golden)| (seed, Vote::draw(seed), golden))
}

#[test]
fn schulze_by_winning_votes_has_the_same_beats_and_winners() {
    let mut compared = 0;
    for (seed, vote, golden) in golden() {
        let Some(golden) = golden.schulze else {
            continue;
        };
        compared += 1;
        let outcome = schulze(Pairwise::of_rankings(&vote.weak()));
        let all = || 0..vote.candidates;
        let pairs = all().flat_map(|a| all().map(move |b| (a, b)));
        let beats = |&(a, b): &(usize, usize)| outcome.paths[a][b] > outcome.paths[b][a];
        assert_eq!(
            pairs.filter(beats).collect::<Vec<_>>(),
            golden.defeats,
            "{seed}"
        );
        // Whom nobody could compare wins there, for nobody beats it, and has no place here.
        let mut winners = outcome.placed.places.first().cloned().unwrap_or_default();
        winners.extend(outcome.placed.unplaced);
        winners.sort_unstable();
        assert_eq!(winners, golden.winners, "{seed}");
    }
    assert_eq!(compared, 1998);
}

#[test]
fn averaged_borda_has_the_same_order() {
    for (seed, vote, golden) in golden() {
        let outcome = borda(&vote.unconflicted(), Borda::Averaged);
        assert_eq!(outcome.placed.places, golden.borda, "{seed}");
    }
}

#[test]
fn approval_by_share_has_the_same_order() {
    for (seed, vote, golden) in golden() {
        let outcome = approval(&vote.approvals());
        assert_eq!(outcome.placed.places, golden.approval, "{seed}");
    }
}

#[test]
fn head_to_head_within_all_has_the_order_of_copeland() {
    for (seed, vote, golden) in golden() {
        let pairwise = Pairwise::of_rankings(&vote.unconflicted());
        let evidence = Evidence {
            facts: &[],
            pairwise: Some(&pairwise),
            lot: None,
        };
        let all: Vec<usize> = (0..vote.candidates).collect();
        let resolution = resolve(&all, &[TieStep::HeadToHead], &evidence);
        let groups = resolution.groups.into_iter().map(|group| group.members);
        assert_eq!(groups.collect::<Places>(), golden.copeland, "{seed}");
    }
}

#[test]
fn a_runoff_has_the_same_possible_winners() {
    for (seed, vote, golden) in golden() {
        let winners: Vec<usize> = possible_winners(&vote.complete()).into_iter().collect();
        assert_eq!(winners, golden.runoff, "{seed}");
    }
}

/// The winners over all ways to break a tie for the second round.
fn possible_winners(votes: &Rankings) -> BTreeSet<usize> {
    let pairwise = Pairwise::of_rankings(votes);
    let of_final = |ended: Ended| match ended {
        Ended::Majority { winner } | Ended::Won { winner, .. } => vec![winner],
        Ended::TiedFinal { tied, .. } => tied,
        Ended::NoVotes | Ended::TiedFirst { .. } => Vec::new(),
    };
    match runoff(votes).expect("strict ballots").ended {
        Ended::TiedFirst { sure, tied } => {
            let first = if sure.is_empty() { &tied } else { &sure };
            let pairs = first
                .iter()
                .flat_map(|&a| tied.iter().map(move |&b| (a, b)));
            pairs
                .filter(|(a, b)| a != b)
                .flat_map(|(a, b)| of_final(second_round(&pairwise, a, b)))
                .collect()
        }
        ended @ (Ended::NoVotes
        | Ended::Majority { .. }
        | Ended::Won { .. }
        | Ended::TiedFinal { .. }) => of_final(ended).into_iter().collect(),
    }
}

/// The oracle does not say which tie took a lot, and takes one also for surpluses left when all
/// seats are filled; so the elected are compared where neither took one.
#[test]
fn scottish_stv_elects_the_same() {
    let (mut compared, mut early) = (0, 0);
    for (seed, vote, golden) in golden() {
        let Some(golden) = golden.stv else { continue };
        let outcome = stv(&vote.strict(), vote.seats, None).expect("strict ballots");
        if outcome.ended != stv::Ended::Filled {
            assert!(golden.lot, "{seed}: a tie the oracle has not");
        } else if golden.lot {
            early += 1;
        } else {
            compared += 1;
            let mut elected = outcome.elected.concat();
            elected.sort_unstable();
            assert_eq!(elected, golden.elected, "{seed}");
        }
    }
    assert_eq!((compared, early), (1225, 44));
}
