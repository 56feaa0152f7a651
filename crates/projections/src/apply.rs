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

/// Folds commits that follow `from`, as many as can be.
pub(crate) async fn apply(
    db: &ReadModel,
    projection: &dyn Folding,
    schema: &str,
    agency: &Arc<str>,
    from: &Place,
    commits: &[Commit],
    aside: &Aside,
) -> Result<Applied, ReadError> {
    let mut unit = Once {
        projection,
        schema,
        agency,
        from,
        commits,
        aside,
    };
    let mut halt = None;
    loop {
        let Some(to) = unit.to() else {
            let (place, parked) = (Some(from.clone()), Vec::new());
            return Ok(Applied {
                place,
                parked,
                halt,
            });
        };
        match db.write(&unit).await? {
            Outcome::Folded(Folded::All(parked)) => {
                let place = Some(to);
                return Ok(Applied {
                    place,
                    parked,
                    halt,
                });
            }
            Outcome::Folded(Folded::Short(count, why)) => {
                unit.commits = &commits[..count];
                halt = Some(why);
            }
            Outcome::Moved => {
                let (place, parked) = (None, Vec::new());
                return Ok(Applied {
                    place,
                    parked,
                    halt,
                });
            }
        }
    }
}

struct Once<'a> {
    projection: &'a dyn Folding,
    schema: &'a str,
    agency: &'a Arc<str>,
    from: &'a Place,
    commits: &'a [Commit],
    aside: &'a Aside,
}

impl Once<'_> {
    /// Where it stands when all commits are folded.
    fn to(&self) -> Option<Place> {
        after(self.from, self.commits)
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

enum Outcome {
    Folded(Folded),
    Moved,
}

impl Unit for Once<'_> {
    const NAME: &'static str = "folding a batch";
    type Output = Outcome;

    async fn run(&self, tx: &Tx<'_>) -> Result<Outcome, ReadError> {
        let Some(to) = self.to() else {
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
