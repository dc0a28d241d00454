//! The limits of the rules, from `data/recognition.toml`, where each has its source.

use std::sync::LazyLock;

use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Limits {
    pub thin_walls: ThinWalls,
    pub bending: Bending,
    pub part_class: PartClasses,
}

/// Which walls are thin.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ThinWalls {
    pub most_mm: f64,
    pub least_ratio: f64,
}

/// What is sheet metal, and how it unfolds.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Bending {
    base: f64,
    per_decade: f64,
    pub most_thickness_mm: f64,
    pub least_paired_share: f64,
    pub least_slenderness: f64,
}

/// Where part classes part.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PartClasses {
    pub freeform_share: f64,
    pub milled_share: f64,
    pub disc_ratio: f64,
    pub flat_sheet_mm: f64,
    pub tube_share: f64,
    pub tube_wall_ratio: f64,
    pub tube_length_ratio: f64,
}

impl Bending {
    /// Place of the neutral axis in the thickness, from the inside: 0.5 is the middle.
    pub fn k_factor(&self, radius_mm: f64, thickness_mm: f64) -> f64 {
        let ratio = (radius_mm / thickness_mm).max(1e-3);
        (self.base + self.per_decade * ratio.log10()).clamp(0.0, 1.0) / 2.0
    }

    /// Length of the neutral axis over a bend, mm.
    pub fn allowance_mm(&self, radius_mm: f64, angle_deg: f64, thickness_mm: f64) -> f64 {
        angle_deg.to_radians() * (radius_mm + self.k_factor(radius_mm, thickness_mm) * thickness_mm)
    }
}

static LIMITS: LazyLock<Option<Limits>> = LazyLock::new(|| toml::from_str(include_str!("../../data/recognition.toml")).ok());

/// The limits; none when somebody edited the file wrongly, which a test catches.
pub(super) fn limits() -> Option<&'static Limits> {
    LIMITS.as_ref()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_parses_and_the_k_factor_follows_din_6935() {
        let bending = &limits().unwrap().bending;
        // r = t: k = 0.65, so the neutral axis lies at 0.325 of the thickness; from r = 5 t on in the middle.
        assert!((bending.k_factor(2.0, 2.0) - 0.325).abs() < 1e-9);
        assert!((bending.k_factor(20.0, 2.0) - 0.5).abs() < 1e-9);
        // A quarter turn of 2 mm on 2 mm sheet: pi / 2 * 2.65.
        assert!((bending.allowance_mm(2.0, 90.0, 2.0) - std::f64::consts::FRAC_PI_2 * 2.65).abs() < 1e-9);
    }
}
