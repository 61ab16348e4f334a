#!/bin/sh
# Runs the tests and prints the changes of the snapshots as a diff, without changing them.
set -u
. "$(dirname -- "$0")/folder.sh"
cd "$workspace" || exit 2

environment=$("$scripts/environment.sh") || exit 1
eval "$environment"

pending() {
    find snapshots xen-abi-gen/tests/ui -name '*.snap.new' 2>/dev/null | sort
}
# Removes the results of an earlier run.
pending | while IFS= read -r file; do rm -f "$file"; done

# INSTA_FORCE_PASS: else a test stops at its first differing snapshot. Other failures still count.
INSTA_UPDATE=new INSTA_FORCE_PASS=1 \
    cargo test --workspace --all-features --no-fail-fast >"$tools/review.log" 2>&1
status=$?

differing=0
for file in $(pending); do
    differing=$((differing + 1))
    # Only pending snapshots have the line of the assertion.
    sed -i "1,5{/^assertion_line: /d}" "$file"
    accepted=${file%.new}
    [ -f "$accepted" ] || accepted=/dev/null
    git --no-pager diff --no-index -- "$accepted" "$file"
    rm -f "$file"
done

if [ $status -ne 0 ]; then
    grep -E '^(test .* FAILED|error|failures:)|panicked at' "$tools/review.log" >&2
    fail "tests fail for other reasons than snapshots (details: $tools/review.log)"
fi
if [ $differing -eq 0 ]; then
    echo 'no snapshot would change'
else
    echo "$differing snapshots would change: accept them with: make accept"
fi
