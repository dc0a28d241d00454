//! Runs typst on the quote template: everything it can see is in memory (no file, no package, no clock).

use std::collections::BTreeMap;
use std::sync::LazyLock;

use anyhow::{Context, anyhow};
use serde::Serialize;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World, WorldExt};
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;

const TEMPLATE: &str = include_str!("templates/quote.typ");

/// The fonts embedded in the program, so that a quote looks the same on every machine.
struct Fonts {
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
}

static FONTS: LazyLock<Fonts> = LazyLock::new(|| {
    let fonts: Vec<Font> = typst_assets::fonts().flat_map(|data| Font::iter(Bytes::new(data))).collect();
    Fonts { book: LazyHash::new(FontBook::from_infos(fonts.iter().map(|font| font.info().clone()))), fonts }
});

/// How many fonts the program carries (the doctor prints it).
pub(crate) fn embedded_fonts() -> usize {
    FONTS.fonts.len()
}

/// The world of one compilation: the template, the data and the pictures.
struct Paper {
    library: LazyHash<Library>,
    template: Source,
    files: BTreeMap<String, Bytes>,
}

impl World for Paper {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &FONTS.book
    }

    fn main(&self) -> FileId {
        self.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.template.id() { Ok(self.template.clone()) } else { Err(FileError::NotSource) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let name = id.get().vpath().get_without_slash();
        self.files.get(name).cloned().ok_or_else(|| FileError::NotFound(name.into()))
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.fonts.get(index).cloned()
    }

    /// A document never depends on the day it is printed.
    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}

/// Name under which the template finds the picture of a line.
pub(super) fn picture_name(line: u32) -> String {
    format!("line-{line}.png")
}

/// The PDF of `sheet`. `number` identifies the document in its metadata.
pub(super) fn pdf(number: &str, sheet: &impl Serialize, pictures: &BTreeMap<u32, Vec<u8>>) -> anyhow::Result<Vec<u8>> {
    let mut files: BTreeMap<String, Bytes> =
        pictures.iter().map(|(line, bytes)| (picture_name(*line), Bytes::new(bytes.clone()))).collect();
    files.insert("quote.json".to_owned(), Bytes::new(serde_json::to_vec(sheet)?));
    let path = VirtualPath::new("quote.typ").map_err(|error| anyhow!("{error:?}"))?;
    let paper = Paper {
        library: LazyHash::new(<Library as LibraryExt>::default()),
        template: Source::new(RootedPath::new(VirtualRoot::Project, path).intern(), TEMPLATE.to_owned()),
        files,
    };
    let document: PagedDocument = typst::compile(&paper).output.map_err(|errors| told(&paper, &errors)).context("typesetting failed")?;
    let options = PdfOptions {
        ident: Smart::Custom(format!("quote {number}")),
        creator: Smart::Custom(Some("Trusquin".to_owned())),
        ..PdfOptions::default()
    };
    let bytes = typst_pdf::pdf(&document, &options).map_err(|errors| told(&paper, &errors)).context("the PDF export failed")?;
    // typst memoises across compilations; a service would otherwise grow with each quote.
    typst::comemo::evict(0);
    Ok(bytes)
}

/// The compiler's errors with their line in the template.
fn told(paper: &Paper, errors: &[SourceDiagnostic]) -> anyhow::Error {
    let lines: Vec<String> = errors
        .iter()
        .map(|error| {
            let line = paper.range(error.span).and_then(|range| paper.template.lines().byte_to_line(range.start));
            match line {
                Some(line) => format!("quote.typ line {}: {}", line + 1, error.message),
                None => error.message.to_string(),
            }
        })
        .collect();
    anyhow!(lines.join("; "))
}
