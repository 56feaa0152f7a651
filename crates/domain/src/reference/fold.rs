//! How the reference follows the ledger.

use std::sync::Arc;

use uuid::Uuid;

use super::{DecisionRef, Edition, Import, Panel, Person, Reference, Unit};
use crate::ids::{
    ConflictId, DecisionId, EditionId, EligibilityId, EndorsementId, ImportId, NominationId,
    PanelId, PersonId, ResultId, RoundId, UnitId,
};
use crate::rulebook::Rulebook;
use crate::text::Title;
use crate::{
    AnyEvent, Entity as _, announcement, conflict, decision, edition, endorsement, import,
    indicator, panel, person, points, registry, unit,
};

impl Reference {
    /// Takes an event of entity `id`, stored at `sequence`.
    pub fn evolve(&mut self, id: Uuid, sequence: u64, event: &AnyEvent) {
        match event {
            AnyEvent::Agency(registry::Event::Registered(registered)) => {
                self.agencies
                    .insert(registered.code.to_string(), registered.name.clone());
            }
            AnyEvent::Unit(event) => self.unit(UnitId(id), event),
            AnyEvent::Person(event) => self.person(PersonId(id), sequence, event),
            AnyEvent::Edition(event) => self.edition(EditionId(id), sequence, event),
            AnyEvent::Nomination(event) => self.nomination(NominationId(id), event),
            AnyEvent::Panel(event) => self.panel(PanelId(id), event),
            AnyEvent::Round(event) => self.round(RoundId(id), sequence, event),
            AnyEvent::Outcome(event) => self.result(ResultId(id), event),
            AnyEvent::Decision(event) => self.decision(DecisionId(id), sequence, event),
            AnyEvent::Announcement(announcement::Event::Published(published)) => {
                self.announced(published);
            }
            AnyEvent::Endorsement(endorsement::Event::Given(_)) => {
                self.endorsed.insert(EndorsementId(id));
            }
            AnyEvent::Performance(event) => self.performance(sequence, event),
            AnyEvent::Indicator(event) => self.indicator(event),
            AnyEvent::Points(points::Event::Adopted(adopted)) => {
                self.point_tables.push(Arc::new(adopted.table.clone()));
            }
            AnyEvent::Import(event) => self.import(ImportId(id), sequence, event),
            AnyEvent::Discipline(event) => self.discipline(sequence, event),
            AnyEvent::Eligibility(event) => {
                let known = self.eligibilities.entry(EligibilityId(id)).or_default();
                known.evolve(event);
            }
            AnyEvent::Conflict(event) => self.conflict(ConflictId(id), event),
            AnyEvent::Endorsement(endorsement::Event::Withdrawn(_))
            | AnyEvent::Slate(_)
            | AnyEvent::Ballot(_)
            | AnyEvent::Vote(_)
            | AnyEvent::Lot(_)
            | AnyEvent::Survey(_)
            | AnyEvent::Candidate(_)
            | AnyEvent::Decrees(_) => {}
        }
    }

    fn conflict(&mut self, id: ConflictId, event: &conflict::Event) {
        let known = self.conflicts.entry(id).or_default();
        known.evolve(event);
        if let Some(between) = known.between() {
            self.conflicts_of
                .entry(between.juror)
                .or_default()
                .insert(id);
        }
    }

    fn indicator(&mut self, event: &indicator::Event) {
        match event {
            indicator::Event::Defined(defined) => {
                self.indicators.insert(defined.code.clone(), defined.owner);
            }
            indicator::Event::Retired(retired) => {
                self.indicators.remove(&retired.code);
            }
        }
    }

    fn import(&mut self, id: ImportId, sequence: u64, event: &import::Event) {
        if let import::Event::Begun(begun) = event {
            let import = Import {
                begun: sequence,
                what: begun.clone(),
                ended: None,
                fold: import::Import::default(),
            };
            self.imports.insert(id, import);
        }
        let Some(known) = self.imports.get_mut(&id) else {
            return;
        };
        known.fold.evolve(event);
        if let import::Event::Completed(completed) = event {
            known.ended = Some((sequence, *completed));
        }
    }

