//! The operations of Argo.

use core::mem::offset_of;
use std::vec::Vec;

use super::argo_ring::Ring;
use super::lock::lock;
use super::memory::CallerMemory;
use super::setup::{Argo, Fault};
use super::state::{DomainState, State};
use crate::argo::{
    Addr, ArgoOp, Gfn, Iov, Port, RegisterFlags, RegisterRing, RingData, RingDataEnt, RingFlags,
    RingMessageHeader, SendAddr, UnregisterRing, XEN_ARGO_DOMID_ANY, XEN_ARGO_MAX_RING_SIZE,
    XEN_ARGO_MAXIOV,
};
use crate::argo_ring::{MAX_PAGES, MESSAGE_HEADER_SIZE, SLOT, is_valid_len, max_data, pages};
use crate::errno::Errno;
use crate::plain::Plain;
use crate::xen::{DomId, Virq};

const MAX_RINGS: usize = 128;
const MAX_QUESTIONS: u32 = 256;

/// The size limit of a message in bytes. The longest ring fits 64 bytes less.
const MAX_MESSAGE: u32 = max_data(XEN_ARGO_MAX_RING_SIZE as u32);

const ANY: DomId = DomId(XEN_ARGO_DOMID_ANY as u16);

/// An error of `sendv`: Xen does not sign-extend the late ones.
pub(super) enum SendError {
    Early(Errno),
    Late(Errno),
}

impl From<Errno> for SendError {
    fn from(errno: Errno) -> Self {
        Self::Early(errno)
    }
}

impl DomainState {
    /// Returns the ring of a port for a sender: its own ring, or the wildcard ring.
    fn ring_for(&mut self, port: Port, sender: DomId) -> Option<&mut Ring> {
        let find = |partner| {
            self.rings
                .iter()
                .position(|ring| ring.port == port && ring.partner == partner)
        };
        let index = find(sender).or_else(|| find(ANY))?;
        Some(&mut self.rings[index])
    }
}

impl State {
    /// Performs an operation and returns its result.
    pub(super) fn argo_op(
        &mut self,
        caller: DomId,
        memory: &CallerMemory,
        arguments: [usize; 5],
    ) -> Result<u32, SendError> {
        let [command, arg1, arg2, arg3, arg4] = arguments;
        if self.argo == Argo::NotBuilt {
            return Err(Errno::ENOSYS.into());
        }
        let (Ok(arg3), Ok(arg4)) = (u32::try_from(arg3), u32::try_from(arg4)) else {
            return Err(Errno::EINVAL.into());
        };
        if self.argo == Argo::Off {
            return Err(Errno::EOPNOTSUPP.into());
        }
        self.domain_mut(caller).meet(Fault::Policy, Errno::EACCES)?;
        let unused = || {
            if arg2 != 0 || arg3 != 0 || arg4 != 0 {
                Err(Errno::EINVAL)
            } else {
                Ok(())
            }
        };
        match ArgoOp::try_from(command as u32) {
            Ok(ArgoOp::RegisterRing) => {
                self.register_ring(caller, memory, (arg1, arg2), arg3, arg4)?
            }
            Ok(ArgoOp::UnregisterRing) => {
                unused()?;
                self.unregister_ring(caller, memory.read(arg1)?)?;
            }
            Ok(ArgoOp::Sendv) => {
                let addresses = memory.read(arg1)?;
                if arg3 > XEN_ARGO_MAXIOV {
                    return Err(Errno::EINVAL.into());
                }
                let pieces = memory.read_many(arg2, arg3 as usize)?;
                return self.sendv(caller, memory, addresses, &pieces, arg4);
            }
            Ok(ArgoOp::Notify) => {
                unused()?;
                self.notify(caller, memory, arg1)?;
            }
            Err(_) => return Err(Errno::EOPNOTSUPP.into()),
        }
        Ok(0)
    }

