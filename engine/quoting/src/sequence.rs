//! The lines of a request put on the board, operation after operation; in economic, lines wait for one another to
//! share a setup or a treatment lot.

use std::collections::{BTreeMap, BTreeSet};

use trusquin_domain::OperationKind;

use crate::board::{Board, Moment, Rules, Taken, send_out};
use crate::job::{Job, Place};
use crate::load::Station;

/// How the lines of a request are launched.
#[derive(Debug, Clone)]
pub(crate) struct Launch {
    /// First working day of work with material in stock.
    pub(crate) start: usize,
    /// Working day from which the delivery of bought material counts.
    pub(crate) bought_from: usize,
    /// What is done on the machines.
    pub(crate) rules: Rules,
    /// Share of the next setup saved when lines follow one another with the same material and process, 0 to 1.
    pub(crate) batched_saving: Option<f64>,
    /// Treatments of which the lots are sent out together.
    pub(crate) grouped: BTreeSet<String>,
    /// Lines known not to fit within the calendar: priced, kept off the board, without a day.
    pub(crate) beyond: BTreeSet<u32>,
}

/// One operation on the plan.
#[derive(Debug, Clone)]
pub(crate) struct Planned {
    /// What it took.
    pub(crate) taken: Taken,
    /// Number of the treatment lot it went out with.
    pub(crate) lot: Option<usize>,
    /// Setup saved by batching, s.
    pub(crate) saved_s: f64,
}

/// A plan of all lines.
#[derive(Debug, Clone, Default)]
pub(crate) struct Plan {
    /// By job, in the order of the jobs, its operations.
    pub(crate) steps: Vec<Vec<Planned>>,
    /// By job, the day its last operation ends.
    pub(crate) ends: Vec<usize>,
    /// Jobs that do not fit within the horizon: all their operations have a time and a cost, but no day.
    pub(crate) misfits: Vec<usize>,
}

/// What lines wait for one another at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Gate {
    /// The nth setup of a line on a machine for a material.
    Setup { station: usize, kind: OperationKind, material: String, turn: usize },
    /// The nth time a line goes to a treatment.
    Lot { treatment: String, turn: usize },
}

struct Walker {
    at: Moment,
    next: usize,
    done: Vec<Planned>,
    lost: bool,
}

/// Puts the jobs on a fresh board.
pub(crate) fn plan(jobs: &[Job<'_>], stations: &[Station<'_>], days: usize, launch: &Launch) -> Plan {
    let mut board = Board::new(stations, days);
    plan_on(&mut board, jobs, days, launch)
}

/// Puts the jobs on a board.
pub(crate) fn plan_on(board: &mut Board<'_>, jobs: &[Job<'_>], days: usize, launch: &Launch) -> Plan {
    let gates: Vec<Vec<Option<Gate>>> = shared_gates(jobs, launch);
    let mut waiting_for: BTreeMap<&Gate, usize> = BTreeMap::new();
    for gate in gates.iter().flatten().flatten() {
        *waiting_for.entry(gate).or_default() += 1;
    }
    let mut walkers: Vec<Walker> = jobs
        .iter()
        .map(|job| {
            let delivery = usize::try_from(job.delivery_days).unwrap_or(usize::MAX);
            let material = if job.bought { launch.bought_from.saturating_add(delivery) } else { 0 };
            let lost = launch.beyond.contains(&job.line);
            Walker { at: Moment::opening(launch.start.max(material)), next: 0, done: Vec::new(), lost }
        })
        .collect();
    let mut lots = 0;
    loop {
        for (index, job) in jobs.iter().enumerate() {
            while !walkers[index].lost && walkers[index].next < job.steps.len() && gates[index][walkers[index].next].is_none() {
                let at = walkers[index].at;
                step(board, job, &mut walkers[index], at, days, launch, 0.0, &mut lots);
            }
        }
        let mut arrived: BTreeMap<&Gate, Vec<usize>> = BTreeMap::new();
        for (index, walker) in walkers.iter().enumerate().filter(|(_, walker)| !walker.lost) {
            if let Some(gate) = gates[index].get(walker.next).and_then(Option::as_ref) {
                arrived.entry(gate).or_default().push(index);
            }
        }
        // A gate opens when nobody is missing; when two gates wait for each other, the first one opens for who is there.
        let complete = |gate: &Gate, here: &[usize]| {
            let gone = walkers
                .iter()
                .zip(&gates)
                .filter(|(walker, _)| walker.lost)
                .flat_map(|(walker, gates)| gates.iter().skip(walker.next))
                .flatten();
            let lost = gone.filter(|other| *other == gate).count();
            waiting_for.get(gate).is_some_and(|expected| here.len() + lost >= *expected)
        };
        let Some(gate) = arrived.iter().find(|(gate, here)| complete(gate, here)).or_else(|| arrived.iter().next()).map(|(gate, _)| *gate)
        else {
            break;
        };
        let mut here = arrived.remove(gate).unwrap_or_default();
        if let Some(expected) = waiting_for.get_mut(gate) {
            *expected = expected.saturating_sub(here.len());
        }
        match gate {
            // The next line has its setup shortened when it is already waiting as the one before it ends.
            Gate::Setup { .. } => {
                here.sort_by(|a, b| walkers[*a].at.day.cmp(&walkers[*b].at.day).then(walkers[*a].at.hour.total_cmp(&walkers[*b].at.hour)));
                let mut free_from: Option<Moment> = None;
                for index in here {
                    let at = walkers[index].at;
                    let follows = free_from.is_some_and(|free_from| at <= free_from);
                    let saving = if follows { launch.batched_saving.unwrap_or(0.0) } else { 0.0 };
                    step(board, &jobs[index], &mut walkers[index], at, days, launch, saving, &mut lots);
                    free_from = Some(walkers[index].at);
                }
            }
            Gate::Lot { .. } => {
                let together = here.iter().fold(Moment::opening(0), |latest, index| latest.latest(walkers[*index].at));
                let lot = lots;
                for index in here {
                    lots = lot;
                    step(board, &jobs[index], &mut walkers[index], together, days, launch, 0.0, &mut lots);
                }
                lots = lot + 1;
            }
        }
    }
    let mut result = Plan::default();
    for (index, (mut walker, job)) in walkers.into_iter().zip(jobs).enumerate() {
        if walker.lost {
            without_day(job, &mut walker, &mut lots);
        }
        if walker.lost || walker.at.day >= days {
            result.misfits.push(index);
        }
        // Material that is only delivered, with nothing to do to it, is ready when it arrives.
        result.ends.push(walker.done.last().map_or(walker.at.day, |planned| planned.taken.after.day.max(planned.taken.end)));
        result.steps.push(walker.done);
    }
    result
}

