//! Siemens Sinumerik programs: addresses with `=`, R parameters, MCALL cycles, hole patterns, jumps and repeats.

use std::collections::BTreeMap;

use trusquin_domain::{Control, Diagnostic};

use super::clock::Part;
use super::expression::{Variables, evaluate, holds};
use super::iso::{Block, Modes, Number};
use super::state::{HoleCycle, HoleKind, Running};
use super::{MOST_BLOCKS, Source, tool_in_comment};

/// Runs a program.
pub(super) fn run(source: &Source, lathe: bool, running: &mut Running) -> u32 {
    running.diameter = lathe;
    let mut runner =
        Runner { source, modes: Modes::new(Control::Siemens, lathe), variables: Variables::default(), blocks: 0, unknown: BTreeMap::new() };
    let mut at = 0;
    while let Some(line) = source.lines.get(at) {
        if runner.blocks >= MOST_BLOCKS {
            running.diagnostics.push(Diagnostic::warning(
                "PRG-012",
                format!("stopped after {MOST_BLOCKS} blocks: the program loops, or is larger than any control holds"),
            ));
            break;
        }
        match runner.line(at, line, running) {
            Some(target) => at = target,
            None => break,
        }
    }
    runner.modes.report(running);
    for (text, (line, count)) in &runner.unknown {
        let message = format!("'{text}' in line {line} is not understood ({count} times): it was left out");
        running.diagnostics.push(Diagnostic::warning("PRG-002", message));
    }
    runner.blocks
}

struct Runner<'a> {
    source: &'a Source,
    modes: Modes,
    variables: Variables,
    blocks: u32,
    unknown: BTreeMap<String, (u32, u32)>,
}

/// Words that change no time.
const QUIET: &[&str] = &[
    "WORKPIECE",
    "CYCLE800",
    "CYCLE832",
    "TRANS",
    "ATRANS",
    "ROT",
    "AROT",
    "SCALE",
    "MIRROR",
    "SOFT",
    "BRISK",
    "FFWON",
    "FFWOF",
    "COMPCAD",
    "COMPOF",
    "COMPCURV",
    "ORIWKS",
    "ORIMKS",
    "TRAORI",
    "TRAFOOF",
    "SETMS",
    "MSG",
    "DEF",
    "STOPRE",
    "NORM",
    "KONT",
    "CFC",
    "CFTCP",
    "CFIN",
    "DIAMON",
    "DIAMOF",
    "DIAM90",
    "LIMS",
    "G290",
    "PROC",
    "RET",
    "EXTERN",
    "GROUP_BEGIN",
    "GROUP_END",
    "FGROUP",
    "OFFN",
    "WALIMON",
    "WALIMOF",
    "TOFRAME",
    "CDON",
    "CDOF",
];

