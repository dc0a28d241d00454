//! An update: a file with the next program, which brings its migrations along. Backup first, then the new program migrates and looks at
//! the data; only when it could does it take the old one's place. Whatever fails, program and data are as before.

use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use jiff::Timestamp;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use trusquin_store::{DATABASE_URL, Store};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use crate::backup::back_up;
use crate::cli::{over, set_aside};
use crate::contract::UpdateManifest;

/// Form of the file.
const FORM: u32 = 1;

/// Names in the file.
const MANIFEST: &str = "manifest.json";
const PROGRAM: &str = "trusquin";

/// Largest program, bytes.
const LARGEST: u64 = 2 << 30;

#[derive(Debug, Deserialize)]
struct Manifest {
    form: u32,
    version: String,
    sha256: String,
}

/// What was installed.
#[derive(Debug)]
pub struct Installed {
    /// Version of the new program.
    pub version: String,
    /// The data as they were before.
    pub backup: PathBuf,
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Makes an update file of a program and returns the version it says it is.
///
/// # Errors
/// The program does not run or cannot be read, or the file cannot be written.
pub fn pack(program: &Path, target: &Path) -> Result<String> {
    let version = version_of(program)?;
    let bytes = std::fs::read(program).with_context(|| program.display().to_string())?;
    let sha256 = hash(&bytes);
    let manifest = serde_json::to_vec_pretty(&UpdateManifest { form: FORM, version: &version, sha256: &sha256 })?;
    let mut zip = ZipWriter::new(File::create(target).with_context(|| target.display().to_string())?);
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).large_file(true);
    for (name, content) in [(MANIFEST, &manifest), (PROGRAM, &bytes)] {
        zip.start_file(name, options)?;
        zip.write_all(content)?;
    }
    zip.finish()?.sync_all()?;
    Ok(version)
}

fn version_of(program: &Path) -> Result<String> {
    let output = Command::new(program).arg("--version").output().with_context(|| format!("{} does not run", program.display()))?;
    ensure!(output.status.success(), "{} --version failed", program.display());
    Ok(String::from_utf8_lossy(&output.stdout).trim().trim_start_matches("trusquin ").to_owned())
}

/// Installs an update over a program. Call it with the folder's lock held.
///
/// # Errors
/// The file is damaged, or the new program fails: program and data are then as before.
pub async fn install(file: &Path, program: &Path, data: &Path, database: Option<&str>) -> Result<Installed> {
    let (manifest, bytes) = read(file).with_context(|| format!("{} is no update", file.display()))?;
    let staged = program.with_extension("new");
    std::fs::write(&staged, &bytes).with_context(|| format!("{} cannot be written", staged.display()))?;
    let outcome = install_staged(&manifest, &staged, program, data, database).await;
    if outcome.is_err() {
        // What failed is told; that its leftover could not be removed either adds nothing.
        let _ = std::fs::remove_file(&staged);
    }
    outcome
}

async fn install_staged(manifest: &Manifest, staged: &Path, program: &Path, data: &Path, database: Option<&str>) -> Result<Installed> {
    make_executable(staged)?;
    let said = version_of(staged).context("the new program does not run on this machine")?;
    ensure!(said == manifest.version, "the new program says it is {said}, its file says {}", manifest.version);
    let parent = data.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let backup = parent.join(format!("trusquin-before-{}-{}.zip", manifest.version, Timestamp::now().as_millisecond()));
    let store = Store::open_at(data, database).await?;
    let saved = back_up(&store, data, &backup).await;
    store.close().await;
    saved.context("there is no update without a backup")?;
    if let Err(error) = try_out(staged, data, database) {
        let aside = data.with_extension(format!("failed-{}", Timestamp::now().as_millisecond()));
        set_aside(data, &aside)?;
        over(&backup, data, database).await.with_context(|| {
            format!("the update failed ({error:#}) and the data could not be put back by themselves: restore {}", backup.display())
        })?;
        return Err(error.context("the update failed; program and data are as before"));
    }
    // One step: the name leads to the old program or to the new one. The old one is kept beside.
    let previous = program.with_extension("previous");
    let _ = std::fs::remove_file(&previous);
    std::fs::hard_link(program, &previous)
        .or_else(|_| std::fs::copy(program, &previous).map(|_| ()))
        .context("the old program cannot be kept")?;
    std::fs::rename(staged, program).with_context(|| format!("{} cannot be replaced", program.display()))?;
    Ok(Installed { version: manifest.version.clone(), backup })
}

/// The new program migrates, and reads what it migrated.
fn try_out(staged: &Path, data: &Path, database: Option<&str>) -> Result<()> {
    for arguments in [["migrate"].as_slice(), ["accounts", "list"].as_slice()] {
        let mut command = Command::new(staged);
        command.args(arguments).arg("--data").arg(data).env_remove(DATABASE_URL);
        if let Some(url) = database {
            command.env(DATABASE_URL, url);
        }
        let output = command.output().context("the new program does not run")?;
        if !output.status.success() {
            bail!("its {} failed: {}", arguments.join(" "), String::from_utf8_lossy(&output.stderr).trim());
        }
    }
    Ok(())
}

fn read(file: &Path) -> Result<(Manifest, Vec<u8>)> {
    let mut archive = ZipArchive::new(File::open(file)?)?;
    let mut text = String::new();
    archive.by_name(MANIFEST)?.take(1 << 20).read_to_string(&mut text)?;
    let manifest: Manifest = serde_json::from_str(&text)?;
    ensure!(manifest.form == FORM, "its form is {}, this program knows {FORM}", manifest.form);
    let mut bytes = Vec::new();
    archive.by_name(PROGRAM)?.take(LARGEST).read_to_end(&mut bytes)?;
    ensure!(hash(&bytes) == manifest.sha256, "the program in it is damaged");
    Ok((manifest, bytes))
}

fn make_executable(path: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    Ok(std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755))?)
}
