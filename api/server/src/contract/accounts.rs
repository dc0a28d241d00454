//! Accounts, sessions, keys and the audit trail as the API shows them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use trusquin_store::{AccountData, AccountRow, AuditRow, KeyRow};
use utoipa::ToSchema;

use crate::access::rights;

/// A role of the shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(title = "Role")]
#[allow(missing_docs)]
pub enum RoleJson {
    Admin,
    Estimator,
    Methods,
    Analyst,
    ShopManager,
    Operator,
    Quality,
}

impl RoleJson {
    /// Its word in the table of rights.
    pub fn word(self) -> &'static str {
        rights::ROLES[self as usize]
    }

    /// The role of a word.
    pub fn of(word: &str) -> Option<Self> {
        [Self::Admin, Self::Estimator, Self::Methods, Self::Analyst, Self::ShopManager, Self::Operator, Self::Quality]
            .into_iter()
            .find(|role| role.word() == word)
    }
}

/// What may restrict an RFQ to those who are cleared for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(title = "RestrictionMark")]
#[allow(missing_docs)]
pub enum RestrictionJson {
    Itar,
    Ear,
    DiffusionRestreinte,
    SpecialFrance,
}

impl RestrictionJson {
    /// Its word in the tables.
    pub fn word(self) -> &'static str {
        match self {
            Self::Itar => "itar",
            Self::Ear => "ear",
            Self::DiffusionRestreinte => "diffusion_restreinte",
            Self::SpecialFrance => "special_france",
        }
    }

    /// The mark of a word.
    pub fn of(word: &str) -> Option<Self> {
        [Self::Itar, Self::Ear, Self::DiffusionRestreinte, Self::SpecialFrance].into_iter().find(|mark| mark.word() == word)
    }
}

/// The marks of an RFQ.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(title = "Restrictions")]
pub struct RestrictionsJson {
    /// None: everybody with a right to RFQs may read it.
    pub marks: Vec<RestrictionJson>,
}

/// An account.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(title = "Account")]
pub struct AccountJson {
    id: i64,
    login: String,
    name: String,
    role: RoleJson,
    /// Restriction marks whose RFQs it may read.
    clearances: Vec<RestrictionJson>,
    /// False: kept for the history, may not log in.
    active: bool,
    #[schema(format = "date-time")]
    created_at: String,
    #[schema(format = "date-time")]
    updated_at: String,
}

