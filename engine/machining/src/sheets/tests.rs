//! Sheets of parts of the demo shop: every machining operation has its steps, every step a tool and conditions or a question.

use trusquin_domain::{Extracted, MachineChoice, MaterialNeed, Process, ProcessGuess, Reader};

use super::*;
use crate::demo_shop;

fn extracted(value: &str) -> Extracted {
    Extracted {
        value: value.to_owned(),
        normalized: None,
        confidence: 1.0,
        source: Reader::TextLayer,
        page: 1,
        sheet_box: None,
        reference: None,
    }
}

fn part(process: Process, envelope: [f64; 3], material: &str) -> Part {
    Part {
        files: vec!["rfq/88-1.pdf".to_owned(), "rfq/88-1.step".to_owned()],
        drawing_number: Some(extracted("88-1")),
        title: Some(extracted("AXE")),
        material: Some(MaterialNeed { written: extracted(material), shop_material: None }),
        envelope_mm: Some(envelope),
        dimension_count: 12,
        processes: vec![ProcessGuess { process, probability: 0.9, evidence: Vec::new() }],
        ..Part::default()
    }
}

fn sheets(part: &Part, quantity: u32) -> Vec<MethodSheet> {
    let shop = demo_shop();
    let routing = crate::plan(part, &shop, quantity, MachineChoice::Usual);
    assert!(routing.infeasible.is_empty(), "{:?}", routing.infeasible);
    let comments = [(10, "mors à changer".to_owned())];
    method_sheets(&SheetOrder { part, shop: &shop, routing: &routing, comments: &comments })
}

#[test]
fn every_operation_has_a_sheet_and_every_machining_step_its_tool() {
    for (process, envelope, material) in [
        (Process::Turning, [40.0, 40.0, 90.0], "C45"),
        (Process::Turning, [120.0, 120.0, 40.0], "304"),
        (Process::Milling, [120.0, 80.0, 25.0], "EN AW-6082"),
        (Process::Milling, [80.0, 60.0, 30.0], "42CrMo4"),
    ] {
        let part = part(process, envelope, material);
        let sheets = sheets(&part, 10);
        assert!(sheets.len() >= 3, "{}", sheets.len());
        let mut steps = 0;
        for sheet in &sheets {
            assert!(!sheet.qr_token.is_empty() && !sheet.name.is_empty());
            assert_eq!(sheet.documents, ["88-1.pdf", "88-1.step"]);
            for step in sheet.fixturings.iter().flat_map(|fixturing| &fixturing.steps) {
                steps += 1;
                assert!(step.tool.is_some() || !step.questions.is_empty(), "{step:?}");
                assert!(step.conditions.is_some() || !step.questions.is_empty(), "{step:?}");
                if let Some(seconds) = step.cutting_s {
                    assert!(seconds > 0.0 && seconds < 7200.0, "{} {seconds}", step.text);
                }
            }
            if matches!(sheet.kind, OperationKind::Turning | OperationKind::Milling) {
                assert!(sheet.programming.len() > 3, "{:?}", sheet.programming);
            }
        }
        assert!(steps >= 4, "{material} {steps}");
    }
}

#[test]
fn the_text_gives_reasons_and_the_token_is_stable() {
    let part = part(Process::Turning, [40.0, 40.0, 90.0], "C45");
    let (first, again) = (sheets(&part, 500), sheets(&part, 500));
    assert_eq!(first, again);
    let turned = first.iter().find(|sheet| sheet.kind == OperationKind::Turning).unwrap();
    let text = sheet_text(turned, true);
    for wanted in ["FICHE MÉTHODE", "vc", "kc = ", "ISCAR", "Machinery's Handbook", "Post-processer", "T1 TE"] {
        assert!(text.contains(wanted), "{wanted} not in\n{text}");
    }
    assert!(sheet_text(turned, false).lines().count() < text.lines().count());
    assert!(first.iter().any(|sheet| sheet.comments == ["mors à changer"]));
}

#[test]
fn a_missing_tool_is_a_proposal_with_its_reason() {
    let mut part = part(Process::Milling, [120.0, 80.0, 25.0], "C45");
    part.holes = vec![trusquin_domain::HoleNeed {
        diameter_mm: 7.3,
        depth_mm: Some(20.0),
        count: 4,
        thread: None,
        axis: None,
        enlarged: false,
        steps: Vec::new(),
        from: "drawing page 1".to_owned(),
    }];
    let sheets = sheets(&part, 5);
    let step = sheets
        .iter()
        .flat_map(|sheet| &sheet.fixturings)
        .flat_map(|f| &f.steps)
        .find(|step| step.text.contains("7,3") && step.text.starts_with("Percer"))
        .unwrap();
    let tool = step.tool.as_ref().unwrap();
    assert!(!tool.in_stock && tool.reason.contains("à acheter") && tool.tool.name.contains("Ø7,3"), "{tool:?}");
    assert!(step.conditions.is_some());
}
