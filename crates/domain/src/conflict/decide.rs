//! What may happen to a conflict of interest, and who decides.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::{Ask, Between, Command, Conflict, Declared, Event, Found, SetAside, Step, absolute};
use crate::entity::record;
use crate::ids::PersonId;
use crate::reference::Nomination;
use crate::rulebook::Relation;
use crate::text::Prose;
use crate::{Context, Decision, Private, Refusal, Role};

/// The nomination, if it is one of the edition.
fn nomination<'c>(between: &Between, context: &Context<'c>) -> Result<&'c Nomination, Refusal> {
    let reference = context.reference;
    if !reference.editions.contains_key(&between.edition) {
        return Err(Refusal::EditionUnknown);
    }
    let known = reference.nominations.get(&between.nomination);
    let known = known.filter(|known| known.edition == between.edition);
    if !reference.people.contains_key(&between.juror) {
        return Err(Refusal::PersonUnknown);
    }
    known.ok_or(Refusal::NominationUnknown)
}

/// Whether the actor may decide: the office, or who chairs a panel of the edition; nobody about a
/// conflict that they are party to.
fn may_decide(between: &Between, context: &Context<'_>) -> Result<(), Refusal> {
    let (reference, actor) = (context.reference, PersonId(context.by.actor));
    let about = nomination(between, context)?;
    if actor == between.juror || about.by == actor || reference.is_nominee(actor, about) {
        return Err(Refusal::OwnConflict);
    }
    let mut panels = reference.panels.values();
    let chairs = panels.any(|panel| panel.edition == between.edition && panel.chair == actor);
    if context.by.role == Role::Administrator || chairs {
        Ok(())
    } else {
        Err(Refusal::NotTheChair)
    }
}

impl Conflict {
    pub(super) fn decided(&self, command: &Command, context: &Context<'_>) -> Decision<Event> {
        let between = command.between;
        let answer = match &command.ask {
            Ask::Declare(statement) => self.declare(between, statement, context),
            Ask::WithdrawDeclaration => self.withdraw(between, context),
            Ask::Record | Ask::Confirm | Ask::Dismiss(_) | Ask::Waive(_) | Ask::Pin => {
                may_decide(&between, context).and_then(|()| self.judged(command, context))
            }
        };
        answer.unwrap_or_else(Decision::Refuse)
    }

    fn declare(
        &self,
        between: Between,
        statement: &Private<Prose>,
        context: &Context<'_>,
    ) -> Result<Decision<Event>, Refusal> {
        nomination(&between, context)?;
        self.may_change(&between, context)?;
        // What they said is sealed, so nobody can tell whether this says the same.
        if self.declared && !self.set_aside.contains(&Relation::Declared) {
            return Err(Refusal::ConflictDeclared);
        }
        let statement = statement.clone();
        Ok(record(Event::Declared(Declared { between, statement })))
    }

    fn withdraw(
        &self,
        between: Between,
        context: &Context<'_>,
    ) -> Result<Decision<Event>, Refusal> {
        if self.between.is_none() {
            return Err(Refusal::ConflictUnknown);
        }
        self.may_change(&between, context)?;
        if !self.declared {
            return Ok(Decision::Repeat);
        }
        let by = between.juror.0;
        Ok(record(Event::DeclarationWithdrawn(Step { between, by })))
    }

    /// Whether the juror may declare or withdraw.
    fn may_change(&self, between: &Between, context: &Context<'_>) -> Result<(), Refusal> {
        if between.juror.0 != context.by.actor {
            Err(Refusal::NotTheJuror)
        } else if self.pinned {
            Err(Refusal::ConflictPinned)
        } else if self.confirmed {
            Err(Refusal::ConflictConfirmed)
        } else {
            Ok(())
        }
    }

    /// What is decided by somebody who may.
    fn judged(&self, command: &Command, context: &Context<'_>) -> Result<Decision<Event>, Refusal> {
        let (between, by) = (command.between, context.by.actor);
        let detected =
            context
                .reference
                .detected(between.edition, between.juror, between.nomination);
        match &command.ask {
            Ask::Record => self.recorded(between, detected, by),
            Ask::Confirm => self.confirm(between, detected, by),
            Ask::Dismiss(reason) => {
                let relations = self.to_set_aside(detected)?;
                if self.confirmed {
                    return Err(Refusal::ConflictConfirmed);
                }
                Ok(record(Event::Dismissed(SetAside {
                    between,
                    relations,
                    by,
                    reason: reason.clone(),
                })))
            }
            Ask::Waive(reason) => {
                let edition = context.reference.editions.get(&between.edition);
                if !edition.is_some_and(|known| known.rulebook.conflicts.waivable) {
                    return Err(Refusal::WaiverNotAllowed);
                }
                let relations = self.to_set_aside(detected)?;
                self.waive(SetAside {
                    between,
                    relations,
                    by,
                    reason: reason.clone(),
                })
            }
            Ask::Pin if self.between.is_none() => Err(Refusal::ConflictUnknown),
            Ask::Pin if self.pinned => Ok(Decision::Repeat),
            Ask::Pin | Ask::Declare(_) | Ask::WithdrawDeclaration => {
                Ok(record(Event::Pinned(Step { between, by })))
            }
        }
    }

    fn recorded(
        &self,
        between: Between,
        relations: BTreeSet<Relation>,
        by: Uuid,
    ) -> Result<Decision<Event>, Refusal> {
        if relations.is_empty() {
            Err(Refusal::ConflictUnknown)
        } else if relations.is_subset(&self.recorded) {
            Ok(Decision::Repeat)
        } else {
            Ok(record(Event::Detected(Found {
                between,
                relations,
                by,
            })))
        }
    }

    /// Confirming takes everything back that was set aside.
    fn confirm(
        &self,
        between: Between,
        detected: BTreeSet<Relation>,
        by: Uuid,
    ) -> Result<Decision<Event>, Refusal> {
        let relations = self.all(detected);
        if relations.is_empty() {
            return Err(Refusal::ConflictUnknown);
        }
        let standing = self.confirmed && self.set_aside.is_empty();
        if standing && relations.is_subset(&self.recorded) {
            return Ok(Decision::Repeat);
        }
        Ok(record(Event::Confirmed(Found {
            between,
            relations,
            by,
        })))
    }

    /// What would be set aside: all that blocks, if somebody may set it aside.
    fn to_set_aside(&self, detected: BTreeSet<Relation>) -> Result<BTreeSet<Relation>, Refusal> {
        let relations = self.blocking(detected);
        if relations.is_empty() {
            Err(Refusal::ConflictUnknown)
        } else if relations.iter().any(|relation| absolute(*relation)) {
            Err(Refusal::ConflictAbsolute)
        } else {
            Ok(relations)
        }
    }

    /// Two different people waive the same relations; more relations need a new proposal.
    fn waive(&self, asked: SetAside) -> Result<Decision<Event>, Refusal> {
        let proposal = self.proposed.as_ref();
        match proposal.filter(|(relations, _)| *relations == asked.relations) {
            None => Ok(record(Event::WaiverProposed(asked))),
            Some((_, first)) if *first == asked.by => Err(Refusal::WaiverNeedsTwo),
            Some(_) => Ok(record(Event::Waived(asked))),
        }
    }
}
