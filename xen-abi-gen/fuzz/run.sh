#!/bin/sh
# Fuzzes the generator and the parser of Argo rings: run.sh [SECONDS [TARGET…]].
#
# Runs each target for SECONDS (60 by default); all targets if none is named. The corpus starts from
# headers/ and the fixtures, and is kept in target/fuzz/corpus for the next run. Input that causes a
# crash is kept in target/fuzz/artifacts; `cargo fuzz` can show and minimise it.
set -eu
. "$(dirname -- "$0")/../toolchain/folder.sh"

seconds=${1:-60}
[ $# -eq 0 ] || shift
[ $# -gt 0 ] || set -- annotations naming dump generate argo_ring xenstore
home=$workspace/target/fuzz

# A pinned version: newer ones may need a newer compiler.
PATH=$tools/cargo-fuzz/bin:$PATH
export PATH
if ! command -v cargo-fuzz >/dev/null 2>&1; then
    say 'building cargo-fuzz into target/, which takes a minute'
    # Unoptimised: it only starts cargo and the fuzzers.
    cargo install --quiet --locked --debug --root "$tools/cargo-fuzz" cargo-fuzz@0.13.2 ||
        fail 'cargo-fuzz does not build; try: cargo install cargo-fuzz'
fi
rustc +nightly --version >/dev/null 2>&1 ||
    fail 'fuzzing needs the nightly compiler: rustup toolchain install nightly'

# flat FILE: prints the path within the workspace as one file name.
flat() {
    printf '%s' "${1#"$workspace"/}" | tr / _
}

# seed TARGET: writes the initial corpus.
seed() {
    corpus=$home/corpus/$1
    mkdir -p "$corpus" "$home/artifacts/$1"
    fixtures=$workspace/xen-abi-gen/tests/fixtures
    case $1 in
    # Starts from an empty corpus.
    argo_ring | xenstore) ;;
    naming) cp "$workspace/xen-abi-gen/naming.toml" "$corpus/" ;;
    annotations)
        find "$workspace/headers" "$fixtures" -name '*.h' | while read -r header; do
            cp "$header" "$corpus/$(flat "$header")"
        done
        ;;
    dump)
        # The first byte is the mode: `@` for a header without others.
        find "$fixtures" "$workspace/snapshots" -name '*.h' -size -20k | while read -r header; do
            { printf '@' && cat "$header"; } >"$corpus/$(flat "$header")"
        done
        # A space for a header that includes the second part of the input.
        for header in errno features nmi version sched event_channel argo hypfs; do
            {
                printf ' '
                sed 's/#include "[a-z./-]*"/#include "1.h"/' "$workspace/headers/$header.h"
                printf '\n\ftypedef unsigned short domid_t;\ntypedef unsigned int uint32;\n'
            } >"$corpus/$header"
        done
        ;;
    generate)
        seed dump
        corpus=$home/corpus/generate
        cp "$home/corpus/dump/"* "$corpus/"
        # Modes from 128 on take comments, here Markdown, instead of a header.
        for mode in 200 203 240; do
            {
                printf "\\$mode"
                printf 'Text with `code`, *words* and a | b.\n\n    indented\n'
                printf '\f```\nfenced\n```\f<script> [`link`](x) <http://x.y>'
                printf '\f- item\n1. item\n\n| a | b |\n|---|---|\n'
            } >"$corpus/markdown-$mode"
        done
        ;;
    esac
}

# Builds xen-abi for the code that the `generate` target emits and compiles.
build_crate() {
    cargo +nightly build --quiet --locked -p xen-abi --no-default-features --features all \
        --target-dir "$home/crate"
    built=$home/crate/debug
    export XEN_ABI_FUZZ_RUSTC="--extern xen_abi=$built/libxen_abi.rlib -L dependency=$built/deps"
}

# cargo_fuzz COMMAND TARGET [ARGUMENT…]
cargo_fuzz() {
    case $2 in
    argo_ring | xenstore) fuzzers=xen-abi/fuzz ;;
    *) fuzzers=xen-abi-gen/fuzz ;;
    esac
    command=$1
    shift
    cargo +nightly fuzz "$command" --fuzz-dir "$fuzzers" --target-dir "$home/build" "$@"
}

# fuzz TARGET
fuzz() {
    say "fuzzing $1 for $seconds s"
    # libclang does not free all of its memory before the program ends.
    ASAN_OPTIONS=detect_leaks=0 cargo_fuzz run "$1" "$home/corpus/$1" -- \
        -max_total_time="$seconds" -timeout=20 -rss_limit_mb=4096 \
        -dict=xen-abi-gen/fuzz/words.dict -print_final_stats=1 \
        -artifact_prefix="$home/artifacts/$1/"
}

cd "$workspace"
for target in "$@"; do
    seed "$target"
    [ "$target" != generate ] || build_crate
    cargo_fuzz build "$target"
done
# A fuzzer uses one CPU: two run at once. The output of one appears when the other has ended.
status=0
while [ $# -gt 1 ]; do
    other=$(mktemp)
    fuzz "$1" >"$other" 2>&1 &
    half=$!
    fuzz "$2" || status=$?
    wait "$half" || status=$?
    cat "$other"
    rm -f "$other"
    shift 2
done
[ $# -eq 0 ] || fuzz "$1" || status=$?
exit "$status"
