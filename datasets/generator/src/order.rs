//! What a customer writes on a plan: number, title, material, people, tolerances, language.

use serde::Serialize;

/// Language of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, clap::ValueEnum)]
pub enum Language {
    /// French.
    #[serde(rename = "fr")]
    #[value(name = "fr")]
    French,
    /// English.
    #[serde(rename = "en")]
    #[value(name = "en")]
    English,
}

impl Language {
    /// The French or the English wording.
    pub fn choose(self, french: &'static str, english: &'static str) -> &'static str {
        match self {
            Self::French => french,
            Self::English => english,
        }
    }

    /// A number as this language writes it: decimal comma or point, no superfluous zeros, up to `places` decimals.
    pub fn number(self, value: f64, places: usize) -> String {
        let text = format!("{value:.places$}");
        let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text };
        self.decimals(text)
    }

    /// The text with this language's decimal sign.
    pub fn decimals(self, text: String) -> String {
        match self {
            Self::French => text.replace('.', ","),
            Self::English => text,
        }
    }
}

/// Everything in the title block that the shape does not give.
#[derive(Debug, Clone)]
pub struct Identity {
    /// Drawing number.
    pub number: String,
    /// Revision.
    pub revision: String,
    /// Title.
    pub title: String,
    /// Material as written.
    pub material: String,
    /// Density of that material, kg/dm³.
    pub density: f64,
    /// Heat treatment as written; empty when none.
    pub heat_treatment: String,
    /// Surface treatment as written; empty when none.
    pub surface_treatment: String,
    /// Date of the drawing, `YYYY-MM-DD`.
    pub date: String,
    /// Author.
    pub author: String,
    /// Approver.
    pub approver: String,
    /// Legal owner.
    pub owner: String,
    /// General tolerance as written.
    pub general_tolerance: String,
    /// General roughness, Ra in micrometres.
    pub general_ra: f64,
    /// Notes beside those every plan carries.
    pub notes: Vec<String>,
    /// Type of document as written.
    pub document_type: String,
    /// Language.
    pub language: Language,
}

impl Identity {
    /// File name without extension: the files of one part share it.
    pub fn file_stem(&self) -> String {
        format!("{}_{}", self.number, self.revision)
    }
}

/// Notes that every plan carries.
pub fn standing_notes(language: Language) -> Vec<String> {
    let notes = match language {
        Language::French => {
            ["Casser les angles vifs 0,2 à 0,5 mm", "Pièce ébavurée, sans choc ni rayure", "Cotes en mm, tolérancement selon ISO 8015"]
        }
        Language::English => {
            ["Break sharp edges 0.2 to 0.5 mm", "Free of burrs, dents and scratches", "Dimensions in mm, tolerancing to ISO 8015"]
        }
    };
    notes.map(str::to_owned).to_vec()
}
