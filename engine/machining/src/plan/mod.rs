//! From a part and a shop to a routing: blank, operations on machines that exist, times, questions.
//!
//! Missing information becomes a question, never a guess:
//! - A wording that names a family only ("steel") is routed with the shop's marked grade (`default_for`), printed as an assumption,
//!   with the question beside it.
//! - Without a material there is no cutting data, so there are no times and no operations: the routing says so in `infeasible`, the line is
//!   entered by hand. The same goes for a shape without dimensions.
//! - Depths, removal volumes and sample sizes have named defaults in data files and are printed as assumptions when they are used.

mod builder;
mod compare;
mod doubts;
mod finish;
mod non_recurring;
mod routes;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use trusquin_domain::{MachineChoice, Material, Part, Process, ProcessGuess, Routing, Shop};

use crate::classify::main_process;
use crate::french::number;
use crate::material::{asks_for_no_treatment, family_default, match_material, match_treatments};
use crate::need::{Shape, need};
use crate::tables::{Tables, tables};
use builder::Builder;

/// The routing of a part for a quantity. Always answers: what cannot be planned is said in `infeasible` and `questions`.
pub fn plan(part: &Part, shop: &Shop, quantity: u32, choice: MachineChoice) -> Routing {
    let mut routing = Routing { quantity, launched: quantity, ..Routing::default() };
    if let Some(reason) = &part.manual_reason {
        routing.infeasible.push(reason.clone());
        return routing;
    }
    let tables = match tables() {
        Ok(tables) => tables,
        Err(error) => {
            routing.infeasible.push(format!("Tables de données de l'atelier illisibles : {error}"));
            return routing;
        }
    };
    let material = material(part, shop, &mut routing);
    let Some(guess) = main_process(&part.processes) else {
        routing.questions.push("Procédé de fabrication ? Rien sur le plan ni dans le modèle ne le montre.".to_owned());
        routing.infeasible.push("Procédé inconnu : gamme à saisir à la main.".to_owned());
        return routing;
    };
    if guess.probability < 0.6 {
        let percent = number(guess.probability * 100.0, 0);
        routing.assumptions.push(format!("Procédé supposé : {} (probabilité {percent} %).", process_name(guess.process)));
    }
    if !shop.practises(guess.process) {
        let name = capitalised(process_name(guess.process));
        routing.infeasible.push(format!("{name} : hors des métiers de l'entreprise (« trades » du fichier d'atelier), à sous-traiter."));
        return routing;
    }
    // Without driven tools, a turned part with off-axis features goes to a lathe and then to a mill.
    let by_lathe = guess.process == Process::MillTurn && shop.offers(&ProcessGuess { process: Process::Turning, ..guess.clone() });
    if !shop.offers(guess) && !by_lathe {
        routing
            .infeasible
            .push(format!("{} : aucune machine de l'atelier ne le fait, à sous-traiter.", capitalised(process_name(guess.process))));
        return routing;
    }
    if guess.process == Process::Assembly || guess.process == Process::Welding {
        routing.questions.push("Ensemble de plusieurs pièces : deviser l'ensemble monté, ou chaque pièce de la nomenclature ?".to_owned());
        routing.infeasible.push(format!("{} : les composants sont à deviser un par un.", capitalised(process_name(guess.process))));
        return routing;
    }
    let need = match need(part, guess.process, tables) {
        Ok(need) => need,
        Err(question) => {
            routing.questions.push(question);
            routing.infeasible.push("Dimensions insuffisantes : gamme à saisir à la main.".to_owned());
            return routing;
        }
    };
    let Some(material) = material else {
        routing.infeasible.push("Matière inconnue : ni brut ni temps de coupe ne peuvent être calculés.".to_owned());
        return routing;
    };
    let Some((group, by_letter)) = tables.cutting.group_of(material) else {
        routing.infeasible.push(format!("{} : groupe ISO 513 « {} » sans données de coupe.", material.name, material.iso513));
        return routing;
    };
    if by_letter {
        routing
            .assumptions
            .push(format!("Conditions de coupe du groupe ISO 513 {} : sous-groupe de {} non renseigné.", group.id, material.name));
    }
    let (heat, surface) = treatments(part, shop, tables, &mut routing);
    assumptions(part, &need, &mut routing);
    doubts::doubts(part, &need, tables, &mut routing);
    let builder = Builder { part, shop, need: &need, material, group, tables, quantity, choice, heat, surface };
    builder.best(routing)
}

fn material<'a>(part: &Part, shop: &'a Shop, routing: &mut Routing) -> Option<&'a Material> {
    let Some(wanted) = &part.material else {
        routing.questions.push("Matière ? Elle n'est pas indiquée sur le plan.".to_owned());
        return None;
    };
    let written = wanted.written.value.trim();
    let named = wanted.shop_material.clone().or_else(|| match_material(written, wanted.written.normalized.as_ref(), shop));
    if let Some(material) = named.as_deref().and_then(|id| shop.material_by_id(id)) {
        return Some(material);
    }
    let stands_for = |material: &&Material| may_stand_for(material, wanted.written.normalized.as_ref());
    if let Some(material) = family_default(written, shop).filter(stands_for) {
        routing.assumptions.push(format!("Matière « {written} » sans nuance : chiffrée en {}.", material.name));
        routing.questions.push(format!("Nuance exacte de la matière ? Le plan indique seulement « {written} »."));
        return Some(material);
    }
    routing.questions.push(format!("Matière « {written} » : inconnue de l'atelier. Nuance normalisée ou équivalent accepté ?"));
    None
}

