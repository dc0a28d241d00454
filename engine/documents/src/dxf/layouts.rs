//! Layouts: which paper space is which sheet, how large its paper is, and which part of model space its viewports show.
//!
//! Only views from above are followed: another direction shows no dimension at its true length.

use std::collections::HashMap;

use trusquin_domain::FlatLayout;

use super::record::Record;

/// Model space.
pub(super) const MODEL: u16 = 0;
/// The paper space of files that have only one, and the one last shown in others.
const PAPER: u16 = 1;
/// Viewports kept; more is damage.
const MOST_VIEWPORTS: usize = 10_000;
const MM_PER_INCH: f64 = 25.4;

/// The spaces of a file.
#[derive(Debug, Default)]
pub(super) struct Spaces {
    /// Handle of a block record to its space.
    owners: HashMap<u64, u16>,
    sheets: Vec<Sheet>,
    viewports: Vec<Viewport>,
}

#[derive(Debug)]
struct Sheet {
    space: u16,
    name: String,
    tab: i64,
    size_mm: Option<[f64; 2]>,
    in_inches: bool,
}

#[derive(Debug)]
struct Viewport {
    space: u16,
    handle: String,
    /// Area on the paper, paper units squared.
    area: f64,
    /// Paper over model, in their own units.
    scale: f64,
    window: [f64; 4],
}

/// The space a block of this name (upper case) is, `None` for an ordinary block; R12 writes `$` for `*`.
pub(super) fn space_of(block: &str) -> Option<u16> {
    let name = block.strip_prefix(['*', '$'])?;
    if name == "MODEL_SPACE" {
        return Some(MODEL);
    }
    let number = name.strip_prefix("PAPER_SPACE")?;
    Some(number.parse::<u16>().map_or(PAPER, |number| number.saturating_add(PAPER + 1)))
}

impl Spaces {
    /// Takes a BLOCK_RECORD: entities name their space by its handle.
    pub fn block_record(&mut self, record: &Record<'_>) {
        let name = record.first(2).map(|tag| String::from_utf8_lossy(tag.bytes()).to_uppercase()).unwrap_or_default();
        if let (Ok(Some(handle)), Some(space)) = (record.handle(), space_of(&name)) {
            self.owners.insert(handle, space);
        }
    }

    /// The space of a record outside of blocks.
    pub fn of(&self, record: &Record<'_>) -> u16 {
        let said = || if record.first_int(67).is_some_and(|flag| flag != 0) { PAPER } else { MODEL };
        record.owner().and_then(|owner| self.owners.get(&owner).copied()).unwrap_or_else(said)
    }

    /// Takes a LAYOUT object.
    pub fn layout(&mut self, record: &Record<'_>, name_of: impl Fn(&[u8]) -> String) {
        let body = record.body();
        let Some(own) = body.iter().position(|tag| tag.code == 100 && tag.bytes() == b"AcDbLayout") else { return };
        let (plot, layout) = body.split_at(own);
        let first = |code: i16| layout.iter().find(|tag| tag.code == code);
        let Some(space) = first(330).and_then(|tag| tag.handle()).and_then(|owner| self.owners.get(&owner).copied()) else { return };
        let plotted = |code: i16| plot.iter().find(|tag| tag.code == code);
        let size = |code: i16| plotted(code).and_then(|tag| tag.number()).map(|(value, _)| value).filter(|side| *side > 0.0);
        let turned = plotted(73).and_then(|tag| tag.int()).is_some_and(|quarter| quarter == 1 || quarter == 3);
        let size_mm = size(44).zip(size(45)).map(|(width, height)| if turned { [height, width] } else { [width, height] });
        self.sheets.push(Sheet {
            space,
            name: first(1).map(|tag| name_of(tag.bytes())).unwrap_or_default(),
            tab: first(71).and_then(|tag| tag.int()).unwrap_or(i64::MAX),
            size_mm,
            in_inches: plotted(72).and_then(|tag| tag.int()) == Some(0),
        });
    }

