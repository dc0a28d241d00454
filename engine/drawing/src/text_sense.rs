//! Whether the text layer of a page means what the page shows. It judges letters, not what they say of a part.

use trusquin_domain::{DocumentPage, Reader, TextSpan};

use crate::sheet_text::zone::is_label;

/// Fewest characters a page must have to be judged.
const FEWEST: usize = 20;
/// Share of characters without a meaning from which the text is useless.
const MOST_UNKNOWN: f64 = 0.25;
/// Fewest letters from which their mixture tells a language from a shifted alphabet.
const FEWEST_LETTERS: usize = 40;
/// Share of the eight commonest letters among all: 55 to 65 % in French, English, German and Swedish texts, half on drawings with their
/// abbreviations; of an alphabet moved by any number of places a third at most.
const COMMON: &str = "EAINRSTOeainrstoÀÂÄÅÉÈÊËÎÏÔÖàâäåéèêëîïôö";
const FEWEST_COMMON: f64 = 0.38;

/// Why a text layer cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nonsense {
    /// Characters of private use or none at all.
    NoMeaning,
    /// Letters in a mixture no language has: codes of a font, not characters.
    Shifted,
}

/// Judges the written text of a page; `None` when it can be read, or when there is too little to judge.
pub fn nonsense(page: &DocumentPage) -> Option<Nonsense> {
    let spans: Vec<&TextSpan> = page.spans.iter().filter(|span| span.reader == Reader::TextLayer).collect();
    let characters = || spans.iter().flat_map(|span| &span.characters).map(|c| c.character);
    let count = characters().count();
    if count < FEWEST {
        return None;
    }
    let unknown = characters().filter(|c| is_unknown(*c)).count();
    let asked = characters().filter(|c| *c == '?').count();
    let share = |part: usize, of: usize| part as f64 / of.max(1) as f64;
    if share(unknown, count) > MOST_UNKNOWN || share(asked, count) > 2.0 * MOST_UNKNOWN {
        return Some(Nonsense::NoMeaning);
    }
    if spans.iter().filter(|span| is_label(&span.text)).count() >= 2 {
        return None;
    }
    let letters: Vec<char> = characters().filter(|c| c.is_alphabetic()).collect();
    let common = letters.iter().filter(|c| COMMON.contains(**c)).count();
    let odd = characters().filter(|c| "!\"#$%&'*;<=>@[\\]^_`{|}~".contains(*c)).count();
    let digits = characters().filter(char::is_ascii_digit).count();
    let uncommon = letters.len() >= FEWEST_LETTERS && share(common, letters.len()) < FEWEST_COMMON;
    let mostly_odd = share(odd, count) > 0.3 && digits * 20 < count;
    (uncommon || mostly_odd).then_some(Nonsense::Shifted)
}

/// Private use, or nothing.
pub fn is_unknown(character: char) -> bool {
    matches!(character, '\u{e000}'..='\u{f8ff}' | char::REPLACEMENT_CHARACTER) || character.is_control()
}

/// Share of the words of `hidden` that `read` has too, 0 to 1; `None` when there are too few to compare.
pub fn agreement(hidden: &[TextSpan], read: &[TextSpan]) -> Option<f64> {
    let words = |spans: &[TextSpan]| -> Vec<String> {
        let fold = |word: &str| word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect::<String>();
        spans.iter().flat_map(|span| span.text.split_whitespace().map(fold).collect::<Vec<_>>()).filter(|word| word.len() >= 2).collect()
    };
    let (ours, theirs) = (words(read), words(hidden));
    if theirs.len() < 5 || ours.len() < 5 {
        return None;
    }
    let known: std::collections::HashSet<&String> = ours.iter().collect();
    Some(theirs.iter().filter(|word| known.contains(word)).count() as f64 / theirs.len() as f64)
}

#[cfg(test)]
mod tests {
    use trusquin_domain::{CharBox, SheetBox};

    use super::*;

    fn page(texts: &[&str]) -> DocumentPage {
        let sheet_box = SheetBox::new(0.0, 0.0, 10.0, 3.0);
        let spans = texts
            .iter()
            .map(|text| TextSpan {
                text: (*text).to_owned(),
                sheet_box,
                rotation_deg: 0.0,
                font_size_mm: 3.5,
                characters: text.chars().filter(|c| !c.is_whitespace()).map(|character| CharBox { character, sheet_box }).collect(),
                reader: Reader::TextLayer,
            })
            .collect();
        DocumentPage { page: 1, size_mm: [420.0, 297.0], spans, ..DocumentPage::default() }
    }

    #[test]
    fn broken_encodings_are_told_from_drawings() {
        let sound = ["Arbre de sortie", "Matière : C45E", "Ø20 H7", "Casser les angles vifs", "12 ±0,1", "M8x1 - 6H", "Échelle 1:2"];
        assert_eq!(nonsense(&page(&sound)), None);
        let sparse = ["THRU", "M8", "4X", "TYP", "Ø6.6", "DWG NO", "SHT 1", "REV", "BRKT", "10.5", "3.2"];
        assert_eq!(nonsense(&page(&sparse)), None);
        let coded = |step: u32| -> Vec<String> {
            let shift = |c: char| if c == ' ' { c } else { char::from_u32(c as u32 - step).unwrap_or('?') };
            sound.iter().chain(&["Ébavurer toutes les arêtes vives"]).map(|text| text.chars().map(shift).collect()).collect()
        };
        for step in [29, 31] {
            let texts = coded(step);
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            assert!(nonsense(&page(&texts)).is_some(), "{step}");
        }
        let private: Vec<String> =
            sound.iter().map(|t| t.chars().map(|c| char::from_u32(0xe000 + c as u32 % 256).unwrap_or(c)).collect()).collect();
        let private: Vec<&str> = private.iter().map(String::as_str).collect();
        assert_eq!(nonsense(&page(&private)), Some(Nonsense::NoMeaning));
        assert_eq!(nonsense(&page(&["????? ????", "??????? ? ??", "????????"])), Some(Nonsense::NoMeaning));
    }

    #[test]
    fn a_hidden_layer_is_compared_with_what_is_seen() {
        let seen = page(&["Flange DN50", "Material 1.4404", "Scale 1:2", "Drawn by Kern"]);
        let other = page(&["Invoice 2041", "Total amount due", "Payment within thirty days"]);
        assert_eq!(agreement(&seen.spans, &seen.spans), Some(1.0));
        assert!(agreement(&other.spans, &seen.spans).is_some_and(|share| share < 0.2));
    }
}
