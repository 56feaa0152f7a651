//! Rows about people and units that are known: appraisals, sanctions, training, surveys and so on.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use domain::Nip;
use domain::candidate::{self, Claims, Listed};
use domain::discipline::{self, Sanctioned};
use domain::ids::{CandidateId, DisciplineId, PerformanceId, PersonId, SurveyId, UnitId};
use domain::performance::{self, Performance, Recording};
use domain::survey::{self, Answer, Answered, Subject};
use domain::text::{Code, Text, Title};
use domain::unit::{self, Appraised};
use imports::Row;
use imports::rows::{AwardRow, CandidateRow, InnovationRow, MentoringRow, SurveyRow, TrainingRow};
use jiff::civil::Date;
use ledger::CommandError;

use super::run::Import;
use super::sink::{Fate, Item};

/// What rows ask for, by kind of entity.
#[derive(Default)]
struct Asked {
    periods: Vec<Item<performance::Command>>,
    discipline: Vec<Item<discipline::Command>>,
    surveys: Vec<Item<survey::Command>>,
    candidates: Vec<Item<candidate::Command>>,
    units: Vec<Item<unit::Command>>,
}

/// The quarter that a day lies in.
fn quarter(on: Date) -> Text<7> {
    let text = format!("{:04}-Q{}", on.year(), (on.month() + 2) / 3);
    Text::new(&text).expect("seven characters")
}

/// A text cut to fit; sources and titles of files can be long.
fn cut<const MAX: usize>(text: &str) -> Option<Text<MAX>> {
    let clean = |c: char| if c.is_control() { ' ' } else { c };
    let text: String = text.chars().map(clean).take(MAX).collect();
    Text::new(&text).ok()
}

