//! The product tree: which bodies stand where, from definitions, occurrences, mapped items and related representations.

use std::collections::{HashMap, HashSet};

use step_io::parser::{Attribute, RawEntity};
use trusquin_domain::Diagnostic;

use super::geometry::Geometry;
use super::syntax::{Instances, list, part, reference, references, text};
use super::topology::{SHEETS, SOLIDS};
use super::units::{Units, context_of, units_of};
use super::vector::Placement;

/// Nodes of the product tree walked before the rest is left out: a bound on files whose tree multiplies without end.
const MAX_NODES: usize = 100_000;
/// Deepest nesting of assemblies; real ones stay under twenty.
const MAX_DEPTH: u32 = 64;

/// One body in its place.
#[derive(Debug, Clone)]
pub(super) struct Placed {
    pub item: u64,
    pub context: Option<u64>,
    pub product: u64,
    pub placement: Placement,
}

/// The product tree read flat.
#[derive(Default)]
pub(super) struct Tree {
    pub placed: Vec<Placed>,
    /// Sets of curves and points beside the bodies.
    pub loose: Vec<Placed>,
    pub root: Option<u64>,
    /// Places of each product definition, in the order they are met.
    pub places: Vec<(u64, u32)>,
    /// Product definitions that an occurrence gives a place; a material listed as a component has none.
    pub standing: HashSet<u64>,
    /// Direct components of each product definition, with how often they are used.
    pub components: HashMap<u64, Vec<(u64, u32)>>,
    pub units: HashMap<u64, Units>,
}

struct Relation {
    one: u64,
    two: u64,
    operator: Option<u64>,
}

/// Attributes of a representation of any type: name, items, context.
pub(super) fn representation(model: &Instances, id: u64) -> Option<&[Attribute]> {
    match model.entity(id)? {
        RawEntity::Simple { attributes, .. } => (matches!(attributes.get(1), Some(Attribute::List(_)))
            && matches!(attributes.get(2), Some(Attribute::EntityRef(_))))
        .then_some(attributes),
        complex => part(complex, "REPRESENTATION"),
    }
}

struct Walk<'m> {
    model: &'m Instances,
    /// Representations of each product definition.
    shapes: HashMap<u64, Vec<u64>>,
    owner: HashMap<u64, u64>,
    /// Representations that say the same shape.
    same: HashMap<u64, Vec<u64>>,
    /// Occurrences below each product definition: child and relation.
    children: HashMap<u64, Vec<(u64, Option<usize>)>>,
    /// Representations placed in another one without an occurrence: inner representation and relation.
    inner: HashMap<u64, Vec<(u64, usize)>>,
    relations: Vec<Relation>,
    tree: Tree,
}

/// Walks the tree from its roots.
pub(super) fn tree(model: &Instances, diagnostics: &mut Vec<Diagnostic>) -> Tree {
    let mut walk = Walk {
        model,
        shapes: HashMap::new(),
        owner: HashMap::new(),
        same: HashMap::new(),
        children: HashMap::new(),
        inner: HashMap::new(),
        relations: Vec::new(),
        tree: Tree::default(),
    };
    let (definitions, related) = walk.gather();
    let roots: Vec<u64> = definitions.iter().copied().filter(|d| !related.contains(d)).collect();
    if roots.is_empty() && !definitions.is_empty() {
        diagnostics.push(Diagnostic::warning(
            "STP-006",
            "every product is used by another one: the assembly tree runs in a circle; its shapes are read where they are defined",
        ));
    }
    walk.tree.root = roots.iter().copied().max_by_key(|r| walk.children.get(r).map_or(0, Vec::len)).or(definitions.first().copied());
    let mut complete = true;
    for root in &roots {
        complete &= walk.descend(Node::Product(*root));
    }
    if walk.tree.placed.is_empty() {
        walk.orphans();
    }
    for (parent, children) in &walk.children {
        let mut counted: Vec<(u64, u32)> = Vec::new();
        walk.tree.standing.extend(children.iter().filter(|c| c.1.is_some()).map(|c| c.0));
        for (child, _) in children {
            match counted.iter_mut().find(|c| c.0 == *child) {
                Some(c) => c.1 += 1,
                None => counted.push((*child, 1)),
            }
        }
        walk.tree.components.insert(*parent, counted);
    }
    if !complete {
        diagnostics.push(Diagnostic::warning(
            "STP-007",
            format!("the assembly tree exceeds {MAX_NODES} places or {MAX_DEPTH} levels, or runs in a circle: the rest is not counted"),
        ));
    }
    walk.tree
}

