#!/bin/sh
# Finds or fetches what the tests use, and prints it as `export` lines for eval.
#
# If a part cannot be fetched, a message says why; the tests that need it then report that they did
# not run. If CI is set (and not `false` or 0), the first missing part is a failure.
set -u
. "$(dirname -- "$0")/folder.sh"

strict=yes
case ${CI:-false} in
false | 0) strict=no ;;
esac

# offer VARIABLE SCRIPT [ARGUMENT]: exports the output of the script, unless the variable is set.
offer() {
    variable=$1
    shift
    eval "value=\${$variable:-}"
    if [ -z "$value" ]; then
        script=$1
        shift
        if ! value=$("$scripts/$script" "$@"); then
            [ $strict = no ] || fail "CI is set, so a missing part is a failure ($variable)"
            return 0
        fi
    elif [ ! -e "$value" ]; then
        fail "$variable is set to $value, which does not exist"
    fi
    # Tests run in the folder of their package, so a relative path would not hold there.
    case $value in
    /*) ;;
    *) value=$PWD/$value ;;
    esac
    # Quotes in a path are escaped for the caller's eval.
    printf "export %s='%s'\n" "$variable" "$(printf '%s' "$value" | sed "s/'/'\\\\''/g")"
}

# All tests need libclang: it is an error if there is none.
LIBCLANG_PATH=$("$scripts/libclang.sh") || exit 1
export LIBCLANG_PATH
offer LIBCLANG_PATH libclang.sh
offer XEN_ABI_UPSTREAM upstream.sh
offer XEN_ABI_LINUX_HEADERS linux-headers.sh
offer XEN_ABI_CLANG clang.sh
offer XEN_ABI_RUSTC rust.sh
offer XEN_ABI_LIBCLANG_14 libclang.sh 14
offer XEN_ABI_LIBCLANG_19 libclang.sh 19
offer XEN_ABI_VALGRIND valgrind.sh
offer XEN_ABI_BROWSER browser.sh
