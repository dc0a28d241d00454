//! Heidenhain conversational programs: straight lines, arcs about CC, polar moves, cycles 200 to 209, patterns, labels, Q parameters.

use std::collections::BTreeMap;

use trusquin_domain::Diagnostic;

use super::expression::{Variables, evaluate};
use super::state::{ArcShape, FeedMode, HoleCycle, HoleKind, Running, arc_length, centre_by_radius, distance};
use super::{MOST_BLOCKS, Source, tool_in_comment};

/// Runs a program.
pub(super) fn run(source: &Source, running: &mut Running) -> u32 {
    running.feed_mode = FeedMode::PerMinute;
    let mut runner = Runner {
        lines: source.lines.iter().map(|line| without_number(line).to_owned()).collect(),
        variables: Variables::default(),
        centre: [0.0; 3],
        cycle: None,
        cycle_first_line: String::new(),
        feed_max: false,
        modal_call: false,
        repeats: BTreeMap::new(),
        blocks: 0,
        unknown: BTreeMap::new(),
        inch: false,
    };
    runner.run_from(0, running, 0);
    for (text, (line, count)) in &runner.unknown {
        let message = format!("'{text}' in line {line} is not understood ({count} times): it was left out");
        running.diagnostics.push(Diagnostic::warning("PRG-002", message));
    }
    if runner.blocks >= MOST_BLOCKS {
        running.diagnostics.push(Diagnostic::warning(
            "PRG-012",
            format!("stopped after {MOST_BLOCKS} blocks: the program loops, or is larger than any control holds"),
        ));
    }
    runner.blocks
}

struct Runner {
    lines: Vec<String>,
    variables: Variables,
    centre: [f64; 3],
    cycle: Option<CycleKind>,
    cycle_first_line: String,
    feed_max: bool,
    modal_call: bool,
    /// Repeats done of the `CALL LBL n REP m` in each line.
    repeats: BTreeMap<usize, u32>,
    blocks: u32,
    unknown: BTreeMap<String, (u32, u32)>,
    inch: bool,
}

/// A cycle as defined; its Q parameters are read when it is called.
#[derive(Debug, Clone, Copy, PartialEq)]
enum CycleKind {
    Hole(HoleKind),
    /// 1.0 and 2.0 of old programs: parameters in numbered lines.
    Old {
        kind: HoleKind,
        setup: f64,
        depth: f64,
        peck: f64,
        dwell: f64,
        feed: f64,
    },
    /// A cycle without a time of its own.
    Quiet,
}

const DEEPEST: u32 = 10;

impl Runner {
    /// Runs from a line until the program, or the label it was called for, ends.
    fn run_from(&mut self, start: usize, running: &mut Running, depth: u32) {
        let mut at = start;
        while let Some(line) = self.lines.get(at).cloned() {
            if self.blocks >= MOST_BLOCKS {
                return;
            }
            self.blocks += 1;
            match self.line(at, &line, running, depth) {
                Some(next) => at = next,
                None => return,
            }
        }
    }

    fn line(&mut self, at: usize, line: &str, running: &mut Running, depth: u32) -> Option<usize> {
        let (code, comment) = line.split_once(';').unwrap_or((line, ""));
        self.comment(code, comment, running);
        let code = code.trim().trim_end_matches('~').trim();
        let upper = code.to_uppercase();
        let words: Vec<&str> = upper.split_whitespace().collect();
        let Some(first) = words.first().copied() else { return Some(at + 1) };
        match first {
            "*" => self.comment("", code.trim_start_matches(['*', '-', ' ']), running),
            "BEGIN" => self.inch = words.last() == Some(&"INCH"),
            "END" | "STOP" => return (first == "STOP").then_some(at + 1),
            "BLK" | "DEF" | "FUNCTION" | "PLANE" | "TCH" | "APPR" | "DEP" | "SEL" | "PATTERN" | "FN17:" | "FN18:" | "FN16:" => {
                if matches!(first, "APPR" | "DEP") {
                    self.straight(&words, running);
                } else if first == "PATTERN" {
                    self.not_understood("PATTERN DEF", at);
                }
            }
            "TOOL" => self.tool(&words, running),
            "L" | "LN" => self.straight(&words, running),
            "CC" => self.centre = self.target(&words, self.centre),
            "C" | "CR" | "CT" | "CTP" => self.arc(first, &words, running),
            "LP" | "CP" => self.polar(first, &words, running),
            "CHF" | "RND" => {}
            "CYCL" => self.cycl(&upper, &words, running, at),
            "LBL" => return if depth > 0 && words.get(1) == Some(&"0") { None } else { Some(at + 1) },
            "CALL" => return self.call(&words, running, depth, at),
            _ if first.starts_with('Q') && upper.contains('=') => self.parameter(&upper, at),
            _ if first.starts_with("FN") => return Some(self.function(&upper, at)),
            _ if first.starts_with('M') && first.len() > 1 => {
                self.m_codes(&words, running, at);
            }
            _ => self.not_understood(&upper, at),
        }
        if words.iter().any(|word| matches!(*word, "M2" | "M02" | "M30")) {
            return None;
        }
        Some(at + 1)
    }

