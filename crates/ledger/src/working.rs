//! Working state: durable, but no fact. Cursors of reactors, sessions, drafts. Never used to
//! decide an award.

use async_nats::jetstream;
use async_nats::jetstream::kv::Store;

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
    store: Store,
}

impl Bucket {
    /// Opens a bucket that the provisioner made.
    pub async fn open(ledger: &Ledger, name: &str) -> Result<Self, WorkingError> {
        jetstream::new(ledger.client())
            .get_key_value(name)
            .await
            .map(|store| Self { store })
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
}
