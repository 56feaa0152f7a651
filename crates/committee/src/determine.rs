//! The reactor that determines a round's result: when it closes, when its lot is revealed, and when
//! ballots are taken out of the count.

use std::cmp::Ordering;

use domain::ids::{ResultId, RoundId};
use domain::result::{self, Counted, Placed};
use domain::tally::bundle::Round as Part;
use domain::tally::{Lot, Outcome, Points, count};
use domain::text::Prose;
use ledger::{CommandError, Recorded};
use runtime::{Reaction, Reactor};

use crate::handle::Committee;
use crate::tallies::{Read, TallyError, Version};

/// Determines results as rounds close.
#[must_use]
pub fn determine(committee: Committee) -> Reactor {
    Reactor::new("determine", move |recorded: Recorded| {
        let committee = committee.clone();
        Box::pin(async move {
            match committee.cause(&recorded).await? {
                Some((round, version)) => committee.determine(round, &version, &recorded).await,
                None => Ok(()),
            }
        })
    })
}

impl From<TallyError> for Reaction {
    fn from(error: TallyError) -> Self {
        match error {
            TallyError::Command(error) => error.into(),
            TallyError::Follow(error) => error.into(),
            TallyError::NotAsRecorded { .. } => CommandError::Unknown.into(),
        }
    }
}

/// The round that a commit of a lot or a round is about.
fn round_of(recorded: &Recorded) -> Option<RoundId> {
    let first = recorded.commit.events.first()?;
    match recorded.kind.as_str() {
        "round" => Some(RoundId(recorded.entity)),
        "lot" => Some(RoundId(first.data["round"].as_str()?.parse().ok()?)),
        _ => None,
    }
}

impl Committee {
    /// Whether a commit asks for a version of a result, and which.
    async fn cause(&self, recorded: &Recorded) -> Result<Option<(RoundId, Version)>, Reaction> {
        let Some(round) = round_of(recorded) else {
            return Ok(None);
        };
        let event = recorded.commit.events.last();
        let kind = event.map(|event| event.kind.as_str()).unwrap_or_default();
        let agency = &recorded.commit.agency;
        let reason = match kind {
            "round.closed" => {
                let version = Version {
                    number: 1,
                    reason: None,
                    counted: recorded.position,
                };
                return Ok(Some((round, version)));
            }
            "round.corrected" => {
                event.and_then(|event| Prose::new(event.data["reason"].as_str()?).ok())
            }
            "lot.revealed" | "lot.missed" => self.lot_reason(round, recorded).await?,
            _ => None,
        };
        let (Some(reason), Some(last)) = (reason, self.last_result(agency, round).await?) else {
            return Ok(None);
        };
        let Some(number) = number(&last, recorded) else {
            return Ok(None);
        };
        let version = Version {
            number,
            reason: Some(reason),
            counted: recorded.position,
        };
        Ok(Some((round, version)))
    }

    /// Why a lot makes a new version: it decides something, and its last secret is known or missing.
    async fn lot_reason(
        &self,
        round: RoundId,
        recorded: &Recorded,
    ) -> Result<Option<Prose>, Reaction> {
        let agency = &recorded.commit.agency;
        let Some(result::Event::Counted(last)) = self.last_result(agency, round).await? else {
            return Ok(None);
        };
        let waits = |placed: &Placed| placed.ended == domain::counting::ties::Ended::AwaitingLot;
        if !last.standings.iter().any(waits) {
            return Ok(None);
        }
        let version = Version {
            number: last.version,
            reason: None,
            // What follows in the ledger has its own turn: only the last secret makes a version.
            counted: recorded.position,
        };
        // The ballots have nothing to say in this.
        let begun = self.begin(agency, round, &version).await?;
        let reason = match begun.collect.state_of_lot() {
            Lot::Awaited => return Ok(None),
            Lot::Revealed { .. } => "undian dibuka",
            Lot::Missed => "undian tidak dibuka lengkap; urutan diserahkan kepada rapat pleno",
        };
        Ok(Prose::new(reason).ok())
    }

    async fn determine(
        &self,
        round: RoundId,
        version: &Version,
        cause: &Recorded,
    ) -> Result<(), Reaction> {
        let agency = &cause.commit.agency;
        let read = self.read_round(agency, round, version).await?;
        let outcome = count(&read.collected.core);
        let counted = counted(&read, &outcome);
        let command = self.desk.reaction(
            ("determine", cause),
            ResultId::of(round).0,
            result::Command::Determine(counted),
        );
        match self.results.handle(&command).await {
            Ok(_) => Ok(()),
            Err(CommandError::Refused(refusal)) => {
                tracing::error!(round.id = %round, refusal = refusal.code(), "a result was refused");
                Ok(())
            }
            Err(error) => Err(error.into()),
        }
    }
}

/// The number of the version that this commit makes: the last one's again, if it made that; none
/// if a later commit was counted already.
fn number(last: &result::Event, recorded: &Recorded) -> Option<u16> {
    match last {
        result::Event::Determined(_) => Some(2),
        result::Event::Counted(counted) => match counted.counted.cmp(&recorded.position) {
            Ordering::Less => Some(counted.version + 1),
            Ordering::Equal => Some(counted.version),
            Ordering::Greater => None,
        },
    }
}

/// The result as it is recorded.
fn counted(read: &Read, outcome: &Outcome) -> Counted {
    let (about, collected) = (&read.about, &read.collected);
    let part = Part::full(about, collected, outcome);
    let core = &collected.core;
    let placed = |standing: &domain::tally::Standing| {
        let candidate = &collected.candidates[standing.candidate];
        let before = core.records[standing.candidate].before.as_ref();
        let carried = before
            .filter(|_| core.rules.carry)
            .map_or(0, |before| before.weight);
        Placed {
            place: standing.place,
            ended: standing.ended,
            nomination: candidate.nomination,
            nominee: candidate.nominee.clone(),
            score: standing.score.clone().map(Points),
            raw: standing.raw.clone().map(Points),
            sheets: standing.sheets,
            criteria: standing.criteria.clone(),
            weight: core.weight() + carried,
            shortlisted: standing.shortlisted,
        }
    };
    let mut standings: Vec<Placed> = outcome.standings.iter().map(placed).collect();
    // Equal ones in order of their ids, which says nothing of them.
    standings.sort_by_key(|placed| (placed.place == 0, placed.place, placed.nomination));
    Counted {
        round: about.round,
        edition: about.opened.edition,
        category: about.opened.category.clone(),
        version: about.version,
        reason: about.reason.clone(),
        closed: about.closed,
        counted: about.counted,
        rulebook: about.rulebook,
        hash: part.hash,
        took_part: outcome.took_part,
        quorum_met: outcome.quorum_met,
        majority_met: outcome.majority_met,
        standings,
        left_out: collected.left_out.clone(),
    }
}
