//! Raw stock (brut): what one piece is cut from, where it comes from, and how the launch is cut out of bars and plates.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// Form of raw stock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StockForm {
    /// Round bar.
    #[default]
    Round,
    /// Rectangular or square bar, bought by length.
    Flat,
    /// Plate, sawn to a blank.
    Plate,
    /// Sheet metal.
    Sheet,
    /// Round tube.
    Tube,
    /// Block sawn from a slab or an open-die forging, bought to size.
    Block,
    /// Rolled or extruded section: channel, angle, tee.
    Profile,
    /// Casting or forging of the part's own shape.
    Casting,
}

/// Where the stock comes from; stock and offcuts come before purchases.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StockOrigin {
    /// An offcut on the rack, by its mark.
    Offcut(String),
    /// A bar or plate in stock, by its mark.
    Stock(String),
    /// To be bought.
    #[default]
    Purchase,
}

/// How the blanks of the whole launch are cut out of bars, plates or sheets.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct CuttingList {
    /// Pieces cut: the launch.
    pub pieces: u32,
    /// Bars, plates or sheets touched.
    pub bars: u32,
    /// Length of one of them, mm.
    pub bar_length_mm: f64,
    /// Plates and sheets: width of one, mm.
    pub bar_width_mm: Option<f64>,
    /// Pieces a whole one gives.
    pub pieces_per_bar: u32,
    /// Length each piece takes with its kerf, mm.
    pub pitch_mm: f64,
    /// End of each bar the saw or the feeder cannot use, mm.
    pub lost_end_mm: f64,
    /// What is left of the last bar, end included, mm; it becomes an offcut when long enough.
    pub remnant_mm: f64,
    /// True when the rest is kept as an offcut.
    pub remnant_kept: bool,
    /// French text: "2 barres de 3000 : 42 + 8 pièces, reste 2412 (chute gardée)".
    pub text: String,
}

/// The blank of one piece (brut).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RawStock {
    /// Form.
    pub form: StockForm,
    /// Shop material identifier.
    pub material: String,
    /// Round: `[diameter, length]`. Tube: `[diameter, length, wall]`. Flat, plate, sheet, block: `[thickness, width, length]`. mm, allowances included.
    pub size_mm: Vec<f64>,
    /// Saw kerf or parting width spent per piece, mm.
    pub kerf_mm: f64,
    /// End of each bar that cannot be used, mm; offcuts are used up as they are.
    #[serde(default)]
    pub lost_end_mm: f64,
    /// Mass of the blank and its kerf, kg.
    pub mass_kg: f64,
    /// Mass of the finished part, kg, when its volume is known.
    pub part_mass_kg: Option<f64>,
    /// Buy-to-fly ratio: mass bought for one piece over the mass of the finished part; at least 1.
    #[serde(default)]
    pub buy_to_fly: Option<f64>,
    /// Origin.
    pub origin: StockOrigin,
    /// French text: "Ø50 × 73, 1.1191 (C45E)".
    pub text: String,
    /// Price of this form over the material's price per kilogram: a tube or a sawn block costs more a kilogram than a bar.
    #[serde(default = "one")]
    pub price_factor: Decimal,
    /// Why this blank: allowances, section chosen, what was tried in stock. French.
    pub reasons: Vec<String>,
    /// How the launch is cut; `None` where pieces come one by one (casting, sawn block).
    #[serde(default)]
    pub cutting: Option<CuttingList>,
}

fn one() -> Decimal {
    Decimal::ONE
}

impl Default for RawStock {
    fn default() -> Self {
        Self {
            form: StockForm::default(),
            material: String::new(),
            size_mm: Vec::new(),
            kerf_mm: 0.0,
            lost_end_mm: 0.0,
            mass_kg: 0.0,
            part_mass_kg: None,
            buy_to_fly: None,
            origin: StockOrigin::default(),
            text: String::new(),
            price_factor: Decimal::ONE,
            reasons: Vec::new(),
            cutting: None,
        }
    }
}
