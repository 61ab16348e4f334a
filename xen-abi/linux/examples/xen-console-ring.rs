//! Prints the messages of Xen, as `xl dmesg` does.

use std::error::Error;
use std::io::{self, Write as _};
use std::process::ExitCode;

use xen_abi::toolstack::sysctl::{self, InterfaceVersion};
use xen_abi::{Errno, version};
use xen_abi_linux::Privcmd;

/// Handles of toolstacks have 64 bits on every architecture.
#[cfg(not(target_arch = "x86"))]
use xen_abi::GuestHandle as Handle;
#[cfg(target_arch = "x86")]
use xen_abi::GuestHandle64 as Handle;

/// The size of a piece of the ring in bytes.
const PIECE: usize = 4096;

/// The version of `sysctl`'s interface in a release of Xen.
fn interface(minor: u32) -> Result<InterfaceVersion, String> {
    match minor {
        17..=20 => Ok(InterfaceVersion::V4_17),
        21 | 22 => Ok(InterfaceVersion::V4_21),
        other => Err(format!("this is Xen 4.{other}, and 4.17 to 4.22 are known")),
    }
}

/// Reads a piece of the ring from an index, which advances. Empty at the end.
fn read(xen: &Privcmd, version: InterfaceVersion, index: &mut u32) -> Result<Vec<u8>, String> {
    let mut text = vec![0_u8; PIECE];
    let buffer = Handle::from_mut_slice(&mut text);
    // Without clearing the ring, from the index on.
    // SAFETY: the buffer has as many bytes.
    let read = unsafe { sysctl::readconsole(xen, version, 0, 1, *index, buffer, PIECE as u32) };
    let read = read.map_err(|error| match error {
        Errno::EPERM => format!("Xen refuses ({error}): is this dom0?"),
        Errno::EACCES => format!("this Xen has another interface than its release ({error})"),
        error => format!("Xen refuses to read its console: {error}"),
    })?;
    *index = read.index;
    text.truncate(read.count as usize);
    Ok(text)
}

fn run() -> Result<(), Box<dyn Error>> {
    if std::env::args().len() > 1 {
        return Err("usage: xen-console-ring".into());
    }
    let xen = Privcmd::open()?;
    let version = interface(version::version(&xen)? & 0xffff)?;
    let mut index = 0;
    loop {
        let text = read(&xen, version, &mut index)?;
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
