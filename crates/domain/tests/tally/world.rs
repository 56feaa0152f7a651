//! A round from its events to its bundle.

use std::collections::{BTreeMap, BTreeSet};

use domain::ballot::{Abstained, Cast, Mark, Score};
use domain::conflict::{Between, Found, SetAside};
use domain::edition::{Category, Criterion, Drafted, NomineeKind, Nothing};
use domain::ids::{AgencyCode, EditionId, NominationId, PanelId, PersonId, RoundId};
use domain::lot::{Holder, Revealed};
use domain::nomination::Nominee;
use domain::round::{Candidate, Commitment, Opened, Record, Ruled};
use domain::rulebook::{Publication, Relation, RoundKind, RoundRules, Rulebook, TieRule};
use domain::tally::bundle::{About, Bundle, Round, edition_hash};
use domain::tally::{Collect, Collected, Outcome, count};
use domain::text::{Code, Prose, Title};
use domain::vote::Choice;
use domain::{Fingerprint, KeyId, Position, Private};
use domain::{ballot, conflict, lot, panel, round, vote};
use uuid::Uuid;

pub(crate) const WEIGHTS: [(&str, u8); 3] = [("hasil", 50), ("inovasi", 30), ("sikap", 20)];

pub(crate) fn agency() -> AgencyCode {
    AgencyCode::new("arang-sari").expect("a code")
}

pub(crate) fn edition() -> EditionId {
    EditionId::of(&agency(), "asn-2026")
}

pub(crate) fn code(text: &str) -> Code {
    Code::new(text).expect("a code")
}

pub(crate) fn round_id() -> RoundId {
    RoundId::of(edition(), "people", 1)
}

/// Ids that stand nowhere by chance.
fn id(kind: u128, number: usize) -> Uuid {
    Uuid::from_u128((kind << 96) | (0x4aaa_8bbb_u128 << 48) | number as u128)
}

pub(crate) fn juror(number: usize) -> PersonId {
    PersonId(id(0x1111_2222, number))
}

pub(crate) fn nominee(number: usize) -> PersonId {
    PersonId(id(0x3333_4444, number))
}

pub(crate) fn nom(number: usize) -> NominationId {
    NominationId(id(0x5555_6666, number))
}

fn title(text: &str) -> Title {
    Title::new(text).expect("a title")
}

pub(crate) fn prose(text: &str) -> Prose {
    Prose::new(text).expect("a text")
}

fn criteria() -> Vec<Criterion> {
    let criterion = |(name, weight): &(&str, u8)| Criterion {
        code: code(name),
        title: title(name),
        weight: *weight,
    };
    WEIGHTS.iter().map(criterion).collect()
}

/// What the ledger says of a round, in order.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    Panel(panel::Event),
    Conflict(conflict::Event),
    Ballot(ballot::Event),
    Vote(vote::Event),
    Round(round::Event),
    Lot(lot::Event),
}

/// A round.
#[derive(Debug, Clone)]
pub(crate) struct World {
    pub(crate) rulebook: Rulebook,
    pub(crate) opened: Opened,
    pub(crate) ruled: Ruled,
    pub(crate) panel: BTreeSet<PersonId>,
    pub(crate) steps: Vec<Step>,
}

/// What it comes to.
pub(crate) struct Made {
    pub(crate) collected: Collected,
    pub(crate) outcome: Outcome,
    pub(crate) bundle: Bundle,
    /// The nominations of the first place.
    pub(crate) winners: BTreeSet<NominationId>,
}

pub(crate) fn secret(holder: Holder) -> Fingerprint {
    Fingerprint::of_value(&holder)
}

