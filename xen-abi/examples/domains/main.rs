//! Lists the domains of a host and their vCPUs, like `xl list` and `xl vcpu-list`.
//!
//! `listing` runs in dom0 as it stands: `cargo run -p xen-machines -- boot x86_64-pv domains` boots
//! one that does. Here it asks a software Xen of each release:
//! `cargo run -p xen-abi --features mock,toolstack --example domains`.

mod listing;

use xen_abi::mock::{Domain, Machine, Setup};
use xen_abi::toolstack::Release;
use xen_abi::xen::DomId;

pub(crate) fn main() {
    for release in Release::ALL {
        print!("{}", on(*release));
    }
}

/// Lists the domains of a machine with two of them.
pub(crate) fn on(release: Release) -> String {
    let machine = Machine::of_release(release);
    let dom0: Domain = machine.start(
        DomId(0),
        Setup {
            privileged: true,
            ..Setup::default()
        },
    );
    let guest: Domain = machine.start(
        DomId(3),
        Setup {
            vcpus: 2,
            ..Setup::default()
        },
    );
    guest.pause(true);
    let mut text = String::new();
    if let Err(failure) = listing::list(&dom0, &mut text) {
        panic!("no listing: {failure}");
    }
    text
}
