//! One batch into one projection: rows and position in one transaction.

use std::sync::Arc;

use readmodel::{Parked, Place, ReadError, ReadModel, Tx, Unit};

use crate::batch::Commit;
use crate::projection::{Aside, Folded, Folding, Halt};

/// What became of a batch.
pub(crate) struct Applied {
    /// Where the projection stands now; none if it did not stand where it was thought to.
    pub(crate) place: Option<Place>,
    /// What was parked.
    pub(crate) parked: Vec<Parked>,
    /// Why the rest of the batch was not folded.
    pub(crate) halt: Option<Halt>,
}

/// Commits that follow where a projection stands, for it to fold.
pub(crate) struct Once<'a> {
    /// The projection.
    pub(crate) projection: &'a dyn Folding,
    /// The schema it writes to.
    pub(crate) schema: &'a str,
    /// The agency.
    pub(crate) agency: &'a Arc<str>,
    /// Where it stands.
    pub(crate) from: &'a Place,
    /// The commits.
    pub(crate) commits: &'a [Commit],
    /// Entities whose commits are parked.
    pub(crate) aside: &'a Aside,
}

impl Once<'_> {
    /// Folds the commits, as many as can be.
    pub(crate) async fn apply(mut self, db: &ReadModel) -> Result<Applied, ReadError> {
        let mut halt = None;
        let (place, parked) = loop {
            let Some(to) = after(self.from, self.commits) else {
                break (Some(self.from.clone()), Vec::new());
            };
            match db.write(&self).await? {
                Outcome::Folded(Folded::All(parked)) => break (Some(to), parked),
                Outcome::Folded(Folded::Short(count, why)) => {
                    self.commits = &self.commits[..count];
                    halt = Some(why);
                }
                Outcome::Moved => break (None, Vec::new()),
            }
        };
        Ok(Applied {
            place,
            parked,
            halt,
        })
    }
}

/// Where a projection stands after these commits; none if there are none.
pub(crate) fn after(from: &Place, commits: &[Commit]) -> Option<Place> {
    let last = commits.last()?;
    Some(Place {
        generation: last.position.generation,
        sequence: last.position.sequence,
        hash: Some(last.hash),
        ..from.clone()
    })
}

pub(crate) enum Outcome {
    Folded(Folded),
    Moved,
}

impl Unit for Once<'_> {
    const NAME: &'static str = "folding a batch";
    type Output = Outcome;

    async fn run(&self, tx: &Tx<'_>) -> Result<Outcome, ReadError> {
        let Some(to) = after(self.from, self.commits) else {
            return Ok(Outcome::Moved);
        };
        if !tx.advance(self.from, &to).await? {
            return Ok(Outcome::Moved);
        }
        let folded = self
            .projection
            .fold_into(tx, self.schema, self.agency, self.commits, self.aside)
            .await?;
        if let Folded::All(parked) = &folded {
            tx.park(self.agency, parked).await?;
        }
        Ok(Outcome::Folded(folded))
    }

    fn keep(output: &Outcome) -> bool {
        matches!(output, Outcome::Folded(Folded::All(_)))
    }
}
