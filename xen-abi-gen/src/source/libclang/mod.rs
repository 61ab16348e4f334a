//! A safe face of libclang: all of the generator's `unsafe` code stands in this file.

mod cursor;
mod seats;
mod types;

use std::cell::OnceCell;
use std::ffi::{CStr, CString, c_char, c_void};
use std::path::Path;
use std::ptr;
use std::sync::{Arc, Mutex, PoisonError};

use clang_sys as c;

use super::position::{Complaint, Position, Ruler, Seat};
use crate::model::hash::HashMap;
use seats::Seats;

/// Calls a function of the library's. clang-sys' own functions look up first which library the
/// thread uses, at each of a hundred thousand calls.
macro_rules! call {
    ($functions:ident.$name:ident($($argument:expr),* $(,)?)) => {
        present($functions.$name)($($argument),*)
    };
}

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
    /// Whether it gives memory back.
    tidy: bool,
}

impl Libclang {
    /// Loads the library that stands in a folder, or, without one, whatever clang-sys finds.
    pub(super) fn open(folder: Option<&Path>) -> Result<Self, String> {
        // clang-sys takes a folder from the environment only. One thread at a time may borrow the
        // variable.
        static ENVIRONMENT: Mutex<()> = Mutex::new(());
        const VARIABLE: &str = "LIBCLANG_PATH";
        let _borrowed = ENVIRONMENT.lock().unwrap_or_else(PoisonError::into_inner);
        let before = std::env::var_os(VARIABLE);
        if let Some(folder) = folder {
            // SAFETY: the generator reads the environment through `std` only, which locks it; no C
            // code of ours runs yet.
            unsafe { std::env::set_var(VARIABLE, folder) };
        }
        // Without a thread of its own, libclang has as much of a stack as its caller gives it.
        // SAFETY: as above.
        unsafe { std::env::set_var("LIBCLANG_NOTHREADS", "1") };
        let loaded = c::load_manually();
        if folder.is_some() {
            match before {
                // SAFETY: as above.
                Some(before) => unsafe { std::env::set_var(VARIABLE, before) },
                // SAFETY: as above.
                None => unsafe { std::env::remove_var(VARIABLE) },
            }
        }
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
            tidy: true,
        })
    }

    /// Leaves memory to the end of the program, as clang does itself: a program that reads some
    /// headers and ends takes a tenth of its time to tidy up.
    #[must_use]
    pub fn untidy(self) -> Self {
        roomy();
        Self {
            tidy: false,
            ..self
        }
    }

    /// Drops what was made on the way, or leaves that to the end of the program too.
    pub fn leave<T>(&self, done: T) {
        if !self.tidy {
            std::mem::forget(done);
        }
    }

    fn functions(&self) -> &c::Functions {
        &self.library.functions
    }

    /// The file that it was loaded from.
    pub fn path(&self) -> &Path {
        self.library.path()
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

/// Has the allocator take memory from the system in large pieces and keep it: by default it asks
/// for a few pages at a time, a thousand times in a run, and gives each larger buffer back.
fn roomy() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: sets three numbers of the allocator's, which takes a lock for that; any number is
    // allowed.
    unsafe {
        libc::mallopt(libc::M_TOP_PAD, 16 << 20);
        libc::mallopt(libc::M_MMAP_THRESHOLD, 32 << 20);
        libc::mallopt(libc::M_TRIM_THRESHOLD, i32::MAX);
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

/// A file that exists in memory only: its name, its text.
pub(super) type Virtual<'t> = (&'t str, &'t str);

/// A parsed translation unit.
#[derive(Debug)]
pub(super) struct Unit<'t> {
    library: Arc<c::SharedLibrary>,
    index: c::CXIndex,
    raw: c::CXTranslationUnit,
    seats: Seats<'t>,
    ruler: Ruler<'t>,
    /// What stands at the top level, as far as anybody asks for it: it is walked once.
    top: OnceCell<Vec<c::CXCursor>>,
    /// Whether its memory is given back.
    tidy: bool,
}

impl<'t> Unit<'t> {
    /// Parses `main`, one of `files`. `seats` says what each file name stands for, `ruler` where
    /// the lines are of some of them.
    pub(super) fn parse(
        library: &Libclang,
        arguments: &[String],
        main: &str,
        files: &[Virtual<'_>],
        seats: &'t HashMap<String, Seat>,
        ruler: Ruler<'t>,
    ) -> Result<Self, String> {
        let functions = library.functions();
        let owned = |text: &str| {
            CString::new(text).map_err(|_| format!("a name holds a NUL byte: {text:?}"))
        };
        let names = files
            .iter()
            .map(|(name, _)| owned(name))
            .collect::<Result<Vec<_>, _>>()?;
        let mut unsaved: Vec<c::CXUnsavedFile> = names
            .iter()
            .zip(files)
            .map(|(name, (_, text))| c::CXUnsavedFile {
                Filename: name.as_ptr(),
                Contents: text.as_ptr().cast(),
                Length: text.len() as std::ffi::c_ulong,
            })
            .collect();
        let arguments = arguments
            .iter()
            .map(|text| owned(text))
            .collect::<Result<Vec<_>, _>>()?;
        let pointers: Vec<*const c_char> = arguments.iter().map(|text| text.as_ptr()).collect();
        let main = owned(main)?;
        // Going on after a missing header tells everything that is wrong; what functions do is no
        // part of an ABI.
        let flags = c::CXTranslationUnit_DetailedPreprocessingRecord
            | c::CXTranslationUnit_KeepGoing
            | c::CXTranslationUnit_SkipFunctionBodies;
        let mut raw = ptr::null_mut();
        // SAFETY: takes plain values.
        let index = unsafe { call!(functions.clang_createIndex(0, 0)) };
        // SAFETY: every pointer is to data that outlives the call, with the right counts; libclang
        // copies what it keeps.
        let code = unsafe {
            call!(functions.clang_parseTranslationUnit2(
                index,
                main.as_ptr(),
                pointers.as_ptr(),
                pointers.len() as i32,
                unsaved.as_mut_ptr(),
                unsaved.len() as u32,
                flags,
                &raw mut raw,
            ))
        };
        let seats = Seats::named(seats);
        let tidy = library.tidy || raw.is_null();
        let unit = Self {
            library: Arc::clone(&library.library),
            index,
            raw,
            seats,
            ruler,
            top: OnceCell::new(),
            tidy,
        };
        if code == c::CXError_Success && !raw.is_null() {
            Ok(unit)
        } else {
            Err(format!("libclang gave up with code {code}"))
        }
    }

    /// Gives its memory back, whatever the library was told: what is parsed next takes it over,
    /// which is cheaper than fresh pages.
    pub(super) fn give_back(mut self) {
        self.tidy = true;
    }

    fn functions(&self) -> &c::Functions {
        &self.library.functions
    }

    fn root(&self) -> Cursor<'_> {
        let functions = self.functions();
        // SAFETY: the unit is alive.
        Cursor {
            raw: unsafe { call!(functions.clang_getTranslationUnitCursor(self.raw)) },
            functions,
        }
    }

    /// What a location of libclang's stands for. Inside a macro's expansion it is the place of the
    /// macro's use.
    fn position(&self, location: c::CXSourceLocation) -> Position {
        let (mut file, mut line, mut column, mut offset) = (ptr::null_mut(), 0, 0, 0);
        let (none, functions) = (ptr::null_mut(), self.functions());
        // SAFETY: `location` belongs to this unit; the pointers are to live variables, or null for
        // what is not asked.
        unsafe {
            call!(functions.clang_getExpansionLocation(
                location,
                &raw mut file,
                none,
                none,
                &raw mut offset
            ))
        };
        let seat = self.seat(file);
        self.ruler.position(seat, offset).unwrap_or_else(|| {
            let ask = present(functions.clang_getExpansionLocation);
            // SAFETY: as above.
            unsafe {
                ask(
                    location,
                    &raw mut file,
                    &raw mut line,
                    &raw mut column,
                    &raw mut offset,
                )
            };
            Position {
                seat,
                line,
                column,
                offset,
            }
        })
    }

    fn seat(&self, file: c::CXFile) -> Seat {
        let functions = self.functions();
        // SAFETY: `file` belongs to this unit; of no file the name is not asked for.
        self.seats.of(file, || {
            text(functions, unsafe {
                call!(functions.clang_getFileName(file))
            })
        })
    }

    /// The line on which a cursor's text ends.
    pub(super) fn last_line(&self, cursor: Cursor<'_>) -> u32 {
        let functions = self.functions();
        // SAFETY: takes a plain value.
        self.position(unsafe {
            call!(functions.clang_getRangeEnd(cursor.ask(|of| of.clang_getCursorExtent)))
        })
        .line
    }

    /// Every time that a file was entered: which one, and from where, the nearest includer first.
    pub(super) fn entries(&self) -> Vec<(Seat, Vec<Position>)> {
        let mut entered: Vec<(c::CXFile, Vec<c::CXSourceLocation>)> = Vec::new();
        let functions = self.functions();
        // SAFETY: the unit is alive; `note_entry` gets back the pointer to `entered`, which lives
        // until the call returns.
        unsafe {
            call!(functions.clang_getInclusions(self.raw, note_entry, (&raw mut entered).cast()))
        };
        let place = |(file, stack): (c::CXFile, Vec<_>)| {
            (
                self.seat(file),
                stack
                    .into_iter()
                    .map(|location| self.position(location))
                    .collect(),
            )
        };
        entered.into_iter().map(place).collect()
    }

    /// Every error, in order.
    pub(super) fn errors(&self) -> Vec<Complaint> {
        let functions = self.functions();
        // SAFETY: the unit is alive.
        let count = unsafe { call!(functions.clang_getNumDiagnostics(self.raw)) };
        let mut errors = Vec::new();
        for number in 0..count {
            // SAFETY: `number` is below the count; the diagnostic is disposed of once, after its
            // last use.
            unsafe {
                let diagnostic = call!(functions.clang_getDiagnostic(self.raw, number));
                if call!(functions.clang_getDiagnosticSeverity(diagnostic)) >= c::CXDiagnostic_Error
                {
                    let position =
                        self.position(call!(functions.clang_getDiagnosticLocation(diagnostic)));
                    let message = text(
                        functions,
                        call!(functions.clang_getDiagnosticSpelling(diagnostic)),
                    );
                    errors.push(Complaint { message, position });
                }
                call!(functions.clang_disposeDiagnostic(diagnostic));
            }
        }
        errors
    }
}

impl Drop for Unit<'_> {
    fn drop(&mut self) {
        let functions = &self.library.functions;
        // SAFETY: both were made by `parse` and are disposed of once, or never; no cursor outlives
        // the unit.
        unsafe {
            if !self.tidy {
                return;
            }
            if !self.raw.is_null() {
                call!(functions.clang_disposeTranslationUnit(self.raw));
            }
            call!(functions.clang_disposeIndex(self.index));
        }
    }
}

extern "C" fn note_entry(
    file: c::CXFile,
    stack: *mut c::CXSourceLocation,
    length: u32,
    data: c::CXClientData,
) {
    // SAFETY: `data` is the pointer that `entries` passed; `stack` holds `length` locations (and
    // may be null when there are none).
    unsafe {
        let entered = &mut *data.cast::<Vec<(c::CXFile, Vec<c::CXSourceLocation>)>>();
        let stack = if length == 0 {
            Vec::new()
        } else {
            std::slice::from_raw_parts(stack, length as usize).to_vec()
        };
        entered.push((file, stack));
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
        // SAFETY: the type's unit is alive, and each index is below the count.
        (0..count)
            .map(|number| Self {
                raw: unsafe { call!(functions.clang_getArgType(self.raw, number)) },
                functions,
            })
            .collect()
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
