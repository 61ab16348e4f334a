#!/bin/sh
# Fetches what static programs for Linux on Xen are linked with, and prints its folder:
# sysroot.sh RELEASE [ARCHITECTURE].
#
# Xen's own libraries, of the release (4.17 or 4.20), for ARCHITECTURE (amd64 or arm64). For arm64,
# Debian's C library as well; for amd64 it is the machine's own.
set -u
. "$(dirname -- "$0")/../../xen-abi-gen/toolchain/folder.sh"
. "$workspace/xen-abi-gen/toolchain/debian.sh"

release=${1:-4.17}
architecture=${2:-amd64}
home=$tools/sysroot/$release-$architecture
case $release in
4.17) suite=bookworm ;;
4.20) suite=trixie ;;
*) fail "unknown release $release of Xen; 4.17 and 4.20 are known" ;;
esac

present() {
    [ -d "$home/usr" ] && echo "$home"
}
present && exit 0
lock
present && exit 0

unmet() {
    fail "the libraries of Xen $release for $architecture are missing: $debian_reason"
}
debian_available || unmet
architectures=$(dpkg --print-architecture)
suffix=
if [ "$architecture" != "$architectures" ]; then
    suffix=:$architecture
    architectures="$architectures $architecture"
fi
debian_packages $suite "$architectures" "libxen-dev$suffix" || unmet
building=$(partial) || exit 1
debian_tree "$building" $suite "libxen-dev$suffix"
if [ "$architecture" = arm64 ]; then
    packages='libc6-dev:arm64 libgcc-12-dev:arm64 linux-libc-dev:arm64'
    # shellcheck disable=SC2086 # A list of package names, here and below.
    debian_packages bookworm "$architectures" $packages || unmet
    # shellcheck disable=SC2086
    debian_tree "$building" bookworm $packages
fi
publish "$building" "$home"
present
