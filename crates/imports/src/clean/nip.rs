//! NIPs as cells have them.

use domain::person::PersonKind;
use domain::{BadNip, Nip};

use crate::cell::{Cell, Sort, tidy};
use crate::code::Code;

/// Reads a NIP of a person whose kind is not known.
pub(super) fn parse(cell: &Cell) -> Result<Nip, BadNip> {
    prepared(cell).and_then(|text| Nip::parse(&text))
}

/// Reads a NIP of a person of this kind.
pub(super) fn check(kind: PersonKind, cell: &Cell) -> Result<Nip, BadNip> {
    prepared(cell).and_then(|text| Nip::check(kind, &text))
}

/// The digits, or what they are instead. A number of 16 digits or more has lost the last ones, even
/// where they do not look like it: it was once stored with 53 bits.
fn prepared(cell: &Cell) -> Result<String, BadNip> {
    let text = tidy(&cell.text);
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    match cell.sort {
        Sort::Number if digits > 15 || text.contains(['e', 'E']) => {
            Err(BadNip::BrokenBySpreadsheet)
        }
        Sort::Formula | Sort::Error => Err(BadNip::NotDigits),
        Sort::Text | Sort::Number | Sort::Boolean => {
            let kept = text
                .chars()
                .filter(|c| !matches!(c, '\'' | '’' | '`' | '-' | '_'));
            // An exponent keeps its sign; the domain tells it by its `E`.
            if text.contains(['e', 'E']) {
                return Ok(text);
            }
            Ok(kept.collect())
        }
    }
}

/// The code of a staff file's fault.
pub(super) const fn code(bad: BadNip) -> Code {
    match bad {
        BadNip::BrokenBySpreadsheet => Code::NipBrokenBySpreadsheet,
        BadNip::GuestHasNone | BadNip::NotDigits | BadNip::WrongLength(_) => Code::NipWrongLength,
        BadNip::InvalidDate | BadNip::InvalidAppointment | BadNip::InvalidContract => {
            Code::NipInvalidDate
        }
        BadNip::InvalidSex => Code::NipSexMismatch,
    }
}

/// What is wrong and how to mend it.
pub(super) fn message(bad: BadNip) -> String {
    match bad {
        BadNip::BrokenBySpreadsheet => {
            "Kolom NIP rusak oleh Excel: digit terakhirnya hilang. Atur \
            kolom NIP sebagai Teks, lalu isi ulang dari sumbernya."
                .to_owned()
        }
        BadNip::GuestHasNone | BadNip::WrongLength(0) => "NIP kosong. Isi NIP 18 digit.".to_owned(),
        BadNip::NotDigits => {
            "NIP hanya boleh berisi angka. Hapus huruf dan tanda lain, lalu isi 18 digit."
                .to_owned()
        }
        BadNip::WrongLength(length) => format!(
            "NIP harus 18 digit, di sini {length} digit. Lengkapi atau perbaiki dari sumbernya."
        ),
        BadNip::InvalidDate => {
            "Delapan digit pertama NIP bukan tanggal lahir (ttttbbhh) yang ada di \
            kalender. Perbaiki NIP."
                .to_owned()
        }
        BadNip::InvalidAppointment => {
            "Digit 9 sampai 14 NIP PNS bukan tahun dan bulan pengangkatan \
            yang mungkin. Perbaiki NIP, atau jenis pegawai bila ia PPPK."
                .to_owned()
        }
        BadNip::InvalidContract => "Digit 9 sampai 14 NI PPPK bukan tahun pengangkatan dan nomor \
            perjanjian kerja yang mungkin. Perbaiki NIP."
            .to_owned(),
        BadNip::InvalidSex => {
            "Digit ke-15 NIP harus 1 (laki-laki) atau 2 (perempuan). Perbaiki NIP.".to_owned()
        }
    }
}
