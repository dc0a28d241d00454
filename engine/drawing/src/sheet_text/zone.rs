//! Zones of a sheet where a number is not a dimension: outside the frame, the title block, tables.

use trusquin_domain::{DocumentPage, SheetBox, TitleBlock};

use super::direction::Direction;
use super::strokes::{LocalStroke, Strokes};
use crate::dimension::fold;

/// A stroke this long, as a part of the sheet's side, may be its frame.
const FRAME_SHARE: f64 = 0.55;
/// The frame lies in this outer part of the sheet.
const FRAME_MARGIN: f64 = 0.09;
/// Labels closer than this belong to one block, mm.
const BLOCK_GAP_MM: f64 = 32.0;
/// Fewest labels that make a title block.
const FEWEST_LABELS: usize = 3;

/// Words that label the cells of title blocks, revision tables and parts lists, folded. ISO 7200:2004, ASME Y14.1, NF E04-503, DIN 6771.
const LABELS: &[&str] = &[
    "MATERIAL",
    "MATIERE",
    "MATERIAU",
    "WERKSTOFF",
    "FINISH",
    "TREATMENT",
    "TRAITEMENT",
    "OBERFLACHE",
    "TITLE",
    "TITRE",
    "DESIGNATION",
    "BENENNUNG",
    "DESCRIPTION",
    "DWGNO",
    "DWGNUMBER",
    "DRAWINGNUMBER",
    "DRAWINGNO",
    "ZEICHNUNGSNR",
    "PARTNUMBER",
    "PARTNO",
    "NUMERO",
    "NPLAN",
    "SCALE",
    "ECHELLE",
    "MASSSTAB",
    "MASSTAB",
    "SHEET",
    "FOLIO",
    "BLATT",
    "FEUILLE",
    "DATE",
    "DATUM",
    "NAME",
    "NOM",
    "SIGNATURE",
    "SIGNATUR",
    "VISA",
    "DRAWN",
    "DRAWNBY",
    "DESSINE",
    "DESSINEPAR",
    "DESSINATEUR",
    "GEZEICHNET",
    "CHECKED",
    "CHECKEDBY",
    "CHKD",
    "VERIFIE",
    "GEPRUFT",
    "APPROVED",
    "APPROVEDBY",
    "APPVD",
    "APPROUVE",
    "GENEHMIGT",
    "MFG",
    "QA",
    "WEIGHT",
    "MASS",
    "MASSE",
    "POIDS",
    "GEWICHT",
    "REVISION",
    "REV",
    "INDICE",
    "ANDERUNG",
    "TOLERANCES",
    "TOLERANCE",
    "TOLERANZEN",
    "TOLERANCESGENERALES",
    "ALLGEMEINTOLERANZ",
    "SIZE",
    "FORMAT",
    "PROJECT",
    "PROJET",
    "DESIGNER",
    "DRAFTER",
    "CUSTOMER",
    "CLIENT",
    "ITEM",
    "ITEMNO",
    "ITEMREF",
    "QUANTITY",
    "REVISIONNOTE",
    "DESIGNEDBY",
    "FILENAME",
    "EDITION",
    "ARTICLENOREFERENCE",
    "QTY",
    "QTE",
    "REP",
    "REPERE",
    "POS",
    "BOM",
    "SURFACEFINISH",
    "UNLESSOTHERWISESPECIFIED",
    "SAUFINDICATIONCONTRAIRE",
    "SURFACEROUGHNESS",
    "DEBURR",
    "DONOTSCALEDRAWING",
    "ALLDIMENSIONSINMM",
    "LINEAR",
    "ANGULAR",
    "ECO",
    "ZONE",
    "MODIFICATION",
    "PARTNR",
    "DOCUMENTNUMBER",
    "DOCUMENTNO",
    "PARTOFASSEMBLY",
    "MADEBY",
    "CREATEDBY",
    "RESPONSIBLE",
    "REVNR",
    "REVNO",
    "OWNER",
    "PROPRIETAIRE",
    "ETATDESURFACE",
    "GENERALTOLERANCE",
    "GENERALTOLERANCES",
];

/// Where numbers are not dimensions.
#[derive(Debug, Clone, Default)]
pub struct Zones {
    /// The drawing area inside the frame, when a frame was found.
    pub frame: Option<SheetBox>,
    /// Title block, revision table, parts list.
    pub blocks: Vec<SheetBox>,
}

