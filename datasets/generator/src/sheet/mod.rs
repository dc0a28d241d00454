//! A drawing sheet in neutral primitives, millimetres, origin bottom left: both PDF and DXF are written from it.

pub mod callout;
pub mod dimensioning;
pub mod font;
pub mod frame;
pub mod geometric;
pub mod hatch;
pub mod lettering;
pub mod notes;
pub mod projection;
pub mod stroke;
pub mod symbols;
pub mod title_block;
pub mod welding;

use crate::truth::Box4;
use callout::Dressing;
use lettering::Lettering;
use symbols::SignFace;
use title_block::TitleBlockLayout;

/// A point on the sheet, mm, y upwards.
pub type Point = [f64; 2];

/// What a stroke or text stands for; line widths and styles follow from it (ISO 128-2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layer {
    /// Visible edges.
    Outline,
    /// Hidden edges.
    Hidden,
    /// Axes and centre marks.
    Centre,
    /// Section hatching.
    Hatch,
    /// Thread roots, break lines.
    Thin,
    /// Dimensions, leaders, symbols.
    Dimension,
    /// Sheet frame and zones.
    Frame,
    /// Title block.
    TitleBlock,
    /// Notes.
    Note,
    /// Bend lines of a flat pattern.
    Bend,
}

impl Layer {
    /// Every layer.
    pub const ALL: [Self; 10] = [
        Self::Outline,
        Self::Hidden,
        Self::Centre,
        Self::Hatch,
        Self::Thin,
        Self::Dimension,
        Self::Frame,
        Self::TitleBlock,
        Self::Note,
        Self::Bend,
    ];

    /// Line width, mm (ISO 128-2 group 0,5: thick 0,5 and thin 0,25; dimensions one step finer so that the part stands out).
    pub fn width_mm(self) -> f64 {
        match self {
            Self::Outline => 0.5,
            Self::Frame => 0.35,
            Self::Hidden | Self::TitleBlock => 0.25,
            Self::Centre | Self::Hatch | Self::Thin | Self::Dimension | Self::Note | Self::Bend => 0.18,
        }
    }

    /// Lengths of dash and gap in turn, mm; empty for a continuous line.
    pub fn dashes_mm(self) -> &'static [f64] {
        match self {
            Self::Hidden => &[2.4, 1.0],
            Self::Centre => &[7.0, 1.2, 1.2, 1.2],
            Self::Bend => &[7.0, 1.2, 1.2, 1.2, 1.2, 1.2],
            _ => &[],
        }
    }
}

/// Where a text hangs on its anchor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Starts at the anchor.
    Left,
    /// Centred on it.
    Centre,
    /// Ends at it.
    Right,
}

/// A line of text.
#[derive(Debug, Clone)]
pub struct Text {
    /// The characters.
    pub text: String,
    /// Anchor on the baseline.
    pub at: Point,
    /// Font size, mm.
    pub size: f64,
    /// Where the anchor lies along the text.
    pub align: Align,
    /// True for text that reads from the right edge of the sheet (turned 90 degrees counter-clockwise).
    pub vertical: bool,
    /// Layer.
    pub layer: Layer,
}

impl Text {
    /// Length along the baseline, mm.
    pub fn length(&self) -> f64 {
        font::width(&self.text, self.size)
    }

    /// Start of the baseline.
    pub fn start(&self) -> Point {
        let back = match self.align {
            Align::Left => 0.0,
            Align::Centre => self.length() / 2.0,
            Align::Right => self.length(),
        };
        if self.vertical { [self.at[0], self.at[1] - back] } else { [self.at[0] - back, self.at[1]] }
    }

    /// Extent `[x0, y0, x1, y1]`, y upwards: from the descenders to the capitals' tops.
    pub fn extent(&self) -> [f64; 4] {
        let [x, y] = self.start();
        let (down, up, long) = (font::DESCENT * self.size, font::CAPITAL_HEIGHT * self.size, self.length());
        if self.vertical { [x - up, y, x + down, y + long] } else { [x, y - down, x + long, y + up] }
    }
}

/// How a CAD system would measure a dimension.
#[derive(Debug, Clone, Copy)]
pub enum Measure {
    /// Between two points, along x.
    Horizontal,
    /// Between two points, along y.
    Vertical,
}

/// A dimension entity: what it measures and how it is drawn.
#[derive(Debug, Clone)]
pub struct DimensionItem {
    /// Sense of measuring.
    pub measure: Measure,
    /// Origins of the extension lines.
    pub points: [Point; 2],
    /// A point of the dimension line.
    pub line_at: Point,
    /// Middle of the text.
    pub text_at: Point,
    /// Text as written.
    pub text: String,
    /// What is drawn.
    pub graphics: Vec<Item>,
}

