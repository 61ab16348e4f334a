#!/bin/sh
# Fuzzes the generator, and the reader of Argo's ring, for a while: run.sh [SECONDS [TARGET…]]; without SECONDS for a minute on each, without TARGET each of them.
#
# It starts from the project's headers and fixtures, and keeps what it finds new in target/fuzz/corpus, so that a later run goes on.
# Input that brings the generator down is left in target/fuzz/artifacts; `cargo fuzz` shows it and makes it smaller.
set -eu
. "$(dirname -- "$0")/../toolchain/folder.sh"

seconds=${1:-60}
[ $# -eq 0 ] || shift
[ $# -gt 0 ] || set -- annotations naming dump generate argo_ring
home=$workspace/target/fuzz

# A version of our own: newer ones may want a newer compiler.
PATH=$tools/cargo-fuzz/bin:$PATH
export PATH
if ! command -v cargo-fuzz >/dev/null 2>&1; then
    say 'building cargo-fuzz into target/, which takes some minutes'
    cargo install --quiet --locked --root "$tools/cargo-fuzz" cargo-fuzz@0.13.2 || fail 'cargo-fuzz cannot be built: cargo install cargo-fuzz'
fi
rustc +nightly --version >/dev/null 2>&1 || fail 'fuzzing needs the nightly compiler: rustup toolchain install nightly'

# seed TARGET: the corpus that a run starts from.
seed() {
    mkdir -p "$home/corpus/$1" "$home/artifacts/$1"
    case $1 in
    # Its own findings are all that it starts from.
    argo_ring) ;;
    naming) cp "$workspace/xen-abi-gen/naming.toml" "$home/corpus/$1/" ;;
    annotations)
        find "$workspace/headers" "$workspace/xen-abi-gen/tests/fixtures" -name '*.h' | while read -r header; do
            cp "$header" "$home/corpus/$1/$(printf '%s' "${header#"$workspace"/}" | tr / _)"
        done
        ;;
    dump)
        # The first byte is the mode; these headers need no others.
        find "$workspace/xen-abi-gen/tests/fixtures" "$workspace/snapshots" -name '*.h' -size -20k | while read -r header; do
            { printf '@' && cat "$header"; } >"$home/corpus/$1/$(printf '%s' "${header#"$workspace"/}" | tr / _)"
        done
        for header in errno features nmi version sched event_channel argo hypfs; do
            # What such a header includes is its own second part.
            { printf ' ' && sed 's/#include "[a-z./-]*"/#include "1.h"/' "$workspace/headers/$header.h" && printf '\n\f' &&
                printf 'typedef unsigned short domid_t;\ntypedef unsigned int uint32;\n'; } >"$home/corpus/$1/$header"
        done
        ;;
    generate)
        seed dump
        cp "$home/corpus/dump/"* "$home/corpus/$1/"
        # From the byte 128 on it is comments: those of the headers, and Markdown.
        for mode in '\200' '\203' '\240'; do
            printf "$mode"'Text with `code`, *words* and a | b.\n\n    indented\n\f```\nfenced\n```\f<script> [`link`](x) <http://x.y>\f- item\n1. item\n\n| a | b |\n|---|---|\n' \
                >"$home/corpus/$1/markdown-$(printf %s "$mode" | tr -d '\\')"
        done
        ;;
    esac
}

# Where a compiler finds xen-abi: what the fuzzer emits stands on it.
build_crate() {
    cargo +nightly build --quiet --locked -p xen-abi --no-default-features --target-dir "$home/crate"
    XEN_ABI_FUZZ_RUSTC="--extern xen_abi=$home/crate/debug/libxen_abi.rlib -L dependency=$home/crate/debug/deps"
    export XEN_ABI_FUZZ_RUSTC
}

cd "$workspace"
for target in "$@"; do
    seed "$target"
    case $target in
    argo_ring) fuzzers=xen-abi/fuzz ;;
    *) fuzzers=xen-abi-gen/fuzz ;;
    esac
    [ "$target" != generate ] || build_crate
    say "fuzzing $target for $seconds s"
    # libclang leaves memory to the end of the program.
    ASAN_OPTIONS=detect_leaks=0 cargo +nightly fuzz run --fuzz-dir "$fuzzers" --target-dir "$home/build" "$target" "$home/corpus/$target" -- \
        -max_total_time="$seconds" -timeout=20 -rss_limit_mb=4096 -dict=xen-abi-gen/fuzz/words.dict -print_final_stats=1 \
        -artifact_prefix="$home/artifacts/$target/"
done
