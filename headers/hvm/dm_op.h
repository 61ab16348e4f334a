/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * Operations of device models.
 */

#ifndef __XEN_PUBLIC_HVM_DM_OP_H__
#define __XEN_PUBLIC_HVM_DM_OP_H__

#include "../xen.h"
#include "../event_channel.h"

/*
 * `incontents 146 dmop Operations of device models
 *
 * A device model emulates devices for a guest, from a domain that has privileges over that guest.
 * These operations assign address ranges to it, set interrupt lines, and track the guest's memory.
 * Each call affects one guest, so a domain can be given this right for one guest alone.
 *
 * I/O requests (`hvm/ioreq.h`) are delivered to *ioreq servers*. A guest can have several, each for
 * other devices:
 *
 * 1. `XEN_DMOP_create_ioreq_server` creates a server, disabled.
 * 2. `XENMEM_acquire_resource` with `XENMEM_resource_ioreq_server` maps its pages;
 *    `XEN_DMOP_get_ioreq_server_info` returns the port for buffered writes. Once the server is
 *    enabled, each vCPU's slot holds the port for that vCPU.
 * 3. `XEN_DMOP_map_io_range_to_ioreq_server` assigns ports, MMIO and PCI devices. Reads of
 *    unassigned ranges return all ones.
 * 4. `XEN_DMOP_set_ioreq_server_state` enables it.
 *
 * The hypercall takes an array of buffers. The first one is a `struct xen_dm_op`, with the
 * operation and its argument in a union. `XEN_DMOP_track_dirty_vram` and `XEN_DMOP_modified_memory`
 * take a second buffer. Xen knows the length of each buffer and accesses no other memory of the
 * caller, so a kernel can let untrusted programs make this call.
 */

#ifndef uint64_aligned_t
/* A 64-bit integer; aligned to 8 bytes on 32-bit x86 too, for toolstacks. */
#define uint64_aligned_t uint64_t
#endif

/* The ID of an ioreq server within its guest. */
typedef uint16_t ioservid_t; /* ` distinct */

/* The operations of `HYPERVISOR_dm_op`. */
/* ` enum dm_op { // XEN_DMOP_* => struct xen_dm_op_* */

/*
 * XEN_DMOP_create_ioreq_server: Creates an ioreq server, disabled and without ranges.
 *
 * Errors:
 *   EINVAL  `handle_bufioreq` is invalid
 *   ENOSPC  the guest has the maximum number of servers
 *   ENOMEM  Xen is out of memory
 */
#define XEN_DMOP_create_ioreq_server 1

/*
 * XEN_DMOP_get_ioreq_server_info: Returns the port and the frames of an ioreq server.
 *
 * Xen maps the pages at frames of the guest unless `XEN_DMOP_no_gfns` is set. Callers that can use
 * `XENMEM_acquire_resource` do not need the frames.
 *
 * Errors:
 *   EINVAL      an unknown flag is set
 *   ENOENT      the server does not exist
 *   EPERM       another domain created the server
 *   ENOMEM      the guest has no frames left
 *   EOPNOTSUPP  frames are not supported on this architecture
 */
#define XEN_DMOP_get_ioreq_server_info 2

/*
 * XEN_DMOP_map_io_range_to_ioreq_server: Assigns a range to an ioreq server.
 *
 * The server only receives requests that lie completely within one range.
 *
 * Errors:
 *   EINVAL  the type is invalid, or the end is before the start
 *   ENOENT  the server does not exist
 *   EPERM   another domain created the server
 *   EEXIST  the range overlaps one of the server
 *   ENOMEM  the server has the maximum number of ranges, or Xen is out of memory
 */
#define XEN_DMOP_map_io_range_to_ioreq_server 3 /* ` => struct xen_dm_op_ioreq_server_range */

/*
 * XEN_DMOP_unmap_io_range_from_ioreq_server: Removes a range from an ioreq server.
 *
 * Errors:
 *   EINVAL  the type is invalid, or the end is before the start
 *   ENOENT  the server does not exist, or does not have the whole range
 *   EPERM   another domain created the server
 */
#define XEN_DMOP_unmap_io_range_from_ioreq_server 4 /* ` => struct xen_dm_op_ioreq_server_range */

