//! Who checks, confirms and approves, and what is assessable then.

use std::collections::BTreeMap;

use domain::conflict::{self, Between};
use domain::eligibility::{
    Agreed, Attested, Case, Checked, Command, Event, Outcome, Overridden, Verdict,
};
use domain::ids::{ConflictId, EligibilityId, NominationId, PersonId};
use domain::nomination::{self, Nominee, Submitted};
use domain::person::PersonKind;
use domain::rulebook::{Requirement, Rulebook};
use domain::{AnyEvent, Decision, Entity, Refusal};

use crate::stages::submitted;
use crate::world::*;

/// Three of the office, from elsewhere.
const CHECKER: PersonId = JURORS[0];
const SECOND: PersonId = JURORS[1];
const THIRD: PersonId = JURORS[2];

fn document() -> Requirement {
    Requirement::Document {
        code: code("pernyataan"),
        title: title("Surat pernyataan"),
    }
}

fn kind(kind: PersonKind) -> Requirement {
    Requirement::Kind { kinds: vec![kind] }
}

fn requires(requirements: &[Requirement]) -> impl FnOnce(&mut Rulebook) {
    |rulebook| {
        for category in &mut rulebook.categories {
            category.eligibility = requirements.to_vec();
        }
    }
}

/// The edition of the stages, where people need to be PNS and to bring a document.
fn world() -> World {
    World::assessing().ruled(requires(&[kind(PersonKind::Pns), document()]))
}

const fn check_ada() -> fn() -> Command {
    || Command::Check {
        nomination: nomination(ADA),
        numbers: BTreeMap::new(),
    }
}

fn checked(world: &World, id: NominationId) -> Checked {
    let command = Command::Check {
        nomination: id,
        numbers: BTreeMap::new(),
    };
    let decision = Case::default().decide(&command, &world.context());
    let Decision::Record(events) = decision else {
        panic!("{decision:?}")
    };
    match &events[..] {
        [Event::Checked(checked)] => checked.clone(),
        other => panic!("{other:?}"),
    }
}

fn seen(in_order: bool) -> Event {
    Event::Attested(Attested {
        document: code("pernyataan"),
        in_order,
        by: CHECKER.0,
    })
}

fn attest(in_order: bool) -> Command {
    let document = code("pernyataan");
    Command::Attest { document, in_order }
}

fn overriding(rule: u16, person: Option<PersonId>, met: bool) -> (Command, Event) {
    let reason = about(ADA, "surat asli dilihat");
    let asked = Command::Override {
        rule,
        person,
        met,
        reason: reason.clone(),
    };
    let by = CHECKER.0;
    let overridden = Event::Overridden(Overridden {
        rule,
        person,
        met,
        by,
        reason,
    });
    (asked, overridden)
}

fn confirmed(outcome: Outcome) -> Event {
    Event::Confirmed(Agreed {
        outcome,
        by: CHECKER.0,
    })
}

fn approved(outcome: Outcome) -> Event {
    Event::Approved(Agreed {
        outcome,
        by: SECOND.0,
    })
}

/// Checked by machine under the rules of this world.
fn by_machine(world: &World) -> Event {
    let office = world.clone().office(CHECKER);
    Event::Checked(checked(&office, nomination(ADA)))
}

#[track_caller]
fn check(by: PersonId, past: &[Event], command: &Command, expected: &Decision<Event>) {
    crate::world::check::<Case>(&world().office(by), past, command, expected);
}

#[track_caller]
fn refused(world: World, past: &[Event], command: &Command, refusal: Refusal) {
    let world = world.office(CHECKER);
    crate::world::check::<Case>(&world, past, command, &refuse(refusal));
}

#[test]
fn checking() {
    let there = by_machine(&world());
    check(CHECKER, &[], &check_ada()(), &record(there.clone()));
    check(
        CHECKER,
        std::slice::from_ref(&there),
        &check_ada()(),
        &Decision::Repeat,
    );
    // Whoever asks: it says the same.
    check(SECOND, &[there], &check_ada()(), &Decision::Repeat);
    let free = World::assessing();
    refused(free, &[], &check_ada()(), Refusal::NothingRequired);
    let suspended = world().suspended();
    refused(suspended, &[], &check_ada()(), Refusal::EditionSuspended);
    let withdrawn = nomination::Event::Withdrawn(domain::edition::Nothing {});
    let withdrawn = world().nomination(ADA, withdrawn);
    refused(withdrawn, &[], &check_ada()(), Refusal::NominationWithdrawn);
    let nobody = Command::Check {
        nomination: nomination(STRANGER),
        numbers: BTreeMap::new(),
    };
    refused(world(), &[], &nobody, Refusal::NominationUnknown);
    for early in [attest(true), Command::Confirm, Command::Approve] {
        refused(world(), &[], &early, Refusal::EligibilityUnknown);
    }
}

