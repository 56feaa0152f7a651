//! Recounting a bundle: everything that it states is computed again before it is compared.

use std::collections::BTreeSet;
use std::fmt;

use super::bundle::{Bundle, FORMAT, Kind, Place, Round, edition_hash};
use super::{Core, Outcome, Record, Row, Standing, Steps, TieTaken, count};
use crate::Fingerprint;
use crate::rulebook::Rulebook;
use crate::text::Code;

/// What a recount found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The hash that the bundle's content has.
    pub hash: Fingerprint,
    /// Its rounds.
    pub rounds: Vec<Recounted>,
    /// What does not agree. None: the bundle is what it says.
    pub faults: Vec<Fault>,
}

/// A round of the bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recounted {
    /// The category.
    pub category: Code,
    /// Its number.
    pub number: u16,
    /// How many values are opened, of how many.
    pub opened: (usize, usize),
    /// What the count came to, where all that it rests on is opened.
    pub outcome: Option<Outcome>,
}

/// Something that does not agree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where: the bundle, or a round and a name in it.
    pub at: String,
    /// What is wrong.
    pub what: Wrong,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// A form that this program does not know.
    Format(u16),
    /// The content has another hash than is stated.
    Hash {
        /// What is stated.
        stated: Fingerprint,
        /// What it is.
        computed: Fingerprint,
    },
    /// The content has another hash than was announced.
    NotAsAnnounced {
        /// What was announced.
        announced: Fingerprint,
        /// What it is.
        computed: Fingerprint,
    },
    /// An opened value is not what was committed to.
    NotAsCommitted,
    /// A value that must be there is not.
    Missing,
    /// A value that cannot be read, or contradicts the others.
    Contradiction(&'static str),
    /// The count comes to something else.
    Outcome {
        /// What is stated, as canonical JSON.
        stated: String,
        /// What the count comes to.
        counted: String,
    },
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.at)?;
        match &self.what {
            Wrong::Format(format) => write!(
                f,
                "form {format} is not known; this program reads form {FORMAT}"
            ),
            Wrong::Hash { stated, computed } => {
                write!(f, "the hash stated is {stated}, the content has {computed}")
            }
            Wrong::NotAsAnnounced {
                announced,
                computed,
            } => {
                write!(
                    f,
                    "the hash announced is {announced}, the content has {computed}"
                )
            }
            Wrong::NotAsCommitted => f.write_str("the value is not the one that was committed to"),
            Wrong::Missing => f.write_str("missing"),
            Wrong::Contradiction(what) => f.write_str(what),
            Wrong::Outcome { stated, counted } => {
                write!(f, "stated is {stated}, the count comes to {counted}")
            }
        }
    }
}

/// Recounts a bundle; `announced` is the hash that was published with the award.
#[must_use]
pub fn recount(bundle: &Bundle, announced: Option<Fingerprint>) -> Report {
    let mut faults = Vec::new();
    let whole = |what| Fault {
        at: "bundle".to_owned(),
        what,
    };
    if bundle.format != FORMAT {
        faults.push(whole(Wrong::Format(bundle.format)));
    }
    let mut hashes = Vec::new();
    let mut rounds = Vec::new();
    for round in &bundle.rounds {
        let mut check = Check::of(round);
        hashes.push(check.hashes());
        check.commitments(bundle.kind);
        check.rules(&bundle.rulebooks);
        let outcome = check.outcome();
        if (&round.head.agency, round.head.edition) != (&bundle.agency, bundle.edition) {
            check.fault("head", Wrong::Contradiction("it is of another edition"));
        }
        faults.append(&mut check.faults);
        rounds.push(Recounted {
            category: round.head.category.clone(),
            number: round.head.number,
            opened: (round.open.len(), round.leaves.len()),
            outcome,
        });
    }
    let computed = edition_hash(&bundle.agency, bundle.edition, &hashes);
    if computed != bundle.hash {
        let stated = bundle.hash;
        faults.push(whole(Wrong::Hash { stated, computed }));
    }
    if let Some(announced) = announced.filter(|announced| *announced != computed) {
        faults.push(whole(Wrong::NotAsAnnounced {
            announced,
            computed,
        }));
    }
    Report {
        hash: computed,
        rounds,
        faults,
    }
}

