//! Bad rulebooks: each is refused with its line, its place in the document and its rule.

use domain::rulebook::yaml::{self, Located};

/// A small rulebook; tests replace one of its lines.
const GOOD: &str = "\
code: asn-2026
title: ASN Berprestasi
year: 2026
cut_off: 2026-06-30
calendar:
  holidays:
    - {date: 2026-08-17, title: Hari Kemerdekaan}
timetable:
  - {code: usulan, title: Usulan, kind: nominations, from: 2026-08-03, until: 2026-08-14}
  - {code: pleno, title: Pleno, kind: plenary, after: usulan, working_days: 3}
categories:
  - code: guru
    title: Guru Teladan
    nominee: person
    places: 3
    quota: 1
    eligibility:
      - rule: predicate-at-least
        predicate: baik
        years: 2
    criteria:
      - {code: kinerja, title: Kinerja, weight: 60}
      - {code: inovasi, title: Inovasi, weight: 40}
    rounds:
      - kind: scoring
        aggregate: mean
        coverage: 3
      - kind: vote
        method: schulze
ties: [criteria, lot, plenary]
conflicts:
  relations: [same-unit]
";

/// The faults after a line is replaced.
#[track_caller]
fn instead(line: &str, by: &str) -> Vec<Located> {
    assert!(GOOD.contains(line), "the sample has no line {line}");
    yaml::read(&GOOD.replacen(line, by, 1)).expect_err("a bad rulebook")
}

/// The one fault, as line, place and rule.
#[track_caller]
fn refused(line: &str, by: &str, expected: (usize, &str, &str)) {
    let faults = instead(line, by);
    let told: Vec<_> = faults
        .iter()
        .map(|one| (one.line, one.fault.path.as_str(), one.fault.rule))
        .collect();
    assert_eq!(told, [expected], "{faults:#?}");
    let fault = &faults[0].fault;
    assert!(!fault.says.is_empty() && !fault.says_en.is_empty());
}

#[test]
fn the_sample_has_no_fault() {
    let rulebook = yaml::read(GOOD).expect("a good rulebook");
    assert_eq!(rulebook.categories[0].criteria.len(), 2);
}

#[test]
fn weights_that_do_not_sum_to_a_hundred() {
    let expected = (21, "categories[0].criteria", "weights-not-hundred");
    refused("weight: 60", "weight: 50", expected);
    let faults = instead("weight: 60", "weight: 50");
    assert!(faults[0].fault.says.contains("90"), "{faults:?}");
}

#[test]
fn an_unknown_predicate() {
    let place = "categories[0].eligibility[0].rule";
    let expected = (18, place, "unknown-predicate");
    refused("rule: predicate-at-least", "rule: attendance", expected);
    let faults = instead("rule: predicate-at-least", "rule: attendance");
    assert!(faults[0].fault.says_en.contains("training-at-least"));
    assert_eq!(faults[0].column, 15);
    let grade = (19, "categories[0].eligibility[0]", "unknown-value");
    refused("predicate: baik", "predicate: bagus", grade);
}

#[test]
fn stages_that_wait_for_each_other() {
    let faults = instead(
        "from: 2026-08-03, until: 2026-08-14",
        "after: pleno, working_days: 2",
    );
    let circle = &faults[0];
    assert_eq!((circle.line, circle.fault.rule), (9, "stages-circle"));
    assert!(circle.fault.says.contains("usulan → pleno → usulan"));
    assert_eq!(faults.len(), 1);
}

#[test]
fn a_tie_chain_that_can_end_undecided() {
    let chain = "ties: [criteria, lot, plenary]";
    let expected = (30, "ties[1]", "ties-undecided");
    refused(chain, "ties: [criteria, lot]", expected);
    refused(chain, "ties: []", (30, "ties", "ties-undecided"));
    let early = "ties: [criteria, shared, plenary]";
    refused(chain, early, (30, "ties[1]", "ties-end-early"));
    let twice = "ties: [criteria, criteria, shared]";
    refused(chain, twice, (30, "ties[1]", "tie-step-repeated"));
    let unknown = "ties: [criterion: rapi, shared]";
    refused(chain, unknown, (30, "ties[0]", "tie-criterion-unknown"));
    let lot = "ties: [lot, criteria, plenary]";
    refused(chain, lot, (30, "ties[0]", "lot-not-before-end"));
}

