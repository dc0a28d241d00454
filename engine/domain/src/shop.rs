//! The shop as its TOML file describes it: machines, rates, materials, treatments, stock, calendar, scenario settings.
//!
//! Every number a price depends on is here or in a data table with a source; nothing is hard-coded.

mod check;
mod commerce;
mod rates;

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

pub use self::commerce::{Closure, NonRecurringMode, VatRegime};
pub use self::rates::{MachineRates, MaterialPrice};
use crate::{Gates, Instrument, MachineSheet, Money, Process, ProcessGuess, StockForm, Tool, Trade};

/// The shop file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ShopError {
    /// Not TOML, or a value of the wrong sort; the message names line and key.
    #[error("the shop file cannot be read: {0}")]
    Syntax(String),
    /// TOML, but something refers to nothing or is out of range.
    #[error("the shop file is inconsistent: {0}")]
    Inconsistent(String),
}

/// The whole shop file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shop {
    /// Trades the company works in; all of them when absent. Processes of the others are not proposed.
    #[serde(default = "Trade::all")]
    pub trades: Vec<Trade>,
    /// Seller's identity as a French quote must show it.
    pub company: Company,
    /// Customer of this RFQ, when known.
    #[serde(default)]
    pub customer: Option<Customer>,
    /// Rates that belong to no machine.
    pub rates: Rates,
    /// Earlier and coming grids of rates; the one in force on the day of the quote is taken ([`Shop::on`]).
    #[serde(default)]
    pub rates_history: Vec<Rates>,
    /// What the three scenarios do.
    pub scenarios: ScenarioSettings,
    /// Working time and booked load.
    pub calendar: Calendar,
    /// Work centres.
    pub work_centre: Vec<WorkCentre>,
    /// Machines.
    pub machine: Vec<Machine>,
    /// Materials.
    pub material: Vec<Material>,
    /// External treatments.
    #[serde(default)]
    pub treatment: Vec<Treatment>,
    /// Bars, plates and offcuts in stock.
    #[serde(default)]
    pub stock: Vec<StockItem>,
    /// Measuring instruments.
    #[serde(default)]
    pub instrument: Vec<Instrument>,
    /// Steps that wait for a person, reminders.
    #[serde(default)]
    pub gates: Gates,
    /// Cutting tools in stock.
    #[serde(default)]
    pub tool: Vec<Tool>,
}

/// Seller's identity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Company {
    /// Name.
    pub name: String,
    /// `SARL`, `SAS`, ...
    pub legal_form: String,
    /// Share capital.
    pub capital: Money,
    /// Registered office, one line per entry.
    pub address: Vec<String>,
    /// SIRET (14 digits).
    pub siret: String,
    /// Town of the trade register.
    pub rcs: String,
    /// VAT identifier.
    pub vat_id: String,
    /// Telephone.
    #[serde(default)]
    pub telephone: Option<String>,
    /// E-mail.
    #[serde(default)]
    pub email: Option<String>,
    /// Payment term, French text printed on the quote.
    pub payment_terms: String,
    /// Late-payment penalty, French text.
    pub late_penalty: String,
    /// Discount for early payment, French text.
    pub early_payment: String,
    /// Incoterm.
    pub incoterm: String,
    /// Days a quote stays valid.
    pub validity_days: u32,
    /// VAT rate, per cent.
    pub vat_percent: Decimal,
    /// More or fewer pieces than ordered that are accepted, French text printed on the quote.
    #[serde(default)]
    pub quantity_tolerance: Option<String>,
    /// Where the general terms of sale are, French text printed on the quote.
    #[serde(default)]
    pub general_terms: Option<String>,
    /// The seller charges no VAT at all (`small_business`, article 293 B of the tax code).
    #[serde(default)]
    pub vat_regime: Option<VatRegime>,
}

impl Company {
    /// SIREN: the first nine digits of the SIRET.
    pub fn siren(&self) -> String {
        self.siret.chars().filter(char::is_ascii_digit).take(9).collect()
    }
}

/// The customer who asks.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Customer {
    /// Name.
    pub name: String,
    /// Address lines.
    #[serde(default)]
    pub address: Vec<String>,
    /// SIREN.
    #[serde(default)]
    pub siren: Option<String>,
    /// The customer's reference of the RFQ.
    #[serde(default)]
    pub reference: Option<String>,
    /// Person who asks.
    #[serde(default)]
    pub contact: Option<String>,
    /// Where the goods go, when not to the address.
    #[serde(default)]
    pub delivery_address: Vec<String>,
    /// ISO 3166 code of the country (`FR` when left out).
    #[serde(default)]
    pub country: Option<String>,
    /// VAT identifier; an EU customer without one is charged the seller's VAT.
    #[serde(default)]
    pub vat_id: Option<String>,
    /// VAT regime, when it does not follow from country and identifier.
    #[serde(default)]
    pub vat_regime: Option<VatRegime>,
    /// Discount agreed with the customer, per cent of the price; the least margin is held after it.
    #[serde(default)]
    pub discount_percent: Decimal,
    /// Payment term agreed with the customer, in the place of the company's.
    #[serde(default)]
    pub payment_terms: Option<String>,
}

