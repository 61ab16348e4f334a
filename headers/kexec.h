/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * Replacing Xen with another kernel, on request or after a crash.
 */

#ifndef _XEN_PUBLIC_KEXEC_H
#define _XEN_PUBLIC_KEXEC_H

#include "xen.h"

/*
 * `incontents 180 kexec Kexec
 *
 * The hardware domain loads a kernel that replaces Xen without the firmware: either on request
 * (`KEXEC_TYPE_DEFAULT`), or after a crash (`KEXEC_TYPE_CRASH`), in reserved memory, to write a
 * dump. Xen copies the segments of the image to their destination just before it starts the kernel;
 * those of a crash kernel are copied at once.
 *
 * The kernel starts on any one pCPU, the others are stopped, with interrupts disabled and undefined
 * registers. Its segments are identity-mapped and writable; the location of the page tables is
 * undefined.
 *
 * For dumps, `KEXEC_CMD_kexec_get_range` returns the location of Xen and of its notes.
 */

/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_kexec_op(enum kexec_cmd op, void *uarg)
 * ` guests pv32 pv64
 * `
 * @op the operation
 * @uarg the operation's argument
 *
 * Loads and starts another kernel.
 *
 * Errors:
 *   EPERM       the caller is not privileged
 *   EOPNOTSUPP  the operation `op` does not exist
 */

/* The operations of `HYPERVISOR_kexec_op`. */
/* ` enum kexec_cmd { // KEXEC_CMD_* => struct xen_* */

/*
 * KEXEC_CMD_kexec: Starts the loaded kernel; does not return.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   EINVAL  the type does not exist
 *   ENOENT  no kernel of that type is loaded
 *
 * Safety:
 *   All domains end without notice, including the caller.
 */
#define KEXEC_CMD_kexec 0 /* ` => struct xen_kexec_exec */

/*
 * KEXEC_CMD_kexec_load_v1: Loads a kernel, in the form used before interface version 0x00040400.
 *
 * Errors:
 *   EFAULT         the argument could not be read
 *   EINVAL         the type does not exist, or segments overlap or have an invalid destination
 *   EADDRNOTAVAIL  a segment of a crash kernel is outside the reserved memory
 *   EBUSY          a kernel is being started
 *   ENOMEM         Xen is out of memory
 *   ENOSYS         the architecture does not support this form
 *
 * Safety:
 *   Xen reads the pages at the machine addresses in the image.
 */
#define KEXEC_CMD_kexec_load_v1 1

/*
 * KEXEC_CMD_kexec_unload_v1: Unloads a kernel, in the form used before interface version 0x00040400.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   EINVAL  the type does not exist
 *   EBUSY   a kernel is being started
 */
#define KEXEC_CMD_kexec_unload_v1 2 /* ` => struct xen_kexec_load_v1 */

/*
 * KEXEC_CMD_kexec_get_range: Returns a range of machine memory.
 *
 * Errors:
 *   EFAULT  the argument could not be read or written back
 *   EINVAL  the range does not exist, or the pCPU is offline
 *   ERANGE  the pCPU is out of range, or the result does not fit a 32-bit caller
 */
#define KEXEC_CMD_kexec_get_range 3 /* ` => struct xen_kexec_range */

#if __XEN_INTERFACE_VERSION__ >= 0x00040400
/*
 * KEXEC_CMD_kexec_load: Loads a kernel, replacing one of the same type.
 *
 * Errors:
 *   EFAULT         the argument, the segments or their contents could not be read
 *   EINVAL         the type does not exist, or there are too many segments, or segments overlap or
 *                  have an invalid destination
 *   EADDRNOTAVAIL  a segment of a crash kernel is outside the reserved memory
 *   EBUSY          a kernel is being started
 *   ENOMEM         Xen is out of memory
 *
 * Safety:
 *   `segments` must point to `nr_segments` segments, and the handle of each to `buf_size` bytes.
 */
#define KEXEC_CMD_kexec_load 4

/*
 * KEXEC_CMD_kexec_unload: Unloads a kernel.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   EINVAL  the type does not exist
 *   EBUSY   a kernel is being started
 */
#define KEXEC_CMD_kexec_unload 5

/*
 * KEXEC_CMD_kexec_status: Returns whether a kernel is loaded.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   EINVAL  the type does not exist
 *
 * Returns: int 1 if loaded, otherwise 0
 */
#define KEXEC_CMD_kexec_status 6
#endif
/* ` } */

/* The types of kernels. */
/* ` enum kexec_type { // KEXEC_TYPE_* */
#define KEXEC_TYPE_DEFAULT 0 /* Started on request. */
#define KEXEC_TYPE_CRASH   1 /* Started when Xen or the hardware domain crashes. */
/* ` } */

#if defined(__i386__) || defined(__x86_64__)
/* The number of pages of the older form. */
#define KEXEC_XEN_NO_PAGES 17
#endif

