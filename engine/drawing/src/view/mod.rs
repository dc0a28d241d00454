//! The views of a sheet with their names and scales, and the rules it is drawn by. It finds where things are drawn, not what they are.

mod convention;
mod drawn;
mod name;

use trusquin_domain::{DocumentPage, SheetBox, TitleBlock, TitleBlockField, View, ViewKind};

pub use convention::read_convention;
use drawn::drawn_areas;
use name::{Label, labels};

use crate::sheet_text::zone::Zones;

/// A wording names the view it is at most this far from, mm.
const LABEL_REACH_MM: f64 = 32.0;
/// Trust in a view that is drawn, in one whose name stands near it, and in a name without a view.
const DRAWN: f64 = 0.8;
const NAMED: f64 = 0.9;
const NAME_ALONE: f64 = 0.5;

/// Finds the views of a page, from left to right and top to bottom.
pub fn read_views(page: &DocumentPage, zones: &Zones, title_block: &TitleBlock) -> Vec<View> {
    let sheet_scale = title_block.get(&TitleBlockField::Scale).and_then(|scale| scale.normalized.as_ref()).and_then(|meaning| {
        let side = |key: &str| meaning.get(key).and_then(serde_json::Value::as_f64).filter(|side| *side > 0.0);
        Some(side("drawing")? / side("part")?)
    });
    let areas = drawn_areas(page, zones);
    let mut views: Vec<View> = areas
        .iter()
        .map(|area| View {
            kind: ViewKind::View,
            name: None,
            label: None,
            label_box: None,
            scale: sheet_scale,
            page: page.page,
            sheet_box: *area,
            confidence: DRAWN,
        })
        .collect();
    // The nearest pair first: a name belongs to one view, a view has one name.
    let labels = labels(page, zones);
    let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
    for (label_at, label) in labels.iter().enumerate() {
        for (view_at, area) in areas.iter().enumerate() {
            let far = distance(area, &label.sheet_box);
            if far <= LABEL_REACH_MM {
                pairs.push((far, label_at, view_at));
            }
        }
    }
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut placed = vec![false; labels.len()];
    for (_, label_at, view_at) in pairs {
        let (Some(label), Some(view)) = (labels.get(label_at), views.get_mut(view_at)) else { continue };
        if placed[label_at] || view.label.is_some() {
            continue;
        }
        placed[label_at] = true;
        name_view(view, label);
    }
    for (label, _) in labels.iter().zip(placed).filter(|(_, placed)| !placed) {
        let mut view = View {
            kind: label.kind,
            name: None,
            label: None,
            label_box: None,
            scale: sheet_scale,
            page: page.page,
            sheet_box: label.sheet_box,
            confidence: NAME_ALONE,
        };
        name_view(&mut view, label);
        view.confidence = NAME_ALONE;
        views.push(view);
    }
    views.sort_by(|a, b| {
        (a.sheet_box.y0 / 40.0).floor().total_cmp(&(b.sheet_box.y0 / 40.0).floor()).then(a.sheet_box.x0.total_cmp(&b.sheet_box.x0))
    });
    views
}

fn name_view(view: &mut View, label: &Label) {
    view.kind = label.kind;
    view.name = Some(label.name.clone());
    view.label = Some(label.text.clone());
    view.label_box = Some(label.sheet_box);
    view.scale = label.scale.or(view.scale);
    view.confidence = NAMED;
}

/// Gap between two boxes; a wording stands above or below its view far more often than beside it.
fn distance(area: &SheetBox, label: &SheetBox) -> f64 {
    let across = (area.x0 - label.x1).max(label.x0 - area.x1).max(0.0);
    let down = (area.y0 - label.y1).max(label.y0 - area.y1).max(0.0);
    down + 2.5 * across
}

#[cfg(test)]
mod tests;
