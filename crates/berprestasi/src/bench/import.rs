//! A file taken over by the command, beside raw atomic batches of the same bytes.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use domain::ids::{AgencyCode, PerformanceId, PersonId};
use indicatif::ProgressBar;
use ledger::Ledger;
use runtime::ServiceRole;
use rust_xlsxwriter::Workbook;
use tokio::process::Command;
use uuid::Uuid;

use super::Wanted;
use super::held::{self, peak_of};
use super::report::{Better, Row, per};
use super::world::{Scene, World};
use crate::demo;
use crate::demo::city::{City, Size};
use crate::up::Failure;

/// Of how many people the rows are.
const PEOPLE: usize = 20_000;
/// The most messages of an atomic batch.
const BATCH: usize = 1_000;
/// What of the reference's speed an import of CSV should reach.
const GOAL: f64 = 0.7;
/// The most memory that the importing process may take, in MiB.
const MEMORY: f64 = 256.0;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Csv,
    Xlsx,
}

impl Form {
    const fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }
}

/// What an import took.
struct Took {
    seconds: f64,
    /// The most memory the process held, in MiB.
    memory: f64,
}

pub(super) async fn run(
    wanted: &Wanted,
    world: &mut World,
    bar: &ProgressBar,
) -> Result<Vec<Row>, Failure> {
    bar.set_message(format!("registering {PEOPLE} people"));
    world.serve("performance").await?;
    let scene = world.people(PEOPLE).await?;
    world.quiet().await?;
    let numbers: Vec<String> = numbers();
    let mut rows = Vec::new();
    // Each file is of other years, so that each row is recorded.
    let (mut year, mut payload) = (1990, None);
    for form in [Form::Csv, Form::Xlsx] {
        let (mut rates, mut memories) = (Vec::new(), Vec::new());
        for round in 1..=rounds(wanted, form) {
            let count = wanted.rows as usize;
            bar.set_message(format!("{}: round {round}: writing the file", form.name()));
            let path = world.path(&format!("import-{}-{round}.{}", form.name(), form.name()));
            let years = write(&path, form, &numbers, (count, year))?;
            bar.set_message(format!("{}: round {round}: importing", form.name()));
            let took = import(world, &path, count).await?;
            std::fs::remove_file(&path)?;
            if payload.is_none() {
                payload = Some(stored(world, &scene, year).await?);
            }
            year += years;
            bar.set_message(format!("{}: round {round}: the reference", form.name()));
            let bytes = payload.clone().unwrap_or_default();
            let reference = reference(world, bytes, count).await?;
            rates.push((
                per(count as u64, took.seconds),
                per(count as u64, reference),
            ));
            memories.push((took.memory, MEMORY));
        }
        rows.extend(report(
            world,
            (form, wanted.rows as usize),
            &rates,
            &memories,
        ));
    }
    Ok(rows)
}

/// A workbook takes ten times as long to write as to read, so it has one round.
fn rounds(wanted: &Wanted, form: Form) -> u16 {
    match form {
        Form::Csv => wanted.rounds,
        Form::Xlsx => 1,
    }
}

fn report(
    world: &World,
    (form, count): (Form, usize),
    rates: &[(f64, f64)],
    memories: &[(f64, f64)],
) -> Vec<Row> {
    let case = format!("{count} appraisals from {}", form.name());
    let rate = Row::new(case.as_str(), "/s", Better::More, rates, &world.setting);
    let rate = rate.note(format!(
        "the command from start to end, {PEOPLE} people, one event a commit"
    ));
    let memory = Row::new(
        format!("{case}, peak memory"),
        "MiB",
        Better::Less,
        memories,
        &world.setting,
    );
    let rate = if form == Form::Csv {
        rate.goal(GOAL)
    } else {
        rate
    };
    vec![rate, memory.goal(1.0).note("beside the limit".to_owned())]
}

/// The numbers of the city's people, as `world.people` registers them.
fn numbers() -> Vec<String> {
    let city = City::new(Size::Besar);
    let people = city.people.into_iter().take(PEOPLE);
    people.map(|person| person.nip).collect()
}

