//! Cuts one line of dimension text into numbers, signs and words. Decimal comma and point both separate decimals.

/// A written number.
#[derive(Debug, Clone, PartialEq)]
pub struct Number {
    /// Magnitude, in the unit it is written in.
    pub value: f64,
    /// `+`, `-` or `±` written before it.
    pub sign: Option<char>,
    /// Digits after the separator.
    pub decimals: usize,
    /// Written as a fraction (`1/4`).
    pub fraction: bool,
    /// A space stands before it (or its sign).
    pub spaced: bool,
}

/// One piece of a dimension.
#[derive(Debug, Clone, PartialEq)]
pub enum Token {
    /// A number with its sign.
    Number(Number),
    /// `x` between or after numbers; `true` when glued to what stands before and a space follows (`4x Ø8`).
    Times(bool),
    /// `Ø`, `°`, `↧`, `/`, `(`, ...
    Sign(char),
    /// A run of letters, with digits only where they belong to it (`H7`).
    Word(String),
}

/// The tokens of one line, or `None` when it holds a character no dimension has.
pub fn tokens(line: &str) -> Option<Vec<Token>> {
    let chars: Vec<char> = line.chars().collect();
    let mut out = Vec::new();
    let mut i = 0;
    while let Some(&c) = chars.get(i) {
        let spaced = i == 0 || chars.get(i - 1) == Some(&' ');
        if c == ' ' || (matches!(c, '.' | ',') && !chars.get(i + 1).is_some_and(char::is_ascii_digit)) {
            i += 1;
        } else if let Some((number, end)) = number_at(&chars, i, spaced) {
            out.push(Token::Number(number));
            i = end;
        } else if is_times(&chars, i) {
            out.push(Token::Times(!spaced && chars.get(i + 1).is_none_or(|next| *next == ' ')));
            i += 1;
        } else if c.is_alphabetic() && c != 'Ø' {
            let end = word_end(&chars, i);
            out.push(Token::Word(chars[i..end].iter().collect()));
            i = end;
        } else if "Ø°↧⌴⌵□|/()[]\"':=-+±<>|*".contains(c) {
            out.push(Token::Sign(c));
            i += 1;
        } else {
            return None;
        }
    }
    Some(out)
}

/// `x` or `X` that multiplies: not the start of a longer word.
fn is_times(chars: &[char], at: usize) -> bool {
    if chars.get(at) == Some(&'*') {
        return true;
    }
    if !matches!(chars.get(at), Some('x' | 'X')) {
        return false;
    }
    let after = chars.get(at + 1).copied().unwrap_or(' ');
    let beyond = chars.get(at + 2).copied().unwrap_or(' ');
    // `4xM5` and `4xR2` multiply, `XYZ` does not.
    !after.is_alphabetic() || after == 'Ø' || ("MRCGSmrcgs".contains(after) && (beyond.is_ascii_digit() || beyond == ' ' || beyond == 'Ø'))
}

fn word_end(chars: &[char], start: usize) -> usize {
    let mut end = start;
    while chars.get(end).is_some_and(|c| c.is_alphabetic() && *c != 'Ø') {
        end += 1;
    }
    // A tolerance class keeps its grade: letters, then one or two digits and no decimal (`H7`, `js13`, never `R2.5`).
    let digits = chars[end..].iter().take(3).take_while(|c| c.is_ascii_digit()).count();
    let after = chars.get(end + digits).copied().unwrap_or(' ');
    let glued_decimal = matches!(after, '.' | ',') && chars.get(end + digits + 1).is_some_and(char::is_ascii_digit);
    let word: String = chars[start..end].iter().collect();
    if (1..=2).contains(&digits) && !glued_decimal && !after.is_alphanumeric() && super::fit::is_deviation_letter(&word) {
        end += digits;
    }
    end
}

fn number_at(chars: &[char], start: usize, spaced: bool) -> Option<(Number, usize)> {
    let mut i = start;
    let mut sign = None;
    if let Some(&c @ ('+' | '-' | '±')) = chars.get(i) {
        sign = Some(c);
        i += 1;
        while chars.get(i) == Some(&' ') {
            i += 1;
        }
    }
    if let Some(quarter) = chars.get(i).and_then(|c| vulgar(*c)) {
        return Some((Number { value: quarter, sign, decimals: 0, fraction: true, spaced }, i + 1));
    }
    let (whole, after_whole) = digits(chars, i);
    let mut text = whole;
    let mut end = after_whole;
    let mut decimals = 0;
    if matches!(chars.get(end), Some('.' | ',')) {
        let (part, after) = digits(chars, end + 1);
        if !part.is_empty() {
            decimals = part.len();
            text.push('.');
            text.push_str(&part);
            end = after;
        } else if !text.is_empty() && chars.get(end) == Some(&'.') && chars.get(end + 1).is_none_or(|c| *c == ' ') {
            end += 1; // `12.` is a way to write 12
        }
    }
    if text.is_empty() || text.len() > 12 {
        return None;
    }
    let value: f64 = if text.starts_with('.') { format!("0{text}").parse().ok()? } else { text.parse().ok()? };
    if sign.is_none()
        && decimals == 0
        && let Some((fraction, after)) = fraction_after(chars, value, after_whole)
    {
        return Some((Number { value: fraction, sign, decimals: 0, fraction: true, spaced }, after));
    }
    Some((Number { value, sign, decimals, fraction: false, spaced }, end))
}

/// `1/4` after the numerator, or ` 1/2` after a whole number: only denominators an inch rule has.
fn fraction_after(chars: &[char], whole: f64, at: usize) -> Option<(f64, usize)> {
    let denominator = |i: usize| -> Option<(f64, usize)> {
        let (text, end) = digits(chars, i);
        let value: f64 = text.parse().ok()?;
        let more = matches!(chars.get(end), Some('.' | ',')) && chars.get(end + 1).is_some_and(char::is_ascii_digit);
        ([2.0, 4.0, 8.0, 16.0, 32.0, 64.0].contains(&value) && !more).then_some((value, end))
    };
    if chars.get(at) == Some(&'/') {
        let (below, end) = denominator(at + 1)?;
        return (whole < below && whole > 0.0).then_some((whole / below, end));
    }
    if matches!(chars.get(at), Some(' ' | '-')) {
        let (text, end) = digits(chars, at + 1);
        let above: f64 = text.parse().ok()?;
        if chars.get(end) == Some(&'/') {
            let (below, end) = denominator(end + 1)?;
            return (above < below && above > 0.0).then_some((whole + above / below, end));
        }
    }
    chars.get(at + usize::from(chars.get(at) == Some(&' '))).and_then(|c| vulgar(*c)).map(|part| {
        let skip = usize::from(chars.get(at) == Some(&' '));
        (whole + part, at + skip + 1)
    })
}

fn vulgar(c: char) -> Option<f64> {
    match c {
        '¼' => Some(0.25),
        '½' => Some(0.5),
        '¾' => Some(0.75),
        _ => None,
    }
}

fn digits(chars: &[char], start: usize) -> (String, usize) {
    let text: String = chars.iter().skip(start).take(13).take_while(|c| c.is_ascii_digit()).collect();
    let end = start + text.len();
    (text, end)
}
