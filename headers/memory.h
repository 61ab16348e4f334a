/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * Memory of a domain: how much it has, where its frames are, what stands behind them.
 */

#ifndef __XEN_PUBLIC_MEMORY_H__
#define __XEN_PUBLIC_MEMORY_H__

#include "xen.h"
#include "physdev.h"

/*
 * `incontents 120 memory Memory
 *
 * A domain may have so many pages (its *maximum reservation*) and has so many (its *current* one). It gives pages back and asks for
 * others while it runs, which is called ballooning: `XENMEM_decrease_reservation` empties guest frames, their
 * opposite `XENMEM_populate_physmap` puts memory behind them. Both take a list of *extents*: runs of frames, two to the power
 * of `extent_order` in each, named by the first.
 *
 * A translated guest, which is every guest but a PV one, can also choose what its frames show: `XENMEM_add_to_physmap` puts a page
 * there that Xen shares with it (`struct shared_info`, the grant table), moves a page from another frame, or shows a page of another
 * domain, and `XENMEM_remove_from_physmap` empties the frame. Whatever was behind the frame before is given up.
 *
 * A PV guest has machine frames, and a table that Xen keeps tells it which pseudo-physical frame each of them is
 * (`XENMEM_machphys_mapping`). It alone can exchange pages for others, contiguous or low ones for a device (`XENMEM_exchange`).
 *
 * Which addresses are memory and which are devices is in a list of the kind that PC firmware has, `XENMEM_memory_map`. The rest is
 * for toolstacks, device models, and those who watch or share memory of other domains.
 *
 * The three operations on reservations have no errors: they say how many extents were done, and stop at the first that cannot be.
 * Any other may fail with EACCES, where the system runs a Flask policy that forbids it.
 */

/*
 * ` long
 * ` HYPERVISOR_memory_op(enum memory_op cmd, void *arg)
 * ` guests pv32 pv64 hvm32 hvm64 arm
 * `
 * @cmd the operation
 * @arg the operation's argument
 *
 * Gives, takes, moves and describes memory.
 *
 * Errors:
 *   ENOSYS  the operation `cmd` does not exist, or it is not for guests of this kind
 */

/* The operations of `HYPERVISOR_memory_op`. */
/* ` enum memory_op { // XENMEM_* => struct xen_* */

/*
 * XENMEM_increase_reservation: Gives a domain more pages, which are not put behind any guest frame.
 *
 * Of use to a PV domain, which learns the machine frames, if it gave a list for them.
 *
 * Directions:
 *   extent_start  OUT
 *
 * Returns: long number of extents that came
 */
#define XENMEM_increase_reservation 0 /* ` => struct xen_memory_reservation */

/*
 * XENMEM_decrease_reservation: Takes the pages behind guest frames away, and gives them back to Xen.
 *
 * Safety:
 *   Nothing may use the memory behind the frames any more, no page table of a PV guest may map it, and no other domain may have a
 *   mapping of it.
 *
 * Directions:
 *   extent_start  IN
 *
 * Returns: long number of extents that were given back
 */
#define XENMEM_decrease_reservation 1 /* ` => struct xen_memory_reservation */

/*
 * XENMEM_maximum_ram_page: Tells the number of machine frames up to the end of the machine's memory.
 *
 * Returns: long one more than the highest machine frame that is memory
 */
#define XENMEM_maximum_ram_page 2 /* ` => NULL */

/*
 * XENMEM_current_reservation: Tells how many pages a domain has.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   ESRCH   the domain does not exist
 *   EPERM   it is another domain and the caller does not control it
 *
 * Returns: long number of pages
 */
#define XENMEM_current_reservation 3 /* ` => struct xen_memory_domain */

/*
 * XENMEM_maximum_reservation: Tells how many pages a domain may have.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   ESRCH   the domain does not exist
 *   EPERM   it is another domain and the caller does not control it
 *
 * Returns: long number of pages, all of an int's 32 bits if there is no limit
 */
#define XENMEM_maximum_reservation 4 /* ` => struct xen_memory_domain */

/*
 * XENMEM_machphys_mfn_list: Tells which machine frames hold the table that leads from machine frames to pseudo-physical ones.
 *
 * A domain that may map them sees the whole table; it is listed in extents of 2 MiB.
 *
 * Errors:
 *   EFAULT  the argument could not be read or written back, or the list not be written
 *
 * Guests: pv32 pv64 hvm32 hvm64
 *
 * Returns: 0
 */
#define XENMEM_machphys_mfn_list 5

/*
 * XENMEM_populate_physmap: Puts fresh memory behind guest frames that have none.
 *
 * A PV guest gets the machine frames in place of the numbers it gave, and finds its own numbers in the table that
 * the operation `XENMEM_machphys_mapping` is about. A domain without an IOMMU whose frames are machine frames gets back those very frames.
 *
 * Safety:
 *   Memory that stood behind one of the frames is lost.
 *
 * Returns: long number of extents that got memory
 */
#define XENMEM_populate_physmap 6 /* ` => struct xen_memory_reservation */

/*
 * XENMEM_add_to_physmap: Decides what a guest frame of a translated domain shows.
 *
 * Errors:
 *   EFAULT     the argument could not be read
 *   ESRCH      the domain does not exist
 *   EPERM      it is another domain and the caller does not control it, or the frame shows a device
 *   EACCES     the domain is not a translated one, or the page to be moved is no ordinary memory
 *   EINVAL     there is no page at that index
 *   EXDEV      the page to be moved belongs to another frame
 *   EOVERFLOW  the range runs over the end of all numbers
 *   EBUSY      on Arm: the shared page, or that page of the grant table, appears at another frame already
 *   ENOSPC     the grant table cannot grow that far
 *   ENOMEM     Xen is out of memory
 *   ENOSYS     on Arm: no such space; everywhere: `XENMAPSPACE_gmfn_foreign` is for the batch alone
 *
 * Safety:
 *   The memory that stood behind `gpfn` is lost, and with `XENMAPSPACE_gmfn` the frame `idx` becomes empty. The new page is shared
 *   with Xen or moved: nothing that the compiler knows of may live in either frame.
 *
 * Guests: pv32 pv64 hvm32 hvm64 arm
 *
 * Returns: 0
 */
