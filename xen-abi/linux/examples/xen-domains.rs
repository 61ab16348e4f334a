//! Lists the domains, as `xl list` does, without their names: `xen-domains [--watch]`.
//!
//! The names are in xenstore, which this program does not need.

use std::error::Error;
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

use xen_abi::xen::{DomId, HypercallNum};
use xen_abi::{Buffer, Errno, Hypercall, returns};
use xen_abi_linux::Privcmd;

/// The operation `XEN_SYSCTL_getdomaininfolist`, and the version of `sysctl`'s interface.
const LIST: u32 = 6;
const VERSION: u32 = 0x15;

/// Pages of 4 KiB in a MiB.
const PAGES: u64 = 256;

/// The flags of a domain, and the letters of `xl list` for them.
const FLAGS: [(u32, char); 6] = [
    (0x20, 'r'),
    (0x10, 'b'),
    (0x08, 'p'),
    (0x04, 's'),
    (0x00, '-'),
    (0x01, 'd'),
];
/// The flags' bit for a domain that was shut down, and the reason in them for a crash.
const SHUTDOWN: u32 = 0x04;
const CRASH: u32 = 3;

/// A domain: what `struct xen_domctl_getdomaininfo` has in each release from 4.17 to 4.22.
struct Domain {
    id: DomId,
    flags: u32,
    pages: u64,
    vcpus: u32,
    nanoseconds: u64,
}

impl Domain {
    fn read(record: &[u8; 256]) -> Self {
        let word = |at: usize| u32::from_ne_bytes([0, 1, 2, 3].map(|byte| record[at + byte]));
        let long = |at: usize| u64::from(word(at)) | u64::from(word(at + 4)) << 32;
        Self {
            id: DomId(u16::from_ne_bytes([record[0], record[1]])),
            flags: word(4),
            pages: long(8),
            nanoseconds: long(56),
            vcpus: word(64),
        }
    }

    fn state(&self) -> String {
        let crashed = self.flags & SHUTDOWN != 0 && self.flags >> 16 & 0xff == CRASH;
        let letter = |(bit, letter): (u32, char)| match bit {
            0 if crashed => 'c',
            0 => '-',
            bit if self.flags & bit != 0 => letter,
            _ => '-',
        };
        FLAGS.map(letter).iter().collect()
    }
}

/// Returns the first domain from an ID on; `None` if there is none.
fn next(xen: &Privcmd, first: DomId) -> Result<Option<Domain>, Errno> {
    let mut domain = [0_u8; 256];
    // struct xen_sysctl: command and version, then at 8 the arguments of the operation.
    let mut record = [0_u8; 136];
    record[..4].copy_from_slice(&LIST.to_ne_bytes());
    record[4..8].copy_from_slice(&VERSION.to_ne_bytes());
    record[8..10].copy_from_slice(&first.0.to_ne_bytes());
    // One at a time, since the size of a record differs between releases.
    record[12..16].copy_from_slice(&1_u32.to_ne_bytes());
    // SAFETY: Xen writes the record and one domain, which fits, and changes nothing else.
    let result = unsafe {
        xen.with_buffer(Buffer::output(&raw mut domain), |address| {
            record[16..24].copy_from_slice(&(address as u64).to_ne_bytes());
            xen.with_buffer(Buffer::in_out(&raw mut record), |address| {
                xen.hypercall(HypercallNum::SYSCTL.0, [address])
            })
        })
    };
    returns::neg_errnoval(result)?;
    let found = u32::from_ne_bytes([24, 25, 26, 27].map(|at| record[at]));
    Ok((found != 0).then(|| Domain::read(&domain)))
}

fn list(xen: &Privcmd) -> Result<(), Box<dyn Error>> {
    println!("   ID   Mem VCPUs  State   Time(s)");
    let mut first = DomId(0);
    while let Some(domain) = next(xen, first).map_err(explain)? {
        println!(
            "{:5} {:5} {:5}  {} {:9.1}",
            domain.id.0,
            domain.pages / PAGES,
            domain.vcpus,
            domain.state(),
            domain.nanoseconds as f64 / 1e9
        );
        first = DomId(domain.id.0 + 1);
    }
    Ok(())
}

fn explain(error: Errno) -> String {
    match error {
        Errno::EPERM => format!("Xen refuses ({error}): is this dom0?"),
        Errno::EACCES => format!("this Xen has another interface than 4.17 to 4.22 ({error})"),
        error => format!("Xen refuses to list its domains: {error}"),
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let words: Vec<_> = std::env::args().skip(1).collect();
    let watch = match &*words {
        [] => false,
        [word] if word == "--watch" => true,
        _ => return Err("usage: xen-domains [--watch]".into()),
    };
    let xen = Privcmd::open()?;
    loop {
        if watch {
            // Clears the terminal.
            print!("\x1b[2J\x1b[H");
        }
        list(&xen)?;
        if !watch {
            return Ok(());
        }
        thread::sleep(Duration::from_secs(2));
    }
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xen-domains: {error}");
            ExitCode::FAILURE
        }
    }
}
