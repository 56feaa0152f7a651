//! Random rounds.

use std::collections::{BTreeMap, BTreeSet};

use domain::counting::Exact;
use domain::lot::{self, Holder, Missed};
use domain::panel::{self, JurorAdded};
use domain::round::{self, Adjusted, Assigned, Blocked, Corrected, Excluded};
use domain::rulebook::{
    Aggregate, Assignment, Borda, Method, Relation, RoundKind, RoundRules, Severity, Shortlist,
    TieRule,
};
use domain::tally::{Before, Points};
use domain::vote::Choice;
use jiff::civil::date;

use crate::world::*;

/// Numbers that follow from a seed.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        // Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators".
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % limit as u64).expect("small")
    }

    /// Once in so often.
    pub(crate) fn one_in(&mut self, often: usize) -> bool {
        self.below(often) == 0
    }

    fn small(&mut self, limit: u8) -> u8 {
        u8::try_from(self.below(limit.into())).expect("below a small number")
    }

    /// Few different ones, so that ties are common.
    fn score(&mut self) -> u16 {
        [0, 5000, 7000, 7001, 10_000][self.below(5)]
    }
}

fn rules(dice: &mut Dice) -> RoundRules {
    let vote = dice.one_in(2);
    RoundRules {
        kind: [RoundKind::Scoring, RoundKind::Vote][usize::from(vote)],
        aggregate: [Aggregate::Mean, Aggregate::Median, Aggregate::Trimmed(1)][dice.below(3)],
        severity: dice.one_in(3).then(|| Severity {
            shrinkage: ["0", "1/2", "3"][dice.below(3)]
                .parse()
                .expect("a fraction"),
        }),
        method: vote.then(|| METHODS[dice.below(METHODS.len())]),
        criteria: if dice.one_in(3) {
            vec![code("hasil"), code("sikap")]
        } else {
            Vec::new()
        },
        carry: dice.one_in(3),
        coverage: 1 + dice.small(2),
        quorum: dice.one_in(2).then(|| 1 + dice.small(4)),
        majority: dice.one_in(2).then(|| "1/2".parse().expect("a fraction")),
        minimum: dice.one_in(4).then(|| score(6000)),
        shortlist: dice.one_in(2).then(|| Shortlist {
            top: dice.one_in(2).then_some(2),
            minimum: dice.one_in(2).then(|| score(5000)),
        }),
        assignment: if dice.one_in(3) {
            Assignment::PerNominee(2)
        } else {
            Assignment::Everybody
        },
        ..RoundRules::default()
    }
}

pub(crate) const METHODS: [Method; 6] = [
    Method::Approval,
    Method::Borda(Borda::Averaged),
    Method::Borda(Borda::Positional),
    Method::Schulze,
    Method::ScottishStv,
    Method::TwoRound,
];

fn ties(dice: &mut Dice) -> Vec<TieRule> {
    let mut all = vec![
        TieRule::Criteria,
        TieRule::Criterion(code("sikap")),
        TieRule::HeadToHead,
        TieRule::FewerWins,
        TieRule::LongerService,
    ];
    all.retain(|_| dice.one_in(2));
    if dice.one_in(2) {
        all.push(TieRule::Lot);
    }
    all.push([TieRule::Plenary, TieRule::Shared][dice.below(2)].clone());
    all
}

/// The round of a seed.
pub(crate) fn random(seed: u64) -> World {
    let dice = &mut Dice::new(seed);
    let (candidates, jurors) = (1 + dice.below(5), 1 + dice.below(5));
    let ties = ties(dice);
    let places = 1 + dice.small(3);
    let mut world = World::new(candidates, jurors, rules(dice)).ruled(|rulebook| {
        rulebook.ties = ties;
        rulebook.categories[0].places = places;
    });
    known(&mut world, dice);
    during(&mut world, dice, jurors);
    world.steps.push(close());
    after(&mut world, dice, jurors);
    world
}

