#!/bin/sh
# Finds the headless browser that the tests of the pages drive, or fetches it; prints its path.
set -u
. "$(dirname -- "$0")/folder.sh"
. "$scripts/debian.sh"

home=$tools/browser

# A blank page, without a profile of anybody's.
starts() {
    profile=$(mktemp -d) || return 1
    HOME=$profile timeout 60 "$1" --headless --no-sandbox --disable-gpu --disable-dev-shm-usage \
        --user-data-dir="$profile" --dump-dom 'data:text/html,<p>starts</p>' 2>&1 </dev/null |
        grep -q '<p>starts</p>'
    started=$?
    rm -rf "$profile"
    return $started
}

# The fetched one comes first: with its own fonts, every machine then lays out the same page.
settled() {
    [ -x "$home/browser" ] && starts "$home/browser" && echo "$home/browser"
}
settled && exit 0
lock
settled && exit 0

unmet() {
    for own in chromium-headless-shell chromium-shell chromium chromium-browser google-chrome; do
        if own=$(command -v "$own") && starts "$own"; then
            say "the installed $own stands in for the fetched browser: $debian_reason"
            echo "$own"
            exit 0
        fi
    done
    ways='install chromium, or set XEN_ABI_BROWSER to its path'
    fail "a browser is missing: $debian_reason; $ways"
}
debian_available || unmet
architecture=$(dpkg --print-architecture)
suite=$(debian_host_suite)
debian_lists "$suite" "$architecture" || unmet
# Fonts of its own, so that every machine lays a page out the same; no drivers of graphics cards,
# which are large.
drivers='^lib(gl1|glx.*|egl.*|llvm.*|z3.*|drm-(amdgpu|intel|nouveau|radeon).*)(-|$)'
packages="chromium-headless-shell chromium-common fonts-dejavu-core \
    $(debian_libraries "$suite" "$architecture" chromium-headless-shell |
        grep -v -E "$drivers" | tr '\n' ' ')"
# shellcheck disable=SC2086 # A list of package names, here and below.
debian_packages "$suite" "$architecture" $packages || unmet
building=$(partial) || exit 1
# shellcheck disable=SC2086
debian_tree "$building/tree" "$suite" $packages
# shellcheck disable=SC2016 # The wrapper expands these; the caller's HOME takes the cache of fonts.
debian_wrapper "$building/browser" '
for folder in "$tree"/usr/lib/*/pulseaudio; do LD_LIBRARY_PATH=$LD_LIBRARY_PATH:$folder; done
FONTCONFIG_FILE=$tree/../fonts.conf
export FONTCONFIG_FILE
exec "$tree/usr/lib/chromium/chromium-headless-shell" "$@"' "$building/tree"
cat >"$building/fonts.conf" <<CONF
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
<dir prefix="relative">tree/usr/share/fonts</dir>
<cachedir prefix="xdg">fontconfig</cachedir>
<alias><family>sans-serif</family><prefer><family>DejaVu Sans</family></prefer></alias>
<alias><family>monospace</family><prefer><family>DejaVu Sans Mono</family></prefer></alias>
</fontconfig>
CONF
publish "$building" "$home"
settled && exit 0
reason=$("$home/browser" --version 2>&1 | tail -n 1)
debian_reason="the browser of $(debian_name "$suite") does not start here: $reason"
rm -rf "$home"
unmet
