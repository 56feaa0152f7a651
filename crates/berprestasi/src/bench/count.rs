//! Counting and bundling beside hashing the same bundle; recounting votes beside reading them.

use std::collections::BTreeSet;
use std::time::Instant;

use domain::ballot::{Cast, Event, Mark, Score};
use domain::edition::{Criterion, Nothing};
use domain::ids::{AgencyCode, EditionId, NominationId, PanelId, PersonId, RoundId};
use domain::nomination::Nominee;
use domain::round::{self, Candidate, Opened, Ruled};
use domain::rulebook::{Borda, Method, RoundKind, RoundRules, Severity, TieRule};
use domain::tally::bundle::{About, Bundle, Round};
use domain::tally::{Collect, Core, Lot, Record, Row as Ballot, count};
use domain::text::{Code, Title};
use domain::{Fingerprint, KeyId, Position, Private};
use indicatif::ProgressBar;
use uuid::Uuid;

use super::report::{Better, Row, Setting};
use crate::demo;
use crate::up::Failure;

/// Nominees and jurors of the rounds that are counted.
const ROUNDS: [(usize, usize); 2] = [(40, 15), (1_000, 50)];
const CRITERIA: usize = 8;
/// Votes that are counted again, and on how many nominees.
const VOTES: usize = 100_000;
const NOMINEES: usize = 10;

pub(super) fn run(turns: u16, bar: &ProgressBar) -> Result<Vec<Row>, Failure> {
    let setting = Setting::alone();
    let mut rows = Vec::new();
    for (nominees, jurors) in ROUNDS {
        for severity in [None, Some("1".parse()?)] {
            let severity = severity.map(|shrinkage| Severity { shrinkage });
            let how = severity.map_or("", |_| ", adjusted");
            let case = format!("{nominees} nominees, {jurors} jurors{how}");
            bar.set_message(case.clone());
            let scene = Scene::new((nominees, jurors), severity)?;
            rows.push(bundle(&scene, case, turns, &setting));
        }
    }
    let methods = [
        ("Schulze", Method::Schulze),
        ("Borda", Method::Borda(Borda::Averaged)),
        ("Scottish STV", Method::ScottishStv),
        ("approval", Method::Approval),
    ];
    for (name, method) in methods {
        let case = format!("recount of {VOTES} votes, {name}");
        bar.set_message(case.clone());
        rows.push(votes(method, case, turns, &setting)?);
    }
    Ok(rows)
}

/// Milliseconds that something takes.
fn time<T>(does: impl FnOnce() -> T) -> (f64, T) {
    let began = Instant::now();
    let done = does();
    (began.elapsed().as_secs_f64() * 1e3, done)
}

/// Ours from the ballots in memory to the bytes of the bundle; the reference writes the same bundle
/// as canonical JSON and hashes it, which nobody who publishes a hash is spared.
fn bundle(scene: &Scene, case: String, turns: u16, setting: &Setting) -> Row {
    let mut rounds = Vec::new();
    let mut bytes = 0;
    for turn in 0..=turns {
        let collect = scene.collect.clone();
        let (ours, bundle) = time(|| scene.bundle(collect));
        let (reference, _) = time(|| Fingerprint::of_value(&bundle));
        bytes = bundle.bytes().len();
        // The first turn warms up.
        if turn > 0 {
            rounds.push((ours, reference));
        }
    }
    let note = format!("{bytes} bytes; the reference writes and hashes them");
    Row::new(case, "ms", Better::Less, &rounds, setting).note(note)
}

