//! How the reference follows the ledger.

use std::sync::Arc;

use uuid::Uuid;

use super::{DecisionRef, Edition, Import, Panel, Person, Reference, Unit};
use crate::ids::{
    CandidateId, ConflictId, DecisionId, EditionId, EligibilityId, EndorsementId, ImportId,
    NominationId, PanelId, PersonId, ResultId, RoundId, UnitId,
};
use crate::rulebook::Rulebook;
use crate::text::Title;
use crate::{
    AnyEvent, Entity as _, announcement, candidate, conflict, decision, edition, endorsement,
    import, indicator, panel, person, points, registry, survey, unit,
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
            AnyEvent::Endorsement(endorsement::Event::Given(given)) => {
                self.endorsed.insert(EndorsementId(id));
                self.endorsers.insert(given.by);
            }
            AnyEvent::Performance(event) => self.performance(sequence, event),
            AnyEvent::Indicator(event) => self.indicator(event),
            AnyEvent::Points(points::Event::Adopted(adopted)) => {
                self.point_tables.push(Arc::new(adopted.table.clone()));
            }
            AnyEvent::Survey(event) => self.survey(event),
            AnyEvent::Candidate(event) => self.candidate(CandidateId(id), event),
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
            let before = self.imports.remove(&id);
            let mut causes = before.map_or_else(Vec::new, |known| known.causes);
            causes.push(sequence);
            let import = Import {
                begun: sequence,
                causes,
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
        match event {
            import::Event::Completed(completed) => known.ended = Some((sequence, *completed)),
            import::Event::Undone(undone) if undone.kept == 0 => known.causes.clear(),
            import::Event::Undone(_) | import::Event::Begun(_) | import::Event::UndoBegun(_) => {}
        }
    }

    fn candidate(&mut self, id: CandidateId, event: &candidate::Event) {
        match event {
            candidate::Event::Listed(listed) => self.candidates.insert(id, listed.person),
            candidate::Event::Struck(_) => self.candidates.remove(&id),
        };
    }

    fn survey(&mut self, event: &survey::Event) {
        match event {
            survey::Event::Answered(new) => self.answered(&new.subject, new.answers.len(), true),
            survey::Event::Withdrawn(gone) => {
                self.answered(&gone.subject, gone.answers.len(), false);
            }
            survey::Event::Corrected(_) | survey::Event::UsersCounted(_) => {}
        }
    }

    fn answered(&mut self, subject: &survey::Subject, answers: usize, new: bool) {
        if let survey::Subject::Unit(unit) = subject {
            self.recorded(Some(*unit), answers, new);
        }
    }

    /// So many more records of a unit, or so many fewer.
    pub(super) fn recorded(&mut self, unit: Option<UnitId>, records: usize, more: bool) {
        let Some(unit) = unit else {
            return;
        };
        let known = self.recorded_of.entry(unit).or_default();
        let records = u64::try_from(records).unwrap_or(u64::MAX);
        *known = if more {
            known.saturating_add(records)
        } else {
            known.saturating_sub(records)
        };
        if *known == 0 {
            self.recorded_of.remove(&unit);
        }
    }

    fn unit(&mut self, id: UnitId, event: &unit::Event) {
        if let unit::Event::Registered(registered) | unit::Event::Found(registered) = event {
            self.units.insert(
                id,
                Unit {
                    name: registered.name.clone(),
                    parent: self.parent(id, registered.parent),
                    head: None,
                    closed: false,
                    confirmed: matches!(event, unit::Event::Registered(_)),
                },
            );
            self.named(&registered.name, id);
        }
        if let unit::Event::Withdrawn(_) = event {
            self.units.remove(&id);
            self.unit_names.retain(|_, called| {
                called.retain(|named| *named != id);
                !called.is_empty()
            });
        }
        let moved = if let unit::Event::Moved(moved) = event {
            self.parent(id, moved.parent)
        } else {
            None
        };
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
            unit::Event::Moved(_) => known.parent = moved,
            unit::Event::Closed(_) => known.closed = true,
        }
    }

    /// The unit above, but for one that is below this one: two moves at once may close a circle, and
    /// the later one in ledger order then puts the unit below none.
    fn parent(&self, unit: UnitId, parent: Option<UnitId>) -> Option<UnitId> {
        parent.filter(|parent| !self.is_below(*parent, unit))
    }

    /// The last unit of a name has it; earlier names go on to find their unit.
    fn named(&mut self, name: &Title, id: UnitId) {
        let name = unit::plain_name(name.as_str());
        let called = self.unit_names.entry(name).or_default();
        called.retain(|named| *named != id);
        called.push(id);
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
                    employed: None,
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
                known.employed = Some(sequence);
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
