//! The files that the city exports: the layouts and the bad habits are real, the people are not.
//!
//! The same size gives the same bytes. Stories that belong to imports are told here: a transfer in
//! the middle of the year, a PPPK with another number, a corrected name, appraisals that are missing
//! or contradict themselves, a sanction that blocks a Satyalancana, surveys and trainings that got
//! better.

mod people;
mod records;
mod services;
mod sheet;
mod stories;
#[cfg(test)]
mod tests;

use imports::Kind;

pub(crate) use services::users;

use super::city::City;
use sheet::Sheet;
use stories::Stories;

/// A file to be taken over.
#[derive(Debug)]
pub(crate) struct File {
    /// Its name; they are imported in the order of their names.
    pub(crate) name: &'static str,
    /// What its rows are.
    pub(crate) kind: Kind,
    /// From when changes hold that have no date of their own.
    pub(crate) on: Option<&'static str>,
    /// What is said while it is loaded.
    pub(crate) title: &'static str,
    /// What it holds.
    pub(crate) sheet: Sheet,
}

/// Everything the city exports, in the order in which it is imported. `nominees` are the numbers of
/// those whom the sample edition nominates, the first three with stories of their own.
pub(crate) fn files(city: &City, nominees: &[usize]) -> Vec<File> {
    let told = Stories::of(city, nominees);
    let mut files = registers(city, &told);
    files.extend(appraisals(city, &told));
    files.extend(others(city, &told));
    files.sort_by_key(|file| file.name);
    files
}

fn file(name: &'static str, kind: Kind, title: &'static str, sheet: Sheet) -> File {
    let on = None;
    File {
        name,
        kind,
        on,
        title,
        sheet,
    }
}

impl File {
    fn on(self, day: &'static str) -> Self {
        let on = Some(day);
        Self { on, ..self }
    }
}

/// Units and people, and what changed about them.
fn registers(city: &City, told: &Stories) -> Vec<File> {
    let (units, staff) = (Kind::Units, Kind::People);
    let heads = people::heads(city);
    let changes = people::changes(city, told);
    vec![
        file(
            "01-unit-kerja.csv",
            units,
            "unit kerja",
            people::units(city),
        ),
        file(
            "02-pegawai.csv",
            staff,
            "pegawai",
            people::staff(city, told),
        ),
        file("03-unit-kerja-pimpinan.csv", units, "kepala unit", heads).on("2025-01-01"),
        file(
            "08-pegawai-mutasi-2026-07.csv",
            staff,
            "mutasi pegawai",
            changes,
        )
        .on("2026-07-01"),
    ]
}

fn appraisals(city: &City, told: &Stories) -> Vec<File> {
    let of = |name, title, sheet| file(name, Kind::Appraisals, title, sheet);
    let annual = |year| records::annual(city, told, year);
    let quarter = |number| records::quarter(city, told, number);
    vec![
        of("04-skp-2024.csv", "kinerja 2024", annual(2024)),
        of("05-skp-2025.csv", "kinerja 2025", annual(2025)),
        of("06-skp-2026-tw1.csv", "kinerja triwulan I", quarter(1)),
        of("07-skp-2026-tw2.csv", "kinerja triwulan II", quarter(2)),
        of("09-skp-2026-tw3.csv", "kinerja triwulan III", quarter(3)),
    ]
}

fn others(city: &City, told: &Stories) -> Vec<File> {
    let survey =
        |name, title, quarter| file(name, Kind::Survey, title, services::survey(city, quarter));
    let sanctions = records::sanctions(city, told);
    let mentoring = services::mentoring(city, told);
    let innovations = services::innovations(city);
    let candidates = records::candidates(city, told);
    vec![
        file(
            "10-hukdis.csv",
            Kind::Sanctions,
            "hukuman disiplin",
            sanctions,
        ),
        file(
            "11-penghargaan.csv",
            Kind::Awards,
            "tanda jasa",
            records::awards(city, told),
        ),
        file(
            "12-diklat.csv",
            Kind::Trainings,
            "pelatihan",
            services::trainings(city),
        ),
        file("13-mentoring.csv", Kind::Mentoring, "mentoring", mentoring),
        survey("14-skm-2026-tw2.csv", "survei triwulan II", 2),
        survey("15-skm-2026-tw3.csv", "survei triwulan III", 3),
        file("16-inovasi.csv", Kind::Innovations, "inovasi", innovations),
        file(
            "17-calon.csv",
            Kind::Candidates,
            "calon penghargaan",
            candidates,
        )
        .on("2026-08-03"),
    ]
}
