//! The dictionary of requests, compiled to patterns.

use std::sync::LazyLock;

use regex::{Regex, RegexBuilder};
use serde::Deserialize;

const WORDS: &str = include_str!("../../data/request_words.toml");

/// A number of pieces: `25`, `1 000`, `1.000`, `1,000`.
const NUMBER: &str = r"(?:\d{1,3}(?:[ \x{a0}\x{202f}.'\x{2019}]\d{3})+|\d{1,3}(?:,000)+|\d{1,6})";

#[derive(Deserialize)]
struct Dictionary {
    quantity: Vec<String>,
    unit: Vec<String>,
    filler: Vec<String>,
    and: Vec<String>,
    asking: Vec<String>,
    about: Vec<String>,
    range: Vec<String>,
    elsewhere: Vec<String>,
    files: Vec<String>,
    not_pieces: Vec<String>,
    article: Vec<String>,
    position: Vec<String>,
    standard: Vec<String>,
    delivery: Vec<String>,
    reply: Vec<String>,
    offer: Vec<String>,
    before: Vec<String>,
    strictly_before: Vec<String>,
    on: Vec<String>,
    from: Vec<String>,
    week: Vec<String>,
    end_of: Vec<String>,
    within: Vec<String>,
    days: Vec<String>,
    weeks: Vec<String>,
    working: Vec<String>,
    next: Vec<String>,
    months: Vec<Vec<String>>,
    weekdays: Vec<Vec<String>>,
    english: Vec<String>,
    quoted: Vec<String>,
}

/// Patterns of quantities. Names of groups say what they hold.
pub(crate) struct QuantityWords {
    /// Word for quantity, then `list`.
    pub(crate) named: Regex,
    /// Numbers joined by commas, slashes or words, each perhaps with its unit.
    pub(crate) list: Regex,
    /// One number of a list.
    pub(crate) item: Regex,
    /// The list ends with a unit.
    pub(crate) ends_with_unit: Regex,
    /// A table heading.
    pub(crate) heading: Regex,
    /// The word for quantity anywhere.
    pub(crate) word: Regex,
    /// What may stand before a single number with its unit.
    pub(crate) asking_before: Regex,
    pub(crate) about_before: Regex,
    /// `NUMBER to` before, `to NUMBER` behind.
    pub(crate) range_before: Regex,
    pub(crate) range_behind: Regex,
    pub(crate) elsewhere: Regex,
    pub(crate) files_behind: Regex,
    pub(crate) not_pieces_behind: Regex,
    /// A line of nothing but numbers and units.
    pub(crate) values_only: Regex,
    /// `x 10` or `10 x` beside an article.
    pub(crate) times: Regex,
    /// A list at the end of a line, behind a colon, a bar, a tab or wide blanks.
    pub(crate) column: Regex,
}

/// Patterns of article numbers.
pub(crate) struct ArticleWords {
    /// Word for article, then `token`.
    pub(crate) named: Regex,
    /// Anything that looks like a code.
    pub(crate) code: Regex,
    /// A table heading.
    pub(crate) heading: Regex,
    pub(crate) standard_before: Regex,
    /// A bullet or a number begins the line, with at most three words behind it.
    pub(crate) listed_before: Regex,
    /// A code that is a list of pieces or a measure: `50/100pcs`.
    pub(crate) pieces: Regex,
}

/// Patterns of days.
pub(crate) struct DayWords {
    pub(crate) iso: Regex,
    pub(crate) numeric: Regex,
    pub(crate) day_month: Regex,
    pub(crate) month_day: Regex,
    pub(crate) end_of_month: Regex,
    pub(crate) week: Regex,
    pub(crate) short: Regex,
    pub(crate) weekday: Regex,
    pub(crate) duration: Regex,
    pub(crate) months: Vec<Regex>,
    pub(crate) weekdays: Vec<Regex>,
    pub(crate) delivery: Regex,
    pub(crate) reply: Regex,
    pub(crate) offer: Regex,
    /// A deadline word anywhere.
    pub(crate) before: Regex,
    /// A word that excludes the day ends the text.
    pub(crate) strictly_before_at_end: Regex,
    /// `next` ends the text.
    pub(crate) next_at_end: Regex,
    /// A beginning word that ends the text.
    pub(crate) from_at_end: Regex,
    /// A word that announces a day, or a colon, ends the text.
    pub(crate) on_at_end: Regex,
    pub(crate) english: Regex,
    pub(crate) next: Regex,
}

