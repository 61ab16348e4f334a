//! The suite on the software Xen, as each kind of guest.

use xen_abi::guest::{Arm, Hvm64, Pv64};
use xen_abi::mock::{Argo, Machine};
use xen_abi::xen::DomId;
use xen_guest::hosted::Hosted;
use xen_guest::{CommandLine, Kind, run};

fn holds<G: Kind>(argo: Argo, command_line: &str) {
    let domain = Hosted::<G>::start(&Machine::with_argo(argo), DomId(0));
    let verdict = run(&domain, &CommandLine::parse(command_line.as_bytes()));
    let lines = domain.lines().join("\n");
    assert!(verdict.is_good(), "{lines}");
    assert!(lines.ends_with(&verdict.to_string()), "{lines}");
}

#[test]
fn a_pv_guest() {
    holds::<Pv64>(Argo::Permissive, "suite require=argo");
}

#[test]
fn a_pvh_guest() {
    holds::<Hvm64>(Argo::Permissive, "suite require=argo");
}

#[test]
fn a_guest_on_arm() {
    holds::<Arm>(Argo::Permissive, "suite require=argo");
}
