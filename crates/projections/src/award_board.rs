//! Award boards: results wait in a private table until their edition is announced.

mod bundle;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use domain::counting::scores::hundredths;
use domain::nomination::Nominee;
use domain::tally::Points;
use domain::{AnyEvent, announcement, nomination, result};
use readmodel::ordinal;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use self::bundle::Part;

use crate::fact::{Fact, FoldError, json, name};
use crate::projection::{Info, Projection};
use crate::table::tables;

readmodel::row! {
    /// A category's last result, not released yet.
    pub(crate) struct Pending in "pending" {
        key { agency: Arc<str>, edition: Uuid, category: String }
        standings: serde_json::Value,
    }
}
readmodel::row! {
    /// Which categories of an edition have a result.
    pub(crate) struct EditionRow in "edition" {
        key { agency: Arc<str>, edition: Uuid }
        categories: serde_json::Value,
        rounds: serde_json::Value,
        announced: bool,
    }
}
readmodel::row! {
    /// The hash of the tally bundle of an announced edition.
    pub(crate) struct BundleRow in "bundle" {
        key { agency: Arc<str>, edition: Uuid }
        hash: String,
    }
}
readmodel::row! {
    /// The unit that nominated.
    pub(crate) struct Candidate in "candidate" {
        key { agency: Arc<str>, nomination: Uuid }
        unit: Uuid,
    }
}
readmodel::row! {
    /// A released standing.
    pub(crate) struct Line in "line" {
        key { agency: Arc<str>, edition: Uuid, category: String, nomination: Uuid }
        place: i64,
        nominee_kind: String,
        nominee: Uuid,
        people: serde_json::Value,
        title: Option<String>,
        unit: Option<Uuid>,
        sheets: i64,
        score: Option<String>,
        hundredths: Option<i64>,
        winner: bool,
        announced: i64,
    }
}

tables! {
    /// Its tables.
    pub(crate) struct Tables {
        pending: Pending,
        edition: EditionRow,
        candidate: Candidate,
        bundle: BundleRow,
        line: Line,
    }
}

/// A standing as it waits.
#[derive(Serialize, Deserialize)]
struct Waiting {
    place: i64,
    nomination: Uuid,
    nominee_kind: String,
    nominee: Uuid,
    people: Vec<Uuid>,
    title: Option<String>,
    unit: Option<Uuid>,
    sheets: i64,
    score: Option<String>,
    hundredths: Option<i64>,
}

/// A standing of any version of a result.
struct Standing<'a> {
    place: u32,
    nomination: Uuid,
    nominee: &'a Nominee,
    sheets: u32,
    score: Option<Points>,
}

/// What the board takes from a result.
struct Outcome<'a> {
    edition: Uuid,
    category: String,
    /// Whether anybody can win: enough jurors, and a majority where one is asked for.
    valid: bool,
    standings: Vec<Standing<'a>>,
    /// Its round's part of the bundle; none of a result from before there were bundles.
    part: Option<Part>,
}

fn result_of(event: &result::Event) -> Outcome<'_> {
    match event {
        result::Event::Determined(first) => Outcome {
            edition: first.edition.0,
            category: first.category.to_string(),
            valid: first.quorum_met,
            standings: first.standings.iter().map(first_form).collect(),
            part: None,
        },
        result::Event::Counted(counted) => Outcome {
            edition: counted.edition.0,
            category: counted.category.to_string(),
            valid: counted.quorum_met && counted.majority_met.unwrap_or(true),
            standings: counted.standings.iter().map(placed).collect(),
            part: Some(Part::of(counted)),
        },
    }
}

fn first_form(standing: &result::Standing) -> Standing<'_> {
    Standing {
        place: standing.place,
        nomination: standing.nomination.0,
        nominee: &standing.nominee,
        sheets: standing.ballots,
        score: standing.score(),
    }
}

fn placed(placed: &result::Placed) -> Standing<'_> {
    Standing {
        place: placed.place,
        nomination: placed.nomination.0,
        nominee: &placed.nominee,
        sheets: placed.sheets,
        score: placed.score.clone(),
    }
}

impl Waiting {
    fn of(standing: &Standing<'_>, unit: Option<Uuid>) -> Result<Self, FoldError> {
        let nominee = standing.nominee;
        let score = standing.score.as_ref();
        Ok(Self {
            place: i64::from(standing.place),
            nomination: standing.nomination,
            nominee_kind: name(&nominee.kind())?,
            nominee: nominee.owner(),
            people: nominee.people().into_iter().map(Uuid::from).collect(),
            title: match nominee {
                Nominee::Team { title, .. } => Some(title.to_string()),
                Nominee::Person { .. } | Nominee::Unit { .. } => None,
            },
            unit,
            sheets: i64::from(standing.sheets),
            score: score.map(|points| points.0.to_string()),
            hundredths: score.and_then(|points| i64::try_from(hundredths(&points.0)).ok()),
        })
    }
}

