//! Rules of editions, marks on ballots, awards of decisions.

use serde_json::{Value, json};
use uuid::Uuid;

/// The rules that editions of tests have unless a test says otherwise.
#[derive(Debug, Clone, Copy)]
pub struct Rules {
    /// Nominations per unit and category.
    pub quota: u16,
    /// Places per category.
    pub places: u8,
}

impl Default for Rules {
    fn default() -> Self {
        Self::new(3, 3)
    }
}

impl Rules {
    /// So many nominations per unit and category, and so many places per category.
    #[must_use]
    pub fn new(quota: u16, places: u8) -> Self {
        Self { quota, places }
    }

    /// The categories: one for people with three criteria, one for teams, one for units.
    #[must_use]
    pub fn categories(self) -> Value {
        let category = |code: &str, nominee: &str, criteria: Value| {
            json!({"code": code, "title": format!("Kategori {code}"), "nominee": nominee,
                   "criteria": criteria, "places": self.places, "quota": self.quota})
        };
        let criterion =
            |code: &str, weight: u8| json!({"code": code, "title": code, "weight": weight});
        json!([
            category(
                "pelaksana",
                "person",
                json!([
                    criterion("wawancara", 20),
                    criterion("kinerja", 50),
                    criterion("inovasi", 30)
                ])
            ),
            category("tim", "team", json!([criterion("dampak", 100)])),
            category("unit-kerja", "unit", json!([criterion("layanan", 100)])),
        ])
    }
}

/// Marks of one ballot, one per criterion.
#[derive(Debug, Clone, Copy)]
pub struct Marks<'a>(pub &'a [(&'a str, &'a str)]);

impl Marks<'_> {
    /// As they are sent.
    #[must_use]
    pub fn json(self) -> Value {
        let mark =
            |(criterion, score): &(&str, &str)| json!({"criterion": criterion, "score": score});
        self.0.iter().map(mark).collect()
    }
}

/// A winner of a decision.
#[derive(Debug, Clone, Copy)]
pub struct Award<'a> {
    /// The category.
    pub category: &'a str,
    /// The place.
    pub place: u64,
    /// The nomination.
    pub nomination: Uuid,
}

impl Award<'_> {
    pub(crate) fn json(self) -> Value {
        json!({"category": self.category, "place": self.place, "nomination": self.nomination})
    }
}
