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
    log=$folder/build.log
    mkdir -p "$folder" || exit 2
    # The words of the compiler are of interest where there is no kernel.
    if ! (cd "$workspace" && cargo build --locked -p xen-guest --profile guest --no-default-features --target $target --target-dir "$folder") >"$log" 2>&1; then
        cat "$log" >&2
        exit 1
    fi
    echo "$folder/$target/guest/xen-guest"
    ;;
esac
