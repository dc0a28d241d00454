//! Time of moves on a machine: rapids with their acceleration, feeds, turns, tool changes; summed for the program and for each tool.

use trusquin_domain::Machine;

use crate::tables::Tables;

/// How fast the machine moves.
#[derive(Debug, Clone, PartialEq)]
pub struct Kinematics {
    /// Rapid traverse of each axis, mm/min.
    pub rapid_mm_min: f64,
    /// Acceleration of each axis, mm/s².
    pub acceleration_mm_s2: f64,
    /// Chip-to-chip tool change, s.
    pub tool_change_s: f64,
    /// Spindle from rest to its speed, s.
    pub spindle_start_s: f64,
    /// Spindle speed limit, rev/min.
    pub max_rpm: f64,
    /// Fastest cutting feed, mm/min.
    pub max_feed_mm_min: f64,
}

impl Kinematics {
    /// Of a machine, or of a usual one.
    pub(crate) fn of(machine: Option<&Machine>, tables: &Tables) -> Self {
        let moves = &tables.practice.moves;
        let sheet = machine.map(|machine| &machine.sheet);
        Self {
            rapid_mm_min: machine.and_then(|machine| machine.rapid_mm_per_min).unwrap_or(moves.default_rapid_mm_min).max(100.0),
            acceleration_mm_s2: (sheet.and_then(|sheet| sheet.acceleration_m_s2).unwrap_or(moves.acceleration_m_s2) * 1000.0).max(10.0),
            tool_change_s: machine.map_or(5.0, |machine| machine.tool_change_s),
            spindle_start_s: sheet.and_then(|sheet| sheet.spindle_start_s).unwrap_or(moves.tool_start_s),
            max_rpm: machine.and_then(|machine| machine.max_rpm).unwrap_or(f64::MAX),
            max_feed_mm_min: sheet.and_then(|sheet| sheet.max_feed_mm_per_min).unwrap_or(f64::MAX),
        }
    }

    /// Rapid along one axis from rest to rest, s: a trapezoid of speed, a triangle when the way is too short to reach it.
    pub fn rapid_s(&self, distance_mm: f64) -> f64 {
        let (speed, a) = (self.rapid_mm_min / 60.0, self.acceleration_mm_s2);
        let distance = distance_mm.abs();
        if distance >= speed * speed / a { distance / speed + speed / a } else { 2.0 * (distance / a).sqrt() }
    }

    /// Rapid of several axes at once: each at its own speed, the longest way sets the time.
    pub fn rapid_of(&self, from: [f64; 3], to: [f64; 3]) -> f64 {
        (0..3).map(|axis| to[axis] - from[axis]).filter(|way| way.abs() > 1e-9).map(|way| self.rapid_s(way)).fold(0.0, f64::max)
    }
}

/// Seconds by sort.
#[derive(Debug, Clone, Copy, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub struct ProgramTime {
    /// At feed.
    pub cutting_s: f64,
    /// At rapid.
    pub rapid_s: f64,
    /// Dwells.
    pub dwell_s: f64,
    /// Tool changes.
    pub tool_change_s: f64,
    /// Spindle starts.
    pub spindle_s: f64,
}

impl ProgramTime {
    /// The sum, s.
    pub fn total_s(&self) -> f64 {
        self.cutting_s + self.rapid_s + self.dwell_s + self.tool_change_s + self.spindle_s
    }

    fn add(&mut self, part: Part, seconds: f64) {
        let sum = match part {
            Part::Cutting => &mut self.cutting_s,
            Part::Rapid => &mut self.rapid_s,
            Part::Dwell => &mut self.dwell_s,
            Part::ToolChange => &mut self.tool_change_s,
            Part::Spindle => &mut self.spindle_s,
        };
        *sum += seconds;
    }
}

/// Where seconds belong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Cutting,
    Rapid,
    Dwell,
    ToolChange,
    Spindle,
}

/// Time of the whole and of the tool at work.
#[derive(Debug, Clone, Default)]
pub(crate) struct Clock {
    pub whole: ProgramTime,
    pub of_tool: ProgramTime,
    pub of_operation: ProgramTime,
}

impl Clock {
    pub fn add(&mut self, part: Part, seconds: f64) {
        if seconds > 0.0 && seconds.is_finite() {
            self.whole.add(part, seconds);
            self.of_tool.add(part, seconds);
            self.of_operation.add(part, seconds);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rapid_is_a_trapezoid_or_a_triangle() {
        let machine = Kinematics {
            rapid_mm_min: 30_000.0,
            acceleration_mm_s2: 5000.0,
            tool_change_s: 5.0,
            spindle_start_s: 1.0,
            max_rpm: 1e4,
            max_feed_mm_min: 1e4,
        };
        // 500 mm/s is reached in 0.1 s over 25 mm and left over 25 mm.
        for (way, seconds) in [(500.0, 1.1), (50.0, 0.2), (12.5, 0.1), (0.0, 0.0)] {
            assert!((machine.rapid_s(way) - seconds).abs() < 1e-12, "{way}");
        }
        assert!((machine.rapid_of([0.0; 3], [500.0, -50.0, 12.5]) - 1.1).abs() < 1e-12);
    }
}
