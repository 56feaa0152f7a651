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
