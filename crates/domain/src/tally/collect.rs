//! From the ledger to what a count rests on: takes events in ledger order.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::seal::Salt;
use super::{Core, Criterion, Lot, Record, Row, sound};
use crate::ballot::Mark;
use crate::ids::{NominationId, PersonId, RoundId};
use crate::lot::{self, Holder};
use crate::round::{Adjusted, Assigned, Candidate, Commitment, Corrected, Excluded, Opened, Ruled};
use crate::rulebook::Relation;
use crate::text::Prose;
use crate::vote::Choice;
use crate::{Fingerprint, ballot, conflict, panel, round, vote};

/// Why a ballot that is in the ledger does not count.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// Its juror was not on the panel when the round closed.
    NotOnPanel,
    /// Its juror has a conflict of interest with the nominee.
    ConflictOfInterest,
    /// The nominee is assigned to other jurors.
    NotAssigned,
    /// What it says could not be opened, or does not fit the round.
    Unreadable,
    /// It was taken out after the close, with a published reason.
    Corrected,
}

/// A ballot that does not count.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LeftOut {
    /// Its juror.
    pub juror: PersonId,
    /// The nomination; none of a vote.
    pub nomination: Option<NominationId>,
    /// Why.
    pub why: Why,
}

/// What a juror said last before the close.
#[derive(Debug, Clone)]
enum Said {
    Abstained,
    Marks(Vec<Mark>),
    Choice(Choice),
    Unreadable,
}

/// A round being read: give it the events in ledger order, then [`Collect::finish`].
#[derive(Debug, Clone)]
pub struct Collect {
    id: RoundId,
    opened: Opened,
    ruled: Box<Ruled>,
    closed: bool,
    panel: BTreeSet<PersonId>,
    blocked: BTreeMap<(PersonId, NominationId), BTreeSet<Relation>>,
    assigned: Option<Assigned>,
    adjusted: Option<Adjusted>,
    corrected: Vec<Corrected>,
    secrets: BTreeMap<Holder, Fingerprint>,
    missed: bool,
    said: BTreeMap<(PersonId, Option<NominationId>), Said>,
}

/// A round as it is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collected {
    /// What the count rests on.
    pub core: Core,
    /// Who the jurors are, by number.
    pub jurors: Vec<PersonId>,
    /// Who the candidates are, by number.
    pub candidates: Vec<Candidate>,
    /// Ballots that do not count.
    pub left_out: Vec<LeftOut>,
    /// What changed while the round was open.
    pub adjusted: Option<Adjusted>,
    /// Why ballots were taken out after the close, the last reason.
    pub reason: Option<Prose>,
    /// What the holders of the lot committed, in order of holder.
    pub lot: Vec<Commitment>,
    /// What hides the rows that are not published.
    pub salt: Salt,
}

/// The numbers of jurors and candidates.
struct Numbers {
    jurors: BTreeMap<PersonId, usize>,
    candidates: BTreeMap<NominationId, usize>,
}

impl Collect {
    /// Starts with the panel as it stood when the round opened.
    #[must_use]
    pub fn new(id: RoundId, opened: Opened, ruled: Box<Ruled>, panel: BTreeSet<PersonId>) -> Self {
        let blocked = ruled
            .blocked
            .iter()
            .map(|b| ((b.juror, b.nomination), b.relations.clone()))
            .collect();
        Self {
            id,
            opened,
            ruled,
            closed: false,
            panel,
            blocked,
            assigned: None,
            adjusted: None,
            corrected: Vec::new(),
            secrets: BTreeMap::new(),
            missed: false,
            said: BTreeMap::new(),
        }
    }

    /// Takes an event of the round's panel.
    pub fn panel(&mut self, event: &panel::Event) {
        if self.closed {
            return;
        }
        match event {
            panel::Event::Formed(formed) => self.panel.clone_from(&formed.jurors),
            panel::Event::JurorAdded(added) => {
                self.panel.insert(added.juror);
            }
            panel::Event::JurorRemoved(removed) => {
                self.panel.remove(&removed.juror);
            }
        }
    }

