//! Counts, codes, weights and anchors of a category.

use super::{ANCHORS, CRITERIA};
use crate::rulebook::fault::Faults;
use crate::rulebook::{Category, Criterion};

pub(super) fn check(category: &Category, path: &str, faults: &mut Faults) {
    if !CRITERIA.contains(&category.criteria.len()) {
        faults.add(
            format!("{path}.criteria"),
            "criteria-count",
            "Kategori harus berisi 1 sampai 20 kriteria.",
            "a category has 1 to 20 criteria",
        );
    }
    places(category, path, faults);
    let codes = category.criteria.iter().enumerate();
    faults.repeated(
        "code-repeated",
        codes.map(|(at, criterion)| (format!("{path}.criteria[{at}].code"), &criterion.code)),
    );
    weights(category, path, faults);
    for (at, criterion) in category.criteria.iter().enumerate() {
        anchors(criterion, &format!("{path}.criteria[{at}]"), faults);
    }
}

fn places(category: &Category, path: &str, faults: &mut Faults) {
    if category.places == 0 {
        faults.add(
            format!("{path}.places"),
            "no-places",
            "Kategori harus memberi paling sedikit satu peringkat.",
            "a category awards at least one place",
        );
    }
    if category.quota == 0 {
        faults.add(
            format!("{path}.quota"),
            "no-quota",
            "Kuota tiap unit paling sedikit satu usulan.",
            "a category leaves each unit at least one nomination",
        );
    }
    let (quota, total) = (category.quota, category.quota_total);
    if let Some(total) = total.filter(|total| *total < quota) {
        faults.add(
            format!("{path}.quota_total"),
            "quota-total-below-quota",
            format!("Kuota seluruhnya ({total}) kurang dari kuota tiap unit ({quota})."),
            format!("the total quota ({total}) is below the quota of each unit ({quota})"),
        );
    }
}

fn weights(category: &Category, path: &str, faults: &mut Faults) {
    let weights = category.criteria.iter().map(|one| u32::from(one.weight));
    let sum: u32 = weights.sum();
    if sum != 100 && !category.criteria.is_empty() {
        let code = &category.code;
        faults.add(
            format!("{path}.criteria"),
            "weights-not-hundred",
            format!("Jumlah bobot kriteria kategori \"{code}\" adalah {sum}, seharusnya 100."),
            format!("the weights of category \"{code}\" sum to {sum}, not to 100"),
        );
    }
    for (at, criterion) in category.criteria.iter().enumerate() {
        if !(1..=100).contains(&criterion.weight) {
            faults.add(
                format!("{path}.criteria[{at}].weight"),
                "weight-out-of-range",
                "Bobot kriteria harus 1 sampai 100.",
                "a criterion's weight is 1 to 100",
            );
        }
    }
}

fn anchors(criterion: &Criterion, path: &str, faults: &mut Faults) {
    if criterion.anchors.len() > ANCHORS {
        faults.add(
            format!("{path}.anchors"),
            "anchor-count",
            format!("Rubrik berisi paling banyak {ANCHORS} tingkat."),
            format!("a rubric has at most {ANCHORS} levels"),
        );
    }
    let pairs = criterion.anchors.windows(2).enumerate();
    for (at, pair) in pairs.filter(|(_, pair)| pair[1].from <= pair[0].from) {
        let (below, above) = (pair[0].from, pair[1].from);
        faults.add(
            format!("{path}.anchors[{}].from", at + 1),
            "anchors-not-ascending",
            format!("Tingkat rubrik harus menaik: {above} tidak di atas {below}."),
            format!("the levels of a rubric ascend: {above} is not above {below}"),
        );
    }
}
