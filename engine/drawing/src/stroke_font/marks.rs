//! Letters under a mark: what stands over a letter without touching it, in whatever height and form an alphabet draws it.

/// A mark is at most this high and wide, capitals.
const MARK_HEIGHT: f64 = 0.4;
const MARK_WIDTH: f64 = 0.6;
/// A dot is smaller.
const DOT: f64 = 0.2;
/// What the mark adds to the distance of its letter.
pub(super) const MARKED: f64 = 0.01;

/// Letters that carry each mark in French, German, Dutch, Swedish and their neighbours.
const ACUTE: &[(char, char)] = &[('e', 'é'), ('E', 'É'), ('a', 'á'), ('o', 'ó'), ('u', 'ú')];
const GRAVE: &[(char, char)] = &[('e', 'è'), ('E', 'È'), ('a', 'à'), ('A', 'À'), ('u', 'ù'), ('U', 'Ù')];
const CIRCUMFLEX: &[(char, char)] =
    &[('e', 'ê'), ('E', 'Ê'), ('a', 'â'), ('A', 'Â'), ('o', 'ô'), ('O', 'Ô'), ('u', 'û'), ('U', 'Û'), ('i', 'î'), ('I', 'Î')];
const DIAERESIS: &[(char, char)] =
    &[('e', 'ë'), ('a', 'ä'), ('A', 'Ä'), ('o', 'ö'), ('O', 'Ö'), ('u', 'ü'), ('U', 'Ü'), ('i', 'ï'), ('I', 'Ï'), ('E', 'Ë')];
const RING: &[(char, char)] = &[('a', 'å'), ('A', 'Å')];

/// A mark over a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    Acute,
    Grave,
    Circumflex,
    Diaeresis,
    Ring,
}

/// Left, bottom, right, top.
type Bounds = [f64; 4];

fn bounds(strokes: &[[f64; 4]]) -> Bounds {
    strokes.iter().fold([f64::MAX, f64::MAX, f64::MIN, f64::MIN], |b, s| {
        [b[0].min(s[0]).min(s[2]), b[1].min(s[1]).min(s[3]), b[2].max(s[0]).max(s[2]), b[3].max(s[1]).max(s[3])]
    })
}

fn size(b: &Bounds) -> f64 {
    (b[2] - b[0]).hypot(b[3] - b[1])
}

/// The part that is the letter, and the mark that all the others are; `None` when they are no mark. Strokes in capitals, y upwards.
pub(super) fn marked<'s>(parts: &[&'s [[f64; 4]]]) -> Option<(&'s [[f64; 4]], Mark)> {
    if !(2..=3).contains(&parts.len()) {
        return None;
    }
    let base = parts.iter().copied().max_by(|a, b| size(&bounds(a)).total_cmp(&size(&bounds(b))))?;
    let foot = bounds(base);
    let over: Vec<&[[f64; 4]]> = parts
        .iter()
        .copied()
        .filter(|part| {
            let b = bounds(part);
            !std::ptr::eq(*part, base) && b[1] > foot[3] - 0.02 && b[3] - b[1] < MARK_HEIGHT && b[2] - b[0] < MARK_WIDTH
        })
        .collect();
    if over.len() + 1 != parts.len() || foot[2] - foot[0] < 0.15 && over.len() == 1 && size(&bounds(over[0])) < 1.42 * DOT {
        // A dot over a stem: `i` is a letter of its own.
        return None;
    }
    let mark = match over.as_slice() {
        [one] => single(one)?,
        [one, other] => {
            let (a, b) = (bounds(one), bounds(other));
            (a[2] < b[0] || b[2] < a[0]).then_some(Mark::Diaeresis)?
        }
        _ => return None,
    };
    Some((base, mark))
}

fn single(strokes: &[[f64; 4]]) -> Option<Mark> {
    let b = bounds(strokes);
    let (width, height) = (b[2] - b[0], b[3] - b[1]);
    if width < 0.06 || height < 0.03 {
        return None;
    }
    let long: f64 = strokes.iter().map(|s| (s[2] - s[0]).hypot(s[3] - s[1])).sum();
    if long > 1.7 * size(&b) {
        return Some(Mark::Ring);
    }
    let tip = strokes.iter().flat_map(|s| [(s[1], s[0]), (s[3], s[2])]).max_by(|a, b| a.0.total_cmp(&b.0))?.1;
    if tip > b[0] + 0.25 * width && tip < b[2] - 0.25 * width && long > 1.15 * size(&b) {
        return Some(Mark::Circumflex);
    }
    let rising: f64 = strokes.iter().map(|s| (s[2] - s[0]) * (s[3] - s[1])).sum();
    Some(if rising > 0.0 { Mark::Acute } else { Mark::Grave })
}

/// The letter with its mark; `None` when no language has it.
pub(super) fn with(base: char, mark: Mark) -> Option<char> {
    let base = if "l1|".contains(base) { 'i' } else { base };
    let letters = match mark {
        Mark::Acute => ACUTE,
        Mark::Grave => GRAVE,
        Mark::Circumflex => CIRCUMFLEX,
        Mark::Diaeresis => DIAERESIS,
        Mark::Ring => RING,
    };
    letters.iter().find(|(letter, _)| *letter == base).map(|(_, marked)| *marked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_told_by_what_they_are_made_of() {
        fn part(strokes: &[[f64; 4]]) -> &[[f64; 4]] {
            strokes
        }
        let stem = part(&[[0.0, 0.0, 0.5, 0.0], [0.5, 0.0, 0.5, 0.66]]);
        let (left, right) = (part(&[[0.1, 0.85, 0.1, 0.9]]), part(&[[0.4, 0.85, 0.4, 0.9]]));
        let cases: [(Vec<&[[f64; 4]]>, Option<Mark>); 7] = [
            (vec![stem, part(&[[0.1, 0.8, 0.3, 1.0]])], Some(Mark::Acute)),
            (vec![part(&[[0.1, 1.0, 0.3, 0.8]]), stem], Some(Mark::Grave)),
            (vec![stem, part(&[[0.1, 0.8, 0.25, 0.95], [0.25, 0.95, 0.4, 0.8]])], Some(Mark::Circumflex)),
            (vec![stem, left, right], Some(Mark::Diaeresis)),
            (vec![stem, part(&[[0.1, 0.9, 0.2, 0.8], [0.2, 0.8, 0.3, 0.9], [0.3, 0.9, 0.2, 1.0], [0.2, 1.0, 0.1, 0.9]])], Some(Mark::Ring)),
            (vec![stem], None),
            (vec![stem, part(&[[0.0, -0.4, 0.3, -0.2]])], None),
        ];
        for (parts, expect) in cases {
            assert_eq!(marked(&parts).map(|(_, mark)| mark), expect, "{parts:?}");
        }
        assert_eq!([with('e', Mark::Acute), with('l', Mark::Circumflex), with('z', Mark::Ring)], [Some('é'), Some('î'), None]);
    }
}
