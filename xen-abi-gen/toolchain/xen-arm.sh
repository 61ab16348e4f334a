#!/bin/sh
# Fetches what a boot of Xen on Arm takes and prints its folder: QEMU, the device tree compiler and the hypervisor of one release.
#
#   xen-arm.sh 4.17|4.20    FOLDER/qemu, FOLDER/dtc, FOLDER/xen
set -u
. "$(dirname -- "$0")/folder.sh"
. "$scripts/debian.sh"

version=${1:-4.17}
case $version in
4.17) suite=bookworm ;;
4.20) suite=trixie ;;
*) fail "no Debian release that this script knows has Xen $version for Arm" ;;
esac
home=$tools/xen-arm/$version

settled() {
    [ -f "$home/xen" ] && "$home/qemu" --version >/dev/null 2>&1 && "$home/dtc" --version >/dev/null 2>&1 && echo "$home"
}
settled && exit 0
lock
settled && exit 0

unmet() {
    fail "Xen $version for Arm or a QEMU for it is missing: $debian_reason"
}
debian_available || unmet
host=$(dpkg --print-architecture)
own=$(debian_host_suite)
hypervisor=xen-hypervisor-$version-arm64:arm64
programs='qemu-system-arm qemu-system-common device-tree-compiler'
debian_packages "$suite" "$host arm64" "$hypervisor" || unmet
# The lists must have arrived before the question which libraries belong to a program.
# shellcheck disable=SC2086 # Lists of package names, here and below.
debian_packages "$own" "$host" $programs || unmet
# shellcheck disable=SC2086
packages="$programs $(debian_libraries "$own" "$host" $programs | tr '\n' ' ')"
# shellcheck disable=SC2086
debian_packages "$own" "$host" $packages || unmet

building=$(partial) || exit 1
# shellcheck disable=SC2086
debian_tree "$building/tree" "$own" $packages
# shellcheck disable=SC2016 # The wrappers expand these.
debian_wrapper "$building/qemu" 'exec "$tree/usr/bin/qemu-system-aarch64" -L "$tree/usr/share/qemu" "$@"' "$building/tree"
# shellcheck disable=SC2016
debian_wrapper "$building/dtc" 'exec "$tree/usr/bin/dtc" "$@"' "$building/tree"
for image in "$tools/packages/$suite/$hypervisor/boot/xen-$version-arm64"*; do
    case $image in
    *.gz) zcat "$image" >"$building/xen" && break ;;
    *.efi | *.config | *.map) ;;
    *) cp "$image" "$building/xen" && break ;;
    esac
done
publish "$building" "$home"
settled && exit 0
debian_reason="what was unpacked in $home does not start"
unmet
