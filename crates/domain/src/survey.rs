//! Answers of satisfaction surveys: of a unit's users (SKM, `PermenPANRB` 14/2017) and of a
//! course's participants. One bounded entity per subject and period.
//!
//! Answers are anonymous. Each is known by a keyed digest of its row, so that the same file again
//! adds nothing and a corrected one replaces what it corrects; nobody can turn it back.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::entity::record;
use crate::ids::{SurveyId, UnitId, derive_id};
use crate::performance::is_period;
use crate::text::{Text, Title};
use crate::{Context, Decision, Entity, Refusal, events};

/// How many answers one subject's period holds at most.
pub const LIMIT: usize = 20_000;
/// How many answers one commit holds at most.
pub const AT_ONCE: usize = 500;

/// What was asked about.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Subject {
    /// The service of a unit, by nine elements.
    Unit(UnitId),
    /// A course, by five: content, method, speakers, facilities, relevance.
    Course(Title),
}

impl Subject {
    /// How many elements are asked for.
    #[must_use]
    pub const fn elements(&self) -> usize {
        match self {
            Self::Unit(_) => 9,
            Self::Course(_) => 5,
        }
    }
}

impl SurveyId {
    /// The answers about a subject in a period.
    #[must_use]
    pub fn of(subject: &Subject, period: &str) -> Self {
        let (kind, which) = match subject {
            Subject::Unit(unit) => ("unit", unit.to_string()),
            Subject::Course(title) => ("course", title.as_str().to_uppercase()),
        };
        Self(derive_id(&["survey", kind, &which, period]))
    }
}

/// One respondent's answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// Keyed digest of the row, hexadecimal.
    pub row: Text<32>,
    /// The marks 1 to 4 by element; none where the respondent gave none.
    pub marks: Vec<Option<u8>>,
}

/// Answers were given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Answered {
    /// About what.
    pub subject: Subject,
    /// The period.
    pub period: Text<7>,
    /// The answers, 1 to 500.
    pub answers: Vec<Answer>,
}

/// An answer that was recorded wrongly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Changed {
    /// Keyed digest of the row.
    pub row: Text<32>,
    /// The marks as they are.
    pub marks: Vec<Option<u8>>,
    /// The marks as they were recorded.
    pub before: Vec<Option<u8>>,
}

/// Answers were recorded wrongly; this is how they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Corrected {
    /// About what.
    pub subject: Subject,
    /// The period.
    pub period: Text<7>,
    /// The answers.
    pub answers: Vec<Changed>,
}

/// How many users there were, for the least sample (Krejcie and Morgan).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UsersCounted {
    /// About what.
    pub subject: Subject,
    /// The period.
    pub period: Text<7>,
    /// How many.
    pub users: u32,
}

events! {
    /// What happens to the answers about a subject.
    pub enum Event {
        #[doc = "Answers were given."]
        Answered(Answered) = "survey.answered" 1,
        #[doc = "Answers were recorded wrongly; this is how they are."]
        Corrected(Corrected) = "survey.corrected" 1,
        #[doc = "Answers were recorded that were never given."]
        Withdrawn(Answered) = "survey.withdrawn" 1,
        #[doc = "The users of the period were counted."]
        UsersCounted(UsersCounted) = "survey.users-counted" 1,
    }
}

/// What may be asked of the answers about a subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Record answers; those known with other marks are corrected.
    Put(Answered),
    /// Withdraw answers, named by their rows.
    Withdraw {
        /// About what.
        subject: Subject,
        /// The period.
        period: Text<7>,
        /// Which.
        rows: Vec<Text<32>>,
    },
    /// Say how many users there were.
    CountUsers(UsersCounted),
}

/// The answers about a subject in a period.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Survey {
    answers: BTreeMap<Text<32>, Vec<Option<u8>>>,
    users: Option<u32>,
}

impl Survey {
    /// The marks recorded for a row.
    #[must_use]
    pub fn marks(&self, row: &Text<32>) -> Option<&[Option<u8>]> {
        self.answers.get(row).map(Vec::as_slice)
    }