    /// Takes an event of the round.
    pub fn round(&mut self, event: &round::Event) {
        match event {
            round::Event::Corrected(corrected) => self.corrected.push(corrected.clone()),
            round::Event::Closed(_) => self.closed = true,
            _ if self.closed => {}
            round::Event::Assigned(assigned) => self.assigned = Some(assigned.clone()),
            round::Event::Adjusted(adjusted) => self.adjusted = Some(adjusted.clone()),
            round::Event::Opened(_) | round::Event::Ruled(_) | round::Event::Extended(_) => {}
        }
    }

    /// Takes an event of a conflict of interest.
    pub fn conflict(&mut self, event: &conflict::Event) {
        if self.closed {
            return;
        }
        match event {
            conflict::Event::Detected(found) | conflict::Event::Confirmed(found) => {
                self.relations(&found.between).extend(&found.relations);
            }
            conflict::Event::Declared(declared) => {
                self.relations(&declared.between).insert(Relation::Declared);
            }
            conflict::Event::DeclarationWithdrawn(step) => {
                self.relations(&step.between).remove(&Relation::Declared);
            }
            conflict::Event::Dismissed(aside) | conflict::Event::Waived(aside) => {
                let standing = self.relations(&aside.between);
                standing.retain(|relation| !aside.relations.contains(relation));
            }
            conflict::Event::WaiverProposed(_) | conflict::Event::Pinned(_) => {}
        }
    }

    fn relations(&mut self, between: &conflict::Between) -> &mut BTreeSet<Relation> {
        let key = (between.juror, between.nomination);
        self.blocked.entry(key).or_default()
    }

    /// Whether the juror may not judge the nomination.
    fn is_blocked(&self, juror: PersonId, nomination: NominationId) -> bool {
        let relations = self.blocked.get(&(juror, nomination));
        relations.is_some_and(|relations| !relations.is_empty())
    }

    /// Takes an event of the round's lot.
    pub fn lot(&mut self, event: &lot::Event) {
        match event {
            // What was committed in time stands in the opening.
            lot::Event::Committed(_) => {}
            lot::Event::Revealed(revealed) => {
                let pinned = self.ruled.lot.iter().find(|c| c.holder == revealed.holder);
                let shown = lot::commitment(self.id, revealed.holder, &revealed.secret);
                if pinned.is_some_and(|pinned| pinned.commitment == shown) {
                    self.secrets.insert(revealed.holder, revealed.secret);
                }
            }
            lot::Event::Missed(_) => self.missed = true,
        }
    }

    /// Takes a ballot event, its marks opened where the key allows.
    pub fn ballot(&mut self, event: &ballot::Event) {
        let (round, nomination, juror, said) = match event {
            ballot::Event::Cast(c) | ballot::Event::Revised(c) => {
                let said = c.marks.get().cloned().map_or(Said::Unreadable, Said::Marks);
                (c.round, c.nomination, c.juror, said)
            }
            ballot::Event::Abstained(a) => (a.round, a.nomination, a.juror, Said::Abstained),
            ballot::Event::Reopened(_) => return,
        };
        self.say(round, (juror, Some(nomination)), said);
    }

    /// Takes a vote event, opened where the key allows.
    pub fn vote(&mut self, event: &vote::Event) {
        let (round, juror, said) = match event {
            vote::Event::Cast(c) | vote::Event::Revised(c) => {
                self.found(c);
                let said = c
                    .choice
                    .get()
                    .cloned()
                    .map_or(Said::Unreadable, Said::Choice);
                (c.round, c.juror, said)
            }
            vote::Event::Abstained(a) => (a.round, a.juror, Said::Abstained),
        };
        self.say(round, (juror, None), said);
    }

    /// The conflicts that were found when a vote was cast, such as those of a juror who joined late.
    fn found(&mut self, cast: &vote::Cast) {
        if cast.round != self.id || self.closed {
            return;
        }
        for (nomination, relations) in &cast.conflicts {
            let known = self.blocked.entry((cast.juror, *nomination)).or_default();
            known.extend(relations);
        }
    }

