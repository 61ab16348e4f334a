#!/bin/sh
# Fetches Rust 1.85 with the core library of the four targets, and prints the compiler's path.
#
# 1.85 is the oldest Rust that xen-abi supports. The compiler does not need rustup:
# RUSTC="$(rust.sh)" cargo check --target TARGET.
# Its rustdoc is beside it.
set -u
. "$(dirname -- "$0")/folder.sh"
. "$scripts/debian.sh"

version=1.85
suite=bookworm
home=$tools/rust
targets='x86_64-unknown-linux-gnu i686-unknown-linux-gnu'
targets="$targets aarch64-unknown-linux-gnu armv7-unknown-linux-gnueabihf"

settled() {
    for program in rustc rustdoc; do
        [ -x "$home/$program" ] && "$home/$program" --version >/dev/null 2>&1 || return
    done
    echo "$home/rustc"
}
settled && exit 0
lock
settled && exit 0

unmet() {
    say "Rust $version for the four architectures is missing: $debian_reason"
    install="rustup toolchain install $version --target $(echo "$targets" | tr ' ' ',')"
    fail "to install it: $install, then set XEN_ABI_RUSTC to that rustc"
}
debian_available || unmet
host=$(dpkg --print-architecture)
architectures=$host
packages="rustc-web libstd-rust-web-$version libllvm19 libstd-rust-web-dev"
for other in amd64 i386 arm64 armhf; do
    [ $other = "$host" ] && continue
    architectures="$architectures $other"
    packages="$packages libstd-rust-web-dev:$other"
done

# Succeeds if the compiler in $building compiles for each target.
compiles() {
    for target in $targets; do
        if ! echo '#![no_std] pub const WORD: usize = core::mem::size_of::<usize>();' |
            "$building/rustc" --edition 2024 --crate-type lib --crate-name probe --emit metadata \
                -o "$building/probe" --target "$target" - >>"$log" 2>&1; then
            debian_reason="Rust $version of $suite does not compile for $target (details: $log)"
            return 1
        fi
    done
    rm -f "$building/probe"
}

for extent in rust every; do
    if [ $extent = every ]; then
        # shellcheck disable=SC2086 # Lists of package names, here and below.
        packages="$packages $(debian_libraries $suite "$host" libllvm19 | tr '\n' ' ')"
    fi
    # shellcheck disable=SC2086
    debian_packages $suite "$architectures" $packages || unmet
    building=$(partial) || exit 1
    # shellcheck disable=SC2086
    debian_tree "$building/tree" $suite $packages
    for program in rustc rustdoc; do
        # shellcheck disable=SC2016 # The wrapper expands these.
        run='exec "$tree/usr/bin/'$program'" --sysroot "$tree/usr" "$@"'
        debian_wrapper "$building/$program" "$run" "$building/tree"
    done
    if compiles; then
        publish "$building" "$home"
        settled && exit 0
    fi
done
unmet