    fn put(&self, asked: &Answered, context: &Context<'_>) -> Decision<Event> {
        if let Err(refusal) = sound(&asked.subject, &asked.period, context) {
            return Decision::Refuse(refusal);
        }
        let mut seen: BTreeMap<&Text<32>, &[Option<u8>]> = BTreeMap::new();
        let (mut new, mut changed) = (Vec::new(), Vec::new());
        for answer in &asked.answers {
            let marks = &answer.marks;
            if marks.len() != asked.subject.elements()
                || marks.iter().flatten().any(|mark| !(1..=4).contains(mark))
            {
                return Decision::Refuse(Refusal::ScoreOutOfScale);
            }
            match seen.insert(&answer.row, marks) {
                Some(same) if same == marks => continue,
                Some(_) => return Decision::Refuse(Refusal::SourceReused),
                None => {}
            }
            match self.answers.get(&answer.row) {
                None => new.push(answer.clone()),
                Some(known) if known == marks => {}
                Some(known) => changed.push(Changed {
                    row: answer.row.clone(),
                    marks: marks.clone(),
                    before: known.clone(),
                }),
            }
        }
        if self.answers.len() + new.len() > LIMIT || asked.answers.len() > AT_ONCE {
            return Decision::Refuse(Refusal::RecordsFull);
        }
        let (subject, period) = (&asked.subject, &asked.period);
        let answered = (!new.is_empty()).then(|| {
            Event::Answered(Answered {
                subject: subject.clone(),
                period: period.clone(),
                answers: new,
            })
        });
        let corrected = (!changed.is_empty()).then(|| {
            Event::Corrected(Corrected {
                subject: subject.clone(),
                period: period.clone(),
                answers: changed,
            })
        });
        recorded(answered.into_iter().chain(corrected).collect())
    }

    fn withdraw(&self, subject: &Subject, period: &Text<7>, rows: &[Text<32>]) -> Decision<Event> {
        let known = |row: &Text<32>| {
            self.answers.get(row).map(|marks| Answer {
                row: row.clone(),
                marks: marks.clone(),
            })
        };
        let rows: BTreeSet<&Text<32>> = rows.iter().collect();
        if rows.len() > AT_ONCE {
            return Decision::Refuse(Refusal::RecordsFull);
        }
        let answers: Vec<Answer> = rows.into_iter().filter_map(known).collect();
        if answers.is_empty() {
            return Decision::Repeat;
        }
        record(Event::Withdrawn(Answered {
            subject: subject.clone(),
            period: period.clone(),
            answers,
        }))
    }
}

fn recorded(events: Vec<Event>) -> Decision<Event> {
    if events.is_empty() {
        Decision::Repeat
    } else {
        Decision::Record(events)
    }
}

fn sound(subject: &Subject, period: &Text<7>, context: &Context<'_>) -> Result<(), Refusal> {
    if !is_period(period.as_str()) {
        return Err(Refusal::PeriodInvalid);
    }
    match subject {
        Subject::Unit(unit) if !context.reference.units.contains_key(unit) => {
            Err(Refusal::UnitUnknown)
        }
        Subject::Unit(_) | Subject::Course(_) => Ok(()),
    }
}

impl Entity for Survey {
    const KIND: &'static str = "survey";
    type Event = Event;
    type Command = Command;

    fn decide(&self, command: &Command, context: &Context<'_>) -> Decision<Event> {
        match command {
            Command::Put(asked) => self.put(asked, context),
            Command::Withdraw {
                subject,
                period,
                rows,
            } => self.withdraw(subject, period, rows),
            Command::CountUsers(asked) => match sound(&asked.subject, &asked.period, context) {
                Err(refusal) => Decision::Refuse(refusal),
                Ok(()) if self.users == Some(asked.users) => Decision::Repeat,
                Ok(()) => record(Event::UsersCounted(asked.clone())),
            },
        }
    }

    fn evolve(&mut self, event: &Event) {
        match event {
            Event::Answered(answered) => {
                for answer in &answered.answers {
                    self.answers
                        .insert(answer.row.clone(), answer.marks.clone());
                }
            }
            Event::Corrected(corrected) => {
                for answer in &corrected.answers {
                    self.answers
                        .insert(answer.row.clone(), answer.marks.clone());
                }
            }
            Event::Withdrawn(withdrawn) => {
                for answer in &withdrawn.answers {
                    self.answers.remove(&answer.row);
                }
            }
            Event::UsersCounted(counted) => self.users = Some(counted.users),
        }
    }
}
