//! What libclang's files stand for: each one's name is asked for once.

use std::cell::{Cell, RefCell};

use clang_sys as c;

use crate::model::hash::HashMap;
use crate::source::position::Seat;

/// What the files of one unit stand for.
#[derive(Debug)]
pub(super) struct Seats<'t> {
    named: &'t HashMap<String, Seat>,
    known: RefCell<HashMap<usize, Seat>>,
    /// The file that was asked for last, which is mostly the next one too.
    last: Cell<(usize, Seat)>,
}

impl<'t> Seats<'t> {
    /// None is known yet but by name.
    pub(super) fn named(named: &'t HashMap<String, Seat>) -> Self {
        Self {
            named,
            known: RefCell::default(),
            last: Cell::new((0, Seat::Elsewhere)),
        }
    }

    /// What a file stands for, which has that name. No file has none.
    pub(super) fn of(&self, file: c::CXFile, name: impl FnOnce() -> String) -> Seat {
        if file.is_null() {
            return Seat::Elsewhere;
        }
        let (last, seat) = self.last.get();
        if last == file as usize {
            return seat;
        }
        let find = || self.named.get(&name()).copied().unwrap_or(Seat::Elsewhere);
        let seat = *self
            .known
            .borrow_mut()
            .entry(file as usize)
            .or_insert_with(find);
        self.last.set((file as usize, seat));
        seat
    }
}
