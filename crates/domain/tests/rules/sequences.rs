//! Histories that no test thought of: folding never fails, commands never take effect twice.

use std::collections::BTreeSet;

use domain::ballot::{Ballot, Event as BallotEvent};
use domain::edition::{self, Edition, Extended, Nothing, Opened};
use domain::ids::{DecisionId, NominationId, PersonId, ResultId};
use domain::nomination::{self, Nomination, Nominee, Resubmitted, Returned, Status, Submitted};
use domain::panel::{self, JurorAdded, JurorRemoved};
use domain::person::{self, Departed, Transferred};
use domain::round::{self, Round};
use domain::unit::{self, Closed};
use domain::{AnyEvent, Decision, Entity, Reference, decision, result};
use proptest::prelude::*;
use uuid::Uuid;

use crate::stages::*;
use crate::world::*;

/// Events of the whole story, each of which may come first, again or never.
fn story() -> Vec<(Uuid, AnyEvent)> {
    let mut story = preparation();
    story.extend(award());
    story
}

fn preparation() -> Vec<(Uuid, AnyEvent)> {
    let office = |event| (unit("health").0, AnyEvent::Unit(event));
    let ada = |event| (ADA.0, AnyEvent::Person(event));
    let the_edition = |event| (edition().0, AnyEvent::Edition(event));
    let nothing = Nothing {};
    vec![
        office(unit::Event::Registered(unit::Registered {
            code: code("health"),
            name: title("health"),
            parent: None,
            from: day(),
        })),
        office(unit::Event::HeadAppointed(unit::HeadAppointed {
            head: HEAD,
            from: day(),
        })),
        office(unit::Event::Closed(Closed { from: day() })),
        ada(person::Event::Registered(registered(
            ADA,
            Some(unit("health")),
        ))),
        ada(person::Event::Transferred(Transferred {
            unit: unit("schools"),
            from: day(),
        })),
        ada(person::Event::Departed(Departed { from: day() })),
        the_edition(edition::Event::Drafted(drafted())),
        the_edition(edition::Event::Opened(Opened {
            nominations_until: deadline(),
        })),
        the_edition(edition::Event::Suspended(because())),
        the_edition(edition::Event::Resumed(nothing)),
        the_edition(edition::Event::NominationsClosed(nothing)),
        the_edition(edition::Event::Cancelled(because())),
    ]
}

fn award() -> Vec<(Uuid, AnyEvent)> {
    let nominee = |event| (nomination(ADA).0, AnyEvent::Nomination(event));
    let the_panel = |event| (panel().0, AnyEvent::Panel(event));
    let the_round = |event| (round(1).0, AnyEvent::Round(event));
    let the_decision = |event| (DecisionId::of(edition()).0, AnyEvent::Decision(event));
    let nothing = Nothing {};
    let by = ADA;
    vec![
        nominee(nomination::Event::Submitted(submitted(ADA))),
        nominee(nomination::Event::Returned(Returned {
            reason: about(ADA, "lengkapi"),
        })),
        nominee(nomination::Event::Resubmitted(Resubmitted {
            citation: about(ADA, "baik"),
        })),
        nominee(nomination::Event::Withdrawn(nothing)),
        nominee(nomination::Event::Reopened(nothing)),
        nominee(nomination::Event::Consented(nomination::Answered { by })),
        nominee(nomination::Event::Declined(nomination::Answered { by })),
        the_panel(panel::Event::Formed(formed())),
        the_panel(panel::Event::JurorAdded(JurorAdded { juror: CITRA })),
        the_panel(panel::Event::JurorRemoved(JurorRemoved {
            juror: CITRA,
            reason: about(CITRA, "sakit"),
        })),
        the_round(round::Event::Opened(opened(1, &[ADA, BUDI]))),
        the_round(round::Event::Closed(nothing)),
        (
            ResultId::of(round(1)).0,
            AnyEvent::Outcome(result::Event::Counted(counted(1, &[ADA, BUDI]))),
        ),
        the_decision(decision::Event::Proposed(proposed(&[(1, ADA)]))),
        the_decision(decision::Event::Ratified(ratified())),
        (
            Uuid::nil(),
            AnyEvent::Ballot(BallotEvent::Cast(cast(JURORS[0], ADA, &[]))),
        ),
    ]
}

/// Every kind of entity that a history may be folded into.
#[derive(Debug, Default)]
struct States {
    unit: unit::Unit,
    person: person::Person,
    edition: Edition,
    nomination: Nomination,
    panel: panel::Panel,
    round: Round,
    ballot: Ballot,
    outcome: result::Outcome,
    decision: decision::Ratification,
}

