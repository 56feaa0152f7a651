//! Which jurors and candidates common marks connect.

use std::collections::BTreeSet;

use super::{Component, Marks};

/// The connected components of the graph of jurors and candidates whose edges are the marks.
pub(super) fn components(marks: &Marks) -> Vec<Component> {
    let mut of_juror = vec![Vec::new(); marks.jurors];
    let mut of_candidate = vec![Vec::new(); marks.candidates];
    for &(juror, candidate) in marks.given.keys() {
        of_juror[juror].push(candidate);
        of_candidate[candidate].push(juror);
    }
    let mut jurors: BTreeSet<usize> = marks.given.keys().map(|&(juror, _)| juror).collect();
    let mut components = Vec::new();
    while let Some(first) = jurors.pop_first() {
        let (mut reached, mut candidates) = (vec![first], BTreeSet::new());
        let mut next = 0;
        while let Some(&juror) = reached.get(next) {
            next += 1;
            for &candidate in &of_juror[juror] {
                if candidates.insert(candidate) {
                    let new = of_candidate[candidate].iter().copied();
                    reached.extend(new.filter(|juror| jurors.remove(juror)));
                }
            }
        }
        reached.sort_unstable();
        components.push(Component {
            jurors: reached,
            candidates: candidates.into_iter().collect(),
        });
    }
    components
}
