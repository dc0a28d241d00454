//! Two readers, one text: the staged recogniser knows words and print, our own knows the signs of drawings. Which of them is believed where
//! they differ is decided here, from what they said and how sure they were; the pixels are not looked at again.

use crate::recognition::Recognised;

/// Signs only our own reader knows, or knows well.
const SIGNS: &str = "Ø±°□⌴⌵↧⏤⏥○⌭⌒⌓∥⊥∠⌖◎⌯↗⌰ⓂⓁⒺⒻⓅ";
/// Our reading is not heard below this mean probability.
const HEARD: f64 = 0.7;
/// Its signs are believed from here on, where both read the same figures.
const SIGN_BELIEVED: f64 = 0.55;
/// Its figures are believed against those of the other reader from here on (least character).
const FIGURES_BELIEVED: f64 = 0.9;

/// The text a place is given, when two readers have read it.
pub fn settled(staged: Recognised, own: Recognised) -> Recognised {
    let (theirs, ours) = (plain(&staged.text()), plain(&own.text()));
    if ours.is_empty() || theirs == ours || own.confidence() < HEARD || !is_size(&ours) {
        return staged;
    }
    if theirs.is_empty() {
        return own;
    }
    if !is_size(&theirs) && letters(&theirs) > 2 {
        return staged;
    }
    // A leg of a texture symbol or an extension line beside the figures.
    if least(&own) >= 0.75 && theirs.trim_matches(['/', '\\', '|', '-', '_', '.', '(', ')', '[', ']', 'l', 'I', 'L', '√', 'V', 'v']) == ours {
        return own;
    }
    let signs = ours.chars().any(|c| SIGNS.contains(c));
    if signs && least_sign(&own) >= SIGN_BELIEVED && same_figures(&theirs, &ours) {
        return own;
    }
    let (mine, other) = (least(&own), least(&staged));
    if signs && mine >= FIGURES_BELIEVED || !is_size(&theirs) && mine >= 0.8 || mine >= FIGURES_BELIEVED && mine > other + 0.1 {
        return own;
    }
    staged
}

/// Both texts in one spelling: no spaces, one decimal sign.
fn plain(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| match c {
            ',' => '.',
            '×' | 'X' => 'x',
            '−' | '–' | '—' => '-',
            'º' => '°',
            other => other,
        })
        .collect()
}

fn letters(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphabetic() && !"Øx".contains(*c)).count()
}

/// A size, a tolerance, a thread or a sign of a frame: figures with few letters, or one sign alone.
pub fn is_size(text: &str) -> bool {
    let figures = text.chars().filter(char::is_ascii_digit).count();
    let foreign = text.chars().any(|c| !c.is_ascii_alphanumeric() && !SIGNS.contains(c) && !".,+-x/()'\" =:".contains(c));
    let lone_sign = text.chars().count() <= 2 && text.chars().any(|c| SIGNS.contains(c));
    !foreign && (figures > 0 && letters(text) <= 2.max(figures) && text.chars().count() <= 28 || lone_sign)
}

/// The same figures in the same order, but for a sign that was taken for a figure or letter, or lost.
fn same_figures(theirs: &str, ours: &str) -> bool {
    let figures = |text: &str| -> String { text.chars().filter(char::is_ascii_digit).collect() };
    let (a, b) = (figures(theirs), figures(ours));
    // A diameter sign looks like a nought, a degree sign, too; a plus-minus like 1 or 4.
    let signs = ours.chars().filter(|c| SIGNS.contains(*c)).count();
    a == b || a.len() > b.len() && a.len() <= b.len() + signs && is_part(&b, &a)
}

/// `part` is what is left of `whole` when some characters are struck out.
fn is_part(part: &str, whole: &str) -> bool {
    let mut rest = whole.chars();
    part.chars().all(|wanted| rest.by_ref().any(|c| c == wanted))
}

/// Probability of the least sure character, spaces aside.
pub fn least(read: &Recognised) -> f64 {
    read.characters.iter().filter(|each| each.character != ' ').map(|each| each.probability).fold(1.0, f64::min)
}

fn least_sign(read: &Recognised) -> f64 {
    read.characters.iter().filter(|each| SIGNS.contains(each.character)).map(|each| each.probability).fold(1.0, f64::min)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recognition::Character;

    fn read(text: &str, probability: f64) -> Recognised {
        let count = text.chars().count() as f64;
        let place = |at: usize| at as f64 / count;
        let characters =
            text.chars().enumerate().map(|(at, character)| Character { character, probability, from: place(at), to: place(at + 1) });
        Recognised { characters: characters.collect() }
    }

    #[test]
    fn signs_are_ours_and_words_are_theirs() {
        for (staged, own, sure, expect) in [
            ("070.50±0.05", "Ø70.50±0.05", 0.9, "Ø70.50±0.05"),
            ("16,5", "Ø16,5", 0.9, "Ø16,5"),
            ("45", "45°", 0.8, "45°"),
            ("450", "45°", 0.8, "45°"),
            ("SECTION", "S3CT10N", 0.99, "SECTION"),
            ("12.5", "12.6", 0.8, "12.5"),
            ("M8", "M8", 0.99, "M8"),
            ("", "⌖", 0.9, "⌖"),
            ("70.50", "Ø71.50", 0.8, "70.50"),
        ] {
            assert_eq!(settled(read(staged, 0.95), read(own, sure)).text(), expect, "{staged} {own}");
        }
    }
}