impl States {
    fn evolve(&mut self, event: &AnyEvent) {
        match event {
            AnyEvent::Unit(event) => self.unit.evolve(event),
            AnyEvent::Person(event) => self.person.evolve(event),
            AnyEvent::Edition(event) => self.edition.evolve(event),
            AnyEvent::Nomination(event) => self.nomination.evolve(event),
            AnyEvent::Panel(event) => self.panel.evolve(event),
            AnyEvent::Round(event) => self.round.evolve(event),
            AnyEvent::Ballot(event) => self.ballot.evolve(event),
            AnyEvent::Outcome(event) => self.outcome.evolve(event),
            AnyEvent::Decision(event) => self.decision.evolve(event),
            _ => panic!("not in the story"),
        }
    }
}

/// Every question that a reference answers.
fn ask(reference: &Reference) {
    let people = code("people");
    let _ = reference.accepting(edition(), now());
    let _ = reference.last_result(edition(), &people);
    let _ = reference.ratified(edition());
    assert!(
        reference
            .eligible(edition(), &people)
            .all(|(_, known)| known.outside != Some(domain::reference::Outside::Late))
    );
}

proptest! {
    #[test]
    fn any_history_folds(order in prop::collection::vec(0..28_usize, 0..80)) {
        let story = story();
        prop_assert_eq!(story.len(), 28);
        let (mut reference, mut again) = (Reference::default(), Reference::default());
        let mut states = States::default();
        for (sequence, index) in (1..).zip(order) {
            let (id, event) = &story[index];
            reference.evolve(*id, sequence, event);
            again.evolve(*id, sequence, event);
            states.evolve(event);
            ask(&reference);
        }
        prop_assert_eq!(reference, again);
    }

    /// Whoever asks what of an edition: sent again, nothing happens again.
    #[test]
    fn an_edition_never_does_a_thing_twice(asks in prop::collection::vec(0..8_usize, 0..40)) {
        let commands = [
            drafts(&drafted()),
            edition::Command::Open(Some(deadline())),
            edition::Command::Extend(Extended {
                nominations_until: at("2026-04-02T00:00:00Z"),
                reason: prose("banjir"),
            }),
            edition::Command::Suspend(because()),
            edition::Command::Resume,
            edition::Command::CloseNominations,
            edition::Command::Cancel(because()),
            drafts(&edition::Drafted { year: 2027, ..drafted() }),
        ];
        let (world, mut edition) = (World::empty(), Edition::default());
        for ask in asks {
            obey(&mut edition, &commands[ask], &world);
            let state = edition.clone();
            obey(&mut edition, &commands[ask], &world);
            prop_assert_eq!(&edition, &state);
        }
    }

    /// However it is asked, entity and reference agree on where a nomination stands.
    #[test]
    fn entity_and_reference_agree(asks in prop::collection::vec((0..7_usize, 0..2_usize), 0..40)) {
        let commands = [
            nomination::Command::Submit(submitted(ADA)),
            nomination::Command::Return(Returned { reason: about(ADA, "lengkapi") }),
            nomination::Command::Resubmit(Resubmitted { citation: about(ADA, "baik") }),
            nomination::Command::Withdraw,
            nomination::Command::Reopen,
            nomination::Command::Consent,
            nomination::Command::Decline,
        ];
        let (mut world, mut state) = (World::open(), Nomination::default());
        let mut returned = false;
        for (ask, who) in asks {
            world = world.by([HEAD, ADA][who]);
            for event in obey(&mut state, &commands[ask], &world) {
                returned = match event {
                    nomination::Event::Returned(_) => true,
                    nomination::Event::Resubmitted(_) => false,
                    _ => returned,
                };
                world = world.nomination(ADA, event);
            }
            if let Some(known) = world.reference.nominations.get(&nomination(ADA)) {
                prop_assert_eq!(known.status, state.status());
                let stands = state.status() == Status::Submitted;
                prop_assert!(!(stands && returned), "submitted, but not mended");
                prop_assert_eq!(known.eligible(), stands && state.consented());
            }
        }
    }

    /// One nomination per nominee, category and edition: whatever else is said, the id is the same.
    #[test]
    fn a_nominee_has_one_nomination(members in prop::collection::btree_set(0_u128..30, 2..20)) {
        let members: BTreeSet<PersonId> = members.into_iter().map(person).collect();
        let id = |name: &str| {
            let (title, members) = (title(name), members.clone());
            let asked = Submitted { nominee: Nominee::Team { title, members }, ..submitted(ADA) };
            NominationId::of(asked.edition, &asked.category, &asked.nominee)
        };
        prop_assert_eq!(id("Tim Satu"), id("Tim Dua"));
    }
}

/// Decides, and takes what happens.
fn obey<E: Entity>(state: &mut E, command: &E::Command, world: &World) -> Vec<E::Event> {
    let Decision::Record(events) = state.decide(command, &world.context()) else {
        return Vec::new();
    };
    for event in &events {
        state.evolve(event);
    }
    events
}
