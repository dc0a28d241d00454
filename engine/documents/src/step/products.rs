//! The products of the file in the words of the domain: names, where they are used, and what is odd about their places.

use std::collections::{HashMap, HashSet};

use trusquin_domain::{Diagnostic, ProductNode};

use super::body::Prototype;
use super::structure::{Tree, product_of};
use super::syntax::Instances;

/// Products listed; a tree with more is cut, its instances are still counted in the totals.
const MOST: usize = 5_000;

/// Roots and their components in the order the tree is walked.
pub(super) fn nodes(model: &Instances, tree: &Tree, prototypes: &HashMap<u64, Option<Prototype>>) -> Vec<ProductNode> {
    let mut solids: HashMap<u64, u32> = HashMap::new();
    for placed in tree.placed.iter().filter(|p| prototypes.get(&p.item).is_some_and(|p| p.as_ref().is_some_and(|p| p.solid))) {
        *solids.entry(placed.product).or_default() += 1;
    }
    tree.places
        .iter()
        .take(MOST)
        .map(|(definition, instances)| {
            let (name, id) = product_of(model, *definition).unwrap_or_default();
            let components = tree.components.get(definition).map_or(&[][..], Vec::as_slice);
            ProductNode {
                reference: format!("#{definition}"),
                id,
                name,
                instances: *instances,
                solids: solids.get(definition).copied().unwrap_or(0) / (*instances).max(1),
                components: components.iter().map(|(child, n)| (format!("#{child}"), *n)).collect(),
            }
        })
        .collect()
}

/// Says which places turn a part into another one, and which parts have no shape here.
pub(super) fn remarks(model: &Instances, tree: &Tree, diagnostics: &mut Vec<Diagnostic>) {
    let label = |definition: u64| {
        let (name, id) = product_of(model, definition).unwrap_or_default();
        name.or(id).unwrap_or_else(|| format!("#{definition}"))
    };
    let named = |mut list: Vec<String>| {
        let all = list.len();
        list.truncate(8);
        let rest = if all > list.len() { format!(" and {} more", all - list.len()) } else { String::new() };
        format!("{}{rest}", list.join(", "))
    };
    let at = |odd: &dyn Fn(&super::vector::Placement) -> bool| {
        let mut found: Vec<u64> = tree.placed.iter().filter(|p| odd(&p.placement)).map(|p| p.product).collect();
        found.dedup();
        found.sort_unstable();
        found.dedup();
        found.into_iter().map(label).collect::<Vec<_>>()
    };
    let mirrored = at(&|p| p.determinant() < 0.0);
    if !mirrored.is_empty() {
        diagnostics.push(Diagnostic::warning(
            "STP-016",
            format!("some places mirror their part ({}): a mirrored part is another part, made by its own program", named(mirrored)),
        ));
    }
    let scaled = at(&|p| (p.scale() - 1.0).abs() > 1e-6);
    if !scaled.is_empty() {
        diagnostics.push(Diagnostic::warning(
            "STP-017",
            format!("some places scale their part ({}): sizes are those of the place; check them in the CAD system", named(scaled)),
        ));
    }
    let shown: HashSet<u64> = tree.placed.iter().map(|p| p.product).collect();
    let bare: Vec<String> = tree
        .places
        .iter()
        .filter(|(p, _)| tree.components.get(p).is_none_or(Vec::is_empty) && tree.standing.contains(p) && !shown.contains(p))
        .map(|(p, _)| label(*p))
        .collect();
    if !bare.is_empty() && !tree.placed.is_empty() {
        diagnostics.push(Diagnostic::warning(
            "STP-018",
            format!("some parts of the assembly have no shape in this file ({}): send their files along, or export one file", named(bare)),
        ));
    }
}