impl From<AccountRow> for AccountJson {
    fn from(row: AccountRow) -> Self {
        Self {
            id: row.id,
            login: row.login,
            name: row.name,
            role: RoleJson::of(&row.role).unwrap_or(RoleJson::Operator),
            clearances: row.clearances.iter().filter_map(|mark| RestrictionJson::of(mark)).collect(),
            active: row.active,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

/// A part of the list of accounts.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "AccountList")]
pub struct AccountListJson {
    /// Oldest first.
    pub items: Vec<AccountJson>,
    /// What to ask for as `after` to go on; null at the end.
    #[schema(required = true)]
    pub next_after: Option<i64>,
}

/// An account to add.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(title = "NewAccount")]
pub struct NewAccountJson {
    /// What is typed to log in: 2 to 64 letters, digits, `.`, `-`, `_` or `@`; case does not count.
    #[schema(min_length = 2, max_length = 64)]
    pub login: String,
    /// Name on the screen and in the audit trail.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// Role.
    pub role: RoleJson,
    /// At least 12 characters.
    #[schema(min_length = 12, max_length = 256)]
    pub password: String,
    /// Restriction marks whose RFQs it may read.
    #[serde(default)]
    pub clearances: Vec<RestrictionJson>,
}

/// What an account shall be.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(title = "AccountChange")]
pub struct AccountChangeJson {
    /// What is typed to log in.
    #[schema(min_length = 2, max_length = 64)]
    pub login: String,
    /// Name.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// Role.
    pub role: RoleJson,
    /// Restriction marks whose RFQs it may read.
    pub clearances: Vec<RestrictionJson>,
    /// May log in.
    pub active: bool,
}

impl AccountChangeJson {
    /// As the store takes it.
    pub fn data(&self) -> AccountData {
        AccountData {
            login: self.login.trim().to_lowercase(),
            name: self.name.trim().to_owned(),
            role: self.role.word().to_owned(),
            clearances: self.clearances.iter().map(|mark| mark.word().to_owned()).collect(),
            active: self.active,
        }
    }
}

/// Another password for somebody else.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(title = "NewPassword")]
pub struct NewPasswordJson {
    /// At least 12 characters.
    #[schema(min_length = 12, max_length = 256)]
    pub password: String,
}

/// Another password for oneself.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(title = "OwnPassword")]
pub struct OwnPasswordJson {
    /// The one that holds now.
    #[schema(max_length = 256)]
    pub old: String,
    /// At least 12 characters.
    #[schema(min_length = 12, max_length = 256)]
    pub new: String,
}

/// Who wants to log in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(title = "LogIn")]
pub struct LogInJson {
    /// Login.
    #[schema(max_length = 64)]
    pub login: String,
    /// Password.
    #[schema(max_length = 256)]
    pub password: String,
}

/// Who is logged in and what they may do.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "Session")]
pub struct SessionJson {
    /// The account.
    pub account: AccountJson,
    /// `none`, `own`, `read` or `write` for every module.
    pub rights: BTreeMap<String, String>,
    /// What a page sends as `X-Trusquin-Csrf` with changes, where its browser does not say which site it comes from; null for a key.
    #[schema(required = true)]
    pub csrf: Option<String>,
}

/// Whether the service waits for its first account.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "SetupState")]
pub struct SetupStateJson {
    /// True while nobody has an account: POST /api/setup makes the first one.
    pub needed: bool,
    /// True when the caller is logged in: GET /api/session then says who it is.
    pub logged_in: bool,
}

/// The first account, and what the shop does.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(title = "Setup")]
pub struct SetupJson {
    /// What is typed to log in.
    #[schema(min_length = 2, max_length = 64)]
    pub login: String,
    /// Name.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// At least 12 characters.
    #[schema(min_length = 12, max_length = 256)]
    pub password: String,
}

/// A key as it is kept.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "Key")]
pub struct KeyJson {
    id: i64,
    /// The account it acts for.
    account: i64,
    /// What it is for.
    name: String,
    /// Its first characters.
    hint: String,
    /// `module:read` and `module:write`; `*` is every module. Never more than its account may.
    scopes: Vec<String>,
    #[schema(format = "date-time")]
    created_at: String,
    #[schema(required = true, format = "date-time")]
    ends_at: Option<String>,
    /// Day it was last used.
    #[schema(required = true, format = "date")]
    used_at: Option<String>,
    #[schema(required = true, format = "date-time")]
    revoked_at: Option<String>,
}

impl From<KeyRow> for KeyJson {
    fn from(row: KeyRow) -> Self {
        Self {
            id: row.id,
            account: row.account_id,
            name: row.name,
            hint: row.hint,
            scopes: row.scopes,
            created_at: row.created_at,
            ends_at: row.ends_at,
            used_at: row.used_at,
            revoked_at: row.revoked_at,
        }
    }
}

/// A part of the list of keys.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "KeyList")]
pub struct KeyListJson {
    /// Oldest first, those taken back included.
    pub items: Vec<KeyJson>,
    /// What to ask for as `after` to go on; null at the end.
    #[schema(required = true)]
    pub next_after: Option<i64>,
}

/// A key to make.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(title = "NewKey")]
pub struct NewKeyJson {
    /// What it is for.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// The account it acts for; the caller's own when left out.
    pub account: Option<i64>,
    /// `module:read` and `module:write`; `*` is every module.
    #[schema(min_items = 1)]
    pub scopes: Vec<String>,
    /// It is refused from here on.
    #[schema(format = "date-time")]
    pub ends_at: Option<String>,
}

/// A key that was made.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "MadeKey")]
pub struct MadeKeyJson {
    /// What is kept of it.
    pub about: KeyJson,
    /// The key itself, shown this once: `Authorization: Bearer KEY`.
    pub key: String,
}

/// A line of the audit trail.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "AuditEntry")]
pub struct AuditEntryJson {
    id: i64,
    #[schema(format = "date-time")]
    at: String,
    /// Account; null for the service itself and for command lines.
    #[schema(required = true)]
    account: Option<i64>,
    actor: String,
    /// Id of the request in the log.
    request: String,
    /// `create`, `change`, `delete`, `read`, `log_in`, ...
    action: String,
    /// What sort of thing.
    noun: String,
    /// Which one.
    record: String,
    /// Before.
    #[schema(required = true, value_type = Option<Object>)]
    old: Option<Value>,
    /// After.
    #[schema(required = true, value_type = Option<Object>)]
    new: Option<Value>,
}

impl From<AuditRow> for AuditEntryJson {
    fn from(row: AuditRow) -> Self {
        // Everything is an object here, so that a client knows what to expect.
        let value = |text: Option<String>| {
            let value: Value = serde_json::from_str(&text?).unwrap_or(Value::Null);
            Some(if value.is_object() { value } else { serde_json::json!({ "value": value }) })
        };
        Self {
            id: row.id,
            at: row.at,
            account: row.account_id,
            actor: row.actor,
            request: row.request,
            action: row.action,
            noun: row.noun,
            record: row.record,
            old: value(row.old_value),
            new: value(row.new_value),
        }
    }
}

/// A part of the audit trail.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "AuditList")]
pub struct AuditListJson {
    /// Newest first.
    pub items: Vec<AuditEntryJson>,
    /// What to ask for as `before` to go on; null at the end.
    #[schema(required = true)]
    pub next_before: Option<i64>,
}
