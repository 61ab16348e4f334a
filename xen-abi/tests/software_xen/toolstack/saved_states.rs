//! Rows about the hardware state of HVM domains: a sequence of records.

use super::Situation;
use super::calls::{Dom0, pv};
use xen_abi::toolstack::arch_x86::hvm::save::{CPU_MSR_CODE, HvmHwCpu};
use xen_abi::toolstack::domctl as d;
use xen_abi::toolstack::hvm::save::HvmSaveDescriptor;
use xen_abi::toolstack::{Release, Toolstack};
use xen_abi::xen::DomId;
use xen_abi::{Errno, GuestHandle, Plain};

/// The size of a vCPU's registers.
const REGISTERS: usize = size_of::<HvmHwCpu>();

fn get_context(dom0: &Dom0, id: DomId, buffer: &mut [u8]) -> Result<u32, Errno> {
    let handle = match buffer.len() {
        0 => GuestHandle::null(),
        _ => GuestHandle::from_mut_slice(buffer),
    };
    // SAFETY: the buffer is as long as stated.
    unsafe { d::gethvmcontext(&dom0.xen, dom0.domctl(), id, buffer.len() as u32, handle) }
}

fn set_context(dom0: &Dom0, id: DomId, state: &mut [u8]) -> Result<(), Errno> {
    let handle = GuestHandle::from_mut_slice(state);
    // SAFETY: as for reading.
    unsafe { d::sethvmcontext(&dom0.xen, dom0.domctl(), id, state.len() as u32, handle) }
}

/// A record of a type, of a vCPU, with some contents.
fn record(typecode: u16, instance: u16, contents: &[u8]) -> Vec<u8> {
    let descriptor = HvmSaveDescriptor {
        typecode,
        instance,
        length: contents.len() as u32,
    };
    [descriptor.as_bytes(), contents].concat()
}

/// The header that Xen writes.
fn header(dom0: &Dom0, id: DomId) -> Result<Vec<u8>, Errno> {
    let mut state = vec![0; get_context(dom0, id, &mut [])? as usize];
    get_context(dom0, id, &mut state)?;
    state.truncate(size_of::<HvmSaveDescriptor>() + 24);
    Ok(state)
}

/// Loads records into a domain whose vCPU is online. Since 4.19, records that cannot be loaded leave
/// it so.
fn load(dom0: &Dom0, records: &[Vec<u8>]) -> Result<(), Errno> {
    let id = dom0.domain()?;
    let header = header(dom0, id)?;
    let all = |records: &[Vec<u8>]| [header.clone(), records.concat()].concat();
    let own = [record(2, 0, &[7; REGISTERS]), record(0, 0, &[])];
    set_context(dom0, id, &mut all(&own))?;
    assert_eq!(dom0.info(id)?.online, 1);
    let result = set_context(dom0, id, &mut all(records));
    let is_refused = result.is_err() && records.iter().all(|record| record.first() != Some(&2));
    if is_refused {
        let is_kept = dom0.release >= Release::V4_19;
        assert_eq!(dom0.info(id)?.online, u32::from(is_kept));
    }
    result
}

/// What Xen returns after a record was loaded fits the memory that it asks for.
fn save(dom0: &Dom0, id: DomId) -> Result<Vec<u8>, Errno> {
    // SAFETY: the software Xen is of the release.
    let toolstack = unsafe { Toolstack::of_release(&dom0.xen, dom0.release) };
    let size = toolstack.gethvmcontext(id, None)? as usize;
    let mut memory = vec![0x5a; size + 0x2000];
    let (state, rest) = memory.split_at_mut(size);
    let length = toolstack.gethvmcontext(id, Some(state))? as usize;
    assert!(length <= size && rest.iter().all(|byte| *byte == 0x5a));
    memory.truncate(length);
    Ok(memory)
}

