#!/bin/sh
# Sets up everything that the tests can use and prints it as `export` lines, to be run by eval.
#
# A part that cannot be had is told in one sentence and left out; the tests that need it say that they did not run.
# Under CI (CI set, and not to false) nothing may be left out, so there the first missing part is a failure.
set -u
. "$(dirname -- "$0")/folder.sh"

strict=yes
case ${CI:-false} in
false | 0) strict=no ;;
esac

# offer VARIABLE SCRIPT [ARGUMENT]: exports what the script prints, unless the caller has set the variable.
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
    # Tests run in their package's folder, not in the caller's.
    case $value in
    /*) ;;
    *) value=$PWD/$value ;;
    esac
    # A quote in a path must survive the caller's eval.
    printf "export %s='%s'\n" "$variable" "$(printf '%s' "$value" | sed "s/'/'\\\\''/g")"
}

# Nothing works without a libclang, so this one is not left out.
LIBCLANG_PATH=$("$scripts/libclang.sh") || exit 1
export LIBCLANG_PATH
offer LIBCLANG_PATH libclang.sh
offer XEN_ABI_UPSTREAM upstream.sh
offer XEN_ABI_CLANG clang.sh
offer XEN_ABI_RUSTC rust.sh
offer XEN_ABI_LIBCLANG_14 libclang.sh 14
offer XEN_ABI_LIBCLANG_19 libclang.sh 19
offer XEN_ABI_VALGRIND valgrind.sh
