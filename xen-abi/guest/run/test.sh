#!/bin/sh
# Boots the guest on every Xen that the proofs are built on and prints one line per test, then `N passed, N failed, N skipped`.
#
# XEN names an image of one's own to do so on, XEN_ARGS adds to its command line, and with XEN_REQUIRE=argo it is a failure where
# that Xen has no Argo. INSTA_UPDATE=always rewrites the transcripts in snapshots/xen, which are compared otherwise.
set -u
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd) || exit 2
workspace=$(CDPATH='' cd -- "$here/../../.." && pwd) || exit 2
toolchain=$workspace/xen-abi-gen/toolchain
consoles=$workspace/target/xen-guest/consoles
snapshots=$workspace/snapshots/xen
mkdir -p "$consoles" || exit 2

strict=yes
case ${CI:-false} in
false | 0) strict=no ;;
esac

passed=0 failed=0 skipped=0 unbuilt= absent=
problem() {
    printf 'FAILED: %s\n' "$*"
    failed=$((failed + 1))
}

# A part that cannot be had is told in one sentence, which the script that fetches it has printed; for CI it is a failure.
missing() {
    if [ $strict = yes ]; then
        problem "$1: CI is set, so a missing part is a failure"
    else
        printf 'xen-test: %s did not run\n' "$1"
    fi
}

# spoken DOMAIN CONSOLE: what the guest wrote, without Xen's lines. Xen marks those of a second domain.
spoken() {
    case $1 in
    0) grep -v -e '^(XEN)' -e '^(d[0-9]*)' "$2" ;;
    *) sed -n "s/^(XEN) *(d$1) //p; s/^(d$1) //p" "$2" ;;
    esac
}

# judge NAME CONSOLE STATUS DOMAINS: prints the tests of a boot, adds them up, and says what went wrong beside them.
judge() {
    name=$1 console=$2 status=$3 domains=$4
    wrong=
    [ "$status" != 124 ] || wrong="the machine did not come to an end within a minute"
    case $status in 0 | 124) ;; *) wrong="QEMU ended with status $status" ;; esac
    grep -q -e 'Panic on CPU' -e 'Xen BUG at' -e 'Assertion .* failed at' "$console" && wrong='Xen panicked'
    domain=0
    while [ $domain -lt "$domains" ]; do
        lines=$consoles/.lines
        spoken $domain "$console" >"$lines"
        grep '^test ' "$lines" | if [ $domain = 0 ]; then cat; else sed "s/^test /test d$domain /"; fi
        closing=$(grep -E '^[0-9]+ passed, [0-9]+ failed, [0-9]+ skipped$' "$lines" | tail -n 1)
        # Counted here as well: a closing line is no better than what it closes.
        good=$(grep -c '^test .* \.\.\. ok$' "$lines")
        bad=$(grep -c '^test .* \.\.\. FAILED' "$lines")
        left=$(grep -c '^test .* \.\.\. skipped' "$lines")
        passed=$((passed + good)) failed=$((failed + bad)) skipped=$((skipped + left))
        if [ -z "$closing" ]; then
            wrong=${wrong:-"domain $domain ended without its closing line"}
        elif [ "$closing" != "$good passed, $bad failed, $left skipped" ]; then
            wrong=${wrong:-"domain $domain says $closing, which is not what its lines say"}
        fi
        domain=$((domain + 1))
    done
    if [ -n "$wrong" ]; then
        problem "$name: $wrong; the console ends with:"
        tail -n 25 "$console" | sed 's/^/    /'
        return 1
    fi
}

# compare NAME CONSOLE DOMAINS: holds what the guest says beside what it said when that was reviewed. Debian updates its releases
# of Xen, so the one line that says which this is does not count.
compare() {
    transcript=$consoles/$1.transcript
    domain=0
    : >"$transcript"
    while [ $domain -lt "$3" ]; do
        spoken $domain "$2" | if [ $domain = 0 ]; then cat; else sed "s/^/d$domain: /"; fi | grep -v '^\(d[0-9]*: \)\{0,1\}Xen ' >>"$transcript"
        domain=$((domain + 1))
    done
    cmp -s "$transcript" "$snapshots/$1.txt" 2>/dev/null && return
    if [ "${INSTA_UPDATE:-}" = always ]; then
        mkdir -p "$snapshots" && cp "$transcript" "$snapshots/$1.txt"
        return
    fi
    problem "$1: the transcript is not the one in snapshots/xen; INSTA_UPDATE=always make xen-test takes the new one:"
    diff -Nu "$snapshots/$1.txt" "$transcript" | sed -n '3,40p' | sed 's/^/    /'
}

