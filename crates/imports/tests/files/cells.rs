//! What single rows come to: every fault of every kind, and every tolerated form.

use imports::{Code, Input, Kind, Row, ValueClass};

use crate::agency::{Agency, Imported};

pub(crate) fn read(agency: &Agency, kind: Kind, text: &str) -> Imported {
    agency
        .import(kind, Input::Bytes(text.as_bytes().to_vec()))
        .unwrap()
}

fn known() -> Agency {
    let mut agency = Agency::default();
    let staff =
        "NIP;NAMA;NAMA UNOR\n199001312015032901;A;DINAS KESEHATAN\n199001312015032902;B;RSUD\n";
    let staff = read(&agency, Kind::People, staff);
    agency.learn(&staff.rows);
    agency
}

/// The codes of a file's faults, in its order.
fn codes(kind: Kind, text: &str) -> Vec<Code> {
    let imported = read(&known(), kind, text);
    imported
        .report
        .quarantined
        .iter()
        .map(|fault| fault.code)
        .collect()
}

/// The code of a row below a header, none if it is accepted.
#[track_caller]
fn code(kind: Kind, header: &str, row: &str) -> Option<Code> {
    let imported = read(&known(), kind, &format!("{header}\n{row}\n"));
    assert_eq!(imported.report.rows, 1, "{row}");
    let fault = imported.report.quarantined.first();
    if let Some(fault) = fault {
        assert_eq!(fault.row, 2);
        assert!(
            header.split(';').any(|column| column == fault.column),
            "{}",
            fault.column
        );
        for cell in row.split(';').filter(|cell| cell.len() > 4) {
            assert!(!fault.message.contains(cell), "a message shows a value");
        }
    }
    fault.map(|fault| fault.code)
}

const STAFF: &str = "NIP;NAMA;TANGGAL LAHIR;JENIS KELAMIN;JENIS PEGAWAI;NAMA UNOR;TMT CPNS";

#[track_caller]
fn person(nip: &str, rest: &str, expected: Option<Code>) {
    assert_eq!(
        code(Kind::People, STAFF, &format!("{nip};{rest}")),
        expected,
        "{rest}"
    );
}

#[test]
fn every_fault_of_a_staff_file() {
    let good = "A;31-01-1990;P;PNS;RSUD;01-03-2015";
    for nip in [
        "199001312015032901",
        "19900131 201503 2 901",
        "'199001312015032901",
        "1990.0131.201503.2.901",
    ] {
        person(nip, good, None);
    }
    person("199001312015032901\u{A0}", good, None);
    for broken in [
        "1.99001E+17",
        "1,99001E+17",
        "199001312015032000",
        "199001312015032000.0",
        "1.99001e+17",
    ] {
        person(broken, good, Some(Code::NipBrokenBySpreadsheet));
    }
    for wrong in [
        "",
        "-",
        "19900131201503290",
        "1990013120150329011",
        "19900131201503290A",
        "130012345",
    ] {
        person(wrong, good, Some(Code::NipWrongLength));
    }
    person("199002302015032901", good, Some(Code::NipInvalidDate));
    person("199001312015132901", good, Some(Code::NipInvalidDate));
    person(
        "199001312015212901",
        "A;31-01-1990;P;PPPK;RSUD;01-03-2015",
        None,
    );
    person(
        "199001312015212901",
        "A;31-01-1990;P;;RSUD;01-03-2015",
        None,
    );
}

#[test]
fn faults_beside_the_nip_of_a_staff_file() {
    person(
        "199001312015032901",
        "-;31-01-1990;P;PNS;RSUD;",
        Some(Code::NameMissing),
    );
    person(
        "199001312015032901",
        "A;30-01-1990;P;PNS;RSUD;",
        Some(Code::NipBirthDateMismatch),
    );
    person(
        "199001312015032901",
        "A;31-01-1990;L;PNS;RSUD;",
        Some(Code::NipSexMismatch),
    );
    person(
        "199001312015032901",
        "A;31-01-1990;P;PNS;RSUD;31-02-2015",
        Some(Code::DateUnreadable),
    );
    person(
        "199001312015032901",
        "A;kemarin;P;PNS;RSUD;",
        Some(Code::DateUnreadable),
    );
    person("199001312015032901", "A;;P;PNS;-;", Some(Code::UnitMissing));
    // The first fault in the order of the codes.
    person(
        "199001312015032901",
        "-;30-01-1990;L;PNS;;31-02-2015",
        Some(Code::NameMissing),
    );
    person(
        "1.99E+17",
        "-;30-01-1990;L;PNS;;31-02-2015",
        Some(Code::NipBrokenBySpreadsheet),
    );
}

