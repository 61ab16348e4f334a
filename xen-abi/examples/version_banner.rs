//! Says on Xen's console on which Xen a guest runs.
//!
//! `banner` runs on Xen as it stands; here it asks the software Xen: `cargo run -p xen-abi
//! --features mock --example version_banner`.

use std::fmt::{self, Write};
use xen_abi::mock::Machine;
use xen_abi::version;
use xen_abi::xen::{DomId, console_io_write};
use xen_abi::{Errno, Hypercall};

/// Xen's console. What cannot be written is an error of formatting.
struct Console<'a, X>(&'a X);

impl<X: Hypercall> Write for Console<'_, X> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        console_io_write(self.0, text.as_bytes()).map_err(|_| fmt::Error)
    }
}

fn banner<X: Hypercall>(xen: &X) -> Result<(), Errno> {
    let (version, features) = (version::version(xen)?, version::get_features(xen, 0)?);
    let (major, minor) = (version >> 16, version & 0xffff);
    // A guest that may not use the console runs all the same.
    let _ = writeln!(
        Console(xen),
        "on Xen {major}.{minor}, features {features:#010x}"
    );
    Ok(())
}

pub(crate) fn main() -> Result<(), Errno> {
    let machine = Machine::new();
    banner(&machine.domain(DomId(1)))?;
    print!("{}", machine.console());
    Ok(())
}
