//! Prints the messages of Xen, as `xl dmesg` does.

use std::error::Error;
use std::io::{self, Write as _};
use std::process::ExitCode;

use xen_abi::Errno;
use xen_abi::toolstack::Toolstack;
use xen_abi_linux::Privcmd;

/// The size of a piece of the ring in bytes.
const PIECE: usize = 4096;

fn explain(error: Errno) -> String {
    match error {
        Errno::EPERM => format!("Xen refuses ({error}): is this dom0?"),
        error => format!("Xen refuses to read its console: {error}"),
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    if std::env::args().len() > 1 {
        return Err("usage: xen-console-ring".into());
    }
    let xen = Privcmd::open()?;
    let toolstack = Toolstack::detect(&xen)?;
    let mut position = None;
    let mut buffer = [0; PIECE];
    loop {
        let text = toolstack
            .read_console(&mut position, &mut buffer)
            .map_err(explain)?;
        if text.is_empty() {
            return Ok(());
        }
        io::stdout().write_all(text)?;
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
