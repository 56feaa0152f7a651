//! Files that tests make.

use std::fmt::Write as _;

use e2e::nip;

/// Somebody of a staff file.
pub(super) struct Staff<'a> {
    pub(super) nip: &'a str,
    pub(super) name: &'a str,
    pub(super) kind: &'a str,
    pub(super) unit: &'a str,
}

/// A PNS of the health office.
pub(super) fn pns<'a>(nip: &'a str, name: &'a str) -> Staff<'a> {
    let (kind, unit) = ("PNS", "DINAS KESEHATAN");
    Staff {
        nip,
        name,
        kind,
        unit,
    }
}

pub(super) fn staff(people: &[Staff<'_>]) -> String {
    let mut text =
        "NAMA;NIP;JENIS PEGAWAI;TMT CPNS;JENIS JABATAN;NAMA JABATAN;NAMA UNOR\r\n".to_owned();
    for Staff {
        nip,
        name,
        kind,
        unit,
    } in people
    {
        let _ = write!(
            text,
            "{name};{nip};{kind};01-01-2015;Pelaksana;Pengemudi;{unit}\r\n"
        );
    }
    text
}

/// So many people with names of their own.
pub(super) fn many(count: usize) -> String {
    let made: Vec<(String, String)> = (0..count).map(|n| (nip(n), name(n))).collect();
    let people: Vec<Staff<'_>> = made.iter().map(|(nip, name)| pns(nip, name)).collect();
    staff(&people)
}

/// A name that is like no other: its letters are the digits of the number, well apart.
fn name(number: usize) -> String {
    const WORDS: [&str; 10] = [
        "Melati", "Kenanga", "Rimba", "Samudra", "Cakra", "Lazuardi", "Kemuning", "Bayu", "Puspa",
        "Nirmala",
    ];
    let digit = |place: u32| WORDS[number / 10_usize.pow(place) % 10];
    format!(
        "{}wati {}ningsih {}anto {}diningrat",
        digit(0),
        digit(1),
        digit(2),
        digit(3)
    )
}

/// Appraisals of a year, as results, behaviour and predicate.
pub(super) fn appraisals(year: u16, rated: &[(&str, [u8; 3])]) -> String {
    let mut text =
        "nipBaru,tahun,hasilKinerjaNilai,PerilakuKerjaNilai,KuadranKinerjaNilai\n".to_owned();
    for (nip, [results, behaviour, predicate]) in rated {
        let _ = writeln!(text, "{nip},{year},{results},{behaviour},{predicate}");
    }
    text
}

/// The same appraisal of many.
pub(super) fn good(year: u16, count: usize) -> String {
    let nips: Vec<String> = (0..count).map(nip).collect();
    let rated: Vec<(&str, [u8; 3])> = nips.iter().map(|nip| (nip.as_str(), [2, 2, 2])).collect();
    appraisals(year, &rated)
}
