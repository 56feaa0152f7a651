//! Who took part so far, and what a change would do to it. Never a mark: rounds are blind.

use std::collections::{BTreeMap, BTreeSet};

use domain::event::Event as _;
use domain::ids::{AgencyCode, NominationId, PersonId, RoundId};
use domain::reference::Round;
use domain::{Refusal, ballot, vote};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::handle::Committee;
use crate::tallies::TallyError;

/// A change whose effect is asked for; what is left out stays as it is.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Change {
    /// A juror who would leave the panel.
    #[serde(default)]
    pub(crate) without: Option<PersonId>,
    /// A juror who would join.
    #[serde(default)]
    pub(crate) with: Option<PersonId>,
    /// Another quorum.
    #[serde(default)]
    pub(crate) quorum: Option<u8>,
    /// Another coverage.
    #[serde(default)]
    pub(crate) coverage: Option<u8>,
}

/// How a round stands now, and how it would after a change.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Effect {
    /// Now.
    pub(crate) now: Participation,
    /// After the change.
    pub(crate) then: Participation,
    /// Ballots that would be excluded; they stay in the ledger.
    pub(crate) excluded: Vec<Ballot>,
}

/// Who took part.
#[derive(Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Participation {
    /// How many jurors the panel has.
    pub(crate) jurors: usize,
    /// How many took part, abstentions included.
    pub(crate) took_part: usize,
    /// How many must.
    pub(crate) quorum: u8,
    /// Whether that is a quorum.
    pub(crate) quorum_met: bool,
    /// How many sheets a nominee needs; of rounds that mark.
    pub(crate) coverage: u8,
    /// Each nominee's sheets.
    pub(crate) nominees: Vec<Nominee>,
}

/// A nominee's sheets.
#[derive(Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Nominee {
    /// The nomination.
    pub(crate) nomination: NominationId,
    /// How many jurors may assess it.
    pub(crate) may: usize,
    /// How many have.
    pub(crate) sheets: usize,
    /// Whether that is enough.
    pub(crate) covered: bool,
}

/// A ballot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub(crate) struct Ballot {
    /// Its juror.
    pub(crate) juror: PersonId,
    /// The nomination; none of a vote.
    pub(crate) nomination: Option<NominationId>,
}

/// What there is of ballots: whether each is a sheet or an abstention.
type Ballots = BTreeMap<Ballot, bool>;

/// Who may assess what.
struct Seats {
    jurors: BTreeSet<PersonId>,
    quorum: u8,
    coverage: u8,
    conflicts: BTreeSet<(PersonId, NominationId)>,
}

impl Committee {
    /// Who took part in an open round, and what a change would do.
    pub(crate) async fn effect(
        &self,
        agency: &AgencyCode,
        round: RoundId,
        change: &Change,
    ) -> Result<Effect, TallyError> {
        let feed = self.feeds.agency(agency)?;
        let to = self.ledger.last_sequence(agency).await?;
        feed.wait(to).await?;
        let known = feed.read(|reference, _| {
            let round = reference.rounds.get(&round)?.clone();
            let mut jurors = reference.panels.get(&round.panel)?.jurors.clone();
            let before = jurors.clone();
            jurors.extend(change.with);
            let pairs = jurors
                .iter()
                .flat_map(|&j| round.candidates.keys().map(move |&n| (j, n)));
            let conflicted = |&(j, n): &(PersonId, NominationId)| {
                !reference.conflicts_between(round.edition, j, n).is_empty()
            };
            let conflicts = pairs.filter(conflicted).collect();
            Some((round, before, conflicts))
        });
        let (known, before, conflicts) = known.ok_or(Refusal::RoundUnknown)?;
        let ballots = self.cast_so_far(agency, (round, &known), to).await?;
        let mut seats = Seats {
            jurors: before.clone(),
            quorum: known.quorum,
            coverage: known.rules.coverage,
            conflicts,
        };
        let now = participation(&known, &ballots, &seats);
        seats.jurors.extend(change.with);
        if let Some(leaving) = change.without {
            seats.jurors.remove(&leaving);
        }
        seats.quorum = change.quorum.unwrap_or(seats.quorum);
        seats.coverage = change.coverage.unwrap_or(seats.coverage);
        let leaving = ballots
            .keys()
            .filter(|b| before.contains(&b.juror) && !seats.jurors.contains(&b.juror));
        Ok(Effect {
            now,
            excluded: leaving.copied().collect(),
            then: participation(&known, &ballots, &seats),
        })
    }