# boot RELEASE MACHINE KIND DOMAINS: one boot, from the fetching to the verdict.
boot() {
    name=$1-$2-$3
    printf '\nXen %s, %s %s\n' "$1" "$2" "$3"
    # Once is enough to be told what is wrong with it.
    case $unbuilt in *" $2 "*) problem "$name: the guest could not be built" && return ;; esac
    console=$consoles/$name.txt
    RELEASE=$1 "$here/$2.sh" "$3" suite ${XEN_REQUIRE:+require="$XEN_REQUIRE"} >"$console.raw"
    status=$?
    # What is missing, and a guest that does not build, has said so itself.
    case $status in
    3)
        missing "$name"
        absent="$absent $2 "
        return
        ;;
    4)
        problem "$name: the guest could not be built"
        unbuilt="$unbuilt $2 "
        return
        ;;
    esac
    tr -d '\r' <"$console.raw" >"$console"
    rm -f "$console.raw"
    # A Xen of the caller's own has no transcript that was reviewed.
    judge "$name" "$console" $status "$4" && [ -z "${XEN:-}" ] && compare "$name" "$console" "$4"
}

# sequences RELEASE MACHINE KIND COUNT: so many pseudo-random sequences of operations, here and on the software Xen. Each line that
# the suite prints about them holds the hash of every result and state of some of them; where one differs, the sequence is found
# and told step by step, as both have it.
sequences() {
    name=$1-$2-$3
    # Why there is no boot of this kind has been told.
    case $unbuilt$absent in *" $2 "*) return ;; esac
    printf '\nXen %s, %s %s: sequences, beside the software Xen\n' "$1" "$2" "$3"
    if ! software=$(cd "$workspace" && cargo build --quiet --locked -p xen-guest --target-dir target/xen-guest && echo "$workspace/target/xen-guest/debug/xen-guest"); then
        problem "$name: the software Xen could not be built"
        return
    fi
    seed="seed=1 count=$4"
    set -- "$1" "$2" "$3"
    # shellcheck disable=SC2086 # Words.
    "$software" sequences $seed >"$consoles/sequences.software" 2>&1
    # shellcheck disable=SC2086
    on_xen "$@" sequences $seed >"$consoles/$name.sequences"
    # What is compared is lines, so there must be some, and each run must have come to its end.
    for each in "$consoles/sequences.software" "$consoles/$name.sequences"; do
        if ! grep -q '^[12] passed, 0 failed, [01] skipped$' "$each"; then
            problem "$name: no sequences in ${each##*/}, which ends with:"
            tail -n 25 "$each" | sed 's/^/    /'
            return
        fi
    done
    hashes='^event channels \|^argo '
    # The software Xen has Argo, of which others say in a line of their own that they have not.
    grep -q '^test sequences::argo .*skipped' "$consoles/$name.sequences" && hashes='^event channels '
    grep "$hashes" "$consoles/sequences.software" >"$consoles/.software"
    grep "$hashes" "$consoles/$name.sequences" >"$consoles/.real"
    if cmp -s "$consoles/.software" "$consoles/.real"; then
        printf 'test sequences::agree ... ok\n'
        passed=$((passed + 1))
        return
    fi
    printf 'test sequences::agree ... FAILED: the software Xen does something else\n'
    failed=$((failed + 1))
    # event channels FIRST to LAST: HASH, or argo FIRST to LAST: HASH
    first=$(diff "$consoles/.software" "$consoles/.real" | sed -n 's/^[<>] [a-z ]* \([0-9]*\) to .*/\1/p' | head -n 1)
    last=$(diff "$consoles/.software" "$consoles/.real" | sed -n 's/^[<>] [a-z ]* [0-9]* to \([0-9]*\):.*/\1/p' | head -n 1)
    [ -n "$first" ] && [ -n "$last" ] || return
    of=$(diff "$consoles/.software" "$consoles/.real" | sed -n 's/^[<>] \([a-z ]*\) [0-9]* to .*/\1/p' | head -n 1)
    # Alone, the sequences may leave no traces that lead to it: then all that came before are needed.
    for from in "$first" 0; do
        each="sequences seed=1 from=$from count=$((last - from + 1)) step=1"
        # shellcheck disable=SC2086 # Words.
        "$software" $each | grep "^$of [0-9]" >"$consoles/.software"
        # shellcheck disable=SC2086
        on_xen "$@" $each | grep "^$of [0-9]" >"$consoles/.real"
        one=$(diff "$consoles/.software" "$consoles/.real" | sed -n 's/^[<>] [a-z ]* \([0-9]*\) to .*/\1/p' | head -n 1)
        [ -z "$one" ] || break
    done
    [ -n "$one" ] || return
    "$software" sequences seed=1 from="$from" show="$one" | grep -v '^xen-guest:' >"$consoles/.software"
    on_xen "$@" sequences seed=1 from="$from" show="$one" | grep -v -e '^(XEN)' -e '^xen-guest:' >"$consoles/.real"
    printf '    sequence %s, - on the software Xen, + on Xen %s:\n' "$one" "$1"
    diff -U 12 "$consoles/.software" "$consoles/.real" | sed -n '3,80s/^/    /p'
}

