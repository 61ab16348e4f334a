//! The event-channel ABI of a domain, with the memory of the FIFO ABI.

use core::sync::atomic::AtomicU32;
use core::sync::atomic::Ordering::SeqCst;
use std::vec::Vec;

use super::memory::Frame;
use crate::event_channel::{
    EVTCHN_2L_NR_CHANNELS, EVTCHN_FIFO_BUSY, EVTCHN_FIFO_LINK_MASK, EVTCHN_FIFO_LINKED,
    EVTCHN_FIFO_MASKED, EVTCHN_FIFO_MAX_QUEUES, EVTCHN_FIFO_NR_CHANNELS, EVTCHN_FIFO_PENDING,
};
use crate::frame::PAGE_SIZE;

pub(super) const PENDING: u32 = 1 << EVTCHN_FIFO_PENDING;
pub(super) const MASKED: u32 = 1 << EVTCHN_FIFO_MASKED;
pub(super) const LINKED: u32 = 1 << EVTCHN_FIFO_LINKED;
const BUSY: u32 = 1 << EVTCHN_FIFO_BUSY;
const LINK: u32 = EVTCHN_FIFO_LINK_MASK as u32;

/// The number of event words per page.
pub(super) const WORDS: usize = PAGE_SIZE / size_of::<u32>();

/// How often Xen tries to append to an event word that the guest keeps changing.
const ATTEMPTS: usize = 4;

/// The event-channel ABI that a domain uses.
pub(super) enum EventAbi {
    TwoLevel,
    Fifo(Fifo),
}

impl EventAbi {
    /// Returns the number of ports that the ABI supports.
    #[allow(
        clippy::unnecessary_cast,
        reason = "C gives the number another type on each machine"
    )]
    pub(super) fn ports(&self) -> usize {
        match self {
            Self::TwoLevel => EVTCHN_2L_NR_CHANNELS as usize,
            Self::Fifo(_) => EVTCHN_FIFO_NR_CHANNELS as usize,
        }
    }
}

/// The event array, control blocks and queues of a domain in the FIFO ABI.
pub(super) struct Fifo {
    pub(super) array: Vec<Frame>,
    /// Per vCPU: frame and offset of its control block, once the guest has set it.
    pub(super) control: Vec<Option<(Frame, usize)>>,
    /// Per vCPU: the last port of each queue, as Xen remembers it.
    pub(super) tails: Vec<[u32; EVTCHN_FIFO_MAX_QUEUES as usize]>,
}

impl Fifo {
    /// The ABI of a domain that has set no control block and no page of the array.
    pub(super) fn new(vcpus: usize) -> Self {
        Self {
            array: Vec::new(),
            control: std::vec![None; vcpus],
            tails: std::vec![[0; EVTCHN_FIFO_MAX_QUEUES as usize]; vcpus],
        }
    }

    /// Returns the event word of a port, if the array reaches to it.
    pub(super) fn word(&self, port: u32) -> Option<&AtomicU32> {
        Some(
            self.array
                .get(port as usize / WORDS)?
                .word(port as usize % WORDS * size_of::<u32>()),
        )
    }

    /// Links `port` behind `tail`; returns `false` if the guest has emptied the queue.
    pub(super) fn append(&self, tail: u32, port: u32) -> bool {
        let Some(word) = self.word(tail) else {
            return false;
        };
        for attempt in 0..=ATTEMPTS {
            let seen = word.load(SeqCst);
            if seen & LINKED == 0 {
                word.fetch_and(!BUSY, SeqCst);
                return false;
            }
            if word
                .compare_exchange(seen, seen & !(BUSY | LINK) | port, SeqCst, SeqCst)
                .is_ok()
            {
                return true;
            }
            if attempt == 0 {
                // The guest does not unmask a busy port. It can change little else.
                word.fetch_or(BUSY, SeqCst);
            }
        }
        word.fetch_and(!BUSY, SeqCst);
        true
    }
}
