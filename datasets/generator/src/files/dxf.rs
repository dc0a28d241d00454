//! DXF (release 12, ASCII, code page 1252) of a sheet: the part at true size in model space, the sheet around it enlarged to match.

use std::fmt::Write as _;

use crate::sheet::font::{CAPITAL_HEIGHT, win_ansi};
use crate::sheet::{Align, DimensionItem, Item, Layer, Measure, Point, Sheet, Text};

/// Name of the title block's block.
const TITLE_BLOCK: &str = "TITLE_BLOCK";
/// Handles below are left to what a reader adds.
const FIRST_HANDLE: u32 = 0x100;

struct Writer {
    out: String,
    handle: u32,
    /// Drawing units per sheet millimetre.
    unit: f64,
}

/// The file's bytes.
pub fn write(sheet: &Sheet) -> Vec<u8> {
    let mut writer = Writer { out: String::new(), handle: FIRST_HANDLE, unit: 1.0 / sheet.scale };
    writer.tables(sheet);
    writer.blocks(sheet);
    writer.begin("SECTION", "ENTITIES");
    let mut dimensions = 0;
    for item in &sheet.items {
        match item {
            Item::Dimension(dimension) => {
                dimensions += 1;
                writer.dimension(dimension, dimensions);
            }
            Item::TitleBlock(_, values) => writer.insert(values),
            other => writer.entity(other),
        }
    }
    writer.pair(0, "ENDSEC");
    writer.pair(0, "EOF");
    // The header comes last because it names the next free handle.
    let mut head = Writer { out: String::new(), handle: writer.handle, unit: writer.unit };
    head.header(sheet);
    win_ansi(&(head.out + &writer.out))
}

fn layer_name(layer: Layer) -> &'static str {
    match layer {
        Layer::Outline => "OUTLINE",
        Layer::Hidden => "HIDDEN",
        Layer::Centre => "CENTER",
        Layer::Hatch => "HATCH",
        Layer::Thin => "THIN",
        Layer::Dimension => "DIM",
        Layer::Frame => "FRAME",
        Layer::TitleBlock => "TITLE",
        Layer::Note => "NOTE",
        Layer::Bend => "BEND",
    }
}

fn bends(sheet: &Sheet) -> bool {
    sheet.items.iter().any(|item| matches!(item, Item::Line(_, _, Layer::Bend)))
}

/// Colour index of a layer: the customary ones, white for edges.
fn colour(layer: Layer) -> u8 {
    match layer {
        Layer::Outline | Layer::Frame | Layer::TitleBlock => 7,
        Layer::Hidden => 3,
        Layer::Centre => 1,
        Layer::Hatch | Layer::Thin => 8,
        Layer::Dimension => 4,
        Layer::Note => 2,
        Layer::Bend => 6,
    }
}

fn linetype(layer: Layer) -> &'static str {
    match layer {
        Layer::Hidden => "HIDDEN",
        Layer::Centre | Layer::Bend => "CENTER",
        _ => "CONTINUOUS",
    }
}

impl Writer {
    fn pair(&mut self, code: u16, value: &str) {
        // Infallible: writing into a string.
        let _ = write!(self.out, "{code:>3}\r\n{value}\r\n");
    }

    fn real(&mut self, code: u16, value: f64) {
        let rounded = (value * 1e6).round() / 1e6;
        self.pair(code, &format!("{:?}", if rounded == 0.0 { 0.0 } else { rounded }));
    }

    fn whole(&mut self, code: u16, value: u32) {
        self.pair(code, &value.to_string());
    }

    /// A sheet point as the three coordinates of group `code`.
    fn point(&mut self, code: u16, [x, y]: Point) {
        self.real(code, x * self.unit);
        self.real(code + 10, y * self.unit);
        self.real(code + 20, 0.0);
    }

    fn begin(&mut self, kind: &str, name: &str) {
        self.pair(0, kind);
        self.pair(2, name);
    }

    fn start(&mut self, kind: &str, layer: Layer) {
        self.pair(0, kind);
        self.next_handle();
        self.pair(8, layer_name(layer));
    }

