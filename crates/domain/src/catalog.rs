//! All events of all entities, for readers that fold whole ledgers.

use crate::event::{DecodeError, Event, EventKind, Stored};
use crate::{
    Entity, announcement, ballot, candidate, conflict, decision, decrees, discipline, edition,
    eligibility, endorsement, import, indicator, lot, nomination, panel, performance, person,
    points, registry, result, round, slate, survey, unit, vote,
};

macro_rules! catalog {
    ($($variant:ident: $entity:ty, $event:ty;)*) => {
        /// An event of any entity.
        #[derive(Debug, Clone, PartialEq)]
        pub enum AnyEvent {
            $(#[doc = concat!("An event of `", stringify!($entity), "`.")] $variant($event),)*
        }

        impl AnyEvent {
            /// Reads a stored event of an entity of this kind (its subject token).
            pub fn decode(kind: &str, stored: &Stored) -> Result<Self, DecodeError> {
                $(if kind == <$entity as Entity>::KIND {
                    return <$event>::decode(stored).map(Self::$variant);
                })*
                Err(DecodeError::Unknown { kind: stored.kind.clone(), version: stored.v })
            }

            /// The form that is stored, private values as they are.
            #[must_use]
            pub fn encode(&self) -> Stored {
                match self { $(Self::$variant(event) => event.encode(),)* }
            }

            /// Its type and version.
            #[must_use]
            pub fn kind(&self) -> &'static EventKind {
                match self { $(Self::$variant(event) => event.kind(),)* }
            }
        }

        /// Every entity with its events, in the order of the glossary.
        #[must_use]
        pub fn catalog() -> Vec<(&'static str, &'static [EventKind])> {
            vec![$((<$entity as Entity>::KIND, <$event>::KINDS),)*]
        }
    };
}

catalog! {
    Agency: registry::Agency, registry::Event;
    Unit: unit::Unit, unit::Event;
    Person: person::Person, person::Event;
    Edition: edition::Edition, edition::Event;
    Slate: slate::Slate, slate::Event;
    Nomination: nomination::Nomination, nomination::Event;
    Endorsement: endorsement::Endorsement, endorsement::Event;
    Eligibility: eligibility::Case, eligibility::Event;
    Performance: performance::Period, performance::Event;
    Discipline: discipline::Records, discipline::Event;
    Survey: survey::Survey, survey::Event;
    Indicator: indicator::Indicator, indicator::Event;
    Points: points::Points, points::Event;
    Candidate: candidate::Candidate, candidate::Event;
    Import: import::Import, import::Event;
    Panel: panel::Panel, panel::Event;
    Conflict: conflict::Conflict, conflict::Event;
    Round: round::Round, round::Event;
    Lot: lot::Lot, lot::Event;
    Ballot: ballot::Ballot, ballot::Event;
    Vote: vote::Vote, vote::Event;
    Outcome: result::Outcome, result::Event;
    Decision: decision::Ratification, decision::Event;
    Decrees: decrees::Decrees, decrees::Event;
    Announcement: announcement::Announcement, announcement::Event;
}