/// The checks of one round.
struct Check<'a> {
    round: &'a Round,
    faults: Vec<Fault>,
}

impl<'a> Check<'a> {
    const fn of(round: &'a Round) -> Self {
        let faults = Vec::new();
        Self { round, faults }
    }

    fn fault(&mut self, name: &str, what: Wrong) {
        let head = &self.round.head;
        let at = format!("{} round {}, {name}", head.category, head.number);
        self.faults.push(Fault { at, what });
    }

    fn hashes(&mut self) -> Fingerprint {
        let (stated, computed) = (self.round.hash, self.round.computed());
        if stated != computed {
            self.fault("hash", Wrong::Hash { stated, computed });
        }
        computed
    }

    /// Everything that the head counts has a commitment, and what is opened is what was committed.
    fn commitments(&mut self, kind: Kind) {
        let head = &self.round.head;
        let numbered =
            |kind: &'static str, count: usize| (0..count).map(move |n| format!("{kind}/{n}"));
        let mut names: BTreeSet<String> =
            ["blocked", "left-out", "steps"].map(str::to_owned).into();
        // A head that claims more than there are commitments is wrong before it is believed.
        let most = self.round.leaves.len();
        names.extend(numbered("juror", head.jurors.min(most + 1)));
        names.extend(numbered("row", head.rows.min(most + 1)));
        for kind in ["candidate", "record", "standing", "place"] {
            names.extend(numbered(kind, head.candidates.min(most + 1)));
        }
        for name in &names {
            let hidden = kind == Kind::Full && !self.round.open.contains_key(name);
            if hidden || !self.round.leaves.contains_key(name) {
                self.fault(name, Wrong::Missing);
            }
        }
        for name in self
            .round
            .leaves
            .keys()
            .filter(|name| !names.contains(*name))
        {
            self.fault(
                name,
                Wrong::Contradiction("the head knows of no such value"),
            );
        }
        for (name, opening) in &self.round.open {
            if self.round.leaves.get(name) != Some(&opening.commitment(name)) {
                self.fault(name, Wrong::NotAsCommitted);
            }
        }
    }

    /// The rules are those of a rulebook that the bundle holds.
    fn rules(&mut self, rulebooks: &[Rulebook]) {
        let head = &self.round.head;
        let book = rulebooks
            .iter()
            .find(|book| Fingerprint::of_value(book) == head.rulebook);
        let Some(book) = book else {
            self.fault("rulebook", Wrong::Missing);
            return;
        };
        let category = book.category(&head.category);
        let same = category.is_some_and(|category| {
            category.round(head.number).as_ref() == Some(&head.rules)
                && category.places == head.places
                && book.ties == head.ties
                && category.criteria.len() == head.criteria.len()
                && category
                    .criteria
                    .iter()
                    .zip(&head.criteria)
                    .all(|(rule, held)| (&rule.code, rule.weight) == (&held.code, held.weight))
        });
        if !same {
            self.fault(
                "head",
                Wrong::Contradiction("the rules are not those of the rulebook"),
            );
        }
    }

    /// The count, where all that it rests on is opened, compared with all that is stated.
    fn outcome(&mut self) -> Option<Outcome> {
        let core = self.core()?;
        if let Err(why) = sound(&core) {
            self.fault("rows", Wrong::Contradiction(why));
            return None;
        }
        let outcome = count(&core);
        let head = &self.round.head;
        let stated = (head.took_part, head.quorum_met, head.majority_met);
        let counted = (outcome.took_part, outcome.quorum_met, outcome.majority_met);
        self.same("head", &stated, &counted);
        for standing in &outcome.standings {
            let n = standing.candidate;
            let place = Place {
                place: standing.place,
                ended: standing.ended,
            };
            self.opened::<Place>(&format!("place/{n}"), &place);
            self.opened::<Standing>(&format!("standing/{n}"), standing);
        }
        let steps = (outcome.steps.clone(), outcome.ties.clone());
        self.opened::<(Steps, Vec<TieTaken>)>("steps", &steps);
        Some(outcome)
    }

