//! A tool maker's catalogue (CSV or workbook) to tools with their conditions. A row that is no tool is told with its line and its reason.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use trusquin_domain::{Tool, ToolData, ToolGrade, ToolKind};
use unicode_normalization::UnicodeNormalization;

use crate::{RowProblem, Sheet, SheetRow, ShopFloorError, parse_number};

const BUILT_IN: &str = include_str!("../data/catalogue.toml");

/// Columns a catalogue may have.
pub const CATALOGUE_COLUMNS: [&str; 21] = [
    "id",
    "name",
    "kind",
    "grade",
    "diameter_mm",
    "teeth",
    "nose_radius_mm",
    "cutting_length_mm",
    "reach_mm",
    "entering_angle_deg",
    "width_mm",
    "pitch_mm",
    "thread",
    "fit",
    "through_coolant",
    "count",
    "group",
    "speed_min",
    "speed_max",
    "feed_min",
    "feed_max",
];

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct MappingFile {
    columns: BTreeMap<String, Vec<String>>,
    kinds: BTreeMap<ToolKind, Vec<String>>,
    grades: BTreeMap<ToolGrade, Vec<String>>,
    words: BTreeMap<String, Vec<String>>,
}

/// How a catalogue's columns and words are understood.
#[derive(Debug, Clone)]
pub struct CatalogueMapping {
    named: BTreeMap<String, String>,
    file: MappingFile,
    kind: Option<ToolKind>,
}

/// What a catalogue gave.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Catalogue {
    /// Tools; rows of one reference are one tool with the conditions of several materials.
    pub tools: Vec<Tool>,
    /// Rows that are none.
    pub problems: Vec<RowProblem>,
    /// Columns nobody asked for, as they are called.
    pub unused: Vec<String>,
}

impl CatalogueMapping {
    /// The built-in words, then those of a mapping file, then `canonical=COLUMN` options. `kind` is the sort of every tool of the file, for
    /// catalogues that have no column for it.
    ///
    /// # Errors
    /// The file cannot be read; an option is no pair or names no column of a catalogue.
    pub fn new(file: Option<&Path>, options: &[String], kind: Option<ToolKind>) -> Result<Self, ShopFloorError> {
        let parse = |place: &str, text: &str| {
            toml::from_str::<MappingFile>(text)
                .map_err(|error| ShopFloorError::Mapping { place: place.to_owned(), problem: error.to_string() })
        };
        let mut words = parse("built-in catalogue words", BUILT_IN)?;
        let mut named = BTreeMap::new();
        if let Some(path) = file {
            let text = std::fs::read_to_string(path).map_err(|source| ShopFloorError::Open { file: path.to_path_buf(), source })?;
            let own = parse(&path.display().to_string(), &text)?;
            named.extend(own.columns.into_iter().filter_map(|(column, names)| Some((column, names.into_iter().next()?))));
            own.kinds.into_iter().for_each(|(kind, more)| words.kinds.entry(kind).or_default().extend(more));
            own.grades.into_iter().for_each(|(grade, more)| words.grades.entry(grade).or_default().extend(more));
        }
        for option in options {
            let (column, name) = option.split_once('=').ok_or_else(|| ShopFloorError::Mapping {
                place: format!("--map {option}"),
                problem: "write canonical=COLUMN, as in --map diameter_mm=DC".to_owned(),
            })?;
            named.insert(column.trim().to_owned(), name.trim().to_owned());
        }
        if let Some(column) = named.keys().find(|column| !CATALOGUE_COLUMNS.contains(&column.as_str())) {
            let problem = format!("a catalogue has the columns {}", CATALOGUE_COLUMNS.join(", "));
            return Err(ShopFloorError::Mapping { place: column.clone(), problem });
        }
        Ok(Self { named, file: words, kind })
    }

