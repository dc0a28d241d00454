//! The formulas of chip removal, in the trade's units; each as makers print it. No limit and no table is applied here.
//!
//! Source of all of them: Sandvik Coromant, "Machining formulas and definitions" (general turning, milling, drilling), the same in
//! Dormer Pramet (milling 2021-2022, p. 784), Palbit (general catalogue, A-252) and Mitsubishi Materials (technical data).

use std::f64::consts::PI;

/// Spindle speed n = 1000 vc / (π D), rev/min, for vc in m/min and D in mm.
pub(crate) fn spindle_speed(cutting_speed: f64, diameter_mm: f64) -> f64 {
    cutting_speed * 1000.0 / (PI * diameter_mm)
}

/// Cutting speed vc = π D n / 1000, m/min.
pub(crate) fn cutting_speed(spindle_speed: f64, diameter_mm: f64) -> f64 {
    PI * diameter_mm * spindle_speed / 1000.0
}

/// Feed rate vf = n z fz, mm/min.
pub(crate) fn feed_rate(spindle_speed: f64, teeth: f64, feed_per_tooth_mm: f64) -> f64 {
    spindle_speed * teeth * feed_per_tooth_mm
}

/// Removal rate in turning Q = vc ap f, cm³/min.
pub(crate) fn turning_removal(cutting_speed: f64, depth_mm: f64, feed_mm: f64) -> f64 {
    cutting_speed * depth_mm * feed_mm
}

/// Removal rate in milling Q = ap ae vf / 1000, cm³/min.
pub(crate) fn milling_removal(depth_mm: f64, width_mm: f64, feed_rate: f64) -> f64 {
    depth_mm * width_mm * feed_rate / 1000.0
}

/// Removal rate in drilling Q = π D² vf / 4000, cm³/min.
pub(crate) fn drilling_removal(diameter_mm: f64, feed_rate: f64) -> f64 {
    PI / 4.0 * diameter_mm.powi(2) * feed_rate / 1000.0
}

/// Engagement angle ω of a mill, radians: on one side arccos(1 - 2 ae/D), centred 2 arcsin(ae/D).
pub(crate) fn engagement(width_mm: f64, diameter_mm: f64, centred: bool) -> f64 {
    let ratio = (width_mm / diameter_mm).clamp(1e-6, 1.0);
    if centred { 2.0 * ratio.asin() } else { (1.0 - 2.0 * ratio).acos() }
}

/// Mean chip thickness in milling hm = 360 fz ae sin κ / (π D ω°), mm: the same as 2 fz ae sin κ / (D ω) with ω in radians.
pub(crate) fn mean_chip(feed_per_tooth_mm: f64, width_mm: f64, diameter_mm: f64, entering_deg: f64, engagement_rad: f64) -> f64 {
    2.0 * feed_per_tooth_mm * width_mm * entering_deg.to_radians().sin() / (diameter_mm * engagement_rad)
}

/// Specific cutting force kc = kc1.1 h^-mc, N/mm² (Kienzle).
pub(crate) fn specific_force(kc11: f64, mc: f64, chip_mm: f64) -> f64 {
    kc11 * chip_mm.max(1e-3).powf(-mc)
}

/// Net power Pc = Q kc / 60 000, kW, for Q in cm³/min: the same as ap ae vf kc / (60 10⁶) and vc ap f kc / 60 000.
pub(crate) fn power(removal_cm3_min: f64, specific_force: f64) -> f64 {
    removal_cm3_min * specific_force / 60_000.0
}

/// Torque Mc = 30 000 Pc / (π n), N·m.
pub(crate) fn torque(power_kw: f64, spindle_speed: f64) -> f64 {
    power_kw * 30_000.0 / (PI * spindle_speed)
}

/// Feed that leaves a roughness: Rt = f² / (8 r) and Ra about Rt / 4 give f = √(32 r Ra / 1000), mm, for Ra in µm.
pub(crate) fn feed_for_roughness(ra_um: f64, nose_radius_mm: f64) -> f64 {
    (32.0 * nose_radius_mm * ra_um / 1000.0).sqrt()
}