/// The projection.
pub(crate) struct AwardBoard;

fn categories(edition: &EditionRow) -> BTreeSet<String> {
    serde_json::from_value(edition.categories.clone()).unwrap_or_default()
}

impl Projection for AwardBoard {
    type Tables = Tables;
    const INFO: Info = Info {
        name: "award_board",
        version: 2,
        strict: true,
        personal: false,
        kinds: &["nomination", "result", "announcement"],
    };

    fn touch(fact: &Fact<'_>, tables: &mut Tables) {
        let agency = || Arc::clone(fact.agency);
        match fact.event {
            AnyEvent::Nomination(nomination::Event::Submitted(_)) => {
                tables.candidate.want((agency(), fact.entity));
            }
            AnyEvent::Outcome(event) => {
                let outcome = result_of(event);
                tables.edition.want((agency(), outcome.edition));
                tables
                    .pending
                    .want((agency(), outcome.edition, outcome.category));
                for standing in &outcome.standings {
                    tables.candidate.want((agency(), standing.nomination));
                }
            }
            AnyEvent::Announcement(announcement::Event::Published(published)) => {
                let key = (agency(), published.edition.0);
                let known = tables.edition.peek(&key).map(categories);
                tables.edition.want(key);
                for category in known.into_iter().flatten() {
                    tables
                        .pending
                        .want((agency(), published.edition.0, category));
                }
            }
            _ => {}
        }
    }

    fn fold(fact: &Fact<'_>, tables: &mut Tables) -> Result<(), FoldError> {
        match fact.event {
            AnyEvent::Nomination(nomination::Event::Submitted(submitted)) => {
                tables.candidate.put(Candidate {
                    agency: Arc::clone(fact.agency),
                    nomination: fact.entity,
                    unit: submitted.unit.0,
                });
                Ok(())
            }
            AnyEvent::Outcome(event) => determine(fact, result_of(event), tables),
            AnyEvent::Announcement(announcement::Event::Published(published)) => {
                release(fact, published, tables)
            }
            _ => Ok(()),
        }
    }
}

/// The last result of a category waits. Without a quorum nobody can win, so nothing does.
fn determine(fact: &Fact<'_>, outcome: Outcome<'_>, tables: &mut Tables) -> Result<(), FoldError> {
    let (agency, edition) = (fact.agency, outcome.edition);
    let category = outcome.category;
    let mut waiting = Vec::with_capacity(outcome.standings.len());
    for standing in &outcome.standings {
        let key = (Arc::clone(agency), standing.nomination);
        let unit = tables.candidate.get(&key).map(|candidate| candidate.unit);
        waiting.push(Waiting::of(standing, unit)?);
    }
    let standings = json(&waiting)?;
    let known = tables.edition.get(&(Arc::clone(agency), edition));
    let announced = known.is_some_and(|known| known.announced);
    let mut all = known.map(categories).unwrap_or_default();
    all.insert(category.clone());
    let mut rounds = known.map(bundle::parts).unwrap_or_default();
    if let Some(part) = outcome.part {
        part.put(&mut rounds);
    }
    if announced {
        bundle::release(agency, edition, &rounds, tables)?;
    }
    tables.edition.put(EditionRow {
        agency: Arc::clone(agency),
        edition,
        categories: json(&all)?,
        rounds: json(&rounds)?,
        announced,
    });
    if outcome.valid {
        tables.pending.put(Pending {
            agency: Arc::clone(agency),
            edition,
            category,
            standings,
        });
    } else {
        tables
            .pending
            .remove(&(Arc::clone(agency), edition, category));
    }
    Ok(())
}

