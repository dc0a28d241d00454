//! Which confirmed work express asks to move: order by order, with how much later it would end. Only a proposal: a manager validates it.
//!
//! Urgent work is never on the list. Work without a promised day goes first, then the one promised latest.

use trusquin_domain::{BookedLoad, MoveProposal};

use crate::load::spread;
use crate::strategy::{Chosen, Workshop};

/// Hours below which nothing moves.
const NOTHING_H: f64 = 1e-3;

/// The orders that make room, machine by machine.
pub(crate) fn moves(chosen: &Chosen<'_>, workshop: &Workshop<'_>) -> Vec<MoveProposal> {
    let mut proposals = Vec::new();
    let firm_share = (workshop.shop.scenarios.firm_load_percent / 100.0).clamp(0.0, 1.0);
    for (index, station) in workshop.stations.iter().enumerate() {
        let mut wanted_h: f64 = chosen
            .jobs
            .iter()
            .zip(&chosen.plan.steps)
            .flat_map(|(job, planned)| job.steps.iter().zip(planned))
            .filter(|(step, _)| step.place.station() == Some(index))
            .map(|(_, planned)| planned.taken.displaced_h)
            .sum();
        let mut movable: Vec<(&BookedLoad, f64)> = workshop
            .shop
            .calendar
            .booked
            .iter()
            .filter(|load| load.machine == station.machine.id && !load.urgent)
            .filter_map(|load| {
                let (_, length, per_day) = spread(load, workshop.days)?;
                Some((load, per_day * length as f64 * (1.0 - firm_share)))
            })
            .collect();
        movable.sort_by_key(|(load, _)| (load.due.is_some(), std::cmp::Reverse(load.due)));
        for (load, hours) in movable {
            let moved = hours.min(wanted_h);
            if moved <= NOTHING_H {
                continue;
            }
            wanted_h -= moved;
            let days = if station.hours > 0.0 { (moved / station.hours).ceil() } else { 0.0 };
            proposals.push(MoveProposal {
                machine: station.machine.id.clone(),
                order: load.order.clone(),
                hours: (moved * 100.0).round() / 100.0,
                later_working_days: days as u32,
                due: load.due,
            });
        }
    }
    proposals
}
