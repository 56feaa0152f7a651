//! What is kept of an import that waits: in working state, sealed under a key of its own.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::ids::{AgencyCode, ImportId};
use domain::{KeyId, Private, Refusal};
use imports::{Kind, Mapping, Report, Row};
use jiff::SignedDuration;
use runtime::Problem;
use runtime::problem::kind;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::Meta;
use crate::handle::Performance;

/// How many rows a chunk holds: a few hundred kilobytes, sealed.
pub(super) const ROWS: usize = 500;
/// How many bytes of a workbook a chunk holds.
const BYTES: usize = 256 * 1024;
/// How long what nobody confirms is kept.
const WEEK: SignedDuration = SignedDuration::from_hours(7 * 24);

#[derive(Serialize, Deserialize)]
#[serde(bound(deserialize = "T: DeserializeOwned"))]
struct Sealed<T> {
    part: Private<T>,
}

fn key(agency: &AgencyCode, id: ImportId, part: &str) -> String {
    format!("import.{agency}.{id}.{part}")
}

fn mapping_key(agency: &AgencyCode, what: Kind) -> String {
    format!("import-mapping.{agency}.{}", what.as_str())
}

impl Performance {
    pub(super) async fn keep_meta(
        &self,
        agency: &AgencyCode,
        id: ImportId,
        meta: &Meta,
    ) -> Result<(), Problem> {
        let bytes = serde_json::to_vec(meta).map_err(|_| Problem::from(kind::INTERNAL))?;
        Ok(self.working.put(&key(agency, id, "meta"), bytes).await?)
    }

    pub(super) async fn meta(
        &self,
        agency: &AgencyCode,
        id: ImportId,
    ) -> Result<Option<Meta>, Problem> {
        let found = self.working.get(&key(agency, id, "meta")).await?;
        Ok(found.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
    }

    async fn seal_part<T: Serialize + Send + Sync>(
        &self,
        (agency, id): (&AgencyCode, ImportId),
        part: &str,
        value: T,
    ) -> Result<(), Problem> {
        let key = key(agency, id, part);
        let part = Private::new(KeyId::erasable(id), value);
        let vault = &self.desk.vault;
        let sealed = vault.seal_working(agency, &key, &Sealed { part }).await?;
        Ok(self.working.put(&key, sealed).await?)
    }

    async fn open_part<T: DeserializeOwned>(
        &self,
        (agency, id): (&AgencyCode, ImportId),
        part: &str,
    ) -> Result<T, Problem> {
        let key = key(agency, id, part);
        let sealed = self.working.get(&key).await?;
        let sealed = sealed.ok_or(Refusal::ImportUnknown)?;
        let vault = &self.desk.vault;
        let opened: Sealed<T> = vault.open_working(agency, &key, &sealed).await?;
        match opened.part {
            Private::Clear { value, .. } => Ok(value),
            Private::Sealed { .. } => Err(Refusal::ImportUnknown.into()),
        }
    }

    pub(super) async fn keep_rows(
        &self,
        of: (&AgencyCode, ImportId),
        chunk: u32,
        rows: &[Row],
    ) -> Result<(), Problem> {
        self.seal_part(of, &format!("rows.{chunk}"), rows.to_vec())
            .await
    }

    pub(super) async fn kept_rows(
        &self,
        of: (&AgencyCode, ImportId),
        chunk: u32,
    ) -> Result<Vec<Row>, Problem> {
        self.open_part(of, &format!("rows.{chunk}")).await
    }

    /// Keeps the workbook of a report, which holds the rows that were held back; returns its parts.
    pub(super) async fn keep_book(
        &self,
        of: (&AgencyCode, ImportId),
        report: &Report,
    ) -> Result<u32, Problem> {
        let book = report.xlsx().map_err(|_| Problem::from(kind::INTERNAL))?;
        let mut parts = 0;
        for part in book.chunks(BYTES) {
            let text = STANDARD.encode(part);
            self.seal_part(of, &format!("book.{parts}"), text).await?;
            parts += 1;
        }
        Ok(parts)
    }

    /// The workbook of a report.
    pub(crate) async fn book(&self, agency: &AgencyCode, id: ImportId) -> Result<Vec<u8>, Problem> {
        let meta = self.meta(agency, id).await?;
        let meta = meta.ok_or(Refusal::ImportUnknown)?;
        let mut book = Vec::new();
        for part in 0..meta.book {
            let text: String = self
                .open_part((agency, id), &format!("book.{part}"))
                .await?;
            let bytes = STANDARD.decode(text);
            book.extend(bytes.map_err(|_| Problem::from(kind::INTERNAL))?);
        }
        Ok(book)
    }

    /// Drops the rows of an import that is done; its report stays for a week.
    pub(super) async fn drop_rows(
        &self,
        agency: &AgencyCode,
        id: ImportId,
        meta: &Meta,
    ) -> Result<(), Problem> {
        for chunk in 0..meta.chunks {
            let key = key(agency, id, &format!("rows.{chunk}"));
            self.working.delete(&key).await?;
        }
        let (chunks, confirmed) = (0, None);
        let rest = Meta {
            chunks,
            confirmed,
            ..meta.clone()
        };
        self.keep_meta(agency, id, &rest).await
    }

    /// Drops everything that is kept of an import.
    pub(crate) async fn discard(&self, agency: &AgencyCode, id: ImportId) -> Result<(), Problem> {
        // By name, not by what is written down: an upload may have been cut off.
        let begin = format!("import.{agency}.{id}.");
        for key in self.working.keys(&begin, "").await? {
            self.working.delete(&key).await?;
        }
        Ok(())
    }

    /// Every import of an agency of which something is kept.
    pub(super) async fn kept_imports(
        &self,
        agency: &AgencyCode,
    ) -> Result<Vec<(ImportId, Meta)>, Problem> {
        let mut kept = Vec::new();
        let begin = format!("import.{agency}.");
        for key in self.working.keys(&begin, ".meta").await? {
            let id = key.split('.').nth(2).and_then(|id| id.parse().ok());
            let Some(id) = id.map(ImportId) else { continue };
            if let Some(meta) = self.meta(agency, id).await? {
                kept.push((id, meta));
            }
        }
        Ok(kept)
    }

    /// Drops what nobody confirmed for a week.
    pub(super) async fn sweep(&self, agency: &AgencyCode) -> Result<(), Problem> {
        let now = self.desk.clock.now();
        for (id, meta) in self.kept_imports(agency).await? {
            if now.duration_since(meta.staged_at) > WEEK {
                self.discard(agency, id).await?;
            }
        }
        Ok(())
    }

    /// The saved mapping of a kind of file; the default without one.
    pub async fn mapping(&self, agency: &AgencyCode, what: Kind) -> Result<Mapping, Problem> {
        let found = self.working.get(&mapping_key(agency, what)).await?;
        let mapping = found.and_then(|bytes| String::from_utf8(bytes).ok());
        let mapping = mapping.and_then(|text| Mapping::read(&text).ok());
        Ok(mapping.unwrap_or_default())
    }

    /// Saves the mapping of a kind of file.
    pub(crate) async fn save_mapping(
        &self,
        agency: &AgencyCode,
        what: Kind,
        mapping: &serde_json::Value,
    ) -> Result<Mapping, Problem> {
        let text = mapping.to_string();
        let read = Mapping::read(&text)
            .map_err(|fault| Problem::from(kind::INVALID_FIELD).with_detail(fault.to_string()))?;
        let key = mapping_key(agency, what);
        self.working.put(&key, text.into_bytes()).await?;
        Ok(read)
    }
}
