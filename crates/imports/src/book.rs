//! Workbooks: Excel's new and old formats, and `OpenDocument`.

pub(crate) mod ods;
pub(crate) mod packed;
pub(crate) mod xls;
pub(crate) mod xlsx;
mod xml;
