//! The machine while a program runs: position, modes, tool; every dialect drives this one. No text is read here.

use trusquin_domain::Diagnostic;

use super::clock::{Clock, Kinematics, Part};
use super::{ProgramOperation, ProgramTool, UsedTool};

/// Feed is a speed, or a way per turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FeedMode {
    PerMinute,
    PerTurn,
}

/// A hole cycle as all dialects mean it. Heights along the tool axis, mm.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct HoleCycle {
    pub kind: HoleKind,
    /// Where the feed begins.
    pub start: f64,
    /// Bottom.
    pub bottom: f64,
    /// Where the tool goes back to.
    pub retract: f64,
    /// Depth of a peck.
    pub peck: Option<f64>,
    /// Dwell at the bottom, s.
    pub dwell_s: f64,
    /// Feed in, in the unit of the feed mode; `None` for the modal feed.
    pub feed: Option<f64>,
    /// Pitch of a tap.
    pub pitch: Option<f64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HoleKind {
    Drill,
    Break,
    Peck,
    Tap,
    /// Feed in and feed out.
    Bore,
}

impl HoleKind {
    pub fn name(self) -> &'static str {
        match self {
            Self::Drill => "drilling",
            Self::Break => "chip breaking",
            Self::Peck => "peck drilling",
            Self::Tap => "tapping",
            Self::Bore => "boring or reaming",
        }
    }
}

/// Way between a retracted drill and the last depth before it feeds again, mm: the usual setting of controls.
const PECK_CLEARANCE_MM: f64 = 1.0;
/// Short retract of chip breaking, mm.
const BREAK_RETRACT_MM: f64 = 0.5;
/// Pecks of one hole beyond this are a typing error.
const MOST_PECKS: f64 = 2000.0;

/// The running machine.
#[derive(Debug)]
pub(crate) struct Running<'a> {
    pub machine: &'a Kinematics,
    pub clock: Clock,
    pub position: [f64; 3],
    pub feed: f64,
    pub feed_mode: FeedMode,
    pub spindle_rpm: f64,
    /// Constant cutting speed (G96), m/min, and its speed limit.
    pub constant_speed: Option<f64>,
    pub speed_limit: f64,
    pub spinning: bool,
    /// X is a diameter.
    pub diameter: bool,
    pub tool: Option<String>,
    pub tools: Vec<ProgramTool>,
    pub operations: Vec<ProgramOperation>,
    pub operation_text: Option<String>,
    pub cycle_name: Option<&'static str>,
    pub holes: u32,
    pub cutting_mm: f64,
    pub rapid_mm: f64,
    pub low: [f64; 3],
    pub high: [f64; 3],
    pub diagnostics: Vec<Diagnostic>,
    pub missing_feed: u32,
    pub missing_speed: u32,
}

impl<'a> Running<'a> {
    pub fn new(machine: &'a Kinematics) -> Self {
        Self {
            machine,
            clock: Clock::default(),
            position: [0.0; 3],
            feed: 0.0,
            feed_mode: FeedMode::PerMinute,
            spindle_rpm: 0.0,
            constant_speed: None,
            speed_limit: f64::MAX,
            spinning: false,
            diameter: false,
            tool: None,
            tools: Vec::new(),
            operations: Vec::new(),
            operation_text: None,
            cycle_name: None,
            holes: 0,
            cutting_mm: 0.0,
            rapid_mm: 0.0,
            low: [f64::MAX; 3],
            high: [f64::MIN; 3],
            diagnostics: Vec::new(),
            missing_feed: 0,
            missing_speed: 0,
        }
    }

    /// Goes to a place at rapid.
    pub fn rapid(&mut self, to: [f64; 3]) {
        let seconds = self.machine.rapid_of(self.way(self.position), self.way(to));
        self.clock.add(Part::Rapid, seconds);
        self.rapid_mm += distance(self.way(self.position), self.way(to));
        self.position = to;
    }

    /// A position in millimetres of travel: X of a lathe is programmed as a diameter.
    pub fn way(&self, at: [f64; 3]) -> [f64; 3] {
        if self.diameter { [at[0] / 2.0, at[1], at[2]] } else { at }
    }