impl Zones {
    /// Finds them on a page; `title_block` is what was read in the title block already.
    pub fn new(page: &DocumentPage, strokes: &Strokes<'_>, title_block: &TitleBlock) -> Self {
        let frame = frame(page, strokes);
        let mut anchors: Vec<SheetBox> = page.spans.iter().filter(|span| is_label(&span.text)).map(|span| span.sheet_box).collect();
        anchors.truncate(2_000);
        let values = title_block.values().filter(|v| v.page == page.page).filter_map(|v| v.sheet_box);
        let values: Vec<SheetBox> = values.collect();
        let area = page.size_mm[0] * page.size_mm[1];
        let gap = (0.1 * page.size_mm[0].max(page.size_mm[1])).clamp(BLOCK_GAP_MM, 2.0 * BLOCK_GAP_MM);
        let mut blocks: Vec<SheetBox> = Vec::new();
        for cluster in linked(cluster(&anchors, gap), strokes) {
            if cluster.len() < FEWEST_LABELS {
                continue;
            }
            let Some(mut block) = cluster.into_iter().reduce(|a, b| a.union(&b)) else { continue };
            for value in &values {
                if block.grown(BLOCK_GAP_MM).overlaps(value) {
                    block = block.union(value);
                }
            }
            let block = ruled(&block, page, strokes);
            if block.width() * block.height() < 0.45 * area {
                blocks.push(block);
            }
        }
        Self { frame, blocks }
    }

    /// True when a text in `place` cannot be a dimension.
    pub fn exclude(&self, place: &SheetBox) -> bool {
        let (x, y) = place.centre();
        self.frame.is_some_and(|frame| !frame.contains(x, y)) || self.in_block(place)
    }

    /// True when `place` lies in a title block or table.
    pub fn in_block(&self, place: &SheetBox) -> bool {
        let (x, y) = place.centre();
        self.blocks.iter().any(|block| block.contains(x, y))
    }
}

/// True for a word that labels a cell.
pub(crate) fn is_label(text: &str) -> bool {
    let head = text.split(':').next().unwrap_or(text);
    if head.chars().count() > 40 {
        return false;
    }
    let folded = fold(head);
    LABELS.contains(&folded.as_str())
}

/// The page frame: near each side of the sheet, the innermost of the longest lines. A side without a line ends at the sheet.
fn frame(page: &DocumentPage, strokes: &Strokes<'_>) -> Option<SheetBox> {
    let [width, height] = page.size_mm;
    let lines = strokes.long(&Direction::new(0.0));
    let level = by_position(lines.iter().filter(|l| (l.a.1 - l.b.1).abs() < 0.3).map(|l| (l.a.1, l.length())));
    let upright = by_position(lines.iter().filter(|l| (l.a.0 - l.b.0).abs() < 0.3).map(|l| (l.a.0, l.length())));
    let (left, right) = (innermost(&upright, width, height, false), innermost(&upright, width, height, true));
    let (top, bottom) = (innermost(&level, height, width, false), innermost(&level, height, width, true));
    let sides = [left, right, top, bottom].iter().flatten().count();
    (sides >= 2).then(|| SheetBox::new(left.unwrap_or(0.0), top.unwrap_or(0.0), right.unwrap_or(width), bottom.unwrap_or(height)))
}

/// Adds up the pieces of lines broken at zone marks: `(position, length)` by position.
fn by_position(lines: impl Iterator<Item = (f64, f64)>) -> Vec<(f64, f64)> {
    let mut sorted: Vec<(f64, f64)> = lines.collect();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut summed: Vec<(f64, f64)> = Vec::new();
    for (position, length) in sorted {
        match summed.last_mut() {
            Some(last) if (position - last.0).abs() < 0.2 => last.1 += length,
            _ => summed.push((position, length)),
        }
    }
    summed
}

/// Among lines `(position, length)` in the outer part of a sheet `across` wide and `along` high: the innermost that is nearly as long as
/// the longest there, so that a long dimension line near the edge is not taken for the frame.
fn innermost(lines: &[(f64, f64)], across: f64, along: f64, far: bool) -> Option<f64> {
    let outer = |position: f64| if far { position > (1.0 - FRAME_MARGIN) * across } else { position < FRAME_MARGIN * across };
    let candidates = || lines.iter().filter(|(position, length)| outer(*position) && *length > FRAME_SHARE * along);
    let longest = candidates().map(|(_, length)| *length).reduce(f64::max)?;
    let kept = candidates().filter(|(_, length)| *length > 0.85 * longest).map(|(position, _)| *position);
    if far { kept.reduce(f64::min) } else { kept.reduce(f64::max) }
}

