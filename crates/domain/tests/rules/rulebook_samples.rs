//! The rulebooks that ship.

use domain::rulebook::{Publication, Rulebook, StageKind, TieRule, yaml};

const ARANG_SARI: &str = include_str!("../../../../rulebooks/arang-sari-2026.yaml");
const JAM_KENCANA: &str = include_str!("../../../../rulebooks/jam-kencana-2026.yaml");

#[track_caller]
fn read(text: &str) -> Rulebook {
    yaml::read(text).expect("a rulebook without faults")
}

fn days(rulebook: &Rulebook) -> Vec<String> {
    let dates = rulebook.dates().expect("dates").into_iter();
    dates
        .map(|one| format!("{} {} {}", one.code, one.from, one.until))
        .collect()
}

#[test]
fn the_city_programme_has_the_weights_of_the_plan() {
    let rulebook = read(ARANG_SARI);
    let weights: Vec<(&str, Vec<u8>)> = rulebook
        .categories
        .iter()
        .map(|category| {
            let weights = category.criteria.iter().map(|one| one.weight).collect();
            (category.code.as_str(), weights)
        })
        .collect();
    // domain.md 8.5
    let planned = [
        ("pengawas", vec![30, 20, 25, 10, 5, 10]),
        ("pelaksana", vec![35, 25, 10, 15, 5, 10]),
        ("guru", vec![30, 20, 20, 10, 10, 10]),
        ("kesehatan", vec![30, 20, 15, 20, 5, 10]),
        ("jabatan-fungsional", vec![30, 20, 20, 10, 10, 10]),
        ("pppk", vec![35, 25, 10, 15, 5, 10]),
        ("future-leader", vec![25, 20, 25, 5, 10, 15]),
        ("inovatif", vec![15, 10, 50, 5, 5, 15]),
        ("unit-layanan", vec![50, 15, 20, 15]),
    ];
    assert_eq!(weights, planned);
    assert_eq!(rulebook.ties.last(), Some(&TieRule::Plenary));
    let people = &rulebook.categories[..8];
    assert!(people.iter().all(|category| category.rounds[1].carry));
}

#[test]
fn the_timetables_are_worked_out_by_working_days() {
    let rulebook = read(ARANG_SARI);
    let expected = [
        "sosialisasi 2026-08-03 2026-08-14",
        "usulan 2026-08-18 2026-09-04",
        "administrasi 2026-09-07 2026-09-15",
        "sanggah 2026-09-16 2026-09-18",
        "portofolio 2026-09-21 2026-10-02",
        "wawancara 2026-10-05 2026-10-09",
        "pleno 2026-10-12 2026-10-13",
        "pengumuman 2026-11-27 2026-11-27",
    ];
    assert_eq!(days(&rulebook), expected);
    let until = rulebook.nominations_until().map(|until| until.to_string());
    assert_eq!(until.as_deref(), Some("2026-09-04T17:00:00Z"));
    // A week of six days with holidays in the midst of a stage.
    let rulebook = read(JAM_KENCANA);
    let expected = [
        "sosialisasi 2026-02-02 2026-02-14",
        "usulan 2026-02-16 2026-03-07",
        "berkas 2026-03-09 2026-03-25",
        "sanggah 2026-03-26 2026-03-28",
        "nilai 2026-03-30 2026-04-13",
        "suara 2026-04-14 2026-04-15",
        "pleno 2026-04-16 2026-04-16",
        "umum 2026-05-20 2026-05-20",
    ];
    assert_eq!(days(&rulebook), expected);
}

#[test]
fn the_second_city_has_other_rules() {
    let (first, second) = (read(ARANG_SARI), read(JAM_KENCANA));
    assert_ne!(first.calendar, second.calendar);
    assert_eq!(second.publication, Publication::Anonymous);
    assert!(second.conflicts.waivable && !first.conflicts.waivable);
    let votes = |of: &Rulebook| {
        let rounds = of.categories.iter().flat_map(|one| &one.rounds);
        rounds.filter(|round| round.method.is_some()).count()
    };
    assert_eq!((votes(&first), votes(&second)), (0, 2));
    let nominations = |of: &Rulebook| {
        let stages = of.timetable.iter();
        stages
            .filter(|one| one.kind == StageKind::Nominations)
            .count()
    };
    assert_eq!((nominations(&first), nominations(&second)), (1, 1));
}

#[test]
fn what_is_written_complete_is_read_as_the_same() {
    for text in [ARANG_SARI, JAM_KENCANA] {
        let rulebook = read(text);
        let written = serde_json::to_string_pretty(&rulebook).expect("JSON");
        // JSON is YAML.
        assert_eq!(read(&written), rulebook);
    }
}
