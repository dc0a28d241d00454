//! The tags of pictures that the decoder keeps to itself: resolution, and the chain of pages of a TIFF.

/// Tags and pages looked at in one directory; a lie about the count costs nothing.
const MOST_TAGS: usize = 512;
const X_RESOLUTION: u16 = 282;
const RESOLUTION_UNIT: u16 = 296;

/// Byte order of a TIFF structure and its bytes.
#[derive(Clone, Copy)]
struct Tiff<'a> {
    bytes: &'a [u8],
    little: bool,
}

impl<'a> Tiff<'a> {
    /// Classic TIFF only (42 behind the byte order); BigTIFF drawings have not been met.
    fn of(bytes: &'a [u8]) -> Option<Self> {
        let little = match bytes.get(..4)? {
            b"II*\0" => true,
            b"MM\0*" => false,
            _ => return None,
        };
        Some(Self { bytes, little })
    }

    fn u16(&self, at: usize) -> Option<u16> {
        let pair: [u8; 2] = self.bytes.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if self.little { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) })
    }

    fn u32(&self, at: usize) -> Option<u32> {
        let four: [u8; 4] = self.bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(if self.little { u32::from_le_bytes(four) } else { u32::from_be_bytes(four) })
    }

    /// Where the value of a tag stands in its 12-byte entry.
    fn entry(&self, directory: usize, tag: u16) -> Option<usize> {
        let count = usize::from(self.u16(directory)?).min(MOST_TAGS);
        (0..count).map(|index| directory + 2 + 12 * index).find(|at| self.u16(*at) == Some(tag)).map(|at| at + 8)
    }

    fn dpi(&self, directory: usize) -> Option<f64> {
        let at = self.u32(self.entry(directory, X_RESOLUTION)?)? as usize;
        let (numerator, denominator) = (f64::from(self.u32(at)?), f64::from(self.u32(at.checked_add(4)?)?));
        // TIFF 6.0: 1 is no unit, 2 inch, 3 centimetre; inch when absent.
        match self.entry(directory, RESOLUTION_UNIT).and_then(|unit| self.u16(unit)).unwrap_or(2) {
            2 => Some(numerator / denominator),
            3 => Some(2.54 * numerator / denominator),
            _ => None,
        }
    }
}

/// Where the page directories of a TIFF start; empty for any other format.
pub(super) fn page_starts(bytes: &[u8], most: usize) -> Vec<u32> {
    let Some(tiff) = Tiff::of(bytes) else { return Vec::new() };
    let mut starts: Vec<u32> = Vec::new();
    let mut next = tiff.u32(4);
    while let Some(start) = next.filter(|start| *start != 0) {
        if starts.len() >= most || starts.contains(&start) {
            break;
        }
        let directory = start as usize;
        let Some(count) = tiff.u16(directory) else { break };
        starts.push(start);
        next = tiff.u32(directory + 2 + 12 * usize::from(count));
    }
    starts
}

/// Makes another page the first, so that a decoder of first pages reads it.
pub(super) fn set_first_page(bytes: &mut [u8], start: u32) {
    let little = bytes.first() == Some(&b'I');
    if let Some(place) = bytes.get_mut(4..8) {
        place.copy_from_slice(&if little { start.to_le_bytes() } else { start.to_be_bytes() });
    }
}

/// Dots an inch the file states for its (first) page.
pub(super) fn stated_dpi(bytes: &[u8]) -> Option<f64> {
    let dpi = if let Some(tiff) = Tiff::of(bytes) {
        tiff.dpi(tiff.u32(4)? as usize)
    } else if bytes.starts_with(b"\x89PNG") {
        png(bytes)
    } else if bytes.starts_with(b"\xff\xd8") {
        jpeg(bytes)
    } else if bytes.starts_with(b"BM") {
        // BITMAPINFOHEADER: horizontal pixels a metre.
        let metre: [u8; 4] = bytes.get(38..42)?.try_into().ok()?;
        Some(f64::from(i32::from_le_bytes(metre)) * 0.0254)
    } else {
        None
    };
    dpi.filter(|dpi| dpi.is_finite() && (10.0..=4800.0).contains(dpi))
}

