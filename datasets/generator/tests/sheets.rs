//! The sheets: no text over another, none across an edge of the part, everything inside the frame.

use trusquin_generator::order::Language;
use trusquin_generator::part::PartOrder;
use trusquin_generator::random_part::{self, FamilyName};
use trusquin_generator::sample_rfq;
use trusquin_generator::sheet::{Item, Layer, Point, Text};

fn parts() -> Vec<PartOrder> {
    let random = (1..=25).flat_map(|seed| {
        let language = if seed % 2 == 0 { Language::French } else { Language::English };
        [FamilyName::TurnedShaft, FamilyName::MilledBracket].map(|family| random_part::order(family, seed, language, &[]))
    });
    sample_rfq::parts().into_iter().chain(random).collect()
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
                assert!(apart, "{}: `{}` over `{}`", part.identity.number, one.text, other.text);
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
                assert!(!crossed, "{}: `{}` across an edge", part.identity.number, text.text);
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
                Item::Text(text) if text.layer != Layer::Frame => {
                    let [x0, y0, x1, y1] = text.extent();
                    vec![[x0, y0], [x1, y1]]
                }
                _ => Vec::new(),
            })
            .collect();
        for [x, y] in points {
            assert!(x > 20.0 && x < width - 10.0 && y > 10.0 && y < height - 10.0, "{} {x} {y}", part.identity.number);
            let in_block = x > width - 190.0 && y < 62.0;
            let general_symbol = x > width - 50.0 && y > 34.0 && y < 45.0;
            assert!(!in_block || general_symbol, "{} {x} {y} in the title block", part.identity.number);
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
