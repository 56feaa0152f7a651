//! Taking back what was recorded of people and units: performance, discipline, answers, candidates.

use domain::candidate::{self, Candidate};
use domain::discipline::{self, Records, Sanctioned};
use domain::performance::{self, Performance, Period, Recording};
use domain::survey::{self, Survey};
use domain::text::Prose;
use domain::{Entity, Event, KeyId, Private};
use ledger::{CommandError, Entities, Intake, Recorded};
use uuid::Uuid;

use super::{Register, Step, Undo, as_command, follows};

/// Why a record is taken back.
const REASON: &str = "Impor yang mencatatnya dibatalkan.";

/// The commits of one kind of entity in a batch.
fn of_kind<E: Entity>(batch: &[Recorded]) -> Vec<&Recorded> {
    let ours = batch.iter().filter(|recorded| recorded.kind == E::KIND);
    ours.collect()
}

fn events<E: Entity>(recorded: &Recorded) -> Result<Vec<E::Event>, CommandError> {
    let stored = recorded.commit.events.iter();
    Ok(stored.map(E::Event::decode).collect::<Result<_, _>>()?)
}

impl Undo<'_> {
    /// Reads the import's commits once and takes back what they recorded, but for people and units.
    pub(super) async fn records(
        &mut self,
        causes: &[u64],
        to: u64,
    ) -> Result<Register, CommandError> {
        let mut register = Register::default();
        let app = self.app;
        let agency = self.job.agency;
        let mut periods = Intake::new(&app.periods, agency);
        let mut discipline = Intake::new(&app.discipline, agency);
        let mut surveys = Intake::new(&app.surveys, agency);
        let mut candidates = Intake::new(&app.candidates, agency);
        let after = causes.first().copied().unwrap_or(to);
        let span = app.ledger.span(agency, after, to).await;
        let mut span = span.map_err(as_command)?;
        while let Some(mut batch) = span.next().await.map_err(as_command)? {
            batch.retain(|recorded| follows(recorded, causes));
            for recorded in &batch {
                register.note(recorded);
            }
            self.each::<Period>(&mut periods, &batch, period_steps)
                .await?;
            self.each::<Survey>(&mut surveys, &batch, survey_steps)
                .await?;
            self.with_before(&app.discipline, &mut discipline, &batch, sanction_steps)
                .await?;
            self.with_before(&app.candidates, &mut candidates, &batch, candidate_steps)
                .await?;
        }
        periods.settle().await?;
        surveys.settle().await?;
        discipline.settle().await?;
        candidates.settle().await?;
        Ok(register)
    }

    /// Entities whose events say how it was before.
    async fn each<E: Entity>(
        &mut self,
        intake: &mut Intake<E>,
        batch: &[Recorded],
        steps: impl Fn(Uuid, &E, E::Event, &mut u32) -> Vec<Step<E::Command>>,
    ) -> Result<(), CommandError> {
        let ours = of_kind::<E>(batch);
        if ours.is_empty() {
            return Ok(());
        }
        let ids: Vec<Uuid> = ours.iter().map(|recorded| recorded.entity).collect();
        let states = intake.states(&ids).await?;
        let mut asked = Vec::new();
        for recorded in ours {
            let Some(state) = states.get(&recorded.entity) else {
                continue;
            };
            for event in events::<E>(recorded)? {
                asked.extend(steps(recorded.entity, state, event, &mut self.report.kept));
            }
        }
        self.take(intake, asked).await
    }

    /// Entities whose earlier commits say how it was before.
    async fn with_before<E: Entity>(
        &mut self,
        entities: &Entities<E>,
        intake: &mut Intake<E>,
        batch: &[Recorded],
        steps: impl Fn(Uuid, (&E, &E), E::Event, &mut u32) -> Option<Step<E::Command>>,
    ) -> Result<(), CommandError> {
        let ours = of_kind::<E>(batch);
        let ids: Vec<Uuid> = ours.iter().map(|recorded| recorded.entity).collect();
        let states = intake.states(&ids).await?;
        let mut asked = Vec::new();
        for recorded in ours {
            let before = entities
                .before(self.job.agency, recorded.entity, recorded.position.sequence)
                .await?;
            let Some(state) = states.get(&recorded.entity) else {
                continue;
            };
            for event in events::<E>(recorded)? {
                let kept = &mut self.report.kept;
                asked.extend(steps(recorded.entity, (state, &before), event, kept));
            }
        }
        self.take(intake, asked).await
    }
}

