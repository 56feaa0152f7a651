//! Conflicts of interest: what is detected, who decides, what blocks.

use std::collections::BTreeSet;

use domain::conflict::{
    Ask, Between, Command, Conflict, Declared, Event, Found, SetAside, Stage, Step,
};
use domain::endorsement::{self, Given};
use domain::ids::{ConflictId, EditionId, EndorsementId, NominationId, PersonId};
use domain::nomination::{self, Nominee, Submitted};
use domain::person::{self, Transferred};
use domain::rulebook::Relation::{
    self, Declared as Said, DeclaredBefore, Endorser, Nominator, SameUnit, Superior,
};
use domain::unit::{self, HeadAppointed, Registered};
use domain::{AnyEvent, Decision, Entity, Refusal};

use crate::stages::{registered, submitted};
use crate::world::*;

/// Neither nominated nor nominating: decides for the office.
const OFFICE: PersonId = JURORS[1];
const SECOND: PersonId = JURORS[2];

fn between(juror: PersonId) -> Between {
    Between {
        edition: edition(),
        nomination: nomination(ADA),
        juror,
    }
}

fn asked(juror: PersonId, ask: Ask) -> Command {
    let between = between(juror);
    Command { between, ask }
}

fn why(juror: PersonId) -> domain::Private<domain::text::Prose> {
    about(juror, "alasan")
}

fn declared(juror: PersonId) -> Event {
    Event::Declared(Declared {
        between: between(juror),
        statement: why(juror),
    })
}

fn found(juror: PersonId, relations: &[Relation], by: PersonId) -> Found {
    Found {
        between: between(juror),
        relations: relations.iter().copied().collect(),
        by: by.0,
    }
}

fn aside(juror: PersonId, relations: &[Relation], by: PersonId) -> SetAside {
    SetAside {
        between: between(juror),
        relations: relations.iter().copied().collect(),
        by: by.0,
        reason: why(juror),
    }
}

/// Citra of the schools office was moved to the health office, where Ada and Budi serve.
fn colleague() -> World {
    let from = day();
    let unit = unit("health");
    let moved = person::Event::Transferred(Transferred { unit, from });
    World::assessing().after(CITRA, AnyEvent::Person(moved))
}

#[track_caller]
fn check(world: World, past: &[Event], command: &Command, expected: &Decision<Event>) {
    let id = ConflictId::of(&command.between);
    let world = past.iter().fold(world, |world, event| {
        world.after(id, AnyEvent::Conflict(event.clone()))
    });
    crate::world::check::<Conflict>(&world, past, command, expected);
}

fn blocking(world: &World, juror: PersonId) -> Vec<Relation> {
    let reference = &world.reference;
    let blocking = reference.conflicts_between(edition(), juror, nomination(ADA));
    blocking.into_iter().collect()
}

fn after(world: World, juror: PersonId, events: &[Event]) -> World {
    let id = ConflictId::of(&between(juror));
    let after = |world: World, event: &Event| world.after(id, AnyEvent::Conflict(event.clone()));
    events.iter().fold(world, after)
}

#[test]
fn records_show_who_is_close() {
    let world = World::assessing();
    assert_eq!(blocking(&world, JURORS[0]), []);
    assert_eq!(blocking(&world, ADA), [Relation::Nominee, SameUnit]);
    assert_eq!(blocking(&world, HEAD), [Nominator, SameUnit, Superior]);
    assert_eq!(blocking(&world, CITRA), []);
    assert_eq!(blocking(&colleague(), CITRA), [SameUnit]);
    let narrow = colleague().ruled(|rulebook| rulebook.conflicts.relations.clear());
    assert_eq!(blocking(&narrow, CITRA), []);
    assert_eq!(blocking(&narrow, HEAD), [Nominator]);
}

