//! The data tables of the crate, parsed once: cutting data, shop practice, allowances, laser speeds, ISO 286 grades.

use std::sync::LazyLock;

use serde::Deserialize;
use trusquin_domain::Material;

use crate::conditions::data::ConditionTables;
use crate::delivery::DeliveryStates;
use crate::stock::Sections;

/// All tables. Fields carry the names of the data files, where each has its unit and source.
#[derive(Debug)]
pub(crate) struct Tables {
    pub cutting: CuttingData,
    pub practice: Practice,
    pub allowances: Allowances,
    pub laser: LaserData,
    pub iso286: Iso286,
    pub threads: ThreadData,
    pub delivery: DeliveryStates,
    pub sections: Sections,
    pub order: crate::sequence::OrderRules,
    pub requirements: crate::requirement::Requirements,
    pub conditions: ConditionTables,
}

static TABLES: LazyLock<Result<Tables, String>> = LazyLock::new(Tables::parse);

/// The tables, or why they cannot be read: somebody edited them wrongly.
pub(crate) fn tables() -> Result<&'static Tables, &'static str> {
    TABLES.as_ref().map_err(String::as_str)
}

fn read<T: serde::de::DeserializeOwned>(name: &str, text: &str) -> Result<T, String> {
    toml::from_str(text).map_err(|error| format!("{name}: {error}"))
}

impl Tables {
    fn parse() -> Result<Self, String> {
        Ok(Self {
            cutting: read("cutting.toml", include_str!("../data/cutting.toml"))?,
            practice: read("practice.toml", include_str!("../data/practice.toml"))?,
            allowances: read("allowances.toml", include_str!("../data/allowances.toml"))?,
            laser: read("laser.toml", include_str!("../data/laser.toml"))?,
            iso286: read("iso286.toml", include_str!("../data/iso286.toml"))?,
            threads: read("threads.toml", include_str!("../data/threads.toml"))?,
            delivery: read("delivery_states.toml", include_str!("../data/delivery_states.toml"))?,
            sections: read("sections.toml", include_str!("../data/sections.toml"))?,
            order: read("order.toml", include_str!("../data/order.toml"))?,
            requirements: read("requirements.toml", include_str!("../data/requirements.toml"))?,
            conditions: ConditionTables {
                materials: read("work_materials.toml", include_str!("../data/work_materials.toml"))?,
                tools: read("tool_data.toml", include_str!("../data/tool_data.toml"))?,
                rules: read("cutting_rules.toml", include_str!("../data/cutting_rules.toml"))?,
            },
        })
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CuttingData {
    pub source: String,
    pub group: Vec<Group>,
}

/// Cutting data of one ISO 513 group.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Group {
    pub id: String,
    pub letter: String,
    pub default_of_letter: bool,
    pub description: String,
    /// Specific cutting force at a chip of 1 mm × 1 mm, N/mm².
    pub kc11_n_mm2: f64,
    /// Kienzle exponent.
    pub mc: f64,
    pub turning: TurningData,
    pub milling: MillingData,
    pub drilling: DrillingData,
    /// m/min.
    pub tapping_vc: f64,
    /// Section sawn per minute, cm².
    pub sawing_cm2_min: f64,
}

/// vc in m/min, f in mm/rev, ap in mm.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TurningData {
    pub rough_vc: f64,
    pub rough_f: f64,
    pub rough_ap: f64,
    pub finish_vc: f64,
}

/// vc in m/min; feed per tooth (fz) in mm per mm of tool diameter; ae over tool diameter.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MillingData {
    pub rough_vc: f64,
    pub feed_per_tooth_per_mm: f64,
    pub rough_ae_ratio: f64,
    pub finish_vc: f64,
}

/// vc in m/min; feed in mm/rev per mm of drill diameter.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DrillingData {
    pub vc: f64,
    pub feed_per_mm: f64,
}

