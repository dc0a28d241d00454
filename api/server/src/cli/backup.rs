//! `trusquin backup`, `trusquin restore` and `trusquin update`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::Args;
use jiff::Timestamp;
use trusquin_store::{DataLock, Store, database_url};

use super::DataArgs;
use crate::backup::{Manifest, back_up, check, unpack};
use crate::update;

/// Where to write.
#[derive(Debug, Args)]
pub struct BackupArgs {
    /// The backup, a ZIP.
    file: PathBuf,
    /// Check a backup that is there instead of writing one.
    #[arg(long)]
    check: bool,
    #[command(flatten)]
    data: DataArgs,
}

/// What to restore, and where.
#[derive(Debug, Args)]
pub struct RestoreArgs {
    /// The backup.
    file: PathBuf,
    /// Put it in the place of the data that are there; those are kept beside the folder.
    #[arg(long)]
    replace: bool,
    #[command(flatten)]
    data: DataArgs,
}

/// What to install.
#[derive(Debug, Args)]
pub struct UpdateArgs {
    /// The update file.
    file: PathBuf,
    /// Make an update file of this very program instead.
    #[arg(long)]
    pack: bool,
    /// The program to replace (default: this one).
    #[arg(long)]
    program: Option<PathBuf>,
    #[command(flatten)]
    data: DataArgs,
}

/// Writes a backup, or checks one.
///
/// # Errors
/// The data or the disk refuse, or the backup does not restore.
pub fn backup(args: &BackupArgs) -> Result<ExitCode> {
    let manifest = runtime()?.block_on(async {
        if args.check {
            return check(&args.file).await;
        }
        let store = Store::open(&args.data.data).await?;
        let written = back_up(&store, &args.data.data, &args.file).await;
        store.close().await;
        written
    })?;
    tell("backup checked by restoring it", &args.file, &manifest);
    Ok(ExitCode::SUCCESS)
}

/// Restores a backup.
///
/// # Errors
/// It is damaged, the service runs, or there are data already.
pub fn restore(args: &RestoreArgs) -> Result<ExitCode> {
    let (data, database) = (&args.data.data, database_url());
    // Whole before anything is touched.
    runtime()?.block_on(check(&args.file))?;
    let manifest = runtime()?.block_on(put_back(&args.file, data, database.as_deref(), args.replace))?;
    tell("restored", &args.file, &manifest);
    Ok(ExitCode::SUCCESS)
}

/// Restores a backup over what there is, which is kept: the folder beside, the tables of a server in a backup of their own.
async fn put_back(backup: &Path, data: &Path, database: Option<&str>, replace: bool) -> Result<Manifest> {
    let there = std::fs::read_dir(data).is_ok_and(|mut entries| entries.next().is_some());
    if there && !replace {
        bail!("{} is not empty; restore into another folder, or with --replace", data.display());
    }
    let lock = if there && database.is_none() { Some(DataLock::take(data)?) } else { None };
    let aside = data.with_extension(format!("before-{}", Timestamp::now().as_millisecond()));
    let saved = aside.with_extension("zip");
    if let Some(url) = database.filter(|_| replace) {
        let store = Store::open_at(data, Some(url)).await?;
        let kept = back_up(&store, data, &saved).await;
        store.close().await;
        kept.context("what is there cannot be kept")?;
    }
    if there {
        set_aside(data, &aside)?;
    }
    drop(lock);
    let outcome = over(backup, data, database).await;
    if outcome.is_err() {
        // Back to what there was: the reason is told, and so is a failure of this.
        if let Some(url) = database.filter(|_| replace) {
            let fresh = tempfile::tempdir().context("there is no room to put the tables back")?;
            over(&saved, &fresh.path().join("data"), Some(url)).await?;
        }
        if there {
            take_back(data, &aside)?;
        }
    } else if there {
        eprintln!("trusquin: what was there is kept in {}", aside.display());
    }
    outcome
}

/// Restores a backup in the place of the tables of a server, and into a folder that is empty.
///
/// # Errors
/// The backup or the database refuse.
pub(crate) async fn over(backup: &Path, data: &Path, database: Option<&str>) -> Result<Manifest> {
    if let Some(url) = database {
        Store::clear_at(data, url).await?;
    }
    unpack(backup, data, database).await
}

/// Gives a folder another name.
///
/// # Errors
/// Disk or rights.
pub(crate) fn set_aside(data: &Path, aside: &Path) -> Result<()> {
    std::fs::rename(data, aside).with_context(|| format!("{} cannot be set aside", data.display()))
}

/// Gives a folder its name back, in place of what stands there now.
fn take_back(data: &Path, aside: &Path) -> Result<()> {
    if data.exists() {
        std::fs::remove_dir_all(data)?;
    }
    std::fs::rename(aside, data).with_context(|| format!("{} cannot be put back", data.display()))
}

/// Installs an update, or makes one.
///
/// # Errors
/// The file is damaged, the service runs, or the new program fails: everything is then as before.
pub fn update(args: &UpdateArgs) -> Result<ExitCode> {
    let program = match &args.program {
        Some(program) => program.clone(),
        None => std::env::current_exe().context("this program cannot be found")?,
    };
    if args.pack {
        let version = update::pack(&program, &args.file)?;
        println!("update to {version} written to {}", args.file.display());
        return Ok(ExitCode::SUCCESS);
    }
    let (data, database) = (&args.data.data, database_url());
    let _lock = if database.is_none() { Some(DataLock::take(data)?) } else { None };
    let installed = runtime()?.block_on(update::install(&args.file, &program, data, database.as_deref()))?;
    println!("updated to {}; the data before it are in {}", installed.version, installed.backup.display());
    println!("restart the service: {} serve", program.display());
    Ok(ExitCode::SUCCESS)
}

fn tell(what: &str, file: &Path, manifest: &Manifest) {
    let rows: u64 = manifest.tables.rows.values().sum();
    println!(
        "{}: {what} ({} rows of {} tables, {} files, of {})",
        file.display(),
        rows,
        manifest.tables.rows.len(),
        manifest.files.len() - 1,
        manifest.written_at
    );
}

fn runtime() -> Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().context("the asynchronous runtime cannot start")
}
