/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * Grant tables: how a domain lets another one use a page of its memory.
 */

#ifndef __XEN_PUBLIC_GRANT_TABLE_H__
#define __XEN_PUBLIC_GRANT_TABLE_H__

#include "xen.h"

/*
 * `incontents 150 gnttab Grant Tables
 *
 * Every domain has a table, in pages that it shares with Xen, in which each entry says: this other domain may use this page of mine,
 * in this way. The number of an entry is a *grant reference*, and is all that the other domain needs. It is told by some means of
 * their own, usually xenstore, and hands it to Xen, to map the page or to have Xen copy from or to it. Nobody has to be privileged, and
 * nobody learns where the page really is. Devices of virtual machines move their data so.
 *
 * The granting side only writes to its table, and asks Xen for nothing:
 *
 * - To grant, write the domain and the frame, then, after a write barrier, the flags with the type. The entry holds from then on.
 * - To take back, look whether anybody uses it. In version 1 exchange the flags for 0 atomically, provided that neither
 *   of `GTF_reading` and `GTF_writing` is among them. In version 2 write 0 to the flags, then, after a full barrier, look at
 *   these two bits in the status word; the entry may be used again when they are clear. Nobody can be forced to let go.
 * - To narrow a grant to reading, exchange the flags atomically in the same way, provided that `GTF_writing` is not set. To widen
 *   it, set or clear the bit atomically.
 * - An entry that offers a place for a page (`GTF_accept_transfer`) may be taken back until `GTF_transfer_committed` appears. From then
 *   on it must be left alone until `GTF_transfer_completed` says that the frame is there, which does not take long.
 *
 * There are two versions of the table, chosen for a domain as a whole by `GNTTABOP_set_version`; the users of a grant cannot tell them
 * apart. Version 1 is there from the start, has frame numbers of 32 bits, and is what is needed as a rule. Version 2 can grant part
 * of a page and pass on the grant of a third domain, to be copied only, and keeps the bits that say who uses what apart.
 *
 * The first 8 entries are reserved: a toolstack fills in two of them, so that a new domain's console and xenstore work at once.
 *
 * Each operation takes an array and works through it, one element after the other. The result of an element is in its `status`;
 * the call as a whole fails only where it cannot even say that.
 */

/* The number of an entry in a domain's grant table: what one domain tells another. */
typedef uint32_t grant_ref_t; /* ` distinct */

#if __XEN_INTERFACE_VERSION__ < 0x0003020a
/* What `struct grant_entry_v1` was called while there was one version. */
#define grant_entry_v1 grant_entry
/* What `grant_entry_v1_t` was called while there was one version. */
#define grant_entry_v1_t grant_entry_t
#endif

/* An entry of a grant table of version 1. */
struct grant_entry_v1 {
    uint16_t flags;          /* what is granted, and what Xen notes about its use; => flags grant_entry_flags */
    domid_t domid;           /* to which domain; written by the guest */
    uint32_t frame;          /* which frame: the one to use, the place for one, or the machine frame that came */
};
/* Short name of `struct grant_entry_v1`. */
typedef struct grant_entry_v1 grant_entry_v1_t;

/* How many entries at the start of a table are the toolstack's, and survive a change of its version. */
#define GNTTAB_NR_RESERVED_ENTRIES 8
/* The entry for the ring of the console. */
#define GNTTAB_RESERVED_CONSOLE    0
/* The entry for the ring of xenstore. */
#define GNTTAB_RESERVED_XENSTORE   1

#define _GTF_readonly           (2) /* The number of the bit `GTF_readonly`. */
#define _GTF_reading            (3) /* The number of the bit `GTF_reading`. */
#define _GTF_writing            (4) /* The number of the bit `GTF_writing`. */
#define _GTF_PWT                (5) /* The number of the bit `GTF_PWT`. */
#define _GTF_PCD                (6) /* The number of the bit `GTF_PCD`. */
#define _GTF_PAT                (7) /* The number of the bit `GTF_PAT`. */
#define _GTF_sub_page           (8) /* The number of the bit `GTF_sub_page`. */
#define _GTF_transfer_committed (2) /* The number of the bit `GTF_transfer_committed`. */
#define _GTF_transfer_completed (3) /* The number of the bit `GTF_transfer_completed`. */

