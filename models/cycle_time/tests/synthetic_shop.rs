//! What is learned of a shop whose truth is known: nearness, intervals, order, repetition, and silence where history is short.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod shop;

use shop::{Shop, shop, training_set};
use trusquin_cycle_time::{Answer, Column, Figures, Kind, Model, TOO_SHORT, Table, train};

const WORK: [&str; 4] = ["removed_volume_cm3", "path_length_mm", "holes", "tool_changes"];

fn asked(model: &Model, shop: &Shop) -> Figures {
    let answers: Vec<Answer> = model.predict(&shop.table).into_iter().map(|p| Answer { p50: p.p50, interval: p.interval }).collect();
    Figures::of(&shop.measured_s, &answers)
}

fn truth(shop: &Shop) -> Figures {
    let answers: Vec<Answer> = shop.true_s.iter().map(|time| Answer { p50: *time, interval: None }).collect();
    Figures::of(&shop.measured_s, &answers)
}

/// Share of the truth's own answers within 15 % that the model reaches, and its coverage, on another draw of the shop.
fn reached(seed: u64, sigma: f64, with_estimate: bool) -> (f64, f64) {
    let model = train(&training_set(&shop(seed, 2000, sigma), with_estimate)).unwrap().model;
    let other = shop(seed + 5000, 4000, sigma);
    let figures = asked(&model, &other);
    (figures.within_15_percent / truth(&other).within_15_percent, figures.coverage.unwrap())
}

#[test]
fn the_truth_is_nearly_reached_and_four_in_five_lie_inside() {
    let mut coverages = Vec::new();
    for (seed, sigma) in [(1, 0.1), (2, 0.2)] {
        let (share, coverage) = reached(seed, sigma, true);
        assert!(share >= 0.95, "sigma {sigma}: {share:.3} of what the truth reaches");
        coverages.push(coverage);
    }
    let mean = coverages.iter().sum::<f64>() / coverages.len() as f64;
    assert!((0.77..=0.83).contains(&mean), "{coverages:?}");
}

/// `cargo nextest run -p trusquin-cycle-time --run-ignored only --no-capture -E 'test(twenty_shops)'`
#[test]
#[ignore = "two minutes: prints the figures of the model card"]
fn twenty_shops() {
    for with_estimate in [true, false] {
        for sigma in [0.1, 0.2] {
            let found: Vec<(f64, f64)> = (0..20).map(|seed| reached(100 + seed, sigma, with_estimate)).collect();
            let mean = |of: fn(&(f64, f64)) -> f64| found.iter().map(of).sum::<f64>() / 20.0;
            let least = found.iter().map(|f| f.0).fold(f64::INFINITY, f64::min);
            println!(
                "estimate {with_estimate}, sigma {sigma}: share of the truth's {:.4} (least {least:.4}), coverage {:.4}",
                mean(|f| f.0),
                mean(|f| f.1)
            );
            assert!((0.78..=0.82).contains(&mean(|f| f.1)));
            assert!(mean(|f| f.0) >= if with_estimate { 0.95 } else { 0.93 });
        }
    }
}

fn with(table: &Table, name: &str, values: &[f64]) -> Table {
    let columns = table.columns().iter().map(|column| {
        if column.name != name {
            return column.clone();
        }
        Column { name: name.to_owned(), texts: values.iter().map(f64::to_string).collect(), numbers: values.to_vec() }
    });
    Table::new(columns.collect())
}

#[test]
fn more_work_never_takes_less_time() {
    let rows: Vec<usize> = (0..60).collect();
    for (count, with_estimate) in [(2000, true), (2000, false), (180, true)] {
        let drawn = shop(7, count, 0.2);
        let mut set = training_set(&drawn, with_estimate);
        set.roles.monotone = count < 600;
        let model = train(&set).unwrap().model;
        assert!(model.is_monotone());
        let some = drawn.table.pick(&rows);
        let names = WORK.iter().chain(with_estimate.then_some(&"physics_s"));
        for name in names {
            let values = some.numbers(name);
            let mut before: Vec<f64> = vec![0.0; rows.len()];
            for step in 0..40 {
                let factor = 0.02 * 1.2_f64.powi(step);
                let moved: Vec<f64> = values.iter().map(|value| (value + 0.01) * factor).collect();
                let now: Vec<f64> = model.predict(&with(&some, name, &moved)).iter().map(|p| p.p50).collect();
                for (row, (now, before)) in now.iter().zip(&before).enumerate() {
                    assert!(
                        now >= &(before * (1.0 - 1e-12)),
                        "{name}, row {row}, step {step}: {before} then {now} ({count} rows, {:?})",
                        model.winner
                    );
                }
                before = now;
            }
        }
    }
}

#[test]
fn the_same_rows_give_the_same_model() {
    let set = training_set(&shop(3, 400, 0.2), true);
    let bytes = || serde_json::to_vec(&train(&set).unwrap().model).unwrap();
    assert_eq!(bytes(), bytes());
}

#[test]
fn a_short_history_gives_the_baseline_and_no_interval() {
    let drawn = shop(4, 20, 0.1);
    let model = train(&training_set(&drawn, true)).unwrap().model;
    assert_eq!(model.winner, Kind::Baseline);
    for (row, answer) in model.predict(&drawn.table).iter().enumerate() {
        assert!((answer.p50 / drawn.table.numbers("physics_s")[row] - 1.0).abs() < 1e-9);
        assert!(answer.interval.is_none() && answer.basis.contains(TOO_SHORT), "{}", answer.basis);
    }
}

#[test]
fn rows_that_tell_little_are_answered_all_the_same() {
    let model = train(&training_set(&shop(5, 300, 0.1), true)).unwrap().model;
    let column = |name: &str, text: &str, number: f64| Column { name: name.into(), texts: vec![text.into(); 2], numbers: vec![number; 2] };
    let unknown = Table::new(vec![column("machine", "never seen", f64::NAN), column("physics_s", "300", 300.0), column("extra", "1", 1.0)]);
    let answers = model.predict(&unknown);
    assert!(answers.len() == 2 && answers[0].p50 > 100.0 && answers[0].p50 < 900.0 && answers[0].interval.is_some(), "{answers:?}");
    let nothing = model.predict(&Table::new(vec![column("machine", "M1", f64::NAN)]));
    assert!(nothing[0].p50 > 0.0 && nothing[0].interval.is_none() && nothing[0].basis.contains("no baseline"), "{nothing:?}");
}

#[test]
fn a_wrong_column_is_named() {
    let mut set = training_set(&shop(6, 50, 0.1), true);
    set.roles.target = "actual".into();
    let said = train(&set).unwrap_err().to_string();
    assert!(said.contains("no column 'actual'") && said.contains("actual_s"), "{said}");
}
