//! A QR code as a vector picture.

use anyhow::anyhow;
use fast_qr::{ECL, QRBuilder};

/// White modules around the code (ISO/IEC 18004, 5.3.8: four; two are enough on white paper beside thin rules).
const QUIET: usize = 2;

/// The SVG of a text: an address, a number.
pub(super) fn svg(text: &str) -> anyhow::Result<Vec<u8>> {
    let code = QRBuilder::new(text).ecl(ECL::M).build().map_err(|error| anyhow!("the text does not fit a QR code: {error:?}"))?;
    let side = code.size + 2 * QUIET;
    let mut path = String::new();
    for row in 0..code.size {
        for column in (0..code.size).filter(|column| code[row].get(*column).is_some_and(|module| module.value())) {
            path.push_str(&format!("M{} {}h1v1h-1z", column + QUIET, row + QUIET));
        }
    }
    Ok(format!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\"><path fill=\"#17212b\" d=\"{path}\"/></svg>").into_bytes())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_a_square_of_modules() {
        let text = String::from_utf8(svg("https://atelier.example/of/OF-2026-0001/10").unwrap()).unwrap();
        assert!(text.starts_with("<svg") && text.matches("h1v1h-1z").count() > 200);
        assert!(svg(&"x".repeat(10_000)).is_err());
    }
}