impl Import<'_> {
    /// Takes rows of any kind but staff files and units.
    pub(super) async fn records(
        &mut self,
        rows: &[Row],
        fates: &mut [Fate],
    ) -> Result<(), CommandError> {
        let mut asked = Asked::default();
        for (place, row) in rows.iter().enumerate() {
            if self.ask(place, row, &mut asked).is_none() {
                fates[place] = Fate::Refused(domain::Refusal::PersonUnknown);
            }
        }
        self.write(asked, fates).await
    }

    async fn write(&mut self, asked: Asked, fates: &mut [Fate]) -> Result<(), CommandError> {
        self.take_in(|sinks| &mut sinks.periods, asked.periods, fates)
            .await?;
        self.take_in(|sinks| &mut sinks.discipline, asked.discipline, fates)
            .await?;
        self.take_in(|sinks| &mut sinks.surveys, asked.surveys, fates)
            .await?;
        self.take_in(|sinks| &mut sinks.candidates, asked.candidates, fates)
            .await?;
        self.take_in(|sinks| &mut sinks.units, asked.units, fates)
            .await?;
        Ok(())
    }

    /// What a row asks for; none if somebody it names is not known after all.
    fn ask(&mut self, place: usize, row: &Row, asked: &mut Asked) -> Option<()> {
        match row {
            Row::Appraisal(row) => {
                let performance = Performance::Appraisal {
                    results: row.results,
                    behaviour: row.behaviour,
                    predikat: row.predikat,
                };
                let period = Text::new(&row.period).ok()?;
                let item = self.put(
                    place,
                    &row.nip,
                    (period, Text::new("skp").ok()?),
                    performance,
                )?;
                asked.periods.push(item);
            }
            Row::Award(row) => asked.periods.push(self.award(place, row)?),
            Row::Training(row) => self.training(place, row, asked)?,
            Row::Mentoring(row) => asked.periods.push(self.mentoring(place, row)?),
            Row::Innovation(row) => asked.periods.push(self.innovation(place, row)?),
            Row::Sanction(row) => {
                let person = self.directory.person(&row.nip)?;
                let sanctioned = Sanctioned {
                    person,
                    source: cut(&row.source)?,
                    level: row.level,
                    from: row.from,
                    until: row.until,
                };
                asked.discipline.push(Item {
                    place,
                    entity: DisciplineId::of(person).0,
                    command: discipline::Command::Put(sanctioned),
                });
            }
            Row::Survey(row) => asked.surveys.push(self.answer(place, row)?),
            Row::Candidate(row) => asked.candidates.push(self.candidate(place, row)?),
            Row::Organisation(row) => {
                let unit = self.directory.unit(&row.unit)?;
                let year = performance::year_of(&row.period)?;
                let predikat = Some(row.predikat);
                asked.units.push(Item {
                    place,
                    entity: unit.0,
                    command: unit::Command::Appraise(Appraised { year, predikat }),
                });
            }
            Row::Person(_) | Row::Unit(_) => return None,
        }
        Some(())
    }

    fn put(
        &self,
        place: usize,
        nip: &Nip,
        (period, source): (Text<7>, Text<100>),
        performance: Performance,
    ) -> Option<Item<performance::Command>> {
        let person = self.directory.person(nip)?;
        let entity = PerformanceId::of(person, period.as_str()).0;
        let command = performance::Command::Put(Recording {
            person,
            period,
            source,
            performance,
        });
        Some(Item {
            place,
            entity,
            command,
        })
    }

    fn award(&self, place: usize, row: &AwardRow) -> Option<Item<performance::Command>> {
        let period = Text::new(&row.year.to_string()).ok()?;
        let number = row.number.as_deref().unwrap_or_default();
        let source = cut(&format!("penghargaan-{}-{number}", row.code))?;
        let award = row.code;
        self.put(
            place,
            &row.nip,
            (period, source),
            Performance::Award { award },
        )
    }

    fn training(&mut self, place: usize, row: &TrainingRow, asked: &mut Asked) -> Option<()> {
        let on = row.until.or(row.from).unwrap_or(self.on);
        let performance = Performance::Training {
            hours: row.hours,
            course: Some(row.title.clone()),
        };
        let source = cut(&row.source)?;
        asked
            .periods
            .push(self.put(place, &row.nip, (quarter(on), source), performance)?);
        if let Some(marks) = row.satisfaction {
            let who = format!("{}\u{1f}{}", row.nip.digits(), row.source);
            let subject = Subject::Course(row.title.clone());
            let answers = self.answers(place, subject, quarter(on), (&who, &marks));
            asked.surveys.push(answers);
        }
        Some(())
    }

    fn mentoring(&self, place: usize, row: &MentoringRow) -> Option<Item<performance::Command>> {
        let mentee = self.directory.person(&row.mentee)?;
        let source = cut(&format!("mentoring-{}-{mentee}", row.on))?;
        let performance = Performance::MentoringSession {
            mentee,
            on: row.on,
            feedback: row.feedback,
        };
        self.put(place, &row.mentor, (quarter(row.on), source), performance)
    }

    fn innovation(&self, place: usize, row: &InnovationRow) -> Option<Item<performance::Command>> {
        let period = Text::new(&row.year.to_string()).ok()?;
        let plain = unit::plain_name(&row.code);
        let code: Code = super::people::unit_code(&plain)?;
        let source = cut(&format!("inovasi-{code}"))?;
        self.put(
            place,
            &row.nip,
            (period, source),
            Performance::Innovation { code },
        )
    }

    fn answer(&mut self, place: usize, row: &SurveyRow) -> Option<Item<survey::Command>> {
        let unit = self.directory.unit(&row.unit)?;
        let who = format!("{}\u{1f}{}", row.at, row.respondent);
        let period = Text::new(&row.period).ok()?;
        Some(self.answers(place, Subject::Unit(unit), period, (&who, &row.answers)))
    }

    /// The answers of one respondent, who is known by a keyed digest only. Two who cannot be told
    /// apart are numbered.
    fn answers(
        &mut self,
        place: usize,
        subject: Subject,
        period: Text<7>,
        (who, marks): (&str, &[Option<u8>]),
    ) -> Item<survey::Command> {
        let entity = SurveyId::of(&subject, period.as_str()).0;
        let mut hasher = DefaultHasher::new();
        (entity, who).hash(&mut hasher);
        let nth = self.respondents.entry(hasher.finish()).or_default();
        *nth += 1;
        let who = format!("{who}\u{1f}{nth}");
        let digest = self.app.desk.vault.digest(self.job.agency, who.as_bytes());
        let digest = digest.to_string();
        let row = Text::new(&digest[..32]).expect("32 hexadecimal digits");
        let marks = marks.to_vec();
        let answers = vec![Answer { row, marks }];
        let command = survey::Command::Put(Answered {
            subject,
            period,
            answers,
        });
        Item {
            place,
            entity,
            command,
        }
    }

    fn candidate(&self, place: usize, row: &CandidateRow) -> Option<Item<candidate::Command>> {
        let person: PersonId = self.directory.person(&row.nip)?;
        let unit: Option<UnitId> = self.directory.unit(&row.unit);
        let year = self.on.year();
        let category = row
            .category
            .as_deref()
            .and_then(|text| Title::new(text).ok());
        let entity = CandidateId::of(person, year, row.category.as_deref()).0;
        let claims = Claims {
            no_findings: row.no_findings,
            no_sanction: row.no_sanction,
            not_examined: row.not_examined,
            has_innovation: row.has_innovation,
            has_award: row.has_award,
            years: row.years,
        };
        let command = candidate::Command::List(Listed {
            person,
            unit,
            year,
            category,
            claims,
            on: self.on,
        });
        Some(Item {
            place,
            entity,
            command,
        })
    }
}