    fn comment(&mut self, code: &str, comment: &str, running: &mut Running) {
        if let Some(found) = tool_in_comment(comment) {
            running.name_tool(found);
        } else if code.trim().is_empty() && !comment.trim().is_empty() && running.tool.is_some() {
            running.close_operation();
            running.operation_text = Some(comment.trim().to_owned());
        }
    }

    fn number(&self, text: &str) -> Option<f64> {
        evaluate(text.trim_start_matches('+'), &self.variables)
    }

    fn mm(&self, value: f64) -> f64 {
        if self.inch { value * 25.4 } else { value }
    }

    /// TOOL CALL 5 Z S3000 F500, TOOL CALL "FR10" Z S3000; TOOL DEF 6 prepares.
    fn tool(&mut self, words: &[&str], running: &mut Running) {
        if words.get(1) != Some(&"CALL") {
            return;
        }
        if let Some(name) = words.get(2).filter(|word| !word.starts_with(['S', 'F', 'D', 'Z'])) {
            running.change_tool(name.trim_matches('"'));
        }
        for word in words.iter().skip(2) {
            if let Some(s) = word.strip_prefix('S').and_then(|text| self.number(text)) {
                running.spindle_rpm = s;
            } else if let Some(f) = word.strip_prefix('F').and_then(|text| self.number(text)) {
                running.feed = self.mm(f);
            }
        }
    }

    /// Where the words go: X+10, IX-5, Z+Q5.
    fn target(&self, words: &[&str], from: [f64; 3]) -> [f64; 3] {
        let mut to = from;
        for word in words.iter().skip(1) {
            let (incremental, word) = word.strip_prefix('I').map_or((false, *word), |rest| (true, rest));
            let axis = match word.chars().next() {
                Some('X') => 0,
                Some('Y') => 1,
                Some('Z') => 2,
                _ => continue,
            };
            if let Some(value) = word.get(1..).and_then(|text| self.number(text)) {
                to[axis] = if incremental { to[axis] + self.mm(value) } else { self.mm(value) };
            }
        }
        to
    }

    fn feed_words(&mut self, words: &[&str], running: &mut Running) {
        self.feed_max = false;
        for word in words.iter().skip(1) {
            match *word {
                "FMAX" => self.feed_max = true,
                "FAUTO" => {}
                _ => {
                    if let Some(feed) = word.strip_prefix("FU").or(word.strip_prefix("FZ")).and_then(|text| self.number(text)) {
                        running.feed = self.mm(feed) * running.rpm_at(0.0);
                    } else if let Some(feed) = word.strip_prefix('F').and_then(|text| self.number(text)) {
                        running.feed = self.mm(feed);
                    }
                }
            }
        }
    }

    fn straight(&mut self, words: &[&str], running: &mut Running) {
        self.start_spindle(words, running);
        self.feed_words(words, running);
        let to = self.target(words, running.position);
        if distance(running.position, to) > 0.0 {
            if self.feed_max { running.rapid(to) } else { running.line(to) }
        }
        self.calls_here(words, running);
    }

    fn start_spindle(&mut self, words: &[&str], running: &mut Running) {
        if words.iter().any(|word| matches!(*word, "M3" | "M03" | "M4" | "M04" | "M13" | "M14")) {
            running.spindle_on();
        }
        if words.iter().any(|word| matches!(*word, "M5" | "M05")) {
            running.spinning = false;
        }
        if words.iter().any(|word| matches!(*word, "M91" | "M92")) {
            self.feed_max = true;
        }
    }

    fn m_codes(&mut self, words: &[&str], running: &mut Running, at: usize) {
        self.start_spindle(words, running);
        self.calls_here(words, running);
        const QUIET: &[&str] = &[
            "M0", "M00", "M1", "M01", "M2", "M02", "M5", "M05", "M7", "M8", "M08", "M9", "M09", "M30", "M94", "M97", "M98", "M126", "M127",
            "M128", "M129", "M140",
        ];
        for word in words.iter().filter(|word| word.starts_with('M')) {
            if !QUIET.contains(word) && !matches!(*word, "M3" | "M03" | "M4" | "M04" | "M13" | "M14" | "M99" | "M89" | "M91") {
                self.not_understood(word, at);
            }
        }
    }

