//! Pictures of the plans for a quote: the first page of each line's drawing, small.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use trusquin_domain::{Analysis, FileKind, Quote};

use crate::limits::Limits;
use crate::page_image::page_image;
use crate::pool::WorkerCommand;

/// Pictures (PNG) by line number.
pub type Thumbnails = BTreeMap<u32, Vec<u8>>;

/// Width of a picture, pixels: 23 mm on paper at 300 dpi, and half as much again for a screen.
const WIDTH_PX: u32 = 420;
/// Lines that get a picture; each takes a process of its own, and a quote of more lines is read by number.
const MOST_LINES: usize = 60;

/// Draws the first page of each line's drawing. `place` says where the bytes of a file are; a line without a drawing, a member of an
/// archive, and what cannot be drawn have no picture: the quote goes on without.
pub fn first_page(
    quote: &Quote,
    analyses: &[Analysis],
    place: impl Fn(&Analysis) -> Option<PathBuf>,
    command: &WorkerCommand,
    limits: &Limits,
) -> Thumbnails {
    let mut pictures = Thumbnails::new();
    for line in quote.lines.iter().take(MOST_LINES) {
        let drawn = analyses
            .iter()
            .filter(|analysis| matches!(analysis.kind, FileKind::Pdf | FileKind::Image) && line.part.files.contains(&analysis.file))
            .filter_map(|analysis| Some((place(analysis)?, page_of(analysis, line.part.drawing_number.as_ref().map(|it| it.page)))))
            .find_map(|(path, page)| draw(&path, page, command, limits));
        if let Some(png) = drawn {
            pictures.insert(line.line, png);
        }
    }
    pictures
}

/// The page the number was read on, when the file has it; else its first.
fn page_of(analysis: &Analysis, numbered: Option<u32>) -> u32 {
    numbered.filter(|page| analysis.pages.iter().any(|known| known.page == *page)).unwrap_or(1)
}

fn draw(path: &Path, page: u32, command: &WorkerCommand, limits: &Limits) -> Option<Vec<u8>> {
    match page_image(path, page, WIDTH_PX, command, limits) {
        Ok(png) => Some(png),
        Err(error) => {
            tracing::debug!(path = %path.display(), page, %error, "no picture of a plan");
            None
        }
    }
}
