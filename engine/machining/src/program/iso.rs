//! What Fanuc and Siemens programs share: the words of a block carried out on the running machine.

use std::collections::{BTreeMap, BTreeSet};

use trusquin_domain::{Control, Diagnostic};

use super::clock::Part;
use super::state::{ArcShape, FeedMode, HoleCycle, HoleKind, Running, arc_length, centre_by_radius, distance};

/// A number as written: some controls read one without a decimal point in thousandths.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Number {
    pub value: f64,
    pub has_point: bool,
    /// Siemens IC(): a way, whatever the mode.
    pub incremental: bool,
}

/// One block, its expressions worked out.
#[derive(Debug, Clone, Default)]
pub(crate) struct Block {
    pub line: u32,
    /// G codes in tenths: G5.1 is 51 and G83 is 830.
    pub g: Vec<u32>,
    pub m: Vec<u32>,
    pub words: BTreeMap<char, Number>,
    /// Siemens CR=.
    pub radius: Option<f64>,
    /// Siemens LIMS=.
    pub speed_limit: Option<f64>,
    /// Siemens TURN=.
    pub turns: u32,
    /// Tool by name.
    pub tool_name: Option<String>,
    /// A move in machine coordinates: where, nobody outside the machine knows.
    pub home: bool,
}

impl Block {
    pub fn get(&self, letter: char) -> Option<f64> {
        self.words.get(&letter).map(|number| number.value)
    }

    fn has(&self, g: u32) -> bool {
        self.g.contains(&(g * 10))
    }
}

/// Modes that hold from block to block.
#[derive(Debug)]
pub(crate) struct Modes {
    pub dialect: Control,
    pub lathe: bool,
    motion: u32,
    plane: [usize; 3],
    pub incremental: bool,
    pub inch: bool,
    cycle: Option<HoleCycle>,
    initial: f64,
    to_initial: bool,
    pub offset_path: bool,
    pending_tool: Option<String>,
    unknown_g: BTreeMap<u32, (u32, u32)>,
    unknown_m: BTreeSet<u32>,
    homes: u32,
    bad_arcs: u32,
}

/// Way to the machine's reference point when the program goes there, mm: where it is, only the machine knows.
const HOME_WAY_MM: f64 = 200.0;

/// G codes that change no time: planes, offsets, compensation, exact stop, coordinate systems.
const QUIET_G: &[u32] = &[
    5, 8, 9, 10, 11, 15, 22, 23, 25, 26, 40, 41, 42, 43, 44, 49, 52, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63, 64, 65, 67, 68, 69, 153, 450,
    451, 500, 505, 506, 507, 508, 601, 602, 603, 641, 642, 645, 710, 810, 700,
];
/// M codes that change no time.
const QUIET_M: &[u32] = &[
    0, 1, 2, 7, 8, 9, 10, 11, 17, 19, 23, 24, 25, 26, 29, 30, 31, 33, 35, 36, 37, 41, 42, 43, 44, 48, 49, 50, 51, 52, 53, 68, 69, 88, 89,
    99, 107, 108, 109, 110, 126, 127, 128, 129, 140,
];

impl Modes {
    pub fn new(dialect: Control, lathe: bool) -> Self {
        Self {
            dialect,
            lathe,
            motion: 0,
            plane: if lathe { [2, 0, 1] } else { [0, 1, 2] },
            incremental: false,
            inch: false,
            cycle: None,
            initial: 0.0,
            to_initial: true,
            offset_path: false,
            pending_tool: None,
            unknown_g: BTreeMap::new(),
            unknown_m: BTreeSet::new(),
            homes: 0,
            bad_arcs: 0,
        }
    }

    fn mm(&self, value: f64) -> f64 {
        if self.inch { value * 25.4 } else { value }
    }

    /// Sets the hole cycle of Siemens' MCALL; `None` ends it.
    pub fn set_cycle(&mut self, cycle: Option<HoleCycle>) {
        self.cycle = cycle;
    }

    pub fn cycle(&self) -> Option<HoleCycle> {
        self.cycle
    }

    /// Carries one block out.
    pub fn run(&mut self, block: &Block, running: &mut Running) {
        self.tools(block, running);
        let mut dwell = false;
        for code in &block.g {
            dwell |= self.code(*code, block, running);
        }
        self.spindle(block, running);
        if dwell {
            let seconds = self.dwell_seconds(block, running);
            running.dwell(seconds);
            return;
        }
        if block.has(28)
            || block.has(30)
            || block.has(53)
            || block.has(75)
            || block.has(74) && self.dialect == Control::Siemens
            || block.home
        {
            self.homes += 1;
            let seconds = running.machine.rapid_s(HOME_WAY_MM);
            running.clock.add(Part::Rapid, seconds);
            running.rapid_mm += HOME_WAY_MM;
            return;
        }
        if block.has(50) || block.has(92) && !self.lathe_thread(block) {
            return;
        }
        self.motion(block, running);
    }

