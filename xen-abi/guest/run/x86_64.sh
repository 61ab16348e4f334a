#!/bin/sh
# Boots the guest on Xen in QEMU and prints the console: x86_64.sh pv|pvh [WORD...], the words being the guest's command line.
#
# RELEASE says on which Xen (4.17 if unset), XEN names an image of one's own in its place, XEN_ARGS adds to Xen's command line.
# GUEST names a kernel of one's own. The status is that of QEMU, which tells no more than whether
# the machine came to an end (124 if it did not), or 3 where a part is missing, or 4 where the guest cannot be built.
set -u
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd) || exit 2
workspace=$(CDPATH='' cd -- "$here/../../.." && pwd) || exit 2
toolchain=$workspace/xen-abi-gen/toolchain

kind=$1
shift
case $kind in
# Under PV, Xen 4.17 crashes domain 0 where there is an emulated IOMMU of AMD's.
pv) machine='-machine pc -cpu qemu64 -m 256' mode= ;;
# PVH wants nested page tables and an IOMMU; QEMU emulates both for AMD's processors only. Its mwait faults at the hints that Xen
# gives when it idles, so the processor has none.
pvh) machine='-machine q35 -cpu EPYC,-monitor -device amd-iommu -m 512' mode=dom0=pvh ;;
*)
    echo "xen-test: an x86 guest is pv or pvh, not $kind" >&2
    exit 2
    ;;
esac

qemu=$("$toolchain/qemu.sh" x86_64) || exit 3
xen=${XEN:-$("$toolchain/xen.sh" "${RELEASE:-4.17}" amd64)} || exit 3
guest=${GUEST:-$("$here/build.sh" x86_64)} || exit 4

# The console has no interrupt, whose handler would put words of its own in between. QEMU's boot loader hands what follows the
# file's name to Xen as the kernel's command line. A reboot ends QEMU.
# shellcheck disable=SC2086 # Lists of words.
exec timeout 180 "$qemu" $machine -accel tcg -net none -no-reboot -display none -monitor none -serial stdio \
    -kernel "$xen" -append "console=com1 com1=115200,8n1,0x3f8,0 dom0_mem=64M $mode ${XEN_ARGS:-}" -initrd "$guest $*" </dev/null 2>"$workspace/target/xen-guest/qemu.log"
