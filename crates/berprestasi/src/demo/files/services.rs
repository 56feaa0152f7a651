//! Trainings, mentoring, surveys and innovations.

use super::super::city::{City, Dice, Person};
use super::sheet::{EXCEL, FORM, Sheet};
use super::stories::Stories;

const COURSES: [&str; 4] = [
    "Bimtek Tata Naskah Dinas",
    "Webinar Pelayanan Publik Ramah",
    "Workshop Analisis Data Layanan",
    "Sosialisasi Keterbukaan Informasi",
];
/// The course that was held again in another way.
const AGAIN: &str = "Pelatihan Pelayanan Prima";
const TRAININGS: &[&str] = &[
    "nipBaru",
    "jenisDiklatId",
    "namaKursus",
    "jumlahJam",
    "tanggalKursus",
    "tanggalSelesaiKursus",
    "institusiPenyelenggara",
    "noSertipikat",
    "materi",
    "metode",
    "narasumber",
    "sarana",
    "relevansi",
];
/// How many take part in it each time.
const CLASS: usize = 24;

/// A third of the people took a course in the second quarter. One course pleased nobody in the
/// first, was held in another way in the third, and did.
pub(super) fn trainings(city: &City) -> Sheet {
    let mut sheet = Sheet::new(EXCEL, &[], TRAININGS);
    let mut row = |person: &Person,
                   course: (&str, &str),
                   hours: u64,
                   days: [&str; 2],
                   number: &str,
                   marks: [u64; 5]| {
        let marks = marks.map(|mark| mark.to_string());
        sheet.row(&[
            &person.nip,
            course.0,
            course.1,
            &format!("{hours} JP"),
            days[0],
            days[1],
            "BKPSDM",
            number,
            &marks[0],
            &marks[1],
            &marks[2],
            &marks[3],
            &marks[4],
        ]);
    };
    for (number, person) in city.people.iter().enumerate() {
        let mut dice = Dice::new(number as u64 ^ 0x77);
        if dice.below(3) == 0 {
            let course = COURSES[number % COURSES.len()];
            let hours = 4 + dice.below(30);
            let marks = std::array::from_fn(|_| 3 + dice.below(2));
            let certificate = format!("BKPSDM/2026/II/{number}");
            row(
                person,
                ("8", course),
                hours,
                ["11-05-2026", "13/05/2026"],
                &certificate,
                marks,
            );
        }
    }
    let units = city.units.len();
    for (at, person) in city.people.iter().enumerate().skip(units).take(2 * CLASS) {
        let mut dice = Dice::new(at as u64 ^ 0x1515);
        let first = at < units + CLASS;
        let (days, batch) = if first {
            (["3 Februari 2026", "05-02-2026"], "I")
        } else {
            (["04-08-2026", "6 Agustus 2026"], "III")
        };
        let method = if first { 1 } else { 3 } + dice.below(2);
        let marks = [3, method, 3 + dice.below(2), 3, 3 + dice.below(2)];
        let certificate = format!("BKPSDM/2026/{batch}/{at}");
        row(person, ("8", AGAIN), 24, days, &certificate, marks);
    }
    sheet
}

/// Two pairs with a story, and those who are good at what they do guide somebody of their unit.
pub(super) fn mentoring(city: &City, told: &Stories) -> Sheet {
    let header = [
        "NIP Mentor",
        "NIP Mentee",
        "Tanggal",
        "Durasi (menit)",
        "Status",
        "Keterampilan",
        "P1",
        "P2",
        "P3",
        "P4",
        "P5",
        "P6",
        "P7",
        "P8",
        "P9",
    ];
    let mut sheet = Sheet::new(EXCEL, &["JURNAL MENTORING 2026 - DATA CONTOH"], &header);
    let mut row = |(mentor, mentee): (usize, usize), day: &str, state: &str| {
        let mut dice = Dice::new((mentor * 31 + mentee) as u64);
        let answered = state == "Selesai";
        let marks: [String; 9] = std::array::from_fn(|_| {
            if answered {
                (3 + dice.below(3)).to_string()
            } else {
                String::new()
            }
        });
        let (of, other) = (&city.people[mentor].nip, &city.people[mentee].nip);
        let mut cells: Vec<&str> = vec![of, other, day, "90", state, "Menulis naskah dinas"];
        cells.extend(marks.iter().map(String::as_str));
        sheet.row(&cells);
    };
    let days = ["06-02-2026", "10 April 2026", "12/06/2026"];
    for (day, state) in days.into_iter().zip(["Berjalan", "Berjalan", "Selesai"]) {
        row(told.completed, day, state);
    }
    for (day, state) in days.into_iter().zip(["Berjalan", "Dihentikan"]) {
        row(told.abandoned, day, state);
    }
    let units = city.units.len();
    for (number, person) in city.people.iter().enumerate().skip(units) {
        let mentee = number + units;
        if person.talent > 95 && mentee < city.people.len() {
            row((number, mentee), "17-04-2026", "Berjalan");
            row((number, mentee), "21-08-2026", "Selesai");
        }
    }
    sheet
}

