//! Title blocks without templates: labels, cells and the geometry between labels and values. It never looks at a file name.

mod fields;
mod frame;
mod labels;
mod layout;
mod learned;
mod pairing;
mod projection;
#[cfg(test)]
mod tests;
mod tolerances;
mod turn;

use std::collections::BTreeSet;

use serde_json::json;
use trusquin_domain::{Diagnostic, DocumentPage, Extracted, LearnedLayout, Reader, Reading, SheetBox, TitleBlock, TitleBlockField};

pub(crate) use fields::projection as named_projection;
use fields::{Accepted, accept, one_for_seven};
use frame::Frame;
use labels::LabelKind;
pub(crate) use labels::label_words;
use layout::Item;
pub use learned::teach;
use pairing::Claim;

/// Labels nearer than this belong to one block, mm.
const BLOCK_GAP_MM: f64 = 32.0;
/// Ruled boxes of one strip stand nearer than this, mm.
const STRIP_GAP_MM: f64 = 90.0;
/// Labels compared; a page with more is a table or a text.
const MOST_LABELS: usize = 600;
/// Rank of a claim whose place a person taught: it chooses before all others.
const TAUGHT_RANK: u8 = 0;
/// Confidence of a value that was corrected by what it can only be.
const MISREAD_CEILING: f64 = 0.75;

/// Reads the title block of a page.
///
/// A field that is absent, empty or filled with a stand-in stays absent. A page that is no drawing yields nothing and `DRW-101`.
pub fn read_title_block(page: &DocumentPage) -> Reading<TitleBlock> {
    read_known_title_block(page, &[])
}

/// Reads the title block of a page, first of all where a layout that people taught says its fields are (`DRW-103`).
pub fn read_known_title_block(page: &DocumentPage, layouts: &[LearnedLayout]) -> Reading<TitleBlock> {
    let quarter = turn::writing_quarter(page);
    if quarter == 0 {
        return read_level(page, layouts);
    }
    let mut reading = read_level(&turn::levelled(page, quarter), layouts);
    for extracted in reading.value.values_mut() {
        extracted.sheet_box = extracted.sheet_box.map(|area| turn::displayed(quarter, page.size_mm, &area));
    }
    reading
}

fn read_level(page: &DocumentPage, layouts: &[LearnedLayout]) -> Reading<TitleBlock> {
    let frame = Frame::of(page);
    let mut items = layout::items(page, &frame);
    let known = learned::known(&items, &frame, page, layouts);
    let revision_heads = layout::silence_tables(&mut items);
    let known_block = || known.as_ref().map(|known| Block { labels: Vec::new(), area: known.area, ruled: false });
    let Some(block) = find_block(&items).or_else(known_block) else {
        let remark = Diagnostic::info("DRW-101", "no title block found on this page: nothing was read from it").on_page(page.page);
        return Reading { value: TitleBlock::new(), diagnostics: vec![remark] };
    };
    let in_block = |index: usize| items.get(index).is_some_and(|item| block.area.grown(3.0).overlaps(&item.area));
    let mut by_label: Vec<(usize, Vec<Claim>)> =
        block.labels.iter().map(|label| (*label, pairing::claims(&items, *label, &frame, &in_block))).collect();
    pairing::trust_columns(&items, &mut by_label);
    let mut claims: Vec<Claim> = by_label.into_iter().flat_map(|(_, claims)| claims).collect();
    // Pieces of a tolerance table are no tolerance: from pixels only a class or a whole table counts.
    let from_pixels = |claim: &Claim| claim.items.first().is_some_and(|index| items[*index].reader == Reader::Ocr);
    claims.retain(|claim| claim.field != TitleBlockField::GeneralTolerance || names_class(&claim.accepted) || !from_pixels(claim));
    claims.extend(tolerances::general(&items, page, &in_block));
    claims.extend(tolerances::sheet_unit(&items, &in_block));
    claims.extend(written_projection(&items, &in_block));
    claims.extend(named_standard(&items, &in_block));
    if !claims.iter().any(|claim| claim.field == TitleBlockField::Projection)
        && let Some((angle, area)) =
            projection::symbol(page, &claims.iter().fold(block.area, |all, claim| all.union(&claim.area)).grown(12.0))
    {
        let accepted = Accepted { value: format!("{angle} angle"), normalized: Some(json!({ "angle": angle })), ceiling: 0.92 };
        claims.push(Claim { field: TitleBlockField::Projection, rank: 1, accepted, area, confidence: 0.92, items: Vec::new() });
    }
    claims.extend(unlabelled_title(&items, &block));
    claims.extend(last_of_history(&items, &revision_heads));
    let mut diagnostics = Vec::new();
    if let Some(known) = known {
        // The layout knows where its fields are: an empty place is an empty field.
        claims.retain(|claim| known.allows(claim));
        claims.extend(known.claims);
        let message = format!("read by the layout taught on '{}'", known.layout.name);
        diagnostics.push(Diagnostic::info("DRW-103", message).on_page(page.page));
    }
    let value = settle(claims, &items, page);
    if value.is_empty() {
        diagnostics
            .push(Diagnostic::info("DRW-102", "the title block is empty: its labels were found, none has a value").on_page(page.page));
    }
    Reading { value, diagnostics }
}