    /// Takes a VIEWPORT of a paper space; number 1 is the paper itself, status 0 is switched off.
    pub fn viewport(&mut self, record: &Record<'_>, space: u16) {
        let is_paper = record.first_int(69) == Some(1) || record.first_int(68) == Some(0);
        if space == MODEL || is_paper || self.viewports.len() >= MOST_VIEWPORTS {
            return;
        }
        let from_above = record.point(16).is_none_or(|[x, y, z]| z > 0.0 && x.hypot(y) < 1e-6 * z);
        let shown = record.point(12).zip(record.first_real(45)).filter(|(_, height)| *height > 0.0 && from_above);
        let size = record.first_real(40).zip(record.first_real(41)).filter(|(width, height)| *width > 0.0 && *height > 0.0);
        let (Some((centre, view_height)), Some((width, height))) = (shown, size) else { return };
        let (sin, cos) = (-record.first_real(51).unwrap_or(0.0)).to_radians().sin_cos();
        let target = record.point(17).unwrap_or([0.0; 3]);
        let x = target[0] + centre[0] * cos - centre[1] * sin;
        let y = target[1] + centre[0] * sin + centre[1] * cos;
        let (half_width, half_height) = (view_height * width / height / 2.0, view_height / 2.0);
        // A turned view shows a turned rectangle: the upright one round it.
        let (dx, dy) = (half_width * cos.abs() + half_height * sin.abs(), half_width * sin.abs() + half_height * cos.abs());
        self.viewports.push(Viewport {
            space,
            handle: record.first(5).map(|tag| String::from_utf8_lossy(tag.bytes()).into_owned()).unwrap_or_default(),
            area: width * height,
            scale: height / view_height,
            window: [x - dx, y - dy, x + dx, y + dy],
        });
    }

    /// The layouts in the order of their tabs; a unit of the drawing is so many millimetres.
    pub fn into_layouts(mut self, unit_mm: f64) -> Vec<FlatLayout> {
        for viewport in &self.viewports {
            if self.sheets.iter().all(|sheet| sheet.space != viewport.space) {
                let tab = i64::from(viewport.space);
                self.sheets.push(Sheet { space: viewport.space, name: String::new(), tab, size_mm: None, in_inches: false });
            }
        }
        self.sheets.retain(|sheet| sheet.space != MODEL);
        self.sheets.sort_by_key(|sheet| (sheet.tab, sheet.space));
        self.sheets.dedup_by_key(|sheet| sheet.space);
        let viewports = &self.viewports;
        self.sheets
            .into_iter()
            .map(|sheet| {
                let paper_mm = if sheet.in_inches { MM_PER_INCH } else { 1.0 };
                let own = || viewports.iter().filter(|viewport| viewport.space == sheet.space);
                let largest = own().max_by(|a, b| a.area.total_cmp(&b.area));
                FlatLayout {
                    number: sheet.space,
                    name: sheet.name,
                    size_mm: sheet.size_mm,
                    scale: largest
                        .map(|viewport| (viewport.handle.clone(), viewport.scale * paper_mm / unit_mm))
                        .filter(|(_, scale)| scale.is_finite() && *scale > 0.0),
                    windows: own().map(|viewport| viewport.window).filter(|window| window.iter().all(|side| side.is_finite())).collect(),
                }
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_by_the_names_of_their_blocks() {
        for (name, space) in [
            ("*MODEL_SPACE", Some(0)),
            ("$MODEL_SPACE", Some(0)),
            ("*PAPER_SPACE", Some(1)),
            ("*PAPER_SPACE0", Some(2)),
            ("*PAPER_SPACE12", Some(14)),
            ("*PAPER_SPACE99999999", Some(1)),
            ("*U12", None),
            ("CARTOUCHE", None),
        ] {
            assert_eq!(space_of(name), space, "{name}");
        }
    }
}