    /// A straight cut.
    pub fn line(&mut self, to: [f64; 3]) {
        let (from, length) = (self.position, distance(self.way(self.position), self.way(to)));
        self.cut(length, from, to);
        self.reach(to);
    }

    /// A cut along an arc (with a helix) of a known length.
    pub fn arc(&mut self, to: [f64; 3], length: f64) {
        let from = self.position;
        self.cut(length, from, to);
        self.reach(to);
    }

    fn reach(&mut self, to: [f64; 3]) {
        for corner in [to, self.position] {
            for (axis, value) in corner.into_iter().enumerate() {
                self.low[axis] = self.low[axis].min(value);
                self.high[axis] = self.high[axis].max(value);
            }
        }
        self.position = to;
    }

    fn cut(&mut self, length: f64, from: [f64; 3], to: [f64; 3]) {
        self.cutting_mm += length;
        let seconds = self.feed_seconds(length, self.feed, from, to);
        self.clock.add(Part::Cutting, seconds);
    }

    /// Seconds at a feed; with a constant cutting speed the turns follow the diameter along the way.
    fn feed_seconds(&mut self, length: f64, feed: f64, from: [f64; 3], to: [f64; 3]) -> f64 {
        if length <= 0.0 {
            return 0.0;
        }
        if feed <= 0.0 {
            self.missing_feed += 1;
            return 0.0;
        }
        if self.feed_mode == FeedMode::PerMinute {
            return length / feed.min(self.machine.max_feed_mm_min) * 60.0;
        }
        const SLICES: u32 = 64;
        let mut minutes = 0.0;
        for slice in 0..SLICES {
            let share = (f64::from(slice) + 0.5) / f64::from(SLICES);
            let n = self.rpm_at(from[0] + share * (to[0] - from[0]));
            if n <= 0.0 {
                self.missing_speed += 1;
                return 0.0;
            }
            minutes += length / f64::from(SLICES) / (feed * n).min(self.machine.max_feed_mm_min);
        }
        minutes * 60.0
    }

    /// Spindle speed at an X.
    pub fn rpm_at(&self, x: f64) -> f64 {
        let limit = self.speed_limit.min(self.machine.max_rpm);
        match self.constant_speed {
            Some(vc) => {
                let diameter = if self.diameter { x.abs() } else { 2.0 * x.abs() };
                (vc * 1000.0 / (std::f64::consts::PI * diameter.max(1e-3))).min(limit)
            }
            None => self.spindle_rpm.min(limit),
        }
    }

    pub fn dwell(&mut self, seconds: f64) {
        self.clock.add(Part::Dwell, seconds.clamp(0.0, 3600.0));
    }

    /// Starts the spindle, once per start.
    pub fn spindle_on(&mut self) {
        if !self.spinning {
            self.clock.add(Part::Spindle, self.machine.spindle_start_s);
            self.spinning = true;
        }
    }

    /// Changes to a tool; the same tool again costs nothing.
    pub fn change_tool(&mut self, number: &str) {
        if self.tool.as_deref() == Some(number) {
            return;
        }
        self.close_operation();
        self.close_tool();
        self.tool = Some(number.to_owned());
        self.spinning = false;
        self.clock.add(Part::ToolChange, self.machine.tool_change_s);
    }

    fn close_tool(&mut self) {
        let time = std::mem::take(&mut self.clock.of_tool);
        let Some(number) = self.tool.clone() else { return };
        match self.tools.iter_mut().find(|tool| tool.number == number) {
            Some(tool) => tool.total_s += time.total_s(),
            None => self.tools.push(ProgramTool { number, total_s: time.total_s(), cutting_s: time.cutting_s, ..ProgramTool::default() }),
        }
    }

    /// Ends what the comments call an operation.
    pub fn close_operation(&mut self) {
        let time = std::mem::take(&mut self.clock.of_operation);
        let text = self.operation_text.take();
        let (cycle, holes) = (self.cycle_name.take(), std::mem::take(&mut self.holes));
        if time.cutting_s <= 0.0 {
            return;
        }
        self.operations.push(ProgramOperation {
            tool: self.tool.clone(),
            text,
            cycle: cycle.map(str::to_owned),
            holes,
            total_s: time.total_s(),
            cutting_s: time.cutting_s,
        });
    }

