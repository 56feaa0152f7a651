//! From what callers send to commands: editions, panels, rounds, decisions.

use domain::ballot::Ballot;
use domain::conflict::Conflict;
use domain::decision::{self, Ratification};
use domain::decrees::{self, Decrees};
use domain::edition::{self, Edition};
use domain::ids::{AgencyCode, DecisionId, DecreesId, EditionId, PanelId, PersonId, RoundId};
use domain::lot::Lot;
use domain::panel::{self, Panel};
use domain::result::Outcome as RoundResult;
use domain::round::{self, Round};
use domain::vote::Vote;
use domain::{Fingerprint, KeyId, Private};
use ledger::{Bucket, CommandError, Entities, Feeds, Ledger, Together, Vault};
use runtime::status::Writes;
use runtime::{Answered, Clock, Desk, Empty, Id, Input, Problem, Reads};
use uuid::Uuid;

use crate::body::{AddJuror, Extend, Form, Open, OpenRound, Propose, Ratify, Reasoned};
use crate::shelf::Shelf;

/// The service.
#[derive(Clone, Debug)]
pub struct Committee {
    pub(crate) desk: Desk,
    pub(crate) ledger: Ledger,
    pub(crate) reads: Reads,
    pub(crate) feeds: Feeds,
    pub(crate) working: Bucket,
    pub(crate) ballots: Entities<Ballot>,
    pub(crate) results: Entities<RoundResult>,
    pub(crate) conflicts: Entities<Conflict>,
    editions: Entities<Edition>,
    panels: Entities<Panel>,
    pub(crate) rounds: Entities<Round>,
    pub(crate) shelf: Shelf,
    pub(crate) votes: Entities<Vote>,
    pub(crate) lots: Entities<Lot>,
    decisions: Entities<Ratification>,
    decrees: Entities<Decrees>,
}

impl Committee {
    /// The service on its own connections.
    #[must_use]
    pub fn new(
        ledger: &Ledger,
        vault: &Vault,
        (feeds, working): (&Feeds, &Bucket),
        reads: Reads,
        clock: Clock,
    ) -> Self {
        Self {
            desk: Desk {
                vault: vault.clone(),
                clock,
            },
            ledger: ledger.clone(),
            reads,
            feeds: feeds.clone(),
            working: working.clone(),
            ballots: Entities::new(ledger.clone(), vault.clone(), feeds.clone()),
            results: Entities::new(ledger.clone(), vault.clone(), feeds.clone()),
            conflicts: Entities::new(ledger.clone(), vault.clone(), feeds.clone()),
            editions: Entities::new(ledger.clone(), vault.clone(), feeds.clone()),
            panels: Entities::new(ledger.clone(), vault.clone(), feeds.clone()),
            rounds: Entities::new(ledger.clone(), vault.clone(), feeds.clone()),
            shelf: Shelf::default(),
            votes: Entities::new(ledger.clone(), vault.clone(), feeds.clone()),
            lots: Entities::new(ledger.clone(), vault.clone(), feeds.clone()),
            decisions: Entities::new(ledger.clone(), vault.clone(), feeds.clone()),
            decrees: Entities::new(ledger.clone(), vault.clone(), feeds.clone()),
        }
    }

    pub(crate) async fn draft<T>(
        &self,
        id: EditionId,
        input: &Input<T>,
        draft: edition::Command,
    ) -> Result<Answered<Id>, Problem> {
        let command = self.desk.command(input, id.0, true, draft);
        let result = self.editions.handle(&command).await;
        Answered::created(result, input.receipt("edition", id), Id::of(id))
    }

    /// Waits until the reference state has seen everything acknowledged so far.
    pub(crate) async fn catch_up(&self, agency: &AgencyCode) -> Result<(), Problem> {
        Ok(self.editions.catch_up(agency).await?)
    }

    /// An edition as it stands.
    pub(crate) async fn edition(
        &self,
        agency: &AgencyCode,
        id: EditionId,
    ) -> Result<Edition, Problem> {
        Ok(self.editions.load_at_leader(agency, id.0).await?.state)
    }

    pub(crate) async fn open(
        &self,
        id: EditionId,
        input: &Input<Open>,
    ) -> Result<Answered<Id>, Problem> {
        let until = input.body.nominations_until;
        self.on_edition(id, input, edition::Command::Open(until))
            .await
    }

    pub(crate) async fn extend(
        &self,
        id: EditionId,
        input: &Input<Extend>,
    ) -> Result<Answered<Id>, Problem> {
        let extended = edition::Extended {
            nominations_until: input.body.nominations_until,
            reason: input.body.reason.clone(),
        };
        self.on_edition(id, input, edition::Command::Extend(extended))
            .await
    }

    pub(crate) async fn suspend(
        &self,
        id: EditionId,
        input: &Input<Reasoned>,
    ) -> Result<Answered<Id>, Problem> {
        let reason = edition::Reasoned {
            reason: input.body.reason.clone(),
        };
        self.on_edition(id, input, edition::Command::Suspend(reason))
            .await
    }

    pub(crate) async fn cancel(
        &self,
        id: EditionId,
        input: &Input<Reasoned>,
    ) -> Result<Answered<Id>, Problem> {
        let reason = edition::Reasoned {
            reason: input.body.reason.clone(),
        };
        self.on_edition(id, input, edition::Command::Cancel(reason))
            .await
    }

    pub(crate) async fn resume(
        &self,
        id: EditionId,
        input: &Input<Empty>,
    ) -> Result<Answered<Id>, Problem> {
        self.on_edition(id, input, edition::Command::Resume).await
    }

