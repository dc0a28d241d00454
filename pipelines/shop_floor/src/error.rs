//! What stops an import. A bad row is never one: it is counted with its reason.

use std::path::PathBuf;

/// A file of bookings or operations cannot be used at all.
#[derive(Debug, thiserror::Error)]
pub enum ShopFloorError {
    /// The file cannot be opened.
    #[error("{} cannot be read ({source}); check its name and rights", file.display())]
    Open {
        /// The file.
        file: PathBuf,
        /// The system's word.
        source: std::io::Error,
    },
    /// The file holds no table.
    #[error("{file}: no header line and no rows; export it again as CSV with a header line")]
    Empty {
        /// The file.
        file: String,
    },
    /// The file is not text.
    #[error("{file}: not a text file (it begins with {begins}); export the sheet as CSV first")]
    NotText {
        /// The file.
        file: String,
        /// What it looks like.
        begins: String,
    },
    /// The workbook cannot be read.
    #[error(
        "{file}: not a workbook that can be read ({problem}); open it and save it again as .xlsx, without a password, or export it as CSV"
    )]
    Workbook {
        /// The file.
        file: String,
        /// What is wrong.
        problem: String,
    },
    /// A row cannot be split into fields.
    #[error("{file}, line {line}: {problem}; check the quotes around that field")]
    Row {
        /// The file.
        file: String,
        /// Line counted from 1.
        line: u64,
        /// What is wrong.
        problem: String,
    },
    /// Two columns bear one name.
    #[error("{file}, line 1: the column '{column}' is there twice; rename one of them")]
    DoubleColumn {
        /// The file.
        file: String,
        /// The name.
        column: String,
    },
    /// Columns the import cannot do without are not there.
    #[error(
        "{file}, line 1: no column for {missing}; the header has: {present}. Name it in a mapping: --map {first_missing}=COLUMN, or [columns] of a --mapping file"
    )]
    MissingColumns {
        /// The file.
        file: String,
        /// Canonical names, comma separated.
        missing: String,
        /// The first of them.
        first_missing: String,
        /// The file's columns.
        present: String,
    },
    /// A mapping file or option that cannot be used.
    #[error("{place}: {problem}")]
    Mapping {
        /// File or option.
        place: String,
        /// What is wrong and what to do.
        problem: String,
    },
}
