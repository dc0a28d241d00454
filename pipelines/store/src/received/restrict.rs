//! Marks that restrict who may read an RFQ. Who is cleared for which is not known here.

use crate::audit::note;
use crate::database::{Transaction, values};
use crate::{Store, StoreError};

/// The marks of an RFQ, held until the end; `None` when there is none.
async fn marks(transaction: &mut Transaction, rfq: i64) -> Result<Option<Vec<String>>, StoreError> {
    transaction.hold(rfq).await?;
    let row: Option<(String,)> = transaction.optional("SELECT restrictions FROM rfq WHERE id = $1", values![rfq]).await?;
    Ok(row.map(|(text,)| serde_json::from_str(&text)).transpose()?)
}

impl Store {
    /// Gives an RFQ these marks instead of those it has; false when there is no such RFQ.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn restrict_rfq(&self, rfq: i64, new: &[String]) -> Result<bool, StoreError> {
        let mut transaction = self.database.begin().await?;
        let Some(old) = marks(&mut transaction, rfq).await? else { return Ok(false) };
        self.set_marks(transaction, rfq, &old, new).await?;
        Ok(true)
    }

    /// Adds marks that were found on a drawing of an RFQ.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn add_restrictions(&self, rfq: i64, found: &[String]) -> Result<(), StoreError> {
        let mut transaction = self.database.begin().await?;
        let Some(old) = marks(&mut transaction, rfq).await? else { return Ok(()) };
        let mut new = old.clone();
        new.extend(found.iter().filter(|mark| !old.contains(mark)).cloned());
        self.set_marks(transaction, rfq, &old, &new).await
    }

    /// Restricted RFQs that a content belongs to.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn rfqs_of_content(&self, sha256: &str) -> Result<Vec<i64>, StoreError> {
        let select = "SELECT DISTINCT r.id FROM rfq r JOIN rfq_file f ON f.rfq_id = r.id WHERE f.sha256 = $1 AND r.restrictions <> '[]'";
        let rows: Vec<(i64,)> = self.database.all(select, values![sha256]).await?;
        Ok(rows.into_iter().map(|(id,)| id).collect())
    }

    async fn set_marks(&self, mut transaction: Transaction, rfq: i64, old: &[String], new: &[String]) -> Result<(), StoreError> {
        if old == new {
            return Ok(());
        }
        let (before, after) = (serde_json::to_string(old)?, serde_json::to_string(new)?);
        transaction.run("UPDATE rfq SET restrictions = $2 WHERE id = $1", values![rfq, &after]).await?;
        note(&mut transaction, "restrict", "rfq", rfq, Some(before), Some(after)).await?;
        transaction.commit().await
    }
}
