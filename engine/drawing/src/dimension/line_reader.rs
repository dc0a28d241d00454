//! Reads one line of a dimension text, token by token.

use std::sync::LazyLock;

use regex::Regex;

use super::fit;
use super::grammar::{DrawingUnit, Enlargement};
use super::line::{Line, Measure};
use super::thread::{self, Thread};
use super::token::{Number, Token, tokens};
use super::words::{CalloutWord, fold, meaning};
use crate::critical::CriticalRule;

static APOSTROPHE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?i)\b(C|HELI)['/-]\s?(BORE|SINK|DRILL|COIL)\b").ok());
/// Most repeats one callout states.
const MOST_REPEATS: f64 = 500.0;
pub(super) fn read_line(text: &str, unit: DrawingUnit) -> Option<Line> {
    // `C'BORE` and `C/SINK` are one word.
    let text = &APOSTROPHE.as_ref().map_or_else(|| text.to_owned(), |pattern| pattern.replace_all(text, "$1$2").into_owned());
    // A customer's sign of a key characteristic stands in the text like a letter.
    let signed = |c: char| CriticalRule::shipped().signs.iter().any(|sign| sign.starts_with(c));
    let marked = text.contains(signed);
    let text = &if marked { text.replace(signed, " ").trim().to_owned() } else { text.clone() };
    let (found, rest) = match thread::take(text) {
        Some((thread, rest)) => (Some(thread), rest.replace(thread::PLACE, "|")),
        None => (None, text.to_owned()),
    };
    let mut tokens = tokens(&rest)?;
    let mut line = Line { marked, ..Line::default() };
    unwrap_frame(&mut tokens, &mut line)?;
    let mut reader = LineReader { tokens: &tokens, at: 0, unit, line, thread: found, pending: None };
    while reader.at < tokens.len() {
        reader.step()?;
    }
    if reader.pending.is_some() {
        return None;
    }
    Some(reader.line)
}

/// Takes `( )` and `[ ]` around the whole line off, and drops a dual value in brackets beside the first.
fn unwrap_frame(tokens: &mut Vec<Token>, line: &mut Line) -> Option<()> {
    let sign = |token: Option<&Token>, c: char| token == Some(&Token::Sign(c));
    loop {
        let whole = |open: char, close: char| {
            sign(tokens.first(), open)
                && sign(tokens.last(), close)
                && tokens.iter().filter(|t| **t == Token::Sign(open) || **t == Token::Sign(close)).count() == 2
        };
        if tokens.len() > 2 && whole('(', ')') {
            line.reference = true;
        } else if tokens.len() > 2 && (whole('[', ']') || whole('<', '>')) {
            line.basic = true;
        } else {
            break;
        }
        tokens.pop();
        tokens.remove(0);
    }
    if let Some(open) = tokens.iter().position(|t| *t == Token::Sign('[')) {
        let close = tokens.iter().rposition(|t| *t == Token::Sign(']'))?;
        if close < open || open == 0 && close + 1 >= tokens.len() {
            return None;
        }
        tokens.drain(open..=close);
    }
    Some(())
}

/// What the next number means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pending {
    Depth,
    Enlargement,
}

struct LineReader<'t> {
    tokens: &'t [Token],
    at: usize,
    unit: DrawingUnit,
    line: Line,
    thread: Option<Thread>,
    pending: Option<Pending>,
}

