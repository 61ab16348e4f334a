#!/bin/sh
# Unpacks Xen's own public headers of three releases, as Debian ships them, and prints the folder that holds them by release.
#
# The headers are compared with ours; no part of them belongs to this project, so they never leave target/.
set -u
. "$(dirname -- "$0")/folder.sh"
. "$scripts/debian.sh"

home=$workspace/target/upstream
releases='4.14/bullseye 4.17/bookworm 4.20/trixie'

present() {
    for release in $releases; do
        [ -f "$home/${release%/*}/xen.h" ] || return 1
    done
    echo "$home"
}
present && exit 0
lock
present && exit 0

unmet() {
    fail "Xen's headers as upstream ships them are missing: $debian_reason; where there is a tree of them, put it under $home as 4.14, 4.17 and 4.20 (each with its xen.h)"
}
debian_available || unmet
for release in $releases; do
    suite=${release#*/}
    release=${release%/*}
    [ -f "$home/$release/xen.h" ] && continue
    debian_packages "$suite" "$(dpkg --print-architecture)" libxen-dev || unmet
    unpacked=$tools/packages/$suite/libxen-dev/usr/include/xen
    # A suite may move on to a newer Xen; a tree under the wrong release's name would make every comparison lie.
    version=$(cat "$tools/packages/$suite/.versions/libxen-dev")
    case $version in
    "$release".*) ;;
    *)
        debian_reason="libxen-dev of $suite is not Xen $release any more but $version"
        unmet
        ;;
    esac
    trimmed=$(partial) || exit 1
    cp -R "$unpacked/." "$trimmed/"
    # Debian's additions: what the build generates for other word sizes, and the tool libraries' side of the headers.
    rm -rf "$trimmed/foreign" "$trimmed/sys"
    # A release gets updates; what was accepted of one is compared loosely with what is made of the next.
    printf '%s\n' "$version" >"$trimmed/.version"
    publish "$trimmed" "$home/$release"
done
present || unmet
