#!/bin/sh
# Makes the documentation of xen-abi as docs.rs does, and checks that it names required features.
set -eu
. "$(dirname -- "$0")/folder.sh"
cd "$workspace"

"$scripts/nightly.sh"
target=$(rustc --print host-tuple)
export RUSTDOCFLAGS='--cfg docsrs -D warnings' CARGO_TARGET_DIR=target/docs-rs
cargo +nightly doc --locked -p xen-abi --all-features --no-deps --target "$target"
grep -q 'Available on <strong>crate feature <code>mock</code></strong> only' \
    "target/docs-rs/$target/doc/xen_abi/mock/index.html" ||
    fail 'the documentation does not say that `mock` needs a feature'
