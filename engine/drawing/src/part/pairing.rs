//! Drawings and models that no number and no name put together, but whose sizes plainly do: proposed as a question, never merged.

use trusquin_domain::{Dimension, PairProposal, Part};

use super::evidence::{Evidence, heard, weigh};
use super::group::{Piece, stem};
use super::sizes::Sizes;

/// Evidence from which a pair is proposed: odds of 1 to 150, three times those of the best wrong pair of the corpus.
const PLAIN: f64 = 5.0;
/// And so much more than any other model has for the drawing, and any other drawing for the model.
const AHEAD: f64 = 3.0;
/// Sizes that must be compared: an envelope alone is that of many parts.
const LEAST_COMPARED: usize = 4;
/// More files than this without a partner are a dump, not an RFQ.
const MOST: usize = 60;

/// Adds the proposals to the parts of the groups, which stand in the same order.
pub(super) fn propose(groups: &[Vec<Piece<'_>>], parts: &mut [Part]) {
    let has_solid = |group: &[Piece<'_>]| group.iter().any(|piece| piece.analysis.solid.is_some());
    let dimensions = |group: &[Piece<'_>]| -> Vec<Dimension> {
        group.iter().flat_map(|piece| &piece.sheets).flat_map(|sheet| &sheet.dimensions).cloned().collect()
    };
    let mut drawings = Vec::new();
    let mut models = Vec::new();
    for (index, group) in groups.iter().enumerate() {
        let drawn = dimensions(group);
        match (has_solid(group), drawn.is_empty()) {
            (false, false) => drawings.push((index, drawn)),
            (true, true) => {
                let solid = group.iter().find_map(|piece| piece.analysis.solid.as_ref());
                models.extend(solid.and_then(|solid| Some((index, Sizes::of_solid(solid)?))));
            }
            _ => {}
        }
    }
    if drawings.len() > MOST || models.len() > MOST {
        return;
    }
    let weights: Vec<Vec<Evidence<'_>>> = drawings
        .iter()
        .map(|(_, drawn)| {
            let heard = heard(drawn);
            models.iter().map(|(_, sizes)| weigh(&heard, sizes, false)).collect()
        })
        .collect();
    for (row, (drawing, _)) in drawings.iter().enumerate() {
        for (column, (model, sizes)) in models.iter().enumerate() {
            let Some(evidence) = weights.get(row).and_then(|row| row.get(column)) else { continue };
            let others = weights.iter().enumerate().flat_map(|(r, row)| row.iter().enumerate().map(move |(c, it)| (r, c, it)));
            let rival = others.filter(|(r, c, _)| (*r == row) != (*c == column)).map(|(_, _, it)| it.weight).fold(f64::MIN, f64::max);
            if is_plain(evidence) && evidence.weight >= rival + AHEAD {
                tell(groups, parts, *drawing, *model, evidence, sizes);
            }
        }
    }
}

/// Every extent stated, every size there, enough of them.
fn is_plain(evidence: &Evidence<'_>) -> bool {
    evidence.weight >= PLAIN
        && evidence.absent.is_empty()
        && evidence.compared >= LEAST_COMPARED
        && evidence.extents_stated == evidence.extents
}

fn tell(groups: &[Vec<Piece<'_>>], parts: &mut [Part], drawing: usize, model: usize, evidence: &Evidence<'_>, sizes: &Sizes) {
    let file = |index: usize| groups.get(index).and_then(|group| group.first()).map_or(String::new(), |piece| piece.analysis.file.clone());
    let extents: Vec<String> = sizes.extents.iter().map(|extent| format!("{extent:.1}")).collect();
    let reasons = vec![
        format!("the drawing states the model's extents {} mm", extents.join(" x ")),
        format!("all {} sizes of the drawing are in the model", evidence.compared),
        "no other file fits as well".to_owned(),
    ];
    for (here, there) in [(drawing, model), (model, drawing)] {
        let Some(part) = parts.get_mut(here) else { continue };
        let other = file(there);
        part.questions.push(format!(
            "{} semble montrer la même pièce (encombrement {} mm et {} cotes communes) : faut-il les chiffrer ensemble ?",
            stem(&other),
            extents.join(" × ").replace('.', ","),
            evidence.compared
        ));
        part.proposals.push(PairProposal { file: other, evidence: reasons.clone() });
    }
}