#[test]
fn superiors_reach_over_units_both_ways() {
    let clinic = |parent| {
        let (code, name, from) = (code("clinic"), title("clinic"), day());
        AnyEvent::Unit(unit::Event::Registered(Registered {
            code,
            name,
            parent,
            from,
        }))
    };
    let boss = |head| {
        AnyEvent::Unit(unit::Event::HeadAppointed(HeadAppointed {
            head,
            from: day(),
        }))
    };
    let juror = registered(JURORS[0], Some(unit("clinic")));
    let world = World::assessing()
        .after(unit("clinic"), clinic(Some(unit("health"))))
        .after(
            JURORS[0],
            AnyEvent::Person(person::Event::Registered(juror)),
        );
    assert_eq!(blocking(&world, JURORS[0]), []);
    let below = world.clone().after(unit("health"), boss(ADA));
    assert_eq!(blocking(&below, JURORS[0]), [Superior]);
    // The other way round; of a circle only the part that came first would stand.
    let (code, name, from) = (code("health"), title("health"), day());
    let parent = Some(unit("clinic"));
    let turned = AnyEvent::Unit(unit::Event::Registered(Registered {
        code,
        name,
        parent,
        from,
    }));
    let above = world
        .after(unit("clinic"), clinic(None))
        .after(unit("health"), turned)
        .after(unit("clinic"), boss(JURORS[0]));
    assert_eq!(blocking(&above, JURORS[0]), [Superior]);
}

#[test]
fn an_endorsement_stays_one() {
    let id = EndorsementId::of(nomination(ADA), JURORS[0].0);
    let given = endorsement::Event::Given(Given {
        nomination: nomination(ADA),
        by: JURORS[0].0,
        relation: endorsement::Relation::Peer,
        values: BTreeSet::new(),
        statement: why(ADA),
    });
    let withdrawn = endorsement::Event::Withdrawn(domain::edition::Nothing {});
    let world = World::assessing()
        .after(id, AnyEvent::Endorsement(given))
        .after(id, AnyEvent::Endorsement(withdrawn));
    assert_eq!(blocking(&world, JURORS[0]), [Endorser]);
    assert_eq!(blocking(&world, JURORS[1]), []);
}

#[test]
fn what_was_declared_before_is_remembered() {
    let earlier = EditionId::of(&agency(), "asn-berprestasi-2025");
    let of_ada = NominationId::of(earlier, &code("people"), &one(ADA));
    let drafted = domain::edition::Event::Drafted(domain::edition::Drafted {
        year: 2025,
        ..crate::stages::drafted()
    });
    let nominated = nomination::Event::Submitted(Submitted {
        edition: earlier,
        ..submitted(ADA)
    });
    let between = Between {
        edition: earlier,
        nomination: of_ada,
        juror: JURORS[0],
    };
    let declared = Event::Declared(Declared {
        between,
        statement: why(JURORS[0]),
    });
    let id = ConflictId::of(&between);
    let world = World::assessing()
        .after(earlier, AnyEvent::Edition(drafted))
        .after(of_ada, AnyEvent::Nomination(nominated))
        .after(id, AnyEvent::Conflict(declared));
    assert_eq!(blocking(&world, JURORS[0]), [DeclaredBefore]);
    let budi = world
        .reference
        .conflicts_between(edition(), JURORS[0], nomination(BUDI));
    assert_eq!(budi, BTreeSet::new());
    let by = JURORS[0].0;
    let withdrawn = Event::DeclarationWithdrawn(Step { between, by });
    let world = world.after(id, AnyEvent::Conflict(withdrawn));
    assert_eq!(blocking(&world, JURORS[0]), []);
}

