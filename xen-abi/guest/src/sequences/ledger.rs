//! The record of a sequence.

use core::fmt::{self, Write};

use xen_abi::Errno;

use crate::text::Text;

/// Writes the result of a call.
pub(crate) fn outcome<T: fmt::Debug>(ledger: &mut Ledger<'_>, result: Result<T, Errno>) {
    let _ = match result {
        Ok(value) => write!(ledger, " -> {value:?}"),
        Err(errno) => write!(ledger, " -> {errno}"),
    };
}

/// A hash of the recorded lines, and the lines themselves if they are to be shown.
pub(crate) struct Ledger<'a> {
    hash: u64,
    line: Text<600>,
    print: Option<&'a mut dyn FnMut(&str)>,
}

impl<'a> Ledger<'a> {
    pub(crate) fn new(print: Option<&'a mut dyn FnMut(&str)>) -> Self {
        // The offset basis of FNV-1a.
        Self {
            hash: 0xcbf2_9ce4_8422_2325,
            line: Text::new(),
            print,
        }
    }

    /// The hash of all lines so far.
    pub(crate) fn hash(&self) -> u64 {
        self.hash
    }

    pub(crate) fn end_line(&mut self) {
        let _ = self.write_str("\n");
        if let Some(print) = &mut self.print {
            print(self.line.as_str().trim_end());
        }
        self.line = Text::new();
    }
}

impl Write for Ledger<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for byte in text.bytes() {
            self.hash = (self.hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        if self.print.is_some() {
            self.line.write_str(text)
        } else {
            Ok(())
        }
    }
}
