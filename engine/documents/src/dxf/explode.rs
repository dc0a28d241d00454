//! Blocks set out where they are inserted: the curves to cut, the envelope, and every text with its place.

use std::collections::{BTreeMap, BTreeSet};

use trusquin_domain::{FlatText, FlatTextKind};

use super::bulk::Sample;
use super::curve::{Curve, Curve3, Envelope, can_be_computed};
use super::dimension::DimensionEntity;
use super::entity::{Entity, Insert, Shape};
use super::findings::Flaw;
use super::layers::{LAYER_ZERO, LayerId, LayerRole};
use super::layouts::MODEL;
use super::lettering::Lettering;
use super::placement::{Placement, Point3};
use super::scan::{Block, Scanned};
use super::shapes::array_offset;

/// Blocks in blocks; deeper is a loop or a joke.
const DEEPEST: usize = 32;
/// Entities set out in all; a small file of nested arrays could ask for billions.
const MOST_VISITS: u32 = 5_000_000;
/// Curves kept for measuring.
const MOST_CURVES: usize = 1_500_000;
/// Bend lines and centre lines kept, each.
const MOST_BEND_LINES: usize = 5_000;
/// Texts kept.
const MOST_TEXTS: usize = 200_000;

/// A drawing set out flat, in drawing units.
#[derive(Default)]
pub(super) struct Drawn {
    /// Curves a tool follows: visible, on no layer of centre lines, dimensions, bends or construction.
    pub curves: Vec<Curve>,
    /// The layer of each.
    pub layers: Vec<LayerId>,
    /// Bend lines of a flat pattern.
    pub bends: Vec<BendLine>,
    /// Centre lines, among which exporters without bend layers hide bend lines.
    pub centres: Vec<BendLine>,
    /// Length of what is engraved or marked.
    pub marking_length: f64,
    /// Everything visible in model space except texts, dimensions and leaders.
    pub envelope: Envelope,
    /// The curves a tool follows.
    pub cut_envelope: Envelope,
    pub texts: Vec<FlatText>,
    /// Curves left out of the cut, by the layer they are on.
    pub not_cut: BTreeMap<LayerRole, BTreeSet<String>>,
    /// Layers off or frozen that hold something.
    pub hidden: BTreeSet<String>,
}

/// A line that is bent along, or may be.
#[derive(Debug, Clone)]
pub(super) struct BendLine {
    pub curve: Curve,
    pub layer: LayerId,
    /// Its linetype says so, not its layer.
    pub by_linetype: bool,
}

/// A block being set out, or the space itself.
#[derive(Clone, Copy)]
struct Frame<'a> {
    entities: &'a [Entity],
    next: usize,
    placement: Placement,
    /// Layer of the insertion, for what stands on layer 0 of the block.
    layer: LayerId,
    space: u16,
    texts_only: bool,
    array: Option<Array<'a>>,
}

/// The members of an array still to come.
#[derive(Clone, Copy)]
struct Array<'a> {
    insert: &'a Insert,
    container: Placement,
    base: Point3,
    member: u64,
}

struct Plotter<'a> {
    scanned: &'a Scanned,
    out: Drawn,
    visits: u32,
    flaws: Vec<(Flaw, u32, String)>,
    sample: Sample,
    /// What stands outside is left out.
    window: Option<Envelope>,
}

/// Sets out a scanned file of this unit, without what is absurdly far from its bulk: then it is set out a second time.
pub(super) fn explode(scanned: &mut Scanned, unit_mm: f64) -> Drawn {
    let plotted = |window: Option<Envelope>| {
        let mut plotter = Plotter { scanned, out: Drawn::default(), visits: 0, flaws: Vec::new(), sample: Sample::default(), window };
        plotter.run();
        plotter
    };
    let mut plotter = plotted(None);
    if let Some(window) = plotter.sample.window(&plotter.out.envelope, unit_mm) {
        plotter = plotted(Some(window));
    }
    let (out, flaws) = (plotter.out, plotter.flaws);
    for (flaw, place, name) in flaws {
        scanned.findings.note_named(flaw, place, &name);
    }
    out
}

impl<'a> Plotter<'a> {
    fn run(&mut self) {
        let mut stack = vec![Frame {
            entities: &self.scanned.entities,
            next: 0,
            placement: Placement::IDENTITY,
            layer: LAYER_ZERO,
            space: MODEL,
            texts_only: false,
            array: None,
        }];
        while let Some(frame) = stack.last_mut() {
            let Some(entity) = frame.entities.get(frame.next) else {
                if !frame.next_member() {
                    stack.pop();
                }
                continue;
            };
            frame.next += 1;
            let frame = *frame;
            if stack.len() > 1 {
                self.visits = self.visits.saturating_add(entity.shape.effort());
                if self.visits > MOST_VISITS {
                    self.flaws.push((Flaw::BlockLimit, entity.place, String::new()));
                    return;
                }
            }
            let layer = if entity.layer == LAYER_ZERO { frame.layer } else { entity.layer };
            let space = if stack.len() == 1 { entity.space } else { frame.space };
            match &entity.shape {
                Shape::Insert(insert) => self.insert(&mut stack, entity, insert, Frame { layer, space, ..frame }),
                shape => self.draw(shape, entity, &Frame { layer, space, ..frame }, stack.len() > 1),
            }
        }
    }

