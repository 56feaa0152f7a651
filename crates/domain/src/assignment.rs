//! placeholder
use crate::ids::{NominationId, PersonId};
use std::collections::{BTreeMap, BTreeSet};
/// x
#[derive(Debug)]
pub struct Shortage;
/// x
pub fn assign(
    jurors: &[PersonId],
    nominees: &[NominationId],
    blocked: &BTreeSet<(PersonId, NominationId)>,
    per_nominee: u8,
    _seed: u64,
) -> Result<BTreeMap<NominationId, BTreeSet<PersonId>>, Shortage> {
    nominees
        .iter()
        .map(|n| {
            let free: BTreeSet<_> = jurors
                .iter()
                .copied()
                .filter(|j| !blocked.contains(&(*j, *n)))
                .take(usize::from(per_nominee))
                .collect();
            if free.len() == usize::from(per_nominee) {
                Ok((*n, free))
            } else {
                Err(Shortage)
            }
        })
        .collect()
}
