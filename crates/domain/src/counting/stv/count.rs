//! The count itself.

use std::ops::ControlFlow;

use super::{Action, Ended, Outcome, Question, Stage, Tie, Transfer, VOTE, turn};
use crate::counting::ballots::Rankings;
use crate::counting::{Places, by_falling};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Continuing,
    Elected,
    Excluded,
}

/// A ballot paper: the preferences after the last one used, and its present value.
#[derive(Debug, Clone)]
struct Paper {
    preferences: Vec<usize>,
    value: u64,
}

/// A count on its way.
pub(super) struct Count {
    seats: usize,
    valid: u32,
    quota: u32,
    standing: Vec<Standing>,
    votes: Vec<u64>,
    papers: Vec<Vec<Paper>>,
    stages: Vec<Stage>,
    non_transferable: u64,
    lost: u64,
}

impl Count {
    pub(super) fn new(votes: &Rankings, seats: usize) -> Self {
        let candidates = votes.candidates();
        let mut papers = vec![Vec::new(); candidates];
        for ballot in votes.ballots() {
            let mut preferences: Vec<usize> = ballot.ranks.iter().flatten().copied().collect();
            // The next preference is at the end.
            preferences.reverse();
            if let Some(first) = preferences.pop() {
                papers[first].push(Paper {
                    preferences,
                    value: VOTE,
                });
            }
        }
        let held = papers.iter().map(|papers| papers.len() as u64 * VOTE);
        let valid: usize = papers.iter().map(Vec::len).sum();
        let quota = valid / seats.saturating_add(1) + 1;
        Self {
            seats,
            valid: u32::try_from(valid).unwrap_or(u32::MAX),
            quota: u32::try_from(quota).unwrap_or(u32::MAX),
            standing: vec![Standing::Continuing; candidates],
            votes: held.collect(),
            papers,
            stages: Vec::new(),
            non_transferable: 0,
            lost: 0,
        }
    }

    pub(super) fn run(mut self, lot: Option<&[usize]>) -> Outcome {
        self.end_stage(Action::FirstPreferences);
        let ended = loop {
            if let ControlFlow::Break(ended) = self.next_stage(lot) {
                break ended;
            }
        };
        let elected = self.stages.iter().flat_map(|stage| stage.elected.clone());
        Outcome {
            valid: self.valid,
            quota: self.quota,
            elected: elected.collect(),
            stages: self.stages,
            ended,
        }
    }

    fn next_stage(&mut self, lot: Option<&[usize]>) -> ControlFlow<Ended> {
        if self.vacancies() == 0 || self.with(Standing::Continuing).is_empty() {
            return ControlFlow::Break(Ended::Filled);
        }
        // Rule 49(1): the highest surplus first; rule 50(1): without any, the lowest is excluded.
        let mut above = self.with(Standing::Elected);
        above.retain(|&candidate| self.votes[candidate] > self.quota());
        let (question, among) = if above.is_empty() {
            (Question::Exclusion, self.with(Standing::Continuing))
        } else {
            (Question::Surplus, above)
        };
        match turn::first(&self.stages, &among, question, lot) {
            Ok((from, tie)) => {
                let action = match question {
                    Question::Surplus => self.transfer_surplus(from, tie),
                    Question::Exclusion => self.exclude(from, tie),
                };
                self.end_stage(action);
                ControlFlow::Continue(())
            }
            Err(tied) => ControlFlow::Break(Ended::Undecided { tied, question }),
        }
    }

    fn transfer_surplus(&mut self, from: usize, tie: Option<Tie>) -> Action {
        let (held, surplus) = (self.votes[from], self.votes[from] - self.quota());
        // Rule 48(3): surplus × value / votes, any remainder after five decimals ignored.
        let cut = |value: u64| {
            let exact = u128::from(surplus) * u128::from(value) / u128::from(held);
            u64::try_from(exact).expect("at most the value")
        };
        let mut papers = std::mem::take(&mut self.papers[from]);
        for paper in &mut papers {
            paper.value = cut(paper.value);
        }
        let transfer = self.transfer(from, papers, surplus, tie);
        Action::Surplus { transfer }
    }

    fn exclude(&mut self, from: usize, tie: Option<Tie>) -> Action {
        self.standing[from] = Standing::Excluded;
        // Rule 50(4): every paper keeps the value at which it came.
        let papers = std::mem::take(&mut self.papers[from]);
        let transfer = self.transfer(from, papers, self.votes[from], tie);
        Action::Exclusion { transfer }
    }

    fn transfer(
        &mut self,
        from: usize,
        papers: Vec<Paper>,
        total: u64,
        tie: Option<Tie>,
    ) -> Transfer {
        let mut received = vec![0; self.votes.len()];
        let mut non_transferable = 0;
        for mut paper in papers {
            let next = std::iter::from_fn(|| paper.preferences.pop())
                .find(|&candidate| self.standing[candidate] == Standing::Continuing);
            match next {
                Some(candidate) => {
                    received[candidate] += paper.value;
                    self.papers[candidate].push(paper);
                }
                None => non_transferable += paper.value,
            }
        }
        let lost = total - received.iter().sum::<u64>() - non_transferable;
        self.votes[from] -= total;
        for (votes, received) in self.votes.iter_mut().zip(&received) {
            *votes += received;
        }
        self.non_transferable += non_transferable;
        self.lost += lost;
        Transfer {
            from,
            total,
            received,
            non_transferable,
            lost,
            tie,
        }
    }

    /// Rule 47: who has the quota is elected. Rule 52: so are all who continue, if they are no
    /// more than the vacancies.
    fn end_stage(&mut self, action: Action) {
        let mut elected = self.with(Standing::Continuing);
        elected.retain(|&candidate| self.votes[candidate] >= self.quota());
        self.elect(&elected);
        let left = self.with(Standing::Continuing);
        if left.len() <= self.vacancies() {
            self.elect(&left);
            elected.extend(left);
        }
        let places = |elected: Vec<usize>| -> Places {
            by_falling(elected.into_iter().map(|c| (c, self.votes[c])))
        };
        self.stages.push(Stage {
            action,
            votes: self.votes.clone(),
            non_transferable: self.non_transferable,
            lost: self.lost,
            elected: places(elected),
        });
    }

    fn elect(&mut self, candidates: &[usize]) {
        for &candidate in candidates {
            self.standing[candidate] = Standing::Elected;
        }
    }

    fn with(&self, standing: Standing) -> Vec<usize> {
        (0..self.standing.len())
            .filter(|&candidate| self.standing[candidate] == standing)
            .collect()
    }

    fn vacancies(&self) -> usize {
        self.seats
            .saturating_sub(self.with(Standing::Elected).len())
    }

    fn quota(&self) -> u64 {
        u64::from(self.quota) * VOTE
    }
}
