//! The values of one line of a dimension text, and what the lines of one callout make together.

use trusquin_domain::DimensionKind;

use super::fit;
use super::grammar::{Enlargement, ParsedDimension};
use super::thread::Thread;
use super::token::Number;

/// What the number of a line measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Measure {
    Diameter,
    Radius,
    Chamfer,
    Square,
}

/// Values read from one line; lengths in mm.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Line {
    pub(super) measure: Option<Measure>,
    pub(super) nominal: Option<Number>,
    pub(super) nominal_mm: Option<f64>,
    pub(super) angle_deg: Option<f64>,
    pub(super) chamfer_deg: Option<f64>,
    pub(super) upper: Option<f64>,
    pub(super) lower: Option<f64>,
    pub(super) fit: Option<String>,
    pub(super) depth_mm: Option<f64>,
    pub(super) thread: Option<Thread>,
    pub(super) count: Option<u32>,
    pub(super) through: bool,
    pub(super) enlargement: Option<Enlargement>,
    pub(super) reference: bool,
    pub(super) basic: bool,
    pub(super) marked: bool,
    pub(super) symbol: bool,
    pub(super) worded: bool,
    pub(super) hole_word: bool,
    /// The thread is that of an insert.
    pub(super) insert: bool,
    /// A pocket, slot or groove: a second size may follow.
    pub(super) cut: bool,
    /// The diameter is that of the circle holes stand on.
    pub(super) on_circle: bool,
}

/// Largest size on a drawing of a machined part, mm: above it, a number is an identifier.
const LARGEST_MM: f64 = 30_000.0;
impl Line {
    /// Takes a further line of the same callout in; false when it does not belong.
    pub(super) fn absorb(&mut self, other: Self) -> bool {
        let other_has_size = other.nominal.is_some() || other.thread.is_some();
        let self_has_size = self.nominal.is_some() || self.thread.is_some() || self.enlargement.is_some();
        if !self_has_size {
            let (count, through, depth, insert) = (self.count, self.through, self.depth_mm, self.insert);
            *self = other;
            self.insert |= insert;
            self.count = self.count.or(count);
            self.through |= through;
            self.depth_mm = self.depth_mm.or(depth);
            return true;
        }
        self.through |= other.through;
        self.marked |= other.marked;
        self.insert |= other.insert;
        self.reference |= other.reference;
        self.worded |= other.worded;
        if let Some(enlargement) = other.enlargement {
            self.enlargement = Some(enlargement);
            self.hole_word = true;
            return true;
        }
        if !other_has_size {
            self.count = self.count.or(other.count);
            self.depth_mm = self.depth_mm.or(other.depth_mm);
            return true;
        }
        self.hole_word = true;
        if other.on_circle {
            return true;
        }
        match other.thread {
            Some(thread) if self.thread.is_none() => {
                self.thread = Some(thread);
                self.depth_mm = self.depth_mm.or(other.depth_mm);
                true
            }
            _ if self.thread.is_some() && other.measure == Some(Measure::Diameter) && self.nominal.is_none() => {
                self.nominal_mm = other.nominal_mm;
                self.nominal = other.nominal;
                self.measure = other.measure;
                true
            }
            _ => false,
        }
    }

    pub(super) fn into_dimension(self) -> Option<ParsedDimension> {
        let kind = self.kind()?;
        let thread_major = self.thread.as_ref().map(|t| t.major_mm);
        let nominal_mm = match kind {
            DimensionKind::Angle => None,
            DimensionKind::Thread => thread_major.or(self.nominal_mm),
            _ => self.nominal_mm.or(thread_major).or(self.enlargement.and_then(|e| e.diameter_mm)),
        };
        let (mut upper_mm, mut lower_mm, mut angle_deviation_deg) = (self.upper, self.lower, None);
        // One deviation written alone (`+0.1`) leaves the other at zero.
        if upper_mm.is_some() || lower_mm.is_some() {
            (upper_mm, lower_mm) = (upper_mm.or(Some(0.0)), lower_mm.or(Some(0.0)));
        }
        if let (DimensionKind::Angle, Some(upper), Some(lower)) = (kind, upper_mm, lower_mm) {
            angle_deviation_deg = Some((upper, lower));
            (upper_mm, lower_mm) = (None, None);
        }
        if kind != DimensionKind::Angle {
            let nominal = nominal_mm?;
            if nominal.is_nan() || nominal <= 0.0 || nominal > LARGEST_MM {
                return None;
            }
        } else if self.angle_deg.is_none_or(|a| a <= 0.0 || a > 360.0) {
            return None;
        }
        if let (Some(class), Some(nominal), None, None) = (&self.fit, nominal_mm, upper_mm, lower_mm)
            && let Some(limits) = fit::limits(class, nominal)
        {
            (upper_mm, lower_mm) = (Some(limits.upper_mm), Some(limits.lower_mm));
        }
        let fraction_of_mm = self.nominal.as_ref().is_some_and(|n| n.fraction && self.nominal_mm == Some(n.value));
        if fraction_of_mm && !self.symbol {
            return None;
        }
        let bare = !self.symbol && !self.worded && self.thread.is_none() && self.fit.is_none() && upper_mm.is_none() && !self.basic;
        Some(ParsedDimension {
            kind,
            nominal_mm,
            nominal_deg: if kind == DimensionKind::Angle { self.angle_deg } else { None },
            upper_mm,
            lower_mm,
            angle_deviation_deg,
            fit: self.fit,
            depth_mm: self.depth_mm,
            thread: self.thread.map(|t| if self.insert { t.for_insert() } else { t.designation }),
            count: self.count.unwrap_or(1),
            through: self.through,
            enlargement: self.enlargement,
            reference: self.reference,
            basic: self.basic,
            marked: self.marked,
            bare,
        })
    }

    fn kind(&self) -> Option<DimensionKind> {
        let hole = self.through || self.depth_mm.is_some() || self.enlargement.is_some() || self.hole_word;
        let sized = self.nominal.is_some() && self.angle_deg.is_none();
        Some(match (&self.thread, self.measure) {
            (Some(_), _) if sized || self.enlargement.is_some() => DimensionKind::HoleCallout,
            (Some(_), _) => DimensionKind::Thread,
            (None, Some(Measure::Chamfer)) if sized => DimensionKind::Chamfer,
            (None, Some(Measure::Radius)) if sized => DimensionKind::Radius,
            (None, _) if self.angle_deg.is_some() => DimensionKind::Angle,
            (None, Some(Measure::Diameter)) if hole && sized => DimensionKind::HoleCallout,
            (None, Some(Measure::Diameter)) if sized => DimensionKind::Diameter,
            (None, None) if self.enlargement.is_some() => DimensionKind::HoleCallout,
            (None, None) if sized && (self.through || self.depth_mm.is_some() || self.hole_word) => DimensionKind::HoleCallout,
            (None, None | Some(Measure::Square)) if sized => DimensionKind::Linear,
            _ => return None,
        })
    }
}
