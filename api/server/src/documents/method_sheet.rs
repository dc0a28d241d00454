//! Method sheets on paper: what the template prints, as finished strings, with the QR code that opens the operation on a phone.

use std::collections::BTreeMap;

use anyhow::Context;
use serde::Serialize;
use trusquin_domain::{ConditionValue, CuttingConditions, CuttingCycle, LimitingFactor, MethodSheet, Step};

use super::compile::{Template, pdf};
use super::qr;

#[derive(Debug, Serialize)]
struct Data {
    shop: String,
    sheets: Vec<Sheet>,
}

#[derive(Debug, Serialize)]
struct Sheet {
    qr: String,
    token: String,
    op: u32,
    name: String,
    text: String,
    part: String,
    title: Option<String>,
    revision: Option<String>,
    machine: String,
    material: String,
    blank: String,
    quantity: u32,
    setup: String,
    run: String,
    lot: String,
    cam: Option<&'static str>,
    post: Option<String>,
    documents: Vec<String>,
    parameters: Vec<String>,
    fixturings: Vec<Clamping>,
    programming: Vec<String>,
    questions: Vec<String>,
    comments: Vec<String>,
    reasons: Vec<Reason>,
}

#[derive(Debug, Serialize)]
struct Clamping {
    number: u32,
    holding: String,
    position: String,
    steps: Vec<Row>,
}

#[derive(Debug, Serialize)]
struct Row {
    number: u32,
    text: String,
    tool: String,
    in_stock: bool,
    tool_reason: String,
    speed: String,
    rpm: String,
    feed: String,
    rate: String,
    depth: String,
    width: String,
    passes: String,
    life: String,
    seconds: String,
    limit: Option<String>,
}

/// Why the values of one step are what they are.
#[derive(Debug, Serialize)]
struct Reason {
    step: String,
    values: Vec<[String; 4]>,
}

/// The sheets as one PDF, a page or more each. `shop` is printed at the foot.
///
/// # Errors
/// The template does not compile: a bug of this program; or a token is too long for a QR code.
pub fn method_sheets_pdf(sheets: &[MethodSheet], shop: &str) -> anyhow::Result<Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut printed = Vec::new();
    for (index, sheet) in sheets.iter().enumerate() {
        let name = format!("qr-{index}.svg");
        files.insert(name.clone(), qr::svg(&sheet.qr_token)?);
        printed.push(page(sheet, name));
    }
    let ident = sheets.first().map_or("method sheets".to_owned(), |sheet| format!("method sheets {}", sheet.part_number));
    pdf(Template::MethodSheets, &ident, &Data { shop: shop.to_owned(), sheets: printed }, &files)
        .context("the PDF of the method sheets cannot be made")
}

fn page(sheet: &MethodSheet, qr: String) -> Sheet {
    let minutes =
        |seconds: f64| if seconds < 60.0 { format!("{} s", number(seconds, 0)) } else { format!("{} min", number(seconds / 60.0, 1)) };
    let lot = (sheet.setup_s + sheet.run_s * f64::from(sheet.quantity)) / 3600.0;
    Sheet {
        qr,
        token: sheet.qr_token.clone(),
        op: sheet.op,
        name: sheet.name.clone(),
        text: sheet.text.clone(),
        part: sheet.part_number.clone(),
        title: sheet.part_title.clone(),
        revision: sheet.revision.clone(),
        machine: sheet.machine_name.clone(),
        material: sheet.material.clone(),
        blank: sheet.blank.clone(),
        quantity: sheet.quantity,
        setup: minutes(sheet.setup_s),
        run: minutes(sheet.run_s),
        lot: format!("{} h", number(lot, 1)),
        cam: sheet.cam.map(trusquin_domain::CamSystem::name),
        post: sheet.post.clone(),
        documents: sheet.documents.clone(),
        parameters: sheet.parameters.clone(),
        fixturings: sheet
            .fixturings
            .iter()
            .map(|fixturing| Clamping {
                number: fixturing.number,
                holding: fixturing.holding.clone(),
                position: fixturing.position.clone(),
                steps: fixturing.steps.iter().map(row).collect(),
            })
            .collect(),
        programming: sheet.programming.clone(),
        questions: sheet.questions.clone(),
        comments: sheet.comments.clone(),
        reasons: sheet
            .fixturings
            .iter()
            .flat_map(|fixturing| fixturing.steps.iter().filter_map(|step| reason(fixturing.number, step)))
            .collect(),
    }
}

fn row(step: &Step) -> Row {
    let found = step.conditions.as_ref();
    let text = |value: Option<&ConditionValue>, digits: usize| value.map_or(String::new(), |value| number(value.value, digits));
    let speed_digits = |value: f64| if value < 20.0 { 1 } else { 0 };
    Row {
        number: step.number,
        text: step.text.clone(),
        tool: step.tool.as_ref().map_or("à définir".to_owned(), |tool| format!("T{} {}", tool.number, tool.tool.name)),
        in_stock: step.tool.as_ref().is_some_and(|tool| tool.in_stock),
        tool_reason: step.tool.as_ref().map(|tool| tool.reason.clone()).unwrap_or_default(),
        speed: found.map_or(String::new(), |found| number(found.cutting_speed.value, speed_digits(found.cutting_speed.value))),
        rpm: found.map_or(String::new(), |found| number(found.spindle_speed.value, 0)),
        feed: found.map_or(String::new(), |found| match &found.feed_per_tooth {
            Some(fz) => format!("{} /dent", number(fz.value, 3)),
            None => format!("{} /tr", number(found.feed_per_revolution.value, 2)),
        }),
        rate: found.map_or(String::new(), |found| number(found.feed_rate.value, 0)),
        depth: text(found.and_then(|found| found.depth_of_cut.as_ref()), 2),
        width: text(found.and_then(|found| found.width_of_cut.as_ref()), 2),
        passes: found.map_or(String::new(), passes),
        life: text(found.and_then(|found| found.tool_life.as_ref()), 0),
        seconds: step.cutting_s.map_or(String::new(), |seconds| number(seconds, 1)),
        limit: found.and_then(limit).or_else(|| step.questions.first().cloned()),
    }
}

