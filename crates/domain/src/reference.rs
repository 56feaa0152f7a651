//! Reference state: what decisions on one entity may know of others.
//!
//! Each deciding process folds its agencies' ledgers into this, in memory. It can lag, so no rule
//! over several entities rests on it alone; [`crate::rules`] says how each is held.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::Timestamp;
use uuid::Uuid;

use crate::edition::{Category, Criterion};
use crate::ids::{
    DecisionId, EditionId, NominationId, PanelId, PersonId, ResultId, RoundId, UnitId,
};
use crate::nomination::{Nominee, Status};
use crate::person::PersonKind;
use crate::text::{Code, Title};
use crate::{
    AnyEvent, Refusal, announcement, decision, edition, nomination, panel, person, registry,
    result, round, unit,
};

/// A unit, as others see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Its name.
    pub name: Title,
    /// Its head.
    pub head: Option<PersonId>,
    /// Whether it is dissolved.
    pub closed: bool,
}

/// A person, as others see them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Person {
    /// The unit they serve in.
    pub unit: Option<UnitId>,
    /// Kind of employment.
    pub kind: PersonKind,
    /// Whether they serve here.
    pub active: bool,
}

/// An edition, as others see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edition {
    /// Its title.
    pub title: Title,
    /// The year it is for.
    pub year: u16,
    /// Its categories.
    pub categories: Vec<Category>,
    /// The deadline for nominations; `None` before it opens.
    pub nominations_until: Option<Timestamp>,
    /// Sequence of the commit that closed nominations.
    pub nominations_closed: Option<u64>,
    /// Whether it is suspended.
    pub suspended: bool,
    /// Whether it is cancelled.
    pub cancelled: bool,
    /// Whether its decision is announced.
    pub announced: bool,
}

impl Edition {
    /// One of its categories.
    #[must_use]
    pub fn category(&self, code: &Code) -> Option<&Category> {
        self.categories
            .iter()
            .find(|category| category.code == *code)
    }
}

/// A nomination, as others see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nomination {
    /// The edition.
    pub edition: EditionId,
    /// The category.
    pub category: Code,
    /// Who is nominated.
    pub nominee: Nominee,
    /// The unit that nominates.
    pub unit: UnitId,
    /// Who nominated.
    pub by: PersonId,
    /// Where it stands.
    pub status: Status,
    /// Whether it was returned and not mended since.
    pub unmended: bool,
    /// Whether what put it there came after nominations closed, in ledger order.
    pub late: bool,
    /// Who consented.
    pub consented: BTreeSet<PersonId>,
    /// Whether anybody declined.
    pub declined: bool,
}

impl Nomination {
    /// Whether it may be assessed.
    #[must_use]
    pub fn eligible(&self) -> bool {
        let people = self.nominee.people();
        let consented = if people.is_empty() {
            !self.consented.is_empty()
        } else {
            people.iter().all(|person| self.consented.contains(person))
        };
        self.status == Status::Submitted && !self.late && consented && !self.declined
    }
}

/// A panel, as others see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Panel {
    /// The edition.
    pub edition: EditionId,
    /// Who is on it now.
    pub jurors: BTreeSet<PersonId>,
    /// Its quorum.
    pub quorum: u8,
}

/// A round, as others see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Round {
    /// The edition.
    pub edition: EditionId,
    /// The category.
    pub category: Code,
    /// The panel.
    pub panel: PanelId,
    /// Who was on the panel when it opened: where the count starts from.
    pub jurors: BTreeSet<PersonId>,
    /// What is marked.
    pub criteria: Vec<Criterion>,
    /// What is assessed.
    pub candidates: BTreeMap<NominationId, Nominee>,
    /// Until when ballots are accepted.
    pub closes_at: Timestamp,
    /// Sequence of the commit that opened it.
    pub opened: u64,
    /// Sequence of the commit that closed it.
    pub closed: Option<u64>,
}

