//! State awards by BKN's *jenis penghargaan*.

use super::Work;
use super::appraisals::year;
use crate::cell::tidy;
use crate::code::Code;
use crate::field::Field as F;
use crate::header::normal;
use crate::rows::AwardRow;
use crate::value::number;

/// BKN's ids with words that tell the award; the first row that fits counts.
const AWARDS: &[(u16, &[&str])] = &[
    (
        203,
        &[
            "karyasatyaxxx",
            "karyasatya30",
            "karyasatya30tahun",
            "karyalencanaxxx",
        ],
    ),
    (202, &["karyasatyaxx", "karyasatya20", "karyasatya20tahun"]),
    (201, &["karyasatyax", "karyasatya10", "karyasatya10tahun"]),
    (204, &["wirakarya"]),
    (
        304,
        &[
            "teladantingkatnasional",
            "teladannasional",
            "berprestasitingkatnasional",
        ],
    ),
    (
        305,
        &[
            "teladantingkatprovinsi",
            "teladanprovinsi",
            "berprestasitingkatprovinsi",
        ],
    ),
    (
        306,
        &[
            "teladantingkatkabupaten",
            "teladantingkatkota",
            "teladankabupaten",
            "teladankota",
            "berprestasitingkatkota",
            "berprestasitingkatkabupaten",
            "berprestasikota",
        ],
    ),
    (307, &["luarbiasa"]),
    (308, &["penemuan"]),
    (
        300,
        &["tandajasa", "bintang", "satyalancana", "satyalencana"],
    ),
    (400, &["lain"]),
];
const IDS: &[u16] = &[201, 202, 203, 204, 300, 304, 305, 306, 307, 308, 400];

pub(super) fn clean(work: &mut Work<'_>) -> Option<AwardRow> {
    let nip = work.person();
    let code = award(work);
    let date = work.date(F::Signed);
    let year = year_of(work, date);
    Some(AwardRow {
        row: work.row(),
        nip: nip?,
        code: code?,
        number: work.cut(F::Number, 100),
        date,
        year: year?,
    })
}

fn award(work: &mut Work<'_>) -> Option<u16> {
    let by_id = work.text(F::AwardId);
    let stated = by_id.clone().or_else(|| work.text(F::Award));
    let code = stated.as_deref().and_then(of_text);
    if code.is_none() {
        let field = if by_id.is_some() || !work.has(F::Award) {
            F::AwardId
        } else {
            F::Award
        };
        let message = "Penghargaan tidak dikenal. Isi kode BKN, misalnya 201 (Satyalancana Karya Satya \
            10 tahun) atau 306 (teladan tingkat kabupaten/kota); 400 untuk lainnya.";
        work.fault(Code::AwardUnknown, field, message);
    }
    code
}

fn of_text(text: &str) -> Option<u16> {
    if let Some(id) = number::plain(text) {
        return u16::try_from(id).ok().filter(|id| IDS.contains(id));
    }
    let name = normal(text).replace("lencana", "lancana");
    let is = |(_, words): &&(u16, &[&str])| words.iter().any(|word| name.contains(word));
    AWARDS.iter().find(is).map(|(code, _)| *code)
}

fn year_of(work: &mut Work<'_>, date: Option<jiff::civil::Date>) -> Option<u16> {
    let stated = work.text(F::Year);
    let year = match stated {
        Some(_) => year(&tidy(&work.cell(F::Year).text)).and_then(|year| u16::try_from(year).ok()),
        None => date.and_then(|date| u16::try_from(date.year()).ok()),
    };
    if year.is_none() {
        let field = if work.has(F::Year) {
            F::Year
        } else {
            F::Signed
        };
        let message =
            "Tahun penghargaan kosong atau tidak terbaca. Isi empat digit, misalnya 2025.";
        work.fault(Code::PeriodInvalid, field, message);
    }
    year
}
