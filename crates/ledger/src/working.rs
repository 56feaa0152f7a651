//! Working state: durable, but no fact. Cursors of reactors, sessions, drafts. Never used to
//! decide an award.

use async_nats::jetstream;
use async_nats::jetstream::kv::Store;
use futures_util::StreamExt as _;

use crate::connect::Ledger;

/// Working state could not be read or written.
#[derive(Debug, thiserror::Error)]
#[error("cannot {doing} working state {bucket}/{key}")]
pub struct WorkingError {
    doing: &'static str,
    bucket: String,
    key: String,
    #[source]
    source: Box<dyn std::error::Error + Send + Sync>,
}

/// A bucket of working state.
#[derive(Clone, Debug)]
pub struct Bucket {
    ledger: Ledger,
    store: Store,
}

/// A value of a bucket with its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Where it stands in the bucket: later values have higher numbers.
    pub revision: u64,
    /// The value.
    pub value: Vec<u8>,
}

impl Bucket {
    /// Opens a bucket that the provisioner made.
    pub async fn open(ledger: &Ledger, name: &str) -> Result<Self, WorkingError> {
        jetstream::new(ledger.client())
            .get_key_value(name)
            .await
            .map(|store| Self {
                ledger: ledger.clone(),
                store,
            })
            .map_err(|error| WorkingError {
                doing: "open",
                bucket: name.to_owned(),
                key: String::new(),
                source: Box::new(error),
            })
    }

    fn error(
        &self,
        doing: &'static str,
        key: &str,
        source: impl std::error::Error + Send + Sync + 'static,
    ) -> WorkingError {
        let (bucket, key) = (self.store.name.clone(), key.to_owned());
        WorkingError {
            doing,
            bucket,
            key,
            source: Box::new(source),
        }
    }

    /// The value under a key.
    pub async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, WorkingError> {
        let value = self
            .store
            .get(key)
            .await
            .map_err(|error| self.error("read", key, error))?;
        Ok(value.map(|bytes| bytes.to_vec()))
    }

    /// The keys that begin and end so.
    pub async fn keys(&self, begin: &str, end: &str) -> Result<Vec<String>, WorkingError> {
        let keys = self.store.keys().await;
        let mut keys = keys.map_err(|error| self.error("list", begin, error))?;
        let mut found = Vec::new();
        while let Some(key) = keys.next().await {
            let key = key.map_err(|error| self.error("list", begin, error))?;
            if key.starts_with(begin) && key.ends_with(end) {
                found.push(key);
            }
        }
        Ok(found)
    }

    /// Writes a value; it is on disk when this returns.
    pub async fn put(&self, key: &str, value: Vec<u8>) -> Result<(), WorkingError> {
        let written = self.store.put(key, value.into()).await;
        written
            .map(|_| ())
            .map_err(|error| self.error("write", key, error))
    }

    /// Deletes a value.
    pub async fn delete(&self, key: &str) -> Result<(), WorkingError> {
        self.store
            .delete(key)
            .await
            .map_err(|error| self.error("delete", key, error))
    }

    /// The values whose keys begin with these tokens, oldest first, from after a revision, `most` at most; and
    /// whether that is all. A replica answers, which may lag behind what was written just now.
    pub async fn entries(
        &self,
        prefix: &str,
        after: u64,
        most: usize,
    ) -> Result<(Vec<Entry>, bool), WorkingError> {
        let subject = format!("{}{prefix}.>", self.store.prefix);
        let (stream, bare) = (&self.store.stream_name, self.store.prefix.len());
        let mut entries: Vec<Entry> = Vec::new();
        let mut after = after;
        loop {
            let page = self.ledger.page(stream, &subject, after + 1, most).await;
            let (page, pending) = page.map_err(|error| self.error("list", prefix, error))?;
            let done = page.is_empty() || pending == 0;
            for message in page {
                after = message.sequence;
                // What is empty says that a value was deleted.
                if !message.payload.is_empty() {
                    let (key, revision) = (message.subject[bare..].to_owned(), message.sequence);
                    let value = message.payload.to_vec();
                    entries.push(Entry {
                        key,
                        revision,
                        value,
                    });
                    if entries.len() == most {
                        return Ok((entries, done));
                    }
                }
            }
            if done {
                return Ok((entries, true));
            }
        }
    }
}