    pub(crate) async fn close_nominations(
        &self,
        id: EditionId,
        input: &Input<Empty>,
    ) -> Result<Answered<Id>, Problem> {
        self.on_edition(id, input, edition::Command::CloseNominations)
            .await
    }

    pub(crate) async fn on_edition<T>(
        &self,
        id: EditionId,
        input: &Input<T>,
        command: edition::Command,
    ) -> Result<Answered<Id>, Problem> {
        let result = self
            .editions
            .handle(&self.desk.command(input, id.0, false, command))
            .await;
        Answered::changed(result, input.receipt("edition", id), Id::of(id))
    }

    pub(crate) async fn form(
        &self,
        edition: EditionId,
        input: &Input<Form>,
    ) -> Result<Answered<Id>, Problem> {
        let body = &input.body;
        let id = PanelId::of(edition, body.code.as_str());
        let formed = panel::Formed {
            edition,
            code: body.code.clone(),
            chair: body.chair,
            jurors: body.jurors.clone(),
            quorum: body.quorum,
        };
        let command = self
            .desk
            .command(input, id.0, true, panel::Command::Form(formed));
        let result = self.panels.handle(&command).await;
        Answered::created(result, input.receipt("panel", id), Id::of(id))
    }

    pub(crate) async fn add_juror(
        &self,
        id: PanelId,
        input: &Input<AddJuror>,
    ) -> Result<Answered<Id>, Problem> {
        let added = panel::Command::Add(panel::JurorAdded {
            juror: input.body.juror,
        });
        let result = self
            .panels
            .handle(&self.desk.command(input, id.0, false, added))
            .await;
        Answered::changed(result, input.receipt("panel", id), Id::of(id))
    }

    pub(crate) async fn remove_juror(
        &self,
        (id, juror): (PanelId, PersonId),
        input: &Input<Reasoned>,
    ) -> Result<Answered<Id>, Problem> {
        let reason = Private::new(KeyId::erasable(juror), input.body.reason.clone());
        let removed = panel::Command::Remove(panel::JurorRemoved { juror, reason });
        let result = self
            .panels
            .handle(&self.desk.command(input, id.0, false, removed))
            .await;
        Answered::changed(result, input.receipt("panel", id), Id::of(id))
    }

    pub(crate) async fn open_round(
        &self,
        edition: EditionId,
        input: &Input<OpenRound>,
    ) -> Result<Answered<Id>, Problem> {
        let body = &input.body;
        let id = RoundId::of(edition, body.category.as_str(), body.number);
        // What is eligible is looked up once everything acknowledged so far has been seen.
        self.catch_up(&input.agency).await?;
        let feed = self
            .feeds
            .agency(&input.agency)
            .map_err(CommandError::from)?;
        let chair = feed.read(|reference, _| Some(reference.panels.get(&input.body.panel)?.chair));
        let lot = self.commitments(&input.agency, id, chair).await?;
        let salt =
            Fingerprint::of(&[Uuid::new_v4().into_bytes(), Uuid::new_v4().into_bytes()].concat());
        let open = round::Command::Open(round::Open {
            edition,
            category: body.category.clone(),
            number: body.number,
            panel: body.panel,
            closes_at: body.closes_at,
            salt: Private::new(KeyId::round(id), salt),
            lot,
        });
        let command = self.desk.command(input, id.0, true, open);
        let result = self.rounds.handle(&command).await;
        Answered::created(result, input.receipt("round", id), Id::of(id))
    }

    pub(crate) async fn close_round(
        &self,
        id: RoundId,
        input: &Input<Empty>,
    ) -> Result<Answered<Id>, Problem> {
        let command = self.desk.command(input, id.0, false, round::Command::Close);
        let result = self.rounds.handle(&command).await;
        Answered::changed(result, input.receipt("round", id), Id::of(id))
    }

    pub(crate) async fn propose(
        &self,
        edition: EditionId,
        input: &Input<Propose>,
    ) -> Result<Answered<Id>, Problem> {
        let id = DecisionId::of(edition);
        let winners = input.body.winners.clone();
        let proposed = decision::Proposed {
            edition,
            by: input.caller.person,
            winners,
        };
        let proposal = decision::Proposal {
            decision: proposed,
            ties: input.body.ties.clone(),
        };
        let command = self
            .desk
            .command(input, id.0, true, decision::Command::Propose(proposal));
        let result = self.decisions.handle(&command).await;
        Answered::created(result, input.receipt("decision", id), Id::of(id))
    }

    /// Ratification and number change together: no number is used twice. The edition must not be
    /// suspended or cancelled meanwhile.
    pub(crate) async fn ratify(
        &self,
        edition: EditionId,
        input: &Input<Ratify>,
    ) -> Result<Answered<Id>, Problem> {
        let id = DecisionId::of(edition);
        let (number, date) = (input.body.number.clone(), input.body.date);
        let numbered = decrees::Numbered {
            number: number.clone(),
            decision: id,
        };
        let ratify = decision::Command::Ratify { number, date };
        let command = self.desk.command(input, id.0, false, ratify);
        let other = Together {
            entities: &self.decrees,
            entity: DecreesId::of(&input.agency).0,
            command: decrees::Command::Number(numbered),
        };
        let result = self
            .decisions
            .handle_together(&command, Some(other), &[("edition", edition.0)])
            .await;
        Answered::changed(result, input.receipt("decision", id), Id::of(id))
    }
}

impl Writes for Committee {
    fn ledger(&self) -> &Ledger {
        &self.ledger
    }
}
