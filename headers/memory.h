/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * Memory of a domain: reservations, the physmap, memory maps, resources.
 */

#ifndef __XEN_PUBLIC_MEMORY_H__
#define __XEN_PUBLIC_MEMORY_H__

#include "xen.h"
#include "physdev.h"

/*
 * `incontents 120 memory Memory
 *
 * A domain has a *maximum reservation* of pages and a *current* one. Ballooning changes the current
 * one at run time: `XENMEM_decrease_reservation` frees the pages at guest frames,
 * `XENMEM_populate_physmap` allocates pages for guest frames. Both take a list of *extents*: runs
 * of 2^`extent_order` frames, given by their first frame.
 *
 * A translated guest (every guest but PV) also controls what its frames map.
 * `XENMEM_add_to_physmap` maps a page shared with Xen (`struct shared_info`, the grant table),
 * moves a page from another frame, or maps a page of another domain. `XENMEM_remove_from_physmap`
 * unmaps a frame. A page that was mapped there before is freed.
 *
 * A PV guest uses MFNs; the machine-to-physical table gives the PFN of each
 * (`XENMEM_machphys_mapping`). Only a PV guest can exchange pages for contiguous or low ones, for
 * DMA (`XENMEM_exchange`).
 *
 * `XENMEM_memory_map` returns the physical memory map in E820 format. The other operations are for
 * toolstacks, device models, monitors and memory sharing.
 *
 * The three operations on reservations return the number of extents processed, and stop at the
 * first one that fails. Under a Flask policy, the others may fail with EACCES.
 */

/*
 * ` long
 * ` HYPERVISOR_memory_op(enum memory_op cmd, void *arg)
 * ` guests pv32 pv64 hvm32 hvm64 arm
 * `
 * @cmd the operation
 * @arg the operation's argument
 *
 * Allocates, frees, maps and describes memory.
 *
 * Errors:
 *   ENOSYS  the operation `cmd` does not exist, or not for this kind of guest
 */

/* The operations of `HYPERVISOR_memory_op`. */
/* ` enum memory_op { // XENMEM_* => struct xen_* */

/*
 * XENMEM_increase_reservation: Allocates pages without a guest frame.
 *
 * For a PV domain, which receives the MFNs in the list, if it passes one.
 *
 * Directions:
 *   extent_start  OUT
 *
 * Returns: long number of extents allocated
 */
#define XENMEM_increase_reservation 0 /* ` => struct xen_memory_reservation */

/*
 * XENMEM_decrease_reservation: Frees the pages of guest frames.
 *
 * Safety:
 *   The memory must not be in use, not be mapped by a PV guest's page tables, and not be mapped by
 *   other domains.
 *
 * Directions:
 *   extent_start  IN
 *
 * Returns: long number of extents freed
 */
#define XENMEM_decrease_reservation 1 /* ` => struct xen_memory_reservation */

/*
 * XENMEM_maximum_ram_page: Returns the end of the machine's memory, as an MFN.
 *
 * Returns: long highest MFN of memory, plus 1
 */
#define XENMEM_maximum_ram_page 2 /* ` => NULL */

/*
 * XENMEM_current_reservation: Returns the number of pages of a domain.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   ESRCH   the domain does not exist
 *   EPERM   the domain is not the caller, and the caller does not control it
 *
 * Returns: long number of pages
 */
#define XENMEM_current_reservation 3 /* ` => struct xen_memory_domain */

/*
 * XENMEM_maximum_reservation: Returns the maximum number of pages of a domain.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   ESRCH   the domain does not exist
 *   EPERM   the domain is not the caller, and the caller does not control it
 *
 * Returns: long number of pages; `u32::MAX` if unlimited
 */
#define XENMEM_maximum_reservation 4 /* ` => struct xen_memory_domain */

/*
 * XENMEM_machphys_mfn_list: Returns the MFNs of the machine-to-physical table.
 *
 * The list has one MFN per 2 MiB of the table. A privileged domain can map them.
 *
 * Errors:
 *   EFAULT  the argument could not be read or written back, or the list could not be written
 *
 * Guests: pv32 pv64 hvm32 hvm64
 *
 * Returns: 0
 */
#define XENMEM_machphys_mfn_list 5

/*
 * XENMEM_populate_physmap: Populates guest frames with newly allocated pages.
 *
 * A PV guest passes PFNs and receives MFNs in their place; Xen updates the machine-to-physical
 * table. A direct-mapped domain gets exactly the frames that it passes.
 *
 * Safety:
 *   Pages that were mapped at the frames are lost.
 *
 * Returns: long number of extents populated
 */
#define XENMEM_populate_physmap 6 /* ` => struct xen_memory_reservation */

/*
 * XENMEM_add_to_physmap: Maps a page at a guest frame of a translated domain.
 *
 * Errors:
 *   EFAULT     the argument could not be read
 *   ESRCH      the domain does not exist
 *   EPERM      the domain is not the caller, and the caller does not control it; or the frame maps
 *              a device
 *   EACCES     the domain is not translated, or the page to move is not ordinary memory
 *   EINVAL     the page `idx` does not exist
 *   EXDEV      the page to move belongs to another frame
 *   EOVERFLOW  the range overflows
 *   EBUSY      on Arm: the page is already mapped at another frame
 *   ENOSPC     the grant table cannot grow that far
 *   ENOMEM     Xen is out of memory
 *   ENOSYS     the space is not supported on Arm, or is `XENMAPSPACE_gmfn_foreign`, which needs a
 *              batch
 *
 * Safety:
 *   The page mapped at `gpfn` is lost, and `XENMAPSPACE_gmfn` unmaps the frame `idx`: no Rust
 *   object may be in either frame. Xen may write to the new page.
 *
 * Guests: pv32 pv64 hvm32 hvm64 arm
 *
 * Returns: 0
 */