/*
 * XEN_DMOP_set_ioreq_server_state: Enables or disables an ioreq server.
 *
 * A disabled server receives no requests, and its pages are meaningless.
 *
 * Errors:
 *   ENOENT  the server does not exist
 *   EPERM   another domain created the server
 */
#define XEN_DMOP_set_ioreq_server_state 5

/*
 * XEN_DMOP_destroy_ioreq_server: Destroys an ioreq server and its ranges.
 *
 * Errors:
 *   ENOENT  the server does not exist
 *   EPERM   another domain created the server
 */
#define XEN_DMOP_destroy_ioreq_server 6

/*
 * XEN_DMOP_track_dirty_vram: Returns the dirty pages of video memory since the last call.
 *
 * The second buffer receives a bitmap, with the first page in the lowest bit of the first byte. The
 * first call sets all bits. A call with 0 pages stops tracking.
 *
 * Errors:
 *   EINVAL  the second buffer is missing, there are too many pages, or the guest has no vCPU
 *   EFAULT  the bitmap could not be written
 *   ENOMEM  Xen is out of memory
 *   ESRCH   the guest is being destroyed
 *
 * Guests: pv32 pv64 hvm32 hvm64
 *
 * Buffer: OUT uint8_t bitmap
 */
#define XEN_DMOP_track_dirty_vram 7

/*
 * XEN_DMOP_set_pci_intx_level: Sets the level of a PCI INTx line.
 *
 * Errors:
 *   EINVAL  segment or bus is not 0, or device, line or level is out of range
 *
 * Guests: pv32 pv64 hvm32 hvm64
 */
#define XEN_DMOP_set_pci_intx_level 8

/*
 * XEN_DMOP_set_isa_irq_level: Sets the level of an ISA IRQ.
 *
 * Errors:
 *   EINVAL  IRQ or level is out of range
 *
 * Guests: pv32 pv64 hvm32 hvm64
 */
#define XEN_DMOP_set_isa_irq_level 9

/*
 * XEN_DMOP_set_pci_link_route: Routes a PCI link to an ISA IRQ.
 *
 * Errors:
 *   EINVAL  link or IRQ is out of range
 *
 * Guests: pv32 pv64 hvm32 hvm64
 */
#define XEN_DMOP_set_pci_link_route 10

/*
 * XEN_DMOP_modified_memory: Marks pages that the device model has written as dirty.
 *
 * Live migration copies them again. The second buffer has `nr_extents` elements of
 * `struct xen_dm_op_modified_memory_extent`.
 *
 * Errors:
 *   EINVAL  the second buffer is missing or too short, or an element is invalid; `nr_extents` is
 *           then the number of the element, counted from 1, and some earlier pages may have been
 *           marked
 *   EFAULT  the second buffer could not be read
 *
 * Directions:
 *   nr_extents  IN/OUT, also on failure
 *   opaque  unused
 *
 * Guests: pv32 pv64 hvm32 hvm64
 *
 * Buffer: IN struct xen_dm_op_modified_memory_extent extents
 */
#define XEN_DMOP_modified_memory 11

/*
 * XEN_DMOP_set_mem_type: Sets the type of a range of guest frames.
 *
 * Errors:
 *   EINVAL      the type is invalid, a frame is out of range, or a frame cannot change to this type
 *   EOPNOTSUPP  the type is `HVMMEM_ioreq_server`, and the guest does not use hardware-assisted
 *               paging
 *   EAGAIN      a frame is paged out or shared; retry
 *
 * Safety:
 *   The frames belong to the guest: no code may rely on their previous type.
 *
 * Guests: pv32 pv64 hvm32 hvm64
 */
#define XEN_DMOP_set_mem_type 12

/*
 * XEN_DMOP_inject_event: Injects an interrupt or exception into a vCPU.
 *
 * The vCPU takes it when it next runs. The caller must know enough of its state to predict the
 * effect.
 *
 * Errors:
 *   EINVAL  the guest has no such vCPU
 *   EBUSY   another event is already pending
 *
 * Guests: pv32 pv64 hvm32 hvm64
 */
#define XEN_DMOP_inject_event 13

/*
 * XEN_DMOP_inject_msi: Injects the MSI of an emulated device.
 *
 * Errors:
 *   EINVAL  the message is invalid
 *
 * Guests: pv32 pv64 hvm32 hvm64
 */
#define XEN_DMOP_inject_msi 14

