//! What may change while a round is open, and after.

use super::{Assigned, Assignment, Command, Corrected, Event, Opened, Round};
use crate::assignment::assign;
use crate::entity::record;
use crate::{Context, Decision, Refusal};

impl Round {
    pub(super) fn change(
        &self,
        opened: &Opened,
        command: &Command,
        context: &Context<'_>,
    ) -> Result<Decision<Event>, Refusal> {
        if let Command::Correct(asked) = command {
            return self.correct(asked, opened, context);
        }
        if self.closed {
            return Err(Refusal::RoundClosed);
        }
        context.reference.running(opened.edition)?;
        match command {
            Command::Assign { seed, .. } => self.assign(opened, *seed, context),
            Command::Extend(asked) if asked.closes_at == opened.closes_at => Ok(Decision::Repeat),
            Command::Extend(asked) if asked.closes_at < opened.closes_at => {
                Err(Refusal::RoundNotLater)
            }
            Command::Extend(asked) if asked.closes_at <= context.now => Err(Refusal::DeadlinePast),
            Command::Extend(asked) => Ok(record(Event::Extended(asked.clone()))),
            Command::Adjust(asked) if self.adjusted.as_ref() == Some(asked) => Ok(Decision::Repeat),
            Command::Adjust(asked) if asked.quorum == 0 || asked.coverage == 0 => {
                Err(Refusal::QuorumImpossible)
            }
            Command::Adjust(asked) => {
                let panel = context.reference.panels.get(&opened.panel);
                let seats = panel.map_or(0, |panel| panel.jurors.len());
                if usize::from(asked.quorum.max(asked.coverage)) > seats {
                    return Err(Refusal::QuorumImpossible);
                }
                Ok(record(Event::Adjusted(asked.clone())))
            }
            Command::Open(_) | Command::Close | Command::Correct(_) => Err(Refusal::RoundExists),
        }
    }

    fn correct(
        &self,
        asked: &Corrected,
        opened: &Opened,
        context: &Context<'_>,
    ) -> Result<Decision<Event>, Refusal> {
        if !self.closed {
            Err(Refusal::RoundOpen)
        } else if context.reference.ratified(opened.edition).is_some() {
            // What a decree rests on changes by another decree only.
            Err(Refusal::DecisionRatified)
        } else if asked.exclude.is_empty() {
            Err(Refusal::BallotNotCounted)
        } else if self.corrected.contains(asked) {
            Ok(Decision::Repeat)
        } else {
            Ok(record(Event::Corrected(asked.clone())))
        }
    }

    fn assign(
        &self,
        opened: &Opened,
        seed: u64,
        context: &Context<'_>,
    ) -> Result<Decision<Event>, Refusal> {
        let rules = self.ruled.as_ref().map(|ruled| ruled.rules.assignment);
        let Some(Assignment::PerNominee(each)) = rules else {
            return Err(Refusal::NothingToAssign);
        };
        let panel = context.reference.panels.get(&opened.panel);
        let jurors: Vec<_> = panel
            .ok_or(Refusal::PanelUnknown)?
            .jurors
            .iter()
            .copied()
            .collect();
        let nominees: Vec<_> = opened.candidates.iter().map(|c| c.nomination).collect();
        let pairs = jurors
            .iter()
            .flat_map(|&j| nominees.iter().map(move |&n| (j, n)));
        let conflicted = |&(juror, nomination): &(_, _)| {
            let reference = context.reference;
            !reference
                .conflicts_between(opened.edition, juror, nomination)
                .is_empty()
        };
        let blocked = pairs.filter(conflicted).collect();
        let drawn = assign(&jurors, &nominees, &blocked, each, seed);
        let assigned = Assigned {
            seed,
            jurors: drawn.map_err(|_| Refusal::JurorsTooFew)?,
        };
        if self.assigned.as_ref() == Some(&assigned) {
            return Ok(Decision::Repeat);
        }
        Ok(record(Event::Assigned(assigned)))
    }
}
