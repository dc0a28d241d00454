//! What is paid once: programming, soft jaws, fixtures, gauges, special tools, first-article file.

use trusquin_domain::{FeatureKind, Money, NonRecurringItem, NonRecurringKind, Operation, Part};

use crate::french::{mm, number};
use crate::need::{Need, Shape};
use crate::requirement::Asked;
use crate::tables::Tables;

/// Items of a routing whose shaping operations are known. `programming_hours`: CAM and methods.
pub(super) fn items(
    part: &Part,
    need: &Need,
    shaping: &[Operation],
    programming_hours: f64,
    asked: &Asked,
    tables: &Tables,
) -> Vec<NonRecurringItem> {
    let rule = &tables.practice.non_recurring;
    let mut items = Vec::new();
    let mut add = |kind: NonRecurringKind, text: String, hours: f64, cost: Option<rust_decimal::Decimal>, reason: String| {
        items.push(NonRecurringItem { kind, text, hours, cost: cost.map(Money::new), reason });
    };
    if programming_hours > 0.0 {
        add(
            NonRecurringKind::Programming,
            "Programmation FAO et méthodes".to_owned(),
            programming_hours,
            None,
            "Nombre de posages et complexité de la pièce".to_owned(),
        );
    }
    for fixturing in shaping.iter().flat_map(|operation| &operation.fixturings) {
        if fixturing.holding.contains("mors doux") {
            let text = format!("Mors doux : {}", fixturing.holding);
            add(
                NonRecurringKind::SoftJaws,
                text,
                rule.soft_jaws_hours,
                Some(rule.soft_jaws_cost),
                "Reprise sur une surface finie".to_owned(),
            );
        } else if fixturing.holding.starts_with("plaque martyre") {
            let text = "Plaque martyre ou montage à vide".to_owned();
            add(
                NonRecurringKind::Fixture,
                text,
                rule.fixture_hours,
                Some(rule.fixture_cost),
                "Pièce mince : l'étau la déformerait".to_owned(),
            );
            break;
        }
    }
    for seat in need.seats.iter().filter(|seat| seat.inside && seat.grade <= rule.gauge_it_grade) {
        let text = format!("Tampon lisse entre / n'entre pas « {} »", seat.text.trim());
        add(NonRecurringKind::Gauge, text, 0.0, Some(rule.plug_gauge_cost), format!("Alésage IT{}, si l'atelier ne l'a pas", seat.grade));
    }
    for name in thread_names(need) {
        let plain = name.split(['-', ' ']).next().unwrap_or_default().to_uppercase().replace('×', "X").replace(',', ".");
        if !is_owned(&plain, tables) {
            let text = format!("Calibre à filetage {name}");
            add(NonRecurringKind::Gauge, text, 0.0, Some(rule.thread_gauge_cost), "Filetage hors de la série courante M3 à M20".to_owned());
        }
    }
    let mut cutters: Vec<&str> = Vec::new();
    for feature in &part.recognition.features {
        let name = match feature.kind {
            FeatureKind::TSlot => "Fraise à rainurer en T",
            FeatureKind::DovetailSlot => "Fraise conique à queue d'aronde",
            _ => continue,
        };
        if !cutters.contains(&name) {
            cutters.push(name);
            let size = feature.width_mm.map(|width| format!(", largeur {}", mm(width))).unwrap_or_default();
            let reason = "Forme qu'aucune fraise droite ne fait".to_owned();
            add(NonRecurringKind::SpecialTool, format!("{name}{size}"), 0.0, Some(rule.form_cutter_cost), reason);
        }
    }
    for hole in need.holes.iter().filter(|hole| !hole.depth_assumed && !hole.widens && hole.drill_mm > 0.0) {
        let ratio = hole.depth_mm / hole.drill_mm;
        if ratio > rule.long_drill_ratio && !matches!(need.shape, Shape::Sheet(_)) {
            let text = format!("Foret long Ø{} × {}", mm(hole.drill_mm), mm(hole.depth_mm));
            let reason = format!("Profondeur de {} fois le diamètre", number(ratio, 0));
            add(NonRecurringKind::SpecialTool, text, 0.0, Some(rule.long_drill_cost), reason);
        }
    }
    let first = &tables.requirements.first_article;
    if let Some(word) = asked.names(&first.words) {
        let hours = first.base_hours + first.per_dimension_hours * f64::from(part.dimension_count);
        let text = "Dossier premier article (EN 9102)".to_owned();
        add(NonRecurringKind::FirstArticle, text, hours, None, format!("Demandé par le plan : « {word} »"));
    }
    items
}

fn thread_names(need: &Need) -> Vec<String> {
    let mut names: Vec<String> = need.holes.iter().filter_map(|hole| Some(hole.thread.as_ref()?.0.clone())).collect();
    names.extend(need.outside_threads.iter().map(|thread| thread.name.clone()));
    names.sort();
    names.dedup();
    names
}

/// `M10`, or `M10X1.5` where 1.5 is the coarse pitch.
fn is_owned(plain: &str, tables: &Tables) -> bool {
    let (size, pitch) = plain.split_once('X').map_or((plain, None), |(size, pitch)| (size, pitch.parse::<f64>().ok()));
    let coarse =
        size.trim_start_matches('M').parse::<f64>().ok().and_then(|diameter| {
            tables.threads.coarse.iter().find(|row| (row.diameter_mm - diameter).abs() < 1e-6).map(|row| row.pitch_mm)
        });
    tables.practice.non_recurring.owned_thread_gauges.iter().any(|owned| owned == size)
        && pitch.is_none_or(|pitch| coarse.is_some_and(|coarse| (coarse - pitch).abs() < 1e-6))
}
