//! The work material as the tables know it: shop material, hardness and delivery state to one row of `work_materials.toml`.

use trusquin_domain::Material;

use super::data::MaterialRow;
use crate::french::number;
use crate::tables::{Group, Tables};

/// What is cut.
#[derive(Debug, Clone)]
pub(crate) struct Workpiece<'a> {
    pub material: &'a Material,
    pub group: &'a Group,
    pub row: &'a MaterialRow,
    /// Hardness the conditions are for, HB: the material's, or the row's.
    pub hardness_hb: Option<f64>,
    /// What has to be asked about the material, French.
    pub questions: Vec<String>,
}

/// The row of a material, or `None` when its group has none. Hardness first, then the words of the delivery state, then the usual row,
/// and the state is then asked for.
pub(crate) fn workpiece<'a>(material: &'a Material, tables: &'a Tables) -> Option<Workpiece<'a>> {
    let (group, by_letter) = tables.cutting.group_of(material)?;
    let rows: Vec<&MaterialRow> = tables.conditions.materials.row.iter().filter(|row| row.group == group.id).collect();
    let usual = rows.iter().find(|row| row.usual).or(rows.first()).copied()?;
    let mut questions = Vec::new();
    let distance = |row: &MaterialRow, hb: f64| row.hardness_hb.map_or(f64::MAX, |of_row| (of_row - hb).abs());
    let by_state = material.delivery_state.as_deref().and_then(|state| {
        rows.iter()
            .find(|row| row.words.iter().any(|word| state.split([' ', ',', '/']).any(|said| said.eq_ignore_ascii_case(word))))
            .copied()
    });
    let row = match (material.hardness_hb, by_state) {
        (Some(hb), _) => rows.iter().copied().min_by(|a, b| distance(a, hb).total_cmp(&distance(b, hb))).unwrap_or(usual),
        (None, Some(row)) => row,
        (None, None) => {
            if let Some(hb) = usual.hardness_hb.filter(|_| rows.len() > 1) {
                let hb = number(hb, 0);
                questions
                    .push(format!("Dureté et état de livraison de {} ? Conditions données pour {hb} HB ({}).", material.name, usual.state));
            }
            usual
        }
    };
    if by_letter {
        questions.push(format!("Sous-groupe de {} ? Conditions de la ligne {} ({}).", material.name, group.id, group.description));
    }
    Some(Workpiece { material, group, row, hardness_hb: material.hardness_hb.or(row.hardness_hb), questions })
}

impl Workpiece<'_> {
    /// Specific cutting force constants kc1.1 (N/mm²) and mc; `None` for materials nobody publishes them for.
    pub fn kienzle(&self) -> Option<(f64, f64)> {
        Some((self.row.kc11_n_mm2?, self.row.mc?))
    }

    /// Designation and state as printed: "42CrMo4 (1.7225), trempé revenu (+QT), 300 HB".
    pub fn text(&self) -> String {
        let state = self.material.delivery_state.as_deref().unwrap_or(&self.row.state);
        let hardness = self.hardness_hb.map(|hb| format!(", {} HB", number(hb, 0))).unwrap_or_default();
        format!("{}, {state}{hardness}", self.material.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo_shop;
    use crate::tables::tables;

    #[test]
    fn hardness_then_state_then_the_usual_row() {
        let shop = demo_shop();
        let tables = tables().unwrap();
        let mut steel = shop.material_by_id("1.7225").unwrap().clone();
        for (hb, state, expect, asked) in [
            (Some(210.0), None, 200.0, false),
            (Some(330.0), Some("+A"), 350.0, false),
            (None, Some("+QT"), 300.0, false),
            (None, None, 300.0, true),
        ] {
            (steel.hardness_hb, steel.delivery_state) = (hb, state.map(str::to_owned));
            let piece = workpiece(&steel, tables).unwrap();
            assert_eq!(piece.row.hardness_hb, Some(expect), "{hb:?} {state:?}");
            assert_eq!(!piece.questions.is_empty(), asked, "{:?}", piece.questions);
            assert_eq!(piece.hardness_hb, hb.or(Some(expect)));
        }
    }
}
