#!/bin/sh
# Fetches Debian's xenstored with its libraries, and prints its folder: xenstored.sh.
#
# The folder has the program, the libraries, and their loader as `ld.so`, all of Xen 4.17 and for
# amd64: an initial file system has them in one folder.
set -u
. "$(dirname -- "$0")/../../xen-abi-gen/toolchain/folder.sh"
. "$workspace/xen-abi-gen/toolchain/debian.sh"

home=$tools/xenstored/4.17-amd64
packages='xen-utils-4.17 libxenmisc4.17 libxenevtchn1 libxengnttab1 libxencall1
    libxenforeignmemory1 libxendevicemodel1 libxentoollog1 libxentoolcore1 libc6'

present() {
    [ -x "$home/xenstored" ] && echo "$home"
}
present && exit 0
lock
present && exit 0

unmet() {
    fail "Debian's xenstored of Xen 4.17 is missing: $debian_reason"
}
debian_available || unmet
architectures=$(dpkg --print-architecture)
suffix=
if [ amd64 != "$architectures" ]; then
    suffix=:amd64
    architectures="$architectures amd64"
fi
names=
for package in $packages; do
    names="$names $package$suffix"
done
# shellcheck disable=SC2086 # A list of package names, here and below.
debian_packages bookworm "$architectures" $names || unmet
building=$(partial) || exit 1
# shellcheck disable=SC2086
debian_tree "$building/tree" bookworm $names
cp "$building/tree/usr/lib/xen-4.17/bin/xenstored" "$building/" || unmet
for library in xenctrl.so.4.17 xenevtchn.so.1 xengnttab.so.1 xencall.so.1 xenforeignmemory.so.1 \
    xendevicemodel.so.1 xentoollog.so.1 xentoolcore.so.1 c.so.6; do
    cp -L "$building"/tree/*lib/x86_64-linux-gnu/lib$library "$building/" 2>>"$log" ||
        cp -L "$building"/tree/usr/lib/x86_64-linux-gnu/lib$library "$building/" || unmet
done
cp -L "$building"/tree/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2 "$building/ld.so" || unmet
rm -rf "$building/tree"
publish "$building" "$home"
present
