//! Archives, whose parts are unpacked under limits.

use std::io::{self, Read};
use std::sync::Arc;

use flate2::read::DeflateDecoder;
use zip::ZipArchive;
use zip::result::ZipError;

use crate::blob::{Blob, Meter, Metered};
use crate::fault::FileFault;
use crate::limits::{RATIO, RATIO_FROM, UNPACKED_BYTES};

/// How many parts an archive may have; a workbook has some dozens.
const PARTS: usize = 10_000;

/// One part of an archive: where its packed bytes are. What the archive says of its unpacked size is
/// not believed.
#[derive(Clone)]
pub(crate) struct Entry {
    name: String,
    start: u64,
    pub(crate) packed: u64,
    deflated: bool,
}

/// An archive by its directory.
#[derive(Clone)]
pub(crate) struct Packed {
    blob: Blob,
    entries: Arc<[Entry]>,
}

impl Packed {
    pub(crate) fn open(blob: &Blob) -> Result<Self, FileFault> {
        let mut archive = ZipArchive::new(blob.open()?).map_err(|_| FileFault::Damaged)?;
        if archive.len() > PARTS {
            return Err(FileFault::Bomb);
        }
        let mut entries = Vec::new();
        for index in 0..archive.len() {
            let part = archive.by_index_raw(index).map_err(|error| match error {
                ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => FileFault::Protected,
                _ => FileFault::Damaged,
            })?;
            if part.is_dir() {
                continue;
            }
            if part.encrypted() {
                return Err(FileFault::Protected);
            }
            let deflated = match part.compression() {
                zip::CompressionMethod::Stored => false,
                zip::CompressionMethod::Deflated => true,
                _ => return Err(FileFault::Unsupported("ZIP dengan pemampatan ini")),
            };
            entries.push(Entry {
                name: part.name().map_err(|_| FileFault::Damaged)?.into_owned(),
                start: part.data_start().ok_or(FileFault::Damaged)?,
                packed: part.compressed_size(),
                deflated,
            });
        }
        Ok(Self {
            blob: blob.clone(),
            entries: entries.into(),
        })
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    pub(crate) fn find(&self, name: &str) -> Option<&Entry> {
        let name = name.trim_start_matches('/');
        // Some programs write other cases than the standard's.
        self.entries
            .iter()
            .find(|entry| entry.name.eq_ignore_ascii_case(name))
    }

    /// The only part that can be a table of text.
    pub(crate) fn only_table(&self) -> Result<Entry, FileFault> {
        let is_table = |entry: &&Entry| {
            let hidden = entry.name.starts_with("__MACOSX/") || entry.name.contains("/.");
            let end = entry
                .name
                .rsplit('.')
                .next()
                .unwrap_or("")
                .to_ascii_lowercase();
            !hidden && matches!(end.as_str(), "csv" | "tsv" | "txt")
        };
        let mut tables = self.entries.iter().filter(is_table);
        match (tables.next(), tables.count()) {
            (Some(entry), 0) => Ok(entry.clone()),
            (first, more) => Err(FileFault::Archive {
                found: more + usize::from(first.is_some()),
            }),
        }
    }

    /// The unpacked bytes of a part; the meter counts the packed ones.
    pub(crate) fn read(&self, entry: &Entry, meter: &Meter) -> Result<Unpacked, FileFault> {
        let packed = self.blob.open_at(entry.start)?.take(entry.packed);
        let packed: Box<dyn Read + Send> = Box::new(Metered::new(packed, Arc::clone(meter)));
        let inner: Box<dyn Read + Send> = if entry.deflated {
            Box::new(DeflateDecoder::new(packed))
        } else {
            packed
        };
        Ok(Unpacked {
            inner,
            packed: entry.packed.max(1),
            read: 0,
        })
    }
}

/// Unpacked bytes, as long as they keep within the limits.
pub(crate) struct Unpacked {
    inner: Box<dyn Read + Send>,
    packed: u64,
    read: u64,
}

impl Read for Unpacked {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.read += read as u64;
        let grown = self.read > RATIO_FROM && self.read / self.packed > RATIO;
        if self.read > UNPACKED_BYTES || grown {
            return Err(FileFault::Bomb.into());
        }
        Ok(read)
    }
}
