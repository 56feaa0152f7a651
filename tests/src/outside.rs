//! A system outside, as any client of NATS: the protocol's few lines, and nothing of ours.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::Path;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;

/// A connected system.
pub struct Outside {
    stream: BufReader<TcpStream>,
    card: Value,
    sent: usize,
}

/// A message to publish: headers and body.
pub type Message = (Vec<(&'static str, String)>, String);

impl Outside {
    /// Connects with the file that `up` writes for a system.
    pub async fn connect(card: &Path) -> Self {
        let text = std::fs::read_to_string(card).expect("a file of the system");
        let card: Value = serde_json::from_str(&text).expect("JSON");
        let text = |name: &str| card[name].as_str().expect("a text").to_owned();
        let server = card["servers"][0].as_str().expect("a server");
        let address = server.trim_start_matches("nats://");
        let stream = TcpStream::connect(address)
            .await
            .expect("nats-server listens");
        let login = json!({"verbose": false, "pedantic": false, "user": text("user"),
            "pass": text("password"), "headers": true, "no_responders": true, "lang": "e2e",
            "version": "1", "protocol": 1});
        let hello = format!(
            "CONNECT {login}\r\nSUB {}.* 1\r\nPING\r\n",
            text("inbox_prefix")
        );
        let mut outside = Self {
            stream: BufReader::new(stream),
            card,
            sent: 0,
        };
        outside.write(hello.as_bytes()).await;
        while outside.line().await != "PONG" {}
        outside
    }

    /// The subject that it may publish on.
    #[must_use]
    pub fn subject(&self) -> String {
        self.card["subject"].as_str().expect("a text").to_owned()
    }

    /// Publishes messages one after another without waiting, then collects what the stream says of each.
    pub async fn publishes(&mut self, messages: &[Message]) -> Vec<Value> {
        let (subject, first) = (self.subject(), self.sent);
        let mut bytes = Vec::new();
        for (headers, body) in messages {
            let mut head = "NATS/1.0\r\n".to_owned();
            for (name, value) in headers {
                write!(head, "{name}: {value}\r\n").expect("writing to a string");
            }
            head.push_str("\r\n");
            let inbox = self.card["inbox_prefix"].as_str().expect("a text");
            let (length, all) = (head.len(), head.len() + body.len());
            let line = format!(
                "HPUB {subject} {inbox}.{} {length} {all}\r\n{head}{body}\r\n",
                self.sent
            );
            bytes.extend(line.into_bytes());
            self.sent += 1;
        }
        self.write(&bytes).await;
        let mut answers: HashMap<usize, Value> = HashMap::new();
        while answers.len() < messages.len() {
            let (number, answer) = self.answer().await;
            answers.insert(number, answer);
        }
        let numbers = first..self.sent;
        numbers
            .map(|number| answers.remove(&number).expect("an answer each"))
            .collect()
    }

    /// Publishes an event in structured mode.
    pub async fn says(&mut self, event: &Value) -> Value {
        self.publishes(&[(Vec::new(), event.to_string())])
            .await
            .remove(0)
    }

    async fn write(&mut self, bytes: &[u8]) {
        self.stream
            .get_mut()
            .write_all(bytes)
            .await
            .expect("it is connected");
    }

    async fn line(&mut self) -> String {
        let mut line = String::new();
        self.stream
            .read_line(&mut line)
            .await
            .expect("it is connected");
        assert!(!line.is_empty(), "nats-server closed the connection");
        line.trim_end().to_owned()
    }

    /// The next answer on an inbox: its number and what it says.
    async fn answer(&mut self) -> (usize, Value) {
        loop {
            let line = self.line().await;
            let words: Vec<&str> = line.split(' ').collect();
            match words[0] {
                "MSG" | "HMSG" => {
                    let length: usize =
                        words.last().and_then(|n| n.parse().ok()).expect("a length");
                    let mut body = vec![0; length + 2];
                    self.stream
                        .read_exact(&mut body)
                        .await
                        .expect("it is connected");
                    let number = words[1].rsplit('.').next().and_then(|n| n.parse().ok());
                    let answer = serde_json::from_slice(&body).unwrap_or_default();
                    return (number.expect("an inbox of ours"), answer);
                }
                "PING" => self.write(b"PONG\r\n").await,
                "-ERR" => panic!("nats-server refused: {line}"),
                _ => {}
            }
        }
    }
}