#[allow(clippy::too_many_arguments)]
fn step(
    board: &mut Board<'_>,
    job: &Job<'_>,
    walker: &mut Walker,
    at: Moment,
    days: usize,
    launch: &Launch,
    saving: f64,
    lots: &mut usize,
) {
    let (taken, lot, saved_s) = match &job.steps[walker.next].place {
        Place::Inside { station, setup_s, run_s } => {
            let saved_s = setup_s * saving.clamp(0.0, 1.0);
            (board.place(*station, at, setup_s - saved_s, *run_s, &launch.rules), None, saved_s)
        }
        Place::Outside { working_days, .. } => {
            let lot = *lots;
            *lots += 1;
            (send_out(at, *working_days, days), Some(lot), 0.0)
        }
    };
    match taken {
        Some(taken) => {
            walker.at = taken.after;
            walker.done.push(Planned { taken, lot, saved_s });
            walker.next += 1;
        }
        None => walker.lost = true,
    }
}

/// What is left to do of a line that does not fit: its times count, in opening hours, and it has no day.
fn without_day(job: &Job<'_>, walker: &mut Walker, lots: &mut usize) {
    for step in job.steps.iter().skip(walker.next) {
        let (setup_s, run_s, lot) = match &step.place {
            Place::Inside { setup_s, run_s, .. } => (*setup_s, *run_s, None),
            Place::Outside { .. } => {
                *lots += 1;
                (0.0, 0.0, Some(*lots - 1))
            }
        };
        walker.done.push(Planned { taken: Taken::without_day(setup_s, run_s), lot, saved_s: 0.0 });
    }
    walker.at = Moment::opening(usize::MAX);
}

/// By job and operation, the gate it waits at; only gates that at least two lines go through.
fn shared_gates(jobs: &[Job<'_>], launch: &Launch) -> Vec<Vec<Option<Gate>>> {
    let mut gates: Vec<Vec<Option<Gate>>> = jobs.iter().map(|job| gates_of(job, launch)).collect();
    let mut lines: BTreeMap<Gate, usize> = BTreeMap::new();
    for gate in gates.iter().flatten().flatten() {
        *lines.entry(gate.clone()).or_default() += 1;
    }
    for gate in gates.iter_mut().flatten() {
        if gate.as_ref().is_some_and(|gate| lines.get(gate).copied().unwrap_or(0) < 2) {
            *gate = None;
        }
    }
    gates
}

fn gates_of(job: &Job<'_>, launch: &Launch) -> Vec<Option<Gate>> {
    let mut setups: BTreeMap<(usize, OperationKind), usize> = BTreeMap::new();
    let mut lots: BTreeMap<&str, usize> = BTreeMap::new();
    job.steps
        .iter()
        .map(|step| match &step.place {
            Place::Inside { station, .. } if launch.batched_saving.is_some() && step.batches() => {
                let turn = setups.entry((*station, step.kind())).or_default();
                *turn += 1;
                Some(Gate::Setup { station: *station, kind: step.kind(), material: job.material.id.clone(), turn: *turn })
            }
            Place::Outside { treatment, offer: None, .. } if launch.grouped.contains(&treatment.id) => {
                let turn = lots.entry(treatment.id.as_str()).or_default();
                *turn += 1;
                Some(Gate::Lot { treatment: treatment.id.clone(), turn: *turn })
            }
            _ => None,
        })
        .collect()
}
