//! A client of the public commands: the same doors as everybody's.

use std::time::Duration;

use domain::Role;
use domain::ids::AgencyCode;
use runtime::{Caller, Tokens};
use serde_json::Value;
use uuid::Uuid;

use super::DemoError;

/// How often an upload is tried while another process is at the same file: two minutes.
const UPLOADS: usize = 600;

/// Speaks for the people of the demo.
#[derive(Clone)]
pub(crate) struct Client {
    http: reqwest::Client,
    base: String,
    agency: AgencyCode,
    tokens: Tokens,
}

/// Who acts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct As(pub(crate) Role, pub(crate) Uuid);

impl Client {
    pub(crate) fn new(
        address: &str,
        agency: AgencyCode,
        tokens: Tokens,
    ) -> Result<Self, DemoError> {
        let http = reqwest::Client::builder()
            .timeout(Duration::from_mins(1))
            .build()?;
        let base = format!("{address}/api/v1/agencies/{agency}");
        Ok(Self {
            http,
            base,
            agency,
            tokens,
        })
    }

    pub(crate) fn token(&self, who: As) -> Result<String, DemoError> {
        let caller = Caller {
            agency: self.agency.clone(),
            person: who.1,
            role: who.0,
        };
        self.tokens.issue(&caller).ok_or(DemoError::NotADemo)
    }

    /// Sends a command. Its key is fixed, so loading again repeats what is recorded and goes on.
    pub(crate) async fn command(
        &self,
        who: As,
        path: &str,
        key: &str,
        body: Option<Value>,
    ) -> Result<Value, DemoError> {
        for _ in 0..5 {
            let request = self
                .http
                .post(format!("{}{path}", self.base))
                .bearer_auth(self.token(who)?)
                .header("Idempotency-Key", key);
            let request = match &body {
                Some(body) => request.json(body),
                None => request,
            };
            let response = request.send().await?;
            let status = response.status();
            let answer: Value = response.json().await?;
            match status.as_u16() {
                200 | 201 => return Ok(answer),
                // Not known, or busy: the same again.
                202 | 503 => tokio::time::sleep(Duration::from_millis(200)).await,
                _ => {
                    let code = answer["code"].as_str().unwrap_or_default().to_owned();
                    return Err(DemoError::Answered {
                        path: path.to_owned(),
                        status: status.as_u16(),
                        code,
                    });
                }
            }
        }
        Err(DemoError::Answered {
            path: path.to_owned(),
            status: 503,
            code: "unavailable".to_owned(),
        })
    }

    /// Uploads a file. While somebody is at the same one it waits.
    pub(crate) async fn upload(
        &self,
        who: As,
        path: &str,
        bytes: &[u8],
    ) -> Result<Value, DemoError> {
        let mut last = (503, String::new());
        for _ in 0..UPLOADS {
            let request = self
                .http
                .post(format!("{}{path}", self.base))
                .timeout(Duration::from_mins(10))
                .bearer_auth(self.token(who)?)
                .header("Content-Type", "text/csv")
                .body(bytes.to_vec());
            let response = request.send().await?;
            let status = response.status().as_u16();
            let answer: Value = response.json().await?;
            if status == 200 {
                return Ok(answer);
            }
            last = (
                status,
                answer["code"].as_str().unwrap_or_default().to_owned(),
            );
            if status != 503 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        let (path, (status, code)) = (path.to_owned(), last);
        Err(DemoError::Answered { path, status, code })
    }

    /// Drops a preview.
    pub(crate) async fn discard(&self, who: As, path: &str) -> Result<(), DemoError> {
        let request = self.http.delete(format!("{}{path}", self.base));
        let response = request.bearer_auth(self.token(who)?).send().await?;
        match response.status().as_u16() {
            200 | 404 => Ok(()),
            status => Err(DemoError::Answered {
                path: path.to_owned(),
                status,
                code: String::new(),
            }),
        }
    }

    /// Reads. `None` while there is nothing there.
    pub(crate) async fn read(&self, who: As, path: &str) -> Result<Option<Value>, DemoError> {
        let mut last = 0;
        for _ in 0..5 {
            let url = format!("{}{path}", self.base);
            let response = self
                .http
                .get(url)
                .bearer_auth(self.token(who)?)
                .send()
                .await?;
            last = response.status().as_u16();
            match last {
                200 => return Ok(Some(response.json().await?)),
                404 => return Ok(None),
                // Not caught up yet.
                503 => tokio::time::sleep(Duration::from_millis(200)).await,
                _ => break,
            }
        }
        let (path, code) = (path.to_owned(), String::new());
        Err(DemoError::Answered {
            path,
            status: last,
            code,
        })
    }
}
