//! Bitmaps of pCPUs in the caller's memory.

use crate::errno::Errno;
use crate::mock::memory::CallerMemory;
use crate::toolstack::xen::XenctlBitmap;

/// Returns the address of the byte at an index.
fn at(map: &XenctlBitmap, byte: u32) -> Result<usize, Errno> {
    let start = usize::try_from(map.bitmap.addr()).map_err(|_| Errno::EFAULT)?;
    start.checked_add(byte as usize).ok_or(Errno::EFAULT)
}

/// Returns whether a bitmap has the pCPU, which is its first bit.
pub(super) fn read(memory: &CallerMemory, map: &XenctlBitmap) -> Result<bool, Errno> {
    if map.nr_bits == 0 {
        return Ok(false);
    }
    let byte: u8 = memory.read(at(map, 0)?)?;
    Ok(byte & 1 != 0)
}

/// Writes a bitmap with or without the pCPU. The rest becomes zero.
pub(super) fn write(memory: &CallerMemory, map: &XenctlBitmap, has: bool) -> Result<(), Errno> {
    for byte in 0..map.nr_bits.div_ceil(8) {
        memory.write(at(map, byte)?, u8::from(byte == 0 && has))?;
    }
    Ok(())
}