#define XENMEM_add_to_physmap 7

/*
 * XENMEM_memory_map: Tells how the domain's physical address space is laid out, in the words of whoever built the domain.
 *
 * Errors:
 *   EFAULT  the argument could not be read or written back, or the list not be written
 *   ENOSYS  the toolstack gave the domain no such list
 *
 * Safety:
 *   The handle `buffer` must point to room for `nr_entries` entries of 20 bytes, writable during the call.
 *
 * Guests: pv32 pv64 hvm32 hvm64
 *
 * Returns: 0
 */
#define XENMEM_memory_map 9

/*
 * XENMEM_machine_memory_map: Tells how the machine's address space is laid out.
 *
 * With a null buffer it only tells how many entries there are. What the caller may use as I/O memory is listed as reserved, besides
 * what the firmware said.
 *
 * Errors:
 *   EPERM   the caller is not privileged
 *   EFAULT  the argument could not be read or written back, or the list not be written
 *   EINVAL  there is too little room
 *
 * Safety:
 *   The handle `buffer` must be null or point to room for `nr_entries` entries of 20 bytes, writable during the call.
 *
 * Guests: pv32 pv64 hvm32 hvm64
 *
 * Returns: 0
 */
#define XENMEM_machine_memory_map 10 /* ` => struct xen_memory_map */

/*
 * XENMEM_exchange: Trades pages of a PV domain for others of the same number, in extents of another size if need be.
 *
 * It goes on where `nr_exchanged` says, and stops at the first extent that cannot be traded, so that the lists must not overlap.
 *
 * Errors:
 *   EFAULT      the argument or the lists could not be read or written
 *   EPERM       it is another domain and the caller does not control it, or the extents are larger than the caller may ask for
 *   EINVAL      the two lists do not have the same domain and number of pages, or a frame is not the domain's alone
 *   ESRCH       the domain does not exist
 *   EOPNOTSUPP  the domain is not a PV one
 *   ENOMEM      there are no such extents
 *
 * Safety:
 *   The handles must point to lists of as many frame numbers as `nr_extents` beside them says, the second one writable. Nothing may
 *   use or map the pages that are given away; their contents are lost.
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
 * XENMEM_machphys_mapping: Tells where a PV guest sees the table that leads from machine frames to pseudo-physical ones.
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
 * XENMEM_set_memory_map: Decides what `XENMEM_memory_map` will tell a domain.
 *
 * Errors:
 *   EFAULT  the argument or the list could not be read
 *   EINVAL  more entries than Xen keeps
 *   ESRCH   the domain does not exist
 *   EPERM   it is another domain and the caller does not control it
 *   ENOMEM  Xen is out of memory
 *
 * Safety:
 *   The handle `map.buffer` must point to `map.nr_entries` entries of 20 bytes.
 *
 * Guests: pv32 pv64 hvm32 hvm64
 *
 * Returns: 0
 */
#define XENMEM_set_memory_map 13 /* ` => struct xen_foreign_memory_map */

/*
 * XENMEM_maximum_gpfn: Tells the highest guest frame that a domain uses.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   ESRCH   the domain does not exist
 *   EPERM   it is another domain and the caller does not control it
 *
 * Returns: long number of the frame
 */
#define XENMEM_maximum_gpfn 14 /* ` => struct xen_memory_domain */

/*
 * XENMEM_remove_from_physmap: Empties a guest frame of a translated domain.
 *
 * A page that was the domain's own stays its own, and is not behind any frame any more; so this is meant for frames that show a page of
 * Xen's or of another domain.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   ESRCH   the domain does not exist
 *   EACCES  the domain is not a translated one
 *   EPERM   it is another domain and the caller does not control it
 *   ENOENT  the frame is empty already
 *
 * Safety:
 *   Nothing may use the memory behind the frame any more.
 *
 * Returns: 0
 */
#define XENMEM_remove_from_physmap 15

/*
 * XENMEM_set_pod_target: Decides how much memory a domain that is populated on demand may come to use.
 *
 * Pages are put aside for it, or taken back, until what it has and what lies aside for it are as many as the target. Does nothing
 * to a domain that is not populated on demand.
 *
 * Errors:
 *   EFAULT  the argument could not be read or written back
 *   ESRCH   the domain does not exist
 *   EINVAL  the domain is a PV one, or may not have as many pages
 *   EPERM   the caller is not privileged
 *   ENOMEM  there is not enough memory
 *
 * Guests: pv32 pv64 hvm32 hvm64
 *
 * Returns: 0
 */
#define XENMEM_set_pod_target 16 /* ` => struct xen_pod_target */

/*
 * XENMEM_get_pod_target: Tells how much memory a domain that is populated on demand has, and how much lies aside for it.
 *
 * Errors:
 *   EFAULT  the argument could not be read or written back
 *   ESRCH   the domain does not exist
 *   EINVAL  the domain is a PV one
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
 * XENMEM_get_sharing_freed_pages: Tells how many pages the sharing of equal ones has saved.
 *
 * Returns: long number of pages
 */
#define XENMEM_get_sharing_freed_pages 18 /* ` => NULL */