impl Runner<'_> {
    /// Carries a line out; the next line's index, or `None` at the end.
    fn line(&mut self, at: usize, line: &str, running: &mut Running) -> Option<usize> {
        let (code, comment) = line.split_once(';').unwrap_or((line, ""));
        if let Some(found) = tool_in_comment(comment) {
            running.name_tool(found);
        } else if !comment.trim().is_empty() && running.tool.is_some() {
            running.close_operation();
            running.operation_text = Some(comment.trim().to_owned());
        }
        let code = code.trim().trim_start_matches('/').trim();
        if code.is_empty() || code.starts_with('%') || code.starts_with('$') {
            return Some(at + 1);
        }
        self.blocks += 1;
        let statement = without_number(code);
        // A label before a block.
        let statement = statement.split_once(':').filter(|(label, _)| is_label(label)).map_or(statement, |(_, rest)| rest.trim());
        if statement.is_empty() {
            return Some(at + 1);
        }
        let upper = statement.to_uppercase();
        if let Some(target) = self.jump(at, &upper) {
            return Some(target);
        }
        if let Some((name, value)) = upper.split_once('=').filter(|(name, _)| is_parameter(name.trim())) {
            match evaluate(value, &self.variables) {
                Some(value) => self.variables.set(name.trim(), value),
                None => self.not_understood(&upper, at),
            }
            return Some(at + 1);
        }
        if let Some(name) = upper.split(['(', ' ']).next().filter(|name| QUIET.contains(name)) {
            if name == "DIAMON" {
                running.diameter = true;
            } else if name == "DIAMOF" {
                running.diameter = false;
            }
            if let Some(limit) = upper.strip_prefix("LIMS").and_then(|rest| evaluate(rest.trim().trim_start_matches('='), &self.variables))
            {
                running.speed_limit = limit;
            }
            return (name != "RET").then_some(at + 1);
        }
        if upper.starts_with("MCALL") || upper.starts_with("CYCLE") || upper.starts_with("HOLES") {
            self.cycle(at, &upper, running);
            return Some(at + 1);
        }
        let block = self.block(at, &upper);
        self.modes.run(&block, running);
        (!block.m.iter().any(|m| matches!(m, 2 | 17 | 30))).then_some(at + 1)
    }

    fn jump(&mut self, at: usize, upper: &str) -> Option<usize> {
        if let Some(rest) = upper.strip_prefix("IF ") {
            let (condition, then) = rest.split_once("GOTO").unwrap_or((rest, ""));
            return if then.is_empty() {
                None
            } else if holds(condition, &self.variables) == Some(true) {
                self.label(at, &format!("GOTO{then}"))
            } else {
                Some(at + 1)
            };
        }
        if upper.starts_with("GOTO") {
            return self.label(at, upper);
        }
        if let Some(rest) = upper.strip_prefix("REPEAT") {
            let (label, times) =
                rest.split_once("P=").map_or((rest, 1.0), |(label, times)| (label, evaluate(times, &self.variables).unwrap_or(1.0)));
            let key = format!("_REPEAT{at}");
            let done = self.variables.get(&key).unwrap_or(0.0);
            if done < times.min(9999.0) {
                self.variables.set(&key, done + 1.0);
                return self.label(at, &format!("GOTOB {}", label.trim()));
            }
            self.variables.set(&key, 0.0);
            return Some(at + 1);
        }
        None
    }

    fn label(&mut self, at: usize, text: &str) -> Option<usize> {
        let wanted = text.trim_start_matches("GOTO").trim_start_matches(['F', 'B', 'C']).trim().to_owned();
        let named = |line: &String| {
            let upper = line.split(';').next().unwrap_or_default().trim().to_uppercase();
            let body = without_number(&upper);
            body.split_once(':').is_some_and(|(label, _)| label.trim() == wanted)
                || upper.split_whitespace().next() == Some(wanted.as_str())
        };
        let found = self.source.lines.iter().position(named);
        if found.is_none() {
            self.not_understood(text, at);
        }
        Some(found.unwrap_or(at + 1))
    }

    /// `MCALL CYCLE83(...)`, `CYCLE83(...)` at the place itself, `HOLES1(...)`, `MCALL` alone.
    fn cycle(&mut self, at: usize, upper: &str, running: &mut Running) {
        let modal = upper.strip_prefix("MCALL").map(str::trim);
        if modal == Some("") {
            self.modes.set_cycle(None);
            return;
        }
        let call = modal.unwrap_or(upper);
        let Some((name, rest)) = call.split_once('(') else {
            self.not_understood(upper, at);
            return;
        };
        let inside = rest.rsplit_once(')').map_or(rest, |(inside, _)| inside);
        let values: Vec<Option<f64>> = split_arguments(inside).into_iter().map(|text| evaluate(text, &self.variables)).collect();
        let value = |index: usize| values.get(index).copied().flatten();
        let name = name.trim();
        if matches!(name, "HOLES1" | "HOLES2") {
            self.pattern(name, &value, running);
            return;
        }
        if name == "CYCLE97" {
            self.thread(&value, running, at);
            return;
        }
        match hole_cycle(name, &value) {
            Some(cycle) if modal.is_some() => self.modes.set_cycle(Some(cycle)),
            Some(cycle) => running.hole(&cycle, 2),
            None => self.not_understood(name, at),
        }
    }

    /// Holes on a line or a circle, at the modal cycle.
    fn pattern(&mut self, name: &str, value: &dyn Fn(usize) -> Option<f64>, running: &mut Running) {
        let Some(cycle) = self.modes.cycle() else { return };
        let at = |index: usize| value(index).unwrap_or(0.0);
        let (a, b) = (at(0), at(1));
        let count = if name == "HOLES1" { at(5) } else { at(5).max(at(4)) }.clamp(0.0, 1000.0) as u32;
        for index in 0..count {
            let i = f64::from(index);
            let (x, y) = if name == "HOLES1" {
                // HOLES1(SPCA, SPCO, STA1, FDIS, DBH, NUM).
                let (angle, way) = (at(2).to_radians(), at(3) + i * at(4));
                (a + way * angle.cos(), b + way * angle.sin())
            } else {
                // HOLES2(CPA, CPO, RAD, STA1, INDA, NUM); INDA 0 spreads them over the circle.
                let step = if at(4).abs() < 1e-9 { 360.0 / f64::from(count.max(1)) } else { at(4) };
                let angle = (at(3) + i * step).to_radians();
                (a + at(2) * angle.cos(), b + at(2) * angle.sin())
            };
            running.rapid([x, y, running.position[2]]);
            running.hole(&cycle, 2);
        }
    }

    /// CYCLE97(PIT, MPIT, SPL, FPL, DM1, DM2, APP, ROP, TDEP, FAL, IANG, NSP, NRC, NID, ...): a thread in passes.
    fn thread(&mut self, value: &dyn Fn(usize) -> Option<f64>, running: &mut Running, at: usize) {
        let (Some(pitch), Some(start), Some(end)) = (value(0).filter(|p| *p > 0.0), value(2), value(3)) else {
            self.not_understood("CYCLE97 without pitch", at);
            return;
        };
        let way = (end - start).abs() + value(6).unwrap_or(0.0) + value(7).unwrap_or(0.0);
        let passes = (value(12).unwrap_or(1.0) + value(13).unwrap_or(0.0)).clamp(1.0, 200.0);
        let n = running.rpm_at(value(4).unwrap_or(running.position[0]));
        if n <= 0.0 {
            running.missing_speed += 1;
            return;
        }
        running.cycle_name = Some("thread turning");
        running.clock.add(Part::Cutting, passes * way / (n * pitch) * 60.0);
        running
            .clock
            .add(Part::Rapid, passes * (running.machine.rapid_s(way) + 2.0 * running.machine.rapid_s(value(8).unwrap_or(1.0) + 1.0)));
        running.cutting_mm += passes * way;
        running.rapid_mm += passes * way;
    }

    fn not_understood(&mut self, text: &str, at: usize) {
        let line = u32::try_from(at + 1).unwrap_or(u32::MAX);
        let key: String = text.chars().take(60).collect();
        if self.unknown.len() < 20 || self.unknown.contains_key(&key) {
            self.unknown.entry(key).or_insert((line, 0)).1 += 1;
        }
    }

    fn block(&mut self, at: usize, upper: &str) -> Block {
        let mut block = Block { line: u32::try_from(at + 1).unwrap_or(u32::MAX), ..Block::default() };
        for word in words(upper) {
            match word {
                "SUPA" => block.home = true,
                _ if QUIET.contains(&word) => {}
                _ => self.word(at, word, &mut block),
            }
        }
        block
    }

    fn word(&mut self, at: usize, word: &str, block: &mut Block) {
        if let Some((name, text)) = word.split_once('=') {
            let incremental = text.starts_with("IC(");
            let inner = text.trim_start_matches("IC");
            if name == "T" && text.starts_with('"') {
                block.tool_name = Some(text.trim_matches('"').to_owned());
                return;
            }
            let Some(value) = evaluate(inner, &self.variables) else {
                self.not_understood(word, at);
                return;
            };
            match name {
                "CR" => block.radius = Some(value),
                "LIMS" => block.speed_limit = Some(value),
                "TURN" => block.turns = value.clamp(0.0, 1000.0) as u32,
                "S1" | "S2" | "S3" => {
                    block.words.insert('S', Number { value, has_point: true, incremental: false });
                }
                "M1" | "M2" | "M3" => block.m.push(value.clamp(0.0, 9999.0) as u32),
                "T" => block.tool_name = Some(text.to_owned()),
                _ if name.len() == 1 => {
                    let letter = name.chars().next().unwrap_or('?');
                    block.words.insert(letter, Number { value, has_point: true, incremental });
                }
                // Rotary and second axes, corner roundings: no way of the tool that is counted.
                _ if name.starts_with(['A', 'B', 'C', 'Z', 'U', 'V', 'W'])
                    || matches!(name, "RND" | "RNDM" | "CHF" | "CHR" | "FRC" | "ANG" | "AP" | "RP") => {}
                _ => self.not_understood(word, at),
            }
            return;
        }
        let letter = word.chars().next().unwrap_or('?');
        let text = word.get(letter.len_utf8()..).unwrap_or_default();
        match (letter, evaluate(text, &self.variables)) {
            ('G', Some(value)) => block.g.push((value * 10.0).round().clamp(0.0, 99_990.0) as u32),
            ('M', Some(value)) => block.m.push(value.clamp(0.0, 9999.0) as u32),
            ('N' | 'D' | 'H' | 'L', Some(_)) => {}
            (letter, Some(value)) if letter.is_ascii_alphabetic() => {
                block.words.insert(letter, Number { value, has_point: text.contains('.'), incremental: false });
            }
            _ => self.not_understood(word, at),
        }
    }
}

