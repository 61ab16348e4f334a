//! A registered Argo ring, with the senders that wait for space.

use core::mem::offset_of;
use core::sync::atomic::Ordering::SeqCst;
use std::vec::Vec;

use super::memory::Frame;
use crate::argo::{Port, Ring as Header};
use crate::argo_ring::{HEADER_SIZE, SLOT, max_data};
use crate::errno::Errno;
use crate::frame::PAGE_SIZE;
use crate::shared::SharedMemory;
use crate::xen::DomId;

/// The number of domains that may wait for space in one ring.
const MAX_WAITING: usize = 32;

/// A registered ring.
pub(super) struct Ring {
    pub(super) port: Port,
    /// The only sender, or `XEN_ARGO_DOMID_ANY`.
    pub(super) partner: DomId,
    /// The length of the ring in bytes, without its header.
    pub(super) len: u32,
    frames: Vec<Frame>,
    /// The offset of the next write. Xen does not read the `tx_ptr` in the ring again.
    position: u32,
    /// The waiting senders, each with the data size in bytes that it needs.
    pub(super) waiting: Vec<(DomId, u32)>,
}

impl Ring {
    /// Continues at the ring's `tx_ptr` if that is valid, else makes the ring empty.
    pub(super) fn new(
        port: Port,
        partner: DomId,
        len: u32,
        frames: Vec<Frame>,
        waiting: Vec<(DomId, u32)>,
    ) -> Self {
        let position = frames[0].word(offset_of!(Header, tx_ptr)).load(SeqCst);
        let mut ring = Self {
            port,
            partner,
            len,
            frames,
            position,
            waiting,
        };
        if position >= len || position % SLOT != 0 {
            ring.publish(ring.read_position());
        }
        ring
    }

    /// Returns the guest's `rx_ptr`, rounded up to a slot. An invalid one counts as 0.
    fn read_position(&self) -> u32 {
        self.frames[0]
            .word(offset_of!(Header, rx_ptr))
            .load(SeqCst)
            .checked_next_multiple_of(SLOT)
            .filter(|read| *read < self.len)
            .unwrap_or(0)
    }

    /// Returns the free bytes: the whole ring if it is empty.
    pub(super) fn free(&self) -> u32 {
        let read = self.read_position();
        if read > self.position {
            read - self.position
        } else {
            read + self.len - self.position
        }
    }

    /// Returns the most data, in bytes, that one message can carry now.
    pub(super) fn room(&self) -> u32 {
        max_data(self.free())
    }

    /// Returns the offset at which the next message begins.
    pub(super) fn position(&self) -> u32 {
        self.position
    }

    /// Writes bytes at an offset, with wrap-around, and returns the next offset.
    pub(super) fn put(&self, mut position: u32, mut source: *const u8, mut len: usize) -> u32 {
        while len > 0 {
            let offset = (HEADER_SIZE + position) as usize;
            let part = len
                .min(PAGE_SIZE - offset % PAGE_SIZE)
                .min((self.len - position) as usize);
            // SAFETY: the caller's bytes are `len` long, and nobody writes to them during the call.
            let bytes = unsafe { core::slice::from_raw_parts(source, part) };
            self.frames[offset / PAGE_SIZE]
                .memory()
                .write(offset % PAGE_SIZE, bytes);
            // SAFETY: within the caller's bytes, or one past their end.
            source = unsafe { source.add(part) };
            len -= part;
            position = (position + part as u32) % self.len;
        }
        position
    }

    /// Moves the write position, also in the ring's header.
    pub(super) fn publish(&mut self, position: u32) {
        self.position = position;
        self.frames[0]
            .word(offset_of!(Header, tx_ptr))
            .store(position, SeqCst);
    }

    /// Records that a domain waits for space, with the size of its largest message.
    pub(super) fn wait(&mut self, domain: DomId, len: u32) -> Result<(), Errno> {
        if let Some((_, wanted)) = self
            .waiting
            .iter_mut()
            .find(|(waiting, _)| *waiting == domain)
        {
            *wanted = len.max(*wanted);
            return Ok(());
        }
        if self.waiting.len() >= MAX_WAITING {
            return Err(Errno::EBUSY);
        }
        self.waiting.push((domain, len));
        Ok(())
    }
}
