#!/bin/sh
# Fetches a clang driver for the proofs (it compiles C for every architecture we emit), and prints its path.
set -u
. "$(dirname -- "$0")/folder.sh"
. "$scripts/debian.sh"

version=19
suite=bookworm
home=$tools/clang

settled() {
    [ -x "$home/clang" ] && "$home/clang" --version >/dev/null 2>&1 && echo "$home/clang"
}
settled && exit 0
lock
settled && exit 0

unmet() {
    # An installed one will do, but the fetched one comes first: every machine then proves with the same compiler.
    if own=$(command -v clang); then
        say "the installed $own stands in for clang $version: $debian_reason"
        echo "$own"
        exit 0
    fi
    fail "clang is missing: $debian_reason; install clang and set XEN_ABI_CLANG to its path"
}
debian_available || unmet
architecture=$(dpkg --print-architecture)
packages="clang-$version libclang-common-$version-dev libclang-cpp$version libllvm$version"
for extent in clang every; do
    if [ $extent = every ]; then
        # shellcheck disable=SC2086 # Lists of package names, here and below.
        packages="$packages $(debian_libraries $suite "$architecture" libclang-cpp$version libllvm$version | tr '\n' ' ')"
    fi
    # shellcheck disable=SC2086
    debian_packages $suite "$architecture" $packages || unmet
    building=$(partial) || exit 1
    # shellcheck disable=SC2086
    debian_tree "$building/tree" $suite $packages
    # shellcheck disable=SC2016 # The wrapper expands these.
    debian_wrapper "$building/clang" 'exec "$tree/usr/lib/llvm-'$version'/bin/clang" "$@"' "$building/tree"
    publish "$building" "$home"
    settled && exit 0
    debian_reason="clang-$version of $suite does not start here: $("$home/clang" --version 2>&1 | tail -n 1)"
done
rm -rf "$home"
unmet