impl LineReader<'_> {
    fn peek(&self, ahead: usize) -> Option<&Token> {
        self.tokens.get(self.at + ahead)
    }

    fn step(&mut self) -> Option<()> {
        match self.peek(0)?.clone() {
            Token::Sign(c) => self.sign(c),
            Token::Word(word) => self.word(&word),
            Token::Number(number) => self.number(number),
            Token::Times(_) => {
                // `(4x)` after, or a stray multiplication between two values already read.
                let deeper = matches!(self.peek(1), Some(Token::Number(_))) && self.line.nominal.is_some();
                if matches!(self.peek(1), Some(Token::Number(_))) && self.line.nominal.is_none() && self.line.enlargement.is_some() {
                    self.pending = Some(Pending::Enlargement);
                }
                let known = self.line.cut || self.pending.is_some() || self.line.thread.is_some() || self.line.count.is_some();
                (deeper || known).then(|| self.at += 1)
            }
        }
    }

    fn sign(&mut self, c: char) -> Option<()> {
        self.at += 1;
        match c {
            // `GROOVE 3 x Ø18`: the diameter is what the groove leaves.
            'Ø' if self.pending.is_none() && self.line.cut && self.line.nominal.is_some() && self.after_times(1) => {
                self.line.nominal = None;
                self.line.measure = Some(Measure::Diameter);
                self.line.symbol = true;
            }
            'Ø' if self.pending.is_none() => {
                if self.line.nominal.is_some() {
                    return None;
                }
                self.line.measure = Some(Measure::Diameter);
                self.line.symbol = true;
            }
            'Ø' => {}
            '□' => {
                self.line.measure = Some(Measure::Square);
                self.line.symbol = true;
            }
            '↧' => self.pending = Some(Pending::Depth),
            '⌴' | '⌵' => self.enlarge(),
            '|' => {
                self.line.thread = Some(self.thread.take()?);
                if let Some(length) = self.line.thread.as_ref().and_then(|t| t.length_mm) {
                    self.line.depth_mm = Some(length);
                }
            }
            // Brackets of a count or remark inside the line; a colon or equal sign after a word.
            '(' | ')' => {}
            '=' | ':' if self.line.worded && self.line.nominal.is_none() => {}
            '/' if self.line.nominal.is_some() && matches!(self.peek(0), Some(Token::Number(_))) => {}
            '-' | '/' if self.line.thread.is_some() || self.line.fit.is_some() => {}
            '"' if self.line.thread.is_some() => {}
            _ => return None,
        }
        Some(())
    }

    fn enlarge(&mut self) {
        self.pending = Some(Pending::Enlargement);
        self.line.enlargement.get_or_insert_with(Enlargement::default);
        self.line.symbol = true;
    }

    fn word(&mut self, word: &str) -> Option<()> {
        self.at += 1;
        if self.line.nominal.is_none() && self.line.thread.is_none() && self.measured_word(word) {
            return Some(());
        }
        if self.line.nominal.is_some() && fit::split_class(word).is_some() && self.line.angle_deg.is_none() {
            if self.line.fit.is_none() {
                self.line.fit = Some(word.to_owned());
            }
            return Some(());
        }
        if CriticalRule::shipped().is_mark(word) {
            self.line.marked = true;
            return Some(());
        }
        if matches!(word, "mm" | "MM") && self.line.nominal.is_some() {
            self.line.nominal_mm = self.line.nominal.as_ref().map(|n| n.value);
            self.line.symbol = true;
            return Some(());
        }
        let meaning = meaning(word)?;
        if word.chars().count() == 1 && (self.line.nominal.is_some() || self.at != 1) {
            return None;
        }
        self.line.worded = true;
        let at_diameter = self.peek(0) == Some(&Token::Sign('Ø'));
        self.line.on_circle |= at_diameter && matches!(fold(word).as_str(), "ON" | "SUR" | "AUF" | "PCD" | "BC");
        match meaning {
            CalloutWord::Through => self.line.through = true,
            // `20 DEEP` has its number before, `Prof. 20` after.
            CalloutWord::Depth => match (matches!(self.peek(0), Some(Token::Number(_))), self.line.depth_mm) {
                (true, _) => self.pending = Some(Pending::Depth),
                (false, Some(_)) => {}
                (false, None) => return None,
            },
            CalloutWord::Counterbore | CalloutWord::Countersink => self.enlarge(),
            CalloutWord::Thread | CalloutWord::Hole => self.line.hole_word = true,
            CalloutWord::Insert => self.line.insert = true,
            CalloutWord::Reference => self.line.reference = true,
            CalloutWord::Diameter => self.line.measure = Some(Measure::Diameter),
            CalloutWord::Radius => self.line.measure = Some(Measure::Radius),
            CalloutWord::Chamfer => self.line.measure = Some(Measure::Chamfer),
            CalloutWord::Counted => self.line.hole_word = true,
            CalloutWord::Cut => self.line.cut = true,
            CalloutWord::Typical | CalloutWord::Maximum | CalloutWord::Minimum | CalloutWord::Size | CalloutWord::Where => {}
        }
        Some(())
    }

    /// `R`, `SR`, `S` before `Ø`, `C`, `CH`, with or without the digits glued on (`R10`, `C1`).
    fn measured_word(&mut self, word: &str) -> bool {
        let digits_at = word.find(|c: char| c.is_ascii_digit()).unwrap_or(word.len());
        let (letters, digits) = word.split_at(digits_at);
        let number_follows = !digits.is_empty() || matches!(self.peek(0), Some(Token::Number(n)) if n.sign.is_none());
        match letters {
            "S" if self.peek(0) == Some(&Token::Sign('Ø')) => return true,
            "R" | "SR" | "CR" if number_follows => self.line.measure = Some(Measure::Radius),
            "C" | "CH" | "Ch" if number_follows => self.line.measure = Some(Measure::Chamfer),
            _ => return false,
        }
        self.line.symbol = true;
        if let Ok(value) = digits.parse::<f64>() {
            self.set_nominal(Number { value, sign: None, decimals: 0, fraction: false, spaced: false });
        }
        true
    }

    fn number(&mut self, number: Number) -> Option<()> {
        if let Some(pending) = self.pending.take() {
            return self.pending_number(&number, pending);
        }
        if number.sign.is_none() && number.decimals == 0 && self.count(&number) {
            return Some(());
        }
        if number.sign.is_some() || self.line.nominal.is_some() {
            return self.after_nominal(number);
        }
        if self.line.thread.is_some() {
            return self.depth_word_follows(&number);
        }
        self.at += 1;
        if self.peek(0) == Some(&Token::Sign('°')) {
            self.at += 1;
            self.line.angle_deg = Some(number.value + self.minutes());
            self.line.symbol = true;
            self.line.nominal = Some(number);
            return Some(());
        }
        if self.depth_word(0) && self.line.measure.is_none() {
            self.at += 1;
            self.line.depth_mm = Some(number.value * self.mm());
            self.line.worded = true;
            return Some(());
        }
        self.set_nominal(number);
        self.inch_mark();
        Some(())
    }

    /// `12'` and `30"` after degrees, as a part of a degree.
    fn minutes(&mut self) -> f64 {
        let mut total = 0.0;
        for (mark, part) in [('\'', 60.0), ('"', 3600.0)] {
            if let (Some(Token::Number(number)), Some(Token::Sign(sign))) = (self.peek(0).cloned(), self.peek(1))
                && *sign == mark
                && number.sign.is_none()
            {
                total += number.value / part;
                self.at += 2;
            }
        }
        total
    }

    fn inch_mark(&mut self) {
        if self.peek(0) == Some(&Token::Sign('"')) {
            self.at += 1;
            self.line.nominal_mm = self.line.nominal.as_ref().map(|n| n.value * DrawingUnit::Inch.mm());
            self.line.symbol = true;
        }
    }

    fn set_nominal(&mut self, number: Number) {
        self.line.nominal_mm = Some(number.value * self.mm());
        self.line.nominal = Some(number);
    }

    fn mm(&self) -> f64 {
        self.unit.mm()
    }

    fn depth_word(&self, ahead: usize) -> bool {
        matches!(self.peek(ahead), Some(Token::Word(word)) if meaning(word) == Some(CalloutWord::Depth))
    }

    fn depth_word_follows(&mut self, number: &Number) -> Option<()> {
        self.depth_word(1).then(|| {
            self.line.depth_mm = Some(number.value * self.mm());
            self.at += 2;
        })
    }

    fn pending_number(&mut self, number: &Number, pending: Pending) -> Option<()> {
        if number.sign.is_some() {
            return None;
        }
        self.at += 1;
        let angle = self.peek(0) == Some(&Token::Sign('°'));
        if angle {
            self.at += 1;
        }
        let mm = number.value * self.mm();
        match pending {
            Pending::Depth => match self.line.enlargement.as_mut() {
                Some(enlargement) => enlargement.depth_mm = Some(mm),
                None => self.line.depth_mm = Some(mm),
            },
            Pending::Enlargement => {
                let enlargement = self.line.enlargement.get_or_insert_with(Enlargement::default);
                if angle {
                    enlargement.angle_deg = Some(number.value);
                } else {
                    enlargement.diameter_mm = Some(mm);
                }
            }
        }
        Some(())
    }

    /// `4x`, `4 TROUS`, `(8 holes)`, `2 PLACES`: consumes the count and what marks it.
    fn count(&mut self, number: &Number) -> bool {
        let whole = number.value >= 1.0 && number.value <= MOST_REPEATS && !number.fraction;
        if !whole || self.line.count.is_some() {
            return false;
        }
        // `GROOVE 3 x Ø18`: a width, not three grooves; `GROOVE 3x Ø18` is three.
        if self.line.cut && matches!((self.peek(1), self.peek(2)), (Some(Token::Times(false)), Some(Token::Sign('Ø')))) {
            return false;
        }
        let counted = |token: Option<&Token>| matches!(token, Some(Token::Word(word)) if word.len() > 1 && meaning(word) == Some(CalloutWord::Counted));
        let mut used = 1;
        match self.peek(1) {
            Some(Token::Times(glued)) if self.line.nominal.is_none() => {
                let glued = *glued;
                match (self.peek(2), self.peek(3)) {
                    (Some(Token::Number(next)), after) if next.sign.is_none() => {
                        let angle = after == Some(&Token::Sign('°'));
                        let chamfer_after = matches!(after, Some(Token::Times(_)));
                        let square_angle = next.value >= 90.0;
                        if !(glued
                            || angle && square_angle
                            || chamfer_after
                            || !angle && number.value <= 24.0 && next.value != number.value)
                        {
                            return false;
                        }
                    }
                    _ => {}
                }
                used = 2;
            }
            Some(Token::Times(_)) if !matches!(self.peek(2), Some(Token::Number(_))) => used = 2,
            // `4 TROUS`, and `4 GEWINDE M8`.
            word if counted(word) => used = 2,
            // `4-Ø8` is how Asian drawings count.
            Some(Token::Sign('-')) if matches!(self.peek(2), Some(Token::Sign('Ø' | '|'))) => used = 2,
            Some(Token::Sign('Ø' | '|')) if number.value <= 48.0 && self.line.nominal.is_none() => {}
            _ => return false,
        }
        self.line.count = Some(number.value as u32);
        if used == 2 && counted(self.peek(1)) {
            self.line.hole_word = true;
        }
        self.line.worded = true;
        self.at += used;
        true
    }

    /// Numbers after the nominal: tolerances, a second limit, chamfer angle, countersink angle, depth.
    fn after_nominal(&mut self, number: Number) -> Option<()> {
        let after_times = self.after_times(0);
        self.at += 1;
        let angle = self.peek(0) == Some(&Token::Sign('°'));
        if angle {
            self.at += 1;
        }
        if number.sign.is_some() || self.is_zero_deviation(&number) {
            return self.deviation(&number, angle);
        }
        if after_times {
            return self.second_factor(&number, angle);
        }
        if self.depth_word(0) {
            self.at += 1;
            self.line.depth_mm = Some(number.value * self.mm());
            return Some(());
        }
        self.second_limit(&number)
    }

    /// True when a multiplication stands before the token `back` places behind the next one.
    fn after_times(&self, back: usize) -> bool {
        self.at.checked_sub(back + 1).is_some_and(|at| matches!(self.tokens.get(at), Some(Token::Times(_))))
    }

    fn second_factor(&mut self, number: &Number, angle: bool) -> Option<()> {
        let nominal = self.line.nominal.as_ref()?.value;
        match (self.line.measure, angle) {
            (Some(Measure::Diameter), true) => {
                self.line.enlargement =
                    Some(Enlargement { diameter_mm: self.line.nominal_mm, depth_mm: None, angle_deg: Some(number.value) });
            }
            (None | Some(Measure::Chamfer), true) if number.value < 90.0 => {
                self.line.measure = Some(Measure::Chamfer);
                self.line.chamfer_deg = Some(number.value);
                self.line.symbol = true;
            }
            // `.24 x 90°` beside a drawn countersink sign that could not be read.
            (None, true) => {
                self.line.measure = Some(Measure::Diameter);
                self.line.enlargement =
                    Some(Enlargement { diameter_mm: self.line.nominal_mm, depth_mm: None, angle_deg: Some(number.value) });
            }
            (_, false) if self.line.cut => {}
            (Some(Measure::Diameter), false) => self.line.depth_mm = Some(number.value * self.mm()),
            // Two equal legs (`0.5x0.5`) are a chamfer.
            (None, false) if (number.value - nominal).abs() < 1e-9 && nominal * self.mm() <= 10.0 => {
                self.line.measure = Some(Measure::Chamfer)
            }
            _ => return None,
        }
        Some(())
    }

    fn is_zero_deviation(&self, number: &Number) -> bool {
        number.value == 0.0 && self.line.nominal.is_some()
    }

    fn deviation(&mut self, number: &Number, degrees: bool) -> Option<()> {
        let nominal = self.line.nominal.clone()?;
        let in_degrees = self.line.angle_deg.is_some();
        if degrees && !in_degrees {
            return None;
        }
        // `12-15` and `2025-12-01` are not tolerances; nor is anything as wide as the size itself.
        let glued_whole =
            !number.spaced && number.sign == Some('-') && number.decimals == 0 && nominal.decimals == 0 && number.value != 0.0;
        if glued_whole || number.value > (nominal.value * 0.6).max(2.0) {
            return None;
        }
        let factor = if in_degrees { 1.0 } else { self.deviation_factor() };
        let value = number.value * factor;
        match (number.sign, self.line.upper, self.line.lower) {
            (Some('±'), None, None) => (self.line.upper, self.line.lower) = (Some(value), Some(-value)),
            (Some('+'), None, _) => self.line.upper = Some(value),
            // Two positive deviations (`+0.2 +0.1`), or a plus sign before the lower one.
            (Some('+'), Some(_), None) => self.line.lower = Some(value),
            (Some('-'), _, None) => self.line.lower = Some(-value),
            (Some('-'), None, Some(_)) => self.line.upper = Some(-value),
            (None, None, _) => self.line.upper = Some(0.0),
            (None, Some(_), None) => self.line.lower = Some(0.0),
            _ => return None,
        }
        // `+0.1/0`, `+0.1/-0.05`, `0/-0.02`: the slash belongs to the tolerance when a deviation follows it.
        if self.peek(0) == Some(&Token::Sign('/')) && matches!(self.peek(1), Some(Token::Number(n)) if n.sign.is_some() || n.value == 0.0) {
            self.at += 1;
        }
        Some(())
    }

    /// Deviations follow the nominal's own unit when it has an inch mark or `mm`.
    fn deviation_factor(&self) -> f64 {
        match (self.line.nominal.as_ref(), self.line.nominal_mm) {
            (Some(nominal), Some(mm)) if nominal.value > 0.0 => mm / nominal.value,
            _ => self.mm(),
        }
    }

    /// `12.05/12.00` or one above the other: the rounder of the two is the nominal, the other its deviation.
    fn second_limit(&mut self, number: &Number) -> Option<()> {
        let first = self.line.nominal.clone()?;
        let untoleranced = self.line.upper.is_none() && self.line.lower.is_none() && self.line.fit.is_none();
        let near = (first.value - number.value).abs() <= 0.2 * first.value.max(number.value);
        let alike = first.decimals == number.decimals && first.decimals > 0;
        if !untoleranced || !near || !alike || first.value == number.value || self.line.angle_deg.is_some() {
            return None;
        }
        let factor = self.deviation_factor();
        let (low, high) = (first.value.min(number.value), first.value.max(number.value));
        let nominal = if significant(low) < significant(high) { low } else { high };
        let tidy = |v: f64| (v * 1e9).round() / 1e9;
        self.line.upper = Some(tidy((high - nominal) * factor));
        self.line.lower = Some(tidy((low - nominal) * factor));
        self.line.nominal_mm = Some(nominal * factor);
        self.line.nominal = Some(Number { value: nominal, ..first });
        Some(())
    }
}

/// Decimals a value needs, at most six: 12.00 needs none, 12.05 two.
fn significant(value: f64) -> usize {
    (0..6).find(|d| ((value * 10f64.powi(*d)).round() - value * 10f64.powi(*d)).abs() < 1e-6).unwrap_or(6) as usize
}