/// CYCLE81 to 89 (RTP, RFP, SDIS, DP, DPR, ...), as the programming manual of the 840D lists them.
fn hole_cycle(name: &str, value: &dyn Fn(usize) -> Option<f64>) -> Option<HoleCycle> {
    let reference = value(1).unwrap_or(0.0);
    let start = reference + value(2).unwrap_or(1.0).abs();
    let bottom = value(3).or(value(4).map(|relative| reference - relative.abs()))?;
    let base = HoleCycle {
        kind: HoleKind::Drill,
        start,
        bottom,
        retract: value(0).unwrap_or(start),
        peck: None,
        dwell_s: 0.0,
        feed: None,
        pitch: None,
    };
    Some(match name {
        "CYCLE81" => base,
        "CYCLE82" => HoleCycle { dwell_s: value(5).unwrap_or(0.0).abs(), ..base },
        // CYCLE83(RTP, RFP, SDIS, DP, DPR, FDEP, FDPR, DAM, DTB, DTS, FRF, VARI): VARI 1 retracts, 0 breaks.
        "CYCLE83" => {
            let first = value(5).map(|depth| (reference - depth).abs()).or(value(6).map(f64::abs));
            let kind = if value(11).is_some_and(|vari| vari >= 1.0) { HoleKind::Peck } else { HoleKind::Break };
            HoleCycle { kind, peck: first, dwell_s: value(8).unwrap_or(0.0).abs(), ..base }
        }
        // CYCLE84(RTP, RFP, SDIS, DP, DPR, DTB, SDAC, MPIT, PIT, ...): pitch by thread size or by itself.
        "CYCLE84" | "CYCLE840" => {
            let by_size = value(7).and_then(coarse_pitch);
            HoleCycle { kind: HoleKind::Tap, pitch: value(8).map(f64::abs).filter(|p| *p > 0.0).or(by_size), ..base }
        }
        "CYCLE85" => {
            HoleCycle { kind: HoleKind::Bore, dwell_s: value(5).unwrap_or(0.0).abs(), feed: value(6).filter(|f| *f > 0.0), ..base }
        }
        "CYCLE86" | "CYCLE87" | "CYCLE88" | "CYCLE89" => HoleCycle { kind: HoleKind::Bore, dwell_s: value(5).unwrap_or(0.0).abs(), ..base },
        _ => return None,
    })
}

