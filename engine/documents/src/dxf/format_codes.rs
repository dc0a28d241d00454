//! Texts without their format codes: `%%c` and its kin in single lines, `\P`, `\S`, `\f...;` in paragraphs.

/// Letters of the GDT font and the symbols they draw (gdt.shx, amgdt.shx: the tolerance symbols of ISO 1101 and ISO 129).
const GDT: &[(char, char)] = &[
    ('a', '∠'),
    ('b', '⊥'),
    ('c', '⏥'),
    ('d', '⌓'),
    ('e', '○'),
    ('f', '⫽'),
    ('g', '⌭'),
    ('h', '↗'),
    ('i', '⌯'),
    ('j', '⌖'),
    ('k', '⌒'),
    ('l', 'Ⓛ'),
    ('m', 'Ⓜ'),
    ('n', 'Ø'),
    ('o', '□'),
    ('p', 'Ⓟ'),
    ('r', '◎'),
    ('s', 'Ⓢ'),
    ('t', '⌰'),
    ('u', '⏤'),
    ('v', '⌴'),
    ('w', '⌵'),
    ('x', '↧'),
];

/// The sign a letter draws in a font of geometric signs; PDF files use the same fonts.
pub(crate) fn sign_of_letter(letter: char) -> Option<char> {
    GDT.iter().find(|(known, _)| *known == letter.to_ascii_lowercase()).map(|(_, sign)| *sign)
}

/// A TEXT or attribute value as it reads.
pub(super) fn single_line_text(text: &str) -> String {
    carets(&percent_codes(text))
}

/// `%%c` diameter, `%%d` degree, `%%p` plus-minus, `%%nnn` a character, `%%v` the bar of a feature control frame; switches dropped.
fn percent_codes(text: &str) -> String {
    if !text.contains("%%") {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("%%") {
        out.push_str(&rest[..at]);
        rest = &rest[at + 2..];
        let Some(code) = rest.chars().next() else {
            out.push_str("%%");
            break;
        };
        let digits = rest.get(..3).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
        let mut used = code.len_utf8();
        match (code.to_ascii_lowercase(), digits) {
            ('c', _) => out.push('Ø'),
            ('d', _) => out.push('°'),
            ('p', _) => out.push('±'),
            ('%', _) => out.push('%'),
            ('v', _) => out.push(' '),
            ('u' | 'o' | 'k', _) => {}
            (_, Some(digits)) => {
                used = 3;
                // Single bytes of the fonts of old: 127 degree, 128 plus-minus, 129 diameter, else Latin 1.
                match digits.parse::<u32>() {
                    Ok(127) => out.push('°'),
                    Ok(128) => out.push('±'),
                    Ok(129) => out.push('Ø'),
                    Ok(code) => out.extend(char::from_u32(code).filter(|character| !character.is_control())),
                    Err(_) => {}
                }
            }
            _ => {
                out.push_str("%%");
                used = 0;
            }
        }
        rest = &rest[used..];
    }
    out.push_str(rest);
    out
}

/// `^I` a tab, `^J` a new line, `^ ` a caret.
fn carets(text: &str) -> String {
    if text.contains('^') { text.replace("^I", " ").replace("^J", "\n").replace("^M", "").replace("^ ", "^") } else { text.to_owned() }
}

/// An MTEXT, dimension text or multileader text as it reads, paragraphs on lines of their own.
pub(super) fn multiline_text(text: &str) -> String {
    let mut reader = Paragraphs { rest: text, out: String::with_capacity(text.len()), gdt: vec![false] };
    reader.read();
    let out = carets(&percent_codes(&reader.out));
    if out.contains('\u{1}') { out.replace('\u{1}', "^") } else { out }
}

struct Paragraphs<'a> {
    rest: &'a str,
    out: String,
    /// Whether the GDT font is on, per open group.
    gdt: Vec<bool>,
}

