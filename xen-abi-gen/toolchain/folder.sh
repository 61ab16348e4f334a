# Sourced by the scripts beside it: the folder that fetched tools live in, its lock, and how they report.
# shellcheck shell=sh

# The scripts run from anywhere, and the workspace may be moved between two runs, so every place is worked out afresh.
scripts=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd) || exit 2
workspace=$(CDPATH='' cd -- "$scripts/../.." && pwd) || exit 2
# Always the workspace's own target/: CARGO_TARGET_DIR may be shared between checkouts, and the generator looks here.
tools=$workspace/target/toolchain
# What apt, pip and the compiler printed, of the last run that had something to fetch.
log=$tools/$(basename -- "$0" .sh).log

# Progress and complaints go to stderr: stdout carries the one line that the caller wants.
say() {
    printf 'toolchain: %s\n' "$*" >&2
}

fail() {
    say "$*"
    exit 1
}

# Holds the folder for this process until it ends. A kill releases it too, which a lock made by mkdir would not.
lock() {
    mkdir -p "$tools" || fail "$tools cannot be written"
    command -v flock >/dev/null 2>&1 || fail "flock (of util-linux) is missing, so two runs could not be kept apart; install it"
    exec 9>"$tools/.lock" || fail "$tools cannot be written"
    if ! flock -n 9; then
        say "waiting for another run that is fetching tools"
        flock 9 || fail "the lock in $tools cannot be taken"
    fi
    # Whoever left these behind did not finish: the lock is ours, so nobody is working on them.
    rm -rf "$tools"/.partial.*
    : >"$log"
}

# An empty folder to build something in; it becomes real only by `publish`.
partial() {
    mktemp -d "$tools/.partial.XXXXXX" || fail "$tools cannot be written"
}

# publish PARTIAL FINAL: one rename, so that what exists under its final name is always complete.
publish() {
    chmod 755 "$1"
    mkdir -p "$(dirname "$2")"
    rm -rf "$2"
    mv "$1" "$2" || fail "$2 cannot be written"
}
