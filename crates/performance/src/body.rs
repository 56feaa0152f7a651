//! What callers send.

use std::collections::BTreeMap;

use domain::ids::{PersonId, UnitId};
use domain::performance::Performance;
use domain::person::{Name, PersonKind, PositionGroup};
use domain::text::{Code, Text, Title};
use jiff::civil::Date;
use runtime::problem::kind;
use runtime::{Input, Problem};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The most items of a batch.
const MOST: usize = 1000;

/// A unit.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RegisterUnit {
    /// Its code within the agency.
    pub(crate) code: Code,
    /// Its name, 1 to 200 characters.
    pub(crate) name: Title,
    /// The unit above it.
    #[serde(default)]
    pub(crate) parent: Option<UnitId>,
    /// From when it exists.
    pub(crate) from: Date,
}

/// Another name for a unit.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RenameUnit {
    /// The new name.
    pub(crate) name: Title,
    /// From when.
    pub(crate) from: Date,
}

/// The head of a unit.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AppointHead {
    /// Who.
    pub(crate) head: PersonId,
    /// From when.
    pub(crate) from: Date,
}

/// From when something holds.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct From {
    /// From when.
    pub(crate) from: Date,
}

/// A person.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RegisterPerson {
    /// Kind of employment.
    pub(crate) kind: PersonKind,
    /// The unit they serve in; none for a guest.
    #[serde(default)]
    pub(crate) unit: Option<UnitId>,
    /// Group of positions.
    pub(crate) group: PositionGroup,
    /// Their name and titles.
    pub(crate) name: Name,
    /// NIP or NI PPPK, 18 digits; none for a guest.
    #[serde(default)]
    pub(crate) nip: Option<Text<40>>,
    /// From when they serve here.
    pub(crate) from: Date,
}

/// A corrected name.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CorrectName {
    /// The name as it should be.
    pub(crate) name: Name,
}

/// A transfer to another unit.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Transfer {
    /// The new unit.
    pub(crate) unit: UnitId,
    /// From when.
    pub(crate) from: Date,
}

/// A performance event.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Record {
    /// By whom.
    pub(crate) person: PersonId,
    /// A year, quarter or month: `2026`, `2026-Q3`, `2026-09`.
    pub(crate) period: Text<7>,
    /// The source's own reference, unique within person and period.
    pub(crate) source: Text<100>,
    /// What was performed.
    pub(crate) performance: Performance,
}

/// Many items in one request.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Batch<T> {
    /// 1 to 1,000 items.
    #[schemars(length(min = 1, max = 1000))]
    pub(crate) items: Vec<T>,
}

/// A batch of 1 to [`MOST`] items.
pub(crate) fn sized<T>(input: &Input<Batch<T>>) -> Result<(), Problem> {
    if (1..=MOST).contains(&input.body.items.len()) {
        Ok(())
    } else {
        let problem = Problem::from(kind::INVALID_FIELD).with_field("items");
        Err(problem.with_detail(format!("a batch holds 1 to {MOST} items")))
    }
}

/// What became of a batch.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct BatchAnswer {
    /// How many items are recorded, now or before.
    pub(crate) recorded: usize,
    /// How many were refused.
    pub(crate) refused: usize,
    /// Where the last one stands; wait for this position to see all of them.
    pub(crate) position: Option<domain::Position>,
    /// One answer per item, in the order sent.
    pub(crate) items: Vec<ItemAnswer>,
}

/// What became of one item.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ItemAnswer {
    /// The entity; none if the item was refused before it was known which one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<uuid::Uuid>,
    /// Where it is recorded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) position: Option<domain::Position>,
    /// Whether it was recorded before.
    pub(crate) repeated: bool,
    /// Why it was refused, as the code of the problem that a single command would be answered with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) code: Option<&'static str>,
}

impl BatchAnswer {
    /// The answer with those items put in their places that were refused before they were commands.
    pub(crate) fn with_refused(mut self, refused: BTreeMap<usize, &'static str>) -> Self {
        self.refused += refused.len();
        for (place, code) in refused {
            let item = ItemAnswer {
                id: None,
                position: None,
                repeated: false,
                code: Some(code),
            };
            self.items.insert(place, item);
        }
        self
    }
}