#[test]
fn declaring_and_withdrawing() {
    let juror = JURORS[0];
    let world = || World::assessing().by(juror);
    let declare = asked(juror, Ask::Declare(why(juror)));
    let withdraw = asked(juror, Ask::WithdrawDeclaration);
    let said = declared(juror);
    check(world(), &[], &declare, &record(said.clone()));
    let past = [said.clone()];
    check(world(), &past, &declare, &refuse(Refusal::ConflictDeclared));
    let by = juror.0;
    let between = between(juror);
    let back = Event::DeclarationWithdrawn(Step { between, by });
    check(world(), &past, &withdraw, &record(back.clone()));
    let taken = [said.clone(), back];
    check(world(), &taken, &withdraw, &Decision::Repeat);
    check(world(), &[], &withdraw, &refuse(Refusal::ConflictUnknown));
    check(world(), &taken, &declare, &record(said.clone()));
    assert_eq!(blocking(&after(world(), juror, &past), juror), [Said]);
    assert_eq!(blocking(&after(world(), juror, &taken), juror), []);
    let other = World::assessing().by(OFFICE);
    check(other, &[], &declare, &refuse(Refusal::NotTheJuror));
    let pinned = [
        said,
        Event::Pinned(Step {
            between,
            by: OFFICE.0,
        }),
    ];
    check(
        world(),
        &pinned,
        &withdraw,
        &refuse(Refusal::ConflictPinned),
    );
    let mut nowhere = declare.clone();
    nowhere.between.nomination = nomination(STRANGER);
    check(world(), &[], &nowhere, &refuse(Refusal::NominationUnknown));
    let mut never = declare;
    never.between.edition = EditionId::of(&agency(), "none");
    check(world(), &[], &never, &refuse(Refusal::EditionUnknown));
}

#[test]
fn recording_outlasts_the_records() {
    let office = || colleague().office(OFFICE);
    let record_it = asked(CITRA, Ask::Record);
    let seen = Event::Detected(found(CITRA, &[SameUnit], OFFICE));
    check(office(), &[], &record_it, &record(seen.clone()));
    check(
        office(),
        std::slice::from_ref(&seen),
        &record_it,
        &Decision::Repeat,
    );
    let none = asked(JURORS[0], Ask::Record);
    check(office(), &[], &none, &refuse(Refusal::ConflictUnknown));
    let apart = World::assessing();
    assert_eq!(blocking(&after(apart, CITRA, &[seen]), CITRA), [SameUnit]);
}

#[test]
fn confirming_blocks_for_good() {
    let (confirm, declare) = (asked(CITRA, Ask::Confirm), Ask::Declare(why(CITRA)));
    let office = || colleague().office(OFFICE);
    let confirmed = Event::Confirmed(found(CITRA, &[SameUnit], OFFICE));
    check(office(), &[], &confirm, &record(confirmed.clone()));
    let past = [confirmed.clone()];
    check(office(), &past, &confirm, &Decision::Repeat);
    let dismiss = asked(CITRA, Ask::Dismiss(why(CITRA)));
    check(
        office(),
        &past,
        &dismiss,
        &refuse(Refusal::ConflictConfirmed),
    );
    let own = colleague().by(CITRA);
    let declare = asked(CITRA, declare);
    check(own, &past, &declare, &refuse(Refusal::ConflictConfirmed));
    let said = [declared(CITRA)];
    let both = Event::Confirmed(found(CITRA, &[SameUnit, Said], OFFICE));
    check(office(), &said, &confirm, &record(both));
    // Confirming takes a dismissal back.
    let dismissed = [Event::Dismissed(aside(CITRA, &[SameUnit], OFFICE))];
    check(office(), &dismissed, &confirm, &record(confirmed.clone()));
    let world = after(colleague(), CITRA, &[dismissed[0].clone(), confirmed]);
    assert_eq!(blocking(&world, CITRA), [SameUnit]);
}

#[test]
fn dismissing_frees_of_what_stood() {
    let office = || colleague().office(OFFICE);
    let dismiss = |juror| asked(juror, Ask::Dismiss(why(juror)));
    let dismissed = Event::Dismissed(aside(CITRA, &[SameUnit], OFFICE));
    check(office(), &[], &dismiss(CITRA), &record(dismissed.clone()));
    let past = [dismissed];
    let free = after(colleague(), CITRA, &past);
    assert_eq!(blocking(&free, CITRA), []);
    check(
        office(),
        &past,
        &dismiss(CITRA),
        &refuse(Refusal::ConflictUnknown),
    );
    // What arises later blocks again.
    let boss = unit::Event::HeadAppointed(HeadAppointed {
        head: CITRA,
        from: day(),
    });
    let later = free.after(unit("health"), AnyEvent::Unit(boss));
    assert_eq!(blocking(&later, CITRA), [Superior]);
    for close in [HEAD, ADA] {
        let refusal = refuse(Refusal::ConflictAbsolute);
        check(office(), &[], &dismiss(close), &refusal);
    }
}

