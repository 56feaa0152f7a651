//! The lot: an order nobody could choose, that everybody can compute again.
//!
//! Who holds a secret commits to it before the count and opens it after. One honest holder is
//! enough for a lot that nobody foresaw.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

/// What the bytes are for, and in which form.
const DOMAIN: &[u8] = b"berprestasi/lot/1";

/// The seed of a lot: SHA-256 over, in this order, the text `berprestasi/lot/1`, the edition, the
/// number of tied ids, these in byte order, the number of secrets, and these in the order of their
/// holders. A text or secret is its length and its bytes; a number or length is 8 bytes, the most
/// significant first. So no two inputs have the same bytes.
#[must_use]
pub fn lot_seed(edition: &str, tied_ids: &[String], secrets: &[[u8; 32]]) -> [u8; 32] {
    let mut ids: Vec<&String> = tied_ids.iter().collect();
    ids.sort_unstable();
    let mut hash = Sha256::new();
    let number = |hash: &mut Sha256, number: usize| hash.update((number as u64).to_be_bytes());
    let bytes = |hash: &mut Sha256, bytes: &[u8]| {
        number(hash, bytes.len());
        hash.update(bytes);
    };
    bytes(&mut hash, DOMAIN);
    bytes(&mut hash, edition.as_bytes());
    number(&mut hash, ids.len());
    for id in ids {
        bytes(&mut hash, id.as_bytes());
    }
    number(&mut hash, secrets.len());
    for secret in secrets {
        bytes(&mut hash, secret);
    }
    hash.finalize().into()
}

/// The order by lot, best first, as indices into `ids`: by rising HMAC-SHA-256 of the id's bytes
/// under the seed.
#[must_use]
pub fn lot_order(seed: &[u8; 32], ids: &[String]) -> Vec<usize> {
    let mut order: Vec<([u8; 32], usize)> = ids
        .iter()
        .enumerate()
        .map(|(index, id)| {
            let mut mac = Hmac::<Sha256>::new_from_slice(seed).expect("any length is a key");
            mac.update(id.as_bytes());
            (mac.finalize().into_bytes().into(), index)
        })
        .collect();
    order.sort_unstable();
    order.into_iter().map(|(_, index)| index).collect()
}
