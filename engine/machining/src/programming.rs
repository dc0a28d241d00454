//! Hours of methods and programming: by fixturings and complexity. Complexity is a rule, not a feeling.

use rust_decimal::prelude::ToPrimitive;
use trusquin_domain::{HoleKind, Operation, OperationKind, Part, Shop};

use crate::need::{Need, Shape};
use crate::tables::Tables;

/// Class of a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Complexity {
    Simple,
    Medium,
    Complex,
}

/// Machining features: kinds of holes, a thread or an enlargement one more each, diameters of the profile; without a model, the
/// dimensions of the drawing stand for them.
fn features(part: &Part, tables: &Tables) -> u32 {
    let Some(solid) = &part.solid else {
        return (f64::from(part.dimension_count) / tables.practice.programming.dimensions_per_feature).round() as u32;
    };
    let kinds = solid.holes.iter().map(|hole| 1 + u32::from(hole.kind != HoleKind::Plain)).sum::<u32>();
    let threads = part.holes.iter().filter(|hole| hole.thread.is_some()).count() as u32;
    let profile =
        crate::geometry::turned_shape(solid).filter(|turned| turned.turned_share > 0.45).map_or(0, |turned| turned.outside_diameters);
    kinds.saturating_add(threads).saturating_add(profile)
}

/// Up to five features and no tight fit is simple; thirteen, or IT6, or Ra under 0.8, or sculptured faces is complex.
pub(crate) fn complexity(part: &Part, need: &Need, tables: &Tables) -> Complexity {
    let rule = &tables.practice.programming;
    let count = features(part, tables);
    let sculptured = matches!(&need.shape, Shape::Prismatic(prismatic) if prismatic.directions.sculptured_share > 0.1);
    let fine = need.grade.is_some_and(|grade| grade <= rule.complex_it_grade) || need.ra_um.is_some_and(|ra| ra < rule.complex_ra_um);
    if count >= rule.complex_features || fine || sculptured {
        Complexity::Complex
    } else if count <= rule.simple_features && need.grade.is_none_or(|grade| grade > rule.complex_it_grade + 1) {
        Complexity::Simple
    } else {
        Complexity::Medium
    }
}

/// Hours for the routing: the shop's hours per setup times the class, less on conventional machines and on sheet metal.
pub(crate) fn hours(operations: &[Operation], class: Complexity, shop: &Shop, tables: &Tables) -> f64 {
    let rule = &tables.practice.programming;
    let per_setup = shop.rates.programming_hours_per_setup.to_f64().unwrap_or(0.0).max(0.0);
    let factor = match class {
        Complexity::Simple => rule.simple,
        Complexity::Medium => rule.medium,
        Complexity::Complex => rule.complex,
    };
    operations
        .iter()
        .map(|operation| match operation.kind {
            OperationKind::Turning | OperationKind::Milling => {
                let rapid = operation.machine.as_deref().and_then(|id| shop.machine_by_id(id)).and_then(|machine| machine.rapid_mm_per_min);
                let manual = rapid.is_some_and(|rapid| rapid < rule.manual_rapid_mm_min);
                per_setup * factor * if manual { rule.manual_share } else { 1.0 }
            }
            OperationKind::LaserCutting | OperationKind::Bending => per_setup * rule.sheet_share,
            _ => 0.0,
        })
        .sum()
}