/* What an entry grants: one of four types, and with most of them further bits, whose meaning depends on the type. */
/* ` flags grant_entry_flags { // GTF_* */
#define GTF_invalid            (0U << 0) /* A type: nothing. */
#define GTF_permit_access      (1U << 0) /* A type: to map the frame, and to copy from and to it. */
#define GTF_accept_transfer    (2U << 0) /* A type: to give this domain a page, to be put at the frame. */
#define GTF_transitive         (3U << 0) /* A type, of version 2: to copy by a grant that a third domain gave this one. */
#define GTF_type_mask          (3U << 0) /* The bits that hold the type. */
#define GTF_readonly           (1U << _GTF_readonly) /* To read only; set by the guest. */
#define GTF_reading            (1U << _GTF_reading) /* It is being read by the other domain; set by Xen. */
#define GTF_writing            (1U << _GTF_writing) /* It is being written by the other domain; set by Xen. */
#define GTF_PWT                (1U << _GTF_PWT) /* Map it with this bit of the cache's mode, x86; set by the guest. */
#define GTF_PCD                (1U << _GTF_PCD) /* Map it with this bit of the cache's mode, x86; set by the guest. */
#define GTF_PAT                (1U << _GTF_PAT) /* Map it with this bit of the cache's mode, x86; set by the guest. */
#define GTF_sub_page           (1U << _GTF_sub_page) /* A part of the page only, which cannot be mapped, version 2; set by the guest. */
#define GTF_transfer_committed (1U << _GTF_transfer_committed) /* With `GTF_accept_transfer`: a page is on its way; set by Xen. */
#define GTF_transfer_completed (1U << _GTF_transfer_completed) /* With `GTF_accept_transfer`: the page is there; set by Xen. */
/* ` } */

#if __XEN_INTERFACE_VERSION__ >= 0x0003020a
/* What entries of both versions begin with. */
struct grant_entry_header {
    uint16_t flags;          /* what is granted; in version 2 its use is noted elsewhere; => flags grant_entry_flags */
    domid_t domid;           /* to which domain */
};
/* Short name of `struct grant_entry_header`. */
typedef struct grant_entry_header grant_entry_header_t;

/* An entry of a grant table of version 2; which member counts, the type and `GTF_sub_page` in the flags say. */
union grant_entry_v2 {
    grant_entry_header_t hdr;    /* what all of them begin with */
    struct {
        grant_entry_header_t hdr; /* what all of them begin with */
        uint32_t pad0;
        uint64_t frame;          /* the frame, as in version 1; => gfn */
    } full_page;                 /* for `GTF_accept_transfer`, and for `GTF_permit_access` without `GTF_sub_page` */
    struct {
        grant_entry_header_t hdr; /* what all of them begin with */
        uint16_t page_off;       /* the first byte of the page that is granted */
        uint16_t length;         /* how many bytes are granted */
        uint64_t frame;          /* the frame; => gfn */
    } sub_page;                  /* for `GTF_permit_access` with `GTF_sub_page` */
    struct {
        grant_entry_header_t hdr; /* what all of them begin with */
        domid_t trans_domid;     /* the third domain, which granted the page to this one */
        uint16_t pad0;
        grant_ref_t gref;        /* its grant reference */
    } transitive;                /* for `GTF_transitive` */
    uint32_t __spacer[4];        /* makes every entry as large, 16 bytes */
};
/* Short name of `union grant_entry_v2`. */
typedef union grant_entry_v2 grant_entry_v2_t;

/* The status word of an entry of version 2: `GTF_reading` and `GTF_writing`. */
typedef uint16_t grant_status_t;
#endif

