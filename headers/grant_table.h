/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * Grant tables: sharing pages with other domains.
 */

#ifndef __XEN_PUBLIC_GRANT_TABLE_H__
#define __XEN_PUBLIC_GRANT_TABLE_H__

#include "xen.h"

/*
 * `incontents 150 gnttab Grant Tables
 *
 * A grant lets another domain use a page. Each domain has a grant table, in pages shared with Xen;
 * an entry names the other domain, the frame and the permitted use. The index of an entry is its
 * *grant reference*. The granting domain passes it to the other one, usually through xenstore,
 * which hands it to Xen to map the page or to copy from or to it. Neither domain needs privileges,
 * and the other domain does not learn the frame number. Split drivers transfer their data this way.
 *
 * The granting domain only writes to its table; it needs no hypercall:
 *
 * - To grant, write the domain and the frame, then, after a write barrier, the flags with the type.
 * - To revoke a grant in version 1, atomically exchange the flags for 0 if neither `GTF_reading`
 *   nor `GTF_writing` is set. In version 2, write 0 to the flags, issue a full barrier, and wait
 *   until both bits are clear in the status word. A domain that uses a grant cannot be forced to
 *   release it.
 * - To make a grant read-only, atomically exchange the flags if `GTF_writing` is not set. To make
 *   it writable, clear `GTF_readonly` atomically.
 * - A `GTF_accept_transfer` entry can be revoked until `GTF_transfer_committed` is set. Then leave
 *   it alone until `GTF_transfer_completed` is set, which happens soon.
 *
 * There are two versions of the table. `GNTTABOP_set_version` selects one for the whole domain;
 * users of a grant see no difference. Version 1 is the default, with 32-bit frame numbers. Version
 * 2 can grant part of a page, or pass on a grant of a third domain, for copies only, and has a
 * separate array of status words.
 *
 * The first 8 entries are reserved. The toolstack fills in two of them, for the console and
 * xenstore of a new domain.
 *
 * Each operation takes an array and processes its elements in order. Each element has its own
 * `status`; the call itself fails only if the array cannot be accessed.
 */

/* A grant reference: the index of an entry in a grant table. */
typedef uint32_t grant_ref_t; /* ` distinct */

#if __XEN_INTERFACE_VERSION__ < 0x0003020a
/* Older name of `struct grant_entry_v1`. */
#define grant_entry_v1 grant_entry
/* Older name of `grant_entry_v1_t`. */
#define grant_entry_v1_t grant_entry_t
#endif

/* A grant table entry, version 1. */
struct grant_entry_v1 {
    uint16_t flags;          /* type and flags; => flags grant_entry_flags */
    domid_t domid;           /* the domain that may use the grant */
    uint32_t frame;          /* the granted frame; for a transfer the GFN to fill, then the MFN
                                received */
};
/* Short name of `struct grant_entry_v1`. */
typedef struct grant_entry_v1 grant_entry_v1_t;

/* The number of reserved entries, which survive a change of the version. */
#define GNTTAB_NR_RESERVED_ENTRIES 8
/* The reserved entry of the console ring. */
#define GNTTAB_RESERVED_CONSOLE    0
/* The reserved entry of the xenstore ring. */
#define GNTTAB_RESERVED_XENSTORE   1

#define _GTF_readonly           (2) /* Bit number of `GTF_readonly`. */
#define _GTF_reading            (3) /* Bit number of `GTF_reading`. */
#define _GTF_writing            (4) /* Bit number of `GTF_writing`. */
#define _GTF_PWT                (5) /* Bit number of `GTF_PWT`. */
#define _GTF_PCD                (6) /* Bit number of `GTF_PCD`. */
#define _GTF_PAT                (7) /* Bit number of `GTF_PAT`. */
#define _GTF_sub_page           (8) /* Bit number of `GTF_sub_page`. */
#define _GTF_transfer_committed (2) /* Bit number of `GTF_transfer_committed`. */
#define _GTF_transfer_completed (3) /* Bit number of `GTF_transfer_completed`. */

