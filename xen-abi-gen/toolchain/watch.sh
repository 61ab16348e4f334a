#!/bin/sh
# Runs the tests of shared memory in Miri or ThreadSanitizer: watch.sh miri|thread [ARGUMENT…].
#
# Miri interprets the tests some hundred times slower, and cannot run C or assembly. ThreadSanitizer
# needs an instrumented standard library. Neither can run loom's tests.
set -eu
. "$(dirname -- "$0")/folder.sh"

tool=${1:-}
[ $# -eq 0 ] || shift
began=$(date +%s)
cd "$workspace"
case $tool in
miri)
    "$scripts/nightly.sh" miri rust-src
    # Leaks are intended: xen-abi leaks pages that Xen does not return.
    # Permissive provenance: the software Xen gets addresses as integers in registers.
    flags='-Zmiri-disable-isolation -Zmiri-ignore-leaks -Zmiri-permissive-provenance'
    export MIRIFLAGS="$flags ${MIRIFLAGS:-}"
    # Few cases, since one takes seconds. xs: seeding another random generator takes longer still.
    export PROPTEST_CASES="${PROPTEST_CASES:-2}"
    export PROPTEST_RNG_ALGORITHM=xs PROPTEST_DISABLE_FAILURE_PERSISTENCE=1
    # Miri uses one CPU: two halves of about the same duration run at once.
    interpret() {
        CARGO_TARGET_DIR=target/miri \
            cargo +nightly miri test --locked -p xen-abi --all-features "$@"
    }
    interpret --lib --test all --no-run
    other=$(mktemp)
    interpret --lib --test all "$@" -- \
        tests:: argo_endpoint:: argo_ring:: clock:: grants:: mock:: \
        --skip software_xen >"$other" 2>&1 &
    half=$!
    status=0
    interpret --test all "$@" -- events:: hostile_peer:: rings:: streams:: tagged_unions:: ||
        status=$?
    wait "$half" || status=$?
    cat "$other"
    rm -f "$other"
    [ "$status" = 0 ] || exit "$status"
    ;;
thread)
    "$scripts/nightly.sh" rust-src
    export PROPTEST_CASES="${PROPTEST_CASES:-32}"
    export RUSTFLAGS='-Zsanitizer=thread --cfg sanitizer'
    export TSAN_OPTIONS="halt_on_error=1 ${TSAN_OPTIONS:-}"
    CARGO_TARGET_DIR=target/thread-sanitizer cargo +nightly test --locked -Zbuild-std \
        --target "$(rustc +nightly --print host-tuple)" -p xen-abi --all-features \
        --lib --test all "$@" -- \
        tests:: argo_ring:: argo_endpoint:: clock:: events:: grants:: hostile_peer:: rings:: \
        streams:: --skip software_xen
    ;;
*) fail 'watch.sh miri|thread' ;;
esac
say "$tool: $(($(date +%s) - began)) s"
