//! The headers of the C library, built in so that no file of the machine is read.

/// The folder that clang finds them in, which each path begins with.
pub(super) const FOLDER: &str = "/xen-abi-gen/standard";

/// The header that is read first, as Xen's headers expect of their includer.
pub(super) const FIRST: &str = "/xen-abi-gen/standard/before-xen.h";

/// Path and text. Widths come from clang's own predefined macros, so that one
/// text serves every target.
pub(super) const HEADERS: &[(&str, &str)] = &[
    (
        "/xen-abi-gen/standard/before-xen.h",
        "#include <stdint.h>\n\
         #include <stddef.h>\n\
         #include <string.h>\n\
         /* Attributes that some trees leave to their includer: without them a layout would \
         change silently. */\n\
         #define __packed __attribute__((__packed__))\n\
         #define __aligned(x) __attribute__((__aligned__(x)))\n",
    ),
    (
        "/xen-abi-gen/standard/stdint.h",
        "#ifndef XEN_ABI_GEN_STDINT_H\n\
         #define XEN_ABI_GEN_STDINT_H\n\
         typedef __INT8_TYPE__ int8_t;\n\
         typedef __INT16_TYPE__ int16_t;\n\
         typedef __INT32_TYPE__ int32_t;\n\
         typedef __INT64_TYPE__ int64_t;\n\
         typedef __UINT8_TYPE__ uint8_t;\n\
         typedef __UINT16_TYPE__ uint16_t;\n\
         typedef __UINT32_TYPE__ uint32_t;\n\
         typedef __UINT64_TYPE__ uint64_t;\n\
         typedef __INTPTR_TYPE__ intptr_t;\n\
         typedef __UINTPTR_TYPE__ uintptr_t;\n\
         typedef __INTMAX_TYPE__ intmax_t;\n\
         typedef __UINTMAX_TYPE__ uintmax_t;\n\
         #define INT8_MAX __INT8_MAX__\n\
         #define INT16_MAX __INT16_MAX__\n\
         #define INT32_MAX __INT32_MAX__\n\
         #define INT64_MAX __INT64_MAX__\n\
         #define INT8_MIN (-INT8_MAX - 1)\n\
         #define INT16_MIN (-INT16_MAX - 1)\n\
         #define INT32_MIN (-INT32_MAX - 1)\n\
         #define INT64_MIN (-INT64_MAX - 1)\n\
         #define UINT8_MAX __UINT8_MAX__\n\
         #define UINT16_MAX __UINT16_MAX__\n\
         #define UINT32_MAX __UINT32_MAX__\n\
         #define UINT64_MAX __UINT64_MAX__\n\
         #define INTPTR_MAX __INTPTR_MAX__\n\
         #define UINTPTR_MAX __UINTPTR_MAX__\n\
         #define SIZE_MAX __SIZE_MAX__\n\
         #define INT32_C(x) x\n\
         #define UINT32_C(x) x##U\n\
         #define INT64_C(x) x##LL\n\
         #define UINT64_C(x) x##ULL\n\
         #endif\n",
    ),
    ("/xen-abi-gen/standard/inttypes.h", "#include <stdint.h>\n"),
    (
        "/xen-abi-gen/standard/stddef.h",
        "#ifndef XEN_ABI_GEN_STDDEF_H\n\
         #define XEN_ABI_GEN_STDDEF_H\n\
         typedef __SIZE_TYPE__ size_t;\n\
         typedef __PTRDIFF_TYPE__ ptrdiff_t;\n\
         #define NULL ((void *)0)\n\
         #define offsetof(type, member) __builtin_offsetof(type, member)\n\
         #endif\n",
    ),
    (
        "/xen-abi-gen/standard/stdbool.h",
        "#ifndef XEN_ABI_GEN_STDBOOL_H\n\
         #define XEN_ABI_GEN_STDBOOL_H\n\
         #define bool _Bool\n\
         #define true 1\n\
         #define false 0\n\
         #endif\n",
    ),
    (
        "/xen-abi-gen/standard/limits.h",
        "#ifndef XEN_ABI_GEN_LIMITS_H\n\
         #define XEN_ABI_GEN_LIMITS_H\n\
         #define CHAR_BIT __CHAR_BIT__\n\
         #define INT_MAX __INT_MAX__\n\
         #define INT_MIN (-INT_MAX - 1)\n\
         #define UINT_MAX (INT_MAX * 2U + 1U)\n\
         #define LONG_MAX __LONG_MAX__\n\
         #define LONG_MIN (-LONG_MAX - 1L)\n\
         #define ULONG_MAX (LONG_MAX * 2UL + 1UL)\n\
         #define LLONG_MAX __LONG_LONG_MAX__\n\
         #define ULLONG_MAX (LLONG_MAX * 2ULL + 1ULL)\n\
         #endif\n",
    ),
    (
        "/xen-abi-gen/standard/stdarg.h",
        "#ifndef XEN_ABI_GEN_STDARG_H\n\
         #define XEN_ABI_GEN_STDARG_H\n\
         typedef __builtin_va_list va_list;\n\
         #define va_start(list, last) __builtin_va_start(list, last)\n\
         #define va_arg(list, type) __builtin_va_arg(list, type)\n\
         #define va_end(list) __builtin_va_end(list)\n\
         #endif\n",
    ),
    (
        "/xen-abi-gen/standard/string.h",
        "#ifndef XEN_ABI_GEN_STRING_H\n\
         #define XEN_ABI_GEN_STRING_H\n\
         #include <stddef.h>\n\
         void *memcpy(void *to, const void *from, size_t bytes);\n\
         void *memmove(void *to, const void *from, size_t bytes);\n\
         void *memset(void *at, int value, size_t bytes);\n\
         int memcmp(const void *left, const void *right, size_t bytes);\n\
         size_t strlen(const char *text);\n\
         #endif\n",
    ),
    (
        "/xen-abi-gen/standard/sys/types.h",
        "#ifndef XEN_ABI_GEN_SYS_TYPES_H\n\
         #define XEN_ABI_GEN_SYS_TYPES_H\n\
         #include <stddef.h>\n\
         #include <stdint.h>\n\
         typedef __PTRDIFF_TYPE__ ssize_t;\n\
         #endif\n",
    ),
];

/// Integer typedefs of these headers as wide as a pointer.
const WORD_TYPES: [&str; 5] = ["intptr_t", "uintptr_t", "size_t", "ssize_t", "ptrdiff_t"];

/// Their other integer typedefs, with the same width on every target.
const FIXED_TYPES: [&str; 10] = [
    "int8_t",
    "int16_t",
    "int32_t",
    "int64_t",
    "uint8_t",
    "uint16_t",
    "uint32_t",
    "uint64_t",
    "intmax_t",
    "uintmax_t",
];

/// Whether a typedef is one of ours and, if so, whether it is as wide as a pointer.
pub(super) fn integer_typedef(name: &str) -> Option<bool> {
    let word = WORD_TYPES.contains(&name);
    (word || FIXED_TYPES.contains(&name)).then_some(word)
}
