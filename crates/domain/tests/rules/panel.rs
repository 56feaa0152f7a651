use domain::ids::PersonId;
use domain::panel::{Command, Event, Formed, JurorAdded, JurorRemoved, Panel};
use domain::{AnyEvent, Decision, Refusal, person};

use crate::stages::{formed, registered};
use crate::world::*;

#[track_caller]
fn check(past: &[Event], command: &Command, expected: &Decision<Event>) {
    crate::world::check::<Panel>(&World::open(), past, command, expected);
}

#[track_caller]
fn refused(asked: Formed, refusal: Refusal) {
    check(&[], &Command::Form(asked), &refuse(refusal));
}

fn removed(juror: PersonId) -> JurorRemoved {
    JurorRemoved {
        juror,
        reason: about(juror, "benturan kepentingan"),
    }
}

#[test]
fn forming() {
    let past = [Event::Formed(formed())];
    check(&[], &Command::Form(formed()), &record(past[0].clone()));
    check(&past, &Command::Form(formed()), &Decision::Repeat);
    let other = Command::Form(Formed {
        quorum: 3,
        ..formed()
    });
    check(&past, &other, &refuse(Refusal::PanelExists));
    refused(
        Formed {
            quorum: 0,
            ..formed()
        },
        Refusal::QuorumImpossible,
    );
    refused(
        Formed {
            quorum: 4,
            ..formed()
        },
        Refusal::QuorumImpossible,
    );
    refused(
        Formed {
            chair: HEAD,
            ..formed()
        },
        Refusal::PanelIncomplete,
    );
    refused(
        Formed {
            jurors: [].into(),
            ..formed()
        },
        Refusal::PanelIncomplete,
    );
    let crowd = (300..400).map(person).collect();
    refused(
        Formed {
            jurors: crowd,
            ..formed()
        },
        Refusal::PanelFull,
    );
    let stranger = [JURORS[0], JURORS[1], STRANGER].into();
    refused(
        Formed {
            jurors: stranger,
            ..formed()
        },
        Refusal::PersonUnknown,
    );
    let (form, suspended) = (Command::Form(formed()), World::open().suspended());
    let refusal = refuse(Refusal::EditionSuspended);
    crate::world::check::<Panel>(&suspended, &[], &form, &refusal);
}

#[test]
fn joining_and_leaving() {
    let past = [Event::Formed(formed())];
    let add = |juror| Command::Add(JurorAdded { juror });
    let added = Event::JurorAdded(JurorAdded { juror: CITRA });
    check(&past, &add(CITRA), &record(added));
    check(&past, &add(JURORS[0]), &Decision::Repeat);
    check(&past, &add(GONE), &refuse(Refusal::PersonUnknown));
    check(&[], &add(CITRA), &refuse(Refusal::PanelUnknown));
    let left = Event::JurorRemoved(removed(JURORS[2]));
    check(
        &past,
        &Command::Remove(removed(JURORS[2])),
        &record(left.clone()),
    );
    check(
        &past,
        &Command::Remove(removed(CITRA)),
        &refuse(Refusal::JurorUnknown),
    );
    let quorum = [past[0].clone(), left];
    let last = Command::Remove(removed(JURORS[1]));
    check(&quorum, &last, &refuse(Refusal::QuorumImpossible));
}

#[test]
fn ninety_nine_at_most() {
    let mut world = World::open();
    let jurors: std::collections::BTreeSet<PersonId> = (300..399).map(person).collect();
    for &juror in &jurors {
        let event = person::Event::Registered(registered(juror, None));
        world = world.after(juror, AnyEvent::Person(event));
    }
    let full = Formed {
        chair: person(300),
        jurors,
        ..formed()
    };
    let past = [Event::Formed(full.clone())];
    crate::world::check::<Panel>(&world, &[], &Command::Form(full), &record(past[0].clone()));
    let add = Command::Add(JurorAdded { juror: CITRA });
    crate::world::check::<Panel>(&world, &past, &add, &refuse(Refusal::PanelFull));
}
