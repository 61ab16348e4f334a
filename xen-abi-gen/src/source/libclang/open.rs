//! Loads libclang, from a folder that was named or from the system's.

use std::env;
use std::ffi::OsString;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use clang_sys as c;

use super::Libclang;
use super::isolation::NoFiles;

impl Libclang {
    /// Loads the library that stands in a folder, or, without one, the system's.
    pub(crate) fn open(folder: Option<&Path>) -> Result<Self, String> {
        // The environment is all that clang-sys can be told by: one thread at a time changes it.
        static CHANGING: Mutex<()> = Mutex::new(());
        let changing = CHANGING.lock().unwrap_or_else(PoisonError::into_inner);
        // Without a thread of its own, libclang has as much of a stack as its caller gives it.
        write("LIBCLANG_NOTHREADS", Some(&"1".into()));
        let variables: Vec<_> = if let Some(folder) = folder {
            vec![("LIBCLANG_PATH", Some(folder.into()))]
        } else {
            // Empty and relative entries stand for the current folder, which may be somebody
            // else's headers.
            let lists = ["PATH", "LD_LIBRARY_PATH", "LIBRARY_PATH"].into_iter();
            let absolute = |variable| absolute_entries(&env::var_os(variable)?);
            lists
                .map(|variable| (variable, absolute(variable)))
                .collect()
        };
        let before: Vec<_> = variables
            .iter()
            .map(|(variable, _)| (variable, env::var_os(variable)))
            .collect();
        for (variable, value) in &variables {
            write(variable, value.as_ref());
        }
        let loaded = c::load_manually();
        for (variable, value) in before {
            write(variable, value.as_ref());
        }
        drop(changing);
        let loaded = loaded?;
        if loaded
            .functions
            .clang_Cursor_isAnonymousRecordDecl
            .is_none()
        {
            return Err("it is older than version 10".to_owned());
        }
        Ok(Self {
            library: Arc::new(loaded),
            files: Arc::new(NoFiles::describe()?),
        })
    }
}

/// The entries of a list of paths that do not depend on the current folder.
fn absolute_entries(list: &OsString) -> Option<OsString> {
    let mut absolute = env::split_paths(list)
        .filter(|entry| entry.is_absolute())
        .peekable();
    absolute.peek()?;
    env::join_paths(absolute).ok()
}

pub(super) fn write(variable: &str, value: Option<&OsString>) {
    match value {
        // SAFETY: the generator reads the environment through `std` only, which locks it; no C
        // code of ours runs yet.
        Some(value) => unsafe { env::set_var(variable, value) },
        // SAFETY: as above.
        None => unsafe { env::remove_var(variable) },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_current_folder_is_not_searched() {
        let kept = |list: &str| absolute_entries(&list.into());
        assert_eq!(kept(""), None);
        assert_eq!(kept(":.:lib:../lib"), None);
        assert_eq!(
            kept(":/opt/lib::./x:/usr/lib:"),
            Some("/opt/lib:/usr/lib".into())
        );
    }
}
