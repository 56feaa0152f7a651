//! How the reference follows nominations, and which of them came too late or too many.

use std::collections::BTreeSet;

use super::{Nomination, Outside, Reference};
use crate::ids::NominationId;
use crate::nomination::{Event, Status, Submitted};

impl From<&Submitted> for Nomination {
    fn from(submitted: &Submitted) -> Self {
        Self {
            edition: submitted.edition,
            category: submitted.category.clone(),
            nominee: submitted.nominee.clone(),
            unit: submitted.unit,
            by: submitted.by,
            status: Status::Submitted,
            unmended: false,
            outside: None,
            consented: BTreeSet::new(),
            declined: false,
        }
    }
}

impl Nomination {
    fn evolve(&mut self, event: &Event, outside: Option<Outside>) {
        match event {
            Event::Submitted(_) | Event::Resubmitted(_) => {
                self.status = Status::Submitted;
                self.unmended = false;
                self.outside = outside;
            }
            Event::Reopened(_) => {
                self.status = Status::reopened(self.unmended);
                self.outside = outside;
            }
            Event::Returned(_) => {
                self.status = Status::Returned;
                self.unmended = true;
            }
            Event::Withdrawn(_) => self.status = Status::Withdrawn,
            Event::Consented(answered) => {
                self.consented.insert(answered.by);
            }
            Event::Declined(answered) => {
                self.consented.remove(&answered.by);
                self.declined = true;
            }
        }
    }
}

impl Reference {
    pub(super) fn nomination(&mut self, id: NominationId, event: &Event) {
        let known = self.nominations.remove(&id);
        if let Some(known) = &known {
            self.count(known, -1);
        }
        let submitted = if let Event::Submitted(submitted) = event {
            Some(submitted.into())
        } else {
            known
        };
        let Some(mut known) = submitted else {
            return;
        };
        let edition = self.editions.get(&known.edition);
        let late = edition.is_some_and(|edition| edition.nominations_closed.is_some());
        // Its own place is free here: one that counted and is mended goes on counting.
        let over = self.full(known.edition, &known.category);
        let outside = match (late, over) {
            (true, _) => Some(Outside::Late),
            (false, true) => Some(Outside::Over),
            (false, false) => None,
        };
        known.evolve(event, outside);
        self.count(&known, 1);
        self.nominations.insert(id, known);
    }

    fn count(&mut self, nomination: &Nomination, by: i32) {
        if nomination.counts() {
            let key = (nomination.edition, nomination.category.clone());
            let counted = self.nominated.entry(key).or_default();
            *counted = counted.saturating_add_signed(by);
        }
    }
}
