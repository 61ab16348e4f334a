//! Says on which Xen a guest runs.
//!
//! `banner` runs on Xen as it stands; here it asks the software Xen: `cargo run -p xen-abi --features mock --example version_banner`.

use std::fmt;
use xen_abi::mock::Machine;
use xen_abi::version;
use xen_abi::xen::DomId;
use xen_abi::{Errno, Hypercall};

/// What Xen says of itself.
struct Banner {
    version: u32,
    features: u32,
    page_size: u32,
}

fn banner<X: Hypercall>(xen: &X) -> Result<Banner, Errno> {
    Ok(Banner { version: version::version(xen)?, features: version::get_features(xen, 0)?, page_size: version::pagesize(xen)? })
}

impl fmt::Display for Banner {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (major, minor) = (self.version >> 16, self.version & 0xffff);
        write!(formatter, "Xen {major}.{minor}, features {:#010x}, pages of {} bytes", self.features, self.page_size)
    }
}

pub(crate) fn main() -> Result<(), Errno> {
    let guest = Machine::new().domain(DomId(1));
    println!("{}", banner(&guest)?);
    Ok(())
}
