//! A workshop whose times are known: physics, a factor per machine and material, tool changes, and log-normal noise of a known width.

use trusquin_cycle_time::{Chance, Column, Roles, Table, Task, TrainingSet};

/// Rows with their true times.
pub struct Shop {
    pub table: Table,
    pub true_s: Vec<f64>,
    pub measured_s: Vec<f64>,
}

const MACHINES: [(&str, f64, f64); 5] = [("M1", 1.0, 5.0), ("M2", 1.15, 9.0), ("M3", 0.9, 5.0), ("M4", 1.3, 9.0), ("M5", 1.05, 9.0)];
/// Removal rate (cm3/min) and factor on everything cut.
const MATERIALS: [(&str, f64, f64); 4] =
    [("steel", 40.0, 1.0), ("stainless", 22.0, 1.1), ("aluminium", 150.0, 0.9), ("titanium", 12.0, 1.15)];

/// `sigma` is the deviation of the logarithm of the noise.
pub fn shop(seed: u64, rows: usize, sigma: f64) -> Shop {
    let mut chance = Chance::new(seed);
    let names = [
        "removed_volume_cm3",
        "path_length_mm",
        "holes",
        "tool_changes",
        "feed_mm_min",
        "tolerance_mm",
        "order_quantity",
        "physics_s",
        "actual_s",
    ];
    let mut numbers: Vec<Vec<f64>> = vec![Vec::new(); names.len()];
    let (mut machines, mut materials) = (Vec::new(), Vec::new());
    let mut true_s = Vec::new();
    for _ in 0..rows {
        let (machine, factor, change_s) = MACHINES[chance.below(5)];
        let (material, rate, hardness) = MATERIALS[chance.below(4)];
        let volume = (3.0 + chance.normal()).exp();
        let path = (7.5 + 0.9 * chance.normal()).exp();
        let holes = chance.below(9) as f64;
        let changes = 1.0 + chance.below(6) as f64;
        let feed = (6.5 + 0.4 * chance.normal()).exp();
        let tolerance = [0.01, 0.02, 0.05, 0.1][chance.below(4)];
        let quantity = (5.0 * chance.share()).exp().ceil();
        let physics = 60.0 * volume / rate + 60.0 * path / feed + 12.0 * holes + 6.0 * changes + 20.0;
        let close = if tolerance <= 0.02 { 1.25 } else { 1.0 };
        let time = factor * close * hardness * (60.0 * volume / rate + 60.0 * path / feed + 12.0 * holes) + change_s * changes + 25.0;
        let measured = time * (sigma * chance.normal()).exp();
        for (column, value) in numbers.iter_mut().zip([volume, path, holes, changes, feed, tolerance, quantity, physics, measured]) {
            column.push(value);
        }
        machines.push(machine.to_owned());
        materials.push(material.to_owned());
        true_s.push(time);
    }
    let measured_s = numbers[8].clone();
    let mut columns = vec![
        Column { name: "machine".into(), numbers: vec![f64::NAN; rows], texts: machines },
        Column { name: "material".into(), numbers: vec![f64::NAN; rows], texts: materials },
    ];
    for (name, values) in names.iter().zip(numbers) {
        columns.push(Column { name: (*name).into(), texts: values.iter().map(f64::to_string).collect(), numbers: values });
    }
    Shop { table: Table::new(columns), true_s, measured_s }
}

/// As a training set; without the estimate it is left out.
pub fn training_set(shop: &Shop, with_estimate: bool) -> TrainingSet {
    let roles = Roles {
        target: "actual_s".into(),
        baseline: with_estimate.then(|| "physics_s".into()),
        ignore: if with_estimate { Vec::new() } else { vec!["physics_s".into()] },
        ..Roles::default()
    };
    TrainingSet { task: Task::Operations, table: shop.table.clone(), roles, in_order_of_time: false }
}
