//! Text of a mail to sentences: wrapped lines joined, lists gathered under their heading, older messages apart.

use super::words::Words;

/// Programs wrap text between these many characters and the end of the line.
const WRAPPED: usize = 60;
/// Abbreviations that end with a point and no sentence.
const ABBREVIATIONS: [&str; 20] =
    ["m", "mr", "mme", "mlle", "mrs", "ms", "dr", "ing", "nr", "no", "n°", "ref", "réf", "art", "env", "ca", "approx", "qty", "qté", "qte"];

/// The newest message and the older ones it quotes or forwards, their marks removed.
pub(crate) fn newest_and_older(body: &str, words: &Words) -> (String, String) {
    let lines: Vec<&str> = body.lines().collect();
    let at = lines.iter().position(|line| words.quoted.is_match(line)).unwrap_or(lines.len());
    let signature = lines.iter().position(|line| *line == "-- " || *line == "--").unwrap_or(lines.len());
    let newest = lines.get(..at.min(signature)).unwrap_or_default().join("\n");
    let unquoted: Vec<&str> = lines.get(at..).unwrap_or_default().iter().map(|line| line.trim_start_matches(['>', ' '])).collect();
    (newest, unquoted.join("\n"))
}

/// Sentences, each on one line; the words and marks are those of the mail.
pub(crate) fn sentences(text: &str, words: &Words) -> Vec<String> {
    gather(text, words).iter().flat_map(|line| split(line)).collect()
}

/// Joins lines that a program has wrapped, and the values under a heading that ends with a colon.
fn gather(text: &str, words: &Words) -> Vec<String> {
    let mut gathered: Vec<String> = Vec::new();
    let mut listing = false;
    let mut last_length = 0;
    for line in text.lines() {
        let trimmed = line.trim();
        let value = words.quantity.values_only.is_match(trimmed) || (trimmed.len() < 40 && is_day(trimmed, words));
        let under_heading = gathered.last().is_some_and(|last| last.trim_end().ends_with(':'));
        let begins_lower = trimmed.chars().next().is_some_and(|first| first.is_lowercase() || first.is_ascii_digit());
        let wrapped = last_length >= WRAPPED
            && begins_lower
            && !trimmed.contains('\t')
            && gathered.last().is_some_and(|last| !last.contains('\t') && !last.trim_end().ends_with(['.', '!', '?', ':', ';']));
        match gathered.last_mut() {
            _ if trimmed.is_empty() => {}
            Some(last) if value && (under_heading || listing) => {
                let item = trimmed.trim_start_matches(['-', '•', '*', '·', '–', ' ']);
                last.push_str(if listing { ", " } else { " " });
                last.push_str(item.trim_end_matches([',', ';', '.', ' ']));
                listing = true;
                continue;
            }
            Some(last) if wrapped && !listing => {
                last.push(' ');
                last.push_str(trimmed);
                last_length = line.chars().count();
                continue;
            }
            _ => gathered.push(trimmed.to_owned()),
        }
        if !trimmed.is_empty() {
            listing = false;
        }
        last_length = line.chars().count();
    }
    gathered
}

fn is_day(text: &str, words: &Words) -> bool {
    let day = &words.day;
    [&day.iso, &day.numeric, &day.day_month, &day.week].iter().any(|pattern| pattern.find(text).is_some_and(|found| found.start() <= 12))
        && !words.quantity.word.is_match(text)
}

/// Ends of sentences: `.`, `!`, `?` or `;` before a blank and a capital letter, but for abbreviations and ordinal numbers.
fn split(line: &str) -> Vec<String> {
    let mut sentences = Vec::new();
    let mut begin = 0;
    for (at, mark) in line.char_indices().filter(|(_, mark)| matches!(mark, '.' | '!' | '?')) {
        let behind = line.get(at + mark.len_utf8()..).unwrap_or_default();
        let capital = behind.trim_start().chars().next().is_some_and(|first| first.is_uppercase());
        let last_word = line.get(begin..at).unwrap_or_default().rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or_default();
        let abbreviated = ABBREVIATIONS.contains(&last_word.to_lowercase().as_str())
            || (last_word.len() <= 2 && last_word.chars().all(|c| c.is_ascii_digit()));
        if behind.starts_with(' ') && capital && (mark != '.' || !abbreviated) {
            sentences.push(line.get(begin..=at).unwrap_or_default().trim().to_owned());
            begin = at + mark.len_utf8();
        }
    }
    sentences.push(line.get(begin..).unwrap_or_default().trim().to_owned());
    sentences.retain(|sentence| !sentence.is_empty());
    sentences
}
