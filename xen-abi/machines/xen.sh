#!/bin/sh
# Fetches a release of Xen from Debian, and prints the image's path: xen.sh RELEASE [ARCHITECTURE].
#
# RELEASE is 4.17 or 4.20, ARCHITECTURE is amd64 (the default) or arm64. The image is uncompressed.
set -u
. "$(dirname -- "$0")/../../xen-abi-gen/toolchain/folder.sh"
. "$workspace/xen-abi-gen/toolchain/debian.sh"

release=${1:-4.17}
architecture=${2:-amd64}
home=$tools/xen/$release-$architecture
case $release in
4.17) suite=bookworm ;;
4.20) suite=trixie ;;
*) fail "unknown release $release of Xen; 4.17 and 4.20 are known" ;;
esac

present() {
    [ -s "$home/xen" ] && echo "$home/xen"
}
present && exit 0
lock
present && exit 0

unmet() {
    say "Xen $release for $architecture is missing: $debian_reason"
    fail 'to use an image of your own: XEN=FILE make xen-test'
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
# The x86 image is compressed, and QEMU does not decompress it as boot loaders do.
if [ -f "$image.gz" ]; then
    gzip -dc "$image.gz" >"$building/xen" || fail "$image.gz does not unpack"
else
    cp "$image" "$building/xen" || fail "the package $wanted has no /boot/$(basename "$image")"
fi
cp "$tools/packages/$suite/.versions/$wanted" "$building/version"
publish "$building" "$home"
present
