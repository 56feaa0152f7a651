//! Saved mappings.

use imports::{Input, Kind, Mapping, MappingFault, Row};

use crate::agency::Agency;

#[test]
fn a_mapping_names_columns_units_and_answers() {
    let toml = "period = \"month\"\ndate-order = \"mdy\"\ndelimiter = \"|\"\n[columns]\n\"Kapan?\" = \"at\"\n\
        Kantor = \"unit\"\nU2 = \"ignore\"\n[units]\nrs = \"RSUD ARANG SARI\"\n[answers]\nPuas = 4\n";
    let json = r#"{"period":"month","date-order":"mdy","delimiter":"|","columns":{"Kapan?":"at","Kantor":"unit",
        "U2":"ignore"},"units":{"rs":"RSUD ARANG SARI"},"answers":{"Puas":4}}"#;
    let mapping = Mapping::read(toml).unwrap();
    assert_eq!(mapping, Mapping::read(json).unwrap());
    let mut agency = Agency::default();
    agency.unit("RSUD ARANG SARI");
    let text = "kapan|KANTOR|U1|U2\n07/13/2026 09.10.00|R.S.|puas|9\n";
    let input = Input::Bytes(text.as_bytes().to_vec());
    let imported = agency.import_by(Kind::Survey, input, &mapping).unwrap();
    let Some(Row::Survey(row)) = imported.rows.first() else {
        panic!("one answer");
    };
    assert_eq!(
        (row.unit.as_str(), row.period.as_str()),
        ("RSUD ARANG SARI", "2026-07")
    );
    assert_eq!(row.answers[..2], [Some(4), None]);
    assert_eq!(imported.report.ignored_columns, ["U2"]);
}

#[test]
fn mappings_that_cannot_be_used() {
    use MappingFault as F;
    let faults = [
        ("[columns]\nA = \"nim\"", matches as fn(&F) -> bool),
        ("x = 1", |fault| matches!(fault, F::Malformed(_))),
        ("{\"columns\":", |fault| matches!(fault, F::Malformed(_))),
        ("delimiter = \"x\"", |fault| {
            matches!(fault, F::BadDelimiter)
        }),
        ("scale = 1", |fault| matches!(fault, F::BadScale)),
        ("[answers]\nPuas = 9", |fault| matches!(fault, F::BadScale)),
        ("[units]\n\"--\" = \"RSUD\"", |fault| {
            matches!(fault, F::EmptyName)
        }),
    ];
    for (text, is) in faults {
        let fault = Mapping::read(text).unwrap_err();
        assert!(is(&fault), "{text}: {fault}");
    }
    assert_eq!(Mapping::read(&"#".repeat(300_000)), Err(F::TooLarge));
    assert_eq!(Mapping::read("").unwrap(), Mapping::default());
}

fn matches(fault: &MappingFault) -> bool {
    matches!(fault, MappingFault::UnknownField { .. })
}
