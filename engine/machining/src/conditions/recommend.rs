//! Where to start: speed, feed and depth of one tool in one material. The tool's own data first, then the tables, else a question.

use trusquin_domain::{Tool, ToolGrade};

use super::data::{Family, FamilyRow, FeedLaw};
use super::value::figure;
use super::workpiece::Workpiece;
use crate::french::number;
use crate::tables::Tables;

/// A start with its source.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Start {
    /// Cutting speed (vc), m/min.
    pub speed: f64,
    /// How it was found: `vc = 200`, `vc = 170 × (300 / 320)^0,46`.
    pub speed_formula: String,
    /// Feed, least, start and most: mm a tooth, or mm a turn for tools without teeth; the pitch for taps.
    pub feed: [f64; 3],
    pub feed_formula: String,
    /// Depth of cut (ap), mm, where the table gives one.
    pub depth: Option<f64>,
    pub source: String,
}

/// True when the work leaves the surface.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pass {
    Rough,
    Finish,
}

/// The start of a tool, or a French question saying what is missing.
pub(crate) fn start(tool: &Tool, pass: Pass, piece: &Workpiece, tables: &Tables) -> Result<Start, String> {
    let diameter = tool.diameter_mm.unwrap_or(0.0);
    if let Some(data) = tool.data_for(&piece.group.id, &piece.group.letter) {
        let share = tables.conditions.tools.start_share;
        let (low, high) = (data.speed_m_min[0], data.speed_m_min[1]);
        let (least, most) = (data.feed_mm[0], data.feed_mm[1]);
        let speed = low + share * (high - low);
        return Ok(Start {
            speed,
            speed_formula: range_formula("vc", low, high, speed),
            feed: [least, least + share * (most - least), most],
            feed_formula: range_formula("f", least, most, least + share * (most - least)),
            depth: None,
            source: tool.source.clone().unwrap_or_else(|| format!("données de l'outil {}", tool.id)),
        });
    }
    let missing =
        |what: &str| format!("{what} de « {} » dans {} ? Ni l'outil ni les tables ne la donnent.", tool.name, piece.material.name);
    let family = families(tool, tables).find(|family| family.like_rough.is_some() || !rows(family, tool, piece).is_empty());
    let family = family.ok_or_else(|| missing("Vitesse de coupe"))?;
    let like = match pass {
        Pass::Rough => &family.like_rough,
        Pass::Finish => &family.like_finish,
    };
    let source = like.as_deref().and_then(|id| tables.conditions.tools.family(id)).unwrap_or(family);
    let speed = speed_of(source, tool, piece, tables).ok_or_else(|| missing("Vitesse de coupe"))??;
    let SpeedFound { row, value, formula } = speed;
    let (feed, feed_formula) = feed_of(source, row, tool, diameter).ok_or_else(|| missing("Avance"))?;
    let factor = family.speed_factor;
    let (value, formula, mut text) = if (factor - 1.0).abs() > 1e-9 {
        let slowed = value * factor;
        (slowed, format!("{formula} × {} = {}", number(factor, 2), figure(slowed)), format!("{} ; {}", row.source, family.factor_source))
    } else {
        (value, formula, row.source.clone())
    };
    if source.feed == FeedLaw::MmPerRevPerTooth
        && let Some(of_feed) = &source.feed_source
    {
        text = format!("{text} ; avance : {of_feed}");
    }
    Ok(Start { speed: value, speed_formula: formula, feed, feed_formula, depth: row.depth, source: text })
}

fn range_formula(symbol: &str, low: f64, high: f64, start: f64) -> String {
    if (high - low).abs() < 1e-9 {
        format!("{symbol} = {}", figure(start))
    } else {
        format!("{symbol} = {} dans {} à {}", figure(start), figure(low), figure(high))
    }
}

/// The families a tool belongs to: by kind and edge.
fn families<'a>(tool: &'a Tool, tables: &'a Tables) -> impl Iterator<Item = &'a Family> {
    tables
        .conditions
        .tools
        .family
        .iter()
        .filter(|family| family.kinds.contains(&tool.kind) && (family.grades.is_empty() || family.grades.contains(&tool.grade)))
}

/// Rows of the piece's group for the tool's edge, softest first.
fn rows<'a>(family: &'a Family, tool: &Tool, piece: &Workpiece) -> Vec<&'a FamilyRow> {
    let fits = |row: &&FamilyRow| row.group == piece.group.id && row.grades.as_ref().is_none_or(|grades| grades.contains(&tool.grade));
    let mut rows: Vec<&FamilyRow> = family.rows.iter().filter(fits).collect();
    rows.sort_by(|a, b| a.hb.unwrap_or(f64::MAX).total_cmp(&b.hb.unwrap_or(f64::MAX)));
    rows
}

