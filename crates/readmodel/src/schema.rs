//! The tables of each projection and version: `schemas/sql/<name>/v<N>.sql`.
//!
//! A file has three parts, each after a line of its own: `-- tables`, `-- indexes`, `-- views`.
//! Tables and indexes name no schema, because they are made in a live one or in one being built;
//! views name `read`, which is all that readers ever name. A table that is a function of another
//! one's rows is filled where indexes are built, and kept by triggers from then on.

use crate::error::ReadError;
use crate::shelf::Slot;

/// A projection's tables in one version.
#[derive(Debug, Clone, Copy)]
pub struct Schema {
    /// The projection.
    pub name: &'static str,
    /// The version.
    pub version: i32,
    /// The views in `read`.
    pub views: &'static [&'static str],
    sql: &'static str,
}

macro_rules! schema {
    ($name:literal $version:literal: $($view:literal),+) => {
        Schema {
            name: $name,
            version: $version,
            views: &[$($view),+],
            sql: include_str!(concat!("../../../schemas/sql/", $name, "/v", $version, ".sql")),
        }
    };
}

/// Every projection in the version that this program folds.
pub const SCHEMAS: &[Schema] = &[
    schema!("award_board" 2: "award_board", "award_standing", "award_bundle"),
    schema!("recognition" 4: "recognition", "recognition_board", "recognition_stretch"),
    schema!("award_history" 2: "award"),
    schema!("nomination_board" 2: "edition", "nomination"),
    schema!("announcement" 1: "announcement", "laureate"),
    schema!("rulebook" 1: "rulebook", "amendment"),
    schema!("directory" 2: "person", "unit"),
    schema!("performance" 1: "performance_line", "candidate", "unit_predikat", "indicator"),
    schema!("survey" 1: "survey"),
];

impl Schema {
    /// The tables of a projection.
    pub fn of(name: &str) -> Result<&'static Self, ReadError> {
        SCHEMAS
            .iter()
            .find(|schema| schema.name == name)
            .ok_or_else(|| ReadError::UnknownProjection(name.to_owned()))
    }

    /// The schema that readers' views show.
    #[must_use]
    pub fn live(&self) -> String {
        format!("{}_v{}", self.name, self.version)
    }

    /// The schema that is being built beside it.
    #[must_use]
    pub fn next(&self) -> String {
        Slot::Next.of(self)
    }

    fn part(&self, from: &str, to: Option<&str>) -> &'static str {
        let after = self.sql.split_once(from).map_or("", |(_, after)| after);
        match to {
            Some(to) => after.split_once(to).map_or(after, |(part, _)| part),
            None => after,
        }
    }

    pub(crate) fn tables(&self) -> &'static str {
        self.part("\n-- tables\n", Some("\n-- indexes\n"))
    }

    pub(crate) fn indexes(&self) -> &'static str {
        self.part("\n-- indexes\n", Some("\n-- views\n"))
    }

    /// Whether a table is filled where indexes are built, as an index is, and not by the projection.
    pub(crate) fn derives(&self, table: &str) -> bool {
        self.indexes()
            .contains(&format!("\nINSERT INTO {table} SELECT "))
    }

    /// Takes what readers see away, in the order of the list: a reader of several views reads them
    /// in that order too.
    pub(crate) fn hide(&self) -> String {
        let views = self.views.iter().map(|view| format!("read.{view}"));
        let views = views.collect::<Vec<_>>().join(", ");
        format!("DROP VIEW IF EXISTS {views};")
    }

    /// Shows this version to readers.
    pub(crate) fn show(&self) -> String {
        let (name, version, live) = (self.name, self.version, self.live());
        let make = self.part("\n-- views\n", None);
        format!(
            "SET LOCAL search_path = {live};\n{make}\nSET LOCAL search_path = DEFAULT;\n\
             INSERT INTO engine.live (projection, version) VALUES ('{name}', {version}) \
             ON CONFLICT (projection) DO UPDATE SET version = excluded.version;"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `LIKE name_v%` on one never finds another's tables.
    #[test]
    fn no_projections_name_begins_with_anothers() {
        for one in SCHEMAS {
            let prefix = format!("{}_v", one.name);
            let other = |other: &&Schema| other.name.starts_with(&prefix);
            assert!(!SCHEMAS.iter().any(|schema| other(&schema)), "{}", one.name);
        }
    }

    #[test]
    fn boards_and_stretches_are_made_with_the_indexes() {
        let recognition = Schema::of("recognition").expect("a projection");
        let tables = ["standing", "position_group", "board", "stretch"];
        let derived = tables.map(|table| recognition.derives(table));
        assert_eq!(derived, [false, false, true, true]);
    }

    #[test]
    fn every_file_has_its_three_parts() {
        for schema in SCHEMAS {
            assert!(schema.tables().contains("CREATE TABLE"), "{}", schema.name);
            let tables = schema.tables().matches("CREATE TABLE").count();
            let keys = schema.indexes().matches("ADD PRIMARY KEY").count();
            assert_eq!(tables, keys, "{}", schema.name);
            for view in schema.views {
                let make = format!("CREATE VIEW read.{view} AS");
                assert!(schema.show().contains(&make), "{view}");
            }
            for rule in ["DEFAULT ", "now()", "SERIAL", "nextval", "GENERATED"] {
                assert!(!schema.tables().contains(rule), "{}: {rule}", schema.name);
            }
        }
    }
}
