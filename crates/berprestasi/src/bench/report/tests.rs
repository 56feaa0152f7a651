use super::*;

#[test]
fn percentiles_are_samples() {
    let samples = Samples::new((1..=200).rev().map(f64::from).collect());
    let of = |share| samples.percentile(share);
    let found = [of(0), of(50), of(95), of(99), of(100), samples.median()];
    let wanted = [1.0, 100.0, 190.0, 198.0, 200.0, 100.5];
    assert!(
        found
            .iter()
            .zip(wanted)
            .all(|(a, b)| a.total_cmp(&b).is_eq()),
        "{found:?}"
    );
    let one = Samples::new(vec![7.0]);
    assert!(
        [0, 50, 99, 100]
            .iter()
            .all(|share| one.percentile(*share) > 6.9)
    );
    assert!(Samples::new(Vec::new()).percentile(50).is_nan());
}

#[test]
fn more_of_a_ratio_is_always_better() {
    let setting = Setting::default();
    let rounds = [(50.0, 100.0), (90.0, 100.0), (80.0, 100.0)];
    let rate = Row::new("rate", "/s", Better::More, &rounds, &setting).goal(0.7);
    let time = Row::new("time", "ms", Better::Less, &rounds, &setting).goal(1.3);
    assert!((rate.ratio - 0.8).abs() < 1e-9 && rate.met == Some(true));
    assert!((time.ratio - 1.25).abs() < 1e-9 && time.met == Some(false));
}

#[test]
fn a_picture_says_in_words_what_it_shows() {
    let setting = Setting::default();
    let row =
        |case: &str, ours: f64| Row::new(case, "/s", Better::More, &[(ours, 100.0)], &setting);
    let times = Samples::new(vec![1.0, 2.0]);
    let rows = [
        row("a < b", 80.0).goal(0.7).times(&times, None),
        row("far", 5_000.0),
        row("slow", 10.0).goal(0.7),
    ];
    let svg = plot::svg("sample", &rows);
    for said in [
        "<title id=\"title\">Bench sample",
        "a &lt; b: 0.800, goal 0.70 met; 80.0 beside 100.0 /s; p50 1.00, p95 2.00, p99 2.00 ms.",
        "far: 50.000 (bar cut off)",
        "slow: 0.100, goal 0.70 missed",
    ] {
        assert!(svg.contains(said), "{said} is not in {svg}");
    }
    // Bars begin with the rows, and none is longer than the longest.
    let widths = svg
        .split("width=\"")
        .skip(3)
        .filter_map(|it| it.split('"').next());
    let widths: Vec<f64> = widths.filter_map(|it| it.parse().ok()).collect();
    let bars: Vec<f64> = widths.into_iter().filter(|it| *it > 2.5).collect();
    assert_eq!(bars.len(), 3, "{svg}");
    assert!(bars.iter().all(|it| *it <= 400.0), "{bars:?}");
}