    /// M99 calls the cycle here, M89 after every move.
    fn calls_here(&mut self, words: &[&str], running: &mut Running) {
        if words.contains(&"M89") {
            self.modal_call = true;
        }
        let once = words.contains(&"M99");
        let moved = words.first().is_some_and(|first| matches!(*first, "L" | "LP"));
        if once || (self.modal_call && moved) {
            self.call_cycle(running);
        }
        if once {
            self.modal_call = false;
        }
    }

    fn arc(&mut self, first: &str, words: &[&str], running: &mut Running) {
        self.start_spindle(words, running);
        self.feed_words(words, running);
        let (from, to) = (running.position, self.target(words, running.position));
        let clockwise = words.contains(&"DR-");
        let shape = ArcShape { axes: [0, 1, 2], clockwise, turns: 0 };
        let radius = words.iter().skip(1).find_map(|word| word.strip_prefix('R').and_then(|text| self.number(text)));
        let centre = match first {
            "CR" => radius.and_then(|radius| centre_by_radius(from, to, self.mm(radius), shape)),
            "C" => Some([self.centre[0], self.centre[1]]),
            // Tangential arcs need the direction before: their chord is close for the small blends they make.
            _ => None,
        };
        let length = centre.and_then(|centre| arc_length(from, to, centre, shape)).unwrap_or_else(|| distance(from, to));
        running.arc(to, length);
        self.calls_here(words, running);
    }

    /// LP PR+20 PA+45, CP IPA+360 DR+ IZ-2: polar about CC.
    fn polar(&mut self, first: &str, words: &[&str], running: &mut Running) {
        self.start_spindle(words, running);
        self.feed_words(words, running);
        let from = running.position;
        let (mut radius, mut angle) = (
            (from[0] - self.centre[0]).hypot(from[1] - self.centre[1]),
            (from[1] - self.centre[1]).atan2(from[0] - self.centre[0]).to_degrees(),
        );
        let mut turned = None;
        for word in words.iter().skip(1) {
            let read = |prefix: &str| word.strip_prefix(prefix).and_then(|text| self.number(text));
            if let Some(value) = read("IPA") {
                (angle, turned) = (angle + value, Some(value));
            } else if let Some(value) = read("PA") {
                angle = value;
            } else if let Some(value) = read("IPR") {
                radius += self.mm(value);
            } else if let Some(value) = read("PR") {
                radius = self.mm(value);
            }
        }
        let mut to = self.target(words, from);
        to[0] = self.centre[0] + radius * angle.to_radians().cos();
        to[1] = self.centre[1] + radius * angle.to_radians().sin();
        if first == "LP" {
            if self.feed_max { running.rapid(to) } else { running.line(to) }
        } else {
            let shape = ArcShape { axes: [0, 1, 2], clockwise: words.contains(&"DR-"), turns: 0 };
            let length = match turned {
                Some(degrees) => (radius * degrees.to_radians().abs()).hypot(to[2] - from[2]),
                None => arc_length(from, to, [self.centre[0], self.centre[1]], shape).unwrap_or_else(|| distance(from, to)),
            };
            running.arc(to, length);
        }
        self.calls_here(words, running);
    }

    fn cycl(&mut self, upper: &str, words: &[&str], running: &mut Running, at: usize) {
        if words.get(1) == Some(&"CALL") {
            if words.get(2) == Some(&"POS") {
                self.feed_max = true;
                let to = self.target(words, running.position);
                running.rapid(to);
            } else if words.get(2) == Some(&"PAT") {
                self.not_understood("CYCL CALL PAT", at);
                return;
            }
            self.start_spindle(words, running);
            self.call_cycle(running);
            return;
        }
        let Some(number) = words.get(2).copied() else { return };
        let (whole, part) = number.split_once('.').unwrap_or((number, ""));
        match (whole, part) {
            ("9", "1") => {
                let seconds = words.iter().rev().find_map(|word| self.number(word.trim_start_matches("DWELL")));
                running.dwell(seconds.unwrap_or(0.0));
            }
            ("1" | "2" | "17", "0") => {
                let kind = if whole == "1" { HoleKind::Peck } else { HoleKind::Tap };
                self.cycle = Some(CycleKind::Old { kind, setup: 0.0, depth: 0.0, peck: 0.0, dwell: 0.0, feed: 0.0 });
            }
            ("1" | "2" | "17", _) => self.old_cycle(words),
            (_, "") => self.define(whole, upper, at),
            _ => {}
        }
    }

