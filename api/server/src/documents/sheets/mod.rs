//! What the templates print, as finished strings: labels and sentences are the templates', numbers are written here.

pub(super) mod annex;
pub(super) mod inspection;
pub(super) mod order;
pub(super) mod party;
pub(super) mod quote;
pub(super) mod routing;

/// A text longer than this was not written for a document; it is cut with an ellipsis.
const LONGEST_TEXT: usize = 400;
/// A run without a place to break that is longer than this gets break points, so that it stays in its column.
const LONGEST_WORD: usize = 16;

/// A text for paper: no control character, not endless, breakable everywhere it must be.
pub(super) fn text(raw: &str) -> String {
    let mut clean = String::new();
    let mut run = 0;
    for (position, character) in raw.chars().filter(|c| !c.is_control() || *c == '\n').enumerate() {
        if position == LONGEST_TEXT {
            clean.push('…');
            break;
        }
        let breaks = character.is_whitespace();
        run = if breaks { 0 } else { run + 1 };
        if run > LONGEST_WORD {
            clean.push('\u{200b}');
            run = 1;
        }
        clean.push(if character == '\n' { ' ' } else { character });
    }
    clean
}

/// The last part of a path.
pub(super) fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}
