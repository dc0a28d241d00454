//! Stroke alphabets: letters as polylines, from data files, for drawings whose text is drawn with a pen.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::Point;

const ISO: &str = include_str!("../../data/stroke_alphabet.txt");
const HERSHEY: &str = include_str!("../../data/stroke_hershey.txt");
/// Space between letters and width of a space, in tenths of the capitals' height (ISO 3098-1 type B: 2/10 and 6/10).
const GAP: f64 = 2.0;
const SPACE: f64 = 4.0;
/// Pieces a curve is drawn with.
const PIECES: u32 = 6;
/// The same where a plotter saves: curves become corners, as in the first CAD fonts.
const FEW_PIECES: u32 = 2;

/// Whose letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Alphabet {
    /// In the manner of ISO 3098-1 type B, drawn for this project.
    #[default]
    Iso,
    /// The same letters cut to a few straight strokes.
    Cornered,
    /// Hershey simplex roman; signs it does not have are those of the first.
    Hershey,
}

static INSTALLED: OnceLock<HashMap<char, Letter>> = OnceLock::new();

/// Uses an alphabet in the form of the data files in place of [`Alphabet::Hershey`], to measure with letters that cannot be kept here.
pub fn install(alphabet: &str) {
    let _ = INSTALLED.set(read(alphabet, PIECES));
}

/// A letter: its width and its strokes, capitals 10 high.
#[derive(Debug, Clone, Default)]
struct Letter {
    width: f64,
    strokes: Vec<Vec<Point>>,
}

fn letters() -> &'static HashMap<char, Letter> {
    static LETTERS: OnceLock<HashMap<char, Letter>> = OnceLock::new();
    LETTERS.get_or_init(|| read(ISO, PIECES))
}

fn letter(alphabet: Alphabet, character: char) -> Option<&'static Letter> {
    static CORNERED: OnceLock<HashMap<char, Letter>> = OnceLock::new();
    static OTHERS: OnceLock<HashMap<char, Letter>> = OnceLock::new();
    let own = match alphabet {
        Alphabet::Iso => None,
        Alphabet::Cornered => CORNERED.get_or_init(|| read(ISO, FEW_PIECES)).get(&character),
        Alphabet::Hershey => INSTALLED.get().unwrap_or_else(|| OTHERS.get_or_init(|| read(HERSHEY, PIECES))).get(&character),
    };
    own.or_else(|| letters().get(&character))
}

fn read(text: &str, pieces: u32) -> HashMap<char, Letter> {
    let mut letters = HashMap::new();
    for line in text.lines().skip_while(|line| line.starts_with("# ")) {
        let mut words = line.split(' ');
        let Some(name) = words.next() else { continue };
        let mut characters = name.chars();
        let Some(character) = characters.next() else { continue };
        let letter = if characters.next() == Some('+') {
            let base = words.next().and_then(|base| base.chars().next()).and_then(|base| letters.get(&base)).cloned();
            marked(base.unwrap_or_default(), words.next().unwrap_or_default())
        } else {
            Letter { width: words.next().and_then(|word| word.parse().ok()).unwrap_or_default(), strokes: strokes(words, pieces) }
        };
        letters.insert(character, letter);
    }
    letters
}

fn strokes<'a>(words: impl Iterator<Item = &'a str>, pieces: u32) -> Vec<Vec<Point>> {
    let mut strokes: Vec<Vec<Point>> = Vec::new();
    let (mut command, mut numbers) = (' ', Vec::new());
    for word in words {
        let text = match word.chars().next() {
            Some(letter @ ('M' | 'L' | 'Q' | 'O')) => {
                command = letter;
                numbers.clear();
                &word[1..]
            }
            _ => word,
        };
        numbers.extend(text.parse::<f64>());
        match (command, numbers.as_slice()) {
            ('M', [x, y]) => strokes.push(vec![[*x, *y]]),
            ('O', [x, y, radius]) => strokes.push(circle([*x, *y], *radius, pieces)),
            ('L', [x, y]) => strokes.last_mut().into_iter().for_each(|stroke| stroke.push([*x, *y])),
            ('Q', [cx, cy, x, y]) => {
                if let Some(stroke) = strokes.last_mut()
                    && let Some(&from) = stroke.last()
                {
                    stroke.extend((1..=pieces).map(|piece| {
                        let t = f64::from(piece) / f64::from(pieces);
                        let at = |a: f64, control: f64, b: f64| (1.0 - t).powi(2) * a + 2.0 * t * (1.0 - t) * control + t * t * b;
                        [at(from[0], *cx, *x), at(from[1], *cy, *y)]
                    }));
                }
            }
            _ => {}
        }
    }
    strokes
}

