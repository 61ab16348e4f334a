#!/bin/sh
# Checks that the nightly compiler is there with the components that are named, and adds those that are missing: nightly.sh [COMPONENT…].
set -u
. "$(dirname -- "$0")/folder.sh"

rustc +nightly --version >/dev/null 2>&1 || fail 'the nightly compiler is missing: rustup toolchain install nightly'
for component; do
    rustup component list --toolchain nightly --installed | grep -q "^$component\(-\|\$\)" && continue
    say "adding $component to the nightly compiler"
    timeout 600 rustup component add --toolchain nightly "$component" >&2 ||
        fail "the nightly compiler has no $component, and rustup cannot add it: rustup component add --toolchain nightly $component"
done