#[test]
fn unclear_is_never_agreed_on() {
    let there = by_machine(&world());
    let past = [there.clone()];
    assert_eq!(Case::replay(&past).outcome(), Some(Outcome::Unclear));
    let unclear = refuse(Refusal::EligibilityUnclear);
    check(CHECKER, &past, &Command::Confirm, &unclear);
    check(CHECKER, &past, &attest(true), &record(seen(true)));
    let past = [there, seen(true)];
    check(CHECKER, &past, &attest(true), &Decision::Repeat);
    let eligible = record(confirmed(Outcome::Eligible));
    check(CHECKER, &past, &Command::Confirm, &eligible);
    let other = Command::Attest {
        document: code("lain"),
        in_order: true,
    };
    check(CHECKER, &past, &other, &refuse(Refusal::DocumentUnknown));
}

#[test]
fn a_second_pair_of_eyes_approves() {
    let mut past = vec![by_machine(&world()), seen(true)];
    let early = refuse(Refusal::EligibilityNotConfirmed);
    check(SECOND, &past, &Command::Approve, &early);
    past.push(confirmed(Outcome::Eligible));
    check(SECOND, &past, &Command::Confirm, &Decision::Repeat);
    let own = refuse(Refusal::CheckerApproves);
    check(CHECKER, &past, &Command::Approve, &own);
    let agreed = record(approved(Outcome::Eligible));
    check(SECOND, &past, &Command::Approve, &agreed);
    past.push(approved(Outcome::Eligible));
    check(THIRD, &past, &Command::Approve, &Decision::Repeat);
    // What was seen anew is agreed on anew.
    past.push(seen(false));
    let anew = Case::replay(&past);
    assert_eq!((anew.confirmed(), anew.approved()), (None, None));
    assert_eq!(anew.outcome(), Some(Outcome::Ineligible));
    // Who saw the document does not approve what another confirmed.
    let by_third = Event::Confirmed(Agreed {
        outcome: Outcome::Ineligible,
        by: THIRD.0,
    });
    past.push(by_third);
    check(CHECKER, &past, &Command::Approve, &own);
}

#[test]
fn overriding_an_answer() {
    let past = [by_machine(&world())];
    let (ask, overridden) = overriding(1, None, true);
    check(CHECKER, &past, &ask, &record(overridden.clone()));
    let eligible = Case::replay(&[past[0].clone(), overridden.clone()]);
    assert_eq!(eligible.outcome(), Some(Outcome::Eligible));
    let (ask, against) = overriding(0, Some(ADA), false);
    check(CHECKER, &past, &ask, &record(against.clone()));
    let ineligible = Case::replay(&[past[0].clone(), overridden.clone(), against]);
    assert_eq!(ineligible.outcome(), Some(Outcome::Ineligible));
    for (rule, person) in [(0, None), (1, Some(ADA)), (2, None), (0, Some(BUDI))] {
        let (ask, _) = overriding(rule, person, true);
        check(CHECKER, &past, &ask, &refuse(Refusal::RuleUnknown));
    }
    let past = [past[0].clone(), overridden, {
        Event::Confirmed(Agreed {
            outcome: Outcome::Eligible,
            by: SECOND.0,
        })
    }];
    check(
        CHECKER,
        &past,
        &Command::Approve,
        &refuse(Refusal::CheckerApproves),
    );
}

#[test]
fn an_amended_rulebook_starts_anew() {
    let past = [
        by_machine(&world()),
        seen(true),
        confirmed(Outcome::Eligible),
    ];
    let amended = || world().ruled(requires(&[kind(PersonKind::Pppk), document()]));
    for ask in [Command::Confirm, Command::Approve, attest(false)] {
        refused(amended(), &past, &ask, Refusal::EligibilityStale);
    }
    let again = by_machine(&amended());
    let office = amended().office(CHECKER);
    crate::world::check::<Case>(&office, &past, &check_ada()(), &record(again.clone()));
    let anew = Case::replay(past.iter().chain([&again]));
    assert_eq!(anew.confirmed(), None);
    // The document that was seen has been seen.
    let verdicts: Vec<Verdict> = anew
        .checked()
        .map(|known| known.answers.iter().map(|a| anew.verdict(a)).collect())
        .expect("checked");
    assert_eq!(verdicts, [Verdict::NotMet, Verdict::Met]);
}

