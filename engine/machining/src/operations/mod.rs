//! One file per sort of operation. Each computes its own terms, seconds per piece, and writes what to do in French.

mod bench;
mod external;
mod finishing;
mod grinding;
mod holes;
mod milling;
mod sawing;
mod sheet;
mod turning;

use trusquin_domain::{Machine, Material, Operation, OperationKind, RawStock, TimeBasis, TimeEstimate};

use crate::need::Need;
use crate::tables::{Group, Tables};

pub(crate) use bench::{deburring, inspection, packing};
pub(crate) use external::{External, external_operation};
pub(crate) use finishing::{cleaning, inserts, marking, masking, outside_test};
pub(crate) use grinding::{grinding, needs_grinding};
pub(crate) use milling::{fixturings, holes_by_setup, milling, milling_off_axis};
pub(crate) use sawing::sawing;
pub(crate) use sheet::{bending, laser};
pub(crate) use turning::{TurningPlan, off_axis, turning};

/// What every operation of a part sees.
pub(crate) struct Job<'a> {
    pub need: &'a Need,
    pub material: &'a Material,
    pub group: &'a Group,
    pub stock: &'a RawStock,
    pub tables: &'a Tables,
    pub launched: u32,
    /// True when grinding follows: turning leaves the stock and the fine tolerance to it.
    pub ground_later: bool,
    /// A heat treatment hardens the part before grinding.
    pub hardened: bool,
    pub critical_count: u32,
    pub dimension_count: u32,
    /// Datums of the drawing, to machine first.
    pub datums: &'a [String],
    /// The drawing's word for a knurl.
    pub knurl: Option<&'a str>,
}

/// Seconds by name. The names are stable words: removal, finishing, drilling, tapping, parting, rapids, tool_changes, load_unload, ...
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Terms(Vec<(String, f64)>);

impl Terms {
    /// Adds seconds under a name; nothing for nothing.
    pub fn add(&mut self, name: &str, seconds: f64) {
        if !(seconds > 0.0 && seconds.is_finite()) {
            return;
        }
        match self.0.iter_mut().find(|(known, _)| known == name) {
            Some((_, sum)) => *sum += seconds,
            None => self.0.push((name.to_owned(), seconds)),
        }
    }

    pub fn scaled(&self, factor: f64) -> Self {
        Self(self.0.iter().map(|(name, seconds)| (name.clone(), seconds * factor)).collect())
    }

    pub fn merge(&mut self, other: &Self) {
        for (name, seconds) in &other.0 {
            self.add(name, *seconds);
        }
    }

    pub fn total(&self) -> f64 {
        self.0.iter().map(|(_, seconds)| seconds).sum()
    }
}

/// An operation on a machine, not numbered yet.
pub(crate) fn on_machine(kind: OperationKind, name: &str, text: String, machine: &Machine, setup_s: f64, terms: Terms) -> Operation {
    Operation {
        op: 0,
        kind,
        name: name.to_owned(),
        text,
        work_centre: machine.work_centre.clone(),
        machine: Some(machine.id.clone()),
        time: TimeEstimate {
            setup_s,
            run_s: terms.total(),
            p10_s: None,
            p90_s: None,
            no_interval_reason: Some("trop peu d'historique".to_owned()),
            basis: TimeBasis::Physics,
            terms: terms.0,
        },
        machining: matches!(
            kind,
            OperationKind::Sawing
                | OperationKind::Turning
                | OperationKind::Milling
                | OperationKind::Grinding
                | OperationKind::LaserCutting
                | OperationKind::Bending
        ),
        ..Operation::default()
    }
}
