# Sourced after folder.sh: Debian packages without installing them, through an apt of our own under target/.
# shellcheck shell=sh
# shellcheck disable=SC2154,SC2034 # What folder.sh sets is used here, and what is set here is used by the scripts.
#
# The machine's apt configuration (proxies, credentials, keys) stays in force, but lists, caches and the package
# database are private: nothing needs root, and nothing outside target/ is written.

# The releases whose packages the proofs are built on; anything else is only good for what the machine itself offers.
debian_suites='bullseye bookworm trixie'

# Why the last request could not be met, for the caller's one sentence.
debian_reason=

# Whether Debian packages can be had at all.
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

# Prints the address of the Debian archive that this machine already uses. Other distributions have none.
debian_archive() {
    # Security and update suites live at addresses of their own or add nothing: the plain suite's line is the archive.
    # Without release information: with it, apt tells nothing on a machine that has not fetched any list yet.
    # shellcheck disable=SC2016 # apt-get expands these, not the shell.
    apt-get -o APT::Get::IndexTargets::ReleaseInfo=false indextargets --format '$(RELEASE) $(COMPONENT) $(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
        awk '$1 ~ /^(bullseye|bookworm|trixie|forky|sid|testing|unstable|stable|oldstable|oldoldstable)$/ && $2 == "main" { print $3; exit }'
}

# The suite whose libraries suit this machine's C library: its own release, or `own` for the machine's own sources.
debian_host_suite() {
    codename=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release 2>/dev/null)
    case " $debian_suites " in
    *" $codename "*) [ -n "$codename" ] && [ -n "$(debian_archive)" ] && echo "$codename" && return ;;
    esac
    echo own
}

# debian_name SUITE: how messages call it.
debian_name() {
    case $1 in
    own) echo 'this machine' ;;
    *) echo "$1" ;;
    esac
}

# debian_root SUITE ARCHITECTURES: makes the private apt root once, and prints its configuration file.
debian_root() {
    root=$tools/apt/$1-$(echo "$2" | tr ' ' '-')
    if [ ! -f "$root/apt.conf" ]; then
        making=$(partial) || exit 1
        mkdir -p "$making/state/lists/partial" "$making/cache/archives/partial"
        : >"$making/status"
        {
            # Hooks of the machine (clearing its package cache, waking its software centre) are none of our business.
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
            signed=
            for keyring in /usr/share/keyrings/debian-archive-keyring.pgp /usr/share/keyrings/debian-archive-keyring.gpg; do
                [ -r "$keyring" ] && signed=" signed-by=$keyring"
            done
            echo "deb [target=Packages arch=$(echo "$2" | tr ' ' ',')$signed] $archive $1 main" >"$making/sources.list"
            {
                echo "Dir::Etc::sourcelist \"$root/sources.list\";"
                echo 'Dir::Etc::sourceparts "/dev/null";'
            } >>"$making/apt.conf"
        fi
        publish "$making" "$root"
    fi
    echo "$root/apt.conf"
}

# debian_update SUITE CONFIGURATION: fetches the package lists, at most once a run.
debian_updated=
debian_update() {
    case $debian_updated in
    *" $2 "*) return 1 ;;
    esac
    debian_updated="$debian_updated $2 "
    say "fetching the package lists of $(debian_name "$1")"
    # The exit code says little: one source of several that does not answer is no reason to give up.
    apt-get -c "$2" -q update >>"$log" 2>&1
    debian_listed "$2"
}

# debian_listed CONFIGURATION: whether any package list has arrived.
debian_listed() {
    for list in "$(dirname "$1")"/state/lists/*_Packages*; do
        [ -e "$list" ] && return 0
    done
    return 1
}

# debian_uris CONFIGURATION PACKAGE...: what apt would download; fails where it knows no such package.
debian_uris() {
    configuration=$1
    shift
    apt-get -c "$configuration" -q --print-uris download "$@" 2>>"$log"
}

# debian_packages SUITE ARCHITECTURES PACKAGE...: unpacks packages, each into a folder of its own.
# The folder comes into being by one rename, so it exists exactly when the package is complete.
debian_packages() {
    suite=$1
    architectures=$2
    shift 2
    missing=
    for package in "$@"; do
        [ -d "$tools/packages/$suite/$package" ] || missing="$missing $package"
    done
    [ -n "$missing" ] || return 0
    if [ "$suite" != own ] && [ -z "$(debian_archive)" ]; then
        debian_reason='no Debian archive is among the package sources of this machine'
        return 1
    fi
    configuration=$(debian_root "$suite" "$architectures") || exit 1
    if ! debian_listed "$configuration" && ! debian_update "$suite" "$configuration"; then
        debian_reason="the package sources of $(debian_name "$suite") do not answer (details: $log)"
        return 1
    fi
    # Lists grow old: a package may be missing from them, or they may name a file that the archive has since replaced.
    # shellcheck disable=SC2086 # A list of package names, here and below.
    until uris=$(debian_uris "$configuration" $missing); do
        if ! debian_update "$suite" "$configuration"; then
            debian_reason="the package sources of $(debian_name "$suite") do not have$missing (details: $log)"
            return 1
        fi
    done
    say "fetching$missing ($(debian_name "$suite"), $(echo "$uris" | awk '{ bytes += $3 } END { printf "%.1f MB", bytes / 1e6 }'))"
    downloads=$(partial) || exit 1
    # shellcheck disable=SC2086
    until debian_download "$configuration" "$downloads" $missing; do
        if ! debian_update "$suite" "$configuration"; then
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
        # Before the folder, so that whoever sees the one finds the other.
        mkdir -p "$tools/packages/$suite/.versions"
        dpkg-deb -f "$deb" Version >"$tools/packages/$suite/.versions/$package"
        publish "$unpacking" "$tools/packages/$suite/$package"
    done
    rm -rf "$downloads"
}

# debian_download CONFIGURATION FOLDER PACKAGE...: apt checks each file against the signed lists.
debian_download() {
    configuration=$1
    downloads=$2
    shift 2
    (cd "$downloads" && apt-get -c "$configuration" -q download "$@" >>"$log" 2>&1)
}

# debian_file FOLDER PACKAGE ARCHITECTURE: the downloaded file, named NAME_VERSION_ARCHITECTURE.deb; PACKAGE may name its own.
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

# debian_libraries SUITE ARCHITECTURES PACKAGE...: the shared libraries that these packages need in turn,
# for machines so bare that they lack them; what every machine with a C compiler has is left out.
debian_libraries() {
    configuration=$(debian_root "$1" "$2") || exit 1
    shift 2
    apt-get -c "$configuration" -q -s --no-install-recommends install "$@" 2>>"$log" |
        awk '$1 == "Inst" && $2 ~ /^lib/ { sub(/:.*/, "", $2); print $2 }' |
        grep -v -x -E 'libc6|libcrypt1|libgcc-s1|libstdc\+\+6'
}

# debian_tree FOLDER SUITE PACKAGE...: one file tree of several packages, by hard links, as if they were installed there.
debian_tree() {
    tree=$1
    suite=$2
    shift 2
    mkdir -p "$tree"
    for package in "$@"; do
        cp -al "$tools/packages/$suite/$package/." "$tree/" || fail "$tree cannot be written"
    done
}

# debian_library_path TREE: the folders of a tree that hold shared libraries, relative to it.
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

# debian_wrapper FILE COMMAND TREE: a script that runs a program of TREE, the folder `tree` beside it, with TREE's libraries.
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
