//! Fanuc programs (and the ISO dialects that follow them): blocks, comments, macro variables, subprograms, jumps.

use std::collections::BTreeMap;

use trusquin_domain::{Control, Diagnostic};

use super::expression::{Variables, evaluate, holds};
use super::iso::{Block, Modes, Number};
use super::state::Running;
use super::{MOST_BLOCKS, Source, tool_in_comment};

/// Runs a program.
pub(super) fn run(source: &Source, lathe: bool, running: &mut Running) -> u32 {
    running.diameter = lathe;
    if lathe {
        running.feed_mode = super::state::FeedMode::PerTurn;
    }
    let mut runner = Runner {
        source,
        modes: Modes::new(Control::Fanuc, lathe),
        variables: Variables::default(),
        programs: programs(source),
        blocks: 0,
        unknown: BTreeMap::new(),
    };
    let first = runner.programs.values().min().copied().unwrap_or(0);
    runner.run_from(first, running, 0);
    runner.modes.report(running);
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

struct Runner<'a> {
    source: &'a Source,
    modes: Modes,
    variables: Variables,
    /// Lines after the headings `O1234` or `:1234`, by number.
    programs: BTreeMap<u64, usize>,
    blocks: u32,
    unknown: BTreeMap<String, (u32, u32)>,
}

fn programs(source: &Source) -> BTreeMap<u64, usize> {
    let mut found = BTreeMap::new();
    for (index, line) in source.lines.iter().enumerate() {
        let head = line.trim_start();
        if let Some(rest) = head.strip_prefix(['O', 'o', ':']) {
            let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
            if let Ok(number) = digits.parse() {
                found.entry(number).or_insert(index);
            }
        }
    }
    found
}

/// What a line asks besides its words.
enum Flow {
    Next,
    Goto(usize),
    End,
}

/// Subprograms in subprograms deeper than controls allow.
const DEEPEST: u32 = 10;

