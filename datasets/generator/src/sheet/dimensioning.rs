//! Dimension lines, deviations and leaders (ISO 129-1), each with its ground truth.

use trusquin_domain::DimensionKind;

use super::{Align, DimensionItem, Item, Layer, Measure, Point, Sheet, Text};
use crate::order::Language;
use crate::truth::DimensionTruth;

/// Font size of dimensions, mm: capitals 2,5 mm high (ISO 3098-1).
pub const TEXT: f64 = 3.5;
/// Font size of stacked deviations, mm.
const SMALL: f64 = 2.3;
/// Distance of a text from its line, mm.
const GAP: f64 = 0.9;
/// Length and half width of an arrow head, mm.
const ARROW: (f64, f64) = (2.8, 0.47);

/// What a dimension says.
#[derive(Debug, Clone)]
pub struct Label {
    /// Text without stacked deviations.
    pub text: String,
    /// Everything about it but its place.
    truth: DimensionTruth,
    stacked: Option<(String, String)>,
}

impl Label {
    /// A dimension with a nominal size in mm.
    pub fn new(kind: DimensionKind, nominal_mm: f64, text: impl Into<String>) -> Self {
        let text = text.into();
        let truth = DimensionTruth {
            text: text.clone(),
            whole: None,
            kind,
            nominal_mm,
            upper_mm: None,
            lower_mm: None,
            fit: None,
            thread: None,
            depth_mm: None,
            second: None,
            count: 1,
            page: 1,
            sheet_box: [0.0; 4],
        };
        Self { text, truth, stacked: None }
    }

    /// With a class of fit already in the text.
    pub fn fit(mut self, class: Option<&str>) -> Self {
        self.truth.fit = class.map(str::to_owned);
        self
    }

    /// With a thread designation already in the text.
    pub fn thread(mut self, designation: String) -> Self {
        self.truth.thread = Some(designation);
        self
    }

    /// With a depth already in the text.
    pub fn depth(mut self, depth_mm: Option<f64>) -> Self {
        self.truth.depth_mm = depth_mm;
        self
    }

    /// With a second size already in the text.
    pub fn second(mut self, value: f64) -> Self {
        self.truth.second = Some(value);
        self
    }

    /// Applies several times; the text already says so.
    pub fn count(mut self, count: u32) -> Self {
        self.truth.count = count;
        self
    }

    /// With deviations: `±` in the text when symmetrical, stacked behind it when not.
    pub fn deviations(mut self, upper: f64, lower: f64, language: Language) -> Self {
        (self.truth.upper_mm, self.truth.lower_mm) = (Some(upper), Some(lower));
        if (upper + lower).abs() < 1e-9 {
            self.text = format!("{} ±{}", self.text, language.number(upper, 3));
            self.truth.text.clone_from(&self.text);
        } else {
            let signed = |value: f64| if value == 0.0 { "0".to_owned() } else { language.decimals(format!("{value:+}")) };
            self.stacked = Some((signed(upper), signed(lower)));
        }
        self
    }

    fn length(&self) -> f64 {
        let stack = self.stacked.as_ref().map_or(0.0, |(a, b)| super::font::width(a, SMALL).max(super::font::width(b, SMALL)) + 0.8);
        super::font::width(&self.text, TEXT) + stack
    }

    /// Texts of the label whose baseline starts at `at`.
    fn texts(&self, at: Point, vertical: bool) -> Vec<Text> {
        let make = |text: &str, along: f64, up: f64, size: f64| Text {
            text: text.to_owned(),
            at: if vertical { [at[0] - up, at[1] + along] } else { [at[0] + along, at[1] + up] },
            size,
            align: Align::Left,
            vertical,
            layer: Layer::Dimension,
        };
        let mut texts = vec![make(&self.text, 0.0, 0.0, TEXT)];
        if let Some((upper, lower)) = &self.stacked {
            let along = super::font::width(&self.text, TEXT) + 0.8;
            texts.push(make(upper, along, 1.75, SMALL));
            texts.push(make(lower, along, -0.45, SMALL));
        }
        texts
    }
}

