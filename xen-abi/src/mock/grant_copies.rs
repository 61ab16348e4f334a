//! Copies and transfers of granted pages.

use super::grant_table::Permitted;
use super::lock::lock;
use super::memory::Frame;
use super::state::State;
use crate::frame::PAGE_SIZE;
use crate::grant_table::{Copy, CopyFlags, CopyPtr, GrantEntryFlags, Status, Transfer};
use crate::shared::SharedMemory;
use crate::xen::DomId;

/// One side of a copy.
struct Side {
    frame: Frame,
    /// The bytes that may be used: offset and length.
    part: (usize, usize),
    /// The grant whose use ends with the copy.
    granter: Option<DomId>,
}

impl State {
    pub(super) fn copy_grant(&mut self, caller: DomId, argument: &Copy) -> Result<(), Status> {
        let sides = [
            (argument.source, CopyFlags::SOURCE_GREF, true),
            (argument.dest, CopyFlags::DEST_GREF, false),
        ];
        // As of 4.19, a copy of nothing looks at nothing.
        if argument.len == 0 && self.minor >= 19 {
            return Ok(());
        }
        for (side, flag, _) in sides {
            if !argument.flags.contains(flag) && side.domid != DomId::SELF {
                return Err(Status::PERMISSION_DENIED);
            }
            let domain = self.named_in_grants(caller, side.domid);
            domain.ok_or(Status::BAD_DOMAIN)?;
        }
        self.meet_in_grants(caller)?;
        let [from, to] = sides.map(|(side, flag, read_only)| {
            self.begin_copy(caller, side, argument.flags.contains(flag), read_only)
        });
        let count = argument.len as usize;
        let outcome = match (&from, &to) {
            (Ok(from), Ok(to)) => copy(
                (from, argument.source.offset as usize),
                (to, argument.dest.offset as usize),
                count,
            ),
            (Err(status), _) | (_, Err(status)) => Err(*status),
        };
        for (side, (argument, _, read_only)) in [from, to].into_iter().zip(sides) {
            if let Ok(Side {
                granter: Some(granter),
                ..
            }) = side
            {
                let grants = &mut self.domain_mut(granter).grants;
                grants.end(argument.u.ref_(), read_only);
            }
        }
        outcome
    }

    fn begin_copy(
        &mut self,
        caller: DomId,
        side: CopyPtr,
        granted: bool,
        read_only: bool,
    ) -> Result<Side, Status> {
        if !granted {
            #[allow(clippy::unnecessary_cast, reason = "the width differs by architecture")]
            let number = side.u.gmfn().0 as u64;
            let frame = lock(&self.domain(caller).frames).get(number);
            return Ok(Side {
                frame: frame.map_err(|_| Status::BAD_PAGE)?,
                part: (0, PAGE_SIZE),
                granter: None,
            });
        }
        let granter = self
            .named_in_grants(caller, side.domid)
            .ok_or(Status::BAD_DOMAIN)?;
        let grants = &mut self.domain_mut(granter).grants;
        let Permitted { frame, part } = grants.begin(side.u.ref_(), caller, read_only, true)?;
        let frame = lock(&self.domain(granter).frames).get(frame);
        match frame {
            Ok(frame) => Ok(Side {
                frame,
                part,
                granter: Some(granter),
            }),
            Err(_) => {
                let grants = &mut self.domain_mut(granter).grants;
                grants.end(side.u.ref_(), read_only);
                Err(Status::BAD_PAGE)
            }
        }
    }

    /// Transfers a page of a PV guest.
    pub(super) fn transfer(&mut self, caller: DomId, argument: &Transfer) -> Result<(), Status> {
        #[allow(clippy::unnecessary_cast, reason = "the width differs by architecture")]
        let number = argument.mfn.0 as u64;
        let frame = lock(&self.domain(caller).frames).get(number);
        let frame = frame.map_err(|_| Status::BAD_PAGE)?;
        // A domain cannot transfer to itself.
        let receiver = self.with_id(argument.domid);
        let receiver = receiver.filter(|receiver| *receiver != caller);
        let receiver = receiver.ok_or(Status::BAD_DOMAIN)?;
        self.meet_in_grants(caller)?;
        let domain = self.domain_mut(receiver);
        let (grants, entry) = (&mut domain.grants, argument.ref_.0);
        let accepts = u32::from(GrantEntryFlags::ACCEPT_TRANSFER.bits());
        if entry as usize >= grants.entries()
            || grants.word(entry, 0) != accepts | u32::from(caller.0) << 16
        {
            return Err(Status::GENERAL_ERROR);
        }
        let committed = accepts | u32::from(GrantEntryFlags::TRANSFER_COMMITTED.bits());
        let completed = committed | u32::from(GrantEntryFlags::TRANSFER_COMPLETED.bits());
        let header = |flags: u32| flags | u32::from(caller.0) << 16;
        grants.set_word(entry, 0, header(committed));
        let at = if grants.version == 1 { 4 } else { 8 };
        grants.set_word(entry, at, number as u32);
        grants.set_word(entry, 0, header(completed));
        lock(&domain.frames).set(number, frame);
        lock(&self.domain(caller).frames).remove(number);
        Ok(())
    }
}

/// Copies bytes that lie in the permitted parts of two pages.
fn copy(
    (from, source): (&Side, usize),
    (to, target): (&Side, usize),
    count: usize,
) -> Result<(), Status> {
    for (side, offset) in [(from, source), (to, target)] {
        if offset + count > PAGE_SIZE {
            return Err(Status::BAD_COPY_ARG);
        }
        let (start, length) = side.part;
        if offset < start || offset + count > start + length {
            return Err(Status::GENERAL_ERROR);
        }
    }
    let mut bytes = std::vec![0; count];
    from.frame.memory().read(source, &mut bytes);
    to.frame.memory().write(target, &bytes);
    Ok(())
}