    /// What follows the close leaves the ballot as it stood.
    fn say(&mut self, round: RoundId, key: (PersonId, Option<NominationId>), said: Said) {
        if round == self.id && !self.closed {
            self.said.insert(key, said);
        }
    }

    /// What is to be counted; `None` if the salt could not be opened.
    #[must_use]
    pub fn finish(self) -> Option<Collected> {
        let salt = Salt::new(*self.ruled.salt.get()?);
        let mut jurors: Vec<PersonId> = self.panel.iter().copied().collect();
        jurors.sort_by_key(|juror| salt.of("juror", &juror.to_string()));
        let mut candidates = self.opened.candidates.clone();
        candidates.sort_by_key(|c| salt.of("candidate", &c.nomination.to_string()));
        let numbers = Numbers {
            jurors: jurors
                .iter()
                .enumerate()
                .map(|(n, juror)| (*juror, n))
                .collect(),
            candidates: candidates
                .iter()
                .enumerate()
                .map(|(n, c)| (c.nomination, n))
                .collect(),
        };
        let mut rules = self.ruled.rules.clone();
        if let Some(adjusted) = &self.adjusted {
            rules.coverage = adjusted.coverage;
        }
        let pair = |(juror, nomination): &(PersonId, NominationId)| {
            let juror = numbers.jurors.get(juror)?;
            Some((*juror, *numbers.candidates.get(nomination)?))
        };
        let mut core = Core {
            rules,
            criteria: self.criteria(),
            ties: self.ruled.ties.clone(),
            places: self.ruled.places,
            quorum: self
                .adjusted
                .as_ref()
                .map_or(self.opened.quorum, |a| a.quorum),
            jurors: jurors.len(),
            records: self.records(&candidates, &salt),
            blocked: self
                .blocked
                .iter()
                .filter(|(_, relations)| !relations.is_empty())
                .filter_map(|(key, _)| pair(key))
                .collect(),
            rows: Vec::new(),
            edition: self.opened.edition.to_string(),
            lot: self.state_of_lot(),
        };
        let (rows, left_out) = self.rows(&numbers, &core);
        core.rows = rows;
        let mut lot = self.ruled.lot;
        lot.sort_by_key(|committed| committed.holder);
        Some(Collected {
            core,
            jurors,
            candidates,
            left_out,
            reason: self.corrected.last().map(|c| c.reason.clone()),
            adjusted: self.adjusted,
            lot,
            salt,
        })
    }

    fn criteria(&self) -> Vec<Criterion> {
        let marked =
            |code: &crate::text::Code| self.opened.criteria.iter().any(|c| c.code == *code);
        let all = self.ruled.criteria.iter();
        all.map(|criterion| Criterion {
            code: criterion.code.clone(),
            weight: criterion.weight,
            marked: marked(&criterion.code),
        })
        .collect()
    }

    /// The lot, as far as its secrets are known.
    #[must_use]
    pub fn state_of_lot(&self) -> Lot {
        if self.missed {
            Lot::Missed
        } else if !self.ruled.lot.is_empty() && self.secrets.len() == Holder::ALL.len() {
            Lot::Revealed {
                secrets: self.secrets.values().copied().collect(),
            }
        } else {
            Lot::Awaited
        }
    }

    fn records(&self, candidates: &[Candidate], salt: &Salt) -> Vec<Record> {
        let all = self.ruled.records.iter();
        let pinned: BTreeMap<_, _> = all.map(|record| (record.nomination, record)).collect();
        let days: BTreeSet<_> = pinned.values().filter_map(|r| r.since).collect();
        let place: BTreeMap<_, u32> = days.into_iter().zip(1..).collect();
        let record = |(n, candidate): (usize, &Candidate)| {
            let known = pinned.get(&candidate.nomination);
            let since = known.and_then(|record| record.since);
            Record {
                token: salt.commitment(&format!("candidate/{n}"), candidate),
                before: known.and_then(|r| r.before.clone()),
                wins: known.and_then(|r| r.wins),
                service: since.and_then(|day| place.get(&day).copied()),
            }
        };
        candidates.iter().enumerate().map(record).collect()
    }