    /// Column number of each canonical column the file has.
    fn columns(&self, sheet: &Sheet) -> Result<BTreeMap<&'static str, usize>, ShopFloorError> {
        let header: Vec<String> = sheet.header.iter().map(|name| plain(name)).collect();
        let mut found = BTreeMap::new();
        for canonical in CATALOGUE_COLUMNS {
            let column = match self.named.get(canonical) {
                Some(name) => {
                    let wanted = plain(name);
                    let at = sheet
                        .header
                        .iter()
                        .position(|column| column == name)
                        .or_else(|| header.iter().position(|column| *column == wanted));
                    Some(at.ok_or_else(|| ShopFloorError::Mapping {
                        place: format!("{canonical} = \"{name}\""),
                        problem: format!("{} has no such column; it has: {}", sheet.name, sheet.header.join(", ")),
                    })?)
                }
                None => {
                    let words = self.file.columns.get(canonical).map_or(&[][..], Vec::as_slice);
                    words.iter().find_map(|word| header.iter().position(|column| *column == plain(word)))
                }
            };
            found.extend(column.map(|at| (canonical, at)));
        }
        Ok(found)
    }

    /// The sort of tool a text means: the longest of the words in it.
    fn kind_of(&self, text: &str) -> Option<ToolKind> {
        longest(&self.file.kinds, &plain(text))
    }

    fn grade_of(&self, text: &str) -> Option<ToolGrade> {
        longest(&self.file.grades, &plain(text))
    }
}

fn longest<K: Copy>(words: &BTreeMap<K, Vec<String>>, text: &str) -> Option<K> {
    let padded = format!(" {text} ");
    let hits = words.iter().flat_map(|(kind, list)| list.iter().map(move |word| (*kind, plain(word))));
    hits.filter(|(_, word)| padded.contains(&format!(" {word} "))).max_by_key(|(_, word)| word.len()).map(|(kind, _)| kind)
}

