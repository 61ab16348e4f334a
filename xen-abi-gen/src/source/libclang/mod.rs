//! A safe face of libclang: all of the generator's `unsafe` code stands in this folder.

mod crash;
mod cursor;
mod file_ids;
mod isolation;
mod open;
mod types;
mod unit;

use std::ffi::{CStr, c_void};
use std::sync::Arc;

use clang_sys as c;

use isolation::NoFiles;
pub(super) use unit::{Unit, UnitSource, Virtual};

/// Calls a function of the library's. clang-sys' own functions look up first which library the
/// thread uses, at each of a hundred thousand calls.
macro_rules! call {
    ($functions:ident.$name:ident($($argument:expr),* $(,)?)) => {
        $crate::source::libclang::present($functions.$name)($($argument),*)
    };
}
use call;

/// A function that every version of libclang has which `open` lets pass.
fn present<F>(function: Option<F>) -> F {
    function.expect("libclang has this function since version 10")
}

/// A function of libclang's that takes one thing, where it has it.
type Question<T, R> = Option<unsafe extern "C" fn(T) -> R>;

/// A loaded libclang. It may be shared between threads.
#[derive(Clone, Debug)]
pub struct Libclang {
    library: Arc<c::SharedLibrary>,
    /// All that clang sees of the machine's files.
    files: Arc<NoFiles>,
}

impl Libclang {
    /// Has a crash, which nothing can be done about from within, end the program with a sentence
    /// instead of a signal. It is for programs that do nothing else.
    pub fn end_crashes_with(&self, sentence: &str) {
        crash::end_with(sentence);
    }

    fn functions(&self) -> &c::Functions {
        &self.library.functions
    }

    /// The version, as the library tells it (`Debian clang version 19.1.7`).
    pub fn version(&self) -> String {
        let functions = self.functions();
        // SAFETY: takes nothing; the string is owned by us and disposed of in `text`.
        text(functions, unsafe {
            call!(functions.clang_getClangVersion())
        })
    }
}

/// Copies a string of libclang's and gives the original back.
fn text(functions: &c::Functions, string: c::CXString) -> String {
    // SAFETY: `string` came from libclang, is read before it is disposed of, and disposed of once.
    unsafe {
        let start = call!(functions.clang_getCString(string));
        let copy = if start.is_null() {
            String::new()
        } else {
            CStr::from_ptr(start).to_string_lossy().into_owned()
        };
        call!(functions.clang_disposeString(string));
        copy
    }
}

struct Wanted {
    found: Vec<c::CXCursor>,
    wanted: fn(c::CXCursorKind) -> bool,
}

extern "C" fn note_child(
    cursor: c::CXCursor,
    _: c::CXCursor,
    data: c::CXClientData,
) -> c::CXChildVisitResult {
    // SAFETY: `data` is the pointer that `children` passed; the cursor is valid during the call.
    unsafe {
        let wanted = &mut *data.cast::<Wanted>();
        if (wanted.wanted)(cursor.kind) {
            wanted.found.push(cursor);
        }
    }
    c::CXChildVisit_Continue
}

extern "C" fn note_first(
    cursor: c::CXCursor,
    _: c::CXCursor,
    data: c::CXClientData,
) -> c::CXChildVisitResult {
    // SAFETY: `data` is the pointer that `first_child` passed.
    unsafe { *data.cast::<Option<c::CXCursor>>() = Some(cursor) };
    c::CXChildVisit_Break
}

extern "C" fn note_field(cursor: c::CXCursor, data: c::CXClientData) -> c::CXVisitorResult {
    // SAFETY: `data` is the pointer that `fields` passed.
    unsafe { (*data.cast::<Vec<c::CXCursor>>()).push(cursor) };
    c::CXVisit_Continue
}

/// A declaration or a directive of a unit.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor<'u> {
    raw: c::CXCursor,
    functions: &'u c::Functions,
}

impl PartialEq for Cursor<'_> {
    fn eq(&self, other: &Self) -> bool {
        let functions = self.functions;
        // SAFETY: compares two plain values.
        unsafe { call!(functions.clang_equalCursors(self.raw, other.raw)) != 0 }
    }
}

impl Eq for Cursor<'_> {}

impl Cursor<'_> {
    /// What libclang says of this cursor.
    fn ask<R>(self, question: impl FnOnce(&c::Functions) -> Question<c::CXCursor, R>) -> R {
        let question = present(question(self.functions));
        // SAFETY: whatever of libclang's takes a cursor alone only looks at it, and its unit is
        // alive.
        unsafe { question(self.raw) }
    }

    pub(super) fn children(self, wanted: fn(c::CXCursorKind) -> bool) -> Vec<Self> {
        self.gather(wanted, Vec::new())
    }

    /// The same, found in a list that may have room already.
    fn gather(self, wanted: fn(c::CXCursorKind) -> bool, found: Vec<c::CXCursor>) -> Vec<Self> {
        let functions = self.functions;
        let mut data = Wanted { found, wanted };
        // SAFETY: the cursor's unit is alive; `note_child` gets back the pointer to `data`, which
        // lives until the call returns.
        unsafe {
            call!(functions.clang_visitChildren(
                self.raw,
                note_child,
                (&raw mut data).cast::<c_void>()
            ))
        };
        data.found
            .into_iter()
            .map(|raw| Cursor { raw, functions })
            .collect()
    }

    /// The first child, of whatever kind.
    pub(super) fn first_child(self) -> Option<Self> {
        let functions = self.functions;
        let mut first: Option<c::CXCursor> = None;
        // SAFETY: the cursor's unit is alive; `note_first` gets back the pointer to `first`, which
        // lives until the call returns.
        unsafe {
            call!(functions.clang_visitChildren(
                self.raw,
                note_first,
                (&raw mut first).cast::<c_void>()
            ))
        };
        first.map(|raw| Cursor { raw, functions })
    }
}

/// A type of a unit.
#[derive(Clone, Copy, Debug)]
pub(super) struct Type<'u> {
    raw: c::CXType,
    functions: &'u c::Functions,
}

impl<'u> Type<'u> {
    /// What libclang says of this type.
    fn ask<R>(self, question: impl FnOnce(&c::Functions) -> Question<c::CXType, R>) -> R {
        let question = present(question(self.functions));
        // SAFETY: whatever of libclang's takes a type alone only looks at it, and its unit is
        // alive.
        unsafe { question(self.raw) }
    }

    pub(super) fn parameters(self) -> Vec<Self> {
        let functions = self.functions;
        let count = u32::try_from(self.ask(|of| of.clang_getNumArgTypes)).unwrap_or(0);
        let parameter = |number| {
            // SAFETY: the type's unit is alive, and each index is below the count.
            let raw = unsafe { call!(functions.clang_getArgType(self.raw, number)) };
            Self { raw, functions }
        };
        (0..count).map(parameter).collect()
    }

    /// The fields of a record, anonymous ones included, in order.
    pub(super) fn fields(self) -> Vec<Cursor<'u>> {
        let functions = self.functions;
        let mut found: Vec<c::CXCursor> = Vec::new();
        // SAFETY: the type's unit is alive; `note_field` gets back the pointer to `found`, which
        // lives until the call returns.
        unsafe {
            call!(functions.clang_Type_visitFields(self.raw, note_field, (&raw mut found).cast()))
        };
        found
            .into_iter()
            .map(|raw| Cursor { raw, functions })
            .collect()
    }
}