    fn register_ring(
        &mut self,
        caller: DomId,
        memory: &CallerMemory,
        (ring, frames): (usize, usize),
        npages: u32,
        flags: u32,
    ) -> Result<(), Errno> {
        if npages as usize > MAX_PAGES {
            return Err(Errno::EINVAL);
        }
        if flags & !RegisterFlags::FAIL_EXIST.bits() != 0 {
            return Err(Errno::EINVAL);
        }
        let flags = RegisterFlags::from_bits_retain(flags);
        let RegisterRing {
            aport: port,
            partner_id: partner,
            pad,
            len,
        } = memory.read(ring)?;
        if !is_valid_len(len) || pages(len) != npages as usize || pad != 0 {
            return Err(Errno::EINVAL);
        }
        if partner == ANY && self.argo != Argo::Permissive {
            return Err(Errno::EPERM);
        }
        if partner != ANY && !self.domains.contains_key(&partner) {
            return Err(Errno::ESRCH);
        }
        self.domain_mut(caller)
            .meet(Fault::OutOfMemory, Errno::ENOMEM)?;
        if !self.domain(caller).uses_argo {
            return Err(Errno::ENODEV);
        }
        if partner != ANY && !self.domain(partner).uses_argo {
            return Err(Errno::ECONNREFUSED);
        }
        let domain = self.domain_mut(caller);
        // Xen counts registrations, also those that replace a ring, and checks the limit first.
        if domain.registrations >= MAX_RINGS {
            return Err(Errno::ENOSPC);
        }
        let known = domain
            .rings
            .iter()
            .position(|ring| ring.port == port && ring.partner == partner);
        if let Some(ring) = known.map(|index| &domain.rings[index]) {
            if flags.contains(RegisterFlags::FAIL_EXIST) || ring.len != len {
                return Err(Errno::EEXIST);
            }
        }
        // A failed replacement removes the former ring. A successful one keeps the waiting
        // senders.
        let waiting = known
            .map(|index| domain.rings.remove(index).waiting)
            .unwrap_or_default();
        let numbers = memory.read_many::<Gfn>(frames, npages as usize)?;
        let frames = {
            let table = lock(&domain.frames);
            numbers
                .into_iter()
                .map(|frame| table.get(frame.0))
                .collect::<Result<Vec<_>, _>>()?
        };
        domain.meet(Fault::FrameInUse, Errno::EAGAIN)?;
        domain
            .rings
            .push(Ring::new(port, partner, len, frames, waiting));
        domain.registrations += 1;
        Ok(())
    }

    fn unregister_ring(&mut self, caller: DomId, ring: UnregisterRing) -> Result<(), Errno> {
        let UnregisterRing {
            aport: port,
            partner_id: partner,
            pad,
        } = ring;
        if pad != 0 {
            return Err(Errno::EINVAL);
        }
        let domain = self.domain_mut(caller);
        if !domain.uses_argo {
            return Err(Errno::ENODEV);
        }
        let index = domain
            .rings
            .iter()
            .position(|ring| ring.port == port && ring.partner == partner)
            .ok_or(Errno::ENOENT)?;
        domain.rings.remove(index);
        domain.registrations -= 1;
        Ok(())
    }

    fn sendv(
        &mut self,
        caller: DomId,
        memory: &CallerMemory,
        SendAddr { src, dst }: SendAddr,
        pieces: &[Iov],
        message_type: u32,
    ) -> Result<u32, SendError> {
        if src.pad != 0 || dst.pad != 0 {
            return Err(Errno::EINVAL.into());
        }
        if src.domain_id != ANY && src.domain_id != caller {
            return Err(Errno::EPERM.into());
        }
        if !self.domains.contains_key(&dst.domain_id) {
            return Err(Errno::ESRCH.into());
        }
        let late = SendError::Late;
        if !self.domain(caller).uses_argo {
            return Err(late(Errno::ENODEV));
        }
        let out_of_memory = self.domain_mut(caller).take(Fault::OutOfMemory);
        let receiver = self.domain_mut(dst.domain_id);
        if !receiver.uses_argo {
            return Err(late(Errno::ECONNREFUSED));
        }
        let ring = receiver
            .ring_for(dst.aport, caller)
            .ok_or(late(Errno::ECONNREFUSED))?;
        let len = total(pieces).map_err(late)?;
        // One slot always stays free: equal indices mean an empty ring.
        let taken = MESSAGE_HEADER_SIZE + len.next_multiple_of(SLOT);
        if ring.len <= taken {
            return Err(late(Errno::EMSGSIZE));
        }
        if taken >= ring.free() {
            let outcome = if out_of_memory {
                Err(Errno::ENOMEM)
            } else {
                ring.wait(caller, len)
            };
            return Err(late(outcome.err().unwrap_or(Errno::EAGAIN)));
        }
        let source = Addr {
            aport: src.aport,
            domain_id: caller,
            pad: 0,
        };
        let header = RingMessageHeader {
            len: len + MESSAGE_HEADER_SIZE,
            source,
            message_type,
            ..Default::default()
        };
        let mut position = ring.put(
            ring.position(),
            header.as_bytes().as_ptr(),
            MESSAGE_HEADER_SIZE as usize,
        );
        for piece in pieces.iter().filter(|piece| piece.iov_len > 0) {
            let bytes = memory
                .bytes(piece.iov_hnd.as_ptr().addr(), piece.iov_len as usize)
                .map_err(late)?;
            position = ring.put(position, bytes, piece.iov_len as usize);
        }
        ring.publish(position.next_multiple_of(SLOT) % ring.len);
        self.raise_virq(dst.domain_id, Virq::ARGO, 0);
        Ok(len)
    }

