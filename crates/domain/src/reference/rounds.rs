//! Rounds and their results, as others see them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::Timestamp;

use super::Reference;
use crate::edition::Criterion;
use crate::ids::{EditionId, NominationId, PanelId, PersonId, ResultId, RoundId};
use crate::nomination::Nominee;
use crate::rulebook::{Relation, RoundRules};
use crate::tally::Before;
use crate::text::Code;
use crate::{Refusal, announcement, result, round};

/// A round, as others see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Round {
    /// The edition.
    pub edition: EditionId,
    /// The category.
    pub category: Code,
    /// The panel.
    pub panel: PanelId,
    /// Who was on the panel when it opened: where the count starts from.
    pub jurors: BTreeSet<PersonId>,
    /// What is marked; nothing where jurors vote.
    pub criteria: Vec<Criterion>,
    /// The rules it is held by.
    pub rules: RoundRules,
    /// What is assessed.
    pub candidates: BTreeMap<NominationId, Nominee>,
    /// Who assesses whom, where that is shared out.
    pub assigned: Option<BTreeMap<NominationId, BTreeSet<PersonId>>>,
    /// How many jurors must take part.
    pub quorum: u8,
    /// Until when ballots are accepted.
    pub closes_at: Timestamp,
    /// Sequence of the commit that opened it.
    pub opened: u64,
    /// Sequence of the commit that closed it.
    pub closed: Option<u64>,
}

/// The last version of a result, as others see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResultRef {
    /// The round.
    pub round: RoundId,
    /// The edition.
    pub edition: EditionId,
    /// The category.
    pub category: Code,
    /// Which version.
    pub version: u16,
    /// Whether enough jurors took part.
    pub quorum_met: bool,
    /// Whether the first place has the share of ballots that the rules ask for.
    pub majority_met: bool,
    /// The place of each nomination.
    pub places: HashMap<NominationId, u32>,
    /// Places that a lot still decides.
    pub awaiting_lot: bool,
    /// Nominations whose order the plenary decides.
    pub plenary: BTreeSet<NominationId>,
    /// Who goes on to the next round.
    pub shortlist: BTreeSet<NominationId>,
    /// What it came to for each nomination.
    pub scores: BTreeMap<NominationId, Before>,
    /// The hash of its bundle; none of a result from before there were bundles.
    pub hash: Option<crate::Fingerprint>,
}

impl Reference {
    /// A round in which `juror` may cast ballots at `now`.
    pub fn voting(
        &self,
        round: RoundId,
        juror: PersonId,
        now: Timestamp,
    ) -> Result<&Round, Refusal> {
        let known = self.rounds.get(&round).ok_or(Refusal::RoundUnknown)?;
        self.running(known.edition)?;
        if known.closed.is_some() || known.closes_at <= now {
            return Err(Refusal::RoundClosed);
        }
        let panel = self.panels.get(&known.panel);
        if panel.is_some_and(|panel| panel.jurors.contains(&juror)) {
            Ok(known)
        } else {
            Err(Refusal::NotOnPanel)
        }
    }

    /// Whether `juror` may judge the nomination: no conflict of interest stands now.
    pub fn unconflicted(
        &self,
        round: &Round,
        juror: PersonId,
        nomination: NominationId,
    ) -> Result<(), Refusal> {
        let own = [Relation::Nominee, Relation::Nominator];
        let relations = self.conflicts_between(round.edition, juror, nomination);
        if own.iter().any(|relation| relations.contains(relation)) {
            Err(Refusal::OwnBallot)
        } else if relations.is_empty() {
            Ok(())
        } else {
            Err(Refusal::ConflictOfInterest)
        }
    }

    /// How often a nominee won a category in announced editions.
    #[must_use]
    pub fn wins(&self, nominee: &Nominee, category: &Code) -> u32 {
        self.count_wins(nominee, |win| win.0 == *category)
    }

    /// How often a nominee won any category in other announced editions than this one.
    #[must_use]
    pub fn wins_besides(&self, nominee: &Nominee, edition: EditionId) -> u32 {
        self.count_wins(nominee, |win| win.1 != edition)
    }

    fn count_wins(&self, nominee: &Nominee, wanted: impl Fn(&&(Code, EditionId)) -> bool) -> u32 {
        let wins = self.wins.get(&nominee.owner());
        let count = wins.map_or(0, |wins| wins.iter().filter(wanted).count());
        u32::try_from(count).unwrap_or(u32::MAX)
    }

    /// The result of a category's last round, which must have one.
    pub fn last_result(&self, edition: EditionId, category: &Code) -> Result<&ResultRef, Refusal> {
        let (id, round) = self
            .rounds
            .iter()
            .filter(|(_, round)| round.edition == edition && round.category == *category)
            .max_by_key(|(_, round)| round.opened)
            .ok_or(Refusal::ResultUnknown)?;
        if round.closed.is_none() {
            return Err(Refusal::RoundOpen);
        }
        self.result_of(*id).ok_or(Refusal::ResultUnknown)
    }

    /// The result of a round, its last version.
    #[must_use]
    pub fn result_of(&self, round: RoundId) -> Option<&ResultRef> {
        self.results.get(&ResultId::of(round))
    }

    pub(super) fn round(&mut self, id: RoundId, sequence: u64, event: &round::Event) {
        if let round::Event::Opened(opened) = event {
            let round = self.opened(sequence, opened);
            self.rounds.insert(id, round);
        }
        let Some(known) = self.rounds.get_mut(&id) else {
            return;
        };
        match event {
            round::Event::Opened(_) | round::Event::Corrected(_) => {}
            round::Event::Ruled(ruled) => known.rules = ruled.rules.clone(),
            round::Event::Assigned(assigned) => known.assigned = Some(assigned.jurors.clone()),
            round::Event::Extended(extended) => known.closes_at = extended.closes_at,
            round::Event::Adjusted(adjusted) => {
                known.quorum = adjusted.quorum;
                known.rules.coverage = adjusted.coverage;
            }
            round::Event::Closed(_) => known.closed = Some(sequence),
        }
    }

    fn opened(&self, sequence: u64, opened: &round::Opened) -> Round {
        let panel = self.panels.get(&opened.panel);
        let candidates = opened.candidates.iter();
        Round {
            edition: opened.edition,
            category: opened.category.clone(),
            panel: opened.panel,
            jurors: panel.map(|panel| panel.jurors.clone()).unwrap_or_default(),
            criteria: opened.criteria.clone(),
            rules: RoundRules::default(),
            candidates: candidates
                .map(|c| (c.nomination, c.nominee.clone()))
                .collect(),
            assigned: None,
            quorum: opened.quorum,
            closes_at: opened.closes_at,
            opened: sequence,
            closed: None,
        }
    }

    pub(super) fn result(&mut self, id: ResultId, event: &result::Event) {
        let result = match event {
            result::Event::Determined(first) => ResultRef::from(first),
            result::Event::Counted(counted) => ResultRef::from(counted),
        };
        self.results.insert(id, result);
    }

    pub(super) fn announced(&mut self, published: &announcement::Published) {
        if let Some(edition) = self.editions.get_mut(&published.edition) {
            edition.announced = true;
        }
        for laureate in &published.laureates {
            let Some(nomination) = self.nominations.get(&laureate.nomination) else {
                continue;
            };
            let wins = self.wins.entry(nomination.nominee.owner()).or_default();
            wins.insert((laureate.category.clone(), published.edition));
        }
    }
}
