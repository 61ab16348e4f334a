//! Translation units: parsing them, their declarations, their files and their errors.

use std::cell::{OnceCell, RefCell};
use std::ffi::{CString, c_ulong};
use std::ptr;

use clang_sys as c;

use super::{Cursor, Libclang, text};
use crate::model::hash::HashMap;
use crate::source::position::{ClangError, FileId, LineMap, Position};

/// A file that exists in memory only: its name, its text.
pub(crate) type Virtual<'t> = (&'t str, &'t str);

/// Continue after a missing header, to report all errors; skip function bodies.
const FLAGS: c::CXTranslationUnit_Flags = c::CXTranslationUnit_DetailedPreprocessingRecord
    | c::CXTranslationUnit_KeepGoing
    | c::CXTranslationUnit_SkipFunctionBodies;

/// A parsed translation unit. It stays on the thread that parsed it, whose library it uses.
pub(crate) struct Unit<'t> {
    index: c::CXIndex,
    raw: c::CXTranslationUnit,
    file_ids: &'t HashMap<String, FileId>,
    /// The files whose names are known.
    known: RefCell<HashMap<c::CXFile, FileId>>,
    line_map: Option<LineMap<'t>>,
    /// The cursors at the top level, collected on first use.
    top: OnceCell<Vec<c::CXCursor>>,
}

impl<'t> Unit<'t> {
    /// Parses a unit, whose main file is the first one. `file_ids` maps the names of files;
    /// `line_map` has the lines of the files, for units of which many positions are needed.
    pub(crate) fn parse(
        library: &Libclang,
        arguments: &[String],
        files: &[Virtual<'_>],
        file_ids: &'t HashMap<String, FileId>,
        line_map: Option<LineMap<'t>>,
    ) -> Result<Self, String> {
        library.use_on_this_thread();
        let names = owned(files.iter().map(|(name, _)| *name))?;
        let mut unsaved: Vec<_> = names
            .iter()
            .zip(files)
            .map(|(name, (_, text))| c::CXUnsavedFile {
                Filename: name.as_ptr(),
                Contents: text.as_ptr().cast(),
                Length: text.len() as c_ulong,
            })
            .collect();
        let isolation = library.files.arguments().into_iter();
        let arguments = owned(isolation.chain(arguments.iter().map(String::as_str)))?;
        let pointers: Vec<_> = arguments.iter().map(|text| text.as_ptr()).collect();
        let mut raw = ptr::null_mut();
        // SAFETY: takes plain values.
        let index = unsafe { c::clang_createIndex(0, 0) };
        // SAFETY: every pointer is to data that outlives the call, with the right counts; libclang
        // copies what it keeps.
        let code = unsafe {
            c::clang_parseTranslationUnit2(
                index,
                names[0].as_ptr(),
                pointers.as_ptr(),
                pointers.len() as i32,
                unsaved.as_mut_ptr(),
                unsaved.len() as u32,
                FLAGS,
                &raw mut raw,
            )
        };
        let unit = Self {
            index,
            raw,
            file_ids,
            known: RefCell::default(),
            line_map,
            top: OnceCell::new(),
        };
        if code == c::CXError_Success && !raw.is_null() {
            Ok(unit)
        } else {
            Err(format!("libclang gave up with code {code}"))
        }
    }

    /// The cursors of some kinds at the top level, directives and definitions of macros included.
    pub(crate) fn children(
        &self,
        kinds: &'static [c::CXCursorKind],
    ) -> impl Iterator<Item = Cursor<'_>> {
        let top = self.top.get_or_init(|| {
            // SAFETY: the unit is alive.
            let root = Cursor::new(unsafe { c::clang_getTranslationUnitCursor(self.raw) });
            let ignored = [c::CXCursor_MacroExpansion, c::CXCursor_UnexposedDecl];
            root.children()
                .map(|cursor| cursor.raw)
                .filter(|raw| !ignored.contains(&raw.kind))
                .collect()
        });
        top.iter()
            .filter(|raw| kinds.contains(&raw.kind))
            .map(|&raw| Cursor::new(raw))
    }

    /// The position of a cursor's name.
    pub(crate) fn place(&self, cursor: Cursor<'_>) -> Position {
        self.position(cursor.ask(c::clang_getCursorLocation))
    }

