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
    let (row, kind) = (cleaned.row, cleaned.kind);
    let mut add = |code, column: &str, class, message: &str| {
        let earlier = fault
            .as_ref()
            .is_some_and(|f| rank(kind, f.code) <= rank(kind, code));
        if !earlier {
            let (column, message) = (column.to_owned(), message.to_owned());
            *fault = Some(Fault {
                row,
                column,
                code,
                message,
                class,
            });
        }
    };
    if kind.refers_to_people() {
        let message = "Pegawai dengan NIP ini belum terdaftar. Impor data pegawai lebih dahulu, atau \
            perbaiki NIP.";
        if cleaned
            .person
            .as_ref()
            .is_some_and(|nip| !known.person(nip))
        {
            add(
                Code::PersonUnknown,
                &cleaned.headers.person,
                ValueClass::Number,
                message,
            );
        } else if cleaned.others.iter().any(|nip| !known.person(nip)) {
            add(
                Code::PersonUnknown,
                &cleaned.headers.others,
                ValueClass::Number,
                message,
            );
        }
    }
    if let Some(name) = &cleaned.unit {
        match known.unit(name) {
            Some(official) => set_unit(&mut cleaned.content, official),
            None if kind.refers_to_units() => {
                let message = "Unit tidak ada dalam daftar unit. Perbaiki namanya, atau tambahkan \
                    padanannya di berkas pemetaan.";
                add(
                    Code::UnitUnknown,
                    &cleaned.headers.unit,
                    ValueClass::Text,
                    message,
                );
            }
            None => {}
        }
    }
    if let Some(Row::Unit(unit)) = &mut cleaned.content
        && let Some(parent) = &unit.parent
    {
        match known.unit(parent) {
            Some(official) => unit.parent = Some(official),
            None if seen.has_unit(parent) || unit_key(parent) == unit_key(&unit.name) => {}
            None => {
                let message = "Unit induk tidak dikenal. Letakkan baris unit induk di atas baris ini, \
                    atau perbaiki namanya.";
                add(
                    Code::ParentUnknown,
                    &cleaned.headers.parent,
                    ValueClass::Text,
                    message,
                );
            }
        }
    }
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
