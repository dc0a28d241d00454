//! Text squeezed to bare words, so that case, accents, hyphens and order of punctuation do not matter.

use unicode_normalization::UnicodeNormalization;

/// Longest text looked at, characters.
const LONGEST: usize = 600;

/// Upper-case words of letters and digits, with what separated each from the one before.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    for c in text.chars().take(LONGEST).nfd() {
        if c.is_alphanumeric() {
            word.extend(c.to_uppercase());
        } else if unicode_normalization::char::is_combining_mark(c) {
            continue;
        } else if !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// Place of `wanted` (squeezed, no spaces) among consecutive words, as a range of word indexes.
pub(super) fn find(words: &[String], wanted: &str, most_words: usize) -> Option<(usize, usize)> {
    (0..words.len()).find_map(|start| {
        let mut rest = wanted;
        for (count, word) in words[start..].iter().take(most_words).enumerate() {
            rest = rest.strip_prefix(word.as_str())?;
            if rest.is_empty() {
                return Some((start, start + count + 1));
            }
        }
        None
    })
}
