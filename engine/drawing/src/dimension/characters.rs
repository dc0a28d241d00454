//! Brings drawing text to one alphabet: CAD escape codes, symbol look-alikes and typographic signs become one sign each.

use std::sync::LazyLock;

use regex::Regex;

/// Depth, ASME Y14.5 and ISO 129 (`↧`).
pub const DEPTH: char = '↧';
/// Counterbore or spotface (`⌴`).
pub const COUNTERBORE: char = '⌴';
/// Countersink (`⌵`).
pub const COUNTERSINK: char = '⌵';
/// Square section (`□`).
pub const SQUARE: char = '□';

/// Longest text taken for a dimension; a callout of six lines is under 200 characters.
pub const LONGEST_TEXT: usize = 400;

/// `{\Fgdt;r}`: one letter in a font of geometric symbols, as AutoCAD and ezdxf write it inside MTEXT.
static GDT_LETTERS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?i)\{\\F(?:am|sw)?gdt[^;{}]*;([^{}]*)\}").ok());
/// `\S+0.1^ -0.2;`: a stacked fraction or tolerance of MTEXT.
static STACK: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\\S([^;^/#\\]*)([\^/#])\s*([^;\\]*);").ok());
/// `\A1;`, `\H0.7x;`, `\fArial|b0;`: formatting of MTEXT that draws nothing.
static FORMATTING: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\\(?:[ACHTQWpfF][^;\\]*;|[LlOoKkN])").ok());

/// The sign an AutoCAD `gdt.shx` / AMGDT letter draws, where the letter stands in that font
/// (AutoCAD reference, table of GDT font characters).
pub fn gdt_letter(letter: char) -> Option<char> {
    Some(match letter.to_ascii_lowercase() {
        'n' => 'Ø',
        'x' => DEPTH,
        'v' => COUNTERBORE,
        'w' => COUNTERSINK,
        'o' => SQUARE,
        'a' => '∠',
        'b' => '⊥',
        'c' => '⏥',
        'd' => '⌓',
        'e' => '○',
        'f' => '∥',
        'g' => '⌭',
        'h' => '↗',
        'i' => '⌯',
        'j' => '⌖',
        'k' => '⌒',
        'l' => 'Ⓛ',
        'm' => 'Ⓜ',
        'p' => 'Ⓟ',
        'r' => '◎',
        's' => 'Ⓢ',
        't' => '⌰',
        'u' => '⏤',
        _ => return None,
    })
}

/// One alphabet for all readers: escape codes resolved, one sign per meaning, single spaces, lines kept.
pub fn clean(text: &str) -> String {
    let text: String = text.chars().take(LONGEST_TEXT).collect();
    let text = if text.contains('\\') { without_mtext(&text) } else { text };
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        if c == '%' && rest.peek() == Some(&'%') {
            rest.next();
            match rest.next() {
                Some('c' | 'C') => out.push('Ø'),
                Some('d' | 'D') => out.push('°'),
                Some('p' | 'P') => out.push('±'),
                Some('%') => out.push('%'),
                Some('u' | 'U' | 'o' | 'O' | 'k' | 'K') | None => {}
                Some(other) => out.push(other),
            }
            continue;
        }
        match one_sign(c) {
            ' ' if out.is_empty() || out.ends_with([' ', '\n']) => {}
            '\0' => {}
            sign => out.push(sign),
        }
    }
    let trimmed: Vec<&str> = out.split('\n').map(str::trim).filter(|line| !line.is_empty()).collect();
    trimmed.join("\n").replace("ØØ", "Ø").replace("+/-", "±").replace("+-", "±")
}

fn one_sign(c: char) -> char {
    match c {
        '⌀' | '∅' | 'ø' | 'Φ' | 'φ' | 'ɸ' | '𝛷' | '⍉' => 'Ø',
        '×' | '✕' | '╳' => 'x',
        '−' | '–' | '—' | '‐' | '‑' => '-',
        'º' | '˚' => '°',
        '″' | '“' | '”' => '"',
        '′' | '’' => '\'',
        '⍗' | '⤓' | '▽' => DEPTH,
        '⊔' => COUNTERBORE,
        '⟘' => '⊥',
        '◻' | '☐' => SQUARE,
        '¼' | '½' | '¾' => c,
        '\n' | '\r' | '\u{2028}' => '\n',
        c if c.is_whitespace() => ' ',
        c if c.is_control() => '\0',
        c => c,
    }
}

fn without_mtext(text: &str) -> String {
    let mut text = text.replace("\\P", "\n").replace("\\~", " ");
    if let Some(gdt) = GDT_LETTERS.as_ref() {
        text =
            gdt.replace_all(&text, |found: &regex::Captures<'_>| found[1].chars().filter_map(gdt_letter).collect::<String>()).into_owned();
    }
    if let Some(stack) = STACK.as_ref() {
        text = stack
            .replace_all(&text, |found: &regex::Captures<'_>| {
                let separator = if &found[2] == "^" { " " } else { "/" };
                format!(" {}{separator}{} ", found[1].trim(), found[3].trim())
            })
            .into_owned();
    }
    if let Some(formatting) = FORMATTING.as_ref() {
        text = formatting.replace_all(&text, "").into_owned();
    }
    text.replace(['{', '}'], "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_alphabet() {
        for (raw, expect) in [
            ("%%c20%%p0.1", "Ø20±0.1"),
            ("45%%d", "45°"),
            ("⌀12,5", "Ø12,5"),
            ("\\A1;⌀%%c60", "Ø60"),
            ("\\A1;%%c30\\S+0.1^ -0.2;", "Ø30 +0.1 -0.2"),
            ("{\\Fgdt;n}8 {\\Fgdt;x}12", "Ø8 ↧12"),
            ("4x\u{a0}Ø5\r\nM6", "4x Ø5\nM6"),
            ("12 +/- 0.1", "12 ± 0.1"),
            ("100%%", "100"),
        ] {
            assert_eq!(clean(raw), expect, "{raw}");
        }
    }
}
