//! Memory that one domain grants to the other.

use xen_abi::grant_table::{self, CopyFlags, GrantEntryFlags, MapFlags};

use super::pair::Pair;
use crate::checks::pages;
use crate::machine::Machine;
use crate::suite::grants::{GRANT, bytes, fill, granted, host_address, own, setup_table};
use crate::transcript::Outcome;

/// What the granting domain writes, and what the grantee writes over it.
const GRANTED: [u8; 16] = *b"from the granter";
const ANSWER: [u8; 16] = *b"from the grantee";

/// Each domain grants a page to the other, which copies from it, maps it and writes to it.
pub(super) fn granted_both_ways<M: Machine>(pair: &Pair<'_, M>) -> Outcome {
    if pair.other.machine.is_software() {
        skip!("the software Xen maps grants in areas without memory only");
    }
    pair.take_turns(grant, use_grant)
}

fn grant<M: Machine>(pair: &Pair<'_, M>) -> Outcome {
    let machine = pair.other.machine;
    let (table, page) = (setup_table(machine)?, pages(machine, 1)?);
    fill(&page, &GRANTED);
    table.permit(pair.other.peer, &page, GrantEntryFlags::empty(), |_| {
        pair.step()?;
        // The grantee copies, maps and writes.
        pair.step()?;
        check!(bytes::<16>(&page, 0), ANSWER);
        check!(
            table.in_use(GRANT),
            GrantEntryFlags::READING | GrantEntryFlags::WRITING
        );
        pair.step()?;
        // It unmaps the page.
        pair.step()?;
        check!(table.in_use(GRANT), GrantEntryFlags::empty());
        Ok(())
    })?;
    table.remove(machine)
}

fn use_grant<M: Machine>(pair: &Pair<'_, M>) -> Outcome {
    let (machine, peer) = (pair.other.machine, pair.other.peer);
    let (place, copied) = (pages(machine, 1)?, pages(machine, 1)?);
    pair.step()?;
    // SAFETY: the page has no other use.
    let copy = unsafe {
        grant_table::copy_one(
            machine.xen(),
            granted(GRANT, peer, 0),
            own(&copied, 0),
            16,
            CopyFlags::SOURCE_GREF,
        )
    };
    check!((copy, bytes::<16>(&copied, 0)), (Ok(()), GRANTED));
    let at = host_address::<M>(&place);
    // SAFETY: the page that is replaced has no other use, and is not used after the mapping ends.
    let mapped = attempt!(unsafe {
        grant_table::map_grant_ref_one(machine.xen(), at, MapFlags::HOST_MAP, GRANT, peer)
    });
    check!(bytes::<16>(&place, 0), GRANTED);
    fill(&place, &ANSWER);
    pair.step()?;
    pair.step()?;
    check!(
        // SAFETY: nothing refers to the mapping.
        unsafe { grant_table::unmap_grant_ref_one(machine.xen(), at, 0, mapped.handle) },
        Ok(())
    );
    // The page that was replaced is lost.
    core::mem::forget(place);
    pair.step()
}
