//! The command line of `xen-abi-gen`.

use std::process::ExitCode;

fn main() -> ExitCode {
    xen_abi_gen::cli::run().into()
}