    /// A cycle with Q parameters: in the following lines, or in the same.
    fn define(&mut self, number: &str, upper: &str, at: usize) {
        self.cycle_first_line = number.to_owned();
        let kind = match number {
            "200" | "203" | "205" | "240" | "241" => CycleKind::Hole(HoleKind::Peck),
            "201" | "202" | "204" => CycleKind::Hole(HoleKind::Bore),
            "206" | "207" | "209" => CycleKind::Hole(HoleKind::Tap),
            // Datums, rotations, tolerance, probing references: no time of their own.
            "7" | "8" | "10" | "11" | "19" | "26" | "32" | "247" | "239" | "332" => CycleKind::Quiet,
            _ => {
                self.not_understood(&format!("CYCL DEF {number}"), at);
                CycleKind::Quiet
            }
        };
        if kind != CycleKind::Quiet {
            self.cycle = Some(kind);
        }
        // Old parameters must not leak into a new definition.
        for name in ["Q202", "Q210", "Q211", "Q239", "Q208", "Q206"] {
            self.variables.set(name, 0.0);
        }
        for text in upper.split_whitespace().filter(|word| word.starts_with('Q') && word.contains('=')) {
            self.parameter(text, at);
        }
    }

    /// Lines of the old cycles: 1.1 SET UP 2, 1.2 DEPTH -20, 1.3 PECKG 5, 1.4 DWELL 0, 1.5 F150.
    fn old_cycle(&mut self, words: &[&str]) {
        let last = words.iter().rev().find_map(|word| self.number(word.trim_start_matches(|c: char| c.is_ascii_alphabetic())));
        let (Some(value), Some(CycleKind::Old { setup, depth, peck, dwell, feed, .. })) = (last, &mut self.cycle) else { return };
        let text = words.get(3..).map(|rest| rest.join(" ")).unwrap_or_default();
        match text.as_str() {
            t if t.starts_with("SET") || t.starts_with("DIST") => *setup = value.abs(),
            t if t.starts_with("DEPTH") || t.starts_with("PROF") => *depth = value,
            t if t.starts_with("PECK") || t.starts_with("PASSE") || t.starts_with("PITCH") || t.starts_with("PAS") => *peck = value.abs(),
            t if t.starts_with("DWELL") || t.starts_with("TEMP") => *dwell = value,
            t if t.starts_with('F') => *feed = value,
            _ => {}
        }
    }

    fn call_cycle(&mut self, running: &mut Running) {
        let Some(kind) = self.cycle else { return };
        let q = |number: u32| self.variables.get(&format!("Q{number}")).unwrap_or(0.0);
        running.spindle_on();
        let cycle = match kind {
            CycleKind::Quiet => return,
            CycleKind::Old { kind, setup, depth, peck, dwell, feed } => {
                let start = running.position[2];
                let (peck, pitch) =
                    if kind == HoleKind::Tap { (None, Some(peck).filter(|p| *p > 0.0)) } else { (Some(peck).filter(|p| *p > 0.0), None) };
                HoleCycle {
                    kind,
                    start: start.min(setup.max(start)),
                    bottom: start - setup - depth.abs(),
                    retract: start,
                    peck,
                    dwell_s: dwell,
                    feed: Some(feed).filter(|f| *f > 0.0),
                    pitch,
                }
            }
            CycleKind::Hole(kind) => {
                let (clearance, depth, surface) = (self.mm(q(200)), self.mm(q(201)), self.mm(q(203)));
                let second = self.mm(q(204)).max(clearance);
                let total = depth.abs();
                let peck = self.mm(q(202));
                let kind = match (kind, self.cycle_first_line.as_str()) {
                    (HoleKind::Peck, _) if peck <= 0.0 || peck >= total => HoleKind::Drill,
                    (HoleKind::Peck, "203") => HoleKind::Break,
                    (kind, _) => kind,
                };
                HoleCycle {
                    kind,
                    start: surface + clearance,
                    bottom: surface - total,
                    retract: surface + second,
                    peck: Some(peck).filter(|_| matches!(kind, HoleKind::Peck | HoleKind::Break)),
                    dwell_s: q(211).max(0.0),
                    feed: Some(self.mm(q(206))).filter(|feed| *feed > 0.0),
                    pitch: Some(self.mm(q(239)).abs()).filter(|pitch| *pitch > 0.0),
                }
            }
        };
        running.hole(&cycle, 2);
    }

