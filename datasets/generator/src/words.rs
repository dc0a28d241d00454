//! Names, titles, companies and notes of the invented customers, from data files.

use crate::order::Language;
use crate::random::SplitMix64;

const TITLES: &str = include_str!("../data/titles.csv");
const PEOPLE: &str = include_str!("../data/people.csv");
const COMPANIES: &str = include_str!("../data/companies.csv");
const NOTES: &str = include_str!("../data/notes.csv");

fn rows(table: &'static str, heads: usize, separator: char) -> impl Iterator<Item = Vec<&'static str>> {
    table.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).skip(heads).map(move |line| line.split(separator).collect())
}

fn in_language(row: &[&'static str], first: usize, language: Language) -> &'static str {
    row.get(first + usize::from(language == Language::English)).copied().unwrap_or_default()
}

/// A name for a part of a family.
pub fn title(random: &mut SplitMix64, family: &str, language: Language) -> String {
    let titles: Vec<_> =
        rows(TITLES, 1, ',').filter(|row| row.first() == Some(&family)).map(|row| in_language(&row, 1, language)).collect();
    (*random.pick(&titles)).to_owned()
}

/// Two different people: author and approver.
pub fn people(random: &mut SplitMix64) -> [String; 2] {
    let people: Vec<&str> = rows(PEOPLE, 0, ';').filter_map(|row| row.first().copied()).collect();
    let last = people.len() as i64 - 1;
    let author = random.whole(0, last) as usize;
    let approver = (author + random.whole(1, last) as usize) % people.len();
    [people[author], people[approver]].map(str::to_owned)
}

/// A company.
pub fn company(random: &mut SplitMix64, language: Language) -> String {
    let companies: Vec<_> = rows(COMPANIES, 1, ',').map(|row| in_language(&row, 0, language)).collect();
    (*random.pick(&companies)).to_owned()
}

/// Up to two notes that suit a family.
pub fn notes(random: &mut SplitMix64, family: &str, language: Language) -> Vec<String> {
    let mut all: Vec<_> = rows(NOTES, 1, ';')
        .filter(|row| row.first().is_some_and(|of| *of == "*" || *of == family))
        .map(|row| in_language(&row, 1, language))
        .collect();
    let wanted = random.whole(0, 2);
    let mut chosen = Vec::new();
    for _ in 0..wanted {
        let index = random.whole(0, all.len() as i64 - 1) as usize;
        chosen.push(all.remove(index).to_owned());
    }
    chosen
}

/// A drawing number as offices build them.
pub fn number(random: &mut SplitMix64) -> String {
    let serial = random.whole(100, 99_999);
    match random.whole(0, 6) {
        0 => format!("TRQ-{serial:05}"),
        1 => format!("{}-{serial:05}", random.pick(&["PL", "MB", "DX", "KR", "VN"])),
        2 => format!("{:02}-{serial:05}", random.whole(10, 99)),
        3 => format!("{}{:03}.{:03}", random.pick(&["A", "C", "M", "T"]), serial % 1000, random.whole(1, 999)),
        4 => format!("{:04}-{:03}-{:02}", random.whole(1000, 9999), random.whole(1, 999), random.whole(1, 99)),
        5 => format!("{}{serial:06}", random.pick(&["P", "D", "E"])),
        _ => format!("{}-{:04}-{}", random.pick(&["BR", "CH", "FL", "AX"]), serial % 10_000, random.pick(&["L", "R", "S", "01", "02"])),
    }
}

/// A revision: a letter, a number, or two figures.
pub fn revision(random: &mut SplitMix64) -> String {
    match random.whole(0, 5) {
        0 => random.whole(0, 9).to_string(),
        1 => format!("{:02}", random.whole(0, 7)),
        _ => char::from(b'A' + random.whole(0, 6) as u8).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random_part::FamilyName;

    #[test]
    fn every_family_has_names_in_both_languages() {
        for family in FamilyName::ALL {
            for language in [Language::French, Language::English] {
                for seed in 0..20 {
                    assert!(!title(&mut SplitMix64::new(seed), family.name(), language).is_empty());
                    assert!(notes(&mut SplitMix64::new(seed), family.name(), language).iter().all(|note| note.len() > 5));
                }
            }
        }
    }
}
