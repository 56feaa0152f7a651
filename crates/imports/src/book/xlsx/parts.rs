//! Where the parts of a workbook are.

use std::collections::BTreeMap;

use crate::blob::Meter;
use crate::book::packed::Packed;
use crate::book::xml::{Events, Met};
use crate::fault::FileFault;

/// The most sheets that are looked at.
const SHEETS: usize = 100;

pub(super) struct Workbook {
    /// Name and path of each sheet.
    pub(super) sheets: Vec<(String, String)>,
    /// Path of the shared texts.
    pub(super) shared: String,
    pub(super) date1904: bool,
}

pub(super) fn workbook(archive: &Packed) -> Result<Workbook, FileFault> {
    let (paths, shared) = relations(archive)?;
    let entry = archive.find("xl/workbook.xml").ok_or(FileFault::Damaged)?;
    let mut events = Events::new(archive.read(entry, &Meter::default())?);
    let mut book = Workbook {
        sheets: Vec::new(),
        shared,
        date1904: false,
    };
    loop {
        match events.next()? {
            Met::Start(tag) if tag.name == "sheet" => {
                let path = tag.get("id").and_then(|id| paths.get(id));
                if let (Some(name), Some(path)) = (tag.get("name"), path)
                    && book.sheets.len() < SHEETS
                {
                    book.sheets.push((name.to_owned(), path.clone()));
                }
            }
            Met::Start(tag) if tag.name == "workbookPr" => {
                book.date1904 = matches!(tag.get("date1904"), Some("1" | "true"));
            }
            Met::Eof => return Ok(book),
            Met::Start(_) | Met::End(_) | Met::Text(_) => {}
        }
    }
}

/// The paths of parts by the ids that the workbook names them by, and that of the shared texts.
fn relations(archive: &Packed) -> Result<(BTreeMap<String, String>, String), FileFault> {
    let mut paths = BTreeMap::new();
    let mut shared = "xl/sharedStrings.xml".to_owned();
    let Some(entry) = archive.find("xl/_rels/workbook.xml.rels") else {
        return Err(FileFault::Damaged);
    };
    let mut events = Events::new(archive.read(entry, &Meter::default())?);
    loop {
        match events.next()? {
            Met::Start(tag) if tag.name == "Relationship" => {
                if let (Some(id), Some(target)) = (tag.get("Id"), tag.get("Target")) {
                    // From the root if it begins with a slash, else beside the workbook.
                    let path = match target.strip_prefix('/') {
                        Some(path) => path.to_owned(),
                        None => format!("xl/{}", target.trim_start_matches("./")),
                    };
                    if tag
                        .get("Type")
                        .is_some_and(|kind| kind.ends_with("/sharedStrings"))
                    {
                        shared.clone_from(&path);
                    }
                    paths.insert(id.to_owned(), path);
                }
            }
            Met::Eof => return Ok((paths, shared)),
            Met::Start(_) | Met::End(_) | Met::Text(_) => {}
        }
    }
}
