//! Reference state: what decisions on one entity may know of others.
//!
//! Each deciding process folds its agencies' ledgers into this, in memory. It can lag, so no rule
//! over several entities rests on it alone; [`crate::rules`] says how each is held.

mod cases;
mod fold;
mod nominations;
mod records;
mod rounds;

pub use rounds::{ResultRef, Round};

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

use crate::conflict::Conflict;
use crate::eligibility::Case;
use crate::ids::{
    CandidateId, ConflictId, DecisionId, EditionId, EligibilityId, EndorsementId, ImportId,
    NominationId, PanelId, PersonId, ResultId, RoundId, UnitId,
};
use crate::indicator::Owner;
use crate::nomination::{Nominee, Status};
use crate::person::{PersonKind, PositionGroup, Status as Standing};
use crate::points::Table;
use crate::rulebook::{Category, Rulebook};
use crate::text::{Code, Title};
use crate::{Refusal, decision, import, unit};

pub use records::{Appraisal, Discipline, DisciplineRecord, Records, Training};

/// A unit, as others see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Its name.
    pub name: Title,
    /// The unit above it.
    pub parent: Option<UnitId>,
    /// Its head.
    pub head: Option<PersonId>,
    /// Whether it is dissolved.
    pub closed: bool,
    /// Whether the office knows of it: a unit that only a staff file named is to be confirmed.
    pub confirmed: bool,
}

/// The last import of a file, as others see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// Sequence of the commit that began it: the cause of what came of it.
    pub begun: u64,
    /// The same of each time that the file was taken over since it was last taken back: taking it
    /// back now takes back all of that.
    pub causes: Vec<u64>,
    /// What it was to record.
    pub what: import::Begun,
    /// What it came to, and the sequence of the commit that completed it.
    pub ended: Option<(u64, import::Completed)>,
    pub(crate) fold: import::Import,
}

impl Import {
    /// Where it stands.
    #[must_use]
    pub const fn state(&self) -> import::State {
        self.fold.state
    }
}

/// A person, as others see them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Person {
    /// The unit they serve in.
    pub unit: Option<UnitId>,
    /// Kind of employment.
    pub kind: PersonKind,
    /// Group of positions.
    pub group: PositionGroup,
    /// From when they serve here.
    pub from: Date,
    /// From when they no longer do.
    pub left: Option<Date>,
    /// Whether they serve here.
    pub active: bool,
    /// Sequence of the commit that registered them last.
    pub registered: u64,
    /// Sequence of the commit that said last how they are employed; none: no staff file did.
    pub employed: Option<u64>,
    /// Their standing (*kedudukan hukum*).
    pub status: Standing,
    /// Whether they are still a candidate (CPNS).
    pub candidate: bool,
    /// The day of their first appointment (TMT CPNS), if the staff file says so.
    pub since: Option<Date>,
}

/// An edition, as others see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edition {
    /// Its title.
    pub title: Title,
    /// The year it is for.
    pub year: u16,
    /// Its rules as they stand.
    pub rulebook: Arc<Rulebook>,
    /// The deadline for nominations; `None` before it opens.
    pub nominations_until: Option<Timestamp>,
    /// Sequence of the commit that closed nominations.
    pub nominations_closed: Option<u64>,
    /// Whether it is suspended.
    pub suspended: bool,
    /// Whether it is cancelled.
    pub cancelled: bool,
    /// Whether its decision is announced.
    pub announced: bool,
}

impl Edition {
    /// One of its categories.
    #[must_use]
    pub fn category(&self, code: &Code) -> Option<&Category> {
        self.rulebook.category(code)
    }
}

/// Why a nomination that stands does not count: what put it there came too late or was too many, in
/// ledger order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outside {
    /// Nominations had closed.
    Late,
    /// The category had all the nominations it takes. Who is withdrawn later makes room for who is
    /// submitted or taken up again after that; nobody moves up by themselves.
    Over,
}

/// A nomination, as others see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nomination {
    /// The edition.
    pub edition: EditionId,
    /// The category.
    pub category: Code,
    /// Who is nominated.
    pub nominee: Nominee,
    /// The unit that nominates.
    pub unit: UnitId,
    /// Who nominated.
    pub by: PersonId,
    /// Where it stands.
    pub status: Status,
    /// Whether it was returned and not mended since.
    pub unmended: bool,
    /// Why it does not count although it stands, if so.
    pub outside: Option<Outside>,
    /// Who consented.
    pub consented: BTreeSet<PersonId>,
    /// Whether anybody declined.
    pub declined: bool,
}

