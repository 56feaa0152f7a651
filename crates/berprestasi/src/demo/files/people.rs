//! Units and staff.

use super::super::city::{City, Person};
use super::sheet::{EXCEL, Sheet};
use super::stories::Stories;

const MONTHS: [&str; 12] = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
];
const UNITS: &[&str] = &[
    "KODE UNOR",
    "NAMA UNOR",
    "UNOR INDUK",
    "NIP PIMPINAN",
    "ALAMAT",
    "BERLAKU MULAI",
    "BERLAKU SAMPAI",
];
/// SIASN's layout, with the columns that the system must not hold.
const STAFF: &[&str] = &[
    "NAMA",
    "NIP",
    "GELAR DEPAN",
    "GELAR BELAKANG",
    "TEMPAT LAHIR",
    "TANGGAL LAHIR",
    "JENIS KELAMIN",
    "AGAMA",
    "JENIS KAWIN",
    "NIK",
    "NOMOR HP",
    "EMAIL",
    "ALAMAT",
    "NPWP",
    "BPJS",
    "JENIS PEGAWAI",
    "KEDUDUKAN HUKUM",
    "STATUS CPNS PNS",
    "KARTU ASN VIRTUAL",
    "TMT CPNS",
    "TMT PNS",
    "GOL AWAL",
    "GOL AKHIR",
    "TMT GOLONGAN",
    "MK TAHUN",
    "MK BULAN",
    "JENIS JABATAN",
    "NAMA JABATAN",
    "TMT JABATAN",
    "TINGKAT PENDIDIKAN",
    "NAMA PENDIDIKAN",
    "NAMA UNOR",
    "UNOR INDUK",
];

/// The list of units, without heads: nobody is registered yet.
pub(super) fn units(city: &City) -> Sheet {
    unit_sheet(city, |_| String::new(), "01-01-2020")
}

/// The same list once people are registered.
pub(super) fn heads(city: &City) -> Sheet {
    unit_sheet(city, |unit| city.people[city.head(unit)].nip.clone(), "")
}

fn unit_sheet(city: &City, head: impl Fn(usize) -> String, from: &str) -> Sheet {
    let titles = [
        "DAFTAR UNIT KERJA PEMERINTAH KOTA ARANG SARI - DATA CONTOH",
        "",
    ];
    let mut sheet = Sheet::new(EXCEL, &titles, UNITS);
    for (n, unit) in city.units.iter().enumerate() {
        let parent = parent(city, &unit.code).unwrap_or_default();
        sheet.row(&[&unit.code, &unit.name, parent, &head(n), "-", from, ""]);
    }
    sheet
}

/// The unit above: health centres and the hospital below health, schools below education.
fn parent<'c>(city: &'c City, code: &str) -> Option<&'c str> {
    let above = match code {
        "rsud" => "dinkes",
        _ if code.starts_with("pkm-") => "dinkes",
        _ if code.starts_with("sd-") => "disdik",
        _ => return None,
    };
    let mut units = city.units.iter();
    units
        .find(|unit| unit.code == above)
        .map(|unit| unit.name.as_str())
}

/// The whole staff.
pub(super) fn staff(city: &City, told: &Stories) -> Sheet {
    let mut sheet = staff_sheet("30 JUNI 2026");
    for (number, person) in city.people.iter().enumerate() {
        let mut row = Row::of(city, number, person);
        if number == told.studies {
            row.legal = "Tugas Belajar";
        } else if number == told.retires {
            row.legal = "MPP";
        } else if number == told.corrected {
            row.name = misspelled(&row.name);
        }
        row.write(&mut sheet);
    }
    sheet
}

/// A second file, of what changed in the middle of the year: a transfer, a PPPK with another
/// number, a name and a title put right, and some in whom nothing changed.
pub(super) fn changes(city: &City, told: &Stories) -> Sheet {
    let mut sheet = staff_sheet("1 JULI 2026");
    let unchanged = city.people.len() / 2..city.people.len() / 2 + 20;
    let mut numbers = vec![told.transferred, told.renumbered, told.corrected];
    let special = [
        told.studies,
        told.retires,
        told.transferred,
        told.renumbered,
        told.corrected,
    ];
    numbers.extend(unchanged.filter(|n| !special.contains(n)));
    for number in numbers {
        let person = &city.people[number];
        let mut row = Row::of(city, number, person);
        if number == told.transferred {
            row.unit = (person.unit + 1) % city.units.len();
        } else if number == told.renumbered {
            row.nip = renumbered(&person.nip);
        } else if number == told.corrected {
            "S.T., M.T.".clone_into(&mut row.after);
        }
        row.write(&mut sheet);
    }
    sheet
}

/// The number of a next contract: everything else stays.
fn renumbered(nip: &str) -> String {
    let contract: u8 = nip[12..14].parse().unwrap_or(21);
    format!("{}{}{}", &nip[..12], contract + 10, &nip[14..])
}

/// Two letters changed places.
fn misspelled(name: &str) -> String {
    let mut letters: Vec<char> = name.chars().collect();
    letters.swap(2, 3);
    letters.into_iter().collect()
}

fn staff_sheet(as_of: &str) -> Sheet {
    let titles = [
        "DAFTAR PEGAWAI NEGERI SIPIL DAN PPPK PEMERINTAH KOTA ARANG SARI",
        &format!("KEADAAN {as_of} - DATA CONTOH"),
        "",
    ];
    Sheet::new(EXCEL, &titles, STAFF)
}

/// A person as the file has them.
struct Row<'c> {
    city: &'c City,
    number: usize,
    person: &'c Person,
    name: String,
    nip: String,
    before: String,
    after: String,
    legal: &'static str,
    unit: usize,
}

