//! The Scottish count a second time: exact fractions, every paper by itself, and all votes counted
//! anew from the papers at every stage. Written from the text of the Order.

use domain::counting::stv::{Action, Ended, Outcome, Question, VOTE, stv};
use domain::counting::{Exact, Places};

use crate::draw::{Draw, Vote, exact};
use crate::naive::places;

#[derive(Clone)]
struct Paper {
    order: Vec<usize>,
    with: Option<usize>,
    value: Exact,
}

struct Recount {
    papers: Vec<Paper>,
    quota: Exact,
    vacancies: usize,
    /// Elected and not yet relieved of a surplus, with the votes of then.
    elected: Vec<usize>,
    excluded: Vec<usize>,
    /// Who keeps just a quota.
    settled: Vec<usize>,
    history: Vec<Vec<Exact>>,
    order: Places,
}

enum Turn {
    Done,
    Lot(Question, Vec<usize>),
    Take(Question, usize),
}

impl Recount {
    fn votes(&self, candidates: usize) -> Vec<Exact> {
        let of = |candidate| {
            if self.settled.contains(&candidate) {
                return self.quota.clone();
            }
            let held = self.papers.iter().filter(|p| p.with == Some(candidate));
            held.map(|paper| paper.value.clone()).sum()
        };
        (0..candidates).map(of).collect()
    }

    fn continuing(&self, candidates: usize) -> Vec<usize> {
        let gone = |c: &usize| self.elected.contains(c) || self.excluded.contains(c);
        (0..candidates).filter(|c| !gone(c)).collect()
    }

    /// Rules 47 and 52.
    fn deem(&mut self, candidates: usize) {
        let votes = self.votes(candidates);
        let mut new: Vec<usize> = Vec::new();
        for candidate in self.continuing(candidates) {
            if votes[candidate] >= self.quota {
                new.push(candidate);
                self.elected.push(candidate);
            }
        }
        let left = self.continuing(candidates);
        if left.len() <= self.vacancies.saturating_sub(self.elected.len()) {
            self.elected.extend(&left);
            new.extend(left);
        }
        let with_votes: Vec<(usize, Exact)> =
            new.into_iter().map(|c| (c, votes[c].clone())).collect();
        self.order.extend(places(&with_votes, Exact::cmp));
        self.history.push(votes);
    }

    /// Rules 48 to 51: whose papers are next.
    fn turn(&self, candidates: usize, lot: Option<&[usize]>) -> Turn {
        let continuing = self.continuing(candidates);
        if self.elected.len() >= self.vacancies || continuing.is_empty() {
            return Turn::Done;
        }
        let now = self.history.last().expect("a stage");
        let surplus = |c: &usize| !self.settled.contains(c) && now[*c] > self.quota;
        let with_surplus: Vec<usize> = self.elected.iter().copied().filter(surplus).collect();
        let (question, mut tied) = if with_surplus.is_empty() {
            (Question::Exclusion, continuing)
        } else {
            (Question::Surplus, with_surplus)
        };
        for stage in self.history.iter().rev() {
            let of = tied.iter().map(|&c| &stage[c]);
            let best = match question {
                Question::Surplus => of.max(),
                Question::Exclusion => of.min(),
            };
            let best = best.expect("somebody").clone();
            tied.retain(|&c| stage[c] == best);
        }
        tied.sort_unstable();
        if let [only] = tied[..] {
            return Turn::Take(question, only);
        }
        let mut by_lot: Vec<usize> = lot.unwrap_or_default().to_vec();
        by_lot.retain(|c| tied.contains(c));
        if question == Question::Exclusion {
            by_lot.reverse();
        }
        if by_lot.len() < tied.len() {
            return Turn::Lot(question, tied);
        }
        Turn::Take(question, by_lot[0])
    }

    fn take(&mut self, candidates: usize, question: Question, from: usize) {
        let held = self.history.last().expect("a stage")[from].clone();
        let continuing = match question {
            Question::Surplus => {
                self.settled.push(from);
                self.continuing(candidates)
            }
            Question::Exclusion => {
                self.excluded.push(from);
                self.continuing(candidates)
            }
        };
        let scale = exact(100_000, 1);
        let surplus = &held - &self.quota;
        for paper in self.papers.iter_mut().filter(|p| p.with == Some(from)) {
            if question == Question::Surplus {
                paper.value = (&surplus * &paper.value / &held * &scale).floor() / &scale;
            }
            let after = paper.order.iter().skip_while(|&&c| c != from).skip(1);
            paper.with = after.copied().find(|c| continuing.contains(c));
        }
    }
}

