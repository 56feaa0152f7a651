//! What is wrong with a rulebook, and where.

use schemars::JsonSchema;
use serde::Serialize;

use crate::Refusal;

/// One thing that is wrong with a rulebook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Fault {
    /// Where, such as `categories[1].criteria[0].weight`; empty for the document as a whole.
    pub path: String,
    /// The stable code of the rule that is broken.
    pub rule: &'static str,
    /// What is wrong and how to mend it, in Bahasa Indonesia.
    pub says: String,
    /// The same in English.
    pub says_en: String,
}

impl Fault {
    pub(super) fn new(
        path: impl Into<String>,
        rule: &'static str,
        says: impl Into<String>,
        says_en: impl Into<String>,
    ) -> Self {
        Self {
            path: path.into(),
            rule,
            says: says.into(),
            says_en: says_en.into(),
        }
    }

    /// The refusal of a command with such a rulebook: a rule that has a refusal of its own shares
    /// its code.
    #[must_use]
    pub fn refusal(&self) -> Refusal {
        let mut all = Refusal::ALL.iter().copied();
        all.find(|refusal| refusal.code() == self.rule)
            .unwrap_or(Refusal::RulebookInvalid)
    }
}

/// The faults found so far, in the order of the document's checks.
#[derive(Debug, Default)]
pub(super) struct Faults(pub(super) Vec<Fault>);

impl Faults {
    pub(super) fn add(
        &mut self,
        path: impl Into<String>,
        rule: &'static str,
        says: impl Into<String>,
        says_en: impl Into<String>,
    ) {
        self.0.push(Fault::new(path, rule, says, says_en));
    }

    /// Each value that was there before: a fault of this rule at its path.
    pub(super) fn repeated<T: Ord + std::fmt::Display>(
        &mut self,
        rule: &'static str,
        values: impl IntoIterator<Item = (String, T)>,
    ) {
        let mut seen = std::collections::BTreeSet::new();
        for (path, value) in values {
            let told = value.to_string();
            if !seen.insert(value) {
                self.add(
                    path,
                    rule,
                    format!("\"{told}\" sudah ada di atas; hapus atau ganti yang ini."),
                    format!("\"{told}\" stands above already; remove or change this one"),
                );
            }
        }
    }
}
