//! Runs typst on our templates: everything they can see is in memory (no file, no package, no clock).

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

/// Colours, type and blocks that all documents share; the templates import it.
const STYLE: &str = include_str!("templates/style.typ");

/// Inter, Latin part (SIL Open Font License, see `fonts/OFL.txt`): docs/adr/0020-documents.md.
const INTER: [&[u8]; 5] = [
    include_bytes!("fonts/Inter-Regular.ttf"),
    include_bytes!("fonts/Inter-Medium.ttf"),
    include_bytes!("fonts/Inter-SemiBold.ttf"),
    include_bytes!("fonts/Inter-Bold.ttf"),
    include_bytes!("fonts/Inter-Italic.ttf"),
];

/// A document for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Template {
    Quote,
    Acknowledgement,
    RoutingSheet,
    InspectionSheet,
    MethodSheets,
}

impl Template {
    fn source(self) -> (&'static str, &'static str) {
        match self {
            Self::Quote => ("quote.typ", include_str!("templates/quote.typ")),
            Self::Acknowledgement => ("acknowledgement.typ", include_str!("templates/acknowledgement.typ")),
            Self::RoutingSheet => ("routing.typ", include_str!("templates/routing.typ")),
            Self::InspectionSheet => ("inspection.typ", include_str!("templates/inspection.typ")),
            Self::MethodSheets => ("method_sheet.typ", include_str!("templates/method_sheet.typ")),
        }
    }
}

/// The fonts embedded in the program, so that a document looks the same on every machine.
struct Fonts {
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
}

static FONTS: LazyLock<Fonts> = LazyLock::new(|| {
    let ours = INTER.into_iter().map(Bytes::new);
    let fonts: Vec<Font> = ours.chain(typst_assets::fonts().map(Bytes::new)).flat_map(Font::iter).collect();
    Fonts { book: LazyHash::new(FontBook::from_infos(fonts.iter().map(|font| font.info().clone()))), fonts }
});

/// How many fonts the program carries (the doctor prints it).
pub(crate) fn embedded_fonts() -> usize {
    FONTS.fonts.len()
}

/// Styles of a family among them.
#[cfg(test)]
pub(super) fn styles_of(family: &str) -> usize {
    FONTS.fonts.iter().filter(|font| font.info().family == family).count()
}

/// The world of one compilation: the templates, the data and the pictures.
struct Paper {
    library: LazyHash<Library>,
    template: Source,
    style: Source,
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
        [&self.template, &self.style].into_iter().find(|source| source.id() == id).cloned().ok_or(FileError::NotSource)
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

/// The embedded template; in a test run with TRUSQUIN_TEMPLATES the one in that folder, so that it can be edited and looked at without a build.
fn edited(name: &str, text: &'static str) -> String {
    #[cfg(test)]
    if let Some(folder) = std::env::var_os("TRUSQUIN_TEMPLATES") {
        return std::fs::read_to_string(std::path::Path::new(&folder).join(name)).unwrap_or_else(|_| text.to_owned());
    }
    let _ = name;
    text.to_owned()
}

fn source(name: &str, text: &str) -> anyhow::Result<Source> {
    let path = VirtualPath::new(name).map_err(|error| anyhow!("{error:?}"))?;
    Ok(Source::new(RootedPath::new(VirtualRoot::Project, path).intern(), text.to_owned()))
}

/// The PDF of `sheet`, which the template reads as `data.json`. `ident` identifies the document in its metadata; `pictures` are PNG files
/// by the name the template knows them under.
pub(super) fn pdf(
    template: Template,
    ident: &str,
    sheet: &impl Serialize,
    pictures: &BTreeMap<String, Vec<u8>>,
) -> anyhow::Result<Vec<u8>> {
    let mut files: BTreeMap<String, Bytes> = pictures.iter().map(|(name, bytes)| (name.clone(), Bytes::new(bytes.clone()))).collect();
    files.insert("data.json".to_owned(), Bytes::new(serde_json::to_vec(sheet)?));
    let (name, text) = template.source();
    let paper = Paper {
        library: LazyHash::new(<Library as LibraryExt>::default()),
        template: source(name, &edited(name, text))?,
        style: source("style.typ", &edited("style.typ", STYLE))?,
        files,
    };
    let document: PagedDocument = typst::compile(&paper).output.map_err(|errors| told(&paper, &errors)).context("typesetting failed")?;
    let options =
        PdfOptions { ident: Smart::Custom(ident.to_owned()), creator: Smart::Custom(Some("Trusquin".to_owned())), ..PdfOptions::default() };
    let bytes = typst_pdf::pdf(&document, &options).map_err(|errors| told(&paper, &errors)).context("the PDF export failed")?;
    // typst memoises across compilations; a service would otherwise grow with each document.
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
                Some(line) => format!("template line {}: {}", line + 1, error.message),
                None => error.message.to_string(),
            }
        })
        .collect();
    anyhow!(lines.join("; "))
}
