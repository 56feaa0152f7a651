//! Events line by line over HTTP: each line is answered once its event is on disk.
//!
//! Answers wait in memory for a client that reads them only after its last line, as many do; the limit on lines
//! bounds them. A body that breaks off loses what was not answered, and its last line if that is not whole.

use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::HeaderMap;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use domain::Position;
use futures_util::{FutureExt as _, Stream, StreamExt as _, stream};
use runtime::openapi::NDJSON;
use runtime::problem::kind;
use runtime::{Caller, Problem};
use schemars::JsonSchema;
use serde::Serialize;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::time::timeout;

use super::line::{Line, read_line};
use super::split::{Piece, Splitter};
use super::take::{Taken, undecided};
use crate::handle::Performance;

/// The most lines of a request.
const MOST_LINES: u64 = 100_000;
/// The most bytes of a request.
const MOST_BYTES: u64 = 64 << 20;
/// How many lines are decided together, for one fsync.
const BATCH: usize = 1_000;
/// How long nothing may come before the request counts as broken off.
const IDLE: Duration = Duration::from_mins(1);
/// Seconds after which a caller who was turned away may come again.
const AGAIN: u32 = 1;

/// How many requests may be read at once.
#[derive(Debug, Clone)]
pub(crate) struct Limits(Arc<Semaphore>);

impl Limits {
    pub(crate) fn new(requests: usize) -> Self {
        Self(Arc::new(Semaphore::new(requests)))
    }

    /// A place among those who are served at once; beyond it callers are asked to come again.
    pub(crate) fn admit(&self) -> Result<OwnedSemaphorePermit, Problem> {
        let full = |_| Problem::from(kind::TOO_MANY_REQUESTS).retry_after(AGAIN);
        Arc::clone(&self.0).try_acquire_owned().map_err(full)
    }
}

/// What became of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum LineOutcome {
    /// Its event is on disk now.
    Recorded,
    /// Its event was there before.
    Repeated,
    /// It may not be, or cannot be read; the same again comes to the same.
    Refused,
    /// It was not decided; send the same again.
    Retry,
}

/// The answer to a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct LineAnswer {
    /// Which line, from 1; lines without content do not count.
    line: u64,
    /// What became of it.
    outcome: LineOutcome,
    /// Where its event stands; wait for this position to see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    position: Option<Position>,
    /// Why not, as the code of a problem.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'static str>,
    /// The field that is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    /// What is wrong and what to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
}

impl LineAnswer {
    fn new(line: u64, taken: Taken) -> Self {
        match taken {
            Ok(outcome) => Self {
                line,
                outcome: if outcome.repeated {
                    LineOutcome::Repeated
                } else {
                    LineOutcome::Recorded
                },
                position: Some(outcome.position),
                code: None,
                field: None,
                detail: None,
            },
            Err(problem) => Self {
                line,
                outcome: if undecided(&problem) {
                    LineOutcome::Retry
                } else {
                    LineOutcome::Refused
                },
                position: None,
                code: Some(problem.code()),
                field: problem.field().map(str::to_owned),
                detail: Some(problem.detail().unwrap_or(problem.kind().title).to_owned()),
            },
        }
    }
}

/// Whether a request brings lines.
pub(crate) fn is_lines(headers: &HeaderMap) -> bool {
    let value = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let essence = value
        .and_then(|text| text.split(';').next())
        .unwrap_or_default();
    essence.trim().eq_ignore_ascii_case(NDJSON)
}

impl Performance {
    /// Answers a request that brings lines; what is wrong with one of them is its own answer.
    pub(crate) fn record_lines(
        &self,
        caller: Caller,
        request: Request,
    ) -> Result<Response, Problem> {
        let permit = self.limits.admit()?;
        let length = request.headers().get(CONTENT_LENGTH);
        let length = length.and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
        if length.is_some_and(|length| length > MOST_BYTES) {
            return Err(kind::TOO_MANY_LINES.into());
        }
        let (answers, answered) = mpsc::unbounded_channel();
        let reading = Reading {
            app: self.clone(),
            caller,
            answers,
            splitter: Splitter::default(),
            bytes: 0,
            lines: 0,
            _permit: permit,
        };
        tokio::spawn(reading.read(request.into_body().into_data_stream()));
        let body = stream::unfold(answered, async |mut answered| {
            answered.recv().await.map(|answer| (answer, answered))
        });
        Ok(([(CONTENT_TYPE, NDJSON)], Body::from_stream(body)).into_response())
    }
}

