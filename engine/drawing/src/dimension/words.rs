//! The words that may stand in a dimension, by meaning, from data/callout_words.toml.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;

/// What a word does to the dimension it stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CalloutWord {
    /// The hole goes through.
    Through,
    /// A number beside it is a depth.
    Depth,
    /// The number before it counts holes, places, sides.
    Counted,
    /// Repeats wherever the feature does.
    Typical,
    /// Only an upper limit.
    Maximum,
    /// Only a lower limit.
    Minimum,
    /// For information.
    Reference,
    /// A thread is meant.
    Thread,
    /// The hole is tapped for a thread insert.
    Insert,
    /// A hole is meant.
    Hole,
    /// A diameter is meant.
    Diameter,
    /// A radius is meant.
    Radius,
    /// A chamfer is meant.
    Chamfer,
    /// Counterbore or spotface.
    Counterbore,
    /// Countersink.
    Countersink,
    /// Length, width, thickness: a plain linear size.
    Size,
    /// Pocket, slot, groove: two sizes may follow.
    Cut,
    /// Says where or how; changes no number.
    Where,
}

#[derive(Deserialize)]
struct Table {
    words: HashMap<CalloutWord, Vec<String>>,
}

static WORDS: LazyLock<HashMap<String, CalloutWord>> = LazyLock::new(|| {
    let table: Option<Table> = toml::from_str(include_str!("../../data/callout_words.toml")).ok();
    let words = table.map(|t| t.words).unwrap_or_default();
    words.into_iter().flat_map(|(meaning, list)| list.into_iter().map(move |word| (fold(&word), meaning))).collect()
});

/// Upper case without accents or dots: `Débouchant` and `DEBOUCHANT` are one word.
pub fn fold(word: &str) -> String {
    word.nfd().filter(|c| c.is_alphanumeric() || *c == '#').flat_map(char::to_uppercase).collect()
}

/// The folded words of a text with one space between and around them, to look for phrases in.
pub fn spaced_words(text: &str) -> String {
    let mut out = String::from(" ");
    for c in text.nfd().filter(|c| !unicode_normalization::char::is_combining_mark(*c)) {
        if c.is_alphanumeric() {
            out.extend(c.to_uppercase());
        } else if !out.ends_with(' ') {
            out.push(' ');
        }
    }
    if !out.ends_with(' ') {
        out.push(' ');
    }
    out
}

/// The meaning of one word of a callout, when it is a word of the trade.
pub fn meaning(word: &str) -> Option<CalloutWord> {
    WORDS.get(&fold(word)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_read() {
        assert!(WORDS.len() > 60);
        assert_eq!(meaning("Débouchants"), Some(CalloutWord::Through));
        assert_eq!(meaning("Bohrungen"), Some(CalloutWord::Counted));
        assert_eq!(meaning("prof."), Some(CalloutWord::Depth));
        assert_eq!(meaning("elephant"), None);
    }
}
