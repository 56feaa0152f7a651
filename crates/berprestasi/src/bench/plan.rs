//! What a run is about to do: sizes, and about how long they take.

use super::{NAMES, Wanted};

/// Seconds that servers of a bench take to start and stop, and its people to be registered.
const START: f64 = 4.0;

impl Wanted {
    /// Small sizes and short rounds, to see that everything works; the figures are rough.
    pub(super) fn hurried(mut self) -> Self {
        if self.quick {
            self.seconds = 1;
            self.rounds = 3;
            self.clients = vec![16];
            (self.events, self.people) = (20_000, 2_000);
            self.rows = 20_000;
            self.crowd = 20_000;
            self.board = 50_000;
            self.rates = vec![200];
            self.growth = vec![2_000, 20_000];
            self.peer_events = 2_000;
        }
        self
    }

    /// The benches that are asked for, in their order.
    pub(super) fn chosen(&self) -> Vec<&'static str> {
        let chosen = |name: &&str| {
            let named = self.names.iter().any(|it| it == *name);
            // Another program is needed for it, which only some want to build.
            named || (self.names.is_empty() && *name != "peers")
        };
        NAMES.into_iter().filter(chosen).collect()
    }

    /// What will be done, for whoever waits for it.
    pub(super) fn announcement(&self) -> String {
        let names = self.chosen();
        let seconds: f64 = names.iter().map(|name| self.estimate(name)).sum();
        let minutes = (seconds / 60.0).ceil();
        let debug = if cfg!(debug_assertions) {
            "; this is a debug build, which takes longer and whose figures mean nothing"
        } else {
            ""
        };
        format!(
            "measuring {}: about {minutes:.0} min on two quiet cores{debug}\n  {} rounds of {:.1} s a side; {}",
            names.join(", "),
            self.rounds,
            self.time().as_secs_f64(),
            self.sizes(&names).join("; ")
        )
    }

    fn sizes(&self, names: &[&str]) -> Vec<String> {
        let each = names.iter().filter_map(|name| {
            Some(match *name {
                "append" => format!("append with {:?} clients", self.clients),
                "import" => format!("import of {} rows", self.rows),
                "rebuild" => format!(
                    "rebuild of {} events of {} people",
                    self.events, self.people
                ),
                "points" => format!("points of {} people", self.crowd),
                "rank" => format!("rank among {}", self.board),
                "lag" => format!("lag at {:?}/s", self.rates),
                "growth" => format!("growth over {:?} people", self.growth),
                "peers" => format!("peers with {} events", self.peer_events),
                "memory" => format!("memory with {} people", self.crowd),
                _ => return None,
            })
        });
        each.collect()
    }

    /// About how many seconds a bench takes, from what was seen on two quiet cores.
    fn estimate(&self, name: &str) -> f64 {
        let rounds = f64::from(self.rounds);
        let case = 2.0 * rounds * self.time().as_secs_f64();
        let crowd = many(self.crowd) * 25.0 / 7.0;
        START
            + match name {
                "append" => (many(self.clients.len()) + 4.0) * (case + 1.5),
                "import" => 8.0 + f64::from(self.rows) * (rounds / 35_000.0 + 1.0 / 10_000.0),
                "rebuild" => many(self.events) * (1.0 / 8_000.0 + (rounds + 1.0) / 20_000.0),
                "points" => crowd / 30_000.0,
                "rank" => f64::from(self.board) / 25_000.0 + 4.0 * case,
                "feed" => 4.0 * (3.0 + 2.0 * rounds * self.whole().as_secs_f64()),
                "lag" => many(self.rates.len()) * rounds * self.whole().as_secs_f64(),
                "growth" => self
                    .growth
                    .iter()
                    .map(|people| 5.0 + 1.5 * case + many(*people) / 8_000.0)
                    .sum(),
                "memory" => 4.0 * rounds + crowd / 40_000.0,
                "peers" => f64::from(self.peer_events) / 250.0,
                "count" => 2.0 * rounds,
                _ => 0.0,
            }
    }
}

#[expect(clippy::cast_precision_loss, reason = "sizes are far below 2^52")]
fn many(count: usize) -> f64 {
    count as f64
}
