//! Layers: visible or not, and what the shop's habits draw on them (centre lines, dimensions, bends are not cut).

use std::collections::HashMap;
use std::sync::LazyLock;

use super::record::Record;

/// Words of layer names and of linetypes with the role they give; the file names its sources.
const ROLES: &str = include_str!("data/layer_roles.tsv");

/// Identifies a layer of the file.
pub(super) type LayerId = u32;

/// Layer 0 takes the layer of the insertion when it stands in a block.
pub(super) const LAYER_ZERO: LayerId = 0;

/// What the curves of a layer are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum LayerRole {
    /// Nothing says otherwise: geometry.
    Geometry,
    /// Centre lines and axes.
    Centre,
    /// Dimensions, texts, frames, hatches.
    Annotation,
    /// Bend lines of a flat pattern.
    Bend,
    /// Hidden edges and construction lines.
    Construction,
    /// Engraved or marked, not cut through.
    Marking,
}

/// One layer.
#[derive(Debug, Clone)]
pub(super) struct Layer {
    pub name: String,
    /// Switched off or frozen.
    pub hidden: bool,
    pub role: LayerRole,
}

/// The layers of the file, defined or only used.
#[derive(Debug)]
pub(super) struct Layers {
    list: Vec<Layer>,
    ids: HashMap<Vec<u8>, LayerId>,
    last: Option<(Vec<u8>, LayerId)>,
    linetypes: HashMap<Vec<u8>, LayerRole>,
}

impl Default for Layers {
    fn default() -> Self {
        let mut layers = Self { list: Vec::new(), ids: HashMap::new(), last: None, linetypes: HashMap::new() };
        layers.id(b"0");
        layers
    }
}

impl Layers {
    /// The identifier of a layer by its name's bytes, upper and lower case alike.
    pub fn id(&mut self, name: &[u8]) -> LayerId {
        if let Some((known, id)) = &self.last
            && known == name
        {
            return *id;
        }
        let key = name.to_ascii_uppercase();
        let id = match self.ids.get(&key) {
            Some(id) => *id,
            None => {
                let id = self.list.len() as LayerId;
                let name = String::from_utf8_lossy(name).into_owned();
                let role = role_of(&name, LayerRole::Geometry);
                self.list.push(Layer { name, hidden: false, role });
                self.ids.insert(key, id);
                id
            }
        };
        self.last = Some((name.to_vec(), id));
        id
    }

    /// Takes a LAYER entry of the tables: a negative colour is off, bit 1 of the flags is frozen; its linetype may make it a centre line.
    pub fn define(&mut self, record: &Record<'_>) {
        let Some(name) = record.first(2).map(|tag| tag.bytes()) else { return };
        let id = self.id(name);
        let off = record.first_int(62).is_some_and(|colour| colour < 0);
        let frozen = record.first_int(70).is_some_and(|flags| flags & 1 != 0);
        let linetype = record.first(6).map(|tag| String::from_utf8_lossy(tag.bytes()).into_owned());
        if let Some(layer) = self.list.get_mut(id as usize) {
            layer.hidden = off || frozen;
            if let Some(linetype) = linetype
                && layer.role == LayerRole::Geometry
            {
                layer.role = role_of(&linetype, LayerRole::Geometry);
            }
        }
    }

    /// What an entity's own linetype says it is for; asked for entity by entity, so each name is looked up once.
    pub fn role_of_linetype(&mut self, name: &[u8]) -> LayerRole {
        if matches!(name, b"BYLAYER" | b"ByLayer" | b"CONTINUOUS" | b"Continuous" | b"BYBLOCK" | b"ByBlock") {
            return LayerRole::Geometry;
        }
        match self.linetypes.get(name) {
            Some(role) => *role,
            None => {
                let role = role_of(&String::from_utf8_lossy(name), LayerRole::Geometry);
                self.linetypes.insert(name.to_vec(), role);
                role
            }
        }
    }

    /// A layer by its identifier.
    pub fn get(&self, id: LayerId) -> Option<&Layer> {
        self.list.get(id as usize)
    }
}

/// One line of the table: a word, or the beginning of one, and its role.
struct Rule {
    word: &'static str,
    stem: bool,
    role: LayerRole,
}

// Read once: files name hundreds of layers and linetypes.
static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let lines = ROLES.lines().filter(|line| !line.starts_with('#'));
    let rule = |line: &'static str| {
        let (pattern, role) = line.split_once('\t')?;
        let role = match role {
            "centre" => LayerRole::Centre,
            "annotation" => LayerRole::Annotation,
            "bend" => LayerRole::Bend,
            "construction" => LayerRole::Construction,
            "marking" => LayerRole::Marking,
            _ => LayerRole::Geometry,
        };
        let stem = pattern.strip_suffix('*');
        Some(Rule { word: stem.unwrap_or(pattern), stem: stem.is_some(), role })
    };
    lines.filter_map(rule).collect()
});

/// The role a name of a layer or linetype gives, or `otherwise`.
pub(super) fn role_of(name: &str, otherwise: LayerRole) -> LayerRole {
    let name = name.to_uppercase();
    // `A$DIM_2` and `IV-BEND` are two words; `AXES3` is a word and a number.
    let words: Vec<&str> = name.split(|character: char| !character.is_alphabetic()).filter(|word| !word.is_empty()).collect();
    let fits = |rule: &&Rule| {
        let hit = |word: &&str| if rule.stem { word.starts_with(rule.word) } else { *word == rule.word };
        words.iter().any(hit) || (!rule.stem && name == rule.word)
    };
    RULES.iter().find(fits).map_or(otherwise, |rule| rule.role)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_give_roles() {
        for (name, role) in [
            ("0", LayerRole::Geometry),
            ("CONTOUR", LayerRole::Geometry),
            ("Defpoints", LayerRole::Annotation),
            ("AM_7", LayerRole::Geometry),
            ("A$DIM_2", LayerRole::Annotation),
            ("Cotation", LayerRole::Annotation),
            ("CENTER", LayerRole::Centre),
            ("CENTERX2", LayerRole::Centre),
            ("AXES", LayerRole::Centre),
            ("MAXIMUM", LayerRole::Geometry),
            ("IV_BEND_DOWN", LayerRole::Bend),
            ("Pliage", LayerRole::Bend),
            ("Mittellinie", LayerRole::Centre),
            ("HIDDEN", LayerRole::Construction),
            ("Abkantung", LayerRole::Bend),
            ("Kanten", LayerRole::Geometry),
            ("Gravure", LayerRole::Marking),
            ("LASER_MARK", LayerRole::Marking),
            ("REMARKS", LayerRole::Geometry),
        ] {
            assert_eq!(role_of(name, LayerRole::Geometry), role, "{name}");
        }
    }
}
