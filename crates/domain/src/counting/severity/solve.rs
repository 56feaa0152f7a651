//! The least-squares problem, solved exactly.
//!
//! For given β the best μ + θᵢ is the mean of yᵢⱼ − βⱼ over the jurors of i. Put into the equations
//! of the β that leaves one equation per juror:
//! (nⱼ + λ) βⱼ − Σᵢ (1/mᵢ) Σₖ βₖ = Σᵢ (yᵢⱼ − ȳᵢ), with nⱼ the marks of j, mᵢ the marks for i, i over
//! the candidates of j and k over the jurors of i.

use num_bigint::BigInt;
use num_integer::Integer as _;
use num_traits::{One as _, Zero as _};

use super::{Adjusted, Component, Marks};
use crate::counting::Exact;
use crate::counting::scores::{Aggregation, aggregate};

/// The marks of one component as whole numbers: candidates and jurors by their index in it.
struct Whole {
    /// What every mark was multiplied by.
    scale: BigInt,
    /// Per candidate the jurors and their marks.
    rows: Vec<Vec<(usize, BigInt)>>,
}

pub(super) fn solve(marks: &Marks, component: &Component, shrinkage: &Exact) -> Adjusted {
    let whole = whole(marks, component);
    let (determinant, effects) = effects(&whole, component.jurors.len(), shrinkage);
    let mut scores = vec![None; marks.candidates];
    for (row, &candidate) in whole.rows.iter().zip(&component.candidates) {
        let of = |(juror, mark): &(usize, BigInt)| mark * &determinant - &effects[*juror];
        let sum: BigInt = row.iter().map(of).sum();
        let divisor = &determinant * &whole.scale * BigInt::from(row.len());
        scores[candidate] = Some(Exact::new(sum, divisor));
    }
    let mut jurors = vec![None; marks.jurors];
    for (effect, &juror) in effects.into_iter().zip(&component.jurors) {
        jurors[juror] = Some(Exact::new(effect, &determinant * &whole.scale));
    }
    let known: Vec<Exact> = scores.iter().flatten().cloned().collect();
    Adjusted {
        mean: aggregate(&known, Aggregation::Mean).unwrap_or_else(Exact::zero),
        scores,
        jurors,
    }
}

fn whole(marks: &Marks, component: &Component) -> Whole {
    let denominators = marks.given.values().map(Exact::denom);
    let scale = denominators.fold(BigInt::one(), |scale, denominator| scale.lcm(denominator));
    let mut rows = vec![Vec::new(); component.candidates.len()];
    let index = |sorted: &[usize], number| sorted.partition_point(|&other| other < number);
    for (&(juror, candidate), mark) in &marks.given {
        let mark = (mark * &scale).to_integer();
        rows[index(&component.candidates, candidate)].push((index(&component.jurors, juror), mark));
    }
    Whole { scale, rows }
}

/// The determinant of the jurors' equations, and each effect times it and the scale of the marks.
fn effects(whole: &Whole, jurors: usize, shrinkage: &Exact) -> (BigInt, Vec<BigInt>) {
    // Everything times this is whole.
    let per_candidate = whole.rows.iter().map(|row| BigInt::from(row.len()));
    let factor = per_candidate.fold(shrinkage.denom().clone(), |factor, marks| {
        factor.lcm(&marks)
    });
    let mut equations = vec![vec![BigInt::zero(); jurors + 1]; jurors];
    for row in &whole.rows {
        let share = &factor / BigInt::from(row.len());
        let mean = row.iter().map(|(_, mark)| mark).sum::<BigInt>() * &share;
        for (juror, mark) in row {
            let equation = &mut equations[*juror];
            equation[*juror] += &factor;
            equation[jurors] += &factor * mark - &mean;
            for (other, _) in row {
                equation[*other] -= &share;
            }
        }
    }
    let shrinkage = (shrinkage * &factor).to_integer();
    for (juror, equation) in equations.iter_mut().enumerate() {
        if shrinkage.is_zero() {
            // The equations leave a shift of all open. Their right-hand sides sum to zero, so that
            // adding Σ β to each side's left makes it zero and changes nothing else.
            for coefficient in &mut equation[..jurors] {
                *coefficient += 1;
            }
        }
        equation[juror] += &shrinkage;
    }
    eliminate(equations)
}

/// Solves a positive definite system, given with its right-hand side, without fractions (Bareiss
/// 1968): the determinant, and each unknown times it. The leading minors are positive, so that no
/// pivot is zero and every division is exact.
fn eliminate(mut rows: Vec<Vec<BigInt>>) -> (BigInt, Vec<BigInt>) {
    let size = rows.len();
    let mut previous = BigInt::one();
    for step in 0..size {
        let (done, below) = rows.split_at_mut(step + 1);
        let pivot = &done[step];
        for row in below {
            let head = std::mem::take(&mut row[step]);
            for column in step + 1..=size {
                row[column] = (&row[column] * &pivot[step] - &head * &pivot[column]) / &previous;
            }
        }
        previous.clone_from(&rows[step][step]);
    }
    let determinant = previous;
    let mut unknowns = vec![BigInt::zero(); size];
    for (step, row) in rows.iter().enumerate().rev() {
        let known = (step + 1..size).map(|column| &row[column] * &unknowns[column]);
        let rest = &determinant * &row[size] - known.sum::<BigInt>();
        unknowns[step] = rest / &row[step];
    }
    (determinant, unknowns)
}