/*
 * XENMEM_get_sharing_shared_pages: Tells how many pages are shared because they are equal.
 *
 * Returns: long number of pages
 */
#define XENMEM_get_sharing_shared_pages 19 /* ` => NULL */

/*
 * XENMEM_paging_op: Moves pages of a domain out to a file and back, together with the pager that owns the file.
 *
 * Errors:
 *   EFAULT  the argument or the page's contents could not be read
 *   ESRCH   no such domain, or it is being destroyed
 *   EPERM   it is the caller itself, or the caller does not control it
 *   ENODEV  no pager listens
 *   EAGAIN  the page cannot be moved just now
 *   EBUSY   the page is in use
 *   EINVAL  the page cannot be moved
 *   ENOENT  the page was not moved out
 *   ENOMEM  there is no memory for the page
 *   ENOSYS  no such step
 *
 * Safety:
 *   The handle `buffer` must be null or point to a page of memory.
 *
 * Guests: pv32 pv64 hvm32 hvm64
 *
 * Returns: 0
 */
#define XENMEM_paging_op 20 /* ` => struct xen_mem_paging_op */

/*
 * XENMEM_access_op: Sets or tells what a domain may do to its own pages, short of what it believes; what goes beyond is reported.
 *
 * Errors:
 *   EFAULT  the argument or the lists could not be read, or the answer not be written
 *   ESRCH   no such domain, or it is being destroyed; no such page
 *   EPERM   it is the caller itself, or the caller does not control it
 *   EINVAL  the domain's pages cannot be watched, or a frame lies beyond its memory
 *   ENODEV  nobody listens to the reports
 *   ERANGE  no such access
 *   ENOSYS  no such step
 *
 * Safety:
 *   The handles must be null or point to `nr` elements each.
 *
 * Returns: 0
 */
#define XENMEM_access_op 21 /* ` => struct xen_mem_access_op */

/*
 * XENMEM_sharing_op: Lets domains share pages that are equal, until one of them writes; also copies whole domains that way.
 *
 * A page is nominated, which gives it a handle and makes it read-only, and then shared with another page by the two handles.
 *
 * Errors:
 *   EFAULT  the argument could not be read or written back
 *   ESRCH   no such domain
 *   EPERM   the caller does not control one of the domains
 *   EINVAL  the domain cannot share, a frame or a reference is not right, or something that must be 0 is not
 *   ENODEV  a domain to be copied shares no memory
 *   EBUSY   the page is in use
 *   ENOMEM  Xen is out of memory
 *   ENOSYS  no such step
 *
 * Guests: pv32 pv64 hvm32 hvm64
 *
 * Returns: long 0, or one of the two negative numbers that say which handle is stale
 */
#define XENMEM_sharing_op 22 /* ` => struct xen_mem_sharing_op */
#endif

/*
 * XENMEM_add_to_physmap_batch: Decides what several guest frames of a translated domain show.
 *
 * Each frame succeeds or fails by itself; success of the whole only says that all were tried.
 *
 * Errors:
 *   EFAULT      the argument or the lists could not be read, or the results not be written
 *   EOPNOTSUPP  `XENMAPSPACE_gmfn_range` is not for the batch, or a field that must be 0 is not
 *   ESRCH       the domain does not exist
 *   EPERM       it is another domain and the caller does not control it
 *   EACCES      the domain is not a translated one, or may not map devices
 *   EINVAL      a frame's number has all bits set
 *
 * Safety:
 *   The memory that stood behind the frames is lost, and nothing that the compiler knows of may live in what they show afterwards.
 *
 * Returns: 0
 */
#define XENMEM_add_to_physmap_batch 23

#if defined(__XEN__) || defined(__XEN_TOOLS__)
/*
 * XENMEM_claim_pages: Sets memory aside for a domain that is being built, without saying which.
 *
 * The pages that the domain has already count. The claim shrinks as the domain gets memory, and ends with it; a claim of 0 pages
 * ends it at once.
 *
 * Errors:
 *   EFAULT      the argument could not be read
 *   EINVAL      no such domain, fewer pages than it has, a claim beside another one, or a field that must be 0 is not
 *   EPERM       the caller is not privileged
 *   ENOMEM      there is not enough memory
 *   EOPNOTSUPP  Xen divides memory by cache colours
 *
 * Returns: 0
 */
#define XENMEM_claim_pages 24 /* ` => struct xen_memory_reservation */
#endif

/*
 * XENMEM_machphys_compat_mfn_list: Tells which machine frames hold the table that 32-bit guests use.
 *
 * To a 32-bit caller it is `XENMEM_machphys_mfn_list`.
 *
 * Errors:
 *   EFAULT      the argument could not be read or written back, or the list not be written
 *   EOPNOTSUPP  this Xen runs no 32-bit PV guests
 *
 * Safety:
 *   The handle `extent_start` must point to `max_extents` frame numbers that are writable during the call.
 *
 * Guests: pv32 pv64 hvm32 hvm64
 *
 * Returns: 0
 */
#define XENMEM_machphys_compat_mfn_list 25 /* ` => struct xen_machphys_mfn_list */

