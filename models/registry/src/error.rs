//! What stops a registry.

use std::path::PathBuf;

use crate::WorseSlice;

/// The registry cannot do it.
#[derive(Debug, thiserror::Error)]
pub enum RegistryError {
    /// A file or folder cannot be used.
    #[error("{} cannot be used ({source}); check its rights and the free space", path.display())]
    File {
        /// File or folder.
        path: PathBuf,
        /// The system's word.
        source: std::io::Error,
    },
    /// The ledger is not one.
    #[error("{} is no ledger of models that this program reads ({problem}); restore it from a backup", path.display())]
    Ledger {
        /// File.
        path: PathBuf,
        /// What is wrong.
        problem: String,
    },
    /// No such version.
    #[error("there is no version '{version}' of {model}; there are: {known}")]
    NoVersion {
        /// Model.
        model: String,
        /// Asked for.
        version: String,
        /// There.
        known: String,
    },
    /// A beginning of a version that several have.
    #[error("'{version}' begins several versions of {model}: {known}; write more of it")]
    Ambiguous {
        /// Model.
        model: String,
        /// Asked for.
        version: String,
        /// There.
        known: String,
    },
    /// A version's name would leave the folder.
    #[error("'{0}' is no version: letters, digits, points, hyphens, at most 64")]
    BadName(String),
    /// A file of a version is not the one that came in.
    #[error("{} is not the file that was registered; train again, or restore it from a backup", path.display())]
    Changed {
        /// File.
        path: PathBuf,
    },
    /// Another folder under a version that is there.
    #[error("version {0} is there already, with other files; remove neither: train again under another name")]
    OtherFiles(String),
    /// Worse than what answers now.
    #[error(
        "{version} is not promoted: worse than {against} in {} ({}); look at the report, or promote with --force and a reason",
        count(worse),
        told(worse)
    )]
    Worse {
        /// Candidate.
        version: String,
        /// What it was compared with.
        against: String,
        /// Slices.
        worse: Vec<WorseSlice>,
    },
    /// A reason of nothing.
    #[error("a promotion by force needs a reason: it is kept in the history")]
    NoReason,
    /// Nothing to go back to.
    #[error("{0} has no earlier active version to go back to")]
    NothingBefore(String),
    /// It answers already.
    #[error("{0} is active already")]
    ActiveAlready(String),
}

fn count(worse: &[WorseSlice]) -> String {
    format!("{} slice{}", worse.len(), if worse.len() == 1 { "" } else { "s" })
}

fn told(worse: &[WorseSlice]) -> String {
    let some = worse.iter().take(4).map(|slice| format!("{}: {:.3} after {:.3}", slice.name, slice.candidate, slice.against));
    some.collect::<Vec<_>>().join("; ")
}
