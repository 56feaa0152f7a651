//! The vault: data keys per person and class, and the index from NIP to person.
//!
//! Keys are wrapped by the installation's master key and stored in a stream of their own,
//! `KEYS_<agency>`, where they can really be deleted; the ledger can not.

mod working;

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_nats::HeaderMap;
use chacha20poly1305::Key;
use chacha20poly1305::aead::Generate as _;
use domain::KeyId;
use domain::event::Stored;
use domain::ids::{AgencyCode, PersonId};
use domain::private::KeyClass;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use moka::sync::Cache;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::commit::{Commit, Digest};
use crate::connect::Ledger;
use crate::error::LedgerError;
use crate::master::{Entry, MasterKey};
use crate::reply::Reply;
use crate::seal::{self, Place};
use crate::subject;

/// How long an opened key is kept in memory: the longest an erasure can take to reach a process.
const KEPT: Duration = Duration::from_secs(30);
/// How many keys are asked for at once.
const AT_ONCE: usize = 64;

/// Why the vault could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The master key is not 64 hexadecimal digits.
    #[error("the master key must be 64 hexadecimal digits")]
    MasterKey,
    /// A wrapped key does not open with this master key.
    #[error("a key does not open with this master key; is it the installation's own?")]
    Unwrap,
    /// The key was destroyed: the person was erased.
    #[error("the key was destroyed by an erasure")]
    Erased,
    /// This process may not hold keys of the class.
    #[error("keys of class {0} are not for this role")]
    Class(&'static str),
    /// A sealed value does not belong where it stands.
    #[error("a sealed value was altered or moved")]
    Tampered,
    /// A sealed value or key entry is not in its form.
    #[error("a sealed value is not in its form")]
    Unreadable,
    /// The system gave no randomness.
    #[error("the system gave no randomness")]
    Randomness,
    /// The vault could not be reached.
    #[error("cannot reach the vault")]
    Ledger(#[from] LedgerError),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct NipEntry {
    person: PersonId,
}

impl NipEntry {
    fn encode(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("an entry has string keys")
    }
}

/// A key, or `None` where one was destroyed.
type Held = Option<Key>;

/// The vault as one process may use it.
#[derive(Clone)]
pub struct Vault {
    ledger: Ledger,
    master: MasterKey,
    classes: Arc<[KeyClass]>,
    opened: Cache<(AgencyCode, KeyId), Held>,
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Vault")
    }
}

impl Vault {
    /// The vault through its own connection, for the classes this process may hold.
    #[must_use]
    pub fn new(ledger: Ledger, master: MasterKey, classes: &[KeyClass]) -> Self {
        let opened = Cache::builder()
            .max_capacity(200_000)
            .time_to_live(KEPT)
            .build();
        Self {
            ledger,
            master,
            classes: classes.into(),
            opened,
        }
    }

    /// The digest of a command as it was received.
    #[must_use]
    pub fn digest(&self, agency: &AgencyCode, command: &[u8]) -> Digest {
        self.master.mac("command", agency, command)
    }

    /// What is stored for a key: nothing, that it was destroyed, or the key.
    async fn find(&self, agency: &AgencyCode, id: KeyId) -> Result<Option<Held>, VaultError> {
        if let Some(known) = self.opened.get(&(agency.clone(), id)) {
            return Ok(Some(known));
        }
        let subject = subject::key(agency, id);
        let found = self
            .ledger
            .leader_last(&subject::key_stream(agency), &subject)
            .await?;
        let Some(message) = found else {
            return Ok(None);
        };
        let stored = self.master.unwrap(&subject, &message.payload)?;
        self.opened.insert((agency.clone(), id), stored);
        Ok(Some(stored))
    }

    /// The key, made if there is none yet.
    async fn ensure(&self, agency: &AgencyCode, id: KeyId) -> Result<Key, VaultError> {
        self.may_hold(id)?;
        if let Some(held) = self.find(agency, id).await? {
            return held.ok_or(VaultError::Erased);
        }
        self.make(agency, id).await?;
        self.find(agency, id)
            .await?
            .flatten()
            .ok_or(VaultError::Erased)
    }

    fn may_hold(&self, id: KeyId) -> Result<(), VaultError> {
        if self.classes.contains(&id.class) {
            Ok(())
        } else {
            Err(VaultError::Class(id.class.as_str()))
        }
    }

