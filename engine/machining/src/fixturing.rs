//! Clampings (posages): how the part is held and how it stands, what is cut there, and operations on one machine joined into one.

use trusquin_domain::{Feature, FeatureKind, Fixturing, Operation, OperationKind, Part};

use crate::french::{count, mm, number};
use crate::geometry::parallel;

/// One direction a milled part is cut from.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Clamping {
    /// From the part to the tool.
    pub direction: [f64; 3],
    /// What is cut, besides holes: French.
    pub features: Vec<String>,
}

/// Clampings beyond the two main ones that are counted: more is a broken model, or a five-axis part.
const MOST_OTHERS: usize = 4;

fn opposite([x, y, z]: [f64; 3]) -> [f64; 3] {
    [-x, -y, -z]
}

fn same(a: [f64; 3], b: [f64; 3]) -> bool {
    a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>() > 0.999
}

/// The clampings of a milled part by its recognised features: the side with most work, its back, then the other sides. Empty
/// without recognised features.
pub(crate) fn clampings(part: &Part) -> Vec<Clamping> {
    let found = &part.recognition;
    let Some(first) = found.setups.first() else { return Vec::new() };
    let texts = |direction: [f64; 3]| -> Vec<String> {
        let here = found.setups.iter().filter(|setup| same(setup.direction, direction));
        feature_texts(here.flat_map(|setup| &setup.features).filter_map(|index| found.features.get(*index)))
    };
    let (main, back) = (first.direction, opposite(first.direction));
    let mut clampings: Vec<Clamping> =
        [main, back].into_iter().map(|direction| Clamping { direction, features: texts(direction) }).collect();
    let others = found.setups.iter().map(|setup| setup.direction).filter(|direction| !parallel(*direction, main));
    clampings.extend(others.take(MOST_OTHERS).map(|direction| Clamping { direction, features: texts(direction) }));
    clampings
}

/// What a mill cuts besides holes, in the words of a routing; equal kinds of edge work are counted together.
fn feature_texts<'a>(features: impl Iterator<Item = &'a Feature>) -> Vec<String> {
    use FeatureKind as K;
    let mut texts: Vec<String> = Vec::new();
    let (mut chamfers, mut rounds) = (0_u32, 0_u32);
    for feature in features {
        let sizes = match (feature.length_mm, feature.width_mm) {
            (Some(length), Some(width)) => format!(" {} × {}", mm(length), mm(width)),
            _ => String::new(),
        };
        let depth = feature.depth_mm.map(|depth| format!(" prof. {}", mm(depth))).unwrap_or_default();
        let radius = feature.radius_mm.filter(|radius| *radius > 0.0).map(|radius| format!(", R{}", mm(radius))).unwrap_or_default();
        let times = if feature.count > 1 { format!("{} × ", feature.count) } else { String::new() };
        let name = match feature.kind {
            K::Pocket => "poche",
            K::OpenPocket => "poche ouverte",
            K::ThroughPocket => "ajour",
            K::ThroughSlot | K::BlindSlot => "rainure",
            K::RoundEndedSlot => "lumière",
            K::Step => "épaulement",
            K::Boss => "bossage",
            K::TSlot => "rainure en T",
            K::DovetailSlot => "queue d'aronde",
            K::Flat => "méplat",
            K::FreeformRegion => "surface gauche",
            K::Chamfer => {
                chamfers = chamfers.saturating_add(feature.count);
                continue;
            }
            K::Round | K::Fillet => {
                rounds = rounds.saturating_add(feature.count);
                continue;
            }
            _ => continue,
        };
        let text = format!("{times}{name}{sizes}{depth}{radius}");
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    const SHOWN: usize = 8;
    if texts.len() > SHOWN {
        let more = texts.len() - SHOWN;
        texts.truncate(SHOWN);
        texts.push(format!("et {more} autres formes"));
    }
    if chamfers > 0 {
        texts.push(count(chamfers, "chanfrein", "chanfreins"));
    }
    if rounds > 0 {
        texts.push(count(rounds, "rayon", "rayons"));
    }
    texts
}

/// Names of the datums the drawing refers to, in order, each once: `A`, `B`.
pub(crate) fn datums(part: &Part) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for datum in part.geometric_tolerances.iter().flat_map(|tolerance| &tolerance.datums) {
        // A common datum `A-B` names two.
        for letter in datum.split('-').map(str::trim).filter(|letter| !letter.is_empty()) {
            if !found.iter().any(|known| known == letter) {
                found.push(letter.to_owned());
            }
        }
    }
    found.sort();
    found
}

