//! Recounting a bundle: everything that it states is computed again before it is compared.

mod check;

use std::collections::BTreeSet;
use std::fmt;

use super::bundle::{Bundle, FORMAT, Round, edition_hash};
use super::{Core, Outcome};
use crate::Fingerprint;
use crate::text::Code;
use check::Check;

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
    /// What the count rests on, where all of it is opened.
    pub core: Option<Core>,
    /// What the count came to then.
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
    let held: BTreeSet<Fingerprint> = bundle.rounds.iter().map(|r| r.head.rulebook).collect();
    let books: Vec<Fingerprint> = bundle.rulebooks.iter().map(Fingerprint::of_value).collect();
    let distinct: BTreeSet<Fingerprint> = books.iter().copied().collect();
    if distinct.len() != books.len() || !distinct.is_subset(&held) {
        let why = "it holds a rulebook twice, or one that no round was held by";
        faults.push(whole(Wrong::Contradiction(why)));
    }
    let order = |round: &Round| (round.head.category.clone(), round.head.number);
    if !bundle.rounds.is_sorted_by(|a, b| order(a) < order(b)) {
        let why = "its rounds are not in order, each once";
        faults.push(whole(Wrong::Contradiction(why)));
    }
    let mut hashes = Vec::new();
    let mut rounds = Vec::new();
    for round in &bundle.rounds {
        let checked = Check::of(round).all(bundle);
        hashes.push(checked.hash);
        faults.extend(checked.faults);
        rounds.push(Recounted {
            category: round.head.category.clone(),
            number: round.head.number,
            opened: (round.open.len(), round.leaves.len()),
            core: checked.core,
            outcome: checked.outcome,
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