fn circle([x, y]: Point, radius: f64, pieces: u32) -> Vec<Point> {
    let turn = |piece: u32| f64::from(piece) * std::f64::consts::TAU / f64::from(4 * pieces);
    (0..=4 * pieces).map(|piece| [x + radius * turn(piece).cos(), y + radius * turn(piece).sin()]).collect()
}

fn marked(mut letter: Letter, mark: &str) -> Letter {
    let top = letter.strokes.iter().flatten().map(|point| point[1]).filter(|y| *y < 10.5).fold(0.0, f64::max);
    let small = top < 9.0 || letter.width < 1.0;
    if letter.width < 1.0 {
        letter.strokes.truncate(1); // the dot of the i gives way to the mark
    }
    let (x, y) = (letter.width / 2.0, if small { 8.2 } else { 11.0 });
    let strokes: &[&[Point]] = match mark {
        "acute" => &[&[[-0.6, 0.0], [1.0, 1.8]]],
        "grave" => &[&[[0.6, 0.0], [-1.0, 1.8]]],
        "circumflex" => &[&[[-1.4, 0.0], [0.0, 1.6], [1.4, 0.0]]],
        "diaeresis" => &[&[[-1.2, 0.4], [-1.2, 1.1]], &[[1.2, 0.4], [1.2, 1.1]]],
        _ => &[],
    };
    letter.strokes.extend(strokes.iter().map(|stroke| stroke.iter().map(|[dx, dy]| [x + dx, y + dy]).collect::<Vec<_>>()));
    if mark == "cedilla" {
        letter.strokes.push(vec![[x, 0.0], [x + 0.9, -1.2], [x, -2.2], [x - 1.0, -2.0]]);
    }
    letter
}

/// Width of one character, in tenths of the capitals' height; `None` when the alphabet does not have it.
pub fn letter_width(character: char) -> Option<f64> {
    letters().get(&character).map(|letter| letter.width)
}

/// True when the alphabet has the character.
pub fn has(character: char) -> bool {
    character == ' ' || letters().contains_key(&character)
}

/// Width of a text, in tenths of the capitals' height.
pub fn width(text: &str, alphabet: Alphabet) -> f64 {
    let sum: f64 = text.chars().map(|c| letter(alphabet, c).map_or(SPACE, |letter| letter.width) + GAP).sum();
    (sum - GAP).max(0.0)
}

/// The strokes of a text from its origin, tenths of the capitals' height, sheared by `slope`.
pub fn outline(text: &str, slope: f64, alphabet: Alphabet) -> Vec<Vec<Point>> {
    let mut x = 0.0;
    let mut all = Vec::new();
    for character in text.chars() {
        let letter = letter(alphabet, character);
        for stroke in letter.iter().flat_map(|letter| &letter.strokes) {
            all.push(stroke.iter().map(|[dx, dy]| [x + dx + slope * dy, *dy]).collect());
        }
        x += letter.map_or(SPACE, |letter| letter.width) + GAP;
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_alphabet_covers_what_drawings_say() {
        for character in ('!'..='~')
            .filter(|c| !"$@^`{}".contains(*c) && *c != '~')
            .chain("Øø±°×µ²³«»’–éèêëàâäçîïôöùûüÉÈÊÀÄÖÜÇÔ".chars())
            .chain(crate::sheet::symbols::SIGNS.chars())
        {
            assert!(has(character), "{character}");
            assert!(letters()[&character].strokes.iter().all(|stroke| stroke.len() > 1), "{character}");
        }
    }

    #[test]
    fn a_mark_stands_over_its_letter() {
        let top = |text: &str| outline(text, 0.0, Alphabet::Iso).iter().flatten().map(|p| p[1]).fold(0.0, f64::max);
        assert!(top("e") < 7.5 && top("é") > 9.0 && top("É") > 11.0);
        assert!((width("1:1", Alphabet::Iso) - (3.0 + 1.0 + 3.0 + 2.0 * GAP)).abs() < 1e-9);
    }
}
