//! One size beside the smallest, as rows.

use super::super::report::{Better, Row, Samples, Setting};
use super::measure::{CLIENTS, Seen};
use super::{AGENCY, EVENTS};

/// The largest may be one and a half times as slow as the smallest.
const GOAL: f64 = 0.67;

/// Two sizes.
pub(super) struct Table<'a> {
    pub(super) small: &'a Seen,
    pub(super) large: &'a Seen,
    pub(super) setting: &'a Setting,
}

/// Of what was seen, the times of one kind of operation, round by round.
type Times = fn(&Seen) -> &Vec<Samples>;

impl Table<'_> {
    /// What has a goal: all that happens again and again.
    pub(super) fn warm(&self) -> [Row; 4] {
        let beside = format!("beside itself with {} people", self.small.size);
        let rates = self.large.rates.iter().zip(&self.small.rates);
        let rates: Vec<(f64, f64)> = rates.map(|(a, b)| (*a, *b)).collect();
        let append = Row::new(
            self.name("append"),
            "/s",
            Better::More,
            &rates,
            self.setting,
        );
        let append = self.timed(append, |seen| &seen.appends);
        let clients =
            format!("{beside}; commands over HTTP by {CLIENTS} clients, into the largest agency");
        let load = self.operation("load", |seen| &seen.warm);
        let read =
            format!("{beside}; {EVENTS} commits of a person, read over one connection and folded");
        let rank = self.operation("rank", |seen| &seen.ranks);
        let board = format!("{beside}; with neighbours, in agencies of at most {AGENCY}");
        let page = self.operation("page of 50", |seen| &seen.pages);
        [
            append.note(clients),
            load.note(read),
            rank.note(board),
            page.note(beside),
        ]
        .map(|row| row.goal(GOAL))
    }

    /// What happens once, and what is held.
    pub(super) fn reported(&self) -> [Row; 5] {
        let (small, large) = (self.small, self.large);
        let sizes = format!(
            "after the loads; {:.0} beside {:.0} MiB of ledger on disk",
            large.disk, small.disk
        );
        [
            self.once("cold load, p50", "ms", |seen| seen.cold.percentile(50))
                .times(&large.cold, Some(&small.cold))
                .note("the first since nats-server was killed; the system's page cache is warm"),
            self.once("cold load, p99", "ms", |seen| seen.cold.percentile(99)),
            self.once("nats-server after SIGKILL", "ms", |seen| seen.restart * 1e3)
                .note("until it serves its streams again"),
            self.once("start of a service", "ms", |seen| seen.start * 1e3)
                .note("until it has read every ledger and serves"),
            self.once("memory of nats-server", "MiB", |seen| seen.memory)
                .note(sizes),
        ]
    }

    fn name(&self, what: &str) -> String {
        format!("{what}, {} people", self.large.size)
    }

    fn operation(&self, what: &str, of: Times) -> Row {
        let pairs = of(self.large).iter().zip(of(self.small));
        let medians: Vec<_> = pairs
            .map(|(a, b)| (a.median() * 1e3, b.median() * 1e3))
            .collect();
        let row = Row::new(self.name(what), "µs", Better::Less, &medians, self.setting);
        self.timed(row, of)
    }

    fn timed(&self, row: Row, of: Times) -> Row {
        let all = |seen| Samples::joined(of(seen).clone());
        row.times(&all(self.large), Some(&all(self.small)))
    }

    fn once(&self, what: &str, unit: &'static str, of: fn(&Seen) -> f64) -> Row {
        let pair = [(of(self.large), of(self.small))];
        Row::new(self.name(what), unit, Better::Less, &pair, self.setting)
    }
}
