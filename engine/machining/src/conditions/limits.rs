//! What keeps conditions below the recommendation: spindle speed, feed drive, power, torque, overhang, rigidity.

use trusquin_domain::{ConditionValue, LimitingFactor, Machine};

use super::formulas::{cutting_speed, power, spindle_speed, torque};
use super::value::{FORMULAS, Held, figure, under, value};
use super::workpiece::Workpiece;
use crate::french::number;
use crate::tables::Tables;

/// Where the cut happens.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Setting<'a> {
    pub machine: &'a Machine,
    pub piece: &'a Workpiece<'a>,
    pub tables: &'a Tables,
    /// The tool is driven by a turret: its own speed limit holds.
    pub driven: bool,
}

/// Speed after the limits.
pub(super) struct Spindle {
    /// n, rev/min.
    pub n: f64,
    pub speed: ConditionValue,
    pub rpm: ConditionValue,
}

impl Setting<'_> {
    /// Speed limit of the spindle that turns, rev/min, with its name.
    fn rpm_limit(&self) -> Option<(f64, &'static str)> {
        match self.machine.sheet.driven_tool_rpm.filter(|_| self.driven) {
            Some(rpm) => Some((rpm, "outils tournants")),
            None => self.machine.max_rpm.map(|rpm| (rpm, "broche")),
        }
    }

    /// n = 1000 vc / (π D) within the machine's limit (and a further one), and the vc that is left.
    pub(super) fn spindle(&self, wanted: f64, formula: &str, source: &str, diameter_mm: f64, further: Option<(f64, &str)>) -> Spindle {
        let free = spindle_speed(wanted, diameter_mm.max(0.05));
        let limits = self
            .rpm_limit()
            .into_iter()
            .map(|(rpm, name)| (rpm, format!("{name} de {} limitée à {} tr/min", self.machine.name, number(rpm, 0))));
        let further = further.map(|(rpm, text)| (rpm, text.to_owned()));
        let lowest = limits.chain(further).min_by(|a, b| a.0.total_cmp(&b.0)).filter(|(rpm, _)| *rpm < free);
        let n = lowest.as_ref().map_or(free, |(rpm, _)| *rpm);
        let held = lowest.map(|(_, reason)| Held { limit: LimitingFactor::MachineSpeed, reason });
        let vc = cutting_speed(n, diameter_mm.max(0.05));
        let asked = format!("n = 1000 × {} / (π × {}) = {} tr/min", figure(wanted), figure(diameter_mm), figure(free));
        let kept = if held.is_some() { format!("{asked}, ramené à {}", figure(n)) } else { asked };
        let speed_formula = if held.is_some() {
            format!("vc = π × {} × {} / 1000 = {} m/min (départ {formula})", figure(diameter_mm), figure(n), figure(vc))
        } else {
            format!("{formula} m/min")
        };
        Spindle { n, speed: under(value(vc, speed_formula, source), held.as_ref()), rpm: under(value(n, kept, FORMULAS), held.as_ref()) }
    }

    /// The feed a machine's drive can follow: feed (mm a turn) and the limit, when it holds.
    pub(super) fn feed_within(&self, feed_per_turn: f64, n: f64) -> (f64, Option<Held>) {
        match self.machine.sheet.max_feed_mm_per_min.filter(|limit| feed_per_turn * n > *limit) {
            Some(limit) => {
                let reason = format!("avance d'usinage de {} limitée à {} mm/min", self.machine.name, number(limit, 0));
                (limit / n, Some(Held { limit: LimitingFactor::MachineFeed, reason }))
            }
            None => (feed_per_turn, None),
        }
    }

    /// Net power at the edge, kW.
    pub fn available_power(&self) -> Option<f64> {
        self.machine.power_kw.map(|power| power * self.tables.practice.power.efficiency)
    }

    /// The depth power and torque allow: `removal_per_mm` is Q of one millimetre of depth, cm³/min.
    pub(super) fn depth_within(&self, depth: f64, removal_per_mm: f64, kc: f64, n: f64) -> (f64, Option<Held>) {
        let per_mm = power(removal_per_mm, kc);
        let mut found = (depth, None);
        if let Some(available) = self.available_power().filter(|available| per_mm * found.0 > *available) {
            let efficiency = number(self.tables.practice.power.efficiency, 2);
            let reason = format!(
                "{} kW demandés pour ap {} ; {} donne {} kW × {efficiency}",
                figure(per_mm * depth),
                figure(depth),
                self.machine.name,
                number(self.machine.power_kw.unwrap_or(0.0), 1)
            );
            found = (available / per_mm, Some(Held { limit: LimitingFactor::MachinePower, reason }));
        }
        let torque_per_mm = torque(per_mm, n);
        if let Some(available) = self.machine.sheet.torque_at(n).filter(|available| torque_per_mm * found.0 > *available) {
            let reason = format!(
                "{} N·m demandés pour ap {} ; {} donne {} N·m à {} tr/min",
                figure(torque_per_mm * depth),
                figure(depth),
                self.machine.name,
                figure(available),
                number(n, 0)
            );
            found = (available / torque_per_mm, Some(Held { limit: LimitingFactor::MachineTorque, reason }));
        }
        found
    }

    /// Share of the table's depth a machine below the usual rigidity takes; 1 for a healthy one.
    pub(super) fn rigidity(&self) -> (f64, Option<Held>) {
        let factor = self.machine.removal_factor;
        if factor >= 1.0 {
            return (1.0, None);
        }
        let reason = format!("rigidité de {} : facteur {} du fichier d'atelier", self.machine.name, number(factor, 2));
        (factor, Some(Held { limit: LimitingFactor::MachineRigidity, reason }))
    }
}

/// Power and torque values of a cut.
pub(super) struct Loads {
    pub force: Option<ConditionValue>,
    pub power: Option<ConditionValue>,
    pub torque: Option<ConditionValue>,
}

/// Loads from Q, the chip and n; all `None` where the material has no published kc.
pub(super) fn loads(piece: &Workpiece, removal: f64, chip_mm: f64, n: f64) -> Loads {
    let Some((kc11, mc)) = piece.kienzle() else { return Loads { force: None, power: None, torque: None } };
    let kc = super::formulas::specific_force(kc11, mc, chip_mm);
    let pc = power(removal, kc);
    let mc_nm = torque(pc, n);
    let force = format!("kc = {} × {}^-{} = {} N/mm²", figure(kc11), figure(chip_mm), number(mc, 2), figure(kc));
    Loads {
        force: Some(value(kc, force, &piece.row.source)),
        power: Some(value(pc, format!("Pc = {} × {} / 60000 = {} kW", figure(removal), figure(kc), figure(pc)), FORMULAS)),
        torque: Some(value(mc_nm, format!("Mc = 30000 × {} / (π × {}) = {} N·m", figure(pc), figure(n), figure(mc_nm)), FORMULAS)),
    }
}
