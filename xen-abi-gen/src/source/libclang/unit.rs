//! A translation unit: its parse, the files that it entered, its errors.

use std::cell::OnceCell;
use std::ffi::{CString, c_char};
use std::ptr;
use std::sync::Arc;

use clang_sys as c;

use super::file_ids::FileIds;
use super::{Cursor, Libclang, call, present, text};
use crate::model::hash::HashMap;
use crate::source::position::{Complaint, FileId, LineMap, Position};

/// A file that exists in memory only: its name, its text.
pub(in crate::source) type Virtual<'t> = (&'t str, &'t str);

/// Going on after a missing header tells everything that is wrong; what functions do is no part of
/// an ABI.
const FLAGS: c::CXTranslationUnit_Flags = c::CXTranslationUnit_DetailedPreprocessingRecord
    | c::CXTranslationUnit_KeepGoing
    | c::CXTranslationUnit_SkipFunctionBodies;

/// What a unit is parsed from.
pub(in crate::source) struct UnitSource<'f, 't> {
    pub(in crate::source) arguments: &'f [String],
    /// The name of the main file, one of `files`.
    pub(in crate::source) main: &'f str,
    pub(in crate::source) files: &'f [Virtual<'f>],
    /// What each file name stands for.
    pub(in crate::source) file_ids: &'t HashMap<String, FileId>,
    /// Where the lines are of some of the files.
    pub(in crate::source) line_map: LineMap<'t>,
}

/// A parsed translation unit.
#[derive(Debug)]
pub(in crate::source) struct Unit<'t> {
    library: Arc<c::SharedLibrary>,
    index: c::CXIndex,
    raw: c::CXTranslationUnit,
    file_ids: FileIds<'t>,
    line_map: LineMap<'t>,
    /// What stands at the top level, as far as anybody asks for it: it is walked once.
    pub(super) top: OnceCell<Vec<c::CXCursor>>,
}

impl<'t> Unit<'t> {
    /// Parses a unit.
    pub(in crate::source) fn parse(
        library: &Libclang,
        source: UnitSource<'_, 't>,
    ) -> Result<Self, String> {
        let functions = library.functions();
        let files = source.files;
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
        let isolation = library.files.arguments().into_iter();
        let arguments = isolation
            .chain(source.arguments.iter().map(String::as_str))
            .map(owned)
            .collect::<Result<Vec<_>, _>>()?;
        let pointers: Vec<*const c_char> = arguments.iter().map(|text| text.as_ptr()).collect();
        let main = owned(source.main)?;
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
                FLAGS,
                &raw mut raw,
            ))
        };
        let unit = Self {
            library: Arc::clone(&library.library),
            index,
            raw,
            file_ids: FileIds::named(source.file_ids),
            line_map: source.line_map,
            top: OnceCell::new(),
        };
        if code == c::CXError_Success && !raw.is_null() {
            Ok(unit)
        } else {
            Err(format!("libclang gave up with code {code}"))
        }
    }

    pub(super) fn functions(&self) -> &c::Functions {
        &self.library.functions
    }

    pub(super) fn root(&self) -> Cursor<'_> {
        let functions = self.functions();
        // SAFETY: the unit is alive.
        let raw = unsafe { call!(functions.clang_getTranslationUnitCursor(self.raw)) };
        Cursor { raw, functions }
    }

    /// What a location of libclang's stands for. Inside a macro's expansion it is the place of the
    /// macro's use.
    pub(super) fn position(&self, location: c::CXSourceLocation) -> Position {
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
            ));
        };
        let file_id = self.file_id(file);
        self.line_map.position(file_id, offset).unwrap_or_else(|| {
            let ask = present(functions.clang_getExpansionLocation);
            // SAFETY: as above.
            unsafe {
                ask(
                    location,
                    &raw mut file,
                    &raw mut line,
                    &raw mut column,
                    &raw mut offset,
                );
            };
            Position {
                file_id,
                line,
                column,
                offset,
            }
        })
    }

    pub(super) fn file_id(&self, file: c::CXFile) -> FileId {
        let functions = self.functions();
        self.file_ids.of(file, || {
            // SAFETY: `file` belongs to this unit; of no file the name is not asked for.
            let name = unsafe { call!(functions.clang_getFileName(file)) };
            text(functions, name)
        })
    }

    /// The line on which a cursor's text ends.
    pub(in crate::source) fn last_line(&self, cursor: Cursor<'_>) -> u32 {
        let functions = self.functions();
        // SAFETY: takes a plain value.
        self.position(unsafe {
            call!(functions.clang_getRangeEnd(cursor.ask(|of| of.clang_getCursorExtent)))
        })
        .line
    }

    /// Every time that a file was entered: which one, and from where, the nearest includer first.
    pub(in crate::source) fn entries(&self) -> Vec<(FileId, Vec<Position>)> {
        let mut entered: Vec<(c::CXFile, Vec<c::CXSourceLocation>)> = Vec::new();
        let functions = self.functions();
        // SAFETY: the unit is alive; `note_entry` gets back the pointer to `entered`, which lives
        // until the call returns.
        unsafe {
            call!(functions.clang_getInclusions(self.raw, note_entry, (&raw mut entered).cast()));
        };
        let place = |(file, stack): (c::CXFile, Vec<_>)| {
            (
                self.file_id(file),
                stack
                    .into_iter()
                    .map(|location| self.position(location))
                    .collect(),
            )
        };
        entered.into_iter().map(place).collect()
    }

    /// Every error, in order.
    pub(in crate::source) fn errors(&self) -> Vec<Complaint> {
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

fn owned(text: &str) -> Result<CString, String> {
    CString::new(text).map_err(|_| format!("a name holds a NUL byte: {text:?}"))
}

impl Drop for Unit<'_> {
    fn drop(&mut self) {
        let functions = &self.library.functions;
        // SAFETY: both were made by `parse` and are disposed of once; no cursor outlives the unit.
        unsafe {
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