impl<'c> Row<'c> {
    fn of(city: &'c City, number: usize, person: &'c Person) -> Self {
        let text = |field: &str| person.name[field].as_str().unwrap_or_default().to_owned();
        Self {
            city,
            number,
            person,
            name: text("full"),
            nip: person.nip.clone(),
            before: text("before"),
            after: text("after"),
            legal: "Aktif",
            unit: person.unit,
        }
    }

    /// Number, name and unit as somebody typed them.
    fn spelled(&self) -> (String, String, String) {
        let n = self.number;
        let nip = match n % 11 {
            0 | 5 => format!("'{}", self.nip),
            4 => grouped(&self.nip),
            _ => self.nip.clone(),
        };
        let name = match n % 17 {
            3 => self.name.replace(' ', "\u{a0}"),
            8 => format!("{} ", self.name),
            _ => self.name.clone(),
        };
        let unit = &self.city.units[self.unit];
        let unit_name = match n % 3 {
            0 => unit.name.to_uppercase(),
            _ => unit.name.clone(),
        };
        (nip, name, unit_name)
    }

    /// Writes it as a city would: NIPs with an apostrophe or in groups, dates in four forms, units
    /// in capitals, spaces that do not break, nothing as `-` or as an empty cell.
    fn write(&self, sheet: &mut Sheet) {
        let (n, person) = (self.number, self.person);
        let (nip, name, unit_name) = self.spelled();
        let unit = &self.city.units[self.unit];
        let nothing = if n % 2 == 0 { "-" } else { "" };
        let born = date(n, &person.nip[..8]);
        let from = date(n + 1, &person.from.replace('-', ""));
        let (position, kind) = position(person.group, n);
        let pppk = person.kind == "pppk";
        let employment = if pppk { "PPPK" } else { "PNS" };
        let sex = if &person.nip[14..15] == "1" { "M" } else { "F" };
        let grade = grade(person, n);
        let mail = format!("pegawai{n}@contoh.example");
        let served = super::stories::service(person, 2026).to_string();
        let or_nothing = |text: &str| if text.is_empty() { nothing } else { "" }.to_owned() + text;
        let above = parent(self.city, &unit.code).unwrap_or("Pemerintah Kota Arang Sari");
        let tmt = if pppk { "" } else { &from };
        let flag = if pppk { "" } else { "P" };
        sheet.row(&[
            &name,
            &nip,
            &or_nothing(&self.before),
            &or_nothing(&self.after),
            "ARANG SARI",
            &born,
            sex,
            nothing,
            nothing,
            nothing,
            nothing,
            &mail,
            nothing,
            nothing,
            nothing,
            employment,
            self.legal,
            flag,
            nothing,
            &from,
            tmt,
            "-",
            grade,
            "",
            &served,
            "0",
            kind,
            position,
            "",
            "S-1/Sarjana",
            "",
            &unit_name,
            above,
        ]);
    }
}

fn grouped(nip: &str) -> String {
    format!(
        "{} {} {} {}",
        &nip[..8],
        &nip[8..14],
        &nip[14..15],
        &nip[15..]
    )
}

/// A day `yyyymmdd` in one of four forms that files have.
fn date(form: usize, day: &str) -> String {
    let (year, month, day) = (&day[..4], &day[4..6], &day[6..8]);
    let name = month
        .parse()
        .ok()
        .and_then(|n: usize| MONTHS.get(n.wrapping_sub(1)));
    match (form % 7, name) {
        (1, _) => format!("{day}/{month}/{year}"),
        (2, Some(name)) => format!("{} {name} {year}", day.trim_start_matches('0')),
        (3, _) => format!("{year}-{month}-{day}"),
        _ => format!("{day}-{month}-{year}"),
    }
}

/// The name and the type of a position of a group.
pub(super) fn position(group: &str, number: usize) -> (&'static str, &'static str) {
    let pick = |of: &[&'static str]| of[number % of.len()];
    match group {
        "jf-guru" => (
            pick(&["Guru Ahli Pertama", "Guru Ahli Muda", "Guru Ahli Madya"]),
            "Fungsional",
        ),
        "jf-kesehatan" => (
            pick(&[
                "Perawat Terampil",
                "Bidan Mahir",
                "Dokter Ahli Muda",
                "Apoteker Ahli Pertama",
                "Sanitarian Penyelia",
            ]),
            "Fungsional",
        ),
        "jf-lain" => (
            pick(&[
                "Analis SDM Aparatur Ahli Pertama",
                "Perencana Ahli Muda",
                "Pranata Komputer Terampil",
                "Arsiparis Mahir",
                "Pustakawan Ahli Pertama",
            ]),
            "Fungsional",
        ),
        "pengawas" => (
            pick(&["Kepala Seksi Pelayanan", "Kepala Subbagian Umum"]),
            "Struktural",
        ),
        "administrator" => (
            pick(&["Kepala Bagian Umum", "Kepala Bidang Layanan"]),
            "Struktural",
        ),
        _ => (
            pick(&[
                "Pengadministrasi Perkantoran",
                "Penelaah Teknis Kebijakan",
                "Pengelola Layanan Operasional",
                "Pengemudi",
            ]),
            "Pelaksana",
        ),
    }
}

fn grade(person: &Person, number: usize) -> &'static str {
    let of: &[&str] = match (person.kind, person.group) {
        ("pppk", _) => &["IX", "VII", "X"],
        (_, "administrator") => &["IV/a", "IV/b"],
        _ => &["III/c", "III/d", "III/a", "II/d"],
    };
    of[number % of.len()]
}
