//! The ledger of one model: its versions, the one that answers, and what happened, in order.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What a version is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Trained, not yet decided on.
    Candidate,
    /// Answers.
    Active,
    /// Answered before.
    Retired,
}

impl Status {
    /// Name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Candidate => "candidate",
            Self::Active => "active",
            Self::Retired => "retired",
        }
    }
}

/// A version.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Version {
    /// Name: the beginning of the hash of what was learned.
    pub version: String,
    /// What it is for.
    pub status: Status,
    /// When it came in, as the caller tells time.
    pub added_at: String,
    /// SHA-256 of every file.
    pub files: BTreeMap<String, String>,
}

/// A slice in which a candidate is worse.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WorseSlice {
    /// `machine = F1`.
    pub name: String,
    /// Rows of it.
    pub rows: usize,
    /// Its mean |ln(answer / measured)|.
    pub candidate: f64,
    /// That of what it is compared with.
    pub against: f64,
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// A version came in.
    Added,
    /// A person made a version answer.
    Promoted,
    /// A person made the one before answer again.
    RolledBack,
}

/// A line of the history; never changed, never removed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// When, as the caller tells time.
    pub at: String,
    /// Who.
    pub by: String,
    /// What.
    pub action: Action,
    /// The version it is about.
    pub version: String,
    /// The version that answered before.
    pub before: Option<String>,
    /// Why, in the person's words.
    pub reason: Option<String>,
    /// Promoted although worse in these slices.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub in_spite_of: Vec<WorseSlice>,
}

/// Everything.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Ledger {
    /// Versions, oldest first.
    pub versions: Vec<Version>,
    /// What happened, oldest first.
    pub history: Vec<Event>,
}

impl Ledger {
    /// The version that answers.
    pub fn active(&self) -> Option<&Version> {
        self.versions.iter().find(|version| version.status == Status::Active)
    }

    /// The version that answered before the present one: the pointer goes back along promotions, and a roll back takes one of them away.
    pub fn before(&self) -> Option<String> {
        let mut pointers: Vec<Option<String>> = vec![None];
        for event in &self.history {
            match event.action {
                Action::Added => {}
                Action::Promoted => pointers.push(Some(event.version.clone())),
                Action::RolledBack => {
                    pointers.pop();
                }
            }
        }
        pointers.pop();
        pointers.pop().flatten()
    }

    /// Makes one version answer; the one that did is retired.
    pub(crate) fn point_at(&mut self, name: &str) {
        for version in &mut self.versions {
            if version.version == name {
                version.status = Status::Active;
            } else if version.status == Status::Active {
                version.status = Status::Retired;
            }
        }
    }
}
