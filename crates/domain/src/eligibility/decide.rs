//! What may happen to an eligibility, and who decides.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::{
    Agreed, Answer, Attested, Case, Checked, Command, Event, Matter, Outcome, Overridden, Subject,
    judge,
};
use crate::entity::record;
use crate::ids::{NominationId, PersonId};
use crate::nomination::{Nominee, Status};
use crate::reference::Nomination;
use crate::rulebook::Requirement;
use crate::text::Code;
use crate::{Context, Decision, Fingerprint, Nip, Refusal};

/// The nomination, if the actor may decide about it: nobody does who has a conflict with it.
fn nomination<'c>(id: NominationId, context: &Context<'c>) -> Result<&'c Nomination, Refusal> {
    let reference = context.reference;
    let known = reference.nominations.get(&id);
    let known = known.ok_or(Refusal::NominationUnknown)?;
    reference.running(known.edition)?;
    let actor = PersonId(context.by.actor);
    if reference
        .conflicts_between(known.edition, actor, id)
        .is_empty()
    {
        Ok(known)
    } else {
        Err(Refusal::ConflictOfInterest)
    }
}

/// Whom a requirement asks about: each of the people, or the unit; a document belongs to the
/// nomination.
fn subjects(requirement: &Requirement, nominee: &Nominee) -> Vec<Subject> {
    match (requirement, nominee) {
        (Requirement::Document { .. }, _) => vec![Subject::Nomination],
        (_, Nominee::Unit { unit }) => vec![Subject::Unit(*unit)],
        (_, Nominee::Person { .. } | Nominee::Team { .. }) => {
            nominee.people().into_iter().map(Subject::Person).collect()
        }
    }
}

fn document(requirement: &Requirement) -> Option<Code> {
    if let Requirement::Document { code, .. } = requirement {
        Some(code.clone())
    } else {
        None
    }
}

/// The check of a nomination by the rules as they stand.
fn check(
    id: NominationId,
    numbers: &BTreeMap<PersonId, Nip>,
    context: &Context<'_>,
) -> Result<Checked, Refusal> {
    let known = nomination(id, context)?;
    match known.status {
        Status::Submitted => {}
        Status::Withdrawn => return Err(Refusal::NominationWithdrawn),
        Status::Returned | Status::Absent => return Err(Refusal::NominationNotSubmitted),
    }
    let edition = context.reference.running(known.edition)?;
    let category = edition
        .category(&known.category)
        .ok_or(Refusal::CategoryUnknown)?;
    if category.eligibility.is_empty() {
        return Err(Refusal::NothingRequired);
    }
    let matter = Matter {
        reference: context.reference,
        edition: known.edition,
        category: &known.category,
        cut_off: edition.rulebook.cut_off,
        numbers,
    };
    let mut answers = Vec::new();
    for (rule, requirement) in (0..).zip(&category.eligibility) {
        for subject in subjects(requirement, &known.nominee) {
            let found = judge(requirement, subject, &matter);
            answers.push(Answer {
                rule,
                name: Code::new(requirement.name()).expect("names of rules are codes"),
                person: subject.person(),
                document: document(requirement),
                verdict: found.verdict,
                why: found.why,
                rests_on: found.rests_on,
            });
        }
    }
    Ok(Checked {
        nomination: id,
        edition: known.edition,
        category: known.category.clone(),
        rulebook: Fingerprint::of_value(&edition.rulebook),
        cut_off: edition.rulebook.cut_off,
        answers,
        by: context.by.actor,
    })
}

impl Case {
    pub(super) fn decided(
        &self,
        command: &Command,
        context: &Context<'_>,
    ) -> Result<Decision<Event>, Refusal> {
        if let Command::Check {
            nomination,
            numbers,
        } = command
        {
            let checked = check(*nomination, numbers, context)?;
            return Ok(if self.says(&checked) {
                Decision::Repeat
            } else {
                record(Event::Checked(checked))
            });
        }
        let known = self.checked.as_ref().ok_or(Refusal::EligibilityUnknown)?;
        let about = nomination(known.nomination, context)?;
        let edition = context.reference.running(about.edition)?;
        if known.rulebook != Fingerprint::of_value(&edition.rulebook) {
            return Err(Refusal::EligibilityStale);
        }
        let by = context.by.actor;
        match command {
            Command::Attest { document, in_order } => self.attest(document, *in_order, by),
            Command::Override { rule, person, .. } if !self.answers(*rule, *person) => {
                Err(Refusal::RuleUnknown)
            }
            Command::Override {
                rule,
                person,
                met,
                reason,
            } => Ok(record(Event::Overridden(Overridden {
                rule: *rule,
                person: *person,
                met: *met,
                by,
                reason: reason.clone(),
            }))),
            Command::Confirm => self.confirm(by),
            Command::Approve | Command::Check { .. } => self.approve(by),
        }
    }

    /// Whether the last check said the same, whoever asked for it.
    fn says(&self, checked: &Checked) -> bool {
        self.checked.as_ref().is_some_and(|known| {
            let by = checked.by;
            Checked {
                by,
                ..known.clone()
            } == *checked
        })
    }

    fn answers(&self, rule: u16, person: Option<PersonId>) -> bool {
        let answers = self.checked.iter().flat_map(|known| &known.answers);
        let mut answers = answers.map(|answer| (answer.rule, answer.person));
        answers.any(|answer| answer == (rule, person))
    }

    fn attest(
        &self,
        document: &Code,
        in_order: bool,
        by: Uuid,
    ) -> Result<Decision<Event>, Refusal> {
        let mut answers = self.checked.iter().flat_map(|known| &known.answers);
        if !answers.any(|answer| answer.document.as_ref() == Some(document)) {
            return Err(Refusal::DocumentUnknown);
        }
        let seen = self.documents.get(document);
        if seen.is_some_and(|seen| seen.in_order == in_order) {
            return Ok(Decision::Repeat);
        }
        let document = document.clone();
        Ok(record(Event::Attested(Attested {
            document,
            in_order,
            by,
        })))
    }

    /// What there is to agree on: unclear is never guessed.
    fn clear(&self) -> Result<Outcome, Refusal> {
        match self.outcome() {
            None => Err(Refusal::EligibilityUnknown),
            Some(Outcome::Unclear) => Err(Refusal::EligibilityUnclear),
            Some(outcome) => Ok(outcome),
        }
    }

    fn confirm(&self, by: Uuid) -> Result<Decision<Event>, Refusal> {
        let outcome = self.clear()?;
        Ok(match self.confirmed {
            Some(_) => Decision::Repeat,
            None => record(Event::Confirmed(Agreed { outcome, by })),
        })
    }

    /// Who approves has neither confirmed nor seen documents nor overridden anything.
    fn approve(&self, by: Uuid) -> Result<Decision<Event>, Refusal> {
        let outcome = self.clear()?;
        if self.approved.is_some() {
            return Ok(Decision::Repeat);
        }
        let confirmed = self.confirmed.ok_or(Refusal::EligibilityNotConfirmed)?;
        let saw = self.documents.values().any(|seen| seen.by == by);
        let overrode = self.overridden.values().any(|(_, who)| *who == by);
        if confirmed == by || saw || overrode {
            Err(Refusal::CheckerApproves)
        } else {
            Ok(record(Event::Approved(Agreed { outcome, by })))
        }
    }
}