/// Rates that belong to no machine.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rates {
    /// ISO currency code.
    pub currency: String,
    /// CAM programming and methods, per hour.
    pub programming_per_hour: Money,
    /// Hours of programming per setup of a simple part; complexity multiplies it.
    pub programming_hours_per_setup: Decimal,
    /// Inspection, per hour.
    pub inspection_per_hour: Money,
    /// Packing and paperwork per line.
    pub packing_per_line: Money,
    /// Logistics per quote.
    pub logistics_per_quote: Money,
    /// Consumable tools, per hour of machining.
    pub tools_per_machining_hour: Money,
    /// Overhead on the cost of production, per cent.
    pub overhead_percent: Decimal,
    /// Safety margin on machining time, per cent, applied once, at quoting.
    pub machining_time_margin_percent: Decimal,
    /// Margin on purchased material, per cent of its cost.
    pub material_markup_percent: Decimal,
    /// Least margin on price (taux de marque), per cent, per line and per quote.
    pub minimum_margin_percent: Decimal,
    /// Least amount of a quote before tax.
    pub minimum_invoice: Money,
    /// Predicted scrap, per cent of the quantity, added to the launch.
    pub scrap_percent: Decimal,
    /// Pieces spent on setting, per setup.
    pub setting_parts_per_setup: Decimal,
    /// First day this grid is in force; since always when left out.
    #[serde(default)]
    pub valid_from: Option<Date>,
    /// How one-off costs reach the customer.
    #[serde(default)]
    pub non_recurring: NonRecurringMode,
    /// Fixtures and soft jaws, per fixturing on a machine; once.
    #[serde(default)]
    pub fixture_per_setup: Money,
    /// Proving of the programme and first piece, hours per fixturing at the programming rate; once.
    #[serde(default)]
    pub first_part_hours_per_setup: Decimal,
    /// First-article file (EN 9102), hours at the inspection rate, for lines that ask for one; once.
    #[serde(default)]
    pub first_article_hours: Decimal,
    /// What a supplier charges for a material certificate (EN 10204 3.1), per purchase.
    #[serde(default)]
    pub certificate_fee: Money,
}

/// What the shop does in each scenario. Prices follow from what is done; the target margins are the shop's policy.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScenarioSettings {
    /// Target margin on price, per cent, express.
    pub express_margin_percent: Decimal,
    /// Target margin on price, per cent, standard.
    pub standard_margin_percent: Decimal,
    /// Target margin on price, per cent, economic.
    pub economic_margin_percent: Decimal,
    /// Overtime hours a day that may be added in express.
    pub express_overtime_hours_per_day: f64,
    /// Labour premium on overtime, per cent.
    pub overtime_premium_percent: Decimal,
    /// Share of the booked load that is already cut and cannot be moved, per cent.
    pub firm_load_percent: f64,
    /// Cost of moving one hour of another order out of the way.
    pub replanning_cost_per_displaced_hour: Money,
    /// Working days economic waits for a free slot before it starts.
    pub economic_wait_working_days: u32,
    /// Share of a setup saved when the next job on the machine has the same material and process, per cent.
    pub batched_setup_saving_percent: f64,
    /// Days between the order and the first operation (order entry, methods).
    pub order_entry_working_days: u32,
    /// Days between the last operation and delivery.
    pub shipping_working_days: u32,
}

/// Working time and what is already booked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calendar {
    /// Working days, 1 = Monday.
    pub working_days: Vec<i8>,
    /// Days the shop is closed.
    #[serde(default)]
    pub closed: Vec<Date>,
    /// Hours already booked.
    #[serde(default)]
    pub booked: Vec<BookedLoad>,
    /// People away: hours or days a machine, or every machine, has no operator.
    #[serde(default)]
    pub absence: Vec<Closure>,
    /// Planned maintenance of machines.
    #[serde(default)]
    pub maintenance: Vec<Closure>,
}

