//! Which columns each kind has, by the headers that exports give them.

mod others;
mod people;
mod records;

use crate::field::Field;
use crate::kind::Kind;

/// A column by its headers in normal form (see [`crate::header::normal`]), the preferred first.
pub(crate) struct Known {
    pub(crate) field: Field,
    pub(crate) headers: &'static [&'static str],
}

/// At least one of these columns must be there; the text is the usual header.
pub(crate) struct Need {
    pub(crate) usual: &'static str,
    pub(crate) one_of: &'static [Field],
}

pub(crate) struct Layout {
    pub(crate) columns: &'static [Known],
    pub(crate) needs: &'static [Need],
}

pub(crate) const fn layout(kind: Kind) -> &'static Layout {
    match kind {
        Kind::People => &people::PEOPLE,
        Kind::Units => &people::UNITS,
        Kind::Appraisals => &records::APPRAISALS,
        Kind::Organisation => &records::ORGANISATION,
        Kind::Sanctions => &records::SANCTIONS,
        Kind::Awards => &records::AWARDS,
        Kind::Trainings => &records::TRAININGS,
        Kind::Mentoring => &others::MENTORING,
        Kind::Survey => &others::SURVEY,
        Kind::Innovations => &others::INNOVATIONS,
        Kind::Candidates => &others::CANDIDATES,
    }
}

const fn known(field: Field, headers: &'static [&'static str]) -> Known {
    Known { field, headers }
}

const fn need(usual: &'static str, one_of: &'static [Field]) -> Need {
    Need { usual, one_of }
}

/// The NIP of the person that a row is about. `NIP LAMA` is not among them: nine digits, and void.
const NIP: &[&str] = &[
    "nipbaru",
    "nip",
    "nipnippppk",
    "nippppk",
    "nipppk",
    "nipaparatur",
    "nippegawai",
    "nippns",
    "nomorindukpegawai",
    "nipasn",
    "nipnrp",
    "nipbaruorang",
];

/// What the system must not hold (UU 27/2022), in the order in which reports name it.
pub(crate) const FORBIDDEN: &[&[&str]] = &[
    &["agama", "agamanama", "agamaid"],
    &[
        "jeniskawin",
        "jeniskawinnama",
        "jeniskawinid",
        "statuskawin",
        "statusperkawinan",
        "statuspernikahan",
    ],
    &[
        "nik",
        "nonik",
        "nomornik",
        "noktp",
        "nomorktp",
        "nomorindukkependudukan",
        "nokk",
        "nomorkk",
    ],
    &[
        "nomorhp",
        "nohp",
        "hp",
        "nomortelepon",
        "notelepon",
        "notelp",
        "telepon",
        "telp",
        "nomorwa",
        "nowa",
        "nowhatsapp",
        "nomorwhatsapp",
        "nomorhandphone",
        "handphone",
    ],
    &[
        "alamat",
        "alamatrumah",
        "alamatlengkap",
        "alamatdomisili",
        "alamatktp",
    ],
    &["npwp", "nonpwp", "nomornpwp"],
    &[
        "bpjs",
        "nobpjs",
        "nomorbpjs",
        "bpjskesehatan",
        "bpjsketenagakerjaan",
        "noaskes",
        "nomoraskes",
    ],
    &["golongandarah", "goldarah"],
    &["suku", "sukubangsa"],
    &["norekening", "nomorrekening", "rekening"],
];

/// Whether a header tells why somebody was sanctioned or the like.
pub(crate) fn is_reason(normal: &str) -> bool {
    normal.starts_with("alasan")
}
