#!/bin/sh
# Finds QEMU for a machine, or fetches it, and prints its path: qemu.sh x86_64|aarch64.
set -u
. "$(dirname -- "$0")/../../xen-abi-gen/toolchain/folder.sh"
. "$workspace/xen-abi-gen/toolchain/debian.sh"

machine=${1:-x86_64}
case $machine in
x86_64) emulator=qemu-system-x86 firmware='seabios ipxe-qemu' ;;
aarch64) emulator=qemu-system-arm firmware=ipxe-qemu ;;
*) fail "no machine is called $machine here; x86_64 and aarch64 are" ;;
esac
home=$tools/qemu-$machine

# Any version will do that emulates the processors and the IOMMU which the boots ask for, as every release since 7.2 does.
installed=$(command -v "qemu-system-$machine") && "$installed" --version >/dev/null 2>&1 && echo "$installed" && exit 0

starts() {
    "$1/qemu" --version >/dev/null 2>>"$log"
}
settled() {
    [ -x "$home/qemu" ] && "$home/qemu" --version >/dev/null 2>&1 && echo "$home/qemu"
}
settled && exit 0
lock
settled && exit 0

unmet() {
    fail "QEMU for $machine is missing: $debian_reason; install qemu-system-$machine"
}
debian_available || unmet
architecture=$(dpkg --print-architecture)
suite=$(debian_host_suite)
packages="$emulator qemu-system-common qemu-system-data $firmware"
for extent in bare every; do
    if [ $extent = every ]; then
        # What is left to find is what this machine does not have: each missing library has the same name as its package, nearly.
        # shellcheck disable=SC2086 # Lists of package names, here and below.
        packages="$packages $(debian_libraries "$suite" "$architecture" $emulator | tr '\n' ' ')"
    fi
    # shellcheck disable=SC2086
    debian_packages "$suite" "$architecture" $packages || unmet
    building=$(partial) || exit 1
    # shellcheck disable=SC2086
    debian_tree "$building/tree" "$suite" $packages
    # Firmware lies in folders of its own, and modules where the program was built to look for them.
    # shellcheck disable=SC2016 # The wrapper expands these.
    debian_wrapper "$building/qemu" 'for QEMU_MODULE_DIR in "$tree"/usr/lib/*/qemu; do [ ! -d "$QEMU_MODULE_DIR" ] || break; done
export QEMU_MODULE_DIR
exec "$tree/usr/bin/qemu-system-'"$machine"'" -L "$tree/usr/share/qemu" -L "$tree/usr/share/seabios" -L "$tree/usr/lib/ipxe/qemu" "$@"' "$building/tree"
    if starts "$building"; then
        publish "$building" "$home"
        settled && exit 0
    fi
done
debian_reason="the QEMU of $(debian_name "$suite") does not start here (details: $log)"
unmet