/// A request that is being read.
struct Reading {
    app: Performance,
    caller: Caller,
    answers: mpsc::UnboundedSender<io::Result<Bytes>>,
    splitter: Splitter,
    bytes: u64,
    lines: u64,
    _permit: OwnedSemaphorePermit,
}

/// Why reading ends before the body does.
enum Stop {
    /// It broke off, or nobody listens any more.
    Broken(io::Error),
    /// It is too long.
    TooMuch,
}

type Chunk = Option<Result<Bytes, axum::Error>>;

impl Reading {
    async fn read(mut self, body: impl Stream<Item = Result<Bytes, axum::Error>>) {
        match self.read_all(body).await {
            Ok(()) => {}
            Err(Stop::Broken(error)) => drop(self.answers.send(Err(error))),
            Err(Stop::TooMuch) => {
                let answer = LineAnswer::new(self.lines + 1, Err(kind::TOO_MANY_LINES.into()));
                drop(self.answers.send(Ok(written(&[answer]))));
            }
        }
    }

    async fn read_all(
        &mut self,
        body: impl Stream<Item = Result<Bytes, axum::Error>>,
    ) -> Result<(), Stop> {
        let mut body = pin!(body);
        loop {
            let mut pieces = Vec::new();
            let stalled = |_| Stop::Broken(io::ErrorKind::TimedOut.into());
            let next = timeout(IDLE, body.next()).await.map_err(stalled)?;
            let mut more = self.cut(next, &mut pieces)?;
            // What is there already goes with it; nothing waits for what is not.
            while more && pieces.len() < BATCH {
                match body.next().now_or_never() {
                    Some(next) => more = self.cut(next, &mut pieces)?,
                    None => break,
                }
            }
            let mut pieces = pieces.into_iter().peekable();
            while pieces.peek().is_some() {
                let batch = pieces.by_ref().take(BATCH).map(read_piece).collect();
                self.answer(batch).await?;
            }
            if !more {
                return Ok(());
            }
        }
    }

    /// Cuts what came into lines; false at the end of the body.
    fn cut(&mut self, next: Chunk, pieces: &mut Vec<Piece>) -> Result<bool, Stop> {
        match next {
            Some(Ok(bytes)) => {
                self.bytes += bytes.len() as u64;
                if self.bytes > MOST_BYTES {
                    return Err(Stop::TooMuch);
                }
                self.splitter.push(&bytes, |piece| pieces.push(piece));
                Ok(true)
            }
            Some(Err(error)) => Err(Stop::Broken(io::Error::other(error))),
            None => {
                pieces.extend(self.splitter.end());
                Ok(false)
            }
        }
    }

    async fn answer(&mut self, mut batch: Vec<Result<Line, Problem>>) -> Result<(), Stop> {
        let room = usize::try_from(MOST_LINES - self.lines).unwrap_or(usize::MAX);
        let over = batch.len() > room;
        batch.truncate(room);
        let taken = self
            .app
            .take(&self.caller.agency, self.caller.actor(), batch)
            .await;
        let first = self.lines + 1;
        self.lines += taken.len() as u64;
        let answers: Vec<LineAnswer> = (first..)
            .zip(taken)
            .map(|(line, taken)| LineAnswer::new(line, taken))
            .collect();
        let gone = |_| Stop::Broken(io::ErrorKind::BrokenPipe.into());
        self.answers.send(Ok(written(&answers))).map_err(gone)?;
        if over { Err(Stop::TooMuch) } else { Ok(()) }
    }
}

fn read_piece(piece: Piece) -> Result<Line, Problem> {
    match piece {
        Piece::Line(bytes) => read_line(&bytes),
        Piece::TooLong => Err(kind::LINE_TOO_LONG.into()),
    }
}

fn written(answers: &[LineAnswer]) -> Bytes {
    let mut text = Vec::with_capacity(answers.len() * 80);
    for answer in answers {
        serde_json::to_writer(&mut text, answer).expect("writing to memory cannot fail");
        text.push(b'\n');
    }
    text.into()
}