fn recount(vote: &Vote, lot: Option<&[usize]>) -> (Recount, Option<(Question, Vec<usize>)>) {
    let votes = vote.strict();
    let n = votes.candidates();
    let papers = votes.ballots().iter().map(|b| b.ranks.concat());
    let papers = papers.filter(|order| !order.is_empty()).map(|order| Paper {
        with: Some(order[0]),
        order,
        value: exact(1, 1),
    });
    let papers: Vec<Paper> = papers.collect();
    let whole = |number: usize| exact(i64::try_from(number).expect("small"), 1);
    let quota = (whole(papers.len()) / whole(vote.seats + 1)).floor() + exact(1, 1);
    let mut recount = Recount {
        papers,
        quota,
        vacancies: vote.seats,
        elected: Vec::new(),
        excluded: Vec::new(),
        settled: Vec::new(),
        history: Vec::new(),
        order: Vec::new(),
    };
    recount.deem(n);
    loop {
        match recount.turn(n, lot) {
            Turn::Done => return (recount, None),
            Turn::Lot(question, tied) => return (recount, Some((question, tied))),
            Turn::Take(question, from) => {
                recount.take(n, question, from);
                recount.deem(n);
            }
        }
    }
}

fn agree(seed: u64, outcome: &Outcome, (recount, lot): (Recount, Option<(Question, Vec<usize>)>)) {
    let units = |votes: &Vec<Exact>| -> Vec<u64> {
        let scaled = votes.iter().map(|votes| votes * exact(100_000, 1));
        let unit = |votes: Exact| u64::try_from(votes.to_integer()).expect("small");
        scaled.map(unit).collect()
    };
    let stages: Vec<Vec<u64>> = recount.history.iter().map(units).collect();
    let ours: Vec<Vec<u64>> = outcome.stages.iter().map(|s| s.votes.clone()).collect();
    assert_eq!(ours, stages, "{seed}");
    assert_eq!(outcome.elected, recount.order, "{seed}");
    let ended = match lot {
        None => Ended::Filled,
        Some((question, tied)) => Ended::Undecided { tied, question },
    };
    assert_eq!(outcome.ended, ended, "{seed}");
    let papers = recount.papers.iter().filter(|paper| paper.with.is_none());
    let spent: Exact = papers.map(|paper| paper.value.clone()).sum();
    let last = outcome.stages.last().expect("a stage");
    assert_eq!(units(&vec![spent])[0], last.non_transferable, "{seed}");
    for stage in &outcome.stages {
        let all = stage.votes.iter().sum::<u64>() + stage.non_transferable + stage.lost;
        assert_eq!(all, u64::from(outcome.valid) * VOTE, "{seed}: votes vanish");
    }
}

#[test]
fn every_stage_is_the_same() {
    let (mut filled, mut undecided, mut surpluses, mut cut) = (0, 0, 0, 0);
    for seed in 10_000..13_000 {
        let vote = Vote::draw(seed);
        let mut by_lot = Draw::new(seed);
        let lot = by_lot.order(vote.candidates);
        for lot in [None, Some(lot.as_slice())] {
            let outcome = stv(&vote.strict(), vote.seats, lot).expect("strict ballots");
            agree(seed, &outcome, recount(&vote, lot));
            let is_surplus = |a: &&Action| matches!(a, Action::Surplus { .. });
            let actions = outcome.stages.iter().map(|stage| &stage.action);
            surpluses += actions.filter(is_surplus).count();
            cut += usize::from(outcome.stages.iter().any(|stage| stage.lost > 0));
            if lot.is_some() || outcome.ended == Ended::Filled {
                filled += 1;
            } else {
                undecided += 1;
            }
        }
    }
    assert_eq!((filled, undecided, surpluses, cut), (4945, 1055, 878, 334));
}
