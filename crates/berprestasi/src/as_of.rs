//! `berprestasi as-of`: leaderboards, dossiers and histories as they stood, for the auditor.
//!
//! The agency's ledger is folded up to the moment into a database of its own beside the live one, by the same
//! projections at the speed of a rebuild, and asked the same questions. Then that database is dropped.

mod answer;

use std::fs::File;
use std::io::Write as _;
use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use domain::ids::{AgencyCode, EditionId, UnitId};
use domain::person::PositionGroup;
use imports::export::FileFormat;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use projections::{AsOf, Moment, Source};
use readmodel::{Access, Options, ReadModel, Scratch};
use runtime::Config;
use uuid::Uuid;

use crate::compose;
use crate::read_side::Bar;
use crate::servers::Provision;
use crate::up::Failure;
use answer::Answer;

/// What to look at, and as of when.
#[derive(Debug, Args)]
pub struct Wanted {
    /// As of when: a position such as 1-4711, a moment such as 2026-10-01T09:00:00+07:00, or a day such as
    /// 2026-10-01, which is meant to its end in Western Indonesia.
    #[arg(long, value_parser = moment)]
    at: Moment,
    /// The agency's code.
    #[arg(long, value_parser = |code: &str| AgencyCode::new(code))]
    agency: AgencyCode,
    /// How the answer is written.
    #[arg(long, default_value = "json", global = true)]
    format: Form,
    /// Where it is written [default: standard output].
    #[arg(long, global = true)]
    out: Option<PathBuf>,
    /// With the names of people, as far as they are not erased. Reading them takes longer.
    #[arg(long, global = true)]
    names: bool,
    #[command(subcommand)]
    what: What,
}

/// How an answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// One document, with the position that was used.
    Json,
    /// A table, as Indonesian Excel opens it.
    Csv,
}

/// What is asked.
#[derive(Debug, Subcommand)]
enum What {
    /// A recognition board, whole.
    Leaderboard {
        /// The period, such as 2026-Q3.
        period: String,
        /// Only the points earned in this unit: its code or id.
        #[arg(long, conflicts_with = "group")]
        unit: Option<String>,
        /// Only this group of positions, such as pelaksana or jf-guru.
        #[arg(long, value_parser = group)]
        group: Option<PositionGroup>,
    },
    /// All about a person: awards, nominations, points.
    Dossier {
        /// The person's id.
        person: Uuid,
    },
    /// The awards that had been announced: of a person, of a unit, of an edition.
    #[command(subcommand)]
    History(History),
    /// The places of an edition's nominations, if it had been announced.
    Awards {
        /// The edition: its code or id.
        edition: String,
    },
    /// The nominations of an edition.
    Nominations {
        /// The edition: its code or id.
        edition: String,
    },
}

/// Whose awards.
#[derive(Debug, Clone, Subcommand)]
enum History {
    /// Of a person.
    Person {
        /// The person's id.
        person: Uuid,
    },
    /// Of those whom a unit nominated.
    Unit {
        /// The unit: its code or id.
        unit: String,
    },
    /// Of an edition.
    Edition {
        /// The edition: its code or id.
        edition: String,
    },
}

/// A position, a moment, or the end of a day in Western Indonesia.
fn moment(text: &str) -> Result<Moment, String> {
    if let Ok(moment) = text.parse() {
        return Ok(Moment::Time(moment));
    }
    // As long as a day is written: with more, it would be a moment whose zone nobody knows.
    if let (10, Ok(day)) = (text.len(), text.parse::<Date>()) {
        return end_of(day)
            .map(Moment::Time)
            .map_err(|error| error.to_string());
    }
    text.parse().map(Moment::Position).map_err(|_| {
        "write a position such as 1-4711, a moment such as 2026-10-01T09:00:00+07:00, or a day such as 2026-10-01"
            .to_owned()
    })
}

/// The last moment of a day.
fn end_of(day: Date) -> Result<Timestamp, jiff::Error> {
    let zone = TimeZone::get("Asia/Jakarta")?;
    let next = day.tomorrow()?.to_zoned(zone)?.timestamp();
    next.checked_sub(Span::new().nanoseconds(1))
}

fn group(text: &str) -> Result<PositionGroup, String> {
    let word = serde_json::Value::from(text);
    serde_json::from_value(word)
        .ok()
        .filter(|group| *group != PositionGroup::None)
        .ok_or_else(|| {
            "one of jpt-pratama, administrator, pengawas, pelaksana, jf-guru, jf-kesehatan, jf-lain"
                .to_owned()
        })
}

fn edition(agency: &AgencyCode, text: &str) -> Uuid {
    text.parse()
        .unwrap_or_else(|_| EditionId::of(agency, text).0)
}

fn unit(agency: &AgencyCode, text: &str) -> Uuid {
    text.parse()
        .unwrap_or_else(|_| UnitId::of(agency, text).into())
}

