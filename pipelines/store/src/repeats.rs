//! Requests that carry a key of their own: the first answer is kept and given again.

use crate::database::values;
use crate::{Store, StoreError};

/// What was answered the first time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirstAnswer {
    /// HTTP status.
    pub status: u16,
    /// Headers worth giving again.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// What a request with a key is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Repeat {
    /// The first of its key: do it.
    First,
    /// Done already; this was the answer.
    Again(FirstAnswer),
    /// The first one is still being done.
    Busy,
    /// Another request had this key.
    Other,
}

/// A row of a key: hash of the request, status, headers and body of its answer.
type Kept = (String, Option<i64>, Option<String>, Option<Vec<u8>>);

impl Store {
    /// Begins a request under a key of an account. One begun before `given_up` and never answered may be begun again; answers older than
    /// `forgotten` go.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn begin_once(
        &self,
        account: i64,
        key: &str,
        request: &str,
        now: &str,
        given_up: &str,
        forgotten: &str,
    ) -> Result<Repeat, StoreError> {
        let mut transaction = self.database.begin().await?;
        transaction
            .run("DELETE FROM repeated WHERE asked_at < $1 OR (status IS NULL AND asked_at < $2)", values![forgotten, given_up])
            .await?;
        let insert =
            "INSERT INTO repeated (account_id, key, request, asked_at) VALUES ($1, $2, $3, $4) ON CONFLICT (account_id, key) DO NOTHING";
        if transaction.run(insert, values![account, key, request, now]).await? > 0 {
            transaction.commit().await?;
            return Ok(Repeat::First);
        }
        let select = "SELECT request, status, headers, body FROM repeated WHERE account_id = $1 AND key = $2";
        let (known, status, headers, body): Kept = transaction.one(select, values![account, key]).await?;
        Ok(match status {
            _ if known != request => Repeat::Other,
            None => Repeat::Busy,
            Some(status) => Repeat::Again(FirstAnswer {
                status: u16::try_from(status).unwrap_or(200),
                headers: serde_json::from_str(&headers.unwrap_or_default())?,
                body: body.unwrap_or_default(),
            }),
        })
    }

    /// Keeps the answer of a request that was begun.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn finish_once(&self, account: i64, key: &str, answer: &FirstAnswer) -> Result<(), StoreError> {
        let update = "UPDATE repeated SET status = $3, headers = $4, body = $5 WHERE account_id = $1 AND key = $2";
        let headers = serde_json::to_string(&answer.headers)?;
        self.database.run(update, values![account, key, i64::from(answer.status), headers, &answer.body]).await?;
        Ok(())
    }

    /// Forgets a request that was begun and failed by our fault.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn forget_once(&self, account: i64, key: &str) -> Result<(), StoreError> {
        self.database.run("DELETE FROM repeated WHERE account_id = $1 AND key = $2 AND status IS NULL", values![account, key]).await?;
        Ok(())
    }
}
