//! The same city at one stage of its edition after another.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::ballot::Cast;
use domain::counting::ties::Ended;
use domain::decision::{self, DecreeNumber, Proposed, Ratified, Winner};
use domain::edition::{self, Category, Criterion, Drafted, NomineeKind, Nothing, Opened, Reasoned};
use domain::ids::{DecisionId, IndicatorId, PersonId, PointsId, ResultId, UnitId};
use domain::indicator::{self, Defined, Direction, Frequency, Owner};
use domain::nomination::{self, Answered, Submitted};
use domain::panel::{self, Formed};
use domain::person::{self, Departed, Name, PersonKind, PositionGroup};
use domain::points::{self, Table};
use domain::result::{self, Counted, Placed};
use domain::round::{self, Candidate};
use domain::rulebook::Rulebook;
use domain::text::Text;
use domain::unit::{self, Closed, HeadAppointed};
use domain::{AnyEvent, Fingerprint, KeyId, Position, Private};

use crate::world::*;

pub(crate) fn registered(person: PersonId, in_unit: Option<UnitId>) -> person::Registered {
    person::Registered {
        kind: in_unit.map_or(PersonKind::Guest, |_| PersonKind::Pns),
        unit: in_unit,
        group: PositionGroup::Pelaksana,
        name: Private::new(
            KeyId::erasable(person),
            Name {
                full: Text::new("Nama Uji").expect("a name"),
                before: None,
                after: None,
            },
        ),
        nip: None,
        from: day(),
    }
}

pub(crate) fn criterion(name: &str, weight: u8) -> Criterion {
    Criterion {
        code: code(name),
        title: title(name),
        weight,
    }
}

fn category(name: &str, nominee: NomineeKind) -> Category {
    Category {
        code: code(name),
        title: title(name),
        nominee,
        criteria: vec![criterion("results", 60), criterion("conduct", 40)],
        places: 2,
        quota: 2,
    }
}

pub(crate) fn drafted() -> Drafted {
    Drafted {
        code: code("asn-berprestasi-2026"),
        title: title("ASN Berprestasi 2026"),
        year: 2026,
        categories: vec![
            category("people", NomineeKind::Person),
            category("units", NomineeKind::Unit),
            category("teams", NomineeKind::Team),
        ],
    }
}

/// The rulebook of an edition that states nothing else.
pub(crate) fn rulebook(drafted: &Drafted) -> Arc<Rulebook> {
    Arc::new(Rulebook::from(drafted))
}

pub(crate) fn drafts(drafted: &Drafted) -> edition::Command {
    edition::Command::Draft(rulebook(drafted))
}

pub(crate) fn submitted(person: PersonId) -> Submitted {
    Submitted {
        edition: edition(),
        category: code("people"),
        nominee: one(person),
        unit: unit("health"),
        by: HEAD,
        citation: about(person, "melayani dengan hati"),
    }
}

pub(crate) fn formed() -> Formed {
    Formed {
        edition: edition(),
        code: code("panel"),
        chair: JURORS[0],
        jurors: JURORS.into(),
        quorum: 2,
    }
}

/// Round 1, or another, as it opens over the nominations of these people.
pub(crate) fn opened(number: u16, people: &[PersonId]) -> round::Opened {
    let mut candidates: Vec<Candidate> = people
        .iter()
        .map(|&person| Candidate {
            nomination: nomination(person),
            nominee: one(person),
        })
        .collect();
    candidates.sort_by_key(|candidate| candidate.nomination);
    round::Opened {
        edition: edition(),
        category: code("people"),
        number,
        panel: panel(),
        criteria: drafted().categories[0].criteria.clone(),
        candidates,
        quorum: 2,
        closes_at: deadline(),
    }
}

pub(crate) fn cast(juror: PersonId, person: PersonId, marks: &[(&str, &str)]) -> Cast {
    let mark = |(criterion, score): &(&str, &str)| domain::ballot::Mark {
        criterion: code(criterion),
        score: score.parse().expect("a score"),
    };
    Cast {
        round: round(1),
        nomination: nomination(person),
        juror,
        marks: Private::new(KeyId::round(round(1)), marks.iter().map(mark).collect()),
        comment: None,
    }
}

/// The result of a round with these people first, second, third …
pub(crate) fn counted(number: u16, people: &[PersonId]) -> Counted {
    let placed = |(place, person): (u32, &PersonId)| Placed {
        place,
        ended: Ended::Decided,
        nomination: nomination(*person),
        nominee: one(*person),
        score: None,
        raw: None,
        sheets: 2,
        criteria: BTreeMap::new(),
        weight: 100,
        shortlisted: true,
    };
    Counted {
        round: round(number),
        edition: edition(),
        category: code("people"),
        version: 1,
        reason: None,
        closed: Position::commit(1, 1),
        counted: Position::commit(1, 1),
        rulebook: Fingerprint::of(b"rulebook"),
        hash: Fingerprint::of(b"bundle"),
        took_part: 2,
        quorum_met: true,
        majority_met: None,
        standings: (1..).zip(people).map(placed).collect(),
        left_out: Vec::new(),
    }
}

pub(crate) fn proposed(winners: &[(u32, PersonId)]) -> Proposed {
    let winner = |&(place, person): &(u32, PersonId)| Winner {
        category: code("people"),
        place,
        nomination: nomination(person),
    };
    Proposed {
        edition: edition(),
        by: HEAD.0,
        winners: winners.iter().map(winner).collect(),
    }
}

pub(crate) fn ratified() -> Ratified {
    Ratified {
        number: DecreeNumber::new("800/12/2026").expect("a number"),
        date: day(),
        by: BUDI.0,
    }
}

