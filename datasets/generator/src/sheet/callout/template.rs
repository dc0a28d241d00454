//! What callouts say, from a data file.

const CALLOUTS: &str = include_str!("../../../data/callouts.txt");

/// How a callout is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Drawing {
    Along,
    Stacked,
    Bracketed,
    Limits,
    Boxed,
    Leader,
    Radius,
    Angle,
    Frame,
    Texture,
    Mark,
}

/// One line of the file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Template {
    pub(super) drawing: Drawing,
    /// Word of the contract: kind of the dimension, characteristic or parameter.
    pub(super) kind: &'static str,
    pub(super) text: &'static str,
}

/// The templates a tongue uses.
pub(super) fn all(tongue: &str) -> Vec<Template> {
    CALLOUTS
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| {
            let [drawing, kind, whose, text] = line.splitn(4, ';').collect::<Vec<_>>().try_into().ok()?;
            let drawing = match drawing {
                "dim" => Drawing::Along,
                "stack" => Drawing::Stacked,
                "bracket" => Drawing::Bracketed,
                "limits" => Drawing::Limits,
                "box" => Drawing::Boxed,
                "leader" => Drawing::Leader,
                "radius" => Drawing::Radius,
                "angle" => Drawing::Angle,
                "frame" => Drawing::Frame,
                "texture" => Drawing::Texture,
                "mark" => Drawing::Mark,
                _ => return None,
            };
            (whose == "iso" || whose == tongue).then_some(Template { drawing, kind, text })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_read() {
        let lines = CALLOUTS.lines().filter(|line| !line.starts_with('#')).count();
        let read: usize = ["fr", "en", "de"].map(|tongue| all(tongue).len()).iter().sum::<usize>() - 2 * all("").len();
        assert_eq!(read, lines);
    }
}
