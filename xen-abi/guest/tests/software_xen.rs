//! Runs the suite on the software Xen, as each kind of guest.

use std::path::Path;
use std::{env, fs};

use xen_abi::guest::{Arm, Hvm64, Pv64};
use xen_abi::mock::{Argo, Machine};
use xen_abi::toolstack::Release;
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

/// The suite's expectations, with their differences between releases, hold on each release.
fn holds_on_each_release<G: Kind>() {
    for release in Release::ALL {
        let domain = Hosted::<G>::start(&Machine::of_release(*release), DomId(0));
        let verdict = run(&domain, &CommandLine::parse(b"suite require=argo"));
        let lines = domain.lines().join("\n");
        assert!(verdict.is_good(), "{release}: {lines}");
        let of_toolstacks = lines.matches("test toolstack::").count();
        assert!(of_toolstacks >= 20, "{release}: {of_toolstacks}");
    }
}

#[test]
fn a_pv_guest_on_each_release() {
    holds_on_each_release::<Pv64>();
}

#[test]
fn a_pvh_guest_on_each_release() {
    holds_on_each_release::<Hvm64>();
}

#[test]
fn a_guest_on_arm_on_each_release() {
    holds_on_each_release::<Arm>();
}

#[test]
fn a_xen_without_argo_is_skipped_with_its_reason_unless_it_is_required() {
    for (argo, reason) in [(Argo::NotBuilt, "ENOSYS"), (Argo::Off, "EOPNOTSUPP")] {
        let told = |words: &str, id| {
            let domain = Hosted::<Hvm64>::start(&Machine::with_argo(argo), id);
            let verdict = run(&domain, &CommandLine::parse(words.as_bytes()));
            let lines = domain.lines();
            (
                verdict,
                lines
                    .into_iter()
                    .find(|line| line.starts_with("test argo::available"))
                    .unwrap(),
            )
        };
        let (verdict, line) = told("suite", DomId(0));
        assert!(
            verdict.is_good() && line.contains(&format!("skipped: {reason}")),
            "{line}"
        );
        let (verdict, line) = told("suite require=argo", DomId(0));
        assert!(
            !verdict.is_good() && line.contains(&format!("FAILED: {reason}")),
            "{line}"
        );
    }
}

/// Runs the program, as `cargo run -p xen-guest` does.
#[test]
fn the_program_runs_the_suite() {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_xen-guest"))
        .output()
        .unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{printed}");
    assert!(printed.contains("test sched::"), "{printed}");
}

#[test]
fn a_domain_without_privileges() {
    let machine = Machine::new();
    let _first = Hosted::<Arm>::start(&machine, DomId(0));
    let domain = Hosted::<Arm>::start(&machine, DomId(3));
    let verdict = run(&domain, &CommandLine::parse(b""));
    assert!(verdict.is_good(), "{:#?}", domain.lines());
}

/// Compares the hashes of sequences with those of real Xen, as `make xen-test` does.
fn said_by_xen(name: &str, said: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../snapshots/xen")
        .join(name);
    if env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        fs::write(&path, said).unwrap();
    }
    let reviewed = fs::read_to_string(&path).unwrap();
    let differs = said
        .lines()
        .zip(reviewed.lines())
        .find(|(said, reviewed)| said != reviewed);
    assert_eq!(
        differs, None,
        "find the differing call by from=N step=1 and show=N"
    );
    assert_eq!(said, reviewed);
}

fn agrees<G: Kind>() {
    let domain = Hosted::<G>::start(&Machine::new(), DomId(0));
    let verdict = run(&domain, &CommandLine::parse(b"sequences"));
    let lines = domain.lines();
    assert!(verdict.is_good(), "{lines:?}");
    // Those of Argo are from a Xen 4.20.4 that was built with Argo.
    let said = lines
        .iter()
        .filter(|line| line.starts_with("event channels ") || line.starts_with("argo "));
    said_by_xen(
        "sequences.txt",
        &said
            .flat_map(|line| [line.as_str(), "\n"])
            .collect::<String>(),
    );
}

#[test]
fn sequences_of_a_pv_guest_agree_with_real_xen() {
    agrees::<Pv64>();
}

#[test]
fn sequences_of_a_guest_on_arm_agree_with_real_xen() {
    agrees::<Arm>();
}
