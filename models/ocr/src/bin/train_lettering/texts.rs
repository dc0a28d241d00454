//! What stands on drawings beside dimension lines, made up: sizes, tolerances, threads, callouts, frames, words.

use super::chance::Chance;

/// Words that stand beside sizes, with some that do not.
const WORDS: &[&str] = &[
    "REF",
    "TYP",
    "THRU",
    "DEEP",
    "MAX",
    "MIN",
    "CH",
    "C",
    "R",
    "A",
    "B",
    "C",
    "D",
    "A-A",
    "B-B",
    "SECTION",
    "SCALE",
    "DETAIL",
    "ALL",
    "EQ",
    "SP",
    "PCD",
    "HOLES",
    "TROUS",
    "BOHRUNG",
    "Gewinde",
    "prof",
    "Prof.",
    "tief",
    "durchgehend",
    "THREAD",
    "TAP",
    "DRILL",
    "Ra",
    "Rz",
    "Rt",
    "N7",
    "N8",
    "CZ",
    "SZ",
    "KC",
    "mm",
    "DIN",
    "ISO",
    "LH",
    "RH",
    "FLAT",
    "BOTH",
    "SIDES",
    "Coupe",
    "Vue",
    "Detail",
    "Schnitt",
    "pas",
    "gauche",
    "UNC",
    "UNF",
    "NPT",
    "Tr",
    "rev",
    "Ech",
    "kg",
];

/// A text, short as those beside dimension lines are; one in sixteen is none, for lines and arrow heads alone.
pub fn text(chance: &mut Chance) -> String {
    if chance.one_in(16) {
        return String::new();
    }
    match chance.below(100) {
        0..=21 => size(chance),
        22..=37 => format!("{}{}{}", count(chance), measure(chance), toleranced(chance)),
        38..=47 => toleranced(chance),
        48..=57 => deviation(chance),
        58..=62 => angle(chance),
        63..=68 => format!("{}{}", count(chance), thread(chance)),
        69..=75 => callout(chance),
        76..=83 => frame_cell(chance),
        84..=87 => texture(chance),
        88..=89 => format!("({}{})", measure(chance), size(chance)),
        90..=92 => format!("{} REF", size(chance)),
        93..=95 => jumble(chance),
        _ => words(chance),
    }
}

fn decimal(chance: &mut Chance) -> char {
    if chance.one_in(2) { ',' } else { '.' }
}

/// A number as sizes are: mostly whole or with one or two decimals.
fn size(chance: &mut Chance) -> String {
    let whole = match chance.below(10) {
        0..=2 => chance.below(10),
        3..=7 => chance.below(100),
        _ => chance.below(1000),
    };
    let decimals = [0, 0, 0, 1, 1, 2, 2, 3][chance.below(8)];
    if decimals == 0 {
        return whole.to_string();
    }
    let point = decimal(chance);
    let digits: String = (0..decimals).map(|_| digit(chance)).collect();
    if whole == 0 && chance.one_in(3) { format!("{point}{digits}") } else { format!("{whole}{point}{digits}") }
}

fn digit(chance: &mut Chance) -> char {
    char::from_digit(chance.below(10) as u32, 10).unwrap_or('0')
}

fn count(chance: &mut Chance) -> String {
    let times = 2 + chance.below(11);
    match chance.below(9) {
        0 => format!("{times}x "),
        1 => format!("{times}x"),
        2 => format!("{times} x "),
        3 => format!("{times}X "),
        _ => String::new(),
    }
}

fn measure(chance: &mut Chance) -> String {
    let gap = if chance.one_in(5) { " " } else { "" };
    match chance.below(12) {
        0..=5 => format!("Ø{gap}"),
        6..=8 => format!("R{gap}"),
        9 => "SØ".to_owned(),
        10 => "SR".to_owned(),
        _ => "□".to_owned(),
    }
}

fn fit(chance: &mut Chance) -> String {
    let letters =
        ["H", "H", "H", "h", "h", "g", "f", "e", "d", "js", "JS", "k", "m", "n", "p", "r", "s", "G", "F", "E", "K", "M", "N", "P", "D"];
    format!("{}{}", letters[chance.below(letters.len())], 5 + chance.below(9))
}

fn small(chance: &mut Chance) -> String {
    let point = decimal(chance);
    let digits: String = (0..1 + chance.below(3)).map(|_| digit(chance)).collect();
    format!("0{point}{digits}")
}

