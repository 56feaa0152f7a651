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

/// The agency whose ledger a stream is; none of the registry and of other streams.
pub(crate) fn agency_of(stream: &str) -> Option<AgencyCode> {
    let (code, _) = stream.strip_prefix("LEDGER_")?.rsplit_once('_')?;
    AgencyCode::new(code).ok()
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

/// The stream in which an agency's messages from outside wait. One per agency: message ids and limits of one
/// agency's systems are no other's.
pub(crate) fn ingest_stream(agency: &AgencyCode) -> String {
    format!("INGEST_{agency}")
}

/// Where systems outside publish performance events of an agency.
pub(crate) fn ingest(agency: &AgencyCode) -> String {
    format!("ingest.{agency}.performance")
}

/// The consumer that takes what waits there.
pub(crate) const INGEST_CONSUMER: &str = "performance";