/*
 * XENMEM_get_vnumainfo: Tells which of a domain's memory and vCPUs are near each other.
 *
 * Errors:
 *   EFAULT      the argument could not be read or written back, or an answer not be written
 *   EINVAL      padding is not 0
 *   ESRCH       the domain does not exist, or it is being destroyed
 *   EPERM       it is another domain and the caller does not control it
 *   EOPNOTSUPP  the domain was not given several nodes
 *   ENOBUFS     there is too little room; the three numbers say how much is needed
 *   EAGAIN      the answer changed in the meantime
 *   ENOMEM      Xen is out of memory
 *
 * Safety:
 *   The handles must point to room for as many elements as the numbers say, writable during the call: those of `vdistance` the square
 *   of `nr_vnodes`, those of `vcpu_to_vnode` as many as `nr_vcpus`, those of `vmemrange` as many as `nr_vmemranges`.
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
 * XENMEM_reserved_device_memory_map: Tells which guest frames must stay free for devices that the firmware uses itself.
 *
 * Errors:
 *   EFAULT   the argument could not be read or written back, or the list not be written
 *   EINVAL   a flag is set that is not known
 *   ENOBUFS  there is too little room; `nr_entries` says how much is needed
 *
 * Safety:
 *   The handle `buffer` must point to room for `nr_entries` entries, writable during the call.
 *
 * Guests: pv32 pv64 hvm32 hvm64
 *
 * Returns: 0
 */
#define XENMEM_reserved_device_memory_map 27
#endif

/*
 * XENMEM_acquire_resource: Shows the caller pages that Xen keeps for another domain: its grant table, its I/O requests, its trace.
 *
 * With a null list and no frames asked for, it tells how many frames there are, in `nr_frames`.
 *
 * Errors:
 *   EFAULT      the argument or the list could not be read or written
 *   EINVAL      padding is not 0, a number is out of range, or there is no such resource
 *   ESRCH       the domain does not exist
 *   EPERM       it is the caller itself, or the caller does not control it
 *   EACCES      the caller is translated, and Xen could not keep track of the pages
 *   ENOENT      the domain has no such vCPU or server
 *   EOPNOTSUPP  Xen was built without such resources
 *   EIO         a frame could not be used; those before it show pages now, and are the caller's to empty
 *
 * Safety:
 *   The handle `frame_list` must be null or point to `nr_frames` frame numbers, writable ones for a PV caller. The memory that
 *   stood behind the frames of a translated caller is lost, and what they show is written by Xen and other domains.
 *
 * Returns: 0
 */
#define XENMEM_acquire_resource 28 /* ` => struct xen_mem_acquire_resource */
/* ` } */

#if __XEN_INTERFACE_VERSION__ >= 0x00030209
/* The part of `mem_flags` that limits how many bits an address of the memory may have; 0 for no limit. */
#define XENMEMF_address_bits(x)     (x)
/* How many bits an address of the memory may have, out of `mem_flags`. */
#define XENMEMF_get_address_bits(x) ((x) & 0xffu)
/* The part of `mem_flags` that asks for memory of one node. */
#define XENMEMF_node(x)             (((x) + 1) << 8)
/* The node out of `mem_flags`; 255 if none was asked for. */
#define XENMEMF_get_node(x)         ((((x) >> 8) - 1) & 0xffu)

/* What memory is asked for; the low 16 bits of the same word hold a width of addresses and a node. */
/* ` flags xen_memory_flags { // XENMEMF_* */
#define XENMEMF_populate_on_demand (1 << 16) /* None for now: it comes when the guest touches it. */
#define XENMEMF_exact_node_request (1 << 17) /* From the node that is named or not at all; a privileged caller only. */
#define XENMEMF_vnode              (1 << 18) /* The node is one that the domain knows, not one of the machine. */
/* ` } */

/* The part of `mem_flags` that asks for memory of one node, and none other. */
#define XENMEMF_exact_node(n) (XENMEMF_node(n) | XENMEMF_exact_node_request)
#endif

/* Extents of memory to get or to give back. */
struct xen_memory_reservation {
    XEN_GUEST_HANDLE(xen_pfn_t) extent_start; /* IN: the first frame of each; null for `XENMEM_claim_pages`; => IN/OUT [nr_extents] */
    xen_ulong_t nr_extents;  /* IN: their number */
    unsigned int extent_order; /* IN: each has two to this power of frames, and begins at a multiple of as many */
#if __XEN_INTERFACE_VERSION__ >= 0x00030209
    unsigned int mem_flags;  /* IN: what memory is asked for; => flags xen_memory_flags */
#else
    unsigned int address_bits; /* IN: how many bits an address of the memory may have; 0 for no limit */
#endif
    domid_t domid;           /* IN: the domain that gets or gives; `DOMID_SELF` for the caller */
};
/* Extents of memory to get or to give back, under a short name. */
typedef struct xen_memory_reservation xen_memory_reservation_t;
DEFINE_XEN_GUEST_HANDLE(xen_memory_reservation_t);

/* The argument of `XENMEM_exchange`. */
struct xen_memory_exchange {
    struct xen_memory_reservation in; /* IN: what is given away, by machine frames; the flags of memory do not count */
    struct xen_memory_reservation out; /* IN: what is wanted, by pseudo-physical frames; machine frames take their place */
    xen_ulong_t nr_exchanged; /* IN/OUT: 0 at first; how many extents of `in` were traded, as many of `out` as have the same pages */
};
/* Short name of `struct xen_memory_exchange`. */
typedef struct xen_memory_exchange xen_memory_exchange_t;
DEFINE_XEN_GUEST_HANDLE(xen_memory_exchange_t);

/* The domain that a question is about. */
struct xen_memory_domain {
    domid_t domid;           /* IN: the domain; `DOMID_SELF` for the caller */
};

/* The argument of `XENMEM_machphys_mfn_list`. */
struct xen_machphys_mfn_list {
    unsigned int max_extents; /* IN: for how many frame numbers there is room */
    XEN_GUEST_HANDLE(xen_pfn_t) extent_start; /* IN: where the first frame of each 2 MiB goes; a gap repeats the last; => OUT [max_extents] */
    unsigned int nr_extents; /* OUT: how many were written */
};
/* Short name of `struct xen_machphys_mfn_list`. */
typedef struct xen_machphys_mfn_list xen_machphys_mfn_list_t;
DEFINE_XEN_GUEST_HANDLE(xen_machphys_mfn_list_t);