/* A kernel image, older form. */
typedef struct xen_kexec_image {
#if defined(__i386__) || defined(__x86_64__)
    unsigned long page_list[KEXEC_XEN_NO_PAGES]; /* IN: unused */
#endif
    unsigned long indirection_page; /* IN: the machine address of the indirection page; => maddr */
    unsigned long start_address; /* IN: the machine address of the entry point; => maddr */
} xen_kexec_image_t;

/* Argument of `KEXEC_CMD_kexec`. */
typedef struct xen_kexec_exec {
    int type;                /* IN: the type; => enum kexec_type */
} xen_kexec_exec_t;

/* Argument of `KEXEC_CMD_kexec_load_v1` and `KEXEC_CMD_kexec_unload_v1`. */
typedef struct xen_kexec_load_v1 {
    int type;                /* IN: the type; => enum kexec_type */
    xen_kexec_image_t image; /* IN: the image; unused when unloading */
} xen_kexec_load_v1_t;

/* The ranges of machine memory. */
/* ` enum kexec_range_kind { // KEXEC_RANGE_MA_* */
#define KEXEC_RANGE_MA_CRASH      0 /* The reserved memory of a crash kernel. */
#define KEXEC_RANGE_MA_XEN        1 /* Xen itself. */
#define KEXEC_RANGE_MA_CPU        2 /* The register note of a pCPU. */
#define KEXEC_RANGE_MA_XENHEAP    3 /* Xen's heap, if it is separate. */
#define KEXEC_RANGE_MA_BOOT_PARAM 4 /* An Itanium structure; never present. */
#define KEXEC_RANGE_MA_EFI_MEMMAP 5 /* The EFI memory map. */
#define KEXEC_RANGE_MA_VMCOREINFO 6 /* The vmcoreinfo note. */
/* ` } */

/* Argument of `KEXEC_CMD_kexec_get_range`. */
typedef struct xen_kexec_range {
    int range;               /* IN: the range; => enum kexec_range_kind */
    int nr;                  /* IN: for `KEXEC_RANGE_MA_CPU` the pCPU */
    unsigned long size;      /* OUT: its length in bytes */
    unsigned long start;     /* OUT: the machine address; => maddr */
} xen_kexec_range_t;

#if __XEN_INTERFACE_VERSION__ >= 0x00040400

/* A segment of a kernel image. */
typedef struct xen_kexec_segment {
    union {
        XEN_GUEST_HANDLE(const_void) h; /* the address; null for memory that is only mapped */
        uint64_t _pad;       /* pads the handle to 64 bits */
    } buf;                   /* IN: the contents; => memory IN [buf_size] */
    uint64_t buf_size;       /* IN: its length in bytes */
    uint64_t dest_maddr;     /* IN: the destination machine address; => maddr */
    uint64_t dest_size;      /* IN: the size at the destination in bytes; bytes beyond `buf_size`
                                are zeroed */
} xen_kexec_segment_t;
DEFINE_XEN_GUEST_HANDLE(xen_kexec_segment_t);

/* Argument of `KEXEC_CMD_kexec_load`. */
typedef struct xen_kexec_load {
    uint8_t type;            /* IN: the type; => enum kexec_type */
    uint8_t _pad;
    uint16_t arch;           /* IN: the ELF machine (`EM_X86_64`) */
    uint32_t nr_segments;    /* IN: the number of segments */
    union {
        XEN_GUEST_HANDLE(xen_kexec_segment_t) h; /* the address */
        uint64_t _pad;       /* pads the handle to 64 bits */
    } segments;              /* IN: the segments; => memory IN [nr_segments] */
    uint64_t entry_maddr;    /* IN: the machine address of the entry point; => maddr */
} xen_kexec_load_t;
DEFINE_XEN_GUEST_HANDLE(xen_kexec_load_t);

/* Argument of `KEXEC_CMD_kexec_unload`. */
typedef struct xen_kexec_unload {
    uint8_t type;            /* IN: the type; => enum kexec_type */
} xen_kexec_unload_t;
DEFINE_XEN_GUEST_HANDLE(xen_kexec_unload_t);

/* Argument of `KEXEC_CMD_kexec_status`. */
typedef struct xen_kexec_status {
    uint8_t type;            /* IN: the type; => enum kexec_type */
} xen_kexec_status_t;
DEFINE_XEN_GUEST_HANDLE(xen_kexec_status_t);

#else

/* Older meaning of the name. */
#define KEXEC_CMD_kexec_load KEXEC_CMD_kexec_load_v1
/* Older meaning of the name. */
#define KEXEC_CMD_kexec_unload KEXEC_CMD_kexec_unload_v1
/* Older name of `struct xen_kexec_load_v1`. */
#define xen_kexec_load xen_kexec_load_v1
/* Older name of `xen_kexec_load_v1_t`. */
#define xen_kexec_load_t xen_kexec_load_v1_t

#endif

#endif /* _XEN_PUBLIC_KEXEC_H */
