#!/bin/sh
# Finds valgrind, which sees what the tests read of memory that nobody wrote, or fetches it; prints its path.
set -u
. "$(dirname -- "$0")/folder.sh"
. "$scripts/debian.sh"

home=$tools/valgrind

# An installed one is as good as another: what it must find does not depend on its version.
installed=$(command -v valgrind) && "$installed" --version >/dev/null 2>&1 && echo "$installed" && exit 0

settled() {
    [ -x "$home/valgrind" ] && "$home/valgrind" --quiet true >/dev/null 2>&1 && echo "$home/valgrind"
}
settled && exit 0
lock
settled && exit 0

unmet() {
    fail "valgrind is missing: $debian_reason; install it, or set XEN_ABI_VALGRIND to its path"
}
debian_available || unmet
architecture=$(dpkg --print-architecture)
suite=$(debian_host_suite)
# It replaces functions of the dynamic linker, which it finds by the symbols that the second package holds.
packages='valgrind libc6-dbg'
# shellcheck disable=SC2086 # A list of package names, here and below.
debian_packages "$suite" "$architecture" $packages || unmet
building=$(partial) || exit 1
# shellcheck disable=SC2086
debian_tree "$building/tree" "$suite" $packages
# shellcheck disable=SC2016 # The wrapper expands these. Its own libraries are none: a library path would reach the program under test.
{
    echo '#!/bin/sh'
    echo 'tree=$(CDPATH="" cd -- "$(dirname -- "$0")" && pwd)/tree'
    echo 'for VALGRIND_LIB in "$tree"/usr/libexec/valgrind "$tree"/usr/lib/*/valgrind; do [ ! -d "$VALGRIND_LIB" ] || break; done'
    echo 'export VALGRIND_LIB'
    echo 'exec "$tree/usr/bin/valgrind.bin" --extra-debuginfo-path="$tree/usr/lib/debug" "$@"'
} >"$building/valgrind"
chmod 755 "$building/valgrind"
publish "$building" "$home"
settled && exit 0
debian_reason="the valgrind of $(debian_name "$suite") does not start here: $("$home/valgrind" true 2>&1 | tail -n 1)"
rm -rf "$home"
unmet