/// Hours booked on one machine over a period, spread over its working days.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BookedLoad {
    /// Machine identifier.
    pub machine: String,
    /// First working day, counted from the day of the quote (0), so that the demo shop never goes stale.
    #[serde(default)]
    pub from_working_day: Option<u32>,
    /// First day, as a date.
    #[serde(default)]
    pub from: Option<Date>,
    /// Number of working days the hours are spread over.
    pub working_days: u32,
    /// Hours in all.
    pub hours: f64,
    /// The work order or customer's order they belong to, shown when express proposes to move it.
    #[serde(default)]
    pub order: Option<String>,
    /// Urgent work is never moved.
    #[serde(default)]
    pub urgent: bool,
    /// Day promised to its customer: work that would be late for it is moved last.
    #[serde(default)]
    pub due: Option<Date>,
}

/// A work centre (poste de charge): machines or a bench.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkCentre {
    /// Identifier.
    pub id: String,
    /// French name.
    pub name: String,
}

/// Kind of machine or bench.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MachineKind {
    /// Saw.
    Saw,
    /// Two-axis lathe.
    Lathe,
    /// Lathe with driven tools (and perhaps a sub-spindle).
    MillTurn,
    /// Three-axis machining centre.
    Mill3,
    /// Four- or five-axis machining centre.
    Mill5,
    /// Cylindrical or surface grinder.
    Grinder,
    /// Laser cutting.
    Laser,
    /// Press brake.
    PressBrake,
    /// Bench: deburring, assembly, packing.
    Bench,
    /// Inspection room.
    Inspection,
    /// Welding post.
    Welding,
}

/// A machine or a bench with what it can hold and what an hour costs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Machine {
    /// Identifier.
    pub id: String,
    /// French name.
    pub name: String,
    /// Its work centre.
    pub work_centre: String,
    /// Kind.
    pub kind: MachineKind,
    /// Travels or capacity along x, y, z, mm (mills, laser, press brake).
    #[serde(default)]
    pub travel_mm: Option<[f64; 3]>,
    /// Largest turned diameter, mm (lathes, saws: largest section).
    #[serde(default)]
    pub max_diameter_mm: Option<f64>,
    /// Largest turned or cut length, mm.
    #[serde(default)]
    pub max_length_mm: Option<f64>,
    /// Bar feeder capacity, mm; a bar-fed part needs no sawing.
    #[serde(default)]
    pub bar_capacity_mm: Option<f64>,
    /// Spindle speed limit, rev/min.
    #[serde(default)]
    pub max_rpm: Option<f64>,
    /// Spindle power, kW.
    #[serde(default)]
    pub power_kw: Option<f64>,
    /// Rapid traverse, mm/min.
    #[serde(default)]
    pub rapid_mm_per_min: Option<f64>,
    /// Chip-to-chip tool change, s.
    #[serde(default)]
    pub tool_change_s: f64,
    /// Load and unload one piece, s.
    #[serde(default)]
    pub load_unload_s: f64,
    /// Setting-up of the machine for one fixturing, s.
    #[serde(default)]
    pub setup_s: f64,
    /// Finest ISO tolerance grade it holds (7 for IT7).
    #[serde(default)]
    pub holds_it_grade: Option<u8>,
    /// Rigidity and feed: factor on removal rate against the tables (1 = a healthy medium-size machine).
    #[serde(default = "one")]
    pub removal_factor: f64,
    /// Machine rate per hour.
    pub machine_per_hour: Money,
    /// Labour rate per hour.
    pub labour_per_hour: Money,
    /// Setter's rate per hour.
    pub setup_per_hour: Money,
    /// Share of the running time an operator stands at it, per cent.
    pub attendance_percent: Decimal,
    /// Hours open a day, with an operator.
    pub hours_per_day: f64,
    /// Hours a day it runs on unattended.
    #[serde(default)]
    pub unattended_hours_per_day: f64,
    /// Earlier and coming rates.
    #[serde(default)]
    pub rates_history: Vec<MachineRates>,
    /// Control, CAM, tool interface, spindle curve, coolant.
    #[serde(default)]
    pub sheet: MachineSheet,
}

fn one() -> f64 {
    1.0
}

