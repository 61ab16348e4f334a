#!/bin/sh
# Draws the project's headers as a page, and their change since the last tag as another, in
# target/atlas.
set -eu
cd "$(dirname -- "$0")/../.."
atlas=target/atlas
mkdir -p "$atlas"

cargo run --quiet -p xen-abi-gen -- dump --format html --out "$atlas/headers.html"
echo "$atlas/headers.html: the headers"

if ! tag=$(git describe --tags --abbrev=0 2>/dev/null); then
    echo 'there is no tag yet, so there is no page of what changed since'
    exit 0
fi
before=$(mktemp -d)
trap 'rm -rf "$before"' EXIT
mkdir "$before/$tag"
git archive "$tag" headers | tar -x -C "$before/$tag" --strip-components 1
# That there are differences is no failure.
cargo run --quiet -p xen-abi-gen -- \
    diff "$before/$tag" headers --format html --out "$atlas/changes.html" || [ $? = 1 ]
echo "$atlas/changes.html: what changed since $tag"
