use std::collections::{BTreeMap, BTreeSet};

use domain::Fingerprint;
use domain::counting::Exact;
use domain::ids::{AgencyCode, EditionId};
use domain::tally::Points;
use domain::text::Code;

use super::*;

fn report() -> Report {
    let candidate = |candidate, place, raw_place| CandidateReport {
        candidate,
        place,
        raw_place,
        covered: 2,
        abstained: 1,
        recused: 0,
        silent: 0,
    };
    let juror = |juror, points: Option<i32>| JurorReport {
        juror,
        rows: 2,
        leniency: points.map(|points| Points(Exact::new(points.into(), 2.into()))),
        first_without: BTreeSet::from([1]),
        decisive: juror == 1,
    };
    let share = Share {
        nominees: 3,
        winners: 1,
    };
    let agency = AgencyCode::new("arang-sari").expect("a code");
    Report {
        edition: EditionId::of(&agency, "asn-2026"),
        agency,
        bundle: Fingerprint::of(b"a bundle"),
        rounds: vec![RoundReport {
            category: Code::new("people").expect("a code"),
            number: 1,
            adjusted: true,
            candidates: vec![candidate(1, 1, 2), candidate(0, 2, 1), candidate(2, 0, 0)],
            jurors: vec![juror(0, Some(5)), juror(1, Some(-10)), juror(2, None)],
            left_out: BTreeMap::from([(Why::ConflictOfInterest, 4)]),
        }],
        winners: Winners {
            all: share,
            units: Vec::new(),
            sexes: vec![Part {
                of: None::<Sex>,
                share,
            }],
            groups: Vec::new(),
            before: Vec::new(),
        },
    }
}

#[test]
fn the_page_says_in_words_what_the_charts_show() {
    let page = fairness_page(&report());
    for text in [
        // Bars: 2.5 points is half as long as 5.
        "<rect x=\"320\" y=\"12\" width=\"110\"",
        "<rect x=\"100\" y=\"36\" width=\"220\"",
        "+2,50",
        "−5,00",
        // Slopes: dashed where the place changed.
        "y1=\"48\" x2=\"480\" y2=\"24\" stroke=\"#1b1b1b\" stroke-width=\"2\" stroke-dasharray",
        "<th scope=\"row\">N2</th><td>–</td><td>–</td>",
        // Stacks: two of three assessed.
        "<rect x=\"60\" y=\"12\" width=\"380\"",
        "<rect x=\"440\" y=\"12\" width=\"190\"",
        "benturan kepentingan <span lang=\"en\">/ conflict of interest</span></th><td>4</td>",
        "tidak diketahui / unknown",
        "ya <span lang=\"en\">/ yes</span>",
    ] {
        assert!(page.contains(text), "{text} is not in {page}");
    }
    for part in [
        "<svg role=\"img\" aria-labelledby=",
        "<title id=",
        "<desc id=",
    ] {
        assert_eq!(page.matches(part).count(), 3, "{part}");
    }
    // It needs nothing else.
    for part in ["src=", "href=", "<script", "@import", "http"] {
        assert!(!page.contains(part), "{part}");
    }
}
