//! Trades of a company: what it chose to do at installation switches processes on and off.

use serde::{Deserialize, Serialize};

use crate::Process;

/// A trade.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trade {
    /// Turning, milling, drilling, grinding, sawing.
    Machining,
    /// Cutting and bending of sheet.
    SheetMetal,
    /// Bending of tubes.
    TubeBending,
    /// Welding.
    Welding,
    /// Electrical discharge machining.
    Edm,
    /// Injection moulding.
    Plastics,
    /// Additive manufacturing.
    Additive,
    /// Assembly of parts.
    Assembly,
}

impl Trade {
    /// Every trade.
    pub const ALL: [Self; 8] =
        [Self::Machining, Self::SheetMetal, Self::TubeBending, Self::Welding, Self::Edm, Self::Plastics, Self::Additive, Self::Assembly];

    /// Every trade, as a shop file without `trades` has them.
    pub(crate) fn all() -> Vec<Self> {
        Self::ALL.to_vec()
    }
}

impl Process {
    /// The trade a process belongs to.
    pub fn trade(self) -> Trade {
        match self {
            Self::Turning | Self::Milling | Self::MillTurn | Self::Drilling | Self::Grinding | Self::Sawing => Trade::Machining,
            Self::SheetMetal => Trade::SheetMetal,
            Self::TubeBending => Trade::TubeBending,
            Self::Welding => Trade::Welding,
            Self::Edm => Trade::Edm,
            Self::InjectionMoulding => Trade::Plastics,
            Self::Additive => Trade::Additive,
            Self::Assembly => Trade::Assembly,
        }
    }
}
