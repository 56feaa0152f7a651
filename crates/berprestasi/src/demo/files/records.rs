//! Appraisals, discipline, decorations and lists of candidates.

use super::super::city::{City, Dice, Person};
use super::super::edition::CATEGORIES;
use super::people::position;
use super::sheet::{EXCEL, FORM, Sheet};
use super::stories::{Stories, service};

const SKP: &[&str] = &[
    "nipBaru",
    "tahun",
    "periodikId",
    "bulanMulai",
    "bulanSelesai",
    "hasilKinerja",
    "hasilKinerjaNilai",
    "perilakuKerja",
    "PerilakuKerjaNilai",
    "kuadranKinerja",
    "KuadranKinerjaNilai",
    "namaPenilai",
    "penilaiUnorNm",
];
/// The ratings, as BKN's data spell them now and then.
const RATINGS: [&str; 3] = [
    "DIATAS EKSPEKTASI",
    "SESUAI EKSPEKTASI",
    "DIBAWAH EKSPEKTASI",
];

/// Results, behaviour, predicate.
type Rated = (usize, usize, usize);

const PREDICATES: [&str; 5] = [
    "SANGAT BAIK",
    "BAIK",
    "BUTUH PERBAIKAN",
    "KURANG",
    "SANGAT KURANG",
];

fn rated(person: &Person, dice: &mut Dice) -> Rated {
    match (person.talent + dice.below(30)) / 10 {
        0..2 => (3, 2, 3),
        2..8 => (2, 2, 2),
        8..10 => (2, 1, 2),
        _ => (1, 1, 1),
    }
}

/// The appraisals of a year. Who is nominated was never less than good.
pub(super) fn annual(city: &City, told: &Stories, year: u16) -> Sheet {
    let mut sheet = Sheet::new(FORM, &[], SKP);
    for (number, person) in city.people.iter().enumerate() {
        if told.unappraised(number, year) {
            continue;
        }
        let mut dice = Dice::new(number as u64 ^ u64::from(year));
        let mut rated = rated(person, &mut dice);
        if rated.2 == 3 && told.nominees.contains(&number) {
            rated = (2, 2, 2);
        }
        if number == told.contradicts && year == 2025 {
            rated = (3, 2, 2);
        }
        appraised(
            &mut sheet,
            city,
            (number, person),
            &[&year.to_string(), "", "", ""],
            rated,
        );
    }
    sheet
}

/// The appraisals of a quarter of 2026.
pub(super) fn quarter(city: &City, told: &Stories, quarter: u8) -> Sheet {
    let mut sheet = Sheet::new(FORM, &[], SKP);
    let (from, until) = ((quarter * 3 - 2).to_string(), (quarter * 3).to_string());
    for (number, person) in city.people.iter().enumerate() {
        if told.unappraised(number, 2026) {
            continue;
        }
        let mut dice = Dice::new(number as u64 ^ 0x5eed);
        let mut of = rated(person, &mut dice);
        for _ in 1..quarter {
            of = rated(person, &mut dice);
        }
        appraised(
            &mut sheet,
            city,
            (number, person),
            &["2026", "2", &from, &until],
            of,
        );
    }
    sheet
}

fn appraised(
    sheet: &mut Sheet,
    city: &City,
    (number, person): (usize, &Person),
    period: &[&str; 4],
    (results, behaviour, predicate): Rated,
) {
    let spelled = |rating: usize| match number % 4 {
        1 => RATINGS[rating - 1].replace("EKSPEKTASI", "ESPEKTASI"),
        _ => RATINGS[rating - 1].to_owned(),
    };
    let [year, kind, from, until] = period;
    sheet.row(&[
        &person.nip,
        year,
        kind,
        from,
        until,
        &spelled(results),
        &results.to_string(),
        &spelled(behaviour),
        &behaviour.to_string(),
        PREDICATES[predicate - 1],
        &predicate.to_string(),
        "PEJABAT PENILAI",
        &city.units[person.unit].name,
    ]);
}

