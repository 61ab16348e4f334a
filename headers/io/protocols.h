/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * The names of the machines for which records on a ring can be laid out.
 */

#ifndef __XEN_PROTOCOLS_H__
#define __XEN_PROTOCOLS_H__

/*
 * `incontents 181 protocols Layouts of records
 *
 * C lays out some records of rings differently on 32-bit x86 than elsewhere: a number of 64 bits begins at a multiple of 4 there. A
 * frontend says in its node `protocol` for which machine it was compiled, and the backend uses that layout. Where the node is
 * missing, the backend assumes its own.
 */

/* The value of `protocol` for records laid out as on 32-bit x86. */
#define XEN_IO_PROTO_ABI_X86_32 "x86_32-abi"
/* The value of `protocol` for records laid out as on 64-bit x86. */
#define XEN_IO_PROTO_ABI_X86_64 "x86_64-abi"
/* The value of `protocol` for records laid out as on Arm, 32-bit or 64-bit. */
#define XEN_IO_PROTO_ABI_ARM    "arm-abi"

#if defined(__i386__)
/* The value of `protocol` for records laid out as the compiler does. */
#define XEN_IO_PROTO_ABI_NATIVE XEN_IO_PROTO_ABI_X86_32
#elif defined(__x86_64__)
/* The value of `protocol` for records laid out as the compiler does. */
#define XEN_IO_PROTO_ABI_NATIVE XEN_IO_PROTO_ABI_X86_64
#elif defined(__arm__) || defined(__aarch64__)
/* The value of `protocol` for records laid out as the compiler does. */
#define XEN_IO_PROTO_ABI_NATIVE XEN_IO_PROTO_ABI_ARM
#else
#error "no protocol is known for this architecture"
#endif

#endif /* __XEN_PROTOCOLS_H__ */
