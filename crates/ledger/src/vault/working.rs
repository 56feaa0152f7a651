//! Working state that holds private values: sealed like those of a commit.

use domain::event::Stored;
use domain::ids::AgencyCode;
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::{Vault, VaultError};
use crate::seal::Place;

fn stored(data: serde_json::Value) -> [Stored; 1] {
    let kind = "working".to_owned();
    [Stored { kind, v: 1, data }]
}

fn place<'a>(agency: &'a AgencyCode, key: &'a str) -> Place<'a> {
    Place {
        agency,
        entity: key,
        commit: Uuid::nil(),
    }
}

impl Vault {
    /// The bytes of a value of working state, its private values sealed so that they open under this
    /// key of the bucket only.
    pub async fn seal_working<T: Serialize + Sync>(
        &self,
        agency: &AgencyCode,
        key: &str,
        value: &T,
    ) -> Result<Vec<u8>, VaultError> {
        let data = serde_json::to_value(value).map_err(|_| VaultError::Unreadable)?;
        let mut stored = stored(data);
        self.seal(agency, key, Uuid::nil(), &mut stored).await?;
        serde_json::to_vec(&stored[0].data).map_err(|_| VaultError::Unreadable)
    }

    /// The value that these bytes were sealed from. What was erased since stays sealed.
    pub async fn open_working<T: DeserializeOwned>(
        &self,
        agency: &AgencyCode,
        key: &str,
        bytes: &[u8],
    ) -> Result<T, VaultError> {
        let data = serde_json::from_slice(bytes).map_err(|_| VaultError::Unreadable)?;
        let mut stored = stored(data);
        self.open_at(&place(agency, key), &mut stored).await?;
        let [opened] = stored;
        serde_json::from_value(opened.data).map_err(|_| VaultError::Unreadable)
    }
}
