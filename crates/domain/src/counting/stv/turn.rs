//! Whose turn it is: the highest surplus (rule 49), or the lowest (rules 50 and 51).

use super::{Question, Stage, Tie};
use crate::counting::by_falling;

/// Who is first by the votes of the last stage, and how a tie was decided; those who are tied if
/// that takes a lot that is not there.
pub(super) fn first(
    stages: &[Stage],
    among: &[usize],
    question: Question,
    lot: Option<&[usize]>,
) -> Result<(usize, Option<Tie>), Vec<usize>> {
    let narrow = |among: Vec<usize>, stage: &Stage| {
        let order = by_falling(
            among
                .iter()
                .map(|&candidate| (candidate, stage.votes[candidate])),
        );
        let chosen = match question {
            Question::Surplus => order.into_iter().next(),
            Question::Exclusion => order.into_iter().next_back(),
        };
        chosen.unwrap_or_default()
    };
    let tied = stages.last().into_iter().fold(among.to_vec(), narrow);
    if let [only] = tied[..] {
        return Ok((only, None));
    }
    let equal = stages.iter().rev().fold(tied.clone(), narrow);
    let by_lot = equal.len() > 1;
    let from = if by_lot {
        drawn(&equal, question, lot).ok_or_else(|| equal.clone())?
    } else {
        equal[0]
    };
    Ok((from, Some(Tie { tied, by_lot })))
}

/// Who of the tied has the turn by lot, if all of them are in it.
fn drawn(tied: &[usize], question: Question, lot: Option<&[usize]>) -> Option<usize> {
    let place = |candidate: &usize| lot?.iter().position(|drawn| drawn == candidate);
    let places: Option<Vec<usize>> = tied.iter().map(place).collect();
    let places = places?.into_iter();
    let chosen = match question {
        Question::Surplus => places.min(),
        Question::Exclusion => places.max(),
    };
    lot?.get(chosen?).copied()
}
