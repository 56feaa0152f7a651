//! The lot.

use domain::counting::lot::{lot_order, lot_seed};

/// Computed once with Python's hashlib and hmac, from the words of `lot_seed`.
#[test]
fn the_lot_by_python() {
    let ids = ["nom-2", "nom-10", "nom-1"].map(str::to_owned);
    let secrets = [[1; 32], [0xff; 32]];
    let seed = lot_seed("edisi-2026", &ids, &secrets);
    assert_eq!(
        hex(&seed),
        "48c1195b0110bb276e35fb0b3008f6dc7141e54d7d56a78627a922ebb14727dc"
    );
    assert_eq!(lot_order(&seed, &ids), [1, 0, 2]);
    let nobody = lot_seed("", &[], &[]);
    assert_eq!(
        hex(&nobody),
        "f0104d288662c26a323b4b724561c161ad50ba2382a958c9986c384abb28fd6a"
    );
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut text = String::new();
    for byte in bytes {
        write!(text, "{byte:02x}").expect("memory");
    }
    text
}

#[test]
fn a_lot_depends_on_all_it_says_and_not_on_the_order_of_ids() {
    let ids = |ids: &[&str]| -> Vec<String> { ids.iter().map(ToString::to_string).collect() };
    let secrets = [[1; 32], [2; 32]];
    let seed = lot_seed("2026", &ids(&["a", "b"]), &secrets);
    assert_eq!(seed, lot_seed("2026", &ids(&["b", "a"]), &secrets));
    let others = [
        lot_seed("2026a", &ids(&["b"]), &secrets),
        lot_seed("2026", &ids(&["ab"]), &secrets),
        lot_seed("2026", &ids(&["a", "b", "c"]), &secrets),
        lot_seed("2026", &ids(&["a", "b"]), &[[2; 32], [1; 32]]),
        lot_seed("2026", &ids(&["a", "b"]), &secrets[..1]),
    ];
    assert!(others.iter().all(|other| *other != seed));
    let by_id = |ids: &[String]| -> Vec<String> {
        lot_order(&seed, ids)
            .into_iter()
            .map(|at| ids[at].clone())
            .collect()
    };
    let forward = by_id(&ids(&["a", "b", "c", "d"]));
    assert_eq!(forward, by_id(&ids(&["d", "b", "a", "c"])));
}
