//! A record to what it says, by itself: nothing is looked up here.

mod appraisals;
mod awards;
mod candidates;
mod innovations;
mod mentoring;
mod nip;
mod people;
mod sanctions;
mod survey;
mod trainings;
mod units;

use domain::Nip;
use domain::text::Text;
use jiff::civil::Date;

use crate::cell::{Cell, Sort, stands_for_nothing, tidy};
use crate::code::{Code, Fault, ValueClass};
use crate::field::Field;
use crate::header::Columns;
use crate::kind::Kind;
use crate::reader::Record;
use crate::rows::Row;
use crate::value::date::{Dated, Style, date};

/// A record, cleaned. What it refers to must be looked up before it can be judged.
pub struct Cleaned {
    /// The number that a spreadsheet shows beside the row.
    pub row: u32,
    /// The person that the row is about.
    pub person: Option<Nip>,
    /// Other persons that must be known.
    pub others: Vec<Nip>,
    /// The unit that it names, aliases of the mapping resolved.
    pub unit: Option<String>,
    pub(crate) kind: Kind,
    /// What the row says; nothing if it has a fault.
    pub(crate) content: Option<Row>,
    /// Its first fault in the order of the kind's codes.
    pub(crate) fault: Option<Fault>,
    /// The columns of person, others, unit and parent as written.
    pub(crate) headers: Headers,
}

/// The headers that faults of looking up, or of repetition, are reported under.
#[derive(Default)]
pub(crate) struct Headers {
    pub(crate) person: String,
    pub(crate) others: String,
    pub(crate) unit: String,
    pub(crate) parent: String,
    /// The first column of what a row is known by.
    pub(crate) key: String,
}

/// Cleans a record of a file with these columns.
#[must_use]
pub fn clean(columns: &Columns, record: &Record) -> Cleaned {
    let mut work = Work::new(columns, record);
    let content = match columns.kind {
        Kind::People => people::clean(&mut work).map(Row::Person),
        Kind::Units => units::clean(&mut work).map(Row::Unit),
        Kind::Appraisals => appraisals::person(&mut work).map(Row::Appraisal),
        Kind::Organisation => appraisals::organisation(&mut work).map(Row::Organisation),
        Kind::Sanctions => sanctions::clean(&mut work).map(Row::Sanction),
        Kind::Awards => awards::clean(&mut work).map(Row::Award),
        Kind::Trainings => trainings::clean(&mut work).map(Row::Training),
        Kind::Mentoring => mentoring::clean(&mut work).map(Row::Mentoring),
        Kind::Survey => survey::clean(&mut work).map(Row::Survey),
        Kind::Innovations => innovations::clean(&mut work).map(Row::Innovation),
        Kind::Candidates => candidates::clean(&mut work).map(Row::Candidate),
    };
    work.finish(content)
}

/// A record at work: its cells, and the faults found so far.
struct Work<'a> {
    columns: &'a Columns,
    record: &'a Record,
    fault: Option<(usize, Fault)>,
    person: Option<Nip>,
    others: Vec<Nip>,
    unit: Option<String>,
    headers: Headers,
}

impl<'a> Work<'a> {
    fn new(columns: &'a Columns, record: &'a Record) -> Self {
        Self {
            columns,
            record,
            fault: None,
            person: None,
            others: Vec::new(),
            unit: None,
            headers: Headers::default(),
        }
    }

    const fn row(&self) -> u32 {
        self.record.row
    }

    fn has(&self, field: Field) -> bool {
        self.columns.slot(field).is_some()
    }

    fn cell(&self, field: Field) -> &'a Cell {
        self.record.cell(self.columns, field).unwrap_or(&NO_CELL)
    }

    /// The tidy text of a cell; nothing if it stands for nothing.
    fn text(&self, field: Field) -> Option<String> {
        let cell = self.cell(field);
        if matches!(cell.sort, Sort::Error | Sort::Formula) {
            return None;
        }
        let text = tidy(&cell.text);
        (!stands_for_nothing(&text)).then_some(text)
    }

    /// A text that is left out if it does not fit.
    fn short<const MAX: usize>(&self, field: Field) -> Option<Text<MAX>> {
        self.text(field).and_then(|text| Text::new(&text).ok())
    }

    /// A text cut at so many characters: of what only helps to recognise something.
    fn cut(&self, field: Field, most: usize) -> Option<String> {
        self.text(field)
            .map(|text| text.chars().take(most).collect())
    }

    /// A unit's name, aliases of the mapping resolved.
    fn unit_name(&self, field: Field) -> Option<String> {
        let name = self.cut(field, UNIT_NAME)?;
        Some(tidy(self.columns.mapping.unit(&name)))
    }

    fn style(&self) -> Style {
        Style {
            order: self.columns.mapping.date_order,
            date1904: self.columns.date1904,
        }
    }

    /// The date of a column. What is no date is a fault, nothing is none.
    fn date(&mut self, field: Field) -> Option<Date> {
        match date(self.cell(field), self.style()) {
            Dated::Is(date) => Some(date),
            Dated::Nothing => None,
            Dated::Unreadable => {
                self.fault(Code::DateUnreadable, field, DATE);
                None
            }
        }
    }

    /// Records a fault of a column; the first in the order of the codes is kept.
    fn fault(&mut self, code: Code, field: Field, message: impl Into<String>) {
        let class = self.class(field);
        self.fault_of(code, field, class, message);
    }

    fn class(&self, field: Field) -> ValueClass {
        self.cell(field).class()
    }

    fn fault_of(
        &mut self,
        code: Code,
        field: Field,
        class: ValueClass,
        message: impl Into<String>,
    ) {
        let rank = rank(self.columns.kind, code);
        if self.fault.as_ref().is_none_or(|(first, _)| rank < *first) {
            let fault = Fault {
                row: self.record.row,
                column: self.columns.header(field),
                code,
                message: message.into(),
                class,
            };
            self.fault = Some((rank, fault));
        }
    }

    /// The person that the row is about; it must be known.
    fn person(&mut self) -> Option<Nip> {
        self.headers.person = self.columns.header(Field::Nip);
        self.headers.key.clone_from(&self.headers.person);
        self.person = self.nip_of_known(Field::Nip);
        self.person
    }

    /// The NIP of somebody that must be known; one that cannot be read is nobody's.
    fn nip_of_known(&mut self, field: Field) -> Option<Nip> {
        match nip::parse(self.cell(field)) {
            Ok(nip) => Some(nip),
            Err(bad) => {
                self.fault(Code::PersonUnknown, field, nip::message(bad));
                None
            }
        }
    }

    fn finish(self, content: Option<Row>) -> Cleaned {
        let fault = self.fault.map(|(_, fault)| fault);
        Cleaned {
            row: self.record.row,
            person: self.person,
            others: self.others,
            unit: self.unit,
            kind: self.columns.kind,
            content: content.filter(|_| fault.is_none()),
            fault,
            headers: self.headers,
        }
    }
}

/// Where a code stands in the order of a kind.
pub(crate) fn rank(kind: Kind, code: Code) -> usize {
    let mut codes = kind.codes().iter();
    codes.position(|one| *one == code).unwrap_or(usize::MAX)
}

/// What a column that is not there holds.
static NO_CELL: Cell = Cell::EMPTY;

/// The most characters of a unit's name.
const UNIT_NAME: usize = 200;

const DATE: &str = "Tanggal tidak dapat dibaca atau tidak ada di kalender. Tulis sebagai hh-bb-tttt, \
    misalnya 17-08-2025.";
