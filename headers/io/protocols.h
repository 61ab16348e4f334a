/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * Names of the ABIs for records on a ring.
 */

#ifndef __XEN_PROTOCOLS_H__
#define __XEN_PROTOCOLS_H__

/*
 * `incontents 181 protocols Ring ABIs
 *
 * Some records of rings have another layout on 32-bit x86, where 64-bit members are aligned to 4
 * bytes. A frontend names its ABI in its node `protocol`, and the backend uses that layout. Without
 * the node, the backend uses its own.
 */

/* The value of `protocol` for the ABI of 32-bit x86. */
#define XEN_IO_PROTO_ABI_X86_32 "x86_32-abi"
/* The value of `protocol` for the ABI of 64-bit x86. */
#define XEN_IO_PROTO_ABI_X86_64 "x86_64-abi"
/* The value of `protocol` for the ABI of Arm, 32-bit and 64-bit. */
#define XEN_IO_PROTO_ABI_ARM    "arm-abi"

#if defined(__i386__)
/* The value of `protocol` for the target of the compiler. */
#define XEN_IO_PROTO_ABI_NATIVE XEN_IO_PROTO_ABI_X86_32
#elif defined(__x86_64__)
/* The value of `protocol` for the target of the compiler. */
#define XEN_IO_PROTO_ABI_NATIVE XEN_IO_PROTO_ABI_X86_64
#elif defined(__arm__) || defined(__aarch64__)
/* The value of `protocol` for the target of the compiler. */
#define XEN_IO_PROTO_ABI_NATIVE XEN_IO_PROTO_ABI_ARM
#else
#error "no protocol is known for this architecture"
#endif

#endif /* __XEN_PROTOCOLS_H__ */
