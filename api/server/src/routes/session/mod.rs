//! The caller's own session: logged in, looked at, ended; one's own password.

pub mod close;
pub mod open;
pub mod password;
pub mod show;

use axum::http::{HeaderName, header};
use jiff::Timestamp;
use trusquin_store::{AccountRow, Actor, acting_as};

use crate::access::{By, COOKIE, Caller, LONGEST_SESSION, moment, rights, secrets};
use crate::contract::{AccountJson, SessionJson};
use crate::problem::Problem;
use crate::request;
use crate::state::App;

/// Opens a session of an account: the cookie, and what the page shows.
pub(super) async fn begin(app: &App, account: AccountRow) -> Result<((HeaderName, String), SessionJson), Problem> {
    let token = secrets::token()?;
    let ends = moment(Timestamp::now() + LONGEST_SESSION);
    let actor = Actor { account: Some(account.id), name: account.name.clone(), request: request::id() };
    acting_as(actor, app.store().open_session(account.id, &secrets::token_hash(&token), &ends)).await?;
    let cookie = format!("{COOKIE}={token}; Path=/; HttpOnly; SameSite=Strict; Max-Age={}", LONGEST_SESSION.as_secs());
    let caller = Caller { account, by: By::Session(token) };
    Ok(((header::SET_COOKIE, cookie), seen(&caller)))
}

/// What a page shows of a caller.
fn seen(caller: &Caller) -> SessionJson {
    let right = |module: &str| {
        let kinds = [(true, "write"), (false, "read")];
        let own = rights::right(&caller.account.role, module) == rights::Right::Own;
        let most = kinds.into_iter().find(|(writing, _)| caller.may(module, *writing)).map_or("none", |(_, word)| word);
        if own && most != "none" { "own" } else { most }
    };
    SessionJson {
        account: AccountJson::from(caller.account.clone()),
        rights: rights::modules().map(|module| (module.to_owned(), right(module).to_owned())).collect(),
        csrf: match &caller.by {
            By::Session(token) => Some(secrets::csrf_token(token)),
            By::Key { .. } => None,
        },
    }
}