impl Nomination {
    /// Whether it takes one of the category's places for nominations.
    #[must_use]
    pub fn counts(&self) -> bool {
        self.status != Status::Withdrawn && self.outside.is_none()
    }

    /// Whether it may be assessed.
    #[must_use]
    pub fn eligible(&self) -> bool {
        let people = self.nominee.people();
        let consented = if people.is_empty() {
            !self.consented.is_empty()
        } else {
            people.iter().all(|person| self.consented.contains(person))
        };
        self.status == Status::Submitted && self.outside.is_none() && consented && !self.declined
    }
}

/// A panel, as others see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Panel {
    /// The edition.
    pub edition: EditionId,
    /// Its code within the edition.
    pub code: Code,
    /// Who chairs.
    pub chair: PersonId,
    /// Who is on it now.
    pub jurors: BTreeSet<PersonId>,
    /// Its quorum.
    pub quorum: u8,
}

/// A decision, as others see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionRef {
    /// What was proposed last.
    pub proposed: decision::Proposed,
    /// The decree.
    pub ratified: Option<decision::Ratified>,
    /// Sequence of the last commit.
    pub changed: u64,
}

/// Everything that decisions look up, of one agency (for the registry: of all).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reference {
    /// Registered agencies by code, in the registry's reference only.
    pub agencies: BTreeMap<String, Title>,
    /// Units.
    pub units: HashMap<UnitId, Unit>,
    /// People.
    pub people: HashMap<PersonId, Person>,
    /// Units by every name they have or had and every alias, the last to be called so last; see
    /// [`crate::unit::plain_name`].
    pub unit_names: HashMap<String, Vec<UnitId>>,
    /// How many performance events and survey answers there are of a unit.
    pub(crate) recorded_of: HashMap<UnitId, u64>,
    /// Who is on a list of candidates.
    pub candidates: BTreeMap<CandidateId, PersonId>,
    /// Who ever gave an endorsement.
    pub(crate) endorsers: HashSet<Uuid>,
    /// Indicators that are measured, and whose they are.
    pub indicators: BTreeMap<Code, Owner>,
    /// Point tables in the order of their adoption.
    pub point_tables: Vec<Arc<Table>>,
    /// The last import of each file.
    pub imports: BTreeMap<ImportId, Import>,
    /// Editions.
    pub editions: BTreeMap<EditionId, Edition>,
    /// Nominations.
    pub nominations: BTreeMap<NominationId, Nomination>,
    /// How many nominations count in each category.
    pub nominated: HashMap<(EditionId, Code), u32>,
    /// Panels.
    pub panels: HashMap<PanelId, Panel>,
    /// Rounds.
    pub rounds: BTreeMap<RoundId, Round>,
    /// The last version of each result.
    pub results: BTreeMap<ResultId, ResultRef>,
    /// The announced editions in which a nominee won a category.
    pub wins: HashMap<Uuid, BTreeSet<(Code, EditionId)>>,
    /// Decisions.
    pub decisions: HashMap<DecisionId, DecisionRef>,
    /// Every endorsement ever given: one that is withdrawn has been given.
    pub endorsed: HashSet<EndorsementId>,
    /// People's appraisals, training and discipline.
    pub records: HashMap<PersonId, Records>,
    /// Eligibilities of which something is recorded.
    pub eligibilities: HashMap<EligibilityId, Case>,
    /// Conflicts of interest of which something is recorded.
    pub conflicts: HashMap<ConflictId, Conflict>,
    /// The same by juror.
    pub conflicts_of: HashMap<PersonId, BTreeSet<ConflictId>>,
}

impl Reference {
    /// Whether records, an office, a nomination or a part in an award rest on a person.
    #[must_use]
    pub fn rests_on(&self, person: PersonId) -> bool {
        let recorded = |records: &Records| records.rests_on > 0 || !records.discipline.is_empty();
        let nominated = |nomination: &Nomination| {
            nomination.by == person || nomination.nominee.people().contains(&person)
        };
        self.records.get(&person).is_some_and(recorded)
            || self.units.values().any(|unit| unit.head == Some(person))
            || self.panels.values().any(|on| on.jurors.contains(&person))
            || self.rounds.values().any(|of| of.jurors.contains(&person))
            || self.conflicts_of.contains_key(&person)
            || self.endorsers.contains(&person.0)
            || self.candidates.values().any(|listed| *listed == person)
            || self.nominations.values().any(nominated)
    }