    /// CALL LBL 1, CALL LBL 1 REP 4/3; CALL PGM is another file.
    fn call(&mut self, words: &[&str], running: &mut Running, depth: u32, at: usize) -> Option<usize> {
        if words.get(1) != Some(&"LBL") {
            self.not_understood(&words.join(" "), at);
            return Some(at + 1);
        }
        let Some(label) = words.get(2) else { return Some(at + 1) };
        let found = self.lines.iter().position(|line| {
            let upper = line.to_uppercase();
            let mut parts = upper.split_whitespace();
            parts.next() == Some("LBL") && parts.next() == Some(label)
        });
        let Some(start) = found else {
            self.not_understood(&format!("CALL LBL {label}: no such label"), at);
            return Some(at + 1);
        };
        let repeats = words.iter().position(|word| word.starts_with("REP")).map(|index| {
            let text = words
                .get(index)
                .map(|word| word.trim_start_matches("REP"))
                .filter(|text| !text.is_empty())
                .or(words.get(index + 1).copied());
            text.and_then(|text| text.split('/').next()).and_then(|text| self.number(text)).unwrap_or(0.0).clamp(0.0, 65_534.0) as u32
        });
        match repeats {
            // A repeat jumps back; a subprogram comes back at LBL 0.
            Some(times) => {
                let done = self.repeats.entry(at).or_insert(0);
                if *done < times {
                    *done += 1;
                    Some(start + 1)
                } else {
                    *done = 0;
                    Some(at + 1)
                }
            }
            None if depth < DEEPEST => {
                self.run_from(start + 1, running, depth + 1);
                Some(at + 1)
            }
            None => Some(at + 1),
        }
    }

    fn parameter(&mut self, text: &str, at: usize) {
        let Some((name, value)) = text.split_once('=') else { return };
        match self.number(value.split_whitespace().collect::<String>().trim_end_matches('~')) {
            Some(value) => self.variables.set(name.trim(), value),
            None => self.not_understood(text, at),
        }
    }

    /// FN 0: Q1 = +5, FN 1 to 4: sums and products, FN 9 to 12: jumps. The next line.
    fn function(&mut self, upper: &str, at: usize) -> usize {
        let Some((number, rest)) = upper.split_once(':') else { return at + 1 };
        let number = number.trim_start_matches("FN").trim();
        if matches!(number, "9" | "10" | "11" | "12") {
            let compare = match number {
                "9" => "EQ",
                "10" => "NE",
                "11" => "GT",
                _ => "LT",
            };
            let text = rest.trim().trim_start_matches("IF").replace("EQU", "EQ");
            if let Some((condition, target)) = text.split_once("GOTO LBL")
                && let Some((left, right)) = condition.split_once(compare)
                && let (Some(left), Some(right)) = (self.number(left.trim()), self.number(right.trim()))
            {
                let holds = match compare {
                    "EQ" => (left - right).abs() < 1e-9,
                    "NE" => (left - right).abs() >= 1e-9,
                    "GT" => left > right,
                    _ => left < right,
                };
                let label = target.trim();
                let found = self.lines.iter().position(|line| line.to_uppercase().split_whitespace().collect::<Vec<_>>() == ["LBL", label]);
                return if holds { found.unwrap_or(at + 1) } else { at + 1 };
            }
            self.not_understood(upper, at);
            return at + 1;
        }
        if matches!(number, "0" | "1" | "2" | "3" | "4") {
            let plain = rest.replace(" DIV ", "/");
            self.parameter(plain.trim(), at);
        }
        at + 1
    }

    fn not_understood(&mut self, text: &str, at: usize) {
        let line = u32::try_from(at + 1).unwrap_or(u32::MAX);
        let key: String = text.chars().take(60).collect();
        if self.unknown.len() < 20 || self.unknown.contains_key(&key) {
            self.unknown.entry(key).or_insert((line, 0)).1 += 1;
        }
    }
}

/// The block number in front of every line.
fn without_number(line: &str) -> &str {
    let trimmed = line.trim();
    let digits = trimmed.chars().take_while(char::is_ascii_digit).count();
    if digits > 0 && trimmed.get(digits..).is_some_and(|rest| rest.starts_with(' ') || rest.is_empty()) {
        trimmed.get(digits..).unwrap_or_default().trim_start()
    } else {
        trimmed
    }
}
