//! Which letters an unknown alphabet means: one shape is one letter all over a page, and the words it stands in settle what the shape leaves open.

use super::letters::{Guess, Shape, likely};
use super::rows::Line;
use super::text::{text_of, word_starts};
use super::words::likelihood;

/// Strokes that agree this well are one sign of the alphabet.
const SAME_SHAPE: f64 = 0.035;
const SAME_SIZE: f64 = 0.07;
/// A letter this much farther than the nearest is still thought of.
const THINKABLE: f64 = 0.065;
/// What a distance of 1 costs in the measure of a word's likelihood: 0.02 is worth two and a half letters out of place.
const SHAPE_WEIGHT: f64 = 120.0;
/// Signs of one page looked at, and the words each is tried in.
const MOST_SIGNS: usize = 400;
const MOST_WORDS: usize = 60;
/// Times all signs are gone through: a word mends once its other letters are right.
const ROUNDS: usize = 3;

/// A sign of the alphabet of the page.
struct Sign {
    shape: Shape,
    pieces: usize,
    /// Letters it may be, nearest first.
    likely: Vec<Guess>,
    chosen: char,
    /// Line and letter of every time it stands on the page.
    places: Vec<(usize, usize)>,
}

/// Look-alikes that [`text_of`] tells apart by their neighbours.
fn class(character: char) -> char {
    match character {
        '0' | 'O' | 'o' => 'O',
        '1' | 'I' | 'l' | '|' => 'I',
        other => other,
    }
}

/// Gives every sign of the page the letter that its shape and its words agree on.
pub(super) fn settle_alphabet(lines: &mut [Line]) {
    let mut signs = signs(lines);
    if signs.len() < 8 {
        return;
    }
    let words: Vec<(usize, Vec<usize>)> = lines
        .iter()
        .enumerate()
        .flat_map(|(at, line)| {
            let starts = word_starts(&line.letters);
            starts.windows(2).map(|pair| (at, (pair[0]..pair[1]).collect())).collect::<Vec<_>>()
        })
        .collect();
    let mut word_of: Vec<Vec<usize>> = lines.iter().map(|line| vec![0; line.letters.len()]).collect();
    for (number, (line, word)) in words.iter().enumerate() {
        word.iter().for_each(|letter| word_of[*line][*letter] = number);
    }
    let mut written: Vec<Vec<char>> = lines.iter().map(|line| line.letters.iter().map(|letter| letter.character).collect()).collect();
    let mut order: Vec<usize> = (0..signs.len()).filter(|at| signs[*at].likely.len() > 1).collect();
    order.sort_by_key(|at| std::cmp::Reverse(signs[*at].places.len()));
    for _ in 0..ROUNDS {
        let mut changed = false;
        for at in order.iter().copied() {
            let Some(sign) = signs.get_mut(at) else { continue };
            let mut own: Vec<usize> = sign.places.iter().filter_map(|(line, letter)| word_of.get(*line)?.get(*letter).copied()).collect();
            own.dedup();
            own.truncate(MOST_WORDS);
            let touched: Vec<&(usize, Vec<usize>)> = own.iter().filter_map(|word| words.get(*word)).collect();
            let nearest = sign.likely.first().map_or(0.0, |guess| guess.distance);
            let mut best: Option<(f64, char)> = None;
            for guess in &sign.likely {
                let total: f64 =
                    touched.iter().map(|(line, word)| likelihood(&spelt(&written[*line], word, *line, sign, guess.character))).sum();
                let score = total - SHAPE_WEIGHT * (guess.distance - nearest);
                if best.is_none_or(|(most, _)| score > most + 1e-9) {
                    best = Some((score, guess.character));
                }
            }
            let Some((_, character)) = best else { continue };
            if class(character) != class(sign.chosen) {
                sign.chosen = character;
                changed = true;
            }
            for (line, letter) in &sign.places {
                if let Some(place) = written.get_mut(*line).and_then(|line| line.get_mut(*letter))
                    && class(*place) != class(sign.chosen)
                {
                    *place = sign.chosen;
                }
            }
        }
        if !changed {
            break;
        }
    }
    for (line, characters) in lines.iter_mut().zip(written) {
        let differs = line.letters.iter().zip(&characters).any(|(letter, character)| letter.character != *character);
        if differs {
            for (letter, character) in line.letters.iter_mut().zip(characters) {
                // What its words said, not its shape, is no certainty.
                if class(letter.character) != class(character) {
                    letter.margin = 0.0;
                }
                letter.character = character;
            }
            line.text = text_of(&mut line.letters);
        }
    }
}

/// A word with a sign read as `character`; its look-alikes as their neighbours want them.
fn spelt(line: &[char], word: &[usize], of: usize, sign: &Sign, character: char) -> Vec<char> {
    let mut spelt: Vec<char> =
        word.iter().map(|at| if sign.places.contains(&(of, *at)) { character } else { line.get(*at).copied().unwrap_or(' ') }).collect();
    let firm = |c: &&char| !"0Oo1Il|".contains(**c);
    let figures = spelt.iter().filter(firm).filter(|c| c.is_ascii_digit()).count();
    let letters = spelt.iter().filter(firm).filter(|c| c.is_alphabetic()).count();
    let small = spelt.iter().filter(firm).filter(|c| c.is_lowercase()).count() * 2 > letters;
    for (at, c) in spelt.iter_mut().enumerate() {
        let figure = figures > 0 && figures >= letters;
        *c = match (*c, figure) {
            ('0' | 'O', true) => '0',
            ('1' | 'I' | 'l' | '|', true) => '1',
            ('0' | 'O', false) if letters > 0 => {
                if small && at > 0 {
                    'o'
                } else {
                    'O'
                }
            }
            ('1' | 'I' | 'l' | '|', false) if letters > 0 => {
                if small && at > 0 {
                    'l'
                } else {
                    'I'
                }
            }
            (other, _) => other,
        };
    }
    spelt
}

/// The signs of the lines, each with all its places.
fn signs(lines: &[Line]) -> Vec<Sign> {
    let mut signs: Vec<Sign> = Vec::new();
    for (line_at, line) in lines.iter().enumerate() {
        for (letter_at, letter) in line.letters.iter().enumerate() {
            let Some(shape) = &letter.shape else { continue };
            let pieces = letter.parts.len();
            let known = signs.iter_mut().find(|sign| sign.pieces == pieces && sign.shape.is_same(shape, SAME_SIZE, SAME_SHAPE));
            if let Some(sign) = known {
                sign.places.push((line_at, letter_at));
            } else if signs.len() < MOST_SIGNS {
                let likely = likely(shape, pieces, THINKABLE);
                let chosen = letter.character;
                signs.push(Sign { shape: shape.clone(), pieces, likely, chosen, places: vec![(line_at, letter_at)] });
            }
        }
    }
    signs
}