/// The pHYs chunk (PNG 1.2, 4.2.4.2), pixels a metre.
fn png(bytes: &[u8]) -> Option<f64> {
    let mut at = 8_usize;
    loop {
        let length = u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?) as usize;
        match bytes.get(at + 4..at + 8)? {
            b"pHYs" => {
                let metre = u32::from_be_bytes(bytes.get(at + 8..at + 12)?.try_into().ok()?);
                return (bytes.get(at + 16) == Some(&1)).then(|| f64::from(metre) * 0.0254);
            }
            b"IDAT" | b"IEND" => return None,
            _ => at = at.checked_add(length)?.checked_add(12)?,
        }
    }
}

/// JFIF density, or the resolution of an Exif block.
fn jpeg(bytes: &[u8]) -> Option<f64> {
    let mut at = 2_usize;
    let mut found = None;
    while let Some([0xff, marker, high, low]) = bytes.get(at..at + 4).and_then(|head| <[u8; 4]>::try_from(head).ok()) {
        let length = usize::from(u16::from_be_bytes([high, low]));
        let body = bytes.get(at + 4..(at + 2).checked_add(length)?).unwrap_or_default();
        if marker == 0xe0 && body.starts_with(b"JFIF\0") {
            let density = f64::from(u16::from_be_bytes([*body.get(8)?, *body.get(9)?]));
            found = match body.get(7)? {
                1 => Some(density),
                2 => Some(density * 2.54),
                _ => found,
            };
        } else if marker == 0xe1 && body.starts_with(b"Exif\0\0") && found.is_none() {
            found = Tiff::of(body.get(6..)?).and_then(|tiff| tiff.dpi(tiff.u32(4)? as usize));
        } else if marker == 0xda {
            break;
        }
        at = at.checked_add(2 + length)?;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tiff(next: u32) -> Vec<u8> {
        // One directory at 8 with two tags, its resolution at 38, a second directory at 46 when `next` says so.
        let mut bytes = b"II*\0\x08\0\0\0\x02\0".to_vec();
        bytes.extend([0x1a, 0x01, 5, 0, 1, 0, 0, 0, 38, 0, 0, 0]);
        bytes.extend([0x28, 0x01, 3, 0, 1, 0, 0, 0, 2, 0, 0, 0]);
        bytes.extend(next.to_le_bytes());
        bytes.extend(300_u32.to_le_bytes());
        bytes.extend(1_u32.to_le_bytes());
        bytes.extend([0, 0, 0, 0, 0, 0]);
        bytes
    }

    #[test]
    fn the_pages_of_a_tiff_are_a_chain() {
        assert_eq!(page_starts(&tiff(0), 9), [8]);
        assert_eq!(page_starts(&tiff(46), 9), [8, 46]);
        assert_eq!(page_starts(&tiff(8), 9), [8], "a ring ends");
        assert_eq!(page_starts(&tiff(4_000_000), 9), [8], "a start behind the end is no page");
        assert!(page_starts(b"\x89PNG", 9).is_empty());
        let mut bytes = tiff(46);
        set_first_page(&mut bytes, 46);
        assert_eq!(page_starts(&bytes, 9), [46]);
    }

    #[test]
    fn the_stated_resolution_is_found() {
        assert_eq!(stated_dpi(&tiff(0)), Some(300.0));
        let jfif = [&[0xff, 0xd8, 0xff, 0xe0, 0, 16][..], b"JFIF\0\x01\x01\x01\x00\xc8\x00\xc8\0\0", &[0xff, 0xda, 0, 2]].concat();
        assert_eq!(stated_dpi(&jfif), Some(200.0));
        let png =
            [b"\x89PNG\r\n\x1a\n\0\0\0\x09pHYs".as_slice(), &7874_u32.to_be_bytes(), &7874_u32.to_be_bytes(), &[1, 0, 0, 0, 0]].concat();
        assert!(stated_dpi(&png).is_some_and(|dpi| (dpi - 200.0).abs() < 0.01));
        for cut in 0..png.len() {
            let _ = stated_dpi(&png[..cut]);
        }
        for cut in 0..jfif.len() {
            let _ = stated_dpi(&jfif[..cut]);
        }
    }
}
