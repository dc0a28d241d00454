//! Layouts of title blocks that people taught, and the corrections that taught them.

use trusquin_domain::{Analysis, LearnedLayout};

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
        let rows: Vec<(String,)> =
            sqlx::query_as("SELECT document FROM title_block_layout ORDER BY taught_at, name").fetch_all(&self.pool).await?;
        rows.iter().map(|(document,)| Ok(serde_json::from_str(document)?)).collect()
    }

    /// Keeps corrections and the layout they taught, which takes the place of one of the same name.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn keep_corrections(&self, corrections: &[Correction], layout: Option<&LearnedLayout>, now: &str) -> Result<(), StoreError> {
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        for correction in corrections {
            sqlx::query("INSERT INTO correction (sha256, page, field, was, corrected, corrected_at) VALUES ($1, $2, $3, $4, $5, $6)")
                .bind(&correction.sha256)
                .bind(i64::from(correction.page))
                .bind(&correction.field)
                .bind(&correction.was)
                .bind(&correction.corrected)
                .bind(now)
                .execute(&mut *transaction)
                .await?;
        }
        if let Some(layout) = layout {
            sqlx::query(
                "INSERT INTO title_block_layout (name, document, taught_at) VALUES ($1, $2, $3)
                 ON CONFLICT (name) DO UPDATE SET document = excluded.document, taught_at = excluded.taught_at",
            )
            .bind(&layout.name)
            .bind(serde_json::to_string(layout)?)
            .bind(now)
            .execute(&mut *transaction)
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
            sqlx::query_as("SELECT page, field, was, corrected FROM correction WHERE sha256 = $1 ORDER BY id")
                .bind(sha256)
                .fetch_all(&self.pool)
                .await?;
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
        sqlx::query(
            "INSERT INTO analysis (sha256, name, reader_version, document) VALUES ($1, $2, $3, $4)
             ON CONFLICT (sha256, name, reader_version) DO UPDATE SET document = excluded.document",
        )
        .bind(&analysis.sha256)
        .bind(&analysis.file)
        .bind(reader_version)
        .bind(serde_json::to_string(analysis)?)
        .execute(&self.pool)
        .await?;
        Ok(())
    }
}