/// Innovations of those who are good at what they do.
pub(super) fn innovations(city: &City) -> Sheet {
    let header = [
        "NIP Inovator",
        "Kode Inovasi",
        "Nama Inovasi",
        "Tahun",
        "Tahapan",
    ];
    let mut sheet = Sheet::new(EXCEL, &[], &header);
    for (number, person) in city.people.iter().enumerate() {
        if person.talent > 90 {
            let code = format!("INO-{number:05}");
            let stage = ["Inisiatif", "Uji Coba", "Penerapan"][number % 3];
            sheet.row(&[
                &person.nip,
                &code,
                &format!("Layanan Sigap {number}"),
                "2026",
                stage,
            ]);
        }
    }
    sheet
}

/// How a unit's survey of a quarter came out.
#[derive(Debug, Clone, Copy)]
enum Outcome {
    /// 625 respondents, one of whom left the last question out: IKM 88.305 exactly.
    Exactly88305,
    /// Seven respondents, fewer than any sample may have.
    TooFew,
    /// People waited too long.
    Slow,
    /// So many respondents, so many of a hundred answers are the best.
    Usual(u32, u32),
}

const SURVEYED: &[&str] = &[
    "dukcapil", "rsud", "kominfo", "dinsos", "dpmptsp", "perpus", "dishub", "pkm-024", "pkm-027",
];

fn outcome(code: &str, quarter: u8) -> Outcome {
    match (code, quarter) {
        ("dukcapil", 3) => Outcome::Exactly88305,
        ("kominfo", _) => Outcome::TooFew,
        ("rsud", 2) => Outcome::Slow,
        ("rsud", _) => Outcome::Usual(60, 45),
        ("dukcapil", _) => Outcome::Usual(360, 40),
        _ => Outcome::Usual(44, 35),
    }
}

/// How many used the units' services in a quarter of 2026, which tells whether enough answered.
pub(crate) fn users(city: &City) -> Vec<(usize, u32)> {
    let surveyed = |code: &str| SURVEYED.contains(&code);
    let units = city.units.iter().enumerate();
    units
        .filter(|(_, unit)| surveyed(&unit.code))
        .map(|(n, unit)| match unit.code.as_str() {
            "dukcapil" => (n, 3_000),
            "kominfo" => (n, 60),
            "rsud" => (n, 70),
            // 44 and more are enough of 50.
            _ => (n, 50),
        })
        .collect()
}

/// The answers of a quarter of 2026, as a form saves them.
pub(super) fn survey(city: &City, quarter: u8) -> Sheet {
    let header = [
        "Timestamp",
        "Unit Layanan",
        "Jenis Kelamin",
        "Usia",
        "Pendidikan",
        "Pekerjaan",
        "Jenis Layanan",
        "U1",
        "U2",
        "U3",
        "U4",
        "U5",
        "U6",
        "U7",
        "U8",
        "U9",
        "Saran",
    ];
    let mut sheet = Sheet::new(FORM, &[], &header);
    let units = SURVEYED
        .iter()
        .filter_map(|code| city.units.iter().find(|unit| unit.code == *code));
    for (nth, unit) in units.enumerate() {
        let how = outcome(&unit.code, quarter);
        let count = match how {
            Outcome::Exactly88305 => EXACT,
            Outcome::TooFew => 7,
            Outcome::Slow => 60,
            Outcome::Usual(count, _) => count,
        };
        let mut dice = Dice::new(u64::from(quarter) << 32 | nth as u64);
        for n in 0..count {
            let month = u32::from(quarter) * 3 - 2 + n % 3;
            let at = format!(
                "{:02}/{month:02}/2026 {:02}.{:02}.{:02}",
                1 + n % 28,
                8 + n / 28 % 9,
                n / 252,
                n % 60
            );
            let name = if n % 5 == 0 {
                unit.name.to_uppercase()
            } else {
                unit.name.clone()
            };
            let answers: [String; 9] =
                std::array::from_fn(|element| answer(how, (n, element), &mut dice));
            let age = (18 + dice.below(50)).to_string();
            let sex = if dice.below(2) == 0 { "L" } else { "P" };
            let mut cells: Vec<&str> = vec![&at, &name, sex, &age, "SMA", "Wiraswasta", "Layanan"];
            cells.extend(answers.iter().map(String::as_str));
            cells.push("");
            sheet.row(&cells);
        }
    }
    sheet
}

/// 25 / 9 · (17,603 / 625 + 2,262 / 624) = 88.305: the first eight elements add up to 17,603 answers
/// by 625 people, the ninth to 2,262 by 624. All answers are 3 or 4.
const EXACT: u32 = 625;

fn answer(how: Outcome, (n, element): (u32, usize), dice: &mut Dice) -> String {
    let best = match how {
        // 7 is prime to 625 and to 624, so each element has exactly so many fours.
        Outcome::Exactly88305 => match (element, n) {
            (8, 0) => return String::new(),
            (8, _) => (n - 1) * 7 % (EXACT - 1) < 2_262 - 3 * (EXACT - 1),
            (0..3, _) => n * 7 % EXACT < 326,
            _ => (n + 100) * 7 % EXACT < 325,
        },
        Outcome::TooFew => dice.below(100) < 60,
        Outcome::Slow if element == 2 => {
            return (1 + dice.below(2) + u64::from(n % 4 == 0)).to_string();
        }
        Outcome::Slow => dice.below(100) < 30,
        Outcome::Usual(_, of_hundred) => dice.below(100) < u64::from(of_hundred),
    };
    if best { "4" } else { "3" }.to_owned()
}
