//! Quotes, frozen with the shop file they stand on.

use trusquin_domain::{Quote, Shop};

use crate::audit::note;
use crate::database::values;
use crate::{Store, StoreError};

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
    /// Keeps the quote of an RFQ and returns its number: the next of the year's sequence, or the one it already has.
    ///
    /// The number is taken from the year's counter in the transaction that writes the quote: a failure takes none, so the
    /// sequence has no gap of its own making, and a number is never given twice, not even after its quote was deleted.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn keep_quote(&self, rfq_id: i64, quote: &Quote, shop: &Shop) -> Result<String, StoreError> {
        let year = quote.date.year();
        let (document, shop) = (serde_json::to_string(quote)?, serde_json::to_string(shop)?);
        let mut transaction = self.database.begin().await?;
        // Writing first holds the year's row: whoever comes second waits here, then sees the first one's quote.
        transaction
            .run(
                "INSERT INTO quote_number (year, last) VALUES ($1, 0) ON CONFLICT (year) DO UPDATE SET last = quote_number.last",
                values![year],
            )
            .await?;
        let known: Option<(String,)> = transaction
            .optional("UPDATE quote SET document = $2, shop = $3 WHERE rfq_id = $1 RETURNING number", values![rfq_id, &document, &shop])
            .await?;
        let number = match known {
            Some((number,)) => number,
            None => {
                let (next,): (i64,) =
                    transaction.one("UPDATE quote_number SET last = last + 1 WHERE year = $1 RETURNING last", values![year]).await?;
                let number = format!("DEV-{year}-{next:04}");
                transaction
                    .run(
                        "INSERT INTO quote (rfq_id, number, quoted_on, document, shop) VALUES ($1, $2, $3, $4, $5)",
                        values![rfq_id, &number, quote.date.to_string(), &document, &shop],
                    )
                    .await?;
                number
            }
        };
        note(&mut transaction, "keep", "quote", &number, None, None).await?;
        transaction.commit().await?;
        Ok(number)
    }

    /// A quote by its number.
    ///
    /// # Errors
    /// The database refuses or the document does not read.
    pub async fn quote_by_number(&self, number: &str) -> Result<Option<KeptQuote>, StoreError> {
        let row: Option<(i64, String, String)> =
            self.database.optional("SELECT rfq_id, document, shop FROM quote WHERE number = $1", values![number]).await?;
        row.map(|(rfq_id, document, shop)| {
            Ok(KeptQuote { number: number.to_owned(), rfq_id, quote: serde_json::from_str(&document)?, shop: serde_json::from_str(&shop)? })
        })
        .transpose()
    }
}
