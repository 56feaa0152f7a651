//! A person's rank and a page of a recognition board, beside a sorted set of Redis with as many
//! members, asked over loopback in the same run.

use std::sync::Arc;
use std::time::Instant;

use domain::Position;
use domain::ids::derive_id;
use indicatif::ProgressBar;
use readmodel::queries::recognition::{self, Board, Of, Standing};
use readmodel::{Access, Options, ReadError, ReadModel, Schema, Shelved, Slot, Tx, Unit};
use uuid::Uuid;

use super::Wanted;
use super::redis::{CHUNK, Redis, Reply};
use super::report::{Better, Row, Samples};
use super::world::World;
use crate::compose;
use crate::up::Failure;

const AGENCY: &str = "bench";
/// Both have the whole board; who is asked about in the second one has a rank before, too.
const PERIODS: [&str; 2] = ["2025", "2026"];
const PAGE: u16 = 50;
/// Points are below this, so that a million people have some thousand equals each.
const POINTS: u64 = 1_000;
/// The commits that changed them are among so many: those of 5.6 million people.
const COMMITS: u64 = 20_000_000;
/// Half of Redis' speed.
const GOAL: f64 = 0.5;
/// What is asked before anything is measured, so that statements are prepared and planned.
const WARM: usize = 100;

readmodel::row! {
    /// As the projection writes it.
    struct Line in "standing" {
        key { agency: Arc<str>, period: Arc<str>, scope: Uuid, person: Uuid }
        debit: i64,
        events: i64,
        changed: i64,
    }
}

/// The board's people: what each has is a function of their number.
#[derive(Clone, Copy)]
struct People(usize);

impl People {
    fn of(number: usize) -> (Uuid, u64, u64) {
        let person = derive_id(&["bench-person", &number.to_string()]);
        let (drawn, _) = person.as_u64_pair();
        (person, drawn % POINTS, 1 + drawn / POINTS % COMMITS)
    }

    /// One of them; numbers that follow each other are far apart.
    fn any(self, turn: usize) -> (Uuid, u64, u64) {
        let drawn = derive_id(&["bench-turn", &turn.to_string()]).as_u128();
        Self::of(usize::try_from(drawn % self.0 as u128).unwrap_or(0))
    }
}

pub(super) async fn run(
    wanted: &Wanted,
    world: &mut World,
    bar: &ProgressBar,
) -> Result<Vec<Row>, Failure> {
    let people = People(usize::try_from(wanted.board)?);
    // First, so that a missing Redis is heard of at once.
    let mut redis = Redis::start(&world.path("redis")).await?;
    bar.set_message(format!("a board of {} people", people.0));
    let db = compose::source(&world.config).await?.db;
    let schema = Schema::of("recognition")?;
    db.begin_build(schema).await?;
    db.write(&Fill { people, schema }).await?;
    db.finish_build(schema).await?;
    db.write(&Switch(schema)).await?;
    bar.set_message("the same in Redis");
    fill(&mut redis, people).await?;
    redis
        .fill_numbers(people.0, usize::try_from(POINTS)?)
        .await?;
    let options = Options {
        connections: 1,
        ..Options::new(Access::Web, "berprestasi bench")
    };
    let web = ReadModel::connect(world.config.postgres.web.reveal(), options).await?;
    let asked = Asked {
        people,
        web: &web,
        turn: 0,
    };
    let mut rows = measure(wanted, world, bar, asked, &mut redis).await?;
    rows.push(stock(wanted, world, people, &rows[0], &redis).await?);
    redis.stop().await?;
    Ok(rows)
}

struct Fill {
    people: People,
    schema: &'static Schema,
}

impl Unit for Fill {
    const NAME: &'static str = "copying a board for a bench";
    type Output = ();

    async fn run(&self, tx: &Tx<'_>) -> Result<(), ReadError> {
        tx.take_as_long_as_it_takes().await?;
        let agency: Arc<str> = Arc::from(AGENCY);
        for period in PERIODS.map(Arc::<str>::from) {
            for first in (0..self.people.0).step_by(CHUNK) {
                let numbers = first..self.people.0.min(first + CHUNK);
                let lines: Vec<Line> = numbers
                    .map(|number| line(&agency, &period, number))
                    .collect();
                let lines: Vec<&Line> = lines.iter().collect();
                tx.copy(&self.schema.next(), &lines).await?;
            }
        }
        Ok(())
    }
}

fn line(agency: &Arc<str>, period: &Arc<str>, number: usize) -> Line {
    let (person, points, changed) = People::of(number);
    Line {
        agency: Arc::clone(agency),
        period: Arc::clone(period),
        scope: Uuid::nil(),
        person,
        debit: -i64::try_from(points).unwrap_or(0),
        events: 1,
        changed: readmodel::ordinal(Position::commit(1, changed)),
    }
}

struct Switch(&'static Schema);

impl Unit for Switch {
    const NAME: &'static str = "showing a board of a bench";
    type Output = ();

    async fn run(&self, tx: &Tx<'_>) -> Result<(), ReadError> {
        tx.switch(self.0, Slot::Next, &Shelved::default(), false)
            .await
    }
}

async fn fill(redis: &mut Redis, people: People) -> Result<(), Failure> {
    for first in (0..people.0).step_by(CHUNK) {
        let members: Vec<(String, String)> = (first..people.0.min(first + CHUNK))
            .map(People::of)
            .map(|(person, points, _)| (points.to_string(), person.to_string()))
            .collect();
        let mut parts: Vec<&[u8]> = vec![b"ZADD", b"board"];
        for (points, person) in &members {
            parts.extend([points.as_bytes(), person.as_bytes()]);
        }
        redis.command(&parts).await?;
    }
    Ok(())
}

/// What is asked, of whom.
struct Asked<'a> {
    people: People,
    web: &'a ReadModel,
    turn: usize,
}