/*
 * XEN_DMOP_map_mem_type_to_ioreq_server: Assigns all memory of a type to an ioreq server, or removes it.
 *
 * Errors:
 *   EINVAL      the type is not `HVMMEM_ioreq_server`, a flag other than
 *               `XEN_DMOP_IOREQ_MEM_ACCESS_WRITE` is set, or another server has the type
 *   ENOENT      the server does not exist
 *   EPERM       another domain created the server
 *   EBUSY       a server has the type, or memory of the type still exists
 *   EOPNOTSUPP  the guest does not use hardware-assisted paging
 *
 * Directions:
 *   opaque  unused
 *
 * Guests: pv32 pv64 hvm32 hvm64
 */
#define XEN_DMOP_map_mem_type_to_ioreq_server 15

/*
 * XEN_DMOP_remote_shutdown: Shuts the guest down, as `SCHEDOP_remote_shutdown` does.
 *
 * Guests: pv32 pv64 hvm32 hvm64
 */
#define XEN_DMOP_remote_shutdown 16

/*
 * XEN_DMOP_relocate_memory: Moves pages of the guest to other frames, as `XENMEM_add_to_physmap` does with
 * `XENMAPSPACE_gmfn_range`.
 *
 * Errors:
 *   EINVAL  a source frame is not mapped
 *   EPERM   a frame cannot be moved
 *   ENOMEM  Xen is out of memory
 *
 * Safety:
 *   The frames belong to the guest: no code may rely on their previous contents.
 *
 * Guests: pv32 pv64 hvm32 hvm64
 */
#define XEN_DMOP_relocate_memory 17

/*
 * XEN_DMOP_pin_memory_cacheattr: Pins the cache attribute of a range of guest memory, or unpins it.
 *
 * Errors:
 *   EINVAL  the type is invalid, or the end is before the start
 *   ENOENT  the range to unpin is not pinned
 *   EBUSY   the range overlaps a pinned one
 *   ENOSPC  the guest has the maximum number of pinned ranges
 *   ENOMEM  Xen is out of memory
 *
 * Safety:
 *   The frames belong to the guest: mappings with another cache attribute may read stale data.
 *
 * Guests: pv32 pv64 hvm32 hvm64
 */
#define XEN_DMOP_pin_memory_cacheattr 18

/*
 * XEN_DMOP_set_irq_level: Sets the level of an SPI of an Arm guest.
 *
 * Errors:
 *   EINVAL  the interrupt is not an SPI, is used otherwise, or the level is out of range
 *
 * Guests: arm
 */
#define XEN_DMOP_set_irq_level 19

/*
 * XEN_DMOP_nr_vcpus: Returns the maximum number of vCPUs of the guest.
 *
 * It is constant, an upper bound for vCPU IDs, and the number of slots in the pages of ioreq
 * servers.
 */
#define XEN_DMOP_nr_vcpus 20
/* ` } */

/* Argument of `XEN_DMOP_create_ioreq_server`. */
struct xen_dm_op_create_ioreq_server {
    uint8_t handle_bufioreq; /* IN: how buffered requests are delivered,
                                `HVM_IOREQSRV_BUFIOREQ_*` */
    uint8_t pad[3];
    ioservid_t id;           /* OUT: the new server */
};
/* Short name of `struct xen_dm_op_create_ioreq_server`. */
typedef struct xen_dm_op_create_ioreq_server xen_dm_op_create_ioreq_server_t;

#define _XEN_DMOP_no_gfns 0 /* Bit number of `XEN_DMOP_no_gfns`. */

/* Flags for `XEN_DMOP_get_ioreq_server_info`. */
/* ` flags dm_op_server_info_flags { // XEN_DMOP_* */
#define XEN_DMOP_no_gfns (1u << _XEN_DMOP_no_gfns) /* Do not map the pages at guest frames. */
/* ` } */

/* Argument of `XEN_DMOP_get_ioreq_server_info`. */
struct xen_dm_op_get_ioreq_server_info {
    ioservid_t id;           /* IN: the server */
    uint16_t flags;          /* IN: flags; => flags dm_op_server_info_flags */
    evtchn_port_t bufioreq_port; /* OUT: the guest's port for buffered writes; 0 for none */
    uint64_aligned_t ioreq_gfn; /* OUT: the frame of the vCPU slots, if requested */
    uint64_aligned_t bufioreq_gfn; /* OUT: the frame of the buffered ring, if requested and
                                      present */
};
/* Short name of `struct xen_dm_op_get_ioreq_server_info`. */
typedef struct xen_dm_op_get_ioreq_server_info xen_dm_op_get_ioreq_server_info_t;