#define XENMEM_add_to_physmap 7

/*
 * XENMEM_memory_map: Returns the domain's physical memory map, as set by the toolstack.
 *
 * Errors:
 *   EFAULT  the argument could not be read or written back, or the list could not be written
 *   ENOSYS  the toolstack has set no map
 *
 * Safety:
 *   `buffer` must point to `nr_entries` writable entries of 20 bytes.
 *
 * Guests: pv32 pv64 hvm32 hvm64
 *
 * Returns: 0
 */
#define XENMEM_memory_map 9

/*
 * XENMEM_machine_memory_map: Returns the machine's memory map.
 *
 * A null buffer asks for the number of entries. I/O memory that the caller may use is added as
 * reserved.
 *
 * Errors:
 *   EPERM   the caller is not privileged
 *   EFAULT  the argument could not be read or written back, or the list could not be written
 *   EINVAL  the buffer is too small
 *
 * Safety:
 *   `buffer` must be null or point to `nr_entries` writable entries of 20 bytes.
 *
 * Guests: pv32 pv64 hvm32 hvm64
 *
 * Returns: 0
 */
#define XENMEM_machine_memory_map 10 /* ` => struct xen_memory_map */

/*
 * XENMEM_exchange: Exchanges pages of a PV domain for as many new ones, in other extents.
 *
 * The call continues at `nr_exchanged` and stops at the first extent that fails. The lists must not
 * overlap.
 *
 * Errors:
 *   EFAULT      the argument or the lists could not be read or written
 *   EPERM       the domain is not the caller, and the caller does not control it; or the extents
 *               are too large for the caller
 *   EINVAL      the lists differ in domain or number of pages, or a frame is shared
 *   ESRCH       the domain does not exist
 *   EOPNOTSUPP  the domain is not PV
 *   ENOMEM      Xen has no such extents
 *
 * Safety:
 *   The handles must point to `nr_extents` frame numbers each, the second list writable. The pages
 *   given away must be neither mapped nor in use; their contents are lost.
 *
 * Directions:
 *   nr_exchanged  IN/OUT, also on failure
 *
 * Guests: pv32 pv64
 *
 * Returns: 0
 */
#define XENMEM_exchange 11 /* ` => struct xen_memory_exchange */

/*
 * XENMEM_machphys_mapping: Returns the address of the machine-to-physical table in a PV guest.
 *
 * Errors:
 *   EFAULT  the argument could not be written
 *
 * Guests: pv32 pv64
 *
 * Returns: 0
 */
#define XENMEM_machphys_mapping 12

/*
 * XENMEM_set_memory_map: Sets the memory map of a domain.
 *
 * Errors:
 *   EFAULT  the argument or the list could not be read
 *   EINVAL  too many entries
 *   ESRCH   the domain does not exist
 *   EPERM   the domain is not the caller, and the caller does not control it
 *   ENOMEM  Xen is out of memory
 *
 * Safety:
 *   `map.buffer` must point to `map.nr_entries` entries of 20 bytes.
 *
 * Guests: pv32 pv64 hvm32 hvm64
 *
 * Returns: 0
 */
#define XENMEM_set_memory_map 13 /* ` => struct xen_foreign_memory_map */

/*
 * XENMEM_maximum_gpfn: Returns the highest guest frame of a domain.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   ESRCH   the domain does not exist
 *   EPERM   the domain is not the caller, and the caller does not control it
 *
 * Returns: long guest frame number
 */
#define XENMEM_maximum_gpfn 14 /* ` => struct xen_memory_domain */

/*
 * XENMEM_remove_from_physmap: Unmaps a guest frame of a translated domain.
 *
 * Use it for frames that map a page of Xen or of another domain: a page of the domain itself stays
 * allocated but becomes inaccessible.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   ESRCH   the domain does not exist
 *   EACCES  the domain is not translated
 *   EPERM   the domain is not the caller, and the caller does not control it
 *   ENOENT  the frame is not mapped
 *
 * Safety:
 *   The memory at the frame must not be in use.
 *
 * Returns: 0
 */
#define XENMEM_remove_from_physmap 15

/*
 * XENMEM_set_pod_target: Sets the target of a populate-on-demand domain.
 *
 * Xen adds pages to the domain's cache, or frees them, until populated and cached pages reach the
 * target. Other domains are unaffected.
 *
 * Errors:
 *   EFAULT  the argument could not be read or written back
 *   ESRCH   the domain does not exist
 *   EINVAL  the domain is PV, or may not have that many pages
 *   EPERM   the caller is not privileged
 *   ENOMEM  Xen has too little memory
 *
 * Guests: pv32 pv64 hvm32 hvm64
 *
 * Returns: 0
 */
#define XENMEM_set_pod_target 16 /* ` => struct xen_pod_target */

/*
 * XENMEM_get_pod_target: Returns the memory use of a populate-on-demand domain.
 *
 * Errors:
 *   EFAULT  the argument could not be read or written back
 *   ESRCH   the domain does not exist
 *   EINVAL  the domain is PV
 *   EPERM   the caller is not privileged
 *
 * Directions:
 *   target_pages  unused
 *
 * Guests: pv32 pv64 hvm32 hvm64
 *
 * Returns: 0
 */
#define XENMEM_get_pod_target 17 /* ` => struct xen_pod_target */

#if defined(__XEN__) || defined(__XEN_TOOLS__)
/*
 * XENMEM_get_sharing_freed_pages: Returns the number of pages saved by sharing.
 *
 * Returns: long number of pages
 */
#define XENMEM_get_sharing_freed_pages 18 /* ` => NULL */

