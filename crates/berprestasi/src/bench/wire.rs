//! The client that is measured: HTTP/1.1 on one kept connection, as plain as it can be, so that
//! its own work hardly counts.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::up::Failure;

/// A kept connection.
pub(super) struct Wire {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// What was answered.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    /// The sequence of the position, of an answer that carries one.
    pub(super) sequence: Option<u64>,
    pub(super) body: Vec<u8>,
}

/// A command as it goes on the wire.
pub(super) fn post(path: &str, token: &str, key: &str, body: &str) -> Vec<u8> {
    format!(
        "POST {path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\n\
         idempotency-key: {key}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

impl Wire {
    pub(super) async fn connect(address: SocketAddr) -> Result<Self, Failure> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let buffer = Vec::with_capacity(4096);
        Ok(Self { stream, buffer })
    }

    /// Sends a command and waits for its answer.
    pub(super) async fn send(&mut self, request: &[u8]) -> Result<Answer, Failure> {
        self.stream.write_all(request).await?;
        self.buffer.clear();
        loop {
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                return Err("the service closed the connection".into());
            }
            if let Some(answer) = parse(&self.buffer)? {
                return Ok(answer);
            }
        }
    }

    /// Sends a command that must be recorded.
    pub(super) async fn record(&mut self, request: &[u8]) -> Result<Answer, Failure> {
        let answer = self.send(request).await?;
        if matches!(answer.status, 200 | 201) {
            return Ok(answer);
        }
        let body = String::from_utf8_lossy(&answer.body).into_owned();
        Err(format!("a command was answered {}: {body}", answer.status).into())
    }
}

/// The answer, once all of it is there.
fn parse(bytes: &[u8]) -> Result<Option<Answer>, Failure> {
    let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else {
        return Ok(None);
    };
    let head = std::str::from_utf8(&bytes[..end])?;
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1));
    let status = status.and_then(|status| status.parse().ok());
    let (mut length, mut sequence) = (None, None);
    for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
        if name.eq_ignore_ascii_case("content-length") {
            length = value.parse::<usize>().ok();
        } else if name.eq_ignore_ascii_case("berprestasi-position") {
            sequence = value.split('-').nth(1).and_then(|n| n.parse().ok());
        }
    }
    let (Some(status), Some(length)) = (status, length) else {
        return Err(format!("an answer of another form: {head}").into());
    };
    let body = bytes.get(end + 4..end + 4 + length);
    Ok(body.map(|body| Answer {
        status,
        sequence,
        body: body.to_vec(),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read_when_all_of_it_is_there() {
        let text =
            b"HTTP/1.1 201 Created\r\nBerprestasi-Position: 1-42-0\r\ncontent-length: 2\r\n\r\n{}";
        for end in 0..text.len() {
            assert!(parse(&text[..end]).unwrap().is_none(), "{end}");
        }
        let answer = parse(text).unwrap().unwrap();
        assert_eq!((answer.status, answer.sequence), (201, Some(42)));
        assert_eq!(answer.body, b"{}");
        assert!(parse(b"HTTP/1.1 200 OK\r\n\r\n").is_err());
    }
}
