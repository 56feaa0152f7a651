//! From the ledger to a count: reads a round once from its opening to its close.

use std::collections::BTreeSet;

use domain::event::Event as _;
use domain::ids::{AgencyCode, EditionId, LotId, NominationId, PanelId, ResultId, RoundId};
use domain::rulebook::Rulebook;
use domain::tally::bundle::{About, Bundle, Round as Part};
use domain::tally::{Collect, Collected, count};
use domain::{
    Fingerprint, Position, Refusal, ballot, conflict, edition, lot, panel, result, round, vote,
};
use ledger::{CommandError, Commit, FollowError, Recorded};

use crate::handle::Committee;

/// A bundle could not be made.
#[derive(Debug, thiserror::Error)]
pub enum TallyError {
    /// The ledger could not be read, or the round's key not be had.
    #[error(transparent)]
    Command(#[from] CommandError),
    /// The ledger could not be followed.
    #[error("cannot follow the ledger")]
    Follow(#[from] FollowError),
    /// What the ledger holds now comes to something else than was recorded: it was tampered with, or
    /// a key is gone.
    #[error("round {round} comes to {counted}, recorded is {recorded}")]
    NotAsRecorded {
        /// The round.
        round: RoundId,
        /// What was recorded.
        recorded: Fingerprint,
        /// What it comes to.
        counted: Fingerprint,
    },
}

impl From<Refusal> for TallyError {
    fn from(refusal: Refusal) -> Self {
        Self::Command(CommandError::Refused(refusal))
    }
}

impl From<domain::DecodeError> for TallyError {
    fn from(error: domain::DecodeError) -> Self {
        Self::Command(error.into())
    }
}

impl From<ledger::LedgerError> for TallyError {
    fn from(error: ledger::LedgerError) -> Self {
        Self::Command(error.into())
    }
}

impl From<ledger::VaultError> for TallyError {
    fn from(error: ledger::VaultError) -> Self {
        Self::Command(error.into())
    }
}

/// A round as it is to be counted.
pub(crate) struct Read {
    pub(crate) about: About,
    pub(crate) collected: Collected,
}

/// A round before its ballots are read.
pub(crate) struct Begun {
    about: About,
    pub(crate) collect: Collect,
    steps: Vec<(u64, round::Event)>,
    panel: PanelId,
    /// The sequences after which and up to which its ballots stand.
    at: (u64, u64),
}

/// Which version of a round's result, and up to where the ledger is read for it.
#[derive(Debug, Clone)]
pub(crate) struct Version {
    pub(crate) number: u16,
    pub(crate) reason: Option<domain::text::Prose>,
    pub(crate) counted: Position,
}

/// The events of these commits up to a position.
fn events<E: domain::Event>(
    commits: &[(u64, Commit)],
    to: u64,
) -> Result<Vec<(u64, E)>, TallyError> {
    let mut events = Vec::new();
    for (sequence, commit) in commits.iter().filter(|(sequence, _)| *sequence <= to) {
        for stored in &commit.events {
            events.push((*sequence, E::decode(stored)?));
        }
    }
    Ok(events)
}

impl Committee {
    /// Reads a round for a version of its result.
    pub(crate) async fn read_round(
        &self,
        agency: &AgencyCode,
        id: RoundId,
        version: &Version,
    ) -> Result<Read, TallyError> {
        let mut begun = self.begin(agency, id, version).await?;
        let mut span = self.ledger.span(agency, begun.at.0, begun.at.1).await?;
        while let Some(commits) = span.next().await? {
            for recorded in &commits {
                self.take(&mut begun.collect, recorded, (id, begun.panel.0))
                    .await?;
            }
        }
        for (_, event) in &begun.steps {
            begun.collect.round(event);
        }
        let collected = begun.collect.finish().ok_or(CommandError::Unknown)?;
        let about = begun.about;
        Ok(Read { about, collected })
    }

    /// A round with its opening and its lot, before its ballots are read.
    pub(crate) async fn begin(
        &self,
        agency: &AgencyCode,
        id: RoundId,
        version: &Version,
    ) -> Result<Begun, TallyError> {
        let to = version.counted.sequence;
        let feed = self.feeds.agency(agency)?;
        feed.wait(to).await?;
        let known = feed.read(|reference, _| reference.rounds.get(&id).cloned());
        let known = known.ok_or(Refusal::RoundUnknown)?;
        let closed = known.closed.ok_or(Refusal::RoundOpen)?;
        let mut commits = self.ledger.commits(agency, "round", id.0).await?;
        // The salt is sealed like the marks.
        if let Some((_, first)) = commits.first_mut() {
            first.events = self.desk.vault.open(first).await?;
        }
        let steps = events::<round::Event>(&commits, to)?;
        let (opened, ruled) = opening(&steps)?;
        let about = About {
            agency: agency.clone(),
            round: id,
            closed: Position::commit(1, closed),
            counted: version.counted,
            version: version.number,
            reason: version.reason.clone(),
            rulebook: ruled.rulebook,
            rules: ruled.rules.clone(),
            opened: opened.clone(),
        };
        let mut collect = Collect::new(id, opened, ruled, known.jurors);
        let lot = self.ledger.commits(agency, "lot", LotId::of(id).0).await?;
        for (_, event) in events::<lot::Event>(&lot, to)? {
            collect.lot(&event);
        }
        Ok(Begun {
            about,
            collect,
            steps,
            panel: known.panel,
            // The close itself is one of the steps.
            at: (known.opened, closed - 1),
        })
    }

    async fn take(
        &self,
        collect: &mut Collect,
        recorded: &Recorded,
        (round, panel): (RoundId, uuid::Uuid),
    ) -> Result<(), TallyError> {
        let commit = &recorded.commit;
        let ours = round.to_string();
        let of_round = || {
            commit
                .events
                .iter()
                .any(|event| event.data["round"] == ours.as_str())
        };
        match recorded.kind.as_str() {
            "panel" if recorded.entity == panel => {
                for stored in &commit.events {
                    collect.panel(&panel::Event::decode(stored)?);
                }
            }
            "conflict" => {
                for stored in &commit.events {
                    collect.conflict(&conflict::Event::decode(stored)?);
                }
            }
            "ballot" if of_round() => {
                for stored in &self.desk.vault.open(commit).await? {
                    collect.ballot(&ballot::Event::decode(stored)?);
                }
            }
            "vote" if of_round() => {
                for stored in &self.desk.vault.open(commit).await? {
                    collect.vote(&vote::Event::decode(stored)?);
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// The last version of a round's result.
    pub(crate) async fn last_result(
        &self,
        agency: &AgencyCode,
        round: RoundId,
    ) -> Result<Option<result::Event>, CommandError> {
        let commits = self
            .ledger
            .commits(agency, "result", ResultId::of(round).0)
            .await?;
        let stored = commits.last().and_then(|(_, commit)| commit.events.last());
        Ok(stored.map(result::Event::decode).transpose()?)
    }

    /// The full bundle of an edition: each round counted again from the ledger, and only handed out
    /// if it comes to the hash that was recorded.
    pub async fn bundle(
        &self,
        agency: &AgencyCode,
        edition: EditionId,
    ) -> Result<Bundle, TallyError> {
        let feed = self.feeds.agency(agency)?;
        feed.catch_up().await?;
        let known = feed.read(|reference, _| {
            let rounds = reference.rounds.iter();
            let of_edition = rounds.filter(|(_, round)| round.edition == edition);
            reference.editions.get(&edition)?;
            Some(of_edition.map(|(id, _)| *id).collect::<Vec<_>>())
        });
        let mut parts = Vec::new();
        for round in known.ok_or(Refusal::EditionUnknown)? {
            if let Some(result::Event::Counted(counted)) = self.last_result(agency, round).await? {
                parts.push(self.part(agency, &counted).await?);
            }
        }
        if parts.is_empty() {
            return Err(Refusal::ResultUnknown.into());
        }
        let rulebooks = self.rulebooks(agency, edition, &parts).await?;
        Ok(Bundle::full(agency.clone(), edition, rulebooks, parts))
    }

    async fn part(
        &self,
        agency: &AgencyCode,
        counted: &result::Counted,
    ) -> Result<Part, TallyError> {
        let version = Version {
            number: counted.version,
            reason: counted.reason.clone(),
            counted: counted.counted,
        };
        let read = self.read_round(agency, counted.round, &version).await?;
        let part = Part::full(&read.about, &read.collected, &count(&read.collected.core));
        if part.hash == counted.hash {
            Ok(part)
        } else {
            Err(TallyError::NotAsRecorded {
                round: counted.round,
                recorded: counted.hash,
                counted: part.hash,
            })
        }
    }

    /// The rulebooks that these rounds were held by, in the order in which they were set.
    async fn rulebooks(
        &self,
        agency: &AgencyCode,
        edition: EditionId,
        parts: &[Part],
    ) -> Result<Vec<Rulebook>, TallyError> {
        let held: BTreeSet<Fingerprint> = parts.iter().map(|part| part.head.rulebook).collect();
        let commits = self.ledger.commits(agency, "edition", edition.0).await?;
        let mut rulebooks: Vec<Rulebook> = Vec::new();
        for (_, event) in events::<edition::Event>(&commits, u64::MAX)? {
            if let Some(rulebook) = event.rulebook()
                && held.contains(&Fingerprint::of_value(&rulebook))
                && !rulebooks.contains(&rulebook)
            {
                rulebooks.push(rulebook.as_ref().clone());
            }
        }
        Ok(rulebooks)
    }

    /// The winners of an announced edition; `None` before its announcement.
    pub fn released(
        &self,
        agency: &AgencyCode,
        edition: EditionId,
    ) -> Result<Option<BTreeSet<NominationId>>, CommandError> {
        let winners = self.feeds.agency(agency)?.read(|reference, _| {
            reference
                .editions
                .get(&edition)
                .filter(|known| known.announced)?;
            let decision = reference
                .decisions
                .get(&domain::ids::DecisionId::of(edition));
            let winners = decision.into_iter().flat_map(|d| &d.proposed.winners);
            Some(winners.map(|winner| winner.nomination).collect())
        });
        Ok(winners)
    }
}

fn opening(
    steps: &[(u64, round::Event)],
) -> Result<(round::Opened, Box<round::Ruled>), TallyError> {
    let opened = steps.iter().find_map(|(_, event)| match event {
        round::Event::Opened(opened) => Some(opened.clone()),
        _ => None,
    });
    let ruled = steps.iter().find_map(|(_, event)| match event {
        round::Event::Ruled(ruled) => Some(ruled.clone()),
        _ => None,
    });
    let opened = opened.ok_or(Refusal::RoundUnknown)?;
    let ruled = ruled.unwrap_or_else(|| Box::new(round::Ruled::before_rulebooks(&opened)));
    Ok((opened, ruled))
}