#[test]
fn nobody_checks_whom_they_are_close_to() {
    let refusal = refuse(Refusal::ConflictOfInterest);
    // The nominee, the nominator, a colleague of the nominee.
    for close in [ADA, HEAD, BUDI] {
        check(close, &[], &check_ada()(), &refusal);
        let past = [
            by_machine(&world()),
            seen(true),
            confirmed(Outcome::Eligible),
        ];
        check(close, &past, &Command::Approve, &refusal);
        check(close, &past, &attest(false), &refusal);
    }
    let between = Between {
        edition: edition(),
        nomination: nomination(ADA),
        juror: SECOND,
    };
    let declared = conflict::Event::Declared(conflict::Declared {
        between,
        statement: about(SECOND, "ipar"),
    });
    let id = ConflictId::of(&between);
    let world = world()
        .after(id, AnyEvent::Conflict(declared))
        .office(SECOND);
    crate::world::check::<Case>(&world, &[], &check_ada()(), &refusal);
}

#[test]
fn every_member_of_a_team_must_meet() {
    let nominee = team(&[ADA, CITRA]);
    let id = NominationId::of(edition(), &code("teams"), &nominee);
    let nominated = nomination::Event::Submitted(Submitted {
        category: code("teams"),
        nominee,
        ..submitted(ADA)
    });
    let world = world().after(id, AnyEvent::Nomination(nominated));
    let answers = checked(&world.office(CHECKER), id).answers;
    let about: Vec<_> = answers.iter().map(|a| (a.rule, a.person)).collect();
    assert_eq!(about, [(0, Some(ADA)), (0, Some(CITRA)), (1, None)]);
}

#[test]
fn of_a_unit_only_documents_and_wins_are_asked() {
    let nominee = Nominee::Unit {
        unit: unit("health"),
    };
    let id = NominationId::of(edition(), &code("units"), &nominee);
    let nominated = nomination::Event::Submitted(Submitted {
        category: code("units"),
        nominee,
        ..submitted(ADA)
    });
    let rules = [Requirement::NoWin { years: None }, document()];
    let world = world()
        .ruled(requires(&rules))
        .after(id, AnyEvent::Nomination(nominated));
    let answers = checked(&world.office(CHECKER), id).answers;
    let verdicts: Vec<_> = answers.iter().map(|a| a.verdict).collect();
    assert_eq!(verdicts, [Verdict::Met, Verdict::Unclear]);
}

fn after(world: World, person: PersonId, events: &[Event]) -> World {
    let id = EligibilityId::of(nomination(person));
    let after = |world: World, event: &Event| world.after(id, AnyEvent::Eligibility(event.clone()));
    events.iter().fold(world, after)
}

fn assessable(world: &World) -> Result<Vec<NominationId>, Refusal> {
    let people = code("people");
    let known = world.reference.assessable(edition(), &people)?;
    Ok(known.into_iter().map(|(id, _)| id).collect())
}

#[test]
fn nobody_is_dropped_silently() {
    let both = {
        let mut both = vec![nomination(ADA), nomination(BUDI)];
        both.sort();
        both
    };
    assert_eq!(assessable(&World::assessing()), Ok(both.clone()));
    let settled = |person, in_order: bool, outcome| {
        let office = world().office(CHECKER);
        let checked = Event::Checked(checked(&office, nomination(person)));
        [
            checked,
            seen(in_order),
            confirmed(outcome),
            approved(outcome),
        ]
    };
    let ada = settled(ADA, true, Outcome::Eligible);
    let one = after(world(), ADA, &ada);
    assert_eq!(assessable(&one), Err(Refusal::EligibilityUnsettled));
    let budi = settled(BUDI, false, Outcome::Ineligible);
    let done = after(one.clone(), BUDI, &budi);
    assert_eq!(assessable(&done), Ok(vec![nomination(ADA)]));
    let all = after(one.clone(), BUDI, &settled(BUDI, true, Outcome::Eligible));
    assert_eq!(assessable(&all), Ok(both));
    // Who declines is no longer waited for.
    assert_eq!(assessable(&one.declined(BUDI)), Ok(vec![nomination(ADA)]));
    let amended = done.ruled(|rulebook| rulebook.cut_off = Some(day()));
    assert_eq!(assessable(&amended), Err(Refusal::EligibilityUnsettled));
}
