//! Tables in a mail: a heading with an article and a quantity, then a row for each article.

use super::article::ArticleQuantities;
use super::quantity::read_list;
use super::words::Words;

/// Rows understood, with their text, and the lines that are left.
#[derive(Debug, Default)]
pub(crate) struct Tables {
    pub(crate) rows: Vec<(ArticleQuantities, String)>,
    pub(crate) rest: String,
}

struct Heading {
    article: usize,
    quantities: Vec<usize>,
}

/// Takes the tables out of a text.
pub(crate) fn take_tables(text: &str, words: &Words) -> Tables {
    let mut tables = Tables::default();
    let mut heading: Option<Heading> = None;
    for line in text.lines() {
        let cells = cells(line);
        if let Some(known) = &heading {
            let row = read_row(&cells, known, words);
            match row {
                Some(row) => {
                    tables.rows.push((row, line.split_whitespace().collect::<Vec<_>>().join(" ")));
                    continue;
                }
                None if line.trim().is_empty() || line.trim().chars().all(|it| matches!(it, '-' | '=' | '|' | '+' | ' ')) => continue,
                None => heading = None,
            }
        }
        if let Some(found) = find_heading(&cells, words) {
            heading = Some(found);
            continue;
        }
        tables.rest.push_str(line);
        tables.rest.push('\n');
    }
    tables
}

/// Cells parted by tabs, bars, semicolons or wide blanks; blank cells of a bar table's ends left out.
fn cells(line: &str) -> Vec<&str> {
    let trimmed = line.trim().trim_matches('|');
    let cells: Vec<&str> = if trimmed.contains('\t') {
        trimmed.split('\t').collect()
    } else if trimmed.contains('|') {
        trimmed.split('|').collect()
    } else if trimmed.matches(';').count() >= 1 {
        trimmed.split(';').collect()
    } else {
        trimmed.split("  ").filter(|cell| !cell.trim().is_empty()).collect()
    };
    cells.into_iter().map(str::trim).collect()
}

fn find_heading(cells: &[&str], words: &Words) -> Option<Heading> {
    if cells.len() < 2 || cells.iter().any(|cell| cell.chars().count() > 40) {
        return None;
    }
    let quantities: Vec<usize> =
        cells.iter().enumerate().filter(|(_, cell)| words.quantity.heading.is_match(cell) && !has_value(cell)).map(|(at, _)| at).collect();
    let article = cells.iter().position(|cell| {
        words.article.heading.is_match(cell) && !words.quantity.heading.is_match(cell) && !cell.contains(|it: char| it.is_ascii_digit())
    })?;
    (!quantities.is_empty()).then_some(Heading { article, quantities })
}

/// `Qty: 10` is a value, `Qty 1` the name of a column.
fn has_value(cell: &str) -> bool {
    cell.split_once([':', '=']).is_some_and(|(_, behind)| behind.contains(|it: char| it.is_ascii_digit()))
}

fn read_row(cells: &[&str], heading: &Heading, words: &Words) -> Option<ArticleQuantities> {
    let article = cells.get(heading.article).filter(|cell| cell.contains(|it: char| it.is_ascii_digit()) && cell.chars().count() <= 60)?;
    let mut quantities = Vec::new();
    for cell in heading.quantities.iter().filter_map(|at| cells.get(*at)) {
        let Some(list) = words.quantity.values_only.captures(cell).and_then(|it| it.name("list")) else { continue };
        for quantity in read_list(list.as_str(), &words.quantity).ok()? {
            if !quantities.contains(&quantity) {
                quantities.push(quantity);
            }
        }
    }
    (!quantities.is_empty()).then(|| ((*article).to_owned(), quantities))
}
