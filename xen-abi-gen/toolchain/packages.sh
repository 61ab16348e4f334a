#!/bin/sh
# Packs the published crates, and builds, tests and documents each package by itself.
#
# packages.sh [CRATE…]. A package is unpacked in an empty folder below target/, which is not part of
# the workspace. Its tests need nothing else, but for libclang.
set -eu
. "$(dirname -- "$0")/folder.sh"
cd "$workspace"

[ $# -gt 0 ] || set -- xen-abi xen-abi-linux xen-abi-gen
home=$workspace/target/packages
rm -rf "$home"
mkdir -p "$home/.cargo"
# A package has no profile. With those and the target folder of the workspace, each dependency is
# compiled once.
awk '/^\[/ { profile = /^\[profile\./ } profile' Cargo.toml >"$home/.cargo/config.toml"
CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$workspace/target}
export CARGO_TARGET_DIR
LIBCLANG_PATH=$("$scripts/libclang.sh")
oldest=$("$scripts/rust.sh")

# unpack PACKAGE. Its files are of today: by the dates in it, cargo would take the build of an
# earlier package for its own.
unpack() {
    tar -xmf "$1" -C "$home"
}

# pack CRATE: unpacks its package, and prints the folder's name.
pack() {
    rm -f "$CARGO_TARGET_DIR/package/$1"-[0-9]*.crate
    if [ "$1" = xen-abi-linux ]; then
        # Together with the xen-abi that it depends on, which is in no registry yet.
        rm -f "$CARGO_TARGET_DIR"/package/xen-abi-[0-9]*.crate
        cargo package --quiet --locked --no-verify --allow-dirty -p xen-abi -p "$1"
        unpack "$CARGO_TARGET_DIR"/package/xen-abi-[0-9]*.crate
    else
        cargo package --quiet --locked --no-verify --allow-dirty -p "$1"
    fi
    set -- "$CARGO_TARGET_DIR/package/$1"-[0-9]*.crate
    unpack "$1"
    basename "$1" .crate
}

# check_contents FOLDER: what readers and the registry look for.
check_contents() {
    for file in README.md CHANGELOG.md LICENSE-MIT LICENSE-APACHE Cargo.lock; do
        [ -s "$1/$file" ] && [ ! -L "$1/$file" ] || fail "the package $1 lacks $file"
    done
    for field in description documentation readme keywords categories license repository \
        rust-version include; do
        grep -q "^$field = " "$1/Cargo.toml" || fail "the manifest of $1 lacks $field"
    done
    # A pin conflicts with any other version that a user's crates need.
    ! grep -n '^version = "=' "$1/Cargo.toml" || fail "the manifest of $1 pins a dependency"
}

# alone COMMAND…: without the variables that name files outside of the package.
alone() {
    env -u CI -u XEN_ABI_UPSTREAM -u XEN_ABI_LINUX_HEADERS -u XEN_ABI_CLANG -u XEN_ABI_RUSTC \
        -u XEN_ABI_ORIGINALS "$@"
}

for crate; do
    folder=$(pack "$crate")
    say "the package $folder"
    check_contents "$home/$folder"
    (
        cd "$home/$folder"
        export LIBCLANG_PATH
        if [ "$crate" = xen-abi-linux ]; then
            for dependency in "$home"/xen-abi-[0-9]*; do
                printf '[patch.crates-io]\nxen-abi.path = "%s"\n' "$dependency" >>Cargo.toml
            done
            cargo update --quiet --offline -p xen-abi
        fi
        alone cargo test --quiet --locked --all-features
        # docs.rs has no libclang.
        export RUSTDOCFLAGS='-D warnings'
        alone env -u LIBCLANG_PATH cargo doc --quiet --locked --all-features --no-deps
    )
    [ "$crate" = xen-abi ] || continue
    say "xen-abi with the lowest versions that its manifest allows"
    (
        cd "$home/$folder"
        # Its users do not build the dependencies of its tests.
        rm Cargo.lock
        awk '/^\[/ { skip = /^\[dev-dependencies/ } !skip' Cargo.toml >"$home/Cargo.toml"
        mv "$home/Cargo.toml" .
        # The option is not stable.
        RUSTC_BOOTSTRAP=1 cargo generate-lockfile --quiet -Zdirect-minimal-versions
        cargo tree --quiet --locked --edges normal --depth 1
        RUSTC=$oldest CARGO_TARGET_DIR=$workspace/target/oldest-rust \
            cargo check --quiet --locked --all-features
    )
done
