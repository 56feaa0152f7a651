//! Whether a nominee meets what the category requires: checked by machine rule by rule, confirmed by
//! a checker and approved by a second person.
//!
//! What a rule answers is [`judge`]'s; missing data is unclear, never guessed. An answer is set aside
//! only by an override with a reason. A check under an amended rulebook, or one that answers
//! otherwise, starts anew.

mod answer;
mod decide;
mod event;
mod judge;
mod records;

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

pub use answer::{Answer, Outcome, Verdict, Why};
pub use event::{Agreed, Attested, Checked, Event, Overridden};
pub use judge::{Found, Matter, Subject, judge};

use crate::ids::{EligibilityId, NominationId, PersonId, derive_id};
use crate::text::{Code, Prose};
use crate::{Context, Decision, Entity, Fingerprint, Nip, Private};

impl EligibilityId {
    /// The eligibility of a nomination.
    #[must_use]
    pub fn of(nomination: NominationId) -> Self {
        Self(derive_id(&["eligibility", &nomination.to_string()]))
    }
}

/// What may be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Check by machine.
    Check {
        /// The nomination.
        nomination: NominationId,
        /// The numbers of the nominees that could be opened; they are looked at, never stored.
        numbers: BTreeMap<PersonId, Nip>,
    },
    /// Say what was seen of a document.
    Attest {
        /// Which one.
        document: Code,
        /// Whether it is there and in order.
        in_order: bool,
    },
    /// Set an answer aside.
    Override {
        /// Which of the requirements, from 0.
        rule: u16,
        /// The person that the answer is about.
        person: Option<PersonId>,
        /// Whether the requirement counts as met.
        met: bool,
        /// Why.
        reason: Private<Prose>,
    },
    /// Confirm the outcome.
    Confirm,
    /// Approve it, as another person.
    Approve,
}

/// The eligibility of a nomination.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Case {
    checked: Option<Checked>,
    documents: BTreeMap<Code, Attested>,
    overridden: BTreeMap<(u16, Option<PersonId>), (bool, Uuid)>,
    confirmed: Option<Uuid>,
    approved: Option<Uuid>,
}

impl Case {
    /// The last check; none before the first.
    #[must_use]
    pub const fn checked(&self) -> Option<&Checked> {
        self.checked.as_ref()
    }

    /// Who confirmed the outcome, if anybody did.
    #[must_use]
    pub const fn confirmed(&self) -> Option<Uuid> {
        self.confirmed
    }

    /// Who approved the outcome, if anybody did.
    #[must_use]
    pub const fn approved(&self) -> Option<Uuid> {
        self.approved
    }

    /// What an answer counts as: by override, by what was seen of a document, or as it is.
    #[must_use]
    pub fn verdict(&self, answer: &Answer) -> Verdict {
        let seen = || {
            let document = answer.document.as_ref()?;
            self.documents.get(document).map(|seen| seen.in_order)
        };
        let overridden = self.overridden.get(&(answer.rule, answer.person));
        match overridden.map(|(met, _)| *met).or_else(seen) {
            Some(true) => Verdict::Met,
            Some(false) => Verdict::NotMet,
            None => answer.verdict,
        }
    }

    /// What the answers amount to; none before the first check.
    #[must_use]
    pub fn outcome(&self) -> Option<Outcome> {
        let answers = self.checked.as_ref()?.answers.iter();
        let verdicts: BTreeSet<Verdict> = answers.map(|answer| self.verdict(answer)).collect();
        Some(if verdicts.contains(&Verdict::NotMet) {
            Outcome::Ineligible
        } else if verdicts.contains(&Verdict::Unclear) {
            Outcome::Unclear
        } else {
            Outcome::Eligible
        })
    }

    /// Whether the nominee is eligible, once that is approved under this rulebook.
    #[must_use]
    pub fn settled(&self, rulebook: Fingerprint) -> Option<bool> {
        let current = self.checked.as_ref()?.rulebook == rulebook;
        (current && self.approved.is_some()).then(|| self.outcome() == Some(Outcome::Eligible))
    }

    /// What was agreed no longer holds.
    const fn reopen(&mut self) {
        self.confirmed = None;
        self.approved = None;
    }
}

impl Entity for Case {
    const KIND: &'static str = "eligibility";
    type Event = Event;
    type Command = Command;

    fn decide(&self, command: &Command, context: &Context<'_>) -> Decision<Event> {
        self.decided(command, context)
            .unwrap_or_else(Decision::Refuse)
    }

    fn evolve(&mut self, event: &Event) {
        match event {
            Event::Checked(checked) => {
                self.checked = Some(checked.clone());
                self.overridden.clear();
                self.reopen();
            }
            Event::Attested(seen) => {
                self.documents.insert(seen.document.clone(), seen.clone());
                self.reopen();
            }
            Event::Overridden(o) => {
                self.overridden.insert((o.rule, o.person), (o.met, o.by));
                self.reopen();
            }
            Event::Confirmed(agreed) => self.confirmed = Some(agreed.by),
            Event::Approved(agreed) => self.approved = Some(agreed.by),
        }
    }
}