#[test]
fn dates_in_every_form() {
    let forms = [
        "31-01-1990",
        "31/01/1990",
        "31.01.1990",
        "31 Januari 1990",
        "31 Jan 1990",
        "31-Jan-1990",
        "Rabu, 31 Januari 1990",
        "1990-01-31",
        "1990-01-31 00:00:00",
        "1990-01-31T00:00:00",
        "32904",
        "32904.0",
        "32904,5",
        "31/1/1990",
        "'31-01-1990",
        "19900131",
        "31-01-1990 07:30",
    ];
    for form in forms {
        person("199001312015032901", &format!("A;{form};P;PNS;RSUD;"), None);
    }
    for nothing in [
        "",
        "-",
        "0",
        "01-01-1900",
        "00-00-0000",
        "1900-01-01 00:00:00",
        "\u{A0}",
    ] {
        person(
            "199001312015032901",
            &format!("A;{nothing};P;PNS;RSUD;"),
            None,
        );
    }
    for bad in [
        "31-01-90",
        "32-01-1990",
        "01-31-1990",
        "1990",
        "123456",
        "#N/A",
        "31 Foo 1990",
    ] {
        person(
            "199001312015032901",
            &format!("A;{bad};P;PNS;RSUD;"),
            Some(Code::DateUnreadable),
        );
    }
}

#[test]
fn faults_of_records_about_people() {
    let header = "nipBaru;tahun;hasilKinerja;hasilKinerjaNilai;perilakuKerja;kuadranKinerja";
    let appraisal = |row: &str| code(Kind::Appraisals, header, row);
    let nip = "199001312015032901";
    assert_eq!(
        appraisal(&format!(
            "{nip};2025;Di Atas Ekspektasi;1;DIATAS ESPEKTASI;Sangat Baik"
        )),
        None
    );
    assert_eq!(
        appraisal(&format!("{nip};2025;dibawah;3;SESUAI;Cukup")),
        None
    );
    assert_eq!(appraisal(&format!("{nip};2025;;2;SESUAI;")), None);
    assert_eq!(
        appraisal("199001312015032909;20255;X;7;Y;Z"),
        Some(Code::PersonUnknown)
    );
    assert_eq!(
        appraisal("1.99E+17;2025;SESUAI;2;SESUAI;BAIK"),
        Some(Code::PersonUnknown)
    );
    assert_eq!(
        appraisal(&format!("{nip};1989;X;7;Y;Z")),
        Some(Code::PeriodInvalid)
    );
    assert_eq!(
        appraisal(&format!("{nip};2025;SESUAI EKSPEKTASI;1;SESUAI;BAIK")),
        Some(Code::RatingUnknown)
    );
    assert_eq!(
        appraisal(&format!("{nip};2025;SESUAI;7;SESUAI;BAIK")),
        Some(Code::RatingUnknown)
    );
    let contradicts = appraisal(&format!("{nip};2025;SESUAI;2;SESUAI;KURANG"));
    assert_eq!(contradicts, Some(Code::PredicateContradictsRatings));
}

#[test]
fn faults_of_sanctions() {
    let nip = "199001312015032901";
    let header =
        "nipBaru;jenisTingkatHukumanId;jenisHukuman;skNomor;hukumanTanggal;akhirHukumTanggal";
    let sanction = |row: &str| code(Kind::Sanctions, header, row);
    assert_eq!(
        sanction(&format!("{nip};;Teguran lisan;1;01-01-2024;")),
        None
    );
    assert_eq!(
        sanction(&format!("{nip};sedang;;1;01-01-2024;01-01-2024")),
        None
    );
    assert_eq!(
        sanction(&format!("{nip};X;Teguran lisan;1;01-01-2024;")),
        Some(Code::LevelUnknown)
    );
    assert_eq!(
        sanction(&format!("{nip};B;;1;02-01-2024;01-01-2024")),
        Some(Code::EndBeforeStart)
    );
    assert_eq!(
        sanction(&format!("{nip};B;;1;40-01-2024;01-01-2024")),
        Some(Code::DateUnreadable)
    );
    assert_eq!(
        sanction(&format!("{nip};B;;1;;01-01-2024")),
        Some(Code::DateUnreadable)
    );
}