    fn insert(&mut self, stack: &mut Vec<Frame<'a>>, entity: &'a Entity, insert: &'a Insert, container: Frame<'a>) {
        let Some(block) = self.scanned.blocks.get(&insert.block) else {
            if !insert.texts_only {
                self.flaws.push((Flaw::MissingBlock, entity.place, insert.block.clone()));
                self.flaws.truncate(100_000);
            }
            return;
        };
        if self.is_hidden(entity, container.layer) {
            return;
        }
        let looped = stack.iter().any(|frame| std::ptr::eq(frame.entities, block.entities.as_slice()) && !block.entities.is_empty());
        if looped || stack.len() > DEEPEST {
            self.flaws.push((Flaw::BlockLimit, entity.place, insert.block.clone()));
            self.flaws.truncate(100_000);
            return;
        }
        let array = Array { insert, container: container.placement, base: block.base, member: 0 };
        stack.push(Frame {
            entities: &block.entities,
            next: 0,
            placement: array.placement(),
            array: Some(array),
            texts_only: container.texts_only || insert.texts_only,
            ..container
        });
    }

    fn is_hidden(&mut self, entity: &Entity, layer: LayerId) -> bool {
        let Some(layer) = self.scanned.layers.get(layer) else { return entity.invisible };
        if layer.hidden && !self.out.hidden.contains(&layer.name) {
            self.out.hidden.insert(layer.name.clone());
        }
        layer.hidden || entity.invisible
    }

    fn draw(&mut self, shape: &'a Shape, entity: &Entity, frame: &Frame<'a>, in_block: bool) {
        match shape {
            Shape::Lettering(text) => {
                let shown = text.kind == FlatTextKind::Attribute || !self.is_hidden(entity, frame.layer);
                if shown && !text.is_template {
                    self.letter(text, frame);
                }
            }
            Shape::Dimension(dimension) => {
                if !in_block && !self.is_hidden(entity, frame.layer) {
                    self.dimension(dimension, frame);
                }
            }
            _ if frame.space != MODEL || frame.texts_only || self.is_hidden(entity, frame.layer) => {}
            Shape::Corners(points) => {
                let seen = points.iter().map(|point| frame.placement.point(*point)).map(|seen| [seen[0], seen[1]]);
                let mut piece = Envelope::default();
                let mut sound = true;
                for point in seen {
                    sound &= can_be_computed(point);
                    piece.add(point);
                }
                if !points.is_empty() && self.is_placed(sound, &piece, shape, entity) {
                    self.out.envelope.join(&piece);
                }
            }
            Shape::Outlines(curves) => {
                for curve in curves {
                    let seen = curve.seen(&frame.placement);
                    let mut piece = Envelope::default();
                    let sound = seen.is_finite();
                    if sound {
                        seen.extend(&mut piece);
                    }
                    if self.is_placed(sound, &piece, shape, entity) {
                        self.out.envelope.join(&piece);
                    }
                }
            }
            Shape::Curve(curve) => self.curve(curve.seen(&frame.placement), shape, entity, frame),
            Shape::Curves(curves) => {
                for curve in curves {
                    self.curve(curve.seen(&frame.placement), shape, entity, frame);
                }
            }
            Shape::Insert(_) => {}
        }
    }

    /// True when a piece stands where a drawing can; else it is left out, and the entity is named.
    fn is_placed(&mut self, sound: bool, piece: &Envelope, shape: &Shape, entity: &Entity) -> bool {
        if !sound {
            self.flaws.push((Flaw::EntityDropped, entity.place, "coordinates out of range".to_owned()));
            self.flaws.truncate(100_000);
            return false;
        }
        if self.window.is_some_and(|window| !window.contains(piece)) {
            self.flaws.push((Flaw::FarAway, entity.place, name_of(shape).to_owned()));
            self.flaws.truncate(100_000);
            return false;
        }
        self.sample.add(piece);
        true
    }