    /// The rows that count, in order of juror and candidate, and the ballots that do not.
    fn rows(&self, numbers: &Numbers, core: &Core) -> (Vec<Row>, Vec<LeftOut>) {
        let mut rows = Vec::new();
        let mut left_out = Vec::new();
        for ((juror, nomination), said) in &self.said {
            let row = match self.excluded(*juror, *nomination) {
                Some(why) => Err(why),
                None => self
                    .row((*juror, *nomination), said, numbers)
                    .filter(|row| sound::row(core, row).is_ok())
                    .ok_or(Why::Unreadable),
            };
            match row {
                Ok(row) => rows.push(row),
                Err(why) => left_out.push(LeftOut {
                    juror: *juror,
                    nomination: *nomination,
                    why,
                }),
            }
        }
        rows.sort();
        (rows, left_out)
    }

    fn excluded(&self, juror: PersonId, nomination: Option<NominationId>) -> Option<Why> {
        let ballot = Excluded { juror, nomination };
        let conflicted = nomination.is_some_and(|n| self.is_blocked(juror, n));
        let assigned = self
            .assigned
            .as_ref()
            .zip(nomination)
            .is_none_or(|(assigned, n)| {
                assigned
                    .jurors
                    .get(&n)
                    .is_some_and(|jurors| jurors.contains(&juror))
            });
        if !self.panel.contains(&juror) {
            Some(Why::NotOnPanel)
        } else if self.corrected.iter().any(|c| c.exclude.contains(&ballot)) {
            Some(Why::Corrected)
        } else if conflicted {
            Some(Why::ConflictOfInterest)
        } else if !assigned {
            Some(Why::NotAssigned)
        } else {
            None
        }
    }

    fn row(
        &self,
        (person, nomination): (PersonId, Option<NominationId>),
        said: &Said,
        numbers: &Numbers,
    ) -> Option<Row> {
        let juror = *numbers.jurors.get(&person)?;
        let number = |nomination: &NominationId| numbers.candidates.get(nomination).copied();
        let candidate = match &nomination {
            Some(nomination) => Some(number(nomination)?),
            None => None,
        };
        match said {
            Said::Unreadable => None,
            Said::Abstained => Some(Row::Abstained { juror, candidate }),
            Said::Marks(marks) => Some(Row::Marks {
                juror,
                candidate: candidate?,
                marks: self.marks(marks)?,
            }),
            Said::Choice(Choice::Ranking(ranks)) => {
                let rank = |rank: &Vec<NominationId>| {
                    self.judged(person, rank).map(|n| number(&n)).collect()
                };
                let ranks: Option<Vec<Vec<usize>>> = ranks.iter().map(rank).collect();
                let mut ranks = ranks?;
                ranks.retain(|rank| !rank.is_empty());
                for rank in &mut ranks {
                    rank.sort_unstable();
                }
                Some(Row::Ranking { juror, ranks })
            }
            Said::Choice(Choice::Approved(approved)) => {
                let approved = self
                    .judged(person, approved)
                    .map(|n| number(&n))
                    .collect::<Option<_>>();
                Some(Row::Approved {
                    juror,
                    approved: approved?,
                })
            }
        }
    }

    /// Those whom the juror may judge: with whom a conflict was found after the vote was cast is
    /// missing from it, not last.
    fn judged<'a>(
        &'a self,
        juror: PersonId,
        named: impl IntoIterator<Item = &'a NominationId>,
    ) -> impl Iterator<Item = NominationId> {
        named
            .into_iter()
            .copied()
            .filter(move |nomination| !self.is_blocked(juror, *nomination))
    }

    /// The marks in the order of the criteria; `None` unless each has exactly one.
    fn marks(&self, marks: &[Mark]) -> Option<Vec<crate::ballot::Score>> {
        let of = |criterion: &Criterion| {
            let mut given = marks.iter().filter(|mark| mark.criterion == criterion.code);
            let first = given.next()?;
            given.next().is_none().then_some(first.score)
        };
        let criteria = self.criteria().into_iter();
        criteria.filter(|c| c.marked).map(|c| of(&c)).collect()
    }
}
