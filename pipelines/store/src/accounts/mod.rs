//! Accounts, the sessions of their browsers and the keys of their programs.
//!
//! Only hashes of passwords, tokens and keys come here: making and checking them is the service's part.

mod keys;
mod sessions;

use serde::{Deserialize, Serialize};
use sqlx::FromRow;

use crate::audit::{note, now};
use crate::database::values;
use crate::{Store, StoreError};

pub use keys::{KeyRow, NewKey};
pub use sessions::SessionRow;

/// An account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountRow {
    /// Identifier.
    pub id: i64,
    /// What is typed to log in.
    pub login: String,
    /// Name on the screen and in the trail.
    pub name: String,
    /// Role, a word of the table of rights.
    pub role: String,
    /// Argon2id, PHC string form.
    pub password_hash: String,
    /// Restriction marks whose RFQs it may read.
    pub clearances: Vec<String>,
    /// False: kept for the history, may not log in.
    pub active: bool,
    /// Rises with every change.
    pub version: i64,
    /// Moment, ISO 8601.
    pub created_at: String,
    /// Moment of the last change.
    pub updated_at: String,
}

/// What can be set of an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountData {
    /// What is typed to log in, lower case.
    pub login: String,
    /// Name.
    pub name: String,
    /// Role.
    pub role: String,
    /// Restriction marks whose RFQs it may read.
    pub clearances: Vec<String>,
    /// May log in.
    pub active: bool,
}

/// How a change that names a version ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changed<T> {
    /// It is done; this is the new state.
    Done(T),
    /// There is no such thing.
    Missing,
    /// It has changed since that version.
    Stale,
    /// Another one has that name already.
    Taken,
    /// Nobody would be left who may manage accounts.
    LastAdmin,
}

/// Columns of an account.
const COLUMNS: &str = "id, login, name, role, password_hash, clearances, active, version, created_at, updated_at";

#[derive(FromRow)]
struct RawAccount {
    id: i64,
    login: String,
    name: String,
    role: String,
    password_hash: String,
    clearances: String,
    active: i64,
    version: i64,
    created_at: String,
    updated_at: String,
}

impl RawAccount {
    fn row(self) -> Result<AccountRow, StoreError> {
        Ok(AccountRow {
            id: self.id,
            login: self.login,
            name: self.name,
            role: self.role,
            password_hash: self.password_hash,
            clearances: serde_json::from_str(&self.clearances)?,
            active: self.active != 0,
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
        })
    }
}

impl AccountRow {
    /// What can be set of it.
    pub fn data(&self) -> AccountData {
        let it = self.clone();
        AccountData { login: it.login, name: it.name, role: it.role, clearances: it.clearances, active: it.active }
    }
}

