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
        (characters >= 3 && digits >= 1).then(|| Self { tokens: join_type_letter(tokens) })
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

    /// 1 the same, 0.9 but for the revision, 0.85 or 0.8 one continues the other with a prefix or a description, 0 different.
    pub fn likeness(&self, other: &Self) -> f64 {
        if self.tokens.concat() == other.tokens.concat() || same_tokens(&self.tokens, &other.tokens) {
            return 1.0;
        }
        if same_tokens(self.base(), other.base()) {
            return 0.9;
        }
        // `1307-Z2P-B_Hot_End_Holder_Top` and `B1307-Z2P-B`: whole tokens at one end, long enough to be a number.
        let (short, long) = if self.tokens.len() <= other.tokens.len() { (self, other) } else { (other, self) };
        if continues(&long.tokens, &short.tokens) {
            0.85
        } else if continues(&long.tokens, short.base()) || continues(long.base(), short.base()) || continues(&short.tokens, long.base()) {
            0.8
        } else {
            0.0
        }
    }
}

/// True when two written numbers name the same part, but for a revision, a prefix or a description.
pub fn same_number(one: &str, other: &str) -> bool {
    Identity::new(one).zip(Identity::new(other)).is_some_and(|(one, other)| one.likeness(&other) >= 0.8)
}

/// Enough digits that equality is no accident.
fn has_number(tokens: &[String]) -> bool {
    tokens.iter().flat_map(|token| token.chars()).filter(char::is_ascii_digit).count() >= 2
}

/// Some systems put a document-type letter before the number on the drawing and not on the model (`B1230`, `B 1230`, `1230`).
fn join_type_letter(tokens: Vec<String>) -> Vec<String> {
    let mut joined: Vec<String> = Vec::with_capacity(tokens.len());
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let letter = joined.is_empty() && token.len() == 1 && token.chars().all(|character| character.is_ascii_alphabetic());
        match tokens.next_if(|next| letter && next.len() >= 3 && next.chars().all(|character| character.is_ascii_digit())) {
            Some(number) => joined.push(format!("{token}{number}")),
            None => joined.push(token),
        }
    }
    joined
}

/// The number behind a document-type letter: `B1230` is `1230`.
fn without_letter(token: &str) -> Option<&str> {
    let number = token.strip_prefix(|character: char| character.is_ascii_alphabetic())?;
    (number.len() >= 3 && number.chars().all(|character| character.is_ascii_digit())).then_some(number)
}

/// `long` begins or ends with all of `short`.
fn continues(long: &[String], short: &[String]) -> bool {
    let distinctive = has_number(short) && short.iter().map(String::len).sum::<usize>() >= 4;
    let Some(behind) = long.len().checked_sub(short.len()) else { return false };
    distinctive
        && (same_tokens(long.get(..short.len()).unwrap_or_default(), short) || same_tokens(long.get(behind..).unwrap_or_default(), short))
}

/// Equal but for a type letter that one has and the other has not (`A1230` and `B1230` are two numbers).
fn same_tokens(some: &[String], others: &[String]) -> bool {
    let same = |a: &str, b: &str| a == b || without_letter(a) == Some(b) || Some(a) == without_letter(b);
    some.len() == others.len() && some.iter().zip(others).all(|(a, b)| same(a, b))
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
            ("Supplier__1156-B2P-A", "B 1156-B2P-A", 0.85),
            ("Supplier__1258-B2P-C", "B 1258-B2P-A", 0.8),
            ("B 1263-B2P-A", "1263-B2P-A Feeder Knurled Wheel", 0.85),
            ("Supplier__1241-B2P", "B 1241-B2P-A", 0.8),
            ("A1230-4", "B1230-4", 0.0),
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