    fn lathe_thread(&self, block: &Block) -> bool {
        self.lathe && self.dialect == Control::Fanuc && block.get('F').is_some() && (block.get('X').is_some() || block.get('U').is_some())
    }

    fn tools(&mut self, block: &Block, running: &mut Running) {
        let called = block.tool_name.clone().or_else(|| block.get('T').map(|number| self.tool_number(number)));
        let turret = self.lathe;
        if let Some(tool) = called {
            if turret { running.change_tool(&tool) } else { self.pending_tool = Some(tool) }
        }
        if block.m.contains(&6)
            && let Some(tool) = self.pending_tool.take()
        {
            running.change_tool(&tool);
        }
    }

    /// Fanuc lathes write tool and offset in one: T0303 is tool 3.
    fn tool_number(&self, number: f64) -> String {
        let number = number.max(0.0) as u64;
        if self.lathe && self.dialect == Control::Fanuc && number > 99 { (number / 100).to_string() } else { number.to_string() }
    }

    fn spindle(&mut self, block: &Block, running: &mut Running) {
        let limits = block.has(50) || block.has(92) && !self.lathe_thread(block) || block.has(26);
        if let Some(s) = block.get('S').filter(|s| *s >= 0.0) {
            if limits {
                running.speed_limit = s;
            } else if running.constant_speed.is_some() {
                running.constant_speed = Some(if self.inch { s * 0.3048 } else { s });
            } else if !block.has(4) {
                running.spindle_rpm = s;
            }
        }
        if let Some(limit) = block.speed_limit {
            running.speed_limit = limit;
        }
        if block.m.iter().any(|m| matches!(m, 3 | 4 | 13 | 14)) {
            running.spindle_on();
        }
        if block.m.iter().any(|m| matches!(m, 5 | 105)) {
            running.spinning = false;
        }
        for m in &block.m {
            if !QUIET_M.contains(m) && !matches!(m, 3 | 4 | 5 | 6 | 13 | 14 | 98 | 105) {
                self.unknown_m.insert(*m);
            }
        }
    }

    /// Takes a G code over; true for a dwell.
    fn code(&mut self, tenths: u32, block: &Block, running: &mut Running) -> bool {
        let g = tenths / 10;
        if !tenths.is_multiple_of(10) {
            // G5.1, G54.1, G13.1: smoothing, more offsets, polar: no time of their own.
            return false;
        }
        let fanuc_lathe = self.lathe && self.dialect == Control::Fanuc;
        match g {
            0..=3 => {
                self.motion = g;
                self.cycle = self.cycle.filter(|_| self.dialect == Control::Siemens);
            }
            4 => return true,
            32 | 33 => self.motion = 33,
            17 => self.plane = [0, 1, 2],
            18 => self.plane = [2, 0, 1],
            19 => self.plane = [1, 2, 0],
            20 | 70 if g == 20 || self.dialect == Control::Siemens => self.inch = true,
            21 | 71 if g == 21 || self.dialect == Control::Siemens => self.inch = false,
            41 | 42 => self.offset_path = true,
            80 => self.cycle = None,
            90 if !fanuc_lathe => self.incremental = false,
            91 if !fanuc_lathe => self.incremental = true,
            90 | 92 | 94 if fanuc_lathe => self.motion = g + 1000,
            94 => running.feed_mode = FeedMode::PerMinute,
            95 => running.feed_mode = FeedMode::PerTurn,
            96 => running.constant_speed = Some(running.constant_speed.unwrap_or(0.0)),
            97 => running.constant_speed = None,
            98 if fanuc_lathe => running.feed_mode = FeedMode::PerMinute,
            99 if fanuc_lathe => running.feed_mode = FeedMode::PerTurn,
            98 => self.to_initial = true,
            99 => self.to_initial = false,
            73 | 74 | 76 | 81..=89 if !(fanuc_lathe && matches!(g, 73 | 74 | 76)) && self.dialect == Control::Fanuc => {
                self.begin_cycle(g, block, running)
            }
            28 | 30 | 50 | 53 | 74 | 75 | 92 => {}
            _ if QUIET_G.contains(&g) => {}
            _ => {
                self.unknown_g.entry(g).or_insert((block.line, 0)).1 += 1;
            }
        }
        false
    }

