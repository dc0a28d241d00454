//! Article and drawing numbers in a sentence, and the quantities asked for each.

use std::ops::Range;

use super::quantity::{FoundQuantities, blank, find_quantities, read_list};
use super::words::Words;

/// Quantities of one article.
pub(crate) type ArticleQuantities = (String, Vec<u32>);

/// What a sentence says of pieces: of all articles, or of those it names.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct SentencePieces {
    pub(crate) articles: Vec<ArticleQuantities>,
    pub(crate) general: Vec<Vec<u32>>,
    pub(crate) unclear: bool,
}

/// Reads a sentence. `attached` are the names of the files that came with it: a number among them is an article wherever it stands.
pub(crate) fn read_pieces(sentence: &str, attached: &[String], words: &Words) -> SentencePieces {
    let Codes { mut articles, perhaps, all } = find_articles(sentence, attached, words);
    let mut masked = sentence.to_owned();
    for place in &all {
        blank(&mut masked, place.clone());
    }
    let mut found = find_quantities(&masked, words);
    if found.lists.is_empty() && !found.unclear && articles.len() == 1 {
        found = beside_article(&masked, words);
    }
    // `Flange 4500123-01: 12 pcs; shaft 4500124-00: 24 pcs`.
    if articles.is_empty() && perhaps.len() >= 2 && perhaps.len() == found.lists.len() && alternate(&perhaps, &found) {
        articles = perhaps;
    }
    let name = |place: &Range<usize>| sentence.get(place.clone()).unwrap_or_default().trim_matches(['.', '-', '/', '_']).to_owned();
    let mut pieces = SentencePieces { unclear: found.unclear, ..SentencePieces::default() };
    let lists: Vec<Vec<u32>> = found.lists.iter().map(|(_, list)| list.clone()).collect();
    match (articles.as_slice(), lists.as_slice()) {
        (_, []) => {}
        ([], _) => pieces.general = lists,
        (_, [list]) => pieces.articles = articles.iter().map(|article| (name(article), list.clone())).collect(),
        (some, more) if some.len() == more.len() && alternate(some, &found) => {
            pieces.articles = some.iter().zip(more).map(|(article, list)| (name(article), list.clone())).collect();
        }
        _ => pieces.unclear = true,
    }
    pieces
}

/// `A-100 4 pcs, A-200 10 pcs`: each list between its article and the next.
fn alternate(articles: &[Range<usize>], found: &FoundQuantities) -> bool {
    articles
        .iter()
        .zip(&found.lists)
        .enumerate()
        .all(|(index, (article, (list, _)))| article.end <= list.start && articles.get(index + 1).is_none_or(|next| list.end <= next.start))
}

/// `x 10` anywhere beside the only article of a line, or a last column of numbers.
fn beside_article(masked: &str, words: &Words) -> FoundQuantities {
    let patterns = &words.quantity;
    let captures = patterns.times.captures(masked).and_then(|it| it.name("behind").or(it.name("ahead")));
    let list = captures.or_else(|| patterns.column.captures(masked).and_then(|it| it.name("list")));
    let Some(list) = list.filter(|_| !patterns.elsewhere.is_match(masked)) else { return FoundQuantities::default() };
    match read_list(list.as_str(), patterns) {
        Ok(values) if values.is_empty() => FoundQuantities::default(),
        Ok(values) => FoundQuantities { lists: vec![(list.range(), values)], unclear: false },
        Err(()) => FoundQuantities { lists: Vec::new(), unclear: true },
    }
}

/// Places of codes in a sentence.
struct Codes {
    /// Certainly articles.
    articles: Vec<Range<usize>>,
    /// Articles only when each has its list of pieces behind it.
    perhaps: Vec<Range<usize>>,
    /// Everything that looks like a code.
    all: Vec<Range<usize>>,
}

fn find_articles(sentence: &str, attached: &[String], words: &Words) -> Codes {
    let patterns = &words.article;
    let mut articles: Vec<Range<usize>> = Vec::new();
    let mut codes: Vec<Range<usize>> = Vec::new();
    let mut perhaps: Vec<Range<usize>> = Vec::new();
    for token in patterns.named.captures_iter(sentence).filter_map(|it| it.name("token")) {
        if could_be_article(token.as_str(), words) {
            articles.push(token.range());
        }
    }
    for code in patterns.code.find_iter(sentence) {
        let (text, place) = (code.as_str(), code.range());
        if patterns.pieces.is_match(text) || is_day(text, words) || !(has_long_number(text) || text.contains(char::is_alphabetic)) {
            continue;
        }
        codes.push(place.clone());
        let before = sentence.get(..place.start).unwrap_or_default();
        let listed = patterns.listed_before.is_match(before);
        let begins =
            listed || before.trim_matches(|it: char| it.is_whitespace() || matches!(it, '-' | '•' | '*' | '·' | '–' | '>')).is_empty();
        let known = attached.iter().any(|file| names(file, text));
        let standard = patterns.standard_before.is_match(before);
        let inside = articles.iter().any(|other| other.start < place.end && place.start < other.end);
        let plausible = !standard && could_be_article(text, words);
        if !inside && (known || (begins && plausible)) {
            articles.push(place);
        } else if !inside && plausible && has_long_number(text) {
            perhaps.push(place);
        }
    }
    articles.sort_by_key(|place| place.start);
    let all = codes.into_iter().chain(articles.iter().cloned()).collect();
    Codes { articles, perhaps, all }
}

/// Two digits at least, and no day, list of pieces or measure.
fn could_be_article(text: &str, words: &Words) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    digits >= 2
        && text.len() >= 4
        && !words.article.pieces.is_match(text) | text.chars().all(|it| it.is_ascii_digit())
        && !is_day(text, words)
}

fn has_long_number(text: &str) -> bool {
    text.split(|it: char| !it.is_ascii_digit()).any(|group| group.len() >= 4)
}

fn is_day(text: &str, words: &Words) -> bool {
    [&words.day.iso, &words.day.numeric].iter().any(|pattern| pattern.find(text).is_some_and(|found| found.len() == text.len()))
}

/// `88-20315` is in `88-20315_C.pdf`.
fn names(file: &str, code: &str) -> bool {
    let bare = |text: &str| text.chars().filter(|it| it.is_alphanumeric()).flat_map(char::to_uppercase).collect::<String>();
    let code = bare(code);
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    code.len() >= 4 && code.chars().filter(char::is_ascii_digit).count() >= 3 && bare(stem).contains(&code)
}
