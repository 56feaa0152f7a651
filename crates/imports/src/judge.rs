//! What becomes of a cleaned row, once it is known what the agency knows and what came before.

mod seen;

use domain::Nip;

use crate::clean::{Cleaned, rank};
use crate::code::{Code, Fault, ValueClass};
use crate::kind::Kind;
use crate::rows::Row;

use seen::Earlier;
pub use seen::{Seen, unit_key};

/// What the agency knows.
pub trait Known {
    /// Whether there is such a person.
    fn person(&self, nip: &Nip) -> bool;
    /// The official name of the unit that is meant.
    fn unit(&self, name: &str) -> Option<String>;
}

/// What becomes of a row.
pub enum Verdict {
    /// It is taken over.
    Accepted(Row),
    /// It repeats an accepted row.
    Duplicate {
        /// Which row repeats.
        row: u32,
        /// Which one it repeats.
        of: u32,
    },
    /// It is set aside.
    Quarantined(Fault),
}

/// Judges a row. Rows must come in the order of the file.
pub fn judge(mut cleaned: Cleaned, known: &dyn Known, seen: &mut Seen) -> Verdict {
    let mut fault = cleaned.fault.take();
    look_up(&mut cleaned, known, seen, &mut fault);
    if let Some(fault) = fault {
        return Verdict::Quarantined(fault);
    }
    let Some(row) = cleaned.content else {
        // Cleaning gives a row or says why not; a slip there must not lose a row unseen.
        let class = ValueClass::Text;
        let code = cleaned
            .kind
            .codes()
            .first()
            .copied()
            .unwrap_or(Code::DateUnreadable);
        return Verdict::Quarantined(Fault {
            row: cleaned.row,
            column: cleaned.headers.key,
            code,
            message: "Baris tidak dapat dibaca. Periksa isinya.".to_owned(),
            class,
        });
    };
    match seen.add(&row) {
        Earlier::None => Verdict::Accepted(row),
        Earlier::Same(of) => Verdict::Duplicate {
            row: cleaned.row,
            of,
        },
        Earlier::Other(of) => Verdict::Quarantined(Fault {
            row: cleaned.row,
            column: cleaned.headers.key,
            code: Code::DuplicateConflict,
            message: format!(
                "Isinya berbeda dari baris {of} tentang hal yang sama. Hapus salah satu baris yang \
                 keliru."
            ),
            class: ValueClass::Text,
        }),
    }
}

/// Looks up persons and units; a fault of looking up counts by its place in the order of the codes.
fn look_up(cleaned: &mut Cleaned, known: &dyn Known, seen: &Seen, fault: &mut Option<Fault>) {
    let found = [
        unknown_person(cleaned, known),
        unknown_unit(cleaned, known),
        unknown_parent(cleaned, known, seen),
    ];
    for (code, column, class, message) in found.into_iter().flatten() {
        let first = rank(cleaned.kind, code);
        if fault
            .as_ref()
            .is_none_or(|fault| first < rank(cleaned.kind, fault.code))
        {
            *fault = Some(Fault {
                row: cleaned.row,
                column,
                code,
                message: message.to_owned(),
                class,
            });
        }
    }
}

type Unknown = (Code, String, ValueClass, &'static str);

fn unknown_person(cleaned: &Cleaned, known: &dyn Known) -> Option<Unknown> {
    if !cleaned.kind.refers_to_people() {
        return None;
    }
    let unknown = |nip: &Nip| !known.person(nip);
    let column = if cleaned.person.as_ref().is_some_and(unknown) {
        &cleaned.headers.person
    } else if cleaned.others.iter().any(unknown) {
        &cleaned.headers.others
    } else {
        return None;
    };
    let message = "Pegawai dengan NIP ini belum terdaftar. Impor data pegawai lebih dahulu, atau \
        perbaiki NIP.";
    Some((
        Code::PersonUnknown,
        column.clone(),
        ValueClass::Number,
        message,
    ))
}

/// Puts the official name in the row's place of the unit.
fn unknown_unit(cleaned: &mut Cleaned, known: &dyn Known) -> Option<Unknown> {
    let name = cleaned.unit.as_deref()?;
    if let Some(official) = known.unit(name) {
        set_unit(&mut cleaned.content, official);
        return None;
    }
    if !cleaned.kind.refers_to_units() {
        return None;
    }
    let message = "Unit tidak ada dalam daftar unit. Perbaiki namanya, atau tambahkan padanannya di \
        berkas pemetaan.";
    let column = cleaned.headers.unit.clone();
    Some((Code::UnitUnknown, column, ValueClass::Text, message))
}

/// The unit above another is known, or stands in a row above.
fn unknown_parent(cleaned: &mut Cleaned, known: &dyn Known, seen: &Seen) -> Option<Unknown> {
    let Some(Row::Unit(unit)) = &mut cleaned.content else {
        return None;
    };
    let parent = unit.parent.as_deref()?;
    if let Some(official) = known.unit(parent) {
        unit.parent = Some(official);
        return None;
    }
    if unit_key(parent) == unit_key(&unit.name) {
        // The top of a tree often names itself.
        unit.parent = None;
        return None;
    }
    if seen.has_unit(parent) {
        return None;
    }
    let message = "Unit induk tidak dikenal. Letakkan baris unit induk di atas baris ini, atau \
        perbaiki namanya.";
    let column = cleaned.headers.parent.clone();
    Some((Code::ParentUnknown, column, ValueClass::Text, message))
}

fn set_unit(content: &mut Option<Row>, official: String) {
    match content {
        Some(Row::Person(row)) => row.unit = official,
        Some(Row::Survey(row)) => row.unit = official,
        Some(Row::Organisation(row)) => row.unit = official,
        Some(Row::Candidate(row)) => row.unit = official,
        _ => {}
    }
}

impl Kind {
    /// Whether its rows are about people that must be known.
    #[must_use]
    pub const fn refers_to_people(self) -> bool {
        match self {
            Self::Appraisals
            | Self::Sanctions
            | Self::Awards
            | Self::Trainings
            | Self::Mentoring
            | Self::Innovations
            | Self::Candidates => true,
            Self::People | Self::Units | Self::Organisation | Self::Survey => false,
        }
    }

    /// Whether its rows name units that must be known. A staff file's units are made.
    #[must_use]
    pub const fn refers_to_units(self) -> bool {
        matches!(self, Self::Organisation | Self::Survey | Self::Candidates)
    }
}
