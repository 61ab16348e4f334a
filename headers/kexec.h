/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * Starting another kernel on the machine in place of Xen and all that it runs, on purpose or after a crash.
 */

#ifndef _XEN_PUBLIC_KEXEC_H
#define _XEN_PUBLIC_KEXEC_H

#include "xen.h"

/*
 * `incontents 180 kexec Another kernel in place of Xen
 *
 * The hardware domain loads a kernel that Xen is to start in its own place, without the firmware: an ordinary one
 * (`KEXEC_TYPE_DEFAULT`), when the hardware domain says so, or one for a crash (`KEXEC_TYPE_CRASH`), which lies ready in memory that was
 * kept free for it, to look at what is left. Xen copies the pieces of the image to where they belong at the last moment, except that those
 * of a crash kernel are put in place at once.
 *
 * The new kernel is entered on any one processor, the others being stopped, with interrupts off and registers undefined. Its pieces are
 * mapped where they are in real memory, and writable; where the page tables are, is not said.
 *
 * So that dumps can be made of it, Xen also says where it keeps itself and its notes (`KEXEC_CMD_kexec_get_range`).
 */

/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_kexec_op(enum kexec_cmd op, void *uarg)
 * ` guests pv32 pv64
 * `
 * @op the operation
 * @uarg the operation's argument
 *
 * Loads and starts another kernel in place of Xen.
 *
 * Errors:
 *   EPERM       the caller is not privileged
 *   EOPNOTSUPP  no operation has the number `op`
 */

/* The operations of `HYPERVISOR_kexec_op`. */
/* ` enum kexec_cmd { // KEXEC_CMD_* => struct xen_* */

/*
 * KEXEC_CMD_kexec: Starts the kernel that was loaded; does not come back.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   EINVAL  there is no such type
 *   ENOENT  no kernel of that type was loaded
 *
 * Safety:
 *   All domains end without notice, the caller's too.
 */
#define KEXEC_CMD_kexec 0 /* ` => struct xen_kexec_exec */

/*
 * KEXEC_CMD_kexec_load_v1: Loads a kernel, in the form that was used before interface version 0x00040400.
 *
 * Errors:
 *   EFAULT         the argument could not be read
 *   EINVAL         there is no such type, or the pieces overlap or lie where they must not
 *   EADDRNOTAVAIL  a piece of a crash kernel lies outside the memory that is kept free
 *   EBUSY          a kernel is being started
 *   ENOMEM         Xen is out of memory
 *   ENOSYS         the machine does not have this form
 *
 * Safety:
 *   Xen reads the pages that the image names, by their machine addresses.
 */
#define KEXEC_CMD_kexec_load_v1 1

/*
 * KEXEC_CMD_kexec_unload_v1: Forgets a kernel, in the form that was used before interface version 0x00040400.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   EINVAL  there is no such type
 *   EBUSY   a kernel is being started
 */
#define KEXEC_CMD_kexec_unload_v1 2 /* ` => struct xen_kexec_load_v1 */

/*
 * KEXEC_CMD_kexec_get_range: Tells where something is in the machine's memory.
 *
 * Errors:
 *   EFAULT  the argument could not be read or written back
 *   EINVAL  there is no such thing on this machine, or the processor is switched off
 *   ERANGE  the machine cannot have a processor of that number, or a 32-bit caller cannot be told
 */
#define KEXEC_CMD_kexec_get_range 3 /* ` => struct xen_kexec_range */

#if __XEN_INTERFACE_VERSION__ >= 0x00040400
/*
 * KEXEC_CMD_kexec_load: Loads a kernel; one of the same type that was loaded before is forgotten.
 *
 * Errors:
 *   EFAULT         the argument, the list of pieces or a piece could not be read
 *   EINVAL         there is no such type, too many pieces, or the pieces overlap or lie where they must not
 *   EADDRNOTAVAIL  a piece of a crash kernel lies outside the memory that is kept free
 *   EBUSY          a kernel is being started
 *   ENOMEM         Xen is out of memory
 *
 * Safety:
 *   The handle `segments` must point to `nr_segments` pieces, and the handle of each piece to `buf_size` bytes.
 */
#define KEXEC_CMD_kexec_load 4

/*
 * KEXEC_CMD_kexec_unload: Forgets a kernel.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   EINVAL  there is no such type
 *   EBUSY   a kernel is being started
 */
#define KEXEC_CMD_kexec_unload 5

/*
 * KEXEC_CMD_kexec_status: Tells whether a kernel was loaded.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   EINVAL  there is no such type
 *
 * Returns: int 1 if one was, otherwise 0
 */
#define KEXEC_CMD_kexec_status 6
#endif
/* ` } */

/* What a kernel is for. */
/* ` enum kexec_type { // KEXEC_TYPE_* */
#define KEXEC_TYPE_DEFAULT 0 /* To be started on purpose. */
#define KEXEC_TYPE_CRASH   1 /* To be started when Xen or the hardware domain crashes. */
/* ` } */

#if defined(__i386__) || defined(__x86_64__)
/* How many pages the oldest form lists. */
#define KEXEC_XEN_NO_PAGES 17
#endif

