//! The reactor that determines a round's result when it closes.

use domain::count::Count;
use domain::event::Event as _;
use domain::ids::{AgencyCode, EditionId, PanelId, ResultId, RoundId};
use domain::text::Code;
use domain::{Position, ballot, panel, result, round};
use ledger::{CommandError, Cursor, Recorded};
use runtime::{Reaction, Reactor};
use uuid::Uuid;

use crate::handle::Committee;

/// Determines results as rounds close.
#[must_use]
pub fn determine(committee: Committee) -> Reactor {
    Reactor::new("determine", move |recorded: Recorded| {
        let committee = committee.clone();
        Box::pin(async move {
            let closed = recorded.kind == "round"
                && recorded
                    .commit
                    .events
                    .iter()
                    .any(|event| event.kind == "round.closed");
            if !closed {
                return Ok(());
            }
            let round = RoundId(recorded.entity);
            committee.determine(round, &recorded).await
        })
    })
}

/// What the count needs of the round, as it was when it opened.
struct Opened {
    at: u64,
    edition: EditionId,
    category: Code,
    panel: PanelId,
    count: Count,
}

impl Committee {
    async fn determine(&self, round: RoundId, closed: &Recorded) -> Result<(), Reaction> {
        let agency = &closed.commit.agency;
        let opened = self.opened(agency, round, closed.position.sequence).await?;
        let tally = self
            .count(
                agency,
                closed.position,
                opened.at,
                (round, opened.panel),
                opened.count,
            )
            .await?;
        let determined = result::Determined {
            round,
            edition: opened.edition,
            category: opened.category,
            closed: closed.position,
            jurors: tally.jurors,
            quorum_met: tally.quorum_met,
            standings: tally.standings,
            excluded: tally.excluded,
        };
        let command = self.desk.reaction(
            ("determine", closed),
            ResultId::of(round).0,
            result::Command::Determine(determined),
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

    async fn opened(
        &self,
        agency: &AgencyCode,
        id: RoundId,
        closed: u64,
    ) -> Result<Opened, Reaction> {
        let feed = self.feeds.agency(agency)?;
        feed.wait(closed).await?;
        let known = feed.read(|reference, _| reference.rounds.get(&id).cloned());
        let commits = self.ledger.commits(agency, "round", id.0).await?;
        let opened = commits
            .first()
            .and_then(|(_, commit)| commit.events.first());
        let opened = opened.map(round::Event::decode).transpose()?;
        match (known, opened) {
            (Some(known), Some(round::Event::Opened(opened))) => Ok(Opened {
                at: known.opened,
                edition: opened.edition,
                category: opened.category.clone(),
                panel: opened.panel,
                count: Count::new(id, opened, known.jurors),
            }),
            _ => Err(Reaction::from(CommandError::Unknown)),
        }
    }

    /// Reads the ledger once from the opening to the close.
    async fn count(
        &self,
        agency: &AgencyCode,
        closed: Position,
        opened: u64,
        (round, panel): (RoundId, PanelId),
        mut count: Count,
    ) -> Result<domain::count::Tally, Reaction> {
        let cursor = Cursor {
            sequence: opened,
            ..Cursor::default()
        };
        let mut follower = self.ledger.follow(agency, cursor).await?;
        while follower.sequence() < closed.sequence {
            for recorded in follower.next(512).await? {
                if recorded.position.sequence < closed.sequence {
                    self.take(&mut count, &recorded, round, panel.0).await?;
                }
            }
        }
        count.close();
        Ok(count.finish())
    }

    async fn take(
        &self,
        count: &mut Count,
        recorded: &Recorded,
        round: RoundId,
        panel: Uuid,
    ) -> Result<(), Reaction> {
        match recorded.kind.as_str() {
            "panel" if recorded.entity == panel => {
                for stored in &recorded.commit.events {
                    count.panel(&panel::Event::decode(stored)?);
                }
            }
            "ballot" => {
                let events = &recorded.commit.events;
                let ours = format!("{round}");
                if events
                    .iter()
                    .any(|event| event.data["round"] == ours.as_str())
                {
                    for stored in &self.desk.vault.open(&recorded.commit).await? {
                        count.ballot(&ballot::Event::decode(stored)?);
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }
}
