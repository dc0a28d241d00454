//! The job `price`: the analyses of an RFQ to its one quote and the PDF of it.

use std::path::Path;

use trusquin_domain::{Analysis, Customer, Quote, Shop};
use trusquin_store::{QuantitiesSource, RfqRow};

use super::{RfqService, ServiceError};
use crate::asked::asked;
use crate::rfq::{RfqOptions, RfqTerms, quote_with_times};
use crate::similar::describe_quote;
use crate::thumbnails::first_page;

impl RfqService {
    /// Prices an RFQ whose files are all read. One that has a quote keeps it: only what is missing after it is done.
    ///
    /// # Errors
    /// The store refuses or the quote cannot be printed.
    pub(super) async fn price(&self, rfq: i64) -> Result<(), ServiceError> {
        let Some(row) = self.store.rfq(rfq).await? else { return Ok(()) };
        let (number, quote, shop) = match self.store.quote_of_rfq(rfq).await? {
            Some(kept) => (kept.number, kept.quote, kept.shop),
            None => {
                let (quote, shop) = self.calculate(&row).await?;
                if quote.lines.is_empty() {
                    return Err(ServiceError::NothingToQuote);
                }
                let number = self.store.keep_quote(rfq, &quote, &shop).await?;
                (number, quote, shop)
            }
        };
        describe_quote(&self.store, &number, &quote).await?;
        let document = format!("{number}.pdf");
        if !is_there(&self.store.document_path(&document)) {
            let (print, printed, text) = (self.settings.print.clone(), quote.clone(), number.clone());
            let (analyses, store, command, limits) =
                (self.analyses(rfq).await?, self.store.clone(), self.settings.command.clone(), self.settings.limits.clone());
            let bytes = blocking(move || {
                let place = |analysis: &Analysis| Some(store.file_path(&analysis.sha256)).filter(|path| path.is_file());
                print(&printed, &shop, &text, &first_page(&printed, &analyses, place, &command, &limits))
            });
            let bytes = bytes.await?.map_err(ServiceError::Print)?;
            self.store.keep_document(&document, &bytes)?;
        }
        self.store.finish_rfq(rfq, &quote).await?;
        tracing::info!(rfq, %number, lines = quote.lines.len(), "an RFQ is quoted");
        self.announce(rfq).await;
        Ok(())
    }

    /// What was read of the files of an RFQ.
    async fn analyses(&self, rfq: i64) -> Result<Vec<Analysis>, ServiceError> {
        let mut analyses: Vec<Analysis> = Vec::new();
        for file in self.store.rfq_files(rfq).await? {
            analyses.extend(self.store.analysis(&file, self.settings.reader_version).await?);
        }
        Ok(analyses)
    }

    /// Calculates the quote, and records what the e-mails among the files ask for where the form left it open.
    async fn calculate(&self, row: &RfqRow) -> Result<(Quote, Shop), ServiceError> {
        let analyses = self.analyses(row.id).await?;
        let given = if row.quantities_source == QuantitiesSource::Form { row.quantities.clone() } else { Vec::new() };
        let demands = asked(&analyses, &given);
        if given.is_empty() && !demands.reasons.is_empty() {
            self.store.note_quantities(row.id, &demands.quantities, QuantitiesSource::Email).await?;
        }
        if let (None, Some(day)) = (&row.requested_date, &demands.requested_date) {
            self.store.note_requested_date(row.id, &day.value.to_string()).await?;
        }
        let mut shop = self.shop().await?;
        if let Some(name) = row.customer.clone() {
            shop.customer = Some(Customer { name, ..Customer::default() });
        }
        let requested_date = row.requested_date.as_deref().and_then(|day| day.parse().ok());
        let terms = RfqTerms { requested_date, ..RfqTerms::default() };
        let options = RfqOptions { quantities: given, today: jiff::Zoned::now().date(), terms };
        let times = self.settings.times.clone();
        blocking(move || (quote_with_times(&analyses, &shop, &options, times().as_deref()).quote, shop)).await
    }
}

fn is_there(path: &Path) -> bool {
    path.metadata().is_ok_and(|metadata| metadata.len() > 0)
}

/// Runs what takes long beside the service's own threads; a panic in it is an error here.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, ServiceError> {
    tokio::task::spawn_blocking(work).await.map_err(|error| ServiceError::Internal(error.to_string()))
}
