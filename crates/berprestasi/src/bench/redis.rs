//! A Redis server of the bench's own, and as much of its protocol as the bench speaks.

mod benchmark;

use std::ffi::OsStr;
use std::net::SocketAddr;
use std::path::Path;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::aside::{self, Aside};
use crate::up::Failure;

/// What is read of an answer at a time.
const READ: usize = 4_096;
/// How many members are written at once.
pub(super) const CHUNK: usize = 50_000;

/// A server that stores nothing and ends with this value, and one connection to it.
pub(super) struct Redis {
    server: Aside,
    address: SocketAddr,
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// An answer.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Reply {
    /// A status.
    Status,
    /// An integer.
    Integer(i64),
    /// A string, or none.
    Text(Option<Vec<u8>>),
    /// Several answers.
    List(Vec<Reply>),
}

impl Redis {
    /// Starts `redis-server` on a free port of loopback, without any persistence.
    pub(super) async fn start(dir: &Path) -> Result<Self, Failure> {
        let how = "the bench `rank` needs redis-server on the PATH: `./dev bench` installs it; without ./dev \
                   install the system's package of Redis (Debian: apt-get install redis-server)";
        let program = aside::find("redis-server").ok_or(how)?;
        std::fs::create_dir_all(dir)?;
        let address = aside::free()?;
        let port = address.port().to_string();
        let arguments = [
            "--bind",
            "127.0.0.1",
            "--port",
            &port,
            "--save",
            "",
            "--appendonly",
            "no",
        ];
        let arguments = arguments.map(OsStr::new);
        let server = Aside::start(("redis-server", &program), &arguments, dir, address).await?;
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let buffer = Vec::with_capacity(READ);
        Ok(Self {
            server,
            address,
            stream,
            buffer,
        })
    }

    /// Sends a command and waits for its answer.
    pub(super) async fn command(&mut self, parts: &[&[u8]]) -> Result<Reply, Failure> {
        self.stream.write_all(&encode(parts)).await?;
        self.buffer.clear();
        loop {
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                return Err("redis-server closed the connection".into());
            }
            if let Some((reply, _)) = parse(&self.buffer)? {
                return Ok(reply);
            }
        }
    }

    /// Ends the server.
    pub(super) async fn stop(self) -> Result<(), Failure> {
        self.server.stop().await
    }
}

fn encode(parts: &[&[u8]]) -> Vec<u8> {
    let mut bytes = format!("*{}\r\n", parts.len()).into_bytes();
    for part in parts {
        bytes.extend_from_slice(format!("${}\r\n", part.len()).as_bytes());
        bytes.extend_from_slice(part);
        bytes.extend_from_slice(b"\r\n");
    }
    bytes
}

/// The first answer of these bytes and how many it takes; none if more must come.
fn parse(bytes: &[u8]) -> Result<Option<(Reply, usize)>, Failure> {
    let Some(end) = bytes.windows(2).position(|two| two == b"\r\n") else {
        return Ok(None);
    };
    let (line, at) = (std::str::from_utf8(&bytes[..end])?, end + 2);
    let (kind, rest) = line.split_at_checked(1).ok_or("an empty answer of Redis")?;
    let reply = match kind {
        "+" => Reply::Status,
        ":" => Reply::Integer(rest.parse()?),
        "$" => {
            let Ok(length) = usize::try_from(rest.parse::<i64>()?) else {
                return Ok(Some((Reply::Text(None), at)));
            };
            if bytes.len() < at + length + 2 {
                return Ok(None);
            }
            let text = bytes[at..at + length].to_vec();
            return Ok(Some((Reply::Text(Some(text)), at + length + 2)));
        }
        "*" => return list(bytes, at, rest.parse()?),
        _ => return Err(format!("Redis refused: {line}").into()),
    };
    Ok(Some((reply, at)))
}

fn list(bytes: &[u8], mut at: usize, count: usize) -> Result<Option<(Reply, usize)>, Failure> {
    let mut all = Vec::with_capacity(count);
    for _ in 0..count {
        let Some((reply, length)) = parse(&bytes[at..])? else {
            return Ok(None);
        };
        all.push(reply);
        at += length;
    }
    Ok(Some((Reply::List(all), at)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read_once_all_of_it_is_there() {
        let whole = b"*3\r\n:42\r\n$4\r\na\r\nb\r\n$-1\r\n";
        for end in 0..whole.len() {
            assert_eq!(parse(&whole[..end]).expect("well formed"), None, "{end}");
        }
        let text = Reply::Text(Some(b"a\r\nb".to_vec()));
        let all = Reply::List(vec![Reply::Integer(42), text, Reply::Text(None)]);
        let read = parse(whole).expect("well formed");
        assert_eq!(read, Some((all, whole.len())));
        assert!(parse(b"-ERR unknown command\r\n").is_err());
        assert_eq!(encode(&[b"PING"]), b"*1\r\n$4\r\nPING\r\n");
    }
}