    /// A name a comment gives the tool at work.
    pub fn name_tool(&mut self, found: UsedTool) {
        let name = Some(found.text);
        match self.tools.iter_mut().find(|tool| tool.number == found.number) {
            Some(tool) if tool.name.is_none() => tool.name = name,
            Some(_) => {}
            None => self.tools.push(ProgramTool { number: found.number, name, ..ProgramTool::default() }),
        }
    }

    /// One hole of a cycle at the place the machine stands at, along axis `axis` (2 is Z).
    pub fn hole(&mut self, cycle: &HoleCycle, axis: usize) {
        self.cycle_name = Some(cycle.kind.name());
        self.holes += 1;
        let mut at = self.position;
        let depth = (cycle.start - cycle.bottom).abs();
        at[axis] = cycle.start;
        self.rapid(at);
        let (from, mut to) = (at, at);
        to[axis] = cycle.bottom;
        let modal = self.feed;
        let feed = cycle.feed.unwrap_or(modal);
        let steps = cycle.peck.filter(|peck| *peck > 1e-3).map_or(1.0, |peck| (depth / peck - 1e-9).ceil().clamp(1.0, MOST_PECKS));
        match cycle.kind {
            HoleKind::Tap => {
                let n = self.rpm_at(self.position[0]);
                let pitch = cycle.pitch.unwrap_or(if self.feed_mode == FeedMode::PerTurn { feed } else { feed / n.max(1.0) });
                if n > 0.0 && pitch > 0.0 {
                    self.clock.add(Part::Cutting, 2.0 * depth / (n * pitch) * 60.0);
                } else {
                    self.missing_speed += 1;
                }
                self.cutting_mm += 2.0 * depth;
            }
            HoleKind::Bore => {
                let seconds = self.feed_seconds(2.0 * depth, feed, from, to);
                self.clock.add(Part::Cutting, seconds);
                self.cutting_mm += 2.0 * depth;
            }
            HoleKind::Drill | HoleKind::Break | HoleKind::Peck => {
                let seconds = self.feed_seconds(depth, feed, from, to);
                self.clock.add(Part::Cutting, seconds);
                self.cutting_mm += depth;
                let each = depth / steps;
                for step in 1..steps as u32 {
                    match cycle.kind {
                        HoleKind::Peck => {
                            // Out to the start and back to a millimetre above the last depth, which is fed again.
                            let reached = each * f64::from(step);
                            self.clock.add(Part::Rapid, self.machine.rapid_s(reached) + self.machine.rapid_s(reached - PECK_CLEARANCE_MM));
                            let again = self.feed_seconds(PECK_CLEARANCE_MM.min(reached), feed, from, to);
                            self.clock.add(Part::Cutting, again);
                            self.rapid_mm += 2.0 * reached;
                        }
                        _ => {
                            self.clock.add(Part::Rapid, self.machine.rapid_s(BREAK_RETRACT_MM));
                            let again = self.feed_seconds(BREAK_RETRACT_MM, feed, from, to);
                            self.clock.add(Part::Cutting, again);
                        }
                    }
                }
            }
        }
        self.dwell(cycle.dwell_s);
        self.low[axis] = self.low[axis].min(cycle.bottom);
        self.high[axis] = self.high[axis].max(cycle.start);
        self.position = if matches!(cycle.kind, HoleKind::Tap | HoleKind::Bore) { at } else { to };
        let mut up = self.position;
        up[axis] = cycle.retract;
        self.rapid(up);
    }

    /// Ends the program: the last operation and the last tool are closed.
    pub fn finish(&mut self) {
        self.close_operation();
        self.close_tool();
        if self.missing_feed > 0 {
            let count = self.missing_feed;
            self.diagnostics
                .push(Diagnostic::warning("PRG-010", format!("{count} cutting moves have no feed: their time is not counted; check F")));
        }
        if self.missing_speed > 0 {
            let count = self.missing_speed;
            self.diagnostics.push(Diagnostic::warning(
                "PRG-011",
                format!("{count} moves per revolution have no spindle speed: their time is not counted; check S"),
            ));
        }
    }
}