/// Without accents, capitals and signs.
fn plain(text: &str) -> String {
    let bare: String = text.nfd().filter(|c| !('\u{300}'..='\u{36f}').contains(c)).collect();
    let spaced: String = bare.to_lowercase().chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Reads a catalogue.
///
/// # Errors
/// A named column is not there, or neither a reference nor a name column is.
pub fn read_catalogue(sheet: &Sheet, mapping: &CatalogueMapping) -> Result<Catalogue, ShopFloorError> {
    let columns = mapping.columns(sheet)?;
    if !columns.contains_key("id") && !columns.contains_key("name") {
        return Err(ShopFloorError::MissingColumns {
            file: sheet.name.clone(),
            missing: "id or name".to_owned(),
            first_missing: "id".to_owned(),
            present: sheet.header.join(", "),
        });
    }
    let mut out = Catalogue::default();
    for row in &sheet.rows {
        match tool(row, &columns, mapping, &sheet.name) {
            Ok(tool) => match out.tools.iter_mut().find(|known| known.id == tool.id) {
                Some(known) => known.data.extend(tool.data),
                None => out.tools.push(tool),
            },
            Err(problem) => out.problems.push(RowProblem { line: row.line, problem }),
        }
    }
    let used: Vec<usize> = columns.values().copied().collect();
    out.unused =
        sheet.header.iter().enumerate().filter(|(at, name)| !used.contains(at) && !name.is_empty()).map(|(_, name)| name.clone()).collect();
    Ok(out)
}

fn tool(row: &SheetRow, columns: &BTreeMap<&'static str, usize>, mapping: &CatalogueMapping, source: &str) -> Result<Tool, String> {
    let text = |name: &str| columns.get(name).and_then(|at| row.fields.get(*at)).map(|text| text.trim()).filter(|text| !text.is_empty());
    let number = |name: &str| match text(name) {
        None => Ok(None),
        Some(written) => {
            let bare = written.trim_start_matches(['Ø', 'ø', 'R', 'r']).trim_end_matches("mm").trim_end_matches('°').trim();
            parse_number(bare).filter(|value| *value > 0.0).map(Some).ok_or_else(|| format!("{name} '{written}' is no number above 0"))
        }
    };
    let id = text("id").or(text("name")).ok_or("neither a reference nor a name")?.to_owned();
    let name = text("name").map_or_else(|| id.clone(), str::to_owned);
    let kind_text = [text("kind"), text("name")];
    let kind = kind_text.into_iter().flatten().find_map(|text| mapping.kind_of(text)).or(mapping.kind);
    let kind = kind.ok_or_else(|| format!("what sort of tool is '{name}'? Name it in a column, or for the whole file with --kind"))?;
    let grade_text = [text("grade"), text("name"), text("kind")];
    let grade = grade_text.into_iter().flatten().find_map(|text| mapping.grade_of(text));
    let grade = grade.ok_or_else(|| format!("what edge has '{name}': high-speed steel, carbide, coated carbide? Its column names none"))?;
    let speed = [number("speed_min")?, number("speed_max")?];
    let feed = [number("feed_min")?, number("feed_max")?];
    let range = |pair: [Option<f64>; 2]| match pair {
        [Some(a), Some(b)] => Some([a.min(b), a.max(b)]),
        [Some(a), None] | [None, Some(a)] => Some([a, a]),
        [None, None] => None,
    };
    let groups = text("group").map(groups).unwrap_or_default();
    let data = match (range(speed), range(feed)) {
        (Some(speed_m_min), Some(feed_mm)) => {
            if groups.is_empty() {
                return Err(format!("'{name}' has conditions but no material group: P, M, K, N, S, H or a row of the cutting tables"));
            }
            groups.iter().map(|group| ToolData { group: group.clone(), speed_m_min, feed_mm }).collect()
        }
        _ => Vec::new(),
    };
    let yes = mapping.file.words.get("yes").map_or(&[][..], Vec::as_slice);
    let count = number("count")?.map_or(0, |count| count.min(1e6) as u32);
    Ok(Tool {
        id: id.clone(),
        name,
        kind,
        grade,
        diameter_mm: number("diameter_mm")?,
        teeth: number("teeth")?.map(|teeth| teeth.min(100.0) as u32),
        nose_radius_mm: number("nose_radius_mm")?,
        cutting_length_mm: number("cutting_length_mm")?,
        reach_mm: number("reach_mm")?,
        entering_angle_deg: number("entering_angle_deg")?,
        width_mm: number("width_mm")?,
        pitch_mm: number("pitch_mm")?,
        thread: text("thread").map(str::to_owned),
        fit: text("fit").map(str::to_owned),
        through_coolant: text("through_coolant").is_some_and(|said| yes.iter().any(|word| plain(said) == plain(word))),
        materials: Vec::new(),
        data,
        source: Some(format!("{source}, ligne {}", row.line)),
        reference: Some(id),
        count,
        machine: None,
        place: None,
    })
}

/// `P`, `P/M`, `P2`, `ISO P, K`: rows and letters of the cutting tables.
fn groups(text: &str) -> Vec<String> {
    text.to_uppercase()
        .replace("ISO", " ")
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| {
            let mut letters = word.chars();
            letters.next().is_some_and(|letter| "PMKNSHO".contains(letter)) && word.len() <= 3
        })
        .map(str::to_owned)
        .collect()
}

/// Tools as `[[tool]]` entries of a shop file.
pub fn tools_as_toml(tools: &[Tool]) -> String {
    tools.iter().map(entry).collect::<Vec<_>>().join("\n")
}

