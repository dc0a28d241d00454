//! How many millimetres a pixel is: from the file when that makes a sheet, else from the proportions of a paper format, else assumed.

/// Where a resolution comes from; the words of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DpiSource {
    /// The file states it and the sheet it makes is credible.
    File,
    /// The picture has the proportions and a usual resolution of a paper format.
    PageFrame,
    /// Neither: sizes in millimetres are a guess.
    Assumed,
}

impl DpiSource {
    /// The word of the contract.
    pub fn word(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::PageFrame => "page_frame",
            Self::Assumed => "assumed",
        }
    }
}

/// Dots an inch and why.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Resolution {
    /// Dots an inch.
    pub dpi: f64,
    /// Why.
    pub source: DpiSource,
}

/// Short and long side, mm: ISO 216 A4 to A0 (ISO 5457), ANSI A to E (ASME Y14.1), A3 and A4 first because most scans are.
const SHEETS_MM: [[f64; 2]; 10] = [
    [210.0, 297.0],
    [297.0, 420.0],
    [420.0, 594.0],
    [594.0, 841.0],
    [841.0, 1189.0],
    [215.9, 279.4],
    [279.4, 431.8],
    [431.8, 558.8],
    [558.8, 863.6],
    [863.6, 1117.6],
];
/// What scanners and exporters offer, likeliest first.
const USUAL_DPI: [f64; 8] = [300.0, 200.0, 150.0, 400.0, 600.0, 240.0, 120.0, 100.0];
/// Middle height of the letters on a drawing, mm: capitals of 2.5 (ISO 3098) among labels of 1.8 and small letters of 1.3.
const LETTER_MM: f64 = 1.7;
/// A side may be cropped or padded by this part.
const SIDE_TOLERANCE: f64 = 0.012;
/// What screens state without meaning it.
const SCREEN_DPI: [f64; 2] = [72.0, 96.0];

/// The resolution of a picture of `size_px` whose file states `stated_dpi`. `letter_px` is the usual height of its letters, when known:
/// it chooses between A4 at 400 dpi and A2 at 200.
pub fn resolve(size_px: [u32; 2], stated_dpi: Option<f64>, letter_px: Option<f64>) -> Resolution {
    let size = size_px.map(f64::from);
    let (short, long) = (size[0].min(size[1]), size[0].max(size[1]));
    let sheet_at = |dpi: f64, tolerance: f64| {
        let [width, height] = [short, long].map(|side| side / dpi * 25.4);
        SHEETS_MM.iter().any(|sheet| (width / sheet[0] - 1.0).abs() < tolerance && (height / sheet[1] - 1.0).abs() < tolerance)
    };
    // A screen's resolution makes a sheet by chance sooner than by intent.
    let allowed = |dpi: f64| if SCREEN_DPI.contains(&dpi) { SIDE_TOLERANCE } else { 0.03 };
    if let Some(dpi) = stated_dpi.filter(|dpi| sheet_at(*dpi, allowed(*dpi))) {
        return Resolution { dpi, source: DpiSource::File };
    }
    let unlikely = |dpi: f64| letter_px.map_or(0.0, |letter| (letter / dpi * 25.4 / LETTER_MM).ln().abs());
    let frames = USUAL_DPI.iter().copied().filter(|dpi| sheet_at(*dpi, SIDE_TOLERANCE));
    if let Some(dpi) = frames.min_by(|a, b| unlikely(*a).total_cmp(&unlikely(*b))) {
        return Resolution { dpi, source: DpiSource::PageFrame };
    }
    // Any resolution with the proportions of an A format: the one whose letters have the usual height.
    let proportion = long / short.max(1.0);
    if (proportion / std::f64::consts::SQRT_2 - 1.0).abs() < 0.006
        && let Some(letter) = letter_px
    {
        let wanted = letter * 25.4 / LETTER_MM;
        let fits = SHEETS_MM.iter().take(5).map(|sheet| long / sheet[1] * 25.4);
        if let Some(dpi) = fits.min_by(|a, b| (a / wanted).ln().abs().total_cmp(&(b / wanted).ln().abs())) {
            return Resolution { dpi, source: DpiSource::PageFrame };
        }
    }
    let credible = |dpi: f64| !SCREEN_DPI.contains(&dpi) && (90.0..=1200.0).contains(&dpi) && (80.0..2500.0).contains(&(long / dpi * 25.4));
    if let Some(dpi) = stated_dpi.filter(|dpi| credible(*dpi)) {
        return Resolution { dpi, source: DpiSource::File };
    }
    let dpi = letter_px.map_or(200.0, |letter| letter * 25.4 / LETTER_MM).clamp(60.0, 600.0);
    Resolution { dpi: dpi.round(), source: DpiSource::Assumed }
}

/// The resolution when the sheet itself names its format (`A3`); `None` when its proportions deny it.
pub fn resolve_named(size_px: [u32; 2], format: &str) -> Option<Resolution> {
    let at = ["A4", "A3", "A2", "A1", "A0"].iter().position(|name| *name == format)?;
    let sheet = SHEETS_MM.get(at)?;
    let size = size_px.map(f64::from);
    let (short, long) = (size[0].min(size[1]), size[0].max(size[1]));
    let (dpi, across) = (long / sheet[1] * 25.4, short / sheet[0] * 25.4);
    ((dpi / across - 1.0).abs() < 0.03 && (60.0..1300.0).contains(&dpi)).then_some(Resolution { dpi, source: DpiSource::PageFrame })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_named_format_is_believed_when_the_proportions_agree() {
        assert_eq!(resolve_named([2480, 3508], "A4").map(|found| found.dpi.round()), Some(300.0));
        assert_eq!(resolve_named([2480, 3508], "A2").map(|found| found.dpi.round()), Some(150.0));
        assert_eq!(resolve_named([2480, 2480], "A4"), None);
        assert_eq!(resolve_named([2480, 3508], "B4"), None);
    }

    #[test]
    fn a_resolution_makes_a_sheet() {
        use DpiSource::{Assumed, File, PageFrame};
        let cases = [
            // A4 at 200 dpi from an office programme that states the screen's.
            ([1654, 2339], Some(96.0), None, 200.0, PageFrame),
            ([1654, 2339], Some(200.0), None, 200.0, File),
            ([3308, 2339], None, None, 200.0, PageFrame),
            ([1240, 1753], None, None, 150.0, PageFrame),
            ([3508, 2480], None, None, 300.0, PageFrame),
            // 400 dpi on A4, 200 on A2: the letters decide.
            ([3307, 4677], None, Some(35.0), 400.0, PageFrame),
            ([3307, 4677], None, Some(18.0), 200.0, PageFrame),
            // Letter and ANSI B.
            ([2550, 3300], None, None, 300.0, PageFrame),
            ([3400, 2200], None, None, 200.0, PageFrame),
            // A cut of a sheet with a scanner's resolution, and one without.
            ([5778, 3250], Some(300.0), None, 300.0, File),
            ([1224, 822], Some(72.0), Some(14.0), 209.0, Assumed),
            ([1224, 822], None, None, 200.0, Assumed),
        ];
        for (size, stated, letter, dpi, source) in cases {
            let got = resolve(size, stated, letter);
            assert_eq!((got.dpi, got.source), (dpi, source), "{size:?} {stated:?} {letter:?}");
        }
    }

    #[test]
    fn nonsense_sizes_give_an_assumption() {
        for size in [[0, 0], [1, 1], [u32::MAX, 1]] {
            assert!(resolve(size, Some(f64::NAN), Some(0.0)).dpi > 0.0);
        }
    }
}
