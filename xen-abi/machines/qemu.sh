#!/bin/sh
# Finds or fetches QEMU for an architecture, and prints its path: qemu.sh x86_64|aarch64.
set -u
. "$(dirname -- "$0")/../../xen-abi-gen/toolchain/folder.sh"
. "$workspace/xen-abi-gen/toolchain/debian.sh"

emulated=${1:-x86_64}
case $emulated in
x86_64) emulator=qemu-system-x86 firmware='seabios ipxe-qemu' ;;
aarch64) emulator=qemu-system-arm firmware=ipxe-qemu ;;
*) fail "unknown architecture $emulated; x86_64 and aarch64 are known" ;;
esac
home=$tools/qemu-$emulated

# Releases since 7.2 emulate the CPUs and the IOMMU of the boots.
installed=$(command -v "qemu-system-$emulated") && "$installed" --version >/dev/null 2>&1 &&
    echo "$installed" && exit 0

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
    fail "QEMU for $emulated is missing: $debian_reason; install $emulator"
}
debian_available || unmet
architecture=$(dpkg --print-architecture)
suite=$(debian_host_suite)
packages="$emulator qemu-system-common qemu-system-data $firmware"
for extent in bare every; do
    if [ $extent = every ]; then
        # The libraries that the machine lacks.
        # shellcheck disable=SC2086 # Lists of package names, here and below.
        packages="$packages $(debian_libraries "$suite" "$architecture" $emulator | tr '\n' ' ')"
    fi
    # shellcheck disable=SC2086
    debian_packages "$suite" "$architecture" $packages || unmet
    building=$(partial) || exit 1
    # shellcheck disable=SC2086
    debian_tree "$building/tree" "$suite" $packages
    # QEMU looks for firmware and modules in the folders of an installed package.
    # shellcheck disable=SC2016 # The wrapper expands these.
    run='for QEMU_MODULE_DIR in "$tree"/usr/lib/*/qemu; do
    [ ! -d "$QEMU_MODULE_DIR" ] || break
done
export QEMU_MODULE_DIR
exec "$tree/usr/bin/qemu-system-'$emulated'" \
    -L "$tree/usr/share/qemu" -L "$tree/usr/share/seabios" -L "$tree/usr/lib/ipxe/qemu" "$@"'
    debian_wrapper "$building/qemu" "$run" "$building/tree"
    if starts "$building"; then
        publish "$building" "$home"
        settled && exit 0
    fi
done
debian_reason="the QEMU of $(debian_name "$suite") does not start (details: $log)"
unmet