/// What waits for the edition is released.
fn release(
    fact: &Fact<'_>,
    published: &announcement::Published,
    tables: &mut Tables,
) -> Result<(), FoldError> {
    let (agency, edition) = (fact.agency, published.edition.0);
    let winners: BTreeMap<Uuid, u32> = published
        .laureates
        .iter()
        .map(|laureate| (laureate.nomination.0, laureate.place))
        .collect();
    let known = tables.edition.get(&(Arc::clone(agency), edition));
    let all = known.map(categories).unwrap_or_default();
    let rounds = known.map(bundle::parts).unwrap_or_default();
    bundle::release(agency, edition, &rounds, tables)?;
    tables.edition.put(EditionRow {
        agency: Arc::clone(agency),
        edition,
        categories: json(&all)?,
        rounds: json(&rounds)?,
        announced: true,
    });
    for category in all {
        let key = (Arc::clone(agency), edition, category.clone());
        let Some(pending) = tables.pending.get(&key) else {
            continue;
        };
        let waiting: Vec<Waiting> = serde_json::from_value(pending.standings.clone())
            .map_err(|_| FoldError("a waiting result is not of its form"))?;
        for one in waiting {
            let won = winners.get(&one.nomination);
            tables.line.put(Line {
                agency: Arc::clone(agency),
                edition,
                category: category.clone(),
                nomination: one.nomination,
                place: won.map_or(one.place, |place| i64::from(*place)),
                nominee_kind: one.nominee_kind,
                nominee: one.nominee,
                people: json(&one.people)?,
                title: one.title,
                unit: one.unit,
                sheets: one.sheets,
                score: one.score,
                hundredths: one.hundredths,
                winner: won.is_some(),
                announced: ordinal(fact.position),
            });
        }
        tables.pending.remove(&key);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Given, World, event, id};
    use serde_json::json;

    fn determined(round: u128, quorum_met: bool, total: u64) -> Given {
        let standing = |place: u32, nomination: u128, person: u128, total: u64| {
            json!({"place": place, "nomination": id(nomination), "ballots": 3, "total": total, "criteria": [total],
                   "nominee": {"kind": "person", "person": id(person)}})
        };
        let data = json!({
            "round": id(round), "edition": id(1), "category": "inovasi", "closed": "1-9-0", "jurors": 3,
            "quorum_met": quorum_met, "excluded": [],
            "standings": [standing(1, 11, 21, total), standing(2, 12, 22, 2_000_000)],
        });
        event("result", round, "result.determined", data)
    }

    fn submitted(nomination: u128, person: u128) -> Given {
        let data = json!({
            "edition": id(1), "category": "inovasi", "nominee": {"kind": "person", "person": id(person)},
            "unit": id(7), "by": id(8), "citation": {"key": format!("{}.erasable", id(person)), "n": "", "c": ""},
        });
        event("nomination", nomination, "nomination.submitted", data)
    }

    fn published() -> Given {
        let data = json!({
            "edition": id(1), "title": "ASN Berprestasi", "year": 2026, "decision": id(2),
            "decree_number": "SK/1", "decree_date": "2026-09-30",
            "laureates": [{
                "category": "inovasi", "category_title": "Inovasi", "place": 1, "nomination": id(11),
                "people": [id(21)], "name": {"key": format!("{}.decree", id(21)), "n": "", "c": ""},
                "unit": id(7), "unit_name": "Dinas", "citation": null,
            }],
        });
        event("announcement", 3, "announcement.published", data)
    }

    #[test]
    fn nothing_is_released_before_the_announcement() {
        let before = [
            submitted(11, 21),
            submitted(12, 22),
            determined(31, true, 2_500_000),
        ];
        assert!(
            World::<AwardBoard>::at_once(&before)
                .rows
                .line
                .all()
                .is_empty()
        );
        let after = [&before[..], &[published()]].concat();
        for world in [
            World::<AwardBoard>::at_once(&after),
            World::one_by_one(&after),
        ] {
            let lines = world.rows.line.all();
            assert_eq!(lines.len(), 2);
            assert_eq!(
                (lines[0].place, lines[0].hundredths, lines[0].winner),
                (1, Some(8_333), true)
            );
            assert_eq!((lines[1].winner, lines[1].unit), (false, Some(id(7))));
            assert_eq!(lines[0].announced, 4);
            assert!(world.rows.pending.all().is_empty());
        }
    }

    #[test]
    fn the_last_result_counts_and_none_without_a_quorum() {
        let twice = [
            determined(31, true, 1),
            determined(32, true, 2),
            published(),
        ];
        let lines = World::<AwardBoard>::one_by_one(&twice).rows.line.all();
        assert_eq!(
            (lines.len(), lines[0].score.as_deref()),
            (2, Some("1/15000"))
        );
        let none = [
            determined(31, true, 1),
            determined(32, false, 2),
            published(),
        ];
        assert!(
            World::<AwardBoard>::one_by_one(&none)
                .rows
                .line
                .all()
                .is_empty()
        );
    }
}