/* The argument of `XENMEM_machphys_mapping`. */
struct xen_machphys_mapping {
    xen_ulong_t v_start;     /* OUT: the first address of the table; => vaddr */
    xen_ulong_t v_end;       /* OUT: the first address behind it; => vaddr */
    xen_ulong_t max_mfn;     /* OUT: the last machine frame that the table has an entry for */
};
/* Short name of `struct xen_machphys_mapping`. */
typedef struct xen_machphys_mapping xen_machphys_mapping_t;
DEFINE_XEN_GUEST_HANDLE(xen_machphys_mapping_t);

/* What a guest frame is made to show. */
/* ` enum phys_map_space { // XENMAPSPACE_* */
#define XENMAPSPACE_shared_info  0 /* `struct shared_info`; the index is 0. */
#define XENMAPSPACE_grant_table  1 /* A page of the grant table, by its number; see `XENMAPIDX_grant_table_status`. */
#define XENMAPSPACE_gmfn         2 /* The page of another frame, which becomes empty; x86 only. */
#define XENMAPSPACE_gmfn_range   3 /* The pages of a range of frames, which become empty; x86, and not in a batch. */
#define XENMAPSPACE_gmfn_foreign 4 /* The page of another domain's frame; in a batch only. */
#define XENMAPSPACE_dev_mmio     5 /* A device's page by its machine frame, cached like memory; for Arm's hardware domain. */
/* ` } */

/* Added to the number of a page of the grant table: the page of status words that belong to it, in version 2 of the table. */
#define XENMAPIDX_grant_table_status 0x80000000U

/* The argument of `XENMEM_add_to_physmap`. */
struct xen_add_to_physmap {
    domid_t domid;           /* IN: the domain whose frame it is; `DOMID_SELF` for the caller */
    uint16_t size;           /* IN: how many frames, for `XENMAPSPACE_gmfn_range` */
    unsigned int space;      /* IN: what kind of page the frame shall show; => enum phys_map_space */
    xen_ulong_t idx;         /* IN: which page of that kind; the first one of a range */
    xen_pfn_t gpfn;          /* IN: the frame; the first one of a range */
};
/* Short name of `struct xen_add_to_physmap`. */
typedef struct xen_add_to_physmap xen_add_to_physmap_t;
DEFINE_XEN_GUEST_HANDLE(xen_add_to_physmap_t);

/* The argument of `XENMEM_add_to_physmap_batch`. */
struct xen_add_to_physmap_batch {
    domid_t domid;           /* IN: the domain whose frames they are; `DOMID_SELF` for the caller */
    uint16_t space;          /* IN: what kind of page the frames shall show; => enum phys_map_space */
    uint16_t size;           /* IN: how many frames */
#if __XEN_INTERFACE_VERSION__ < 0x00040700
    domid_t foreign_domid;   /* IN: the domain that the pages belong to, for `XENMAPSPACE_gmfn_foreign`; otherwise 0 */
#else
    union xen_add_to_physmap_batch_extra {
        domid_t foreign_domid; /* XENMAPSPACE_gmfn_foreign: the domain that the pages belong to */
        uint16_t res0;       /* XENMAPSPACE_shared_info, XENMAPSPACE_grant_table, XENMAPSPACE_gmfn, XENMAPSPACE_dev_mmio: always 0 */
    } u;                     /* IN: what else is to be known; => by space */
#endif
    XEN_GUEST_HANDLE(xen_ulong_t) idxs; /* IN: which pages of that kind; => IN [size] */
    XEN_GUEST_HANDLE(xen_pfn_t) gpfns; /* IN: the frames; => IN [size] */
    XEN_GUEST_HANDLE(int) errs; /* IN: where the result of each frame goes, 0 or a negative error; => OUT [size] of errors */
};
/* Short name of `struct xen_add_to_physmap_batch`. */
typedef struct xen_add_to_physmap_batch xen_add_to_physmap_batch_t;
DEFINE_XEN_GUEST_HANDLE(xen_add_to_physmap_batch_t);

#if __XEN_INTERFACE_VERSION__ < 0x00040400
/* What `XENMEM_add_to_physmap_batch` was called first. */
#define XENMEM_add_to_physmap_range XENMEM_add_to_physmap_batch
/* What `struct xen_add_to_physmap_batch` was called first. */
#define xen_add_to_physmap_range xen_add_to_physmap_batch
/* What `xen_add_to_physmap_batch_t` was called first. */
typedef struct xen_add_to_physmap_batch xen_add_to_physmap_range_t;
DEFINE_XEN_GUEST_HANDLE(xen_add_to_physmap_range_t);
#endif

/* The argument of `XENMEM_remove_from_physmap`. */
struct xen_remove_from_physmap {
    domid_t domid;           /* IN: the domain whose frame it is; `DOMID_SELF` for the caller */
    xen_pfn_t gpfn;          /* IN: the frame to empty */
};
/* Short name of `struct xen_remove_from_physmap`. */
typedef struct xen_remove_from_physmap xen_remove_from_physmap_t;
DEFINE_XEN_GUEST_HANDLE(xen_remove_from_physmap_t);

/* A list of areas of the physical address space. */
struct xen_memory_map {
    unsigned int nr_entries; /* IN/OUT: for how many areas there is room; how many were written */
    XEN_GUEST_HANDLE(void) buffer; /* IN: where they go, each as the BIOS call 0xe820 has it: address, length, 32-bit type; => memory OUT [nr_entries * 20] */
};
/* Short name of `struct xen_memory_map`. */
typedef struct xen_memory_map xen_memory_map_t;
DEFINE_XEN_GUEST_HANDLE(xen_memory_map_t);