    fn notify(
        &mut self,
        caller: DomId,
        memory: &CallerMemory,
        address: usize,
    ) -> Result<(), Errno> {
        if !self.domain(caller).uses_argo {
            return Err(Errno::ENODEV);
        }
        let mut told = Vec::new();
        for ring in &mut self.domain_mut(caller).rings {
            let room = ring.room();
            if room > 0 {
                ring.waiting.retain(|(domain, wanted)| {
                    let enough = *wanted <= room;
                    told.extend(enough.then_some(*domain));
                    !enough
                });
            }
        }
        for domain in told {
            self.raise_virq(domain, Virq::ARGO, 0);
        }
        if address == 0 {
            return Ok(());
        }
        let questions: RingData = memory.read(address)?;
        if questions.nent > MAX_QUESTIONS {
            return Err(Errno::EACCES);
        }
        for index in 0..questions.nent as usize {
            let address = address + offset_of!(RingData, data) + index * size_of::<RingDataEnt>();
            let mut question: RingDataEnt = memory.read(address)?;
            self.answer(caller, &mut question)?;
            memory.write(address + offset_of!(RingDataEnt, flags), question.flags)?;
            memory.write(
                address + offset_of!(RingDataEnt, max_message_size),
                question.max_message_size,
            )?;
        }
        Ok(())
    }

    fn answer(&mut self, caller: DomId, question: &mut RingDataEnt) -> Result<(), Errno> {
        question.flags = RingFlags::empty();
        let out_of_memory = self.domain_mut(caller).take(Fault::OutOfMemory);
        let Some(domain) = self
            .domains
            .get_mut(&question.ring.domain_id)
            .filter(|domain| domain.uses_argo)
        else {
            return Ok(());
        };
        let Some(ring) = domain.ring_for(question.ring.aport, caller) else {
            return Ok(());
        };
        question.max_message_size = max_data(ring.len);
        question.flags |= RingFlags::EXISTS;
        if ring.partner == ANY {
            question.flags |= RingFlags::SHARED;
        }
        let room = ring.room();
        if question.space_required > question.max_message_size {
            question.flags |= RingFlags::EMSGSIZE;
        } else if room >= question.space_required {
            ring.waiting.retain(|(waiting, _)| *waiting != caller);
            question.flags |= RingFlags::SUFFICIENT;
        } else if out_of_memory {
            return Err(Errno::ENOMEM);
        } else if ring.wait(caller, question.space_required).is_err() {
            question.flags |= RingFlags::EBUSY;
        }
        if room == question.max_message_size {
            question.flags |= RingFlags::EMPTY;
        }
        Ok(())
    }

    /// Removes the other domains' rings for a domain, and its waiting sends.
    pub(super) fn leave_argo(&mut self, gone: DomId) {
        for domain in self.domains.values_mut() {
            let before = domain.rings.len();
            domain.rings.retain(|ring| ring.partner != gone);
            domain.registrations -= before - domain.rings.len();
            for ring in &mut domain.rings {
                ring.waiting.retain(|(waiting, _)| *waiting != gone);
            }
        }
    }
}

/// Returns the size of all pieces in bytes.
fn total(pieces: &[Iov]) -> Result<u32, Errno> {
    pieces.iter().try_fold(0_u32, |sum, piece| {
        if piece.pad != 0 || piece.iov_len > MAX_MESSAGE {
            return Err(Errno::EINVAL);
        }
        // Cannot overflow: both are far below 2³².
        if sum + piece.iov_len > MAX_MESSAGE {
            Err(Errno::EMSGSIZE)
        } else {
            Ok(sum + piece.iov_len)
        }
    })
}
