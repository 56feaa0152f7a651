//! What users said of a unit before and after: numbers side by side, never a cause. What happened in
//! between is not all known, and who answered differs.

use axum::Json;
use axum::extract::State;
use axum::routing::on;
use domain::ids::UnitId;
use readmodel::queries::surveys::{self as queries, Element, Kind};
use runtime::problem::kind;
use runtime::{Access, Caller, Filters, MinPosition, Problem, Route};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::handle::Performance;
use crate::surveys::{checked, hundredths, means, unsur};

/// What every such comparison says with it.
const NOTE: &str = "Perbandingan sebelum dan sesudah, bukan bukti sebab akibat: responden dan \
                    keadaan dapat berbeda.";

/// Which unit and which periods.
#[derive(Debug, Deserialize, JsonSchema)]
struct Which {
    /// The unit.
    unit: UnitId,
    /// The earlier period.
    before: String,
    /// The later period.
    after: String,
}

/// One element before and after.
#[derive(Debug, Serialize, JsonSchema)]
struct ElementChange {
    /// `U1` to `U9`.
    code: String,
    /// What was asked about.
    name: &'static str,
    /// The mean before; none without answers.
    before: Option<String>,
    /// How many answered before.
    answers_before: u64,
    /// The mean after; none without answers.
    after: Option<String>,
    /// How many answered after.
    answers_after: u64,
    /// After less before, of the exact means, rounded half up once; none where either is none.
    difference: Option<String>,
}

/// A comparison of two periods. It says nothing about causes.
#[derive(Debug, Serialize, JsonSchema)]
struct TrainingEffect {
    /// What it does not say.
    note: &'static str,
    /// The unit.
    unit: UnitId,
    /// The earlier period.
    before: String,
    /// The later period.
    after: String,
    /// By element.
    elements: Vec<ElementChange>,
}

pub(crate) fn routes() -> Vec<Route<Performance>> {
    vec![
        Route::get::<TrainingEffect>(
            "/api/v1/agencies/{agency}/training-effect",
            "Kepuasan layanan sebelum dan sesudah pelatihan (bukan bukti sebab akibat)",
            Access::SignedIn,
            |m| on(m, effect),
        )
        .filtered::<Which>(),
    ]
}

async fn effect(
    State(app): State<Performance>,
    caller: Caller,
    Filters(which): Filters<Which>,
    min: MinPosition,
) -> Result<Json<TrainingEffect>, Problem> {
    checked(&which.before)?;
    checked(&which.after)?;
    app.reads
        .caught_up(&["survey"], &caller.agency, min)
        .await?;
    let (db, agency) = (&app.reads.db, caller.agency.as_str());
    let one = async |period: &str| queries::one(db, agency, Kind::Unit, period, which.unit.0).await;
    let (before, after) = (one(&which.before).await?, one(&which.after).await?);
    let (Some(before), Some(after)) = (before, after) else {
        return Err(kind::NOT_FOUND.into());
    };
    Ok(Json(TrainingEffect {
        note: NOTE,
        unit: which.unit,
        elements: changes(&before.elements, &after.elements),
        before: which.before,
        after: which.after,
    }))
}

fn changes(before: &[Element], after: &[Element]) -> Vec<ElementChange> {
    let said = means('U', unsur(), before).into_iter();
    let said = said.zip(means('U', unsur(), after));
    let sums = before.iter().zip(after);
    said.zip(sums)
        .map(|((then, now), (sum_then, sum_now))| ElementChange {
            code: then.code,
            name: then.name,
            before: then.mean,
            answers_before: then.answers,
            after: now.mean,
            answers_after: now.answers,
            difference: difference(*sum_then, *sum_now),
        })
        .collect()
}

fn difference(before: Element, after: Element) -> Option<String> {
    let number = |n: u64| i128::from(n);
    let below = number(before.count) * number(after.count);
    let above = number(after.sum) * number(before.count) - number(before.sum) * number(after.count);
    hundredths(above, below)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_is_of_the_exact_means() {
        let of = |sum, count| Element { sum, count };
        for (before, after, expected) in [
            (of(10, 3), of(11, 3), Some("0.33")),
            (of(11, 3), of(10, 3), Some("-0.33")),
            (of(30, 10), of(30, 10), Some("0.00")),
            (of(0, 0), of(30, 10), None),
            (of(2, 1), of(0, 0), None),
        ] {
            assert_eq!(difference(before, after).as_deref(), expected);
        }
    }
}
