//! Backup, restore and update on a filled data folder.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

use crate::http::{Form, get};
use crate::server::{Server, sample_form, sample_pdf};

fn trusquin(program: &Path, arguments: &[&str], data: &Path) -> Output {
    Command::new(program).args(arguments).arg("--data").arg(data).env_remove("DATABASE_URL").output().unwrap()
}

fn own() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_trusquin"))
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// What people see of the data: RFQs, quotes, accounts, machines, and the bytes of the PDF.
fn seen(server: &Server) -> (Vec<Value>, Vec<u8>) {
    let lists = ["/api/rfqs", "/api/quotes", "/api/accounts", "/api/machines?limit=200", "/api/rates"].map(|path| server.get(path));
    let number = lists[1]["items"][0]["number"].as_str().unwrap().to_owned();
    let pdf = get(server.address, &format!("/api/quotes/{number}/pdf"));
    assert_eq!(pdf.status, 200);
    (lists.to_vec(), pdf.body)
}

#[test]
fn a_backup_written_under_load_restores_to_the_same_data() {
    let folder = tempfile::tempdir().unwrap();
    let (data, backup) = (folder.path().join("data"), folder.path().join("backup.zip"));
    let server = Server::start(&data);
    server.finish(server.send(sample_form()));
    // Others are on their way while it is written.
    let late = server.send(Form::new().file("plan.pdf", &sample_pdf()));
    let written = trusquin(own(), &["backup", backup.to_str().unwrap()], &data);
    assert!(written.status.success() && said(&written).contains("checked by restoring it"), "{}", said(&written));
    server.finish(late);
    let before = seen(&server);
    server.kill();

    let other = folder.path().join("other");
    let restored = trusquin(own(), &["restore", backup.to_str().unwrap()], &other);
    assert!(restored.status.success(), "{}", said(&restored));
    let again = Server::start(&other);
    // What was under way in the backup is done after it was restored.
    again.finish(late);
    let after = seen(&again);
    assert_eq!(before.0[1]["items"].as_array().unwrap().len(), after.0[1]["items"].as_array().unwrap().len());
    let first = |lists: &[Value], list: usize| lists[list]["items"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(first(&before.0, 0), first(&after.0, 0), "the RFQ that was finished");
    assert_eq!(first(&before.0, 1), first(&after.0, 1), "its quote");
    assert_eq!((&before.0[2], &before.0[3], &before.0[4]), (&after.0[2], &after.0[3], &after.0[4]));
    drop(again);

    let refused = trusquin(own(), &["restore", backup.to_str().unwrap()], &other);
    assert!(!refused.status.success() && said(&refused).contains("--replace"), "{}", said(&refused));
    std::fs::write(other.join("mine.txt"), "kept").unwrap();
    let replaced = trusquin(own(), &["restore", backup.to_str().unwrap(), "--replace"], &other);
    assert!(replaced.status.success(), "{}", said(&replaced));
    let aside =
        std::fs::read_dir(folder.path()).unwrap().flatten().find(|entry| entry.file_name().to_string_lossy().contains("before-")).unwrap();
    assert_eq!(std::fs::read_to_string(aside.path().join("mine.txt")).unwrap(), "kept", "what was there is kept beside");
}

#[test]
fn a_damaged_backup_restores_nothing_and_touches_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (data, backup) = (folder.path().join("data"), folder.path().join("backup.zip"));
    let server = Server::start(&data);
    server.finish(server.send(Form::new().file("plan.pdf", &sample_pdf())));
    drop(server);
    assert!(trusquin(own(), &["backup", backup.to_str().unwrap()], &data).status.success());
    let mut bytes = std::fs::read(&backup).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 64].iter_mut().for_each(|byte| *byte ^= 0x5a);
    std::fs::write(&backup, &bytes).unwrap();
    let names = |folder: &Path| std::fs::read_dir(folder).unwrap().flatten().count();
    let before = (names(&data), names(folder.path()));
    for arguments in [["backup", backup.to_str().unwrap(), "--check"], ["restore", backup.to_str().unwrap(), "--replace"]] {
        let refused = trusquin(own(), &arguments, &data);
        assert_eq!(refused.status.code(), Some(1), "{}", said(&refused));
    }
    assert_eq!((names(&data), names(folder.path())), before);
    assert_eq!(Server::start(&data).get("/api/quotes")["items"].as_array().unwrap().len(), 1);
}

/// An update file whose program is a script around the real one.
fn update_of(folder: &Path, script: &str) -> std::path::PathBuf {
    let (program, file) = (folder.join("next"), folder.join("update.zip"));
    std::fs::write(&program, format!("#!/bin/sh\nreal='{}'\n{script}\nexec \"$real\" \"$@\"\n", own().display())).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    let packed = trusquin(own(), &["update", "--pack", "--program", program.to_str().unwrap(), file.to_str().unwrap()], folder);
    assert!(packed.status.success(), "{}", said(&packed));
    file
}

#[test]
fn an_update_that_fails_leaves_program_and_data_as_they_were_and_one_that_works_takes_over() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Server::start(&data);
    server.finish(server.send(sample_form()));
    let before = seen(&server);
    let installed = folder.path().join("trusquin");
    std::fs::copy(own(), &installed).unwrap();
    let program = std::fs::read(&installed).unwrap();
    let install = |file: &Path| trusquin(own(), &["update", file.to_str().unwrap(), "--program", installed.to_str().unwrap()], &data);

    // While the service runs nothing is touched.
    let breaking = update_of(folder.path(), "if [ \"$1\" = migrate ]; then rm -rf \"$3/files\"; echo 'the table is odd' >&2; exit 1; fi");
    let busy = install(&breaking);
    assert!(!busy.status.success() && said(&busy).contains("in use"), "{}", said(&busy));
    server.kill();

    // Its migration fails after it has done damage.
    let failed = install(&breaking);
    assert_eq!(failed.status.code(), Some(1));
    assert!(said(&failed).contains("as before") && said(&failed).contains("the table is odd"), "{}", said(&failed));
    assert_eq!(std::fs::read(&installed).unwrap(), program);
    let server = Server::start(&data);
    assert_eq!(seen(&server), before);
    server.kill();

    let mut damaged = std::fs::read(&breaking).unwrap();
    let place = damaged.len() / 2;
    damaged[place] ^= 0xff;
    std::fs::write(folder.path().join("damaged.zip"), damaged).unwrap();
    assert!(!install(&folder.path().join("damaged.zip")).status.success());

    let working = update_of(folder.path(), "");
    let done = install(&working);
    assert!(done.status.success() && said(&done).contains("updated to"), "{}", said(&done));
    assert_ne!(std::fs::read(&installed).unwrap(), program);
    assert_eq!(std::fs::read(installed.with_extension("previous")).unwrap(), program, "the program before is kept");
    let server = Server::start(&data);
    assert_eq!(seen(&server), before);
}
