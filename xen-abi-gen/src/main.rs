//! The command line of `xen-abi-gen`.

use std::process::ExitCode;

/// A run makes a quarter of a million small things and ends: the system's allocator takes a tenth
/// of a dump's instructions for them, this one a third of that.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    xen_abi_gen::cli::run().into()
}
