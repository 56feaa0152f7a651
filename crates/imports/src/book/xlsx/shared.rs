//! The texts that cells share.

use crate::blob::Meter;
use crate::book::packed::Packed;
use crate::book::xml::{Events, Met};
use crate::fault::FileFault;
use crate::limits::{CELL_BYTES, SHARED_BYTES};

/// Texts end to end, and where each ends.
#[derive(Default)]
pub(super) struct Texts {
    text: String,
    ends: Vec<u32>,
}

impl Texts {
    pub(super) fn get(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)? as usize;
        let start = match index.checked_sub(1) {
            Some(before) => *self.ends.get(before)? as usize,
            None => 0,
        };
        self.text.get(start..end)
    }

    fn end(&mut self, start: usize) -> Result<(), FileFault> {
        // What no sheet can hold is cut; no row that is read may refer to it.
        if self.text.len() - start > CELL_BYTES {
            let mut at = start + CELL_BYTES;
            while !self.text.is_char_boundary(at) {
                at -= 1;
            }
            self.text.truncate(at);
        }
        let end = u32::try_from(self.text.len()).map_err(|_| FileFault::Bomb)?;
        if self.text.len() > SHARED_BYTES || self.ends.len() > SHARED_BYTES / 8 {
            return Err(FileFault::Bomb);
        }
        self.ends.push(end);
        Ok(())
    }
}

pub(super) fn read(archive: &Packed, path: &str) -> Result<Texts, FileFault> {
    let mut texts = Texts::default();
    let Some(entry) = archive.find(path) else {
        return Ok(texts);
    };
    let mut events = Events::new(archive.read(entry, &Meter::default())?);
    // Of `si` the texts in `t`, but not the reading aids in `rPh`.
    let (mut start, mut in_text, mut aside) = (0, false, false);
    loop {
        match events.next()? {
            Met::Start(tag) => match tag.name.as_str() {
                "si" => start = texts.text.len(),
                "t" => in_text = true,
                "rPh" => aside = true,
                _ => {}
            },
            Met::Text(text) if in_text && !aside => {
                texts.text.push_str(&text);
                if texts.text.len() > SHARED_BYTES {
                    return Err(FileFault::Bomb);
                }
            }
            Met::End(name) => match name.as_str() {
                "si" => texts.end(start)?,
                "t" => in_text = false,
                "rPh" => aside = false,
                _ => {}
            },
            Met::Text(_) => {}
            Met::Eof => return Ok(texts),
        }
    }
}