impl World {
    /// Of so many candidates and jurors, by these rules.
    pub(crate) fn new(candidates: usize, jurors: usize, rules: RoundRules) -> Self {
        let mut rulebook = Rulebook::from(&Drafted {
            code: code("asn-2026"),
            title: title("ASN 2026"),
            year: 2026,
            categories: vec![Category {
                code: code("people"),
                title: title("Orang"),
                nominee: NomineeKind::Person,
                criteria: criteria(),
                places: 2,
                quota: 5,
            }],
        });
        rulebook.categories[0].rounds = vec![rules];
        let candidate = |number| Candidate {
            nomination: nom(number),
            nominee: Nominee::Person {
                person: nominee(number),
            },
        };
        let record = |number| Record {
            nomination: nom(number),
            before: None,
            wins: Some(0),
            since: None,
        };
        let opened = Opened {
            edition: edition(),
            category: code("people"),
            number: 1,
            panel: PanelId::of(edition(), "panel"),
            criteria: Vec::new(),
            candidates: (0..candidates).map(candidate).collect(),
            quorum: 1,
            closes_at: "2026-04-01T00:00:00Z".parse().expect("an instant"),
        };
        let mut pinned = Ruled::before_rulebooks(&opened);
        pinned.salt = Private::new(KeyId::round(round_id()), Fingerprint::of(b"secret"));
        pinned.records = (0..candidates).map(record).collect();
        let mut world = Self {
            rulebook,
            opened,
            ruled: pinned,
            panel: (0..jurors).map(juror).collect(),
            steps: Vec::new(),
        };
        world.pin();
        world
    }

    /// What the opening takes from the rulebook.
    fn pin(&mut self) {
        let category = &self.rulebook.categories[0];
        let rules = category.round(1).expect("it has one");
        let marked = category.criteria_of(&rules);
        let code = |marked: &Criterion| marked.code.clone();
        let marked: Vec<Code> = marked.iter().map(|c| c.code.clone()).collect();
        let marked = |criterion: &Criterion| {
            rules.kind != RoundKind::Vote && marked.contains(&code(criterion))
        };
        self.opened.criteria = criteria().into_iter().filter(marked).collect();
        self.opened.quorum = rules.quorum.unwrap_or(1);
        self.ruled.criteria = criteria();
        self.ruled.places = category.places;
        self.ruled.ties.clone_from(&self.rulebook.ties);
        self.ruled.rulebook = Fingerprint::of_value(&self.rulebook);
        self.ruled.rules = rules;
        let committed = |holder| Commitment {
            holder,
            commitment: lot::commitment(round_id(), holder, &secret(holder)),
        };
        let lot = self.rulebook.ties.contains(&TieRule::Lot);
        let holders = Holder::ALL.into_iter().filter(|_| lot);
        self.ruled.lot = holders.map(committed).collect();
    }

    /// By other rules.
    pub(crate) fn ruled(mut self, change: impl FnOnce(&mut Rulebook)) -> Self {
        change(&mut self.rulebook);
        self.pin();
        self
    }

    pub(crate) fn published(self, policy: Publication) -> Self {
        self.ruled(|rulebook| rulebook.publication = policy)
    }

    pub(crate) fn then(mut self, step: Step) -> Self {
        self.steps.push(step);
        self
    }

    pub(crate) fn collected(&self) -> Collected {
        let ruled = Box::new(self.ruled.clone());
        let mut collect = Collect::new(round_id(), self.opened.clone(), ruled, self.panel.clone());
        for step in &self.steps {
            match step {
                Step::Panel(event) => collect.panel(event),
                Step::Conflict(event) => collect.conflict(event),
                Step::Ballot(event) => collect.ballot(event),
                Step::Vote(event) => collect.vote(event),
                Step::Round(event) => collect.round(event),
                Step::Lot(event) => collect.lot(event),
            }
        }
        collect.finish().expect("the salt is in clear")
    }

