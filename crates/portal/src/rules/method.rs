//! How an edition's scores were made, as its results page says it.

use domain::rulebook::{Category, Rulebook};

use super::{RoundPart, round, says};
use crate::lang::Lang;

/// How scores were made.
pub(crate) struct Method {
    pub(crate) parts: Vec<MethodPart>,
    pub(crate) ties: Vec<String>,
}

/// Categories that are counted in the same way.
pub(crate) struct MethodPart {
    /// Their names; none if it is all of them.
    pub(crate) categories: Option<String>,
    pub(crate) rounds: Vec<RoundPart>,
}

impl Method {
    pub(crate) fn new(lang: Lang, rulebook: &Rulebook) -> Self {
        let mut ways: Vec<(Vec<RoundPart>, Vec<&str>)> = Vec::new();
        for category in &rulebook.categories {
            let rounds = rounds(lang, category);
            match ways.iter_mut().find(|(way, _)| *way == rounds) {
                Some((_, titles)) => titles.push(category.title.as_str()),
                None => ways.push((rounds, vec![category.title.as_str()])),
            }
        }
        let several = ways.len() > 1;
        let ways = ways.into_iter();
        let parts = ways.map(|(rounds, titles)| MethodPart {
            categories: several.then(|| titles.join("; ")),
            rounds,
        });
        let ties = rulebook.ties.iter();
        Self {
            parts: parts.collect(),
            ties: ties
                .map(|step| says::tie(lang, step, &rulebook.categories))
                .collect(),
        }
    }
}

fn rounds(lang: Lang, category: &Category) -> Vec<RoundPart> {
    round::all(category)
        .map(|one| RoundPart {
            title: round::title(lang, &one),
            lines: round::counted(lang, &one),
        })
        .collect()
}
