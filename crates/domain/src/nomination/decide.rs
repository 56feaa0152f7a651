//! What may happen to a nomination.

use super::{Answered, Command, Event, Nomination, Nominee, Status, Submitted};
use crate::edition::{NomineeKind, Nothing};
use crate::entity::record;
use crate::ids::PersonId;
use crate::{Context, Decision, Refusal};

/// Whether `asked` may be submitted at all, as far as other entities say.
fn check(asked: &Submitted, context: &Context<'_>) -> Result<(), Refusal> {
    let reference = context.reference;
    let edition = reference.accepting(asked.edition, context.now)?;
    let category = edition
        .category(&asked.category)
        .ok_or(Refusal::CategoryUnknown)?;
    if category.nominee != asked.nominee.kind() {
        return Err(Refusal::NomineeKindMismatch);
    }
    let unit = reference.open_unit(asked.unit)?;
    if unit.head != Some(asked.by) {
        return Err(Refusal::NotUnitHead);
    }
    if reference.active_person(asked.by).is_none() {
        return Err(Refusal::PersonInactive);
    }
    match &asked.nominee {
        Nominee::Unit { unit } if *unit != asked.unit => return Err(Refusal::NotUnitHead),
        Nominee::Unit { .. } | Nominee::Person { .. } => {}
        Nominee::Team { members, .. } if (2..=20).contains(&members.len()) => {}
        Nominee::Team { .. } => return Err(Refusal::TeamSize),
    }
    for person in asked.nominee.people() {
        if person == asked.by {
            return Err(Refusal::SelfNomination);
        }
        let known = reference
            .active_person(person)
            .ok_or(Refusal::PersonUnknown)?;
        // A team may reach across units; a single person is nominated by their own.
        if asked.nominee.kind() == NomineeKind::Person && known.unit != Some(asked.unit) {
            return Err(Refusal::NotUnitHead);
        }
    }
    room(asked, context)
}

/// Whether the category takes another nomination.
fn room(asked: &Submitted, context: &Context<'_>) -> Result<(), Refusal> {
    if context.reference.full(asked.edition, &asked.category) {
        Err(Refusal::QuotaExhausted)
    } else {
        Ok(())
    }
}

impl Nomination {
    pub(super) fn decided(&self, command: &Command, context: &Context<'_>) -> Decision<Event> {
        let Some(submitted) = &self.submitted else {
            let Command::Submit(asked) = command else {
                return Decision::Refuse(Refusal::NominationUnknown);
            };
            return match check(asked, context) {
                Ok(()) => record(Event::Submitted(asked.clone())),
                Err(refusal) => Decision::Refuse(refusal),
            };
        };
        let nominator = submitted.by.0 == context.by.actor;
        let accepting = context.reference.accepting(submitted.edition, context.now);
        match (command, self.status) {
            // The citation is sealed, so nobody can tell whether this one says the same.
            (Command::Submit(_), _) => Decision::Refuse(Refusal::NominationExists),
            (Command::Consent, _) => self.answer(submitted, true, context),
            (Command::Decline, _) => self.answer(submitted, false, context),
            // It is returned to be mended, so only while it can be.
            (Command::Return(asked), Status::Submitted) => match accepting {
                Ok(_) => record(Event::Returned(asked.clone())),
                Err(refusal) => Decision::Refuse(refusal),
            },
            (Command::Return(_), _) => Decision::Refuse(Refusal::NominationNotSubmitted),
            _ if !nominator => Decision::Refuse(Refusal::NotTheNominator),
            (Command::Withdraw, Status::Withdrawn) => Decision::Repeat,
            (Command::Withdraw, _) => match accepting {
                Ok(_) => record(Event::Withdrawn(Nothing {})),
                Err(refusal) => Decision::Refuse(refusal),
            },
            (Command::Reopen, Status::Withdrawn) => {
                match accepting.and_then(|_| room(submitted, context)) {
                    Ok(()) => record(Event::Reopened(Nothing {})),
                    Err(refusal) => Decision::Refuse(refusal),
                }
            }
            (Command::Reopen, _) => Decision::Refuse(Refusal::NominationNotWithdrawn),
            (Command::Resubmit(asked), Status::Returned) => match accepting {
                Ok(_) => record(Event::Resubmitted(asked.clone())),
                Err(refusal) => Decision::Refuse(refusal),
            },
            (Command::Resubmit(_), _) => Decision::Refuse(Refusal::NominationNotReturned),
        }
    }

    fn may_answer(submitted: &Submitted, context: &Context<'_>) -> bool {
        let actor = PersonId(context.by.actor);
        match &submitted.nominee {
            Nominee::Unit { unit } => context.reference.head_of(*unit) == Some(actor),
            Nominee::Person { .. } | Nominee::Team { .. } => {
                submitted.nominee.people().contains(&actor)
            }
        }
    }

    fn answer(
        &self,
        submitted: &Submitted,
        consent: bool,
        context: &Context<'_>,
    ) -> Decision<Event> {
        let by = PersonId(context.by.actor);
        if !Self::may_answer(submitted, context) {
            return Decision::Refuse(Refusal::NotTheNominee);
        }
        if self.status == Status::Withdrawn {
            return Decision::Refuse(Refusal::NominationWithdrawn);
        }
        match (
            consent,
            self.consented.contains(&by),
            self.declined.contains(&by),
        ) {
            (true, true, _) | (false, _, true) => Decision::Repeat,
            (true, _, true) => Decision::Refuse(Refusal::ConsentAnswered),
            (true, false, false) => record(Event::Consented(Answered { by })),
            // Consent may be taken back; a refusal stands.
            (false, _, false) => record(Event::Declined(Answered { by })),
        }
    }
}