/// Life of an edge by Taylor: T = T_ref (vc_ref / vc)^(1/n), min.
pub(crate) fn tool_life(reference_min: f64, reference_speed: f64, cutting_speed: f64, exponent: f64) -> f64 {
    reference_min * (reference_speed / cutting_speed).powf(1.0 / exponent)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(value: f64, expect: f64, share: f64) {
        assert!((value - expect).abs() <= share * expect.abs(), "{value} for {expect}");
    }

    /// n, vf and Q are exact: WIDIA, trochoidal milling catalogue, p. 78: D 125, z 8, vc 200, fz 0.2 give 510 rev/min and 816 mm/min
    /// (n rounded there); and numbers one can do in the head.
    #[test]
    fn speeds_feeds_and_removal_are_exact() {
        let n = spindle_speed(200.0, 125.0);
        near(n, 509.295_817_9, 1e-9);
        near(feed_rate(510.0, 8.0, 0.2), 816.0, 1e-12);
        near(spindle_speed(100.0 * PI, 100.0), 1000.0, 1e-12);
        near(cutting_speed(1000.0, 100.0), 100.0 * PI, 1e-12);
        near(turning_removal(200.0, 2.5, 0.28), 140.0, 1e-12);
        near(milling_removal(5.0, 8.0, 1500.0), 60.0, 1e-12);
        near(drilling_removal(10.0, 400.0), 10.0 * PI, 1e-12);
    }

    /// Mitsubishi Materials, technical data, "Cutting power for turning": mild steel, vc 120, ap 3, f 0.2, kc 3100, η 0.8 give 4.65 kW.
    #[test]
    fn turning_power_is_mitsubishis() {
        near(power(turning_removal(120.0, 3.0, 0.2), 3100.0) / 0.8, 4.65, 1e-9);
    }

    /// Mitsubishi Materials, technical data, "Cutting power for face milling": Ø250, z 12, vc 80, ap 2, ae 80, vf 280, kc 1800, η 0.8
    /// give n 101.91, fz 0.228 and 1.68 kW; the torque follows from both (Mc = 30 000 Pc / π n).
    #[test]
    fn milling_power_is_mitsubishis() {
        let n = spindle_speed(80.0, 250.0);
        near(n, 101.91, 0.001);
        near(280.0 / (12.0 * n), 0.228, 0.005);
        let net = power(milling_removal(2.0, 80.0, 280.0), 1800.0);
        near(net / 0.8, 1.68, 1e-9);
        near(torque(net, n), 1.344 * 9549.3 / 101.91, 0.001);
    }

    /// Seco Tools, "Power calculation milling" (220.13, Ø160, z 7): ae/D 75 % centred engages 97°, fz 0.21 mm at 45° gives hm 0.13 mm.
    #[test]
    fn mean_chip_is_secos() {
        let (width, diameter) = (120.0, 160.0);
        let angle = engagement(width, diameter, true);
        near(angle.to_degrees(), 97.0, 0.01);
        near(mean_chip(0.21, width, diameter, 45.0, angle), 0.0052 * 25.4, 0.02);
    }

    /// Mitsubishi Materials, "Drilling forces": a 10 mm drill at 0.3 mm/rev takes about 15 N·m; Tungaloy 2020-2021, L068:
    /// Mc = K D² (0.630 + 16.84 f) / 100 gives 12.6 N·m in S20C (K 2.22). Ours with the kc that Tungaloy's value stands for.
    #[test]
    fn drilling_torque_lies_with_two_makers() {
        let (d, f, n) = (10.0, 0.3, 1000.0);
        let tungaloy = 2.22 * d * d * (0.630 + 16.84 * f) / 100.0;
        near(tungaloy, 12.6, 0.005);
        // Pc of the same page: K D² n (0.647 + 17.29 f) 10⁻⁶ kW; its kc is Pc / Q.
        let their_power = 2.22 * d * d * n * (0.647 + 17.29 * f) * 1e-6;
        let removal = drilling_removal(d, f * n);
        let kc = their_power * 60_000.0 / removal;
        near(power(removal, kc), their_power, 1e-12);
        near(torque(power(removal, kc), n), tungaloy, 0.02);
        // Mild steel of Mitsubishi's table at a chip of 0.15 mm: kc between 3610 (0.1) and 3100 (0.2).
        near(torque(power(removal, 3355.0), n), 12.6, 0.01);
    }

    /// Dormer Pramet, milling 2021-2022, p. 700: factors 1.23, 1.13, 1.00, 0.89, 0.81, 0.72 on vc for 15, 20, 30, 45, 60, 90 min.
    #[test]
    fn life_follows_dormers_factors() {
        for (factor, minutes) in [(1.23, 15.0), (1.13, 20.0), (1.0, 30.0), (0.89, 45.0), (0.81, 60.0), (0.72, 90.0)] {
            near(tool_life(30.0, 1.0, factor, 0.30), minutes, 0.03);
        }
    }

    #[test]
    fn feed_follows_roughness() {
        near(feed_for_roughness(3.2, 0.8), 0.286_2, 1e-3);
        near(feed_for_roughness(0.8, 0.4), 0.101_2, 1e-3);
    }
}
