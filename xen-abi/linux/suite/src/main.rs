//! The init of a Linux dom0 on real Xen: runs the tests of `xen-abi-linux`, and ends the machine.
//!
//! It prints a line for each test, and a last one with the counts. `make linux-test` judges them.

mod checks;
mod domain;
mod machine;
mod store;
mod tests;
mod witness;

use std::panic;
use std::process::ExitCode;

fn main() -> ExitCode {
    if std::process::id() != 1 {
        eprintln!("xen-linux-suite is the init of a machine: `make linux-test` boots it");
        return ExitCode::FAILURE;
    }
    // In one line, since a failed test is one.
    panic::set_hook(Box::new(|info| {
        println!("  {}", info.to_string().replace('\n', " "));
    }));
    machine::start();
    let words = machine::words();
    store::set_requests(&words);
    let counts = checks::run(&tests::selected(&words), store::time());
    println!(
        "linux-suite: {} passed, {} failed",
        counts.passed, counts.failed
    );
    machine::stop()
}
