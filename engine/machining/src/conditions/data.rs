//! The tables conditions stand on, as their data files write them: work materials, tool families, rules. No choice is made here.

use std::collections::BTreeMap;

use serde::Deserialize;
use trusquin_domain::{ToolGrade, ToolKind};

macro_rules! table {
    ($(#[$meta:meta])* $name:ident { $($(#[$inner:meta])* $field:ident : $kind:ty),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub(crate) struct $name { $($(#[$inner])* pub $field: $kind),+ }
    };
}

/// Everything the conditions need.
#[derive(Debug)]
pub(crate) struct ConditionTables {
    pub materials: WorkMaterials,
    pub tools: ToolTable,
    pub rules: Rules,
}

table!(WorkMaterials { hardness_exponent: f64, hardness_reach: f64, row: Vec<MaterialRow> });
table!(
    /// A work material at one hardness.
    MaterialRow {
        group: String,
        #[serde(default)]
        hardness_hb: Option<f64>,
        state: String,
        #[serde(default)]
        words: Vec<String>,
        #[serde(default)]
        usual: bool,
        #[serde(default)]
        kc11_n_mm2: Option<f64>,
        #[serde(default)]
        mc: Option<f64>,
        source: String,
    }
);

table!(ToolTable { start_share: f64, family: Vec<Family> });

/// What the feed figures of a family are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum FeedLaw {
    #[default]
    MmPerRev,
    MmPerTooth,
    MmPerToothPerMm,
    MmPerRevPerMm,
    MmPerRevPerTooth,
    Steps,
    Pitch,
}

fn one() -> f64 {
    1.0
}

table!(
    /// Tools that run alike.
    Family {
        id: String,
        kinds: Vec<ToolKind>,
        #[serde(default)]
        grades: Vec<ToolGrade>,
        #[serde(default)]
        feed: FeedLaw,
        #[serde(default)]
        like_rough: Option<String>,
        #[serde(default)]
        like_finish: Option<String>,
        #[serde(default = "one")]
        speed_factor: f64,
        #[serde(default)]
        factor_source: String,
        #[serde(default)]
        feed_steps: Vec<FeedStep>,
        #[serde(default)]
        feed_max_mm: Option<f64>,
        #[serde(default)]
        feed_all: Option<[f64; 3]>,
        #[serde(default)]
        feed_source: Option<String>,
        #[serde(default)]
        rows: Vec<FamilyRow>,
    }
);
table!(FeedStep { up_to_mm: f64, feed: [f64; 3] });
table!(
    /// Starting conditions of a family in one material: least and most speed, and least, start and most feed.
    FamilyRow {
        group: String,
        #[serde(default)]
        hb: Option<f64>,
        speed: [f64; 2],
        #[serde(default)]
        start: Option<f64>,
        #[serde(default)]
        feed: Option<[f64; 3]>,
        #[serde(default)]
        depth: Option<f64>,
        #[serde(default)]
        grades: Option<Vec<ToolGrade>>,
        source: String,
    }
);

impl ToolTable {
    pub fn family(&self, id: &str) -> Option<&Family> {
        self.family.iter().find(|family| family.id == id)
    }
}

table!(Rules {
    tool_life: ToolLife,
    chip_thinning: ChipThinning,
    milling: MillingRules,
    overhang: Overhang,
    drilling: DrillingRules,
    tapping: TappingRules,
    reaming: ReamingRules,
    counterboring: CounterboringRules,
    threading: ThreadingRules,
});
table!(ToolLife { reference_min: f64, carbide_exponent: f64, hss_exponent: f64, ceramic_exponent: f64, longest_min: f64 });
table!(ChipThinning { feed: Vec<[f64; 2]> });
table!(MillingRules {
    rough_depth_ratio: f64,
    rough_width_ratio: BTreeMap<String, f64>,
    slot_depth_ratio: f64,
    wall_width_ratio: f64,
    wall_feed_share: f64,
    wall_height_ratio: f64,
    floor_depth_mm: f64,
    face_width_ratio: f64,
    face_finest_ra_um: f64,
});
table!(Overhang {
    end_mill_free_ratio: f64,
    boring_free_ratio: f64,
    boring_steel_most: f64,
    boring_carbide_most: f64,
    part_free_ratio: f64,
    part_supported_ratio: f64,
});
table!(DrillingRules {
    peck_ratio: f64,
    retract_ratio: f64,
    through_ratio: f64,
    chip_breaking_peck: f64,
    retract_peck: f64,
    depth_speed: Vec<[f64; 2]>,
    depth_feed: Vec<[f64; 2]>,
    point_ratio: f64,
    approach_mm: f64,
});
table!(TappingRules { run_in_pitches: f64, most_rpm: f64 });
table!(ReamingRules { stock_mm: Vec<[f64; 2]> });
table!(CounterboringRules { dwell_s: f64 });
table!(ThreadingRules { outside_depth: f64, inside_depth: f64 });

/// A curve of points read between them by straight line, held at its ends.
pub(crate) fn between(points: &[[f64; 2]], at: f64) -> f64 {
    let (Some(first), Some(last)) = (points.first(), points.last()) else { return 1.0 };
    if at <= first[0] {
        return first[1];
    }
    points
        .iter()
        .zip(points.iter().skip(1))
        .find(|(_, b)| at <= b[0])
        .map_or(last[1], |(a, b)| a[1] + (at - a[0]) / (b[0] - a[0]).max(1e-9) * (b[1] - a[1]))
}

/// The factor of the last step reached, 1 before the first.
pub(crate) fn step_factor(steps: &[[f64; 2]], at: f64) -> f64 {
    steps.iter().rev().find(|step| at > step[0]).map_or(1.0, |step| step[1])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::tables;

    #[test]
    fn every_row_names_a_group_and_a_source() {
        let tables = tables().unwrap();
        let known = |group: &str| tables.cutting.group.iter().any(|row| row.id == group);
        for row in &tables.conditions.materials.row {
            assert!(known(&row.group) && row.source.len() > 10, "{row:?}");
        }
        for group in &tables.cutting.group {
            let usual = tables.conditions.materials.row.iter().filter(|row| row.group == group.id && row.usual).count();
            assert_eq!(usual, 1, "{}", group.id);
        }
        for family in &tables.conditions.tools.family {
            for row in &family.rows {
                assert!(known(&row.group) && row.source.len() > 10, "{} {row:?}", family.id);
                assert!(row.speed[0] > 0.0 && row.speed[0] <= row.speed[1], "{} {row:?}", family.id);
                assert!(row.start.is_none_or(|start| (row.speed[0]..=row.speed[1]).contains(&start)), "{} {row:?}", family.id);
            }
            for like in [&family.like_rough, &family.like_finish].into_iter().flatten() {
                assert!(tables.conditions.tools.family(like).is_some(), "{like}");
            }
        }
    }

    #[test]
    fn curves_are_read_between_their_points() {
        let points = [[0.1, 2.0], [0.2, 1.0]];
        for (at, expect) in [(0.0, 2.0), (0.15, 1.5), (0.2, 1.0), (0.9, 1.0)] {
            assert!((between(&points, at) - expect).abs() < 1e-12, "{at}");
        }
        for (at, expect) in [(2.0, 1.0), (3.0, 1.0), (3.5, 0.9), (9.0, 0.5)] {
            assert!((step_factor(&[[3.0, 0.9], [5.0, 0.5]], at) - expect).abs() < 1e-12, "{at}");
        }
    }
}
