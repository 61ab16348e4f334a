#!/bin/sh
# Finds or fetches a libclang that loads, and prints the value that LIBCLANG_PATH should have.
#
#   libclang.sh           version 14 or later: LIBCLANG_PATH, an installed one, or a fetched one
#   libclang.sh VERSION   exactly that version, for the tests that compare the output of two
#
# The result is kept in target/toolchain/libclang/lib (libclang-VERSION/lib), where the generator
# looks for it.
set -u
. "$(dirname -- "$0")/folder.sh"
. "$scripts/debian.sh"

# The oldest version that the tests compare the output of.
oldest=14
wanted=${1:-}
home=$tools/libclang${wanted:+-$wanted}
ways='install one (Debian and Ubuntu: libclang1-19; Fedora: clang-libs; Arch: clang)'
ways="$ways, or unpack the libclang wheel of pip"
ways="$ways and set LIBCLANG_PATH to the folder of its libclang.so"

# Compiles libclang-probe.c, unless that is done.
build_probe() {
    program=$tools/libclang-probe
    [ -x "$program" ] && [ -z "$(find "$scripts/libclang-probe.c" -newer "$program")" ] && return
    mkdir -p "$tools" || fail "$tools cannot be written"
    compiling=$(mktemp "$tools/.probe.XXXXXX") || fail "$tools cannot be written"
    # -ldl: dlopen is in a library of its own before glibc 2.34.
    if ! "${CC:-cc}" -o "$compiling" "$scripts/libclang-probe.c" -ldl 2>"$compiling.log"; then
        cat "$compiling.log" >&2
        rm -f "$compiling" "$compiling.log"
        fail "${CC:-cc} does not compile and link C (Debian and Ubuntu: install gcc and libc6-dev)"
    fi
    rm -f "$compiling.log"
    mv "$compiling" "$program"
}

# probe FILE: succeeds if the libclang loads and has the right version; else sets $probe_error.
probe_error=
probe() {
    build_probe
    if ! probe_answer=$("$tools/libclang-probe" "$1" 2>&1); then
        probe_error=$probe_answer
        return 1
    fi
    probe_version=$(printf '%s\n' "$probe_answer" | sed -n 's/.*clang version \([0-9]*\).*/\1/p')
    if [ "${probe_version:-0}" -lt $oldest ]; then
        probe_error="$1 is too old ($probe_answer; the generator needs $oldest or later)"
        return 1
    fi
    if [ -n "$wanted" ] && [ "$probe_version" != "$wanted" ]; then
        probe_error="$1 is version $probe_version"
        return 1
    fi
}

# best FOLDER: prints the file that clang-sys loads from this folder: the highest version in a name.
best() {
    for file in "$1"/libclang.so "$1"/libclang-*.so "$1"/libclang.so.* "$1"/libclang-*.so.*; do
        case $file in
        *-cpp.*) continue ;;
        esac
        [ -e "$file" ] || continue
        number=$(basename "$file" | sed -n 's/^libclang\(\.so\.\|-\)\([0-9]*\).*/\2/p')
        echo "${number:-0} $file"
    done | sort -s -n -r -k 1,1 | sed -n '1s/^[0-9]* //p'
}

# usable FOLDER: succeeds if the file that clang-sys loads from this folder passes `probe`.
usable() {
    chosen=$(best "$1")
    if [ -z "$chosen" ]; then
        probe_error="there is no libclang in $1"
        return 1
    fi
    probe "$chosen"
}

# Prints the folders that clang-sys searches without LIBCLANG_PATH, each once, best version first.
system_folders() {
    {
        prefix=$("${LLVM_CONFIG_PATH:-llvm-config}" --prefix 2>/dev/null) &&
            printf '%s\n' "$prefix/bin" "$prefix/lib" "$prefix/lib64"
        printf '%s\n' "${LD_LIBRARY_PATH:-}" "${LIBRARY_PATH:-}" | tr ':' '\n'
        for root in /usr/local/llvm*/lib* /usr/local/lib* /usr/lib*; do
            for file in "$root"/libclang[.-]*so* "$root"/*/libclang[.-]*so* \
                "$root"/*/*/libclang[.-]*so*; do
                [ -e "$file" ] && dirname "$file"
            done
        done
    } | grep . | awk '!seen[$0]++' | while IFS= read -r folder; do
        file=$(best "$folder")
        number=$(basename "$file" | sed 's/[^0-9]*\([0-9]*\).*/\1/')
        [ -n "$file" ] && echo "${number:-0} $folder"
    done | sort -s -n -r -k 1,1 | sed 's/^[0-9]* //'
}

# link_tree FOLDER EXTENT: links FOLDER/lib/libclang.so, which loads the real one from FOLDER/tree.
# The real one does not find its libraries in the tree without LD_LIBRARY_PATH, so the linked one
# lists them. It has an RPATH, since a RUNPATH does not apply to the libraries of libraries.
link_tree() {
    place=$1
    extent=$2
    rpath=
    set --
    for folder in $(debian_library_path "$place/tree"); do
        # shellcheck disable=SC2016 # The dynamic linker expands this, not the shell.
        rpath=$rpath${rpath:+:}'$ORIGIN/../tree/'$folder
        for library in "$place/tree/$folder"/*.so.[0-9]*; do
            case $library in
            */libclang-[0-9]* | */libLLVM*) ;;
            *) [ "$extent" = every ] || continue ;;
            esac
            [ -f "$library" ] && set -- "$@" "$library"
        done
    done
    mkdir -p "$place/lib"
    if ! "${CC:-cc}" -shared -nostdlib -o "$place/lib/libclang.so" -Wl,--no-as-needed \
        -Wl,--disable-new-dtags -Wl,--allow-shlib-undefined "-Wl,-rpath,$rpath" \
        "$@" >>"$log" 2>&1; then
        probe_error="${CC:-cc} does not link it (details: $log)"
        return 1
    fi
}