impl What {
    /// The projections that it is answered from.
    const fn projections(&self) -> &'static [&'static str] {
        match self {
            Self::Leaderboard { .. } => &["recognition"],
            Self::Dossier { .. } => &readmodel::queries::dossier::PROJECTIONS,
            Self::History(_) => &["award_history"],
            Self::Awards { .. } => &["award_board"],
            Self::Nominations { .. } => &["nomination_board"],
        }
    }
}

impl Wanted {
    /// Answers, in an installation.
    pub async fn run(&self, config: &Config, provision: &Provision) -> Result<(), Failure> {
        let owner = provision.database.as_deref().ok_or(
            "a database beside the live one is needed for this; put the address of its owner into provision.toml: \
             database = \"host=… dbname=berprestasi user=…\"",
        )?;
        let stopped = runtime::lifecycle::stop_signal()?;
        let live = compose::source(config).await?;
        let scratch = Scratch::make(owner).await?;
        let write = config.postgres.projections.reveal();
        let asked = async {
            let options = Options::new(Access::Projector, "berprestasi as-of");
            let db = ReadModel::connect(&scratch.address(write), options).await?;
            self.ask(Source { db, ..live }).await
        };
        let answered = tokio::select! {
            answered = asked => answered,
            () = stopped => Err("stopped; nothing is left behind".into()),
        };
        // Also when it failed: nobody would know of it any more.
        scratch.end().await?;
        let (stands, answer) = answered?;
        self.write(stands, &answer)
    }

    async fn ask(&self, source: Source) -> Result<(AsOf, Answer), Failure> {
        let mut projections = self.what.projections().to_vec();
        if self.names {
            projections.push("directory");
        }
        let bar = Bar::new()?;
        let folded = projections::as_of(&source, &self.agency, self.at, &projections, &|step| {
            bar.show(step);
        })
        .await;
        bar.clear();
        let stands = folded?;
        let AsOf { position, at, .. } = stands;
        eprintln!("  as of position {position}, recorded at {at}");
        if stands.parked > 0 {
            eprintln!("  {} commits could not be folded", stands.parked);
        }
        let mut answer = self.answer(&source.db).await?;
        if self.names {
            answer.name(&source.db, self.agency.as_str()).await?;
        }
        Ok((stands, answer))
    }

    async fn answer(&self, db: &ReadModel) -> Result<Answer, Failure> {
        let agency = &self.agency;
        let code = agency.as_str();
        Ok(match &self.what {
            What::Leaderboard {
                period,
                unit: of,
                group,
            } => {
                if !domain::performance::is_period(period) {
                    return Err(
                        format!("{period} is no period; write 2026, 2026-Q3 or 2026-07").into(),
                    );
                }
                let of = of.as_deref().map(|of| unit(agency, of));
                answer::leaderboard(db, code, period, of, *group).await?
            }
            What::Dossier { person } => answer::dossier(db, code, *person).await?,
            What::History(History::Person { person }) => {
                answer::history_of_person(db, code, *person).await?
            }
            What::History(History::Unit { unit: of }) => {
                answer::history_of_unit(db, code, unit(agency, of)).await?
            }
            What::History(History::Edition { edition: of }) => {
                answer::history_of_edition(db, code, edition(agency, of)).await?
            }
            What::Awards { edition: of } => answer::awards(db, code, edition(agency, of)).await?,
            What::Nominations { edition: of } => {
                answer::nominations(db, code, edition(agency, of)).await?
            }
        })
    }

    fn write(&self, stands: AsOf, answer: &Answer) -> Result<(), Failure> {
        let bytes = match self.format {
            Form::Csv => answer.sheet().file(FileFormat::Csv)?,
            Form::Json => {
                let document = serde_json::json!({
                    "agency": self.agency, "position": stands.position, "at": stands.at,
                    "items": answer.items,
                });
                let mut text = serde_json::to_vec_pretty(&document)?;
                text.push(b'\n');
                text
            }
        };
        match &self.out {
            Some(file) => File::create(file)?.write_all(&bytes)?,
            None => std::io::stdout().write_all(&bytes)?,
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_meant_to_its_end_in_western_indonesia() {
        let end: Timestamp = "2026-10-01T16:59:59.999999999Z".parse().expect("a moment");
        assert_eq!(moment("2026-10-01"), Ok(Moment::Time(end)));
        let morning = "2026-10-01T02:00:00Z".parse().expect("a moment");
        assert_eq!(
            moment("2026-10-01T09:00:00+07:00"),
            Ok(Moment::Time(morning))
        );
        let position = Moment::Position(domain::Position::commit(1, 4711));
        assert_eq!(moment("1-4711"), Ok(position));
        assert!(moment("2026-10-01T09:00:00").is_err(), "in which zone?");
        assert!(moment("kemarin").is_err());
    }
}
