//! Different natural keys have different ids, and positions are ordered as tuples.

use std::collections::BTreeSet;

use domain::Position;
use domain::ids::{BallotId, EndorsementId, NominationId, PanelId, PerformanceId, RoundId};
use domain::ids::{SlateId, derive_id};
use proptest::prelude::*;
use uuid::Uuid;

use crate::world::*;

const WORD: &str = "[a-c0-1-]{1,3}";

proptest! {
    /// Two parts are never one part, whatever of the alphabet stands between them.
    #[test]
    fn separators_keep_keys_apart(
        words in prop::collection::vec(WORD, 2..6), at in 0_usize..5, between in "[-a,:/ ]?",
    ) {
        let at = at % (words.len() - 1);
        let mut merged = words.clone();
        let next = merged.remove(at + 1);
        merged[at] = format!("{}{between}{next}", merged[at]);
        let id = |words: &[String]| {
            derive_id(&words.iter().map(String::as_str).collect::<Vec<_>>())
        };
        prop_assert_ne!(id(&words), id(&merged));
    }

    #[test]
    fn codes_keep_nominations_rounds_and_panels_apart(
        (a, b) in (WORD, WORD), (m, n) in (0_u16..30, 0_u16..30), (p, q) in (0_u128..4, 0_u128..4),
    ) {
        let nomination = |c: &str, p| NominationId::of(edition(), &code(c), &one(person(p)));
        prop_assert_eq!(nomination(&a, p) == nomination(&b, q), (&a, p) == (&b, q));
        let round = |c: &str, n| RoundId::of(edition(), c, n);
        prop_assert_eq!(round(&a, m) == round(&b, n), (&a, m) == (&b, n));
        let panel = |c: &str| PanelId::of(edition(), c);
        prop_assert_eq!(panel(&a) == panel(&b), a == b);
        let period = |c: &str, p| PerformanceId::of(person(p), c);
        prop_assert_eq!(period(&a, p) == period(&b, q), (&a, p) == (&b, q));
    }

    #[test]
    fn roles_in_a_key_are_not_exchangeable(
        (a, b, c) in (0_u128..3, 0_u128..3, 0_u128..3), (x, y, z) in (0_u128..3, 0_u128..3, 0_u128..3),
    ) {
        let ballot = |a, b, c| {
            let [a, b, c] = [a, b, c].map(Uuid::from_u128);
            BallotId::of(RoundId(a), NominationId(b), domain::ids::PersonId(c))
        };
        prop_assert_eq!(ballot(a, b, c) == ballot(x, y, z), (a, b, c) == (x, y, z));
        let endorsement = |a, b| {
            EndorsementId::of(NominationId(Uuid::from_u128(a)), Uuid::from_u128(b))
        };
        prop_assert_eq!(endorsement(a, b) == endorsement(x, y), (a, b) == (x, y));
    }

    #[test]
    fn positions_are_ordered_as_tuples(a: (u32, u64, u32), b: (u32, u64, u32)) {
        let position = |(generation, sequence, index)| Position { generation, sequence, index };
        prop_assert_eq!(position(a).cmp(&position(b)), a.cmp(&b));
    }
}

#[test]
fn kinds_of_ids_do_not_meet() {
    let (edition, unit) = (edition(), unit("health"));
    let ids: BTreeSet<Uuid> = [
        edition.0,
        unit.0,
        SlateId::of(edition, unit).0,
        PanelId::of(edition, "people").0,
        RoundId::of(edition, "people", 1).0,
        domain::ids::DecisionId::of(edition).0,
        domain::ids::DecreesId::of(&agency()).0,
        domain::registry::Agency::id(&agency()),
    ]
    .into();
    assert_eq!(ids.len(), 8);
}

#[test]
fn a_team_is_its_members_whatever_it_is_called() {
    let (one, other) = (team(&[ADA, BUDI]), team(&[BUDI, ADA]));
    assert_eq!(one.owner(), other.owner());
    assert_ne!(one.owner(), team(&[ADA, CITRA]).owner());
}
