//! What to look around with: an account, and the sample RFQ waiting to be read.

use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};
use jiff::Timestamp;
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};
use trusquin_store::{Actor, NewFile, NewRfq, QuantitiesSource, Store, acting_as};

use super::accounts::add_account;
use crate::access::{moment, secrets};

/// Login of the demonstration's account.
const LOGIN: &str = "demo";

/// Endings of what is a plan in the folder of the sample.
const PLANS: [&str; 3] = [".pdf", ".step", ".dxf"];

/// The sample RFQ, carried inside the binary.
#[derive(RustEmbed)]
#[folder = "../../datasets/sample_rfq"]
struct Sample;

/// Makes the account when there is none, with `rfq` also the sample RFQ, and says how to log in.
///
/// # Errors
/// The data folder cannot be used.
pub fn load(data: &Path, rfq: bool) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().context("the asynchronous runtime cannot start")?;
    let actor = Actor { account: None, name: "command line".to_owned(), request: String::new() };
    runtime.block_on(acting_as(actor, async {
        let store = Store::open(data).await?;
        account(&store, data).await?;
        if rfq {
            let rfq = sample(&store).await?;
            writeln!(std::io::stdout().lock(), "RFQ {rfq}: the sample plans; the service (trusquin serve) reads and prices them")?;
        }
        store.close().await;
        Ok(())
    }))
}

/// The account, with a password that is generated here and printed this once.
async fn account(store: &Store, folder: &Path) -> Result<()> {
    let mut output = std::io::stdout().lock();
    if store.has_accounts().await? {
        let again = format!("trusquin accounts password LOGIN --data {}", folder.display());
        writeln!(output, "there are accounts already (trusquin accounts list); {again} gives one another password")?;
        return Ok(());
    }
    let password = secrets::password()?;
    add_account(store, LOGIN, "Demo", "admin", &password).await?;
    writeln!(output, "login:    {LOGIN}\npassword: {password}")?;
    Ok(())
}

/// The sample RFQ as it would have arrived; the same one when it is there already.
async fn sample(store: &Store) -> Result<i64> {
    let mut files = Vec::new();
    let folder = store.incoming_folder()?;
    for name in Sample::iter().filter(|name| PLANS.iter().any(|kind| name.ends_with(kind))) {
        let bytes = Sample::get(&name).map(|file| file.data).unwrap_or_default();
        let sha256: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        let path = folder.join(format!("demo-{sha256}"));
        std::fs::write(&path, &bytes).with_context(|| format!("{} cannot be written", path.display()))?;
        store.adopt_file(&path, &sha256)?;
        files.push(NewFile { name: name.into_owned(), sha256, bytes: bytes.len() as u64 });
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    let rfq = NewRfq {
        fingerprint: "demo".to_owned(),
        received_at: moment(Timestamp::now()),
        quantities: vec![10, 50],
        quantities_source: QuantitiesSource::Form,
        customer: Some("Client Exemple".to_owned()),
        requested_date: None,
        files,
    };
    Ok(store.receive_rfq(&rfq).await?)
}