    fn dwell_seconds(&self, block: &Block, running: &Running) -> f64 {
        let milliseconds = block.words.get(&'P').map(|p| if p.has_point { p.value } else { p.value / 1000.0 });
        let seconds = block.get('X').or(block.get('U'));
        let siemens = block.get('F');
        let turns = block.get('S').map(|turns| turns / running.rpm_at(running.position[0]).max(1.0) * 60.0);
        if self.dialect == Control::Siemens { siemens.or(turns).unwrap_or(0.0) } else { milliseconds.or(seconds).unwrap_or(0.0) }
    }

    /// Where the block goes: axis words on the modes, U and W as ways on a Fanuc lathe.
    fn target(&self, block: &Block, running: &Running) -> Option<[f64; 3]> {
        let mut to = running.position;
        let mut moves = false;
        for (axis, letter) in ['X', 'Y', 'Z'].into_iter().enumerate() {
            if let Some(number) = block.words.get(&letter) {
                moves = true;
                let value = self.mm(number.value);
                to[axis] = if self.incremental || number.incremental { to[axis] + value } else { value };
            }
        }
        if self.lathe && self.dialect == Control::Fanuc {
            for (axis, letter) in [(0, 'U'), (2, 'W')] {
                if let Some(value) = block.get(letter) {
                    moves = true;
                    to[axis] += self.mm(value);
                }
            }
        }
        moves.then_some(to)
    }

    fn motion(&mut self, block: &Block, running: &mut Running) {
        if let Some(feed) = block.get('F').filter(|f| *f > 0.0)
            && self.cycle.is_none_or(|_| self.dialect == Control::Siemens)
        {
            running.feed = self.mm(feed);
        }
        let target = self.target(block, running);
        if let Some(cycle) = self.cycle {
            self.holes(block, cycle, target, running);
            return;
        }
        let Some(to) = target else { return };
        match self.motion {
            0 => running.rapid(to),
            1 => running.line(to),
            33 => self.thread_pass(block, to, running),
            1090 | 1092 | 1094 => self.turning_cycle(block, to, running),
            _ => self.arc(block, to, running),
        }
    }

    /// A threading move: one pitch a turn.
    fn thread_pass(&self, block: &Block, to: [f64; 3], running: &mut Running) {
        let pitch = block.get('K').or(block.get('I')).or(block.get('F')).map_or(running.feed, |pitch| self.mm(pitch));
        let (mode, feed) = (running.feed_mode, running.feed);
        (running.feed_mode, running.feed) = (FeedMode::PerTurn, pitch);
        running.line(to);
        (running.feed_mode, running.feed) = (mode, feed);
    }

    /// Fanuc lathe G90 (turning), G92 (threading), G94 (facing): in at rapid, cut, out, back to the start.
    fn turning_cycle(&mut self, block: &Block, to: [f64; 3], running: &mut Running) {
        let start = running.position;
        let (first, then) = if self.motion == 1094 { (2, 0) } else { (0, 2) };
        let mut corner = start;
        corner[first] = to[first];
        running.rapid(corner);
        let mut end = corner;
        end[then] = to[then];
        if self.motion == 1092 {
            self.thread_pass(block, end, running)
        } else {
            running.line(end)
        }
        let mut back = end;
        back[first] = start[first];
        running.rapid(back);
        running.rapid(start);
    }

    fn arc(&mut self, block: &Block, to: [f64; 3], running: &mut Running) {
        let shape = ArcShape { axes: self.plane, clockwise: self.motion == 2, turns: block.turns };
        // On a lathe X is a diameter and the plane turns the other way round the page: length is the same either way.
        let (from, goal) = (running.way(running.position), running.way(to));
        let [u, v, _] = self.plane;
        let letters = ['I', 'J', 'K'];
        let radius = block.radius.or(block.get('R').filter(|_| self.dialect == Control::Fanuc)).map(|radius| self.mm(radius));
        let has_centre = letters.iter().any(|letter| block.words.contains_key(letter));
        let centre = if has_centre {
            let offset = |axis: usize| self.mm(letters.get(axis).and_then(|letter| block.get(*letter)).unwrap_or(0.0));
            Some([from[u] + offset(u), from[v] + offset(v)])
        } else {
            radius.and_then(|radius| centre_by_radius(from, goal, radius, shape))
        };
        match centre.and_then(|centre| arc_length(from, goal, centre, shape)) {
            Some(length) => running.arc(to, length),
            None => {
                self.bad_arcs += 1;
                let straight = distance(from, goal);
                running.arc(to, straight);
            }
        }
    }