# on_xen RELEASE MACHINE KIND WORD...: what a guest with these words on its command line prints.
on_xen() {
    release=$1 machine=$2 kind=$3
    shift 3
    RELEASE=$release "$here/$machine.sh" "$kind" "$@" | tr -d '\r'
}

if [ -n "${XEN:-}" ]; then
    # Both kinds of image begin with what says which they are, once unpacked.
    case $XEN in /*) ;; *) XEN=$PWD/$XEN ;; esac
    if gzip -t "$XEN" 2>/dev/null; then
        gzip -dc "$XEN" >"$consoles/../xen" || exit 2
        XEN=$consoles/../xen
    fi
    export XEN
    if [ "$(head -c 4 "$XEN" | tail -c 3)" = ELF ]; then
        boots='own/x86_64/pv/1 own/x86_64/pvh/1'
    elif [ "$(head -c 60 "$XEN" | tail -c 4 | head -c 3)" = ARM ]; then
        boots='own/aarch64/dom0/1 own/aarch64/two/2'
    else
        echo "xen-test: $XEN is no hypervisor image that QEMU could start" >&2
        exit 2
    fi
else
    boots='4.17/x86_64/pv/1 4.17/x86_64/pvh/1 4.17/aarch64/dom0/1 4.17/aarch64/gicv2/1 4.17/aarch64/two/2 4.17/aarch64/static/2
        4.20/x86_64/pv/1 4.20/x86_64/pvh/1 4.20/aarch64/dom0/1 4.20/aarch64/static/2'
fi
for each in $boots; do
    # shellcheck disable=SC2046 # The parts are words.
    boot $(echo "$each" | tr / ' ')
done

# Where every call leaves a virtual machine that is itself emulated, 10,000 would take minutes.
if [ -z "${XEN:-}" ]; then
    sequences 4.17 x86_64 pv 10000
    sequences 4.17 x86_64 pvh 500
    sequences 4.17 aarch64 dom0 2000
else
    case $boots in *x86_64*) sequences own x86_64 pv 10000 ;; *) sequences own aarch64 dom0 10000 ;; esac
fi

# The kernel of the README has one test: its line.
if [ -z "${XEN:-}" ]; then
    printf '\nXen 4.17, the kernel of the README\n'
    "$here/readme.sh" >"$consoles/readme.txt"
    status=$?
    if [ $status = 3 ]; then
        missing 'the kernel of the README'
    elif grep -q '^Hello from domain 0' "$consoles/readme.txt"; then
        echo 'test readme::first_line ... ok'
        passed=$((passed + 1))
    else
        echo 'test readme::first_line ... FAILED: it has not said so; the console ends with:'
        failed=$((failed + 1))
        tail -n 25 "$consoles/readme.txt" | sed 's/^/    /'
    fi
fi

printf '\n%d passed, %d failed, %d skipped\n' $passed $failed $skipped
[ $failed = 0 ]
