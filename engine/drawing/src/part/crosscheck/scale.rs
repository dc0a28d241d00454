//! The scale of the title block against the one the dimension lines are drawn at: a sheet copied from another keeps its old scale.

use trusquin_domain::{Disagreement, PlaceValue, TitleBlockField};

use super::DrawingSide;

/// A title block surer than this is believed to say what was read.
const SURE: f64 = 0.8;
/// Scales nearer than this are one.
const SAME: f64 = 0.03;

pub(super) fn scale(drawing: &DrawingSide<'_>, found: &mut Vec<Disagreement>) {
    for sheet in drawing.sheets {
        let (Some(written), Some(drawn)) = (sheet.title_block.get(&TitleBlockField::Scale), &sheet.drawn_scale) else { continue };
        let part = |name: &str| written.normalized.as_ref().and_then(|value| value.get(name)?.as_f64());
        let (Some(on_paper), Some(real)) = (part("drawing"), part("part")) else { continue };
        let stated = on_paper / real;
        if written.confidence < SURE || !stated.is_finite() || (stated / drawn.factor - 1.0).abs() < SAME {
            continue;
        }
        found.push(Disagreement {
            what: "scale".to_owned(),
            drawing: drawing.field(written),
            model: PlaceValue {
                value: format!("{} ({})", ratio(drawn.factor), drawn.text),
                page: Some(drawn.page),
                sheet_box: Some(drawn.sheet_box),
                reference: None,
                file: Some(drawing.file.to_owned()),
            },
        });
    }
}

/// `1:2`, `5:1`.
fn ratio(factor: f64) -> String {
    let neat = |value: f64| format!("{value:.2}").trim_end_matches('0').trim_end_matches('.').to_owned();
    if factor < 1.0 { format!("1:{}", neat(1.0 / factor)) } else { format!("{}:1", neat(factor)) }
}
