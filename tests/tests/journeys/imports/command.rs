//! The shipped samples through the command, as their own README says.

use std::fs;
use std::path::{Path, PathBuf};

use e2e::Up;
use serde_json::{Value, json};

use super::{adds_agency, counts, home, importing, imports, states};

const CITY: &str = "9901";
const KINDS: [&str; 4] = ["people", "appraisals", "sanctions", "survey"];

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../crates/imports/samples")
        .join(name)
}

fn expected(kind: &str) -> Value {
    let text = fs::read_to_string(sample(&format!("{kind}.expected.json"))).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// A report says what is expected: each field that the expected one has, faults by their first three.
fn as_expected(report: &Value, kind: &str) {
    let expected = expected(kind);
    for (field, wanted) in expected.as_object().unwrap() {
        let mut said = report[field].clone();
        if field == "quarantined" {
            for fault in said.as_array_mut().unwrap() {
                let message = fault["message"].as_str().unwrap();
                assert!(message.contains(' ') && message.ends_with('.'), "{message}");
                *fault =
                    json!({"row": fault["row"], "column": fault["column"], "code": fault["code"]});
            }
        }
        assert_eq!(&said, wanted, "{kind}: {field}");
    }
}

fn import(dir: &Path, kind: &str, more: &[&str]) -> Value {
    let path = sample(&format!("{kind}.csv"));
    let mut args = vec![kind, path.to_str().unwrap()];
    args.extend(more);
    imports(dir, CITY, &args)
}

/// A corrected file changes exactly what it corrects; undoing that puts it back.
fn corrected_and_undone(home: &Path, dir: &Path) {
    let text = fs::read_to_string(sample("appraisals.csv")).unwrap();
    let old = "199207082013221901,2024,SESUAI EKSPEKTASI,2,SESUAI ESPEKTASI,2,BAIK,2";
    let new = "199207082013221901,2024,DIATAS EKSPEKTASI,1,SESUAI ESPEKTASI,2,BAIK,2";
    assert!(text.contains(old));
    let file = home.join("corrected.csv");
    fs::write(&file, text.replace(old, new)).unwrap();
    let args = ["appraisals", file.to_str().unwrap()];
    let accepted = expected("appraisals")["accepted"].as_u64().unwrap();
    let dry = imports(dir, CITY, &[args[0], args[1], "--dry-run"]);
    assert_eq!(counts(&dry), [0, 1, accepted - 1], "{dry}");
    let done = imports(dir, CITY, &args);
    assert_eq!(counts(&done), [0, 1, accepted - 1], "{done}");
    let id = done["import"].as_str().unwrap();

    let preview = imports(dir, CITY, &["undo", id, "--dry-run"]);
    let moved = |report: &Value| ["withdrawn", "restored", "kept"].map(|name| report[name].clone());
    assert_eq!(moved(&preview), [json!(0), json!(1), json!(0)], "{preview}");
    assert_eq!(states(dir, CITY)[0], "completed", "a preview moves nothing");
    let undone = imports(dir, CITY, &["undo", id]);
    assert_eq!(moved(&undone), moved(&preview), "{undone}");
    assert_eq!(states(dir, CITY)[0], "undone");
    let again = import(dir, "appraisals", &["--dry-run"]);
    assert_eq!(counts(&again), [0, 0, accepted], "as it was: {again}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_samples_come_out_as_expected() {
    let (home, dir) = home();
    adds_agency(&dir, CITY);
    // While nothing runs, and while `up` does.
    as_expected(&import(&dir, "people", &["--dry-run"]), "people");
    assert_eq!(imports(&dir, CITY, &["list"]), json!([]));
    let mut up = Up::start(&dir, &["--demo", "none"]);
    up.address().await;
    for kind in KINDS {
        let accepted = expected(kind)["accepted"].as_u64().unwrap();
        let dry = import(&dir, kind, &["--dry-run"]);
        as_expected(&dry, kind);
        assert_eq!(counts(&dry), [accepted, 0, 0], "{kind}");
        assert!(dry["import"].is_null(), "{kind}: a preview is no import");
        let done = import(&dir, kind, &[]);
        as_expected(&done, kind);
        assert_eq!(counts(&done), [accepted, 0, 0], "{kind}");
        for more in [vec![], vec!["--dry-run"]] {
            let again = import(&dir, kind, &more);
            as_expected(&again, kind);
            assert_eq!(counts(&again), [0, 0, accepted], "{kind}: nothing changes");
            assert!(again["import"].is_null(), "{kind}: nothing is recorded");
        }
    }
    assert_eq!(states(&dir, CITY), ["completed"; 4]);
    corrected_and_undone(home.path(), &dir);

    let workbook = home.path().join("report.xlsx");
    import(
        &dir,
        "people",
        &["--dry-run", "--report", workbook.to_str().unwrap()],
    );
    assert!(fs::read(&workbook).unwrap().starts_with(b"PK"));
    let absent = e2e::ran(&mut importing(&dir, CITY, &["people", "absent.csv"]));
    assert!(
        !absent.status.success() && absent.said.contains("berprestasi: "),
        "{absent:?}"
    );
    assert!(up.end("TERM").await.status.success());
}
