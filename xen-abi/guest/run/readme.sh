#!/bin/sh
# Makes the kernel of the README in an empty folder, as a reader would, boots it on Xen 4.17 and prints the console.
set -u
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd) || exit 2
workspace=$(CDPATH='' cd -- "$here/../../.." && pwd) || exit 2
folder=$workspace/target/xen-guest/hello-xen

rm -rf "$folder/src"
mkdir -p "$folder/src" || exit 2
printf '[package]\nname = "hello-xen"\nedition = "2024"\n\n' >"$folder/Cargo.toml"
# Each listing begins with a comment that says which file it is.
for file in Cargo.toml build.rs link.ld src/main.rs; do
    awk -v file="$file" '
        /^```/ { copying = 0; first = 1; next }
        first { first = 0; copying = ($0 == "# " file || $0 == "// " file || $0 == "/* " file " */") }
        copying' "$workspace/README.md" >"$folder/.listing"
    if [ ! -s "$folder/.listing" ]; then
        echo "xen-test: the README has no listing of $file" >&2
        exit 4
    fi
    cat "$folder/.listing" >>"$folder/$file.new"
    if [ "$file" = Cargo.toml ]; then
        # The crate is this one. The folder lies in a workspace that it is no part of.
        { cat "$folder/Cargo.toml"; sed 's|git = ".*"|path = "../../../xen-abi"|' "$folder/$file.new"; printf '\n[workspace]\n'; } >"$folder/.manifest"
        mv "$folder/.manifest" "$folder/Cargo.toml"
        rm "$folder/$file.new"
    else
        mv "$folder/$file.new" "$folder/$file"
    fi
done
# The versions that are proved elsewhere, as far as this kernel needs them.
cp "$workspace/Cargo.lock" "$folder/Cargo.lock"
if ! (cd "$folder" && CARGO_TARGET_DIR=target cargo build --release) >"$folder/build.log" 2>&1; then
    cat "$folder/build.log" >&2
    exit 4
fi
GUEST=$folder/target/release/hello-xen exec "$here/x86_64.sh" pv
