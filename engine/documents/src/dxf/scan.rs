//! One walk over the records of a file: header, layers, styles, blocks, and the entities of model and paper space with their counts.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};

use super::code_page::CodePage;
use super::curve::Curve3;
use super::dimension::{DimensionStyle, dimension_of};
use super::entity::{Entity, Shape};
use super::findings::{Findings, Flaw, Places};
use super::hatch;
use super::header::Header;
use super::layers::{LayerRole, Layers};
use super::layouts::{MODEL, Spaces, space_of};
use super::lettering::{is_lettering, lettering_of};
use super::placement::Placement;
use super::record::{Record, Records};
use super::shapes::{Vertex, must_have_shape, pieces, shape_of, system_of};

/// Entities kept for drawing; more are counted only. Half a gigabyte of lines fits.
const MOST_ENTITIES: usize = 6_000_000;

/// A block definition.
#[derive(Debug, Default)]
pub(super) struct Block {
    pub base: [f64; 3],
    pub entities: Vec<Entity>,
}

/// Everything read from a file, before anything is drawn.
#[derive(Default)]
pub(super) struct Scanned {
    pub header: Header,
    pub layers: Layers,
    pub blocks: HashMap<String, Block>,
    /// Model space and paper space, in the order of the file.
    pub entities: Vec<Entity>,
    /// Model-space entities by type.
    pub counts: BTreeMap<String, u32>,
    /// Sections opened.
    pub sections: u32,
    /// Records read, of any kind.
    pub records: u32,
    pub findings: Findings,
    pub spaces: Spaces,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Section {
    Outside,
    Header,
    Tables,
    Blocks,
    Entities,
    Other,
}

/// A POLYLINE waiting for its vertices.
struct OpenPolyline {
    entity: Entity,
    vertices: Vec<Vertex>,
    closed: bool,
    /// A mesh draws no curve a tool follows.
    mesh: bool,
    system: Placement,
}

struct Scanner {
    out: Scanned,
    section: Section,
    page: CodePage,
    styles: HashMap<String, DimensionStyle>,
    header_style: Option<DimensionStyle>,
    /// Name of the block being defined and its entities.
    block: Option<(String, Block)>,
    polyline: Option<OpenPolyline>,
    /// Paragraphs of model space, and those of them that are only further columns of another.
    paragraphs: Vec<u64>,
    columns: HashSet<u64>,
    kept: usize,
    ended: bool,
}

/// Reads the records of a whole file.
pub(super) fn scan(bytes: &[u8], places: Places) -> Scanned {
    let mut scanner = Scanner {
        out: Scanned { findings: Findings::of_file(places), ..Scanned::default() },
        section: Section::Outside,
        page: CodePage::default(),
        styles: HashMap::new(),
        header_style: None,
        block: None,
        polyline: None,
        paragraphs: Vec::new(),
        columns: HashSet::new(),
        kept: 0,
        ended: false,
    };
    let mut records = Records::new(bytes);
    let mut record = Record::default();
    while !scanner.ended && records.read(&mut record, &mut scanner.out.findings) {
        scanner.out.records = scanner.out.records.saturating_add(1);
        scanner.take(&record);
    }
    scanner.finish(records.place())
}

impl Scanner {
    fn take(&mut self, record: &Record<'_>) {
        match record.kind {
            b"SECTION" => self.open_section(record),
            b"ENDSEC" => {
                if self.section == Section::Outside {
                    self.out.findings.note(Flaw::Structure, record.place);
                }
                self.close_block();
                self.section = Section::Outside;
            }
            b"EOF" => self.ended = true,
            b"TABLE" | b"ENDTAB" => {}
            _ => match self.section {
                Section::Header => {}
                Section::Other => {
                    if record.kind == b"LAYOUT" {
                        let page = &self.page;
                        self.out.spaces.layout(record, |name| page.decode(name));
                    }
                }
                Section::Tables => self.table_entry(record),
                Section::Blocks => self.block_part(record),
                Section::Entities => self.entity(record),
                Section::Outside => {
                    self.out.findings.note(Flaw::Structure, record.place);
                    match record.kind {
                        b"LAYER" | b"DIMSTYLE" | b"BLOCK_RECORD" | b"STYLE" | b"VPORT" | b"LTYPE" | b"VIEW" | b"UCS" | b"APPID" => {
                            self.table_entry(record);
                        }
                        b"BLOCK" | b"ENDBLK" => self.block_part(record),
                        _ if self.block.is_some() => self.block_part(record),
                        kind if is_entity_name(kind) => self.entity(record),
                        _ => {}
                    }
                }
            },
        }
    }

