//! Taking files over from the command line, and taking that back.

use std::collections::HashMap;
use std::io::Write as _;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Subcommand};
use domain::ids::{AgencyCode, ImportId, derive_id};
use domain::import::State;
use domain::{Actor, Role};
use imports::{Input, Kind, Mapping, Reader, Report};
use indicatif::{ProgressBar, ProgressStyle};
use jiff::civil::Date;
use performance::Performance;
use performance::import::{Finished, Job, LOOKED_UP, UndoJob, UndoReport, Verdict};
use runtime::Config;

use crate::compose;
use crate::up::Failure;

/// Files to take over.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Wanted {
    #[command(subcommand)]
    other: Option<Other>,
    #[command(flatten)]
    file: Option<FileOf>,
    /// The agency's code.
    #[arg(long, global = true)]
    agency: Option<String>,
    /// Print the report as JSON.
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum Other {
    /// Take an import back: what it recorded as new is withdrawn, what it corrected is put back.
    ///
    /// What was changed again since, or what something rests on, stays and is counted. --dry-run
    /// says what would move.
    Undo {
        /// The import, as its report names it.
        id: uuid::Uuid,
        /// Only say what would move.
        #[arg(long)]
        dry_run: bool,
    },
    /// List the imports of the agency, and which were interrupted.
    List,
}

#[derive(Debug, Args)]
struct FileOf {
    /// What the rows are: people, units, appraisals, organisation, sanctions, awards, trainings,
    /// mentoring, survey, innovations or candidates. People come first: the others refer to them.
    kind: Kind,
    /// CSV, XLSX, XLS, ODS, or a ZIP with one of them.
    path: PathBuf,
    /// Only read and compare; nothing is recorded.
    #[arg(long)]
    dry_run: bool,
    /// Which header means which field, and which unit which; TOML or JSON.
    #[arg(long)]
    mapping: Option<PathBuf>,
    /// Write the report as a workbook, with the rows that were held back for mending.
    #[arg(long)]
    report: Option<PathBuf>,
    /// From when transfers hold that have no date of their own [default: today].
    #[arg(long)]
    on: Option<Date>,
    /// A row that was doubtful is the person who is known; may be given several times.
    #[arg(long, value_name = "ROW")]
    same: Vec<u32>,
    /// A row that was doubtful is somebody new; may be given several times.
    #[arg(long, value_name = "ROW")]
    new: Vec<u32>,
}

impl Wanted {
    /// Does what is wanted in an installation.
    pub async fn run(&self, config: &Config) -> Result<(), Failure> {
        let agency = self
            .agency
            .as_deref()
            .ok_or("name the agency with --agency CODE")?;
        let agency = AgencyCode::new(agency).map_err(|wrong| format!("--agency: {wrong}"))?;
        let kinds = self.file.is_some().then_some(LOOKED_UP);
        let app = compose::performance(config, kinds).await?;
        match (&self.other, &self.file) {
            (Some(Other::Undo { id, dry_run }), _) => {
                let job = UndoJob {
                    agency: &agency,
                    import: ImportId(*id),
                    by: operator(),
                    write: !dry_run,
                };
                self.undone(&app.undo(job).await?, *dry_run)
            }
            (Some(Other::List), _) => self.list(&app, &agency),
            (None, Some(file)) => {
                let (report, finished) = file.import(&app, &agency).await?;
                if let Some(path) = &file.report {
                    std::fs::write(path, report.xlsx()?)?;
                }
                if self.json {
                    return print(&serde_json::to_string_pretty(&report)?);
                }
                print(&told(&report, &finished, file.dry_run))
            }
            (None, None) => Err("name a kind and a file, or undo or list".into()),
        }
    }

    fn undone(&self, report: &UndoReport, dry_run: bool) -> Result<(), Failure> {
        if self.json {
            return print(&serde_json::to_string_pretty(report)?);
        }
        let done = if dry_run { "akan" } else { "telah" };
        print(&format!(
            "{} catatan baru {done} ditarik, {} {done} dikembalikan, {} tetap karena sudah diubah atau dipakai.",
            report.withdrawn, report.restored, report.kept
        ))
    }

