#!/bin/sh
# Finds or fetches valgrind, which finds reads of uninitialised memory, and prints its path.
set -u
. "$(dirname -- "$0")/folder.sh"
. "$scripts/debian.sh"

home=$tools/valgrind

# Any version finds such reads.
installed=$(command -v valgrind) && "$installed" --version >/dev/null 2>&1 &&
    echo "$installed" && exit 0

settled() {
    [ -x "$home/valgrind" ] && "$home/valgrind" --quiet true >/dev/null 2>&1 &&
        echo "$home/valgrind"
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
# valgrind replaces functions of the dynamic linker, and finds them by the symbols in libc6-dbg.
packages='valgrind libc6-dbg'
# shellcheck disable=SC2086 # A list of package names, here and below.
debian_packages "$suite" "$architecture" $packages || unmet
building=$(partial) || exit 1
# shellcheck disable=SC2086
debian_tree "$building/tree" "$suite" $packages
# Not by debian_wrapper: the program under test would inherit its LD_LIBRARY_PATH.
cat >"$building/valgrind" <<'WRAPPER'
#!/bin/sh
tree=$(CDPATH="" cd -- "$(dirname -- "$0")" && pwd)/tree
for VALGRIND_LIB in "$tree"/usr/libexec/valgrind "$tree"/usr/lib/*/valgrind; do
    [ ! -d "$VALGRIND_LIB" ] || break
done
export VALGRIND_LIB
exec "$tree/usr/bin/valgrind.bin" --extra-debuginfo-path="$tree/usr/lib/debug" "$@"
WRAPPER
chmod 755 "$building/valgrind"
publish "$building" "$home"
settled && exit 0
error=$("$home/valgrind" true 2>&1 | tail -n 1)
debian_reason="the valgrind of $(debian_name "$suite") does not start: $error"
rm -rf "$home"
unmet