    fn open_section(&mut self, record: &Record<'_>) {
        if self.section != Section::Outside {
            self.out.findings.note(Flaw::Structure, record.place);
        }
        self.close_block();
        self.out.sections += 1;
        self.section = match record.first(2).map(|tag| tag.bytes()) {
            Some(b"HEADER") => Section::Header,
            Some(b"TABLES") => Section::Tables,
            Some(b"BLOCKS") => Section::Blocks,
            Some(b"ENTITIES") => Section::Entities,
            Some(_) => Section::Other,
            None => {
                self.out.findings.note(Flaw::Structure, record.place);
                Section::Outside
            }
        };
        if self.section == Section::Header {
            self.out.header.read(record);
            self.page = CodePage::new(&self.out.header.code_page, &self.out.header.version);
            self.header_style = None;
        }
    }

    fn table_entry(&mut self, record: &Record<'_>) {
        match record.kind {
            b"LAYER" => self.out.layers.define(record),
            b"DIMSTYLE" => {
                let name = record.first(2).map(|tag| self.page.decode(tag.bytes()).to_uppercase()).unwrap_or_default();
                self.styles.insert(name, DimensionStyle::read(record, &self.page));
            }
            b"BLOCK_RECORD" => self.out.spaces.block_record(record),
            _ => {}
        }
    }

    fn block_part(&mut self, record: &Record<'_>) {
        match record.kind {
            b"BLOCK" => {
                if self.block.is_some() {
                    self.out.findings.note(Flaw::Structure, record.place);
                }
                self.close_block();
                let name = record.first(2).map(|tag| self.page.decode(tag.bytes()).to_uppercase()).unwrap_or_default();
                self.block = Some((name, Block { base: record.point(10).unwrap_or([0.0; 3]), entities: Vec::new() }));
            }
            b"ENDBLK" => self.close_block(),
            _ => self.entity(record),
        }
    }

    /// Entities found in the blocks of the spaces themselves belong to the spaces.
    fn close_block(&mut self) {
        self.close_polyline();
        let Some((name, mut block)) = self.block.take() else { return };
        match space_of(&name) {
            Some(space) => {
                for entity in &mut block.entities {
                    entity.space = space;
                }
                self.out.entities.append(&mut block.entities);
            }
            None => {
                self.out.blocks.insert(name, block);
            }
        }
    }

    fn entity(&mut self, record: &Record<'_>) {
        let kind = in_capitals(record.kind);
        match kind.as_ref() {
            "VERTEX" => return self.vertex(record),
            "SEQEND" => return self.close_polyline(),
            _ => self.close_polyline(),
        }
        if record.handle().is_err() {
            self.out.findings.note(Flaw::BrokenHandle, record.place);
        }
        let space = match &self.block {
            Some((name, _)) => space_of(name),
            None => Some(self.out.spaces.of(record)),
        };
        let in_model = space == Some(MODEL);
        if in_model && kind != "ATTRIB" {
            match self.out.counts.get_mut(kind.as_ref()) {
                Some(count) => *count += 1,
                None => {
                    self.out.counts.insert(kind.clone().into_owned(), 1);
                }
            }
        }
        if kind == "MTEXT" {
            self.columns.extend(linked_columns(record));
            if let (true, Ok(Some(handle))) = (in_model, record.handle()) {
                self.paragraphs.push(handle);
            }
        }
        let layer = self.out.layers.id(record.first(8).map_or(b"0".as_slice(), |tag| tag.bytes()));
        let linetype = record.first(6).map_or(LayerRole::Geometry, |tag| self.out.layers.role_of_linetype(tag.bytes()));
        let invisible = record.first_int(60) == Some(1);
        let space = space.unwrap_or(MODEL);
        let mut entity = Entity { layer, place: record.place, linetype, space, invisible, shape: Shape::Corners(Vec::new()) };
        if kind == "POLYLINE" {
            return self.open_polyline(record, entity);
        }
        if kind == "VIEWPORT" {
            self.out.spaces.viewport(record, space);
        }
        let shape = self.shape(&kind, record);
        if record.repaired() > 0 {
            self.out.findings.note(Flaw::NumberRepaired, record.place);
        }
        match shape {
            Some(shape) => {
                entity.shape = shape;
                self.keep(entity);
            }
            None if must_have_shape(&kind) => self.out.findings.note_named(Flaw::EntityDropped, record.place, &kind),
            None if !is_lettering(&kind) && !is_annotation(&kind) => self.out.findings.note_named(Flaw::NotDrawn, record.place, &kind),
            None => {}
        }
    }

    fn shape(&mut self, kind: &str, record: &Record<'_>) -> Option<Shape> {
        match kind {
            "HATCH" | "MPOLYGON" => Some(hatch::outlines(record)),
            "DIMENSION" | "ARC_DIMENSION" | "LARGE_RADIAL_DIMENSION" => {
                let defaults = &self.out.header.dimension_defaults;
                let fallback = self.header_style.get_or_insert_with(|| DimensionStyle::from_header(defaults));
                Some(Shape::Dimension(Box::new(dimension_of(kind, record, &self.page, &self.styles, fallback))))
            }
            _ if is_lettering(kind) => lettering_of(kind, record, &self.page).map(|text| Shape::Lettering(Box::new(text))),
            _ => shape_of(kind, record, &self.page),
        }
    }