    /// The ballots of a round so far, sealed as they are.
    async fn cast_so_far(
        &self,
        agency: &AgencyCode,
        (round, known): (RoundId, &Round),
        to: u64,
    ) -> Result<Ballots, TallyError> {
        let to = known.closed.unwrap_or(to);
        let mut span = self.ledger.span(agency, known.opened, to).await?;
        let mut ballots = Ballots::new();
        while let Some(commits) = span.next().await? {
            for recorded in &commits {
                for stored in &recorded.commit.events {
                    let said = match recorded.kind.as_str() {
                        "ballot" => ballot_of(round, &ballot::Event::decode(stored)?),
                        "vote" => vote_of(round, &vote::Event::decode(stored)?),
                        _ => None,
                    };
                    ballots.extend(said);
                }
            }
        }
        Ok(ballots)
    }
}

fn ballot_of(id: RoundId, event: &ballot::Event) -> Option<(Ballot, bool)> {
    let (round, juror, nomination, sheet) = match event {
        ballot::Event::Cast(c) | ballot::Event::Revised(c) => {
            (c.round, c.juror, c.nomination, true)
        }
        ballot::Event::Abstained(a) => (a.round, a.juror, a.nomination, false),
        ballot::Event::Reopened(_) => return None,
    };
    let nomination = Some(nomination);
    (round == id).then_some((Ballot { juror, nomination }, sheet))
}

fn vote_of(id: RoundId, event: &vote::Event) -> Option<(Ballot, bool)> {
    let (round, juror, sheet) = match event {
        vote::Event::Cast(c) | vote::Event::Revised(c) => (c.round, c.juror, true),
        vote::Event::Abstained(a) => (a.round, a.juror, false),
    };
    let nomination = None;
    (round == id).then_some((Ballot { juror, nomination }, sheet))
}

fn participation(round: &Round, ballots: &Ballots, seats: &Seats) -> Participation {
    let counts = |ballot: &Ballot| {
        let assigned = |nomination: &NominationId| {
            let jurors = round.assigned.as_ref().map(|a| a.get(nomination));
            jurors.is_none_or(|jurors| jurors.is_some_and(|all| all.contains(&ballot.juror)))
        };
        let may = |nomination: NominationId| {
            assigned(&nomination) && !seats.conflicts.contains(&(ballot.juror, nomination))
        };
        seats.jurors.contains(&ballot.juror) && ballot.nomination.is_none_or(may)
    };
    let counted: Vec<(&Ballot, bool)> = ballots
        .iter()
        .filter(|(b, _)| counts(b))
        .map(|(b, sheet)| (b, *sheet))
        .collect();
    let taking: BTreeSet<PersonId> = counted.iter().map(|(ballot, _)| ballot.juror).collect();
    let covered = |nomination: &NominationId| {
        let assigned = round.assigned.as_ref().and_then(|a| a.get(nomination));
        let may = seats.jurors.iter().filter(|juror| {
            assigned.is_none_or(|jurors| jurors.contains(juror))
                && !seats.conflicts.contains(&(**juror, *nomination))
        });
        // A vote is a sheet of every nominee that its juror may judge.
        let of = counted.iter().filter(|(b, sheet)| {
            let conflicted = seats.conflicts.contains(&(b.juror, *nomination));
            *sheet && !conflicted && b.nomination.is_none_or(|n| n == *nomination)
        });
        let sheets = of.count();
        Nominee {
            nomination: *nomination,
            may: may.count(),
            sheets,
            covered: sheets >= usize::from(seats.coverage),
        }
    };
    Participation {
        jurors: seats.jurors.len(),
        took_part: taking.len(),
        quorum: seats.quorum,
        quorum_met: taking.len() >= usize::from(seats.quorum),
        coverage: seats.coverage,
        nominees: round.candidates.keys().map(covered).collect(),
    }
}
