//! Who has which story. Those who head a unit, judge, are nominated, endorse or stand in the
//! README keep out of them.

use std::collections::BTreeSet;

use super::super::city::{City, Dice, Person};
use super::super::edition::{JURORS, juror};

/// The numbers of people with a story; numbers are places in the city's list.
#[derive(Debug)]
pub(super) struct Stories {
    /// Nominated in the sample edition.
    pub(super) nominees: Vec<usize>,
    /// Nominated, and a sanction is running.
    pub(super) sanctioned: Option<usize>,
    /// Nominated, and was on study leave all through 2024.
    pub(super) on_leave: Option<usize>,
    /// Moves to another unit in the middle of 2026.
    pub(super) transferred: usize,
    /// A PPPK who signed another contract.
    pub(super) renumbered: usize,
    /// Their name was misspelled and a title is missing.
    pub(super) corrected: usize,
    /// On study leave: no appraisal.
    pub(super) studies: usize,
    /// About to retire: no appraisal.
    pub(super) retires: usize,
    /// Their appraisal of 2025 contradicts its ratings.
    pub(super) contradicts: usize,
    /// Served long enough for a Satyalancana, but for a sanction.
    pub(super) blocked: usize,
    /// Was warned once, long ago.
    pub(super) warned: usize,
    /// Mentor and mentee who came to the end.
    pub(super) completed: (usize, usize),
    /// Mentor and mentee who did not.
    pub(super) abandoned: (usize, usize),
}

impl Stories {
    pub(super) fn of(city: &City, nominees: &[usize]) -> Self {
        let mut free = bystanders(city, nominees);
        let mut next = |fits: &dyn Fn(&Person) -> bool| {
            let at = free.iter().position(|&n| fits(&city.people[n]));
            // Even the smallest city has somebody for every story; else a story is told twice.
            at.map_or(city.people.len() / 2, |at| free.remove(at))
        };
        let any = |_: &Person| true;
        Self {
            nominees: nominees.to_vec(),
            sanctioned: nominees.get(1).copied(),
            on_leave: nominees.get(2).copied(),
            renumbered: next(&|p| p.kind == "pppk"),
            blocked: next(&|p| p.kind == "pns" && service(p, 2026) >= 10),
            transferred: next(&|p| p.kind == "pns"),
            corrected: next(&|p| p.name["full"].as_str().is_some_and(|name| name.len() > 12)),
            studies: next(&|p| p.kind == "pns"),
            retires: next(&|p| p.kind == "pns"),
            contradicts: next(&any),
            warned: next(&any),
            completed: (next(&any), next(&any)),
            abandoned: (next(&any), next(&any)),
        }
    }

    /// Whether somebody has no appraisal of a period of this year.
    pub(super) fn unappraised(&self, number: usize, year: u16) -> bool {
        let away = number == self.studies || number == self.retires;
        (away && year >= 2025) || (Some(number) == self.on_leave && year == 2024)
    }
}

/// Full years of service in a year.
pub(super) fn service(person: &Person, year: u16) -> u16 {
    let since: u16 = person.from[..4].parse().unwrap_or(year);
    year.saturating_sub(since)
}

fn bystanders(city: &City, nominees: &[usize]) -> Vec<usize> {
    let (units, people) = (city.units.len(), city.people.len());
    let mut busy: BTreeSet<usize> = (0..units).collect();
    busy.extend((0..JURORS).map(|n| juror(people, n)));
    busy.extend([units + 1, 2 * units + 1]);
    for nominee in nominees {
        busy.extend([*nominee, (nominee + units) % people]);
    }
    let mut free: Vec<usize> = (0..people).filter(|n| !busy.contains(n)).collect();
    // Not all of one unit.
    let mut dice = Dice::new(8600);
    for n in (1..free.len()).rev() {
        let other = usize::try_from(dice.below(n as u64 + 1)).unwrap_or(0);
        free.swap(n, other);
    }
    free
}