    pub(crate) fn made(&self) -> Made {
        let collected = self.collected();
        let outcome = count(&collected.core);
        let about = About {
            agency: agency(),
            round: round_id(),
            closed: Position::commit(1, 100),
            counted: Position::commit(1, 120),
            version: 1,
            reason: None,
            opened: self.opened.clone(),
            rulebook: self.ruled.rulebook,
            rules: self.ruled.rules.clone(),
        };
        let part = Round::full(&about, &collected, &outcome);
        let first = outcome.standings.iter().filter(|s| s.place == 1);
        let winners = first
            .map(|s| collected.candidates[s.candidate].nomination)
            .collect();
        Made {
            bundle: Bundle::full(agency(), edition(), vec![self.rulebook.clone()], vec![part]),
            collected,
            outcome,
            winners,
        }
    }
}

/// All hashes of the bundle, made anew: what who changes a bundle would do.
pub(crate) fn rehash(bundle: &mut Bundle) {
    for round in &mut bundle.rounds {
        for (name, opening) in &round.open {
            round.leaves.insert(name.clone(), opening.commitment(name));
        }
        round.hash = round.computed();
    }
    let hashes: Vec<Fingerprint> = bundle.rounds.iter().map(|round| round.hash).collect();
    bundle.hash = edition_hash(&bundle.agency, bundle.edition, &hashes);
}

pub(crate) fn close() -> Step {
    Step::Round(round::Event::Closed(Nothing {}))
}

pub(crate) fn score(hundredths: u16) -> Score {
    Score::from_hundredths(hundredths).expect("a score")
}

/// Marks on all criteria, or an abstention.
pub(crate) fn marks(by: usize, on: usize, scores: Option<[u16; 3]>) -> Step {
    let (round, nomination, juror) = (round_id(), nom(on), juror(by));
    let mark = |((name, _), value): (&(&str, u8), u16)| Mark {
        criterion: code(name),
        score: score(value),
    };
    Step::Ballot(match scores {
        None => ballot::Event::Abstained(Abstained {
            round,
            nomination,
            juror,
        }),
        Some(scores) => ballot::Event::Cast(Cast {
            round,
            nomination,
            juror,
            marks: Private::new(
                KeyId::round(round),
                WEIGHTS.iter().zip(scores).map(mark).collect(),
            ),
            comment: None,
        }),
    })
}

/// A vote, or an abstention.
pub(crate) fn votes(by: usize, choice: Option<Choice>) -> Step {
    let (round, juror) = (round_id(), juror(by));
    Step::Vote(match choice {
        None => vote::Event::Abstained(vote::Abstained { round, juror }),
        Some(choice) => vote::Event::Cast(vote::Cast {
            round,
            juror,
            choice: Private::new(KeyId::round(round), choice),
            conflicts: BTreeMap::new(),
        }),
    })
}

pub(crate) fn ranking(by: usize, ranks: &[&[usize]]) -> Step {
    let rank = |rank: &&[usize]| rank.iter().copied().map(nom).collect();
    votes(by, Some(Choice::Ranking(ranks.iter().map(rank).collect())))
}

const fn between(juror: PersonId, nomination: NominationId, edition: EditionId) -> Between {
    Between {
        edition,
        nomination,
        juror,
    }
}

pub(crate) fn detected(by: usize, on: usize) -> Step {
    Step::Conflict(conflict::Event::Detected(Found {
        between: between(juror(by), nom(on), edition()),
        relations: BTreeSet::from([Relation::SameUnit]),
        by: Uuid::nil(),
    }))
}

pub(crate) fn dismissed(by: usize, on: usize) -> Step {
    Step::Conflict(conflict::Event::Dismissed(SetAside {
        between: between(juror(by), nom(on), edition()),
        relations: BTreeSet::from([Relation::SameUnit]),
        by: Uuid::nil(),
        reason: Private::new(KeyId::erasable(juror(by)), prose("tidak lagi seunit")),
    }))
}

pub(crate) fn revealed(holder: Holder, secret: Fingerprint) -> Step {
    Step::Lot(lot::Event::Revealed(Revealed {
        round: round_id(),
        holder,
        secret,
    }))
}
