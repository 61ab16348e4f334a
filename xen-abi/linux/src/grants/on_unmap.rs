//! What Linux does with a page when it is unmapped.

use xen_abi::event_channel::Port;

use crate::generated::gntalloc::UnmapNotify;

/// What Linux does with a page when it is unmapped, also if the program is killed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OnUnmap {
    /// The offset of a byte to set to 0.
    pub clear: Option<usize>,
    /// A port of the program to send an event on. Its [`EventChannel`](crate::EventChannel) must
    /// still be open then; Linux keeps the port until the page is unmapped.
    pub notify: Option<Port>,
}

impl OnUnmap {
    pub(super) fn action(self) -> UnmapNotify {
        let mut action = UnmapNotify::empty();
        if self.clear.is_some() {
            action |= UnmapNotify::CLEAR_BYTE;
        }
        if self.notify.is_some() {
            action |= UnmapNotify::SEND_EVENT;
        }
        action
    }

    pub(super) fn port(self) -> Port {
        self.notify.unwrap_or(Port(0))
    }

    /// The offset in the device of the byte to clear, or of the page.
    ///
    /// # Panics
    ///
    /// If the byte is beyond the `size` bytes of the mapping.
    pub(super) fn index(self, mapping: u64, size: usize) -> u64 {
        let offset = self.clear.unwrap_or(0);
        assert!(offset < size, "a byte beyond the mapping");
        mapping + offset as u64
    }
}
