//! The table of one bench as a picture: a bar a case, as long as its ratio, with the goal as a line.

use std::fmt::Write as _;

use super::{Row, Setting, Times};

const WIDTH: f64 = 1_080.0;
/// Where bars begin, and how long the longest is.
const LEFT: f64 = 400.0;
const LONGEST: f64 = 400.0;
/// Of the heading, of a row, and of what stands below.
const TOP: f64 = 84.0;
const ROW: f64 = 44.0;
const BOTTOM: f64 = 40.0;
const BAR: f64 = 16.0;
/// Ratios above this are cut off, and say so: one of fifty would leave nothing of the others.
const MOST: f64 = 3.0;

/// An SVG document. All it shows is also said in words, for those who hear it.
pub(in super::super) fn svg(name: &str, rows: &[Row]) -> String {
    let height = TOP + ROW * count(rows.len()) + BOTTOM;
    let scale = LONGEST / longest(rows);
    let mut out = String::new();
    let said: Vec<String> = rows.iter().map(sentence).collect();
    let title = format!("Bench {name}: ratio to the reference; more is better");
    // Writing to a string does not fail.
    let _ = write!(
        out,
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="img" aria-labelledby="title about" font-family="system-ui, sans-serif" font-size="13" fill="#1c2733">
<title id="title">{}</title>
<desc id="about">{}</desc>
<rect width="100%" height="100%" fill="#ffffff"/>
<text x="16" y="28" font-size="18" font-weight="600">{}</text>
"##,
        escaped(&title),
        escaped(&said.join(" ")),
        escaped(&title)
    );
    axis(&mut out, scale, height);
    for (at, row) in (0..).zip(rows) {
        bar(&mut out, row, TOP + ROW * f64::from(at), scale);
    }
    if let Some(row) = rows.first() {
        let setting = escaped(&row.setting.to_string());
        let y = height - 14.0;
        let _ = writeln!(
            out,
            r##"<text x="16" y="{y}" font-size="11" fill="#46535f">{setting}</text>"##
        );
    }
    out + "</svg>\n"
}

#[expect(clippy::cast_precision_loss, reason = "a table has few rows")]
fn count(rows: usize) -> f64 {
    rows as f64
}

/// The ratio that the longest bar stands for.
fn longest(rows: &[Row]) -> f64 {
    let ratios = rows.iter().map(|row| row.ratio.min(MOST));
    let goals = rows.iter().filter_map(|row| row.goal);
    let numbers = ratios.chain(goals).filter(|ratio| ratio.is_finite());
    numbers.fold(1.1, |most, ratio| f64::max(most, 1.05 * ratio))
}

/// The line where both are equal.
fn axis(out: &mut String, scale: f64, height: f64) {
    let (zero, one, low) = (LEFT, LEFT + scale, height - BOTTOM);
    let _ = writeln!(
        out,
        r##"<path d="M{zero} {TOP}V{low}M{one:.1} {TOP}V{low}" stroke="#c3ccd4" fill="none"/>
<text x="{zero}" y="{y}" text-anchor="middle" font-size="11" fill="#46535f">0</text>
<text x="{one:.1}" y="{y}" text-anchor="middle" font-size="11" fill="#46535f">1, the reference</text>
<text x="16" y="50" font-size="11" fill="#46535f">the line in a bar is the goal</text>"##,
        y = TOP - 8.0
    );
}

/// A row: the case, its bar, the goal across it, figures to the right and below.
fn bar(out: &mut String, row: &Row, top: f64, scale: f64) {
    let length = (row.ratio.min(MOST) * scale).max(1.0);
    let length = if length.is_finite() { length } else { 1.0 };
    let colour = match row.met {
        Some(true) => "#2f7d4f",
        Some(false) => "#b5473c",
        None => "#5d7186",
    };
    let (text, small) = (top + 17.0, top + 36.0);
    let (case, figures) = (escaped(&row.case), escaped(&figures(row)));
    let _ = writeln!(
        out,
        r##"<text x="{x}" y="{text}" text-anchor="end">{case}</text>
<rect x="{LEFT}" y="{y}" width="{length:.1}" height="{BAR}" fill="{colour}"/>
<text x="{LEFT}" y="{small}" font-size="11" fill="#46535f" dx="4">{figures}</text>"##,
        x = LEFT - 10.0,
        y = top + 5.0
    );
    if let Some(goal) = row.goal {
        let _ = writeln!(
            out,
            r##"<path d="M{at:.1} {top}v26" stroke="#1c2733" stroke-width="2"/>"##,
            at = LEFT + goal * scale
        );
    }
    let _ = writeln!(
        out,
        r#"<text x="{x:.1}" y="{text}" font-weight="600">{}</text>"#,
        escaped(&verdict(row)),
        x = LEFT + LONGEST + 12.0
    );
}

fn verdict(row: &Row) -> String {
    let cut = if row.ratio > MOST {
        " (bar cut off)"
    } else {
        ""
    };
    let goal = match (row.goal, row.met) {
        (Some(goal), Some(true)) => format!(", goal {goal:.2} met"),
        (Some(goal), _) => format!(", goal {goal:.2} missed"),
        (None, _) => String::new(),
    };
    format!("{:.3}{goal}{cut}", row.ratio)
}

fn figures(row: &Row) -> String {
    let mut text = format!("{:.1} beside {:.1} {}", row.ours, row.reference, row.unit);
    if let Some(Times { p50, p95, p99 }) = &row.times {
        let _ = write!(text, "; p50 {p50:.2}, p95 {p95:.2}, p99 {p99:.2} ms");
    }
    text
}

fn sentence(row: &Row) -> String {
    format!("{}: {}; {}.", row.case, verdict(row), figures(row))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

impl std::fmt::Display for Setting {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "berprestasi {}{}, nats-server {}, PostgreSQL {}; {}; file system {}, {} cores",
            self.version,
            if cfg!(debug_assertions) {
                " (debug build)"
            } else {
                ""
            },
            self.nats_server,
            self.postgres,
            self.sync,
            self.filesystem,
            self.cores
        )
    }
}
