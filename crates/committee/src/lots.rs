//! Lots: secrets committed before a round opens, revealed after it closes.

use std::collections::BTreeMap;

use domain::Fingerprint;
use domain::event::Event as _;
use domain::ids::{AgencyCode, EditionId, LotId, PersonId, RoundId};
use domain::lot::{self, Command, Holder};
use domain::text::{Code, Prose};
use ledger::CommandError;
use runtime::{Answered, Id, Input, Problem};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::handle::Committee;

/// A secret to commit to.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Commit {
    /// The category of the round, which has not opened yet.
    pub(crate) category: Code,
    /// Its number within the category, from 1.
    pub(crate) number: u16,
    /// Which of the three secrets.
    pub(crate) holder: Holder,
    /// SHA-256 of the lines `berprestasi/lot`, round id, holder and secret (64 hexadecimal digits),
    /// joined by line feeds; `berprestasi lot` makes both.
    pub(crate) commitment: Fingerprint,
}

/// A secret to reveal.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reveal {
    /// Which of the three secrets.
    pub(crate) holder: Holder,
    /// The secret, 64 hexadecimal digits.
    pub(crate) secret: Fingerprint,
}

/// A secret that is not revealed.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Miss {
    /// Which of the three secrets.
    pub(crate) holder: Holder,
    /// Why, as far as it is known; published, so it names no person.
    pub(crate) reason: Prose,
}

impl Committee {
    /// What was committed for a round, by holder; the chair's part is that of `chair`, whoever else
    /// says they hold it.
    pub(crate) async fn commitments(
        &self,
        agency: &AgencyCode,
        round: RoundId,
        chair: Option<PersonId>,
    ) -> Result<BTreeMap<Holder, (PersonId, Fingerprint)>, CommandError> {
        let mut known = BTreeMap::new();
        for (_, commit) in self
            .ledger
            .commits(agency, "lot", LotId::of(round).0)
            .await?
        {
            for stored in &commit.events {
                if let lot::Event::Committed(committed) = lot::Event::decode(stored)?
                    && (committed.holder != Holder::Chair || chair == Some(committed.by))
                {
                    known.insert(committed.holder, (committed.by, committed.commitment));
                }
            }
        }
        Ok(known)
    }

    pub(crate) async fn commit_lot(
        &self,
        edition: EditionId,
        input: &Input<Commit>,
    ) -> Result<Answered<Id>, Problem> {
        let body = &input.body;
        let round = RoundId::of(edition, body.category.as_str(), body.number);
        let committed = lot::Committed {
            round,
            holder: body.holder,
            by: PersonId(input.caller.person),
            commitment: body.commitment,
        };
        self.on_lot(round, input, Command::Commit(committed)).await
    }

    pub(crate) async fn reveal_lot(
        &self,
        round: RoundId,
        input: &Input<Reveal>,
    ) -> Result<Answered<Id>, Problem> {
        let revealed = lot::Revealed {
            round,
            holder: input.body.holder,
            secret: input.body.secret,
        };
        self.on_lot(round, input, Command::Reveal(revealed)).await
    }

    pub(crate) async fn miss_lot(
        &self,
        round: RoundId,
        input: &Input<Miss>,
    ) -> Result<Answered<Id>, Problem> {
        let missed = lot::Missed {
            round,
            holder: input.body.holder,
            reason: input.body.reason.clone(),
        };
        self.on_lot(round, input, Command::Miss(missed)).await
    }

    async fn on_lot<T>(
        &self,
        round: RoundId,
        input: &Input<T>,
        command: Command,
    ) -> Result<Answered<Id>, Problem> {
        let id = LotId::of(round);
        let command = self.desk.command(input, id.0, false, command);
        let result = self.lots.handle(&command).await;
        Answered::changed(result, input.receipt("lot", id), Id::of(id))
    }
}
