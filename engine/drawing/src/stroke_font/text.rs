//! From the letters of a row to its text: spaces where the gap is wide, look-alikes by their neighbours.

use super::rows::Letter;

/// Gap that is a space, in capitals, and by how much it exceeds the usual gap of its row.
const SPACE: f64 = 0.55;
const SPACE_OVER_USUAL: f64 = 0.33;
/// Narrow characters stand apart in alphabets of one width: this much of the gap beside them is theirs, capitals.
const NARROW_SIDE: f64 = 0.12;

/// Where the words of a row begin, and its end.
pub(super) fn word_starts(letters: &[Letter]) -> Vec<usize> {
    let side = |letter: &Letter| if "1Il.,:;'|ij".contains(letter.character) { NARROW_SIDE } else { 0.0 };
    let gap = |pair: &[Letter]| pair[1].ends.0 - pair[0].ends.1 - side(&pair[0]) - side(&pair[1]);
    let mut gaps: Vec<f64> = letters.windows(2).map(gap).collect();
    gaps.sort_by(f64::total_cmp);
    let usual = gaps.get(gaps.len() / 3).copied().unwrap_or(0.2);
    let space = SPACE.max(usual + SPACE_OVER_USUAL);
    (0..letters.len()).filter(|at| *at == 0 || gap(&letters[at - 1..=*at]) > space).chain([letters.len()]).collect()
}

/// The text of the letters, spaces where the gap is wide, look-alikes settled by their neighbours.
pub(super) fn text_of(letters: &mut [Letter]) -> String {
    let starts = word_starts(letters);
    let mut words: Vec<String> = Vec::new();
    for pair in starts.windows(2) {
        let word = &mut letters[pair[0]..pair[1]];
        for part in word.split_mut(|letter| "-/.,()".contains(letter.character)) {
            settle_alike(part);
        }
        if !words.is_empty() {
            start_small(word);
        }
        words.push(word.iter().map(|letter| letter.character).collect());
    }
    words.join(" ").replace("''", "\"").replace(['×', '·'], "x").replace(char::REPLACEMENT_CHARACTER, "?")
}

/// A stem before small letters inside a line begins a word with `l` far more often than a name with `I`.
fn start_small(word: &mut [Letter]) {
    let small = word.len() > 1 && word[1..].iter().all(|letter| letter.character.is_lowercase());
    if let Some(first) = word.first_mut().filter(|first| small && first.character == 'I') {
        first.character = 'l';
    }
}

/// `0` and `O`, `1` and `l` are one shape in many alphabets: in a number they are digits, in a word letters.
fn settle_alike(word: &mut [Letter]) {
    let doubtful = |c: char| "0OoIl1|".contains(c);
    let firm: Vec<char> = word.iter().map(|letter| letter.character).filter(|c| !doubtful(*c)).collect();
    let digits = firm.iter().filter(|c| c.is_ascii_digit() || "Ø±°+".contains(**c)).count();
    let letters = firm.iter().filter(|c| c.is_alphabetic() && !"xXØ".contains(**c)).count();
    let small = firm.iter().filter(|c| c.is_lowercase()).count();
    // `H11`, `R10`, `M1`: one letter and a number.
    let designation = letters == 1 && word.first().is_some_and(|first| first.character.is_alphabetic() && !doubtful(first.character));
    let number = digits > 0 && digits + 1 >= letters || letters == 0 || designation;
    for at in 0..word.len() {
        let here = word[at].character;
        if !doubtful(here) {
            continue;
        }
        let beside_digit = [at.checked_sub(1), Some(at + 1)]
            .into_iter()
            .flatten()
            .filter_map(|other| word.get(other))
            .any(|other| other.character.is_ascii_digit() && !doubtful(other.character) || ".,Ø".contains(other.character));
        let round = "0Oo".contains(here);
        word[at].character = match (number || beside_digit, round) {
            // `NO` is a word.
            (true, true) if here == '0' || here == 'O' && (digits > 0 || letters == 0 || beside_digit || word.len() > 2) => '0',
            (true, false) => '1',
            (false, true) if here == '0' => {
                if small > 0 && at > 0 {
                    'o'
                } else {
                    'O'
                }
            }
            (false, false) => {
                if small > 0 && (at > 0 || here == 'l') {
                    'l'
                } else {
                    'I'
                }
            }
            _ => here,
        };
    }
}
