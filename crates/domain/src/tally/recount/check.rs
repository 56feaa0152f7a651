//! The checks of one round.

use std::collections::BTreeSet;

use super::{Fault, Wrong};
use crate::Fingerprint;
use crate::ids::RoundId;
use crate::lot;
use crate::rulebook::{self, Rulebook};
use crate::tally::bundle::{Bundle, Kind, Place, Round};
use crate::tally::{
    Core, Criterion, Lot, Outcome, Record, Row, Standing, Steps, TieTaken, count, sound,
};

/// A round being checked.
pub(super) struct Check<'a> {
    round: &'a Round,
    faults: Vec<Fault>,
}

/// What a round's checks come to.
pub(super) struct Checked {
    /// The hash that its content has.
    pub(super) hash: Fingerprint,
    /// What the count rests on, where all of it is opened.
    pub(super) core: Option<Core>,
    /// What the count came to then.
    pub(super) outcome: Option<Outcome>,
    /// What does not agree.
    pub(super) faults: Vec<Fault>,
}

impl<'a> Check<'a> {
    pub(super) const fn of(round: &'a Round) -> Self {
        let faults = Vec::new();
        Self { round, faults }
    }

    pub(super) fn all(mut self, bundle: &Bundle) -> Checked {
        let head = &self.round.head;
        let hash = self.hash();
        if (&head.agency, head.edition) != (&bundle.agency, bundle.edition) {
            self.fault("head", Wrong::Contradiction("it is of another edition"));
        }
        if head.round != RoundId::of(head.edition, head.category.as_str(), head.number) {
            self.fault("head", Wrong::Contradiction("its id is of another round"));
        }
        let complete = self.commitments(bundle.kind);
        self.rules(&bundle.rulebooks);
        self.lot();
        // What names more values than there are is not counted: a head may claim any number.
        let counted = complete.then(|| self.outcome()).flatten();
        let (core, outcome) = counted.unzip();
        Checked {
            hash,
            core,
            outcome,
            faults: self.faults,
        }
    }

    fn fault(&mut self, name: &str, what: Wrong) {
        let head = &self.round.head;
        let at = format!("{} round {}, {name}", head.category, head.number);
        self.faults.push(Fault { at, what });
    }

    fn hash(&mut self) -> Fingerprint {
        let (stated, computed) = (self.round.hash, self.round.computed());
        if stated != computed {
            self.fault("hash", Wrong::Hash { stated, computed });
        }
        computed
    }

    /// Everything that the head counts has a commitment, and what is opened is what was committed.
    /// Returns whether there is a commitment to all that the head counts.
    fn commitments(&mut self, kind: Kind) -> bool {
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
        names
            .iter()
            .all(|name| self.round.leaves.contains_key(name))
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
        let same = book.category(&head.category).is_some_and(|category| {
            let rules = category.round(head.number).unwrap_or_default();
            let marks = |rule: &rulebook::Criterion| {
                rules.kind.marks()
                    && (rules.criteria.is_empty() || rules.criteria.contains(&rule.code))
            };
            let criteria = category.criteria.iter().map(|rule| Criterion {
                code: rule.code.clone(),
                weight: rule.weight,
                marked: marks(rule),
            });
            let quorum = head.adjusted.as_ref().map(|adjusted| adjusted.quorum);
            category.round(head.number).as_ref() == Some(&head.rules)
                && category.places == head.places
                && book.ties == head.ties
                && criteria.eq(head.criteria.iter().cloned())
                && quorum
                    .or(rules.quorum)
                    .is_none_or(|quorum| quorum == head.quorum)
        });
        if !same {
            self.fault(
                "head",
                Wrong::Contradiction("the rules are not those of the rulebook"),
            );
        }
    }

    /// The secrets of the lot are those that were committed before the round opened.
    fn lot(&mut self) {
        let head = &self.round.head;
        let Lot::Revealed { secrets } = &head.lot else {
            return;
        };
        let shown = head.committed.iter().zip(secrets);
        let agree = head.committed.len() == secrets.len()
            && shown.into_iter().all(|(held, secret)| {
                lot::commitment(head.round, held.holder, secret) == held.commitment
            });
        if !agree {
            let why = "its secrets are not those that were committed";
            self.fault("lot", Wrong::Contradiction(why));
        }
    }

    /// The count, where all that it rests on is opened, compared with all that is stated.
    fn outcome(&mut self) -> Option<(Core, Outcome)> {
        let core = self.core()?;
        if let Err(why) = sound::core(&core) {
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
        Some((core, outcome))
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
        let blocked = self.round.open.contains_key("blocked");
        if !blocked || !all("record", head.candidates) || !all("row", head.rows) {
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
