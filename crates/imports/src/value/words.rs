//! Words of fixed lists: ratings, predicates, levels, statuses, yes and no.

use domain::fairness::Sex;
use domain::person::PersonKind;
use domain::predikat::{Predikat, Rating};
use domain::rulebook::SanctionLevel;

use crate::header::normal;
use domain::person::Status;

/// A rating in words; BKN writes *espektasi*.
pub(crate) fn rating(text: &str) -> Option<Rating> {
    let name = normal(text).replace("espektasi", "ekspektasi");
    let name = name.strip_suffix("ekspektasi").unwrap_or(&name);
    Some(match name {
        "diatas" => Rating::Above,
        "sesuai" => Rating::Meets,
        "dibawah" => Rating::Below,
        _ => return None,
    })
}

/// A rating by its BKN number.
pub(crate) const fn rating_number(number: u32) -> Option<Rating> {
    Some(match number {
        1 => Rating::Above,
        2 => Rating::Meets,
        3 => Rating::Below,
        _ => return None,
    })
}

/// A predicate in words; *cukup* is the older word for *butuh perbaikan*.
pub(crate) fn predikat(text: &str) -> Option<Predikat> {
    Some(match normal(text).as_str() {
        "sangatbaik" => Predikat::SangatBaik,
        "baik" => Predikat::Baik,
        "butuhperbaikan" | "cukup" | "butuhperbaikancukup" | "cukupbutuhperbaikan" => {
            Predikat::ButuhPerbaikan
        }
        "kurang" | "kurangmisconduct" | "misconduct" => Predikat::Kurang,
        "sangatkurang" => Predikat::SangatKurang,
        _ => return None,
    })
}

/// A predicate by its BKN number.
pub(crate) const fn predikat_number(number: u32) -> Option<Predikat> {
    Some(match number {
        1 => Predikat::SangatBaik,
        2 => Predikat::Baik,
        3 => Predikat::ButuhPerbaikan,
        4 => Predikat::Kurang,
        5 => Predikat::SangatKurang,
        _ => return None,
    })
}

/// As reports write a predicate.
pub(crate) const fn predikat_title(predikat: Predikat) -> &'static str {
    match predikat {
        Predikat::SangatBaik => "SANGAT BAIK",
        Predikat::Baik => "BAIK",
        Predikat::ButuhPerbaikan => "BUTUH PERBAIKAN",
        Predikat::Kurang => "KURANG",
        Predikat::SangatKurang => "SANGAT KURANG",
    }
}

/// The level of a sanction, by its letter or word.
pub(crate) fn level(text: &str) -> Option<SanctionLevel> {
    let name = normal(text);
    let name = name.strip_prefix("tingkat").unwrap_or(&name);
    Some(match name {
        "r" | "ringan" => SanctionLevel::Ringan,
        "s" | "sedang" => SanctionLevel::Sedang,
        "b" | "berat" => SanctionLevel::Berat,
        _ => return None,
    })
}

/// The level of a sanction by what it is: PP 94/2021 Art. 8, and PP 53/2010 Art. 7 for the older.
pub(crate) fn level_of_sanction(text: &str) -> Option<SanctionLevel> {
    const TABLE: [(SanctionLevel, &[&str]); 3] = [
        (
            SanctionLevel::Ringan,
            &["teguranlisan", "tegurantertulis", "pernyataantidakpuas"],
        ),
        (
            // Before the third row: one of a year's length is *sedang*.
            SanctionLevel::Sedang,
            &[
                "pemotongantunjangan",
                "pemotongantpp",
                "penundaankenaikan",
                "penundaangaji",
                "penurunanpangkatsetingkatlebihrendahselama1tahun",
                "penurunanpangkatsetingkatlebihrendahselama1satutahun",
            ],
        ),
        (
            SanctionLevel::Berat,
            &[
                "penurunanjabatan",
                "penurunanpangkat",
                "pemindahandalamrangka",
                "pembebasan",
                "pemberhentian",
            ],
        ),
    ];
    let name = normal(text);
    let of = |(_, names): &&(SanctionLevel, &[&str])| names.iter().any(|one| name.contains(one));
    TABLE.iter().find(of).map(|(level, _)| *level)
}

/// A sex as staff and survey files write it.
pub(crate) fn sex(text: &str) -> Option<Sex> {
    Some(match normal(text).as_str() {
        "m" | "l" | "lakilaki" | "laki" | "pria" | "male" | "1" | "lk" => Sex::Male,
        "f" | "p" | "perempuan" | "wanita" | "female" | "2" | "pr" => Sex::Female,
        _ => return None,
    })
}

/// The kind of employment by the column that states it; everything that is no PPPK is PNS.
pub(crate) fn employment(text: &str) -> Option<PersonKind> {
    let name = normal(text);
    if name.contains("pppk") || name.contains("p3k") || name.contains("perjanjiankerja") {
        Some(PersonKind::Pppk)
    } else if name.contains("pns") || name.contains("pegawainegerisipil") {
        Some(PersonKind::Pns)
    } else {
        None
    }
}

/// *Kedudukan hukum* by its name or its BKN id.
pub(crate) fn status(text: &str) -> Option<Status> {
    const TABLE: [(Status, &[&str]); 10] = [
        (Status::PartTime, &["101", "paruhwaktu"]),
        (Status::Leave, &["02", "2", "cltn", "cutidiluartanggungan"]),
        (Status::Study, &["03", "3", "tugasbelajar"]),
        (
            Status::Suspended,
            &[
                "04",
                "4",
                "pemberhentiansementara",
                "diberhentikansementara",
            ],
        ),
        (Status::Sanctioned, &["15", "hukdis", "hukumandisiplin"]),
        (Status::Retiring, &["20", "mpp", "masapersiapanpensiun"]),
        (
            Status::Dismissed,
            &["66", "77", "88", "diberhentikan", "pemberhentian"],
        ),
        (Status::Inactive, &["52", "tidakaktif", "nonaktif"]),
        (Status::Retired, &["98", "99", "pensiun", "bup"]),
        (Status::Active, &["01", "1", "aktif"]),
    ];
    let name = normal(text);
    let number = name.bytes().all(|byte| byte.is_ascii_digit());
    let is = |(_, names): &&(Status, &[&str])| {
        names.iter().any(|one| {
            if number {
                name == *one
            } else {
                one.len() > 2 && name.contains(one)
            }
        })
    };
    TABLE.iter().find(is).map(|(status, _)| *status)
}

/// Yes or no.
pub(crate) fn yes(text: &str) -> Option<bool> {
    Some(match normal(text).as_str() {
        "ya" | "y" | "iya" | "ada" | "benar" | "true" | "yes" | "1" | "v" | "x" | "sudah" => true,
        "tidak" | "t" | "n" | "tidakada" | "salah" | "false" | "no" | "0" | "belum" => false,
        _ if text.trim() == "✓" || text.trim() == "√" => true,
        _ => return None,
    })
}
