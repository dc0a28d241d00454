//! Puts the files of one part together: drawing, model and flat pattern that carry the same number or stem.

use trusquin_domain::{Analysis, FileKind, SheetReading, TitleBlockField};

use super::identity::Identity;

/// A file, or the pages of a file that show one part.
#[derive(Debug, Clone)]
pub struct Piece<'a> {
    /// The file.
    pub analysis: &'a Analysis,
    /// The sheets of it that belong to this part.
    pub sheets: Vec<&'a SheetReading>,
    identities: Vec<Identity>,
}

/// Below this two identifiers are taken for different parts.
const SAME_PART: f64 = 0.8;

/// Groups in order of first appearance. Archives are containers, not parts: their members are.
pub fn group(analyses: &[Analysis]) -> Vec<Vec<Piece<'_>>> {
    let pieces: Vec<Piece<'_>> = analyses.iter().filter(|analysis| !is_opened_archive(analysis, analyses)).flat_map(pieces).collect();
    let mut links = Vec::new();
    for (first, a) in pieces.iter().enumerate() {
        for (second, b) in pieces.iter().enumerate().skip(first + 1) {
            let likeness = likeness(a, b);
            if likeness >= SAME_PART {
                links.push((likeness, first, second));
            }
        }
    }
    links.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    let mut home: Vec<usize> = (0..pieces.len()).collect();
    for (likeness, first, second) in links {
        let (Some(&to), Some(&from)) = (home.get(first), home.get(second)) else { continue };
        if to == from || !compatible(&pieces, &home, to, from, likeness) {
            continue;
        }
        let (to, from) = (to.min(from), to.max(from));
        home.iter_mut().filter(|place| **place == from).for_each(|place| *place = to);
    }
    let mut groups: Vec<(usize, Vec<Piece<'_>>)> = Vec::new();
    for (piece, place) in pieces.into_iter().zip(home) {
        match groups.iter_mut().find(|(key, _)| *key == place) {
            Some((_, group)) => group.push(piece),
            None => groups.push((place, vec![piece])),
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

/// An archive whose members are in the list, and which had nothing worse to say, needs no line of its own.
fn is_opened_archive(analysis: &Analysis, analyses: &[Analysis]) -> bool {
    let prefix = format!("{}!/", analysis.file);
    analysis.kind == FileKind::Archive && analyses.iter().any(|other| other.file.starts_with(&prefix))
}

/// Two files of the same sort are one part only when their identifiers are equal: two revisions of a drawing are two lines.
fn compatible(pieces: &[Piece<'_>], home: &[usize], one: usize, other: usize, likeness: f64) -> bool {
    let kinds = |place: usize| pieces.iter().zip(home).filter(move |(_, at)| **at == place).map(|(piece, _)| piece.analysis.kind);
    let clash = kinds(one).any(|kind| kinds(other).any(|also| also == kind));
    !clash || likeness >= 1.0
}

fn likeness(a: &Piece<'_>, b: &Piece<'_>) -> f64 {
    if std::ptr::eq(a.analysis, b.analysis) {
        return 0.0;
    }
    // `flange.pdf` and `flange.dxf` are one part though their name holds no number; two PDFs of one name in two folders are not.
    let named = !stem(&a.analysis.file).is_empty() && stem(&a.analysis.file).eq_ignore_ascii_case(stem(&b.analysis.file));
    if named && a.analysis.kind != b.analysis.kind {
        return 0.95;
    }
    a.identities.iter().flat_map(|mine| b.identities.iter().map(|theirs| mine.likeness(theirs))).fold(0.0, f64::max)
}

/// A PDF of twelve drawings is twelve pieces: a page with another number begins one; a page without a number follows the last.
fn pieces(analysis: &Analysis) -> Vec<Piece<'_>> {
    let mut pieces: Vec<(Option<Identity>, Vec<&SheetReading>)> = Vec::new();
    for sheet in &analysis.drawing.sheets {
        let number = sheet.title_block.get(&TitleBlockField::DrawingNumber).and_then(|number| Identity::new(&number.value));
        let follows = match (&number, pieces.last()) {
            (_, None) => false,
            (None, Some(_)) => true,
            (Some(number), Some((Some(last), _))) => number.likeness(last) >= 1.0,
            (Some(_), Some((None, _))) => true,
        };
        match (follows, pieces.last_mut()) {
            (true, Some((known, sheets))) => {
                if known.is_none() {
                    *known = number;
                }
                sheets.push(sheet);
            }
            _ => pieces.push((number, vec![sheet])),
        }
    }
    if pieces.is_empty() {
        pieces.push((None, Vec::new()));
    }
    let alone = pieces.len() == 1;
    pieces
        .into_iter()
        .map(|(number, sheets)| {
            let mut identities: Vec<Identity> = number.into_iter().collect();
            if alone {
                identities.extend(Identity::new(stem(&analysis.file)));
            }
            if let Some(solid) = &analysis.solid {
                identities.extend([&solid.product_id, &solid.product_name].into_iter().flatten().filter_map(|text| Identity::new(text)));
            }
            Piece { analysis, sheets, identities }
        })
        .collect()
}

/// The file's name without folders, archive and extension.
pub fn stem(file: &str) -> &str {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}
