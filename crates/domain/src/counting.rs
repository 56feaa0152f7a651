//! Counting rules of panels: exact, and of candidates that are numbers and nothing else.
//!
//! Candidates are `0..n`. No rule depends on the numbering: where its definition leaves candidates
//! equal they share a place, and only [`ties`] (or a lot) separates them.

pub mod approval;
pub mod ballots;
pub mod borda;
pub mod exact;
pub mod lot;
pub mod pairwise;
pub mod runoff;
pub mod schulze;
pub mod scores;
pub mod severity;
pub mod stv;
pub mod ties;

use std::cmp::Reverse;
use std::collections::BTreeMap;

pub use exact::Exact;

/// A weak order, best first: candidates that are equal share an inner list, in order of number.
pub type Places = Vec<Vec<usize>>;

/// Candidates by falling key, equal keys sharing a place.
fn by_falling<K: Ord>(keys: impl IntoIterator<Item = (usize, K)>) -> Places {
    let mut places = BTreeMap::<Reverse<K>, Vec<usize>>::new();
    for (candidate, key) in keys {
        places.entry(Reverse(key)).or_default().push(candidate);
    }
    places
        .into_values()
        .map(|mut place| {
            place.sort_unstable();
            place
        })
        .collect()
}