/// Pitch of a coarse metric thread (ISO 261), by its size.
fn coarse_pitch(size: f64) -> Option<f64> {
    let rows = &crate::tables::tables().ok()?.threads.coarse;
    rows.iter().find(|row| (row.diameter_mm - size.abs()).abs() < 1e-6).map(|row| row.pitch_mm)
}

fn is_label(text: &str) -> bool {
    let text = text.trim();
    text.len() >= 2
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && text.chars().take(2).all(|c| c.is_ascii_alphabetic() || c == '_')
}

fn is_parameter(name: &str) -> bool {
    name.strip_prefix('R').is_some_and(|digits| !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit())) || name.starts_with('_')
}

fn without_number(text: &str) -> &str {
    let trimmed = text.trim();
    match trimmed.strip_prefix(['N', 'n']) {
        Some(rest) if rest.starts_with(|c: char| c.is_ascii_digit()) => rest.trim_start_matches(|c: char| c.is_ascii_digit()).trim(),
        _ => trimmed,
    }
}

/// Arguments between commas, outside brackets and quotes.
fn split_arguments(text: &str) -> Vec<&str> {
    let (mut parts, mut depth, mut start) = (Vec::new(), 0_i32, 0);
    for (index, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(text.get(start..index).unwrap_or_default().trim());
                start = index + 1;
            }
            _ => {}
        }
    }
    parts.push(text.get(start..).unwrap_or_default().trim());
    parts
}

/// Words of a block: at blanks, and where a letter follows a number (`G0X10Y5`), outside brackets and quotes.
fn words(text: &str) -> Vec<&str> {
    let (mut parts, mut start, mut depth, mut quoted) = (Vec::new(), 0, 0_i32, false);
    let mut before = ' ';
    for (index, c) in text.char_indices() {
        if c == '"' {
            quoted = !quoted;
        }
        if quoted {
            continue;
        }
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            _ => {}
        }
        let glued = c.is_ascii_alphabetic()
            && (before.is_ascii_digit() || before == '.')
            && !text.get(start..index).unwrap_or_default().contains('=');
        if depth == 0 && (c.is_whitespace() || glued) {
            parts.push(text.get(start..index).unwrap_or_default());
            start = if glued { index } else { index + c.len_utf8() };
        }
        before = c;
    }
    parts.push(text.get(start..).unwrap_or_default());
    parts.into_iter().map(str::trim).filter(|word| !word.is_empty()).collect()
}
