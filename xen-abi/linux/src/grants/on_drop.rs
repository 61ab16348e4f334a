//! What Linux does when a program drops pages.

use std::fs::File;
use std::sync::Arc;

use xen_abi::Errno;

use crate::process::Process;

/// A call for the pages at an offset of a file: the file, the offset, and the number of pages.
type End = fn(&File, u64, u32) -> Result<(), Errno>;

/// Makes a call for pages when it is dropped, in the process that created it.
#[derive(Debug)]
pub(super) struct OnDrop {
    device: Arc<File>,
    index: u64,
    count: u32,
    process: Process,
    end: End,
}

impl OnDrop {
    pub(super) fn new(device: &Arc<File>, index: u64, count: u32, end: End) -> Self {
        Self {
            device: Arc::clone(device),
            index,
            count,
            process: Process::current(),
            end,
        }
    }

    /// The offset of the pages in the file.
    pub(super) fn index(&self) -> u64 {
        self.index
    }

    pub(super) fn device(&self) -> &File {
        &self.device
    }
}

impl Drop for OnDrop {
    fn drop(&mut self) {
        // A child shares the file with its parent, whose pages these are.
        if self.process.is_current() {
            let _ = (self.end)(&self.device, self.index, self.count);
        }
    }
}
