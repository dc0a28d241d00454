//! Thread designations: major diameter and pitch of M, G, UNC/UNF as drawings write them.

use crate::tables::ThreadData;

/// Major diameter and pitch, mm.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Thread {
    pub major_mm: f64,
    pub pitch_mm: f64,
}

/// Outside diameter of a wire insert's thread over the screw's, in pitches (DIN 8140-2: 1.299 P).
const INSERT_GROWTH: f64 = 1.299;

/// Reads `M10x1.5`, `M8`, `G1/4`, `3/4-16 UNF`, `1/4-20`; `None` for a designation it does not know.
pub(crate) fn parse(designation: &str, data: &ThreadData) -> Option<Thread> {
    let text = designation.trim().to_uppercase().replace(',', ".").replace('×', "X");
    // The hole of a wire thread insert (DIN 8140-2) is larger by the wire: its own thread has the pitch of the screw's.
    if let Some(screw) = text.strip_prefix("EG").and_then(|rest| parse(rest, data)) {
        return Some(Thread { major_mm: screw.major_mm + INSERT_GROWTH * screw.pitch_mm, ..screw });
    }
    if let Some(rest) = text.strip_prefix("TR") {
        let (major, pitch) = rest.split_once('X')?;
        let lead: String = pitch.trim().chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
        let pitch = pitch.split_once("(P").map_or(lead.as_str(), |(_, pitch)| pitch.trim_end_matches(|c: char| !c.is_ascii_digit()));
        let (major_mm, pitch_mm) = (major.trim().parse().ok()?, pitch.split(')').next()?.trim().parse().ok()?);
        return Some(Thread { major_mm, pitch_mm }).filter(|thread| thread.pitch_mm > 0.0 && thread.pitch_mm < thread.major_mm);
    }
    if let Some(rest) = text.strip_prefix("MJ").or_else(|| text.strip_prefix('M')) {
        let mut numbers = rest.split(['X', '-', ' ']).map(str::trim).filter(|part| !part.is_empty());
        let major: f64 = numbers.next()?.parse().ok()?;
        let pitch =
            rest.contains('X').then(|| numbers.next()?.parse::<f64>().ok()).flatten().filter(|pitch| *pitch > 0.0 && *pitch < major);
        let pitch = pitch.or_else(|| data.coarse.iter().find(|row| (row.diameter_mm - major).abs() < 1e-6).map(|row| row.pitch_mm))?;
        return Some(Thread { major_mm: major, pitch_mm: pitch });
    }
    // Rp, Rc and R of ISO 7-1 have the sizes and pitches of the G threads.
    if let Some(rest) = ["G", "RP", "RC", "R"].iter().find_map(|family| text.strip_prefix(family)) {
        let size = rest.trim().trim_end_matches(['A', 'B', '"']).trim();
        return data.gas.iter().find(|row| row.size == size).map(|row| Thread { major_mm: row.diameter_mm, pitch_mm: 25.4 / row.per_inch });
    }
    let (size, rest) = text.split_once('-')?;
    let inches = fraction(size.trim().trim_end_matches('"'))?;
    let digits: String = rest.trim().chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
    let per_inch: f64 = digits.parse().ok().filter(|count| *count >= 1.0)?;
    Some(Thread { major_mm: inches * 25.4, pitch_mm: 25.4 / per_inch }).filter(|thread| thread.pitch_mm < thread.major_mm)
}

/// `3/4`, `1 1/4`, `0.5`; a numbered screw size (`#10`) is 0.060 in + 0.013 in per number (ASME B1.1).
fn fraction(text: &str) -> Option<f64> {
    if let Some(number) = text.strip_prefix('#') {
        return number.trim().parse::<f64>().ok().map(|number| 0.060 + 0.013 * number);
    }
    text.split_whitespace()
        .try_fold(0.0, |sum, part| {
            let value = match part.split_once('/') {
                Some((a, b)) => a.parse::<f64>().ok()? / b.parse::<f64>().ok().filter(|b| *b > 0.0)?,
                None => part.parse::<f64>().ok()?,
            };
            Some(sum + value)
        })
        .filter(|inches| *inches > 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::tables;

    #[test]
    fn designations_give_diameter_and_pitch() {
        let data = &tables().unwrap().threads;
        for (text, expect) in [
            ("M10x1.5", Some((10.0, 1.5))),
            ("M10x1,25-6H", Some((10.0, 1.25))),
            ("M8", Some((8.0, 1.25))),
            ("M4 - 6H", Some((4.0, 0.7))),
            ("G1/4", Some((13.157, 25.4 / 19.0))),
            ("3/4-16 UNF", Some((19.05, 25.4 / 16.0))),
            ("#10-32", Some((0.19 * 25.4, 25.4 / 32.0))),
            ("MJ10x1.25-4h6h", Some((10.0, 1.25))),
            ("Rp1/4", Some((13.157, 25.4 / 19.0))),
            ("Tr40x14(P7)-7e", Some((40.0, 7.0))),
            ("Tr20x4", Some((20.0, 4.0))),
            ("EG M8", Some((8.0 + 1.299 * 1.25, 1.25))),
            ("M", None),
            ("Mx", None),
            ("banana", None),
            ("-", None),
        ] {
            let read = parse(text, data).map(|t| (t.major_mm, t.pitch_mm));
            match (read, expect) {
                (Some(read), Some(expect)) => {
                    assert!((read.0 - expect.0).abs() < 1e-3 && (read.1 - expect.1).abs() < 1e-3, "{text}: {read:?}")
                }
                (read, expect) => assert_eq!(read, expect, "{text}"),
            }
        }
    }
}
