//! Figures: exact statistics of samples, the rows of the report, the table.

pub(super) mod plot;

use std::path::Path;

use serde::Serialize;

/// What the figures depend on beside the code.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Setting {
    version: &'static str,
    nats_server: String,
    postgres: String,
    sync: &'static str,
    filesystem: String,
    cores: usize,
}

impl Setting {
    /// Of figures that no server has a part in.
    pub(super) fn alone() -> Self {
        let none = || "none".to_owned();
        Self {
            version: env!("CARGO_PKG_VERSION"),
            nats_server: none(),
            postgres: none(),
            sync: "nothing stored",
            filesystem: none(),
            cores: std::thread::available_parallelism().map_or(0, usize::from),
        }
    }

    pub(super) fn of(nats_server: String, postgres: String, dir: &Path) -> Self {
        Self {
            version: env!("CARGO_PKG_VERSION"),
            nats_server,
            postgres,
            sync: "nats sync_interval always, postgres fsync and synchronous_commit on",
            filesystem: filesystem(dir),
            cores: std::thread::available_parallelism().map_or(0, usize::from),
        }
    }
}

/// The type of the file system that holds a folder.
fn filesystem(dir: &Path) -> String {
    let mounts = std::fs::read_to_string("/proc/mounts").unwrap_or_default();
    let fields = mounts.lines().map(|line| line.split(' '));
    let held = fields.filter_map(|mut line| {
        let (at, kind) = (line.nth(1)?, line.next()?);
        dir.starts_with(at).then_some((at.len(), kind))
    });
    let innermost = held.max_by_key(|(length, _)| *length);
    innermost.map_or("unknown", |(_, kind)| kind).to_owned()
}

/// Samples in order.
#[derive(Debug, Clone, Default)]
pub(super) struct Samples(Vec<f64>);

impl Samples {
    pub(super) fn new(mut samples: Vec<f64>) -> Self {
        samples.sort_unstable_by(f64::total_cmp);
        Self(samples)
    }

    /// All of them together.
    pub(super) fn joined(all: Vec<Self>) -> Self {
        Self::new(all.into_iter().flat_map(|samples| samples.0).collect())
    }

    /// The smallest sample that at least this share, in hundredths, does not exceed.
    pub(super) fn percentile(&self, share: usize) -> f64 {
        let rank = (self.0.len() * share).div_ceil(100).max(1);
        self.0.get(rank - 1).copied().unwrap_or(f64::NAN)
    }

    /// The middle one, or the mean of the two in the middle.
    pub(super) fn median(&self) -> f64 {
        let (low, high) = (self.0.len().saturating_sub(1) / 2, self.0.len() / 2);
        match (self.0.get(low), self.0.get(high)) {
            (Some(low), Some(high)) => f64::midpoint(*low, *high),
            _ => f64::NAN,
        }
    }

    fn spread(&self) -> Spread {
        Spread {
            min: self.percentile(0),
            median: self.median(),
            max: self.percentile(100),
        }
    }
}

/// Of the rounds.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Spread {
    min: f64,
    median: f64,
    max: f64,
}

/// Times in milliseconds.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Times {
    p50: f64,
    p95: f64,
    p99: f64,
}

impl Times {
    pub(super) fn of(samples: &Samples) -> Self {
        let [p50, p95, p99] = [50, 95, 99].map(|share| samples.percentile(share));
        Self { p50, p95, p99 }
    }

    /// As another program found them: the 50th, 95th and 99th percentile.
    pub(super) fn new([p50, p95, p99]: [f64; 3]) -> Self {
        Self { p50, p95, p99 }
    }

    /// The 50th percentile.
    pub(super) const fn p50(&self) -> f64 {
        self.p50
    }

    /// The median of each percentile over several rounds.
    pub(super) fn middle(rounds: &[Self]) -> Self {
        let median = |of: fn(&Self) -> f64| Samples::new(rounds.iter().map(of).collect()).median();
        Self::new([median(|t| t.p50), median(|t| t.p95), median(|t| t.p99)])
    }
}

/// How many a second.
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
pub(super) fn per(count: u64, seconds: f64) -> f64 {
    count as f64 / seconds
}