/// A result, as others see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResultRef {
    /// The edition.
    pub edition: EditionId,
    /// The category.
    pub category: Code,
    /// Whether the quorum was met.
    pub quorum_met: bool,
    /// The place of each nomination.
    pub places: HashMap<NominationId, u32>,
}

/// A decision, as others see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionRef {
    /// What was proposed last.
    pub proposed: decision::Proposed,
    /// The decree.
    pub ratified: Option<decision::Ratified>,
}

/// Everything that decisions look up, of one agency (for the registry: of all).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reference {
    /// Registered agencies by code, in the registry's reference only.
    pub agencies: BTreeMap<String, Title>,
    /// Units.
    pub units: HashMap<UnitId, Unit>,
    /// People.
    pub people: HashMap<PersonId, Person>,
    /// Editions.
    pub editions: BTreeMap<EditionId, Edition>,
    /// Nominations.
    pub nominations: BTreeMap<NominationId, Nomination>,
    /// Panels.
    pub panels: HashMap<PanelId, Panel>,
    /// Rounds.
    pub rounds: BTreeMap<RoundId, Round>,
    /// Results in ledger order.
    pub results: Vec<(ResultId, ResultRef)>,
    /// Decisions.
    pub decisions: HashMap<DecisionId, DecisionRef>,
}

impl Reference {
    /// A person who serves here now.
    #[must_use]
    pub fn active_person(&self, person: PersonId) -> Option<&Person> {
        self.people.get(&person).filter(|known| known.active)
    }

    /// A unit that is not dissolved.
    pub fn open_unit(&self, unit: UnitId) -> Result<&Unit, Refusal> {
        match self.units.get(&unit) {
            None => Err(Refusal::UnitUnknown),
            Some(known) if known.closed => Err(Refusal::UnitClosed),
            Some(known) => Ok(known),
        }
    }

    /// The head of a unit.
    #[must_use]
    pub fn head_of(&self, unit: UnitId) -> Option<PersonId> {
        self.units.get(&unit).and_then(|known| known.head)
    }

    /// An edition that is open and neither suspended nor cancelled.
    pub fn running(&self, edition: EditionId) -> Result<&Edition, Refusal> {
        let known = self.editions.get(&edition).ok_or(Refusal::EditionUnknown)?;
        if known.cancelled {
            Err(Refusal::EditionCancelled)
        } else if known.nominations_until.is_none() {
            Err(Refusal::EditionNotOpen)
        } else if known.suspended {
            Err(Refusal::EditionSuspended)
        } else {
            Ok(known)
        }
    }

    /// An edition that accepts nominations at `now`.
    pub fn accepting(&self, edition: EditionId, now: Timestamp) -> Result<&Edition, Refusal> {
        let known = self.running(edition)?;
        let open = known.nominations_closed.is_none()
            && known.nominations_until.is_some_and(|until| now < until);
        if open {
            Ok(known)
        } else {
            Err(Refusal::NominationsClosed)
        }
    }

