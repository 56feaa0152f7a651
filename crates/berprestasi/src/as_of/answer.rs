//! What the read side answers, as rows: the same queries that services ask.

use std::collections::BTreeSet;

use domain::person::PositionGroup;
use imports::export::Sheet;
use readmodel::queries::recognition::{self, Board, Of};
use readmodel::queries::{award_board, award_history, directory, dossier, nominations};
use readmodel::{ReadError, ReadModel};
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

/// How many rows are asked for at a time.
const AT_ONCE: u16 = 5_000;

/// Rows, and which of their fields are columns of a table, under which headers.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) items: Vec<Value>,
    columns: Vec<(&'static str, &'static str)>,
}

impl Answer {
    fn new<T: Serialize>(
        rows: &[T],
        columns: &[(&'static str, &'static str)],
    ) -> Result<Self, serde_json::Error> {
        Ok(Self {
            items: rows
                .iter()
                .map(serde_json::to_value)
                .collect::<Result<_, _>>()?,
            columns: columns.to_vec(),
        })
    }

    /// Adds names to rows about one person, as the directory has them; none for those that were erased.
    pub(super) async fn name(&mut self, db: &ReadModel, agency: &str) -> Result<(), ReadError> {
        let person = |item: &Value| {
            item["person"]
                .as_str()
                .and_then(|id| id.parse::<Uuid>().ok())
        };
        let wanted: BTreeSet<Uuid> = self.items.iter().filter_map(person).collect();
        let wanted: Vec<Uuid> = wanted.into_iter().collect();
        for some in wanted.chunks(usize::from(AT_ONCE)) {
            let names = directory::people(db, agency, some).await?;
            for item in &mut self.items {
                if let Some(found) = person(item).and_then(|id| names.get(&id)) {
                    item["name"] = json!(found.name);
                }
            }
        }
        if !wanted.is_empty() {
            self.columns.push(("NAMA", "name"));
        }
        Ok(())
    }

    /// As a table.
    pub(super) fn sheet(&self) -> Sheet {
        let header: Vec<&str> = self.columns.iter().map(|(header, _)| *header).collect();
        let mut sheet = Sheet::new(&header);
        let cell = |value: &Value| match value {
            Value::Null => String::new(),
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let row = |item: &Value| {
            self.columns
                .iter()
                .map(|(_, key)| cell(&item[*key]))
                .collect()
        };
        sheet.rows = self.items.iter().map(row).collect();
        sheet
    }
}

type Answered = Result<Answer, crate::up::Failure>;

pub(super) async fn leaderboard(
    db: &ReadModel,
    agency: &str,
    period: &str,
    unit: Option<Uuid>,
    group: Option<PositionGroup>,
) -> Answered {
    let of = match (unit, group) {
        (Some(unit), _) => Of::Unit(unit),
        (None, Some(group)) => Of::Group(group),
        (None, None) => Of::Agency,
    };
    let board = Board { agency, period, of };
    let mut rows: Vec<recognition::Standing> = Vec::new();
    loop {
        let page = recognition::page(db, board, rows.last().copied(), AT_ONCE).await?;
        let last = page.len() < usize::from(AT_ONCE);
        rows.extend(page);
        if last {
            break;
        }
    }
    let columns = [
        ("PERINGKAT", "rank"),
        ("ORANG", "person"),
        ("POIN", "points"),
        ("PERISTIWA", "events"),
        ("POSISI", "changed"),
    ];
    Ok(Answer::new(&rows, &columns)?)
}

/// A line for each award, nomination and period.
pub(super) async fn dossier(db: &ReadModel, agency: &str, person: Uuid) -> Answered {
    let found = dossier::of_person(db, agency, person).await?;
    let mut items = Vec::new();
    let mut add = |part: &str, rows: Value| {
        for row in rows.as_array().into_iter().flatten() {
            items.push(json!({"person": person, "part": part, "detail": row}));
        }
    };
    add("penghargaan", serde_json::to_value(&found.awards)?);
    add("usulan", serde_json::to_value(&found.nominations)?);
    add("poin", serde_json::to_value(&found.points)?);
    let columns = [
        ("ORANG", "person"),
        ("BAGIAN", "part"),
        ("RINCIAN", "detail"),
    ];
    Ok(Answer::new(&items, &columns)?)
}

const AWARD: [(&str, &str); 9] = [
    ("TAHUN", "year"),
    ("EDISI", "edition_title"),
    ("KATEGORI", "category_title"),
    ("JUARA", "place"),
    ("UNIT", "unit_name"),
    ("NOMOR SK", "decree_number"),
    ("TANGGAL SK", "decree_date"),
    ("USULAN", "nomination"),
    ("ORANG", "person"),
];

pub(super) async fn history_of_person(db: &ReadModel, agency: &str, person: Uuid) -> Answered {
    let awards = award_history::of_person(db, agency, person).await?;
    let held = |award| award_history::Holder { person, award };
    let rows: Vec<_> = awards.into_iter().map(held).collect();
    Ok(Answer::new(&rows, &AWARD)?)
}

pub(super) async fn history_of_unit(db: &ReadModel, agency: &str, unit: Uuid) -> Answered {
    let mut rows: Vec<award_history::Holder> = Vec::new();
    loop {
        let after = rows.last().map(award_history::Holder::after_of_unit);
        let page = award_history::of_unit(db, agency, unit, after, AT_ONCE).await?;
        let last = page.len() < usize::from(AT_ONCE);
        rows.extend(page);
        if last {
            return Ok(Answer::new(&rows, &AWARD)?);
        }
    }
}

pub(super) async fn history_of_edition(db: &ReadModel, agency: &str, edition: Uuid) -> Answered {
    let mut rows: Vec<award_history::Holder> = Vec::new();
    loop {
        let after = rows.last().map(award_history::Holder::after_of_edition);
        let page = award_history::of_edition(db, agency, edition, after.as_ref(), AT_ONCE).await?;
        let last = page.len() < usize::from(AT_ONCE);
        rows.extend(page);
        if last {
            return Ok(Answer::new(&rows, &AWARD)?);
        }
    }
}

pub(super) async fn awards(db: &ReadModel, agency: &str, edition: Uuid) -> Answered {
    let rows = award_board::standings(db, agency, edition, None).await?;
    let columns = [
        ("KATEGORI", "category"),
        ("PERINGKAT", "place"),
        ("USULAN", "nomination"),
        ("CALON", "nominee"),
        ("NILAI", "score"),
        ("PEMENANG", "winner"),
        ("POSISI", "announced"),
    ];
    Ok(Answer::new(&rows, &columns)?)
}

pub(super) async fn nominations(db: &ReadModel, agency: &str, edition: Uuid) -> Answered {
    let mut rows: Vec<nominations::Nomination> = Vec::new();
    loop {
        let after = rows.last().map(nominations::Nomination::after);
        let page = nominations::of_edition(db, agency, edition, None, after, AT_ONCE).await?;
        let last = page.len() < usize::from(AT_ONCE);
        rows.extend(page);
        if last {
            break;
        }
    }
    let columns = [
        ("USULAN", "id"),
        ("KATEGORI", "category"),
        ("CALON", "nominee"),
        ("UNIT", "unit"),
        ("STATUS", "status"),
        ("TERLAMBAT", "late"),
        ("DIAJUKAN", "submitted"),
    ];
    Ok(Answer::new(&rows, &columns)?)
}