#[derive(Clone, Copy)]
enum Node {
    Product(u64),
    Representation(u64, u64),
}

impl Walk<'_> {
    fn gather(&mut self) -> (Vec<u64>, HashSet<u64>) {
        let m = self.model;
        let mut definitions: Vec<u64> = m.all("PRODUCT_DEFINITION").map(|d| d.0).collect();
        definitions.extend(m.all("PRODUCT_DEFINITION_WITH_ASSOCIATED_DOCUMENTS").map(|d| d.0));
        let known: HashSet<u64> = definitions.iter().copied().collect();
        let defined = |shape: u64| m.part(shape, "PRODUCT_DEFINITION_SHAPE").and_then(|a| reference(a.get(2)));
        for (_, a) in m.all("SHAPE_DEFINITION_REPRESENTATION") {
            let Some(product) = reference(a.first()).and_then(defined).filter(|d| known.contains(d)) else { continue };
            let Some(shape) = reference(a.get(1)) else { continue };
            self.shapes.entry(product).or_default().push(shape);
            self.owner.insert(shape, product);
        }
        let mut by_id = HashMap::new();
        for name in ["SHAPE_REPRESENTATION_RELATIONSHIP", "REPRESENTATION_RELATIONSHIP_WITH_TRANSFORMATION", "REPRESENTATION_RELATIONSHIP"]
        {
            for (id, a) in m.all(name) {
                let a = m.part(id, "REPRESENTATION_RELATIONSHIP").unwrap_or(a);
                let mut ends = a.iter().filter_map(|x| reference(Some(x)));
                let (Some(one), Some(two)) = (ends.next(), ends.next()) else { continue };
                let operator = m.part(id, "REPRESENTATION_RELATIONSHIP_WITH_TRANSFORMATION").and_then(|t| reference(t.last()));
                if by_id.contains_key(&id) {
                    continue;
                }
                by_id.insert(id, self.relations.len());
                self.relations.push(Relation { one, two, operator });
                if operator.is_none() {
                    self.same.entry(one).or_default().push(two);
                    self.same.entry(two).or_default().push(one);
                }
            }
        }
        let mut placed: HashMap<u64, usize> = HashMap::new();
        let mut used = HashSet::new();
        for (_, a) in m.all("CONTEXT_DEPENDENT_SHAPE_REPRESENTATION") {
            let Some(relation) = reference(a.first()).and_then(|r| by_id.get(&r).copied()) else { continue };
            used.insert(relation);
            if let Some(occurrence) = reference(a.get(1)).and_then(defined) {
                placed.insert(occurrence, relation);
            }
        }
        let mut related = HashSet::new();
        for (id, a) in m.all("NEXT_ASSEMBLY_USAGE_OCCURRENCE") {
            let (Some(parent), Some(child)) = (reference(a.get(3)), reference(a.get(4))) else { continue };
            self.children.entry(parent).or_default().push((child, placed.get(&id).copied()));
            related.insert(child);
        }
        for (k, r) in self.relations.iter().enumerate() {
            if r.operator.is_some() && !used.contains(&k) {
                self.inner.entry(r.two).or_default().push((r.one, k));
            }
        }
        (definitions, related)
    }

    fn units(&mut self, context: Option<u64>) -> Units {
        let Some(c) = context else { return Units::default() };
        self.tree.units.entry(c).or_insert_with(|| units_of(self.model, c)).clone()
    }

    fn place(&mut self, item: u64, representation_id: u64) -> Option<Placement> {
        let context = representation(self.model, representation_id).and_then(context_of);
        let units = self.units(context);
        Geometry { model: self.model, units: &units }.placement(item)
    }

    /// Where the child representations stand, by the relation of their occurrence.
    fn transform(&mut self, relation: usize, child: &[u64]) -> Option<Placement> {
        let (one, two, operator) = (self.relations[relation].one, self.relations[relation].two, self.relations[relation].operator?);
        let Some(t) = self.model.part(operator, "ITEM_DEFINED_TRANSFORMATION") else {
            return self.place(operator, two);
        };
        let (a, b) = (reference(t.get(2))?, reference(t.get(3))?);
        let listed = |r: u64, item: u64| representation(self.model, r).is_some_and(|x| references(x.get(1)).any(|i| i == item));
        let (a, b) = if listed(two, a) && listed(one, b) && !listed(one, a) { (b, a) } else { (a, b) };
        let (in_one, in_two) = (self.place(a, one)?, self.place(b, two)?);
        if child.contains(&two) && !child.contains(&one) {
            Some(in_one.after(&in_two.inverse()?))
        } else {
            Some(in_two.after(&in_one.inverse()?))
        }
    }

    fn alike(&self, shapes: &[u64], owner: Option<u64>) -> Vec<u64> {
        let mut out: Vec<u64> = Vec::new();
        let mut open: Vec<u64> = shapes.to_vec();
        while let Some(r) = open.pop() {
            if out.contains(&r) || out.len() > 4096 {
                continue;
            }
            out.push(r);
            let others = self.same.get(&r).into_iter().flatten();
            open.extend(others.filter(|o| self.owner.get(o).is_none_or(|p| Some(*p) == owner)));
        }
        out
    }

    fn descend(&mut self, start: Node) -> bool {
        let mut open = vec![(start, Placement::IDENTITY, 0_u32)];
        let (mut nodes, mut complete) = (0, true);
        let mut places: Vec<(u64, u32)> = Vec::new();
        let mut slots: HashMap<u64, usize> = HashMap::new();
        while let Some((node, placement, depth)) = open.pop() {
            nodes += 1;
            if nodes > MAX_NODES || depth > MAX_DEPTH || self.tree.placed.len() > MAX_NODES {
                complete = false;
                if nodes > MAX_NODES {
                    break;
                }
                continue;
            }
            let (shapes, product) = match node {
                Node::Product(p) => {
                    let slot = *slots.entry(p).or_insert_with(|| {
                        places.push((p, 0));
                        places.len() - 1
                    });
                    if let Some(place) = places.get_mut(slot) {
                        place.1 += 1;
                    }
                    for (child, relation) in self.children.get(&p).cloned().unwrap_or_default() {
                        let inside = self.alike(self.shapes.get(&child).map_or(&[], Vec::as_slice), Some(child));
                        let local = relation.and_then(|r| self.transform(r, &inside)).unwrap_or(Placement::IDENTITY);
                        open.push((Node::Product(child), placement.after(&local), depth + 1));
                    }
                    (self.alike(self.shapes.get(&p).map_or(&[], Vec::as_slice), Some(p)), p)
                }
                Node::Representation(r, p) => (self.alike(&[r], Some(p)), p),
            };
            let mut seen = HashSet::new();
            for shape in shapes {
                let Some(attributes) = representation(self.model, shape) else { continue };
                let context = context_of(attributes);
                self.units(context);
                for item in references(attributes.get(1)).filter(|i| seen.insert(*i)) {
                    if let Some(mapped) = self.model.part(item, "MAPPED_ITEM") {
                        if let Some((inner, local)) = self.mapped(mapped, shape) {
                            open.push((Node::Representation(inner, product), placement.after(&local), depth + 1));
                        }
                    } else if self.model.any(item, &SOLIDS).is_some() || self.model.any(item, &SHEETS).is_some() {
                        self.tree.placed.push(Placed { item, context, product, placement });
                    }
                    if self.model.any(item, &["GEOMETRIC_CURVE_SET", "GEOMETRIC_SET"]).is_some() && self.tree.loose.len() < MAX_NODES {
                        self.tree.loose.push(Placed { item, context, product, placement });
                    }
                }
                for (inner, relation) in self.inner.get(&shape).cloned().unwrap_or_default() {
                    let local = self.transform(relation, &[inner]).unwrap_or(Placement::IDENTITY);
                    open.push((Node::Representation(inner, product), placement.after(&local), depth + 1));
                }
            }
        }
        for (product, count) in places {
            match self.tree.places.iter_mut().find(|p| p.0 == product) {
                Some(place) => place.1 += count,
                None => self.tree.places.push((product, count)),
            }
        }
        complete
    }

    fn mapped(&mut self, item: &[Attribute], shape: u64) -> Option<(u64, Placement)> {
        let refs: Vec<u64> = item.iter().filter_map(|x| reference(Some(x))).collect();
        let (source, target) = (*refs.first()?, *refs.get(1)?);
        let map = self.model.part(source, "REPRESENTATION_MAP")?;
        let (origin, inner) = (reference(map.first())?, reference(map.get(1))?);
        let from = self.place(origin, inner).unwrap_or(Placement::IDENTITY);
        let to = self.place(target, shape).unwrap_or(Placement::IDENTITY);
        Some((inner, to.after(&from.inverse()?)))
    }

    /// Bodies of a file without a product tree: each representation that no other one maps, else each loose body.
    fn orphans(&mut self) {
        let m = self.model;
        let mut shapes: Vec<u64> = Vec::new();
        let mapped: HashSet<u64> = m.all("REPRESENTATION_MAP").filter_map(|(_, a)| reference(a.get(1))).collect();
        let mut held = HashSet::new();
        for id in m.0.entities.keys() {
            let Some(a) = representation(m, *id) else { continue };
            let is_shape = m.name(*id).ends_with("SHAPE_REPRESENTATION") || m.part(*id, "SHAPE_REPRESENTATION").is_some();
            if is_shape && !mapped.contains(id) && !list(a.get(1)).is_empty() {
                shapes.push(*id);
            }
        }
        for shape in shapes {
            let before = self.tree.placed.len();
            self.descend(Node::Representation(shape, 0));
            // Related representations repeat the same bodies.
            let fresh: Vec<Placed> = self.tree.placed.split_off(before).into_iter().filter(|p| held.insert(p.item)).collect();
            self.tree.placed.extend(fresh);
        }
        if self.tree.placed.is_empty() {
            let context = m.all("GLOBAL_UNIT_ASSIGNED_CONTEXT").map(|c| c.0).next();
            for name in SOLIDS.iter().chain(["SHELL_BASED_SURFACE_MODEL"].iter()) {
                for (item, _) in m.all(name) {
                    if held.insert(item) {
                        self.tree.placed.push(Placed { item, context, product: 0, placement: Placement::IDENTITY });
                    }
                }
            }
            self.units(context);
        }
        let contexts: Vec<Option<u64>> = self.tree.placed.iter().map(|p| p.context).collect();
        for c in contexts {
            self.units(c);
        }
    }
}