pub(super) const SITUATIONS: &[Situation] = &[
    ("gethvmcontext", "and loaded again", |dom0| {
        let id = dom0.domain()?;
        let cpu = record(2, 0, &[0x2a; REGISTERS]);
        let mut loaded = [header(dom0, id)?, cpu, record(0, 0, &[])].concat();
        set_context(dom0, id, &mut loaded)?;
        assert_eq!(dom0.info(id)?.online, 1);
        assert_eq!(save(dom0, id), Ok(loaded));
        Ok(())
    }),
    ("gethvmcontext", "into a short buffer", |dom0| {
        let id = dom0.domain()?;
        let size = get_context(dom0, id, &mut [])? as usize;
        get_context(dom0, id, &mut vec![0; size - 1]).map(drop)
    }),
    ("gethvmcontext", "of a PV domain", |dom0| {
        get_context(dom0, dom0.create(&pv())?, &mut []).map(drop)
    }),
    ("sethvmcontext", "without a header", |dom0| {
        set_context(dom0, dom0.domain()?, &mut [0; 8])
    }),
    ("sethvmcontext", "a header of another version", |dom0| {
        let id = dom0.domain()?;
        let mut state = [header(dom0, id)?, record(0, 0, &[])].concat();
        state[size_of::<HvmSaveDescriptor>() + 4] += 1;
        set_context(dom0, id, &mut state)
    }),
    ("sethvmcontext", "without an end", |dom0| {
        load(dom0, &[record(3, 0, &[0; 4])])
    }),
    ("sethvmcontext", "a record that is cut off", |dom0| {
        for length in [0, 1, 7] {
            assert_eq!(load(dom0, &[vec![3; length]]), Err(Errno::ENODATA));
        }
        let mut cut = record(3, 0, &[0; 4]);
        for length in [5, 8, u32::MAX - 7, u32::MAX] {
            cut[4..8].copy_from_slice(&length.to_ne_bytes());
            assert_eq!(load(dom0, &[cut.clone()]), Err(Errno::ENODATA), "{length}");
        }
        load(dom0, &[cut, record(0, 0, &[])])
    }),
    ("sethvmcontext", "a record of an unknown type", |dom0| {
        let unknown = CPU_MSR_CODE as u16 + 1;
        for kind in [unknown, 0x100, u16::MAX] {
            let records = [record(kind, 0, &[0; 4]), record(0, 0, &[])];
            assert_eq!(load(dom0, &records), Err(Errno::EINVAL), "{kind}");
        }
        load(dom0, &[record(unknown, 0, &[]), record(0, 0, &[])])
    }),
    ("sethvmcontext", "a record of the last type", |dom0| {
        load(
            dom0,
            &[record(CPU_MSR_CODE as u16, 0, &[0; 8]), record(0, 0, &[])],
        )
    }),
    ("sethvmcontext", "registers of no vCPU", |dom0| {
        load(dom0, &[record(2, 1, &[0; REGISTERS]), record(0, 0, &[])])
    }),
    (
        "sethvmcontext",
        "registers that are shorter, as an older Xen saved them",
        |dom0| {
            let id = dom0.domain()?;
            let shorter = [record(2, 0, &[0x2a; 1024]), record(0, 0, &[])].concat();
            let header = header(dom0, id)?;
            set_context(dom0, id, &mut [&header[..], &shorter].concat())?;
            let registers = [[0x2a; 1024].as_slice(), &[0; REGISTERS - 1024]].concat();
            let whole = [header, record(2, 0, &registers), record(0, 0, &[])].concat();
            assert_eq!(save(dom0, id), Ok(whole));
            Ok(())
        },
    ),
    (
        "sethvmcontext",
        "registers that are longer than Xen's",
        |dom0| {
            let id = dom0.domain()?;
            for length in [REGISTERS + 1, 0x1000] {
                let longer = [record(2, 0, &vec![7; length]), record(0, 0, &[])].concat();
                let mut state = [header(dom0, id)?, longer].concat();
                assert_eq!(set_context(dom0, id, &mut state), Err(Errno::EINVAL));
                save(dom0, id)?;
            }
            load(
                dom0,
                &[record(2, 0, &[7; REGISTERS + 1]), record(0, 0, &[])],
            )
        },
    ),
];
