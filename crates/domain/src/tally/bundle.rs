//! The tally bundle: a count as an artefact that proves itself.
//!
//! A round's part is a public head and a list of commitments to everything else: who the jurors and
//! candidates are, each row of marks or votes, each place, each step. Its hash covers head and
//! commitments, so the *full* bundle, which opens all of them, and the *public* one, which opens
//! what the publication policy allows, have the same hash, and neither can say anything that the
//! other contradicts. The salt of each commitment is its own, so what is not opened cannot be
//! guessed.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Collected, Lot, Opening, Outcome, Row};
use crate::canonical::canonical;
use crate::counting::ties::Ended;
use crate::ids::{AgencyCode, EditionId, NominationId, RoundId};
use crate::round::{Adjusted, Candidate, Commitment};
use crate::rulebook::{Publication, RoundRules, Rulebook, TieRule};
use crate::text::{Code, Prose};
use crate::{Fingerprint, Position};

/// The version of this form.
pub const FORMAT: u16 = 1;

/// The bundle of an edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Bundle {
    /// The version of this form, 1.
    pub format: u16,
    /// Whether everything is opened.
    pub kind: Kind,
    /// The agency.
    pub agency: AgencyCode,
    /// The edition.
    pub edition: EditionId,
    /// The rulebooks that its rounds were held by, each once.
    pub rulebooks: Vec<Rulebook>,
    /// Its rounds, by category and number, each in its last version.
    pub rounds: Vec<Round>,
    /// The hash of agency, edition and the hashes of the rounds.
    pub hash: Fingerprint,
}

/// A text that is no bundle.
#[derive(Debug, thiserror::Error)]
pub enum BadBundle {
    /// It is not JSON, or not of a bundle's form.
    #[error("it is not a bundle: {0}")]
    Form(#[from] serde_json::Error),
    /// The values are a bundle's, their spelling is not the canonical one.
    #[error("it is not in canonical form: its bytes are not those that were published")]
    NotCanonical,
}

/// How much of a bundle is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Everything: for the committee and the auditor.
    Full,
    /// What the publication policy allows.
    Public,
}

/// A round's part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Round {
    /// What anybody may know.
    pub head: Head,
    /// The commitment to each value, by name.
    pub leaves: BTreeMap<String, Fingerprint>,
    /// The values that are opened, by name.
    pub open: BTreeMap<String, Opening>,
    /// The hash of head and leaves.
    pub hash: Fingerprint,
}

/// What anybody may know of a round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// The agency.
    pub agency: AgencyCode,
    /// The edition.
    pub edition: EditionId,
    /// The category.
    pub category: Code,
    /// Its number within the category.
    pub number: u16,
    /// The round.
    pub round: RoundId,
    /// Where it closed.
    pub closed: Position,
    /// Up to where the ledger was read.
    pub counted: Position,
    /// Which version of the result.
    pub version: u16,
    /// Why there is another version.
    pub reason: Option<Prose>,
    /// The hash of the rulebook.
    pub rulebook: Fingerprint,
    /// The rules of the round, as the rulebook has them.
    pub rules: RoundRules,
    /// What of them changed while the round was open.
    pub adjusted: Option<Adjusted>,
    /// The category's criteria.
    pub criteria: Vec<super::Criterion>,
    /// The tie-break chain.
    pub ties: Vec<TieRule>,
    /// How many places are awarded.
    pub places: u8,
    /// How many jurors the panel had.
    pub jurors: usize,
    /// How many candidates there were.
    pub candidates: usize,
    /// How many ballots count.
    pub rows: usize,
    /// How many jurors must take part.
    pub quorum: u8,
    /// How many took part.
    pub took_part: u32,
    /// Whether that was a quorum.
    pub quorum_met: bool,
    /// Whether the first place has the share that the rules ask for, if they do.
    pub majority_met: Option<bool>,
    /// What the holders of the lot committed before the round opened, in order of holder.
    pub committed: Vec<Commitment>,
    /// The lot.
    pub lot: Lot,
}

