#!/bin/sh
# Fetches Debian's Linux, and prints its folder: linux.sh RELEASE [ARCHITECTURE].
#
# RELEASE is that of Xen in the same Debian release, ARCHITECTURE is amd64 (the default) or arm64.
# The folder has the file `kernel`, uncompressed, and `modules`, with the modules of Xen's devices.
set -u
. "$(dirname -- "$0")/../../xen-abi-gen/toolchain/folder.sh"
. "$workspace/xen-abi-gen/toolchain/debian.sh"

release=${1:-4.17}
architecture=${2:-amd64}
home=$tools/linux/$release-$architecture
case $release in
4.17) suite=bookworm ;;
4.20) suite=trixie ;;
*) fail "unknown release $release of Xen; 4.17 and 4.20 are known" ;;
esac
case $architecture in
# The cloud kernel of amd64 is no dom0.
amd64) flavour=amd64 ;;
arm64) flavour=cloud-arm64 ;;
*) fail "unknown architecture $architecture; amd64 and arm64 are known" ;;
esac

present() {
    [ -s "$home/kernel" ] && echo "$home"
}
present && exit 0
lock
present && exit 0

unmet() {
    fail "Debian's Linux for $architecture ($suite) is missing: $debian_reason"
}

# number FILE OFFSET SIZE: prints an unsigned little-endian integer of a file.
number() {
    od -A n -t "u$3" --endian=little -j "$2" -N "$3" "$1" | tr -d ' '
}

# uncompressed FILE: prints the ELF image within a bzImage; Xen takes seconds to unpack one.
uncompressed() {
    sectors=$(number "$1" 497 1)
    [ "$sectors" != 0 ] || sectors=4
    start=$(((sectors + 1) * 512 + $(number "$1" 584 4)))
    length=$(number "$1" 588 4)
    # The last four bytes of the payload are the length of the image.
    tail -c +$((start + 1)) "$1" | head -c $((length - 4)) >"$1.payload"
    case $(od -A n -t x1 -N 4 "$1.payload" | tr -d ' ') in
    fd377a58) unpack=xz provider=xz-utils ;;
    28b52ffd) unpack=zstd provider=zstd ;;
    *)
        debian_reason="the kernel $(basename "$1") has an unknown compression"
        return 1
        ;;
    esac
    if ! command -v $unpack >/dev/null 2>&1; then
        debian_reason="this machine has no $unpack; install $provider"
        return 1
    fi
    $unpack -dc <"$1.payload" 2>>"$log"
}

debian_available || unmet
architectures=$(dpkg --print-architecture)
suffix=
if [ "$architecture" != "$architectures" ]; then
    suffix=:$architecture
    architectures="$architectures $architecture"
fi
debian_lists $suite "$architectures" || unmet
# The package of the current kernel is a dependency of this one, and has its version in the name.
kernel=$(apt-cache -c "$configuration" depends "linux-image-$flavour$suffix" 2>>"$log" |
    sed -n 's/^ *Depends: \(linux-image-[^: ]*\).*/\1/p' | head -n 1)
if [ -z "$kernel" ]; then
    debian_reason="the package sources of $suite have no linux-image-$flavour"
    unmet
fi
debian_packages $suite "$architectures" "$kernel$suffix" || unmet
unpacked=$tools/packages/$suite/$kernel$suffix
building=$(partial) || exit 1
for image in "$unpacked"/boot/vmlinuz-*; do
    case $architecture in
    amd64)
        cp "$image" "$building/bzImage" || unmet
        uncompressed "$building/bzImage" >"$building/kernel" || unmet
        rm "$building"/bzImage*
        ;;
    arm64) cp "$image" "$building/kernel" || unmet ;;
    esac
done
mkdir "$building/modules"
for name in xen-privcmd xen-evtchn xen-gntdev xen-gntalloc xenfs; do
    find "$unpacked" -name "$name.ko*" -exec cp {} "$building/modules/" \;
    set -- "$building/modules/$name".ko*
    if [ ! -s "$1" ]; then
        debian_reason="the package $kernel has no module $name"
        unmet
    fi
done
cp "$tools/packages/$suite/.versions/$kernel$suffix" "$building/version"
publish "$building" "$home"
# What is left of the package is hundreds of megabytes.
rm -rf "$unpacked"
present
