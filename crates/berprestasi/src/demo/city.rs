//! A city that does not exist: the same seed gives the same people, units and performance.
//!
//! Names are made of neutral words, NIPs are valid in form with serials from 900 on, which hardly
//! occur; nothing here belongs to anybody.

use std::collections::BTreeSet;

use serde_json::{Value, json};

/// How large the city is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Size {
    /// 120 people.
    Kecil,
    /// 2,500 people.
    Kota,
    /// 50,000 people.
    Besar,
}

impl Size {
    const fn people(self) -> usize {
        match self {
            Self::Kecil => 120,
            Self::Kota => 2_500,
            Self::Besar => 50_000,
        }
    }

    const fn units(self) -> usize {
        match self {
            Self::Kecil => 8,
            Self::Kota => 60,
            Self::Besar => 400,
        }
    }
}

/// A unit of the city.
#[derive(Debug)]
pub(crate) struct Unit {
    pub(crate) code: String,
    pub(crate) name: String,
}

/// A person of the city, by their number.
#[derive(Debug)]
pub(crate) struct Person {
    pub(crate) unit: usize,
    pub(crate) group: &'static str,
    pub(crate) kind: &'static str,
    pub(crate) name: Value,
    pub(crate) nip: String,
    pub(crate) from: String,
    /// How well they do, 0 to 99; marks and appraisals follow it.
    pub(crate) talent: u64,
}

/// The city.
#[derive(Debug)]
pub(crate) struct City {
    pub(crate) units: Vec<Unit>,
    pub(crate) people: Vec<Person>,
}

/// Steele and Vigna's `SplitMix64`: enough for sample data, the same on any machine.
#[derive(Debug)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `n`.
    pub(crate) fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    fn pick<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[usize::try_from(self.below(of.len() as u64)).unwrap_or(0)]
    }
}

const FIRST: &[&str] = &[
    "Melati", "Kenanga", "Rimba", "Samudra", "Cakra", "Lazuardi", "Kemuning", "Bayu", "Puspa",
    "Arga", "Nirmala", "Tirta", "Seruni", "Dahlia", "Bintang", "Fajar", "Senja", "Embun",
    "Gentala", "Sekar",
];
const SECOND: &[&str] = &[
    "Cendana",
    "Baskara",
    "Purnama",
    "Wening",
    "Angkasa",
    "Kirana",
    "Lestari",
    "Pratama",
    "Mahardika",
    "Sagara",
    "Anindya",
    "Nusantara",
    "Pertiwi",
    "Wicaksana",
    "Mentari",
    "Buana",
];
const THIRD: &[&str] = &["", "", "", "", "Jaya", "Utama", "Sari", "Raya", "Asih"];
const OFFICES: &[(&str, &str)] = &[
    ("setda", "Sekretariat Daerah"),
    ("dinkes", "Dinas Kesehatan"),
    ("disdik", "Dinas Pendidikan"),
    ("dukcapil", "Dinas Kependudukan dan Pencatatan Sipil"),
    ("bkpsdm", "Badan Kepegawaian dan Pengembangan SDM"),
    ("rsud", "RSUD Arang Sari"),
    ("dinsos", "Dinas Sosial dan PPPA"),
    ("kominfo", "Dinas Komunikasi dan Informatika"),
    ("inspektorat", "Inspektorat"),
    ("bappeda", "Bappeda"),
    ("bpkad", "Badan Pengelolaan Keuangan dan Aset"),
    ("pupr", "Dinas Pekerjaan Umum dan Penataan Ruang"),
    ("dlh", "Dinas Perumahan, Permukiman dan Lingkungan Hidup"),
    ("satpolpp", "Satpol PP dan Damkar"),
    ("dpmptsp", "DPMPTSP dan Tenaga Kerja"),
    ("dishub", "Dinas Perhubungan"),
    ("dispar", "Dinas Pariwisata, Pemuda dan Olahraga"),
    ("disbud", "Dinas Kebudayaan"),
    ("diskop", "Dinas Koperasi, UKM, Perdagangan dan Industri"),
    ("distan", "Dinas Ketahanan Pangan dan Pertanian"),
    ("perpus", "Dinas Perpustakaan dan Arsip"),
    ("bpbd", "BPBD"),
    ("kesbang", "Kesbangpol"),
    ("setwan", "Sekretariat DPRD"),
];
/// Group of positions and its share in percent, after the national mix.
const GROUPS: &[(&str, u64)] = &[
    ("jf-guru", 34),
    ("jf-kesehatan", 17),
    ("jf-lain", 12),
    ("pelaksana", 30),
    ("pengawas", 3),
    ("administrator", 4),
];

