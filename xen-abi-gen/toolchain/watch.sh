#!/bin/sh
# Runs the tests of xen-abi that reach memory shared by threads, under a tool that watches every access: watch.sh miri|thread [ARGUMENT…].
#
# Miri interprets the program by Rust's own rules, some hundred times slower, and cannot run what calls C or assembly. ThreadSanitizer runs it compiled,
# with a standard library that is instrumented too. Loom's tests, which bring their own threads, are for neither.
set -eu
. "$(dirname -- "$0")/folder.sh"

what=${1:-}
[ $# -eq 0 ] || shift
began=$(date +%s)
cd "$workspace"
case $what in
miri)
    "$scripts/nightly.sh" miri rust-src
    # Pages that Xen does not give back are leaked, as they should be. Addresses go through registers of the software Xen as numbers, so their provenance is exposed. Of random cases each takes seconds here.
    export MIRIFLAGS="-Zmiri-disable-isolation -Zmiri-ignore-leaks -Zmiri-permissive-provenance ${MIRIFLAGS:-}"
    # The generator of numbers is the simplest one, or seeding it would take most of the time.
    export PROPTEST_CASES="${PROPTEST_CASES:-2}" PROPTEST_RNG_ALGORITHM=xs PROPTEST_DISABLE_FAILURE_PERSISTENCE=1
    # An interpreter uses one processor: two at a time, in halves that take about as long.
    interpret() {
        CARGO_TARGET_DIR=target/miri cargo +nightly miri test --locked -p xen-abi --all-features "$@"
    }
    interpret --lib --test all --no-run
    other=$(mktemp)
    interpret --lib --test all "$@" -- tests:: argo_endpoint:: argo_ring:: mock:: >"$other" 2>&1 &
    half=$!
    status=0
    interpret --test all "$@" -- events:: hostile_peer:: rings:: streams:: tagged_unions:: || status=$?
    wait "$half" || status=$?
    cat "$other"
    rm -f "$other"
    [ "$status" = 0 ] || exit "$status"
    ;;
thread)
    "$scripts/nightly.sh" rust-src
    export PROPTEST_CASES="${PROPTEST_CASES:-32}"
    RUSTFLAGS='-Zsanitizer=thread --cfg sanitizer' TSAN_OPTIONS="halt_on_error=1 ${TSAN_OPTIONS:-}" CARGO_TARGET_DIR=target/thread-sanitizer \
        cargo +nightly test --locked -Zbuild-std --target "$(rustc +nightly --print host-tuple)" -p xen-abi --all-features --lib --test all "$@" -- \
        tests:: argo_ring:: argo_endpoint:: events:: hostile_peer:: rings:: streams::
    ;;
*) fail 'watch.sh miri|thread' ;;
esac
say "$what: $(($(date +%s) - began)) s"