/// Straight distance.
pub(crate) fn distance(a: [f64; 3], b: [f64; 3]) -> f64 {
    (0..3).map(|axis| (a[axis] - b[axis]).powi(2)).sum::<f64>().sqrt()
}

/// An arc in a plane of two axes, with a third along it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ArcShape {
    pub axes: [usize; 3],
    pub clockwise: bool,
    /// Full turns besides the arc itself.
    pub turns: u32,
}

/// Length of an arc about a centre (in the plane's two coordinates); `None` when centre and ends do not lie on one circle within 5 %.
pub(crate) fn arc_length(from: [f64; 3], to: [f64; 3], centre: [f64; 2], shape: ArcShape) -> Option<f64> {
    let [u, v, w] = shape.axes;
    let (a, b) = ([from[u] - centre[0], from[v] - centre[1]], [to[u] - centre[0], to[v] - centre[1]]);
    let (ra, rb) = (a[0].hypot(a[1]), b[0].hypot(b[1]));
    if ra < 1e-9 || (ra - rb).abs() > 0.05 * ra + 0.01 {
        return None;
    }
    let (start, end) = (a[1].atan2(a[0]), b[1].atan2(b[0]));
    let full = std::f64::consts::TAU;
    let mut angle = if shape.clockwise { start - end } else { end - start };
    while angle < 1e-9 {
        angle += full;
    }
    let angle = angle + full * f64::from(shape.turns);
    Some((ra * angle).hypot(to[w] - from[w]))
}

/// Centre of an arc given by its radius: a positive one takes the short way, a negative one the long way.
pub(crate) fn centre_by_radius(from: [f64; 3], to: [f64; 3], radius: f64, shape: ArcShape) -> Option<[f64; 2]> {
    let [u, v, _] = shape.axes;
    let (du, dv) = (to[u] - from[u], to[v] - from[v]);
    let chord = du.hypot(dv);
    if chord < 1e-9 || radius.abs() < chord / 2.0 * 0.999 {
        return None;
    }
    let height = (radius * radius - chord * chord / 4.0).max(0.0).sqrt();
    let side = if shape.clockwise == (radius > 0.0) { 1.0 } else { -1.0 };
    let (mu, mv) = ((from[u] + to[u]) / 2.0, (from[v] + to[v]) / 2.0);
    // To the right of the chord for a short clockwise arc.
    Some([mu + side * height * dv / chord, mv - side * height * du / chord])
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f64::consts::PI;

    const XY: [usize; 3] = [0, 1, 2];

    #[test]
    fn arcs_have_their_length() {
        let shape = |clockwise| ArcShape { axes: XY, clockwise, turns: 0 };
        let (a, b) = ([10.0, 0.0, 0.0], [0.0, 10.0, 0.0]);
        for (clockwise, expect) in [(false, 5.0 * PI), (true, 15.0 * PI)] {
            assert!((arc_length(a, b, [0.0, 0.0], shape(clockwise)).unwrap() - expect).abs() < 1e-9);
        }
        assert!((arc_length(a, a, [0.0, 0.0], shape(true)).unwrap() - 20.0 * PI).abs() < 1e-9, "a full circle");
        assert!(arc_length(a, [0.0, 4.0, 0.0], [0.0, 0.0], shape(true)).is_none());
        let helix = arc_length(a, [10.0, 0.0, -3.0], [0.0, 0.0], shape(false)).unwrap();
        assert!((helix - (20.0 * PI).hypot(3.0)).abs() < 1e-9);
    }

    #[test]
    fn a_radius_has_its_centre() {
        for (clockwise, radius, expect) in [(false, 10.0, 5.0), (true, 10.0, 5.0), (false, -10.0, 15.0), (true, -10.0, 15.0)] {
            let shape = ArcShape { axes: XY, clockwise, turns: 0 };
            let (a, b) = ([10.0, 0.0, 0.0], [0.0, 10.0, 0.0]);
            let centre = centre_by_radius(a, b, radius, shape).unwrap();
            assert!((arc_length(a, b, centre, shape).unwrap() - expect * PI).abs() < 1e-6, "{clockwise} {radius} {centre:?}");
        }
    }
}