    /// Makes keys for these owners, many at a time; those that exist stay as they are.
    pub async fn make_keys(&self, agency: &AgencyCode, ids: &[KeyId]) -> Result<(), VaultError> {
        let making: Vec<_> = ids.iter().map(|id| self.make(agency, *id)).collect();
        stream::iter(making)
            .buffer_unordered(AT_ONCE)
            .try_collect()
            .await
    }

    async fn make(&self, agency: &AgencyCode, id: KeyId) -> Result<(), VaultError> {
        self.may_hold(id)?;
        if self.opened.contains_key(&(agency.clone(), id)) {
            return Ok(());
        }
        let key = Key::try_generate().map_err(|_| VaultError::Randomness)?;
        let subject = subject::key(agency, id);
        if self
            .create(agency, &subject, &self.master.wrap(&subject, &key)?)
            .await?
        {
            self.opened.insert((agency.clone(), id), Some(key));
        }
        Ok(())
    }

    /// Creates an entry from nothing; false if there is one.
    async fn create(
        &self,
        agency: &AgencyCode,
        subject: &str,
        entry: &[u8],
    ) -> Result<bool, VaultError> {
        self.store(agency, subject, 0, entry).await
    }

    async fn store(
        &self,
        agency: &AgencyCode,
        subject: &str,
        expected: u64,
        entry: &[u8],
    ) -> Result<bool, VaultError> {
        const DOING: &str = "writing to the vault";
        for _ in 0..100 {
            let mut headers = HeaderMap::new();
            headers.insert("Nats-Expected-Last-Subject-Sequence", expected.to_string());
            match self
                .ledger
                .publish(subject, headers, entry.to_vec().into())
                .await?
            {
                Reply::Stored { .. } => return Ok(true),
                Reply::Moved => {
                    // One's own entry whose acknowledgement was lost counts as created.
                    let stream = subject::key_stream(agency);
                    let last = self.ledger.leader_last(&stream, subject).await?;
                    return Ok(last.is_some_and(|message| message.payload == entry));
                }
                Reply::InFlight | Reply::Unknown | Reply::NoResponders => {
                    crate::append::pause().await;
                }
                Reply::Full => {
                    let description = "the vault is full".to_owned();
                    return Err(LedgerError::Answer {
                        doing: DOING,
                        code: 10077,
                        description,
                    }
                    .into());
                }
                Reply::Refused { code, description } => {
                    return Err(LedgerError::Answer {
                        doing: DOING,
                        code,
                        description,
                    }
                    .into());
                }
            }
        }
        let late = std::io::Error::from(std::io::ErrorKind::TimedOut);
        Err(crate::connect::unavailable(DOING, late).into())
    }

    /// Seals the private values of a commit's events, making keys where there are none.
    pub(crate) async fn seal(
        &self,
        agency: &AgencyCode,
        entity: &str,
        commit: Uuid,
        events: &mut [Stored],
    ) -> Result<(), VaultError> {
        let ids = seal::keys(events, "clear");
        if ids.is_empty() {
            return Ok(());
        }
        let mut keys = HashMap::with_capacity(ids.len());
        for id in ids {
            keys.insert(id, self.ensure(agency, id).await?);
        }
        let place = Place {
            agency,
            entity,
            commit,
        };
        seal::seal(&place, events, |id| {
            keys.get(&id).copied().ok_or(VaultError::Unreadable)
        })
    }

    /// The events of a commit with every private value opened whose key this process may hold.
    /// Erased values stay sealed.
    pub async fn open(&self, commit: &Commit) -> Result<Vec<Stored>, VaultError> {
        let mut events = commit.events.clone();
        let place = Place {
            agency: &commit.agency,
            entity: &commit.entity,
            commit: commit.id,
        };
        self.open_at(&place, &mut events).await?;
        Ok(events)
    }

    async fn open_at(&self, place: &Place<'_>, events: &mut [Stored]) -> Result<(), VaultError> {
        let ids = seal::keys(events, "c");
        let held = ids
            .into_iter()
            .filter(|id| self.classes.contains(&id.class));
        let keys: HashMap<KeyId, Option<Held>> = stream::iter(held)
            .map(|id| async move { self.find(place.agency, id).await.map(|key| (id, key)) })
            .buffer_unordered(AT_ONCE)
            .try_collect()
            .await?;
        seal::open(place, events, |id| {
            keys.get(&id).copied().flatten().flatten()
        })
    }

