//! The ring page between a domain and the store.

use core::fmt;
use core::sync::atomic::Ordering;

use super::memory::Frame;
use crate::event_channel::Port;
use crate::shared::SharedMemory;

/// The connection of a domain.
pub(super) struct StoreRing {
    pub(super) page: StorePage,
    pub(super) port: Port,
}

/// The page that a domain shares with the store of its machine.
#[derive(Clone)]
pub(super) struct StorePage(pub(super) Frame);

impl SharedMemory for StorePage {
    fn size(&self) -> usize {
        self.0.memory().size()
    }

    fn load(&self, offset: usize, order: Ordering) -> u32 {
        self.0.memory().load(offset, order)
    }

    fn store(&self, offset: usize, word: u32, order: Ordering) {
        self.0.memory().store(offset, word, order);
    }

    fn compare_exchange(
        &self,
        offset: usize,
        current: u32,
        new: u32,
        success: Ordering,
        failure: Ordering,
    ) -> Result<u32, u32> {
        self.0
            .memory()
            .compare_exchange(offset, current, new, success, failure)
    }

    fn read(&self, offset: usize, bytes: &mut [u8]) {
        self.0.memory().read(offset, bytes);
    }

    fn write(&self, offset: usize, bytes: &[u8]) {
        self.0.memory().write(offset, bytes);
    }
}

impl fmt::Debug for StorePage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("StorePage")
    }
}
