//! Keys of programs, under their hash.

use sqlx::FromRow;

use crate::audit::{note, now};
use crate::database::values;
use crate::{AccountRow, Store, StoreError};

/// A key as it is kept: never the key itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyRow {
    /// Identifier.
    pub id: i64,
    /// The account it acts for.
    pub account_id: i64,
    /// What it is for.
    pub name: String,
    /// Its first characters.
    pub hint: String,
    /// `module:read` and `module:write`.
    pub scopes: Vec<String>,
    /// Moment, ISO 8601.
    pub created_at: String,
    /// It is refused from here on.
    pub ends_at: Option<String>,
    /// Day it was last used.
    pub used_at: Option<String>,
    /// Moment it was taken back.
    pub revoked_at: Option<String>,
}

/// A key to keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewKey<'a> {
    /// The account it acts for.
    pub account_id: i64,
    /// What it is for.
    pub name: &'a str,
    /// SHA-256 of the key, hexadecimal.
    pub key_hash: &'a str,
    /// Its first characters.
    pub hint: &'a str,
    /// `module:read` and `module:write`.
    pub scopes: &'a [String],
    /// Moment it ends, ISO 8601.
    pub ends_at: Option<&'a str>,
}

const COLUMNS: &str = "id, account_id, name, hint, scopes, created_at, ends_at, used_at, revoked_at";

#[derive(FromRow)]
struct RawKey {
    id: i64,
    account_id: i64,
    name: String,
    hint: String,
    scopes: String,
    created_at: String,
    ends_at: Option<String>,
    used_at: Option<String>,
    revoked_at: Option<String>,
}

impl RawKey {
    fn row(self) -> Result<KeyRow, StoreError> {
        Ok(KeyRow {
            id: self.id,
            account_id: self.account_id,
            name: self.name,
            hint: self.hint,
            scopes: serde_json::from_str(&self.scopes)?,
            created_at: self.created_at,
            ends_at: self.ends_at,
            used_at: self.used_at,
            revoked_at: self.revoked_at,
        })
    }
}

impl Store {
    /// Keeps a key.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn add_key(&self, key: &NewKey<'_>) -> Result<KeyRow, StoreError> {
        let mut transaction = self.database.begin().await?;
        let insert = format!(
            "INSERT INTO api_key (account_id, name, key_hash, hint, scopes, created_at, ends_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING {COLUMNS}"
        );
        let scopes = serde_json::to_string(key.scopes)?;
        let added: RawKey = transaction
            .one(sqlx::AssertSqlSafe(insert), values![key.account_id, key.name, key.key_hash, key.hint, scopes.clone(), now(), key.ends_at])
            .await?;
        note(&mut transaction, "create", "key", added.id, None, Some(scopes)).await?;
        transaction.commit().await?;
        added.row()
    }

    /// The key under a hash with its account, when neither is over at `moment`. Notes once a day that it is used.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn key(&self, key_hash: &str, moment: &str) -> Result<Option<(KeyRow, AccountRow)>, StoreError> {
        let select =
            format!("SELECT {COLUMNS} FROM api_key WHERE key_hash = $1 AND revoked_at IS NULL AND (ends_at IS NULL OR ends_at > $2)");
        let row: Option<RawKey> = self.database.optional(sqlx::AssertSqlSafe(select), values![key_hash, moment]).await?;
        let Some(key) = row.map(RawKey::row).transpose()? else { return Ok(None) };
        let today = moment.get(..10).unwrap_or(moment);
        if key.used_at.as_deref() != Some(today) {
            self.database.run("UPDATE api_key SET used_at = $2 WHERE id = $1", values![key.id, today]).await?;
        }
        let account = self.account(key.account_id).await?.filter(|account| account.active);
        Ok(account.map(|account| (key, account)))
    }

    /// Keys after one, oldest first, those taken back included.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn keys(&self, limit: u32, after: Option<i64>) -> Result<Vec<KeyRow>, StoreError> {
        let select = format!("SELECT {COLUMNS} FROM api_key WHERE id > $1 ORDER BY id LIMIT $2");
        let rows: Vec<RawKey> = self.database.all(sqlx::AssertSqlSafe(select), values![after.unwrap_or(0), limit]).await?;
        rows.into_iter().map(RawKey::row).collect()
    }

    /// Takes a key back; false when there is none. Twice is once.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn revoke_key(&self, id: i64) -> Result<bool, StoreError> {
        let mut transaction = self.database.begin().await?;
        let taken = transaction.run("UPDATE api_key SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL", values![id, now()]).await?;
        if taken > 0 {
            note(&mut transaction, "revoke", "key", id, None, None).await?;
            transaction.commit().await?;
            return Ok(true);
        }
        let known: Option<(i64,)> = transaction.optional("SELECT id FROM api_key WHERE id = $1", values![id]).await?;
        Ok(known.is_some())
    }
}
