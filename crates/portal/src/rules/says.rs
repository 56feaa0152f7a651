//! Rules as sentences, in both languages.

use domain::edition::NomineeKind;
use domain::rulebook::{Category, Publication, Relation, TieRule, Weekday};
use domain::text::Code;

use crate::lang::Lang;

impl Lang {
    /// The text of the language.
    pub(crate) fn says<T>(self, indonesian: T, english: T) -> T {
        match self {
            Self::Indonesian => indonesian,
            Self::English => english,
        }
    }
}

pub(super) fn nominee(lang: Lang, kind: NomineeKind) -> &'static str {
    match kind {
        NomineeKind::Person => lang.says("perorangan", "a person"),
        NomineeKind::Unit => lang.says("unit kerja", "a unit"),
        NomineeKind::Team => lang.says("tim (dua orang atau lebih)", "a team of two or more"),
    }
}

pub(super) fn weekday(lang: Lang, day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => lang.says("Senin", "Monday"),
        Weekday::Tuesday => lang.says("Selasa", "Tuesday"),
        Weekday::Wednesday => lang.says("Rabu", "Wednesday"),
        Weekday::Thursday => lang.says("Kamis", "Thursday"),
        Weekday::Friday => lang.says("Jumat", "Friday"),
        Weekday::Saturday => lang.says("Sabtu", "Saturday"),
        Weekday::Sunday => lang.says("Minggu", "Sunday"),
    }
}

pub(super) fn tie(lang: Lang, tie: &TieRule, categories: &[Category]) -> String {
    let said = match tie {
        TieRule::Criterion(code) => {
            let title = titled(code, categories);
            return lang.says(
                format!("Nilai lebih tinggi pada kriteria {title}."),
                format!("The higher score on {title}."),
            );
        }
        TieRule::Criteria => lang.says(
            "Nilai lebih tinggi pada kriteria berbobot terbesar, lalu kriteria berikutnya.",
            "The higher score on the criterion of the greatest weight, then on the next ones.",
        ),
        TieRule::HeadToHead => lang.says(
            "Banding langsung: yang lebih disukai oleh lebih banyak juri.",
            "Head to head: who is preferred by more jurors.",
        ),
        TieRule::FewerWins => lang.says(
            "Yang lebih jarang menang di kategori ini.",
            "Who has won less often in this category.",
        ),
        TieRule::LongerService => lang.says("Masa kerja lebih lama.", "Who has served longer."),
        TieRule::Lot => lang.says(
            "Undian dari rahasia yang disimpan ketua, sekretaris dan auditor sebelum putaran dibuka.",
            "A lot from secrets that chair, secretary and auditor committed before the round opened.",
        ),
        TieRule::Plenary => lang.says(
            "Rapat pleno memutus dengan alasan tertulis.",
            "The plenary decides, with reasons in writing.",
        ),
        TieRule::Shared => lang.says("Juara bersama.", "Joint winners."),
    };
    said.to_owned()
}

/// A criterion's name, where the first category that has it names it.
fn titled(code: &Code, categories: &[Category]) -> String {
    let mut criteria = categories.iter().flat_map(|category| &category.criteria);
    let known = criteria.find(|criterion| criterion.code == *code);
    known.map_or_else(|| code.to_string(), |criterion| criterion.title.to_string())
}

pub(super) fn relation(lang: Lang, relation: Relation) -> &'static str {
    match relation {
        Relation::Nominee => lang.says(
            "Juri adalah calon, anggota tim calon, atau kepala unit calon.",
            "The juror is the nominee, one of the team, or head of the unit.",
        ),
        Relation::Nominator => lang.says("Juri mengusulkan calon.", "The juror nominated."),
        Relation::SameUnit => lang.says(
            "Juri dan calon bertugas di unit kerja yang sama.",
            "Juror and nominee serve in the same unit.",
        ),
        Relation::Superior => lang.says(
            "Juri atasan calon, atau calon atasan juri.",
            "One of juror and nominee is the other's superior.",
        ),
        Relation::Endorser => lang.says(
            "Juri mendukung usulan itu.",
            "The juror endorsed the nomination.",
        ),
        Relation::DeclaredBefore => lang.says(
            "Konflik yang sama dinyatakan pada edisi sebelumnya.",
            "The same conflict was declared in an earlier edition.",
        ),
        Relation::Declared => lang.says("Juri menyatakannya sendiri.", "The juror declared it."),
    }
}

pub(super) fn publication(lang: Lang, publication: Publication) -> &'static str {
    match publication {
        Publication::Commitments => lang.says(
            "Umum membaca pemenang dan sidik tiap baris nilai, bukan nilainya.",
            "The public reads the winners and a fingerprint of every row of scores, not the scores.",
        ),
        Publication::Winners => lang.says(
            "Baris nilai pemenang dibuka kepada umum; juri diberi nomor, bukan nama.",
            "The winners' rows of scores are public; jurors are numbered, not named.",
        ),
        Publication::Anonymous => lang.says(
            "Semua baris nilai dibuka; juri dan calon lain diberi nomor. Umum dapat menghitung ulang.",
            "All rows are public; jurors and other nominees are numbered. Anybody can recount.",
        ),
    }
}