#[test]
fn faults_of_the_other_kinds() {
    let nip = "199001312015032901";
    let header = "nip;jenisDiklatId;namaKursus;jumlahJam;tanggalKursus;tanggalSelesaiKursus;materi";
    let training = |row: &str| code(Kind::Trainings, header, &format!("{nip};{row}"));
    assert_eq!(
        training("8;Bimtek Arsip;32 JP;01-02-2025;03-02-2025;4"),
        None
    );
    assert_eq!(training("8;-;32;;;"), Some(Code::TitleMissing));
    assert_eq!(training("8;Bimtek;0;;;"), Some(Code::HoursInvalid));
    assert_eq!(training("8;Bimtek;2,5;;;"), Some(Code::HoursInvalid));
    assert_eq!(training("8;Bimtek;8;x;;"), Some(Code::DateUnreadable));
    assert_eq!(
        training("8;Bimtek;8;02-01-2025;01-01-2025;"),
        Some(Code::EndBeforeStart)
    );
    assert_eq!(training("8;Bimtek;8;;;5"), Some(Code::AnswerOutOfScale));
    let header = "nip;hargaId;skDate;tahun";
    let award = |row: &str| code(Kind::Awards, header, &format!("{nip};{row}"));
    assert_eq!(award("306;;2025"), None);
    assert_eq!(award("Satyalencana Karya Satya XX Tahun;;2025"), None);
    assert_eq!(award("999;;2025"), Some(Code::AwardUnknown));
    assert_eq!(award("306;x;2025"), Some(Code::DateUnreadable));
    assert_eq!(award("306;;25"), Some(Code::PeriodInvalid));
    let header = "NIP MENTOR;NIP MENTEE;TANGGAL;DURASI;P1";
    let mentoring = |row: &str| code(Kind::Mentoring, header, &format!("{nip};{row}"));
    assert_eq!(mentoring("199001312015032902;01-02-2025;90 menit;5"), None);
    assert_eq!(
        mentoring("199001312015032999;01-02-2025;90;5"),
        Some(Code::PersonUnknown)
    );
    assert_eq!(
        mentoring("199001312015032901;01-02-2025;90;5"),
        Some(Code::SamePerson)
    );
    assert_eq!(
        mentoring("199001312015032902;;90;5"),
        Some(Code::DateUnreadable)
    );
    assert_eq!(
        mentoring("199001312015032902;01-02-2025;-90;5"),
        Some(Code::HoursInvalid)
    );
    assert_eq!(
        mentoring("199001312015032902;01-02-2025;90;6"),
        Some(Code::AnswerOutOfScale)
    );
    let header = "NIP;NAMA INOVASI;TAHUN";
    let innovation = |row: &str| code(Kind::Innovations, header, &format!("{nip};{row}"));
    assert_eq!(innovation("Antre Daring;2024"), None);
    assert_eq!(innovation(";2024"), Some(Code::TitleMissing));
    assert_eq!(
        innovation("Antre Daring;tahun lalu"),
        Some(Code::PeriodInvalid)
    );
    let header = "nip;unit_kerja_nama;masa_kerja_tahun;bebas_temuan";
    let candidate = |row: &str| code(Kind::Candidates, header, &format!("{nip};{row}"));
    assert_eq!(candidate("rsud;12 tahun;Ya"), None);
    assert_eq!(candidate("DINAS LAIN;12;Ya"), Some(Code::UnitUnknown));
    assert_eq!(candidate("RSUD;12;mungkin"), Some(Code::AnswerOutOfScale));
}