/* The argument of `XENMEM_set_memory_map`. */
struct xen_foreign_memory_map {
    domid_t domid;           /* IN: the domain that is to see the list; `DOMID_SELF` for the caller */
    struct xen_memory_map map; /* IN: the list */
};
/* Short name of `struct xen_foreign_memory_map`. */
typedef struct xen_foreign_memory_map xen_foreign_memory_map_t;
DEFINE_XEN_GUEST_HANDLE(xen_foreign_memory_map_t);

/* The argument of `XENMEM_set_pod_target` and `XENMEM_get_pod_target`. */
struct xen_pod_target {
    uint64_t target_pages;   /* IN: how many pages the domain may come to use; `XENMEM_get_pod_target` leaves it alone */
    uint64_t tot_pages;      /* OUT: how many pages it has, those that lie aside included */
    uint64_t pod_cache_pages; /* OUT: how many pages lie aside */
    uint64_t pod_entries;    /* OUT: how many of its frames still wait for a page */
    domid_t domid;           /* IN: the domain; `DOMID_SELF` for the caller */
};
/* Short name of `struct xen_pod_target`. */
typedef struct xen_pod_target xen_pod_target_t;

#if defined(__XEN__) || defined(__XEN_TOOLS__)

#ifndef uint64_aligned_t
/* 64 bits with the alignment that the toolstack's interfaces have on every machine. */
#define uint64_aligned_t uint64_t
#endif

/* A step in moving a page out or back. */
/* ` enum xen_mem_paging_step { // XENMEM_paging_op_* */
#define XENMEM_paging_op_nominate 0 /* Choose the page, and note whether it is touched from then on. */
#define XENMEM_paging_op_evict    1 /* Free its memory, if it was not touched; its contents must be in the file. */
#define XENMEM_paging_op_prep     2 /* Give it memory again, and contents if there is a buffer. */
/* ` } */

/* The argument of `XENMEM_paging_op`. */
struct xen_mem_paging_op {
    uint8_t op;              /* IN: the step; => enum xen_mem_paging_step */
    domid_t domain;          /* IN: the domain that the page belongs to */
    XEN_GUEST_HANDLE_64(const_uint8) buffer; /* IN: the page's contents, for `XENMEM_paging_op_prep`; may be null; => memory IN [4096] */
    uint64_aligned_t gfn;    /* IN: the page's frame; => gfn */
};
/* Short name of `struct xen_mem_paging_op`. */
typedef struct xen_mem_paging_op xen_mem_paging_op_t;
DEFINE_XEN_GUEST_HANDLE(xen_mem_paging_op_t);

/* What to do about access to pages; 2 and 3 were used once. */
/* ` enum xen_mem_access_step { // XENMEM_access_op_* */
#define XENMEM_access_op_set_access       0 /* Set the access of a range of frames. */
#define XENMEM_access_op_get_access       1 /* Tell the access of a frame. */
#define XENMEM_access_op_set_access_multi 4 /* Set the access of each frame in a list. */
/* ` } */

/* What may be done to a page without a report. */
typedef enum {
    XENMEM_access_n,         /* Nothing. */
    XENMEM_access_r,         /* Read it. */
    XENMEM_access_w,         /* Write it. */
    XENMEM_access_rw,        /* Read and write it. */
    XENMEM_access_x,         /* Execute it. */
    XENMEM_access_rx,        /* Read and execute it. */
    XENMEM_access_wx,        /* Write and execute it. */
    XENMEM_access_rwx,       /* All of them. */
    XENMEM_access_rx2rw,     /* Read and execute it; the first write makes this read and write. */
    XENMEM_access_n2rwx,     /* Nothing; the first access is reported without a pause, and makes this all of them. */
    XENMEM_access_r_pw,      /* Read it; the processor may still note there that page-table entries were used, if it can. */
    XENMEM_access_default    /* What is set for the domain as a whole. */
} xenmem_access_t;

/* The argument of `XENMEM_access_op`. */
struct xen_mem_access_op {
    uint8_t op;              /* IN: what to do; => enum xen_mem_access_step */
    uint8_t access;          /* IN/OUT: the access to set, or the one that is set; => enum xenmem_access_t */
    domid_t domid;           /* IN: the domain that the pages belong to */
    uint32_t nr;             /* IN: how many frames to set, in the range or in the list */
    uint64_aligned_t pfn;    /* IN: the frame, the first one of a range, or all ones for what is set for the domain as a whole; => gfn */
    XEN_GUEST_HANDLE(const_uint64) pfn_list; /* IN: the frames, for `XENMEM_access_op_set_access_multi`; => memory IN [nr] */
    XEN_GUEST_HANDLE(const_uint8) access_list; /* IN: the access of each of them; => memory IN [nr] */
};
/* Short name of `struct xen_mem_access_op`. */
typedef struct xen_mem_access_op xen_mem_access_op_t;
DEFINE_XEN_GUEST_HANDLE(xen_mem_access_op_t);

