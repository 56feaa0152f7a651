//! What may be done with an edition when.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;

use super::{
    Amend, Amended, Command, Drafted, Edition, Event, Extended, Nothing, Opened, Phase, RulebookSet,
};
use crate::entity::record;
use crate::ids::EditionId;
use crate::rulebook::{Category, Rulebook, last_day};
use crate::{Context, Decision, Fingerprint, Reference, Refusal};

/// The rulebook as it stands in the ledger, if an edition can be held by it.
fn drafted(rulebook: &Arc<Rulebook>) -> Result<Vec<Event>, Refusal> {
    rulebook.check()?;
    Ok(vec![
        Event::Drafted(Drafted::from(rulebook.as_ref())),
        Event::RulebookSet(RulebookSet {
            rulebook: Arc::clone(rulebook),
            hash: Fingerprint::of_value(rulebook),
        }),
    ])
}

fn outcome(events: Result<Vec<Event>, Refusal>) -> Decision<Event> {
    match events {
        Ok(events) => Decision::Record(events),
        Err(refusal) => Decision::Refuse(refusal),
    }
}

/// A deadline lies ahead, and on no holiday of the calendar.
fn deadline(rulebook: &Rulebook, until: Timestamp, now: Timestamp) -> Result<(), Refusal> {
    if until <= now {
        Err(Refusal::DeadlinePast)
    } else if rulebook.calendar.holiday(last_day(until)).is_some() {
        Err(Refusal::DeadlineOnHoliday)
    } else {
        Ok(())
    }
}

/// The deadline that is asked for and the timetable's, which agree where there are both.
fn scheduled(rulebook: &Rulebook, asked: Option<Timestamp>) -> Result<Timestamp, Refusal> {
    match (asked, rulebook.nominations_until()) {
        (Some(asked), Some(scheduled)) if asked != scheduled => Err(Refusal::DeadlineNotScheduled),
        (None, None) => Err(Refusal::DeadlineMissing),
        (asked, scheduled) => asked.or(scheduled).ok_or(Refusal::DeadlineMissing),
    }
}

/// An amendment keeps the categories, and of those that have begun what they are judged by.
fn keeps(
    (old, new): (&Rulebook, &Rulebook),
    edition: EditionId,
    reference: &Reference,
) -> Result<(), Refusal> {
    if old.code != new.code {
        return Err(Refusal::RulebookCodeFixed);
    }
    let kinds = |rulebook: &Rulebook| -> BTreeSet<_> {
        let categories = rulebook.categories.iter();
        categories
            .map(|one| (one.code.clone(), one.nominee))
            .collect()
    };
    if kinds(old) != kinds(new) {
        return Err(Refusal::RulebookCategoriesFixed);
    }
    let rounds = reference.rounds.values();
    let begun: BTreeSet<_> = rounds
        .filter(|round| round.edition == edition)
        .map(|round| &round.category)
        .collect();
    let judged = |of: &Category| {
        let (criteria, rounds) = (of.criteria.clone(), of.rounds.clone());
        (criteria, rounds, of.eligibility.clone(), of.places)
    };
    let moved = |code| old.category(code).map(judged) != new.category(code).map(judged);
    let together = old.ties != new.ties || old.cut_off != new.cut_off;
    if begun.iter().any(|code| together || moved(code)) {
        return Err(Refusal::CategoryBegun);
    }
    Ok(())
}

impl Edition {
    pub(super) fn decided(&self, command: &Command, context: &Context<'_>) -> Decision<Event> {
        match (self.phase, command) {
            (Phase::Absent, Command::Draft(asked)) => outcome(drafted(asked)),
            (Phase::Absent, _) => Decision::Refuse(Refusal::EditionUnknown),
            (_, Command::Draft(asked)) if self.rulebook.as_ref() == Some(asked) => Decision::Repeat,
            (_, Command::Draft(_)) => Decision::Refuse(Refusal::EditionExists),
            (Phase::Cancelled, Command::Cancel(asked))
                if self.cancelled.as_ref() == Some(&asked.reason) =>
            {
                Decision::Repeat
            }
            (Phase::Cancelled, _) => Decision::Refuse(Refusal::EditionCancelled),
            (Phase::Draft, Command::Redraft(asked)) => self.redraft(asked),
            (Phase::Draft, Command::Open(asked)) => outcome(self.open(*asked, context)),
            (Phase::Draft, Command::Cancel(asked)) => record(Event::Cancelled(asked.clone())),
            (Phase::Draft, _) => Decision::Refuse(Refusal::EditionNotOpen),
            (Phase::Open, Command::Open(asked)) if self.opened_so(*asked) => Decision::Repeat,
            (Phase::Assessing, Command::CloseNominations) => Decision::Repeat,
            (Phase::Assessing, Command::Extend(_)) => Decision::Refuse(Refusal::NominationsClosed),
            (Phase::Open | Phase::Assessing, command) => self.decide_open(command, context),
        }
    }

