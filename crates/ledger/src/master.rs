//! The master key: it wraps data keys, and keys the digests.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead as _, Generate as _, KeyInit as _, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use domain::ids::AgencyCode;
use hmac::{Hmac, Mac as _};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::commit::{Digest, unhex};
use crate::vault::VaultError;

/// The key that wraps all others. Never printed.
#[derive(Clone)]
pub struct MasterKey([u8; 32]);

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[master key]")
    }
}

impl MasterKey {
    /// Reads 64 hexadecimal digits, as a key file holds them.
    pub fn parse(text: &str) -> Result<Self, VaultError> {
        unhex(text.trim()).map(Self).ok_or(VaultError::MasterKey)
    }

    /// A new key, as the text for a key file.
    pub fn generate() -> Result<String, VaultError> {
        let key = Key::try_generate().map_err(|_| VaultError::Randomness)?;
        Ok(Digest(key.into()).to_string())
    }

    pub(crate) fn wrap(&self, subject: &str, key: &Key) -> Result<Vec<u8>, VaultError> {
        let nonce = XNonce::try_generate().map_err(|_| VaultError::Randomness)?;
        let wrapped = XChaCha20Poly1305::new(&Key::from(self.0))
            .encrypt(
                &nonce,
                Payload {
                    msg: key,
                    aad: subject.as_bytes(),
                },
            )
            .map_err(|_| VaultError::Unwrap)?;
        let (n, c) = (
            URL_SAFE_NO_PAD.encode(nonce),
            URL_SAFE_NO_PAD.encode(wrapped),
        );
        Ok(Entry::Key { n, c }.encode())
    }

    pub(crate) fn unwrap(&self, subject: &str, entry: &[u8]) -> Result<Option<Key>, VaultError> {
        let entry: Entry = serde_json::from_slice(entry).map_err(|_| VaultError::Unreadable)?;
        let Entry::Key { n, c } = entry else {
            return Ok(None);
        };
        let bytes = |text: &str| {
            URL_SAFE_NO_PAD
                .decode(text)
                .map_err(|_| VaultError::Unreadable)
        };
        let nonce = XNonce::try_from(bytes(&n)?.as_slice()).map_err(|_| VaultError::Unreadable)?;
        let key = XChaCha20Poly1305::new(&Key::from(self.0))
            .decrypt(
                &nonce,
                Payload {
                    msg: &bytes(&c)?,
                    aad: subject.as_bytes(),
                },
            )
            .map_err(|_| VaultError::Unwrap)?;
        Key::try_from(key.as_slice())
            .map(Some)
            .map_err(|_| VaultError::Unreadable)
    }

    pub(crate) fn mac(&self, purpose: &str, agency: &AgencyCode, data: &[u8]) -> Digest {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("any length is a key");
        for part in [purpose.as_bytes(), agency.as_str().as_bytes(), data] {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        Digest(mac.finalize().into_bytes().into())
    }
}

/// What is stored for a key: the wrapped key, or that it was destroyed.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum Entry {
    Key { n: String, c: String },
    Destroyed,
}

impl Entry {
    pub(crate) fn encode(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("an entry has string keys")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::subject;

    /// Made by another program: the wrapping, the NIP index and the digest keep their forms.
    #[test]
    fn golden_entries_open_under_the_master_key() {
        let golden: serde_json::Value = serde_json::from_str(include_str!(
            "../../../schemas/ledger/vault.v1.example.json"
        ))
        .unwrap();
        let master = MasterKey::parse(golden["master_key"].as_str().unwrap()).unwrap();
        let agency = AgencyCode::new("9901").unwrap();
        let subject = golden["subject"].as_str().unwrap();
        let entry = serde_json::to_vec(&golden["entry"]).unwrap();
        let key = master.unwrap(subject, &entry).unwrap().unwrap();
        assert_eq!(key.as_slice(), (32..64).collect::<Vec<u8>>());
        let moved = master.unwrap("vault.9901.key.other.erasable", &entry);
        assert!(matches!(moved, Err(VaultError::Unwrap)));
        let digits = golden["nip"]["digits"].as_str().unwrap();
        let nip = master.mac("nip", &agency, digits.as_bytes());
        assert_eq!(
            subject::nip(&agency, nip),
            golden["nip"]["subject"].as_str().unwrap()
        );
        let command = golden["digest"]["command"].as_str().unwrap();
        let digest = master.mac("command", &agency, command.as_bytes());
        assert_eq!(
            digest.to_string(),
            golden["digest"]["value"].as_str().unwrap()
        );
    }

    #[test]
    fn a_master_key_is_64_digits_and_never_printed() {
        assert!(matches!(
            MasterKey::parse("abc"),
            Err(VaultError::MasterKey)
        ));
        let key = MasterKey::parse(&"07".repeat(32)).unwrap();
        assert_eq!(format!("{key:?}"), "[master key]");
    }
}
