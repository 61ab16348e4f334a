//! Safe wrappers of libclang. All of the generator's `unsafe` code is in this folder.

mod crash;
mod cursor;
mod isolation;
mod open;
mod types;
mod unit;

use std::ffi::CStr;
use std::sync::Arc;

use clang_sys as c;

pub(super) use cursor::Cursor;
use isolation::NoFiles;
pub(super) use types::Type;
pub(super) use unit::{Unit, Virtual};

/// A loaded libclang. It may be shared between threads.
#[derive(Clone, Debug)]
pub struct Libclang {
    library: Arc<c::SharedLibrary>,
    /// All that clang sees of the machine's files.
    files: Arc<NoFiles>,
}

impl Libclang {
    /// Makes a crash of libclang end the program with a message.
    ///
    /// It is for programs that do nothing else.
    pub fn end_crashes_with(&self, sentence: &str) {
        crash::end_with(sentence);
    }

    /// Makes the functions of clang-sys call this library on the current thread.
    fn use_on_this_thread(&self) {
        c::set_library(Some(Arc::clone(&self.library)));
    }

    /// The version as text (`Debian clang version 19.1.7`).
    pub fn version(&self) -> String {
        self.use_on_this_thread();
        // SAFETY: takes nothing; the string is owned by us and disposed of in `text`.
        text(unsafe { c::clang_getClangVersion() })
    }
}

/// Copies a string of libclang and disposes of the original.
fn text(string: c::CXString) -> String {
    // SAFETY: `string` came from libclang, is read before it is disposed of, and disposed of once.
    unsafe {
        let start = c::clang_getCString(string);
        let copy = if start.is_null() {
            String::new()
        } else {
            CStr::from_ptr(start).to_string_lossy().into_owned()
        };
        c::clang_disposeString(string);
        copy
    }
}
