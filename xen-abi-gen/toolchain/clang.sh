#!/bin/sh
# Finds or fetches a clang that compiles C for each of the four targets, and prints its path.
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
    # The fetched clang is preferred to an installed one, so that all machines use one version.
    if own=$(command -v clang); then
        say "using the installed $own instead of clang $version: $debian_reason"
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
        needed="libclang-cpp$version libllvm$version"
        # shellcheck disable=SC2086 # Lists of package names, here and below.
        packages="$packages $(debian_libraries $suite "$architecture" $needed | tr '\n' ' ')"
    fi
    # shellcheck disable=SC2086
    debian_packages $suite "$architecture" $packages || unmet
    building=$(partial) || exit 1
    # shellcheck disable=SC2086
    debian_tree "$building/tree" $suite $packages
    # shellcheck disable=SC2016 # The wrapper expands these.
    run='exec "$tree/usr/lib/llvm-'$version'/bin/clang" "$@"'
    debian_wrapper "$building/clang" "$run" "$building/tree"
    publish "$building" "$home"
    settled && exit 0
    error=$("$home/clang" --version 2>&1 | tail -n 1)
    debian_reason="clang-$version of $suite does not start: $error"
done
rm -rf "$home"
unmet
