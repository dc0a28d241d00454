//! The text parts of a form that sends an RFQ.

use jiff::civil::Date;

use crate::problem::Problem;

/// Most quantities of one RFQ.
const MOST_QUANTITIES: usize = 20;

/// Largest quantity.
const LARGEST_QUANTITY: u32 = 1_000_000;

/// Quantities as typed ("1, 10, 50") in their order, each once; `None` when nothing was typed.
///
/// # Errors
/// API-014 when one is no number or out of range.
pub fn quantities(text: &str) -> Result<Option<Vec<u32>>, Problem> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let refused = || Problem::new("API-014").about(text.chars().take(100).collect::<String>());
    let mut quantities: Vec<u32> = Vec::new();
    for word in text.split([',', ';']).map(str::trim) {
        let quantity = word.parse().ok().filter(|quantity| (1..=LARGEST_QUANTITY).contains(quantity)).ok_or_else(refused)?;
        if !quantities.contains(&quantity) {
            quantities.push(quantity);
        }
    }
    if quantities.len() > MOST_QUANTITIES { Err(refused()) } else { Ok(Some(quantities)) }
}

/// A day as typed; `None` when nothing was typed.
///
/// # Errors
/// API-015 when it is no day.
pub fn day(text: &str) -> Result<Option<Date>, Problem> {
    match text.trim() {
        "" => Ok(None),
        typed => typed.parse().map(Some).map_err(|_| Problem::new("API-015").about(typed.chars().take(100).collect::<String>())),
    }
}

/// A text as typed without what cannot be printed; `None` when nothing was typed.
pub fn words(text: &str) -> Option<String> {
    let printed: String = text.trim().chars().filter(|character| !character.is_control()).take(200).collect();
    Some(printed).filter(|text| !text.is_empty())
}

/// A file's name as a label: what stands after the last slash, without what cannot be printed. It is never a path.
pub fn label(name: &str) -> Option<String> {
    let last = name.rsplit(['/', '\\']).find(|part| !part.trim().is_empty())?;
    words(last).filter(|label| label != "." && label != "..")
}

/// The label, with a number when another file has it: readings and lines are found by name.
pub fn unlike(label: String, taken: &[String]) -> String {
    if !taken.contains(&label) {
        return label;
    }
    let (stem, extension) = label.rsplit_once('.').map_or((label.as_str(), String::new()), |(stem, end)| (stem, format!(".{end}")));
    (2_usize..).map(|number| format!("{stem} ({number}){extension}")).find(|name| !taken.contains(name)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_are_numbers_each_once() {
        for (typed, expected) in [
            ("", Some(None)),
            ("10", Some(Some(vec![10]))),
            ("1, 10 ,50", Some(Some(vec![1, 10, 50]))),
            ("10;10;5", Some(Some(vec![10, 5]))),
            ("0", None),
            ("ten", None),
            ("1,,2", None),
            ("1000001", None),
            ("-1", None),
        ] {
            assert_eq!(quantities(typed).ok(), expected, "{typed}");
        }
    }

    #[test]
    fn a_day_is_a_day() {
        assert_eq!(day("2026-12-24").unwrap().map(|day| day.to_string()), Some("2026-12-24".to_owned()));
        assert_eq!(day(" ").unwrap(), None);
        assert!(day("24/12/2026").is_err() && day("2026-02-30").is_err());
    }

    #[test]
    fn a_name_is_never_a_path() {
        for (name, expected) in [
            ("plan.pdf", Some("plan.pdf")),
            ("../../etc/passwd", Some("passwd")),
            ("C:\\plans\\axe.step", Some("axe.step")),
            ("/", None),
            ("..", None),
            ("", None),
            ("a\u{0}b\n.pdf", Some("ab.pdf")),
            ("lot/", Some("lot")),
        ] {
            assert_eq!(label(name).as_deref(), expected, "{name:?}");
        }
    }

    #[test]
    fn names_differ() {
        let taken = ["plan.pdf".to_owned(), "plan (2).pdf".to_owned(), "axe".to_owned()];
        for (name, expected) in [("other.pdf", "other.pdf"), ("plan.pdf", "plan (3).pdf"), ("axe", "axe (2)")] {
            assert_eq!(unlike(name.to_owned(), &taken), expected);
        }
    }
}
