//! What a nominee must meet as a sentence, in both languages.

use domain::person::{PersonKind, PositionGroup};
use domain::predikat::Predikat;
use domain::rulebook::{Requirement, SanctionLevel};

use crate::lang::Lang;

impl Lang {
    /// `a, b atau c`.
    fn either(self, all: impl IntoIterator<Item = &'static str>) -> String {
        let all: Vec<_> = all.into_iter().collect();
        let or = self.says(" atau ", " or ");
        match all.split_last() {
            Some((last, [])) => (*last).to_owned(),
            Some((last, others)) => format!("{}{or}{last}", others.join(", ")),
            None => String::new(),
        }
    }

    fn years(self, years: u8) -> String {
        let plural = if years == 1 { "year" } else { "years" };
        self.says(format!("{years} tahun"), format!("{years} {plural}"))
    }
}

fn kind(lang: Lang, kind: PersonKind) -> &'static str {
    match kind {
        PersonKind::Pns => "PNS",
        PersonKind::Pppk => "PPPK",
        PersonKind::Guest => lang.says("tamu", "guest"),
    }
}

fn group(lang: Lang, group: PositionGroup) -> &'static str {
    match group {
        PositionGroup::JptPratama => "JPT pratama",
        PositionGroup::Administrator => "administrator",
        PositionGroup::Pengawas => lang.says("pengawas", "pengawas (supervisor)"),
        PositionGroup::Pelaksana => lang.says("pelaksana", "pelaksana (staff)"),
        PositionGroup::JfGuru => lang.says("jabatan fungsional guru", "teacher"),
        PositionGroup::JfKesehatan => lang.says("jabatan fungsional kesehatan", "health worker"),
        PositionGroup::JfLain => lang.says("jabatan fungsional lain", "other functional position"),
        PositionGroup::None => lang.says("tanpa jabatan di instansi ini", "no position here"),
    }
}

const fn predicate(predicate: Predikat) -> &'static str {
    match predicate {
        Predikat::SangatKurang => "Sangat Kurang",
        Predikat::Kurang => "Kurang",
        Predikat::ButuhPerbaikan => "Butuh Perbaikan",
        Predikat::Baik => "Baik",
        Predikat::SangatBaik => "Sangat Baik",
    }
}

const fn level(level: SanctionLevel) -> &'static str {
    match level {
        SanctionLevel::Ringan => "ringan",
        SanctionLevel::Sedang => "sedang",
        SanctionLevel::Berat => "berat",
    }
}

/// The requirement as a sentence.
pub(super) fn says(lang: Lang, requirement: &Requirement) -> String {
    let (indonesian, english) = match requirement {
        Requirement::Active => ("Aktif bertugas di instansi ini.", "Serves in this agency."),
        Requirement::NotServingSanction => (
            "Tidak sedang menjalani hukuman disiplin.",
            "Is not serving a sanction.",
        ),
        Requirement::NotUnderExamination => {
            ("Tidak sedang diperiksa.", "Is not under examination.")
        }
        Requirement::Kind { kinds } => {
            let kinds = lang.either(kinds.iter().map(|one| kind(lang, *one)));
            return of(lang, ("Berstatus", "Is employed as"), &kinds);
        }
        Requirement::Group { groups } => {
            let groups = lang.either(groups.iter().map(|one| group(lang, *one)));
            return of(lang, ("Menjabat:", "Holds a position:"), &groups);
        }
        Requirement::Document { title, .. } => {
            return of(lang, ("Dokumen:", "Document:"), title.as_str());
        }
        Requirement::AgeAtMost { years } => {
            let most = ("Usia paling tinggi", "Age at most");
            return of(lang, most, &lang.years(*years));
        }
        Requirement::ServiceAtLeast { years } => {
            let least = ("Masa kerja paling sedikit", "Has served at least");
            return of(lang, least, &lang.years(*years));
        }
        Requirement::PredicateAtLeast { predicate, years } => {
            return appraisal(lang, *predicate, *years);
        }
        Requirement::TrainingAtLeast { hours, years } => return training(lang, *hours, *years),
        Requirement::NoSanction { levels, years } => return sanction(lang, levels, *years),
        Requirement::NoWin { years } => return win(lang, *years),
    };
    lang.says(indonesian, english).to_owned()
}

fn of(lang: Lang, (indonesian, english): (&str, &str), what: &str) -> String {
    format!("{} {what}.", lang.says(indonesian, english))
}

fn appraisal(lang: Lang, lowest: Predikat, years: u8) -> String {
    let (lowest, years) = (predicate(lowest), lang.years(years));
    lang.says(
        format!("Predikat kinerja paling rendah {lowest} pada tiap tahun selama {years} terakhir."),
        format!("Performance predicate of at least {lowest} in each of the last {years}."),
    )
}

fn training(lang: Lang, hours: u16, years: u8) -> String {
    let years = lang.years(years);
    lang.says(
        format!("Pelatihan paling sedikit {hours} JP dalam {years} terakhir."),
        format!("At least {hours} lesson hours (JP) of training within the last {years}."),
    )
}

fn sanction(lang: Lang, levels: &[SanctionLevel], years: Option<u8>) -> String {
    let levels = lang.either(levels.iter().map(|one| level(*one)));
    match years.map(|years| lang.years(years)) {
        Some(years) => lang.says(
            format!("Tidak dijatuhi hukuman disiplin {levels} dalam {years} terakhir."),
            format!("No disciplinary sanction ({levels}) within the last {years}."),
        ),
        None => lang.says(
            format!("Tidak pernah dijatuhi hukuman disiplin {levels}."),
            format!("Never had a disciplinary sanction ({levels})."),
        ),
    }
}

fn win(lang: Lang, years: Option<u8>) -> String {
    match years.map(|years| lang.years(years)) {
        Some(years) => lang.says(
            format!("Belum menang di kategori ini dalam {years} terakhir."),
            format!("Has not won in this category within the last {years}."),
        ),
        None => lang
            .says(
                "Belum pernah menang di kategori ini.",
                "Has never won in this category.",
            )
            .to_owned(),
    }
}
