//! The bytes of a file, read as often as needed without holding a file in memory.

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek, SeekFrom};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use sha2::{Digest as _, Sha256};

use crate::fault::FileFault;
use crate::limits::FILE_BYTES;

/// Where a file is.
pub enum Input {
    /// On disk. It must not change while it is read.
    Path(PathBuf),
    /// In memory.
    Bytes(Vec<u8>),
}

/// A file that can be opened more than once.
#[derive(Clone)]
pub(crate) enum Blob {
    File(PathBuf),
    Bytes(Arc<[u8]>),
}

/// How far a file has been read; shared with the readers below.
pub(crate) type Meter = Arc<AtomicU64>;

pub(crate) trait Bytes: Read + Seek + Send {}
impl<T: Read + Seek + Send> Bytes for T {}

impl Blob {
    pub(crate) fn new(input: Input) -> Result<Self, FileFault> {
        let blob = match input {
            Input::Path(path) => Self::File(path),
            Input::Bytes(bytes) => Self::Bytes(bytes.into()),
        };
        match blob.len()? {
            0 => Err(FileFault::Empty),
            length if length > FILE_BYTES => Err(FileFault::TooLarge),
            _ => Ok(blob),
        }
    }

    pub(crate) fn len(&self) -> Result<u64, FileFault> {
        match self {
            Self::File(path) => {
                let metadata = std::fs::metadata(path).map_err(FileFault::Unreadable)?;
                if !metadata.is_file() {
                    let folder = io::Error::from(io::ErrorKind::IsADirectory);
                    return Err(FileFault::Unreadable(folder));
                }
                Ok(metadata.len())
            }
            Self::Bytes(bytes) => Ok(bytes.len() as u64),
        }
    }

    pub(crate) fn open(&self) -> Result<BufReader<Box<dyn Bytes>>, FileFault> {
        let bytes: Box<dyn Bytes> = match self {
            Self::File(path) => Box::new(File::open(path).map_err(FileFault::Unreadable)?),
            Self::Bytes(bytes) => Box::new(Cursor::new(Arc::clone(bytes))),
        };
        Ok(BufReader::with_capacity(1 << 16, bytes))
    }

    /// The file from a place on.
    pub(crate) fn open_at(&self, start: u64) -> Result<impl Read + Send + use<>, FileFault> {
        let mut bytes = self.open()?;
        bytes
            .seek(SeekFrom::Start(start))
            .map_err(|_| FileFault::Damaged)?;
        Ok(bytes)
    }

    /// The first bytes, at most so many.
    pub(crate) fn head(&self, length: u64) -> Result<Vec<u8>, FileFault> {
        let mut head = Vec::new();
        self.open()?.take(length).read_to_end(&mut head)?;
        Ok(head)
    }

    /// SHA-256 of the file, streaming.
    pub(crate) fn digest(&self) -> Result<[u8; 32], FileFault> {
        let mut bytes = self.open()?;
        let mut digest = Sha256::new();
        let mut buffer = vec![0; 1 << 16];
        loop {
            match bytes.read(&mut buffer)? {
                0 => return Ok(digest.finalize().into()),
                read => digest.update(&buffer[..read]),
            }
        }
    }
}

/// Counts what is read through it.
pub(crate) struct Metered<R> {
    inner: R,
    meter: Meter,
}

impl<R: Read> Metered<R> {
    pub(crate) const fn new(inner: R, meter: Meter) -> Self {
        Self { inner, meter }
    }
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.meter.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}
