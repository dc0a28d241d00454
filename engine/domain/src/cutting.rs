//! Cutting conditions: every value with the formula it comes from, its source and what limits it.

use serde::{Deserialize, Serialize};

/// What keeps a value from being larger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LimitingFactor {
    /// The table or the maker of the tool: nothing else limits.
    Recommendation,
    /// Spindle speed of the machine.
    MachineSpeed,
    /// Spindle power of the machine.
    MachinePower,
    /// Spindle torque of the machine at this speed.
    MachineTorque,
    /// Feed drive of the machine.
    MachineFeed,
    /// Rigidity of the machine, as the shop rates it.
    MachineRigidity,
    /// Length out of the holder over the diameter of the tool.
    ToolOverhang,
    /// Cutting length, nose radius or chip room of the tool.
    ToolGeometry,
    /// Slenderness of the part, or what holds it.
    PartRigidity,
    /// Surface roughness asked for.
    SurfaceFinish,
    /// Material there is to take off, or room there is to cut in.
    Stock,
    /// Feed and spindle run in step: one pitch a turn.
    ThreadPitch,
}

/// One value with what it stands on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ConditionValue {
    /// The value, in the unit of its field.
    pub value: f64,
    /// Formula with its numbers: `n = 1000 × 200 / (π × 50)`.
    pub formula: String,
    /// Where its inputs come from: table row, catalogue, formula book. French.
    pub source: String,
    /// What limits it.
    pub limit: LimitingFactor,
    /// The limit in words, with its numbers; empty when the recommendation holds. French.
    pub reason: String,
}

/// How a tool goes down a hole or along a thread.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum CuttingCycle {
    /// Straight down (G81).
    Drilling,
    /// Chip breaking with a short retract (G73), mm a peck.
    ChipBreaking {
        /// Depth of one peck, mm.
        peck_mm: f64,
    },
    /// Full retract after each peck (G83).
    Pecking {
        /// Depth of one peck, mm.
        peck_mm: f64,
    },
    /// Counterboring with a dwell at the bottom (G82).
    Dwelling {
        /// Dwell, s.
        dwell_s: f64,
    },
    /// Tapping in step with the spindle (G84).
    Tapping,
    /// Reaming or boring, feed in and out (G85).
    Reaming,
    /// Thread turned in passes (G76).
    ThreadTurning {
        /// Passes, spring passes included.
        passes: u32,
    },
}

/// The conditions of one tool on one feature.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CuttingConditions {
    /// Row of the cutting tables the work material is (`P2`).
    pub material_group: String,
    /// Hardness the conditions are for, HB, when known.
    pub hardness_hb: Option<f64>,
    /// Cutting speed (vc), m/min, as it is after the limits.
    pub cutting_speed: ConditionValue,
    /// Spindle speed (n), rev/min; on a lathe at the diameter that is cut.
    pub spindle_speed: ConditionValue,
    /// The lathe holds vc constant (G96) up to the spindle speed.
    pub constant_speed: bool,
    /// Feed per tooth (fz), mm, of tools with several teeth.
    pub feed_per_tooth: Option<ConditionValue>,
    /// Feed per revolution (f), mm.
    pub feed_per_revolution: ConditionValue,
    /// Feed rate (vf), mm/min.
    pub feed_rate: ConditionValue,
    /// Depth of cut (ap), mm: radial in turning, axial in milling, half the diameter in drilling.
    pub depth_of_cut: Option<ConditionValue>,
    /// Width of cut (ae), mm, in milling.
    pub width_of_cut: Option<ConditionValue>,
    /// Removal rate (Q), cm³/min.
    pub removal_rate: Option<ConditionValue>,
    /// Specific cutting force (kc), N/mm².
    pub specific_force: Option<ConditionValue>,
    /// Net power at the edge (Pc), kW.
    pub power: Option<ConditionValue>,
    /// Torque (Mc), N·m.
    pub torque: Option<ConditionValue>,
    /// Life of an edge (T), min of cutting.
    pub tool_life: Option<ConditionValue>,
    /// Passes.
    pub passes: u32,
    /// Cycle of a hole or a thread.
    pub cycle: Option<CuttingCycle>,
    /// Coolant, French: "arrosage", "arrosage par le centre", "à sec, air".
    pub coolant: String,
}