impl City {
    pub(crate) fn new(size: Size) -> Self {
        let mut dice = Dice::new(9901);
        let units: Vec<Unit> = (0..size.units()).map(unit).collect();
        let mut nips = BTreeSet::new();
        let people = (0..size.people())
            .map(|number| person(number, units.len(), &mut nips, &mut dice))
            .collect();
        Self { units, people }
    }

    /// The first person of each unit heads it.
    pub(crate) fn head(&self, unit: usize) -> usize {
        unit.min(self.people.len() - 1)
    }
}

fn unit(number: usize) -> Unit {
    match OFFICES.get(number) {
        Some((code, name)) => Unit {
            code: (*code).to_owned(),
            name: (*name).to_owned(),
        },
        None if number.is_multiple_of(3) => Unit {
            code: format!("pkm-{number:03}"),
            name: format!("Puskesmas Contoh {number:03}"),
        },
        None => Unit {
            code: format!("sd-{number:03}"),
            name: format!("SD Negeri Contoh {number:03}"),
        },
    }
}

fn person(number: usize, units: usize, nips: &mut BTreeSet<String>, dice: &mut Dice) -> Person {
    let unit = number % units;
    let mut roll = dice.below(100);
    let group = if number < units {
        "administrator"
    } else {
        GROUPS
            .iter()
            .find(|(_, share)| {
                let found = roll < *share;
                roll = roll.saturating_sub(*share);
                found
            })
            .map_or("pelaksana", |(group, _)| group)
    };
    let kind = if number >= units && dice.below(100) < 30 {
        "pppk"
    } else {
        "pns"
    };
    let (nip, from) = loop {
        let (nip, from) = nip(kind, dice);
        if nips.insert(nip.clone()) {
            break (nip, from);
        }
    };
    Person {
        unit,
        group,
        kind,
        name: name(dice),
        nip,
        from,
        talent: dice.below(100),
    }
}

fn name(dice: &mut Dice) -> Value {
    let third = dice.pick(THIRD);
    let full = match dice.below(100) {
        0..8 => dice.pick(FIRST).to_owned(),
        _ => format!("{} {} {third}", dice.pick(FIRST), dice.pick(SECOND))
            .trim_end()
            .to_owned(),
    };
    let (before, after) = match dice.below(100) {
        0..3 => (Some("dr."), None),
        3..6 => (Some("Ns."), Some("S.Kep.")),
        6..16 => (None, Some("S.Sos., M.Si.")),
        16..40 => (None, Some("S.Pd.")),
        40..70 => (None, Some("S.T.")),
        _ => (None, None),
    };
    json!({"full": full, "before": before, "after": after})
}

/// A NIP, or NI PPPK, in form, and the date of appointment.
fn nip(kind: &str, dice: &mut Dice) -> (String, String) {
    let birth = 1967 + dice.below(34);
    let (month, day) = (1 + dice.below(12), 1 + dice.below(28));
    let start = (birth + 20 + dice.below(8)).min(2022);
    let from_month = 1 + dice.below(12);
    let (sex, serial) = (1 + dice.below(2), 900 + dice.below(100));
    let middle = if kind == "pns" {
        from_month
    } else {
        21 + dice.below(5)
    };
    let nip = format!("{birth:04}{month:02}{day:02}{start:04}{middle:02}{sex}{serial:03}");
    (nip, format!("{start:04}-{from_month:02}-01"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_city() {
        let (one, two) = (City::new(Size::Kecil), City::new(Size::Kecil));
        assert_eq!(format!("{one:?}"), format!("{two:?}"));
        assert_eq!((one.people.len(), one.units.len()), (120, 8));
    }

    #[test]
    fn numbers_are_visibly_synthetic_and_never_repeated() {
        let city = City::new(Size::Kota);
        let nips: BTreeSet<&str> = city
            .people
            .iter()
            .map(|person| person.nip.as_str())
            .collect();
        assert_eq!(nips.len(), city.people.len());
        assert!(
            nips.iter()
                .all(|nip| nip.len() == 18 && &nip[15..16] == "9")
        );
    }
}
