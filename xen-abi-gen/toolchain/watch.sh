#!/bin/sh
# Runs the tests of xen-abi that reach memory shared by threads, under a tool that watches every access: watch.sh miri|thread [ARGUMENT…].
#
# Miri interprets the program by Rust's own rules, some hundred times slower, and cannot run what calls C or assembly. ThreadSanitizer runs it compiled,
# with a standard library that is instrumented too. Loom's tests, which bring their own threads, are for neither.
set -eu
. "$(dirname -- "$0")/folder.sh"

what=${1:-}
[ $# -eq 0 ] || shift
tests='--lib --test argo_ring --test argo_endpoint --test events --test generated_rings --test hostile_peer --test rings --test streams'
began=$(date +%s)
cd "$workspace"
case $what in
miri)
    "$scripts/nightly.sh" miri rust-src
    # Addresses go through registers of the software Xen as numbers, so their provenance is exposed. Of random cases each takes seconds here.
    export MIRIFLAGS="-Zmiri-disable-isolation -Zmiri-permissive-provenance ${MIRIFLAGS:-}"
    export PROPTEST_CASES="${PROPTEST_CASES:-2}" PROPTEST_DISABLE_FAILURE_PERSISTENCE=1
    # shellcheck disable=SC2086 # A list of arguments, here and below.
    CARGO_TARGET_DIR=target/miri cargo +nightly miri test --locked -p xen-abi --all-features $tests --test tagged_unions --test mock "$@"
    ;;
thread)
    "$scripts/nightly.sh" rust-src
    export PROPTEST_CASES="${PROPTEST_CASES:-32}"
    # shellcheck disable=SC2086
    RUSTFLAGS='-Zsanitizer=thread --cfg sanitizer' TSAN_OPTIONS="halt_on_error=1 ${TSAN_OPTIONS:-}" CARGO_TARGET_DIR=target/thread-sanitizer \
        cargo +nightly test --locked -Zbuild-std --target "$(rustc +nightly --print host-tuple)" -p xen-abi --all-features $tests "$@"
    ;;
*) fail 'watch.sh miri|thread' ;;
esac
say "$what: $(($(date +%s) - began)) s"
