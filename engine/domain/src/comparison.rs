//! What changed between two issues of a drawing or of a model.

use serde::{Deserialize, Serialize};

use crate::PlaceValue;

/// How a thing changed; the words of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// There in both, with another value.
    Changed,
    /// Only in the new issue.
    Added,
    /// Only in the old issue.
    Removed,
    /// The same face in another place.
    Moved,
}

/// What a change is about; the words of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// A field of the title block.
    TitleBlock,
    /// A size.
    Dimension,
    /// The tolerance of a size whose nominal stays.
    Tolerance,
    /// A feature control frame.
    GeometricTolerance,
    /// Surface texture.
    Roughness,
    /// A written note.
    Note,
    /// Envelope of the model.
    Envelope,
    /// Volume of the model.
    Volume,
    /// Area of the model.
    Area,
    /// Number of solids of the model.
    Solids,
    /// A hole, or equal ones.
    Hole,
    /// A face, or equal ones.
    Face,
    /// Faces that keep their surface and reach farther or less far: mostly the consequence of another change.
    FaceExtent,
    /// Outline of a flat file.
    Outline,
}

/// One thing that changed, with its place in both issues.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// What it is about.
    pub subject: Subject,
    /// How it changed.
    pub kind: ChangeKind,
    /// Which one: the field of the title block, the sort of dimension or surface.
    pub name: String,
    /// How many equal ones changed alike.
    pub count: u32,
    /// In the old issue; `None` when it was added.
    pub old: Option<PlaceValue>,
    /// In the new issue; `None` when it was removed.
    pub new: Option<PlaceValue>,
}