pub(crate) fn because() -> Reasoned {
    Reasoned {
        reason: prose("karena bencana"),
    }
}

/// The stages; each builds on the one before.
impl World {
    pub(crate) fn city() -> Self {
        let mut world = Self::empty();
        for name in ["health", "schools", "archive"] {
            let event = unit::Registered {
                code: code(name),
                name: title(name),
                parent: None,
                from: day(),
            };
            world = world.after(unit(name), AnyEvent::Unit(unit::Event::Registered(event)));
        }
        let health = Some(unit("health"));
        let staff = [HEAD, ADA, BUDI, GONE].map(|person| (person, health));
        let others = [(CITRA, Some(unit("schools")))];
        let guests = JURORS.map(|juror| (juror, None));
        for (person, office) in staff.into_iter().chain(others).chain(guests) {
            let event = person::Event::Registered(registered(person, office));
            world = world.after(person, AnyEvent::Person(event));
        }
        let gone = person::Event::Departed(Departed { from: day() });
        let closed = unit::Event::Closed(Closed { from: day() });
        world
            .after(GONE, AnyEvent::Person(gone))
            .after(unit("archive"), AnyEvent::Unit(closed))
            .headed(HEAD)
    }

    pub(crate) fn headed(self, head: PersonId) -> Self {
        let from = day();
        let event = unit::Event::HeadAppointed(HeadAppointed { head, from });
        self.after(unit("health"), AnyEvent::Unit(event))
    }

    pub(crate) fn edition(self, event: edition::Event) -> Self {
        self.after(edition(), AnyEvent::Edition(event))
    }

    pub(crate) fn drafted() -> Self {
        Self::city().edition(edition::Event::Drafted(drafted()))
    }

    pub(crate) fn open() -> Self {
        let nominations_until = deadline();
        Self::drafted().edition(edition::Event::Opened(Opened { nominations_until }))
    }

    pub(crate) fn suspended(self) -> Self {
        self.edition(edition::Event::Suspended(because()))
    }

    pub(crate) fn cancelled(self) -> Self {
        self.edition(edition::Event::Cancelled(because()))
    }

    pub(crate) fn nominations_closed(self) -> Self {
        self.edition(edition::Event::NominationsClosed(Nothing {}))
    }

    pub(crate) fn nomination(self, person: PersonId, event: nomination::Event) -> Self {
        self.after(nomination(person), AnyEvent::Nomination(event))
    }

    /// Nominated, and consented.
    pub(crate) fn nominated(self, person: PersonId) -> Self {
        let consented = nomination::Event::Consented(Answered { by: person });
        self.nomination(person, nomination::Event::Submitted(submitted(person)))
            .nomination(person, consented)
    }

    pub(crate) fn declined(self, person: PersonId) -> Self {
        self.nomination(person, nomination::Event::Declined(Answered { by: person }))
    }

    pub(crate) fn panel(self) -> Self {
        self.after(panel(), AnyEvent::Panel(panel::Event::Formed(formed())))
    }

    /// Ada and Budi are nominated, nominations closed, the panel is formed.
    pub(crate) fn assessing() -> Self {
        Self::open()
            .nominated(ADA)
            .nominated(BUDI)
            .nominations_closed()
            .panel()
    }

    pub(crate) fn round_open(self, number: u16) -> Self {
        let event = round::Event::Opened(opened(number, &[ADA, BUDI]));
        self.after(round(number), AnyEvent::Round(event))
    }

    pub(crate) fn round_closed(self, number: u16) -> Self {
        let event = round::Event::Closed(Nothing {});
        self.after(round(number), AnyEvent::Round(event))
    }

    pub(crate) fn result(self, counted: Counted) -> Self {
        let id = ResultId::of(counted.round);
        self.after(id, AnyEvent::Outcome(result::Event::Counted(counted)))
    }

    /// Round 1 has its result: Ada before Budi.
    pub(crate) fn assessed() -> Self {
        Self::assessing()
            .round_open(1)
            .round_closed(1)
            .result(counted(1, &[ADA, BUDI]))
    }

    pub(crate) fn proposed(self) -> Self {
        let event = decision::Event::Proposed(proposed(&[(1, ADA), (2, BUDI)]));
        self.after(DecisionId::of(edition()), AnyEvent::Decision(event))
    }

    pub(crate) fn ratified(self) -> Self {
        let event = decision::Event::Ratified(ratified());
        self.after(DecisionId::of(edition()), AnyEvent::Decision(event))
    }
}

/// What imports rest on.
impl World {
    /// Indicators: `jp` of people, `ikm` of units.
    pub(crate) fn measuring(self) -> Self {
        [("jp", Owner::Person), ("ikm", Owner::Unit)]
            .into_iter()
            .fold(self, |world, (name, owner)| {
                let event = indicator::Event::Defined(indicator_defined(name, owner));
                let id = IndicatorId::of(&agency(), &code(name));
                world.after(id, AnyEvent::Indicator(event))
            })
    }

    pub(crate) fn adopted(self, table: Table) -> Self {
        let event = points::Event::Adopted(points::Adopted { table });
        self.after(PointsId::of(&agency()), AnyEvent::Points(event))
    }
}

pub(crate) fn indicator_defined(name: &str, owner: Owner) -> Defined {
    Defined {
        code: code(name),
        name: title(name),
        definition: prose("cara menghitung"),
        measured_in: Text::new("persen").expect("a text"),
        direction: Direction::Up,
        source: title("aplikasi"),
        frequency: Frequency::Yearly,
        owner,
    }
}
