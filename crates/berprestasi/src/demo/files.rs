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
    let file = |name, kind, on, title, sheet| File {
        name,
        kind,
        on,
        title,
        sheet,
    };
    vec![
        file(
            "01-unit-kerja.csv",
            Kind::Units,
            None,
            "unit kerja",
            people::units(city),
        ),
        file(
            "02-pegawai.csv",
            Kind::People,
            None,
            "pegawai",
            people::staff(city, &told),
        ),
        file(
            "03-unit-kerja-pimpinan.csv",
            Kind::Units,
            Some("2025-01-01"),
            "kepala unit",
            people::heads(city),
        ),
        file(
            "04-skp-2024.csv",
            Kind::Appraisals,
            None,
            "kinerja 2024",
            records::annual(city, &told, 2024),
        ),
        file(
            "05-skp-2025.csv",
            Kind::Appraisals,
            None,
            "kinerja 2025",
            records::annual(city, &told, 2025),
        ),
        file(
            "06-skp-2026-tw1.csv",
            Kind::Appraisals,
            None,
            "kinerja triwulan I",
            records::quarter(city, &told, 1),
        ),
        file(
            "07-skp-2026-tw2.csv",
            Kind::Appraisals,
            None,
            "kinerja triwulan II",
            records::quarter(city, &told, 2),
        ),
        file(
            "08-pegawai-mutasi-2026-07.csv",
            Kind::People,
            Some("2026-07-01"),
            "mutasi pegawai",
            people::changes(city, &told),
        ),
        file(
            "09-skp-2026-tw3.csv",
            Kind::Appraisals,
            None,
            "kinerja triwulan III",
            records::quarter(city, &told, 3),
        ),
        file(
            "10-hukdis.csv",
            Kind::Sanctions,
            None,
            "hukuman disiplin",
            records::sanctions(city, &told),
        ),
        file(
            "11-penghargaan.csv",
            Kind::Awards,
            None,
            "tanda jasa",
            records::awards(city, &told),
        ),
        file(
            "12-diklat.csv",
            Kind::Trainings,
            None,
            "pelatihan",
            services::trainings(city),
        ),
        file(
            "13-mentoring.csv",
            Kind::Mentoring,
            None,
            "mentoring",
            services::mentoring(city, &told),
        ),
        file(
            "14-skm-2026-tw2.csv",
            Kind::Survey,
            None,
            "survei triwulan II",
            services::survey(city, 2),
        ),
        file(
            "15-skm-2026-tw3.csv",
            Kind::Survey,
            None,
            "survei triwulan III",
            services::survey(city, 3),
        ),
        file(
            "16-inovasi.csv",
            Kind::Innovations,
            None,
            "inovasi",
            services::innovations(city),
        ),
        file(
            "17-calon.csv",
            Kind::Candidates,
            Some("2026-08-03"),
            "calon penerima penghargaan",
            records::candidates(city, &told),
        ),
    ]
}
