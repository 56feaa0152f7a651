//! Eligibility: what is asked of it. Age and length of service come from the nominees' numbers, which
//! are opened for the check alone.

mod one;
mod reads;
mod routes;

use std::collections::BTreeMap;

use domain::eligibility::Command;
use domain::ids::{AgencyCode, EligibilityId, NominationId, PersonId};
use domain::nomination::Nominee;
use domain::text::{Code, Prose};
use domain::{KeyId, Nip, Refusal};
use ledger::CommandError;
use runtime::{Answered, Id, Input, Problem};
use schemars::JsonSchema;
use serde::Deserialize;

pub(crate) use routes::routes;

use crate::handle::Nominations;

/// What was seen of a document.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(rename = "AttestDocument")]
#[serde(deny_unknown_fields)]
struct Attest {
    /// Its code within the category.
    document: Code,
    /// Whether it is there and in order.
    in_order: bool,
}

/// An answer to set aside.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(rename = "OverrideAnswer")]
#[serde(deny_unknown_fields)]
struct Override {
    /// Which of the category's requirements, from 0.
    rule: u16,
    /// The person that the answer is about; none when it is about the nomination or the unit.
    #[serde(default)]
    person: Option<PersonId>,
    /// Whether the requirement counts as met.
    met: bool,
    /// Why, 1 to 2,000 characters; the nominee sees it, it is never published.
    reason: Prose,
}

impl Nominations {
    async fn check<T>(
        &self,
        nomination: NominationId,
        input: &Input<T>,
    ) -> Result<Answered<Id>, Problem> {
        // Records are looked up once everything acknowledged so far has been seen.
        self.eligibilities.catch_up(&input.agency).await?;
        let nominee = self.nominee(&input.agency, nomination)?;
        let numbers = self.numbers(&input.agency, &nominee).await?;
        let check = Command::Check {
            nomination,
            numbers,
        };
        self.on_eligibility(nomination, input, check).await
    }

    async fn on_eligibility<T>(
        &self,
        nomination: NominationId,
        input: &Input<T>,
        command: Command,
    ) -> Result<Answered<Id>, Problem> {
        let id = EligibilityId::of(nomination);
        let creates = matches!(command, Command::Check { .. });
        let command = self.desk.command(input, id.0, creates, command);
        let result = self.eligibilities.handle(&command).await;
        Answered::changed(result, input.receipt("eligibility", id), Id::of(id))
    }

    /// The key of a text about the nominee.
    fn about_nominee<T>(
        &self,
        nomination: NominationId,
        input: &Input<T>,
    ) -> Result<KeyId, CommandError> {
        let nominee = self.nominee(&input.agency, nomination)?;
        Ok(KeyId::erasable(nominee.owner()))
    }

    fn nominee(
        &self,
        agency: &AgencyCode,
        nomination: NominationId,
    ) -> Result<Nominee, CommandError> {
        let feed = self.feeds.agency(agency)?;
        let nominee = feed.read(|reference, _| {
            let known = reference.nominations.get(&nomination)?;
            Some(known.nominee.clone())
        });
        nominee.ok_or(CommandError::Refused(Refusal::NominationUnknown))
    }

    /// The numbers of the nominees; of who has none, or was erased, there is none here either.
    async fn numbers(
        &self,
        agency: &AgencyCode,
        nominee: &Nominee,
    ) -> Result<BTreeMap<PersonId, Nip>, CommandError> {
        let mut numbers = BTreeMap::new();
        for person in nominee.people() {
            if let Some(number) = self.desk.number_of(&self.ledger, agency, person).await? {
                numbers.insert(person, number);
            }
        }
        Ok(numbers)
    }
}
