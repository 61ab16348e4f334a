//! The command line of `xen-abi-gen`.

fn main() {}
