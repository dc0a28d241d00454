//! What tools and machine sheets must be before conditions stand on them.

use super::{Checked, Entry, Range};
use crate::{Machine, Shop, Tool};

impl Shop {
    pub(super) fn check_tool(&self, tool: &Tool) -> Checked {
        let entry = Entry::of("tool", &tool.id);
        for (field, value) in [
            ("diameter_mm", tool.diameter_mm),
            ("nose_radius_mm", tool.nose_radius_mm),
            ("cutting_length_mm", tool.cutting_length_mm),
            ("reach_mm", tool.reach_mm),
            ("entering_angle_deg", tool.entering_angle_deg),
            ("width_mm", tool.width_mm),
            ("pitch_mm", tool.pitch_mm),
        ] {
            entry.known(field, value)?;
        }
        if let Some(teeth) = tool.teeth.filter(|teeth| !(1..=100).contains(teeth)) {
            return entry.refuse("teeth", teeth, "write from 1 to 100 teeth");
        }
        for data in &tool.data {
            for (field, [low, high]) in [("speed_m_min", data.speed_m_min), ("feed_mm", data.feed_mm)] {
                entry.number(field, low, Range::Above)?;
                if high < low || !high.is_finite() {
                    return entry.refuse(field, format!("[{low}, {high}]"), "write the least and then the most");
                }
            }
        }
        match &tool.machine {
            Some(id) if self.machine_by_id(id).is_none() => {
                entry.refuse("machine", id, "there is no [[machine]] of this id; add it or leave the line out")
            }
            _ => Ok(()),
        }
    }
}

/// The sheet of a machine: known numbers above zero, the spindle's curve in order of speed.
pub(super) fn check_sheet(entry: &Entry, machine: &Machine) -> Checked {
    let sheet = &machine.sheet;
    for (field, value) in [
        ("sheet.chuck_mm", sheet.chuck_mm),
        ("sheet.table_load_kg", sheet.table_load_kg),
        ("sheet.driven_tool_rpm", sheet.driven_tool_rpm),
        ("sheet.max_feed_mm_per_min", sheet.max_feed_mm_per_min),
        ("sheet.acceleration_m_s2", sheet.acceleration_m_s2),
        ("sheet.spindle_start_s", sheet.spindle_start_s),
        ("sheet.coolant_bar", sheet.coolant_bar),
    ] {
        entry.known(field, value)?;
    }
    for point in &sheet.spindle {
        entry.number("sheet.spindle.rpm", point.rpm, Range::Above)?;
        entry.number("sheet.spindle.torque_nm", point.torque_nm, Range::Above)?;
    }
    if sheet.spindle.windows(2).any(|pair| pair[0].rpm >= pair[1].rpm) {
        return entry.refuse("sheet.spindle", "points", "write its points from the slowest speed to the fastest");
    }
    Ok(())
}
