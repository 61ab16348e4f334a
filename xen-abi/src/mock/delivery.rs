//! Delivery of events in the 2-level and the FIFO ABI.

use core::mem::offset_of;
use core::sync::atomic::Ordering::SeqCst;
use std::vec::Vec;

use super::event_abi::{EventAbi, Fifo, LINKED, MASKED, PENDING, WORDS};
use super::lock::lock;
use super::memory::{AtomicLong, Frame};
use super::setup::Fault;
use super::state::{DomainState, State, Vcpu};
use crate::errno::Errno;
use crate::event_channel::{
    EVTCHN_FIFO_NR_CHANNELS, EVTCHN_FIFO_PRIORITY_DEFAULT, FifoControlBlock, Port,
};
use crate::frame::{Gfn, PAGE_SIZE};
use crate::xen::{DomId, SharedInfo, VcpuInfo};

impl Vcpu {
    fn selector(&self) -> &AtomicLong {
        self.info
            .long(self.offset + offset_of!(VcpuInfo, evtchn_pending_sel))
    }

    /// Sets the vCPU's upcall flag.
    fn notify(&self) {
        self.info
            .byte(self.offset + offset_of!(VcpuInfo, evtchn_upcall_pending))
            .fetch_or(1, SeqCst);
    }

    pub(super) fn has_news(&self) -> bool {
        self.info
            .byte(self.offset + offset_of!(VcpuInfo, evtchn_upcall_pending))
            .load(SeqCst)
            != 0
    }

    /// Clears the upcall mask, which exists on x86 only.
    pub(super) fn allow_interrupts(&self) {
        #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
        self.info
            .byte(self.offset + offset_of!(VcpuInfo, evtchn_upcall_mask))
            .store(0, SeqCst);
    }

    /// Returns whether an upcall would be delivered now.
    pub(super) fn is_interrupted(&self) -> bool {
        #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
        if self
            .info
            .byte(self.offset + offset_of!(VcpuInfo, evtchn_upcall_mask))
            .load(SeqCst)
            != 0
        {
            return false;
        }
        self.has_news()
    }
}

/// Returns the offset of a port's word in a bit array, and its bit in the word.
fn bit(array: usize, port: Port) -> (usize, Long) {
    let bits = Long::BITS as usize;
    (
        array + port.0 as usize / bits * size_of::<Long>(),
        1 << (port.0 as usize % bits),
    )
}

/// The integer in an [`AtomicLong`].
#[cfg(any(target_arch = "arm", target_arch = "aarch64"))]
pub(super) type Long = u64;
/// The integer in an [`AtomicLong`].
#[cfg(not(any(target_arch = "arm", target_arch = "aarch64")))]
pub(super) type Long = usize;

const PENDING_BITS: usize = offset_of!(SharedInfo, evtchn_pending);
const MASK_BITS: usize = offset_of!(SharedInfo, evtchn_mask);

impl DomainState {
    pub(super) fn is_pending(&self, port: Port) -> bool {
        match &self.event_abi {
            EventAbi::TwoLevel => {
                let (offset, bit) = bit(PENDING_BITS, port);
                self.words.shared.long(offset).load(SeqCst) & bit != 0
            }
            EventAbi::Fifo(fifo) => fifo
                .word(port.0)
                .is_some_and(|word| word.load(SeqCst) & PENDING != 0),
        }
    }

    pub(super) fn is_fifo(&self) -> bool {
        matches!(self.event_abi, EventAbi::Fifo(_))
    }

    pub(super) fn mask(&self, port: Port) {
        match &self.event_abi {
            EventAbi::TwoLevel => {
                let (offset, bit) = bit(MASK_BITS, port);
                self.words.shared.long(offset).fetch_or(bit, SeqCst);
            }
            EventAbi::Fifo(fifo) => {
                if let Some(word) = fifo.word(port.0) {
                    word.fetch_or(MASKED, SeqCst);
                }
            }
        }
    }

    pub(super) fn clear_pending(&self, port: Port) {
        match &self.event_abi {
            EventAbi::TwoLevel => {
                let (offset, bit) = bit(PENDING_BITS, port);
                self.words.shared.long(offset).fetch_and(!bit, SeqCst);
            }
            EventAbi::Fifo(fifo) => {
                if let Some(word) = fifo.word(port.0) {
                    word.fetch_and(!PENDING, SeqCst);
                }
            }
        }
    }

    /// Sets the selector's bit for a port, and the upcall flag if the bit was clear.
    fn select(&self, port: Port, vcpu: u32) {
        let word = port.0 as usize / Long::BITS as usize;
        let vcpu = &self.words.vcpus[vcpu as usize];
        if vcpu.selector().fetch_or(1 << word, SeqCst) & (1 << word) == 0 {
            vcpu.notify();
        }
    }

