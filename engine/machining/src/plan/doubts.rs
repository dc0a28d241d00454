//! What the features of the model make doubtful: teeth, sharp inside corners, thin walls, deep pockets. Asked before anybody quotes.

use trusquin_domain::{FeatureKind, Part, Routing};

use crate::french::{count, mm, number};
use crate::need::{Need, Shape};
use crate::tables::Tables;

/// Adds questions and assumptions to the routing.
pub(super) fn doubts(part: &Part, need: &Need, tables: &Tables, routing: &mut Routing) {
    let features = &part.recognition.features;
    let rule = &tables.practice.limits;
    let count_of = |kinds: &[FeatureKind]| features.iter().filter(|it| kinds.contains(&it.kind)).map(|it| it.count).sum::<u32>();
    if count_of(&[FeatureKind::Teeth]) > 0 {
        routing.assumptions.push("Denture non comprise : taillage à sous-traiter.".to_owned());
        routing.questions.push("Denture : module, nombre de dents et qualité ?".to_owned());
    }
    if !matches!(need.shape, Shape::Prismatic(_)) {
        return;
    }
    let closed = [FeatureKind::Pocket, FeatureKind::ThroughPocket, FeatureKind::BlindSlot];
    let sharp: u32 = features.iter().filter(|it| closed.contains(&it.kind) && it.radius_mm.is_none()).map(|it| it.count).sum();
    if sharp > 0 {
        let which = count(sharp, "poche ou ajour", "poches ou ajours");
        routing.questions.push(format!("Angles intérieurs vifs dans {which} : rayon d'outil accepté ? Sinon électroérosion."));
    }
    if let Some(radius) = part.recognition.smallest_inside_radius_mm.filter(|radius| *radius > 0.0 && *radius < rule.least_corner_mm) {
        routing.questions.push(format!(
            "Rayon intérieur R{} : fraise Ø{} hors du magasin courant. R{} accepté ?",
            mm(radius),
            mm(2.0 * radius),
            mm(rule.least_corner_mm)
        ));
    }
    if let Some(wall) = part.recognition.thinnest_wall_mm.filter(|wall| *wall > 0.0 && *wall < rule.thin_wall_mm) {
        routing.assumptions.push(format!("Paroi de {} mm : finition en passes légères, vibrations à surveiller.", mm(wall)));
    }
    let deepest = features.iter().filter(|it| closed.contains(&it.kind)).filter_map(|it| it.depth_ratio).fold(0.0, f64::max);
    if deepest > rule.deep_pocket_ratio {
        routing.assumptions.push(format!("Poche profonde de {} fois le diamètre d'outil : fraise longue.", number(deepest, 1)));
    }
}
