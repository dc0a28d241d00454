//! The ways to make the part side by side: machines, clampings, time and cost, and why one was taken.

use trusquin_domain::{Alternative, MachineChoice, Money, Operation, Shop};

use crate::choice::score;
use crate::french::{mm, number};
use crate::tables::Tables;

/// One way as it was drafted.
pub(super) struct Way<'a> {
    /// Shaping operations: the ones on main machines.
    pub operations: &'a [Operation],
    pub programming_hours: f64,
    pub launched: u32,
    pub fixturings: u32,
    /// By the rule of the machine choice; the lower the better.
    pub score: f64,
}

/// Ways shown besides the chosen one.
const SHOWN: usize = 5;

/// The chosen way first, then the best of the others, each with the reason.
pub(super) fn alternatives(ways: &[Way], choice: MachineChoice, shop: &Shop, tables: &Tables) -> Vec<Alternative> {
    let mut order: Vec<&Way> = ways.iter().collect();
    order.sort_by(|a, b| a.score.total_cmp(&b.score));
    let Some(best) = order.first().copied() else { return Vec::new() };
    let own = measure(best, shop, tables);
    // One machine against two is always told: the best way of the other number of machines comes second.
    let other = order.iter().position(|way| measure(way, shop, tables).machines.len() != own.machines.len());
    if let Some(other) = other.filter(|other| *other > SHOWN) {
        let way = order.remove(other);
        order.insert(SHOWN, way);
    }
    let mut out: Vec<Alternative> = Vec::new();
    for way in order.iter().take(SHOWN + 1) {
        let it = measure(way, shop, tables);
        let chosen = out.is_empty();
        let reason = if chosen { chosen_reason(&it, choice, ways.len()) } else { left_reason(&it, &own) };
        out.push(Alternative {
            machines: it.machines,
            fixturings: way.fixturings,
            setup_s: it.setup_s,
            run_s: it.run_s,
            cost: it.cost,
            chosen,
            reason,
        });
    }
    out
}

struct Measured {
    machines: Vec<String>,
    setup_s: f64,
    run_s: f64,
    cost: Money,
    lot_s: f64,
}

fn measure(way: &Way, shop: &Shop, tables: &Tables) -> Measured {
    let mut machines: Vec<String> = Vec::new();
    for machine in way.operations.iter().filter_map(|operation| operation.machine.clone()) {
        if machines.last() != Some(&machine) {
            machines.push(machine);
        }
    }
    let setup_s = way.operations.iter().map(|operation| operation.time.setup_s).sum();
    let run_s: f64 = way.operations.iter().map(|operation| operation.time.run_s).sum();
    let euros = score(way.operations, way.programming_hours, way.launched, MachineChoice::Cheapest, shop, tables);
    let cost = Money::from_cents((euros * 100.0).round() as i64);
    Measured { machines, setup_s, run_s, cost, lot_s: setup_s + run_s * f64::from(way.launched) }
}

fn machines_word(count: usize) -> String {
    match count {
        0 | 1 => "une machine".to_owned(),
        n => format!("{n} machines"),
    }
}

fn chosen_reason(it: &Measured, choice: MachineChoice, ways: usize) -> String {
    let rule = match choice {
        MachineChoice::Fastest => "le plus court",
        MachineChoice::Cheapest => "le moins cher",
        MachineChoice::Usual => "le moins cher à la charge actuelle",
    };
    let among = if ways > 1 { format!(" de {ways} façons") } else { ", seule façon possible dans l'atelier".to_owned() };
    format!(
        "Retenu : {rule}{among} ; {}, {} h pour le lot, {} € au taux de l'atelier",
        machines_word(it.machines.len()),
        number(it.lot_s / 3600.0, 1),
        mm(it.cost.to_f64())
    )
}

fn left_reason(it: &Measured, own: &Measured) -> String {
    let signed = |value: f64, digits: usize| format!("{}{}", if value < 0.0 { "-" } else { "+" }, number(value.abs(), digits));
    let percent = if own.cost > Money::ZERO { (it.cost.to_f64() / own.cost.to_f64() - 1.0) * 100.0 } else { 0.0 };
    let hours = (it.lot_s - own.lot_s) / 3600.0;
    let setups = (it.setup_s - own.setup_s) / 60.0;
    format!(
        "{} : {} % de coût, {} h sur le lot, {} min de réglage",
        machines_word(it.machines.len()),
        signed(percent, 0),
        signed(hours, 1),
        signed(setups, 0)
    )
}