/// Joins operations that follow one another on the same machine into one operation with several clampings.
pub(crate) fn joined(operations: Vec<Operation>) -> Vec<Operation> {
    let mut out: Vec<Operation> = Vec::new();
    for operation in operations {
        match out.last_mut().filter(|last| last.kind == operation.kind && last.machine == operation.machine && last.machining) {
            Some(last) => join(last, operation),
            None => out.push(operation),
        }
    }
    for operation in &mut out {
        for (index, fixturing) in operation.fixturings.iter_mut().enumerate() {
            fixturing.number = u32::try_from(index + 1).unwrap_or(u32::MAX);
        }
        if operation.fixturings.len() > 1 {
            operation.name = shared_name(operation.kind, &operation.name).to_owned();
            operation.text = operation
                .fixturings
                .iter()
                .map(|it| format!("Posage {} ({}) : {}", it.number, it.holding, it.features.join(", ")))
                .collect::<Vec<_>>()
                .join(". ");
        }
    }
    out
}

fn shared_name(kind: OperationKind, first: &str) -> &str {
    match kind {
        OperationKind::Turning if first.starts_with("Tournage-fraisage") => "Tournage-fraisage",
        OperationKind::Turning if first.starts_with("Ébauche") => "Ébauche en tournage",
        OperationKind::Turning => "Tournage",
        OperationKind::Milling if first.starts_with("Ébauche") => "Ébauche en fraisage",
        OperationKind::Milling => "Fraisage",
        _ => first,
    }
}

fn join(last: &mut Operation, next: Operation) {
    last.time.setup_s += next.time.setup_s;
    last.time.run_s += next.time.run_s;
    for (name, seconds) in next.time.terms {
        match last.time.terms.iter_mut().find(|(known, _)| *known == name) {
            Some((_, sum)) => *sum += seconds,
            None => last.time.terms.push((name, seconds)),
        }
    }
    last.fixturings.extend(next.fixturings);
}

/// Terms of roughing.
const ROUGHING: [&str; 2] = ["removal", "slotting"];

/// Splits shaping operations around a stress relief: first what roughs, then what finishes. Each roughing holds the part once more.
pub(crate) fn split_roughing(operations: Vec<Operation>, stock_mm: f64) -> (Vec<Operation>, Vec<Operation>) {
    let (mut rough, mut finish) = (Vec::new(), Vec::new());
    for mut operation in operations {
        let is_rough = |term: &&(String, f64)| ROUGHING.contains(&term.0.as_str());
        let machined = matches!(operation.kind, OperationKind::Turning | OperationKind::Milling);
        if machined && operation.time.terms.iter().any(|term| is_rough(&term)) {
            let handled = operation.time.terms.iter().filter(|term| term.0 == "load_unload");
            let terms: Vec<(String, f64)> = operation.time.terms.iter().filter(is_rough).chain(handled).cloned().collect();
            let mut first = operation.clone();
            first.name = format!("Ébauche, {}", lower_first(&operation.name));
            first.text = format!("Ébaucher, surépaisseur {} partout", mm(stock_mm));
            retime(&mut first, terms);
            for fixturing in &mut first.fixturings {
                fixturing.features = vec![format!("ébaucher, surépaisseur {} partout", mm(stock_mm))];
            }
            rough.push(first);
            let rest = operation.time.terms.iter().filter(|term| !is_rough(term)).cloned().collect();
            retime(&mut operation, rest);
        }
        finish.push(operation);
    }
    (rough, finish)
}

/// Gives an operation of one clamping new terms.
fn retime(operation: &mut Operation, terms: Vec<(String, f64)>) {
    operation.time.run_s = terms.iter().map(|(_, seconds)| seconds).sum();
    operation.time.terms = terms;
    for fixturing in &mut operation.fixturings {
        fixturing.run_s = operation.time.run_s;
        fixturing.terms.clone_from(&operation.time.terms);
    }
}

fn lower_first(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map(|first| first.to_lowercase().chain(characters).collect()).unwrap_or_default()
}

/// How a block is held for milling: between the jaws where they open wide enough, else clamped on the table; a thin plate needs a bed.
pub(crate) fn vice_or_clamps(width_mm: f64, thickness_mm: f64, length_mm: f64, opening_mm: f64, thin_ratio: f64) -> String {
    if thickness_mm * thin_ratio < length_mm && width_mm > opening_mm / 2.0 {
        return "plaque martyre, brides ou vide : pièce mince".to_owned();
    }
    if width_mm <= opening_mm { format!("étau, serrage sur {}", mm(width_mm)) } else { "brides sur table".to_owned() }
}

/// One clamping of an operation that has one.
pub(crate) fn fixturing(holding: String, position: String, features: Vec<String>, operation: &Operation) -> Fixturing {
    Fixturing {
        number: 1,
        holding,
        position,
        features,
        setup_s: operation.time.setup_s,
        run_s: operation.time.run_s,
        terms: operation.time.terms.clone(),
        steps: Vec::new(),
    }
}

/// A direction as people name it: the model's axis it follows, or oblique with its angles' cosines.
pub(crate) fn side(direction: [f64; 3]) -> String {
    let names = ["X", "Y", "Z"];
    for (index, name) in names.iter().enumerate() {
        if let Some(part) = direction.get(index).filter(|part| part.abs() > 0.999) {
            return format!("{}{name} du modèle", if *part > 0.0 { "+" } else { "-" });
        }
    }
    format!("oblique ({})", direction.map(|part| number(part, 2)).join(" ; "))
}
