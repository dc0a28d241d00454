//! One part made: sheet drawn, files written, truth told.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::families::Family;
use crate::files;
use crate::order::Identity;
use crate::sheet::{Sheet, SheetStyle, callout, frame, notes, title_block};
use crate::truth::{FileTruth, PartTruth, RfqTruth, SolidTruth};

/// File formats a customer may send.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// Drawing.
    Pdf,
    /// Drawing as CAD.
    Dxf,
    /// Model.
    Step,
}

impl Format {
    /// Extension of the file name.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Dxf => "dxf",
            Self::Step => "step",
        }
    }
}

/// A part to make.
pub struct PartOrder {
    /// Title block.
    pub identity: Identity,
    /// Shape.
    pub shape: Box<dyn Family>,
    /// Files to write.
    pub formats: Vec<Format>,
    /// Title block and face.
    pub style: SheetStyle,
}

/// Files by name, and what is true of them.
pub type Made = (BTreeMap<String, Vec<u8>>, PartTruth);

impl PartOrder {
    /// Mass, kg.
    pub fn mass_kg(&self) -> f64 {
        self.shape.volume_mm3() * self.identity.density * 1e-6
    }

    /// Draws the sheet.
    pub fn sheet(&self) -> Sheet {
        let (size, scale) = self.shape.format();
        let dressing = self.style.dressing;
        let mut sheet = Sheet::new(dressing.room(size), scale).styled(self.style);
        let language = self.identity.language;
        frame::draw(&mut sheet);
        self.shape.draw(&mut sheet, &self.identity);
        let at = self.shape.notes_at(&sheet);
        notes::write(&mut sheet, at, &self.identity.notes, language);
        let at = self.shape.fits_at(&sheet);
        notes::fit_table(&mut sheet, at, &self.shape.fits(), language);
        title_block::draw(&mut sheet, &self.identity, self.mass_kg());
        callout::dress(&mut sheet, language, dressing);
        sheet
    }

    /// Makes the files, named after number and revision, and the truth.
    pub fn make(&self) -> Result<Made> {
        self.make_named(&self.identity.file_stem())
    }

    /// Makes the files under a name and the truth.
    pub fn make_named(&self, stem: &str) -> Result<Made> {
        let (sheet, solid, assembly) = (self.sheet(), self.shape.solid(), self.shape.assembly());
        let flat = self.shape.flat_pattern();
        let mut contents = BTreeMap::new();
        let mut told = Vec::new();
        for format in &self.formats {
            let bytes = match format {
                Format::Pdf => files::pdf::write(&sheet, &self.identity),
                Format::Dxf => files::dxf::write(&sheet),
                Format::Step => files::step::write(&solid, assembly.as_ref(), &self.identity).with_context(|| stem.to_owned())?,
            };
            let name = format!("{stem}.{}", format.extension());
            told.push(file_truth(&name, format.extension(), &bytes));
            contents.insert(name, bytes);
            if let (Format::Dxf, Some((pattern, _))) = (format, &flat) {
                let (name, bytes) = (format!("{stem}_FLAT.dxf"), files::dxf::write(pattern));
                told.push(file_truth(&name, "flat", &bytes));
                contents.insert(name, bytes);
            }
        }
        let (low, high) = solid.bounds();
        let round = |value: f64, places: i32| (value * 10_f64.powi(places)).round() / 10_f64.powi(places);
        let truth = PartTruth {
            drawing_number: self.identity.number.clone(),
            revision: self.identity.revision.clone(),
            family: self.shape.name().to_owned(),
            language: self.identity.language,
            processes: self.shape.processes(),
            mass_kg: round(self.mass_kg(), 4),
            sheet_mm: sheet.size,
            sheet: sheet.said,
            solid: SolidTruth {
                solids: assembly.as_ref().map_or(1, |assembly| assembly.instances.len() as u32),
                volume_mm3: round(self.shape.volume_mm3(), 3),
                area_mm2: round(solid.area(), 3),
                envelope_mm: [0, 1, 2].map(|axis| round(high[axis] - low[axis], 6)),
                faces: solid.faces.len() as u32,
                faces_by_kind: solid.faces_by_kind(),
                holes: self.shape.holes(),
            },
            flat: flat.map(|(_, truth)| truth),
            files: told,
        };
        Ok((contents, truth))
    }
}

fn file_truth(name: &str, kind: &str, bytes: &[u8]) -> FileTruth {
    let sha256 = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    FileTruth { name: name.to_owned(), kind: kind.to_owned(), bytes: bytes.len() as u64, sha256 }
}

/// The files of several parts with one `truth.json`.
pub fn make_all(parts: &[PartOrder]) -> Result<(BTreeMap<String, Vec<u8>>, RfqTruth)> {
    let mut files = BTreeMap::new();
    let mut told = Vec::new();
    for part in parts {
        let (contents, truth) = part.make()?;
        files.extend(contents);
        told.push(truth);
    }
    let truth = RfqTruth { schema: 1, parts: told };
    let mut text = serde_json::to_string_pretty(&truth)?;
    text.push('\n');
    files.insert("truth.json".to_owned(), text.into_bytes());
    Ok((files, truth))
}