/* Flags of a grant table entry: one of four types, and flags of that type. */
/* ` flags grant_entry_flags { // GTF_* */
#define GTF_invalid            (0U << 0) /* Type: no grant. */
#define GTF_permit_access      (1U << 0) /* Type: the frame may be mapped and copied. */
#define GTF_accept_transfer    (2U << 0) /* Type: the domain may transfer a page to the frame. */
#define GTF_transitive         (3U << 0) /* Type, version 2: passes on a third domain's grant, for
                                            copies. */
#define GTF_type_mask          (3U << 0) /* Mask of the type. */
#define GTF_readonly           (1U << _GTF_readonly) /* Read-only; set by the guest. */
#define GTF_reading            (1U << _GTF_reading) /* The grant is in use for reading; set by
                                                       Xen. */
#define GTF_writing            (1U << _GTF_writing) /* The grant is in use for writing; set by
                                                       Xen. */
#define GTF_PWT                (1U << _GTF_PWT) /* Cache attribute bit of mappings, x86; set by the
                                                   guest. */
#define GTF_PCD                (1U << _GTF_PCD) /* Cache attribute bit of mappings, x86; set by the
                                                   guest. */
#define GTF_PAT                (1U << _GTF_PAT) /* Cache attribute bit of mappings, x86; set by the
                                                   guest. */
#define GTF_sub_page           (1U << _GTF_sub_page) /* Part of a page, for copies only, version 2;
                                                        set by the guest. */
/* With `GTF_accept_transfer`: the transfer has begun; set by Xen. */
#define GTF_transfer_committed (1U << _GTF_transfer_committed)
/* With `GTF_accept_transfer`: the transfer is complete; set by Xen. */
#define GTF_transfer_completed (1U << _GTF_transfer_completed)
/* ` } */

#if __XEN_INTERFACE_VERSION__ >= 0x0003020a
/* The common header of entries of both versions. */
struct grant_entry_header {
    uint16_t flags;          /* type and flags; => flags grant_entry_flags */
    domid_t domid;           /* the domain that may use the grant */
};
/* Short name of `struct grant_entry_header`. */
typedef struct grant_entry_header grant_entry_header_t;

/* A grant table entry, version 2; type and `GTF_sub_page` select the member. */
union grant_entry_v2 {
    grant_entry_header_t hdr;    /* the common header */
    struct {
        grant_entry_header_t hdr; /* the common header */
        uint32_t pad0;
        uint64_t frame;          /* the frame; => gfn */
    } full_page;                 /* for `GTF_accept_transfer`, and for `GTF_permit_access` without
                                    `GTF_sub_page` */
    struct {
        grant_entry_header_t hdr; /* the common header */
        uint16_t page_off;       /* the offset of the granted bytes in the page */
        uint16_t length;         /* the number of granted bytes */
        uint64_t frame;          /* the frame; => gfn */
    } sub_page;                  /* for `GTF_permit_access` with `GTF_sub_page` */
    struct {
        grant_entry_header_t hdr; /* the common header */
        domid_t trans_domid;     /* the third domain, which granted the page */
        uint16_t pad0;
        grant_ref_t gref;        /* the third domain's grant reference */
    } transitive;                /* for `GTF_transitive` */
    uint32_t __spacer[4];        /* pads each entry to 16 bytes */
};
/* Short name of `union grant_entry_v2`. */
typedef union grant_entry_v2 grant_entry_v2_t;

/* The status word of a version 2 entry: `GTF_reading` and `GTF_writing`. */
typedef uint16_t grant_status_t;
#endif