/* A kernel, in the oldest form. */
typedef struct xen_kexec_image {
#if defined(__i386__) || defined(__x86_64__)
    unsigned long page_list[KEXEC_XEN_NO_PAGES]; /* IN: not looked at any more */
#endif
    unsigned long indirection_page; /* IN: the machine address of the first page that says what goes where; => maddr */
    unsigned long start_address; /* IN: the machine address where it is entered; => maddr */
} xen_kexec_image_t;

/* Argument of `KEXEC_CMD_kexec`. */
typedef struct xen_kexec_exec {
    int type;                /* IN: which kernel; => enum kexec_type */
} xen_kexec_exec_t;

/* Argument of `KEXEC_CMD_kexec_load_v1` and `KEXEC_CMD_kexec_unload_v1`. */
typedef struct xen_kexec_load_v1 {
    int type;                /* IN: what the kernel is for; => enum kexec_type */
    xen_kexec_image_t image; /* IN: the kernel; not for unloading */
} xen_kexec_load_v1_t;

/* What can be found in the machine's memory. */
/* ` enum kexec_range_kind { // KEXEC_RANGE_MA_* */
#define KEXEC_RANGE_MA_CRASH      0 /* The memory that is kept free for a crash kernel. */
#define KEXEC_RANGE_MA_XEN        1 /* Xen itself. */
#define KEXEC_RANGE_MA_CPU        2 /* The note with the registers of a processor. */
#define KEXEC_RANGE_MA_XENHEAP    3 /* Xen's heap, where it is apart from Xen. */
#define KEXEC_RANGE_MA_BOOT_PARAM 4 /* A structure of Itanium machines; never there. */
#define KEXEC_RANGE_MA_EFI_MEMMAP 5 /* The memory map of EFI. */
#define KEXEC_RANGE_MA_VMCOREINFO 6 /* The note that describes Xen's own data to programs that read dumps. */
/* ` } */

/* Argument of `KEXEC_CMD_kexec_get_range`. */
typedef struct xen_kexec_range {
    int range;               /* IN: what is looked for; => enum kexec_range_kind */
    int nr;                  /* IN: for `KEXEC_RANGE_MA_CPU` the pCPU */
    unsigned long size;      /* OUT: its length in bytes */
    unsigned long start;     /* OUT: the machine address where it begins; => maddr */
} xen_kexec_range_t;

#if __XEN_INTERFACE_VERSION__ >= 0x00040400

/* A piece of a kernel. */
typedef struct xen_kexec_segment {
    union {
        XEN_GUEST_HANDLE(const_void) h; /* the address, or null for memory that the kernel only has to reach */
        uint64_t _pad;       /* as many bytes for everybody */
    } buf;                   /* IN: where the piece is now; => memory IN [buf_size] */
    uint64_t buf_size;       /* IN: its length in bytes */
    uint64_t dest_maddr;     /* IN: the machine address where it belongs; => maddr */
    uint64_t dest_size;      /* IN: how many bytes it takes there; what is more than `buf_size` becomes 0 */
} xen_kexec_segment_t;
DEFINE_XEN_GUEST_HANDLE(xen_kexec_segment_t);

/* Argument of `KEXEC_CMD_kexec_load`. */
typedef struct xen_kexec_load {
    uint8_t type;            /* IN: what the kernel is for; => enum kexec_type */
    uint8_t _pad;
    uint16_t arch;           /* IN: for which machine it was made, by the number of ELF (`EM_X86_64`) */
    uint32_t nr_segments;    /* IN: how many pieces it has */
    union {
        XEN_GUEST_HANDLE(xen_kexec_segment_t) h; /* the address */
        uint64_t _pad;       /* as many bytes for everybody */
    } segments;              /* IN: the pieces; => memory IN [nr_segments] */
    uint64_t entry_maddr;    /* IN: the machine address where it is entered; => maddr */
} xen_kexec_load_t;
DEFINE_XEN_GUEST_HANDLE(xen_kexec_load_t);

/* Argument of `KEXEC_CMD_kexec_unload`. */
typedef struct xen_kexec_unload {
    uint8_t type;            /* IN: which kernel; => enum kexec_type */
} xen_kexec_unload_t;
DEFINE_XEN_GUEST_HANDLE(xen_kexec_unload_t);

/* Argument of `KEXEC_CMD_kexec_status`. */
typedef struct xen_kexec_status {
    uint8_t type;            /* IN: which kernel; => enum kexec_type */
} xen_kexec_status_t;
DEFINE_XEN_GUEST_HANDLE(xen_kexec_status_t);

#else

/* Loading, in the only form there was. */
#define KEXEC_CMD_kexec_load KEXEC_CMD_kexec_load_v1
/* Unloading, in the only form there was. */
#define KEXEC_CMD_kexec_unload KEXEC_CMD_kexec_unload_v1
/* What `struct xen_kexec_load_v1` was called while there was no other. */
#define xen_kexec_load xen_kexec_load_v1
/* What `xen_kexec_load_v1_t` was called while there was no other. */
#define xen_kexec_load_t xen_kexec_load_v1_t

#endif

#endif /* _XEN_PUBLIC_KEXEC_H */