struct SpeedFound<'a> {
    row: &'a FamilyRow,
    value: f64,
    formula: String,
}

/// Speed of the softest row that is not softer than the piece. Harder than all rows: the hardest one's, taken down by hardness, up to the
/// reach of the table; further it is asked. A maker's table that rises with hardness is brought down to its softer rows: a start never rises.
fn speed_of<'a>(family: &'a Family, tool: &Tool, piece: &Workpiece, tables: &Tables) -> Option<Result<SpeedFound<'a>, String>> {
    let rows = rows(family, tool, piece);
    let hardest = rows.last()?;
    let begin = |row: &FamilyRow| row.start.unwrap_or(row.speed[0] + tables.conditions.tools.start_share * (row.speed[1] - row.speed[0]));
    let hardness = piece.hardness_hb;
    let chosen = match hardness {
        Some(hb) => rows.iter().find(|row| row.hb.is_none_or(|of_row| of_row + 1e-9 >= hb)).unwrap_or(hardest),
        None => hardest,
    };
    let slowest = rows
        .iter()
        .take_while(|row| row.hb.unwrap_or(f64::MAX) <= chosen.hb.unwrap_or(f64::MAX))
        .map(|row| begin(row))
        .fold(f64::MAX, f64::min);
    let rules = &tables.conditions.materials;
    let found = match (hardness, chosen.hb) {
        (Some(hb), Some(of_row)) if hb > of_row * rules.hardness_reach => Err(format!(
            "Conditions de « {} » à {} HB ? La table s'arrête à {} HB ({}).",
            tool.name,
            number(hb, 0),
            number(of_row, 0),
            chosen.source
        )),
        (Some(hb), Some(of_row)) if hb > of_row => {
            let value = slowest * (of_row / hb).powf(rules.hardness_exponent);
            let exponent = number(rules.hardness_exponent, 2);
            let formula = format!("vc = {} × ({} / {})^{exponent} = {}", figure(slowest), number(of_row, 0), number(hb, 0), figure(value));
            Ok(SpeedFound { row: chosen, value, formula })
        }
        _ => Ok(SpeedFound {
            row: chosen,
            value: slowest,
            formula: range_formula("vc", chosen.speed[0].min(slowest), chosen.speed[1], slowest),
        }),
    };
    Some(found)
}

/// Feed in mm: a tooth, or a turn.
fn feed_of(family: &Family, row: &FamilyRow, tool: &Tool, diameter: f64) -> Option<([f64; 3], String)> {
    let teeth = f64::from(tool.teeth.unwrap_or(1).max(1));
    let scaled = |feed: [f64; 3], factor: f64, symbol: &str, text: String| {
        let cap = family.feed_max_mm.unwrap_or(f64::MAX);
        let feed = feed.map(|value| (value * factor).min(cap));
        (feed, format!("{symbol} = {text} = {}", figure(feed[1])))
    };
    Some(match family.feed {
        FeedLaw::MmPerRev => (row.feed?, format!("f = {}", figure(row.feed?[1]))),
        FeedLaw::MmPerTooth => (row.feed?, format!("fz = {}", figure(row.feed?[1]))),
        FeedLaw::MmPerToothPerMm => {
            let feed = row.feed?;
            scaled(feed, diameter, "fz", format!("{} × {}", number(feed[1], 4), figure(diameter)))
        }
        FeedLaw::MmPerRevPerMm => {
            let feed = row.feed?;
            scaled(feed, diameter, "f", format!("{} × {}", number(feed[1], 4), figure(diameter)))
        }
        FeedLaw::MmPerRevPerTooth => {
            let feed = family.feed_all?;
            scaled(feed, teeth, "f", format!("{} × {}", number(feed[1], 3), number(teeth, 0)))
        }
        FeedLaw::Steps => {
            let step = family.feed_steps.iter().find(|step| diameter <= step.up_to_mm).or(family.feed_steps.last())?;
            (step.feed, format!("f = {}, foret jusqu'à Ø{}", figure(step.feed[1]), number(step.up_to_mm, 1)))
        }
        FeedLaw::Pitch => {
            let pitch = tool.pitch_mm?;
            ([pitch; 3], format!("f = pas = {}", figure(pitch)))
        }
    })
}

/// Taylor's exponent of an edge.
pub(crate) fn life_exponent(grade: ToolGrade, tables: &Tables) -> f64 {
    let life = &tables.conditions.rules.tool_life;
    match grade {
        ToolGrade::Hss | ToolGrade::HssCobalt => life.hss_exponent,
        ToolGrade::Ceramic | ToolGrade::BoronNitride | ToolGrade::Diamond => life.ceramic_exponent,
        ToolGrade::Carbide | ToolGrade::CoatedCarbide | ToolGrade::Cermet => life.carbide_exponent,
    }
}
