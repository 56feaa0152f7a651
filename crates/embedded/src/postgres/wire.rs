//! Just enough of PostgreSQL's protocol to run one statement whose answer does not matter.

use std::{io, path::Path, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::UnixStream,
    time::timeout,
};

const PROTOCOL: u32 = 3 << 16;
/// Copying a template is the slowest that we ask for.
const LIMIT: Duration = Duration::from_mins(1);

/// Connects, runs `sql`, leaves. The error is what PostgreSQL or the system said.
pub(super) async fn execute(
    socket: &Path,
    user: &str,
    database: &str,
    sql: &str,
) -> Result<(), String> {
    timeout(LIMIT, conversation(socket, user, database, sql))
        .await
        .map_err(|_| "no answer in time".to_owned())?
        .map_err(|source| source.to_string())
}

async fn conversation(socket: &Path, user: &str, database: &str, sql: &str) -> io::Result<()> {
    let mut stream = UnixStream::connect(socket).await?;
    let mut greeting = PROTOCOL.to_be_bytes().to_vec();
    for text in ["user", user, "database", database, ""] {
        greeting.extend_from_slice(text.as_bytes());
        greeting.push(0);
    }
    stream.write_all(&framed(&greeting)).await?;
    until_idle(&mut stream).await?;
    let mut query = vec![b'Q'];
    query.extend(framed(&[sql.as_bytes(), &[0]].concat()));
    stream.write_all(&query).await?;
    until_idle(&mut stream).await?;
    stream.write_all(b"X\0\0\0\x04").await
}

/// A message with its length, which counts itself, before it.
fn framed(body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len() + 4).unwrap_or(u32::MAX);
    [&length.to_be_bytes(), body].concat()
}

/// Reads until the server waits for us, or has said what is wrong.
async fn until_idle(stream: &mut UnixStream) -> io::Result<()> {
    let mut refusal = None;
    loop {
        let kind = match stream.read_u8().await {
            Ok(kind) => kind,
            // A server that refuses a connection says why, then closes it.
            Err(source) => return Err(refusal.unwrap_or(source)),
        };
        let length = stream.read_u32().await?.saturating_sub(4);
        let mut body = vec![0; length as usize];
        stream.read_exact(&mut body).await?;
        match kind {
            b'E' => refusal = Some(io::Error::other(message(&body))),
            b'Z' => return refusal.map_or(Ok(()), Err),
            _ => {}
        }
    }
}

/// The text of an error: the field `M` among fields that each begin with a letter and end with 0.
fn message(body: &[u8]) -> String {
    let field = body
        .split(|byte| *byte == 0)
        .find(|field| field.first() == Some(&b'M'));
    let text = field.map_or(&b"no reason given"[..], |field| &field[1..]);
    String::from_utf8_lossy(text).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_of_an_error_is_its_field_m() {
        assert_eq!(
            message(b"SFATAL\0C57P03\0Mthe database system is starting up\0\0"),
            "the database system is starting up"
        );
        assert_eq!(message(b"\0"), "no reason given");
    }

    #[test]
    fn a_length_counts_itself() {
        assert_eq!(framed(b"ab"), b"\0\0\0\x06ab");
    }
}
