//! Tally bundles: make one, count one again, and the secrets of a lot.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use domain::ids::{AgencyCode, EditionId, RoundId};
use domain::lot::Holder;
use domain::tally::bundle::Bundle;
use domain::tally::recount::{self, Report};
use domain::{Fingerprint, text::Code};
use runtime::Config;
use uuid::Uuid;

use crate::compose;
use crate::up::Failure;

/// The largest bundle that is read: 1,000 nominees and 50 jurors take about 40 MiB.
const MOST: u64 = 512 * 1024 * 1024;

/// A bundle to make.
#[derive(Debug, Args)]
pub struct Make {
    /// The edition: its id, or its code with --agency.
    edition: String,
    /// The agency's code.
    #[arg(long)]
    agency: String,
    /// Only what the publication policy opens; the edition must be announced.
    #[arg(long)]
    public: bool,
    /// Where it is written [default: standard output].
    #[arg(long)]
    out: Option<PathBuf>,
}

/// A fairness report to make.
#[derive(Debug, Args)]
pub struct Fairness {
    /// The edition: its id, or its code with --agency.
    edition: String,
    /// The agency's code.
    #[arg(long)]
    agency: String,
    /// Where the page is written [default: standard output].
    #[arg(long)]
    out: Option<PathBuf>,
}

impl Fairness {
    /// Writes the report as a page with charts, whole in one file.
    pub async fn run(&self, config: &Config) -> Result<(), Failure> {
        let (agency, edition) = named(&self.agency, &self.edition)?;
        let report = compose::committee(config).await?;
        let report = report.fairness(&agency, edition).await?;
        write(
            self.out.as_deref(),
            portal::fairness_page(&report).as_bytes(),
        )
    }
}

fn named(agency: &str, edition: &str) -> Result<(AgencyCode, EditionId), Failure> {
    let agency = AgencyCode::new(agency).map_err(|wrong| format!("--agency: {wrong}"))?;
    let edition = match edition.parse() {
        Ok(id) => EditionId(id),
        Err(_) => EditionId::of(&agency, edition),
    };
    Ok((agency, edition))
}

fn write(file: Option<&Path>, bytes: &[u8]) -> Result<(), Failure> {
    match file {
        Some(file) => File::create(file)?.write_all(bytes)?,
        None => std::io::stdout().write_all(bytes)?,
    }
    Ok(())
}

/// A bundle to count again.
#[derive(Debug, Args)]
pub struct Recount {
    /// The bundle.
    file: PathBuf,
    /// The hash that was published with the award, 64 hexadecimal digits.
    #[arg(long)]
    announced: Option<String>,
}

/// Secrets for a lot.
#[derive(Debug, Args)]
pub struct Lot {
    /// The edition's id.
    edition: Uuid,
    /// The category's code.
    category: String,
    /// The number of the round within the category, from 1.
    number: u16,
    /// Which of the three secrets.
    holder: Part,
}

/// Which of the three secrets of a lot.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Part {
    /// The chair of the panel.
    Chair,
    /// The secretary of the committee.
    Secretary,
    /// The internal auditor.
    Auditor,
}

impl Make {
    /// Counts every round of the edition from the ledger and writes the bundle.
    pub async fn run(&self, config: &Config) -> Result<(), Failure> {
        let (agency, edition) = named(&self.agency, &self.edition)?;
        let committee = compose::committee(config).await?;
        let mut bundle = committee.bundle(&agency, edition).await?;
        if self.public {
            let winners = committee.released(&agency, edition)?;
            let winners = winners.ok_or("the edition is not announced yet; leave out --public")?;
            bundle = bundle.public(&winners);
        }
        write(self.out.as_deref(), &bundle.bytes())?;
        eprintln!("hash {}", bundle.hash);
        Ok(())
    }
}

impl Recount {
    /// Counts the bundle again; success only if everything agrees.
    pub fn run(&self) -> Result<ExitCode, Failure> {
        let announced = self.announced.as_ref().map(|text| text.parse()).transpose();
        let announced = announced.map_err(|wrong| format!("--announced: {wrong}"))?;
        let report = recount::recount(&read(&self.file)?, announced);
        print(&report, announced);
        Ok(if report.faults.is_empty() {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        })
    }
}

fn read(file: &Path) -> Result<Bundle, Failure> {
    let name = file.display();
    let opened = File::open(file).map_err(|error| format!("{name}: {error}"))?;
    let mut bytes = Vec::new();
    opened.take(MOST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MOST {
        return Err(format!("{name}: larger than {MOST} bytes, so it is no bundle").into());
    }
    Ok(Bundle::read(&bytes).map_err(|error| format!("{name}: {error}"))?)
}

fn print(report: &Report, announced: Option<Fingerprint>) {
    for round in &report.rounds {
        let (opened, all) = round.opened;
        println!("{} round {}", round.category, round.number);
        let Some(outcome) = &round.outcome else {
            println!("  not counted: {opened} of {all} values are opened, each as committed");
            continue;
        };
        println!("  counted again: {} jurors took part", outcome.took_part);
        for standing in outcome.standings.iter().filter(|s| s.place > 0) {
            let score = standing.score.as_ref().map(ToString::to_string);
            let score = score.map_or_else(String::new, |score| format!(", {score} points"));
            println!(
                "  {:>4}. candidate {}{score}",
                standing.place, standing.candidate
            );
        }
    }
    for fault in &report.faults {
        println!("WRONG {fault}");
    }
    println!("hash {}", report.hash);
    match (report.faults.len(), announced) {
        (0, Some(_)) => println!("everything agrees, and with the announced hash"),
        (0, None) => println!("everything agrees; compare the hash with the announced one"),
        (wrong, _) => println!("{wrong} things do not agree"),
    }
}

impl Lot {
    /// Draws a secret and says what to send before the round opens and after it closes.
    pub fn run(&self) -> Result<(), Failure> {
        let category = Code::new(&self.category).map_err(|wrong| format!("CATEGORY {wrong}"))?;
        let round = RoundId::of(EditionId(self.edition), category.as_str(), self.number);
        let holder = match self.holder {
            Part::Chair => Holder::Chair,
            Part::Secretary => Holder::Secretary,
            Part::Auditor => Holder::Auditor,
        };
        let random = [Uuid::new_v4().into_bytes(), Uuid::new_v4().into_bytes()].concat();
        let secret = Fingerprint::of(&random);
        println!("round {round}");
        println!(
            "commitment {}",
            domain::lot::commitment(round, holder, &secret)
        );
        println!("secret {secret}");
        eprintln!(
            "send the commitment before the round opens; keep the secret until it has closed"
        );
        Ok(())
    }
}
