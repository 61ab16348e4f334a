#!/bin/sh
# Finds or fetches the device tree compiler, and prints its path.
#
# On Arm, Xen reads from the device tree which domains to create.
set -u
. "$(dirname -- "$0")/../../xen-abi-gen/toolchain/folder.sh"
. "$workspace/xen-abi-gen/toolchain/debian.sh"

home=$tools/dtc

installed=$(command -v dtc) && "$installed" --version >/dev/null 2>&1 &&
    echo "$installed" && exit 0

settled() {
    [ -x "$home/dtc" ] && "$home/dtc" --version >/dev/null 2>&1 && echo "$home/dtc"
}
settled && exit 0
lock
settled && exit 0

unmet() {
    fail "the device tree compiler is missing: $debian_reason; install device-tree-compiler"
}
debian_available || unmet
suite=$(debian_host_suite)
packages='device-tree-compiler libfdt1 libyaml-0-2'
# shellcheck disable=SC2086 # A list of package names, here and below.
debian_packages "$suite" "$(dpkg --print-architecture)" $packages || unmet
building=$(partial) || exit 1
# shellcheck disable=SC2086
debian_tree "$building/tree" "$suite" $packages
# shellcheck disable=SC2016 # The wrapper expands this.
debian_wrapper "$building/dtc" 'exec "$tree/usr/bin/dtc" "$@"' "$building/tree"
publish "$building" "$home"
settled && exit 0
debian_reason="the dtc of $(debian_name "$suite") does not start"
unmet