/// The sanctions of the last years; the reasons are dropped at the door.
pub(super) fn sanctions(city: &City, told: &Stories) -> Sheet {
    let header = [
        "nipBaru",
        "jenisTingkatHukumanId",
        "jenisHukuman",
        "skNomor",
        "skTanggal",
        "hukumanTanggal",
        "akhirHukumTanggal",
        "nomorPp",
        "alasanHukumanDisiplinNama",
    ];
    let mut sheet = Sheet::new(EXCEL, &[], &header);
    let mut row =
        |number: usize, (level, what): (&str, &str), decree: &str, [from, until]: [&str; 2]| {
            let nip = &city.people[number].nip;
            sheet.row(&[
                nip,
                level,
                what,
                decree,
                from,
                from,
                until,
                "94/2021",
                "Pelanggaran jam kerja",
            ]);
        };
    let medium = ("S", "Penundaan Kenaikan Gaji Berkala");
    if let Some(number) = told.sanctioned {
        row(
            number,
            medium,
            "800/1/BKPSDM/2026",
            ["02-02-2026", "01-02-2027"],
        );
    }
    row(
        told.blocked,
        medium,
        "800/7/BKPSDM/2025",
        ["03/03/2025", "2 Maret 2026"],
    );
    row(
        told.warned,
        ("R", "Teguran Tertulis"),
        "800/3/BKPSDM/2021",
        ["05-04-2021", ""],
    );
    sheet
}

/// The Satyalancana Karya Satya for so many years.
fn satyalancana(years: u16) -> Option<(&'static str, &'static str)> {
    match years {
        30.. => Some(("203", "Satyalancana Karya Satya XXX Tahun")),
        20.. => Some(("202", "Satyalancana Karya Satya XX Tahun")),
        10.. => Some(("201", "Satyalancana Karya Satya X Tahun")),
        _ => None,
    }
}

/// Who was decorated in 2025.
pub(super) fn awards(city: &City, told: &Stories) -> Sheet {
    let header = [
        "nipBaru",
        "hargaId",
        "hargaNama",
        "skNomor",
        "skDate",
        "tahun",
    ];
    let mut sheet = Sheet::new(
        EXCEL,
        &["PENERIMA SATYALANCANA KARYA SATYA - DATA CONTOH"],
        &header,
    );
    for (number, person) in city.people.iter().enumerate() {
        let decorated = number.is_multiple_of(4) && number != told.blocked && person.kind == "pns";
        if let Some((id, name)) = satyalancana(service(person, 2025)).filter(|_| decorated) {
            sheet.row(&[
                &person.nip,
                id,
                name,
                "17/TK/TAHUN 2025",
                "17 Agustus 2025",
                "2025",
            ]);
        }
    }
    sheet
}

/// Whom the units put forward: for the edition, and for a Satyalancana, one of whom is under a
/// sanction.
pub(super) fn candidates(city: &City, told: &Stories) -> Sheet {
    let header = [
        "nama",
        "nip",
        "jabatan",
        "unit_kerja_nama",
        "kategori",
        "masa_kerja_tahun",
        "bebas_temuan",
        "tidak_hukuman_disiplin",
        "tidak_pemeriksaan_disiplin",
        "memiliki_inovasi",
        "bukti_inovasi",
        "memiliki_penghargaan",
        "bukti_penghargaan",
    ];
    let mut sheet = Sheet::new(FORM, &[], &header);
    let mut row = |number: usize, category: &str| {
        let person = &city.people[number];
        let sanctioned = number == told.blocked || Some(number) == told.sanctioned;
        let yes = |is: bool| if is { "Ya" } else { "Tidak" };
        let name = person.name["full"].as_str().unwrap_or_default();
        sheet.row(&[
            name,
            &person.nip,
            position(person.group, number).0,
            &city.units[person.unit].name,
            category,
            &service(person, 2026).to_string(),
            "Ya",
            yes(!sanctioned),
            "Ya",
            yes(person.talent > 90),
            "",
            yes(number.is_multiple_of(4)),
            "-",
        ]);
    };
    for number in &told.nominees {
        let group = city.people[*number].group;
        let category = CATEGORIES.iter().find(|(_, of)| *of == group);
        row(*number, category.map_or("", |(code, _)| code));
    }
    for (number, person) in city.people.iter().enumerate() {
        let listed = number % 20 == 2 || number == told.blocked;
        let earned = satyalancana(service(person, 2026)).filter(|_| listed && person.kind == "pns");
        if let Some((_, name)) = earned {
            row(number, name);
        }
    }
    sheet
}