    /// Whether anybody serves in a unit or did, another one is below it, or something is recorded of
    /// it.
    #[must_use]
    pub fn rests_on_unit(&self, unit: UnitId) -> bool {
        let nominated = |nomination: &Nomination| {
            nomination.unit == unit || nomination.nominee == Nominee::Unit { unit }
        };
        self.people.values().any(|known| known.unit == Some(unit))
            || self.units.values().any(|known| known.parent == Some(unit))
            || self
                .recorded_of
                .get(&unit)
                .is_some_and(|events| *events > 0)
            || self.nominations.values().any(nominated)
    }

    /// Whether `unit` is `above` or below it. Units that have more above them than any agency has
    /// levels count as below each.
    #[must_use]
    pub fn is_below(&self, unit: UnitId, above: UnitId) -> bool {
        let mut upwards = self.upwards(unit);
        upwards.any(|known| known == above) || self.upwards(unit).count() >= cases::LEVELS
    }

    /// The unit that goes by this name, however it is spelled, that is not dissolved.
    #[must_use]
    pub fn unit_named(&self, name: &str) -> Option<UnitId> {
        let called = self.unit_names.get(&unit::plain_name(name))?.iter().rev();
        let open = |unit: &&UnitId| self.units.get(unit).is_some_and(|known| !known.closed);
        called.copied().find(|unit| open(&unit))
    }

    /// A person who serves here now.
    #[must_use]
    pub fn active_person(&self, person: PersonId) -> Option<&Person> {
        self.people.get(&person).filter(|known| known.active)
    }

    /// A unit that is not dissolved.
    pub fn open_unit(&self, unit: UnitId) -> Result<&Unit, Refusal> {
        match self.units.get(&unit) {
            None => Err(Refusal::UnitUnknown),
            Some(known) if known.closed => Err(Refusal::UnitClosed),
            Some(known) => Ok(known),
        }
    }

    /// The head of a unit.
    #[must_use]
    pub fn head_of(&self, unit: UnitId) -> Option<PersonId> {
        self.units.get(&unit).and_then(|known| known.head)
    }

    /// An edition that is open and neither suspended nor cancelled.
    pub fn running(&self, edition: EditionId) -> Result<&Edition, Refusal> {
        let known = self.editions.get(&edition).ok_or(Refusal::EditionUnknown)?;
        if known.cancelled {
            Err(Refusal::EditionCancelled)
        } else if known.nominations_until.is_none() {
            Err(Refusal::EditionNotOpen)
        } else if known.suspended {
            Err(Refusal::EditionSuspended)
        } else {
            Ok(known)
        }
    }

    /// An edition that accepts nominations at `now`.
    pub fn accepting(&self, edition: EditionId, now: Timestamp) -> Result<&Edition, Refusal> {
        let known = self.running(edition)?;
        let open = known.nominations_closed.is_none()
            && known.nominations_until.is_some_and(|until| now < until);
        if open {
            Ok(known)
        } else {
            Err(Refusal::NominationsClosed)
        }
    }

    /// Whether a category has all the nominations it takes.
    #[must_use]
    pub fn full(&self, edition: EditionId, category: &Code) -> bool {
        let known = self.editions.get(&edition);
        let total = known.and_then(|known| known.category(category)?.quota_total);
        let key = (edition, category.clone());
        let counted = self.nominated.get(&key).copied().unwrap_or(0);
        total.is_some_and(|total| counted >= u32::from(total))
    }

    /// The eligible nominations of a category in order of their ids.
    pub fn eligible<'a>(
        &'a self,
        edition: EditionId,
        category: &'a Code,
    ) -> impl Iterator<Item = (NominationId, &'a Nomination)> {
        self.nominations
            .iter()
            .filter(move |(_, known)| known.edition == edition && known.category == *category)
            .filter(|(_, known)| known.eligible())
            .map(|(id, known)| (*id, known))
    }

    /// The decree on an edition, once its decision is ratified.
    #[must_use]
    pub fn ratified(&self, edition: EditionId) -> Option<&decision::Ratified> {
        self.decisions
            .get(&DecisionId::of(edition))
            .and_then(|known| known.ratified.as_ref())
    }
}