/// A material the shop buys, with the table it stands on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Material {
    /// Identifier (EN number or designation).
    pub id: String,
    /// Designation printed on documents.
    pub name: String,
    /// Other wordings that mean it: old AFNOR, AISI, trade names.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Generic wordings ("steel", "acier") that this grade stands for when the drawing says no more; the assumption is printed.
    #[serde(default)]
    pub default_for: Vec<String>,
    /// ISO 513 letter: P, M, K, N, S, H; plastics: O (not in the standard).
    pub iso513: String,
    /// Row of the cutting data tables (`P2`: unalloyed medium-carbon steel); the letter's own row when absent.
    #[serde(default)]
    pub cutting_group: Option<String>,
    /// Brinell hardness as delivered, HB; the row's own when absent.
    #[serde(default)]
    pub hardness_hb: Option<f64>,
    /// Delivery state as certificates write it: `+N`, `+QT`, `T6`.
    #[serde(default)]
    pub delivery_state: Option<String>,
    /// Density, kg/dm³.
    pub density_kg_dm3: f64,
    /// Price per kilogram.
    pub price_per_kg: Money,
    /// Day of the price.
    pub price_date: Date,
    /// Where the price comes from.
    pub price_source: String,
    /// Least purchase.
    pub minimum_purchase: Money,
    /// Alloy or energy surcharge of the supplier, per cent of the price.
    #[serde(default)]
    pub surcharge_percent: Decimal,
    /// Earlier and coming prices.
    #[serde(default)]
    pub price_history: Vec<MaterialPrice>,
    /// Working days to get it.
    pub delivery_working_days: u32,
    /// Bar diameters (round) the supplier keeps, mm.
    #[serde(default)]
    pub round_mm: Vec<f64>,
    /// Plate thicknesses the supplier keeps, mm.
    #[serde(default)]
    pub plate_mm: Vec<f64>,
    /// Sheet thicknesses the supplier keeps, mm.
    #[serde(default)]
    pub sheet_mm: Vec<f64>,
}

/// An external treatment, priced per lot.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Treatment {
    /// Identifier.
    pub id: String,
    /// French name.
    pub name: String,
    /// Words on a drawing that mean it, in any language, lower case.
    pub words: Vec<String>,
    /// Least price of a lot.
    pub lot_minimum: Money,
    /// Price per square decimetre of surface, for surface treatments.
    #[serde(default)]
    pub per_dm2: Option<Money>,
    /// Price per kilogram, for heat treatments.
    #[serde(default)]
    pub per_kg: Option<Money>,
    /// Working days away, there and back.
    pub working_days: u32,
    /// Heat treatment: done before finishing. Surface treatment: done last.
    pub heat: bool,
}

/// A bar, plate or offcut in stock.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StockItem {
    /// Mark on the rack.
    pub id: String,
    /// Material identifier.
    pub material: String,
    /// Form.
    pub form: StockForm,
    /// Round: diameter. Plate, flat: thickness. mm.
    pub section_mm: f64,
    /// Plate, flat: width, mm.
    #[serde(default)]
    pub width_mm: Option<f64>,
    /// Length, mm.
    pub length_mm: f64,
    /// How many.
    pub count: u32,
    /// An offcut (chute), used first.
    #[serde(default)]
    pub offcut: bool,
    /// Kept for lines that need a certificate.
    #[serde(default)]
    pub certified: bool,
}

impl Shop {
    /// Reads a shop file and checks that it hangs together.
    ///
    /// # Errors
    /// [`ShopError::Syntax`] names line and key; [`ShopError::Inconsistent`] names the field, its value and the remedy.
    pub fn from_toml(text: &str) -> Result<Self, ShopError> {
        toml::from_str::<Self>(text).map_err(|error| ShopError::Syntax(error.to_string()))?.checked()
    }

    /// The shop, when it hangs together.
    ///
    /// # Errors
    /// [`ShopError::Inconsistent`] names the field, its value and the remedy.
    pub fn checked(self) -> Result<Self, ShopError> {
        self.check()?;
        Ok(self)
    }

    /// A machine by identifier.
    pub fn machine_by_id(&self, id: &str) -> Option<&Machine> {
        self.machine.iter().find(|machine| machine.id == id)
    }

    /// A material by identifier.
    pub fn material_by_id(&self, id: &str) -> Option<&Material> {
        self.material.iter().find(|material| material.id == id)
    }

    /// True when the process belongs to a trade of the company.
    pub fn practises(&self, process: Process) -> bool {
        self.trades.contains(&process.trade())
    }

    /// True when the shop has a machine that can take the process at all.
    pub fn offers(&self, guess: &ProcessGuess) -> bool {
        let kinds: &[MachineKind] = match guess.process {
            Process::Turning => &[MachineKind::Lathe, MachineKind::MillTurn],
            Process::MillTurn => &[MachineKind::MillTurn],
            Process::Milling | Process::Drilling => &[MachineKind::Mill3, MachineKind::Mill5],
            Process::Grinding => &[MachineKind::Grinder],
            Process::Sawing => &[MachineKind::Saw],
            Process::SheetMetal => &[MachineKind::Laser, MachineKind::PressBrake],
            Process::Welding => &[MachineKind::Welding],
            Process::Assembly => &[MachineKind::Bench],
            Process::TubeBending | Process::Edm | Process::InjectionMoulding | Process::Additive => &[],
        };
        self.machine.iter().any(|machine| kinds.contains(&machine.kind))
    }
}
