#!/bin/sh
# Runs the tests and prints, as a diff, how the snapshots would change; the accepted ones stay as they are.
set -u
. "$(dirname -- "$0")/folder.sh"
cd "$workspace" || exit 2

environment=$("$scripts/environment.sh") || exit 1
eval "$environment"

pending() {
    find snapshots xen-abi-gen/tests/ui -name '*.snap.new' 2>/dev/null | sort
}
# What an earlier run left would be shown as if it were of today.
pending | while IFS= read -r file; do rm -f "$file"; done

# Forced to pass, or each test would stop at the first of its snapshots that differs; other failures still count.
INSTA_UPDATE=new INSTA_FORCE_PASS=1 cargo test --workspace --all-features --no-fail-fast >"$tools/review.log" 2>&1
status=$?

differing=0
for file in $(pending); do
    differing=$((differing + 1))
    # Where the assertion stands is noted in what is pending only, and would differ each time.
    sed -i "1,5{/^assertion_line: /d}" "$file"
    accepted=${file%.new}
    [ -f "$accepted" ] || accepted=/dev/null
    git --no-pager diff --no-index -- "$accepted" "$file"
    rm -f "$file"
done

if [ $status -ne 0 ]; then
    grep -E '^(test .* FAILED|error|failures:)|panicked at' "$tools/review.log" >&2
    fail "the tests fail for other reasons than snapshots (all of it: $tools/review.log)"
fi
if [ $differing -eq 0 ]; then
    echo 'no snapshot would change'
else
    echo "$differing snapshots would change: accept them with: make accept"
fi
