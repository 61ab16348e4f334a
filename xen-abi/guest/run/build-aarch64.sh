#!/bin/sh
# Builds the guest for 64-bit Arm and prints the image that Xen boots.
#
# Compiler and core library are those of XEN_ABI_RUSTC, or of xen-abi-gen/toolchain/rust.sh, as few machines have this target
# installed; the linker is the one that every Rust toolchain brings along.
set -u
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd) || exit 2
workspace=$(CDPATH='' cd -- "$here/../../.." && pwd) || exit 2
# A folder of its own: CARGO_TARGET_DIR may be shared between checkouts.
folder=$workspace/target/xen-guest
target=aarch64-unknown-linux-gnu

rustc=${XEN_ABI_RUSTC:-$("$workspace/xen-abi-gen/toolchain/rust.sh")} || exit 3
linker=
for each in "$(rustc --print sysroot)"/lib/rustlib/*/bin/rust-lld; do
    [ ! -x "$each" ] || linker=$each
done
linker=${linker:-$(command -v ld.lld)} || {
    echo 'xen-test: no linker for Arm: neither rust-lld, which rustup installs with Rust, nor ld.lld is here' >&2
    exit 3
}
# The image runs wherever it is loaded. The linker is called by its own name, with no C compiler between.
flags="-C linker=$linker -C linker-flavor=ld.lld -C default-linker-libraries=no -C relocation-model=pie"
(
    cd "$workspace" &&
        RUSTC=$rustc CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUSTFLAGS=$flags \
            cargo build --quiet --locked -p xen-guest --bin xen-guest --no-default-features --profile guest --target $target --target-dir "$folder"
) >&2 || exit 4
echo "$folder/$target/guest/xen-guest"
