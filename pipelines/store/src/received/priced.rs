//! An RFQ is priced: its quote is kept once, its files learn their line; or it is given up.

use trusquin_domain::Quote;

use super::{QuantitiesSource, RfqStatus, word};
use crate::database::values;
use crate::{KeptQuote, Store, StoreError};

/// A quote in the list of quotes.
#[derive(Debug, Clone, PartialEq)]
pub struct QuoteEntry {
    /// Number.
    pub number: String,
    /// The RFQ it answers.
    pub rfq_id: i64,
    /// The quote.
    pub quote: Quote,
    /// Marks that restrict who may read its RFQ.
    pub restrictions: Vec<String>,
}

impl Store {
    /// The quote an RFQ has already.
    ///
    /// # Errors
    /// The database refuses or the document does not read.
    pub async fn quote_of_rfq(&self, rfq: i64) -> Result<Option<KeptQuote>, StoreError> {
        let number: Option<(String,)> = self.database.optional("SELECT number FROM quote WHERE rfq_id = $1", values![rfq]).await?;
        match number {
            Some((number,)) => self.quote_by_number(&number).await,
            None => Ok(None),
        }
    }

    /// Records the quantities an RFQ is priced for, when the form left them open.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn note_quantities(&self, rfq: i64, quantities: &[u32], source: QuantitiesSource) -> Result<(), StoreError> {
        self.database
            .run(
                "UPDATE rfq SET quantities = $2, quantities_source = $3 WHERE id = $1",
                values![rfq, serde_json::to_string(quantities)?, word(source)?],
            )
            .await?;
        Ok(())
    }

    /// Records the day an RFQ asks for, when the form left it open.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn note_requested_date(&self, rfq: i64, day: &str) -> Result<(), StoreError> {
        self.database.run("UPDATE rfq SET requested_date = $2 WHERE id = $1 AND requested_date IS NULL", values![rfq, day]).await?;
        Ok(())
    }

    /// Closes an RFQ that has its quote: each file learns the line it belongs to.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn finish_rfq(&self, rfq: i64, quote: &Quote) -> Result<(), StoreError> {
        let mut transaction = self.database.begin().await?;
        transaction.hold(rfq).await?;
        for line in &quote.lines {
            for name in &line.part.files {
                transaction.run("UPDATE rfq_file SET line = $3 WHERE rfq_id = $1 AND name = $2", values![rfq, name, line.line]).await?;
            }
        }
        transaction
            .run(
                "UPDATE rfq SET status = $2, problem_code = NULL, problem_message = NULL WHERE id = $1",
                values![rfq, word(RfqStatus::Done)?],
            )
            .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Gives an RFQ up, with the reason. One that is done stays done.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn fail_rfq(&self, rfq: i64, code: &str, message: &str) -> Result<(), StoreError> {
        self.database
            .run(
                "UPDATE rfq SET status = $2, problem_code = $3, problem_message = $4 WHERE id = $1 AND status <> 'done'",
                values![rfq, word(RfqStatus::Failed)?, code, message],
            )
            .await?;
        Ok(())
    }

    /// Quotes, newest first, from the one before `before` on.
    ///
    /// # Errors
    /// The database refuses or a document does not read.
    pub async fn quotes(&self, limit: u32, before: Option<&str>) -> Result<Vec<QuoteEntry>, StoreError> {
        let select = "SELECT q.number, q.rfq_id, q.document, r.restrictions FROM quote q JOIN rfq r ON r.id = q.rfq_id
                      WHERE $2 IS NULL OR q.id < (SELECT id FROM quote WHERE number = $2) ORDER BY q.id DESC LIMIT $1";
        let rows: Vec<(String, i64, String, String)> = self.database.all(select, values![limit, before]).await?;
        let entry = |(number, rfq_id, document, restrictions): (String, i64, String, String)| {
            let (quote, restrictions) = (serde_json::from_str(&document)?, serde_json::from_str(&restrictions)?);
            Ok(QuoteEntry { number, rfq_id, quote, restrictions })
        };
        rows.into_iter().map(entry).collect()
    }
}
