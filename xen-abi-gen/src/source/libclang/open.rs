//! Loads libclang, from a folder that was named or from the system's.

use std::env;
use std::ffi::OsString;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use clang_sys as c;

use super::Libclang;
use super::isolation::NoFiles;

impl Libclang {
    /// Loads the library that stands in a folder, or, without one, the system's.
    pub(in crate::source) fn open(folder: Option<&Path>) -> Result<Self, String> {
        let mut environment = Environment::borrow();
        if let Some(folder) = folder {
            environment.set("LIBCLANG_PATH", Some(folder.into()));
        } else {
            // Empty and relative entries stand for the current folder, which may be somebody
            // else's headers.
            for variable in ["PATH", "LD_LIBRARY_PATH", "LIBRARY_PATH"] {
                let list = env::var_os(variable);
                environment.set(variable, list.and_then(|list| absolute_entries(&list)));
            }
        }
        let loaded = c::load_manually();
        drop(environment);
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

/// The process's environment while clang-sys searches: that is all that it can be told by. One
/// thread at a time may borrow it.
struct Environment {
    before: Vec<(&'static str, Option<OsString>)>,
    _borrowed: MutexGuard<'static, ()>,
}

impl Environment {
    fn borrow() -> Self {
        static BORROWED: Mutex<()> = Mutex::new(());
        let borrowed = BORROWED.lock().unwrap_or_else(PoisonError::into_inner);
        // Without a thread of its own, libclang has as much of a stack as its caller gives it.
        write("LIBCLANG_NOTHREADS", Some(&"1".into()));
        Self {
            before: Vec::new(),
            _borrowed: borrowed,
        }
    }

    fn set(&mut self, variable: &'static str, value: Option<OsString>) {
        self.before.push((variable, env::var_os(variable)));
        write(variable, value.as_ref());
    }
}

impl Drop for Environment {
    fn drop(&mut self) {
        for (variable, value) in self.before.drain(..).rev() {
            write(variable, value.as_ref());
        }
    }
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
    fn the_current_folder_is_no_place_to_search() {
        let kept = |list: &str| absolute_entries(&list.into());
        assert_eq!(kept(""), None);
        assert_eq!(kept(":.:lib:../lib"), None);
        assert_eq!(
            kept(":/opt/lib::./x:/usr/lib:"),
            Some("/opt/lib:/usr/lib".into())
        );
    }
}
