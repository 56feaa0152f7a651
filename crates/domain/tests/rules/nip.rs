use domain::person::PersonKind::{Guest, Pns, Pppk};
use domain::{BadNip, Nip};
use proptest::prelude::*;

const GOOD: &str = "199001312015032901";

#[test]
fn the_golden_numbers() {
    assert_eq!(
        Nip::parse(GOOD).map(|nip| nip.digits()),
        Ok(GOOD.to_owned())
    );
    assert_eq!(Nip::parse("199002302015032901"), Err(BadNip::InvalidDate));
    let contract = "199001312015132901";
    assert_eq!(Nip::check(Pns, contract), Err(BadNip::InvalidAppointment));
    assert!(Nip::check(Pppk, contract).is_ok());
    assert_eq!(Nip::parse("1.99001E+17"), Err(BadNip::BrokenBySpreadsheet));
}

#[test]
fn people_write_it_in_many_ways() {
    for text in [
        "19900131 201503 2 901",
        "\u{a0}19900131\u{a0}201503\u{202f}2\u{a0}901 ",
        "19900131.201503.2.901",
        "'199001312015032901",
        "' 19900131 201503 2 901",
    ] {
        assert_eq!(Nip::check(Pns, text), Nip::parse(GOOD), "{text}");
    }
}

#[test]
fn each_mistake_has_its_name() {
    let spreadsheet = BadNip::BrokenBySpreadsheet;
    for (text, expected) in [
        ("", BadNip::WrongLength(0)),
        ("199001312", BadNip::WrongLength(9)),
        ("19900131201503290", BadNip::WrongLength(17)),
        ("1990013120150329011", BadNip::WrongLength(19)),
        ("19900131201503290O", BadNip::NotDigits),
        ("19900131/201503/2/901", BadNip::NotDigits),
        ("١٩٩٠٠١٣١٢٠١٥٠٣٢٩٠١", BadNip::NotDigits),
        ("e", BadNip::NotDigits),
        ("199013012015032901", BadNip::InvalidDate),
        ("199001002015032901", BadNip::InvalidDate),
        ("190002292015032901", BadNip::InvalidDate),
        ("199001312015030901", BadNip::InvalidSex),
        ("199001312015033901", BadNip::InvalidSex),
        ("199001312015032000", spreadsheet),
        ("199001312015030000", spreadsheet),
        ("1,99001E+17", spreadsheet),
        ("1.99001312015033e17", spreadsheet),
        ("'1.99E+17", spreadsheet),
        ("199001312015032901.0", spreadsheet),
    ] {
        assert_eq!(Nip::parse(text), Err(expected), "{text}");
    }
}

#[test]
fn the_kind_says_what_the_digits_are() {
    assert!(Nip::check(Pppk, "199001312015212901").is_ok());
    assert!(Nip::check(Pns, "199001312015122901").is_ok());
    assert_eq!(
        Nip::check(Pns, "199001312015002901"),
        Err(BadNip::InvalidAppointment)
    );
    assert_eq!(
        Nip::check(Pns, "199001311990032901"),
        Err(BadNip::InvalidAppointment)
    );
    assert_eq!(
        Nip::check(Pppk, "199001312015002901"),
        Err(BadNip::InvalidContract)
    );
    assert_eq!(Nip::check(Guest, GOOD), Err(BadNip::GuestHasNone));
}

#[test]
fn nothing_prints_the_digits() {
    let nip = Nip::parse(GOOD).expect("good");
    assert_eq!(format!("{nip:?}"), "[nip]");
    let error = Nip::parse("199002302015032901").expect_err("no date");
    assert!(!format!("{error} {error:?}").contains("1990"));
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "\\PC*", digits in "[0-9]{18}") {
        for kind in [Pns, Pppk, Guest] {
            let _ = Nip::check(kind, &text);
            if let Ok(nip) = Nip::check(kind, &digits) {
                prop_assert_eq!(nip.digits(), digits.clone());
            }
        }
    }
}