/* A step in sharing pages. */
/* ` enum xen_mem_sharing_step { // XENMEM_sharing_op_* */
#define XENMEM_sharing_op_nominate_gfn  0 /* Make a page ready to be shared, by its frame. */
#define XENMEM_sharing_op_nominate_gref 1 /* Make a page ready to be shared, by a grant. */
#define XENMEM_sharing_op_share         2 /* Let two pages be one. */
#define XENMEM_sharing_op_debug_gfn     3 /* Print what is known about a page, by its frame. */
#define XENMEM_sharing_op_debug_mfn     4 /* Print what is known about a page, by its machine frame. */
#define XENMEM_sharing_op_debug_gref    5 /* Print what is known about a page, by a grant. */
#define XENMEM_sharing_op_add_physmap   6 /* Put a shared page behind an empty frame of another domain. */
#define XENMEM_sharing_op_audit         7 /* Check the books, and tell how many errors they have. */
#define XENMEM_sharing_op_range_share   8 /* Let pages be one with those of the same frames in another domain. */
#define XENMEM_sharing_op_fork          9 /* Make a domain a copy of another one. */
#define XENMEM_sharing_op_fork_reset    10 /* Make a copy again what it was when it was made. */
/* ` } */

/* The handle of the source is stale: nominate the page again. */
#define XENMEM_SHARING_OP_S_HANDLE_INVALID (-10)
/* The handle of the client is stale: nominate the page again. */
#define XENMEM_SHARING_OP_C_HANDLE_INVALID (-9)

/* The bit that makes a field for a frame hold a grant reference. */
#define XENMEM_SHARING_OP_FIELD_IS_GREF_FLAG (xen_mk_ullong(1) << 62)
/* Puts a grant reference into a field for a frame. */
#define XENMEM_SHARING_OP_FIELD_MAKE_GREF(field, val) \
    (field) = (XENMEM_SHARING_OP_FIELD_IS_GREF_FLAG | (val))
/* Whether a field for a frame holds a grant reference. */
#define XENMEM_SHARING_OP_FIELD_IS_GREF(field) \
    ((field) & XENMEM_SHARING_OP_FIELD_IS_GREF_FLAG)
/* The grant reference out of a field for a frame. */
#define XENMEM_SHARING_OP_FIELD_GET_GREF(field) \
    ((field) & (~XENMEM_SHARING_OP_FIELD_IS_GREF_FLAG))

/* How a copy of a domain is made, or what of it is reset. */
/* ` flags xen_mem_fork_flags { // XENMEM_FORK_* */
#define XENMEM_FORK_WITH_IOMMU_ALLOWED (1u << 0) /* Make it though the domain has an IOMMU; for copies that do not live long. */
#define XENMEM_FORK_BLOCK_INTERRUPTS   (1u << 1) /* Let no interrupts in; for copies that do not live long. */
#define XENMEM_FORK_RESET_STATE        (1u << 2) /* Reset the vCPUs and devices. */
#define XENMEM_FORK_RESET_MEMORY       (1u << 3) /* Reset the memory. */
/* ` } */

/* The argument of `XENMEM_sharing_op`. */
struct xen_mem_sharing_op {
    uint8_t op;              /* IN: the step; => enum xen_mem_sharing_step */
    domid_t domain;          /* IN: the domain that the page, or the source, belongs to; the copy, for the two steps that copy */
    union {
        struct mem_sharing_op_nominate {
            union {
                uint64_aligned_t gfn; /* the frame, for `XENMEM_sharing_op_nominate_gfn`; => gfn */
                uint32_t grant_ref; /* the grant, for `XENMEM_sharing_op_nominate_gref` */
            } u;             /* IN: the page */
            uint64_aligned_t handle; /* OUT: its handle */
        } nominate;          /* XENMEM_sharing_op_nominate_gfn, XENMEM_sharing_op_nominate_gref: what to make ready */
        struct mem_sharing_op_share {
            uint64_aligned_t source_gfn; /* IN: the frame of the source, or a grant; => gfn */
            uint64_aligned_t source_handle; /* IN: the handle of the source */
            uint64_aligned_t client_gfn; /* IN: the frame of the client, or a grant; => gfn */
            uint64_aligned_t client_handle; /* IN: the handle of the client; not for `XENMEM_sharing_op_add_physmap` */
            domid_t client_domain; /* IN: the domain that the client belongs to */
        } share;             /* XENMEM_sharing_op_share, XENMEM_sharing_op_add_physmap: the page that stays and the one that becomes it */
        struct mem_sharing_op_range {
            uint64_aligned_t first_gfn; /* IN: the first frame; => gfn */
            uint64_aligned_t last_gfn; /* IN: the last frame; => gfn */
            uint64_aligned_t opaque; /* IN/OUT: 0 at first; how far Xen has come */
            domid_t client_domain; /* IN: the other domain */
            uint16_t _pad[3];
        } range;             /* XENMEM_sharing_op_range_share: the frames */
        struct mem_sharing_op_debug {
            union {
                uint64_aligned_t gfn; /* the frame, for `XENMEM_sharing_op_debug_gfn`; => gfn */
                uint64_aligned_t mfn; /* the machine frame, for `XENMEM_sharing_op_debug_mfn`; => mfn */
                uint32_t gref; /* the grant, for `XENMEM_sharing_op_debug_gref` */
            } u;             /* IN: the page */
        } debug;             /* XENMEM_sharing_op_debug_gfn, XENMEM_sharing_op_debug_mfn, XENMEM_sharing_op_debug_gref: what to print */
        struct mem_sharing_op_fork {
            domid_t parent_domain; /* IN: the domain to copy; not for `XENMEM_sharing_op_fork_reset` */
            uint16_t flags;  /* IN: how; => flags xen_mem_fork_flags */
            uint32_t pad;
        } fork;              /* XENMEM_sharing_op_fork, XENMEM_sharing_op_fork_reset: what to copy */
    } u;                     /* IN/OUT: what the step needs; => by op */
};
/* Short name of `struct xen_mem_sharing_op`. */
typedef struct xen_mem_sharing_op xen_mem_sharing_op_t;
DEFINE_XEN_GUEST_HANDLE(xen_mem_sharing_op_t);

