//! Whether the tie-break chain ends every tie, and only at its end.

use std::fmt;

use crate::rulebook::fault::Faults;
use crate::rulebook::{Category, Rulebook, TieRule};
use crate::text::Code;

impl fmt::Display for TieRule {
    /// As it is written in a rulebook.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Criteria => f.write_str("criteria"),
            Self::Criterion(code) => write!(f, "criterion: {code}"),
            Self::HeadToHead => f.write_str("head-to-head"),
            Self::FewerWins => f.write_str("fewer-wins"),
            Self::LongerService => f.write_str("longer-service"),
            Self::Lot => f.write_str("lot"),
            Self::Plenary => f.write_str("plenary"),
            Self::Shared => f.write_str("shared"),
        }
    }
}

impl TieRule {
    /// Whether it ends the chain.
    #[must_use]
    pub const fn ends(&self) -> bool {
        matches!(self, Self::Plenary | Self::Shared)
    }
}

pub(super) fn check(rulebook: &Rulebook, faults: &mut Faults) {
    let chain = &rulebook.ties;
    if !chain.last().is_some_and(TieRule::ends) {
        let path = match chain.len() {
            0 => "ties".to_owned(),
            length => format!("ties[{}]", length - 1),
        };
        faults.add(
            path,
            "ties-undecided",
            "Urutan pemecah seri bisa berakhir tanpa keputusan; akhiri dengan plenary atau shared.",
            "the tie-break chain can end undecided; its last step must be plenary or shared",
        );
    }
    let before_last = chain.len().saturating_sub(1);
    for (at, step) in chain.iter().enumerate().take(before_last) {
        if step.ends() {
            faults.add(
                format!("ties[{at}]"),
                "ties-end-early",
                format!(
                    "Langkah {step} mengakhiri urutan, jadi langkah sesudahnya tidak terpakai."
                ),
                format!("{step} ends the chain, so the steps after it are never taken"),
            );
        }
        if *step == TieRule::Lot && !chain[at + 1].ends() {
            faults.add(
                format!("ties[{at}]"),
                "lot-not-before-end",
                "Undian memutus semua seri, jadi harus tepat sebelum langkah penutup.",
                "a lot separates everybody, so it must stand right before the last step",
            );
        }
    }
    let named = chain.iter().enumerate();
    faults.repeated(
        "tie-step-repeated",
        named.map(|(at, step)| (format!("ties[{at}]"), step.to_string())),
    );
    for (at, step) in chain.iter().enumerate() {
        if let TieRule::Criterion(code) = step {
            criterion(rulebook, (at, code), faults);
        }
    }
}

fn criterion(rulebook: &Rulebook, (at, code): (usize, &Code), faults: &mut Faults) {
    let lacks = |category: &&Category| {
        let marks = category.rounds.is_empty() || category.rounds.iter().any(|r| r.kind.marks());
        marks && !category.criteria.iter().any(|known| known.code == *code)
    };
    let lacking: Vec<_> = rulebook.categories.iter().filter(lacks).collect();
    if !lacking.is_empty() {
        let codes: Vec<_> = lacking.iter().map(|one| one.code.as_str()).collect();
        let codes = codes.join(", ");
        faults.add(
            format!("ties[{at}]"),
            "tie-criterion-unknown",
            format!("Kriteria \"{code}\" tidak ada dalam kategori {codes}."),
            format!("the criterion \"{code}\" is not one of category {codes}"),
        );
    }
}