/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_grant_table_op(enum grant_table_op cmd, void args[count],
 * `                           unsigned int count)
 * ` guests pv32 pv64 hvm32 hvm64 arm
 * `
 * @cmd the operation
 * @args IN/OUT: the elements, with their results
 * @count the number of elements
 *
 * Maps, copies and transfers granted pages, and sets up grant tables.
 *
 * Errors:
 *   EFAULT  the array could not be read or written
 *   EINVAL  more than 2^31 - 1 elements
 *   ENOSYS  the operation `cmd` does not exist, or not for this kind of guest
 */

/* The operations of `HYPERVISOR_grant_table_op`. */
/* ` enum grant_table_op { // GNTTABOP_* => struct gnttab_* */
#define GNTTABOP_map_grant_ref      0
#define GNTTABOP_unmap_grant_ref    1
#define GNTTABOP_setup_table        2
#define GNTTABOP_dump_table         3
#define GNTTABOP_transfer           4
#define GNTTABOP_copy               5
#define GNTTABOP_query_size         6
#define GNTTABOP_unmap_and_replace  7
#if __XEN_INTERFACE_VERSION__ >= 0x0003020a
#define GNTTABOP_set_version        8
#define GNTTABOP_get_status_frames  9
#define GNTTABOP_get_version       10
#define GNTTABOP_swap_grant_ref    11
#define GNTTABOP_cache_flush       12
#endif
/* ` } */

/* A handle of a mapping of a grant, needed to unmap it. */
typedef uint32_t grant_handle_t; /* ` distinct */

/*
 * GNTTABOP_map_grant_ref: Maps pages granted by other domains.
 *
 * A page is mapped for the CPU, for devices, or for both. A PV guest passes a virtual address in
 * the current address space, or with `GNTMAP_contains_pte` the machine address of a page table
 * entry. Other guests pass a guest-physical address. The granting domain cannot revoke the grant
 * until `GNTTABOP_unmap_grant_ref`.
 *
 * Errors:
 *   EFAULT  the array could not be read or written; earlier elements stay mapped
 *
 * Safety:
 *   The mapping at `host_addr` is replaced, and the other domain may write to the page at any time.
 */
struct gnttab_map_grant_ref {
    uint64_t host_addr;      /* IN: the address for the CPU's mapping; => vaddr */
    uint32_t flags;          /* IN: flags; => flags gnttab_map_flags */
    grant_ref_t ref;         /* IN: the grant reference */
    domid_t dom;             /* IN: the granting domain; `DOMID_SELF` for the caller */
    int16_t status;          /* OUT: the result; => enum gnttab_status */
    grant_handle_t handle;   /* OUT: the handle of the mapping */
    uint64_t dev_bus_addr;   /* OUT: the bus address for devices; => maddr */
};
/* Short name of `struct gnttab_map_grant_ref`. */
typedef struct gnttab_map_grant_ref gnttab_map_grant_ref_t;
DEFINE_XEN_GUEST_HANDLE(gnttab_map_grant_ref_t);

/*
 * GNTTABOP_unmap_grant_ref: Unmaps granted pages.
 *
 * An address of 0 leaves the mapping for the CPU, or for devices, in place. Xen flushes TLBs and
 * the IOMMU before the call returns. In a translated guest, nothing is mapped at the address
 * afterwards.
 *
 * Errors:
 *   EFAULT  the array could not be read or written; earlier elements stay unmapped
 *
 * Safety:
 *   The mapping must not be in use. The addresses must be those of the mapping.
 */
struct gnttab_unmap_grant_ref {
    uint64_t host_addr;      /* IN: the address of the CPU's mapping, or 0; => vaddr */
    uint64_t dev_bus_addr;   /* IN: the bus address for devices, or 0; => maddr */
    grant_handle_t handle;   /* IN: the handle of the mapping */
    int16_t status;          /* OUT: the result; => enum gnttab_status */
};
/* Short name of `struct gnttab_unmap_grant_ref`. */
typedef struct gnttab_unmap_grant_ref gnttab_unmap_grant_ref_t;
DEFINE_XEN_GUEST_HANDLE(gnttab_unmap_grant_ref_t);

/*
 * GNTTABOP_setup_table: Grows a grant table, and returns its frames.
 *
 * A PV guest maps these frames. A translated guest maps the pages with `XENMEM_add_to_physmap`
 * (`XENMAPSPACE_grant_table`) instead, which grows the table as needed.
 *
 * Errors:
 *   EFAULT  the argument could not be read or written
 *   EINVAL  the array has not exactly one element
 *
 * Safety:
 *   `frame_list` must point to `nr_frames` writable frame numbers.
 */
struct gnttab_setup_table {
    domid_t dom;             /* IN: the domain; `DOMID_SELF` for the caller */
    uint32_t nr_frames;      /* IN: the number of pages, at most `max_nr_frames` of
                                `GNTTABOP_query_size` */
    int16_t status;          /* OUT: the result; => enum gnttab_status */
#if __XEN_INTERFACE_VERSION__ < 0x00040300
    XEN_GUEST_HANDLE(ulong) frame_list; /* IN: receives the frame numbers; => OUT [nr_frames] */
#else
    XEN_GUEST_HANDLE(xen_pfn_t) frame_list; /* IN: receives the frame numbers; => OUT [nr_frames] */
#endif
};
/* Short name of `struct gnttab_setup_table`. */
typedef struct gnttab_setup_table gnttab_setup_table_t;
DEFINE_XEN_GUEST_HANDLE(gnttab_setup_table_t);

/*
 * GNTTABOP_dump_table: Not implemented; fails with ENOSYS.
 */
struct gnttab_dump_table {
    domid_t dom;             /* IN: the domain */
    int16_t status;          /* OUT: the result; => enum gnttab_status */
};
/* Short name of `struct gnttab_dump_table`. */
typedef struct gnttab_dump_table gnttab_dump_table_t;
DEFINE_XEN_GUEST_HANDLE(gnttab_dump_table_t);

/*
 * GNTTABOP_transfer: Transfers pages of a PV guest to other domains.
 *
 * The caller loses the page even on failure, unless the status is `GNTST_bad_page`.
 *
 * Errors:
 *   EFAULT      the array could not be read or written
 *   EOPNOTSUPP  transfers are disabled on Xen's command line
 *
 * Safety:
 *   The pages must be neither mapped nor in use.
 *
 * Guests: pv32 pv64 arm
 */
struct gnttab_transfer {
    xen_pfn_t mfn;           /* IN: the MFN of the page */
    domid_t domid;           /* IN: the receiving domain */
    grant_ref_t ref;         /* IN: the receiver's `GTF_accept_transfer` entry */
    int16_t status;          /* OUT: the result; => enum gnttab_status */
};
/* Short name of `struct gnttab_transfer`. */
typedef struct gnttab_transfer gnttab_transfer_t;
DEFINE_XEN_GUEST_HANDLE(gnttab_transfer_t);

#define _GNTCOPY_source_gref (0) /* Bit number of `GNTCOPY_source_gref`. */
#define _GNTCOPY_dest_gref   (1) /* Bit number of `GNTCOPY_dest_gref`. */

/* Which sides of a copy are grants; the others are frames of the caller. */
/* ` flags gnttab_copy_flags { // GNTCOPY_* */
#define GNTCOPY_source_gref (1 << _GNTCOPY_source_gref) /* The source is a grant. */
#define GNTCOPY_dest_gref   (1 << _GNTCOPY_dest_gref) /* The destination is a grant. */
/* ` } */

/*
 * GNTTABOP_copy: Copies bytes between granted pages and pages of the caller.
 *
 * A copy needs no mapping and no TLB flush. Both sides may be grants, also of two different
 * domains.
 *
 * Errors:
 *   EFAULT  the array could not be read or written
 *
 * Safety:
 *   Frames of the caller are read or overwritten, whatever they contain.
 */
struct gnttab_copy {
    struct gnttab_copy_ptr {
        union {
            grant_ref_t ref; /* the grant reference, if the flag is set */
            xen_pfn_t gmfn;  /* otherwise the frame */
        } u;                 /* IN: the page */
        domid_t domid;       /* IN: the owner of the page; `DOMID_SELF` for the caller */
        uint16_t offset;     /* IN: the offset in the page */
    } source;                /* IN: the source */
    struct gnttab_copy_ptr dest; /* IN: the destination */
    uint16_t len;            /* IN: the number of bytes; must not cross a page boundary on either
                                side */
    uint16_t flags;          /* IN: flags; => flags gnttab_copy_flags */
    int16_t status;          /* OUT: the result; => enum gnttab_status */
};
/* Short name of `struct gnttab_copy`. */
typedef struct gnttab_copy gnttab_copy_t;
DEFINE_XEN_GUEST_HANDLE(gnttab_copy_t);

/*
 * GNTTABOP_query_size: Returns the current and the maximum size of a grant table.
 *
 * Errors:
 *   EFAULT  the argument could not be read or written
 *   EINVAL  the array has not exactly one element
 */
struct gnttab_query_size {
    domid_t dom;             /* IN: the domain; `DOMID_SELF` for the caller */
    uint32_t nr_frames;      /* OUT: the current number of pages */
    uint32_t max_nr_frames;  /* OUT: the maximum number of pages */
    int16_t status;          /* OUT: the result; => enum gnttab_status */
};
/* Short name of `struct gnttab_query_size`. */
typedef struct gnttab_query_size gnttab_query_size_t;
DEFINE_XEN_GUEST_HANDLE(gnttab_query_size_t);

/*
 * GNTTABOP_unmap_and_replace: Unmaps grants and moves other mappings to their addresses.
 *
 * Nothing is mapped at `new_addr` afterwards. For PV guests only.
 *
 * Errors:
 *   EFAULT  the array could not be read or written; earlier elements stay unmapped
 *
 * Safety:
 *   No code may rely on the mapping at either address. The handle must be that of the mapping.
 *
 * Guests: pv32 pv64 arm
 */
struct gnttab_unmap_and_replace {
    uint64_t host_addr;      /* IN: the address of the grant's mapping; => vaddr */
    uint64_t new_addr;       /* IN: the address of the mapping to move; => vaddr */
    grant_handle_t handle;   /* IN: the handle of the grant's mapping */
    int16_t status;          /* OUT: the result; => enum gnttab_status */
};
/* Short name of `struct gnttab_unmap_and_replace`. */
typedef struct gnttab_unmap_and_replace gnttab_unmap_and_replace_t;
DEFINE_XEN_GUEST_HANDLE(gnttab_unmap_and_replace_t);

#if __XEN_INTERFACE_VERSION__ >= 0x0003020a
/*
 * GNTTABOP_set_version: Sets the version of the caller's grant table, and clears the table.
 *
 * The reserved entries keep their grants. Only the first element of the array is used.
 *
 * Errors:
 *   EFAULT  the argument could not be read or written
 *   EINVAL  the version does not exist
 *   ENOSYS  the toolstack allows this domain version 1 only
 *   EBUSY   an entry other than the reserved ones is in use
 *   EAGAIN  an operation that needs version 2 is in progress
 *   ERANGE  a reserved entry cannot be represented in version 1
 *   ENOMEM  Xen is out of memory
 *
 * Safety:
 *   The table is cleared: no other code may use it.
 *
 * Directions:
 *   version  IN/OUT, also on failure
 */
struct gnttab_set_version {
    uint32_t version;        /* IN/OUT: 1 or 2; returns the version in use, also on failure */
};
/* Short name of `struct gnttab_set_version`. */
typedef struct gnttab_set_version gnttab_set_version_t;
DEFINE_XEN_GUEST_HANDLE(gnttab_set_version_t);

/*
 * GNTTABOP_get_status_frames: Returns the frames of the status words of a version 2 table.
 *
 * A translated guest uses `XENMEM_add_to_physmap` instead, with `XENMAPIDX_grant_table_status`.
 *
 * Errors:
 *   EFAULT  the argument could not be read or written
 *   EINVAL  the array has not exactly one element
 *
 * Safety:
 *   `frame_list` must point to `nr_frames` writable frame numbers.
 *
 * Guests: pv32 pv64 arm
 */
struct gnttab_get_status_frames {
    uint32_t nr_frames;      /* IN: the number of frames, at most those of the table */
    domid_t dom;             /* IN: the domain; `DOMID_SELF` for the caller */
    int16_t status;          /* OUT: the result; => enum gnttab_status */
    XEN_GUEST_HANDLE(uint64_t) frame_list; /* IN: receives the frame numbers; => OUT [nr_frames] */
};
/* Short name of `struct gnttab_get_status_frames`. */
typedef struct gnttab_get_status_frames gnttab_get_status_frames_t;
DEFINE_XEN_GUEST_HANDLE(gnttab_get_status_frames_t);

/*
 * GNTTABOP_get_version: Returns the version of a domain's grant table.
 *
 * Only the first element of the array is used.
 *
 * Errors:
 *   EFAULT  the argument could not be read or written
 *   ESRCH   the domain does not exist
 *   EPERM   the domain is not the caller, and the caller does not control it
 */
struct gnttab_get_version {
    domid_t dom;             /* IN: the domain; `DOMID_SELF` for the caller */
    uint16_t pad;
    uint32_t version;        /* OUT: 1 or 2 */
};
/* Short name of `struct gnttab_get_version`. */
typedef struct gnttab_get_version gnttab_get_version_t;
DEFINE_XEN_GUEST_HANDLE(gnttab_get_version_t);

/*
 * GNTTABOP_swap_grant_ref: Swaps two entries of the caller's table.
 *
 * Errors:
 *   EFAULT  the array could not be read or written
 *
 * Safety:
 *   No other code may write to the two entries.
 */
struct gnttab_swap_grant_ref {
    grant_ref_t ref_a;       /* IN: the first entry */
    grant_ref_t ref_b;       /* IN: the second entry */
    int16_t status;          /* OUT: the result; => enum gnttab_status */
};
/* Short name of `struct gnttab_swap_grant_ref`. */
typedef struct gnttab_swap_grant_ref gnttab_swap_grant_ref_t;
DEFINE_XEN_GUEST_HANDLE(gnttab_swap_grant_ref_t);

/* Flags for `GNTTABOP_cache_flush`. */
/* ` flags gnttab_cache_flags { // GNTTAB_CACHE_* */
#define GNTTAB_CACHE_CLEAN       (1u << 0) /* Write back. */
#define GNTTAB_CACHE_INVAL       (1u << 1) /* Invalidate. */
#define GNTTAB_CACHE_SOURCE_GREF (1u << 31) /* The page is a grant reference; always fails. */
/* ` } */

/*
 * GNTTABOP_cache_flush: Flushes caches for part of a granted page or a page of the caller.
 *
 * An Arm guest needs this for DMA by a physical device. On x86 only writing back is possible. There
 * is no `status`: the call fails with the first element that fails.
 *
 * Errors:
 *   EFAULT      the array could not be read
 *   EINVAL      the range crosses a page boundary, a flag is unknown, or the address is not memory
 *   EPERM       the page has no owner, or the caller has no mapping of it
 *   EOPNOTSUPP  the architecture does not support it
 *
 * Safety:
 *   Invalidating without writing back discards data.
 *
 * Guests: pv32 pv64 arm
 */
struct gnttab_cache_flush {
    union {
        uint64_t dev_bus_addr; /* its machine address, as returned by the mapping; => maddr */
        grant_ref_t ref;     /* its grant reference, with `GNTTAB_CACHE_SOURCE_GREF` */
    } a;                     /* IN: the page */
    uint16_t offset;         /* IN: the offset in the page */
    uint16_t length;         /* IN: the number of bytes */
    uint32_t op;             /* IN: flags; => flags gnttab_cache_flags */
};
/* Short name of `struct gnttab_cache_flush`. */
typedef struct gnttab_cache_flush gnttab_cache_flush_t;
DEFINE_XEN_GUEST_HANDLE(gnttab_cache_flush_t);
#endif

#define _GNTMAP_device_map      (0) /* Bit number of `GNTMAP_device_map`. */
#define _GNTMAP_host_map        (1) /* Bit number of `GNTMAP_host_map`. */
#define _GNTMAP_readonly        (2) /* Bit number of `GNTMAP_readonly`. */
#define _GNTMAP_application_map (3) /* Bit number of `GNTMAP_application_map`. */
#define _GNTMAP_contains_pte    (4) /* Bit number of `GNTMAP_contains_pte`. */
#define _GNTMAP_guest_avail0    (16) /* The number of the first bit of `GNTMAP_guest_avail_mask`. */

/* Flags for `GNTTABOP_map_grant_ref`. */
/* ` flags gnttab_map_flags { // GNTMAP_* */
#define GNTMAP_device_map       (1 << _GNTMAP_device_map) /* Maps for devices. */
#define GNTMAP_host_map         (1 << _GNTMAP_host_map) /* Maps for the CPU. */
#define GNTMAP_readonly         (1 << _GNTMAP_readonly) /* Maps read-only. */
#define GNTMAP_application_map  (1 << _GNTMAP_application_map) /* Maps for user mode too; PV. */
#define GNTMAP_contains_pte     (1 << _GNTMAP_contains_pte) /* `host_addr` is the machine address of
                                                               a page table entry; PV. */
/* Copied to the available bits of the page table entry; PV. */
#define GNTMAP_guest_avail_mask ((uint32_t)~0 << _GNTMAP_guest_avail0)
/* ` } */

/* The status of an element; negative for errors. */
/* ` enum gnttab_status { // GNTST_* */
#define GNTST_okay              (0)   /* Success. */
#define GNTST_general_error     (-1)  /* Unspecified error. */
#define GNTST_bad_domain        (-2)  /* The domain does not exist. */
#define GNTST_bad_gntref        (-3)  /* The grant reference is invalid, or does not permit the
                                         use. */
#define GNTST_bad_handle        (-4)  /* The handle is invalid. */
#define GNTST_bad_virt_addr     (-5)  /* The address is invalid, or a list could not be written. */
#define GNTST_bad_dev_addr      (-6)  /* The bus address is not that of the mapping. */
#define GNTST_no_device_space   (-7)  /* The IOMMU has no space. */
#define GNTST_permission_denied (-8)  /* Permission denied. */
#define GNTST_bad_page          (-9)  /* The page is unsuitable. */
#define GNTST_bad_copy_arg      (-10) /* A copy crosses a page boundary. */
#define GNTST_address_too_big   (-11) /* The page's address is too high for the receiver. */
#define GNTST_eagain            (-12) /* Temporarily unavailable: retry. */
#define GNTST_no_space          (-13) /* Xen has no free handle or other resource. */
/* ` } */

/* Initialiser of an array of messages, indexed by the negated status. */
#define GNTTABOP_error_msgs { \
    "done", \
    "failed", \
    "no such domain", \
    "no such grant", \
    "no such mapping", \
    "cannot be mapped at this address", \
    "not the mapping's address for devices", \
    "no room in the IOMMU", \
    "not permitted", \
    "the page cannot be used", \
    "the copy leaves its page", \
    "the page lies too high", \
    "try again", \
    "no room", \
}

#endif /* __XEN_PUBLIC_GRANT_TABLE_H__ */