fn period_steps(
    id: Uuid,
    state: &Period,
    event: performance::Event,
    kept: &mut u32,
) -> Vec<Step<performance::Command>> {
    use performance::{Command, Event};
    let stands = |source: &performance::Source, performance: &Performance| {
        let entry = state.entry(source);
        entry.is_some_and(|entry| entry.performance == *performance)
    };
    let step = match event {
        Event::Recorded(new) if stands(&new.source, &new.performance) => Step::Withdraw(
            id,
            Command::Withdraw {
                person: new.person,
                period: new.period,
                source: new.source,
            },
        ),
        Event::Corrected(it) if stands(&it.now.source, &it.now.performance) => Step::Restore(
            id,
            Command::Put(Recording {
                person: it.now.person,
                period: it.now.period,
                source: it.now.source,
                performance: it.before.performance,
            }),
        ),
        Event::Recorded(_) | Event::Corrected(_) => {
            *kept += 1;
            return Vec::new();
        }
        Event::First(_) | Event::Withdrawn(_) => return Vec::new(),
    };
    vec![step]
}

fn survey_steps(
    id: Uuid,
    state: &Survey,
    event: survey::Event,
    kept: &mut u32,
) -> Vec<Step<survey::Command>> {
    use survey::{Answer, Answered, Command, Event};
    match event {
        Event::Answered(answered) => {
            let stands = |answer: &&Answer| state.marks(&answer.row) == Some(&answer.marks[..]);
            let rows = answered.answers.iter().filter(stands);
            let rows: Vec<_> = rows.map(|answer| answer.row.clone()).collect();
            *kept += u32::try_from(answered.answers.len() - rows.len()).unwrap_or(u32::MAX);
            let withdraw = |row| {
                let (subject, period) = (answered.subject.clone(), answered.period.clone());
                let rows = vec![row];
                Step::Withdraw(
                    id,
                    Command::Withdraw {
                        subject,
                        period,
                        rows,
                    },
                )
            };
            rows.into_iter().map(withdraw).collect()
        }
        Event::Corrected(it) => {
            let restore = |answer: survey::Changed| {
                let answers = vec![Answer {
                    row: answer.row,
                    marks: answer.before,
                }];
                let (subject, period) = (it.subject.clone(), it.period.clone());
                Step::Restore(
                    id,
                    Command::Put(Answered {
                        subject,
                        period,
                        answers,
                    }),
                )
            };
            it.answers.into_iter().map(restore).collect()
        }
        Event::Withdrawn(_) | Event::UsersCounted(_) => Vec::new(),
    }
}

fn sanction_steps(
    id: Uuid,
    (state, before): (&Records, &Records),
    event: discipline::Event,
    kept: &mut u32,
) -> Option<Step<discipline::Command>> {
    use discipline::{Command, Event, Withdrawn};
    let (Event::Sanctioned(new) | Event::Amended(new)) = event else {
        return None;
    };
    if state.sanction(&new.source) != Some((new.level, new.from, new.until)) {
        *kept += 1;
        return None;
    }
    if let Some((level, from, until)) = before.sanction(&new.source) {
        let was = Sanctioned {
            level,
            from,
            until,
            ..new
        };
        return Some(Step::Restore(id, Command::Put(was)));
    }
    let reason = Prose::new(REASON).expect("a short text");
    let withdrawn = Withdrawn {
        reason: Private::new(KeyId::erasable(new.person), reason),
        person: new.person,
        source: new.source,
    };
    Some(Step::Withdraw(id, Command::Withdraw(withdrawn)))
}

fn candidate_steps(
    id: Uuid,
    (state, before): (&Candidate, &Candidate),
    event: candidate::Event,
    kept: &mut u32,
) -> Option<Step<candidate::Command>> {
    use candidate::{Command, Event, Struck};
    let Event::Listed(new) = event else {
        return None;
    };
    if state.listed() != Some(&new) {
        *kept += 1;
        return None;
    }
    Some(if let Some(was) = before.listed() {
        Step::Restore(id, Command::List(was.clone()))
    } else {
        let person = new.person;
        Step::Withdraw(id, Command::Strike(Struck { person }))
    })
}
