//! Cutting tools: what a tool is, what its maker says of it, how many the shop has. Not how it is used: that is `cutting`.

use serde::{Deserialize, Serialize};

/// Sort of cutting tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToolKind {
    /// Outside turning, roughing insert (CNMG, WNMG).
    TurningRough,
    /// Outside turning, finishing insert (DCMT, VCMT, DNMG).
    TurningFinish,
    /// Inside turning: boring bar with an insert.
    BoringBar,
    /// Grooving insert.
    Grooving,
    /// Parting blade.
    Parting,
    /// Outside thread turning insert.
    ThreadTurning,
    /// Inside thread turning insert.
    ThreadBoring,
    /// Face mill with inserts.
    FaceMill,
    /// Shoulder mill with inserts.
    ShoulderMill,
    /// Solid end mill.
    EndMill,
    /// Solid ball-nose end mill.
    BallMill,
    /// Chamfering and deburring mill.
    ChamferMill,
    /// T-slot cutter.
    SlotCutter,
    /// Spot or centre drill.
    SpotDrill,
    /// Twist drill.
    Drill,
    /// Drill with inserts.
    InsertDrill,
    /// Counterbore, flat-bottomed.
    Counterbore,
    /// Countersink.
    Countersink,
    /// Reamer.
    Reamer,
    /// Boring head on a mill, finishing.
    BoringHead,
    /// Cutting tap.
    Tap,
    /// Forming tap: displaces instead of cutting.
    FormingTap,
    /// Thread mill.
    ThreadMill,
}

/// What the cutting edge is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToolGrade {
    /// High-speed steel (HSS, ISO 4957).
    Hss,
    /// Cobalt or powder-metallurgical high-speed steel, coated (HSS-E, HSS-PM).
    HssCobalt,
    /// Uncoated cemented carbide (ISO 513 HW), polished for soft metals.
    Carbide,
    /// Coated cemented carbide (ISO 513 HC).
    CoatedCarbide,
    /// Cermet (ISO 513 HT).
    Cermet,
    /// Ceramic (ISO 513 CA, CM, CN).
    Ceramic,
    /// Cubic boron nitride (ISO 513 BN).
    BoronNitride,
    /// Polycrystalline diamond (ISO 513 DP).
    Diamond,
}

/// A word of the shop file: the serialised name of a variant.
fn word(value: &impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

impl ToolKind {
    /// As the shop file writes it: `end_mill`.
    pub fn word(self) -> String {
        word(&self)
    }
}

impl ToolGrade {
    /// As the shop file writes it: `coated_carbide`.
    pub fn word(self) -> String {
        word(&self)
    }
}

/// What the maker of one tool gives for one group of work material.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ToolData {
    /// ISO 513 letter (`P`) or row of the cutting tables (`P2`).
    pub group: String,
    /// Cutting speed (vc), m/min: least and most; equal when the maker gives one value.
    pub speed_m_min: [f64; 2],
    /// Feed, least and most: mm per tooth (fz) for mills, mm per revolution (f) for the other tools.
    pub feed_mm: [f64; 2],
}

/// A cutting tool, in stock or to be bought. Lengths in mm.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tool {
    /// The shop's number.
    pub id: String,
    /// Designation as the shop prints it.
    pub name: String,
    /// Sort.
    pub kind: ToolKind,
    /// What the edge is made of.
    pub grade: ToolGrade,
    /// Cutting diameter of a tool that turns; nominal diameter of a tap; least bore of a boring bar.
    #[serde(default)]
    pub diameter_mm: Option<f64>,
    /// Teeth or inserts in the cut (z).
    #[serde(default)]
    pub teeth: Option<u32>,
    /// Nose radius of an insert, corner radius of a mill (r).
    #[serde(default)]
    pub nose_radius_mm: Option<f64>,
    /// Length of the cutting edge or of the flutes: no deeper cut, no deeper hole.
    #[serde(default)]
    pub cutting_length_mm: Option<f64>,
    /// Length out of the holder (L of L/D).
    #[serde(default)]
    pub reach_mm: Option<f64>,
    /// Entering angle (kappa r), degrees: 95 for most turning tools, 45 for a face mill.
    #[serde(default)]
    pub entering_angle_deg: Option<f64>,
    /// Width of a parting or grooving insert.
    #[serde(default)]
    pub width_mm: Option<f64>,
    /// Pitch of a tap or a thread insert.
    #[serde(default)]
    pub pitch_mm: Option<f64>,
    /// Thread it cuts, as designated (`M8`, `G1/4`).
    #[serde(default)]
    pub thread: Option<String>,
    /// Fit a reamer leaves (`H7`).
    #[serde(default)]
    pub fit: Option<String>,
    /// Coolant through the tool.
    #[serde(default)]
    pub through_coolant: bool,
    /// ISO 513 letters it is made for; empty when it is for all.
    #[serde(default)]
    pub materials: Vec<String>,
    /// The maker's conditions.
    #[serde(default)]
    pub data: Vec<ToolData>,
    /// Where the conditions come from: catalogue, page, or the file they were imported from.
    #[serde(default)]
    pub source: Option<String>,
    /// Supplier's reference.
    #[serde(default)]
    pub reference: Option<String>,
    /// How many the shop has.
    #[serde(default)]
    pub count: u32,
    /// Machine it stays on, by identifier.
    #[serde(default)]
    pub machine: Option<String>,
    /// Place in that machine's magazine or turret.
    #[serde(default)]
    pub place: Option<u32>,
}

impl Tool {
    /// The maker's conditions for a row of the cutting tables, or for its letter.
    pub fn data_for(&self, group: &str, letter: &str) -> Option<&ToolData> {
        self.data.iter().find(|data| data.group == group).or_else(|| self.data.iter().find(|data| data.group == letter))
    }

    /// True when the tool is made for a letter of ISO 513.
    pub fn cuts(&self, letter: &str) -> bool {
        self.materials.is_empty() || self.materials.iter().any(|known| known == letter)
    }
}

/// A tool in an operation: from stock, or a proposal to buy or borrow.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ToolUse {
    /// Number in the program (T1, T2, ...), within the operation.
    pub number: u32,
    /// The tool.
    pub tool: Tool,
    /// The shop has it.
    pub in_stock: bool,
    /// Why this one: French.
    pub reason: String,
}