/// Ours counts votes; the reference reads the same votes from their JSON.
fn votes(method: Method, case: String, turns: u16, setting: &Setting) -> Result<Row, Failure> {
    let core = core(method);
    let text = serde_json::to_string(&core.rows)?;
    let mut rounds = Vec::new();
    for turn in 0..=turns {
        let (ours, outcome) = time(|| count(&core));
        let (reference, read) = time(|| serde_json::from_str::<Vec<Ballot>>(&text));
        if read?.len() != VOTES || usize::try_from(outcome.took_part)? != VOTES {
            return Err("a vote was lost".into());
        }
        if turn > 0 {
            rounds.push((per_second(ours), per_second(reference)));
        }
    }
    let note = "no counting crate is linked; the reference reads the votes from JSON";
    Ok(Row::new(case, "/s", Better::More, &rounds, setting).note(note))
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
fn per_second(millis: f64) -> f64 {
    VOTES as f64 * 1e3 / millis
}

/// A round with all its ballots.
struct Scene {
    about: About,
    collect: Collect,
}

impl Scene {
    fn new(size: (usize, usize), severity: Option<Severity>) -> Result<Self, Failure> {
        let agency = AgencyCode::new(demo::AGENCY)?;
        let opened = opened(&agency, size.0)?;
        let id = RoundId::of(opened.edition, opened.category.as_str(), opened.number);
        let mut ruled = Ruled::before_rulebooks(&opened);
        ruled.rules.severity = severity;
        ruled.ties = vec![TieRule::Criteria, TieRule::HeadToHead, TieRule::Plenary];
        let about = About {
            agency,
            round: id,
            closed: Position::commit(1, 1),
            counted: Position::commit(1, 1),
            version: 1,
            reason: None,
            opened: opened.clone(),
            rulebook: ruled.rulebook,
            rules: ruled.rules.clone(),
        };
        let panel = (0..size.1).map(|n| PersonId(id_of(1, n))).collect();
        let collect = Collect::new(id, opened, Box::new(ruled), panel);
        let collect = filled(collect, &about, size.1)?;
        Ok(Self { about, collect })
    }

    fn bundle(&self, collect: Collect) -> Bundle {
        let collected = collect.finish().expect("the salt is in clear");
        let outcome = count(&collected.core);
        let part = Round::full(&self.about, &collected, &outcome);
        let agency = self.about.agency.clone();
        Bundle::full(agency, self.about.opened.edition, Vec::new(), vec![part])
    }
}

fn id_of(kind: u64, number: usize) -> Uuid {
    Uuid::from_u64_pair(kind, number as u64)
}

fn opened(agency: &AgencyCode, nominees: usize) -> Result<Opened, Failure> {
    let edition = EditionId::of(agency, "bench");
    let criterion = |n: usize| -> Result<Criterion, Failure> {
        Ok(Criterion {
            code: Code::new(&format!("c{n}"))?,
            title: Title::new(&format!("Kriteria {n}"))?,
            weight: if n < 4 { 13 } else { 12 },
        })
    };
    let candidate = |n| Candidate {
        nomination: NominationId(id_of(2, n)),
        nominee: Nominee::Person {
            person: PersonId(id_of(3, n)),
        },
    };
    Ok(Opened {
        edition,
        category: Code::new("people")?,
        number: 1,
        panel: PanelId::of(edition, "panel"),
        criteria: (0..CRITERIA).map(criterion).collect::<Result<_, _>>()?,
        candidates: (0..nominees).map(candidate).collect(),
        quorum: 1,
        closes_at: "2026-04-01T00:00:00Z".parse()?,
    })
}

/// Every juror marks every nominee, but for one in ten.
fn filled(mut collect: Collect, about: &About, jurors: usize) -> Result<Collect, Failure> {
    let mut dice = 1;
    for juror in 0..jurors {
        for candidate in &about.opened.candidates {
            if roll(&mut dice, 10) == 0 {
                continue;
            }
            let mut marks = Vec::with_capacity(CRITERIA);
            for criterion in &about.opened.criteria {
                let score = u16::try_from(50 * roll(&mut dice, 201))?;
                marks.push(Mark {
                    criterion: criterion.code.clone(),
                    score: Score::from_hundredths(score).ok_or("no score")?,
                });
            }
            collect.ballot(&Event::Cast(Cast {
                round: about.round,
                nomination: candidate.nomination,
                juror: PersonId(id_of(1, juror)),
                marks: Private::new(KeyId::round(about.round), marks),
                comment: None,
            }));
        }
    }
    collect.round(&round::Event::Closed(Nothing {}));
    Ok(collect)
}

/// A number below a limit, the same in every run (Knuth's MMIX generator).
fn roll(state: &mut u64, limit: usize) -> usize {
    *state = state
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407);
    usize::try_from((*state >> 33) % limit as u64).unwrap_or(0)
}

/// Votes of as many jurors.
fn core(method: Method) -> Core {
    let mut dice = 1;
    let record = |n: usize| Record {
        token: Fingerprint::of(&n.to_be_bytes()),
        before: None,
        wins: None,
        service: None,
    };
    let mut ballot = |juror| {
        let mut order: Vec<usize> = (0..NOMINEES).collect();
        for n in (1..NOMINEES).rev() {
            order.swap(n, roll(&mut dice, n + 1));
        }
        if method == Method::Approval {
            let approved = order.into_iter().take(NOMINEES / 2).collect();
            Ballot::Approved { juror, approved }
        } else {
            let ranks = order.into_iter().map(|n| vec![n]).collect();
            Ballot::Ranking { juror, ranks }
        }
    };
    Core {
        rules: RoundRules {
            kind: RoundKind::Vote,
            method: Some(method),
            ..RoundRules::default()
        },
        criteria: Vec::new(),
        ties: vec![TieRule::HeadToHead, TieRule::Plenary],
        places: 3,
        quorum: 1,
        jurors: VOTES,
        records: (0..NOMINEES).map(record).collect(),
        blocked: BTreeSet::new(),
        rows: (0..VOTES).map(&mut ballot).collect(),
        edition: String::new(),
        lot: Lot::Awaited,
    }
}