/*
 * XENMEM_get_sharing_shared_pages: Returns the number of shared pages.
 *
 * Returns: long number of pages
 */
#define XENMEM_get_sharing_shared_pages 19 /* ` => NULL */

/*
 * XENMEM_paging_op: Pages memory of a domain out and in, for a pager.
 *
 * Errors:
 *   EFAULT  the argument or the page could not be read
 *   ESRCH   the domain does not exist, or is being destroyed
 *   EPERM   the domain is the caller, or the caller does not control it
 *   ENODEV  no pager is attached
 *   EAGAIN  the page is temporarily unavailable
 *   EBUSY   the page is in use
 *   EINVAL  the page cannot be paged out
 *   ENOENT  the page is not paged out
 *   ENOMEM  Xen has no memory for the page
 *   ENOSYS  the operation does not exist
 *
 * Safety:
 *   `buffer` must be null or point to a page of memory.
 *
 * Guests: pv32 pv64 hvm32 hvm64
 *
 * Returns: 0
 */
#define XENMEM_paging_op 20 /* ` => struct xen_mem_paging_op */

/*
 * XENMEM_access_op: Sets or returns the access rights of a domain's pages; violations are reported.
 *
 * Errors:
 *   EFAULT  the argument or the lists could not be read, or the result could not be written
 *   ESRCH   the domain or the page does not exist, or the domain is being destroyed
 *   EPERM   the domain is the caller, or the caller does not control it
 *   EINVAL  the domain does not support it, or a frame is out of range
 *   ENODEV  no monitor is attached
 *   ERANGE  the access does not exist
 *   ENOSYS  the operation does not exist
 *
 * Safety:
 *   The handles must be null or point to `nr` elements each.
 *
 * Returns: 0
 */
#define XENMEM_access_op 21 /* ` => struct xen_mem_access_op */

/*
 * XENMEM_sharing_op: Shares equal pages copy-on-write, and forks domains.
 *
 * Nominating a page makes it read-only and returns a handle; two handles then share their pages.
 *
 * Errors:
 *   EFAULT  the argument could not be read or written back
 *   ESRCH   the domain does not exist
 *   EPERM   the caller does not control one of the domains
 *   EINVAL  the domain cannot share, a frame or a reference is invalid, or a reserved member is not
 *           0
 *   ENODEV  the domain to fork has no sharing
 *   EBUSY   the page is in use
 *   ENOMEM  Xen is out of memory
 *   ENOSYS  the operation does not exist
 *
 * Guests: pv32 pv64 hvm32 hvm64
 *
 * Returns: long 0, or a negative number for a stale handle
 */
#define XENMEM_sharing_op 22 /* ` => struct xen_mem_sharing_op */
#endif

/*
 * XENMEM_add_to_physmap_batch: Maps pages at guest frames of a translated domain.
 *
 * Each frame has its own result. The call succeeds even if frames fail.
 *
 * Errors:
 *   EFAULT      the argument or the lists could not be read, or the results could not be written
 *   EOPNOTSUPP  `space` is `XENMAPSPACE_gmfn_range`, or a reserved member is not 0
 *   ESRCH       the domain does not exist
 *   EPERM       the domain is not the caller, and the caller does not control it
 *   EACCES      the domain is not translated, or may not map devices
 *   EINVAL      a frame number is all ones
 *
 * Safety:
 *   The pages mapped at the frames are lost, and no Rust object may be in the pages mapped
 *   afterwards.
 *
 * Returns: 0
 */
#define XENMEM_add_to_physmap_batch 23

#if defined(__XEN__) || defined(__XEN_TOOLS__)
/*
 * XENMEM_claim_pages: Reserves memory for a domain that is being built.
 *
 * The claim includes pages that the domain has, and shrinks as the domain gets memory. A claim of 0
 * pages cancels it.
 *
 * Errors:
 *   EFAULT      the argument could not be read
 *   EINVAL      the domain does not exist, has more pages or has a claim already; or a reserved
 *               member is not 0
 *   EPERM       the caller is not privileged
 *   ENOMEM      Xen has too little memory
 *   EOPNOTSUPP  Xen uses cache colouring
 *
 * Directions:
 *   extent_start  unused
 *   extent_order  unused
 *   mem_flags     unused
 *
 * Returns: 0
 */
#define XENMEM_claim_pages 24 /* ` => struct xen_memory_reservation */
#endif

/*
 * XENMEM_machphys_compat_mfn_list: Returns the MFNs of the machine-to-physical table of 32-bit guests.
 *
 * For a 32-bit caller it is the same as `XENMEM_machphys_mfn_list`.
 *
 * Errors:
 *   EFAULT      the argument could not be read or written back, or the list could not be written
 *   EOPNOTSUPP  this Xen does not support 32-bit PV guests
 *
 * Safety:
 *   `extent_start` must point to `max_extents` writable frame numbers.
 *
 * Guests: pv32 pv64 hvm32 hvm64
 *
 * Returns: 0
 */
#define XENMEM_machphys_compat_mfn_list 25 /* ` => struct xen_machphys_mfn_list */

/*
 * XENMEM_get_vnumainfo: Returns the virtual NUMA topology of a domain.
 *
 * Errors:
 *   EFAULT      the argument could not be read or written back, or a result could not be written
 *   EINVAL      padding is not 0
 *   ESRCH       the domain does not exist, or is being destroyed
 *   EPERM       the domain is not the caller, and the caller does not control it
 *   EOPNOTSUPP  the domain has no virtual NUMA topology
 *   ENOBUFS     a buffer is too small; the three counts return the required sizes
 *   EAGAIN      the topology changed meanwhile
 *   ENOMEM      Xen is out of memory
 *
 * Safety:
 *   The handles must point to writable elements: `vdistance` to the square of `nr_vnodes`,
 *   `vcpu_to_vnode` to `nr_vcpus`, `vmemrange` to `nr_vmemranges`.
 *
 * Directions:
 *   nr_vnodes      IN/OUT, also on failure
 *   nr_vcpus       IN/OUT, also on failure
 *   nr_vmemranges  IN/OUT, also on failure
 *
 * Returns: 0
 */