/// The cases that are measured.
#[derive(Clone, Copy)]
enum Case {
    Rank,
    Movement,
    Page,
}

impl Case {
    const ALL: [Self; 3] = [Self::Rank, Self::Movement, Self::Page];

    fn name(self, people: usize) -> String {
        match self {
            Self::Rank => format!("rank and neighbours among {people}"),
            Self::Movement => format!("the same and the rank before, among {people} each"),
            Self::Page => format!("page of {PAGE} among {people}"),
        }
    }

    const fn period(self) -> &'static str {
        PERIODS[matches!(self, Self::Movement) as usize]
    }
}

async fn measure(
    wanted: &Wanted,
    world: &World,
    bar: &ProgressBar,
    mut asked: Asked<'_>,
    redis: &mut Redis,
) -> Result<Vec<Row>, Failure> {
    let mut rows = Vec::new();
    for case in Case::ALL {
        let name = case.name(asked.people.0);
        for _ in 0..WARM {
            asked.ours(case).await?;
            asked.reference(case, redis).await?;
        }
        let (mut ours, mut theirs, mut rounds) = (Vec::new(), Vec::new(), Vec::new());
        for round in 1..=wanted.rounds {
            bar.set_message(format!("{name}: round {round}"));
            let began = Instant::now();
            let mut times = Vec::new();
            while began.elapsed() < wanted.time() {
                times.push(asked.ours(case).await?);
            }
            let began = Instant::now();
            let mut reference = Vec::new();
            while began.elapsed() < wanted.time() {
                reference.push(asked.reference(case, redis).await?);
            }
            let (times, reference) = (Samples::new(times), Samples::new(reference));
            rounds.push((times.median() * 1e3, reference.median() * 1e3));
            ours.push(times);
            theirs.push(reference);
        }
        let (ours, theirs) = (Samples::joined(ours), Samples::joined(theirs));
        let row = Row::new(name, "µs", Better::Less, &rounds, &world.setting);
        let row = row.goal(GOAL).times(&ours, Some(&theirs));
        rows.push(row.note(match case {
            Case::Page => format!("beside ZREVRANGE of {PAGE} WITHSCORES; medians"),
            _ => "beside ZREVRANK, which gives the rank alone; medians".to_owned(),
        }));
    }
    Ok(rows)
}

/// The first row once more, beside what Redis' own tool says.
async fn stock(
    wanted: &Wanted,
    world: &World,
    people: People,
    rank: &Row,
    redis: &Redis,
) -> Result<Row, Failure> {
    let (mut times, mut command) = (Vec::new(), String::new());
    for _ in 0..wanted.rounds {
        let (round, asked) = redis.benchmark(people.0).await?;
        times.push(round);
        command = asked;
    }
    let rounds: Vec<_> = times
        .iter()
        .map(|it| (rank.ours(), it.p50() * 1e3))
        .collect();
    let name = format!("{}, by redis-benchmark", Case::Rank.name(people.0));
    let row = Row::new(name, "µs", Better::Less, &rounds, &world.setting);
    Ok(row.note(format!("ours as above; the 50th percentile of: {command}")))
}

impl Asked<'_> {
    /// How many milliseconds we take for the next one.
    async fn ours(&mut self, case: Case) -> Result<f64, Failure> {
        self.turn += 1;
        let (person, points, changed) = self.people.any(self.turn);
        let board = Board {
            agency: AGENCY,
            period: case.period(),
            of: Of::Agency,
        };
        let began = Instant::now();
        let right = if matches!(case, Case::Page) {
            let after = Standing {
                rank: 1,
                person,
                points,
                events: 1,
                changed: Position::commit(1, changed),
            };
            let page = recognition::page(self.web, board, Some(after), PAGE).await?;
            page.len() <= usize::from(PAGE)
        } else {
            let found = recognition::around(self.web, board, person).await?;
            let found = found.ok_or("a person of the bench is not on the board")?;
            found.before.is_some() == matches!(case, Case::Movement)
        };
        let took = began.elapsed().as_secs_f64() * 1e3;
        if right {
            Ok(took)
        } else {
            Err("the board is not what the bench filled in".into())
        }
    }

    /// How many milliseconds Redis takes for the next one.
    async fn reference(&mut self, case: Case, redis: &mut Redis) -> Result<f64, Failure> {
        self.turn += 1;
        let (person, ..) = self.people.any(self.turn);
        let (person, first) = (person.to_string(), self.turn * 7_919 % self.people.0);
        let (from, to) = (
            first.to_string(),
            (first + usize::from(PAGE) - 1).to_string(),
        );
        let page: [&[u8]; 5] = [
            b"ZREVRANGE",
            b"board",
            from.as_bytes(),
            to.as_bytes(),
            b"WITHSCORES",
        ];
        let rank: [&[u8]; 3] = [b"ZREVRANK", b"board", person.as_bytes()];
        let began = Instant::now();
        let reply = if matches!(case, Case::Page) {
            redis.command(&page).await?
        } else {
            redis.command(&rank).await?
        };
        let took = began.elapsed().as_secs_f64() * 1e3;
        match reply {
            Reply::Integer(_) | Reply::List(_) => Ok(took),
            other => Err(format!("Redis answered {other:?}").into()),
        }
    }
}