fn toleranced(chance: &mut Chance) -> String {
    let gap = if chance.one_in(2) { " " } else { "" };
    let nominal = size(chance);
    match chance.below(10) {
        0..=3 => format!("{nominal}{gap}±{}", small(chance)),
        4..=6 => format!("{nominal}{gap}{}", fit(chance)),
        7 => format!("{nominal} {}{}", if chance.one_in(2) { '+' } else { '-' }, small(chance)),
        8 => format!("{nominal} {}/{}", fit(chance), fit(chance).to_lowercase()),
        _ => format!("{nominal} ± {}", small(chance)),
    }
}

fn deviation(chance: &mut Chance) -> String {
    match chance.below(8) {
        0 => "0".to_owned(),
        1 => format!("±{}", small(chance)),
        2..=4 => format!("+{}", small(chance)),
        5 => format!("+ {}", small(chance)),
        _ => format!("-{}", small(chance)),
    }
}

fn angle(chance: &mut Chance) -> String {
    let degrees = [15, 20, 30, 45, 45, 60, 90, 118, 120][chance.below(9)];
    match chance.below(8) {
        0 => format!("{}°", chance.below(180)),
        1 => format!("{degrees}°{}'", chance.below(60)),
        2 => format!("{}x45°", size(chance)),
        3 => format!("{} x 45°", size(chance)),
        4 => format!("{degrees}°±{}°", 1 + chance.below(3)),
        5 => format!("{},{}°", chance.below(90), digit(chance)),
        _ => format!("{degrees}°"),
    }
}

fn thread(chance: &mut Chance) -> String {
    let diameter = [2, 3, 4, 5, 6, 8, 10, 12, 14, 16, 20, 24, 30][chance.below(13)];
    match chance.below(8) {
        0..=3 => format!("M{diameter}"),
        4 => format!("M{diameter}x{}", ["0,75", "1", "1.25", "1,5", "2"][chance.below(5)]),
        5 => format!("M{diameter} - 6{}", if chance.one_in(2) { 'H' } else { 'g' }),
        6 => format!("G{}/{}", 1 + chance.below(3), [2, 4, 8][chance.below(3)]),
        _ => format!("M{diameter} ↧{}", 4 + chance.below(30)),
    }
}

fn callout(chance: &mut Chance) -> String {
    let gap = if chance.one_in(2) { " " } else { "" };
    match chance.below(6) {
        0 => format!("⌴{gap}Ø{gap}{} ↧{gap}{}", size(chance), size(chance)),
        1 => format!("⌵{gap}Ø{gap}{} x 90°", size(chance)),
        2 => format!("Ø{gap}{} ↧{gap}{}", size(chance), size(chance)),
        3 => format!("{}Ø{gap}{} ↧{gap}{}", count(chance), size(chance), size(chance)),
        4 => format!("↧{gap}{}", size(chance)),
        _ => format!("{}Ø{gap}{} THRU", count(chance), size(chance)),
    }
}

fn frame_cell(chance: &mut Chance) -> String {
    let signs: Vec<char> = "⏤⏥○⌭⌒⌓∥⊥∠⌖◎⌯↗⌰".chars().collect();
    let circled: Vec<char> = "ⓂⓁⒺⒻⓅ".chars().collect();
    let sign = signs[chance.below(signs.len())];
    let gap = if chance.one_in(2) { " " } else { "" };
    match chance.below(8) {
        0..=2 => sign.to_string(),
        3 => format!("{sign} {}", small(chance)),
        4 => small(chance),
        5 => format!("Ø{gap}{}", small(chance)),
        6 => format!("Ø{}{gap}{}", small(chance), circled[chance.below(5)]),
        _ => format!("{}{gap}{}", ["A", "B", "C", "D", "E"][chance.below(5)], circled[chance.below(5)]),
    }
}

fn texture(chance: &mut Chance) -> String {
    let value = ["0,4", "0.8", "1,6", "1.6", "3.2", "3,2", "6.3", "12.5", "12", "25", "0,2", "10"][chance.below(12)];
    match chance.below(4) {
        0 => value.to_owned(),
        1 => format!("N{}", 1 + chance.below(12)),
        2 => format!("Rz {value}"),
        _ => format!("Ra {value}"),
    }
}

/// Letters and digits in no order, as in part numbers.
fn jumble(chance: &mut Chance) -> String {
    let letters: Vec<char> = super::LETTERS.chars().filter(|letter| letter.is_ascii_graphic()).collect();
    (0..2 + chance.below(7)).map(|_| letters[chance.below(letters.len())]).collect()
}

fn words(chance: &mut Chance) -> String {
    let word = |chance: &mut Chance| WORDS[chance.below(WORDS.len())];
    match chance.below(3) {
        0 => word(chance).to_owned(),
        1 => format!("{} {}", word(chance), word(chance)),
        _ => format!("{} {}", chance.below(30), word(chance)),
    }
}