#define XENMEM_get_vnumainfo 26 /* ` => struct xen_vnuma_topology_info */

#if defined(__XEN__) || defined(__XEN_TOOLS__)
/*
 * XENMEM_reserved_device_memory_map: Returns the guest frames reserved for devices by firmware (RMRR).
 *
 * Errors:
 *   EFAULT   the argument could not be read or written back, or the list could not be written
 *   EINVAL   a flag is unknown
 *   ENOBUFS  the buffer is too small; `nr_entries` returns the required size
 *
 * Safety:
 *   `buffer` must point to `nr_entries` writable entries.
 *
 * Guests: pv32 pv64 hvm32 hvm64
 *
 * Returns: 0
 */
#define XENMEM_reserved_device_memory_map 27
#endif

/*
 * XENMEM_acquire_resource: Maps pages that Xen keeps for another domain, such as its grant table.
 *
 * A null list and `nr_frames` 0 ask for the number of frames.
 *
 * Errors:
 *   EFAULT      the argument or the list could not be read or written
 *   EINVAL      padding is not 0, a number is out of range, or the resource does not exist
 *   ESRCH       the domain does not exist
 *   EPERM       the domain is the caller, or the caller does not control it
 *   EACCES      the caller is translated, and Xen cannot track references to the pages
 *   ENOENT      the vCPU or the server does not exist
 *   EOPNOTSUPP  Xen was built without the resource
 *   EIO         a frame failed; earlier frames are mapped, and the caller must unmap them
 *
 * Safety:
 *   `frame_list` must be null or point to `nr_frames` frame numbers, writable for a PV caller. The
 *   pages mapped at the frames of a translated caller are lost, and Xen and other domains write to
 *   the new ones.
 *
 * Returns: 0
 */
#define XENMEM_acquire_resource 28 /* ` => struct xen_mem_acquire_resource */
/* ` } */

#if __XEN_INTERFACE_VERSION__ >= 0x00030209
/* Builds the address width limit of `mem_flags`; 0 is unlimited. */
#define XENMEMF_address_bits(x)     (x)
/* The address width limit in `mem_flags`. */
#define XENMEMF_get_address_bits(x) ((x) & 0xffu)
/* Builds the preferred NUMA node of `mem_flags`. */
#define XENMEMF_node(x)             (((x) + 1) << 8)
/* The node in `mem_flags`; 255 for none. */
#define XENMEMF_get_node(x)         ((((x) >> 8) - 1) & 0xffu)

/* Flags of `mem_flags`; its low 16 bits hold an address width and a node. */
/* ` flags xen_memory_flags { // XENMEMF_* */
#define XENMEMF_populate_on_demand (1 << 16) /* Populates a page when the guest first accesses
                                                it. */
#define XENMEMF_exact_node_request (1 << 17) /* Fails if the node has no memory; privileged callers
                                                only. */
#define XENMEMF_vnode              (1 << 18) /* The node is a virtual node of the domain. */
/* ` } */

/* Builds a node of `mem_flags` without fallback to other nodes. */
#define XENMEMF_exact_node(n) (XENMEMF_node(n) | XENMEMF_exact_node_request)
#endif

/* Extents to allocate or to free. */
struct xen_memory_reservation {
    XEN_GUEST_HANDLE(xen_pfn_t) extent_start; /* IN: the first frame of each extent;
                                                 => IN/OUT [nr_extents] */
    xen_ulong_t nr_extents;  /* IN: the number of extents, or of pages to claim */
    unsigned int extent_order; /* IN: each extent has 2^`extent_order` frames, and is aligned to its
                                  size */
#if __XEN_INTERFACE_VERSION__ >= 0x00030209
    unsigned int mem_flags;  /* IN: flags; => flags xen_memory_flags */
#else
    unsigned int address_bits; /* IN: the address width limit in bits; 0 is unlimited */
#endif
    domid_t domid;           /* IN: the domain; `DOMID_SELF` for the caller */
};
/* Short name of `struct xen_memory_reservation`. */
typedef struct xen_memory_reservation xen_memory_reservation_t;
DEFINE_XEN_GUEST_HANDLE(xen_memory_reservation_t);

/* Argument of `XENMEM_exchange`. */
struct xen_memory_exchange {
    struct xen_memory_reservation in; /* IN: the extents to give, as MFNs; `mem_flags` is ignored */
    struct xen_memory_reservation out; /* IN: the extents to receive, as PFNs; Xen replaces them
                                          with MFNs */
    xen_ulong_t nr_exchanged; /* IN/OUT: the number of extents of `in` exchanged; 0 initially */
};
/* Short name of `struct xen_memory_exchange`. */
typedef struct xen_memory_exchange xen_memory_exchange_t;
DEFINE_XEN_GUEST_HANDLE(xen_memory_exchange_t);

/*
 * The domain whose memory is queried.
 *
 * Argument of `XENMEM_current_reservation`, `XENMEM_maximum_reservation` and `XENMEM_maximum_gpfn`.
 */
struct xen_memory_domain {
    domid_t domid;           /* IN: the domain; `DOMID_SELF` for the caller */
};