    fn begin_cycle(&mut self, g: u32, block: &Block, running: &Running) {
        let axis = self.drill_axis(block);
        let known = self.cycle;
        if known.is_none() {
            self.initial = running.position[axis];
        }
        let kind = match g {
            73 => HoleKind::Break,
            83 => HoleKind::Peck,
            74 | 84 => HoleKind::Tap,
            76 | 85..=89 => HoleKind::Bore,
            _ => HoleKind::Drill,
        };
        let at = running.position[axis];
        self.cycle = Some(HoleCycle { kind, start: at, bottom: at, retract: at, peck: None, dwell_s: 0.0, feed: None, pitch: None });
    }

    /// Lathe cycles G87 to G89 go along X, the others along Z.
    fn drill_axis(&self, block: &Block) -> usize {
        let cross = self.lathe && (block.has(87) || block.has(88) || block.has(89));
        if cross { 0 } else { self.plane_axis() }
    }

    fn plane_axis(&self) -> usize {
        if self.lathe { 2 } else { self.plane[2] }
    }

    /// Updates the modal cycle and drills where the block stands or goes.
    fn holes(&mut self, block: &Block, known: HoleCycle, target: Option<[f64; 3]>, running: &mut Running) {
        let mut cycle = known;
        let axis = self.drill_axis(block);
        if self.dialect == Control::Fanuc {
            let letter = ['X', 'Y', 'Z'].get(axis).copied().unwrap_or('Z');
            if let Some(r) = block.get('R') {
                cycle.start = if self.incremental { self.initial + self.mm(r) } else { self.mm(r) };
            }
            if let Some(z) = block.get(letter) {
                cycle.bottom = if self.incremental { cycle.start + self.mm(z) } else { self.mm(z) };
            }
            if let Some(q) = block.words.get(&'Q') {
                let q = if !q.has_point && q.value >= 100.0 { q.value / 1000.0 } else { q.value };
                cycle.peck = Some(self.mm(q)).filter(|_| matches!(cycle.kind, HoleKind::Peck | HoleKind::Break));
            }
            if let Some(p) = block.words.get(&'P') {
                cycle.dwell_s = if p.has_point { p.value } else { p.value / 1000.0 };
            }
            if let Some(feed) = block.get('F').filter(|f| *f > 0.0) {
                running.feed = self.mm(feed);
            }
            cycle.retract = if self.to_initial { self.initial } else { cycle.start };
            self.cycle = Some(cycle);
        }
        let times = block.get('K').or(block.get('L')).unwrap_or(1.0).clamp(0.0, 500.0) as u32;
        let goes = ['X', 'Y', 'Z'].iter().enumerate().any(|(other, letter)| other != axis && block.words.contains_key(letter));
        let cycle_here = self.dialect == Control::Fanuc && (goes || block.words.contains_key(&'Z') || block.words.contains_key(&'R'));
        let siemens_here = self.dialect == Control::Siemens && target.is_some();
        if !cycle_here && !siemens_here {
            return;
        }
        let from = running.position;
        let way = target.map_or([0.0; 3], |to| [to[0] - from[0], to[1] - from[1], to[2] - from[2]]);
        for _ in 0..times.max(u32::from(!block.words.contains_key(&'K') && !block.words.contains_key(&'L'))) {
            let mut place = running.position;
            for other in (0..3).filter(|other| *other != axis) {
                place[other] = if self.incremental { place[other] + way[other] } else { from[other] + way[other] };
            }
            running.rapid(place);
            running.hole(&cycle, axis);
        }
    }

    /// What was not understood, once each.
    pub fn report(&self, running: &mut Running) {
        for (g, (line, count)) in &self.unknown_g {
            running.diagnostics.push(Diagnostic::warning(
                "PRG-003",
                format!("G{g} is not understood ({count} times, first in line {line}): its moves may be missing from the time"),
            ));
        }
        if !self.unknown_m.is_empty() {
            let list: Vec<String> = self.unknown_m.iter().map(|m| format!("M{m}")).collect();
            running.diagnostics.push(Diagnostic::info(
                "PRG-004",
                format!("{} are the machine maker's own functions: their time is not counted", list.join(", ")),
            ));
        }
        if self.homes > 0 {
            let text = format!(
                "{} moves to machine positions were taken as {HOME_WAY_MM} mm of rapid: only the machine knows where they are",
                self.homes
            );
            running.diagnostics.push(Diagnostic::info("PRG-005", text));
        }
        if self.bad_arcs > 0 {
            let text = format!("{} arcs do not close (centre or radius does not fit the ends): their chord was taken", self.bad_arcs);
            running.diagnostics.push(Diagnostic::warning("PRG-006", text));
        }
        if self.offset_path {
            running
                .diagnostics
                .push(Diagnostic::info("PRG-007", "cutter radius compensation is on: lengths are those of the programmed contour"));
        }
    }
}
