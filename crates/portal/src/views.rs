//! From what queries answer to what templates show.

use domain::Fingerprint;
use readmodel::queries::announcements::{Announcement, Laureate};
use readmodel::queries::award_board::Line;
use readmodel::queries::award_history::Award;
use runtime::format;
use uuid::Uuid;

use crate::shell::Shell;

/// An announcement. It has no `Debug`: names do not go into logs.
pub(crate) struct Announced {
    pub(crate) id: Uuid,
    pub(crate) title: String,
    pub(crate) decree_number: String,
    pub(crate) decree_date: String,
    pub(crate) published: String,
    pub(crate) published_iso: String,
    pub(crate) corrected: Option<String>,
    pub(crate) link: String,
    pub(crate) edition: String,
    pub(crate) categories: Vec<Category>,
}

pub(crate) struct Category {
    pub(crate) title: String,
    pub(crate) winners: Vec<Winner>,
}

pub(crate) struct Winner {
    pub(crate) place: u64,
    pub(crate) name: Option<String>,
    pub(crate) unit: String,
    pub(crate) citation: Option<String>,
    /// Their award history, for a single person.
    pub(crate) person: Option<String>,
}

impl Announced {
    pub(crate) fn new(shell: &Shell, agency: &str, one: &Announcement) -> Self {
        let lang = shell.choice.lang;
        let by_category = one.laureates.chunk_by(|a, b| a.category == b.category);
        Self {
            id: one.id,
            title: one.title.clone(),
            decree_number: one.decree_number.clone(),
            decree_date: lang.date(one.decree_date),
            published: lang.moment(one.published_at),
            published_iso: format!("{:.0}", one.published_at),
            corrected: (one.updated != one.published).then(|| lang.moment(one.updated_at)),
            link: shell.to(format!("/{agency}/pengumuman/{}", one.id)),
            edition: shell.to(format!("/{agency}/edisi/{}", one.edition)),
            categories: by_category
                .filter_map(|winners| category(shell, agency, winners))
                .collect(),
        }
    }
}

fn category(shell: &Shell, agency: &str, laureates: &[Laureate]) -> Option<Category> {
    let title = laureates.first()?.category_title.clone();
    let winner = |laureate: &Laureate| Winner {
        place: laureate.place,
        name: laureate.name.clone(),
        unit: laureate.unit_name.clone(),
        citation: laureate.citation.clone(),
        person: match laureate.people[..] {
            [person] if laureate.name.is_some() => {
                Some(shell.to(format!("/{agency}/penghargaan/{person}")))
            }
            _ => None,
        },
    };
    let winners = laureates.iter().map(winner).collect();
    Some(Category { title, winners })
}

/// The board of an announced edition.
pub(crate) struct Board {
    pub(crate) decree_number: String,
    pub(crate) decree_date: String,
    pub(crate) categories: Vec<BoardCategory>,
    pub(crate) bundle: Option<Bundle>,
}

/// What anybody can count an edition again from.
pub(crate) struct Bundle {
    pub(crate) link: String,
    pub(crate) hash: String,
}

impl Bundle {
    pub(crate) fn new(agency: &str, edition: Uuid, hash: Fingerprint) -> Self {
        Self {
            link: format!("/api/v1/agencies/{agency}/editions/{edition}/bundle"),
            hash: hash.to_string(),
        }
    }
}

pub(crate) struct BoardCategory {
    pub(crate) title: String,
    pub(crate) lines: Vec<BoardLine>,
    pub(crate) nominees: Option<usize>,
}

pub(crate) struct BoardLine {
    pub(crate) place: u64,
    pub(crate) name: Option<String>,
    pub(crate) unit: String,
    pub(crate) score: Option<String>,
}

impl Board {
    /// Of the announcement and of everybody who was assessed. Of those who did not win only how
    /// many they are comes through.
    pub(crate) fn new(
        shell: &Shell,
        one: &Announcement,
        assessed: &[Line],
        bundle: Option<Bundle>,
    ) -> Self {
        let by_category = one.laureates.chunk_by(|a, b| a.category == b.category);
        let categories = by_category.filter_map(|laureates| {
            let first = laureates.first()?;
            let nominees = assessed
                .iter()
                .filter(|line| line.category == first.category);
            let nominees = Some(nominees.count()).filter(|count| *count > 0);
            Some(BoardCategory {
                title: first.category_title.clone(),
                lines: laureates
                    .iter()
                    .map(|one| board_line(one, assessed))
                    .collect(),
                nominees,
            })
        });
        Self {
            decree_number: one.decree_number.clone(),
            decree_date: shell.choice.lang.date(one.decree_date),
            categories: categories.collect(),
            bundle,
        }
    }
}

fn board_line(laureate: &Laureate, assessed: &[Line]) -> BoardLine {
    let mut lines = assessed.iter().filter(|line| line.winner);
    let line = lines.find(|line| line.nomination == laureate.nomination);
    BoardLine {
        place: laureate.place,
        name: laureate.name.clone(),
        unit: laureate.unit_name.clone(),
        score: line
            .and_then(|line| line.hundredths)
            .map(format::hundredths),
    }
}

/// An award in somebody's history.
pub(crate) struct Held {
    pub(crate) link: String,
    pub(crate) edition: String,
    pub(crate) category: String,
    pub(crate) place: u64,
    pub(crate) unit: String,
    pub(crate) decree_number: String,
    pub(crate) decree_date: String,
}

impl Held {
    pub(crate) fn new(shell: &Shell, agency: &str, award: &Award) -> Self {
        let link = format!("/{agency}/pengumuman/{}", award.announcement);
        Self {
            link: shell.to(link),
            edition: award.edition_title.clone(),
            category: award.category_title.clone(),
            place: award.place,
            unit: award.unit_name.clone(),
            decree_number: award.decree_number.clone(),
            decree_date: shell.choice.lang.date(award.decree_date),
        }
    }
}
