//! Names on the wire: each subject and stream is named in exactly one function.

use domain::ids::AgencyCode;
use uuid::Uuid;

/// The generation that is written. Positions carry it, so that a later one can follow.
pub(crate) const GENERATION: u32 = 1;

/// The stream of an agency's ledger.
pub(crate) fn stream(agency: &AgencyCode) -> String {
    if *agency == AgencyCode::registry() {
        "LEDGER_0".to_owned()
    } else {
        format!("LEDGER_{agency}_{GENERATION}")
    }
}

/// The subject of an entity.
pub(crate) fn entity(agency: &AgencyCode, kind: &str, id: Uuid) -> String {
    format!("asn.{agency}.{kind}.{id}")
}

/// All subjects of an agency's ledger.
pub(crate) fn agency(agency: &AgencyCode) -> String {
    format!("asn.{agency}.>")
}

/// All subjects of one kind of entity.
pub(crate) fn kind(agency: &AgencyCode, kind: &str) -> String {
    format!("asn.{agency}.{kind}.*")
}

/// Kind and id of the entity that a subject names.
pub(crate) fn parse(subject: &str) -> Option<(&str, Uuid)> {
    let mut tokens = subject.split('.');
    match (
        tokens.next(),
        tokens.next(),
        tokens.next(),
        tokens.next(),
        tokens.next(),
    ) {
        (Some("asn"), Some(_), Some(kind), Some(id), None) => Some((kind, id.parse().ok()?)),
        _ => None,
    }
}

/// The stream of an agency's keys.
pub(crate) fn key_stream(agency: &AgencyCode) -> String {
    format!("KEYS_{agency}")
}

/// All subjects of an agency's keys.
pub(crate) fn keys(agency: &AgencyCode) -> String {
    format!("vault.{agency}.>")
}

/// The subject of a data key.
pub(crate) fn key(agency: &AgencyCode, key: domain::KeyId) -> String {
    format!("vault.{agency}.key.{}.{}", key.owner, key.class.as_str())
}

/// The subject of an entry of the NIP index; the digest is keyed.
pub(crate) fn nip(agency: &AgencyCode, digest: crate::Digest) -> String {
    format!("vault.{agency}.nip.{digest}")
}