/* The kinds of ranges. */
/* ` enum dm_op_io_range { // XEN_DMOP_IO_RANGE_* */
#define XEN_DMOP_IO_RANGE_PORT   0 /* I/O ports. */
#define XEN_DMOP_IO_RANGE_MEMORY 1 /* Guest-physical addresses. */
#define XEN_DMOP_IO_RANGE_PCI    2 /* PCI configuration space, numbered by `XEN_DMOP_PCI_SBDF`. */
/* ` } */

/*
 * A range of ports, MMIO or PCI devices, to assign to a server or to unassign.
 *
 * Argument of `XEN_DMOP_map_io_range_to_ioreq_server` and
 * `XEN_DMOP_unmap_io_range_from_ioreq_server`.
 */
struct xen_dm_op_ioreq_server_range {
    ioservid_t id;           /* IN: the server */
    uint16_t pad;
    uint32_t type;           /* IN: the kind of the range; => enum dm_op_io_range */
    uint64_aligned_t start;  /* IN: the start, inclusive */
    uint64_aligned_t end;    /* IN: the end, inclusive */
};
/* Short name of `struct xen_dm_op_ioreq_server_range`. */
typedef struct xen_dm_op_ioreq_server_range xen_dm_op_ioreq_server_range_t;

/* A PCI device number, from segment, bus, device and function. */
#define XEN_DMOP_PCI_SBDF(s, b, d, f) \
    ((((s) & 0xffff) << 16) | (((b) & 0xff) << 8) | (((d) & 0x1f) << 3) | ((f) & 0x07))

/* Argument of `XEN_DMOP_set_ioreq_server_state`. */
struct xen_dm_op_set_ioreq_server_state {
    ioservid_t id;           /* IN: the server */
    uint8_t enabled;         /* IN: 0 to disable, otherwise enable */
    uint8_t pad;
};
/* Short name of `struct xen_dm_op_set_ioreq_server_state`. */
typedef struct xen_dm_op_set_ioreq_server_state xen_dm_op_set_ioreq_server_state_t;

/* Argument of `XEN_DMOP_destroy_ioreq_server`. */
struct xen_dm_op_destroy_ioreq_server {
    ioservid_t id;           /* IN: the server */
    uint16_t pad;
};
/* Short name of `struct xen_dm_op_destroy_ioreq_server`. */
typedef struct xen_dm_op_destroy_ioreq_server xen_dm_op_destroy_ioreq_server_t;

/* Argument of `XEN_DMOP_track_dirty_vram`. */
struct xen_dm_op_track_dirty_vram {
    uint32_t nr;             /* IN: the number of pages, or 0 to stop */
    uint32_t pad;
    uint64_aligned_t first_pfn; /* IN: the first frame of the guest */
};
/* Short name of `struct xen_dm_op_track_dirty_vram`. */
typedef struct xen_dm_op_track_dirty_vram xen_dm_op_track_dirty_vram_t;

/* Argument of `XEN_DMOP_set_pci_intx_level`. */
struct xen_dm_op_set_pci_intx_level {
    uint16_t domain;         /* IN: the segment: 0 */
    uint8_t bus;             /* IN: the bus: 0 */
    uint8_t device;          /* IN: the slot */
    uint8_t intx;            /* IN: the INTx line, 0 to 3 */
    uint8_t level;           /* IN: 1 to assert, 0 to deassert */
};
/* Short name of `struct xen_dm_op_set_pci_intx_level`. */
typedef struct xen_dm_op_set_pci_intx_level xen_dm_op_set_pci_intx_level_t;

/* Argument of `XEN_DMOP_set_isa_irq_level`. */
struct xen_dm_op_set_isa_irq_level {
    uint8_t isa_irq;         /* IN: the ISA IRQ, 0 to 15 */
    uint8_t level;           /* IN: 1 to assert, 0 to deassert */
};
/* Short name of `struct xen_dm_op_set_isa_irq_level`. */
typedef struct xen_dm_op_set_isa_irq_level xen_dm_op_set_isa_irq_level_t;

