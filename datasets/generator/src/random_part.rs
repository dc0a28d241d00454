//! A random part of a family from a seed, with a title block to match.

use clap::ValueEnum;

use crate::families::Family;
use crate::families::bent_sheet::BentSheet;
use crate::families::bracket::Bracket;
use crate::families::flange::Flange;
use crate::families::pocketed_plate::PocketedPlate;
use crate::families::shaft::Shaft;
use crate::families::welded_frame::WeldedFrame;
use crate::materials;
use crate::order::{Identity, Language, standing_notes};
use crate::part::{Format, PartOrder};
use crate::random::SplitMix64;
use crate::sheet::SheetStyle;
use crate::sheet::callout::Dressing;
use crate::sheet::lettering::Lettering;
use crate::sheet::title_block::TitleBlockLayout;
use crate::words;

/// Families that can be drawn at random.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum FamilyName {
    /// Shafts and bushes.
    TurnedShaft,
    /// Plates and angles.
    MilledBracket,
    /// Discs with a bolt circle.
    Flange,
    /// Plates with pockets.
    PocketedPlate,
    /// Bent sheet metal.
    BentSheet,
    /// Welded assemblies of tubes and plates.
    WeldedFrame,
}

impl FamilyName {
    /// Every family.
    pub const ALL: [Self; 6] =
        [Self::TurnedShaft, Self::MilledBracket, Self::Flange, Self::PocketedPlate, Self::BentSheet, Self::WeldedFrame];

    /// Name in the truth and in the data files.
    pub fn name(self) -> &'static str {
        match self {
            Self::TurnedShaft => "turned_shaft",
            Self::MilledBracket => "milled_bracket",
            Self::Flange => "flange",
            Self::PocketedPlate => "pocketed_plate",
            Self::BentSheet => "bent_sheet",
            Self::WeldedFrame => "welded_frame",
        }
    }

    fn sample(self, random: &mut SplitMix64) -> Box<dyn Family> {
        match self {
            Self::TurnedShaft => Box::new(Shaft::sample(random)),
            Self::MilledBracket => Box::new(Bracket::sample(random)),
            Self::Flange => Box::new(Flange::sample(random)),
            Self::PocketedPlate => Box::new(PocketedPlate::sample(random)),
            Self::BentSheet => Box::new(BentSheet::sample(random)),
            Self::WeldedFrame => Box::new(WeldedFrame::sample(random)),
        }
    }
}

/// How texts are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TextMode {
    /// Fonts with a text layer.
    Typed,
    /// Pen strokes without one.
    Stroke,
}

/// What is asked of random parts; what is `None` the seed decides.
#[derive(Debug, Clone, Default)]
pub struct Wish {
    /// Family.
    pub family: Option<FamilyName>,
    /// Language.
    pub language: Option<Language>,
    /// Title block.
    pub layout: Option<TitleBlockLayout>,
    /// Texts.
    pub text: Option<TextMode>,
    /// Face of all texts, whatever `text` says.
    pub lettering: Option<Lettering>,
    /// Callouts added around the views; none when 0.
    pub callouts: u32,
    /// Files.
    pub formats: Vec<Format>,
}

/// The part of a seed: the same seed and wish always give the same part.
pub fn order(seed: u64, wish: &Wish) -> PartOrder {
    let mut random = SplitMix64::new(seed);
    let family = wish.family.unwrap_or(*random.pick(&FamilyName::ALL));
    let language = wish.language.unwrap_or(*random.pick(&[Language::French, Language::English]));
    let layout = wish.layout.unwrap_or(*random.pick(&TitleBlockLayout::ALL));
    let lettering = wish.lettering.unwrap_or(lettering(&mut random, wish.text, seed));
    let shape = family.sample(&mut random);
    let tongue = usize::from(language == Language::English);
    let materials: Vec<_> = materials::all().into_iter().filter(|material| material.family == family.name()).collect();
    let material = random.pick(&materials).clone();
    let [author, approver] = words::people(&mut random);
    let treated = |random: &mut SplitMix64, text: &str| if random.chance(75) { text.to_owned() } else { String::new() };
    let mut notes = standing_notes(language);
    notes.extend(words::notes(&mut random, family.name(), language));
    let tolerances: &[&str] = match family {
        FamilyName::WeldedFrame => &["ISO 13920-BF", "ISO 13920-AE", "EN ISO 13920-B"],
        FamilyName::BentSheet => &["ISO 2768-mK", "ISO 2768-cL", "ISO 2768-m"],
        _ => &["ISO 2768-mK", "ISO 2768-fH", "ISO 2768-m", "NF EN 22768-mK", "ISO 22081"],
    };
    let document_type = match family {
        FamilyName::WeldedFrame => language.choose("Plan d'ensemble", "Assembly drawing"),
        _ => language.choose("Plan de pièce", "Part drawing"),
    };
    let identity = Identity {
        number: words::number(&mut random),
        revision: words::revision(&mut random),
        title: words::title(&mut random, family.name(), language),
        material: material.written.to_owned(),
        density: material.density,
        heat_treatment: treated(&mut random, material.heat[tongue]),
        surface_treatment: treated(&mut random, material.surface[tongue]),
        date: format!("{}-{:02}-{:02}", random.whole(2014, 2026), random.whole(1, 12), random.whole(1, 28)),
        author,
        approver,
        owner: words::company(&mut random, language),
        general_tolerance: (*random.pick(tolerances)).to_owned(),
        general_ra: *random.pick(&[1.6, 3.2, 6.3]),
        notes,
        document_type: document_type.to_owned(),
        language,
    };
    PartOrder {
        identity,
        shape,
        formats: wish.formats.clone(),
        style: SheetStyle { layout, lettering, dressing: Dressing { callouts: wish.callouts, seed } },
    }
}

/// Mostly typed faces; one sheet in four is drawn with strokes, as CAD systems of the nineties plotted.
fn lettering(random: &mut SplitMix64, wanted: Option<TextMode>, seed: u64) -> Lettering {
    let stroke = *random.pick(&[Lettering::Stroke, Lettering::StrokeSloped]);
    let typed = if random.chance(40) { Lettering::Helvetica } else { *random.pick(&Lettering::TYPED) };
    let by_chance = random.chance(25);
    match wanted {
        Some(TextMode::Typed) => typed,
        // Asked for strokes: every alphabet, by a number of its own so that what follows is as without.
        Some(TextMode::Stroke) => *SplitMix64::new(seed ^ 0x57_80_4E).pick(&Lettering::STROKES),
        None => {
            if by_chance {
                stroke
            } else {
                typed
            }
        }
    }
}
