//! Whether requirements can be judged, and of whom.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::REQUIREMENTS;
use crate::edition::NomineeKind;
use crate::rulebook::fault::Faults;
use crate::rulebook::{Category, Requirement};

pub(super) fn check(cut_off: Option<Date>, category: &Category, path: &str, faults: &mut Faults) {
    if category.eligibility.len() > REQUIREMENTS {
        faults.add(
            format!("{path}.eligibility"),
            "requirement-count",
            format!("Kategori berisi paling banyak {REQUIREMENTS} persyaratan."),
            format!("a category makes at most {REQUIREMENTS} requirements"),
        );
    }
    for (at, requirement) in category.eligibility.iter().enumerate() {
        let path = format!("{path}.eligibility[{at}]");
        one(requirement, (cut_off, category.nominee), &path, faults);
    }
    duplicates(category, path, faults);
}

fn one(
    requirement: &Requirement,
    (cut_off, nominee): (Option<Date>, NomineeKind),
    path: &str,
    faults: &mut Faults,
) {
    let name = requirement.name();
    if nominee == NomineeKind::Unit && requirement.of_people() {
        faults.add(
            path,
            "requirement-of-people",
            format!("Syarat {name} tentang orang, padahal kategori ini untuk unit; hapus."),
            format!("{name} is about people, but this category is for units; remove it"),
        );
    }
    if requirement.years() == Some(0) {
        faults.add(
            format!("{path}.years"),
            "years-zero",
            format!("Jumlah tahun pada syarat {name} harus 1 atau lebih."),
            format!("the years of {name} must be 1 or more"),
        );
    }
    if requirement.years().is_some() && cut_off.is_none() {
        faults.add(
            path,
            "cut-off-missing",
            format!("Syarat {name} menghitung tahun; isi cut_off (tanggal acuan)."),
            format!("{name} counts years; set cut_off, the day it counts from"),
        );
    }
    if matches!(requirement, Requirement::TrainingAtLeast { hours: 0, .. }) {
        faults.add(
            format!("{path}.hours"),
            "hours-zero",
            "Jumlah JP pelatihan harus 1 atau lebih.",
            "the hours of training must be 1 or more",
        );
    }
    match requirement.list() {
        Some((list, 0, _)) => faults.add(
            format!("{path}.{list}"),
            "list-empty",
            format!("Daftar {list} kosong, jadi tidak seorang pun memenuhi syarat; isi."),
            format!("the list {list} is empty; name at least one"),
        ),
        Some((list, all, distinct)) if distinct < all => faults.add(
            format!("{path}.{list}"),
            "list-repeats",
            format!("Ada yang tertulis dua kali dalam daftar {list}; hapus satu."),
            format!("something stands twice in the list {list}; remove one"),
        ),
        _ => {}
    }
}

/// Of every rule there is one, but documents differ by code and sanctions by level.
fn duplicates(category: &Category, path: &str, faults: &mut Faults) {
    let mut names = Vec::new();
    for (at, requirement) in category.eligibility.iter().enumerate() {
        let path = format!("{path}.eligibility[{at}]");
        if let Requirement::Document { code, .. } = requirement {
            names.push((format!("{path}.code"), format!("document {code}")));
        } else if let Requirement::NoSanction { levels, .. } = requirement {
            let levels: BTreeSet<_> = levels.iter().collect();
            let level = |level| {
                (
                    path.clone(),
                    format!("no-sanction {level:?}").to_lowercase(),
                )
            };
            names.extend(levels.into_iter().map(level));
        } else {
            names.push((path, requirement.name().to_owned()));
        }
    }
    faults.repeated("requirement-repeated", names);
}