/// One case: ours beside the reference.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Row {
    case: String,
    /// The median of the rounds.
    ours: f64,
    /// The median of the rounds.
    reference: f64,
    unit: &'static str,
    /// The median of the rounds' ratios; more is better.
    ratio: f64,
    /// What the ratio should reach.
    goal: Option<f64>,
    met: Option<bool>,
    /// Of ours, over all rounds.
    #[serde(flatten)]
    times: Option<Times>,
    reference_times: Option<Times>,
    ours_rounds: Spread,
    reference_rounds: Spread,
    ratio_rounds: Spread,
    /// Sizes, and whatever else is needed to read the figures.
    note: String,
    setting: Setting,
}

/// Whether more or less of the unit is better.
#[derive(Debug, Clone, Copy)]
pub(super) enum Better {
    More,
    Less,
}

impl Row {
    /// A row of rounds, each (ours, reference).
    pub(super) fn new(
        case: impl Into<String>,
        unit: &'static str,
        better: Better,
        rounds: &[(f64, f64)],
        setting: &Setting,
    ) -> Self {
        let ours = Samples::new(rounds.iter().map(|round| round.0).collect());
        let reference = Samples::new(rounds.iter().map(|round| round.1).collect());
        let ratio = Samples::new(
            rounds
                .iter()
                .map(|(ours, reference)| match better {
                    Better::More => ours / reference,
                    Better::Less => reference / ours,
                })
                .collect(),
        );
        Self {
            case: case.into(),
            ours: ours.median(),
            reference: reference.median(),
            unit,
            ratio: ratio.median(),
            goal: None,
            met: None,
            times: None,
            reference_times: None,
            ours_rounds: ours.spread(),
            reference_rounds: reference.spread(),
            ratio_rounds: ratio.spread(),
            note: String::new(),
            setting: setting.clone(),
        }
    }

    /// The median of our rounds.
    pub(super) const fn ours(&self) -> f64 {
        self.ours
    }

    pub(super) fn goal(mut self, goal: f64) -> Self {
        self.goal = Some(goal);
        self.met = Some(self.ratio >= goal);
        self
    }

    /// A goal that is missed whatever the ratio says.
    pub(super) fn missed(mut self) -> Self {
        self.met = Some(false);
        self
    }

    pub(super) fn times(mut self, ours: &Samples, reference: Option<&Samples>) -> Self {
        self.times = Some(Times::of(ours));
        self.reference_times = reference.map(Times::of);
        self
    }

    /// Times that another program measured.
    pub(super) fn timed(mut self, ours: Times, reference: Option<Times>) -> Self {
        self.times = Some(ours);
        self.reference_times = reference;
        self
    }

    pub(super) fn note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }
}

/// The table of one bench.
pub(super) fn print(name: &str, rows: &[Row]) {
    let width = rows.iter().map(|row| row.case.chars().count()).max();
    let width = width.unwrap_or(0).max(name.len());
    println!(
        "\n{name:width$}  {:>7} {:>6} {:>4}  {:>11} {:>11} {:4}  {:>8} {:>8} {:>8}  ratios of the rounds",
        "ratio", "goal", "met", "ours", "reference", "", "p50 ms", "p95 ms", "p99 ms"
    );
    for row in rows {
        let goal = row
            .goal
            .map_or_else(String::new, |goal| format!("{goal:.2}"));
        let met = match row.met {
            Some(true) => "yes",
            Some(false) => "NO",
            None => "",
        };
        let times = row.times.as_ref().map_or_else(
            || format!("{:26}", ""),
            |t| format!("{:8.2} {:8.2} {:8.2}", t.p50, t.p95, t.p99),
        );
        println!(
            "{:width$}  {:7.3} {goal:>6} {met:>4}  {:11.1} {:11.1} {:4}  {times}  {:.3} to {:.3}",
            row.case,
            row.ratio,
            row.ours,
            row.reference,
            row.unit,
            row.ratio_rounds.min,
            row.ratio_rounds.max
        );
    }
    for row in rows.iter().filter(|row| !row.note.is_empty()) {
        println!("  {}: {}", row.case, row.note);
    }
}

#[cfg(test)]
mod tests;