impl Paragraphs<'_> {
    fn read(&mut self) {
        while let Some(character) = self.next() {
            match character {
                '\\' => self.command(),
                '{' => self.gdt.push(self.in_gdt()),
                '}' => {
                    if self.gdt.len() > 1 {
                        self.gdt.pop();
                    }
                }
                _ => {
                    let symbol = if self.in_gdt() { GDT.iter().find(|(letter, _)| *letter == character) } else { None };
                    self.out.push(symbol.map_or(character, |(_, symbol)| *symbol));
                }
            }
        }
    }

    fn next(&mut self) -> Option<char> {
        let character = self.rest.chars().next()?;
        self.rest = &self.rest[character.len_utf8()..];
        Some(character)
    }

    fn in_gdt(&self) -> bool {
        self.gdt.last().copied().unwrap_or(false)
    }

    fn command(&mut self) {
        let Some(command) = self.next() else { return };
        match command {
            'P' | 'N' | 'X' => self.out.push('\n'),
            '~' => self.out.push(' '),
            '\\' | '{' | '}' => self.out.push(command),
            'L' | 'l' | 'O' | 'o' | 'K' | 'k' => {}
            'S' => {
                let stack = self.argument();
                self.stacked(&stack);
            }
            'F' | 'f' => {
                let font = self.argument().to_ascii_lowercase();
                let on = font.split(['|', '.', ',']).next().is_some_and(|name| name.contains("gdt"));
                if let Some(top) = self.gdt.last_mut() {
                    *top = on;
                }
            }
            'A' | 'C' | 'c' | 'H' | 'Q' | 'T' | 'W' | 'p' => {
                self.argument();
            }
            other => {
                self.out.push('\\');
                self.out.push(other);
            }
        }
    }

    /// What stands before the semicolon; without one, nothing is taken for an argument.
    fn argument(&mut self) -> String {
        let mut argument = String::new();
        let mut escaped = false;
        for (at, character) in self.rest.char_indices() {
            match character {
                '\\' if !escaped => escaped = true,
                ';' if !escaped => {
                    self.rest = &self.rest[at + 1..];
                    return argument;
                }
                _ => {
                    escaped = false;
                    argument.push(character);
                }
            }
        }
        String::new()
    }

    /// `a/b` and `a#b` are fractions, `a^b` one above the other: the two deviations of a tolerance.
    fn stacked(&mut self, stack: &str) {
        let Some(at) = stack.find(['^', '/', '#']) else {
            self.out.push_str(stack);
            return;
        };
        let (upper, lower) = (stack[..at].trim(), stack[at + 1..].trim());
        if self.out.ends_with(|last: char| last.is_alphanumeric()) {
            self.out.push(' ');
        }
        self.out.push_str(upper);
        if !upper.is_empty() && !lower.is_empty() {
            self.out.push(if stack[at..].starts_with('^') { ' ' } else { '/' });
        }
        self.out.push_str(lower);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn single_lines() {
        for (text, expected) in [
            ("%%c50 H7", "Ø50 H7"),
            ("%%C50%%P0.1", "Ø50±0.1"),
            ("45%%d", "45°"),
            ("100 %%%", "100 %"),
            ("%%uTITRE%%u", "TITRE"),
            ("%%176 %%129", "° Ø"),
            ("50%% faux", "50%% faux"),
            ("a^Ib", "a b"),
            ("fin %%", "fin %%"),
        ] {
            assert_eq!(single_line_text(text), expected, "{text}");
        }
    }

    #[test]
    fn paragraphs() {
        for (text, expected) in [
            (r"{\fArial|b0|i0|c0|p34;PLAQUE}\PACIER", "PLAQUE\nACIER"),
            (r"\A1;%%c50{\H0.7x;\S+0.02^-0.01;}", "Ø50 +0.02 -0.01"),
            (r"1\S1/2;", "1 1/2"),
            (r"50\S+0.1^ ;", "50 +0.1"),
            (r"{\Fgdt;n}12", "Ø12"),
            (r"{\Fgdt;j}%%v{\Fgdt;n}0.05%%vA", "⌖ Ø0.05 A"),
            (r"C:\\TEMP \{x\}", r"C:\TEMP {x}"),
            (r"\pxqc;Titre\~bloc", "Titre bloc"),
            (r"\Lsouligné\l", "souligné"),
            (r"}}{{", ""),
            (r"\H2.5 sans fin", "2.5 sans fin"),
            ("\\", ""),
        ] {
            assert_eq!(multiline_text(text), expected, "{text}");
        }
    }
}