/* Argument of `XENMEM_machphys_mfn_list`. */
struct xen_machphys_mfn_list {
    unsigned int max_extents; /* IN: the length of the list */
    XEN_GUEST_HANDLE(xen_pfn_t) extent_start; /* IN: receives the first MFN of each 2 MiB; a gap
                                                 repeats the previous one; => OUT [max_extents] */
    unsigned int nr_extents; /* OUT: the number of MFNs written */
};
/* Short name of `struct xen_machphys_mfn_list`. */
typedef struct xen_machphys_mfn_list xen_machphys_mfn_list_t;
DEFINE_XEN_GUEST_HANDLE(xen_machphys_mfn_list_t);

/* Argument of `XENMEM_machphys_mapping`. */
struct xen_machphys_mapping {
    xen_ulong_t v_start;     /* OUT: the first address of the table; => vaddr */
    xen_ulong_t v_end;       /* OUT: the end address of the table, exclusive; => vaddr */
    xen_ulong_t max_mfn;     /* OUT: the highest MFN in the table */
};
/* Short name of `struct xen_machphys_mapping`. */
typedef struct xen_machphys_mapping xen_machphys_mapping_t;
DEFINE_XEN_GUEST_HANDLE(xen_machphys_mapping_t);

/* The kinds of pages that can be mapped at a guest frame. */
/* ` enum phys_map_space { // XENMAPSPACE_* */
#define XENMAPSPACE_shared_info  0 /* `struct shared_info`; the index is 0. */
#define XENMAPSPACE_grant_table  1 /* A page of the grant table, by index; see
                                      `XENMAPIDX_grant_table_status`. */
#define XENMAPSPACE_gmfn         2 /* The page of another frame, which is unmapped there; x86
                                      only. */
#define XENMAPSPACE_gmfn_range   3 /* The pages of a range of frames, which are unmapped there; x86,
                                      not in batches. */
#define XENMAPSPACE_gmfn_foreign 4 /* A page of another domain, by guest frame; in a batch only. */
#define XENMAPSPACE_dev_mmio     5 /* A page of a device, by MFN; for the hardware domain on Arm. */
/* ` } */

/* Added to the index of a grant table page: selects the status words of version 2. */
#define XENMAPIDX_grant_table_status 0x80000000U

/* Argument of `XENMEM_add_to_physmap`. */
struct xen_add_to_physmap {
    domid_t domid;           /* IN: the domain of the frame; `DOMID_SELF` for the caller */
    uint16_t size;           /* IN: the number of frames, for `XENMAPSPACE_gmfn_range` */
    unsigned int space;      /* IN: the kind of page; => enum phys_map_space */
    xen_ulong_t idx;         /* IN: the index of the page, or of the first page of a range */
    xen_pfn_t gpfn;          /* IN: the frame, or the first frame of a range */
};
/* Short name of `struct xen_add_to_physmap`. */
typedef struct xen_add_to_physmap xen_add_to_physmap_t;
DEFINE_XEN_GUEST_HANDLE(xen_add_to_physmap_t);

/* Argument of `XENMEM_add_to_physmap_batch`. */
struct xen_add_to_physmap_batch {
    domid_t domid;           /* IN: the domain of the frames; `DOMID_SELF` for the caller */
    uint16_t space;          /* IN: the kind of the pages; => enum phys_map_space */
    uint16_t size;           /* IN: the number of frames */
#if __XEN_INTERFACE_VERSION__ < 0x00040700
    domid_t foreign_domid;   /* IN: the owner of the pages, for `XENMAPSPACE_gmfn_foreign`;
                                otherwise 0 */
#else
    union xen_add_to_physmap_batch_extra {
        domid_t foreign_domid; /* XENMAPSPACE_gmfn_foreign: the owner of the pages */
        uint16_t res0;       /* XENMAPSPACE_shared_info, XENMAPSPACE_grant_table, XENMAPSPACE_gmfn,
                                XENMAPSPACE_dev_mmio: 0 */
    } u;                     /* IN: depends on `space`; => by space */
#endif
    XEN_GUEST_HANDLE(xen_ulong_t) idxs; /* IN: the indices of the pages; => IN [size] */
    XEN_GUEST_HANDLE(xen_pfn_t) gpfns; /* IN: the frames; => IN [size] */
    XEN_GUEST_HANDLE(int) errs; /* IN: receives the result of each frame, 0 or a negative error;
                                   => OUT [size] of errors */
};
/* Short name of `struct xen_add_to_physmap_batch`. */
typedef struct xen_add_to_physmap_batch xen_add_to_physmap_batch_t;
DEFINE_XEN_GUEST_HANDLE(xen_add_to_physmap_batch_t);

#if __XEN_INTERFACE_VERSION__ < 0x00040400
/* Older name of `XENMEM_add_to_physmap_batch`. */
#define XENMEM_add_to_physmap_range XENMEM_add_to_physmap_batch
/* Older name of `struct xen_add_to_physmap_batch`. */
#define xen_add_to_physmap_range xen_add_to_physmap_batch
/* Older name of `xen_add_to_physmap_batch_t`. */
typedef struct xen_add_to_physmap_batch xen_add_to_physmap_range_t;
DEFINE_XEN_GUEST_HANDLE(xen_add_to_physmap_range_t);
#endif

/* Argument of `XENMEM_remove_from_physmap`. */
struct xen_remove_from_physmap {
    domid_t domid;           /* IN: the domain of the frame; `DOMID_SELF` for the caller */
    xen_pfn_t gpfn;          /* IN: the frame to unmap */
};
/* Short name of `struct xen_remove_from_physmap`. */
typedef struct xen_remove_from_physmap xen_remove_from_physmap_t;
DEFINE_XEN_GUEST_HANDLE(xen_remove_from_physmap_t);

/* A memory map. */
struct xen_memory_map {
    unsigned int nr_entries; /* IN/OUT: the capacity of the buffer in entries; the number of
                                entries */
    XEN_GUEST_HANDLE(void) buffer; /* IN: the entries in E820 format: address, length, 32-bit type;
                                      => memory OUT [nr_entries * 20] */
};
/* Short name of `struct xen_memory_map`. */
typedef struct xen_memory_map xen_memory_map_t;
DEFINE_XEN_GUEST_HANDLE(xen_memory_map_t);

