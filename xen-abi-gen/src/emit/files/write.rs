//! Writes an output folder, and single files, each as a whole.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use super::lock;
use super::plan::{Plan, plan};
use super::refusal::cannot_write;
use crate::diagnostics::Diagnostic;
use crate::emit::rust::{Files, MARKER};

/// How the names of files and folders begin that last for a moment only.
const PREFIX: &str = ".xen-abi-gen-";

/// How the names of folders for unfinished output begin.
const STAGING: &str = ".xen-abi-gen-staging-";

/// How many letters follow.
const RANDOM: usize = 6;

/// The file by which such a folder is known to be one. No module has this name.
const MARK: &str = ".staging";

/// Brings a folder in line with what was generated; returns what differed.
///
/// # Errors
/// When the folder cannot be read or written, or something in the way is none of ours.
pub fn bring_in_line(folder: &Path, files: &Files) -> Result<Plan, Diagnostic> {
    fs::create_dir_all(folder).map_err(cannot_write(folder))?;
    let lock = lock::take(folder)?;
    // Another run may have written since somebody looked.
    let plan = plan(folder, files)?;
    if lock.is_some() {
        remove_left_staging(folder);
    }
    if !plan.changes.is_empty() {
        let staging = tempfile::Builder::new()
            .prefix(STAGING)
            .rand_bytes(RANDOM)
            .tempdir_in(folder)
            .map_err(cannot_write(folder))?;
        let done = carry_out(folder, files, &plan, staging.path());
        drop(remove_staging(staging.path()));
        done?;
    }
    Ok(plan)
}

/// Executes a plan: writes all files beside their places, then moves them.
///
/// Before the first move nothing has changed; a move replaces a file as a whole.
fn carry_out(folder: &Path, files: &Files, plan: &Plan, staging: &Path) -> Result<(), Diagnostic> {
    fs::write(staging.join(MARK), MARKER).map_err(cannot_write(folder))?;
    let (written, removed): (Vec<_>, Vec<_>) = plan
        .changes
        .keys()
        .partition(|name| files.contains_key(*name));
    for name in &written {
        let path = staging.join(name);
        create_parent(&path)?;
        fs::write(&path, &files[*name]).map_err(cannot_write(&folder.join(name)))?;
    }
    for name in &written {
        create_parent(&folder.join(name))?;
    }
    for name in written {
        let place = folder.join(name);
        fs::rename(staging.join(name), &place).map_err(cannot_write(&place))?;
    }
    for name in removed {
        let place = folder.join(name);
        fs::remove_file(&place).map_err(cannot_write(&place))?;
        remove_empty_parents(folder, &place);
    }
    Ok(())
}

fn create_parent(path: &Path) -> Result<(), Diagnostic> {
    match path.parent() {
        Some(parent) => fs::create_dir_all(parent).map_err(cannot_write(parent)),
        None => Ok(()),
    }
}

/// Replaces one file as a whole. A device, a pipe and a link stay, and are written to.
///
/// # Errors
/// When the file system says no; then a file has not changed.
pub fn replace(path: &Path, text: &str) -> Result<(), Diagnostic> {
    // To take the place of `/dev/null` would be the end of it for everybody.
    let written = match fs::symlink_metadata(path) {
        Ok(found) if !found.is_file() => write_in_place(path, text),
        _ => stage_and_move(path, text),
    };
    written.map_err(cannot_write(path))
}

/// Writes a text to a device, to a pipe, or to what a link leads to.
fn write_in_place(path: &Path, text: &str) -> io::Result<()> {
    match fs::write(path, text) {
        // Whoever closed the pipe has read enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}

/// Writes a text into a temporary file beside its place, which it then takes.
fn stage_and_move(path: &Path, text: &str) -> io::Result<()> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let mut staged = tempfile::Builder::new()
        .prefix(PREFIX)
        .tempfile_in(folder)?;
    staged.write_all(text.as_bytes())?;
    let staged = staged.into_temp_path();
    // Others may read what this program writes, as they may any source.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(path).map_or(0o644, |found| found.permissions().mode());
        fs::set_permissions(&staged, fs::Permissions::from_mode(mode))?;
    }
    Ok(staged.persist(path)?)
}

/// Removes what a killed run left: a folder with the name and the mark of one. If it can't be
/// removed, that is no reason to stop.
fn remove_left_staging(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let named = name.to_str().and_then(|name| name.strip_prefix(STAGING));
        let named = named.is_some_and(|rest| {
            rest.len() == RANDOM && rest.bytes().all(|byte| byte.is_ascii_alphanumeric())
        });
        if !named || !entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            continue;
        }
        drop(match fs::symlink_metadata(entry.path().join(MARK)) {
            Ok(mark) if mark.is_file() => remove_staging(&entry.path()),
            // It was made, and not yet marked. Whoever put something into it keeps it.
            _ => fs::remove_dir(entry.path()),
        });
    }
}

/// Removes a folder of unfinished output, its mark last: the next run can go on after a kill.
fn remove_staging(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            fs::remove_dir_all(entry.path())?;
        } else if entry.file_name() != MARK {
            fs::remove_file(entry.path())?;
        }
    }
    fs::remove_dir_all(folder)
}

fn remove_empty_parents(folder: &Path, place: &Path) {
    for parent in place.ancestors().skip(1) {
        if parent == folder || fs::remove_dir(parent).is_err() {
            return;
        }
    }
}
