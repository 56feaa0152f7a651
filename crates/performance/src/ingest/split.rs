//! Cutting a body into lines, with bounded memory.

/// The longest line, in bytes.
pub(crate) const LONGEST: usize = 64 * 1024;

/// A line of a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    /// Its bytes, without the line break.
    Line(Vec<u8>),
    /// It was longer than [`LONGEST`]; its bytes are gone.
    TooLong,
}

/// Cuts bytes into lines as they come; keeps no more than one line.
#[derive(Debug, Default)]
pub(crate) struct Splitter {
    line: Vec<u8>,
    too_long: bool,
}

impl Splitter {
    /// Takes more bytes and hands out every line that ends in them.
    pub(crate) fn push(&mut self, bytes: &[u8], mut out: impl FnMut(Piece)) {
        let mut rest = bytes;
        while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
            self.keep(&rest[..end]);
            rest = &rest[end + 1..];
            if let Some(piece) = self.take() {
                out(piece);
            }
        }
        self.keep(rest);
    }

    /// The last line, if the body does not end with a line break.
    pub(crate) fn end(&mut self) -> Option<Piece> {
        self.take()
    }

    fn keep(&mut self, bytes: &[u8]) {
        if self.line.len() + bytes.len() > LONGEST {
            self.too_long = true;
            self.line = Vec::new();
        }
        if !self.too_long {
            self.line.extend_from_slice(bytes);
        }
    }

    /// Empty lines are none: the last line break of a body may be followed by others.
    fn take(&mut self) -> Option<Piece> {
        let line = std::mem::take(&mut self.line);
        if std::mem::take(&mut self.too_long) {
            return Some(Piece::TooLong);
        }
        (!line.trim_ascii().is_empty()).then_some(Piece::Line(line))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(chunks: &[&[u8]]) -> Vec<Piece> {
        let (mut splitter, mut out) = (Splitter::default(), Vec::new());
        for chunk in chunks {
            splitter.push(chunk, |piece| out.push(piece));
        }
        out.extend(splitter.end());
        out
    }

    #[test]
    fn where_a_body_is_cut_by_the_network_does_not_matter() {
        let body = b"one\ntwo\r\n\n  \n{\"three\": 3}\nfour";
        let whole = cut(&[body]);
        assert_eq!(whole.len(), 4);
        for first in 0..body.len() {
            for second in first..body.len() {
                let chunks = [&body[..first], &body[first..second], &body[second..]];
                assert_eq!(cut(&chunks), whole, "{first} {second}");
            }
        }
    }

    #[test]
    fn a_long_line_is_one_piece_and_costs_no_memory() {
        let (long, mut splitter) = (vec![b'x'; LONGEST], Splitter::default());
        let mut out = Vec::new();
        splitter.push(b"a\n", |piece| out.push(piece));
        for _ in 0..100 {
            splitter.push(&long, |piece| out.push(piece));
            assert!(splitter.line.capacity() <= 2 * LONGEST);
        }
        splitter.push(b"\nb\n", |piece| out.push(piece));
        let line = |text: &str| Piece::Line(text.as_bytes().to_vec());
        assert_eq!(out, [line("a"), Piece::TooLong, line("b")]);
        assert_eq!(cut(&[&long]), [Piece::Line(long.clone())], "just fits");
    }
}