/// A class of a standard, not values somebody may have misread.
fn names_class(accepted: &Accepted) -> bool {
    let kind = accepted.normalized.as_ref().and_then(|meaning| meaning.get("kind")?.as_str());
    kind.is_some_and(|kind| !matches!(kind, "decimals" | "uniform" | "named"))
}

/// The surest claim wins a field; a text serves one field only.
fn settle(mut claims: Vec<Claim>, items: &[Item], page: &DocumentPage) -> TitleBlock {
    let order = |claim: &Claim| (claim.confidence >= 0.6, std::cmp::Reverse(claim.rank));
    claims.sort_by(|a, b| order(b).cmp(&order(a)).then(b.confidence.total_cmp(&a.confidence)));
    // Fields with strict forms choose first: a date must not become a title because that label came earlier.
    let strict = |field: TitleBlockField| {
        matches!(
            field,
            TitleBlockField::Scale
                | TitleBlockField::Sheet
                | TitleBlockField::Mass
                | TitleBlockField::Date
                | TitleBlockField::GeneralTolerance
                | TitleBlockField::Unit
        )
    };
    claims.sort_by_key(|claim| (claim.rank != TAUGHT_RANK, !strict(claim.field)));
    // A symbol or a phrase of the block was seen by whoever saw the page.
    let page_reader = page.spans.first().map_or(Reader::TextLayer, |span| span.reader);
    let mut used: BTreeSet<usize> = BTreeSet::new();
    let mut block = TitleBlock::new();
    for mut claim in claims {
        if block.contains_key(&claim.field) || claim.items.iter().any(|index| used.contains(index)) {
            continue;
        }
        used.extend(&claim.items);
        let source = claim.items.first().and_then(|index| items.get(*index)).map_or(page_reader, |item| item.reader);
        if source == Reader::Ocr
            && claim.field == TitleBlockField::Scale
            && let Some(accepted) = one_for_seven(&claim.accepted.value).and_then(|scale| accept(TitleBlockField::Scale, &scale))
        {
            claim.accepted = Accepted { ceiling: MISREAD_CEILING, ..accepted };
        }
        let extracted = Extracted {
            value: claim.accepted.value,
            normalized: claim.accepted.normalized,
            confidence: claim.confidence.min(claim.accepted.ceiling),
            source,
            page: page.page,
            sheet_box: Some(claim.area),
            reference: None,
        };
        block.insert(claim.field, extracted);
    }
    block
}

/// The labels that stand together as a title block.
struct Block {
    labels: Vec<usize>,
    area: SheetBox,
    ruled: bool,
}

