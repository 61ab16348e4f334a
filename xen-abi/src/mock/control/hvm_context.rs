//! The hardware state of an HVM domain, as records.

use std::vec::Vec;

use super::target::Target;
use super::vcpus::{to_address, write_all};
use crate::errno::Errno;
use crate::mock::managed::ManagedVcpu;
use crate::mock::memory::CallerMemory;
use crate::toolstack::domctl::Hvmcontext;

/// The types of the records: the end, the header and the registers of a vCPU.
const END: u16 = 0;
const HEADER: u16 = 1;
const CPU: u16 = 2;

/// The first number that is no type of a record.
const UNKNOWN: u16 = 21;

/// The header's magic number and version.
const MAGIC: u32 = 0x5438_1286;
const VERSION: u32 = 1;

/// The sizes of a record's descriptor, of the header and of a vCPU's registers.
const DESCRIPTOR: usize = 8;
const HEADER_LEN: usize = 24;
const CPU_LEN: usize = 1032;

#[cfg(any(target_arch = "x86_64", target_arch = "x86"))]
const _: () = {
    use crate::toolstack::arch_x86::hvm::save as x86;

    assert!(UNKNOWN as i32 == x86::HVM_SAVE_CODE_MAX + 1);
    assert!(MAGIC as i32 == x86::HVM_FILE_MAGIC && VERSION as i32 == x86::HVM_FILE_VERSION);
    assert!(HEADER_LEN == size_of::<x86::HvmSaveHeader>());
    assert!(CPU_LEN == size_of::<x86::HvmHwCpu>());
};

/// The most that a toolstack may pass.
const MOST: u32 = 1 << 24;

/// Appends a record.
fn append(to: &mut Vec<u8>, kind: u16, instance: u16, contents: &[u8]) {
    to.extend(kind.to_ne_bytes());
    to.extend(instance.to_ne_bytes());
    to.extend((contents.len() as u32).to_ne_bytes());
    to.extend(contents);
}

/// A record: its type, its instance and its contents.
type Part<'a> = (u16, u16, &'a [u8]);

/// Takes the first record of what is left.
fn take<'a>(left: &mut &'a [u8]) -> Result<Part<'a>, Errno> {
    let (head, rest) = left.split_at_checked(DESCRIPTOR).ok_or(Errno::ENODATA)?;
    let half = |at: usize| u16::from_ne_bytes([head[at], head[at + 1]]);
    let len = u32::from_ne_bytes([head[4], head[5], head[6], head[7]]) as usize;
    let (contents, rest) = rest.split_at_checked(len).ok_or(Errno::ENODATA)?;
    *left = rest;
    Ok((half(0), half(2), contents))
}

/// Reads a word of a record.
fn word(contents: &[u8], at: usize) -> Result<u32, Errno> {
    let bytes = contents.get(at..at + 4).ok_or(Errno::ENODATA)?;
    Ok(u32::from_ne_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
}

/// Reads the records up to the end. Fails at one that is damaged or unknown.
fn read_parts<'a>(mut left: &'a [u8], parts: &mut Vec<Part<'a>>) -> Result<(), Errno> {
    loop {
        match take(&mut left)? {
            (END, ..) => return Ok(()),
            (UNKNOWN.., ..) => return Err(Errno::EINVAL),
            part => parts.push(part),
        }
    }
}

/// Loads the registers of a vCPU, which is online then. Those of an older Xen may be shorter.
fn load(vcpus: &mut [ManagedVcpu], instance: u16, registers: &[u8]) -> Result<(), Errno> {
    let vcpu = vcpus.get_mut(usize::from(instance)).ok_or(Errno::EINVAL)?;
    let mut loaded = std::vec![0; CPU_LEN];
    let known = loaded.get_mut(..registers.len()).ok_or(Errno::EINVAL)?;
    known.copy_from_slice(registers);
    vcpu.loaded = Some(loaded);
    vcpu.online = true;
    Ok(())
}

impl Target<'_> {
    fn must_have_context(&self) -> Result<(), Errno> {
        if self.domain().guest == "arm" {
            return Err(Errno::ENOSYS);
        }
        self.must_be_another()?;
        if self.domain().is_paravirtual() {
            return Err(Errno::EINVAL);
        }
        Ok(())
    }

    /// Returns the space for the state, or the state. A vCPU without registers is left out.
    pub(super) fn get_context(
        &self,
        memory: &CallerMemory,
        wanted: &mut Hvmcontext,
    ) -> Result<(), Errno> {
        self.must_have_context()?;
        let vcpus = &self.domain().managed.vcpus;
        let size = 3 * DESCRIPTOR + HEADER_LEN + vcpus.len() * (DESCRIPTOR + CPU_LEN);
        if wanted.buffer.is_null() {
            wanted.size = size as u32;
            return Ok(());
        }
        if (wanted.size as usize) < size {
            return Err(Errno::ENOSPC);
        }
        let mut state = Vec::new();
        let mut header = [0; HEADER_LEN];
        header[..4].copy_from_slice(&MAGIC.to_ne_bytes());
        header[4..8].copy_from_slice(&VERSION.to_ne_bytes());
        append(&mut state, HEADER, 0, &header);
        for (index, vcpu) in vcpus.iter().enumerate() {
            if let Some(registers) = &vcpu.loaded {
                append(&mut state, CPU, index as u16, registers);
            }
        }
        append(&mut state, END, 0, &[]);
        wanted.size = state.len() as u32;
        write_all(memory, wanted.buffer.addr(), &state)
    }

    /// Loads a state. Only vCPUs whose registers it has are online afterwards.
    pub(super) fn set_context(
        &mut self,
        memory: &CallerMemory,
        wanted: &Hvmcontext,
    ) -> Result<(), Errno> {
        self.must_have_context()?;
        if wanted.size > MOST {
            return Err(Errno::ENOMEM);
        }
        let address = to_address(wanted.buffer.addr())?;
        let state: Vec<u8> = memory.read_many(address, wanted.size as usize)?;
        let mut left = &state[..];
        let (kind, _, header) = take(&mut left)?;
        if kind != HEADER || header.len() != HEADER_LEN {
            return Err(Errno::ENODATA);
        }
        if (word(header, 0)?, word(header, 4)?) != (MAGIC, VERSION) {
            return Err(Errno::EINVAL);
        }
        let mut parts = Vec::new();
        let checked = read_parts(left, &mut parts);
        // Since 4.19, Xen loads nothing of a state with a part that is damaged or unknown.
        if self.state.minor >= 19 {
            checked?;
        }
        let vcpus = &mut self.domain_mut().managed.vcpus;
        vcpus.iter_mut().for_each(|vcpu| vcpu.online = false);
        for (kind, instance, contents) in parts {
            // The software Xen has no device of the other types.
            if kind == CPU {
                load(vcpus, instance, contents)?;
            }
        }
        checked
    }
}
