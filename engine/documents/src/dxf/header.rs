//! The header variables this reader needs: version, code page, units, dimension defaults.

use std::collections::BTreeMap;

use trusquin_domain::Diagnostic;

use super::findings::Findings;
use super::record::Record;
use super::tag::Tag;

const UNITS: &str = include_str!("data/units.tsv");

/// What the HEADER section says.
#[derive(Debug, Clone, Default)]
pub(super) struct Header {
    /// `$ACADVER` as written, empty when the file does not say.
    pub version: String,
    /// `$DWGCODEPAGE`.
    pub code_page: String,
    insunits: Option<i64>,
    measurement: Option<i64>,
    /// `$DIM...` numbers, for dimensions whose style is not in the file.
    pub dimension_defaults: BTreeMap<String, f64>,
}

/// Unit of the drawing.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct DrawingUnit {
    /// `mm`, `inch`, ... or `unitless`.
    pub name: String,
    /// Millimetres per drawing unit.
    pub mm: f64,
}

impl Header {
    /// Takes the variables of a HEADER section (or of a part of one).
    pub fn read(&mut self, record: &Record<'_>) {
        let mut variable: &[u8] = b"";
        for tag in &record.tags {
            match (tag.code, variable) {
                (9, _) => variable = tag.bytes(),
                (1, b"$ACADVER") => self.version = plain(tag),
                (3, b"$DWGCODEPAGE") => self.code_page = plain(tag),
                (70, b"$INSUNITS") => self.insunits = tag.int(),
                (70, b"$MEASUREMENT") => self.measurement = tag.int(),
                (40 | 70, name) if name.starts_with(b"$DIM") => {
                    if let Some((value, _)) = tag.number() {
                        self.dimension_defaults.insert(String::from_utf8_lossy(name).into_owned(), value);
                    }
                }
                _ => {}
            }
        }
    }

    /// The unit, or millimetres said to be assumed.
    pub fn unit(&self, findings: &mut Findings) -> DrawingUnit {
        let set = self.insunits.filter(|code| *code != 0);
        let known = set.and_then(|wanted| {
            UNITS.lines().filter(|line| !line.starts_with('#')).find_map(|line| {
                let mut cells = line.split('\t');
                let code: i64 = cells.next()?.parse().ok()?;
                (code == wanted).then_some(())?;
                Some(DrawingUnit { name: cells.next()?.to_owned(), mm: cells.next()?.parse().ok()? })
            })
        });
        known.unwrap_or_else(|| {
            let said = match set {
                Some(code) => format!("$INSUNITS {code} is no unit of length known"),
                None => "the file states no unit ($INSUNITS)".to_owned(),
            };
            if self.measurement == Some(0) {
                findings.remark(Diagnostic::warning(
                    "DXF-016",
                    format!("{said} and $MEASUREMENT names the imperial system: millimetres assumed, check one dimension"),
                ));
            } else {
                findings.remark(Diagnostic::info("DXF-016", format!("{said}: millimetres assumed")));
            }
            DrawingUnit { name: "unitless".to_owned(), mm: 1.0 }
        })
    }
}

fn plain(tag: &Tag<'_>) -> String {
    String::from_utf8_lossy(tag.bytes()).into_owned()
}
