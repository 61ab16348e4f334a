#!/bin/sh
# Links a static program for Linux on 64-bit Arm: link-arm64.sh ARGUMENT…, as rustc calls a linker.
#
# SYSROOT is the folder that sysroot.sh prints, LLD is rust-lld or ld.lld. No C compiler takes part:
# this script adds the start files and the C library, and leaves out the libraries in them.
set -eu

libc=$SYSROOT/usr/lib/aarch64-linux-gnu
libgcc=$SYSROOT/usr/lib/gcc/aarch64-linux-gnu/12
count=$#
while [ "$count" -gt 0 ]; do
    argument=$1
    shift
    count=$((count - 1))
    case $argument in
    -lc | -lm | -lrt | -lpthread | -lutil | -ldl | -lgcc | -lgcc_eh | -lgcc_s) ;;
    *) set -- "$@" "$argument" ;;
    esac
done
case $LLD in
*rust-lld) set -- -flavor gnu "$libc/crt1.o" "$libc/crti.o" "$libgcc/crtbeginT.o" "$@" ;;
*) set -- "$libc/crt1.o" "$libc/crti.o" "$libgcc/crtbeginT.o" "$@" ;;
esac
exec "$LLD" "$@" --start-group "$libgcc/libgcc.a" "$libgcc/libgcc_eh.a" "$libc/libc.a" --end-group \
    "$libgcc/crtend.o" "$libc/crtn.o"