    /// The person with this NIP: known, or newly made. One person per NIP whatever races, because
    /// the entry is created from nothing.
    pub async fn person_of(
        &self,
        agency: &AgencyCode,
        nip: &str,
    ) -> Result<(PersonId, bool), VaultError> {
        let subject = subject::nip(agency, self.master.mac("nip", agency, nip.as_bytes()));
        let person = PersonId(Uuid::new_v4());
        let entry = NipEntry { person }.encode();
        if self.create(agency, &subject, &entry).await? {
            return Ok((person, true));
        }
        let stream = subject::key_stream(agency);
        let found = self
            .ledger
            .leader_last(&stream, &subject)
            .await?
            .ok_or(VaultError::Unreadable)?;
        let entry: NipEntry =
            serde_json::from_slice(&found.payload).map_err(|_| VaultError::Unreadable)?;
        Ok((entry.person, false))
    }

    /// Lets a further NIP find a person; returns whom it finds, who is another one if it was given
    /// before.
    pub async fn link_number(
        &self,
        agency: &AgencyCode,
        nip: &str,
        person: PersonId,
    ) -> Result<PersonId, VaultError> {
        let subject = subject::nip(agency, self.master.mac("nip", agency, nip.as_bytes()));
        if self
            .create(agency, &subject, &NipEntry { person }.encode())
            .await?
        {
            return Ok(person);
        }
        Ok(self.person_of(agency, nip).await?.0)
    }

    /// The people with these NIPs, in the order given; none where nobody is known by one.
    pub async fn people_of(
        &self,
        agency: &AgencyCode,
        nips: &[String],
    ) -> Result<Vec<Option<PersonId>>, VaultError> {
        let subjects: Vec<String> = nips
            .iter()
            .map(|nip| subject::nip(agency, self.master.mac("nip", agency, nip.as_bytes())))
            .collect();
        let stream = subject::key_stream(agency);
        let mut found = HashMap::with_capacity(nips.len());
        for message in self.ledger.last_of(&stream, &subjects).await? {
            let entry: NipEntry =
                serde_json::from_slice(&message.payload).map_err(|_| VaultError::Unreadable)?;
            found.insert(message.subject, entry.person);
        }
        let found = subjects.iter().map(|subject| found.get(subject).copied());
        Ok(found.collect())
    }

    /// Forgets a NIP. The entry is overwritten, then gone.
    pub async fn forget_nip(&self, agency: &AgencyCode, nip: &str) -> Result<(), VaultError> {
        let subject = subject::nip(agency, self.master.mac("nip", agency, nip.as_bytes()));
        self.delete_before(agency, &subject, u64::MAX).await
    }

    /// Destroys a key: first a mark that it is destroyed, so that no other is made in its place,
    /// then the key itself is overwritten and deleted. Doing it again finishes what a crash left.
    pub async fn destroy(&self, agency: &AgencyCode, id: KeyId) -> Result<(), VaultError> {
        let stream = subject::key_stream(agency);
        let subject = subject::key(agency, id);
        let mark = Entry::Destroyed.encode();
        let marked = loop {
            let last = self.ledger.leader_last(&stream, &subject).await?;
            match last {
                Some(message) if message.payload == mark => break message.sequence,
                last => {
                    let expected = last.map_or(0, |message| message.sequence);
                    self.store(agency, &subject, expected, &mark).await?;
                }
            }
        };
        self.opened.insert((agency.clone(), id), None);
        self.delete_before(agency, &subject, marked).await
    }

    /// Overwrites and deletes the messages of a subject before a sequence.
    async fn delete_before(
        &self,
        agency: &AgencyCode,
        subject: &str,
        before: u64,
    ) -> Result<(), VaultError> {
        const DOING: &str = "deleting from the vault";
        let stream = subject::key_stream(agency);
        for message in self.ledger.history(&stream, subject, 1).await? {
            if message.sequence < before {
                // Without `no_erase` the server overwrites the bytes before it deletes them.
                let body = serde_json::json!({"seq": message.sequence})
                    .to_string()
                    .into_bytes();
                let api = format!("$JS.API.STREAM.MSG.DELETE.{stream}");
                self.ledger.api(api, body, DOING).await?;
            }
        }
        Ok(())
    }
}