/* Argument of `XEN_DMOP_set_pci_link_route`. */
struct xen_dm_op_set_pci_link_route {
    uint8_t link;            /* IN: the PCI link, 0 to 3 */
    uint8_t isa_irq;         /* IN: the ISA IRQ of the link, 1 to 15; 0 for none */
};
/* Short name of `struct xen_dm_op_set_pci_link_route`. */
typedef struct xen_dm_op_set_pci_link_route xen_dm_op_set_pci_link_route_t;

/* Argument of `XEN_DMOP_modified_memory`. */
struct xen_dm_op_modified_memory {
    uint32_t nr_extents;     /* IN/OUT: the number of elements; on failure, the invalid one, counted
                                from 1 */
    uint32_t opaque;         /* IN/OUT: Xen's progress; 0 initially */
};
/* Short name of `struct xen_dm_op_modified_memory`. */
typedef struct xen_dm_op_modified_memory xen_dm_op_modified_memory_t;

/* A range of written pages: in the buffer of `XEN_DMOP_modified_memory`. */
struct xen_dm_op_modified_memory_extent {
    uint32_t nr;             /* IN: the number of pages */
    uint32_t pad;
    uint64_aligned_t first_pfn; /* IN: the first frame of the guest */
};

/* Argument of `XEN_DMOP_set_mem_type`. */
struct xen_dm_op_set_mem_type {
    uint32_t nr;             /* IN: the number of pages; Xen decrements it */
    uint16_t mem_type;       /* IN: the type, an `hvmmem_type_t` */
    uint16_t pad;
    uint64_aligned_t first_pfn; /* IN: the first frame; Xen increments it; => gfn */
};
/* Short name of `struct xen_dm_op_set_mem_type`. */
typedef struct xen_dm_op_set_mem_type xen_dm_op_set_mem_type_t;

/* The types of events to inject, as in VMX and SVM. */
/* ` enum dm_op_event { // XEN_DMOP_EVENT_* */
#define XEN_DMOP_EVENT_ext_int    0 /* An external interrupt. */
#define XEN_DMOP_EVENT_nmi        2 /* An NMI. */
#define XEN_DMOP_EVENT_hw_exc     3 /* A hardware exception. */
#define XEN_DMOP_EVENT_sw_int     4 /* A software interrupt (`int`). */
#define XEN_DMOP_EVENT_pri_sw_exc 5 /* A privileged software exception (`icebp`). */
#define XEN_DMOP_EVENT_sw_exc     6 /* A software exception (`int3`, `into`). */
/* ` } */

/* Argument of `XEN_DMOP_inject_event`. */
struct xen_dm_op_inject_event {
    uint32_t vcpuid;         /* IN: the vCPU */
    uint8_t vector;          /* IN: the vector */
    uint8_t type;            /* IN: the type; => enum dm_op_event */
    uint8_t insn_len;        /* IN: the length of the causing instruction, if any */
    uint8_t pad0;
    uint32_t error_code;     /* IN: the error code; all ones for none */
    uint32_t pad1;
    uint64_aligned_t cr2;    /* IN: CR2 for a page fault, pending debug conditions for #DB */
};
/* Short name of `struct xen_dm_op_inject_event`. */
typedef struct xen_dm_op_inject_event xen_dm_op_inject_event_t;

/* Argument of `XEN_DMOP_inject_msi`. */
struct xen_dm_op_inject_msi {
    uint32_t data;           /* IN: the MSI data */
    uint32_t pad;
    uint64_aligned_t addr;   /* IN: the MSI address: 0xfee00000 and above */
};
/* Short name of `struct xen_dm_op_inject_msi`. */
typedef struct xen_dm_op_inject_msi xen_dm_op_inject_msi_t;

/* The accesses to send to the server; none removes the assignment. */
/* ` flags dm_op_ioreq_mem_access { // XEN_DMOP_IOREQ_MEM_ACCESS_* */
#define XEN_DMOP_IOREQ_MEM_ACCESS_READ  (1u << 0) /* Reads; not supported. */
#define XEN_DMOP_IOREQ_MEM_ACCESS_WRITE (1u << 1) /* Writes. */
/* ` } */