fn find_block(items: &[Item]) -> Option<Block> {
    let labels: Vec<usize> = (0..items.len()).filter(|index| items[*index].label.is_some()).take(MOST_LABELS).collect();
    let mut group = vec![usize::MAX; labels.len()];
    let mut blocks: Vec<Vec<usize>> = Vec::new();
    for start in 0..labels.len() {
        if group[start] != usize::MAX {
            continue;
        }
        let name = blocks.len();
        let (mut members, mut open) = (Vec::new(), vec![start]);
        group[start] = name;
        while let Some(at) = open.pop() {
            members.push(labels[at]);
            let here = &items[labels[at]];
            let reach = here.area.grown(BLOCK_GAP_MM);
            for other in 0..labels.len() {
                let there = &items[labels[other]];
                // Wide cells keep labels of one block far apart, but the cells share their lines.
                let touching = here.cell.closed && there.cell.closed && here.cell.area.grown(0.5).overlaps(&there.cell.area);
                if group[other] == usize::MAX && (touching || reach.overlaps(&there.area)) {
                    group[other] = name;
                    open.push(other);
                }
            }
        }
        blocks.push(members);
    }
    let (mut block, _) = blocks.iter().filter_map(|members| weigh(items, members.clone())).max_by(|a, b| a.1.total_cmp(&b.1))?;
    // The tolerance and material boxes may stand apart in the same strip of the sheet.
    for members in blocks.iter().filter(|_| block.ruled) {
        let fields: Vec<usize> = members
            .iter()
            .copied()
            .filter(|index| items[*index].field().is_some() && items[*index].cell.closed && !block.labels.contains(index))
            .collect();
        let Some(area) = fields.iter().map(|index| items[*index].cell.area).reduce(|sum, each| sum.union(&each)) else { continue };
        let shared = area.y1.min(block.area.y1) - area.y0.max(block.area.y0);
        let apart = (area.x0 - block.area.x1).max(block.area.x0 - area.x1);
        if fields.len() >= 2 && shared > 0.6 * area.height() && apart < STRIP_GAP_MM {
            block.area = block.area.union(&area);
            block.labels.extend(fields);
        }
    }
    Some(block)
}

/// Enough different labels of the trade, or it is no title block.
fn weigh(items: &[Item], mut members: Vec<usize>) -> Option<(Block, f64)> {
    let fields = |members: &[usize]| members.iter().filter(|index| items[**index].field().is_some()).copied().collect::<Vec<_>>();
    let closed = fields(&members).iter().filter(|index| items[**index].cell.closed).count();
    let ruled = 2 * closed >= fields(&members).len() && closed >= 2;
    if ruled {
        // A view's own "SCALE 2:1" stands in the open drawing area beside the block.
        members.retain(|index| items[*index].cell.closed || !matches!(items[*index].field(), Some(TitleBlockField::Scale)));
    }
    let kinds: BTreeSet<TitleBlockField> = members.iter().filter_map(|index| items[*index].field()).collect();
    let drawing_only = members.iter().filter_map(|index| match items[*index].label {
        Some(LabelKind::Field { field, drawing_only: true, .. }) => Some(field),
        _ => None,
    });
    let drawing_only: BTreeSet<TitleBlockField> = drawing_only.collect();
    // Two fields are enough among cells of other labels of the trade (sheet size, projection).
    let among_cells = members.iter().filter(|index| items[**index].cell.closed).count() >= 3 && kinds.len() >= 2;
    let enough =
        if ruled { (kinds.len() >= 3 || among_cells) && !drawing_only.is_empty() } else { kinds.len() >= 4 && drawing_only.len() >= 2 };
    if !enough {
        return None;
    }
    let area = members
        .iter()
        .map(|index| if items[*index].cell.closed { items[*index].cell.area.union(&items[*index].area) } else { items[*index].area })
        .reduce(|sum, each| sum.union(&each))?;
    let area = if ruled { area } else { area.grown(25.0) };
    let weight = kinds.len() as f64 + 0.5 * drawing_only.len() as f64;
    Some((Block { labels: members, area, ruled }, weight))
}

