//! How much a run of letters looks like something a drawing says: words of the trade, and the letters that follow one another in them.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

use crate::title_block::label_words;

const VOCABULARY: &str = include_str!("../../data/vocabulary.txt");

/// What a known word is worth, in the measure of [`likelihood`], by its letters.
const KNOWN_WORD: [f64; 6] = [0.0, 0.0, 0.5, 1.5, 3.0, 4.0];
/// What its very accents add, and what an accent in an unknown word costs.
const KNOWN_ACCENTS: f64 = 1.0;
const ODD_ACCENT: f64 = 0.7;
/// A small letter before a capital inside a word speaks against it.
const CASE_BREAK: f64 = 2.0;
/// A figure beside a small letter, where no designation has one.
const FIGURE_BESIDE_SMALL: f64 = 2.5;
/// Every change between letters and figures, and every further one.
const CHANGE: f64 = 0.3;
const FURTHER_CHANGE: f64 = 0.8;
/// A sign beside a letter inside a word.
const STRAY_SIGN: f64 = 3.0;
/// Signs that stand beside letters.
const JOINING: &str = "-/.,'+&:()\"Ø±°µ×=";

struct Language {
    /// Folded.
    words: HashSet<String>,
    /// With accents.
    exact: HashSet<String>,
    /// How often a letter follows two others.
    pairs: HashMap<[char; 2], f64>,
    triples: HashMap<[char; 3], f64>,
}

static LANGUAGE: LazyLock<Language> = LazyLock::new(|| {
    let lines = VOCABULARY.lines().filter(|line| !line.starts_with('#'));
    let exact: HashSet<String> = lines.flat_map(str::split_whitespace).map(str::to_owned).collect();
    let mut words: HashSet<String> = exact.iter().map(|word| folded(word)).collect();
    words.extend(label_words().flat_map(|label| label.split(' ')).filter(|word| word.chars().count() >= 2).map(folded));
    words.retain(|word| word.chars().all(char::is_alphabetic));
    let (mut pairs, mut triples) = (HashMap::new(), HashMap::new());
    for word in &words {
        let letters: Vec<char> = [' ', ' '].into_iter().chain(word.chars()).chain([' ']).collect();
        for three in letters.windows(3) {
            *pairs.entry([three[0], three[1]]).or_insert(0.0) += 1.0;
            *triples.entry([three[0], three[1], three[2]]).or_insert(0.0) += 1.0;
        }
    }
    Language { words, exact, pairs, triples }
});

/// Small letters without accents.
pub(super) fn folded(word: &str) -> String {
    word.nfd().filter(|c| !unicode_normalization::char::is_combining_mark(*c)).flat_map(char::to_lowercase).collect()
}

/// Letters never seen together, and what a letter adds at most and takes off at most: an unknown name costs little, a row of signs much.
const NEVER: f64 = 0.02;
const USUAL_LETTER: f64 = -3.0;

/// Natural logarithm, up to a constant, of how likely a drawing says this word: about 0 for what tells nothing.
pub(super) fn likelihood(word: &[char]) -> f64 {
    let from = word.iter().position(|c| c.is_alphanumeric());
    let to = word.iter().rposition(|c| c.is_alphanumeric());
    let (Some(from), Some(to)) = (from, to) else { return 0.0 };
    let core = &word[from..=to];
    let letters = core.iter().filter(|c| c.is_alphabetic()).count();
    let figures = core.iter().filter(|c| c.is_ascii_digit()).count();
    let mut score = 0.0;
    for pair in word.windows(2) {
        let (before, after) = (pair[0], pair[1]);
        let stray = |sign: char, beside: char| !sign.is_alphanumeric() && !JOINING.contains(sign) && beside.is_alphabetic();
        if stray(before, after) || stray(after, before) {
            score -= STRAY_SIGN;
        }
        if before.is_lowercase() && after.is_uppercase() {
            score -= CASE_BREAK;
        }
        let odd = |small: char| small.is_lowercase() && !"xhgfmkpjs".contains(small);
        if before.is_ascii_digit() && odd(after) || odd(before) && after.is_ascii_digit() {
            score -= FIGURE_BESIDE_SMALL;
        }
    }
    if letters > 0 && figures > 0 {
        let turns =
            |pair: &&[char]| pair[0].is_alphabetic() && pair[1].is_ascii_digit() || pair[0].is_ascii_digit() && pair[1].is_alphabetic();
        let changes = core.windows(2).filter(turns).count();
        score -= CHANGE * changes as f64 + FURTHER_CHANGE * changes.saturating_sub(1) as f64;
    }
    for part in core.split(|c| !c.is_alphabetic()).filter(|part| part.len() >= 2) {
        // Designations (`XC48`) follow no language.
        if figures > 0 && part.len() < 4 {
            continue;
        }
        let written: String = part.iter().collect();
        let plain = folded(&written);
        score += spelling(&plain);
        let small = written.to_lowercase();
        if LANGUAGE.words.contains(&plain) {
            score += KNOWN_WORD.get(part.len()).copied().unwrap_or(KNOWN_WORD[5]);
            if LANGUAGE.exact.contains(&small) {
                score += KNOWN_ACCENTS;
            }
        } else if plain != small {
            score -= ODD_ACCENT;
        }
    }
    score
}

fn spelling(word: &str) -> f64 {
    let letters: Vec<char> = [' ', ' '].into_iter().chain(word.chars()).chain([' ']).collect();
    let surprise = |three: &[char]| {
        let pair = LANGUAGE.pairs.get(&[three[0], three[1]]).copied().unwrap_or(0.0);
        let triple = LANGUAGE.triples.get(&[three[0], three[1], three[2]]).copied().unwrap_or(0.0);
        ((triple + 10.0 * NEVER) / (pair + 10.0)).max(1e-4).ln()
    };
    letters.windows(3).map(|three| (surprise(three) - USUAL_LETTER).clamp(-0.8, 1.2)).sum::<f64>() * 0.5
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_trade_are_likelier_than_their_look_alikes() {
        for (better, worse) in [
            ("Matière", "Matfère"),
            ("Échelle", "Écheiie"),
            ("SUPPORT", "5UPPORT"),
            ("Bracket", "8racket"),
            ("125", "12S"),
            ("Maßstab", "MaBstab"),
            ("Gehäuse", "GehSuse"),
            ("flange", "fIange"),
            ("Entretoise", "Entretolse"),
            ("Capot", "C□Çot"),
            ("Whitaker", "Wh!t□k6r"),
            ("Peinture", "P6!ntUr6"),
            ("Wexcombe", "W6XComb6"),
            ("Layshaft", "L□ySh□ft"),
            ("Girard", "G!rOrd"),
        ] {
            let [a, b] = [better, worse].map(|word| likelihood(&word.chars().collect::<Vec<char>>()));
            assert!(a > b, "{better} {a} {worse} {b}");
        }
        assert!(LANGUAGE.words.len() > 800, "{}", LANGUAGE.words.len());
    }
}