fn entry(tool: &Tool) -> String {
    let quoted = |text: &str| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
    let mut lines = vec!["[[tool]]".to_owned(), format!("id = {}", quoted(&tool.id)), format!("name = {}", quoted(&tool.name))];
    lines.push(format!("kind = {}", quoted(&tool.kind.word())));
    lines.push(format!("grade = {}", quoted(&tool.grade.word())));
    let numbers = [
        ("diameter_mm", tool.diameter_mm),
        ("nose_radius_mm", tool.nose_radius_mm),
        ("cutting_length_mm", tool.cutting_length_mm),
        ("reach_mm", tool.reach_mm),
        ("entering_angle_deg", tool.entering_angle_deg),
        ("width_mm", tool.width_mm),
        ("pitch_mm", tool.pitch_mm),
    ];
    lines.extend(numbers.into_iter().filter_map(|(name, value)| Some(format!("{name} = {:?}", value?))));
    lines.extend(tool.teeth.map(|teeth| format!("teeth = {teeth}")));
    let texts = [("thread", &tool.thread), ("fit", &tool.fit), ("source", &tool.source), ("reference", &tool.reference)];
    lines.extend(texts.into_iter().filter_map(|(name, value)| Some(format!("{name} = {}", quoted(value.as_deref()?)))));
    if tool.through_coolant {
        lines.push("through_coolant = true".to_owned());
    }
    if !tool.data.is_empty() {
        let rows: Vec<String> = tool
            .data
            .iter()
            .map(|data| {
                let [a, b] = data.speed_m_min;
                let [c, d] = data.feed_mm;
                format!("{{ group = {}, speed_m_min = [{a:?}, {b:?}], feed_mm = [{c:?}, {d:?}] }}", quoted(&data.group))
            })
            .collect();
        lines.push(format!("data = [{}]", rows.join(", ")));
    }
    lines.push(format!("count = {}", tool.count));
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table_from_bytes;

    const FRENCH: &str = "Référence;Désignation;Ø;Z;Nuance;Matière;Vc min;Vc max;fz min;fz max;Stock\n\
        F-10-4;Fraise carbure 2 tailles;10,0;4;TiAlN;P;180;220;0,05;0,08;3\n\
        F-10-4;Fraise carbure 2 tailles;10,0;4;TiAlN;M;70;100;0,04;0,06;3\n\
        FO-68;Foret hélicoïdal;6,8;;HSS-Co;;;;;;5\n\
        X-1;Bidule;12;;carbure;;;;;;1\n\
        F-6;Fraise;six;3;carbure;;;;;;1\n";

    fn read(text: &str, options: &[&str]) -> Catalogue {
        let options: Vec<String> = options.iter().map(|option| (*option).to_owned()).collect();
        let mapping = CatalogueMapping::new(None, &options, None).unwrap();
        read_catalogue(&table_from_bytes("cat.csv", text.as_bytes(), None).unwrap(), &mapping).unwrap()
    }

    #[test]
    fn a_french_catalogue_is_read_and_rows_that_are_no_tool_are_told() {
        let found = read(FRENCH, &[]);
        assert_eq!(found.tools.len(), 2);
        let mill = &found.tools[0];
        assert_eq!(
            (mill.kind, mill.grade, mill.diameter_mm, mill.teeth),
            (ToolKind::EndMill, ToolGrade::CoatedCarbide, Some(10.0), Some(4))
        );
        assert_eq!(mill.data.len(), 2);
        assert_eq!(mill.data_for("M1", "M").unwrap().speed_m_min, [70.0, 100.0]);
        assert!(mill.source.as_deref().unwrap().contains("cat.csv, ligne 2"));
        assert_eq!((found.tools[1].kind, found.tools[1].grade), (ToolKind::Drill, ToolGrade::HssCobalt));
        let told: Vec<(u64, bool)> =
            found.problems.iter().map(|p| (p.line, p.problem.contains("what sort") || p.problem.contains("six"))).collect();
        assert_eq!(told, [(5, true), (6, true)]);
    }

    #[test]
    fn columns_can_be_named_and_wrong_ones_are_refused() {
        let text = "art,wide,what\nA1,12.0,drill\n";
        let found = read(&text.replace("drill", "carbide drill"), &["id=art", "diameter_mm=wide", "kind=what", "grade=what"]);
        assert_eq!(found.tools[0].diameter_mm, Some(12.0));
        let mapping = CatalogueMapping::new(None, &["id=nope".to_owned()], None).unwrap();
        let sheet = table_from_bytes("c.csv", text.as_bytes(), None).unwrap();
        assert!(read_catalogue(&sheet, &mapping).unwrap_err().to_string().contains("no such column"));
        assert!(CatalogueMapping::new(None, &["nonsense=a".to_owned()], None).is_err());
    }

    #[test]
    fn tools_become_entries_of_a_shop_file() {
        #[derive(Deserialize)]
        struct Tools {
            tool: Vec<Tool>,
        }
        let found = read(FRENCH, &[]);
        let back: Tools = toml::from_str(&tools_as_toml(&found.tools)).unwrap();
        assert_eq!(back.tool, found.tools);
    }
}