    /// The file that an `#include` reads.
    pub(crate) fn included(&self, directive: Cursor<'_>) -> FileId {
        self.file_id(directive.ask(c::clang_getIncludedFile))
    }

    /// The line on which a cursor's text ends.
    pub(crate) fn last_line(&self, cursor: Cursor<'_>) -> u32 {
        // SAFETY: takes a plain value.
        let end = unsafe { c::clang_getRangeEnd(cursor.ask(c::clang_getCursorExtent)) };
        self.position(end).line
    }

    /// Maps a location of libclang; inside a macro's expansion, to the macro's use.
    fn position(&self, location: c::CXSourceLocation) -> Position {
        let (mut file, mut line, mut column, mut offset) = (ptr::null_mut(), 0, 0, 0);
        let (none, offset_to) = (ptr::null_mut(), &raw mut offset);
        // SAFETY: `location` belongs to this unit; the pointers are to live variables, or null for
        // what is not asked.
        unsafe { c::clang_getExpansionLocation(location, &raw mut file, none, none, offset_to) };
        let file_id = self.file_id(file);
        let lines = self.line_map.as_ref();
        let position = lines.and_then(|lines| lines.position(file_id, offset));
        position.unwrap_or_else(|| {
            let (line_to, column_to) = (&raw mut line, &raw mut column);
            // SAFETY: as above.
            unsafe {
                c::clang_getExpansionLocation(location, none.cast(), line_to, column_to, none);
            };
            Position {
                file_id,
                line,
                column,
                offset,
            }
        })
    }

    /// Maps a file of libclang, whose name is asked for once.
    fn file_id(&self, file: c::CXFile) -> FileId {
        let mut known = self.known.borrow_mut();
        *known.entry(file).or_insert_with(|| {
            // SAFETY: `file` belongs to this unit; no file has an empty name.
            let name = text(unsafe { c::clang_getFileName(file) });
            let known = self.file_ids.get(&name).copied();
            known.unwrap_or(FileId::Elsewhere)
        })
    }

    /// Every entry of a header, with the header that the unit itself includes.
    pub(crate) fn entries(&self) -> Vec<(usize, Option<usize>)> {
        let mut entered: Vec<(c::CXFile, Vec<c::CXSourceLocation>)> = Vec::new();
        // SAFETY: the unit is alive; `note_entry` gets back the pointer to `entered`, which lives
        // until the call returns.
        unsafe { c::clang_getInclusions(self.raw, note_entry, (&raw mut entered).cast()) };
        let entry = |(file, stack): (_, Vec<_>)| {
            let header = self.file_id(file).header()?;
            let outermost = match *stack {
                [.., outer, _] => self.position(outer).file_id.header(),
                _ => Some(header),
            };
            Some((header, outermost))
        };
        entered.into_iter().filter_map(entry).collect()
    }

    /// Every error, in order.
    pub(crate) fn errors(&self) -> Vec<ClangError> {
        // SAFETY: the unit is alive.
        let count = unsafe { c::clang_getNumDiagnostics(self.raw) };
        let error = |number| {
            // SAFETY: `number` is below the count; the diagnostic is disposed of once, after its
            // last use.
            unsafe {
                let diagnostic = c::clang_getDiagnostic(self.raw, number);
                let severity = c::clang_getDiagnosticSeverity(diagnostic);
                let error = (severity >= c::CXDiagnostic_Error).then(|| ClangError {
                    message: text(c::clang_getDiagnosticSpelling(diagnostic)),
                    position: self.position(c::clang_getDiagnosticLocation(diagnostic)),
                });
                c::clang_disposeDiagnostic(diagnostic);
                error
            }
        };
        (0..count).filter_map(error).collect()
    }
}

fn owned<'t>(texts: impl IntoIterator<Item = &'t str>) -> Result<Vec<CString>, String> {
    let own = |text| CString::new(text).map_err(|_| format!("a name holds a NUL byte: {text:?}"));
    texts.into_iter().map(own).collect()
}

impl Drop for Unit<'_> {
    fn drop(&mut self) {
        // SAFETY: both were made by `parse` and are disposed of once; no cursor outlives the unit.
        unsafe {
            if !self.raw.is_null() {
                c::clang_disposeTranslationUnit(self.raw);
            }
            c::clang_disposeIndex(self.index);
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
