//! The hash of an edition's tally bundle, from those of its rounds.

use std::sync::Arc;

use domain::Fingerprint;
use domain::ids::{AgencyCode, EditionId, RoundId};
use domain::result::Counted;
use domain::tally::bundle::edition_hash;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{BundleRow, EditionRow, Tables};
use crate::fact::FoldError;

/// Numbers of rounds that are looked for; what is beyond stays in ledger order, which is the same as
/// a round opens after the result of the one before.
const NUMBERS: u16 = 99;

/// The last version of a round's part.
#[derive(Serialize, Deserialize)]
pub(super) struct Part {
    category: String,
    number: u16,
    round: Uuid,
    hash: Fingerprint,
}

impl Part {
    pub(super) fn of(counted: &Counted) -> Self {
        let category = counted.category.as_str();
        let is = |n: &u16| RoundId::of(counted.edition, category, *n) == counted.round;
        Self {
            category: category.to_owned(),
            number: (1..=NUMBERS).find(is).unwrap_or(u16::MAX),
            round: counted.round.0,
            hash: counted.hash,
        }
    }

    /// Takes the place of the version before, if there is one.
    pub(super) fn put(self, parts: &mut Vec<Self>) {
        match parts.iter_mut().find(|known| known.round == self.round) {
            Some(known) => *known = self,
            None => parts.push(self),
        }
        parts.sort_by(|a, b| (&a.category, a.number).cmp(&(&b.category, b.number)));
    }
}

pub(super) fn parts(edition: &EditionRow) -> Vec<Part> {
    serde_json::from_value(edition.rounds.clone()).unwrap_or_default()
}

/// What the public can compare its bundle with, as it stands now.
pub(super) fn release(
    agency: &Arc<str>,
    edition: Uuid,
    parts: &[Part],
    tables: &mut Tables,
) -> Result<(), FoldError> {
    if parts.is_empty() {
        return Ok(());
    }
    let code = AgencyCode::new(agency).map_err(|_| FoldError("an agency without a code"))?;
    let hashes: Vec<Fingerprint> = parts.iter().map(|part| part.hash).collect();
    tables.bundle.put(BundleRow {
        agency: Arc::clone(agency),
        edition,
        hash: edition_hash(&code, EditionId(edition), &hashes).to_string(),
    });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::AwardBoard;
    use super::*;
    use crate::testing::{Given, World, event, id};
    use domain::AnyEvent;
    use domain::event::Stored;
    use serde_json::json;

    fn counted(category: &str, number: u16, version: u16) -> Given {
        let round = RoundId::of(EditionId(id(1)), category, number);
        let data = json!({
            "round": round, "edition": id(1), "category": category, "version": version,
            "reason": (version > 1).then_some("undian dibuka"), "closed": "1-9-0",
            "counted": "1-9-0", "rulebook": Fingerprint::of(b"rules"),
            "hash": hash(category, number, version), "took_part": 3, "quorum_met": true,
            "majority_met": null, "standings": [], "left_out": [],
        });
        let kind = "result.determined".to_owned();
        let stored = Stored { kind, v: 2, data };
        (round.0, AnyEvent::decode("result", &stored).unwrap())
    }

    fn hash(category: &str, number: u16, version: u16) -> Fingerprint {
        Fingerprint::of(format!("{category} {number} {version}").as_bytes())
    }

    fn published() -> Given {
        let data = json!({
            "edition": id(1), "title": "ASN Berprestasi", "year": 2026, "decision": id(2),
            "decree_number": "SK/1", "decree_date": "2026-09-30", "laureates": [],
        });
        event("announcement", 3, "announcement.published", data)
    }

    fn released(past: &[Given]) -> Vec<String> {
        let shown = |world: World<AwardBoard>| -> Vec<String> {
            let rows = world.rows.bundle.all();
            rows.iter().map(|row| row.hash.clone()).collect()
        };
        let at_once = shown(World::at_once(past));
        assert_eq!(at_once, shown(World::one_by_one(past)));
        at_once
    }

    fn of(parts: &[(&str, u16, u16)]) -> [String; 1] {
        let hashes: Vec<_> = parts.iter().map(|&(c, n, v)| hash(c, n, v)).collect();
        let agency = AgencyCode::new("kota").unwrap();
        [edition_hash(&agency, EditionId(id(1)), &hashes).to_string()]
    }

    #[test]
    fn the_hash_is_of_the_last_versions_in_order_from_the_announcement_on() {
        let before = [
            counted("pelaksana", 1, 1),
            counted("guru", 1, 1),
            counted("pelaksana", 2, 1),
            counted("pelaksana", 1, 2),
        ];
        assert!(released(&before).is_empty());
        let announced = [&before[..], &[published()]].concat();
        let last = [("guru", 1, 1), ("pelaksana", 1, 2), ("pelaksana", 2, 1)];
        assert_eq!(released(&announced), of(&last));
        let corrected = [&announced[..], &[counted("guru", 1, 2)]].concat();
        let last = [("guru", 1, 2), ("pelaksana", 1, 2), ("pelaksana", 2, 1)];
        assert_eq!(
            released(&corrected),
            of(&last),
            "a correction is public too"
        );
        assert!(released(&[published()]).is_empty());
    }
}
