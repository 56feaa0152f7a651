//! Votes drawn from a seed, the same as in `checks/counting.py`.

use std::collections::BTreeSet;

use domain::counting::Exact;
use domain::counting::ballots::{Approval, Approvals, Ranking, Rankings};

/// A linear congruential generator (Knuth's MMIX), of which the upper bits are used.
pub(crate) struct Draw(u64);

impl Draw {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005);
        self.0 = self.0.wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % limit
    }

    /// A permutation of the numbers below `length`.
    pub(crate) fn order(&mut self, length: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..length).collect();
        for last in (1..length).rev() {
            order.swap(last, self.below(last + 1));
        }
        order
    }
}

/// A ballot from which those of every rule are made.
#[derive(Debug, Clone)]
pub(crate) struct Paper {
    order: Vec<usize>,
    equal_to_previous: Vec<bool>,
    conflicted: BTreeSet<usize>,
    approved: BTreeSet<usize>,
}

impl Paper {
    fn draw(draw: &mut Draw, candidates: usize) -> Self {
        let order = draw.order(candidates);
        let ranked = draw.below(candidates + 1);
        let equal_to_previous = (0..ranked).map(|_| draw.below(3) == 0).collect();
        let tail = order[ranked..].iter().copied();
        let conflicted: BTreeSet<usize> = tail.filter(|_| draw.below(3) == 0).collect();
        let approved: BTreeSet<usize> = order[..draw.below(candidates + 1)]
            .iter()
            .copied()
            .collect();
        Self {
            approved: &approved - &conflicted,
            order,
            equal_to_previous,
            conflicted,
        }
    }

    fn weak(&self) -> Ranking {
        let mut ranks: Vec<Vec<usize>> = Vec::new();
        for (&candidate, &equal) in self.order.iter().zip(&self.equal_to_previous) {
            match ranks.last_mut() {
                Some(rank) if equal => rank.push(candidate),
                _ => ranks.push(vec![candidate]),
            }
        }
        Ranking {
            ranks,
            conflicted: self.conflicted.clone(),
        }
    }

    fn strict(&self, ranked: usize) -> Ranking {
        Ranking {
            ranks: self.order[..ranked].iter().map(|&c| vec![c]).collect(),
            conflicted: BTreeSet::new(),
        }
    }
}

/// A vote.
#[derive(Debug, Clone)]
pub(crate) struct Vote {
    pub(crate) candidates: usize,
    pub(crate) papers: Vec<Paper>,
    pub(crate) seats: usize,
}

impl Vote {
    pub(crate) fn draw(seed: u64) -> Self {
        let mut draw = Draw::new(seed);
        let candidates = 2 + draw.below(5);
        let ballots = 1 + draw.below(15);
        let papers = (0..ballots).map(|_| Paper::draw(&mut draw, candidates));
        Self {
            papers: papers.collect(),
            candidates,
            seats: 1 + draw.below(candidates),
        }
    }

    fn rankings(&self, ballot: impl Fn(&Paper) -> Ranking) -> Rankings {
        let ballots = self.papers.iter().map(ballot).collect();
        Rankings::new(self.candidates, ballots).expect("valid ballots")
    }

    /// With equals, cut short, with conflicts.
    pub(crate) fn weak(&self) -> Rankings {
        self.rankings(Paper::weak)
    }

    /// With equals and cut short.
    pub(crate) fn unconflicted(&self) -> Rankings {
        self.rankings(|paper| Ranking {
            conflicted: BTreeSet::new(),
            ..paper.weak()
        })
    }

    /// Without equals, cut short.
    pub(crate) fn strict(&self) -> Rankings {
        self.rankings(|paper| paper.strict(paper.equal_to_previous.len()))
    }

    /// Without equals, complete.
    pub(crate) fn complete(&self) -> Rankings {
        self.rankings(|paper| paper.strict(self.candidates))
    }

    pub(crate) fn approvals(&self) -> Approvals {
        let ballot = |paper: &Paper| Approval {
            approved: paper.approved.clone(),
            conflicted: paper.conflicted.clone(),
        };
        let ballots = self.papers.iter().map(ballot).collect();
        Approvals::new(self.candidates, ballots).expect("valid ballots")
    }
}

/// The fraction.
pub(crate) fn exact(numerator: i64, denominator: i64) -> Exact {
    Exact::new(numerator.into(), denominator.into())
}

/// Strict ballots in words, as in the literature: `(5, "ACBED")` are five that put A first.
pub(crate) fn election(candidates: &str, said: &[(usize, &str)]) -> Rankings {
    let number = |name| candidates.find(name).expect("a candidate");
    let ballot = |order: &str| Ranking {
        ranks: order.chars().map(|name| vec![number(name)]).collect(),
        conflicted: BTreeSet::new(),
    };
    let ballots = said
        .iter()
        .flat_map(|&(voters, order)| std::iter::repeat_n(ballot(order), voters));
    Rankings::new(candidates.len(), ballots.collect()).expect("valid ballots")
}

/// Places in words: `A=B>C`.
pub(crate) fn names(candidates: &str, places: &[Vec<usize>]) -> String {
    let name = |&number: &usize| candidates[number..=number].to_owned();
    let place = |place: &Vec<usize>| place.iter().map(name).collect::<Vec<_>>().join("=");
    places.iter().map(place).collect::<Vec<_>>().join(">")
}