impl CuttingData {
    /// The row of a material: its own, or its letter's; the flag tells that the letter alone chose it.
    pub fn group_of(&self, material: &Material) -> Option<(&Group, bool)> {
        if let Some(id) = &material.cutting_group
            && let Some(group) = self.group.iter().find(|group| &group.id == id)
        {
            return Some((group, false));
        }
        self.group.iter().find(|group| group.default_of_letter && group.letter == material.iso513).map(|group| (group, true))
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Practice {
    pub power: PowerPractice,
    pub turning: TurningPractice,
    pub milling: MillingPractice,
    pub drilling: DrillingPractice,
    pub moves: MovesPractice,
    pub removal_share: RemovalShare,
    pub grinding: GrindingPractice,
    pub bench: BenchPractice,
    pub bending: BendingPractice,
    pub laser: LaserPractice,
    pub deburring: DeburringPractice,
    pub inspection: InspectionPractice,
    pub packing: PackingPractice,
    pub choice: ChoicePractice,
    pub programming: ProgrammingPractice,
    pub non_recurring: NonRecurringPractice,
    pub limits: LimitPractice,
}

macro_rules! table {
    ($(#[$meta:meta])* $name:ident { $($field:ident : $kind:ty),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub(crate) struct $name { $(pub $field: $kind),+ }
    };
}

table!(PowerPractice { efficiency: f64 });
table!(TurningPractice {
    rough_path_efficiency: f64,
    finish_path_efficiency: f64,
    finish_nose_radius_mm: f64,
    finish_feed_min_mm: f64,
    finish_feed_max_mm: f64,
    default_ra_um: f64,
    parting_vc_share: f64,
    parting_feed_mm: f64,
    bar_advance_s: f64,
    largest_drill_mm: f64,
    tailstock_ratio: f64,
    steady_ratio: f64,
    base_tools: u32,
    first_face_share: f64,
    manual_surface_s: f64,
    second_setup_share: f64,
});
table!(MillingPractice {
    rough_path_efficiency: f64,
    finish_path_efficiency: f64,
    rough_ap_ratio: f64,
    finish_width_ratio: f64,
    wall_height_ratio: f64,
    face_mill: EndMill,
    face_feed_per_tooth_mm: f64,
    face_width_ratio: f64,
    inner_area_share: f64,
    finish_feed_share: f64,
    scallop_mm: f64,
    ball_radius_mm: f64,
    largest_drill_mm: f64,
    setup_weights: Vec<f64>,
    further_setup_share: f64,
    corner_area_share: f64,
    default_setups: u32,
    base_tools: u32,
    driven_tool_share: f64,
    rough_tool_share_of_side: f64,
    tools: Vec<EndMill>,
    teeth_max_soft: u32,
    vice_opening_mm: f64,
    thin_plate_ratio: f64,
});
table!(
    /// An end mill of the usual magazine.
    EndMill { diameter_mm: f64, teeth: u32 }
);
table!(DrillingPractice {
    feed_max_mm: f64,
    point_ratio: f64,
    peck_ratio: f64,
    peck_factor: f64,
    deep_ratio: f64,
    deep_factor: f64,
    spot_s: f64,
    enlarge_s: f64,
    default_depth_ratio: f64,
});
table!(MovesPractice {
    approach_mm: f64,
    acceleration_m_s2: f64,
    laser_acceleration_m_s2: f64,
    settle_s: f64,
    moves_per_tool: u32,
    tool_start_s: f64,
    default_rapid_mm_min: f64,
});
table!(RemovalShare { turning: f64, milling: f64 });
table!(GrindingPractice {
    stock_mm: f64,
    removal_mm3_min: f64,
    spark_out_s: f64,
    measure_s: f64,
    seat_length_ratio: f64,
    it_grade: u8,
    ra_um: f64,
    it_grade_after_hardening: u8,
});
table!(BenchPractice { per_hole_handling_s: f64, max_rpm: f64 });
table!(BendingPractice { per_bend_s: f64, extra_setup_per_bend_s: f64, two_person_kg: f64 });
table!(LaserPractice { lead_in_mm: f64, path_efficiency: f64 });
table!(DeburringPractice { base_s: f64, per_hole_s: f64, per_edge_mm_s: f64 });
table!(InspectionPractice { per_critical_s: f64, per_dimension_s: f64, dimensions_max: u32, default_dimensions: u32 });
table!(PackingPractice { per_piece_s: f64, per_kg_s: f64 });
table!(ChoicePractice { queue_share_per_day: f64, queue_horizon_days: u32 });
table!(ProgrammingPractice {
    simple: f64,
    medium: f64,
    complex: f64,
    sheet_share: f64,
    manual_rapid_mm_min: f64,
    manual_share: f64,
    simple_features: u32,
    complex_features: u32,
    complex_it_grade: u8,
    complex_ra_um: f64,
    dimensions_per_feature: f64,
});

table!(LimitPractice { least_corner_mm: f64, thin_wall_mm: f64, deep_pocket_ratio: f64 });
table!(NonRecurringPractice {
    soft_jaws_hours: f64,
    soft_jaws_cost: rust_decimal::Decimal,
    fixture_hours: f64,
    fixture_cost: rust_decimal::Decimal,
    gauge_it_grade: u8,
    plug_gauge_cost: rust_decimal::Decimal,
    thread_gauge_cost: rust_decimal::Decimal,
    owned_thread_gauges: Vec<String>,
    form_cutter_cost: rust_decimal::Decimal,
    long_drill_ratio: f64,
    long_drill_cost: rust_decimal::Decimal,
});

table!(Allowances {
    round: RoundAllowances,
    plate: PlateAllowances,
    flat: FlatAllowances,
    tube: TubeAllowances,
    profile: ProfileAllowances,
    casting: CastingAllowances,
    offcut: OffcutRule,
    sheet: SheetAllowances,
    kerf: Kerfs,
    rack: RackRule,
    launch: LaunchRule
});
table!(
    /// A step of an allowance table.
    Step { up_to_mm: f64, add_mm: f64 }
);
table!(RoundAllowances { on_diameter: Vec<Step>, facing_mm: f64, grip_mm: f64, grip_below_length_mm: f64 });
table!(PlateAllowances { on_thickness: Vec<Step>, on_side_mm: f64, oversize_share: f64 });
table!(FlatAllowances { on_section_mm: f64, on_length_mm: f64 });
table!(TubeAllowances { on_diameter_mm: f64, in_bore_mm: f64, least_bore_share: f64, least_length_mm: f64 });
table!(ProfileAllowances { on_length_mm: f64, trimmed_share: f64 });
table!(CastingAllowances { allowance_share: f64 });
table!(OffcutRule { least_length_mm: f64 });
table!(SheetAllowances { web_mm: f64, thickness_tolerance_mm: f64, format_mm: [f64; 2] });
table!(Kerfs { saw_mm: f64, parting_mm: f64, laser_mm: f64, bar_end_mm: f64, bar_length_mm: f64, saw_end_mm: f64 });
table!(RackRule { stock_oversize_share: f64, offcut_oversize_share: f64 });
table!(LaunchRule { buy_to_fly_question: f64, setting_cap_share: f64 });

/// The allowance for a size, the last step's beyond the table.
pub(crate) fn allowance(steps: &[Step], size_mm: f64) -> f64 {
    steps.iter().find(|step| size_mm <= step.up_to_mm).or(steps.last()).map_or(0.0, |step| step.add_mm)
}

table!(LaserData { source: String, reference_power_kw: f64, family: Vec<LaserFamily> });
table!(LaserFamily { letters: Vec<String>, rows: Vec<LaserRow> });
table!(
    /// Speed and piercing time at one thickness.
    LaserRow { thickness_mm: f64, speed_mm_min: f64, pierce_s: f64 }
);

impl LaserData {
    /// Speed (mm/min at the reference power) and piercing time (s), between two rows by linear interpolation; `None` beyond the table.
    pub fn at(&self, letter: &str, thickness_mm: f64) -> Option<(f64, f64)> {
        let rows = &self.family.iter().find(|family| family.letters.iter().any(|l| l == letter))?.rows;
        let first = rows.first()?;
        if thickness_mm <= first.thickness_mm {
            return Some((first.speed_mm_min, first.pierce_s));
        }
        rows.iter().zip(rows.iter().skip(1)).find(|(_, b)| thickness_mm <= b.thickness_mm).map(|(a, b)| {
            let share = (thickness_mm - a.thickness_mm) / (b.thickness_mm - a.thickness_mm);
            (a.speed_mm_min + share * (b.speed_mm_min - a.speed_mm_min), a.pierce_s + share * (b.pierce_s - a.pierce_s))
        })
    }
}

table!(Iso286 { first_grade: u8, rows: Vec<GradeRow> });
table!(
    /// Tolerances of one size step, micrometres, by grade.
    GradeRow { up_to_mm: f64, um: Vec<f64> }
);

impl Iso286 {
    /// The coarsest grade whose tolerance fits in `width_mm` at that size: what a machine must hold. One finer than the table when none fits.
    pub fn grade(&self, nominal_mm: f64, width_mm: f64) -> Option<u8> {
        let row = self.rows.iter().find(|row| nominal_mm <= row.up_to_mm)?;
        let fitting = row.um.iter().filter(|um| **um <= width_mm * 1000.0 + 1e-6).count();
        Some(self.first_grade + u8::try_from(fitting).ok()? - 1)
    }
}

table!(ThreadData {
    coarse: Vec<CoarsePitch>,
    gas: Vec<GasThread>,
    passes: Vec<PassCount>,
    turning_vc_share: f64,
    run_in_pitches: f64,
    return_s: f64,
});
table!(
    /// Passes of a turned thread up to a pitch.
    PassCount { pitch_mm: f64, passes: u32 }
);

impl ThreadData {
    /// Passes that cut a pitch: the table's next step, its last beyond.
    pub fn passes_for(&self, pitch_mm: f64) -> u32 {
        self.passes.iter().find(|row| pitch_mm <= row.pitch_mm + 1e-6).or(self.passes.last()).map_or(1, |row| row.passes)
    }
}

table!(
    /// Coarse metric pitch.
    CoarsePitch { diameter_mm: f64, pitch_mm: f64 }
);
table!(
    /// Parallel pipe thread: size in inches as written, major diameter, threads per inch.
    GasThread { size: String, diameter_mm: f64, per_inch: f64 }
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_parses_and_names_its_source() {
        let tables = Tables::parse().unwrap();
        assert!(tables.cutting.group.len() >= 15);
        for text in [&tables.cutting.source, &tables.laser.source] {
            assert!(text.contains(':'));
        }
        for letter in ["P", "M", "K", "N", "S", "H", "O"] {
            assert_eq!(tables.cutting.group.iter().filter(|g| g.letter == letter && g.default_of_letter).count(), 1, "{letter}");
        }
    }

    #[test]
    fn grades_follow_iso_286() {
        let iso = &tables().unwrap().iso286;
        for (nominal, width, grade) in
            [(40.0, 0.025, 7), (40.0, 0.016, 6), (40.0, 0.02, 6), (10.0, 0.2, 12), (25.0, 0.009, 5), (25.0, 0.002, 4)]
        {
            assert_eq!(iso.grade(nominal, width), Some(grade), "{nominal} {width}");
        }
        assert_eq!(iso.grade(900.0, 0.1), None);
    }

    #[test]
    fn a_harder_steel_never_cuts_faster() {
        let tables = tables().unwrap();
        let row = |id: &str| tables.cutting.group.iter().find(|g| g.id == id).unwrap();
        for pair in ["P1F", "P1", "P2", "P3", "P4"].windows(2) {
            let (soft, hard) = (row(pair[0]), row(pair[1]));
            assert!(soft.turning.rough_vc >= hard.turning.rough_vc && soft.milling.rough_vc >= hard.milling.rough_vc);
            assert!(soft.drilling.vc * soft.drilling.feed_per_mm >= hard.drilling.vc * hard.drilling.feed_per_mm);
            assert!(soft.kc11_n_mm2 <= hard.kc11_n_mm2 && soft.sawing_cm2_min >= hard.sawing_cm2_min);
        }
    }
}
