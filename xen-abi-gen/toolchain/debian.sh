# Sourced after folder.sh: downloads and unpacks Debian packages into target/, without root.
# shellcheck shell=sh
# shellcheck disable=SC2154,SC2034 # folder.sh sets variables used here; scripts use those set here.
#
# apt uses the machine's configuration (proxies, credentials, keys) with package lists, caches and
# a package database of its own, and writes only below target/.

# The Debian releases that packages are taken from.
debian_suites='bullseye bookworm trixie'

# The reason why the last function failed; callers put it into their message.
debian_reason=

# Succeeds if apt and dpkg are installed and the network may be used.
debian_available() {
    for program in apt-get apt-cache dpkg dpkg-deb; do
        if ! command -v "$program" >/dev/null 2>&1; then
            debian_reason="this machine has no $program"
            return 1
        fi
    done
    if [ "${CARGO_NET_OFFLINE:-}" = true ]; then
        debian_reason='CARGO_NET_OFFLINE is set'
        return 1
    fi
}

# Prints the URL of the Debian archive in the machine's apt sources; nothing on other distributions.
debian_archive() {
    # Only a release's main suite gives the archive: security suites have other URLs.
    # With ReleaseInfo, apt prints nothing before the first `apt-get update`.
    # shellcheck disable=SC2016 # apt-get expands these, not the shell.
    apt-get -o APT::Get::IndexTargets::ReleaseInfo=false indextargets \
        --format '$(RELEASE) $(COMPONENT) $(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
        awk '
            BEGIN {
                split("bullseye bookworm trixie forky sid", names)
                for (i in names) debian[names[i]]
                split("testing unstable stable oldstable oldoldstable", names)
                for (i in names) debian[names[i]]
            }
            $1 in debian && $2 == "main" { print $3; exit }'
}

# Prints the suite whose libraries fit this machine's C library: its Debian release, or `own`, which
# stands for the machine's own package sources.
debian_host_suite() {
    codename=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release 2>/dev/null)
    case " $debian_suites " in
    *" $codename "*)
        [ -n "$codename" ] && [ -n "$(debian_archive)" ] && echo "$codename" && return
        ;;
    esac
    echo own
}

# debian_name SUITE: prints the suite's name in messages.
debian_name() {
    case $1 in
    own) echo 'this machine' ;;
    *) echo "$1" ;;
    esac
}

# debian_root SUITE ARCHITECTURES: creates an apt root once, and prints its configuration file.
debian_root() {
    root=$tools/apt/$1-$(echo "$2" | tr ' ' '-')
    if [ ! -f "$root/apt.conf" ]; then
        making=$(partial) || exit 1
        mkdir -p "$making/state/lists/partial" "$making/cache/archives/partial"
        : >"$making/status"
        {
            # The machine's hooks would clear its package cache or start its software centre.
            echo '#clear APT::Update; #clear DPkg::Post-Invoke; #clear APT::Architectures;'
            echo "APT::Architecture \"${2%% *}\";"
            for each in $2; do echo "APT::Architectures:: \"$each\";"; done
            cat <<CONF
APT::Sandbox::User "root";
APT::Install-Recommends "false";
Acquire::Languages "none";
Acquire::Retries "1";
Acquire::http::Timeout "30";
Acquire::https::Timeout "30";
Debug::NoLocking "true";
Dir::State "$root/state";
Dir::State::status "$root/status";
Dir::Cache "$root/cache";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
CONF
        } >"$making/apt.conf"
        if [ "$1" != own ]; then
            archive=$(debian_archive)
            options="target=Packages arch=$(echo "$2" | tr ' ' ',')"
            signed=
            for suffix in pgp gpg; do
                keyring=/usr/share/keyrings/debian-archive-keyring.$suffix
                [ -r "$keyring" ] && signed=" signed-by=$keyring"
            done
            echo "deb [$options$signed] $archive $1 main" >"$making/sources.list"
            {
                echo "Dir::Etc::sourcelist \"$root/sources.list\";"
                echo 'Dir::Etc::sourceparts "/dev/null";'
            } >>"$making/apt.conf"
        fi
        publish "$making" "$root"
    fi
    echo "$root/apt.conf"
}

# debian_update SUITE ARCHITECTURES CONFIGURATION: fetches the package lists, at most once per run.
debian_updated=
debian_update() {
    case $debian_updated in
    *" $3 "*) return 1 ;;
    esac
    debian_updated="$debian_updated $3 "
    say "fetching the package lists of $(debian_name "$1")"
    # The exit code is ignored: apt also fails if only one of several sources does not answer.
    apt-get -c "$3" -q update >>"$log" 2>&1
    debian_listed "$2" "$3"
}