/// Where a candidate is placed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// The place, from 1; 0 for who is not placed.
    pub place: u32,
    /// Whether it is decided, or who decides it.
    pub ended: Ended,
}

/// What identifies a round's count.
#[derive(Debug, Clone)]
pub struct About {
    /// The agency.
    pub agency: AgencyCode,
    /// The round.
    pub round: RoundId,
    /// Where it closed.
    pub closed: Position,
    /// Up to where the ledger was read.
    pub counted: Position,
    /// Which version of the result.
    pub version: u16,
    /// Why there is another version.
    pub reason: Option<Prose>,
    /// Its opening.
    pub opened: crate::round::Opened,
    /// The hash of its rulebook.
    pub rulebook: Fingerprint,
    /// The rules as the rulebook has them.
    pub rules: RoundRules,
}

impl Round {
    /// The part of a round, everything opened.
    #[must_use]
    pub fn full(about: &About, collected: &Collected, outcome: &Outcome) -> Self {
        let open = openings(collected, outcome);
        let leaves = open
            .iter()
            .map(|(name, opening)| (name.clone(), opening.commitment(name)))
            .collect();
        let mut round = Self {
            head: head(about, collected, outcome),
            leaves,
            open,
            hash: Fingerprint::of(b""),
        };
        round.hash = round.computed();
        round
    }

    /// The hash that head and leaves have.
    #[must_use]
    pub fn computed(&self) -> Fingerprint {
        Fingerprint::of_value(&(&self.head, &self.leaves))
    }

    /// The same with nothing opened but what `policy` allows.
    #[must_use]
    pub fn public(&self, policy: Publication, winners: &BTreeSet<NominationId>) -> Self {
        let won = self.winners(winners);
        let shown = |name: &str, opening: &Opening| {
            let (kind, number) = name.split_once('/').unwrap_or((name, ""));
            let of_winner = number.parse().is_ok_and(|n: usize| won.contains(&n));
            match (policy, kind) {
                (_, "candidate" | "place") => {
                    of_winner || (policy == Publication::Anonymous && kind == "place")
                }
                (Publication::Winners, "standing" | "record") => of_winner,
                (Publication::Winners, "row") => row_of(opening).is_some_and(|n| won.contains(&n)),
                (Publication::Anonymous, "standing" | "record" | "row" | "blocked" | "steps") => {
                    true
                }
                _ => false,
            }
        };
        let open = self
            .open
            .iter()
            .filter(|(name, opening)| shown(name, opening));
        Self {
            open: open
                .map(|(name, opening)| (name.clone(), opening.clone()))
                .collect(),
            ..self.clone()
        }
    }

    /// The numbers of these nominations.
    fn winners(&self, winners: &BTreeSet<NominationId>) -> BTreeSet<usize> {
        let opened = self.open.keys().filter_map(|name| {
            let number = name.strip_prefix("candidate/")?.parse().ok()?;
            let candidate: Candidate = self.get(name)?;
            winners.contains(&candidate.nomination).then_some(number)
        });
        opened.collect()
    }

    /// An opened value.
    #[must_use]
    pub fn get<T: serde::de::DeserializeOwned>(&self, name: &str) -> Option<T> {
        let opening = self.open.get(name)?;
        T::deserialize(&opening.value).ok()
    }
}

/// The candidate that a row is of, where it is of one.
fn row_of(opening: &Opening) -> Option<usize> {
    Row::deserialize(&opening.value).ok()?.candidate()
}

fn head(about: &About, collected: &Collected, outcome: &Outcome) -> Head {
    let core = &collected.core;
    Head {
        agency: about.agency.clone(),
        edition: about.opened.edition,
        category: about.opened.category.clone(),
        number: about.opened.number,
        round: about.round,
        closed: about.closed,
        counted: about.counted,
        version: about.version,
        reason: about.reason.clone(),
        rulebook: about.rulebook,
        rules: about.rules.clone(),
        adjusted: collected.adjusted.clone(),
        criteria: core.criteria.clone(),
        ties: core.ties.clone(),
        places: core.places,
        jurors: core.jurors,
        candidates: core.records.len(),
        rows: core.rows.len(),
        quorum: core.quorum,
        took_part: outcome.took_part,
        quorum_met: outcome.quorum_met,
        majority_met: outcome.majority_met,
        committed: collected.lot.clone(),
        lot: core.lot.clone(),
    }
}

