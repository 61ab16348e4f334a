#!/bin/sh
# Fetches Linux's headers of Xen's devices, as Debian packages them, and prints their folder, which
# has a folder per Debian release.
#
# A test compares them with headers/linux. They are not part of this project, and stay in target/.
set -u
. "$(dirname -- "$0")/folder.sh"
. "$scripts/debian.sh"

home=$tools/linux-headers
suites='bookworm trixie'

present() {
    for suite in $suites; do
        [ -f "$home/$suite/include/xen/privcmd.h" ] || return 1
    done
    echo "$home"
}
present && exit 0
lock
present && exit 0

unmet() {
    fail "Linux's headers of Xen's devices are missing: $debian_reason"
}
debian_available || unmet
building=$(partial) || exit 1
for suite in $suites; do
    debian_packages $suite "$(dpkg --print-architecture)" linux-libc-dev || unmet
    include=$building/$suite/include
    mkdir -p "$include"
    unpacked=$tools/packages/$suite/linux-libc-dev/usr
    # The folders that do not depend on an architecture, some of which trixie has elsewhere.
    for folder in xen asm-generic; do
        for from in "$unpacked/include/$folder" "$unpacked/lib/linux/uapi/"*"/$folder"; do
            [ ! -d "$from" ] || cp -RL "$from" "$include/" || fail "$include cannot be written"
        done
    done
done
publish "$building" "$home"
present || unmet
