//! Which machines: the rule behind each machine choice.
//!
//! - Fastest: least setup time plus run time of the launched lot.
//! - Cheapest: least cost at the shop's rates: setups at machine and setter, runs at machine and at labour for the share an operator
//!   attends, plus programming.
//! - Usual: the same cost, each operation grown by `queue_share_per_day` (data/practice.toml) for every working day its machine is
//!   already booked within the horizon. An idle dearer machine may then win over an overloaded cheap one.
//!
//! Costs here only rank routes; prices are made in `quoting`, in decimal.

use rust_decimal::prelude::ToPrimitive;
use trusquin_domain::{Machine, MachineChoice, Operation, Shop};

use crate::tables::Tables;

/// Working days the machine is already booked within the horizon: booked hours over its hours a day, unattended ones included.
/// A load given by date counts whole: this crate has no clock to place it.
pub(crate) fn queue_days(machine: &Machine, shop: &Shop, horizon_days: u32) -> f64 {
    let hours: f64 = shop
        .calendar
        .booked
        .iter()
        .filter(|load| load.machine == machine.id && load.from_working_day.unwrap_or(0) < horizon_days)
        .map(|load| load.hours)
        .sum();
    hours / (machine.hours_per_day + machine.unattended_hours_per_day).max(1.0)
}

/// The lower the better.
pub(crate) fn score(
    operations: &[Operation],
    programming_hours: f64,
    launched: u32,
    choice: MachineChoice,
    shop: &Shop,
    tables: &Tables,
) -> f64 {
    let launched = f64::from(launched);
    let rule = &tables.practice.choice;
    let on_machines = operations.iter().filter_map(|op| Some((op, shop.machine_by_id(op.machine.as_deref()?)?)));
    match choice {
        MachineChoice::Fastest => on_machines.map(|(op, _)| op.time.setup_s + op.time.run_s * launched).sum(),
        MachineChoice::Cheapest | MachineChoice::Usual => {
            let programming = programming_hours * shop.rates.programming_per_hour.to_f64();
            let runs: f64 = on_machines
                .map(|(op, machine)| {
                    let attended = machine.attendance_percent.to_f64().unwrap_or(100.0) / 100.0;
                    let (rate, labour, setter) =
                        (machine.machine_per_hour.to_f64(), machine.labour_per_hour.to_f64(), machine.setup_per_hour.to_f64());
                    let cost = op.time.setup_s / 3600.0 * (rate + setter) + op.time.run_s * launched / 3600.0 * (rate + labour * attended);
                    let queue = if choice == MachineChoice::Usual { queue_days(machine, shop, rule.queue_horizon_days) } else { 0.0 };
                    cost * (1.0 + rule.queue_share_per_day * queue)
                })
                .sum();
            runs + programming
        }
    }
}
