//! Materials the sample parts are made of, from a data file.

const TABLE: &str = include_str!("../data/materials.csv");

/// A row of the table.
#[derive(Debug, Clone)]
pub struct Material {
    /// As a plan writes it.
    pub written: &'static str,
    /// kg/dm³.
    pub density: f64,
    /// Family it is used for.
    pub family: &'static str,
    /// Heat treatment in French and in English; empty for none.
    pub heat: [&'static str; 2],
    /// Surface treatment in French and in English; empty for none.
    pub surface: [&'static str; 2],
}

/// Every row.
pub fn all() -> Vec<Material> {
    let rows = TABLE.lines().filter(|line| !line.starts_with('#')).skip(1);
    rows.filter_map(|row| {
        let [written, density, family, heat_fr, heat_en, surface_fr, surface_en] = row.split(',').collect::<Vec<_>>().try_into().ok()?;
        Some(Material { written, density: density.parse().ok()?, family, heat: [heat_fr, heat_en], surface: [surface_fr, surface_en] })
    })
    .collect()
}

/// Density of a material as written, kg/dm³; further words ("natural") do not matter.
pub fn density(written: &str) -> Option<f64> {
    all().into_iter().find(|material| written.starts_with(material.written)).map(|material| material.density)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read() {
        assert_eq!(all().len(), TABLE.lines().filter(|line| !line.starts_with('#')).count() - 1);
        assert_eq!(density("POM-C natural"), Some(1.41));
        assert_eq!(density("unobtainium"), None);
    }
}