impl Sheet {
    /// A dimension between two points; `line` is the y of a horizontal or the x of a vertical dimension line.
    pub fn dimension(&mut self, measure: Measure, a: Point, b: Point, line: f64, label: Label) {
        let vertical = matches!(measure, Measure::Vertical);
        // Works in a frame where the dimension line is horizontal.
        let to_frame = |p: Point| if vertical { [p[1], p[0]] } else { p };
        let to_sheet = |p: Point| if vertical { [p[1], p[0]] } else { p };
        let (mut a, mut b) = (to_frame(a), to_frame(b));
        if a[0] > b[0] {
            std::mem::swap(&mut a, &mut b);
        }
        let (span, length) = (b[0] - a[0], label.length());
        let mut graphics = Vec::new();
        for end in [a, b] {
            let side = (line - end[1]).signum();
            if (line - end[1]).abs() > 1.0 {
                graphics.push(Item::Line(to_sheet([end[0], end[1] + side * 0.8]), to_sheet([end[0], line + side * 1.5]), Layer::Dimension));
            }
        }
        let inside = span >= 3.0 * ARROW.0;
        let text_inside = length + 1.0 <= if inside { span - 1.0 } else { span };
        // Outside, the text follows the second arrow.
        let start = if text_inside { (a[0] + b[0] - length) / 2.0 } else { b[0] + ARROW.0 + 1.5 };
        let tail = 1.6 * ARROW.0;
        let (from, to) = match (inside, text_inside) {
            (true, true) => (a[0], b[0]),
            (true, false) => (a[0], start + length),
            (false, true) => (a[0] - tail, b[0] + tail),
            (false, false) => (a[0] - tail, start + length),
        };
        graphics.push(Item::Line(to_sheet([from, line]), to_sheet([to, line]), Layer::Dimension));
        for (tip, sense) in [(a[0], 1.0), (b[0], -1.0)] {
            let sense = if inside { sense } else { -sense };
            let head = [[tip, line], [tip + sense * ARROW.0, line + ARROW.1], [tip + sense * ARROW.0, line - ARROW.1]];
            graphics.push(Item::Arrow(head.map(to_sheet), Layer::Dimension));
        }
        let baseline = if vertical { [line - GAP, start] } else { [start, line + GAP] };
        let texts = label.texts(baseline, vertical);
        let middle = if vertical { [line - GAP - 1.2, start + length / 2.0] } else { [start + length / 2.0, line + GAP + 1.2] };
        self.record(&label, &texts);
        graphics.extend(texts.into_iter().map(Item::Text));
        let item = DimensionItem {
            measure,
            points: [to_sheet(a), to_sheet(b)],
            line_at: to_sheet([b[0], line]),
            text_at: middle,
            text: match &label.stacked {
                Some((upper, lower)) => format!("{} {upper}/{lower}", label.text),
                None => label.text.clone(),
            },
            graphics,
        };
        self.items.push(Item::Dimension(Box::new(item)));
    }

    /// A leader with an arrow on `tip`, an elbow and lines of text on a shelf that runs right, or left when the elbow lies left of the tip
    /// or `leftward` says so. The first line stands on the shelf, the others under it.
    pub fn leader(&mut self, tip: Point, elbow: Point, leftward: bool, labels: &[Label]) {
        let width = labels.iter().map(Label::length).fold(0.0, f64::max) + 1.0;
        let shelf = if leftward { [elbow[0] - width, elbow[1]] } else { [elbow[0] + width, elbow[1]] };
        self.line(tip, elbow, Layer::Dimension);
        self.line(elbow, shelf, Layer::Dimension);
        let (dx, dy) = (elbow[0] - tip[0], elbow[1] - tip[1]);
        let length = dx.hypot(dy).max(1e-9);
        let (ux, uy) = (dx / length, dy / length);
        let back = [tip[0] + ux * ARROW.0, tip[1] + uy * ARROW.0];
        let head = [tip, [back[0] - uy * ARROW.1, back[1] + ux * ARROW.1], [back[0] + uy * ARROW.1, back[1] - ux * ARROW.1]];
        self.items.push(Item::Arrow(head, Layer::Dimension));
        let left = elbow[0].min(shelf[0]) + 0.5;
        for (index, label) in labels.iter().enumerate() {
            let drop = if index == 0 { GAP } else { -3.4 - (index as f64 - 1.0) * 4.4 };
            let texts = label.texts([left, elbow[1] + drop], false);
            self.record(label, &texts);
            self.items.extend(texts.into_iter().map(Item::Text));
        }
        // The lines of a hole's leader are one callout: the first tells it whole, the others belong to it.
        let first = self.said.dimensions.len() - labels.len();
        let of_hole =
            |label: &Label| matches!(label.truth.kind, DimensionKind::Diameter | DimensionKind::Thread | DimensionKind::HoleCallout);
        if labels.len() > 1 && labels.iter().all(of_hole) {
            let lines: Vec<String> = labels.iter().map(|label| label.truth.text.clone()).collect();
            for (index, dimension) in self.said.dimensions[first..].iter_mut().enumerate() {
                dimension.whole = Some(if index == 0 { lines.join(" ") } else { String::new() });
            }
        }
    }

    /// Width of a leader's shelf, mm.
    pub fn shelf_width(labels: &[Label]) -> f64 {
        labels.iter().map(Label::length).fold(0.0, f64::max) + 1.0
    }

    fn record(&mut self, label: &Label, texts: &[Text]) {
        let mut truth = label.truth.clone();
        truth.sheet_box = texts.iter().map(|text| self.place(text)).fold([f64::MAX, f64::MAX, f64::MIN, f64::MIN], |all, b| {
            [all[0].min(b[0]), all[1].min(b[1]), all[2].max(b[2]), all[3].max(b[3])]
        });
        self.said.dimensions.push(truth);
    }
}
