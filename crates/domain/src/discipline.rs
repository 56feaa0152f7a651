//! Discipline records of a person: sanctions, examinations, and attestations that there is nothing
//! else. Imported from the agency's own records; why somebody was sanctioned is not taken over.
//!
//! That no sanction is recorded shows nothing by itself: an agency may not have reported any. An
//! *attestation* says that up to a day everything there is has been recorded, as the certificate
//! *surat keterangan bebas hukuman disiplin* does.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use jiff::tz::Offset;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::entity::record;
use crate::ids::{DisciplineId, PersonId, derive_id};
use crate::rulebook::SanctionLevel;
use crate::text::{Prose, Text};
use crate::{Context, Decision, Entity, Private, Refusal, events};

/// How many records one person has at most.
pub const LIMIT: usize = 200;

/// The source's own reference of a record, such as a number of a decree; it names no person.
pub type Source = Text<100>;

impl DisciplineId {
    /// The records of a person.
    #[must_use]
    pub fn of(person: PersonId) -> Self {
        Self(derive_id(&["discipline", &person.to_string()]))
    }
}

/// A person was sanctioned (*hukuman disiplin*, PP 94/2021 Art. 8).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sanctioned {
    /// Who.
    pub person: PersonId,
    /// The source's own reference, unique within the person.
    pub source: Source,
    /// How severely.
    pub level: SanctionLevel,
    /// The first day on which it takes effect.
    pub from: Date,
    /// The last day on which it does; none: not known, or for no term.
    pub until: Option<Date>,
}

/// Something was so on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Noted {
    /// Who.
    pub person: PersonId,
    /// The source's own reference, unique within the person; an examination closes under the
    /// reference that it was opened under.
    pub source: Source,
    /// On which day.
    pub on: Date,
}

/// A record was taken back: it was wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Withdrawn {
    /// Whose record.
    pub person: PersonId,
    /// Which one.
    pub source: Source,
    /// Why, sealed under the person.
    pub reason: Private<Prose>,
}

events! {
    /// What happens to the discipline records of a person.
    pub enum Event {
        #[doc = "A person was sanctioned."]
        Sanctioned(Sanctioned) = "discipline.sanctioned" 1,
        #[doc = "An examination of a person was opened."]
        ExaminationOpened(Noted) = "discipline.examination-opened" 1,
        #[doc = "An examination of a person was closed."]
        ExaminationClosed(Noted) = "discipline.examination-closed" 1,
        #[doc = "The agency attested that up to this day there is nothing but what is recorded."]
        Attested(Noted) = "discipline.attested" 1,
        #[doc = "A record was taken back: it was wrong. What is right is recorded anew."]
        Withdrawn(Withdrawn) = "discipline.withdrawn" 1,
        #[doc = "A sanction was recorded wrongly, or taken back by mistake; this is how it is."]
        Amended(Sanctioned) = "discipline.amended" 1,
    }
}

/// What may be asked of the discipline records of a person: that something is recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Record a sanction.
    Sanction(Sanctioned),
    /// Record a sanction, or correct what stands under its reference.
    Put(Sanctioned),
    /// Record that an examination was opened.
    OpenExamination(Noted),
    /// Record that it was closed.
    CloseExamination(Noted),
    /// Attest that there is nothing else.
    Attest(Noted),
    /// Take a record back.
    Withdraw(Withdrawn),
}

/// What is recorded under a source's reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Entry {
    Sanction(SanctionLevel, Date, Option<Date>),
    Examination(Date, Option<Date>),
    Attestation(Date),
}

/// The discipline records of a person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Records {
    entries: BTreeMap<Source, Entry>,
    withdrawn: BTreeSet<Source>,
}

impl Records {
    /// Records something new under a reference of its own.
    fn new_entry(&self, source: &Source, entry: Entry, event: Event) -> Decision<Event> {
        let known = self.entries.get(source);
        if self.withdrawn.contains(source) {
            return Decision::Refuse(Refusal::SourceReused);
        }
        match (known, entry) {
            (Some(known), _) if *known == entry => Decision::Repeat,
            // It was opened, and closed since.
            (Some(Entry::Examination(on, Some(_))), Entry::Examination(opened, None))
                if *on == opened =>
            {
                Decision::Repeat
            }
            (Some(_), _) => Decision::Refuse(Refusal::SourceReused),
            (None, _) if self.entries.len() >= LIMIT => Decision::Refuse(Refusal::RecordsFull),
            (None, Entry::Sanction(_, from, Some(until))) if until < from => {
                Decision::Refuse(Refusal::DatesReversed)
            }
            (None, _) => record(event),
        }
    }