    fn keep(&mut self, entity: Entity) {
        self.kept += 1;
        if self.kept > MOST_ENTITIES {
            self.out.findings.note_named(Flaw::BlockLimit, entity.place, "too many entities");
            return;
        }
        match &mut self.block {
            Some((_, block)) => block.entities.push(entity),
            None => self.out.entities.push(entity),
        }
    }

    fn open_polyline(&mut self, record: &Record<'_>, entity: Entity) {
        let flags = record.first_int(70).unwrap_or(0);
        self.polyline = Some(OpenPolyline {
            entity,
            vertices: Vec::new(),
            closed: flags & 1 != 0,
            mesh: flags & (16 | 64) != 0,
            // Polylines in space have no plane of their own.
            system: if flags & 8 != 0 { Placement::IDENTITY } else { system_of(record) },
        });
    }

    fn vertex(&mut self, record: &Record<'_>) {
        let Some(polyline) = &mut self.polyline else {
            self.out.findings.note(Flaw::Structure, record.place);
            return;
        };
        // Bit 16: control point of a spline frame, not on the curve; bit 128 without 64: a face of a mesh.
        let flags = record.first_int(70).unwrap_or(0);
        if flags & 16 != 0 || flags & (128 | 64) == 128 {
            return;
        }
        match record.point(10) {
            Some(at) => polyline.vertices.push(Vertex { at, bulge: record.first_real(42).unwrap_or(0.0) }),
            None => self.out.findings.note_named(Flaw::EntityDropped, record.place, "VERTEX"),
        }
        if record.repaired() > 0 {
            self.out.findings.note(Flaw::NumberRepaired, record.place);
        }
    }

    fn close_polyline(&mut self) {
        let Some(mut polyline) = self.polyline.take() else { return };
        polyline.entity.shape = if polyline.mesh {
            Shape::Corners(polyline.vertices.iter().map(|vertex| polyline.system.point(vertex.at)).collect())
        } else {
            let curves: Vec<Curve3> = pieces(&polyline.vertices, polyline.closed, &polyline.system);
            Shape::Curves(curves)
        };
        self.keep(polyline.entity);
    }

    fn finish(mut self, place: u32) -> Scanned {
        if !self.ended {
            let flaw = if self.section == Section::Outside && self.out.records > 0 { Flaw::Structure } else { Flaw::Truncated };
            self.out.findings.note(flaw, place);
        }
        self.close_block();
        let columns = self.paragraphs.iter().filter(|handle| self.columns.contains(handle)).count();
        if let Some(count) = self.out.counts.get_mut("MTEXT") {
            *count = count.saturating_sub(u32::try_from(columns).unwrap_or(u32::MAX));
        }
        let doubts = self.page.doubts();
        for (flaw, count) in [(Flaw::TextUndecoded, doubts.replaced), (Flaw::OtherEncoding, doubts.other_encoding)] {
            (0..count.min(1_000_000)).for_each(|_| self.out.findings.note(flaw, 0));
        }
        self.out
    }
}

/// The name of an entity as it is written nearly always, in capitals.
fn in_capitals(name: &[u8]) -> Cow<'_, str> {
    let plain = name.iter().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || *byte == b'_');
    let name = String::from_utf8_lossy(name);
    if plain { name } else { Cow::Owned(name.to_uppercase()) }
}

/// Handles of the paragraphs that hold the further columns of this one (AutoCAD 2008 to 2017 keep one entity per column).
fn linked_columns(record: &Record<'_>) -> Vec<u64> {
    let mut inside = false;
    let mut out = Vec::new();
    for tag in record.extended() {
        match (tag.code, tag.bytes()) {
            (1000, b"ACAD_MTEXT_COLUMNS_BEGIN") => inside = true,
            (1000, b"ACAD_MTEXT_COLUMNS_END") | (1001, _) => inside = false,
            (1005, _) if inside => out.extend(tag.handle()),
            _ => {}
        }
    }
    out
}

/// Types that draw remarks, not the part: no word is needed about leaving them out of the measures.
fn is_annotation(kind: &str) -> bool {
    matches!(kind, "LEADER" | "VIEWPORT" | "ATTRIB" | "MLINE" | "ACAD_TABLE" | "XLINE" | "RAY")
}

/// A record outside of every section is taken for an entity when its name is one.
fn is_entity_name(kind: &[u8]) -> bool {
    let Ok(name) = std::str::from_utf8(kind) else { return false };
    must_have_shape(name) || is_lettering(name) || matches!(name, "POLYLINE" | "VERTEX" | "SEQEND" | "HATCH" | "DIMENSION" | "LEADER")
}
