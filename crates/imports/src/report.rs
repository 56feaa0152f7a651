//! What an import came to, for machines and for people.

mod book;

use std::collections::BTreeMap;

use domain::import::Completed;
use domain::skm::{Answers, ELEMENTS, Ikm, Method, Mutu};
use serde::{Serialize, Serializer};

use crate::code::Fault;
use crate::header::Columns;
use crate::judge::Verdict;
use crate::kind::Kind;
use crate::limits::RESUBMIT_ROWS;
use crate::reader::Record;
use crate::rows::Row;
use crate::value::words::predikat_title;

pub use book::ReportFault;

/// What an import came to. Its JSON holds no value of any cell but units' names; the workbook holds
/// the rows that were set aside, so it is for who sent the file.
#[derive(Clone, Serialize)]
pub struct Report {
    /// What the rows are.
    pub kind: Kind,
    /// How many records there were.
    pub rows: u64,
    /// How many were taken over.
    pub accepted: u64,
    /// How many repeat an accepted one.
    pub duplicates: u64,
    /// Why the others were set aside.
    pub quarantined: Vec<Fault>,
    /// Headers of columns that the system must not hold.
    pub dropped_columns: Vec<String>,
    /// Headers of columns that mean nothing here.
    pub ignored_columns: Vec<String>,
    /// Of appraisals: how many have which predicate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub predicates: Option<BTreeMap<&'static str, u64>>,
    /// Of a survey: the index of each unit and period, over this file's rows.
    #[serde(
        rename = "ikm",
        skip_serializing_if = "Option::is_none",
        serialize_with = "lines"
    )]
    pub indices: Option<BTreeMap<(String, String), Answers>>,
    /// How many rows say something new; who records them sets it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new: Option<u64>,
    /// How many rows say what is known already.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unchanged: Option<u64>,
    /// How many rows say otherwise than what is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub corrected: Option<u64>,
    /// The id of the import.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub import: Option<String>,
    #[serde(skip)]
    headers: Vec<String>,
    /// The cells of quarantined rows as they were, beside `quarantined`, up to a limit.
    #[serde(skip)]
    cells: Vec<Vec<String>>,
}

impl Report {
    /// States what the accepted rows came to where they were recorded, or would be.
    pub fn came_to(&mut self, totals: &Completed) {
        self.new = Some(totals.new.into());
        self.corrected = Some(totals.corrected.into());
        self.unchanged = Some(totals.unchanged.into());
    }

    /// Of a file with these columns, before its first row.
    #[must_use]
    pub fn new(columns: &Columns) -> Self {
        let kind = columns.kind();
        Self {
            kind,
            rows: 0,
            accepted: 0,
            duplicates: 0,
            quarantined: Vec::new(),
            dropped_columns: columns.dropped.clone(),
            ignored_columns: columns.ignored.clone(),
            predicates: (kind == Kind::Appraisals).then(BTreeMap::new),
            indices: (kind == Kind::Survey).then(BTreeMap::new),
            new: None,
            unchanged: None,
            corrected: None,
            import: None,
            headers: columns
                .matched
                .iter()
                .map(|column| column.header.clone())
                .collect(),
            cells: Vec::new(),
        }
    }

    /// Counts what became of a record.
    pub fn count(&mut self, record: &Record, verdict: &Verdict) {
        self.rows += 1;
        match verdict {
            Verdict::Accepted(row) => {
                self.accepted += 1;
                self.add(row);
            }
            Verdict::Duplicate { .. } => self.duplicates += 1,
            Verdict::Quarantined(fault) => {
                self.quarantined.push(fault.clone());
                if self.cells.len() < RESUBMIT_ROWS {
                    self.cells.push(record.cells().map(str::to_owned).collect());
                }
            }
        }
    }

    fn add(&mut self, row: &Row) {
        match (row, &mut self.predicates, &mut self.indices) {
            (Row::Appraisal(row), Some(predicates), _) => {
                *predicates.entry(predikat_title(row.predikat)).or_default() += 1;
            }
            (Row::Survey(row), _, Some(indices)) => {
                let key = (row.unit.clone(), row.period.clone());
                // Cleaning has seen to the scale.
                let added = indices.entry(key).or_default().add(&row.answers);
                debug_assert!(added.is_ok(), "answers are 1 to 4");
            }
            _ => {}
        }
    }
}

/// The index of a unit in a period, as reports write it.
#[derive(Serialize)]
struct Line<'a> {
    unit: &'a str,
    period: &'a str,
    respondents: u64,
    answers: [u64; ELEMENTS],
    ikm: Option<String>,
    mutu: Option<Mutu>,
}

#[expect(clippy::ref_option, reason = "serde passes a field by reference")]
fn lines<S: Serializer>(
    indices: &Option<BTreeMap<(String, String), Answers>>,
    to: S,
) -> Result<S::Ok, S::Error> {
    let indices = indices.iter().flatten();
    to.collect_seq(indices.map(|((unit, period), answers)| {
        let ikm = answers.ikm(Method::Exact);
        Line {
            unit,
            period,
            respondents: answers.respondents,
            answers: answers.counts,
            ikm: ikm.map(|ikm| ikm.to_string()),
            mutu: ikm.map(Ikm::mutu),
        }
    }))
}
