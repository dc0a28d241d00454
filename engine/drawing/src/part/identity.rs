//! Whether two identifiers (drawing number, product name, file stem) name the same part.

/// An identifier cut into upper-case alphanumeric tokens: `B1230-B2P-C` is `B1230`, `B2P`, `C`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    tokens: Vec<String>,
}

impl Identity {
    /// `None` when nothing in it could tell one part from another (no digit, or fewer than three characters).
    pub fn new(text: &str) -> Option<Self> {
        let tokens: Vec<String> =
            text.split(|character: char| !character.is_alphanumeric()).filter(|token| !token.is_empty()).map(str::to_uppercase).collect();
        let characters: usize = tokens.iter().map(|token| token.chars().count()).sum();
        let digits = tokens.iter().flat_map(|token| token.chars()).filter(char::is_ascii_digit).count();
        (characters >= 3 && digits >= 1).then_some(Self { tokens })
    }

    /// The identifier without a trailing revision: one or two letters, `REV C`, `IND B`, `R02`.
    fn base(&self) -> &[String] {
        let mut base = self.tokens.as_slice();
        if let [rest @ .., last] = base {
            let letters = last.chars().all(|character| character.is_ascii_alphabetic());
            let marked = ["REV", "IND", "R", "V"].iter().any(|mark| {
                last.strip_prefix(mark).is_some_and(|tail| !tail.is_empty() && tail.len() <= 2 && tail.chars().all(char::is_alphanumeric))
            });
            if !rest.is_empty() && ((letters && last.len() <= 2) || marked) && has_number(rest) {
                base = rest;
            }
        }
        if let [rest @ .., last] = base {
            let word = matches!(last.as_str(), "REV" | "REVISION" | "IND" | "INDICE");
            if word && has_number(rest) {
                base = rest;
            }
        }
        base
    }

    /// 1 the same, 0.9 but for the revision, 0.85 one continues the other with a description, 0 different.
    pub fn likeness(&self, other: &Self) -> f64 {
        let (mine, theirs) = (joined(&self.tokens), joined(&other.tokens));
        if mine == theirs || without_letter(&mine) == without_letter(&theirs) {
            return 1.0;
        }
        let (base, other_base) = (joined(self.base()), joined(other.base()));
        if without_letter(&base) == without_letter(&other_base) {
            return 0.9;
        }
        // `1307-Z2P-B_Hot_End_Holder_Top` and `B1307-Z2P-B`: whole tokens at the front, long enough to be a number.
        let (short, long) = if self.tokens.len() <= other.tokens.len() { (self, other) } else { (other, self) };
        for (identifier, score) in [(short.tokens.as_slice(), 0.85), (short.base(), 0.8)] {
            if starts_with_tokens(&long.tokens, identifier) || ends_with_tokens(&long.tokens, identifier) {
                return score;
            }
        }
        0.0
    }
}

/// Enough digits that equality is no accident.
fn has_number(tokens: &[String]) -> bool {
    tokens.iter().flat_map(|token| token.chars()).filter(char::is_ascii_digit).count() >= 2
}

fn joined(tokens: &[String]) -> String {
    tokens.concat()
}

/// Some systems put a document-type letter before the number on the drawing and not on the model (`B1230`, `1230`).
fn without_letter(text: &str) -> &str {
    let mut characters = text.chars();
    match (characters.next(), characters.next()) {
        (Some(first), Some(second)) if first.is_ascii_alphabetic() && second.is_ascii_digit() && text.len() > 4 => {
            text.get(1..).unwrap_or(text)
        }
        _ => text,
    }
}

fn starts_with_tokens(long: &[String], short: &[String]) -> bool {
    distinctive(short) && long.len() >= short.len() && same_tokens(long.get(..short.len()).unwrap_or_default(), short)
}

fn ends_with_tokens(long: &[String], short: &[String]) -> bool {
    distinctive(short) && long.len() >= short.len() && same_tokens(long.get(long.len() - short.len()..).unwrap_or_default(), short)
}

fn same_tokens(some: &[String], others: &[String]) -> bool {
    some.iter().zip(others).enumerate().all(|(index, (a, b))| a == b || (index == 0 && without_letter(a) == without_letter(b)))
}

fn distinctive(tokens: &[String]) -> bool {
    has_number(tokens) && tokens.iter().map(String::len).sum::<usize>() >= 4
}

#[cfg(test)]
mod tests {
    use super::*;

    fn likeness(a: &str, b: &str) -> f64 {
        match (Identity::new(a), Identity::new(b)) {
            (Some(a), Some(b)) => a.likeness(&b),
            _ => 0.0,
        }
    }

    #[test]
    fn numbers_meet_across_revision_prefix_and_description() {
        for (a, b, expected) in [
            ("TRQ-1042_B", "trq 1042 b", 1.0),
            ("B1153-B2P-B", "1153-B2P-B", 1.0),
            ("B1230-B2P-C", "1230-B2P-B", 0.9),
            ("TRQ-1042", "TRQ-1042_B", 0.9),
            ("PL-2207 rev C", "PL-2207", 0.9),
            ("B1307-Z2P-B", "1307-Z2P-B_Hot_End_Holder_Top", 0.85),
            ("Supplier__1153-B2P-B", "B1153-B2P-B", 0.85),
            ("252623-100", "252623-101", 0.0),
            ("1321-B2P-A", "1322-B2P-A", 0.0),
            ("PART-1", "PART-2", 0.0),
            ("Flange", "Flange", 0.0),
        ] {
            assert!((likeness(a, b) - expected).abs() < 1e-9, "{a} / {b}: {}", likeness(a, b));
            assert!((likeness(b, a) - expected).abs() < 1e-9, "{b} / {a}");
        }
    }
}