    /// What an opened value states against what the count comes to.
    fn opened<T>(&mut self, name: &str, counted: &T)
    where
        T: serde::Serialize + serde::de::DeserializeOwned + PartialEq,
    {
        if !self.round.open.contains_key(name) {
            return;
        }
        match self.round.get::<T>(name) {
            Some(stated) => self.same(name, &stated, counted),
            None => self.fault(name, Wrong::Contradiction("it cannot be read")),
        }
    }

    fn same<T: serde::Serialize + PartialEq>(&mut self, name: &str, stated: &T, counted: &T) {
        if stated != counted {
            let stated = crate::canonical::canonical(stated);
            let counted = crate::canonical::canonical(counted);
            self.fault(name, Wrong::Outcome { stated, counted });
        }
    }

    /// What the count rests on; `None` if some of it is not opened.
    fn core(&mut self) -> Option<Core> {
        let head = &self.round.head;
        let all = |kind: &str, count: usize| {
            (0..count).all(|n| self.round.open.contains_key(&format!("{kind}/{n}")))
        };
        if !all("record", head.candidates) || !all("row", head.rows) {
            return None;
        }
        let records: Option<Vec<Record>> = (0..head.candidates)
            .map(|n| self.round.get(&format!("record/{n}")))
            .collect();
        let rows: Option<Vec<Row>> = (0..head.rows)
            .map(|n| self.round.get(&format!("row/{n}")))
            .collect();
        let blocked: Option<BTreeSet<(usize, usize)>> = self.round.get("blocked");
        let (Some(records), Some(rows), Some(blocked)) = (records, rows, blocked) else {
            self.fault("rows", Wrong::Contradiction("some cannot be read"));
            return None;
        };
        let token = |(n, record): (usize, &Record)| {
            self.round.leaves.get(&format!("candidate/{n}")) == Some(&record.token)
        };
        if !records.iter().enumerate().all(token) {
            self.fault(
                "record",
                Wrong::Contradiction("a lot is of another candidate"),
            );
        }
        let mut rules = head.rules.clone();
        if let Some(adjusted) = &head.adjusted {
            rules.coverage = adjusted.coverage;
        }
        Some(Core {
            rules,
            criteria: head.criteria.clone(),
            ties: head.ties.clone(),
            places: head.places,
            quorum: head.quorum,
            jurors: head.jurors,
            records,
            blocked,
            rows,
            edition: head.edition.to_string(),
            lot: head.lot.clone(),
        })
    }
}

/// Whether rows could be what jurors said: known jurors and candidates, each at most once, none
/// with a conflict of interest, one mark per criterion.
fn sound(core: &Core) -> Result<(), &'static str> {
    let marked = core
        .criteria
        .iter()
        .filter(|criterion| criterion.marked)
        .count();
    let mut said = BTreeSet::new();
    for row in &core.rows {
        let (juror, candidate) = (row.juror(), row.candidate());
        if juror >= core.jurors || candidate.is_some_and(|n| n >= core.records.len()) {
            return Err("a row is of a juror or a candidate that there is not");
        }
        if !said.insert((juror, candidate)) {
            return Err("a juror has two rows on the same candidate");
        }
        if candidate.is_some_and(|n| core.blocked.contains(&(juror, n))) {
            return Err("a row is of a juror with a conflict of interest");
        }
        if matches!(row, Row::Marks { marks, .. } if marks.len() != marked) {
            return Err("a row has not one mark for each criterion");
        }
        sound_vote(core, row)?;
    }
    Ok(())
}

fn sound_vote(core: &Core, row: &Row) -> Result<(), &'static str> {
    let named: Vec<usize> = match row {
        Row::Ranking { ranks, .. } => ranks.iter().flatten().copied().collect(),
        Row::Approved { approved, .. } => approved.iter().copied().collect(),
        Row::Marks { .. } | Row::Abstained { .. } => Vec::new(),
    };
    let mut seen = BTreeSet::new();
    for candidate in named {
        if candidate >= core.records.len() || !seen.insert(candidate) {
            return Err("a vote names a candidate twice, or one that there is not");
        }
        if core.blocked.contains(&(row.juror(), candidate)) {
            return Err("a vote names a candidate with whom its juror has a conflict of interest");
        }
    }
    Ok(())
}
