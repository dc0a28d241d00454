//! `trusquin accounts`: accounts and keys from the terminal of the machine, for the first one and for who is locked out.

use std::io::{Read, Write};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use trusquin_store::{AccountData, Actor, NewKey, Store, acting_as};

use super::DataArgs;
use crate::access::rights::{ROLES, is_scope};
use crate::access::secrets;

/// What to do with accounts.
#[derive(Debug, Args)]
pub struct AccountsArgs {
    #[command(subcommand)]
    command: AccountsCommand,
}

#[derive(Debug, Subcommand)]
enum AccountsCommand {
    /// List accounts.
    List(ListArgs),
    /// Make the account `demo` when there is none, and print its generated password; says so when there are accounts.
    First(ListArgs),
    /// Add an account; its password is generated and printed unless it is given on stdin.
    Add(AddArgs),
    /// Give an account another password; it is logged out everywhere.
    Password(PasswordArgs),
    /// Make a key for a program and print it; it is not shown again.
    Key(KeyArgs),
}

#[derive(Debug, Args)]
struct ListArgs {
    #[command(flatten)]
    data: DataArgs,
}

#[derive(Debug, Args)]
struct AddArgs {
    /// What is typed to log in.
    login: String,
    /// Name on the screen and in the audit trail (default: the login).
    #[arg(long)]
    name: Option<String>,
    /// Role.
    #[arg(long, default_value = "admin", value_parser = ROLES)]
    role: String,
    /// Read the password from stdin instead of making one.
    #[arg(long)]
    password_stdin: bool,
    #[command(flatten)]
    data: DataArgs,
}

#[derive(Debug, Args)]
struct PasswordArgs {
    /// The account.
    login: String,
    /// Read the password from stdin instead of making one.
    #[arg(long)]
    password_stdin: bool,
    #[command(flatten)]
    data: DataArgs,
}

#[derive(Debug, Args)]
struct KeyArgs {
    /// What it is for.
    name: String,
    /// The account it acts for.
    #[arg(long)]
    login: String,
    /// What it may do, of what its account may: module:read or module:write; * is every module. Can be given several times.
    #[arg(long = "scope", default_value = "*:write")]
    scopes: Vec<String>,
    #[command(flatten)]
    data: DataArgs,
}

/// Runs a command on accounts.
///
/// # Errors
/// The data cannot be used, or there is no such account.
pub fn run(args: &AccountsArgs) -> Result<ExitCode> {
    if let AccountsCommand::First(args) = &args.command {
        super::sample::load(&args.data.data, false)?;
        return Ok(ExitCode::SUCCESS);
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().context("the asynchronous runtime cannot start")?;
    let actor = Actor { account: None, name: "command line".to_owned(), request: String::new() };
    runtime.block_on(acting_as(actor, async {
        match &args.command {
            AccountsCommand::First(_) => {}
            AccountsCommand::List(args) => list(&open(&args.data).await?).await?,
            AccountsCommand::Add(args) => add(args).await?,
            AccountsCommand::Password(args) => password(args).await?,
            AccountsCommand::Key(args) => key(args).await?,
        }
        Ok(ExitCode::SUCCESS)
    }))
}

async fn open(data: &DataArgs) -> Result<Store> {
    Ok(Store::open(&data.data).await?)
}

async fn list(store: &Store) -> Result<()> {
    let mut output = std::io::stdout().lock();
    for account in store.accounts(u32::MAX, None).await? {
        let state = if account.active { "" } else { " (closed)" };
        writeln!(output, "{:<24} {:<13} {}{state}", account.login, account.role, account.name)?;
    }
    Ok(())
}

async fn add(args: &AddArgs) -> Result<()> {
    let store = open(&args.data).await?;
    let password = new_password(args.password_stdin)?;
    let login = args.login.trim().to_lowercase();
    let name = args.name.clone().unwrap_or_else(|| login.clone());
    if add_account(&store, &login, &name, &args.role, &password).await? {
        tell(&login, args.password_stdin, &password)
    } else {
        bail!("the login {login} is taken; trusquin accounts password gives it another password")
    }
}

/// Adds an account; false when the login is taken.
///
/// # Errors
/// The database refuses, or the system gives no random salt.
pub async fn add_account(store: &Store, login: &str, name: &str, role: &str, password: &str) -> Result<bool> {
    let hash = secrets::password_hash(password).map_err(|error| anyhow::anyhow!("the password cannot be hashed: {error}"))?;
    let (login, name, role) = (login.to_owned(), name.to_owned(), role.to_owned());
    let data = AccountData { login, name, role, clearances: Vec::new(), active: true };
    Ok(store.add_account(&data, &hash, false).await?.is_some())
}

async fn password(args: &PasswordArgs) -> Result<()> {
    let store = open(&args.data).await?;
    let login = args.login.trim().to_lowercase();
    let account = store.account_by_login(&login).await?.with_context(|| format!("there is no account {login}"))?;
    let password = new_password(args.password_stdin)?;
    let hash = secrets::password_hash(&password).map_err(|error| anyhow::anyhow!("the password cannot be hashed: {error}"))?;
    store.change_password(account.id, &hash, None).await?;
    tell(&login, args.password_stdin, &password)
}

async fn key(args: &KeyArgs) -> Result<()> {
    let store = open(&args.data).await?;
    if let Some(scope) = args.scopes.iter().find(|scope| !is_scope(scope)) {
        bail!("the scope '{scope}' is not module:read or module:write");
    }
    let login = args.login.trim().to_lowercase();
    let account = store.account_by_login(&login).await?.with_context(|| format!("there is no account {login}"))?;
    let key = secrets::key()?;
    let (key_hash, hint) = (secrets::token_hash(&key), key.chars().take(10).collect::<String>());
    let new = NewKey { account_id: account.id, name: &args.name, key_hash: &key_hash, hint: &hint, scopes: &args.scopes, ends_at: None };
    store.add_key(&new).await?;
    writeln!(std::io::stdout().lock(), "{key}")?;
    Ok(())
}

/// A password from stdin, or a new one.
fn new_password(from_stdin: bool) -> Result<String> {
    if !from_stdin {
        return Ok(secrets::password()?);
    }
    let mut text = String::new();
    std::io::stdin().take(1 << 12).read_to_string(&mut text).context("the password cannot be read from stdin")?;
    let password = text.trim_end_matches(['\r', '\n']).to_owned();
    let (shortest, longest) = (secrets::SHORTEST_PASSWORD, secrets::LONGEST_PASSWORD);
    if password.chars().count() < shortest || password.len() > longest {
        bail!("a password has at least {shortest} characters and at most {longest} bytes");
    }
    Ok(password)
}

/// Prints what was generated, this once.
fn tell(login: &str, given: bool, password: &str) -> Result<()> {
    let mut output = std::io::stdout().lock();
    writeln!(output, "login:    {login}")?;
    if !given {
        writeln!(output, "password: {password}")?;
    }
    Ok(())
}