    fn unit(&mut self, id: UnitId, event: &unit::Event) {
        if let unit::Event::Registered(registered) | unit::Event::Found(registered) = event {
            self.units.insert(
                id,
                Unit {
                    name: registered.name.clone(),
                    parent: registered.parent,
                    head: None,
                    closed: false,
                    confirmed: matches!(event, unit::Event::Registered(_)),
                },
            );
            self.named(&registered.name, id);
        }
        if let unit::Event::Withdrawn(_) = event {
            self.units.remove(&id);
            self.unit_names.retain(|_, named| *named != id);
        }
        let Some(known) = self.units.get_mut(&id) else {
            return;
        };
        match event {
            unit::Event::Registered(_)
            | unit::Event::Found(_)
            | unit::Event::Withdrawn(_)
            | unit::Event::Appraised(_) => {}
            unit::Event::Confirmed(_) => known.confirmed = true,
            unit::Event::HeadAppointed(appointed) => known.head = Some(appointed.head),
            unit::Event::Renamed(renamed) => {
                known.name = renamed.name.clone();
                self.named(&renamed.name, id);
            }
            unit::Event::Aliased(aliased) => self.named(&aliased.name, id),
            unit::Event::Moved(moved) => known.parent = moved.parent,
            unit::Event::Closed(_) => known.closed = true,
        }
    }

    /// The last unit of a name has it; earlier names go on to find their unit.
    fn named(&mut self, name: &Title, id: UnitId) {
        self.unit_names.insert(unit::plain_name(name.as_str()), id);
    }

    fn person(&mut self, id: PersonId, sequence: u64, event: &person::Event) {
        if let person::Event::Registered(registered) = event {
            self.people.insert(
                id,
                Person {
                    unit: registered.unit,
                    kind: registered.kind,
                    group: registered.group,
                    from: registered.from,
                    left: None,
                    active: true,
                    registered: sequence,
                    status: person::Status::Active,
                    candidate: false,
                    since: None,
                },
            );
        }
        if let person::Event::Withdrawn(_) = event {
            self.people.remove(&id);
        }
        let Some(known) = self.people.get_mut(&id) else {
            return;
        };
        match event {
            person::Event::Registered(_)
            | person::Event::Corrected(_)
            | person::Event::Withdrawn(_) => {}
            person::Event::Employed(employed) => {
                known.kind = employed.kind;
                known.group = employed.group;
                known.status = employed.status;
                known.candidate = employed.candidate;
                known.since = employed.since;
            }
            person::Event::Renumbered(renumbered) => known.kind = renumbered.kind,
            person::Event::Transferred(transferred) => known.unit = Some(transferred.unit),
            person::Event::Departed(departed) => {
                known.active = false;
                known.left = Some(departed.from);
            }
        }
    }

    fn edition(&mut self, id: EditionId, sequence: u64, event: &edition::Event) {
        if let edition::Event::Drafted(drafted) = event {
            let edition = Edition {
                title: drafted.title.clone(),
                year: drafted.year,
                rulebook: Arc::new(Rulebook::from(drafted)),
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
            edition::Event::RulebookSet(set) => known.rulebook = Arc::clone(&set.rulebook),
            edition::Event::Amended(amended) => {
                known.title = amended.rulebook.title.clone();
                known.year = amended.rulebook.year;
                known.rulebook = Arc::clone(&amended.rulebook);
            }
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

    fn panel(&mut self, id: PanelId, event: &panel::Event) {
        match event {
            panel::Event::Formed(formed) => {
                let (edition, jurors) = (formed.edition, formed.jurors.clone());
                self.panels.insert(
                    id,
                    Panel {
                        edition,
                        code: formed.code.clone(),
                        chair: formed.chair,
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

    fn decision(&mut self, id: DecisionId, sequence: u64, event: &decision::Event) {
        match event {
            decision::Event::Proposed(proposed) => {
                let proposed = proposed.clone();
                self.decisions.insert(
                    id,
                    DecisionRef {
                        proposed,
                        ratified: None,
                        changed: sequence,
                    },
                );
            }
            decision::Event::TieDecided(_) => {}
            decision::Event::Ratified(ratified) => {
                if let Some(known) = self.decisions.get_mut(&id) {
                    known.ratified = Some(ratified.clone());
                    known.changed = sequence;
                }
            }
        }
    }
}