fn written_projection(items: &[Item], in_block: &dyn Fn(usize) -> bool) -> Option<Claim> {
    let mut found: Vec<Claim> = Vec::new();
    for (index, item) in items.iter().enumerate() {
        let normal = labels::normal_form(&item.text);
        let about = normal.contains("angle")
            || normal.contains("projection")
            || normal.contains("diedre")
            || normal.contains("projektion")
            || normal.contains("projectie");
        if !about || !in_block(index) || normal.split(' ').count() > 6 {
            continue;
        }
        let Some(accepted) = fields::projection(&item.text).map(|angle| Accepted {
            value: format!("{angle} angle"),
            normalized: Some(json!({ "angle": angle })),
            ceiling: 0.93,
        }) else {
            continue;
        };
        found.push(Claim { field: TitleBlockField::Projection, rank: 1, accepted, area: item.area, confidence: 0.93, items: Vec::new() });
    }
    // Sheet formats that offer both for ticking say nothing.
    let agree = found.windows(2).all(|pair| pair[0].accepted.normalized == pair[1].accepted.normalized);
    if agree { found.into_iter().next() } else { None }
}

fn named_standard(items: &[Item], in_block: &dyn Fn(usize) -> bool) -> Option<Claim> {
    items.iter().enumerate().filter(|(index, _)| in_block(*index)).find_map(|(_, item)| {
        let value = fields::standard(&item.text)?;
        let accepted = Accepted { value, normalized: None, ceiling: 0.9 };
        Some(Claim { field: TitleBlockField::Standard, rank: 2, accepted, area: item.area, confidence: 0.88, items: Vec::new() })
    })
}

/// The highest index in the revision table, for sheets that state it nowhere else.
fn last_of_history(items: &[Item], heads: &[usize]) -> Option<Claim> {
    let entries = heads.iter().flat_map(|head| layout::column_of(items, *head)).filter_map(|index| {
        let accepted = fields::accept(TitleBlockField::Revision, &items[index].text)?;
        Some((index, accepted))
    });
    let (index, accepted) = entries.max_by(|a, b| (a.1.value.len(), &a.1.value).cmp(&(b.1.value.len(), &b.1.value)))?;
    Some(Claim { field: TitleBlockField::Revision, rank: 5, accepted, area: items[index].area, confidence: 0.7, items: vec![index] })
}

/// A block without any title label whose largest writing stands alone in a cell.
fn unlabelled_title(items: &[Item], block: &Block) -> Option<Claim> {
    let labelled =
        block.labels.iter().any(|index| matches!(items[*index].label, Some(LabelKind::Field { field: TitleBlockField::Title, .. })));
    if labelled || !block.ruled {
        return None;
    }
    let values = || {
        items
            .iter()
            .enumerate()
            .filter(|(_, item)| item.is_value() && item.inline_of.is_none() && item.cell.closed && block.area.overlaps(&item.area))
    };
    let lone = |at: usize| items.iter().enumerate().all(|(other, item)| other == at || !items[at].cell.holds(&item.area));
    let letters = |text: &str| text.chars().filter(|each| each.is_alphabetic()).count() >= 3;
    // From pixels, large print with a number in it may be a number whose label was misread.
    let named =
        |item: &Item| letters(&item.text) && (item.reader != Reader::Ocr || item.text.chars().filter(char::is_ascii_digit).count() < 3);
    let (at, item) = values().filter(|(at, item)| lone(*at) && named(item)).max_by(|a, b| a.1.font.total_cmp(&b.1.font))?;
    let label_font = block.labels.iter().map(|index| items[*index].font).fold(0.0, f64::max);
    if item.font < 1.3 * label_font {
        return None;
    }
    let accepted = fields::accept(TitleBlockField::Title, &item.text)?;
    Some(Claim { field: TitleBlockField::Title, rank: 4, accepted, area: item.area, confidence: 0.6, items: vec![at] })
}
