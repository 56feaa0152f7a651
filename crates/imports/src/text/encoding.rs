//! Which encoding a text is in, and reading it as UTF-8.

use std::io::{self, Read};

use encoding_rs::{CoderResult, Decoder, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::fault::FileFault;
use crate::mapping::Encoding;

/// What a whole text was found to be.
pub(crate) struct Found {
    pub(crate) encoding: &'static encoding_rs::Encoding,
    /// How many bytes of a byte order mark come first.
    pub(crate) mark: u64,
}

/// Reads a text to its end to tell its encoding.
pub(crate) fn detect(mut text: impl Read, stated: Option<Encoding>) -> Result<Found, FileFault> {
    let mut buffer = vec![0; 1 << 16];
    let mut head = Vec::new();
    text.by_ref().take(4).read_to_end(&mut head)?;
    let (marked, mark) = match head.as_slice() {
        [0xEF, 0xBB, 0xBF, ..] => (Some(UTF_8), 3),
        [0xFF, 0xFE, ..] => (Some(UTF_16LE), 2),
        [0xFE, 0xFF, ..] => (Some(UTF_16BE), 2),
        _ => (None, 0),
    };
    let wanted = marked.or(stated.map(|stated| match stated {
        Encoding::Utf8 => UTF_8,
        Encoding::Windows1252 => WINDOWS_1252,
        Encoding::Utf16 => UTF_16LE,
    }));
    if wanted == Some(UTF_16LE) || wanted == Some(UTF_16BE) {
        let encoding = wanted.unwrap_or(UTF_16LE);
        return Ok(Found { encoding, mark });
    }
    let mut lines = Lines::default();
    lines.take(&head[usize::try_from(mark).unwrap_or(0)..]);
    loop {
        match text.read(&mut buffer)? {
            0 => break,
            read => lines.take(&buffer[..read]),
        }
    }
    lines.end();
    let encoding = lines.verdict(wanted)?;
    Ok(Found { encoding, mark })
}

/// Counts the lines that only one of the encodings explains.
#[derive(Default)]
struct Lines {
    line: u64,
    /// Of the line at hand: whether a sequence of UTF-8 was in it, and whether something was not.
    wide: bool,
    broken: bool,
    /// How many bytes of a sequence are still to come, and the least the next may be.
    open: u8,
    first_broken: Option<u64>,
    first_wide: Option<u64>,
    controls: u64,
}

impl Lines {
    fn take(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.byte(byte);
        }
    }

    fn byte(&mut self, byte: u8) {
        if self.open > 0 {
            if byte & 0xC0 == 0x80 {
                self.open -= 1;
                self.wide |= self.open == 0;
                return;
            }
            self.open = 0;
            self.broken = true;
        }
        match byte {
            b'\n' => self.end(),
            0x00..=0x08 | 0x0E..=0x1A | 0x1C..=0x1F => self.controls += 1,
            0x09..=0x7F => {}
            0xC2..=0xDF => self.open = 1,
            0xE0..=0xEF => self.open = 2,
            0xF0..=0xF4 => self.open = 3,
            _ => self.broken = true,
        }
    }

    fn end(&mut self) {
        self.broken |= self.open > 0;
        self.open = 0;
        self.line += 1;
        if self.broken {
            self.first_broken.get_or_insert(self.line);
        } else if self.wide {
            self.first_wide.get_or_insert(self.line);
        }
        self.broken = false;
        self.wide = false;
    }

    fn verdict(
        &self,
        wanted: Option<&'static encoding_rs::Encoding>,
    ) -> Result<&'static encoding_rs::Encoding, FileFault> {
        // Text has none; a few stray ones are cleaned from cells.
        if self.controls > 16 && self.controls > self.line {
            return Err(FileFault::NotATable);
        }
        match (wanted, self.first_broken, self.first_wide) {
            (Some(encoding), Some(line), _) if encoding == UTF_8 => Err(FileFault::WrongEncoding {
                line,
                encoding: "UTF-8",
            }),
            (Some(encoding), ..) => Ok(encoding),
            (None, None, _) => Ok(UTF_8),
            (None, Some(_), None) => Ok(WINDOWS_1252),
            (None, Some(broken), Some(wide)) => Err(FileFault::MixedEncodings {
                line: broken.max(wide),
            }),
        }
    }
}

/// A text as UTF-8. What the decoder cannot read becomes U+FFFD; `detect` has ruled that out but for
/// UTF-16 and rare forms of UTF-8.
pub(crate) struct AsUtf8<R> {
    inner: R,
    decoder: Decoder,
    raw: Vec<u8>,
    from: usize,
    to: usize,
    ended: bool,
    /// The decoder has given its last; it must not be asked again.
    finished: bool,
}

impl<R: Read> AsUtf8<R> {
    pub(crate) fn new(inner: R, encoding: &'static encoding_rs::Encoding) -> Self {
        Self {
            inner,
            decoder: encoding.new_decoder_without_bom_handling(),
            raw: vec![0; 1 << 15],
            from: 0,
            to: 0,
            ended: false,
            finished: false,
        }
    }
}

impl<R: Read> Read for AsUtf8<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        // A decoder needs room for one character.
        if out.len() < 16 {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        while !self.finished {
            if self.from == self.to && !self.ended {
                self.from = 0;
                self.to = self.inner.read(&mut self.raw)?;
                self.ended = self.to == 0;
            }
            let bytes = &self.raw[self.from..self.to];
            let (result, read, written, _) = self.decoder.decode_to_utf8(bytes, out, self.ended);
            self.from += read;
            self.finished = self.ended && result == CoderResult::InputEmpty;
            if written > 0 {
                return Ok(written);
            }
        }
        Ok(0)
    }
}