fn passes(found: &CuttingConditions) -> String {
    match found.cycle {
        None | Some(CuttingCycle::Drilling) => found.passes.to_string(),
        Some(CuttingCycle::ChipBreaking { peck_mm }) => format!("brise-copeaux {}", number(peck_mm, 1)),
        Some(CuttingCycle::Pecking { peck_mm }) => format!("débourrage {}", number(peck_mm, 1)),
        Some(CuttingCycle::Dwelling { .. }) => "arrêt au fond".to_owned(),
        Some(CuttingCycle::Tapping) => "rigide".to_owned(),
        Some(CuttingCycle::Reaming) => "retour à l’avance".to_owned(),
        Some(CuttingCycle::ThreadTurning { passes }) => format!("{passes} passes"),
    }
}

/// The limit that matters most to the person at the machine, in words.
fn limit(found: &CuttingConditions) -> Option<String> {
    let values = [Some(&found.spindle_speed), found.depth_of_cut.as_ref(), found.feed_per_tooth.as_ref(), Some(&found.feed_per_revolution)];
    let told = values.into_iter().flatten().find(|value| {
        !value.reason.is_empty()
            && !matches!(value.limit, LimitingFactor::Recommendation | LimitingFactor::Stock | LimitingFactor::ThreadPitch)
    });
    told.map(|value| value.reason.clone())
}

fn reason(fixturing: u32, step: &Step) -> Option<Reason> {
    let found = step.conditions.as_ref()?;
    let values = [
        ("vc", Some(&found.cutting_speed)),
        ("n", Some(&found.spindle_speed)),
        ("fz", found.feed_per_tooth.as_ref()),
        ("f", found.feed_per_tooth.is_none().then_some(&found.feed_per_revolution)),
        ("ap", found.depth_of_cut.as_ref()),
        ("ae", found.width_of_cut.as_ref()),
        ("Q", found.removal_rate.as_ref()),
        ("kc", found.specific_force.as_ref()),
        ("Pc", found.power.as_ref()),
        ("Mc", found.torque.as_ref()),
        ("T", found.tool_life.as_ref()),
    ];
    let values = values.into_iter().filter_map(|(name, value)| {
        let value = value?;
        Some([name.to_owned(), value.formula.clone(), value.source.clone(), value.reason.clone()])
    });
    Some(Reason { step: format!("{fixturing}.{} {}", step.number, step.text), values: values.collect() })
}

/// French number: decimal comma, no idle zeros.
fn number(value: f64, digits: usize) -> String {
    let text = format!("{value:.digits$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    text.replace('.', ",")
}

#[cfg(test)]
mod tests {
    use trusquin_domain::{Extracted, MachineChoice, MaterialNeed, Part, Process, ProcessGuess, Reader, Shop};
    use trusquin_machining::{SheetOrder, method_sheets, plan};

    use super::*;

    /// Sheets of a shaft; TRUSQUIN_METHOD_SHEETS names a file to write them to, to look at them.
    #[test]
    fn the_sheets_of_a_part_are_printed() {
        let shop = Shop::from_toml(include_str!("../../../../datasets/demo_shop/shop.toml")).unwrap();
        let said = |value: &str| Extracted {
            value: value.to_owned(),
            normalized: None,
            confidence: 1.0,
            source: Reader::TextLayer,
            page: 1,
            sheet_box: None,
            reference: None,
        };
        let part = Part {
            files: vec!["rfq/88-1.pdf".to_owned()],
            drawing_number: Some(said("88-1")),
            title: Some(said("AXE")),
            material: Some(MaterialNeed { written: said("42CrMo4"), shop_material: None }),
            envelope_mm: Some([40.0, 40.0, 90.0]),
            processes: vec![ProcessGuess { process: Process::Turning, probability: 0.9, evidence: Vec::new() }],
            ..Part::default()
        };
        let routing = plan(&part, &shop, 200, MachineChoice::Usual);
        let sheets = method_sheets(&SheetOrder { part: &part, shop: &shop, routing: &routing, comments: &[] });
        let bytes = method_sheets_pdf(&sheets, &shop.company.name).unwrap();
        assert!(bytes.starts_with(b"%PDF") && sheets.len() > 2);
        assert_eq!(bytes, method_sheets_pdf(&sheets, &shop.company.name).unwrap());
        if let Some(path) = std::env::var_os("TRUSQUIN_METHOD_SHEETS") {
            std::fs::write(path, bytes).unwrap();
        }
    }
}
