//! What libclang's files stand for: each one's name is asked for once.

use std::cell::RefCell;

use clang_sys as c;

use crate::model::hash::HashMap;
use crate::source::position::FileId;

/// What the files of one unit stand for.
#[derive(Debug)]
pub(super) struct FileIds<'t> {
    named: &'t HashMap<String, FileId>,
    known: RefCell<HashMap<c::CXFile, FileId>>,
}

impl<'t> FileIds<'t> {
    /// None is known yet but by name.
    pub(super) fn named(named: &'t HashMap<String, FileId>) -> Self {
        Self {
            named,
            known: RefCell::default(),
        }
    }

    /// What a file stands for, which has that name. No file has none.
    pub(super) fn of(&self, file: c::CXFile, name: impl FnOnce() -> String) -> FileId {
        if file.is_null() {
            return FileId::Elsewhere;
        }
        let find = || {
            self.named
                .get(&name())
                .copied()
                .unwrap_or(FileId::Elsewhere)
        };
        *self.known.borrow_mut().entry(file).or_insert_with(find)
    }
}