/// Joins clusters side by side that one ruled line of the block runs under or over.
fn linked(mut groups: Vec<Vec<SheetBox>>, strokes: &Strokes<'_>) -> Vec<Vec<SheetBox>> {
    let rules: Vec<LocalStroke> = strokes.long(&Direction::new(0.0)).into_iter().filter(|l| (l.a.1 - l.b.1).abs() < 0.2).collect();
    let bounds = |group: &[SheetBox]| group.iter().copied().reduce(|a, b| a.union(&b)).unwrap_or_default();
    let mut i = 0;
    while i < groups.len() {
        let here = bounds(&groups[i]);
        let partner = (i + 1..groups.len()).find(|j| {
            let there = bounds(&groups[*j]);
            let all = here.union(&there);
            let shared = here.y1.min(there.y1) - here.y0.max(there.y0);
            let level = shared > 0.6 * here.height().min(there.height()).max(1.0);
            level
                && rules.iter().any(|l| {
                    l.a.1 > all.y0 && l.a.1 < all.y1 && l.bounds().u0 < here.x1.min(there.x1) && l.bounds().u1 > here.x0.max(there.x0)
                })
        });
        match partner {
            Some(j) => {
                let other = groups.swap_remove(j);
                groups[i].extend(other);
                i = 0;
            }
            None => i += 1,
        }
    }
    groups
}

fn cluster(boxes: &[SheetBox], gap: f64) -> Vec<Vec<SheetBox>> {
    let mut groups: Vec<Vec<SheetBox>> = Vec::new();
    for place in boxes {
        let reach = SheetBox { x0: place.x0 - gap, x1: place.x1 + gap, y0: place.y0 - 0.6 * gap, y1: place.y1 + 0.6 * gap };
        let mut joined = vec![*place];
        let mut i = 0;
        while i < groups.len() {
            if groups[i].iter().any(|other| reach.overlaps(other)) {
                joined.extend(groups.swap_remove(i));
            } else {
                i += 1;
            }
        }
        groups.push(joined);
    }
    groups
}

/// Grows a block to the cell lines around it: a ruled block ends at a line, and its outermost values stand before that line.
fn ruled(block: &SheetBox, page: &DocumentPage, strokes: &Strokes<'_>) -> SheetBox {
    let sheet = Direction::new(0.0);
    let reach = block.grown(BLOCK_GAP_MM);
    let lines = strokes.near(&reach, &sheet);
    let wide = (0.6 * block.width()).max(15.0);
    let tall = (0.6 * block.height()).max(6.0);
    let level =
        lines.iter().filter(|l| (l.a.1 - l.b.1).abs() < 0.2 && l.length() > wide && l.bounds().u0 < block.x1 && l.bounds().u1 > block.x0);
    let upright =
        lines.iter().filter(|l| (l.a.0 - l.b.0).abs() < 0.2 && l.length() > tall && l.bounds().v0 < block.y1 && l.bounds().v1 > block.y0);
    let mut grown = *block;
    let frame_like = 0.8;
    for line in level {
        let y = line.a.1;
        if line.length() > frame_like * page.size_mm[0] && block.width() < 0.6 * page.size_mm[0] {
            continue;
        }
        if y < block.y0 && block.y0 - y < BLOCK_GAP_MM * 0.8 {
            grown.y0 = grown.y0.min(y);
        } else if y > block.y1 && y - block.y1 < BLOCK_GAP_MM * 0.8 {
            grown.y1 = grown.y1.max(y);
        }
    }
    for line in upright {
        let x = line.a.0;
        if line.length() > frame_like * page.size_mm[1] {
            continue;
        }
        if x < block.x0 && block.x0 - x < BLOCK_GAP_MM {
            grown.x0 = grown.x0.min(x);
        } else if x > block.x1 && x - block.x1 < BLOCK_GAP_MM {
            grown.x1 = grown.x1.max(x);
        }
    }
    grown
}