    fn decide_open(&self, command: &Command, context: &Context<'_>) -> Decision<Event> {
        match command {
            Command::Extend(asked) => outcome(self.extend(asked, context)),
            Command::Suspend(asked) if self.suspended.as_ref() == Some(&asked.reason) => {
                Decision::Repeat
            }
            // Reasons are published: another one is not so already.
            Command::Suspend(_) | Command::CloseNominations if self.suspended.is_some() => {
                Decision::Refuse(Refusal::EditionSuspended)
            }
            Command::Suspend(asked) => record(Event::Suspended(asked.clone())),
            Command::Resume if self.suspended.is_some() => record(Event::Resumed(Nothing {})),
            Command::Resume => Decision::Refuse(Refusal::EditionNotSuspended),
            Command::CloseNominations => record(Event::NominationsClosed(Nothing {})),
            Command::Cancel(asked) => record(Event::Cancelled(asked.clone())),
            Command::Amend(asked) if self.amended_so(asked) => Decision::Repeat,
            Command::Amend(asked) => outcome(self.amend(asked, context)),
            Command::Draft(_) | Command::Redraft(_) | Command::Open(_) => {
                Decision::Refuse(Refusal::EditionNotDraft)
            }
        }
    }

    fn redraft(&self, asked: &Arc<Rulebook>) -> Decision<Event> {
        let known = self.rulebook.as_ref();
        if known == Some(asked) {
            Decision::Repeat
        } else if known.is_some_and(|known| known.code != asked.code) {
            Decision::Refuse(Refusal::RulebookCodeFixed)
        } else {
            outcome(drafted(asked))
        }
    }

    fn open(&self, asked: Option<Timestamp>, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
        let rulebook = self.rulebook.as_ref().ok_or(Refusal::EditionUnknown)?;
        let nominations_until = scheduled(rulebook, asked)?;
        deadline(rulebook, nominations_until, context.now)?;
        Ok(vec![Event::Opened(Opened { nominations_until })])
    }

    fn opened_so(&self, asked: Option<Timestamp>) -> bool {
        let until = self.rulebook.as_ref().map(|known| scheduled(known, asked));
        until.and_then(Result::ok) == self.nominations_until
    }

    fn extend(&self, asked: &Extended, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
        if Some(asked.nominations_until) <= self.nominations_until {
            return Err(Refusal::DeadlineNotLater);
        }
        let rulebook = self.rulebook.as_ref().ok_or(Refusal::EditionUnknown)?;
        deadline(rulebook, asked.nominations_until, context.now)?;
        Ok(vec![Event::Extended(asked.clone())])
    }

    fn amended_so(&self, asked: &Amend) -> bool {
        let last = (asked.previous, asked.reason.clone());
        self.rulebook.as_ref() == Some(&asked.rulebook) && self.amended == Some(last)
    }

    fn amend(&self, asked: &Amend, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
        let (old, new) = (self.rulebook.as_ref(), &asked.rulebook);
        let old = old.ok_or(Refusal::EditionUnknown)?;
        if Fingerprint::of_value(old) != asked.previous {
            return Err(Refusal::RulebookMoved);
        }
        if old == new {
            return Err(Refusal::RulebookUnchanged);
        }
        new.check()?;
        if context.reference.ratified(asked.edition).is_some() {
            return Err(Refusal::DecisionRatified);
        }
        keeps((old, new), asked.edition, context.reference)?;
        let mut events = vec![Event::Amended(Amended {
            rulebook: Arc::clone(new),
            hash: Fingerprint::of_value(new),
            previous: asked.previous,
            reason: asked.reason.clone(),
        })];
        events.extend(self.rescheduled((old, new), asked, context)?);
        Ok(events)
    }

    /// The extension that goes with another last day of nominations in the timetable.
    fn rescheduled(
        &self,
        (old, new): (&Rulebook, &Rulebook),
        asked: &Amend,
        context: &Context<'_>,
    ) -> Result<Option<Event>, Refusal> {
        let scheduled = new.nominations_until();
        let Some(until) = scheduled.filter(|_| old.nominations_until() != scheduled) else {
            return Ok(None);
        };
        if self.nominations_until == Some(until) {
            return Ok(None);
        }
        if self.phase != Phase::Open {
            return Err(Refusal::NominationsClosed);
        }
        if Some(until) < self.nominations_until {
            return Err(Refusal::DeadlineNotLater);
        }
        deadline(new, until, context.now)?;
        Ok(Some(Event::Extended(Extended {
            nominations_until: until,
            reason: asked.reason.clone(),
        })))
    }
}