/// Anything on a sheet.
#[derive(Debug, Clone)]
pub enum Item {
    /// Straight line.
    Line(Point, Point, Layer),
    /// Open or closed polyline.
    Polyline(Vec<Point>, Layer),
    /// Counter-clockwise arc: centre, radius, start and end angle in degrees; 0 to 360 is a circle.
    Arc(Point, f64, f64, f64, Layer),
    /// Filled triangle.
    Arrow([Point; 3], Layer),
    /// Text.
    Text(Text),
    /// Dimension.
    Dimension(Box<DimensionItem>),
    /// The title block: its cells and, apart, the values as `(attribute tag, text)`.
    TitleBlock(Vec<Item>, Vec<(&'static str, Text)>),
}

impl Item {
    /// The same, moved by `(dx, dy)`. Dimensions and title blocks come apart.
    pub fn moved(&self, [dx, dy]: Point) -> Self {
        let to = |p: &Point| [p[0] + dx, p[1] + dy];
        match self {
            Self::Line(a, b, layer) => Self::Line(to(a), to(b), *layer),
            Self::Polyline(points, layer) => Self::Polyline(points.iter().map(to).collect(), *layer),
            Self::Arc(centre, radius, from, end, layer) => Self::Arc(to(centre), *radius, *from, *end, *layer),
            Self::Arrow(points, layer) => Self::Arrow(points.map(|p| to(&p)), *layer),
            Self::Text(text) => Self::Text(Text { at: to(&text.at), ..text.clone() }),
            Self::Dimension(dimension) => Self::Dimension(Box::new(DimensionItem {
                points: dimension.points.map(|p| to(&p)),
                line_at: to(&dimension.line_at),
                text_at: to(&dimension.text_at),
                graphics: dimension.graphics.iter().map(|item| item.moved([dx, dy])).collect(),
                ..(**dimension).clone()
            })),
            Self::TitleBlock(items, values) => Self::TitleBlock(
                items.iter().map(|item| item.moved([dx, dy])).collect(),
                values.iter().map(|(tag, text)| (*tag, Text { at: to(&text.at), ..text.clone() })).collect(),
            ),
        }
    }
}

/// How a drawing office sets its sheets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SheetStyle {
    /// Arrangement of the title block.
    pub layout: TitleBlockLayout,
    /// Face of the texts.
    pub lettering: Lettering,
    /// Callouts added around the views.
    pub dressing: Dressing,
}

/// A sheet being drawn.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// Width and height, mm.
    pub size: Point,
    /// Sheet millimetres per part millimetre.
    pub scale: f64,
    /// What is on it, in order of drawing.
    pub items: Vec<Item>,
    /// Arrangement of the title block.
    pub layout: TitleBlockLayout,
    /// Face of the texts.
    pub lettering: Lettering,
    /// How the file carries signs no Latin font has.
    pub signs: SignFace,
    /// What it says.
    pub said: crate::truth::SheetTruth,
}

impl Sheet {
    /// An empty sheet.
    pub fn new(size: Point, scale: f64) -> Self {
        let (layout, lettering) = (TitleBlockLayout::default(), Lettering::default());
        let (signs, said) = (SignFace::default(), crate::truth::SheetTruth::default());
        Self { size, scale, items: Vec::new(), layout, lettering, signs, said }
    }

    /// The same sheet with another title block and another face.
    pub fn styled(mut self, style: SheetStyle) -> Self {
        (self.layout, self.lettering) = (style.layout, style.lettering);
        self
    }

    /// Adds a line.
    pub fn line(&mut self, a: Point, b: Point, layer: Layer) {
        self.items.push(Item::Line(a, b, layer));
    }

    /// Adds a text and returns its box.
    pub fn text(&mut self, text: &str, at: Point, size: f64, align: Align, layer: Layer) -> Box4 {
        let text = Text { text: text.to_owned(), at, size, align, vertical: false, layer };
        let place = self.place(&text);
        self.items.push(Item::Text(text));
        place
    }

    /// Box of a text as the truth gives it: origin top left, y downwards.
    pub fn place(&self, text: &Text) -> Box4 {
        let [x0, y0, x1, y1] = text.extent();
        let round = |value: f64| (value * 100.0).round() / 100.0;
        [round(x0), round(self.size[1] - y1), round(x1), round(self.size[1] - y0)]
    }

    /// Takes over what is drawn and said on another sheet, moved by `(dx, dy)`.
    pub fn absorb(&mut self, other: Self, [dx, dy]: Point) {
        let down = self.size[1] - other.size[1] - dy;
        let place = |of: &mut Box4| *of = [of[0] + dx, of[1] + down, of[2] + dx, of[3] + down].map(|v| (v * 100.0).round() / 100.0);
        self.items.extend(other.items.iter().map(|item| item.moved([dx, dy])));
        let mut said = other.said;
        said.dimensions.iter_mut().for_each(|dimension| place(&mut dimension.sheet_box));
        said.roughness.iter_mut().for_each(|roughness| place(&mut roughness.sheet_box));
        said.geometric_tolerances.iter_mut().for_each(|tolerance| place(&mut tolerance.sheet_box));
        self.said.dimensions.extend(said.dimensions);
        self.said.roughness.extend(said.roughness);
        self.said.geometric_tolerances.extend(said.geometric_tolerances);
    }

    /// Every primitive, dimensions and title block taken apart.
    pub fn flattened(&self) -> Vec<Item> {
        flatten(&self.items)
    }
}

fn flatten(items: &[Item]) -> Vec<Item> {
    let mut flat = Vec::new();
    for item in items {
        match item {
            Item::Dimension(dimension) => flat.extend(flatten(&dimension.graphics)),
            Item::TitleBlock(cells, values) => {
                flat.extend(cells.iter().cloned());
                flat.extend(values.iter().map(|(_, text)| Item::Text(text.clone())));
            }
            other => flat.push(other.clone()),
        }
    }
    flat
}
