use domain::ids::ImportId;
use domain::import::{Begun, Command, Completed, Event, Import, State, Undone};
use domain::text::Text;
use domain::{AnyEvent, Decision, Entity as _, Refusal};
use proptest::prelude::*;

use crate::world::*;

fn begun() -> Begun {
    Begun {
        kind: code("appraisals"),
        file: Text::new("0f").expect("a digest"),
    }
}

const COMPLETED: Completed = Completed {
    rows: 3,
    new: 2,
    corrected: 0,
    unchanged: 1,
    duplicates: 0,
    quarantined: 0,
};
const UNDONE: Undone = Undone { events: 2, kept: 0 };

#[track_caller]
fn check(past: &[Event], command: &Command, expected: &Decision<Event>) {
    crate::world::check::<Import>(&World::city(), past, command, expected);
}

#[test]
fn an_import_from_beginning_to_end_and_back() {
    let [begin, complete, begin_undo, end_undo] = [
        Command::Begin(begun()),
        Command::Complete(COMPLETED),
        Command::BeginUndo(UNDONE),
        Command::EndUndo(UNDONE),
    ];
    let past = [
        Event::Begun(begun()),
        Event::Completed(COMPLETED),
        Event::UndoBegun(UNDONE),
        Event::Undone(UNDONE),
    ];
    let unknown = refuse(Refusal::ImportUnknown);
    for not_yet in [&complete, &begin_undo, &end_undo] {
        check(&[], not_yet, &unknown);
    }
    check(&[], &begin, &record(past[0].clone()));
    // Interrupted: going on is no new beginning, and it may be taken back at once.
    check(&past[..1], &begin, &Decision::Repeat);
    check(&past[..1], &begin_undo, &record(past[2].clone()));
    check(&past[..1], &end_undo, &unknown);
    check(&past[..1], &complete, &record(past[1].clone()));
    check(&past[..2], &complete, &Decision::Repeat);
    check(&past[..2], &begin, &record(past[0].clone()));
    check(&past[..2], &begin_undo, &record(past[2].clone()));
    check(&past[..3], &begin_undo, &Decision::Repeat);
    check(&past[..3], &begin, &refuse(Refusal::ImportUndoing));
    check(&past[..3], &complete, &unknown);
    check(&past[..3], &end_undo, &record(past[3].clone()));
    check(&past, &end_undo, &Decision::Repeat);
    check(&past, &begin_undo, &unknown);
    check(&past, &begin, &record(past[0].clone()));
}

/// What the reference keeps to take back: every beginning since the last time it was taken back.
#[test]
fn the_reference_knows_all_causes() {
    let id = ImportId::of(&agency(), "appraisals", "0f");
    let after = |world: World, event| world.after(id, AnyEvent::Import(event));
    let twice = [
        Event::Begun(begun()),
        Event::Completed(COMPLETED),
        Event::Begun(begun()),
    ];
    let world = twice.into_iter().fold(World::empty(), after);
    let known = &world.reference.imports[&id];
    assert_eq!(known.causes, [1, 3]);
    assert_eq!((known.begun, known.state()), (3, State::Begun));
    let back = [Event::UndoBegun(UNDONE), Event::Undone(UNDONE)];
    let world = back.into_iter().fold(world, after);
    let known = &world.reference.imports[&id];
    assert_eq!((known.causes.len(), known.state()), (0, State::Undone));
    let again = after(world, Event::Begun(begun()));
    assert_eq!(again.reference.imports[&id].causes, [6]);
}

proptest! {
    /// However it is asked, entity and reference agree on where a file stands.
    #[test]
    fn entity_and_reference_agree(asks in prop::collection::vec(0..4_usize, 0..30)) {
        let commands = [
            Command::Begin(begun()),
            Command::Complete(COMPLETED),
            Command::BeginUndo(UNDONE),
            Command::EndUndo(UNDONE),
        ];
        let id = ImportId::of(&agency(), "appraisals", "0f");
        let (mut world, mut import) = (World::empty(), Import::default());
        for ask in asks {
            if let Decision::Record(events) = import.decide(&commands[ask], &world.context()) {
                for event in events {
                    import.evolve(&event);
                    world = world.after(id, AnyEvent::Import(event));
                }
            }
            let known = world.reference.imports.get(&id);
            let known = known.map_or(State::None, domain::reference::Import::state);
            prop_assert_eq!(known, import.state);
        }
    }
}

#[test]
fn what_stayed_can_be_taken_back_later() {
    let kept = Undone { events: 1, kept: 1 };
    let mut past = vec![
        Event::Begun(begun()),
        Event::Completed(COMPLETED),
        Event::UndoBegun(UNDONE),
        Event::Undone(kept),
    ];
    let again = Command::BeginUndo(UNDONE);
    check(
        &past,
        &again,
        &Decision::Record(vec![Event::UndoBegun(UNDONE)]),
    );
    past.extend([Event::UndoBegun(UNDONE), Event::Undone(UNDONE)]);
    check(&past, &again, &Decision::Refuse(Refusal::ImportUnknown));
}
