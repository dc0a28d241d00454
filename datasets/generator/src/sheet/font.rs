//! Widths of Helvetica, one of the fourteen fonts every PDF reader has. Source: Adobe Core 14 AFM, Helvetica.afm (C and WX columns).

/// Height of capitals and digits, em (AFM CapHeight).
pub const CAPITAL_HEIGHT: f64 = 0.718;
/// Depth of descenders, em (AFM Descender).
pub const DESCENT: f64 = 0.207;

/// Widths of the characters 32 to 126, thousandths of an em.
const ASCII: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278,
    278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722,
    667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556,
    556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

/// Characters past ASCII that drawings use, with their widths.
const OTHERS: &[(char, u16)] = &[
    ('Ø', 778),
    ('ø', 611),
    ('±', 584),
    ('°', 400),
    ('×', 584),
    ('²', 333),
    ('³', 333),
    ('µ', 556),
    ('«', 556),
    ('»', 556),
    ('’', 222),
    ('–', 556),
    ('é', 556),
    ('è', 556),
    ('ê', 556),
    ('ë', 556),
    ('à', 556),
    ('â', 556),
    ('ç', 500),
    ('î', 278),
    ('ï', 278),
    ('ô', 556),
    ('ö', 556),
    ('ù', 556),
    ('û', 556),
    ('ü', 556),
    ('É', 667),
    ('È', 667),
    ('Ê', 667),
    ('À', 667),
    ('Ç', 722),
    ('Ô', 778),
    ('©', 737),
];

/// Width of a text, mm, at a font size in mm.
pub fn width(text: &str, size: f64) -> f64 {
    text.chars().map(|character| f64::from(advance(character))).sum::<f64>() * size / 1000.0
}

fn advance(character: char) -> u16 {
    match character {
        ' '..='~' => ASCII[character as usize - 32],
        sign if super::symbols::SIGNS.contains(sign) => {
            // The stroke alphabet counts in tenths of the capitals' height; the gap behind a sign is part of its width.
            super::stroke::letter_width(sign).map_or(556, |tenths| ((tenths + 2.4) * CAPITAL_HEIGHT * 100.0) as u16)
        }
        _ => OTHERS.iter().find(|(other, _)| *other == character).map_or(556, |(_, width)| *width),
    }
}

/// The text in WinAnsi (Windows-1252), the encoding of the PDF font and of the DXF file; unknown characters become `?`.
pub fn win_ansi(text: &str) -> Vec<u8> {
    text.chars()
        .map(|character| match character {
            '’' => 0x92,
            '–' => 0x96,
            'œ' => 0x9C,
            _ => u8::try_from(character as u32).unwrap_or(b'?'),
        })
        .collect()
}