/// The whole dictionary.
pub(crate) struct Words {
    pub(crate) quantity: QuantityWords,
    pub(crate) article: ArticleWords,
    pub(crate) day: DayWords,
    pub(crate) quoted: Regex,
}

/// The dictionary; `None` only when it is broken, which a test refuses.
pub(crate) fn words() -> Option<&'static Words> {
    static COMPILED: LazyLock<Option<Words>> = LazyLock::new(compile);
    COMPILED.as_ref()
}

fn any(words: &[String]) -> String {
    format!("(?:{})", words.join("|"))
}

fn pattern(text: &str) -> Option<Regex> {
    RegexBuilder::new(text).case_insensitive(true).size_limit(32 << 20).build().ok()
}

fn compile() -> Option<Words> {
    let words: Dictionary = toml::from_str(WORDS).ok()?;
    Some(Words { quantity: quantity(&words)?, article: article(&words)?, day: day(&words)?, quoted: pattern(&any(&words.quoted))? })
}

fn quantity(words: &Dictionary) -> Option<QuantityWords> {
    let (unit, and, quantity) = (any(&words.unit), any(&words.and), any(&words.quantity));
    let item = format!(r"{NUMBER}(?:\s?{unit}\b\.?|\b)");
    let list = format!(r"{item}(?:\s*(?:[,;/&]|\b{and}\b)\s*(?:{and}\s+)?(?:(?:pour|for|für)\s+)?{item})*");
    let range = any(&words.range);
    Some(QuantityWords {
        named: pattern(&format!(
            r"\b{quantity}(?:\b\.?|\.)(?:\s+{}\b|\s*\([^)]{{1,20}}\)|\s+{unit}\b\.?)*\s*[:=\-–\t|]?\s*(?P<list>{list})",
            any(&words.filler)
        ))?,
        list: pattern(&list)?,
        item: pattern(&format!(r"(?P<number>{NUMBER})(?:\s?{unit}\b\.?|\b)"))?,
        ends_with_unit: pattern(&format!(r"\d\s?{unit}\.?$"))?,
        heading: pattern(&format!(r"^\W*{quantity}\b"))?,
        word: pattern(&format!(r"\b{quantity}\b"))?,
        asking_before: pattern(&format!(r"(?:^|[:;(=\-–•*>]|\b{}(?:\s+\w+)?)\s*$", any(&words.asking)))?,
        about_before: pattern(&format!(r"(?:^|[^\p{{L}}]){}\s*(?:de\s+|of\s+|von\s+)?$", any(&words.about)))?,
        range_before: pattern(&format!(r"(?P<number>\d+)\s*{range}\s*$"))?,
        range_behind: pattern(&format!(r"^\s*{range}\s*(?P<number>\d+)\b(?:[^./\d]|$)"))?,
        elsewhere: pattern(&any(&words.elsewhere))?,
        files_behind: pattern(&format!(r"^[\s(]*(?:s\)?\s*)?{}", any(&words.files)))?,
        not_pieces_behind: pattern(&format!(r"^\s?{}(?:[^\p{{L}}]|$)", any(&words.not_pieces)))?,
        values_only: pattern(&format!(r"^[\s\-•*·–]*(?P<list>{list})[\s.;,]*$"))?,
        times: pattern(&format!(r"(?:^|\s)(?:[x×]\s?(?P<behind>{NUMBER})|(?P<ahead>{NUMBER})\s?[x×])(?:\s|$)"))?,
        column: pattern(&format!(r"(?:[:=;|\t]|\s{{2,}})\s*(?P<list>{list})\s*$"))?,
    })
}

fn article(words: &Dictionary) -> Option<ArticleWords> {
    let article = any(&words.article);
    Some(ArticleWords {
        named: pattern(&format!(
            r"(?:^|[^\p{{L}}]){article}\b\.?\s*(?:n[°ºo]\.?\s*|nr\.?\s*|no\.?\s*|#\s*)?[:=]?\s*(?P<token>[A-Z0-9][A-Z0-9._/\-]{{2,}}[A-Z0-9])"
        ))?,
        code: pattern(r"[A-Z0-9]+(?:[-_./][A-Z0-9]+)+|\b[A-Z]{1,5}\d{4,}[A-Z0-9]*\b")?,
        heading: pattern(&format!(r"^\W*(?:{article}|n[°º]|teil)(?:\b|\W|$)"))?,
        standard_before: pattern(&format!(r"\b{}[\s-]*$", any(&words.standard)))?,
        listed_before: pattern(&format!(
            r"^\s*(?:[-•*·–>]|(?:{}\b\.?\s*)?\d{{1,3}}\s?[.):])\s*(?:[\p{{L}}'()]+\.?\s+){{0,3}}$",
            any(&words.position)
        ))?,
        pieces: pattern(&format!(r"^[\d/.,]+{}?$", any(&words.unit)))?,
    })
}