    fn next_handle(&mut self) {
        self.handle += 1;
        self.pair(5, &format!("{:X}", self.handle));
    }

    fn header(&mut self, sheet: &Sheet) {
        self.begin("SECTION", "HEADER");
        for (name, code, value) in [("$ACADVER", 1, "AC1009"), ("$DWGCODEPAGE", 3, "ANSI_1252")] {
            self.pair(9, name);
            self.pair(code, value);
        }
        for (name, value) in [("$HANDLING", 1), ("$MEASUREMENT", 1), ("$LUNITS", 2)] {
            self.pair(9, name);
            self.whole(70, value);
        }
        self.pair(9, "$HANDSEED");
        self.pair(5, &format!("{:X}", self.handle + 1));
        self.pair(9, "$DIMSCALE");
        self.real(40, self.unit);
        for (name, corner) in [("$EXTMIN", [0.0, 0.0]), ("$EXTMAX", sheet.size), ("$LIMMIN", [0.0, 0.0]), ("$LIMMAX", sheet.size)] {
            self.pair(9, name);
            self.real(10, corner[0] * self.unit);
            self.real(20, corner[1] * self.unit);
            if name.starts_with("$EXT") {
                self.real(30, 0.0);
            }
        }
        self.pair(0, "ENDSEC");
    }

    fn tables(&mut self, sheet: &Sheet) {
        self.begin("SECTION", "TABLES");
        self.begin("TABLE", "LTYPE");
        self.whole(70, 3);
        for (name, description, dashes) in [
            ("CONTINUOUS", "Solid line", &[][..]),
            ("HIDDEN", "Hidden __ __ __", Layer::Hidden.dashes_mm()),
            ("CENTER", "Center ____ _ ____", Layer::Centre.dashes_mm()),
        ] {
            self.begin("LTYPE", name);
            self.whole(70, 0);
            self.pair(3, description);
            self.whole(72, 65);
            self.whole(73, dashes.len() as u32);
            self.real(40, dashes.iter().sum::<f64>() * self.unit);
            for (index, dash) in dashes.iter().enumerate() {
                self.real(49, if index % 2 == 0 { dash * self.unit } else { -dash * self.unit });
            }
        }
        self.pair(0, "ENDTAB");
        self.begin("TABLE", "LAYER");
        // The layer of bend lines only where there are some: other sheets have no use for it.
        let layers = || Layer::ALL.into_iter().filter(|layer| *layer != Layer::Bend || bends(sheet));
        self.whole(70, layers().count() as u32 + 1);
        self.layer("0", 7, "CONTINUOUS");
        for layer in layers() {
            self.layer(layer_name(layer), colour(layer), linetype(layer));
        }
        self.pair(0, "ENDTAB");
        self.begin("TABLE", "STYLE");
        self.whole(70, 1);
        self.begin("STYLE", "STANDARD");
        self.whole(70, 0);
        for (code, value) in [(40, 0.0), (41, 1.0), (50, 0.0)] {
            self.real(code, value);
        }
        self.whole(71, 0);
        self.real(42, 2.5 * self.unit);
        self.pair(3, "arial.ttf");
        self.pair(4, "");
        self.pair(0, "ENDTAB");
        self.pair(0, "ENDSEC");
    }

    fn layer(&mut self, name: &str, colour: u8, linetype: &str) {
        self.begin("LAYER", name);
        self.whole(70, 0);
        self.whole(62, u32::from(colour));
        self.pair(6, linetype);
    }

    fn blocks(&mut self, sheet: &Sheet) {
        self.begin("SECTION", "BLOCKS");
        let mut dimensions = 0;
        for item in &sheet.items {
            match item {
                Item::Dimension(dimension) => {
                    dimensions += 1;
                    self.open_block(&format!("*D{dimensions}"), 1);
                    dimension.graphics.iter().for_each(|item| self.entity(item));
                    self.close_block();
                }
                Item::TitleBlock(cells, values) => {
                    self.open_block(TITLE_BLOCK, 2);
                    cells.iter().for_each(|item| self.entity(item));
                    for (tag, text) in values {
                        self.attribute("ATTDEF", tag, text);
                    }
                    self.close_block();
                }
                _ => {}
            }
        }
        self.pair(0, "ENDSEC");
    }