/// A family's usual grade stands in for a wording without a grade, of its own sort: never for another grade (steel 1060) or another sort of
/// material (an aluminium composite panel).
fn may_stand_for(material: &Material, meaning: Option<&serde_json::Value>) -> bool {
    let said = |key: &str| meaning.and_then(|meaning| meaning.get(key)).and_then(serde_json::Value::as_str);
    said("name").is_none() && said("number").is_none() && said("iso513").is_none_or(|letter| letter == material.iso513)
}

/// Heat treatments and surface treatments the shop can have done; the others are excluded, in writing.
type Treatments<'a> = Vec<(&'a trusquin_domain::Treatment, String)>;

fn treatments<'a>(part: &Part, shop: &'a Shop, tables: &Tables, routing: &mut Routing) -> (Treatments<'a>, Treatments<'a>) {
    let wording = part.material.as_ref().map_or("", |need| need.written.value.as_str());
    let delivered = tables.delivery.of(wording);
    let (mut heat, mut surface): (Treatments, Treatments) = (Vec::new(), Vec::new());
    for written in [&part.heat_treatment, &part.surface_treatment].into_iter().flatten().map(|found| found.value.trim()) {
        if asks_for_no_treatment(written) {
            continue;
        }
        let mut found = match_treatments(written, shop);
        if let Some(state) = delivered {
            let asked = found.len();
            if state.is_softer_than(written) {
                routing.questions.push(format!(
                    "Traitement « {written} » : plus dur que l’état de livraison « {wording} » ({}). Acheter la matière recuite ?",
                    state.text
                ));
            } else {
                found.retain(|treatment| !state.covers(treatment, shop));
            }
            let already = asked == 0 && state.has_what_is_asked(written);
            if found.len() < asked || state.is_all_of(written) || already {
                routing.assumptions.push(format!("Matière livrée à l’état {} : « {written} » n’est pas à refaire.", state.text));
                if found.is_empty() {
                    continue;
                }
            }
        }
        if found.is_empty() {
            routing.questions.push(format!("Traitement « {written} » : norme, épaisseur et traiteur ?"));
            routing.assumptions.push(format!("Traitement « {written} » non compris dans le prix."));
        }
        for treatment in found {
            let list = if treatment.heat { &mut heat } else { &mut surface };
            if !list.iter().any(|(known, _)| known.id == treatment.id) {
                list.push((treatment, written.to_owned()));
            }
        }
    }
    (heat, surface)
}

fn assumptions(part: &Part, need: &crate::need::Need, routing: &mut Routing) {
    for found in &part.outside_threads {
        let length = crate::french::mm(found.length_mm);
        if need.outside_threads.iter().any(|timed| timed.name == found.thread) {
            routing
                .assumptions
                .push(format!("Filetage {} extérieur, sur le cylindre de son diamètre dans le modèle, longueur {length}.", found.thread));
        } else {
            routing
                .questions
                .push(format!("Filetage extérieur {} × {length} : comment le faire ? Il n'est pas compté dans les temps.", found.thread));
        }
    }
    let assumed = need.holes.iter().filter(|hole| hole.depth_assumed).count();
    if assumed > 0 && !matches!(need.shape, Shape::Sheet(_)) {
        let holes = if assumed == 1 { "un groupe".to_owned() } else { format!("{assumed} groupes") };
        routing.assumptions.push(format!("Profondeur supposée pour {holes} de trous : le plan ne la donne pas."));
        routing.questions.push("Profondeur des trous et taraudages non cotés ?".to_owned());
    }
    if need.volume_mm3.is_none() && !matches!(need.shape, Shape::Sheet(_)) {
        routing.assumptions.push("Volume de copeaux estimé par une part du brut : pas de modèle pour le mesurer.".to_owned());
    }
    if !need.area_measured {
        routing.assumptions.push("Surface estimée par l'enveloppe : pas de modèle pour la mesurer.".to_owned());
    }
    if let Shape::Prismatic(prismatic) = &need.shape
        && !prismatic.from_model
    {
        routing.assumptions.push("Deux prises de fraisage supposées : pas de modèle pour compter les directions d'outil.".to_owned());
    }
}

/// Pieces to launch: the quantity, the predicted scrap rounded to the nearest piece, the setting parts up to a share of the quantity.
fn launched(quantity: u32, setups: u32, shop: &Shop, cap_share: f64) -> u32 {
    let scrap = (Decimal::from(quantity) * shop.rates.scrap_percent / Decimal::from(100)).round().to_u32().unwrap_or(0);
    let setting = (Decimal::from(setups) * shop.rates.setting_parts_per_setup).round().to_u32().unwrap_or(0);
    let cap = (f64::from(quantity) * cap_share).ceil() as u32;
    quantity.saturating_add(scrap).saturating_add(setting.min(cap))
}

fn process_name(process: Process) -> &'static str {
    match process {
        Process::Turning => "tournage",
        Process::Milling => "fraisage",
        Process::MillTurn => "tournage-fraisage",
        Process::Drilling => "perçage",
        Process::Grinding => "rectification",
        Process::Sawing => "débit",
        Process::SheetMetal => "tôlerie",
        Process::TubeBending => "cintrage",
        Process::Welding => "soudage",
        Process::Edm => "électroérosion",
        Process::InjectionMoulding => "injection plastique",
        Process::Additive => "fabrication additive",
        Process::Assembly => "assemblage",
    }
}

fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}
