#!/bin/sh
# Builds the guest for a machine and prints the file that Xen boots: build.sh x86_64|aarch64.
set -u
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd) || exit 2
workspace=$(CDPATH='' cd -- "$here/../../.." && pwd) || exit 2
# A folder of its own: CARGO_TARGET_DIR may be shared between checkouts.
folder=$workspace/target/xen-guest

case $1 in
x86_64)
    target=x86_64-unknown-linux-gnu
    (cd "$workspace" && cargo build --quiet --locked -p xen-guest --profile guest --no-default-features --target $target --target-dir "$folder") >&2 || exit 1
    echo "$folder/$target/guest/xen-guest"
    ;;
esac
