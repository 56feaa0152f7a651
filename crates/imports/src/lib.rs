#![doc = include_str!("../README.md")]

mod blob;
mod book;
mod cell;
mod clean;
mod code;
pub mod export;
mod fault;
mod field;
mod header;
mod judge;
mod kind;
mod layout;
pub mod limits;
mod mapping;
pub mod probe;
mod reader;
mod report;
pub mod rows;
mod text;
mod value;

pub use blob::Input;
pub use clean::{Cleaned, clean};
pub use code::{Code, Fault, ValueClass};
pub use fault::FileFault;
pub use field::Field;
pub use header::{Columns, Matched, normal};
pub use judge::{Known, Seen, Verdict, judge, unit_key};
pub use kind::{Kind, UnknownKind};
pub use mapping::{DateOrder, Encoding, Mapping, MappingFault, SurveyPeriod};
pub use reader::{Reader, Record};
pub use report::{Report, ReportFault};
pub use rows::{
    AppraisalRow, AwardRow, CandidateRow, InnovationRow, MentoringRow, MentoringState,
    OrganisationRow, PersonRow, Row, SanctionRow, SurveyRow, TrainingRow, UnitRow,
};
