//! The sheets: no text over another, none across an edge of the part, everything inside the frame.

use trusquin_generator::order::Language;
use trusquin_generator::part::PartOrder;
use trusquin_generator::random_part::{self, FamilyName, Wish};
use trusquin_generator::sample_rfq;
use trusquin_generator::sheet::title_block::TitleBlockLayout;
use trusquin_generator::sheet::{Item, Layer, Point, Text};

/// Every family with every title block, languages in turn, and the sample RFQ.
fn parts() -> Vec<PartOrder> {
    let mut parts = sample_rfq::parts();
    for family in FamilyName::ALL {
        for layout in TitleBlockLayout::ALL {
            for seed in 1..=8 {
                let language = if seed % 2 == 0 { Language::French } else { Language::English };
                let wish = Wish { family: Some(family), language: Some(language), layout: Some(layout), ..Wish::default() };
                parts.push(random_part::order(seed, &wish));
            }
        }
    }
    parts
}

/// What a failure names.
fn name(part: &PartOrder) -> String {
    format!("{} {} {:?}", part.shape.name(), part.identity.number, part.style.layout)
}

fn texts(items: &[Item]) -> Vec<Text> {
    items.iter().filter_map(|item| if let Item::Text(text) = item { Some(text.clone()) } else { None }).collect()
}

#[test]
fn no_text_lies_on_another() {
    for part in parts() {
        let texts = texts(&part.sheet().flattened());
        for (index, one) in texts.iter().enumerate() {
            for other in &texts[index + 1..] {
                let (a, b) = (one.extent(), other.extent());
                let apart = a[2] <= b[0] + 0.2 || b[2] <= a[0] + 0.2 || a[3] <= b[1] + 0.5 || b[3] <= a[1] + 0.5;
                assert!(apart, "{}: `{}` over `{}`", name(&part), one.text, other.text);
            }
        }
    }
}

#[test]
fn no_text_lies_on_an_edge_of_the_part() {
    for part in parts() {
        let items = part.sheet().flattened();
        for text in texts(&items) {
            let [x0, y0, x1, y1] = text.extent();
            for item in &items {
                let crossed = match item {
                    Item::Line(a, b, Layer::Outline | Layer::Frame) => (0..=200).any(|step| {
                        let t = f64::from(step) / 200.0;
                        let [x, y] = [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])];
                        x > x0 && x < x1 && y > y0 && y < y1
                    }),
                    _ => false,
                };
                assert!(!crossed, "{}: `{}` across an edge", name(&part), text.text);
            }
        }
    }
}

#[test]
fn everything_stays_on_the_sheet_and_clear_of_the_title_block() {
    for part in parts() {
        let sheet = part.sheet();
        let [width, height] = sheet.size;
        let points: Vec<Point> = sheet
            .items
            .iter()
            .filter(|item| !matches!(item, Item::TitleBlock(..)))
            .flat_map(|item| match item {
                Item::Line(a, b, Layer::Outline | Layer::Dimension) => vec![*a, *b],
                Item::Dimension(dimension) => vec![dimension.text_at, dimension.line_at],
                // The general surface texture stands in its cell.
                Item::Text(text) if text.text.starts_with("Ra ") => Vec::new(),
                Item::Text(text) if text.layer != Layer::Frame => {
                    let [x0, y0, x1, y1] = text.extent();
                    vec![[x0, y0], [x1, y1]]
                }
                _ => Vec::new(),
            })
            .collect();
        for [x, y] in points {
            assert!(x > 20.0 && x < width - 10.0 && y > 10.0 && y < height - 10.0, "{} {x} {y}", name(&part));
            let [x0, y0, x1, y1] = sheet.layout.covers(sheet.size);
            let in_block = x > x0 + 0.1 && x < x1 - 0.1 && y > y0 && y < y1 - 0.1;
            assert!(!in_block, "{} {x} {y} in the title block", name(&part));
        }
    }
}

#[test]
fn the_truth_names_every_title_block_field() {
    for part in sample_rfq::parts() {
        let said = part.sheet().said;
        // Heat and surface treatment may be empty; standard, finish and the like are not cells of this layout.
        assert!(said.title_block.len() >= 13, "{:?}", said.title_block.keys());
        assert!(said.dimensions.len() >= 8 && !said.roughness.is_empty() && said.notes.len() == 3);
    }
}