/* Argument of `XEN_DMOP_map_mem_type_to_ioreq_server`. */
struct xen_dm_op_map_mem_type_to_ioreq_server {
    ioservid_t id;           /* IN: the server */
    uint16_t type;           /* IN: the type of memory: `HVMMEM_ioreq_server` */
    uint32_t flags;          /* IN: the accesses; => flags dm_op_ioreq_mem_access */
    uint64_t opaque;         /* IN/OUT: Xen's progress; 0 initially */
};
/* Short name of `struct xen_dm_op_map_mem_type_to_ioreq_server`. */
typedef struct xen_dm_op_map_mem_type_to_ioreq_server xen_dm_op_map_mem_type_to_ioreq_server_t;

/* Argument of `XEN_DMOP_remote_shutdown`. */
struct xen_dm_op_remote_shutdown {
    uint32_t reason;         /* IN: the reason, an `enum sched_shutdown_reason` or another number */
};
/* Short name of `struct xen_dm_op_remote_shutdown`. */
typedef struct xen_dm_op_remote_shutdown xen_dm_op_remote_shutdown_t;

/* Argument of `XEN_DMOP_relocate_memory`; undefined afterwards. */
struct xen_dm_op_relocate_memory {
    uint32_t size;           /* IN: the number of pages */
    uint32_t pad;
    uint64_aligned_t src_gfn; /* IN: the first source frame; => gfn */
    uint64_aligned_t dst_gfn; /* IN: the first destination frame; => gfn */
};
/* Short name of `struct xen_dm_op_relocate_memory`. */
typedef struct xen_dm_op_relocate_memory xen_dm_op_relocate_memory_t;

/* Cache attributes, as in the x86 PAT. */
/* ` enum dm_op_mem_cacheattr { // XEN_DMOP_* */
#define XEN_DMOP_MEM_CACHEATTR_UC  0 /* Uncached. */
#define XEN_DMOP_MEM_CACHEATTR_WC  1 /* Write-combining. */
#define XEN_DMOP_MEM_CACHEATTR_WT  4 /* Write-through. */
#define XEN_DMOP_MEM_CACHEATTR_WP  5 /* Write-protected. */
#define XEN_DMOP_MEM_CACHEATTR_WB  6 /* Write-back. */
#define XEN_DMOP_MEM_CACHEATTR_UCM 7 /* Uncached, unless an MTRR selects write-combining. */
#define XEN_DMOP_DELETE_MEM_CACHEATTR (~(uint32_t)0) /* Unpins the range. */
/* ` } */

/* Argument of `XEN_DMOP_pin_memory_cacheattr`. */
struct xen_dm_op_pin_memory_cacheattr {
    uint64_aligned_t start;  /* IN: the first frame; => gfn */
    uint64_aligned_t end;    /* IN: the last frame; => gfn */
    uint32_t type;           /* IN: the cache attribute; => enum dm_op_mem_cacheattr */
    uint32_t pad;
};
/* Short name of `struct xen_dm_op_pin_memory_cacheattr`. */
typedef struct xen_dm_op_pin_memory_cacheattr xen_dm_op_pin_memory_cacheattr_t;

/* Argument of `XEN_DMOP_set_irq_level`. */
struct xen_dm_op_set_irq_level {
    uint32_t irq;            /* IN: the SPI, 32 and above */
    uint8_t level;           /* IN: 1 to assert, 0 to deassert */
    uint8_t pad[3];
};
/* Short name of `struct xen_dm_op_set_irq_level`. */
typedef struct xen_dm_op_set_irq_level xen_dm_op_set_irq_level_t;

/* Argument of `XEN_DMOP_nr_vcpus`. */
struct xen_dm_op_nr_vcpus {
    uint32_t vcpus;          /* OUT: the number of vCPUs */
};
/* Short name of `struct xen_dm_op_nr_vcpus`. */
typedef struct xen_dm_op_nr_vcpus xen_dm_op_nr_vcpus_t;

