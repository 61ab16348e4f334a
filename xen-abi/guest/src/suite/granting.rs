//! Grants by the types of `xen_abi::grants`, with the table that they set up.

use xen_abi::Hypercall;
use xen_abi::grants::{Access, GrantTable, Granted, Mapping, copy_from, copy_to};
use xen_abi::guest::{PvGuest, TranslatedGuest};
use xen_abi::pages::GuestPages;
use xen_abi::shared::{Mapped, SharedMemory};

use crate::checks::pages;
use crate::machine::Machine;
use crate::transcript::{Outcome, Stop, Transcript};

/// Both versions of a PV guest's table.
pub(super) fn run_pv<M>(transcript: &mut Transcript<'_, M>)
where
    M: Machine<Xen: Hypercall<Guest: PvGuest>>,
{
    if transcript.machine.is_software() {
        return;
    }
    transcript.test("granting::version_1", |machine| {
        let page = pages(machine, 1)?;
        // SAFETY: the tests before have ended their grants, and the page has no other use.
        let table = unsafe {
            GrantTable::paravirtual(machine.xen(), page, |page, frame| {
                machine.map_machine_frame(page, frame)
            })
        };
        use_all(machine, &table.map_err(failed)?, true)
    });
    transcript.test("granting::version_2", |machine| {
        let (page, status) = (pages(machine, 1)?, pages(machine, 1)?);
        // SAFETY: as above.
        let table = unsafe {
            GrantTable::paravirtual_v2(machine.xen(), page, status, |page, frame| {
                machine.map_machine_frame(page, frame)
            })
        };
        use_all(machine, &table.map_err(failed)?, true)
    });
}

/// The table of a guest whose frames Xen translates, in this version. It is mapped once.
///
/// `maps` says whether the guest may map its own page: on x86, Xen then takes it from its place.
pub(super) fn run_translated<M>(transcript: &mut Transcript<'_, M>, version: u32, maps: bool)
where
    M: Machine<Xen: Hypercall<Guest: TranslatedGuest>>,
{
    if transcript.machine.is_software() {
        return;
    }
    let test = match version {
        1 => "granting::version_1",
        _ => "granting::version_2",
    };
    transcript.test(test, |machine| {
        let page = pages(machine, 1)?;
        let table: Result<GrantTable, _> = match version {
            // SAFETY: the tests before have ended their grants, and the pages have no other use.
            1 => unsafe { GrantTable::translated(machine.xen(), page) },
            _ => {
                let status = pages(machine, 1)?;
                // SAFETY: as above.
                unsafe { GrantTable::translated_v2(machine.xen(), page, status) }
            }
        };
        use_all(machine, &table.map_err(failed)?, maps)
    });
}

fn failed(error: impl core::fmt::Display) -> Stop {
    Stop::failed(format_args!("{error}"))
}

/// Shares a page with the domain itself, copies, maps it if `maps`, and ends the grant.
fn use_all<M: Machine>(machine: &M, table: &GrantTable, maps: bool) -> Outcome {
    let xen = machine.xen();
    let grant = table.share(pages(machine, 1)?, machine.id(), Access::ReadWrite);
    let grant = grant.map_err(failed)?;
    grant.write(100, b"shared with oneself");
    let granted = |offset| Granted {
        domain: machine.id(),
        reference: grant.reference(),
        offset,
    };
    let mut copy = pages(machine, 1)?;
    copy_from(xen, granted(100), &mut copy, 8, 19).map_err(failed)?;
    check!(text(&copy), *b"shared with oneself");
    copy_to(xen, &copy, 8, granted(300), 6).map_err(failed)?;
    check!(grant.get::<[u8; 6]>(300), *b"shared");
    let grant = if maps {
        let area = machine.area(1);
        let area = area.ok_or(Stop::failed(format_args!("the kernel has no area left")))?;
        let mapping = Mapping::<_, _, 1>::map(xen, area, machine.id(), [grant.reference()]);
        let mapping = mapping.map_err(failed)?;
        check!(mapping.get::<[u8; 19]>(100), *b"shared with oneself");
        mapping.write(500, b"seen at both ends");
        check!(grant.get::<[u8; 17]>(500), *b"seen at both ends");
        let Err(mapped) = grant.end() else {
            return Err(Stop::failed(format_args!("a mapped grant has ended")));
        };
        if let Err(refused) = mapping.unmap() {
            return Err(failed(refused.why));
        }
        mapped.value
    } else {
        grant
    };
    match grant.end() {
        Ok(page) => {
            check!(page.count(), 1);
            Ok(())
        }
        Err(refused) => Err(failed(refused.why)),
    }
}

/// What was copied into a page.
fn text(page: &impl GuestPages) -> [u8; 19] {
    // SAFETY: the page is the caller's, and Xen has written to it during a call only.
    let memory = unsafe { Mapped::new(page.start(), page.len()) };
    memory.map_or([0; 19], |memory| memory.get(8))
}
