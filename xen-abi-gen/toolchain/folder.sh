# Sourced by the scripts beside it: the folder of fetched tools, its lock, and messages.
# shellcheck shell=sh

# Computed in each run: scripts are started from any folder, and the workspace may be moved.
scripts=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd) || exit 2
workspace=$(CDPATH='' cd -- "$scripts/../.." && pwd) || exit 2
# Not CARGO_TARGET_DIR, which checkouts may share: the generator looks for libclang here.
tools=$workspace/target/toolchain
# The output of apt, pip and the compiler in the last run that fetched something.
log=$tools/$(basename -- "$0" .sh).log

# Messages go to stderr: stdout has the one line that the caller reads.
say() {
    printf 'toolchain: %s\n' "$*" >&2
}

fail() {
    say "$*"
    exit 1
}

# Locks the folder until this process ends. Unlike a lock folder, flock is released by a kill.
lock() {
    mkdir -p "$tools" || fail "$tools cannot be written"
    command -v flock >/dev/null 2>&1 ||
        fail 'flock is missing, which keeps two runs apart; install util-linux'
    exec 9>"$tools/.lock" || fail "$tools cannot be written"
    if ! flock -n 9; then
        say "waiting for another run that is fetching tools"
        flock 9 || fail "the lock in $tools cannot be taken"
    fi
    # Under the lock, partial folders can only be left from runs that were killed.
    rm -rf "$tools"/.partial.*
    : >"$log"
}

# Prints a new empty folder to build in; `publish` gives it its final name.
partial() {
    mktemp -d "$tools/.partial.XXXXXX" || fail "$tools cannot be written"
}

# publish PARTIAL FINAL: renames a folder, so that one with a final name is always complete.
publish() {
    chmod 755 "$1"
    mkdir -p "$(dirname "$2")"
    rm -rf "$2"
    mv "$1" "$2" || fail "$2 cannot be written"
}
