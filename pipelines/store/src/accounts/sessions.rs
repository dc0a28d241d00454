//! Sessions of browsers, under the hash of their token.

use crate::audit::{note, now};
use crate::database::values;
use crate::{AccountRow, Store, StoreError};

/// A session with its account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRow {
    /// Who logged in.
    pub account: AccountRow,
    /// Moment the session was last seen, ISO 8601.
    pub seen_at: String,
}

impl Store {
    /// Opens a session of an account until a moment. Sessions that are over go.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn open_session(&self, account: i64, token_hash: &str, ends_at: &str) -> Result<(), StoreError> {
        let mut transaction = self.database.begin().await?;
        let moment = now();
        transaction.run("DELETE FROM session WHERE ends_at <= $1", values![&moment]).await?;
        let insert = "INSERT INTO session (token_hash, account_id, opened_at, seen_at, ends_at) VALUES ($1, $2, $3, $3, $4)";
        transaction.run(insert, values![token_hash, account, moment, ends_at]).await?;
        note(&mut transaction, "log_in", "account", account, None, None).await?;
        transaction.commit().await
    }

    /// The session under a hash, when it is not over at `moment` and was seen after `idle_since`, and its account is active.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn session(&self, token_hash: &str, moment: &str, idle_since: &str) -> Result<Option<SessionRow>, StoreError> {
        let select = "SELECT account_id, seen_at FROM session WHERE token_hash = $1 AND ends_at > $2 AND seen_at > $3";
        let row: Option<(i64, String)> = self.database.optional(select, values![token_hash, moment, idle_since]).await?;
        let Some((id, seen_at)) = row else { return Ok(None) };
        let account = self.account(id).await?.filter(|account| account.active);
        Ok(account.map(|account| SessionRow { account, seen_at }))
    }

    /// Notes that a session was seen.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn see_session(&self, token_hash: &str, moment: &str) -> Result<(), StoreError> {
        self.database.run("UPDATE session SET seen_at = $2 WHERE token_hash = $1", values![token_hash, moment]).await?;
        Ok(())
    }

    /// Ends a session.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn close_session(&self, token_hash: &str) -> Result<(), StoreError> {
        let mut transaction = self.database.begin().await?;
        let closed: Option<(i64,)> =
            transaction.optional("DELETE FROM session WHERE token_hash = $1 RETURNING account_id", values![token_hash]).await?;
        if let Some((account,)) = closed {
            note(&mut transaction, "log_out", "account", account, None, None).await?;
        }
        transaction.commit().await
    }
}
