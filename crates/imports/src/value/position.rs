//! Groups of positions, by what files say of a position (`domain.md` 2.4).

use domain::person::PositionGroup as G;

use crate::header::normal;

/// Functional positions of health: words that their titles begin with.
const HEALTH: &[&str] = &[
    "administratorkesehatan",
    "apoteker",
    "asistenapoteker",
    "asistenpenata",
    "bidan",
    "dokter",
    "entomologkesehatan",
    "epidemiologkesehatan",
    "fisikawanmedis",
    "fisioterapis",
    "nutrisionis",
    "okupasiterapis",
    "ortotisprostetis",
    "pembimbingkesehatankerja",
    "penataanestesi",
    "penyuluhkesehatan",
    "perawat",
    "perekammedis",
    "pranatalaboratoriumkesehatan",
    "promosikesehatan",
    "psikologklinis",
    "radiografer",
    "refraksionis",
    "sanitarian",
    "tenagapromosikesehatan",
    "tenagasanitasilingkungan",
    "teknisielektromedis",
    "teknisigigi",
    "teknisitransfusidarah",
    "terapisgigi",
    "terapiswicara",
];

/// Heads of offices by their titles, for files without *eselon*.
const HEADS: &[(&str, G)] = &[
    ("sekretarisdaerah", G::JptPratama),
    ("kepaladinas", G::JptPratama),
    ("kepalabadan", G::JptPratama),
    ("inspekturpembantu", G::Administrator),
    ("inspektur", G::JptPratama),
    ("stafahli", G::JptPratama),
    ("asistenpemerintahan", G::JptPratama),
    ("asistenperekonomian", G::JptPratama),
    ("asistenadministrasi", G::JptPratama),
    ("sekretarisdprd", G::JptPratama),
    ("direkturrsud", G::JptPratama),
    ("sekretariscamat", G::Administrator),
    ("sekretariskecamatan", G::Administrator),
    ("sekretarislurah", G::Pengawas),
    ("sekretariskelurahan", G::Pengawas),
    ("sekretaris", G::Administrator),
    ("camat", G::Administrator),
    ("kepalabagian", G::Administrator),
    ("kepalabidang", G::Administrator),
    ("kepalasubbagian", G::Pengawas),
    ("kepalasubbidang", G::Pengawas),
    ("kepalaseksi", G::Pengawas),
    ("kepalaupt", G::Pengawas),
    ("lurah", G::Pengawas),
];

/// The group of a position by its type, its *eselon* and its name, each of which may be empty.
pub(crate) fn group(kind: &str, eselon: &str, name: &str) -> G {
    let (kind, name) = (normal(kind), normal(name));
    if let Some(group) = by_eselon(eselon) {
        return group;
    }
    match kind.as_str() {
        "1" | "struktural" | "jabatanstruktural" | "manajerial" => by_head(&name),
        "2" | "3" => functional(&name),
        "4" | "pelaksana" | "jabatanpelaksana" => G::Pelaksana,
        _ if kind.contains("umum") => G::Pelaksana,
        _ if kind.contains("fungsional") || kind == "jf" || kind == "jft" => functional(&name),
        _ if kind.contains("jpt") || kind.contains("pimpinantinggi") => G::JptPratama,
        _ if kind.contains("administrator") => G::Administrator,
        _ if kind.contains("pengawas") => G::Pengawas,
        _ if name.is_empty() => G::None,
        _ => by_name(&name),
    }
}

/// `II.a`, `II/b`, `22`; `99` and empty are none.
fn by_eselon(text: &str) -> Option<G> {
    let name = normal(text);
    let name = name.strip_prefix("eselon").unwrap_or(&name);
    Some(match name.trim_end_matches(['a', 'b']) {
        "10" | "11" | "12" | "21" | "22" | "i" | "ii" => G::JptPratama,
        "31" | "32" | "iii" => G::Administrator,
        "41" | "42" | "51" | "52" | "iv" | "v" => G::Pengawas,
        _ => return None,
    })
}

fn by_head(name: &str) -> G {
    let head = HEADS.iter().find(|(start, _)| name.starts_with(start));
    head.map_or(G::None, |(_, group)| *group)
}

fn functional(name: &str) -> G {
    if name.starts_with("guru") || name.starts_with("kepalasekolah") {
        G::JfGuru
    } else if HEALTH.iter().any(|start| name.starts_with(start)) {
        G::JfKesehatan
    } else {
        G::JfLain
    }
}

/// A name that says how functional positions are graded, or whose work they are.
fn by_name(name: &str) -> G {
    const GRADES: &[&str] = &[
        "ahlipertama",
        "ahlimuda",
        "ahlimadya",
        "ahliutama",
        "pemula",
        "terampil",
        "mahir",
        "penyelia",
    ];
    let graded = GRADES.iter().any(|grade| name.ends_with(grade));
    match by_head(name) {
        G::None if graded || functional(name) != G::JfLain => functional(name),
        G::None => G::Pelaksana,
        head => head,
    }
}
