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

/// A lone figure only one reader sees needs this probability.
const SURE_ALONE: f64 = 0.9;

/// The text a place is given, when two readers have read it.
pub fn settled(staged: Recognised, own: Recognised) -> Recognised {
    let own = without_strays(own);
    let (theirs, ours) = (plain(&staged.text()), plain(&own.text()));
    // A lone figure nobody is sure of, and both read differently: an arrow head or a ring.
    let lone = theirs.chars().count() == 1 && theirs.chars().all(|c| c.is_ascii_digit());
    if lone && theirs != ours && least(&staged) < SURE_ALONE {
        return Recognised { characters: Vec::new() };
    }
    if ours.is_empty() || theirs == ours || own.confidence() < HEARD || !is_size(&ours) {
        return staged;
    }
    if theirs.is_empty() {
        return if least(&own) >= FIGURES_BELIEVED { own } else { staged };
    }
    if !is_size(&theirs) && letters(&theirs) > 2 {
        return staged;
    }
    // A leg of a texture symbol or an extension line beside the figures.
    if least(&own) >= 0.75 && theirs.trim_matches(['/', '\\', '|', '-', '_', '.', '(', ')', '[', ']', 'l', 'I', 'L', '√', 'V', 'v']) == ours
    {
        return own;
    }
    // An arrow head looks like a 4 or a 1.
    if ours.chars().count() == 1 && ours.chars().all(|c| c.is_ascii_digit()) && !theirs.ends_with(&ours) {
        return staged;
    }
    let foreign = theirs.chars().any(|c| !c.is_ascii() && !SIGNS.contains(c));
    if foreign && least(&own) >= 0.5 && same_figures(&theirs, &ours) {
        return own;
    }
    if let Some(both) = own_sign_their_figures(&staged, &own, &theirs, &ours) {
        return both;
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

/// Signs no text begins or ends with: what a line or an arrow head beside it was read as.
fn without_strays(mut own: Recognised) -> Recognised {
    while own.characters.last().is_some_and(|last| "±+-.,/(=:' ".contains(last.character)) && own.characters.len() > 1 {
        own.characters.pop();
    }
    let before = own.characters.iter().take_while(|first| ",)/=:'° ".contains(first.character)).count();
    if before < own.characters.len() {
        own.characters.drain(..before);
    }
    own
}

/// Our diameter sign before their figures: a figure one that is a bare stroke is lost on us and plain to them.
fn own_sign_their_figures(staged: &Recognised, own: &Recognised, theirs: &str, ours: &str) -> Option<Recognised> {
    let rest = ours.strip_prefix('Ø')?;
    let figures = theirs.trim_start_matches('Ø');
    let number = |text: &str| text.chars().all(|c| c.is_ascii_digit() || c == '.') && !text.is_empty();
    let without_ones = |text: &str| -> String { text.chars().filter(|c| *c != '1').collect() };
    if !number(rest) || !number(figures) || figures.len() <= rest.len() || without_ones(figures) != without_ones(rest) {
        return None;
    }
    let sign = *own.characters.first().filter(|sign| sign.probability >= SIGN_BELIEVED)?;
    let kept = staged.characters.iter().skip_while(|each| each.character == 'Ø' || each.character == ' ').copied();
    Some(Recognised { characters: std::iter::once(sign).chain(kept).collect() })
}

/// Both texts in one spelling: no spaces, one decimal sign.
pub fn plain(text: &str) -> String {
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
pub fn same_figures(theirs: &str, ours: &str) -> bool {
    let figures = |text: &str| -> String { text.chars().filter(char::is_ascii_digit).collect() };
    let (a, b) = (figures(theirs), figures(ours));
    // A diameter sign looks like a nought, a degree sign, too; a plus-minus like 1 or 4.
    let signs = ours.chars().filter(|c| SIGNS.contains(*c)).count();
    let taken_for = if ours.contains('±') { "0146789" } else { "0689" };
    let added = |whole: &str, part: &str| {
        taken_for.chars().chain("235".chars()).all(|c| {
            let count = |text: &str| text.chars().filter(|other| *other == c).count();
            count(whole) == count(part) || taken_for.contains(c)
        }) && (taken_for.contains('1') || whole.matches('1').count() == part.matches('1').count())
    };
    a == b || a.len() > b.len() && a.len() <= b.len() + signs && is_part(&b, &a) && added(&a, &b)
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
            ("", "⌖", 0.95, "⌖"),
            ("Ø140", "Ø40", 0.85, "Ø140"),
            ("140", "Ø40", 0.85, "Ø140"),
            ("200,00π", "200,00", 0.7, "200,00"),
            ("70.50", "Ø71.50", 0.8, "70.50"),
        ] {
            assert_eq!(settled(read(staged, 0.95), read(own, sure)).text(), expect, "{staged} {own}");
        }
    }
}