    fn raise(&mut self, port: Port) {
        let channel = self.ports[port.0 as usize];
        match &mut self.event_abi {
            EventAbi::TwoLevel => {
                // The guest relies on the order: pending bit, check of the mask, selector, upcall
                // flag.
                let (offset, bit) = bit(PENDING_BITS, port);
                if self.words.shared.long(offset).fetch_or(bit, SeqCst) & bit != 0 {
                    return;
                }
                let (offset, bit) = self::bit(MASK_BITS, port);
                if self.words.shared.long(offset).load(SeqCst) & bit == 0 {
                    self.select(port, channel.vcpu);
                }
            }
            EventAbi::Fifo(fifo) => {
                let Some(word) = fifo.word(port.0) else {
                    self.ports[port.0 as usize].raised_early = true;
                    return;
                };
                let vcpu = channel.vcpu as usize;
                // A guest must not unmask a port before its vCPU has a control block: the event is
                // lost, also for a vCPU that polls.
                let Some((control, offset)) = fifo.control[vcpu].clone() else {
                    return;
                };
                word.fetch_or(PENDING, SeqCst);
                if word.load(SeqCst) & MASKED != 0 || word.fetch_or(LINKED, SeqCst) & LINKED != 0 {
                    return;
                }
                let (old_vcpu, old_queue) = (
                    channel.last_queue.0 as usize,
                    usize::from(channel.last_queue.1),
                );
                let queue = usize::from(channel.priority);
                // The port leaves its old queue. If it was the tail there, nothing may be linked
                // behind it.
                if fifo.tails[old_vcpu][old_queue] == port.0 {
                    fifo.tails[old_vcpu][old_queue] = 0;
                }
                self.ports[port.0 as usize].last_queue = (channel.vcpu, channel.priority);
                let tail = fifo.tails[vcpu][queue];
                let appended = tail != 0 && fifo.append(tail, port.0);
                fifo.tails[vcpu][queue] = port.0;
                if !appended {
                    control
                        .word(
                            offset + offset_of!(FifoControlBlock, head) + queue * size_of::<u32>(),
                        )
                        .store(port.0, SeqCst);
                    let ready = control.word(offset + offset_of!(FifoControlBlock, ready));
                    if ready.fetch_or(1 << queue, SeqCst) & (1 << queue) == 0 {
                        self.words.vcpus[vcpu].notify();
                    }
                }
            }
        }
    }

    fn unmask(&mut self, port: Port) {
        let channel = self.ports[port.0 as usize];
        match &self.event_abi {
            EventAbi::TwoLevel => {
                let (offset, bit) = bit(MASK_BITS, port);
                let was_masked = self.words.shared.long(offset).fetch_and(!bit, SeqCst) & bit != 0;
                if was_masked && self.is_pending(port) {
                    self.select(port, channel.vcpu);
                }
            }
            EventAbi::Fifo(fifo) => {
                let Some(word) = fifo.word(port.0) else {
                    return;
                };
                if word.fetch_and(!MASKED, SeqCst) & PENDING != 0 {
                    self.raise(port);
                }
            }
        }
    }

    /// Returns the frame of a number.
    fn frame(&self, frame: Gfn) -> Result<Frame, Errno> {
        lock(&self.frames).get(frame.0)
    }

    pub(super) fn init_control(
        &mut self,
        frame: Gfn,
        offset: usize,
        vcpu: u32,
    ) -> Result<(), Errno> {
        if offset > PAGE_SIZE - size_of::<FifoControlBlock>() || offset % 8 != 0 {
            return Err(Errno::EINVAL);
        }
        if let EventAbi::Fifo(fifo) = &self.event_abi {
            if fifo.control[vcpu as usize].is_some() {
                return Err(Errno::EINVAL);
            }
        } else {
            self.meet(Fault::OutOfMemory, Errno::ENOMEM)?;
        }
        let block = (self.frame(frame)?, offset);
        if let EventAbi::Fifo(fifo) = &mut self.event_abi {
            fifo.control[vcpu as usize] = Some(block);
            return Ok(());
        }
        for port in 1..self.ports.len() {
            self.ports[port].raised_early |= self.is_pending(Port(port as u32));
            self.ports[port].priority = EVTCHN_FIFO_PRIORITY_DEFAULT as u8;
            self.ports[port].last_queue = (0, 0);
        }
        self.event_abi = EventAbi::Fifo(Fifo::new(self.words.vcpus.len()));
        if let EventAbi::Fifo(fifo) = &mut self.event_abi {
            fifo.control[vcpu as usize] = Some(block);
        }
        Ok(())
    }

    /// Appends a page to the array and raises the ports that were raised too early.
    pub(super) fn expand_array(&mut self, frame: Gfn) -> Result<(), Errno> {
        let EventAbi::Fifo(fifo) = &self.event_abi else {
            return Err(Errno::EOPNOTSUPP);
        };
        let first = fifo.array.len() * WORDS;
        if first >= EVTCHN_FIFO_NR_CHANNELS as usize {
            return Err(Errno::ENOSPC);
        }
        let frame = self.frame(frame)?;
        self.meet(Fault::OutOfMemory, Errno::ENOMEM)?;
        if let EventAbi::Fifo(fifo) = &mut self.event_abi {
            fifo.array.push(frame);
        }
        // Xen never clears this mark and checks nothing else: each page that contains the port's
        // word raises it, whether the port is in use or not.
        let ports = self.ports.iter().enumerate().skip(first).take(WORDS);
        let early = ports
            .filter(|(_, channel)| channel.raised_early)
            .map(|(port, _)| Port(port as u32))
            .collect::<Vec<_>>();
        early.into_iter().for_each(|port| self.raise(port));
        Ok(())
    }

    /// Returns whether a free port is still linked in a queue and cannot be allocated.
    pub(super) fn is_busy(&self, port: Port) -> bool {
        match &self.event_abi {
            EventAbi::TwoLevel => false,
            EventAbi::Fifo(fifo) => fifo
                .word(port.0)
                .is_some_and(|word| word.load(SeqCst) & LINKED != 0),
        }
    }
}

impl State {
    /// Raises a port that is in use.
    pub(super) fn raise(&mut self, domain: DomId, port: Port) {
        let domain = self.domain_mut(domain);
        if domain.ports[port.0 as usize].is_usable() {
            domain.raise(port);
        }
    }

    pub(super) fn unmask_port(&mut self, domain: DomId, port: Port) {
        self.domain_mut(domain).unmask(port);
    }
}
