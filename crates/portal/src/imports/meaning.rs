//! What the meanings of columns are called.

use ::imports::Field;

use crate::lang::Lang;

/// A meaning in words.
pub(super) const fn meaning(lang: Lang, field: Field) -> &'static str {
    let (indonesian, english) = words(field);
    match lang {
        Lang::Indonesian => indonesian,
        Lang::English => english,
    }
}

macro_rules! meanings {
    ($($field:ident: $id:literal, $en:literal;)+) => {
        const fn words(field: Field) -> (&'static str, &'static str) {
            match field { $(Field::$field => ($id, $en),)+ }
        }
    };
}

meanings! {
    Nip: "NIP atau NI PPPK", "NIP (staff number)";
    Name: "Nama", "Name";
    Before: "Gelar depan", "Title before the name";
    After: "Gelar belakang", "Title after the name";
    Born: "Tanggal lahir", "Birth date";
    Sex: "Jenis kelamin", "Sex";
    Employment: "Jenis pegawai (PNS/PPPK)", "Kind of employment (PNS/PPPK)";
    Legal: "Kedudukan hukum", "Legal standing";
    Flag: "Status CPNS/PNS", "Status (CPNS/PNS)";
    Since: "TMT CPNS", "Civil servant since (TMT CPNS)";
    TmtPns: "TMT PNS", "Confirmed since (TMT PNS)";
    TmtGrade: "TMT golongan", "In the grade since";
    TmtPosition: "TMT jabatan", "In the position since";
    Grade: "Golongan", "Grade";
    PositionType: "Jenis jabatan", "Kind of position";
    Eselon: "Eselon", "Echelon";
    Position: "Nama jabatan", "Position";
    Unit: "Unit kerja", "Unit";
    Parent: "Unit atasan", "Unit above";
    Siasn: "ID di SIASN", "Id in SIASN";
    Code: "Kode", "Code";
    Head: "NIP kepala unit", "NIP of the unit's head";
    From: "Tanggal mulai", "First day";
    Until: "Tanggal selesai", "Last day";
    Year: "Tahun", "Year";
    Period: "Periode (misalnya 2025-Q3)", "Period (such as 2025-Q3)";
    PeriodKind: "Jenis periode (1 bulanan, 2 triwulanan)", "Kind of period (1 monthly, 2 quarterly)";
    FromMonth: "Bulan awal", "First month";
    UntilMonth: "Bulan akhir", "Last month";
    Results: "Hasil kerja (kata)", "Results of work (in words)";
    ResultsNumber: "Hasil kerja (angka 1–3)", "Results of work (1–3)";
    Behaviour: "Perilaku kerja (kata)", "Behaviour at work (in words)";
    BehaviourNumber: "Perilaku kerja (angka 1–3)", "Behaviour at work (1–3)";
    Predikat: "Predikat kinerja (kata)", "Predicate (in words)";
    PredikatNumber: "Predikat kinerja (angka 1–5)", "Predicate (1–5)";
    Level: "Tingkat hukuman", "Level of the sanction";
    Sanction: "Jenis hukuman", "Kind of sanction";
    Number: "Nomor surat atau sertifikat", "Number of the decree or certificate";
    Signed: "Tanggal surat keputusan", "Date of the decree";
    Years: "Jumlah tahun", "Number of years";
    Months: "Jumlah bulan", "Number of months";
    Regulation: "Nomor peraturan", "Number of the regulation";
    Award: "Nama penghargaan", "Award";
    AwardId: "ID penghargaan BKN", "BKN's id of the award";
    Title: "Nama pelatihan atau judul inovasi", "Title of the training or innovation";
    Hours: "Jam pelajaran (JP)", "Lesson hours (JP)";
    Provider: "Penyelenggara", "Held by";
    Mentor: "NIP mentor", "NIP of the mentor";
    Mentee: "NIP peserta mentoring", "NIP of the mentee";
    On: "Tanggal", "Day";
    Minutes: "Lama (menit)", "Duration in minutes";
    State: "Status", "State";
    Skill: "Keterampilan yang dilatih", "Skill";
    At: "Waktu menjawab", "Time of the answer";
    RespondentSex: "Jenis kelamin responden", "Respondent's sex";
    Age: "Usia responden", "Respondent's age";
    Education: "Pendidikan responden", "Respondent's education";
    Occupation: "Pekerjaan responden", "Respondent's occupation";
    Service: "Jenis layanan", "Service used";
    Slot: "Jam survei", "Time of day";
    Answer1: "Jawaban 1 (SKM: persyaratan)", "Answer 1 (survey: requirements)";
    Answer2: "Jawaban 2 (SKM: prosedur)", "Answer 2 (survey: procedure)";
    Answer3: "Jawaban 3 (SKM: waktu penyelesaian)", "Answer 3 (survey: time taken)";
    Answer4: "Jawaban 4 (SKM: biaya/tarif)", "Answer 4 (survey: cost)";
    Answer5: "Jawaban 5 (SKM: produk layanan)", "Answer 5 (survey: product)";
    Answer6: "Jawaban 6 (SKM: kompetensi pelaksana)", "Answer 6 (survey: competence of staff)";
    Answer7: "Jawaban 7 (SKM: perilaku pelaksana)", "Answer 7 (survey: behaviour of staff)";
    Answer8: "Jawaban 8 (SKM: sarana dan prasarana)", "Answer 8 (survey: facilities)";
    Answer9: "Jawaban 9 (SKM: penanganan pengaduan)", "Answer 9 (survey: handling of complaints)";
    Stage: "Tahap inovasi", "Stage of the innovation";
    Category: "Kategori penghargaan", "Category of the award";
    NoFindings: "Bebas temuan", "Free of audit findings";
    NoSanction: "Tidak sedang menjalani hukuman disiplin", "Under no discipline sanction";
    NotExamined: "Tidak sedang dalam pemeriksaan disiplin", "Under no discipline examination";
    HasInnovation: "Memiliki inovasi", "Has an innovation";
    HasAward: "Memiliki penghargaan", "Has an award";
}