/* Argument of `XENMEM_set_memory_map`. */
struct xen_foreign_memory_map {
    domid_t domid;           /* IN: the domain; `DOMID_SELF` for the caller */
    struct xen_memory_map map; /* IN: the map */
};
/* Short name of `struct xen_foreign_memory_map`. */
typedef struct xen_foreign_memory_map xen_foreign_memory_map_t;
DEFINE_XEN_GUEST_HANDLE(xen_foreign_memory_map_t);

/* Argument of `XENMEM_set_pod_target` and `XENMEM_get_pod_target`. */
struct xen_pod_target {
    uint64_t target_pages;   /* IN: the target in pages; ignored by `XENMEM_get_pod_target` */
    uint64_t tot_pages;      /* OUT: the pages of the domain, cached ones included */
    uint64_t pod_cache_pages; /* OUT: the cached pages */
    uint64_t pod_entries;    /* OUT: the frames that are not populated yet */
    domid_t domid;           /* IN: the domain; `DOMID_SELF` for the caller */
};
/* Short name of `struct xen_pod_target`. */
typedef struct xen_pod_target xen_pod_target_t;

#if defined(__XEN__) || defined(__XEN_TOOLS__)

#ifndef uint64_aligned_t
/* A 64-bit integer, aligned alike for all callers of toolstack interfaces. */
#define uint64_aligned_t uint64_t
#endif

/* The operations of `XENMEM_paging_op`. */
/* ` enum xen_mem_paging_step { // XENMEM_paging_op_* */
#define XENMEM_paging_op_nominate 0 /* Nominates a page, and tracks accesses to it. */
#define XENMEM_paging_op_evict    1 /* Frees the page if it was not accessed; the pager must have
                                       saved it. */
#define XENMEM_paging_op_prep     2 /* Allocates the page again, and fills it from the buffer, if
                                       any. */
/* ` } */

/* Argument of `XENMEM_paging_op`. */
struct xen_mem_paging_op {
    uint8_t op;              /* IN: the operation; => enum xen_mem_paging_step */
    domid_t domain;          /* IN: the domain */
    XEN_GUEST_HANDLE_64(const_uint8) buffer; /* IN: the page's contents, for
                                                `XENMEM_paging_op_prep`; may be null;
                                                => memory IN [4096] */
    uint64_aligned_t gfn;    /* IN: the frame of the page; => gfn */
};
/* Short name of `struct xen_mem_paging_op`. */
typedef struct xen_mem_paging_op xen_mem_paging_op_t;
DEFINE_XEN_GUEST_HANDLE(xen_mem_paging_op_t);

/* The operations of `XENMEM_access_op`. */
/* ` enum xen_mem_access_step { // XENMEM_access_op_* */
#define XENMEM_access_op_set_access       0 /* Sets the access of a range of frames. */
#define XENMEM_access_op_get_access       1 /* Returns the access of a frame. */
#define XENMEM_access_op_set_access_multi 4 /* Sets the access of each frame in a list. */
/* ` } */

/* Access rights. Xen reports every other access to the monitor. */
typedef enum {
    XENMEM_access_n,         /* Nothing. */
    XENMEM_access_r,         /* Read. */
    XENMEM_access_w,         /* Write. */
    XENMEM_access_rw,        /* Read and write. */
    XENMEM_access_x,         /* Execute. */
    XENMEM_access_rx,        /* Read and execute. */
    XENMEM_access_wx,        /* Write and execute. */
    XENMEM_access_rwx,       /* Read, write and execute. */
    XENMEM_access_rx2rw,     /* Read and execute; the first write changes it to read and write. */
    XENMEM_access_n2rwx,     /* Nothing; the first access is reported without a pause, and changes
                                it to all rights. */
#if XEN_RELEASE >= 0x0414
    XENMEM_access_r_pw,      /* Read; the CPU may still set accessed and dirty bits, if
                                supported. */
#endif
    XENMEM_access_default    /* The domain's default. */
} xenmem_access_t;

/* Argument of `XENMEM_access_op`. */
struct xen_mem_access_op {
    uint8_t op;              /* IN: the operation; => enum xen_mem_access_step */
    uint8_t access;          /* IN/OUT: the access; => enum xenmem_access_t */
    domid_t domid;           /* IN: the domain */
    uint32_t nr;             /* IN: the number of frames in the range or list */
    uint64_aligned_t pfn;    /* IN: the frame, the first frame of a range, or all ones for the
                                domain's default; => gfn */
    XEN_GUEST_HANDLE(const_uint64) pfn_list; /* IN: the frames, for
                                                `XENMEM_access_op_set_access_multi`;
                                                => memory IN [nr] */
    XEN_GUEST_HANDLE(const_uint8) access_list; /* IN: the access of each frame; => memory IN [nr] */
};
/* Short name of `struct xen_mem_access_op`. */
typedef struct xen_mem_access_op xen_mem_access_op_t;
DEFINE_XEN_GUEST_HANDLE(xen_mem_access_op_t);

/* The operations of `XENMEM_sharing_op`. */
/* ` enum xen_mem_sharing_step { // XENMEM_sharing_op_* */
#define XENMEM_sharing_op_nominate_gfn  0 /* Nominates a page by frame. */
#define XENMEM_sharing_op_nominate_gref 1 /* Nominates a page by grant reference. */
#define XENMEM_sharing_op_share         2 /* Shares two pages. */
#define XENMEM_sharing_op_debug_gfn     3 /* Prints the state of a page, by frame. */
#define XENMEM_sharing_op_debug_mfn     4 /* Prints the state of a page, by MFN. */
#define XENMEM_sharing_op_debug_gref    5 /* Prints the state of a page, by grant reference. */
#define XENMEM_sharing_op_add_physmap   6 /* Maps a shared page at an unmapped frame of another
                                             domain. */