#[test]
fn faults_about_units() {
    let units = "NAMA UNOR;UNOR INDUK;BERLAKU MULAI;BERLAKU SAMPAI\n\
        SEKRETARIAT;;;\nBAGIAN UMUM;Sekretariat;;\n-;;;\nX;TIDAK ADA;;\nY;;besok;\nZ;;02-01-2025;01-01-2025\n\
        RSUD;;;\nRSUD;;01-01-2025;\n";
    assert_eq!(
        codes(Kind::Units, units),
        [
            Code::NameMissing,
            Code::ParentUnknown,
            Code::DateUnreadable,
            Code::EndBeforeStart,
            Code::DuplicateConflict
        ]
    );
    let predicates = "UNIT KERJA;TAHUN;PREDIKAT ORGANISASI\nRSUD;2025;Istimewa\nLAIN;2025;Baik\nRSUD;x;Baik\n\
        RSUD;2024;Hebat\n";
    let expected = [Code::UnitUnknown, Code::PeriodInvalid, Code::RatingUnknown];
    assert_eq!(codes(Kind::Organisation, predicates), expected);
    let survey = "Timestamp;Unit Layanan;U1;U2\n01/07/2026 09.10.00;RSUD;4;\n01/07/2026 09.10.00;LAIN;9;1\n\
        01/07/2026 09.10.00;RSUD;0;1\n13/13/2026;RSUD;1;1\n01/07/2026 09.10.00;RSUD;4;\n";
    let expected = [
        Code::UnitUnknown,
        Code::AnswerOutOfScale,
        Code::DateUnreadable,
    ];
    assert_eq!(codes(Kind::Survey, survey), expected);
}

#[test]
fn rows_that_repeat_and_rows_that_contradict() {
    let staff = "NIP;NAMA;NAMA UNOR\n19900131201503;X;RSUD\n199001312015032901;Ayu;RSUD\n\
        '199001312015032901; AYU ;rsud \n199001312015032901;Ayi;RSUD\n\n19900131201503;X;RSUD\n";
    let imported = read(&known(), Kind::People, staff);
    let report = &imported.report;
    let faults: Vec<_> = report
        .quarantined
        .iter()
        .map(|f| (f.row, f.code, f.class))
        .collect();
    let expected = [
        (2, Code::NipWrongLength, ValueClass::Number),
        (5, Code::DuplicateConflict, ValueClass::Text),
        (7, Code::NipWrongLength, ValueClass::Number),
    ];
    assert_eq!((report.rows, report.accepted, report.duplicates), (5, 1, 1));
    assert_eq!(faults, expected);
}

#[test]
fn periods_by_year_quarter_and_month() {
    let header = "nip;tahun;periodikId;bulanMulai;bulanSelesai;hasilKinerja;perilakuKerja";
    let period = |row: &str| {
        let text = format!("{header}\n199001312015032901;{row};SESUAI;SESUAI\n");
        let imported = read(&known(), Kind::Appraisals, &text);
        match imported.rows.first() {
            Some(Row::Appraisal(row)) => row.period.clone(),
            _ => String::new(),
        }
    };
    assert_eq!(period("2025;;;"), "2025");
    assert_eq!(period("2025.0;;;"), "2025");
    assert_eq!(period("2025;1;9;9"), "2025-09");
    assert_eq!(period("2025;2;7;9"), "2025-Q3");
    assert_eq!(period("2025;;7;9"), "2025-Q3");
    assert_eq!(period("2025;;1;12"), "2025");
    assert_eq!(period("2025;1;13;"), "");
    assert_eq!(period("2025;;2;4"), "");
}

#[test]
fn headers_above_beside_and_below_others() {
    let staff = "DAFTAR PEGAWAI;;\n\nPer 30 September;;\nno;Nama Unor;nip_baru;NIP LAMA;gelarDepan;NAMA\n\
        1;2;3;4;5;6\n\n1;RSUD;199001312015032901;130012345;dr.;Ayu\n";
    let imported = read(&Agency::default(), Kind::People, staff);
    let Some(Row::Person(person)) = imported.rows.first() else {
        panic!("one person");
    };
    assert_eq!((person.row, imported.report.rows), (7, 1));
    assert_eq!(person.name.display(), "dr. Ayu");
    assert_eq!(imported.report.ignored_columns, ["no", "NIP LAMA"]);
    let survey = "sep=,\nTimestamp,Unit Layanan,\"9. Sarana dan prasarana\",\"8. Penanganan pengaduan\",\
        \"U1. Bagaimana kesesuaian persyaratan?\",Bagaimana kecepatan waktu pelayanan?\n\
        2026/07/01 9:10:00 PM GMT+7,RSUD,1,2,3,4 - sangat cepat\n";
    let imported = read(&known(), Kind::Survey, survey);
    let Some(Row::Survey(answer)) = imported.rows.first() else {
        panic!("one answer");
    };
    let n = None;
    assert_eq!(
        answer.answers,
        [Some(3), n, Some(4), n, n, n, n, Some(1), Some(2)]
    );
    assert_eq!(
        (answer.row, answer.at.hour(), answer.period.as_str()),
        (2, 21, "2026-Q3")
    );
}