/* Guest frames that must stay free. */
struct xen_reserved_device_memory {
    xen_pfn_t start_pfn;     /* the first of them */
    xen_ulong_t nr_pages;    /* their number */
};
/* Guest frames that must stay free, under a short name. */
typedef struct xen_reserved_device_memory xen_reserved_device_memory_t;
DEFINE_XEN_GUEST_HANDLE(xen_reserved_device_memory_t);

/* Which guest frames that must stay free are asked for. */
/* ` flags xen_reserved_device_memory_flags { // XENMEM_RDM_* */
#define XENMEM_RDM_ALL 1 /* Those for any device, not for the one that is named. */
/* ` } */

/* The argument of `XENMEM_reserved_device_memory_map`. */
struct xen_reserved_device_memory_map {
    uint32_t flags;          /* IN: which are asked for; => flags xen_reserved_device_memory_flags */
    unsigned int nr_entries; /* IN/OUT: for how many entries there is room; their number */
    XEN_GUEST_HANDLE(xen_reserved_device_memory_t) buffer; /* IN: where they go; => memory OUT [nr_entries] */
    union {
        physdev_pci_device_t pci; /* a PCI device */
    } dev;                   /* IN: the device that they must stay free for */
};
/* Short name of `struct xen_reserved_device_memory_map`. */
typedef struct xen_reserved_device_memory_map xen_reserved_device_memory_map_t;
DEFINE_XEN_GUEST_HANDLE(xen_reserved_device_memory_map_t);

#endif /* __XEN__ || __XEN_TOOLS__ */

/* Pages that Xen keeps for a domain, and shows to its toolstack or device model. */
/* ` enum xen_mem_resource_type { // XENMEM_resource_* */
#define XENMEM_resource_ioreq_server 0 /* The requests for I/O to a device model, by the number of its server. */
#define XENMEM_resource_grant_table  1 /* The grant table, by `XENMEM_resource_grant_table_id_*`. */
#define XENMEM_resource_vmtrace_buf  2 /* What a vCPU did, by the vCPU's number. */
/* ` } */

/* Parts of a grant table. */
/* ` enum xen_mem_resource_grant_table_id { // XENMEM_resource_grant_table_id_* */
#define XENMEM_resource_grant_table_id_shared 0 /* The entries. */
#define XENMEM_resource_grant_table_id_status 1 /* The status words of version 2. */
/* ` } */

/* The first frame of requests for I/O: those that need no answer. */
#define XENMEM_resource_ioreq_server_frame_bufioreq 0
/* The frame of requests for I/O that wait for an answer, counted from 0. */
#define XENMEM_resource_ioreq_server_frame_ioreq(n) (1 + (n))

/* The argument of `XENMEM_acquire_resource`. */
struct xen_mem_acquire_resource {
    domid_t domid;           /* IN: the domain that Xen keeps the pages for, another than the caller */
    uint16_t type;           /* IN: what the pages are; => enum xen_mem_resource_type */
    uint32_t id;             /* IN: which of them, as the type says */
    uint32_t nr_frames;      /* IN/OUT: how many frames are asked for; with a null list and 0, their number */
    uint32_t pad;
    uint64_t frame;          /* IN: the first of the frames, counted from 0 */
    XEN_GUEST_HANDLE(xen_pfn_t) frame_list; /* IN: where a PV caller gets machine frames, others name guest frames to show the pages; => memory IN/OUT [nr_frames] */
};
/* Short name of `struct xen_mem_acquire_resource`. */
typedef struct xen_mem_acquire_resource xen_mem_acquire_resource_t;
DEFINE_XEN_GUEST_HANDLE(xen_mem_acquire_resource_t);

/* A range of a domain's memory, and the node that it is near. */
struct xen_vmemrange {
    uint64_t start;          /* the first physical address */
    uint64_t end;            /* the first address behind the range */
    unsigned int flags;      /* none are known: 0 */
    unsigned int nid;        /* the node */
};
/* Short name of `struct xen_vmemrange`. */
typedef struct xen_vmemrange xen_vmemrange_t;
DEFINE_XEN_GUEST_HANDLE(xen_vmemrange_t);

/* The argument of `XENMEM_get_vnumainfo`. */
struct xen_vnuma_topology_info {
    domid_t domid;           /* IN: the domain; `DOMID_SELF` for the caller */
    uint16_t pad;
    unsigned int nr_vnodes;  /* IN/OUT: for how many nodes there is room; their number */
    unsigned int nr_vcpus;   /* IN/OUT: for how many vCPUs there is room; their number */
    unsigned int nr_vmemranges; /* IN/OUT: for how many ranges there is room; their number */
    union {
        XEN_GUEST_HANDLE(uint) h; /* the address */
        uint64_t pad;        /* as many bytes for everybody */
    } vdistance;             /* IN: where the distances between nodes go, a row for each node; => memory OUT [nr_vnodes * nr_vnodes] */
    union {
        XEN_GUEST_HANDLE(uint) h; /* the address */
        uint64_t pad;        /* as many bytes for everybody */
    } vcpu_to_vnode;         /* IN: where the node of each vCPU goes; => memory OUT [nr_vcpus] */
    union {
        XEN_GUEST_HANDLE(xen_vmemrange_t) h; /* the address */
        uint64_t pad;        /* as many bytes for everybody */
    } vmemrange;             /* IN: where the ranges go; => memory OUT [nr_vmemranges] */
};
/* Short name of `struct xen_vnuma_topology_info`. */
typedef struct xen_vnuma_topology_info xen_vnuma_topology_info_t;
DEFINE_XEN_GUEST_HANDLE(xen_vnuma_topology_info_t);

#endif /* __XEN_PUBLIC_MEMORY_H__ */
