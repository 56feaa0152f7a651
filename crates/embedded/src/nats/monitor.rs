//! Questions to a server's monitoring port, which is plain HTTP on loopback.

use serde_json::Value;
use std::{io, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

const LIMIT: Duration = Duration::from_secs(5);

/// The answer to `GET path`, or why there is none.
pub(super) async fn get(address: &str, path: &str) -> Result<Value, String> {
    let answer = timeout(LIMIT, fetch(address, path))
        .await
        .map_err(|_| "monitoring does not answer".to_owned())?
        .map_err(|source| format!("monitoring: {source}"))?;
    let (head, body) = answer
        .split_once("\r\n\r\n")
        .ok_or("monitoring: half an answer")?;
    if head.split(' ').nth(1) == Some("200") {
        serde_json::from_str(body).map_err(|wrong| format!("monitoring: {wrong}"))
    } else {
        Err(body.trim().to_owned())
    }
}

/// HTTP/1.0: the server closes when it has said everything.
async fn fetch(address: &str, path: &str) -> io::Result<String> {
    let mut stream = TcpStream::connect(address).await?;
    let request = format!("GET {path} HTTP/1.0\r\nHost: {address}\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    Ok(answer)
}
