//! The suite as a program: a kernel if panics abort, and otherwise on the software Xen.
#![cfg_attr(panic = "abort", no_std, no_main)]

#[cfg(panic = "abort")]
mod boot;

#[cfg(all(not(panic = "abort"), feature = "mock"))]
fn main() -> std::process::ExitCode {
    use xen_abi::guest::{Arm, Native, Pv64};
    use xen_abi::mock::Machine;
    use xen_abi::toolstack::Release;
    use xen_guest::hosted::alone;

    let words = std::env::args().skip(1).collect::<Vec<_>>().join(" ");
    let command_line = xen_guest::CommandLine::parse(words.as_bytes());
    let release = command_line
        .release
        .and_then(|minor| Release::of_numbers(4, minor));
    let machine = release.map_or_else(Machine::new, Machine::of_release);
    let ran = if command_line.pair {
        xen_guest::hosted::pair(&machine, &command_line)
    } else if command_line.pv {
        vec![alone::<Pv64>(&machine, &command_line)]
    } else if command_line.arm {
        vec![alone::<Arm>(&machine, &command_line)]
    } else {
        vec![alone::<Native>(&machine, &command_line)]
    };
    for (_, lines) in &ran {
        lines.iter().for_each(|line| println!("{line}"));
    }
    if ran.iter().all(|(verdict, _)| verdict.is_good()) {
        std::process::ExitCode::SUCCESS
    } else {
        std::process::ExitCode::FAILURE
    }
}

#[cfg(all(not(panic = "abort"), not(feature = "mock")))]
fn main() {
    eprintln!(
        "xen-guest: without the feature `mock`, this is a kernel: build it with --profile guest"
    );
}