    /// The eligible nominations of a category in order of their ids.
    pub fn eligible<'a>(
        &'a self,
        edition: EditionId,
        category: &'a Code,
    ) -> impl Iterator<Item = (NominationId, &'a Nomination)> {
        self.nominations
            .iter()
            .filter(move |(_, known)| known.edition == edition && known.category == *category)
            .filter(|(_, known)| known.eligible())
            .map(|(id, known)| (*id, known))
    }

    /// The result of a category's last round, which must have one.
    pub fn last_result(&self, edition: EditionId, category: &Code) -> Result<&ResultRef, Refusal> {
        let (id, round) = self
            .rounds
            .iter()
            .filter(|(_, round)| round.edition == edition && round.category == *category)
            .max_by_key(|(_, round)| round.opened)
            .ok_or(Refusal::ResultUnknown)?;
        if round.closed.is_none() {
            return Err(Refusal::RoundOpen);
        }
        self.result_of(*id).ok_or(Refusal::ResultUnknown)
    }

    /// The result of a round.
    #[must_use]
    pub fn result_of(&self, round: RoundId) -> Option<&ResultRef> {
        let wanted = ResultId::of(round);
        self.results
            .iter()
            .rev()
            .find_map(|(id, result)| (*id == wanted).then_some(result))
    }

    /// The decree on an edition, once its decision is ratified.
    #[must_use]
    pub fn ratified(&self, edition: EditionId) -> Option<&decision::Ratified> {
        self.decisions
            .get(&DecisionId::of(edition))
            .and_then(|known| known.ratified.as_ref())
    }

    /// Takes an event of entity `id`, stored at `sequence`.
    pub fn evolve(&mut self, id: Uuid, sequence: u64, event: &AnyEvent) {
        match event {
            AnyEvent::Agency(registry::Event::Registered(registered)) => {
                self.agencies
                    .insert(registered.code.to_string(), registered.name.clone());
            }
            AnyEvent::Unit(event) => self.unit(UnitId(id), event),
            AnyEvent::Person(event) => self.person(PersonId(id), event),
            AnyEvent::Edition(event) => self.edition(EditionId(id), sequence, event),
            AnyEvent::Nomination(event) => self.nomination(NominationId(id), event),
            AnyEvent::Panel(event) => self.panel(PanelId(id), event),
            AnyEvent::Round(event) => self.round(RoundId(id), sequence, event),
            AnyEvent::Outcome(result::Event::Determined(determined)) => {
                let places = determined
                    .standings
                    .iter()
                    .map(|s| (s.nomination, s.place))
                    .collect();
                let result = ResultRef {
                    edition: determined.edition,
                    category: determined.category.clone(),
                    quorum_met: determined.quorum_met,
                    places,
                };
                self.results.push((ResultId(id), result));
            }
            AnyEvent::Decision(event) => self.decision(DecisionId(id), event),
            AnyEvent::Announcement(announcement::Event::Published(published)) => {
                if let Some(edition) = self.editions.get_mut(&published.edition) {
                    edition.announced = true;
                }
            }
            AnyEvent::Slate(_)
            | AnyEvent::Endorsement(_)
            | AnyEvent::Performance(_)
            | AnyEvent::Ballot(_)
            | AnyEvent::Decrees(_) => {}
        }
    }

    fn unit(&mut self, id: UnitId, event: &unit::Event) {
        if let unit::Event::Registered(registered) = event {
            let name = registered.name.clone();
            self.units.insert(
                id,
                Unit {
                    name,
                    head: None,
                    closed: false,
                },
            );
        }
        let Some(known) = self.units.get_mut(&id) else {
            return;
        };
        match event {
            unit::Event::Registered(_) => {}
            unit::Event::HeadAppointed(appointed) => known.head = Some(appointed.head),
            unit::Event::Renamed(renamed) => known.name = renamed.name.clone(),
            unit::Event::Closed(_) => known.closed = true,
        }
    }

    fn person(&mut self, id: PersonId, event: &person::Event) {
        match event {
            person::Event::Registered(registered) => {
                let (unit, kind) = (registered.unit, registered.kind);
                self.people.insert(
                    id,
                    Person {
                        unit,
                        kind,
                        active: true,
                    },
                );
            }
            person::Event::Corrected(_) => {}
            person::Event::Transferred(transferred) => {
                if let Some(known) = self.people.get_mut(&id) {
                    known.unit = Some(transferred.unit);
                }
            }
            person::Event::Departed(_) => {
                if let Some(known) = self.people.get_mut(&id) {
                    known.active = false;
                }
            }
        }
    }

    fn edition(&mut self, id: EditionId, sequence: u64, event: &edition::Event) {
        if let edition::Event::Drafted(drafted) = event {
            let edition = Edition {
                title: drafted.title.clone(),
                year: drafted.year,
                categories: drafted.categories.clone(),
                nominations_until: None,
                nominations_closed: None,
                suspended: false,
                cancelled: false,
                announced: false,
            };
            self.editions.insert(id, edition);
        }
        let Some(known) = self.editions.get_mut(&id) else {
            return;
        };
        match event {
            edition::Event::Drafted(_) => {}
            edition::Event::Opened(opened) => {
                known.nominations_until = Some(opened.nominations_until);
            }
            edition::Event::Extended(extended) => {
                known.nominations_until = Some(extended.nominations_until);
            }
            edition::Event::Suspended(_) => known.suspended = true,
            edition::Event::Resumed(_) => known.suspended = false,
            edition::Event::NominationsClosed(_) => known.nominations_closed = Some(sequence),
            edition::Event::Cancelled(_) => known.cancelled = true,
        }
    }

    fn nomination(&mut self, id: NominationId, event: &nomination::Event) {
        if let nomination::Event::Submitted(submitted) = event {
            let nomination = Nomination {
                edition: submitted.edition,
                category: submitted.category.clone(),
                nominee: submitted.nominee.clone(),
                unit: submitted.unit,
                by: submitted.by,
                status: Status::Submitted,
                unmended: false,
                late: false,
                consented: BTreeSet::new(),
                declined: false,
            };
            self.nominations.insert(id, nomination);
        }
        let Some(known) = self.nominations.get_mut(&id) else {
            return;
        };
        let edition = self.editions.get(&known.edition);
        let late = edition.is_some_and(|edition| edition.nominations_closed.is_some());
        match event {
            nomination::Event::Submitted(_) | nomination::Event::Resubmitted(_) => {
                known.status = Status::Submitted;
                known.unmended = false;
                known.late = late;
            }
            nomination::Event::Reopened(_) => {
                known.status = Status::reopened(known.unmended);
                known.late = late;
            }
            nomination::Event::Returned(_) => {
                known.status = Status::Returned;
                known.unmended = true;
            }
            nomination::Event::Withdrawn(_) => known.status = Status::Withdrawn,
            nomination::Event::Consented(answered) => {
                known.consented.insert(answered.by);
            }
            nomination::Event::Declined(answered) => {
                known.consented.remove(&answered.by);
                known.declined = true;
            }
        }
    }

    fn panel(&mut self, id: PanelId, event: &panel::Event) {
        match event {
            panel::Event::Formed(formed) => {
                let (edition, jurors) = (formed.edition, formed.jurors.clone());
                self.panels.insert(
                    id,
                    Panel {
                        edition,
                        jurors,
                        quorum: formed.quorum,
                    },
                );
            }
            panel::Event::JurorAdded(added) => {
                if let Some(known) = self.panels.get_mut(&id) {
                    known.jurors.insert(added.juror);
                }
            }
            panel::Event::JurorRemoved(removed) => {
                if let Some(known) = self.panels.get_mut(&id) {
                    known.jurors.remove(&removed.juror);
                }
            }
        }
    }

    fn round(&mut self, id: RoundId, sequence: u64, event: &round::Event) {
        match event {
            round::Event::Opened(opened) => {
                let candidates = opened
                    .candidates
                    .iter()
                    .map(|c| (c.nomination, c.nominee.clone()))
                    .collect();
                let panel = self.panels.get(&opened.panel);
                let round = Round {
                    jurors: panel.map(|panel| panel.jurors.clone()).unwrap_or_default(),
                    edition: opened.edition,
                    category: opened.category.clone(),
                    panel: opened.panel,
                    criteria: opened.criteria.clone(),
                    candidates,
                    closes_at: opened.closes_at,
                    opened: sequence,
                    closed: None,
                };
                self.rounds.insert(id, round);
            }
            round::Event::Closed(_) => {
                if let Some(known) = self.rounds.get_mut(&id) {
                    known.closed = Some(sequence);
                }
            }
        }
    }

    fn decision(&mut self, id: DecisionId, event: &decision::Event) {
        match event {
            decision::Event::Proposed(proposed) => {
                let proposed = proposed.clone();
                self.decisions.insert(
                    id,
                    DecisionRef {
                        proposed,
                        ratified: None,
                    },
                );
            }
            decision::Event::Ratified(ratified) => {
                if let Some(known) = self.decisions.get_mut(&id) {
                    known.ratified = Some(ratified.clone());
                }
            }
        }
    }
}
