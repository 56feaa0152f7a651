//! Staff files.

use domain::Nip;
use domain::person::{Name, PersonKind, Status};
use domain::text::Text;
use jiff::civil::Date;

use super::{Work, nip};
use crate::cell::tidy;
use crate::code::{Code, ValueClass};
use crate::field::Field as F;
use crate::header::normal;
use crate::rows::PersonRow;
use crate::value::{position, words};

pub(super) fn clean(work: &mut Work<'_>) -> Option<PersonRow> {
    work.headers.person = work.columns.header(F::Nip);
    work.headers.key.clone_from(&work.headers.person);
    let kind = kind(work);
    let nip = read_nip(work, kind);
    let name = name(work);
    let born = born(work, nip);
    check_sex(work, nip);
    let since = work.date(F::Since);
    // Not kept, but a date that cannot be is a sign of a row that was damaged.
    for field in [F::TmtPns, F::TmtGrade, F::TmtPosition] {
        work.date(field);
    }
    let parent = work.unit_name(F::Parent);
    let own = work.unit_name(F::Unit);
    let unit = own.clone().or_else(|| parent.clone());
    if unit.is_none() {
        let message = "Unit kerja kosong. Isi nama unit tempat pegawai bertugas.";
        work.fault(Code::UnitMissing, F::Unit, message);
    }
    work.unit.clone_from(&unit);
    let text = |field| work.text(field).unwrap_or_default();
    let group = position::group(&text(F::PositionType), &text(F::Eselon), &text(F::Position));
    let status = work.text(F::Legal).and_then(|text| words::status(&text));
    let part_time = normal(&text(F::Employment)).contains("paruhwaktu");
    let stated = if part_time {
        Some(Status::PartTime)
    } else {
        status
    };
    let flag = work.text(F::Flag).map(|text| normal(&text));
    Some(PersonRow {
        row: work.row(),
        person_kind: kind,
        nip: nip?,
        name: name?,
        born: born?,
        unit: unit?,
        parent: own.and(parent),
        group,
        position: work.short(F::Position),
        grade: work.text(F::Grade).map(|text| grade(&text)),
        status: stated.unwrap_or(Status::Active),
        candidate: flag.is_some_and(|flag| matches!(flag.as_str(), "c" | "cpns")),
        since,
        siasn: work.cut(F::Siasn, 100),
    })
}

/// The column says it; without one a month above 12 in the NIP is the number of a contract.
fn kind(work: &Work<'_>) -> PersonKind {
    if let Some(kind) = work
        .text(F::Employment)
        .and_then(|text| words::employment(&text))
    {
        return kind;
    }
    let legal = work.text(F::Legal).map(|text| normal(&text));
    if legal.is_some_and(|legal| legal.contains("pppk")) {
        return PersonKind::Pppk;
    }
    let cell = work.cell(F::Nip);
    let contract =
        nip::check(PersonKind::Pns, cell).is_err() && nip::check(PersonKind::Pppk, cell).is_ok();
    if contract {
        PersonKind::Pppk
    } else {
        PersonKind::Pns
    }
}

fn read_nip(work: &mut Work<'_>, kind: PersonKind) -> Option<Nip> {
    match nip::check(kind, work.cell(F::Nip)) {
        Ok(nip) => {
            work.person = Some(nip);
            Some(nip)
        }
        Err(bad) => {
            work.fault(nip::code(bad), F::Nip, nip::message(bad));
            None
        }
    }
}

fn name(work: &mut Work<'_>) -> Option<Name> {
    let Some(full) = work
        .text(F::Name)
        .filter(|name| name.contains(char::is_alphabetic))
    else {
        let message = "Nama kosong. Isi nama lengkap pegawai.";
        work.fault(Code::NameMissing, F::Name, message);
        return None;
    };
    let before = fitting::<50>(work, F::Before, "Gelar depan");
    let after = fitting::<80>(work, F::After, "Gelar belakang");
    if let Ok(full) = Text::new(&full) {
        return Some(Name {
            full,
            before: before?,
            after: after?,
        });
    }
    let message = "Nama lebih dari 150 huruf. Singkat, atau pindahkan gelar ke kolomnya.";
    work.fault_of(Code::NameMissing, F::Name, ValueClass::TooLong, message);
    None
}

/// A title, none if there is none, nothing if it is too long.
#[expect(
    clippy::option_option,
    reason = "three answers: none, a title, too long"
)]
fn fitting<const MAX: usize>(
    work: &mut Work<'_>,
    field: F,
    what: &str,
) -> Option<Option<Text<MAX>>> {
    let Some(text) = work.text(field) else {
        return Some(None);
    };
    if let Ok(text) = Text::new(&text) {
        return Some(Some(text));
    }
    let message = format!("{what} lebih dari {MAX} huruf. Singkat gelarnya.");
    work.fault_of(Code::NameMissing, field, ValueClass::TooLong, message);
    None
}

fn born(work: &mut Work<'_>, nip: Option<Nip>) -> Option<Date> {
    let stated = work.date(F::Born);
    let of_nip = nip.and_then(|nip| nip.born());
    if let (Some(stated), Some(of_nip)) = (stated, of_nip)
        && stated != of_nip
    {
        let message = "Tanggal lahir berbeda dari delapan digit pertama NIP. Perbaiki yang keliru.";
        work.fault(Code::NipBirthDateMismatch, F::Born, message);
    }
    of_nip
}

fn check_sex(work: &mut Work<'_>, nip: Option<Nip>) {
    let stated = words::sex(&tidy(&work.cell(F::Sex).text));
    if let (Some(stated), Some(nip)) = (stated, nip)
        && stated != nip.sex()
    {
        let message = "Jenis kelamin berbeda dari digit ke-15 NIP (1 laki-laki, 2 perempuan). \
            Perbaiki yang keliru.";
        work.fault(Code::NipSexMismatch, F::Sex, message);
    }
}

/// `III/a`, `IX`: as decrees write them; anything else as it is.
fn grade(text: &str) -> String {
    let text: String = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .take(20)
        .collect();
    match text.split_once(['/', '.']) {
        Some((roman, letter)) => format!("{}/{}", roman.to_uppercase(), letter.to_lowercase()),
        None => text.to_uppercase(),
    }
}
