//! An agency that knows some people and units, and imports files.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use domain::Nip;
use imports::{
    FileFault, Input, Kind, Known, Mapping, Reader, Report, Row, Seen, Verdict, clean, judge,
    unit_key,
};

#[derive(Default)]
pub(crate) struct Agency {
    people: BTreeSet<Nip>,
    units: BTreeMap<String, String>,
}

impl Known for Agency {
    fn person(&self, nip: &Nip) -> bool {
        self.people.contains(nip)
    }
    fn unit(&self, name: &str) -> Option<String> {
        self.units.get(&unit_key(name)).cloned()
    }
}

pub(crate) struct Imported {
    pub(crate) report: Report,
    pub(crate) rows: Vec<Row>,
}

impl Agency {
    /// The one of the shipped samples.
    pub(crate) fn of_samples() -> Self {
        let mut agency = Self::default();
        let people = agency.import(Kind::People, sample("people.csv")).unwrap();
        agency.learn(&people.rows);
        agency
    }

    pub(crate) fn import(&self, kind: Kind, input: Input) -> Result<Imported, FileFault> {
        self.import_by(kind, input, &Mapping::default())
    }

    pub(crate) fn import_by(
        &self,
        kind: Kind,
        input: Input,
        mapping: &Mapping,
    ) -> Result<Imported, FileFault> {
        let mut reader = Reader::open(kind, input, mapping)?;
        let mut report = Report::new(reader.columns());
        let (mut seen, mut rows) = (Seen::new(), Vec::new());
        while let Some(record) = reader.next_record()? {
            let verdict = judge(clean(reader.columns(), &record), self, &mut seen);
            report.count(&record, &verdict);
            if let Verdict::Accepted(row) = verdict {
                rows.push(row);
            }
        }
        let (read, total) = reader.progress();
        assert!(read <= total);
        Ok(Imported { report, rows })
    }

    pub(crate) fn learn(&mut self, rows: &[Row]) {
        for row in rows {
            if let Row::Person(person) = row {
                self.people.insert(person.nip);
                self.unit(&person.unit);
            }
        }
    }

    pub(crate) fn unit(&mut self, name: &str) {
        self.units
            .entry(unit_key(name))
            .or_insert_with(|| name.to_owned());
    }
}

pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples")
}

pub(crate) fn sample(name: &str) -> Input {
    Input::Path(folder().join(name))
}