#define XENMEM_sharing_op_audit         7 /* Checks consistency, and returns the number of
                                             errors. */
#define XENMEM_sharing_op_range_share   8 /* Shares a range of frames with the same frames of
                                             another domain. */
#define XENMEM_sharing_op_fork          9 /* Forks a domain. */
#define XENMEM_sharing_op_fork_reset    10 /* Resets a fork to its initial state. */
/* ` } */

/* The handle of the source is stale: nominate the page again. */
#define XENMEM_SHARING_OP_S_HANDLE_INVALID (-10)
/* The handle of the client is stale: nominate the page again. */
#define XENMEM_SHARING_OP_C_HANDLE_INVALID (-9)

/* Flag of a frame member that holds a grant reference. */
#define XENMEM_SHARING_OP_FIELD_IS_GREF_FLAG (xen_mk_ullong(1) << 62)
/* Stores a grant reference in a frame member. */
#define XENMEM_SHARING_OP_FIELD_MAKE_GREF(field, val) \
    (field) = (XENMEM_SHARING_OP_FIELD_IS_GREF_FLAG | (val))
/* Whether a frame member holds a grant reference. */
#define XENMEM_SHARING_OP_FIELD_IS_GREF(field) \
    ((field) & XENMEM_SHARING_OP_FIELD_IS_GREF_FLAG)
/* The grant reference in a frame member. */
#define XENMEM_SHARING_OP_FIELD_GET_GREF(field) \
    ((field) & (~XENMEM_SHARING_OP_FIELD_IS_GREF_FLAG))

/* Flags for forking and resetting a domain. */
/* ` flags xen_mem_fork_flags { // XENMEM_FORK_* */
#define XENMEM_FORK_WITH_IOMMU_ALLOWED (1u << 0) /* Forks even if the domain has an IOMMU; for
                                                    short-lived forks. */
#define XENMEM_FORK_BLOCK_INTERRUPTS   (1u << 1) /* Blocks interrupts; for short-lived forks. */
#define XENMEM_FORK_RESET_STATE        (1u << 2) /* Resets the vCPUs and devices. */
#define XENMEM_FORK_RESET_MEMORY       (1u << 3) /* Resets the memory. */
/* ` } */

/* Argument of `XENMEM_sharing_op`. */
struct xen_mem_sharing_op {
    uint8_t op;              /* IN: the operation; => enum xen_mem_sharing_step */
    domid_t domain;          /* IN: the domain of the page or source; the fork, for the two fork
                                operations */
    union {
        struct mem_sharing_op_nominate {
            union {
                uint64_aligned_t gfn; /* the frame, for `XENMEM_sharing_op_nominate_gfn`; => gfn */
                uint32_t grant_ref; /* the grant, for `XENMEM_sharing_op_nominate_gref` */
            } u;             /* IN: the page */
            uint64_aligned_t handle; /* OUT: its handle */
        } nominate;          /* XENMEM_sharing_op_nominate_gfn, XENMEM_sharing_op_nominate_gref: the
                                page to nominate */
        struct mem_sharing_op_share {
            uint64_aligned_t source_gfn; /* IN: the frame of the source, or a grant; => gfn */
            uint64_aligned_t source_handle; /* IN: the handle of the source */
            uint64_aligned_t client_gfn; /* IN: the frame of the client, or a grant; => gfn */
            uint64_aligned_t client_handle; /* IN: the handle of the client; not for
                                               `XENMEM_sharing_op_add_physmap` */
            domid_t client_domain; /* IN: the domain of the client */
        } share;             /* XENMEM_sharing_op_share, XENMEM_sharing_op_add_physmap: source and
                                client */
        struct mem_sharing_op_range {
            uint64_aligned_t first_gfn; /* IN: the first frame; => gfn */
            uint64_aligned_t last_gfn; /* IN: the last frame; => gfn */
            uint64_aligned_t opaque; /* IN/OUT: Xen's progress; 0 initially */
            domid_t client_domain; /* IN: the other domain */
            uint16_t _pad[3];
        } range;             /* XENMEM_sharing_op_range_share: the frames */
        struct mem_sharing_op_debug {
            union {
                uint64_aligned_t gfn; /* the frame, for `XENMEM_sharing_op_debug_gfn`; => gfn */
                uint64_aligned_t mfn; /* the MFN, for `XENMEM_sharing_op_debug_mfn`; => mfn */
                uint32_t gref; /* the grant, for `XENMEM_sharing_op_debug_gref` */
            } u;             /* IN: the page */
        } debug;             /* XENMEM_sharing_op_debug_gfn, XENMEM_sharing_op_debug_mfn,
                                XENMEM_sharing_op_debug_gref: the page to print */
        struct mem_sharing_op_fork {
            domid_t parent_domain; /* IN: the domain to fork; not for
                                      `XENMEM_sharing_op_fork_reset` */
            uint16_t flags;  /* IN: flags; => flags xen_mem_fork_flags */
            uint32_t pad;
        } fork;              /* XENMEM_sharing_op_fork, XENMEM_sharing_op_fork_reset: the fork */
    } u;                     /* IN/OUT: the argument of the operation; => by op */
};
/* Short name of `struct xen_mem_sharing_op`. */
typedef struct xen_mem_sharing_op xen_mem_sharing_op_t;
DEFINE_XEN_GUEST_HANDLE(xen_mem_sharing_op_t);

