//! Development tokens: `demo.<agency>.<person>.<role>.<mac>`, for demonstrations and tests.
//!
//! The mac is HMAC-SHA256 under the demo key over everything before it. Without a demo key no
//! token is accepted at all.

use std::fmt;
use std::path::{Path, PathBuf};

use domain::Role;
use domain::ids::AgencyCode;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use uuid::Uuid;

use crate::{Caller, hex};

/// Whom to believe.
#[derive(Clone, Copy, Default)]
pub struct Tokens {
    key: Option<[u8; 32]>,
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[tokens]")
    }
}

/// Why the demo key was not taken.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// The file cannot be read.
    #[error("cannot read the demo key {}; remove demo-key-file to run without", file.display())]
    Read {
        /// Which file.
        file: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// It holds something else.
    #[error("the demo key {} must be 64 hexadecimal digits", file.display())]
    Content {
        /// Which file.
        file: PathBuf,
    },
}

impl Tokens {
    /// Believes tokens under this key; none at all without one.
    #[must_use]
    pub const fn new(key: Option<[u8; 32]>) -> Self {
        Self { key }
    }

    /// Believes tokens under the key in this file; none at all without a file.
    pub fn load(file: Option<&Path>) -> Result<Self, KeyFileError> {
        let Some(file) = file else {
            return Ok(Self::new(None));
        };
        let text = std::fs::read_to_string(file).map_err(|source| KeyFileError::Read {
            file: file.to_owned(),
            source,
        })?;
        match hex::decode(text.trim()) {
            Some(key) => Ok(Self::new(Some(key))),
            None => Err(KeyFileError::Content {
                file: file.to_owned(),
            }),
        }
    }

    /// A token for a caller; `None` without a demo key.
    #[must_use]
    pub fn issue(&self, caller: &Caller) -> Option<String> {
        let said = format!(
            "demo.{}.{}.{}",
            caller.agency,
            caller.person,
            role_name(caller.role)
        );
        let mac = self.mac(&said)?.finalize().into_bytes();
        Some(format!("{said}.{}", hex::encode(&mac)))
    }

    /// The caller that a token speaks for, if it is to be believed.
    #[must_use]
    pub fn verify(&self, token: &str) -> Option<Caller> {
        let (said, mac) = token.rsplit_once('.')?;
        self.mac(said)?.verify_slice(&hex::decode(mac)?).ok()?;
        let mut parts = said.split('.');
        if parts.next() != Some("demo") {
            return None;
        }
        let caller = Caller {
            agency: AgencyCode::new(parts.next()?).ok()?,
            person: parts.next()?.parse::<Uuid>().ok()?,
            role: role_named(parts.next()?)?,
        };
        parts.next().is_none().then_some(caller)
    }

    fn mac(&self, said: &str) -> Option<Hmac<Sha256>> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.key?).expect("any length is a key");
        mac.update(said.as_bytes());
        Some(mac)
    }
}

/// The name of a caller's role, as in JSON.
pub(crate) const fn role_name(role: Role) -> &'static str {
    match role {
        Role::Employee => "employee",
        Role::UnitHead => "unit-head",
        Role::Administrator => "administrator",
        Role::Juror => "juror",
        Role::Ratifier => "ratifier",
        Role::Citizen => "citizen",
        Role::Auditor => "auditor",
        Role::System => "system",
    }
}

fn role_named(name: &str) -> Option<Role> {
    Role::ALL.into_iter().find(|role| role_name(*role) == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caller(role: Role) -> Caller {
        Caller {
            agency: AgencyCode::new("kota-contoh").unwrap(),
            person: Uuid::from_u128(7),
            role,
        }
    }

    #[test]
    fn an_issued_token_is_believed_in_every_role() {
        let tokens = Tokens::new(Some([7; 32]));
        for role in Role::ALL {
            let token = tokens.issue(&caller(role)).unwrap();
            assert_eq!(tokens.verify(&token), Some(caller(role)));
            assert_eq!(serde_json::to_value(role).unwrap(), role_name(role));
        }
    }

    #[test]
    fn without_a_demo_key_nothing_is_issued_or_believed() {
        let token = Tokens::new(Some([0; 32])).issue(&caller(Role::Employee));
        let none = Tokens::new(None);
        assert_eq!(none.verify(&token.unwrap()), None);
        assert_eq!(none.issue(&caller(Role::Employee)), None);
    }

    #[test]
    fn a_forged_token_is_not_believed() {
        let tokens = Tokens::new(Some([7; 32]));
        let token = tokens.issue(&caller(Role::Employee)).unwrap();
        let (said, mac) = token.rsplit_once('.').unwrap();
        let forged = [
            token.replace("employee", "administrator"),
            token.replace("kota-contoh", "kota-lain"),
            token.replace("-000000000007.", "-000000000008."),
            said.to_owned(),
            format!("{said}."),
            format!("{said}.{}", "0".repeat(64)),
            format!("{said}.{}", &mac[..62]),
            format!("{said}.{mac}00"),
            format!("{said}.x.{mac}"),
            Tokens::new(Some([8; 32]))
                .issue(&caller(Role::Employee))
                .unwrap(),
            String::new(),
            "demo....".to_owned(),
        ];
        for token in forged {
            assert_eq!(tokens.verify(&token), None, "{token}");
        }
    }

    #[test]
    fn the_key_file_holds_64_digits() {
        let file = tempfile::NamedTempFile::new().unwrap();
        assert!(Tokens::load(Some(file.path())).is_err());
        std::fs::write(file.path(), format!("{}\n", "07".repeat(32))).unwrap();
        let loaded = Tokens::load(Some(file.path())).unwrap();
        assert_eq!(loaded.key, Some([7; 32]));
        assert_eq!(Tokens::load(None).unwrap().key, None);
    }
}