impl Runner<'_> {
    fn run_from(&mut self, start: usize, running: &mut Running, depth: u32) {
        let mut at = start;
        while let Some(line) = self.source.lines.get(at) {
            if self.blocks >= MOST_BLOCKS {
                return;
            }
            let heading = line.trim_start().starts_with(['O', 'o', ':']) && at != start;
            if heading && self.programs.values().any(|begin| *begin == at) {
                return;
            }
            match self.line(at, line, running, depth) {
                Flow::Next => at += 1,
                Flow::Goto(target) => at = target,
                Flow::End => return,
            }
        }
    }

    fn line(&mut self, at: usize, line: &str, running: &mut Running, depth: u32) -> Flow {
        let (code, comments) = split_comments(line);
        for comment in &comments {
            self.comment(comment, running);
        }
        let code = code.trim().trim_start_matches('/').trim();
        if code.is_empty() || code.starts_with('%') || code.starts_with('<') {
            return Flow::Next;
        }
        self.blocks += 1;
        let upper = code.to_uppercase();
        let statement = without_number(&upper);
        if let Some(flow) = self.control(at, statement) {
            return flow;
        }
        if statement.starts_with('#')
            && let Some((name, value)) = statement.split_once('=')
        {
            match evaluate(value, &self.variables) {
                Some(value) => self.variables.set(name.trim(), value),
                None => self.not_understood(statement, at),
            }
            return Flow::Next;
        }
        let block = self.block(at, statement);
        self.modes.run(&block, running);
        if block.m.contains(&98) {
            self.call(&block, running, depth, at);
        }
        if block.m.iter().any(|m| matches!(m, 2 | 30 | 99)) { Flow::End } else { Flow::Next }
    }

    fn comment(&mut self, comment: &str, running: &mut Running) {
        if let Some(found) = tool_in_comment(comment) {
            running.name_tool(found);
        } else if !comment.trim().is_empty() && running.tool.is_some() {
            running.close_operation();
            running.operation_text = Some(comment.trim().to_owned());
        }
    }

    /// IF, GOTO, WHILE, END.
    fn control(&mut self, at: usize, statement: &str) -> Option<Flow> {
        if let Some(rest) = statement.strip_prefix("IF") {
            let (condition, then) = rest.rsplit_once(']')?;
            let then = then.trim();
            let Some(true) = holds(condition, &self.variables) else { return Some(Flow::Next) };
            if let Some(target) = then.strip_prefix("GOTO") {
                return Some(self.jump(target, at));
            }
            if let Some((name, value)) = then.strip_prefix("THEN").and_then(|then| then.split_once('='))
                && let Some(value) = evaluate(value, &self.variables)
            {
                self.variables.set(name.trim(), value);
            }
            return Some(Flow::Next);
        }
        if let Some(target) = statement.strip_prefix("GOTO") {
            return Some(self.jump(target, at));
        }
        if let Some(rest) = statement.strip_prefix("WHILE") {
            let (condition, mark) = rest.rsplit_once("DO")?;
            let end = format!("END{}", mark.trim());
            let closing = self.find(at, |line| line == end)?;
            return Some(if holds(condition, &self.variables) == Some(true) { Flow::Next } else { Flow::Goto(closing + 1) });
        }
        if let Some(mark) = statement.strip_prefix("END").filter(|mark| mark.trim().chars().all(|c| c.is_ascii_digit())) {
            let begin = format!("DO{}", mark.trim());
            let opening = (0..at).rev().find(|index| {
                self.source.lines.get(*index).is_some_and(|line| {
                    let upper = split_comments(line).0.to_uppercase();
                    without_number(upper.trim()).starts_with("WHILE") && upper.trim().ends_with(&begin)
                })
            })?;
            return Some(Flow::Goto(opening));
        }
        None
    }

    fn find(&self, from: usize, wanted: impl Fn(&str) -> bool) -> Option<usize> {
        (from + 1..self.source.lines.len()).find(|index| {
            self.source.lines.get(*index).is_some_and(|line| wanted(without_number(split_comments(line).0.to_uppercase().trim())))
        })
    }

    fn jump(&mut self, target: &str, at: usize) -> Flow {
        let number = evaluate(target, &self.variables).map(|number| number as u64);
        let found = number.and_then(|number| {
            self.source.lines.iter().position(|line| {
                let upper = split_comments(line).0.trim().trim_start_matches('/').to_uppercase();
                let digits: String = upper.strip_prefix('N').unwrap_or_default().chars().take_while(char::is_ascii_digit).collect();
                digits.parse() == Ok(number)
            })
        });
        match found {
            Some(index) => Flow::Goto(index),
            None => {
                self.not_understood(&format!("GOTO{target}"), at);
                Flow::Next
            }
        }
    }

    /// M98 P1234 L5, or P51234: the count before four digits.
    fn call(&mut self, block: &Block, running: &mut Running, depth: u32, at: usize) {
        let Some(p) = block.get('P').map(|p| p.max(0.0) as u64) else { return };
        let (number, packed) = if self.programs.contains_key(&p) || p < 10_000 { (p, 1) } else { (p % 10_000, p / 10_000) };
        let times = block.get('L').or(block.get('K')).map_or(packed, |times| times.max(1.0) as u64).min(9999);
        let Some(start) = self.programs.get(&number).copied().filter(|_| depth < DEEPEST) else {
            self.not_understood(&format!("M98 P{p}: subprogram O{number} is not in the file"), at);
            return;
        };
        for _ in 0..times {
            if self.blocks >= MOST_BLOCKS {
                return;
            }
            self.run_from(start, running, depth + 1);
        }
    }

    fn not_understood(&mut self, text: &str, at: usize) {
        let line = u32::try_from(at + 1).unwrap_or(u32::MAX);
        if self.unknown.len() < 20 || self.unknown.contains_key(text) {
            self.unknown.entry(text.chars().take(60).collect()).or_insert((line, 0)).1 += 1;
        }
    }

    fn block(&mut self, at: usize, statement: &str) -> Block {
        let mut block = Block { line: u32::try_from(at + 1).unwrap_or(u32::MAX), ..Block::default() };
        let mut rest = statement;
        while let Some(letter) = rest.chars().next() {
            let after = rest.get(letter.len_utf8()..).unwrap_or_default();
            if letter.is_whitespace() || letter == ';' {
                rest = after;
                continue;
            }
            if letter == ',' {
                // ,C and ,R: a chamfer or a rounding at the corner; its small time stays out.
                rest = after.get(1..).map_or("", |after| &after[number_length(after)..]);
                continue;
            }
            let length = number_length(after);
            let text = after.get(..length).unwrap_or_default();
            rest = after.get(length..).unwrap_or_default();
            let value = if letter.is_ascii_alphabetic() { evaluate(text, &self.variables) } else { None };
            let Some(value) = value else {
                self.not_understood(&format!("{letter}{text}"), at);
                if length == 0 {
                    continue;
                }
                continue;
            };
            match letter {
                'G' => block.g.push((value * 10.0).round().clamp(0.0, 99_990.0) as u32),
                'M' => block.m.push(value.clamp(0.0, 9999.0) as u32),
                'N' | 'O' => {}
                _ => {
                    block.words.insert(letter, Number { value, has_point: text.contains(['.', '#', '[']), incremental: false });
                }
            }
        }
        block
    }
}

/// Length of the number or expression at the start of a text.
fn number_length(text: &str) -> usize {
    let mut depth = 0_i32;
    for (index, c) in text.char_indices() {
        match c {
            '[' => depth += 1,
            ']' => {
                depth -= 1;
                if depth == 0 {
                    return index + 1;
                }
            }
            _ if depth > 0 => {}
            '0'..='9' | '.' | '#' | '+' | '-' => {}
            ' ' if index == 0 => {}
            _ => return index,
        }
    }
    text.len()
}

/// The block number is no word of ours.
fn without_number(text: &str) -> &str {
    let trimmed = text.trim();
    match trimmed.strip_prefix('N') {
        Some(rest) if rest.starts_with(|c: char| c.is_ascii_digit()) => rest.trim_start_matches(|c: char| c.is_ascii_digit()).trim(),
        _ => trimmed,
    }
}

/// Code and the comments in round brackets (or after a semicolon).
pub(super) fn split_comments(line: &str) -> (String, Vec<String>) {
    let (mut code, mut comments) = (String::new(), Vec::new());
    let mut open: Option<String> = None;
    for c in line.chars() {
        match (&mut open, c) {
            (None, '(') => open = Some(String::new()),
            (None, ';') => break,
            (None, _) => code.push(c),
            (Some(_), ')') => comments.extend(open.take()),
            (Some(text), _) => text.push(c),
        }
    }
    comments.extend(open);
    (code, comments)
}
