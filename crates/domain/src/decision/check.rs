//! Whether a proposal agrees with the results and with what the plenary decided of ties.

use std::collections::{BTreeMap, BTreeSet};

use super::{Proposal, TieDecided, Winner};
use crate::ids::NominationId;
use crate::nomination::Status;
use crate::reference::ResultRef;
use crate::text::Code;
use crate::{Context, Refusal};

/// The place of each nomination in a category once the plenary's orders are taken in.
struct Places<'a> {
    result: &'a ResultRef,
    decided: BTreeMap<NominationId, u32>,
}

impl<'a> Places<'a> {
    /// Each order must be of exactly one group that the chain leaves to the plenary.
    fn of(result: &'a ResultRef, ties: &[&TieDecided]) -> Result<Self, Refusal> {
        let mut decided = BTreeMap::new();
        for tie in ties {
            let first = tie.order.first().ok_or(Refusal::TieNotDecided)?;
            let place = result.places.get(first).ok_or(Refusal::TieNotDecided)?;
            let stated: BTreeSet<NominationId> = tie.order.iter().copied().collect();
            if stated != group(result, *place) || stated.len() != tie.order.len() {
                return Err(Refusal::TieNotDecided);
            }
            for (place, nomination) in (*place..).zip(&tie.order) {
                if decided.insert(*nomination, place).is_some() {
                    return Err(Refusal::TieNotDecided);
                }
            }
        }
        Ok(Self { result, decided })
    }

    /// The place of a nomination. Whoever it is shared with or comes after must be in order.
    fn of_winner(&self, winner: &Winner) -> Result<u32, Refusal> {
        let nomination = &winner.nomination;
        let ranked = self.result.places.get(nomination);
        let ranked = *ranked.ok_or(Refusal::WinnerNotInResult)?;
        let open = |tied: &NominationId| {
            let before = self.result.places.get(tied).is_some_and(|p| *p <= ranked);
            before && !self.decided.contains_key(tied)
        };
        if self.result.plenary.iter().any(open) {
            return Err(Refusal::TieNotDecided);
        }
        Ok(self.decided.get(nomination).copied().unwrap_or(ranked))
    }
}

/// Those at a place whose order the plenary decides.
fn group(result: &ResultRef, place: u32) -> BTreeSet<NominationId> {
    let tied = result.plenary.iter().copied();
    tied.filter(|nomination| result.places.get(nomination) == Some(&place))
        .collect()
}

/// A result that has winners at all.
fn valid(result: &ResultRef) -> Result<(), Refusal> {
    if !result.quorum_met {
        Err(Refusal::QuorumNotMet)
    } else if !result.majority_met {
        Err(Refusal::MajorityNotMet)
    } else if result.awaiting_lot {
        Err(Refusal::LotAwaited)
    } else {
        Ok(())
    }
}

impl Proposal {
    /// Whether it may be proposed, and still may be ratified.
    pub(super) fn check(&self, context: &Context<'_>) -> Result<(), Refusal> {
        let winners = self.decision.winners.iter().map(|winner| &winner.category);
        let tied = self.ties.iter().map(|tie| &tie.category);
        let categories: BTreeSet<&Code> = winners.chain(tied).collect();
        context.reference.running(self.decision.edition)?;
        let mut seen = BTreeSet::new();
        for category in categories {
            self.check_category(category, &mut seen, context)?;
        }
        Ok(())
    }

    fn check_category(
        &self,
        code: &Code,
        seen: &mut BTreeSet<NominationId>,
        context: &Context<'_>,
    ) -> Result<(), Refusal> {
        let (reference, edition) = (context.reference, self.decision.edition);
        let known = reference.running(edition)?;
        let category = known.category(code).ok_or(Refusal::CategoryUnknown)?;
        let result = reference.last_result(edition, code)?;
        valid(result)?;
        let ties: Vec<_> = self.ties.iter().filter(|t| t.category == *code).collect();
        let places = Places::of(result, &ties)?;
        let winners = self.decision.winners.iter();
        for winner in winners.filter(|winner| winner.category == *code) {
            let place = places.of_winner(winner)?;
            if !seen.insert(winner.nomination) {
                return Err(Refusal::WinnerNotInResult);
            }
            if place != winner.place || place == 0 {
                return Err(Refusal::PlaceNotAsRanked);
            }
            if place > u32::from(category.places) {
                return Err(Refusal::TooManyWinners);
            }
            let nomination = reference.nominations.get(&winner.nomination);
            if nomination.is_none_or(|known| known.declined || known.status == Status::Withdrawn) {
                return Err(Refusal::WinnerNotStanding);
            }
        }
        Ok(())
    }
}