# fetch_packages SUITE VERSION: unpacks libclang and libLLVM from Debian packages.
# If that does not load, it takes the libraries that they depend on as well.
fetch_packages() {
    architecture=$(dpkg --print-architecture)
    packages="libclang1-$2 libllvm$2"
    # shellcheck disable=SC2086 # A list of package names.
    debian_packages "$1" "$architecture" $packages || return 1
    for extent in libclang every; do
        if [ $extent = every ]; then
            # shellcheck disable=SC2086
            libraries=$(debian_libraries "$1" "$architecture" $packages |
                grep -v -x -F "$(echo "$packages" | tr ' ' '\n')")
            packages="$packages $(echo "$libraries" | tr '\n' ' ')"
            # shellcheck disable=SC2086
            debian_packages "$1" "$architecture" $packages || return 1
        fi
        building=$(partial) || exit 1
        # shellcheck disable=SC2086
        debian_tree "$building/tree" "$1" $packages
        if link_tree "$building" $extent && probe "$building/lib/libclang.so"; then
            publish "$building" "$home"
            return 0
        fi
        debian_reason="libclang1-$2 of $(debian_name "$1") does not load: $probe_error"
    done
    return 1
}

fetch_debian() {
    debian_available || return 1
    suites=$(debian_host_suite)
    # Newer suites lack old versions; bookworm's libraries also run on newer machines.
    [ -z "$wanted" ] || [ "$suites" = bookworm ] || suites="$suites bookworm"
    for suite in $suites; do
        for version in ${wanted:-19 18 17 16 15 14}; do
            fetch_packages "$suite" "$version" && return 0
        done
    done
    return 1
}

# Fetches the libclang wheel, which contains LLVM. Wheels are not signed, so the digest is pinned.
pip_reason=
fetch_wheel() {
    if [ "${CARGO_NET_OFFLINE:-}" = true ]; then
        pip_reason='CARGO_NET_OFFLINE is set'
        return 1
    fi
    pip=
    for candidate in 'python3 -m pip' pip3 pip; do
        if [ -z "$pip" ] && $candidate --version >/dev/null 2>&1; then
            pip=$candidate
        fi
    done
    if [ -z "$pip" ] || ! command -v python3 >/dev/null 2>&1; then
        pip_reason='this machine has no pip'
        return 1
    fi
    say 'fetching the libclang wheel by pip (25 MB)'
    building=$(partial) || exit 1
    cat >"$building/requirements" <<'WHEELS'
libclang==18.1.1 \
    --hash=sha256:c533091d8a3bbf7460a00cb6c1a71da93bffe148f172c7d03b1c31fbf8aa2a0b \
    --hash=sha256:54dda940a4a0491a9d1532bf071ea3ef26e6dbaf03b5000ed94dd7174e8f9592
WHEELS
    if ! $pip download -q --no-deps --only-binary :all: --require-hashes \
        --dest "$building" -r "$building/requirements" >>"$log" 2>&1; then
        pip_reason="pip could not download libclang (details: $log)"
        return 1
    fi
    # The path of the library within the wheel differs between versions.
    mkdir "$building/lib"
    if ! python3 -m zipfile -e "$building"/*.whl "$building/wheel" >>"$log" 2>&1 ||
        ! mv "$(find "$building/wheel" -name libclang.so)" "$building/lib/" 2>>"$log"; then
        pip_reason="the libclang wheel does not unpack (details: $log)"
        return 1
    fi
    if ! probe "$building/lib/libclang.so"; then
        pip_reason="the libclang of pip does not load: $probe_error"
        return 1
    fi
    rm -rf "$building"/*.whl "$building/wheel" "$building/requirements"
    publish "$building" "$home"
}

if [ -z "$wanted" ] && [ -n "${LIBCLANG_PATH:-}" ]; then
    # A wrong setting is an error, since clang-sys then looks nowhere else either.
    check=usable
    [ -f "$LIBCLANG_PATH" ] && check=probe
    if $check "$LIBCLANG_PATH"; then
        echo "$LIBCLANG_PATH"
        exit 0
    fi
    say "LIBCLANG_PATH is set to $LIBCLANG_PATH, which has no usable libclang: $probe_error"
    fail 'correct LIBCLANG_PATH, or unset it to have a libclang found or fetched'
fi

settled() {
    [ -e "$home/lib" ] && usable "$home/lib" && echo "$home/lib"
}
settled && exit 0
lock
settled && exit 0

# remember FOLDER: links to an installed libclang.
remember() {
    building=$(partial) || exit 1
    ln -s "$1" "$building/lib"
    publish "$building" "$home"
}

# The libclang of a run without VERSION may have the wanted version.
if [ -n "$wanted" ] && [ -e "$tools/libclang/lib" ] && usable "$tools/libclang/lib"; then
    remember "$tools/libclang/lib" && settled && exit 0
fi
found=$(system_folders)
while IFS= read -r folder; do
    [ -n "$folder" ] && usable "$folder" && remember "$folder" && settled && exit 0
done <<FOUND
$found
FOUND

installed_error=$probe_error
fetch_debian && settled && exit 0
[ -n "$wanted" ] && fail "no libclang $wanted: $debian_reason"
fetch_wheel && settled && exit 0
say "no libclang: none is installed that loads${installed_error:+ ($installed_error)}"
say "packages: ${debian_reason:-none}; pip: $pip_reason"
fail "to mend it, $ways"