    fn open_block(&mut self, name: &str, flags: u32) {
        self.pair(0, "BLOCK");
        self.pair(8, "0");
        self.pair(2, name);
        self.whole(70, flags);
        self.point(10, [0.0, 0.0]);
        self.pair(3, name);
    }

    fn close_block(&mut self) {
        self.pair(0, "ENDBLK");
        self.pair(8, "0");
    }

    fn entity(&mut self, item: &Item) {
        match item {
            Item::Line(a, b, layer) => {
                self.start("LINE", *layer);
                self.point(10, *a);
                self.point(11, *b);
            }
            Item::Polyline(points, layer) => {
                self.start("POLYLINE", *layer);
                self.whole(66, 1);
                self.point(10, [0.0, 0.0]);
                self.whole(70, 0);
                for point in points {
                    self.start("VERTEX", *layer);
                    self.point(10, *point);
                }
                self.start("SEQEND", *layer);
            }
            Item::Arc(centre, radius, from, to, layer) => {
                let full = to - from >= 360.0;
                self.start(if full { "CIRCLE" } else { "ARC" }, *layer);
                self.point(10, *centre);
                self.real(40, radius * self.unit);
                if !full {
                    self.real(50, from.rem_euclid(360.0));
                    self.real(51, to.rem_euclid(360.0));
                }
            }
            Item::Arrow([a, b, c], layer) => {
                self.start("SOLID", *layer);
                for (code, point) in [(10, a), (11, b), (12, c), (13, c)] {
                    self.point(code, *point);
                }
            }
            Item::Text(text) => {
                self.start("TEXT", text.layer);
                self.text_groups(text);
                if text.align != Align::Left {
                    self.whole(72, if text.align == Align::Centre { 1 } else { 2 });
                    self.point(11, text.at);
                }
            }
            Item::Dimension(_) | Item::TitleBlock(..) => {}
        }
    }

    fn text_groups(&mut self, text: &Text) {
        self.point(10, text.start());
        self.real(40, text.size * CAPITAL_HEIGHT * self.unit);
        self.pair(1, &coded(&text.text));
        self.real(50, if text.vertical { 90.0 } else { 0.0 });
    }

    fn attribute(&mut self, kind: &str, tag: &str, text: &Text) {
        self.start(kind, text.layer);
        self.text_groups(text);
        if kind == "ATTDEF" {
            self.pair(3, tag);
        }
        self.pair(2, tag);
        self.whole(70, 0);
    }

    fn insert(&mut self, values: &[(&'static str, Text)]) {
        self.start("INSERT", Layer::TitleBlock);
        self.whole(66, 1);
        self.pair(2, TITLE_BLOCK);
        self.point(10, [0.0, 0.0]);
        for (tag, text) in values {
            self.attribute("ATTRIB", tag, text);
        }
        self.start("SEQEND", Layer::TitleBlock);
    }

    fn dimension(&mut self, dimension: &DimensionItem, number: u32) {
        self.start("DIMENSION", Layer::Dimension);
        self.pair(2, &format!("*D{number}"));
        self.point(10, dimension.line_at);
        self.point(11, dimension.text_at);
        self.whole(70, 0);
        self.pair(1, &coded(&dimension.text));
        self.pair(3, "STANDARD");
        self.point(13, dimension.points[0]);
        self.point(14, dimension.points[1]);
        let angle = match dimension.measure {
            Measure::Horizontal => 0.0,
            Measure::Vertical => 90.0,
        };
        self.real(50, angle);
    }
}

/// The format's own codes for the signs every CAD font must have.
fn coded(text: &str) -> String {
    text.replace('Ø', "%%c").replace('±', "%%p").replace('°', "%%d")
}
