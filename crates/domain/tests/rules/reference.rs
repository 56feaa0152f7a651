//! What the reference keeps of the ledger.

use domain::edition::{self, Nothing, Opened, RulebookSet};
use domain::nomination::{
    Answered, Command, Event as Nominated, Nomination, Resubmitted, Returned,
};
use domain::reference::Outside;
use domain::unit::Renamed;
use domain::{AnyEvent, Refusal, unit as units};

use crate::stages::{drafted, rulebook, submitted};
use crate::world::*;

fn eligible(world: &World) -> Vec<domain::ids::NominationId> {
    world
        .reference
        .eligible(crate::world::edition(), &code("people"))
        .map(|(id, _)| id)
        .collect()
}

#[test]
fn a_nomination_after_the_close_is_late() {
    let late = World::open().nominations_closed().nominated(ADA);
    let outside = late.reference.nominations[&nomination(ADA)].outside;
    assert_eq!(outside, Some(Outside::Late));
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

/// An edition that takes one nomination of people in all.
fn takes_one() -> World {
    let mut rulebook = (*rulebook(&drafted())).clone();
    rulebook.categories[0].quota_total = Some(1);
    let opened = Opened {
        nominations_until: deadline(),
    };
    let set = RulebookSet {
        hash: domain::Fingerprint::of_value(&rulebook),
        rulebook: rulebook.into(),
    };
    World::drafted()
        .edition(edition::Event::RulebookSet(set))
        .edition(edition::Event::Opened(opened))
}

#[test]
fn a_nomination_beyond_the_total_of_its_category_is_not_eligible() {
    let two = takes_one().nominated(BUDI).nominated(ADA);
    let outside = two.reference.nominations[&nomination(ADA)].outside;
    assert_eq!(outside, Some(Outside::Over));
    assert_eq!(eligible(&two), [nomination(BUDI)], "ledger order decides");
    let nobody = two.nomination(BUDI, Nominated::Withdrawn(Nothing {}));
    assert!(
        eligible(&nobody).is_empty(),
        "nobody moves up by themselves"
    );
    let again = nobody
        .nomination(ADA, Nominated::Withdrawn(Nothing {}))
        .nomination(ADA, Nominated::Reopened(Nothing {}));
    assert_eq!(eligible(&again), [nomination(ADA)]);
    let other = again.nomination(BUDI, Nominated::Reopened(Nothing {}));
    assert_eq!(eligible(&other), [nomination(ADA)]);
}

#[test]
fn a_nomination_that_is_mended_keeps_its_place() {
    let reason = about(ADA, "lengkapi");
    let returned = takes_one()
        .nominated(ADA)
        .nomination(ADA, Nominated::Returned(Returned { reason }))
        .nominated(BUDI);
    assert!(eligible(&returned).is_empty(), "returned, it is counted");
    let citation = about(ADA, "lengkap");
    let mended = returned.nomination(ADA, Nominated::Resubmitted(Resubmitted { citation }));
    assert_eq!(eligible(&mended), [nomination(ADA)]);
}

#[test]
fn a_category_that_is_full_refuses() {
    let full = takes_one().nominated(ADA);
    let budi = submitted(BUDI);
    let refused = refuse(Refusal::QuotaExhausted);
    let asked = Command::Submit(budi.clone());
    check::<Nomination>(&full, &[], &asked, &refused);
    let past = [Nominated::Submitted(budi), Nominated::Withdrawn(Nothing {})];
    check::<Nomination>(&full, &past, &Command::Reopen, &refused);
    let free = full.nomination(ADA, Nominated::Withdrawn(Nothing {}));
    let reopened = record(Nominated::Reopened(Nothing {}));
    check::<Nomination>(&free, &past, &Command::Reopen, &reopened);
}
