//! Writes an output folder, and single files, each as a whole.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::Path;

use super::lock::Lock;
use super::{Change, MARKER, Plan, Refusal, plan};

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
pub fn bring_in_line(folder: &Path, files: &BTreeMap<String, String>) -> Result<Plan, Refusal> {
    fs::create_dir_all(folder).map_err(|error| Refusal::Io(folder.to_owned(), error))?;
    let lock = Lock::take(folder)?;
    // Another run may have written since somebody looked.
    let plan = plan(folder, files)?;
    if lock.is_alone() {
        remove_left_staging(folder);
    }
    carry_out(folder, files, &plan)?;
    Ok(plan)
}

/// Carries a plan out: first everything is written beside its place, then every file is moved into
/// it.
/// Before the first move nothing has changed; a move replaces a file as a whole.
fn carry_out(folder: &Path, files: &BTreeMap<String, String>, plan: &Plan) -> Result<(), Refusal> {
    let refuse = |path: &Path| {
        let path = path.to_owned();
        move |error| Refusal::Io(path, error)
    };
    let staging = tempfile::Builder::new()
        .prefix(STAGING)
        .rand_bytes(RANDOM)
        .tempdir_in(folder)
        .map_err(refuse(folder))?;
    fs::write(staging.path().join(MARK), MARKER).map_err(refuse(folder))?;
    let written: Vec<&String> = plan
        .changes
        .iter()
        .filter(|(_, change)| **change != Change::Removed)
        .map(|(name, _)| name)
        .collect();
    for name in &written {
        let path = staging.path().join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(refuse(parent))?;
        }
        fs::write(&path, &files[*name]).map_err(refuse(&folder.join(name)))?;
    }
    for name in &written {
        let place = folder.join(name);
        if let Some(parent) = place.parent() {
            fs::create_dir_all(parent).map_err(refuse(parent))?;
        }
    }
    for name in written {
        let place = folder.join(name);
        fs::rename(staging.path().join(name), &place).map_err(refuse(&place))?;
    }
    for name in plan
        .changes
        .iter()
        .filter(|(_, change)| **change == Change::Removed)
        .map(|(name, _)| name)
    {
        let place = folder.join(name);
        fs::remove_file(&place).map_err(refuse(&place))?;
        remove_empty_parents(folder, &place);
    }
    Ok(())
}

/// Replaces one file as a whole.
///
/// # Errors
/// When the file system says no; then nothing has changed.
pub fn replace(path: &Path, text: &str) -> Result<(), Refusal> {
    let refuse = |error| Refusal::Io(path.to_owned(), error);
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let mut staged = tempfile::Builder::new()
        .prefix(PREFIX)
        .tempfile_in(folder)
        .map_err(refuse)?;
    staged.write_all(text.as_bytes()).map_err(refuse)?;
    let staged = staged.into_temp_path();
    // Others may read what this program writes, as they may any source.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(path).map_or(0o644, |found| found.permissions().mode());
        fs::set_permissions(&staged, fs::Permissions::from_mode(mode)).map_err(refuse)?;
    }
    staged.persist(path).map_err(|error| refuse(error.error))
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
        let mark = fs::symlink_metadata(entry.path().join(MARK));
        if mark.is_ok_and(|mark| mark.is_file()) {
            drop(fs::remove_dir_all(entry.path()));
        } else {
            // It was made, and not yet marked. Whoever put something into it keeps it.
            drop(fs::remove_dir(entry.path()));
        }
    }
}

fn remove_empty_parents(folder: &Path, place: &Path) {
    let mut parent = place.parent();
    while let Some(directory) = parent.filter(|directory| *directory != folder) {
        if fs::remove_dir(directory).is_err() {
            return;
        }
        parent = directory.parent();
    }
}