/* A range of reserved guest frames. */
struct xen_reserved_device_memory {
    xen_pfn_t start_pfn;     /* the first frame */
    xen_ulong_t nr_pages;    /* the number of frames */
};
/* Short name of `struct xen_reserved_device_memory`. */
typedef struct xen_reserved_device_memory xen_reserved_device_memory_t;
DEFINE_XEN_GUEST_HANDLE(xen_reserved_device_memory_t);

/* Flags for `XENMEM_reserved_device_memory_map`. */
/* ` flags xen_reserved_device_memory_flags { // XENMEM_RDM_* */
#define XENMEM_RDM_ALL 1 /* Returns the ranges of all devices. */
/* ` } */

/* Argument of `XENMEM_reserved_device_memory_map`. */
struct xen_reserved_device_memory_map {
    uint32_t flags;          /* IN: flags; => flags xen_reserved_device_memory_flags */
    unsigned int nr_entries; /* IN/OUT: the capacity of the buffer in entries; the number of
                                entries */
    XEN_GUEST_HANDLE(xen_reserved_device_memory_t) buffer; /* IN: receives the entries;
                                                              => memory OUT [nr_entries] */
    union {
        physdev_pci_device_t pci; /* a PCI device */
    } dev;                   /* IN: the device */
};
/* Short name of `struct xen_reserved_device_memory_map`. */
typedef struct xen_reserved_device_memory_map xen_reserved_device_memory_map_t;
DEFINE_XEN_GUEST_HANDLE(xen_reserved_device_memory_map_t);

#endif /* __XEN__ || __XEN_TOOLS__ */

/* Resources that Xen keeps for a domain, for its toolstack or device model. */
/* ` enum xen_mem_resource_type { // XENMEM_resource_* */
#define XENMEM_resource_ioreq_server 0 /* The I/O requests to a device model, by ioreq server ID. */
#define XENMEM_resource_grant_table  1 /* The grant table, by `XENMEM_resource_grant_table_id_*`. */
#define XENMEM_resource_vmtrace_buf  2 /* The processor trace of a vCPU, by vCPU ID. */
/* ` } */

/* Parts of a grant table. */
/* ` enum xen_mem_resource_grant_table_id { // XENMEM_resource_grant_table_id_* */
#define XENMEM_resource_grant_table_id_shared 0 /* The entries. */
#define XENMEM_resource_grant_table_id_status 1 /* The status words of version 2. */
/* ` } */

/* The frame of buffered I/O requests. */
#define XENMEM_resource_ioreq_server_frame_bufioreq 0
/* The frame `n` of synchronous I/O requests. */
#define XENMEM_resource_ioreq_server_frame_ioreq(n) (1 + (n))

/* Argument of `XENMEM_acquire_resource`. */
struct xen_mem_acquire_resource {
    domid_t domid;           /* IN: the domain, not the caller */
    uint16_t type;           /* IN: the resource; => enum xen_mem_resource_type */
    uint32_t id;             /* IN: the ID of the resource, which depends on the type */
    uint32_t nr_frames;      /* IN/OUT: the number of frames; with a null list and 0, returns the
                                size */
    uint32_t pad;
    uint64_t frame;          /* IN: the index of the first frame */
    XEN_GUEST_HANDLE(xen_pfn_t) frame_list; /* IN: receives MFNs for a PV caller; otherwise the
                                               guest frames to map at;
                                               => memory IN/OUT [nr_frames] */
};
/* Short name of `struct xen_mem_acquire_resource`. */
typedef struct xen_mem_acquire_resource xen_mem_acquire_resource_t;
DEFINE_XEN_GUEST_HANDLE(xen_mem_acquire_resource_t);

/* A memory range of a virtual NUMA node. */
struct xen_vmemrange {
    uint64_t start;          /* the first physical address */
    uint64_t end;            /* the end address, exclusive */
    unsigned int flags;      /* 0: no flags are defined */
    unsigned int nid;        /* the node */
};
/* Short name of `struct xen_vmemrange`. */
typedef struct xen_vmemrange xen_vmemrange_t;
DEFINE_XEN_GUEST_HANDLE(xen_vmemrange_t);

/* Argument of `XENMEM_get_vnumainfo`. */
struct xen_vnuma_topology_info {
    domid_t domid;           /* IN: the domain; `DOMID_SELF` for the caller */
    uint16_t pad;
    unsigned int nr_vnodes;  /* IN/OUT: the capacity in nodes; the number of nodes */
    unsigned int nr_vcpus;   /* IN/OUT: the capacity in vCPUs; the number of vCPUs */
    unsigned int nr_vmemranges; /* IN/OUT: the capacity in ranges; the number of ranges */
    union {
        XEN_GUEST_HANDLE(uint) h; /* the address */
        uint64_t pad;        /* pads the handle to 64 bits */
    } vdistance;             /* IN: receives the distances between nodes, a row per node;
                                => memory OUT [nr_vnodes * nr_vnodes] */
    union {
        XEN_GUEST_HANDLE(uint) h; /* the address */
        uint64_t pad;        /* pads the handle to 64 bits */
    } vcpu_to_vnode;         /* IN: receives the node of each vCPU; => memory OUT [nr_vcpus] */
    union {
        XEN_GUEST_HANDLE(xen_vmemrange_t) h; /* the address */
        uint64_t pad;        /* pads the handle to 64 bits */
    } vmemrange;             /* IN: receives the ranges; => memory OUT [nr_vmemranges] */
};
/* Short name of `struct xen_vnuma_topology_info`. */
typedef struct xen_vnuma_topology_info xen_vnuma_topology_info_t;
DEFINE_XEN_GUEST_HANDLE(xen_vnuma_topology_info_t);

#endif /* __XEN_PUBLIC_MEMORY_H__ */
