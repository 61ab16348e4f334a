#!/bin/sh
# Says whether the tree can be published: prints what is wrong, all of it, or that nothing is.
#
# It builds for minutes. cargo-deny and cargo-semver-checks are built into target/; a version or a
# database that cannot be fetched is one of the reasons.
set -u
. "$(dirname -- "$0")/folder.sh"
cd "$workspace" || exit 2

reasons=0
wrong() {
    reasons=$((reasons + 1))
    say "wrong: $*"
}

# installed NAME VERSION: a program of the registry in a folder of its own.
installed() {
    [ -x "$tools/$1/bin/$1" ] && return
    say "building $1 into target/, which takes some minutes"
    cargo install --quiet --locked --root "$tools/$1" "$1@$2"
}

version=$(cargo metadata --locked --format-version 1 --no-deps |
    sed -n 's/.*"name":"xen-abi","version":"\([^"+]*\)[^"]*".*/\1/p')
[ -n "$version" ] || fail 'cargo metadata does not name the version of xen-abi'
say "version $version"

[ -z "$(git status --porcelain)" ] || wrong 'the checkout has changes that are not committed'
! git rev-parse -q --verify "refs/tags/v$version" >/dev/null ||
    wrong "the tag v$version exists, so this version is published"
! grep -q '^repository = "https://example.org/' Cargo.toml ||
    wrong 'the repository in Cargo.toml is a placeholder'

# The section of a version starts with its date, and nothing is left above it.
grep -q -E "^## \[$version\] - [0-9]{4}-[0-9]{2}-[0-9]{2}$" CHANGELOG.md ||
    wrong "CHANGELOG.md has no section \`## [$version] - YYYY-MM-DD\`"
[ -z "$(awk '/^## / { open = $2 == "[Unreleased]" && !seen++; next } open && NF' CHANGELOG.md)" ] ||
    wrong "entries of CHANGELOG.md are below Unreleased instead of $version"

make check || wrong 'make check fails'
make docs || wrong 'make docs fails'
make interface || wrong 'make interface fails'
make packages || wrong 'make packages fails'

if installed cargo-deny 0.20.2; then
    deny=$tools/cargo-deny
    # By git's own program, which knows the proxies and mirrors of this machine.
    printf '[advisories]\ndb-path = "%s/advisories"\nyanked = "deny"\ngit-fetch-with-cli = true\n' \
        "$deny" >"$deny/deny.toml"
    if ! "$deny/bin/cargo-deny" --workspace --locked --config "$deny/deny.toml" check advisories \
        >"$log" 2>&1; then
        tail -n 20 "$log" >&2
        wrong 'cargo-deny finds an advisory or a yanked version, or cannot fetch the list'
    fi
else
    wrong 'cargo-deny cannot be built, so advisories and yanked versions are not known'
fi

# Against the newest release; the first one has nothing to break.
released=$(git tag --list 'v[0-9]*' --sort=-version:refname | head -n 1)
if [ -z "$released" ]; then
    say 'no release is tagged, so there is no interface to compare with'
elif installed cargo-semver-checks 0.51.0; then
    "$tools/cargo-semver-checks/bin/cargo-semver-checks" semver-checks --package xen-abi \
        --baseline-rev "$released" ||
        wrong "cargo-semver-checks finds a change since $released that the version does not allow"
else
    wrong "cargo-semver-checks cannot be built, so the interface is not compared with $released"
fi

[ $reasons -eq 0 ] || fail "the tree cannot be published: $reasons reasons above"
say "the tree can be published as $version"
