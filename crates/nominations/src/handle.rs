//! From what callers send to commands.

use domain::eligibility::Case;
use domain::ids::{EditionId, NominationId, PersonId, SlateId};
use domain::nomination::{Command, Nomination, Resubmitted, Returned, Submitted};
use domain::slate::{self, Slate};
use domain::{KeyId, Private, Reference, Refusal, Role};
use ledger::{CommandError, Entities, Feeds, Ledger, Outcome, Together, Vault};
use runtime::status::Writes;
use runtime::{Answered, Caller, Clock, Desk, Empty, Id, Input, Problem, Reads};

use crate::body::{Resubmit, Return, Submit};

/// The service.
#[derive(Clone, Debug)]
pub struct Nominations {
    pub(crate) ledger: Ledger,
    pub(crate) reads: Reads,
    pub(crate) desk: Desk,
    pub(crate) feeds: Feeds,
    pub(crate) eligibilities: Entities<Case>,
    entities: Entities<Nomination>,
    slates: Entities<Slate>,
}

impl Nominations {
    /// The service on its own connections.
    #[must_use]
    pub fn new(ledger: &Ledger, vault: &Vault, feeds: &Feeds, reads: Reads, clock: Clock) -> Self {
        Self {
            ledger: ledger.clone(),
            reads,
            desk: Desk {
                vault: vault.clone(),
                clock,
            },
            entities: Entities::new(ledger.clone(), vault.clone(), feeds.clone()),
            slates: Entities::new(ledger.clone(), vault.clone(), feeds.clone()),
            feeds: feeds.clone(),
            eligibilities: Entities::new(ledger.clone(), vault.clone(), feeds.clone()),
        }
    }

    pub(crate) async fn submit(
        &self,
        edition: EditionId,
        input: &Input<Submit>,
    ) -> Result<Answered<Id>, Problem> {
        let body = &input.body;
        let id = NominationId::of(edition, &body.category, &body.nominee);
        let submitted = Submitted {
            edition,
            category: body.category.clone(),
            nominee: body.nominee.clone(),
            unit: body.unit,
            by: PersonId(input.caller.person),
            citation: Private::new(KeyId::erasable(body.nominee.owner()), body.citation.clone()),
        };
        let place = place(id, &submitted);
        let command = self
            .desk
            .command(input, id.0, true, Command::Submit(submitted));
        let result = self
            .with_slate(&command, slate::Command::Place(place.clone()), &place)
            .await;
        Answered::created(result, input.receipt("nomination", id), Id::of(id))
    }

    pub(crate) async fn withdraw(
        &self,
        id: NominationId,
        input: &Input<Empty>,
    ) -> Result<Answered<Id>, Problem> {
        let place = self.place_of(id, input).await?;
        let command = self.desk.command(input, id.0, false, Command::Withdraw);
        let result = self
            .with_slate(&command, slate::Command::Release(place.clone()), &place)
            .await;
        changed(input, id, result)
    }

    pub(crate) async fn reopen(
        &self,
        id: NominationId,
        input: &Input<Empty>,
    ) -> Result<Answered<Id>, Problem> {
        let place = self.place_of(id, input).await?;
        let command = self.desk.command(input, id.0, false, Command::Reopen);
        let result = self
            .with_slate(&command, slate::Command::Place(place.clone()), &place)
            .await;
        changed(input, id, result)
    }

    pub(crate) async fn resubmit(
        &self,
        id: NominationId,
        input: &Input<Resubmit>,
    ) -> Result<Answered<Id>, Problem> {
        let citation = Private::new(self.about(id, input).await?, input.body.citation.clone());
        let command = Command::Resubmit(Resubmitted { citation });
        let result = self
            .entities
            .handle(&self.desk.command(input, id.0, false, command))
            .await;
        changed(input, id, result)
    }

    pub(crate) async fn send_back(
        &self,
        id: NominationId,
        input: &Input<Return>,
    ) -> Result<Answered<Id>, Problem> {
        let reason = Private::new(self.about(id, input).await?, input.body.reason.clone());
        let command = Command::Return(Returned { reason });
        let result = self
            .entities
            .handle(&self.desk.command(input, id.0, false, command))
            .await;
        changed(input, id, result)
    }

    pub(crate) async fn answer(
        &self,
        id: NominationId,
        consent: bool,
        input: &Input<Empty>,
    ) -> Result<Answered<Id>, Problem> {
        let command = if consent {
            Command::Consent
        } else {
            Command::Decline
        };
        let result = self
            .entities
            .handle(&self.desk.command(input, id.0, false, command))
            .await;
        changed(input, id, result)
    }

    /// Which nominations the caller may not read: a juror, or one of the office, those they have a
    /// conflict of interest with. Looked up once everything acknowledged so far has been seen.
    pub(crate) async fn hidden(
        &self,
        caller: &Caller,
    ) -> Result<impl Fn(EditionId, NominationId) -> bool, CommandError> {
        let bound = matches!(caller.role, Role::Juror | Role::Administrator);
        if bound {
            self.entities.catch_up(&caller.agency).await?;
        }
        let (feed, reader) = (self.feeds.agency(&caller.agency)?, PersonId(caller.person));
        Ok(move |edition, nomination| {
            let conflicts =
                |reference: &Reference| reference.conflicts_between(edition, reader, nomination);
            bound && feed.read(|reference, _| !conflicts(reference).is_empty())
        })
    }

    async fn with_slate(
        &self,
        command: &ledger::Command<Command>,
        on_slate: slate::Command,
        place: &slate::Place,
    ) -> Result<Outcome, CommandError> {
        let entity = SlateId::of(place.edition, place.unit).0;
        let other = Together {
            entities: &self.slates,
            entity,
            command: on_slate,
        };
        self.entities
            .handle_together(command, Some(other), &[])
            .await
    }

    async fn submitted<T>(
        &self,
        id: NominationId,
        input: &Input<T>,
    ) -> Result<Submitted, CommandError> {
        let mut loaded = self.entities.load(&input.agency, id.0).await?;
        if loaded.state.submitted().is_none() {
            loaded = self.entities.load_at_leader(&input.agency, id.0).await?;
        }
        let unknown = CommandError::Refused(Refusal::NominationUnknown);
        loaded.state.submitted().cloned().ok_or(unknown)
    }

    async fn about<T>(&self, id: NominationId, input: &Input<T>) -> Result<KeyId, CommandError> {
        Ok(KeyId::erasable(
            self.submitted(id, input).await?.nominee.owner(),
        ))
    }

    async fn place_of<T>(
        &self,
        id: NominationId,
        input: &Input<T>,
    ) -> Result<slate::Place, CommandError> {
        Ok(place(id, &self.submitted(id, input).await?))
    }
}

fn place(nomination: NominationId, submitted: &Submitted) -> slate::Place {
    slate::Place {
        edition: submitted.edition,
        unit: submitted.unit,
        category: submitted.category.clone(),
        nomination,
    }
}

fn changed<T>(
    input: &Input<T>,
    id: NominationId,
    result: Result<Outcome, CommandError>,
) -> Result<Answered<Id>, Problem> {
    Answered::changed(result, input.receipt("nomination", id), Id::of(id))
}

impl Writes for Nominations {
    fn ledger(&self) -> &Ledger {
        &self.ledger
    }
}
