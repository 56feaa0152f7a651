//! Sealing and opening the private values of events, wherever they stand in them.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead, Generate as _, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use domain::KeyId;
use domain::event::Stored;
use domain::ids::AgencyCode;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::vault::VaultError;

/// Where a sealed value stands; all of it is associated data, so that no value can be moved.
pub(crate) struct Place<'a> {
    pub(crate) agency: &'a AgencyCode,
    pub(crate) entity: &'a str,
    pub(crate) commit: Uuid,
}

/// The keys named by values that are still in clear (`clear`) or sealed (`c`).
pub(crate) fn keys(events: &[Stored], member: &str) -> Vec<KeyId> {
    fn walk(value: &Value, member: &str, keys: &mut Vec<KeyId>) {
        match value {
            Value::Object(object) => match key_of(object, member) {
                Some(key) => keys.push(key),
                None => object.values().for_each(|value| walk(value, member, keys)),
            },
            Value::Array(values) => values.iter().for_each(|value| walk(value, member, keys)),
            _ => {}
        }
    }
    let mut keys = Vec::new();
    for event in events {
        walk(&event.data, member, &mut keys);
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

fn key_of(object: &Map<String, Value>, member: &str) -> Option<KeyId> {
    object.get(member)?;
    object.get("key")?.as_str()?.parse().ok()
}

/// Agency, entity, commit id, event index, JSON pointer and type, as written.
fn associated(place: &Place<'_>, index: usize, kind: &str, pointer: &str) -> Vec<u8> {
    format!(
        "{}\n{}\n{}\n{index}\n{pointer}\n{kind}",
        place.agency, place.entity, place.commit
    )
    .into_bytes()
}

fn each(
    value: &mut Value,
    member: &str,
    pointer: &str,
    act: &mut impl FnMut(&mut Map<String, Value>, KeyId, &str) -> Result<(), VaultError>,
) -> Result<(), VaultError> {
    match value {
        Value::Object(object) => {
            if let Some(key) = key_of(object, member) {
                return act(object, key, pointer);
            }
            for (name, value) in object {
                let name = name.replace('~', "~0").replace('/', "~1");
                each(value, member, &format!("{pointer}/{name}"), act)?;
            }
        }
        Value::Array(values) => {
            for (i, value) in values.iter_mut().enumerate() {
                each(value, member, &format!("{pointer}/{i}"), act)?;
            }
        }
        _ => {}
    }
    Ok(())
}

/// Seals every value in clear with the key that `key_for` gives.
pub(crate) fn seal(
    place: &Place<'_>,
    events: &mut [Stored],
    key_for: impl Fn(KeyId) -> Result<Key, VaultError>,
) -> Result<(), VaultError> {
    for (index, event) in events.iter_mut().enumerate() {
        let kind = event.kind.clone();
        each(&mut event.data, "clear", "", &mut |object, key, pointer| {
            let clear = serde_json::to_vec(&object["clear"]).map_err(|_| VaultError::Unreadable)?;
            let nonce = XNonce::try_generate().map_err(|_| VaultError::Randomness)?;
            let aad = associated(place, index, &kind, pointer);
            let sealed = XChaCha20Poly1305::new(&key_for(key)?)
                .encrypt(
                    &nonce,
                    Payload {
                        msg: &clear,
                        aad: &aad,
                    },
                )
                .map_err(|_| VaultError::Unreadable)?;
            let (n, c) = (
                URL_SAFE_NO_PAD.encode(nonce),
                URL_SAFE_NO_PAD.encode(sealed),
            );
            *object = as_object(json!({"key": key.to_string(), "n": n, "c": c}));
            Ok(())
        })?;
    }
    Ok(())
}

/// Opens every sealed value whose key `key_for` gives; the others stay sealed.
pub(crate) fn open(
    place: &Place<'_>,
    events: &mut [Stored],
    key_for: impl Fn(KeyId) -> Option<Key>,
) -> Result<(), VaultError> {
    for (index, event) in events.iter_mut().enumerate() {
        let kind = event.kind.clone();
        each(&mut event.data, "c", "", &mut |object, key, pointer| {
            let Some(secret) = key_for(key) else {
                return Ok(());
            };
            let part = |name: &str| {
                let text = object
                    .get(name)
                    .and_then(Value::as_str)
                    .ok_or(VaultError::Unreadable)?;
                URL_SAFE_NO_PAD
                    .decode(text)
                    .map_err(|_| VaultError::Unreadable)
            };
            let (nonce, sealed) = (part("n")?, part("c")?);
            let nonce = XNonce::try_from(nonce.as_slice()).map_err(|_| VaultError::Unreadable)?;
            let aad = associated(place, index, &kind, pointer);
            let clear = XChaCha20Poly1305::new(&secret)
                .decrypt(
                    &nonce,
                    Payload {
                        msg: &sealed,
                        aad: &aad,
                    },
                )
                .map_err(|_| VaultError::Tampered)?;
            let clear: Value =
                serde_json::from_slice(&clear).map_err(|_| VaultError::Unreadable)?;
            *object = as_object(json!({"key": key.to_string(), "clear": clear}));
            Ok(())
        })?;
    }
    Ok(())
}

fn as_object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(object) => object,
        _ => Map::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    /// Sealed by another program (`PyCryptodome`): the same algorithm, associated data and forms.
    #[test]
    fn a_golden_sealed_value_opens() {
        let golden: Value = serde_json::from_str(include_str!(
            "../../../schemas/ledger/vault.v1.example.json"
        ))
        .unwrap();
        let key: Vec<u8> = (32..64).collect();
        let place = &golden["place"];
        let agency = AgencyCode::new(place["agency"].as_str().unwrap()).unwrap();
        let place = Place {
            agency: &agency,
            entity: place["entity"].as_str().unwrap(),
            commit: place["commit"].as_str().unwrap().parse().unwrap(),
        };
        let stored = |name: &str| Stored {
            kind: "person.registered".to_owned(),
            v: 1,
            data: json!({name: golden["sealed"]}),
        };
        let open_in = |name: &str| {
            let mut events = [stored(name)];
            let opened = open(&place, &mut events, |_| Key::try_from(key.as_slice()).ok());
            opened.map(|()| events[0].data[name]["clear"].clone())
        };
        assert_eq!(open_in("name").unwrap(), golden["clear"]);
        assert!(
            matches!(open_in("nama"), Err(VaultError::Tampered)),
            "the pointer is bound"
        );
    }

    #[test]
    fn what_is_sealed_opens_and_nothing_stays_clear() {
        let agency = AgencyCode::new("9901").unwrap();
        let place = Place {
            agency: &agency,
            entity: "person.x",
            commit: Uuid::nil(),
        };
        let key = KeyId::erasable(Uuid::nil());
        let clear =
            json!({"a/b": [{"key": key.to_string(), "clear": "satu"}, 7], "c": {"d": null}});
        let event = Stored {
            kind: "person.corrected".to_owned(),
            v: 1,
            data: clear.clone(),
        };
        let mut events = [event.clone(), event];
        let secret = Key::from([9; 32]);
        seal(&place, &mut events, |_| Ok(secret)).unwrap();
        assert!(!serde_json::to_string(&events).unwrap().contains("satu"));
        assert_ne!(events[0].data["a/b"][0]["c"], events[1].data["a/b"][0]["c"]);
        open(&place, &mut events, |_| Some(secret)).unwrap();
        assert_eq!((&events[0].data, &events[1].data), (&clear, &clear));
    }
}