#[test]
fn a_waiver_takes_two() {
    let waivable = || colleague().ruled(|rulebook| rulebook.conflicts.waivable = true);
    let waive = asked(CITRA, Ask::Waive(why(CITRA)));
    let strict = colleague().office(OFFICE);
    check(strict, &[], &waive, &refuse(Refusal::WaiverNotAllowed));
    let proposed = Event::WaiverProposed(aside(CITRA, &[SameUnit], OFFICE));
    let waived = Event::Waived(aside(CITRA, &[SameUnit], SECOND));
    let past = [proposed.clone()];
    let (first, second) = (|| waivable().office(OFFICE), || waivable().office(SECOND));
    check(first(), &[], &waive, &record(proposed.clone()));
    check(first(), &past, &waive, &refuse(Refusal::WaiverNeedsTwo));
    check(second(), &past, &waive, &record(waived.clone()));
    assert_eq!(
        blocking(&after(waivable(), CITRA, &past), CITRA),
        [SameUnit]
    );
    let world = after(waivable(), CITRA, &[proposed.clone(), waived]);
    assert_eq!(blocking(&world, CITRA), []);
    // The second agrees to what the first has seen, not to more.
    let more = [proposed, declared(CITRA)];
    let anew = Event::WaiverProposed(aside(CITRA, &[SameUnit, Said], SECOND));
    check(second(), &more, &waive, &record(anew));
    let absolute = asked(HEAD, Ask::Waive(why(HEAD)));
    check(first(), &[], &absolute, &refuse(Refusal::ConflictAbsolute));
}

#[test]
fn nobody_decides_about_their_own() {
    for party in [CITRA, ADA, HEAD] {
        for ask in [
            Ask::Record,
            Ask::Confirm,
            Ask::Dismiss(why(CITRA)),
            Ask::Pin,
        ] {
            let office = colleague().office(party);
            let refusal = refuse(Refusal::OwnConflict);
            check(office, &[], &asked(CITRA, ask), &refusal);
        }
    }
    // The head of a nominated unit is its nominee.
    let nominee = Nominee::Unit {
        unit: unit("health"),
    };
    let id = NominationId::of(edition(), &code("units"), &nominee);
    let nominated = nomination::Event::Submitted(Submitted {
        nominee,
        by: BUDI,
        category: code("units"),
        ..submitted(ADA)
    });
    let office = colleague()
        .after(id, AnyEvent::Nomination(nominated))
        .office(HEAD);
    let mut confirm = asked(CITRA, Ask::Confirm);
    confirm.between.nomination = id;
    check(office, &[], &confirm, &refuse(Refusal::OwnConflict));
}

#[test]
fn the_office_and_the_chair_decide() {
    let pin = asked(CITRA, Ask::Pin);
    let pinned = Event::Pinned(Step {
        between: between(CITRA),
        by: JURORS[0].0,
    });
    let said = [declared(CITRA)];
    // JURORS[0] chairs the panel.
    let chair = || colleague().by(JURORS[0]);
    check(chair(), &said, &pin, &record(pinned.clone()));
    check(chair(), &[said[0].clone(), pinned], &pin, &Decision::Repeat);
    check(chair(), &[], &pin, &refuse(Refusal::ConflictUnknown));
    let juror = colleague().by(JURORS[1]);
    check(juror, &said, &pin, &refuse(Refusal::NotTheChair));
}

#[test]
fn stages() {
    let seen = Event::Detected(found(CITRA, &[SameUnit], OFFICE));
    let dismissed = Event::Dismissed(aside(CITRA, &[SameUnit], OFFICE));
    let stage = |events: &[Event]| Conflict::replay(events).stage();
    assert_eq!(stage(&[]), Stage::Absent);
    assert_eq!(stage(std::slice::from_ref(&seen)), Stage::Detected);
    assert_eq!(stage(&[declared(CITRA), seen.clone()]), Stage::Declared);
    assert_eq!(stage(&[seen, dismissed.clone()]), Stage::Dismissed);
    assert!(!Conflict::replay(&[declared(CITRA), dismissed]).admitted());
}