    fn list(&self, app: &Performance, agency: &AgencyCode) -> Result<(), Failure> {
        let listed = app.imports(agency)?;
        if self.json {
            return print(&serde_json::to_string_pretty(&listed)?);
        }
        if listed.is_empty() {
            return print("Belum ada impor.");
        }
        for import in &listed {
            let state = match import.state {
                State::None => "-",
                State::Begun => "terputus; jalankan lagi impor yang sama, atau batalkan",
                State::Completed => "selesai",
                State::Undoing => "sedang dibatalkan; jalankan lagi import undo",
                State::Undone => "dibatalkan",
            };
            print(&format!("{}  {:<12} {state}", import.id, import.kind))?;
        }
        Ok(())
    }
}

impl FileOf {
    async fn import(
        &self,
        app: &Performance,
        agency: &AgencyCode,
    ) -> Result<(Report, Finished), Failure> {
        let mapping = match &self.mapping {
            Some(path) => Mapping::read(&std::fs::read_to_string(path)?)?,
            None => Mapping::default(),
        };
        let reader = Reader::open(self.kind, Input::Path(self.path.clone()), &mapping)?;
        let verdicts = self.same.iter().map(|row| (*row, Verdict::Same));
        let verdicts = verdicts.chain(self.new.iter().map(|row| (*row, Verdict::New)));
        let job = Job {
            agency,
            kind: self.kind,
            file: reader.content_hash(),
            by: operator(),
            on: self.on,
            write: !self.dry_run,
            verdicts: verdicts.collect::<HashMap<_, _>>(),
        };
        let bar = bar();
        let done = app
            .import(job, reader, |read, total| {
                bar.set_length(total);
                bar.set_position(read);
            })
            .await;
        bar.finish_and_clear();
        Ok(done?)
    }
}

fn bar() -> ProgressBar {
    let style = "{bar:30} {percent}% {bytes}/{total_bytes} {elapsed}, sisa {eta}";
    let bar = ProgressBar::new(0);
    bar.set_style(ProgressStyle::with_template(style).expect("a good template"));
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

/// Who imports from the command line: whoever runs the installation.
fn operator() -> Actor {
    Actor {
        actor: derive_id(&["operator"]),
        role: Role::System,
        on_behalf_of: None,
    }
}

fn print(text: &str) -> Result<(), Failure> {
    Ok(writeln!(std::io::stdout(), "{text}")?)
}

/// A report in words.
fn told(report: &Report, finished: &Finished, dry_run: bool) -> String {
    let totals = finished.totals;
    let mut lines = vec![format!(
        "{} baris: {} diterima ({} baru, {} diperbaiki, {} tidak berubah), {} ganda, {} ditahan.",
        report.rows,
        report.accepted,
        totals.new,
        totals.corrected,
        totals.unchanged,
        report.duplicates,
        report.quarantined.len()
    )];
    if finished.units > 0 {
        lines.push(format!(
            "{} unit belum dikenal: dibuat, perlu dikonfirmasi.",
            finished.units
        ));
    }
    if finished.heads_unknown > 0 {
        lines.push(format!(
            "{} kepala unit belum terdaftar. Impor data pegawai, lalu impor berkas ini lagi.",
            finished.heads_unknown
        ));
    }
    if !report.dropped_columns.is_empty() {
        let dropped = report.dropped_columns.join(", ");
        lines.push(format!(
            "Kolom yang tidak boleh disimpan dan dibuang: {dropped}."
        ));
    }
    let faults = report.quarantined.iter().take(50).map(|fault| {
        let (row, column, class) = (fault.row, &fault.column, fault.class.title());
        format!("  baris {row}, {column} ({class}): {}", fault.message)
    });
    lines.extend(faults);
    if report.quarantined.len() > 50 {
        lines.push("  … dan lainnya; lihat semuanya dengan --report BERKAS.xlsx.".to_owned());
    }
    lines.push(match (&report.import, dry_run) {
        (_, true) => "Pratinjau: tidak ada yang dicatat.".to_owned(),
        (None, false) => "Tidak ada yang berubah, jadi tidak ada yang dicatat.".to_owned(),
        (Some(id), false) => format!("Impor {id}. Batalkan dengan: berprestasi import undo {id}"),
    });
    lines.join("\n")
}
