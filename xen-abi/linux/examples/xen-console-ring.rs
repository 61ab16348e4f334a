//! Prints the messages of Xen, as `xl dmesg` does.

use std::error::Error;
use std::io::{self, Write as _};
use std::process::ExitCode;

use xen_abi::xen::HypercallNum;
use xen_abi::{Buffer, Errno, Hypercall, returns};
use xen_abi_linux::Privcmd;

/// The operation `XEN_SYSCTL_readconsole`, and the version of `sysctl`'s interface.
const READ_CONSOLE: u32 = 1;
const VERSION: u32 = 0x15;

/// The size of a piece of the ring in bytes.
const PIECE: usize = 4096;

/// Reads a piece of the ring from an index, which advances. Empty at the end.
fn read(xen: &Privcmd, index: &mut u32) -> Result<Vec<u8>, Errno> {
    let mut text = [0_u8; PIECE];
    // struct xen_sysctl: command and version, then at 8 the arguments of the operation.
    let mut record = [0_u8; 136];
    record[..4].copy_from_slice(&READ_CONSOLE.to_ne_bytes());
    record[4..8].copy_from_slice(&VERSION.to_ne_bytes());
    // Starts at the index.
    record[9] = 1;
    record[12..16].copy_from_slice(&index.to_ne_bytes());
    record[24..28].copy_from_slice(&(PIECE as u32).to_ne_bytes());
    // SAFETY: Xen writes the record and at most as many bytes as it says, and changes nothing else.
    let result = unsafe {
        xen.with_buffer(Buffer::output(&raw mut text), |address| {
            record[16..24].copy_from_slice(&(address as u64).to_ne_bytes());
            xen.with_buffer(Buffer::in_out(&raw mut record), |address| {
                xen.hypercall(HypercallNum::SYSCTL.0, [address])
            })
        })
    };
    returns::neg_errnoval(result)?;
    let word = |at: usize| u32::from_ne_bytes([0, 1, 2, 3].map(|byte| record[at + byte]));
    *index = word(12);
    Ok(text[..word(24) as usize].to_vec())
}

fn run() -> Result<(), Box<dyn Error>> {
    let xen = Privcmd::open()?;
    let mut index = 0;
    loop {
        let text = read(&xen, &mut index).map_err(|error| match error {
            Errno::EPERM | Errno::EACCES => format!("Xen refuses ({error}): is this dom0?"),
            error => format!("Xen refuses to read its console: {error}"),
        })?;
        if text.is_empty() {
            return Ok(());
        }
        io::stdout().write_all(&text)?;
    }
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xen-console-ring: {error}");
            ExitCode::FAILURE
        }
    }
}