# debian_listed ARCHITECTURES CONFIGURATION: succeeds if there is a package list of each.
#
# An update that was interrupted may have fetched some.
debian_listed() {
    for each in $1; do
        listed=no
        for list in "$(dirname "$2")/state/lists"/*_binary-"$each"_Packages*; do
            [ ! -e "$list" ] || listed=yes
        done
        [ $listed = yes ] || return 1
    done
}

# debian_uris CONFIGURATION PACKAGE...: prints the downloads; fails if the lists lack a package.
debian_uris() {
    configuration=$1
    shift
    apt-get -c "$configuration" -q --print-uris download "$@" 2>>"$log"
}

# debian_lists SUITE ARCHITECTURES: fetches the package lists unless they are here.
debian_lists() {
    if [ "$1" != own ] && [ -z "$(debian_archive)" ]; then
        debian_reason='no Debian archive is among the package sources of this machine'
        return 1
    fi
    configuration=$(debian_root "$1" "$2") || exit 1
    if ! debian_listed "$2" "$configuration" && ! debian_update "$1" "$2" "$configuration"; then
        debian_reason="the package sources of $(debian_name "$1") do not answer (details: $log)"
        return 1
    fi
}

# debian_packages SUITE ARCHITECTURES PACKAGE...: downloads and unpacks packages.
# Each has a folder, which is created by one rename: it exists only if the package is complete.
debian_packages() {
    suite=$1
    architectures=$2
    shift 2
    missing=
    for package in "$@"; do
        [ -d "$tools/packages/$suite/$package" ] || missing="$missing $package"
    done
    [ -n "$missing" ] || return 0
    debian_lists "$suite" "$architectures" || return 1
    sources="the package sources of $(debian_name "$suite")"
    # Old lists may lack a package, or name a file that the archive has replaced: update, and retry.
    # shellcheck disable=SC2086 # A list of package names, here and below.
    until uris=$(debian_uris "$configuration" $missing); do
        if ! debian_update "$suite" "$architectures" "$configuration"; then
            debian_reason="$sources lack$missing (details: $log)"
            return 1
        fi
    done
    amount=$(echo "$uris" | awk '{ bytes += $3 } END { printf "%.1f MB", bytes / 1e6 }')
    say "fetching$missing ($(debian_name "$suite"), $amount)"
    downloads=$(partial) || exit 1
    # shellcheck disable=SC2086
    until debian_download "$configuration" "$downloads" $missing; do
        if ! debian_update "$suite" "$architectures" "$configuration"; then
            debian_reason="the download of$missing failed (details: $log)"
            return 1
        fi
    done
    for package in $missing; do
        unpacking=$(partial) || exit 1
        deb=$(debian_file "$downloads" "$package" "${architectures%% *}")
        if ! dpkg-deb -x "$deb" "$unpacking" >>"$log" 2>&1; then
            debian_reason="the package $package does not unpack (details: $log)"
            return 1
        fi
        # Written before the folder is published: each published package has a version.
        mkdir -p "$tools/packages/$suite/.versions"
        dpkg-deb -f "$deb" Version >"$tools/packages/$suite/.versions/$package"
        publish "$unpacking" "$tools/packages/$suite/$package"
    done
    rm -rf "$downloads"
}

# debian_download CONFIGURATION FOLDER PACKAGE...: downloads, verified by apt with the signed lists.
debian_download() {
    configuration=$1
    downloads=$2
    shift 2
    (cd "$downloads" && apt-get -c "$configuration" -q download "$@" >>"$log" 2>&1)
}

# debian_file FOLDER PACKAGE ARCHITECTURE: prints the downloaded NAME_VERSION_ARCHITECTURE.deb.
# PACKAGE may be NAME:ARCHITECTURE.
debian_file() {
    case $2 in
    *:*) set -- "$1" "${2%:*}" "${2#*:}" ;;
    esac
    for deb in "$1/$2"_*_"$3.deb" "$1/$2"_*_all.deb; do
        if [ -f "$deb" ]; then
            echo "$deb"
            return
        fi
    done
}

# debian_libraries SUITE ARCHITECTURES PACKAGE...: prints the library packages that these depend on,
# without the libraries that come with a C compiler.
debian_libraries() {
    configuration=$(debian_root "$1" "$2") || exit 1
    shift 2
    apt-get -c "$configuration" -q -s --no-install-recommends install "$@" 2>>"$log" |
        awk '$1 == "Inst" && $2 ~ /^lib/ { sub(/:.*/, "", $2); print $2 }' |
        grep -v -x -E 'libc6|libcrypt1|libgcc-s1|libstdc\+\+6'
}

# debian_tree FOLDER SUITE PACKAGE...: joins packages to one file tree, by hard links.
debian_tree() {
    tree=$1
    suite=$2
    shift 2
    mkdir -p "$tree"
    for package in "$@"; do
        cp -al "$tools/packages/$suite/$package/." "$tree/" || fail "$tree cannot be written"
    done
}

# debian_library_path TREE: prints the folders of a tree with shared libraries, relative to it.
debian_library_path() {
    (
        cd "$1" || exit 1
        for folder in usr/lib/*-linux-gnu* lib/*-linux-gnu* usr/lib; do
            for library in "$folder"/*.so*; do
                if [ -e "$library" ]; then
                    echo "$folder"
                    break
                fi
            done
        done
    )
}

# debian_wrapper FILE COMMAND TREE: writes a script that runs a program with the libraries of TREE.
# TREE is the folder `tree` beside FILE.
debian_wrapper() {
    libraries=
    for folder in $(debian_library_path "$3"); do
        # shellcheck disable=SC2016 # The wrapper expands these, here and below.
        libraries=$libraries${libraries:+:}'$tree/'$folder
    done
    {
        echo '#!/bin/sh'
        # shellcheck disable=SC2016
        echo 'tree=$(CDPATH="" cd -- "$(dirname -- "$0")" && pwd)/tree'
        echo "LD_LIBRARY_PATH=\"$libraries\${LD_LIBRARY_PATH:+:\$LD_LIBRARY_PATH}\""
        echo 'export LD_LIBRARY_PATH'
        echo "$2"
    } >"$1"
    chmod 755 "$1"
}