    fn put(&self, asked: &Sanctioned) -> Decision<Event> {
        let entry = Entry::Sanction(asked.level, asked.from, asked.until);
        let backwards = asked.until.is_some_and(|until| until < asked.from);
        let amended = record(Event::Amended(asked.clone()));
        match self.entries.get(&asked.source) {
            Some(Entry::Sanction(..)) if backwards => Decision::Refuse(Refusal::DatesReversed),
            Some(known) if *known == entry => Decision::Repeat,
            Some(Entry::Sanction(..)) => amended,
            None if self.withdrawn.contains(&asked.source) && !backwards => {
                if self.entries.len() < LIMIT {
                    amended
                } else {
                    Decision::Refuse(Refusal::RecordsFull)
                }
            }
            Some(Entry::Examination(..) | Entry::Attestation(_)) | None => {
                self.new_entry(&asked.source, entry, Event::Sanctioned(asked.clone()))
            }
        }
    }

    /// The level and the days of the sanction under a reference.
    #[must_use]
    pub fn sanction(&self, source: &Source) -> Option<(SanctionLevel, Date, Option<Date>)> {
        match self.entries.get(source) {
            Some(Entry::Sanction(level, from, until)) => Some((*level, *from, *until)),
            Some(Entry::Examination(..) | Entry::Attestation(_)) | None => None,
        }
    }

    fn close(&self, asked: &Noted) -> Decision<Event> {
        match self.entries.get(&asked.source) {
            Some(Entry::Examination(_, Some(on))) if *on == asked.on => Decision::Repeat,
            Some(Entry::Examination(_, Some(_))) => Decision::Refuse(Refusal::SourceReused),
            Some(Entry::Examination(opened, None)) if asked.on < *opened => {
                Decision::Refuse(Refusal::DatesReversed)
            }
            Some(Entry::Examination(_, None)) => record(Event::ExaminationClosed(asked.clone())),
            Some(Entry::Sanction(..) | Entry::Attestation(_)) | None => {
                Decision::Refuse(Refusal::SourceUnknown)
            }
        }
    }

    fn withdraw(&self, asked: &Withdrawn) -> Decision<Event> {
        if self.withdrawn.contains(&asked.source) {
            Decision::Repeat
        } else if self.entries.contains_key(&asked.source) {
            record(Event::Withdrawn(asked.clone()))
        } else {
            Decision::Refuse(Refusal::SourceUnknown)
        }
    }
}

impl Command {
    const fn person(&self) -> PersonId {
        match self {
            Self::Sanction(asked) | Self::Put(asked) => asked.person,
            Self::OpenExamination(asked) | Self::CloseExamination(asked) | Self::Attest(asked) => {
                asked.person
            }
            Self::Withdraw(asked) => asked.person,
        }
    }

    /// The day that must have come; a sanction may take effect later.
    const fn noted_on(&self) -> Option<Date> {
        match self {
            Self::OpenExamination(asked) | Self::CloseExamination(asked) | Self::Attest(asked) => {
                Some(asked.on)
            }
            Self::Sanction(_) | Self::Put(_) | Self::Withdraw(_) => None,
        }
    }
}

impl Entity for Records {
    const KIND: &'static str = "discipline";
    type Event = Event;
    type Command = Command;

    fn decide(&self, command: &Command, context: &Context<'_>) -> Decision<Event> {
        if !context.reference.people.contains_key(&command.person()) {
            return Decision::Refuse(Refusal::PersonUnknown);
        }
        // The latest civil date anywhere on earth at this moment.
        let today = Offset::constant(14).to_datetime(context.now).date();
        if command.noted_on().is_some_and(|on| on > today) {
            return Decision::Refuse(Refusal::DateInFuture);
        }
        match command {
            Command::Sanction(asked) => {
                let entry = Entry::Sanction(asked.level, asked.from, asked.until);
                self.new_entry(&asked.source, entry, Event::Sanctioned(asked.clone()))
            }
            Command::Put(asked) => self.put(asked),
            Command::OpenExamination(asked) => {
                let entry = Entry::Examination(asked.on, None);
                let event = Event::ExaminationOpened(asked.clone());
                self.new_entry(&asked.source, entry, event)
            }
            Command::CloseExamination(asked) => self.close(asked),
            Command::Attest(asked) => {
                let entry = Entry::Attestation(asked.on);
                self.new_entry(&asked.source, entry, Event::Attested(asked.clone()))
            }
            Command::Withdraw(asked) => self.withdraw(asked),
        }
    }

    fn evolve(&mut self, event: &Event) {
        match event {
            Event::Sanctioned(new) | Event::Amended(new) => {
                let entry = Entry::Sanction(new.level, new.from, new.until);
                self.entries.insert(new.source.clone(), entry);
                self.withdrawn.remove(&new.source);
            }
            Event::ExaminationOpened(new) => {
                let entry = Entry::Examination(new.on, None);
                self.entries.insert(new.source.clone(), entry);
            }
            Event::ExaminationClosed(closed) => {
                if let Some(Entry::Examination(_, end)) = self.entries.get_mut(&closed.source) {
                    *end = Some(closed.on);
                }
            }
            Event::Attested(new) => {
                let entry = Entry::Attestation(new.on);
                self.entries.insert(new.source.clone(), entry);
            }
            Event::Withdrawn(withdrawn) => {
                self.entries.remove(&withdrawn.source);
                self.withdrawn.insert(withdrawn.source.clone());
            }
        }
    }
}
