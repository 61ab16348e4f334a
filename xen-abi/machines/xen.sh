#!/bin/sh
# Unpacks a release of the Xen hypervisor as Debian ships it and prints the image: xen.sh RELEASE [ARCHITECTURE].
#
# RELEASE is 4.17 or 4.20, ARCHITECTURE amd64 (as without it) or arm64. The image is what a boot loader takes: not compressed.
set -u
. "$(dirname -- "$0")/../../xen-abi-gen/toolchain/folder.sh"
. "$workspace/xen-abi-gen/toolchain/debian.sh"

release=${1:-4.17}
architecture=${2:-amd64}
home=$tools/xen/$release-$architecture
case $release in
4.17) suite=bookworm ;;
4.20) suite=trixie ;;
*) fail "there is no Xen $release among Debian's releases that the proofs are built on; 4.17 and 4.20 are" ;;
esac

present() {
    [ -s "$home/xen" ] && echo "$home/xen"
}
present && exit 0
lock
present && exit 0

unmet() {
    fail "the hypervisor Xen $release for $architecture is missing: $debian_reason; an image of your own can stand in: XEN=FILE make xen-test"
}
debian_available || unmet
wanted=xen-hypervisor-$release-$architecture
architectures=$(dpkg --print-architecture)
if [ "$architecture" != "$architectures" ]; then
    wanted=$wanted:$architecture
    architectures="$architectures $architecture"
fi
debian_packages $suite "$architectures" "$wanted" || unmet
building=$(partial) || exit 1
image=$tools/packages/$suite/$wanted/boot/xen-$release-$architecture
# On x86 it comes compressed, which boot loaders undo and QEMU does not.
if [ -f "$image.gz" ]; then
    gzip -dc "$image.gz" >"$building/xen" || fail "$image.gz does not unpack"
else
    cp "$image" "$building/xen" || fail "$wanted has no image where it should be"
fi
cp "$tools/packages/$suite/.versions/$wanted" "$building/version"
publish "$building" "$home"
present