/* The first buffer of `HYPERVISOR_dm_op`: an operation and its argument. */
struct xen_dm_op {
    uint32_t op;             /* IN: the operation; => enum dm_op */
    uint32_t pad;
    union {
        /* XEN_DMOP_create_ioreq_server: its argument */
        xen_dm_op_create_ioreq_server_t create_ioreq_server;
        /* XEN_DMOP_get_ioreq_server_info: its argument */
        xen_dm_op_get_ioreq_server_info_t get_ioreq_server_info;
        /* XEN_DMOP_map_io_range_to_ioreq_server: its argument */
        xen_dm_op_ioreq_server_range_t map_io_range_to_ioreq_server;
        /* XEN_DMOP_unmap_io_range_from_ioreq_server: its argument */
        xen_dm_op_ioreq_server_range_t unmap_io_range_from_ioreq_server;
        /* XEN_DMOP_set_ioreq_server_state: its argument */
        xen_dm_op_set_ioreq_server_state_t set_ioreq_server_state;
        /* XEN_DMOP_destroy_ioreq_server: its argument */
        xen_dm_op_destroy_ioreq_server_t destroy_ioreq_server;
        xen_dm_op_track_dirty_vram_t track_dirty_vram; /* XEN_DMOP_track_dirty_vram: its argument */
        xen_dm_op_set_pci_intx_level_t set_pci_intx_level; /* XEN_DMOP_set_pci_intx_level: its
                                                              argument */
        xen_dm_op_set_isa_irq_level_t set_isa_irq_level; /* XEN_DMOP_set_isa_irq_level: its
                                                            argument */
        xen_dm_op_set_irq_level_t set_irq_level; /* XEN_DMOP_set_irq_level: its argument */
        xen_dm_op_set_pci_link_route_t set_pci_link_route; /* XEN_DMOP_set_pci_link_route: its
                                                              argument */
        xen_dm_op_modified_memory_t modified_memory; /* XEN_DMOP_modified_memory: its argument */
        xen_dm_op_set_mem_type_t set_mem_type; /* XEN_DMOP_set_mem_type: its argument */
        xen_dm_op_inject_event_t inject_event; /* XEN_DMOP_inject_event: its argument */
        xen_dm_op_inject_msi_t inject_msi; /* XEN_DMOP_inject_msi: its argument */
        /* XEN_DMOP_map_mem_type_to_ioreq_server: its argument */
        xen_dm_op_map_mem_type_to_ioreq_server_t map_mem_type_to_ioreq_server;
        xen_dm_op_remote_shutdown_t remote_shutdown; /* XEN_DMOP_remote_shutdown: its argument */
        xen_dm_op_relocate_memory_t relocate_memory; /* XEN_DMOP_relocate_memory: its argument */
        /* XEN_DMOP_pin_memory_cacheattr: its argument */
        xen_dm_op_pin_memory_cacheattr_t pin_memory_cacheattr;
        xen_dm_op_nr_vcpus_t nr_vcpus; /* XEN_DMOP_nr_vcpus: its argument */
    } u;                     /* IN/OUT: the operation's argument; => by op */
};

/* A buffer of `HYPERVISOR_dm_op`. */
struct xen_dm_op_buf {
    XEN_GUEST_HANDLE(void) h; /* the address; => memory IN/OUT [size] */
    xen_ulong_t size;        /* its length in bytes */
};
/* Short name of `struct xen_dm_op_buf`. */
typedef struct xen_dm_op_buf xen_dm_op_buf_t;
DEFINE_XEN_GUEST_HANDLE(xen_dm_op_buf_t);

/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_dm_op(domid_t domid, unsigned int nr_bufs,
 * `                  xen_dm_op_buf_t bufs[nr_bufs])
 * ` ops enum dm_op in struct xen_dm_op at bufs[0]
 * ` guests pv32 pv64 hvm32 hvm64 arm
 * `
 * @domid IN: the guest, which must not be the caller
 * @nr_bufs IN: the number of buffers
 * @bufs IN: the buffers: a `struct xen_dm_op`, and the second buffer of its operation, if any
 *
 * Performs an operation of a device model.
 *
 * Errors:
 *   EFAULT      the list of buffers or the first buffer could not be read, or the first buffer
 *               could not be written back
 *   E2BIG       there are more than two buffers
 *   ESRCH       the domain does not exist
 *   EPERM       the caller does not control the guest, or is the guest
 *   EINVAL      the guest is PV, the first buffer is missing or too short, padding is not 0, or the
 *               operation does not exist
 *   EOPNOTSUPP  the operation is not supported on this architecture
 *   ENOSYS      Xen was built without device model support
 *
 * Safety:
 *   Each buffer must have `size` bytes that Xen may read and write.
 */

#endif /* __XEN_PUBLIC_HVM_DM_OP_H__ */