impl Store {
    /// Adds an account; `None` when the login is taken. With `first` only while there is no account at all.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn add_account(&self, data: &AccountData, password_hash: &str, first: bool) -> Result<Option<AccountRow>, StoreError> {
        let mut transaction = self.database.begin().await?;
        // Two who both want to be the first: the second waits at this row, and then finds an account.
        transaction
            .run("INSERT INTO setting (name, value) VALUES ('accounts', '1') ON CONFLICT (name) DO UPDATE SET value = '1'", values![])
            .await?;
        let (known,): (i64,) = transaction.one("SELECT count(*) FROM account", values![]).await?;
        if first && known > 0 {
            return Ok(None);
        }
        let moment = now();
        let insert = format!(
            "INSERT INTO account (login, name, role, password_hash, clearances, active, created_at, updated_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $7) ON CONFLICT (login) DO NOTHING RETURNING {COLUMNS}"
        );
        let clearances = serde_json::to_string(&data.clearances)?;
        let added: Option<RawAccount> = transaction
            .optional(
                sqlx::AssertSqlSafe(insert),
                values![&data.login, &data.name, &data.role, password_hash, clearances, data.active, moment],
            )
            .await?;
        let Some(account) = added else { return Ok(None) };
        let account = account.row()?;
        note(&mut transaction, "create", "account", account.id, None, Some(serde_json::to_string(data)?)).await?;
        transaction.commit().await?;
        Ok(Some(account))
    }

    /// Changes an account, when it still is of that version. One that is no longer active loses its sessions.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn change_account(&self, id: i64, version: Option<i64>, data: &AccountData) -> Result<Changed<AccountRow>, StoreError> {
        let mut transaction = self.database.begin().await?;
        // Writing first holds the row, and every other account's: two who take each other's rights leave one admin.
        transaction.run("UPDATE setting SET value = '1' WHERE name = 'accounts'", values![]).await?;
        let select = format!("SELECT {COLUMNS} FROM account WHERE id = $1");
        let old: Option<RawAccount> = transaction.optional(sqlx::AssertSqlSafe(select), values![id]).await?;
        let Some(old) = old else { return Ok(Changed::Missing) };
        let old = old.row()?;
        if version.is_some_and(|version| version != old.version) {
            return Ok(Changed::Stale);
        }
        let (others,): (i64,) =
            transaction.one("SELECT count(*) FROM account WHERE login = $1 AND id <> $2", values![&data.login, id]).await?;
        if others > 0 {
            return Ok(Changed::Taken);
        }
        let update = format!(
            "UPDATE account SET login = $2, name = $3, role = $4, clearances = $5, active = $6, version = version + 1, updated_at = $7
             WHERE id = $1 RETURNING {COLUMNS}"
        );
        let clearances = serde_json::to_string(&data.clearances)?;
        let new: RawAccount = transaction
            .one(sqlx::AssertSqlSafe(update), values![id, &data.login, &data.name, &data.role, clearances, data.active, now()])
            .await?;
        let admins = "SELECT count(*) FROM account WHERE role = 'admin' AND active = 1";
        let (admins,): (i64,) = transaction.one(admins, values![]).await?;
        if admins == 0 {
            return Ok(Changed::LastAdmin);
        }
        if !data.active {
            transaction.run("DELETE FROM session WHERE account_id = $1", values![id]).await?;
        }
        let (before, after) = (serde_json::to_string(&old.data())?, serde_json::to_string(data)?);
        note(&mut transaction, "change", "account", id, Some(before), Some(after)).await?;
        transaction.commit().await?;
        Ok(Changed::Done(new.row()?))
    }

    /// Gives an account another password; every session of it but `kept` ends. The trail says that it changed, not what it was.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn change_password(&self, id: i64, password_hash: &str, kept: Option<&str>) -> Result<bool, StoreError> {
        let mut transaction = self.database.begin().await?;
        let update = "UPDATE account SET password_hash = $2, version = version + 1, updated_at = $3 WHERE id = $1";
        if transaction.run(update, values![id, password_hash, now()]).await? == 0 {
            return Ok(false);
        }
        transaction.run("DELETE FROM session WHERE account_id = $1 AND token_hash <> $2", values![id, kept.unwrap_or_default()]).await?;
        note(&mut transaction, "change_password", "account", id, None, None).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// An account.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn account(&self, id: i64) -> Result<Option<AccountRow>, StoreError> {
        let select = format!("SELECT {COLUMNS} FROM account WHERE id = $1");
        let row: Option<RawAccount> = self.database.optional(sqlx::AssertSqlSafe(select), values![id]).await?;
        row.map(RawAccount::row).transpose()
    }

    /// An account by what is typed to log in.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn account_by_login(&self, login: &str) -> Result<Option<AccountRow>, StoreError> {
        let select = format!("SELECT {COLUMNS} FROM account WHERE login = $1");
        let row: Option<RawAccount> = self.database.optional(sqlx::AssertSqlSafe(select), values![login]).await?;
        row.map(RawAccount::row).transpose()
    }

    /// Accounts after one, oldest first.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn accounts(&self, limit: u32, after: Option<i64>) -> Result<Vec<AccountRow>, StoreError> {
        let select = format!("SELECT {COLUMNS} FROM account WHERE id > $1 ORDER BY id LIMIT $2");
        let rows: Vec<RawAccount> = self.database.all(sqlx::AssertSqlSafe(select), values![after.unwrap_or(0), limit]).await?;
        rows.into_iter().map(RawAccount::row).collect()
    }

    /// False while nobody has an account: the first one may then be made by whoever comes.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn has_accounts(&self) -> Result<bool, StoreError> {
        let row: Option<(i64,)> = self.database.optional("SELECT id FROM account LIMIT 1", values![]).await?;
        Ok(row.is_some())
    }
}