fn day(words: &Dictionary) -> Option<DayWords> {
    let one_of = |groups: &[Vec<String>]| any(&groups.iter().map(|group| any(group)).collect::<Vec<_>>());
    let each = |groups: &[Vec<String>]| groups.iter().map(|group| pattern(&format!("^{}$", any(group)))).collect::<Option<Vec<_>>>();
    let (month, weekday) = (one_of(&words.months), one_of(&words.weekdays));
    let (before, working) = (any(&words.before), any(&words.working));
    let article = r"(?:\s+(?:le|la|the|den|dem|du|de la|end of|fin))?";
    Some(DayWords {
        iso: pattern(r"\b(?P<y>20\d\d)-(?P<m>\d{1,2})-(?P<d>\d{1,2})\b")?,
        numeric: pattern(r"\b(?P<a>\d{1,2})(?P<by>[./-])(?P<b>\d{1,2})[./-](?P<y>20\d\d|\d\d)\b")?,
        day_month: pattern(&format!(
            r"\b(?P<d>\d{{1,2}})(?:er|st|nd|rd|th|\.)?\s+(?:of\s+|de\s+)?(?P<month>{month})\b\.?(?:,?\s+(?P<y>20\d\d)\b)?"
        ))?,
        month_day: pattern(&format!(r"\b(?P<month>{month})\b\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(?P<y>20\d\d)\b)?"))?,
        end_of_month: pattern(&format!(r"\b{}\s+(?P<month>{month})\b\.?(?:\s+(?P<y>20\d\d)\b)?", any(&words.end_of)))?,
        week: pattern(&format!(
            r"\b(?:{}\.?\s?(?:n[°ºo]\s?)?(?P<w>\d{{1,2}})|[SW](?P<w2>\d{{1,2}}))\b(?:\s?[/-]\s?(?P<y>20\d\d)\b|\s+(?:de\s+)?(?P<y2>20\d\d)\b)?",
            any(&words.week)
        ))?,
        short: pattern(r"\b(?P<a>\d{1,2})(?P<by>[./])(?P<b>\d{1,2})(?:\b|\.)")?,
        weekday: pattern(&format!(r"\b(?P<day>{weekday})\b(?P<behind>\s+(?:\d|{}))?", any(&words.next)))?,
        duration: pattern(&format!(
            r"(?:\b(?P<within>{})\s+)?\b(?P<n>\d{{1,3}})\s*(?P<work1>{working}\s+)?(?:(?P<days>{})|(?P<weeks>{}))\b(?P<work2>\s+{working})?",
            any(&words.within),
            any(&words.days),
            any(&words.weeks)
        ))?,
        months: each(&words.months)?,
        weekdays: each(&words.weekdays)?,
        delivery: pattern(&format!(r"\b{}\b", any(&words.delivery)))?,
        reply: pattern(&format!(r"\b{}\b", any(&words.reply)))?,
        offer: pattern(&format!(r"\b{}\b", any(&words.offer)))?,
        before: pattern(&format!(r"\b(?:{before}|pour le|for the)\b"))?,
        strictly_before_at_end: pattern(&format!(r"\b{}{article}\s*$", any(&words.strictly_before)))?,
        from_at_end: pattern(&format!(r"\b{}{article}\s*$", any(&words.from)))?,
        on_at_end: pattern(&format!(r"(?:\b(?:{before}|{})|[:=])(?:\s+{weekday}\.?,?)?{article}\s*$", any(&words.on)))?,
        english: pattern(&format!(r"\b{}(?:\b|$)", any(&words.english)))?,
        next: pattern(&any(&words.next))?,
        next_at_end: pattern(&format!(r"\b{}\s*$", any(&words.next)))?,
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_dictionary_compiles() {
        assert!(super::words().is_some());
    }
}