/// What is pinned of the candidates.
fn known(world: &mut World, dice: &mut Dice) {
    let jurors: Vec<_> = world.panel.iter().copied().collect();
    for record in &mut world.ruled.records {
        record.wins = (!dice.one_in(5)).then(|| u32::from(dice.small(3)));
        record.since = (!dice.one_in(4)).then(|| date(2000 + i16::from(dice.small(4)), 1, 1));
        record.before = (!dice.one_in(4)).then(|| {
            let score = Exact::new(u32::from(dice.score()).into(), 100.into());
            Before {
                criteria: BTreeMap::from([(code("inovasi"), Points(score.clone()))]),
                score,
                weight: 30,
            }
        });
        if dice.one_in(4) {
            world.ruled.blocked.push(Blocked {
                juror: jurors[dice.below(jurors.len())],
                nomination: record.nomination,
                relations: BTreeSet::from([Relation::SameUnit]),
            });
        }
    }
}

fn during(world: &mut World, dice: &mut Dice, jurors: usize) {
    let candidates = world.opened.candidates.len();
    if let Assignment::PerNominee(each) = world.ruled.rules.assignment {
        let drawn = |on: usize| (0..usize::from(each)).map(move |n| juror((on + n) % jurors));
        let assigned = Assigned {
            seed: 1,
            jurors: (0..candidates)
                .map(|n| (nom(n), drawn(n).collect()))
                .collect(),
        };
        world
            .steps
            .push(Step::Round(round::Event::Assigned(assigned)));
    }
    if dice.one_in(3) {
        let adjusted = Adjusted {
            quorum: 1 + dice.small(3),
            coverage: 1 + dice.small(2),
            reason: prose("seorang juri berhalangan"),
        };
        world
            .steps
            .push(Step::Round(round::Event::Adjusted(adjusted)));
    }
    for _ in 0..dice.below(3 * jurors + 1) {
        let by = dice.below(jurors + 1);
        let step = match dice.below(12) {
            0 => detected(by, dice.below(candidates)),
            1 => dismissed(by, dice.below(candidates)),
            2 => Step::Panel(panel::Event::JurorAdded(JurorAdded {
                juror: juror(jurors),
            })),
            _ => says(world, dice, by),
        };
        world.steps.push(step);
    }
}

/// What a juror says of somebody, or votes.
pub(crate) fn says(world: &World, dice: &mut Dice, by: usize) -> Step {
    let candidates = world.opened.candidates.len();
    let abstains = dice.one_in(8);
    let Some(method) = world.ruled.rules.method else {
        let scores = [dice.score(), dice.score(), dice.score()];
        return marks(by, dice.below(candidates), (!abstains).then_some(scores));
    };
    let mut named: Vec<_> = (0..candidates).map(nom).collect();
    named.sort_by_key(|_| dice.below(1000));
    named.truncate(dice.below(candidates + 1));
    if method == Method::Approval {
        return votes(
            by,
            (!abstains).then(|| Choice::Approved(named.into_iter().collect())),
        );
    }
    let mut ranks: Vec<Vec<_>> = Vec::new();
    for one in named {
        let strict = matches!(method, Method::ScottishStv | Method::TwoRound);
        match ranks.last_mut() {
            Some(rank) if !strict && dice.one_in(3) => rank.push(one),
            _ => ranks.push(vec![one]),
        }
    }
    votes(by, (!abstains).then_some(Choice::Ranking(ranks)))
}

fn after(world: &mut World, dice: &mut Dice, jurors: usize) {
    let late = says(world, dice, 0);
    world.steps.push(late);
    let all = dice.below(3);
    for holder in Holder::ALL.into_iter().take(all * 2) {
        world.steps.push(revealed(holder, secret(holder)));
    }
    if all == 0 && dice.one_in(2) && !world.ruled.lot.is_empty() {
        world.steps.push(Step::Lot(lot::Event::Missed(Missed {
            round: round_id(),
            holder: Holder::Auditor,
            reason: prose("sakit"),
        })));
    }
    if dice.one_in(5) {
        let nomination = world.ruled.rules.kind.marks().then(|| nom(0));
        let out = Excluded {
            juror: juror(dice.below(jurors)),
            nomination,
        };
        let corrected = Corrected {
            exclude: BTreeSet::from([out]),
            reason: prose("dicabut"),
        };
        world
            .steps
            .push(Step::Round(round::Event::Corrected(corrected)));
    }
}