    fn curve(&mut self, curve: Curve, shape: &Shape, entity: &Entity, frame: &Frame<'a>) {
        let mut piece = Envelope::default();
        let sound = curve.is_finite();
        if sound {
            curve.extend(&mut piece);
        }
        if !self.is_placed(sound, &piece, shape, entity) {
            return;
        }
        self.out.envelope.join(&piece);
        let layer = self.scanned.layers.get(frame.layer);
        let role = layer.map_or(LayerRole::Geometry, |layer| layer.role);
        let by_linetype = role == LayerRole::Geometry;
        let role = if by_linetype { entity.linetype } else { role };
        if role != LayerRole::Geometry {
            self.keep_aside(&curve, role, frame.layer, by_linetype);
            let names = self.out.not_cut.entry(role).or_default();
            if let Some(layer) = layer
                && names.len() < 20
                && !names.contains(&layer.name)
            {
                names.insert(layer.name.clone());
            }
        } else if self.out.curves.len() < MOST_CURVES {
            self.out.cut_envelope.join(&piece);
            self.out.curves.push(curve);
            self.out.layers.push(frame.layer);
        } else {
            self.flaws.push((Flaw::BlockLimit, entity.place, "too many curves".to_owned()));
            self.flaws.truncate(100_000);
        }
    }

    /// Lines to bend along and marks: not cut, but counted.
    fn keep_aside(&mut self, curve: &Curve, role: LayerRole, layer: LayerId, by_linetype: bool) {
        let lines = match role {
            LayerRole::Bend => &mut self.out.bends,
            LayerRole::Centre => &mut self.out.centres,
            LayerRole::Marking => {
                self.out.marking_length += curve.length();
                return;
            }
            _ => return,
        };
        if matches!(curve, Curve::Line(..)) && lines.len() < MOST_BEND_LINES {
            lines.push(BendLine { curve: curve.clone(), layer, by_linetype });
        }
    }

    fn letter(&mut self, text: &Lettering, frame: &Frame<'a>) {
        let at = frame.placement.point(text.at);
        let turned = frame.placement.after(&Placement::turned(text.rotation_deg, [0.0; 3]));
        self.text(FlatText {
            text: text.text.clone(),
            kind: text.kind,
            tag: text.tag.clone(),
            handle: text.handle.clone(),
            at: [at[0], at[1]],
            height: text.height * turned.height_factor(),
            rotation_deg: turned.angle(),
            measured: None,
            paper_space: frame.space != MODEL,
            layout: frame.space,
        });
    }

    fn dimension(&mut self, dimension: &DimensionEntity, frame: &Frame<'a>) {
        let picture = self.scanned.blocks.get(&dimension.picture).and_then(pictured_text);
        let Some(text) = dimension.shown(picture) else { return };
        let at = frame.placement.point(dimension.at);
        self.text(FlatText {
            text,
            kind: FlatTextKind::Dimension,
            tag: String::new(),
            handle: dimension.handle.clone(),
            at: [at[0], at[1]],
            height: dimension.height,
            rotation_deg: dimension.rotation_deg,
            measured: dimension.measured,
            paper_space: frame.space != MODEL,
            layout: frame.space,
        });
    }

    fn text(&mut self, text: FlatText) {
        let finite = text.at.iter().all(|value| value.is_finite()) && text.height.is_finite() && text.rotation_deg.is_finite();
        if finite && self.out.texts.len() < MOST_TEXTS {
            self.out.texts.push(text);
        }
    }
}

/// What an entity is, for the person who looks for it.
fn name_of(shape: &Shape) -> &'static str {
    match shape {
        Shape::Curve(Curve3::Line(..)) => "line",
        Shape::Curve(Curve3::Arc(_)) => "arc or circle",
        Shape::Curve(Curve3::Spline(_)) => "spline",
        Shape::Curves(_) => "polyline",
        Shape::Corners(points) if points.len() == 1 => "point",
        Shape::Corners(_) => "filled area",
        Shape::Outlines(_) => "hatch",
        Shape::Insert(_) | Shape::Lettering(_) | Shape::Dimension(_) => "insertion",
    }
}

/// The text in a dimension's picture when there is exactly one: what the CAD system showed.
fn pictured_text(block: &Block) -> Option<String> {
    let mut texts = block.entities.iter().filter_map(|entity| match &entity.shape {
        Shape::Lettering(text) if !text.is_template => Some(&text.text),
        _ => None,
    });
    let text = texts.next()?;
    (texts.next().is_none() && text.chars().any(|character| character.is_ascii_digit())).then(|| text.clone())
}

impl Frame<'_> {
    /// Starts the next member of the array; false when there is none.
    fn next_member(&mut self) -> bool {
        let Some(array) = &mut self.array else { return false };
        array.member += 1;
        let [columns, rows] = array.insert.count.map(u64::from);
        if array.member >= columns * rows || self.entities.is_empty() {
            return false;
        }
        self.placement = array.placement();
        self.next = 0;
        true
    }
}

impl Array<'_> {
    fn placement(&self) -> Placement {
        let columns = u64::from(self.insert.count[0].max(1));
        let offset = array_offset(self.insert, (self.member % columns) as u32, (self.member / columns) as u32);
        let base = Placement::moved(self.base.map(|value| -value));
        self.container.after(&Placement::moved(offset)).after(&self.insert.placement).after(&base)
    }
}
