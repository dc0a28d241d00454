//! The inspection sheet: each drawing page with its balloons, then the table of characteristics.

use std::collections::BTreeMap;

use serde::Serialize;
use trusquin_domain::{Characteristic, InspectionNeed, InspectionPlan, Measurand, Shop};

use super::party::Seller;
use super::text;
use crate::documents::{DrawingPage, PartName, french};

/// Distance of a balloon's centre from the box it points at, and between balloons, mm of sheet.
const AWAY_MM: f64 = 9.0;
/// Rows of empty boxes on the form.
const MEASURED_ON_THE_FORM: u32 = 5;

#[derive(Debug, Serialize)]
pub(in crate::documents) struct InspectionSheet {
    number: String,
    always: bool,
    seller: Seller,
    plan: Option<String>,
    revision: Option<String>,
    title: Option<String>,
    material: Option<String>,
    lot: String,
    pages: Vec<Page>,
    characteristics: Vec<Row>,
}

#[derive(Debug, Serialize)]
struct Page {
    width_mm: f64,
    height_mm: f64,
    picture: Option<String>,
    balloons: Vec<Balloon>,
}

#[derive(Debug, Serialize)]
struct Balloon {
    number: u32,
    critical: bool,
    x0: f64,
    y0: f64,
    x1: f64,
    y1: f64,
    from_x: f64,
    from_y: f64,
    x: f64,
    y: f64,
}

#[derive(Debug, Serialize)]
struct Row {
    number: u32,
    critical: bool,
    text: String,
    count: u32,
    measurand: &'static str,
    limits: Option<String>,
    from_general: bool,
    instrument: Option<String>,
    reason: String,
    frequency: String,
    pieces: u32,
}

/// The sheet and its pictures by name.
pub(in crate::documents) fn inspection_sheet(
    number: &str,
    plan: &InspectionPlan,
    part: &PartName,
    pages: &[DrawingPage],
    shop: &Shop,
) -> (InspectionSheet, BTreeMap<String, Vec<u8>>) {
    let mut pictures = BTreeMap::new();
    let drawn = pages
        .iter()
        .filter(|page| plan.characteristics.iter().any(|it| it.page == page.page && it.sheet_box.is_some()))
        .map(|page| {
            let picture = page.png.as_ref().map(|bytes| {
                let name = format!("page-{}.png", page.page);
                pictures.insert(name.clone(), bytes.clone());
                name
            });
            Page { width_mm: page.width_mm, height_mm: page.height_mm, picture, balloons: balloons(plan, page) }
        })
        .collect();
    let optional = |value: &Option<String>| value.as_deref().map(text);
    let sheet = InspectionSheet {
        number: text(number),
        always: plan.need == InspectionNeed::Always,
        seller: Seller::of(shop),
        plan: optional(&part.drawing_number),
        revision: optional(&part.revision),
        title: optional(&part.title),
        material: optional(&part.material),
        lot: french::count(plan.lot),
        pages: drawn,
        characteristics: plan.characteristics.iter().map(|it| row(it, plan.lot, shop)).collect(),
    };
    (sheet, pictures)
}

/// Balloons beside their boxes: to the left where there is room, else to the right, above, below; none on a box or on another balloon.
fn balloons(plan: &InspectionPlan, page: &DrawingPage) -> Vec<Balloon> {
    let on_page: Vec<&Characteristic> = plan.characteristics.iter().filter(|it| it.page == page.page).collect();
    let boxes: Vec<_> = on_page.iter().filter_map(|it| it.sheet_box).collect();
    let mut placed: Vec<(f64, f64)> = Vec::new();
    let mut made = Vec::new();
    for characteristic in on_page {
        let Some(place) = characteristic.sheet_box else { continue };
        let (middle_x, middle_y) = place.centre();
        let tries = [
            (place.x0 - AWAY_MM, middle_y, place.x0, middle_y),
            (place.x1 + AWAY_MM, middle_y, place.x1, middle_y),
            (middle_x, place.y0 - AWAY_MM, middle_x, place.y0),
            (middle_x, place.y1 + AWAY_MM, middle_x, place.y1),
            (place.x0 - AWAY_MM, place.y0 - AWAY_MM, place.x0, place.y0),
            (place.x1 + AWAY_MM, place.y0 - AWAY_MM, place.x1, place.y0),
            (place.x0 - AWAY_MM, place.y1 + AWAY_MM, place.x0, place.y1),
            (place.x1 + AWAY_MM, place.y1 + AWAY_MM, place.x1, place.y1),
        ];
        let trouble = |(x, y, ..): &(f64, f64, f64, f64)| {
            let outside = *x < 4.0 || *y < 4.0 || *x > page.width_mm - 4.0 || *y > page.height_mm - 4.0;
            let over = boxes.iter().filter(|other| x + 4.0 > other.x0 && x - 4.0 < other.x1 && y + 4.0 > other.y0 && y - 4.0 < other.y1);
            let crowd = placed.iter().filter(|(other_x, other_y)| (x - other_x).hypot(y - other_y) < AWAY_MM);
            usize::from(outside) * 10 + over.count() * 2 + crowd.count() * 3
        };
        let Some((x, y, from_x, from_y)) = tries.into_iter().min_by_key(trouble) else { continue };
        placed.push((x, y));
        made.push(Balloon {
            number: characteristic.number,
            critical: characteristic.critical,
            x0: place.x0,
            y0: place.y0,
            x1: place.x1,
            y1: place.y1,
            from_x,
            from_y,
            x,
            y,
        });
    }
    made
}

fn row(characteristic: &Characteristic, lot: u32, shop: &Shop) -> Row {
    let unit = match characteristic.measurand {
        Measurand::Angle => "°",
        Measurand::Roughness => " µm",
        _ => " mm",
    };
    let limits = match (characteristic.lower, characteristic.upper) {
        (Some(lower), Some(upper)) if lower != 0.0 || characteristic.measurand != Measurand::Geometry => {
            Some(format!("{} à {}{unit}", french::precise(lower), french::precise(upper)))
        }
        (_, Some(upper)) => Some(format!("{}{unit} au plus", french::precise(upper))),
        (Some(lower), None) => Some(format!("{}{unit} au moins", french::precise(lower))),
        (None, None) => None,
    };
    let instrument = characteristic.instrument.as_ref().map(|id| {
        let named = shop.instrument.iter().find(|instrument| instrument.id == *id);
        named.map_or_else(|| text(id), |instrument| format!("{} ({})", text(&instrument.name), text(id)))
    });
    Row {
        number: characteristic.number,
        critical: characteristic.critical,
        text: text(&characteristic.text),
        count: characteristic.count,
        measurand: match characteristic.measurand {
            Measurand::Outside => "cote extérieure",
            Measurand::Inside => "cote intérieure",
            Measurand::Depth => "profondeur",
            Measurand::Angle => "angle",
            Measurand::Thread => "filetage",
            Measurand::Roughness => "état de surface",
            Measurand::Geometry => "géométrie",
        },
        limits,
        from_general: characteristic.from_general,
        instrument,
        reason: text(&characteristic.instrument_reason),
        frequency: if characteristic.pieces >= lot {
            "toutes les pièces".to_owned()
        } else {
            format!("{} pièces sur {}", french::count(characteristic.pieces), french::count(lot))
        },
        pieces: characteristic.pieces.min(MEASURED_ON_THE_FORM),
    }
}