const HEADER: [&str; 8] = [
    "nipBaru",
    "tahun",
    "periodikId",
    "bulanMulai",
    "hasilKinerja",
    "perilakuKerja",
    "kuadranKinerja",
    "namaPenilai",
];

/// The cells of a row: monthly appraisals, person by person.
fn cells(numbers: &[String], row: usize, (first, months): (usize, usize)) -> [String; 8] {
    let month = row % months;
    [
        numbers[row / months % numbers.len()].clone(),
        (first + month / 12).to_string(),
        "1".to_owned(),
        (1 + month % 12).to_string(),
        "SESUAI EKSPEKTASI".to_owned(),
        "DIATAS ESPEKTASI".to_owned(),
        "BAIK".to_owned(),
        "PEJABAT PENILAI".to_owned(),
    ]
}

/// Writes a file; returns how many years it spans.
fn write(
    path: &Path,
    form: Form,
    numbers: &[String],
    (count, first): (usize, usize),
) -> Result<usize, Failure> {
    let months = count.div_ceil(numbers.len());
    let rows = (0..count).map(|row| cells(numbers, row, (first, months)));
    match form {
        Form::Csv => {
            let mut text = HEADER.join(";");
            for cells in rows {
                write!(text, "\r\n{}", cells.join(";"))?;
            }
            std::fs::write(path, text)?;
        }
        Form::Xlsx => {
            let mut book = Workbook::new();
            let sheet = book.add_worksheet();
            sheet.write_row(0, 0, HEADER)?;
            for (row, cells) in (1..).zip(rows) {
                sheet.write_row(row, 0, cells)?;
            }
            book.save(path)?;
        }
    }
    Ok(months.div_ceil(12))
}

/// Imports a file by the command, in a process of its own.
async fn import(world: &World, path: &Path, count: usize) -> Result<Took, Failure> {
    let began = Instant::now();
    let mut child = Command::new(std::env::current_exe()?)
        .args(["import", "appraisals"])
        .arg(path)
        .args(["--agency", demo::AGENCY, "--json", "--config"])
        .arg(world.file())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .kill_on_drop(true)
        .spawn()?;
    let status = held::status(child.id().unwrap_or_default());
    let output = child.stdout.take().ok_or("the import has no output")?;
    let reading = tokio::spawn(async move {
        let mut text = String::new();
        let mut output = output;
        tokio::io::AsyncReadExt::read_to_string(&mut output, &mut text).await?;
        Ok::<_, std::io::Error>(text)
    });
    let mut memory = 0.0;
    let ended = loop {
        if let Some(ended) = child.try_wait()? {
            break ended;
        }
        memory = peak_of(&status).unwrap_or(memory);
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    let seconds = began.elapsed().as_secs_f64();
    let report: serde_json::Value = serde_json::from_str(&reading.await??)?;
    if !ended.success() || report["new"].as_u64() != u64::try_from(count).ok() {
        return Err(format!("an import did not record every row: {}", report["new"]).into());
    }
    Ok(Took { seconds, memory })
}

/// How long raw batches of as many messages of these bytes take, in seconds.
async fn reference(world: &World, payload: Vec<u8>, count: usize) -> Result<f64, Failure> {
    let raw = world.raw(payload).await?;
    let began = Instant::now();
    let mut left = count;
    while left > 0 {
        let ids: Vec<Uuid> = (0..left.min(BATCH)).map(|_| Uuid::new_v4()).collect();
        raw.batch(&ids).await?;
        left -= ids.len();
    }
    Ok(began.elapsed().as_secs_f64())
}

/// The bytes of a commit of an import, as the ledger holds them.
async fn stored(world: &World, scene: &Scene, year: usize) -> Result<Vec<u8>, Failure> {
    let ledger = Ledger::connect(world.user(ServiceRole::Performance)?).await?;
    let person = PersonId(scene.person(0).parse()?);
    let id = PerformanceId::of(person, &format!("{year}-01"));
    let agency = AgencyCode::new(demo::AGENCY)?;
    let commits = ledger.commits(&agency, "performance", id.0).await?;
    let (_, last) = commits.last().ok_or("the import left no commit")?;
    Ok(serde_json::to_vec(last)?)
}