#[test]
fn a_deadline_on_a_holiday_or_a_weekend() {
    let until = |day| format!("until: 2026-08-{day}");
    let expected = (9, "timetable[0].until", "day-not-working");
    refused(&until(14), &until(17), expected);
    refused(&until(14), &until(15), expected);
    let faults = instead(&until(14), &until(17));
    assert!(faults[0].fault.says.contains("Hari Kemerdekaan"));
}

#[test]
fn what_is_no_rulebook() {
    let unknown = (17, "categories[0]", "unknown-field");
    refused("    eligibility:\n", "    kelayakan:\n", unknown);
    refused("year: 2026", "year: soon", (3, "year", "wrong-type"));
    refused("year: 2026", "year:", (3, "year", "wrong-type"));
    refused("year: 2026\n", "", (1, "", "missing-field"));
    let unquoted = (2, "title", "wrong-type");
    refused("title: ASN Berprestasi", "title: 2026", unquoted);
    let weight = (22, "categories[0].criteria[0].weight", "wrong-type");
    refused("weight: 60", "weight: 300", weight);
    let kind = (14, "categories[0].nominee", "unknown-value");
    refused("nominee: person", "nominee: orang", kind);
    let date = (4, "cut_off", "invalid-value");
    refused("2026-06-30", "30 Juni 2026", date);
    let aggregate = (26, "categories[0].rounds[0].aggregate", "unknown-value");
    refused("aggregate: mean", "aggregate: rata-rata", aggregate);
    let twice = (3, "", "field-repeated");
    refused("year: 2026", "code: sekali-lagi\nyear: 2026", twice);
}

#[test]
fn what_is_no_yaml() {
    refused("title: ASN", "title: \"ASN", (2, "", "yaml-syntax"));
    refused("year: 2026", "year: !!int 2026", (3, "", "yaml-tag"));
    let faults = instead("ties: [criteria", "ties: [criteria,\n---\n");
    assert_eq!(faults[0].fault.rule, "yaml-syntax");
    let all = |text: &str| {
        let faults = yaml::read(text).expect_err("no rulebook");
        (faults[0].line, faults[0].fault.rule)
    };
    assert_eq!(all(""), (1, "yaml-empty"));
    assert_eq!(all("# hanya catatan"), (1, "yaml-empty"));
    assert_eq!(all("sebuah teks"), (1, "wrong-type"));
    assert_eq!(all("[]"), (1, "wrong-type"));
    assert_eq!(all("a: 1\n---\nb: 2"), (3, "yaml-documents"));
    assert_eq!(all(&" ".repeat(yaml::BYTES + 1)), (1, "yaml-too-large"));
    // The parser has a limit of its own, far above ours.
    assert_eq!(all(&"[".repeat(100_000)), (1, "yaml-syntax"));
    assert_eq!(all(&"[".repeat(30)), (1, "yaml-too-deep"));
    let deep = format!("{}x", "- ".repeat(500));
    assert_eq!(all(&deep), (1, "yaml-too-deep"));
    assert_eq!(all("code: &a [*a]"), (1, "yaml-alias-within-itself"));
    assert_eq!(all("? [a]\n: b"), (1, "yaml-key"));
    assert_eq!(all("code: *x"), (1, "yaml-syntax"));
}

#[test]
fn a_bomb_of_aliases_is_refused_before_it_is_written_out() {
    let mut bomb = vec!["a0: &a0 [x, x, x, x, x, x, x, x, x, x]".to_owned()];
    for n in 1..=9 {
        let again = format!("*a{}, ", n - 1).repeat(10);
        bomb.push(format!("a{n}: &a{n} [{again}]"));
    }
    let bomb = bomb.join("\n");
    let faults = yaml::read(&bomb).expect_err("too much");
    assert_eq!(faults[0].fault.rule, "yaml-too-many-values");
}

#[test]
fn every_fault_is_told_at_once() {
    let many = GOOD
        .replace("places: 3", "places: 0")
        .replace("weight: 40", "weight: 30")
        .replace("[same-unit]", "[nominee]")
        .replace("cut_off: 2026-06-30\n", "");
    let faults = yaml::read(&many).expect_err("many faults");
    let told: Vec<_> = faults
        .iter()
        .map(|one| (one.line, one.fault.rule))
        .collect();
    let expected = [
        (14, "no-places"),
        (17, "cut-off-missing"),
        (20, "weights-not-hundred"),
        (31, "relation-always-on"),
    ];
    assert_eq!(told, expected);
}
