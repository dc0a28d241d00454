//! Dimensions of a CAD file: the text shown, checked against what the entity measures.

use trusquin_domain::{Diagnostic, Dimension, DimensionKind, FlatText, FlatTextKind, Reading};

use crate::dimension::{DrawingUnit, ParsedDimension, is_critical, parse_dimension};

/// Confidence in a dimension whose text says what it measures.
const MEASURED: f64 = 0.95;
/// Confidence in a text nothing measures.
const TYPED: f64 = 0.85;
/// Confidence in a text that says something else than the geometry.
const CONTRADICTED: f64 = 0.5;
/// Texts named in the warning about contradictions.
const NAMED: usize = 5;

/// Reads the dimension entities.
pub(super) fn flat_dimensions(texts: &[FlatText], unit: DrawingUnit) -> Reading<Vec<Dimension>> {
    let mut contradictions = Vec::new();
    let mut value = Vec::new();
    for text in texts.iter().filter(|text| text.kind == FlatTextKind::Dimension) {
        let Some(parsed) = parse_dimension(&text.text, unit) else { continue };
        let confidence = match agrees(&parsed, text, unit) {
            Some(true) => MEASURED,
            None => TYPED,
            Some(false) => {
                let measured = text.measured.unwrap_or_default();
                contradictions.push(format!("{:?} measures {measured:.3} ({})", text.text.replace('\n', " "), text.handle));
                CONTRADICTED
            }
        };
        value.push(dimension(parsed, text, confidence));
    }
    let mut diagnostics = Vec::new();
    if !contradictions.is_empty() {
        let named = contradictions.iter().take(NAMED).cloned().collect::<Vec<String>>().join("; ");
        diagnostics.push(Diagnostic::warning(
            "DXF-031",
            format!("{} dimensions whose typed text differs from what they measure, ask which is right: {named}", contradictions.len()),
        ));
    }
    Reading { value, diagnostics }
}

/// Whether the text says what the entity measures; `None` where the two cannot be compared.
fn agrees(parsed: &ParsedDimension, text: &FlatText, unit: DrawingUnit) -> Option<bool> {
    let measured = text.measured?;
    let (said, measured) = match parsed.kind {
        DimensionKind::Angle => (parsed.nominal_deg?, measured),
        // A thread's or a chamfer's drawn size is not its nominal one.
        DimensionKind::Thread | DimensionKind::Chamfer => return None,
        _ => (parsed.nominal_mm?, measured * unit.mm()),
    };
    // Half of the last decimal shown, and the rounding of drawings traced by hand.
    let decimals = first_number(&text.text).split(['.', ',']).nth(1).map_or(0, str::len) as i32;
    let scale = if parsed.kind == DimensionKind::Angle { 1.0 } else { unit.mm() };
    let allowed = (0.51 * scale * 10f64.powi(-decimals)).max(0.002 * measured.abs());
    let within = |value: f64| (value - measured).abs() <= allowed;
    let limits = parsed
        .upper_mm
        .zip(parsed.lower_mm)
        .is_some_and(|(upper, lower)| said + lower <= measured + allowed && measured - allowed <= said + upper);
    // A diameter is often dimensioned across half of it, on a section.
    let halved = parsed.kind == DimensionKind::Diameter && (within(said / 2.0) || within(said * 2.0));
    Some(within(said) || limits || halved)
}

fn first_number(text: &str) -> &str {
    let start = text.find(|character: char| character.is_ascii_digit()).unwrap_or(text.len());
    let rest = &text[start..];
    let end = rest.find(|character: char| !(character.is_ascii_digit() || matches!(character, '.' | ','))).unwrap_or(rest.len());
    &rest[..end]
}

/// A dimension with its entity as the source.
pub(super) fn dimension(parsed: ParsedDimension, text: &FlatText, confidence: f64) -> Dimension {
    let critical = is_critical(&parsed);
    Dimension {
        text: text.text.split_whitespace().collect::<Vec<&str>>().join(" "),
        kind: parsed.kind,
        nominal_mm: parsed.nominal_mm,
        nominal_deg: parsed.nominal_deg,
        upper_mm: parsed.upper_mm,
        lower_mm: parsed.lower_mm,
        fit: parsed.fit,
        depth_mm: parsed.depth_mm,
        thread: parsed.thread,
        count: parsed.count,
        page: 1,
        sheet_box: None,
        reference: Some(super::reference(text)),
        confidence,
        critical,
        auxiliary: parsed.reference,
        basic: parsed.basic,
    }
}
