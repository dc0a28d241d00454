//! How far two texts are apart, and the measure of tests/../score.py for dimension texts.

#![allow(dead_code)]

/// Levenshtein distance in characters.
pub fn edits(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut next = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            next.push((row[j + 1] + 1).min(next[j] + 1).min(row[j] + usize::from(x != *y)));
        }
        row = next;
    }
    row[b.len()]
}

/// One spelling for look-alikes, pieces in one order: the order of stacked tolerances and limits does not matter.
pub fn canon(text: &str) -> String {
    let text: String = text.to_uppercase().replace(['∅', '⌀'], "Ø").replace('×', "X").replace('−', "-").replace(',', ".");
    let circled = [('Ⓜ', 'M'), ('Ⓛ', 'L'), ('Ⓔ', 'E'), ('Ⓕ', 'F'), ('Ⓟ', 'P')];
    let text = circled.iter().fold(text, |text, (sign, letter)| text.replace(*sign, &letter.to_string()));
    let characters: Vec<char> = text.chars().collect();
    let mut pieces: Vec<String> = Vec::new();
    let mut at = 0;
    while at < characters.len() {
        let start = at;
        let digit = |i: usize| characters.get(i).is_some_and(char::is_ascii_digit);
        let sign = |i: usize| characters.get(i).is_some_and(|c| *c == '+' || *c == '-');
        if digit(at) || sign(at) && digit(at + 1) {
            at += 1;
            while digit(at) {
                at += 1;
            }
            if characters.get(at) == Some(&'.') && digit(at + 1) {
                at += 1;
                while digit(at) {
                    at += 1;
                }
            }
        } else if sign(at) {
            at += 1;
        } else {
            while at < characters.len() && !characters[at].is_whitespace() && !digit(at) && !sign(at) {
                at += 1;
            }
            if at == start {
                at += 1;
                continue;
            }
        }
        pieces.push(characters[start..at].iter().collect());
    }
    pieces.sort();
    pieces.concat()
}

/// Labels found, labels in all, texts too many, wrong characters and characters of the found ones.
#[derive(Debug, Clone, Copy, Default)]
pub struct Score {
    pub hit: usize,
    pub labels: usize,
    pub extra: usize,
    pub wrong: usize,
    pub characters: usize,
}

impl Score {
    /// Compares what was read with the labels of one sheet, as the scoring tool does; the last is what failed.
    pub fn add(&mut self, labels: &[String], read: &[String]) -> Vec<String> {
        let mut left: Vec<String> = read.iter().map(|text| canon(text)).collect();
        let mut truth: Vec<String> = labels.iter().map(|text| canon(text)).collect();
        truth.sort_by_key(|text| std::cmp::Reverse(text.chars().count()));
        let mut failed = Vec::new();
        self.labels += truth.len();
        for label in truth {
            let length = label.chars().count();
            let allowed = if length <= 3 { 0 } else { (length / 4).max(1) };
            let best = left.iter().enumerate().map(|(at, text)| (edits(&label, text), at)).min();
            match best.filter(|(distance, _)| *distance <= allowed) {
                Some((distance, at)) => {
                    left.swap_remove(at);
                    self.hit += 1;
                    self.wrong += distance;
                    self.characters += length;
                }
                None => failed.push(format!("missed {label}")),
            }
        }
        self.extra += left.len();
        failed.extend(left.into_iter().map(|text| format!("extra {text}")));
        failed
    }

    pub fn recall(&self) -> f64 {
        self.hit as f64 / self.labels.max(1) as f64
    }

    pub fn precision(&self) -> f64 {
        self.hit as f64 / (self.hit + self.extra).max(1) as f64
    }

    pub fn character_error(&self) -> f64 {
        self.wrong as f64 / self.characters.max(1) as f64
    }
}
