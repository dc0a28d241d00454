//! What the machine sheet says besides sizes and rates: control, CAM, tool interface, spindle curve, coolant.

use serde::{Deserialize, Serialize};

/// Family of numerical control: the dialect of its programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Control {
    /// Fanuc, and controls that speak its ISO dialect.
    Fanuc,
    /// Siemens Sinumerik 840D, 828D.
    Siemens,
    /// Heidenhain TNC, conversational.
    Heidenhain,
}

/// CAM system that programs the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CamSystem {
    /// SolidCAM.
    SolidCam,
    /// TopSolid'Cam.
    TopSolid,
    /// Autodesk Fusion.
    Fusion360,
    /// Mastercam.
    Mastercam,
}

impl CamSystem {
    /// As its maker writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::SolidCam => "SolidCAM",
            Self::TopSolid => "TopSolid'Cam",
            Self::Fusion360 => "Autodesk Fusion",
            Self::Mastercam => "Mastercam",
        }
    }
}

/// How coolant can reach the edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Coolant {
    /// Emulsion from nozzles.
    Flood,
    /// Through the spindle and the tool.
    Through,
    /// Minimum quantity lubrication.
    Mist,
    /// Air.
    Air,
    /// Neat oil.
    Oil,
}

/// A point of the spindle's curve.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpindlePoint {
    /// Spindle speed, rev/min.
    pub rpm: f64,
    /// Torque there, N·m, continuous duty.
    pub torque_nm: f64,
}

/// The machine sheet. What is unknown is left out.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MachineSheet {
    /// Control family.
    pub control: Option<Control>,
    /// Control as its plate says: "Fanuc 0i-TF Plus".
    pub control_model: Option<String>,
    /// CAM system.
    pub cam: Option<CamSystem>,
    /// Post-processor file.
    pub post: Option<String>,
    /// Controlled axes, rotary ones and sub-spindle included.
    pub axes: Vec<String>,
    /// Tool interface: `BT40`, `HSK-A63`, `VDI30`.
    pub taper: Option<String>,
    /// Places of the magazine or turret.
    pub magazine_places: Option<u32>,
    /// Chuck diameter, mm.
    pub chuck_mm: Option<f64>,
    /// Largest load on the table, kg.
    pub table_load_kg: Option<f64>,
    /// Tailstock.
    pub tailstock: bool,
    /// Sub-spindle.
    pub sub_spindle: bool,
    /// Speed limit of driven tools, rev/min.
    pub driven_tool_rpm: Option<f64>,
    /// Tool probe or part probe.
    pub probe: bool,
    /// Fastest cutting feed, mm/min.
    pub max_feed_mm_per_min: Option<f64>,
    /// Acceleration of the slowest linear axis, m/s².
    pub acceleration_m_s2: Option<f64>,
    /// Spindle acceleration from rest to full speed, s.
    pub spindle_start_s: Option<f64>,
    /// Torque curve, slowest speed first.
    pub spindle: Vec<SpindlePoint>,
    /// Coolants.
    pub coolant: Vec<Coolant>,
    /// Pressure of coolant through the tool, bar.
    pub coolant_bar: Option<f64>,
}

impl MachineSheet {
    /// Torque at a speed, N·m, between two points by straight line; the first point's below the curve, and above it the power of the
    /// last point held: M = M_last n_last / n. `None` without a curve.
    pub fn torque_at(&self, rpm: f64) -> Option<f64> {
        let (first, last) = (self.spindle.first()?, self.spindle.last()?);
        if rpm <= first.rpm {
            return Some(first.torque_nm);
        }
        let pair = self.spindle.iter().zip(self.spindle.iter().skip(1)).find(|(_, b)| rpm <= b.rpm);
        Some(match pair {
            Some((a, b)) => a.torque_nm + (rpm - a.rpm) / (b.rpm - a.rpm).max(1e-9) * (b.torque_nm - a.torque_nm),
            None => last.torque_nm * last.rpm / rpm,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn torque_follows_the_curve() {
        let point = |rpm: f64, torque_nm: f64| SpindlePoint { rpm, torque_nm };
        let sheet = MachineSheet { spindle: vec![point(100.0, 95.0), point(1500.0, 95.0), point(12000.0, 12.0)], ..Default::default() };
        for (rpm, torque) in [(50.0, 95.0), (1000.0, 95.0), (6750.0, 53.5), (24000.0, 6.0)] {
            assert!((sheet.torque_at(rpm).unwrap_or_default() - torque).abs() < 1e-9, "{rpm}");
        }
        assert_eq!(MachineSheet::default().torque_at(100.0), None);
    }
}
