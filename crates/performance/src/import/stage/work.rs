//! Working off what was confirmed, in the background; and going on after a restart.

use std::sync::PoisonError;

use domain::ids::{AgencyCode, ImportId};
use domain::{Actor, Refusal};
use runtime::Problem;

use super::super::run::{Import, Job};
use super::super::{UndoJob, UndoReport};
use super::{Confirm, Confirmed, Meta, Progress, Standing};
use crate::handle::Performance;

impl Performance {
    /// Confirms a preview: its rows are recorded in the background.
    pub(crate) async fn confirm(
        &self,
        agency: &AgencyCode,
        id: ImportId,
        by: Actor,
        decided: Confirm,
    ) -> Result<Standing, Problem> {
        self.not_at_work(id)?;
        let meta = self.meta(agency, id).await?;
        let mut meta = meta.ok_or(Refusal::ImportUnknown)?;
        if meta.chunks == 0 {
            return self.standing(agency, id).await;
        }
        meta.confirmed = Some(Confirmed { by, decided });
        self.keep_meta(agency, id, &meta).await?;
        self.start(agency.clone(), id, meta);
        self.standing(agency, id).await
    }

    fn start(&self, agency: AgencyCode, id: ImportId, meta: Meta) {
        let app = self.clone();
        app.set(id, |progress| {
            *progress = Progress {
                total: meta.rows,
                ..Progress::default()
            };
        });
        tokio::spawn(async move {
            let worked = app.work(&agency, id, &meta).await;
            app.ended(id, worked.err().as_ref());
        });
    }

    async fn work(&self, agency: &AgencyCode, id: ImportId, meta: &Meta) -> Result<(), Problem> {
        let confirmed = meta.confirmed.as_ref().ok_or(Refusal::ImportUnknown)?;
        let job = Job {
            agency,
            kind: meta.kind,
            file: meta.file,
            by: confirmed.by,
            on: meta.on,
            write: true,
            verdicts: confirmed.decided.verdicts(),
        };
        let mut import = Import::new(self, job).await?;
        let mut held = 0;
        for chunk in 0..meta.chunks {
            let rows = self.kept_rows((agency, id), chunk).await?;
            let done = u32::try_from(rows.len()).unwrap_or(u32::MAX);
            import.look_up_rows(&rows).await?;
            held += import.take(&rows).await?.len();
            self.set(id, |progress| progress.done += done);
        }
        let count = |name: &str| {
            let number = meta.report.get(name).and_then(serde_json::Value::as_u64);
            number.and_then(|n| u32::try_from(n).ok()).unwrap_or(0)
        };
        let (rows, duplicates) = (count("rows"), count("duplicates"));
        let accepted = meta.rows.saturating_sub(u32::try_from(held).unwrap_or(0));
        let quarantined = rows.saturating_sub(duplicates).saturating_sub(accepted);
        import.finish((rows, duplicates, quarantined)).await?;
        self.drop_rows(agency, id, meta).await
    }

    /// Takes an import back, in the background; answers what that will move.
    pub(crate) async fn take_back(
        &self,
        agency: &AgencyCode,
        import: ImportId,
        by: Actor,
    ) -> Result<UndoReport, Problem> {
        self.not_at_work(import)?;
        let preview = self.undo_preview(agency, import, by).await?;
        let (app, agency) = (self.clone(), agency.clone());
        app.set(import, |progress| *progress = Progress::default());
        tokio::spawn(async move {
            let job = UndoJob {
                agency: &agency,
                import,
                by,
                write: true,
            };
            let undone = app.undo(job).await.map_err(Problem::from);
            app.ended(import, undone.err().as_ref());
        });
        Ok(preview)
    }

    /// Goes on with everything that was confirmed and not completed; at the start of a process.
    pub async fn resume_imports(&self) {
        for agency in self.feeds.codes() {
            match self.kept_imports(&agency).await {
                Ok(kept) => {
                    let confirmed = |(_, meta): &(ImportId, Meta)| meta.confirmed.is_some();
                    for (id, meta) in kept.into_iter().filter(confirmed) {
                        tracing::info!(%agency, import = %id, "going on with an import");
                        self.start(agency.clone(), id, meta);
                    }
                }
                Err(problem) => {
                    let code = problem.code();
                    tracing::warn!(%agency, code, "cannot look for imports that were interrupted");
                }
            }
        }
    }

    fn set(&self, id: ImportId, change: impl FnOnce(&mut Progress)) {
        let mut at_work = self.at_work.lock().unwrap_or_else(PoisonError::into_inner);
        change(at_work.entry(id).or_default());
    }

    fn ended(&self, id: ImportId, problem: Option<&Problem>) {
        let mut at_work = self.at_work.lock().unwrap_or_else(PoisonError::into_inner);
        match problem {
            None => {
                at_work.remove(&id);
            }
            Some(problem) => {
                let code = problem.code();
                tracing::error!(import = %id, code, "an import stopped");
                at_work.entry(id).or_default().stopped = Some(code);
            }
        }
    }
}
