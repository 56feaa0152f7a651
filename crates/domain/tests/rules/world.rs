//! A small city that the tests share: who there is, what a decision sees of it, and `check`.

use std::borrow::Borrow;
use std::fmt::Debug;
use std::sync::Arc;

use domain::edition::{Event, RulebookSet};
use domain::ids::{AgencyCode, EditionId, NominationId, PanelId, PersonId, RoundId, UnitId};
use domain::nomination::Nominee;
use domain::rulebook::Rulebook;
use domain::text::{Code, Prose, Title};
use domain::{
    Actor, AnyEvent, Context, Decision, Entity, Fingerprint, KeyId, Private, Reference, Refusal,
    Role,
};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use uuid::Uuid;

pub(crate) const fn person(number: u128) -> PersonId {
    PersonId(Uuid::from_u128(number))
}

/// Head of the health office.
pub(crate) const HEAD: PersonId = person(1);
/// Serve in the health office.
pub(crate) const ADA: PersonId = person(2);
pub(crate) const BUDI: PersonId = person(3);
/// Serves in the schools office.
pub(crate) const CITRA: PersonId = person(4);
/// Has left the agency.
pub(crate) const GONE: PersonId = person(5);
/// Jurors, guests of the agency.
pub(crate) const JURORS: [PersonId; 3] = [person(11), person(12), person(13)];
/// Nobody knows them.
pub(crate) const STRANGER: PersonId = person(99);

/// Unless a test says otherwise.
pub(crate) fn now() -> Timestamp {
    at("2026-03-01T00:00:00Z")
}

pub(crate) fn deadline() -> Timestamp {
    at("2026-04-01T00:00:00Z")
}

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

pub(crate) fn day() -> Date {
    date(2026, 1, 2)
}

pub(crate) fn agency() -> AgencyCode {
    AgencyCode::new("arang-sari").expect("a code")
}

/// A unit of the city: `health`, `schools` and `archive`, which is closed.
pub(crate) fn unit(code: &str) -> UnitId {
    UnitId::of(&agency(), code)
}

pub(crate) fn edition() -> EditionId {
    EditionId::of(&agency(), "asn-berprestasi-2026")
}

pub(crate) fn panel() -> PanelId {
    PanelId::of(edition(), "panel")
}

pub(crate) fn round(number: u16) -> RoundId {
    RoundId::of(edition(), "people", number)
}

pub(crate) fn code(text: &str) -> Code {
    Code::new(text).expect("a code")
}

pub(crate) fn title(text: &str) -> Title {
    Title::new(text).expect("a title")
}

pub(crate) fn prose(text: &str) -> Prose {
    Prose::new(text).expect("a text")
}

/// A text about somebody, sealed under their key.
pub(crate) fn about(owner: impl Into<Uuid>, text: &str) -> Private<Prose> {
    Private::new(KeyId::erasable(owner), prose(text))
}

pub(crate) const fn one(person: PersonId) -> Nominee {
    Nominee::Person { person }
}

pub(crate) fn team(members: &[PersonId]) -> Nominee {
    Nominee::Team {
        title: title("Tim Layanan"),
        members: members.iter().copied().collect(),
    }
}

/// The nomination of a person in the category `people`.
pub(crate) fn nomination(person: PersonId) -> NominationId {
    NominationId::of(edition(), &code("people"), &one(person))
}

/// What a decision sees: the fold of what happened, the clock and who commands.
#[derive(Debug, Clone)]
pub(crate) struct World {
    pub(crate) reference: Reference,
    pub(crate) sequence: u64,
    now: Timestamp,
    by: Actor,
}

impl World {
    pub(crate) fn empty() -> Self {
        Self {
            reference: Reference::default(),
            sequence: 0,
            now: now(),
            by: actor(HEAD),
        }
    }

    /// The same world after an event.
    pub(crate) fn after(mut self, id: impl Into<Uuid>, event: impl Borrow<AnyEvent>) -> Self {
        self.sequence += 1;
        self.reference
            .evolve(id.into(), self.sequence, event.borrow());
        self
    }

    /// The same world, where this person commands.
    pub(crate) fn by(mut self, person: PersonId) -> Self {
        self.by = actor(person);
        self
    }

    /// The same world, where this person commands for the office.
    pub(crate) fn office(mut self, person: PersonId) -> Self {
        self.by = actor(person);
        self.by.role = Role::Administrator;
        self
    }

    /// The same world at another time.
    pub(crate) fn at(mut self, now: Timestamp) -> Self {
        self.now = now;
        self
    }

    /// The same world, where the edition has these rules instead.
    pub(crate) fn ruled(self, change: impl FnOnce(&mut Rulebook)) -> Self {
        let mut rulebook = self.reference.editions[&edition()]
            .rulebook
            .as_ref()
            .clone();
        change(&mut rulebook);
        let hash = Fingerprint::of_value(&rulebook);
        let rulebook = Arc::new(rulebook);
        self.edition(Event::RulebookSet(RulebookSet { rulebook, hash }))
    }

    pub(crate) fn context(&self) -> Context<'_> {
        Context {
            now: self.now,
            by: self.by,
            reference: &self.reference,
        }
    }
}

fn actor(person: PersonId) -> Actor {
    Actor {
        actor: person.0,
        role: Role::Employee,
        on_behalf_of: None,
    }
}

/// Past, command, outcome. What is recorded is then commanded once more, which must change nothing.
#[track_caller]
pub(crate) fn check<E: Entity + PartialEq + Debug>(
    world: &World,
    past: &[E::Event],
    command: &E::Command,
    expected: &Decision<E::Event>,
) {
    let mut state = E::replay(past);
    let decision = state.decide(command, &world.context());
    assert_eq!(&decision, expected);
    if let Decision::Record(events) = decision {
        for event in &events {
            state.evolve(event);
        }
        if let Decision::Record(again) = state.decide(command, &world.context()) {
            let before = state.clone();
            for event in &again {
                state.evolve(event);
            }
            assert_eq!(state, before, "a command sent again has an effect again");
        }
    }
}

/// The outcome that one event happens.
pub(crate) fn record<V>(event: V) -> Decision<V> {
    Decision::Record(vec![event])
}

/// The outcome that it may not be.
pub(crate) const fn refuse<V>(refusal: Refusal) -> Decision<V> {
    Decision::Refuse(refusal)
}
