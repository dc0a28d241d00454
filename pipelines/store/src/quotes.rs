//! Quotes, frozen with the shop file they stand on.

use trusquin_domain::{Quote, Shop};

use crate::{Store, StoreError};

/// One line of the list of quotes.
#[derive(Debug, Clone, PartialEq)]
pub struct QuoteSummary {
    /// Number, `DEV-2026-0001`.
    pub number: String,
    /// Day.
    pub quoted_on: String,
    /// Frozen quote.
    pub quote: Quote,
}

/// A frozen quote with everything it stands on.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptQuote {
    /// Number.
    pub number: String,
    /// The RFQ it answers.
    pub rfq_id: i64,
    /// The quote.
    pub quote: Quote,
    /// The shop as it was that day.
    pub shop: Shop,
}

impl Store {
    /// Keeps the quote of an RFQ and returns its number: a new one in the year's sequence, or the one it already has.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn keep_quote(&self, rfq_id: i64, quote: &Quote, shop: &Shop) -> Result<String, StoreError> {
        let year = quote.date.year();
        let (document, shop) = (serde_json::to_string(quote)?, serde_json::to_string(shop)?);
        // The number is taken inside the statement: SQLite has one writer, so two processes cannot take the same.
        let (number,): (String,) = sqlx::query_as(
            "INSERT INTO quote (rfq_id, number, quoted_on, document, shop)
             SELECT $1, $2 || substr('0000' || (count(*) + 1), -4), $3, $4, $5 FROM quote WHERE number LIKE $2 || '%'
             ON CONFLICT (rfq_id) DO UPDATE SET document = excluded.document, shop = excluded.shop
             RETURNING number",
        )
        .bind(rfq_id)
        .bind(format!("DEV-{year}-"))
        .bind(quote.date.to_string())
        .bind(document)
        .bind(shop)
        .fetch_one(&self.pool)
        .await?;
        Ok(number)
    }

    /// A quote by its number.
    ///
    /// # Errors
    /// The database refuses or the document does not read.
    pub async fn quote_by_number(&self, number: &str) -> Result<Option<KeptQuote>, StoreError> {
        let row: Option<(i64, String, String)> =
            sqlx::query_as("SELECT rfq_id, document, shop FROM quote WHERE number = $1").bind(number).fetch_optional(&self.pool).await?;
        row.map(|(rfq_id, document, shop)| {
            Ok(KeptQuote { number: number.to_owned(), rfq_id, quote: serde_json::from_str(&document)?, shop: serde_json::from_str(&shop)? })
        })
        .transpose()
    }

    /// The latest quotes, newest first.
    ///
    /// # Errors
    /// The database refuses or a document does not read.
    pub async fn latest_quotes(&self, limit: u32) -> Result<Vec<QuoteSummary>, StoreError> {
        let rows: Vec<(String, String, String)> = sqlx::query_as("SELECT number, quoted_on, document FROM quote ORDER BY id DESC LIMIT $1")
            .bind(i64::from(limit))
            .fetch_all(&self.pool)
            .await?;
        rows.into_iter()
            .map(|(number, quoted_on, document)| Ok(QuoteSummary { number, quoted_on, quote: serde_json::from_str(&document)? }))
            .collect()
    }
}
