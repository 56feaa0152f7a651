//! What the reference keeps of the ledger.

use domain::nomination::{Answered, Event as Nominated, Resubmitted, Returned};
use domain::unit::Renamed;
use domain::{AnyEvent, Refusal, unit as units};

use crate::stages::submitted;
use crate::world::*;

fn eligible(world: &World) -> Vec<domain::ids::NominationId> {
    world
        .reference
        .eligible(edition(), &code("people"))
        .map(|(id, _)| id)
        .collect()
}

#[test]
fn a_nomination_after_the_close_is_late() {
    let late = World::open().nominations_closed().nominated(ADA);
    assert!(late.reference.nominations[&nomination(ADA)].late);
    assert!(eligible(&late).is_empty());
    let in_time = World::open().nominated(ADA).nominations_closed();
    assert_eq!(eligible(&in_time), [nomination(ADA)]);
}

/// What decides is where it stands in the ledger, for each step that submits.
#[test]
fn a_nomination_mended_after_the_close_is_late() {
    let reason = about(ADA, "lengkapi");
    let back = World::open()
        .nominated(ADA)
        .nomination(ADA, Nominated::Returned(Returned { reason }));
    assert!(eligible(&back).is_empty());
    let citation = about(ADA, "lengkap");
    let mended = Nominated::Resubmitted(Resubmitted { citation });
    let in_time = back
        .clone()
        .nomination(ADA, mended.clone())
        .nominations_closed();
    assert_eq!(eligible(&in_time), [nomination(ADA)]);
    assert!(eligible(&back.nominations_closed().nomination(ADA, mended)).is_empty());
}

#[test]
fn consent_may_follow_the_close() {
    let asked = Nominated::Submitted(submitted(ADA));
    let silent = World::open().nomination(ADA, asked).nominations_closed();
    assert!(eligible(&silent).is_empty());
    let consented = silent.nomination(ADA, Nominated::Consented(Answered { by: ADA }));
    assert_eq!(eligible(&consented), [nomination(ADA)]);
    assert!(eligible(&consented.declined(ADA)).is_empty());
}

#[test]
fn units_and_people() {
    let renamed = units::Event::Renamed(Renamed {
        name: title("Dinas"),
        from: day(),
    });
    let world = World::city().after(unit("health"), AnyEvent::Unit(renamed));
    let reference = &world.reference;
    assert_eq!(reference.units[&unit("health")].name, title("Dinas"));
    assert_eq!(reference.head_of(unit("health")), Some(HEAD));
    assert_eq!(
        reference.open_unit(unit("archive")).err(),
        Some(Refusal::UnitClosed)
    );
    assert_eq!(
        reference.open_unit(unit("nowhere")).err(),
        Some(Refusal::UnitUnknown)
    );
    assert!(reference.active_person(GONE).is_none());
    assert!(reference.active_person(ADA).is_some());
}
