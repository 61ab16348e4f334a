#!/bin/sh
# Checks for the nightly compiler, and adds missing components: nightly.sh [COMPONENT…].
set -u
. "$(dirname -- "$0")/folder.sh"

rustc +nightly --version >/dev/null 2>&1 ||
    fail 'the nightly compiler is missing: rustup toolchain install nightly'
installed=$(rustup component list --toolchain nightly --installed)
for component; do
    printf '%s\n' "$installed" | grep -q "^$component\(-\|\$\)" && continue
    say "adding $component to the nightly compiler"
    timeout 600 rustup component add --toolchain nightly "$component" >&2 ||
        fail "this failed: rustup component add --toolchain nightly $component"
done