/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_grant_table_op(enum grant_table_op cmd, void args[count],
 * `                           unsigned int count)
 * ` guests pv32 pv64 hvm32 hvm64 arm
 * `
 * @cmd the operation
 * @args IN/OUT: the elements, each of which gets its result
 * @count their number
 *
 * Maps, copies and transfers what other domains granted, and sets up the caller's own table.
 *
 * Errors:
 *   EFAULT  the array could not be read or written
 *   EINVAL  more than two thousand million elements
 *   ENOSYS  the operation `cmd` does not exist, or it is not for guests of this kind
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

/* The number by which Xen knows a mapping that was made of a grant, to undo it with. */
typedef uint32_t grant_handle_t; /* ` distinct */

/*
 * GNTTABOP_map_grant_ref: Maps pages that other domains granted.
 *
 * A page is mapped for the processor, for devices, or for both. A PV guest gives an address in the current address space, or
 * the machine address of a page-table entry, with `GNTMAP_contains_pte`; others give a guest-physical address, at which the page appears.
 * The mapping has to be undone by `GNTTABOP_unmap_grant_ref`, or the granting domain never gets its page back.
 *
 * Errors:
 *   EFAULT  the array could not be read or written; what was mapped by then stays so
 *
 * Safety:
 *   What was mapped at `host_addr` is replaced. The page belongs to a domain that may write to it at any time.
 */
struct gnttab_map_grant_ref {
    uint64_t host_addr;      /* IN: where to map it for the processor; => vaddr */
    uint32_t flags;          /* IN: for whom and how; => flags gnttab_map_flags */
    grant_ref_t ref;         /* IN: the grant */
    domid_t dom;             /* IN: the domain that granted it; `DOMID_SELF` for the caller */
    int16_t status;          /* OUT: the result; => enum gnttab_status */
    grant_handle_t handle;   /* OUT: what to undo it with */
    uint64_t dev_bus_addr;   /* OUT: the address under which devices reach the page; => maddr */
};
/* Short name of `struct gnttab_map_grant_ref`. */
typedef struct gnttab_map_grant_ref gnttab_map_grant_ref_t;
DEFINE_XEN_GUEST_HANDLE(gnttab_map_grant_ref_t);

/*
 * GNTTABOP_unmap_grant_ref: Undoes mappings of grants.
 *
 * Of a mapping for the processor and for devices, the one whose address is 0 stays. When the call is over, no processor or device
 * remembers a translation. A translated guest finds nothing at the address afterwards.
 *
 * Errors:
 *   EFAULT  the array could not be read or written; what was unmapped by then stays so
 *
 * Safety:
 *   Nothing may use the mapping any more. The addresses must be those of the mapping that the handle stands for.
 */
struct gnttab_unmap_grant_ref {
    uint64_t host_addr;      /* IN: where it is mapped for the processor, or 0; => vaddr */
    uint64_t dev_bus_addr;   /* IN: the address under which devices reach it, or 0; => maddr */
    grant_handle_t handle;   /* IN: the number of the mapping */
    int16_t status;          /* OUT: the result; => enum gnttab_status */
};
/* Short name of `struct gnttab_unmap_grant_ref`. */
typedef struct gnttab_unmap_grant_ref gnttab_unmap_grant_ref_t;
DEFINE_XEN_GUEST_HANDLE(gnttab_unmap_grant_ref_t);

/*
 * GNTTABOP_setup_table: Makes a grant table at least so many pages long, and tells in which frames they are.
 *
 * A PV guest maps those frames. A translated guest puts the pages where it wants them, with `XENMEM_add_to_physmap` and its
 * space `XENMAPSPACE_grant_table`, which makes the table long enough by itself.
 *
 * Errors:
 *   EFAULT  the argument could not be read or written
 *   EINVAL  there is not exactly one element
 *
 * Safety:
 *   The handle `frame_list` must point to room for `nr_frames` frame numbers, writable during the call.
 */
struct gnttab_setup_table {
    domid_t dom;             /* IN: the domain; `DOMID_SELF` for the caller */
    uint32_t nr_frames;      /* IN: how many pages, at most those that `GNTTABOP_query_size` tells */
    int16_t status;          /* OUT: the result; => enum gnttab_status */
#if __XEN_INTERFACE_VERSION__ < 0x00040300
    XEN_GUEST_HANDLE(ulong) frame_list; /* IN: where the numbers of the first `nr_frames` frames go; => OUT [nr_frames] */
#else
    XEN_GUEST_HANDLE(xen_pfn_t) frame_list; /* IN: where the numbers of the first `nr_frames` frames go; => OUT [nr_frames] */
#endif
};
/* Short name of `struct gnttab_setup_table`. */
typedef struct gnttab_setup_table gnttab_setup_table_t;
DEFINE_XEN_GUEST_HANDLE(gnttab_setup_table_t);

/*
 * GNTTABOP_dump_table: Is refused with ENOSYS; it was to print a grant table.
 */
struct gnttab_dump_table {
    domid_t dom;             /* IN: the domain */
    int16_t status;          /* OUT: the result; => enum gnttab_status */
};
/* Short name of `struct gnttab_dump_table`. */
typedef struct gnttab_dump_table gnttab_dump_table_t;
DEFINE_XEN_GUEST_HANDLE(gnttab_dump_table_t);

/*
 * GNTTABOP_transfer: Gives pages of a PV guest away, to domains that offered a place for them.
 *
 * The page is gone even when that fails, unless the result is `GNTST_bad_page`.
 *
 * Errors:
 *   EFAULT      the array could not be read or written
 *   EOPNOTSUPP  Xen was told not to let pages be given away
 *
 * Safety:
 *   Nothing may use or map the pages any more.
 *
 * Guests: pv32 pv64 arm
 */
struct gnttab_transfer {
    xen_pfn_t mfn;           /* IN: the page, by its machine frame */
    domid_t domid;           /* IN: the domain that gets it */
    grant_ref_t ref;         /* IN: the grant by which that domain offered a place */
    int16_t status;          /* OUT: the result; => enum gnttab_status */
};
/* Short name of `struct gnttab_transfer`. */
typedef struct gnttab_transfer gnttab_transfer_t;
DEFINE_XEN_GUEST_HANDLE(gnttab_transfer_t);

#define _GNTCOPY_source_gref (0) /* The number of the bit `GNTCOPY_source_gref`. */
#define _GNTCOPY_dest_gref   (1) /* The number of the bit `GNTCOPY_dest_gref`. */

/* Which ends of a copy are grants; the others are frames of the caller. */
/* ` flags gnttab_copy_flags { // GNTCOPY_* */
#define GNTCOPY_source_gref (1 << _GNTCOPY_source_gref) /* The source is a grant. */
#define GNTCOPY_dest_gref   (1 << _GNTCOPY_dest_gref) /* The destination is a grant. */
/* ` } */

/*
 * GNTTABOP_copy: Copies bytes between pages that were granted, or between such a page and one of the caller's own.
 *
 * It needs no mapping, and so no flushing either. Both ends may be grants, of two domains that know nothing of each other.
 *
 * Errors:
 *   EFAULT  the array could not be read or written
 *
 * Safety:
 *   A destination that is a frame of the caller is overwritten; a source that is one is read, whatever is in it.
 */
struct gnttab_copy {
    struct gnttab_copy_ptr {
        union {
            grant_ref_t ref; /* the grant, if the flags say that it is one */
            xen_pfn_t gmfn;  /* the frame otherwise */
        } u;                 /* IN: the page */
        domid_t domid;       /* IN: the domain that the page belongs to; `DOMID_SELF` for the caller */
        uint16_t offset;     /* IN: the first byte in the page */
    } source;                /* IN: where the bytes come from */
    struct gnttab_copy_ptr dest; /* IN: where they go */
    uint16_t len;            /* IN: how many; neither end may reach beyond its page */
    uint16_t flags;          /* IN: which ends are grants; => flags gnttab_copy_flags */
    int16_t status;          /* OUT: the result; => enum gnttab_status */
};
/* Short name of `struct gnttab_copy`. */
typedef struct gnttab_copy gnttab_copy_t;
DEFINE_XEN_GUEST_HANDLE(gnttab_copy_t);

/*
 * GNTTABOP_query_size: Tells how long a grant table is, and how long it may become.
 *
 * Errors:
 *   EFAULT  the argument could not be read or written
 *   EINVAL  there is not exactly one element
 */
struct gnttab_query_size {
    domid_t dom;             /* IN: the domain; `DOMID_SELF` for the caller */
    uint32_t nr_frames;      /* OUT: how many pages it has */
    uint32_t max_nr_frames;  /* OUT: how many pages it may have */
    int16_t status;          /* OUT: the result; => enum gnttab_status */
};
/* Short name of `struct gnttab_query_size`. */
typedef struct gnttab_query_size gnttab_query_size_t;
DEFINE_XEN_GUEST_HANDLE(gnttab_query_size_t);

/*
 * GNTTABOP_unmap_and_replace: Undoes mappings of grants, and moves another mapping to their place in the same step.
 *
 * Nothing is mapped at `new_addr` afterwards. For PV guests; others have no such mappings.
 *
 * Errors:
 *   EFAULT  the array could not be read or written; what was unmapped by then stays so
 *
 * Safety:
 *   Nothing may rely on what was mapped at either address. The handle must be that of the mapping.
 *
 * Guests: pv32 pv64 arm
 */
struct gnttab_unmap_and_replace {
    uint64_t host_addr;      /* IN: where the grant is mapped for the processor; => vaddr */
    uint64_t new_addr;       /* IN: where the mapping is that takes its place; => vaddr */
    grant_handle_t handle;   /* IN: the number of the grant's mapping */
    int16_t status;          /* OUT: the result; => enum gnttab_status */
};
/* Short name of `struct gnttab_unmap_and_replace`. */
typedef struct gnttab_unmap_and_replace gnttab_unmap_and_replace_t;
DEFINE_XEN_GUEST_HANDLE(gnttab_unmap_and_replace_t);

#if __XEN_INTERFACE_VERSION__ >= 0x0003020a
/*
 * GNTTABOP_set_version: Chooses the version of the caller's grant table, and empties it but for the reserved entries.
 *
 * Only the first element counts.
 *
 * Errors:
 *   EFAULT  the argument could not be read or written
 *   EINVAL  there is no such version
 *   ENOSYS  the toolstack allows this domain version 1 only
 *   EBUSY   an entry that is not reserved is in use
 *   EAGAIN  an operation that needs version 2 is under way
 *   ERANGE  a reserved entry cannot be said in version 1
 *   ENOMEM  Xen is out of memory
 *
 * Safety:
 *   All pages of the table are erased, so nobody else may be using it.
 *
 * Directions:
 *   version  IN/OUT, also on failure
 */
struct gnttab_set_version {
    uint32_t version;        /* IN/OUT: 1 or 2; the version in force afterwards, also when the call fails */
};
/* Short name of `struct gnttab_set_version`. */
typedef struct gnttab_set_version gnttab_set_version_t;
DEFINE_XEN_GUEST_HANDLE(gnttab_set_version_t);

/*
 * GNTTABOP_get_status_frames: Tells in which frames the status words of a table of version 2 are, one word for each entry.
 *
 * A translated guest uses `XENMEM_add_to_physmap` instead, with `XENMAPIDX_grant_table_status`.
 *
 * Errors:
 *   EFAULT  the argument could not be read or written
 *   EINVAL  there is not exactly one element
 *
 * Safety:
 *   The handle `frame_list` must point to room for `nr_frames` frame numbers, writable during the call.
 *
 * Guests: pv32 pv64 arm
 */
struct gnttab_get_status_frames {
    uint32_t nr_frames;      /* IN: for how many frames there is room, at most those that there are */
    domid_t dom;             /* IN: the domain; `DOMID_SELF` for the caller */
    int16_t status;          /* OUT: the result; => enum gnttab_status */
    XEN_GUEST_HANDLE(uint64_t) frame_list; /* IN: where the numbers of the frames go; => OUT [nr_frames] */
};
/* Short name of `struct gnttab_get_status_frames`. */
typedef struct gnttab_get_status_frames gnttab_get_status_frames_t;
DEFINE_XEN_GUEST_HANDLE(gnttab_get_status_frames_t);

/*
 * GNTTABOP_get_version: Tells which version a domain's grant table has.
 *
 * Only the first element counts.
 *
 * Errors:
 *   EFAULT  the argument could not be read or written
 *   ESRCH   the domain does not exist
 *   EPERM   it is another domain and the caller does not control it
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
 * GNTTABOP_swap_grant_ref: Lets two entries of the caller's table change places.
 *
 * Errors:
 *   EFAULT  the array could not be read or written
 *
 * Safety:
 *   Nobody else may be writing to the two entries.
 */
struct gnttab_swap_grant_ref {
    grant_ref_t ref_a;       /* IN: the one */
    grant_ref_t ref_b;       /* IN: the other */
    int16_t status;          /* OUT: the result; => enum gnttab_status */
};
/* Short name of `struct gnttab_swap_grant_ref`. */
typedef struct gnttab_swap_grant_ref gnttab_swap_grant_ref_t;
DEFINE_XEN_GUEST_HANDLE(gnttab_swap_grant_ref_t);

/* What to do about the cache. */
/* ` flags gnttab_cache_flags { // GNTTAB_CACHE_* */
#define GNTTAB_CACHE_CLEAN       (1u << 0) /* Write back what has been written. */
#define GNTTAB_CACHE_INVAL       (1u << 1) /* Forget what has been read. */
#define GNTTAB_CACHE_SOURCE_GREF (1u << 31) /* The page is named by a grant; always refused today. */
/* ` } */

/*
 * GNTTABOP_cache_flush: Brings cache and memory together, for a part of a page that is mapped by a grant, or is the caller's own.
 *
 * A domain that lets a real device work on such a page, and on Arm has no instruction for it, needs this. On x86 only writing
 * back is possible. There is no `status`: the call fails with the first element that does.
 *
 * Errors:
 *   EFAULT      the array could not be read
 *   EINVAL      the part reaches beyond its page, a flag is not known, or there is no memory at the address
 *   EPERM       the page has no owner, or the caller has no mapping of it
 *   EOPNOTSUPP  the machine cannot do this
 *
 * Safety:
 *   Forgetting without writing back loses what was written.
 *
 * Guests: pv32 pv64 arm
 */
struct gnttab_cache_flush {
    union {
        uint64_t dev_bus_addr; /* its machine address, which the mapping told; => maddr */
        grant_ref_t ref;     /* its grant, with `GNTTAB_CACHE_SOURCE_GREF` */
    } a;                     /* IN: the page */
    uint16_t offset;         /* IN: the first byte in the page */
    uint16_t length;         /* IN: how many bytes */
    uint32_t op;             /* IN: what to do; => flags gnttab_cache_flags */
};
/* Short name of `struct gnttab_cache_flush`. */
typedef struct gnttab_cache_flush gnttab_cache_flush_t;
DEFINE_XEN_GUEST_HANDLE(gnttab_cache_flush_t);
#endif

#define _GNTMAP_device_map      (0) /* The number of the bit `GNTMAP_device_map`. */
#define _GNTMAP_host_map        (1) /* The number of the bit `GNTMAP_host_map`. */
#define _GNTMAP_readonly        (2) /* The number of the bit `GNTMAP_readonly`. */
#define _GNTMAP_application_map (3) /* The number of the bit `GNTMAP_application_map`. */
#define _GNTMAP_contains_pte    (4) /* The number of the bit `GNTMAP_contains_pte`. */
#define _GNTMAP_guest_avail0    (16) /* The number of the first bit of `GNTMAP_guest_avail_mask`. */

/* For whom and how a grant is mapped. */
/* ` flags gnttab_map_flags { // GNTMAP_* */
#define GNTMAP_device_map       (1 << _GNTMAP_device_map) /* For devices. */
#define GNTMAP_host_map         (1 << _GNTMAP_host_map) /* For the processor. */
#define GNTMAP_readonly         (1 << _GNTMAP_readonly) /* For reading only. */
#define GNTMAP_application_map  (1 << _GNTMAP_application_map) /* For user programs too, not for the kernel alone; PV. */
#define GNTMAP_contains_pte     (1 << _GNTMAP_contains_pte) /* `host_addr` is the machine address of a page-table entry; PV. */
#define GNTMAP_guest_avail_mask ((uint32_t)~0 << _GNTMAP_guest_avail0) /* Copied to the entry's bits that are the guest's own; PV. */
/* ` } */

/* How an element of an operation fared; less than 0 is a failure. */
/* ` enum gnttab_status { // GNTST_* */
#define GNTST_okay              (0)   /* It was done. */
#define GNTST_general_error     (-1)  /* It failed, for a reason that has no number of its own. */
#define GNTST_bad_domain        (-2)  /* There is no such domain. */
#define GNTST_bad_gntref        (-3)  /* There is no such grant, or it grants something else. */
#define GNTST_bad_handle        (-4)  /* There is no such mapping. */
#define GNTST_bad_virt_addr     (-5)  /* The page cannot be mapped at this address, or a list cannot be written. */
#define GNTST_bad_dev_addr      (-6)  /* The mapping has another address for devices. */
#define GNTST_no_device_space   (-7)  /* There is no room in the IOMMU. */
#define GNTST_permission_denied (-8)  /* The caller may not do this. */
#define GNTST_bad_page          (-9)  /* The page cannot be used so. */
#define GNTST_bad_copy_arg      (-10) /* One end of the copy reaches beyond its page. */
#define GNTST_address_too_big   (-11) /* The page lies too high in memory for the receiver. */
#define GNTST_eagain            (-12) /* It cannot be done just now: try again. */
#define GNTST_no_space          (-13) /* There is no number left for the mapping, or no other room in Xen. */
/* ` } */

/* The failures as words, in the order of their numbers without the sign: the initialiser of an array of strings. */
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
