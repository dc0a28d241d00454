//! Descriptors of quoted parts. What they mean and how near two are is not known here.

use crate::database::values;
use crate::{Store, StoreError};

/// The descriptor of one line of a quote.
#[derive(Debug, Clone, PartialEq)]
pub struct QuotedPart {
    /// Number of the quote.
    pub quote: String,
    /// The RFQ it answers.
    pub rfq_id: i64,
    /// Line of the quote.
    pub line: u32,
    /// The descriptor as it was kept.
    pub descriptor: Vec<u8>,
}

impl Store {
    /// Keeps the descriptors of a quote's lines instead of those it has; lines without one are left out.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn keep_descriptors(&self, quote: &str, version: u32, lines: &[(u32, Vec<u8>)]) -> Result<(), StoreError> {
        let mut transaction = self.database.begin().await?;
        transaction.run("DELETE FROM quoted_part WHERE quote = $1", values![quote]).await?;
        for (line, descriptor) in lines {
            transaction
                .run("INSERT INTO quoted_part (quote, line, descriptor) VALUES ($1, $2, $3)", values![quote, *line, descriptor])
                .await?;
        }
        transaction.run("UPDATE quote SET described = $2 WHERE number = $1", values![quote, version]).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Numbers of the quotes whose lines have no descriptors of this version.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn quotes_to_describe(&self, version: u32) -> Result<Vec<String>, StoreError> {
        let rows: Vec<(String,)> =
            self.database.all("SELECT number FROM quote WHERE described <> $1 ORDER BY id", values![version]).await?;
        Ok(rows.into_iter().map(|(number,)| number).collect())
    }

    /// Descriptors of every quoted part of this version, newest quote first.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn quoted_parts(&self, version: u32) -> Result<Vec<QuotedPart>, StoreError> {
        let rows: Vec<(String, i64, i64, Vec<u8>)> = self
            .database
            .all(
                "SELECT p.quote, q.rfq_id, p.line, p.descriptor FROM quoted_part p JOIN quote q ON q.number = p.quote
             WHERE q.described = $1 ORDER BY q.id DESC, p.line",
                values![version],
            )
            .await?;
        let part = |(quote, rfq_id, line, descriptor)| QuotedPart { quote, rfq_id, line: u32::try_from(line).unwrap_or(0), descriptor };
        Ok(rows.into_iter().map(part).collect())
    }
}