/// Name and identifier of the product behind a definition.
pub(super) fn product_of(model: &Instances, definition: u64) -> Option<(Option<String>, Option<String>)> {
    let (_, a) = model.any(definition, &["PRODUCT_DEFINITION", "PRODUCT_DEFINITION_WITH_ASSOCIATED_DOCUMENTS"])?;
    let formation = reference(a.get(2))?;
    let (_, f) = model.any(formation, &["PRODUCT_DEFINITION_FORMATION", "PRODUCT_DEFINITION_FORMATION_WITH_SPECIFIED_SOURCE"])?;
    let product = model.part(reference(f.get(2))?, "PRODUCT")?;
    let filled = |k: usize| text(product.get(k)).map(str::trim).filter(|s| !s.is_empty()).map(str::to_owned);
    Some((filled(1), filled(0)))
}

/// Material written as a property of the file, with its instance.
pub(super) fn material(model: &Instances) -> Option<(String, String)> {
    for (_, a) in model.all("PROPERTY_DEFINITION_REPRESENTATION") {
        let Some(property) = reference(a.first()).and_then(|p| model.part(p, "PROPERTY_DEFINITION")) else { continue };
        let named = format!("{} {}", text(property.first()).unwrap_or(""), text(property.get(1)).unwrap_or("")).to_lowercase();
        if !named.contains("material") || named.contains("density") {
            continue;
        }
        let Some(r) = reference(a.get(1)).and_then(|r| representation(model, r)) else { continue };
        for item in references(r.get(1)) {
            if let Some(d) = model.part(item, "DESCRIPTIVE_REPRESENTATION_ITEM")
                && let Some(value) = text(d.get(1)).map(str::trim).filter(|v| !v.is_empty())
            {
                return Some((value.to_owned(), format!("#{item}")));
            }
        }
    }
    let designation =
        model.all("MATERIAL_DESIGNATION").find_map(|(id, a)| text(a.first()).map(|t| (t.trim().to_owned(), format!("#{id}"))));
    designation.filter(|d| !d.0.is_empty())
}