fn openings(collected: &Collected, outcome: &Outcome) -> BTreeMap<String, Opening> {
    let (core, salt) = (&collected.core, &collected.salt);
    let mut open = BTreeMap::new();
    let mut add = |name: String, value: &dyn Fn(&str) -> Opening| {
        let opening = value(&name);
        open.insert(name, opening);
    };
    for (n, juror) in collected.jurors.iter().enumerate() {
        add(format!("juror/{n}"), &|name| salt.opening(name, juror));
    }
    for (n, candidate) in collected.candidates.iter().enumerate() {
        add(format!("candidate/{n}"), &|name| {
            salt.opening(name, candidate)
        });
    }
    for (n, record) in core.records.iter().enumerate() {
        add(format!("record/{n}"), &|name| salt.opening(name, record));
    }
    for (n, row) in core.rows.iter().enumerate() {
        add(format!("row/{n}"), &|name| salt.opening(name, row));
    }
    for standing in &outcome.standings {
        let place = Place {
            place: standing.place,
            ended: standing.ended,
        };
        let n = standing.candidate;
        add(format!("standing/{n}"), &|name| {
            salt.opening(name, standing)
        });
        add(format!("place/{n}"), &|name| salt.opening(name, &place));
    }
    add("blocked".to_owned(), &|name| {
        salt.opening(name, &core.blocked)
    });
    add("left-out".to_owned(), &|name| {
        salt.opening(name, &collected.left_out)
    });
    add("steps".to_owned(), &|name| {
        salt.opening(name, &(&outcome.steps, &outcome.ties))
    });
    open
}

/// The hash of an edition: of agency, edition and the hashes of its rounds in order.
#[must_use]
pub fn edition_hash(
    agency: &AgencyCode,
    edition: EditionId,
    rounds: &[Fingerprint],
) -> Fingerprint {
    Fingerprint::of_value(&(FORMAT, agency, edition, rounds))
}

impl Bundle {
    /// The bundle of these rounds, everything opened.
    #[must_use]
    pub fn full(
        agency: AgencyCode,
        edition: EditionId,
        rulebooks: Vec<Rulebook>,
        mut rounds: Vec<Round>,
    ) -> Self {
        rounds.sort_by(|a, b| {
            (&a.head.category, a.head.number).cmp(&(&b.head.category, b.head.number))
        });
        let hashes: Vec<Fingerprint> = rounds.iter().map(|round| round.hash).collect();
        Self {
            format: FORMAT,
            kind: Kind::Full,
            hash: edition_hash(&agency, edition, &hashes),
            agency,
            edition,
            rulebooks,
            rounds,
        }
    }

    /// The public one, with the same hash: opens what the rulebook of each round allows.
    #[must_use]
    pub fn public(&self, winners: &BTreeSet<NominationId>) -> Self {
        let policy = |round: &Round| {
            let held = |book: &&Rulebook| Fingerprint::of_value(book) == round.head.rulebook;
            let book = self.rulebooks.iter().find(held);
            book.map(|book| book.publication).unwrap_or_default()
        };
        let rounds = self
            .rounds
            .iter()
            .map(|round| round.public(policy(round), winners));
        Self {
            kind: Kind::Public,
            rounds: rounds.collect(),
            ..self.clone()
        }
    }

    /// Reads what [`Bundle::bytes`] made, and nothing else: another spelling of the same values is
    /// not what was published.
    pub fn read(bytes: &[u8]) -> Result<Self, BadBundle> {
        let bundle: Self = serde_json::from_slice(bytes)?;
        if bundle.bytes() == bytes {
            Ok(bundle)
        } else {
            Err(BadBundle::NotCanonical)
        }
    }

    /// The bytes that are published: canonical JSON and a line end.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        let mut text = canonical(self);
        text.push('\n');
        text.into_bytes()
    }
}
