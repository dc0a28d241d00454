//! Layouts of title blocks that people taught, and the corrections that taught them.

use trusquin_domain::{Analysis, LearnedLayout};

use crate::audit::note;
use crate::database::values;
use crate::{Store, StoreError};

/// One corrected field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// Hash of the file.
    pub sha256: String,
    /// Page, from 1.
    pub page: u32,
    /// Field of the title block, in the contract's words.
    pub field: String,
    /// What had been read.
    pub was: Option<String>,
    /// What stands there.
    pub corrected: Option<String>,
}

impl Store {
    /// Every layout, oldest first.
    ///
    /// # Errors
    /// The database refuses, or holds a layout of a newer program.
    pub async fn layouts(&self) -> Result<Vec<LearnedLayout>, StoreError> {
        let rows: Vec<(String,)> = self.database.all("SELECT document FROM title_block_layout ORDER BY taught_at, name", values![]).await?;
        rows.iter().map(|(document,)| Ok(serde_json::from_str(document)?)).collect()
    }

    /// Keeps corrections and the layout they taught, which takes the place of one of the same name.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn keep_corrections(&self, corrections: &[Correction], layout: Option<&LearnedLayout>, now: &str) -> Result<(), StoreError> {
        let mut transaction = self.database.begin().await?;
        for correction in corrections {
            transaction
                .run(
                    "INSERT INTO correction (sha256, page, field, was, corrected, corrected_at) VALUES ($1, $2, $3, $4, $5, $6)",
                    values![&correction.sha256, correction.page, &correction.field, &correction.was, &correction.corrected, now],
                )
                .await?;
        }
        for correction in corrections {
            let value = |text: &Option<String>| Some(serde_json::json!({ (correction.field.clone()): text }).to_string());
            let page = format!("{} page {}", correction.sha256, correction.page);
            note(&mut transaction, "correct", "file", page, value(&correction.was), value(&correction.corrected)).await?;
        }
        if let Some(layout) = layout {
            transaction
                .run(
                    "INSERT INTO title_block_layout (name, document, taught_at) VALUES ($1, $2, $3)
                 ON CONFLICT (name) DO UPDATE SET document = excluded.document, taught_at = excluded.taught_at",
                    values![&layout.name, serde_json::to_string(layout)?, now],
                )
                .await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Corrections of one file, oldest first.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn corrections(&self, sha256: &str) -> Result<Vec<Correction>, StoreError> {
        let rows: Vec<(i64, String, Option<String>, Option<String>)> =
            self.database.all("SELECT page, field, was, corrected FROM correction WHERE sha256 = $1 ORDER BY id", values![sha256]).await?;
        let correction = |(page, field, was, corrected)| Correction {
            sha256: sha256.to_owned(),
            page: u32::try_from(page).unwrap_or(1),
            field,
            was,
            corrected,
        };
        Ok(rows.into_iter().map(correction).collect())
    }

    /// Takes a new reading of a file, by a layout taught since, in place of the one that is kept.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn replace_analysis(&self, analysis: &Analysis, reader_version: &str) -> Result<(), StoreError> {
        self.database
            .run(
                "INSERT INTO analysis (sha256, name, reader_version, document) VALUES ($1, $2, $3, $4)
             ON CONFLICT (sha256, name, reader_version) DO UPDATE SET document = excluded.document",
                values![&analysis.sha256, &analysis.file, reader_version, serde_json::to_string(analysis)?],
            )
            .await?;
        Ok(())
    }
}
