/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * What a device model asks of Xen about the guest whose devices it emulates.
 */

#ifndef __XEN_PUBLIC_HVM_DM_OP_H__
#define __XEN_PUBLIC_HVM_DM_OP_H__

#include "../xen.h"
#include "../event_channel.h"

/*
 * `incontents 146 dmop Operations of device models
 *
 * A device model is a program, in a domain that controls a guest, which plays some of the guest's devices. Here it says what it is
 * responsible for, moves interrupt lines, and keeps track of the guest's memory. What it does is confined to one guest at a time: a
 * domain may have the right to do this to one guest and none to anything else.
 *
 * The requests themselves (`hvm/ioreq.h`) reach it through a *server*, of which a guest can have several, each for other devices:
 *
 * 1. `XEN_DMOP_create_ioreq_server` makes one, which is not asked anything yet.
 * 2. `XENMEM_acquire_resource` with `XENMEM_resource_ioreq_server` maps its pages; `XEN_DMOP_get_ioreq_server_info` tells the port
 *    that announces buffered writes. The port of each vCPU is in the vCPU's slot once the server is switched on.
 * 3. `XEN_DMOP_map_io_range_to_ioreq_server` gives it ports, memory and PCI devices. What belongs to no server reads as all ones.
 * 4. `XEN_DMOP_set_ioreq_server_state` switches it on.
 *
 * The hypercall takes an array of buffers. The first is a `struct xen_dm_op`, which names the operation and has its argument in a
 * union. The operations `XEN_DMOP_track_dirty_vram` and `XEN_DMOP_modified_memory` need a second one, described there. As Xen is
 * told how long each buffer is, it touches nothing else of the caller's memory: so it serves programs that the caller's kernel does
 * not trust.
 */

#ifndef uint64_aligned_t
/* An integer of 64 bits that is aligned to 8 bytes on 32-bit x86 as well; for all but toolstacks it is an ordinary one. */
#define uint64_aligned_t uint64_t
#endif

/* The number of a server within its guest. */
typedef uint16_t ioservid_t; /* ` distinct */

/* The operations of `HYPERVISOR_dm_op`. */
/* ` enum dm_op { // XEN_DMOP_* => struct xen_dm_op_* */

/*
 * XEN_DMOP_create_ioreq_server: Makes a server, switched off and responsible for nothing.
 *
 * Errors:
 *   EINVAL  `handle_bufioreq` has no such value
 *   ENOSPC  the guest has as many servers as it can have
 *   ENOMEM  Xen is out of memory
 */
#define XEN_DMOP_create_ioreq_server 1

/*
 * XEN_DMOP_get_ioreq_server_info: Tells the port of a server's buffered writes, and, if wanted, gives its pages frames of the
 * guest.
 *
 * Frames are the way to the pages for those who cannot use `XENMEM_acquire_resource`: they map the frames from the guest's memory.
 *
 * Errors:
 *   EINVAL      an unknown flag is set
 *   ENOENT      the guest has no such server
 *   EPERM       another domain made the server
 *   ENOMEM      the guest has no frames left for this
 *   EOPNOTSUPP  frames were asked for, on a machine that does not have them
 */
#define XEN_DMOP_get_ioreq_server_info 2

/*
 * XEN_DMOP_map_io_range_to_ioreq_server: Makes a server responsible for a range.
 *
 * A request goes to the server only if it lies within one range as a whole.
 *
 * Errors:
 *   EINVAL  no such type, or the end is before the start
 *   ENOENT  the guest has no such server
 *   EPERM   another domain made the server
 *   EEXIST  the server has part of it already
 *   ENOMEM  the server has as many ranges as it can have, or Xen is out of memory
 */
#define XEN_DMOP_map_io_range_to_ioreq_server 3 /* ` => struct xen_dm_op_ioreq_server_range */

/*
 * XEN_DMOP_unmap_io_range_from_ioreq_server: Relieves a server of a range.
 *
 * Errors:
 *   EINVAL  no such type, or the end is before the start
 *   ENOENT  the guest has no such server, or the server was not responsible for all of the range
 *   EPERM   another domain made the server
 */
#define XEN_DMOP_unmap_io_range_from_ioreq_server 4 /* ` => struct xen_dm_op_ioreq_server_range */

/*
 * XEN_DMOP_set_ioreq_server_state: Switches a server on or off.
 *
 * Only what happens while it is on is put to it. Its pages mean nothing while it is off.
 *
 * Errors:
 *   ENOENT  the guest has no such server
 *   EPERM   another domain made the server
 */
#define XEN_DMOP_set_ioreq_server_state 5

/*
 * XEN_DMOP_destroy_ioreq_server: Removes a server, and its ranges with it.
 *
 * Errors:
 *   ENOENT  the guest has no such server
 *   EPERM   another domain made the server
 */
#define XEN_DMOP_destroy_ioreq_server 6

/*
 * XEN_DMOP_track_dirty_vram: Tells which pages of a screen's memory the guest has written since it was asked last.
 *
 * The second buffer becomes a bitmap: a bit for each page, from the lowest bit of the first byte on. The first time, all bits are
 * set. To stop keeping track, ask about 0 pages.
 *
 * Errors:
 *   EINVAL  there is no second buffer, there are too many pages, or the guest has no vCPU
 *   EFAULT  the bitmap could not be written
 *   ENOMEM  Xen is out of memory
 *   ESRCH   the guest is going away
 *
 * Guests: pv32 pv64 hvm32 hvm64
 *
 * Buffer: OUT uint8_t bitmap
 */
#define XEN_DMOP_track_dirty_vram 7

/*
 * XEN_DMOP_set_pci_intx_level: Moves an interrupt line of a PCI slot.
 *
 * Errors:
 *   EINVAL  segment or bus is not 0, or slot, line or level is too high
 *
 * Guests: pv32 pv64 hvm32 hvm64
 */
#define XEN_DMOP_set_pci_intx_level 8

/*
 * XEN_DMOP_set_isa_irq_level: Moves an interrupt line of the old kind.
 *
 * Errors:
 *   EINVAL  line or level is too high
 *
 * Guests: pv32 pv64 hvm32 hvm64
 */
#define XEN_DMOP_set_isa_irq_level 9

/*
 * XEN_DMOP_set_pci_link_route: Says which interrupt line of the old kind a PCI link drives.
 *
 * Errors:
 *   EINVAL  link or line is too high
 *
 * Guests: pv32 pv64 hvm32 hvm64
 */
#define XEN_DMOP_set_pci_link_route 10

/*
 * XEN_DMOP_modified_memory: Says which pages of the guest the device model has written.
 *
 * Whoever copies the guest to another host while it runs has to copy them again. The second buffer has as many `struct
 * xen_dm_op_modified_memory_extent` as the argument says.
 *
 * Errors:
 *   EINVAL  there is no second buffer, it is too short, or an element is wrong; `nr_extents` is then the element's number, from 1 on,
 *           and it is open which pages before it have been noted
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
 * XEN_DMOP_set_mem_type: Says how the guest's access to a range of its memory is to be dealt with.
 *
 * Errors:
 *   EINVAL      no such type, a frame beyond the guest's memory, or a frame that cannot change from its type to this one
 *   EOPNOTSUPP  the type is for servers, and the guest's memory is not translated by the processor
 *   EAGAIN      a frame is paged out or shared; try again
 *
 * Safety:
 *   The frames are the guest's: nobody must count on the way in which it reaches them so far.
 *
 * Guests: pv32 pv64 hvm32 hvm64
 */
#define XEN_DMOP_set_mem_type 12

/*
 * XEN_DMOP_inject_event: Lets a vCPU take an interrupt or exception when it runs next.
 *
 * The caller must know enough of the vCPU's state to tell what that will do.
 *
 * Errors:
 *   EINVAL  the guest has no such vCPU
 *   EBUSY   another one waits there
 *
 * Guests: pv32 pv64 hvm32 hvm64
 */
#define XEN_DMOP_inject_event 13

/*
 * XEN_DMOP_inject_msi: Raises the interrupt that an emulated device signals by writing a message.
 *
 * Errors:
 *   EINVAL  no interrupt can be made of the message
 *
 * Guests: pv32 pv64 hvm32 hvm64
 */
#define XEN_DMOP_inject_msi 14

/*
 * XEN_DMOP_map_mem_type_to_ioreq_server: Has access to all memory of one type put to a server, or no longer.
 *
 * Errors:
 *   EINVAL      the type is not `HVMMEM_ioreq_server`, a flag other than `XEN_DMOP_IOREQ_MEM_ACCESS_WRITE` is set, or another server has it
 *   ENOENT      the guest has no such server
 *   EPERM       another domain made the server
 *   EBUSY       a server has it, or there is memory of that type still
 *   EOPNOTSUPP  the guest's memory is not translated by the processor
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
 * XEN_DMOP_relocate_memory: Moves pages of the guest to other frames, as `XENMEM_add_to_physmap` does
 * with `XENMAPSPACE_gmfn_range`.
 *
 * Errors:
 *   EINVAL  there is no page at a frame that was named
 *   EPERM   a frame cannot be moved
 *   ENOMEM  Xen is out of memory
 *
 * Safety:
 *   The frames are the guest's: nobody must count on what is at either of them so far.
 *
 * Guests: pv32 pv64 hvm32 hvm64
 */
#define XEN_DMOP_relocate_memory 17

/*
 * XEN_DMOP_pin_memory_cacheattr: Fixes how the guest's access to a range of its memory is cached, or lets it go again.
 *
 * Errors:
 *   EINVAL  no such type, or the end is before the start
 *   ENOENT  the range that is to be let go was not fixed
 *   EBUSY   part of it is fixed already
 *   ENOSPC  the guest has as many such ranges as it can have
 *   ENOMEM  Xen is out of memory
 *
 * Safety:
 *   The frames are the guest's: what is cached otherwise by somebody who has them mapped may be read wrongly.
 *
 * Guests: pv32 pv64 hvm32 hvm64
 */
#define XEN_DMOP_pin_memory_cacheattr 18

/*
 * XEN_DMOP_set_irq_level: Moves a shared interrupt line of a guest on Arm.
 *
 * Errors:
 *   EINVAL  it is no shared one, it is in use otherwise, or the level is too high
 *
 * Guests: arm
 */
#define XEN_DMOP_set_irq_level 19

/*
 * XEN_DMOP_nr_vcpus: Tells how many vCPUs the guest can have.
 *
 * It does not change in the guest's life. It bounds the number of a vCPU, and says how many slots the servers' pages have.
 */
#define XEN_DMOP_nr_vcpus 20
/* ` } */

/* Argument of `XEN_DMOP_create_ioreq_server`. */
struct xen_dm_op_create_ioreq_server {
    uint8_t handle_bufioreq; /* IN: how writes that the guest does not wait for arrive: 0 like the others, 1 or 2 in a ring, whose
                                pointers are read and moved one by one, or together; `HVM_IOREQSRV_BUFIOREQ_*` */
    uint8_t pad[3];
    ioservid_t id;           /* OUT: the new server */
};
/* Short name of `struct xen_dm_op_create_ioreq_server`. */
typedef struct xen_dm_op_create_ioreq_server xen_dm_op_create_ioreq_server_t;

#define _XEN_DMOP_no_gfns 0 /* Bit number of `XEN_DMOP_no_gfns`. */

/* What `XEN_DMOP_get_ioreq_server_info` need not do. */
/* ` flags dm_op_server_info_flags { // XEN_DMOP_* */
#define XEN_DMOP_no_gfns (1u << _XEN_DMOP_no_gfns) /* Give the pages no frames, as they are mapped otherwise. */
/* ` } */

/* Argument of `XEN_DMOP_get_ioreq_server_info`. */
struct xen_dm_op_get_ioreq_server_info {
    ioservid_t id;           /* IN: the server */
    uint16_t flags;          /* IN: what need not be done; => flags dm_op_server_info_flags */
    evtchn_port_t bufioreq_port; /* OUT: the port of the guest to bind to, for events of buffered writes; 0 if it has no such ring */
    uint64_aligned_t ioreq_gfn; /* OUT: the frame of the vCPUs' slots, if it was asked for */
    uint64_aligned_t bufioreq_gfn; /* OUT: the frame of the ring of buffered writes, if it was asked for and there is one */
};
/* Short name of `struct xen_dm_op_get_ioreq_server_info`. */
typedef struct xen_dm_op_get_ioreq_server_info xen_dm_op_get_ioreq_server_info_t;

/* What a server can be responsible for. */
/* ` enum dm_op_io_range { // XEN_DMOP_IO_RANGE_* */
#define XEN_DMOP_IO_RANGE_PORT   0 /* Ports. */
#define XEN_DMOP_IO_RANGE_MEMORY 1 /* Guest-physical addresses. */
#define XEN_DMOP_IO_RANGE_PCI    2 /* The configuration of PCI devices, each numbered by `XEN_DMOP_PCI_SBDF`. */
/* ` } */

/* A range that a server is responsible for. */
struct xen_dm_op_ioreq_server_range {
    ioservid_t id;           /* IN: the server */
    uint16_t pad;
    uint32_t type;           /* IN: what it is a range of; => enum dm_op_io_range */
    uint64_aligned_t start;  /* IN: the first that belongs to it */
    uint64_aligned_t end;    /* IN: the last that belongs to it */
};
/* Short name of `struct xen_dm_op_ioreq_server_range`. */
typedef struct xen_dm_op_ioreq_server_range xen_dm_op_ioreq_server_range_t;

/* The number of a PCI device, from its segment, bus, slot and function. */
#define XEN_DMOP_PCI_SBDF(s, b, d, f) \
    ((((s) & 0xffff) << 16) | (((b) & 0xff) << 8) | (((d) & 0x1f) << 3) | ((f) & 0x07))

/* Argument of `XEN_DMOP_set_ioreq_server_state`. */
struct xen_dm_op_set_ioreq_server_state {
    ioservid_t id;           /* IN: the server */
    uint8_t enabled;         /* IN: 0 to switch it off, anything else to switch it on */
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
    uint32_t nr;             /* IN: how many pages, or 0 to stop */
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
    uint8_t intx;            /* IN: which of its four lines, from 0 */
    uint8_t level;           /* IN: 1 if it is active, 0 if it is not */
};
/* Short name of `struct xen_dm_op_set_pci_intx_level`. */
typedef struct xen_dm_op_set_pci_intx_level xen_dm_op_set_pci_intx_level_t;

/* Argument of `XEN_DMOP_set_isa_irq_level`. */
struct xen_dm_op_set_isa_irq_level {
    uint8_t isa_irq;         /* IN: the line, from 0 to 15 */
    uint8_t level;           /* IN: 1 if it is active, 0 if it is not */
};
/* Short name of `struct xen_dm_op_set_isa_irq_level`. */
typedef struct xen_dm_op_set_isa_irq_level xen_dm_op_set_isa_irq_level_t;

/* Argument of `XEN_DMOP_set_pci_link_route`. */
struct xen_dm_op_set_pci_link_route {
    uint8_t link;            /* IN: which of the four links that PCI lines meet in, from 0 */
    uint8_t isa_irq;         /* IN: the line that the link drives, from 1 to 15, or 0 for none */
};
/* Short name of `struct xen_dm_op_set_pci_link_route`. */
typedef struct xen_dm_op_set_pci_link_route xen_dm_op_set_pci_link_route_t;

/* Argument of `XEN_DMOP_modified_memory`. */
struct xen_dm_op_modified_memory {
    uint32_t nr_extents;     /* IN/OUT: how many elements the second buffer has; on failure, which one is wrong, from 1 on */
    uint32_t opaque;         /* IN/OUT: 0, where Xen notes how far it has come */
};
/* Short name of `struct xen_dm_op_modified_memory`. */
typedef struct xen_dm_op_modified_memory xen_dm_op_modified_memory_t;

/* An element of the second buffer of `XEN_DMOP_modified_memory`: adjacent pages that have been written. */
struct xen_dm_op_modified_memory_extent {
    uint32_t nr;             /* IN: how many pages */
    uint32_t pad;
    uint64_aligned_t first_pfn; /* IN: the first frame of the guest */
};

/* Argument of `XEN_DMOP_set_mem_type`. */
struct xen_dm_op_set_mem_type {
    uint32_t nr;             /* IN: how many pages; Xen counts down here */
    uint16_t mem_type;       /* IN: what they become, an `hvmmem_type_t` */
    uint16_t pad;
    uint64_aligned_t first_pfn; /* IN: the first frame; Xen counts up here; => gfn */
};
/* Short name of `struct xen_dm_op_set_mem_type`. */
typedef struct xen_dm_op_set_mem_type xen_dm_op_set_mem_type_t;

/* What a vCPU is to take, by the numbers that x86's virtualisation gives. */
/* ` enum dm_op_event { // XEN_DMOP_EVENT_* */
#define XEN_DMOP_EVENT_ext_int    0 /* An interrupt from outside. */
#define XEN_DMOP_EVENT_nmi        2 /* An interrupt that cannot be masked. */
#define XEN_DMOP_EVENT_hw_exc     3 /* An exception. */
#define XEN_DMOP_EVENT_sw_int     4 /* An interrupt by the instruction `int`. */
#define XEN_DMOP_EVENT_pri_sw_exc 5 /* An exception by the instruction `icebp`. */
#define XEN_DMOP_EVENT_sw_exc     6 /* An exception by the instruction `int3` or `into`. */
/* ` } */

/* Argument of `XEN_DMOP_inject_event`. */
struct xen_dm_op_inject_event {
    uint32_t vcpuid;         /* IN: the vCPU */
    uint8_t vector;          /* IN: the vector */
    uint8_t type;            /* IN: what it takes; => enum dm_op_event */
    uint8_t insn_len;        /* IN: how many bytes the instruction has that causes it, where one does */
    uint8_t pad0;
    uint32_t error_code;     /* IN: the error code, or all ones for none */
    uint32_t pad1;
    uint64_aligned_t cr2;    /* IN: the address of a page fault, or the conditions of a debug exception */
};
/* Short name of `struct xen_dm_op_inject_event`. */
typedef struct xen_dm_op_inject_event xen_dm_op_inject_event_t;

/* Argument of `XEN_DMOP_inject_msi`. */
struct xen_dm_op_inject_msi {
    uint32_t data;           /* IN: what the device writes */
    uint32_t pad;
    uint64_aligned_t addr;   /* IN: where it writes it: 0xfee00000 and above */
};
/* Short name of `struct xen_dm_op_inject_msi`. */
typedef struct xen_dm_op_inject_msi xen_dm_op_inject_msi_t;

/* Which kinds of access to memory are put to a server; none takes the memory from it. */
/* ` flags dm_op_ioreq_mem_access { // XEN_DMOP_IOREQ_MEM_ACCESS_* */
#define XEN_DMOP_IOREQ_MEM_ACCESS_READ  (1u << 0) /* Reading, which Xen does not offer yet. */
#define XEN_DMOP_IOREQ_MEM_ACCESS_WRITE (1u << 1) /* Writing. */
/* ` } */

/* Argument of `XEN_DMOP_map_mem_type_to_ioreq_server`. */
struct xen_dm_op_map_mem_type_to_ioreq_server {
    ioservid_t id;           /* IN: the server */
    uint16_t type;           /* IN: the type of memory: `HVMMEM_ioreq_server` */
    uint32_t flags;          /* IN: which access; => flags dm_op_ioreq_mem_access */
    uint64_t opaque;         /* IN/OUT: 0, where Xen notes how far it has come */
};
/* Short name of `struct xen_dm_op_map_mem_type_to_ioreq_server`. */
typedef struct xen_dm_op_map_mem_type_to_ioreq_server xen_dm_op_map_mem_type_to_ioreq_server_t;

/* Argument of `XEN_DMOP_remote_shutdown`. */
struct xen_dm_op_remote_shutdown {
    uint32_t reason;         /* IN: why, an `enum sched_shutdown_reason`, or any other number */
};
/* Short name of `struct xen_dm_op_remote_shutdown`. */
typedef struct xen_dm_op_remote_shutdown xen_dm_op_remote_shutdown_t;

/* Argument of `XEN_DMOP_relocate_memory`; what is in it afterwards means nothing. */
struct xen_dm_op_relocate_memory {
    uint32_t size;           /* IN: how many pages */
    uint32_t pad;
    uint64_aligned_t src_gfn; /* IN: the first frame where they are; => gfn */
    uint64_aligned_t dst_gfn; /* IN: the first frame where they go; => gfn */
};
/* Short name of `struct xen_dm_op_relocate_memory`. */
typedef struct xen_dm_op_relocate_memory xen_dm_op_relocate_memory_t;

/* How memory is cached, by the numbers that x86 gives. */
/* ` enum dm_op_mem_cacheattr { // XEN_DMOP_* */
#define XEN_DMOP_MEM_CACHEATTR_UC  0 /* Not at all. */
#define XEN_DMOP_MEM_CACHEATTR_WC  1 /* Writes are combined. */
#define XEN_DMOP_MEM_CACHEATTR_WT  4 /* Writes go through at once. */
#define XEN_DMOP_MEM_CACHEATTR_WP  5 /* Reads are cached, writes are not. */
#define XEN_DMOP_MEM_CACHEATTR_WB  6 /* Reads and writes are cached. */
#define XEN_DMOP_MEM_CACHEATTR_UCM 7 /* Not at all, unless a register says that writes are combined. */
#define XEN_DMOP_DELETE_MEM_CACHEATTR (~(uint32_t)0) /* As the guest wants it: lets the range go. */
/* ` } */

/* Argument of `XEN_DMOP_pin_memory_cacheattr`. */
struct xen_dm_op_pin_memory_cacheattr {
    uint64_aligned_t start;  /* IN: the first frame; => gfn */
    uint64_aligned_t end;    /* IN: the last frame; => gfn */
    uint32_t type;           /* IN: how it is cached; => enum dm_op_mem_cacheattr */
    uint32_t pad;
};
/* Short name of `struct xen_dm_op_pin_memory_cacheattr`. */
typedef struct xen_dm_op_pin_memory_cacheattr xen_dm_op_pin_memory_cacheattr_t;

/* Argument of `XEN_DMOP_set_irq_level`. */
struct xen_dm_op_set_irq_level {
    uint32_t irq;            /* IN: the line, from 32 on */
    uint8_t level;           /* IN: 1 if it is active, 0 if it is not */
    uint8_t pad[3];
};
/* Short name of `struct xen_dm_op_set_irq_level`. */
typedef struct xen_dm_op_set_irq_level xen_dm_op_set_irq_level_t;

/* Argument of `XEN_DMOP_nr_vcpus`. */
struct xen_dm_op_nr_vcpus {
    uint32_t vcpus;          /* OUT: how many vCPUs */
};
/* Short name of `struct xen_dm_op_nr_vcpus`. */
typedef struct xen_dm_op_nr_vcpus xen_dm_op_nr_vcpus_t;

/* The first buffer of `HYPERVISOR_dm_op`: an operation and its argument. */
struct xen_dm_op {
    uint32_t op;             /* IN: the operation; => enum dm_op */
    uint32_t pad;
    union {
        xen_dm_op_create_ioreq_server_t create_ioreq_server; /* XEN_DMOP_create_ioreq_server: its argument */
        xen_dm_op_get_ioreq_server_info_t get_ioreq_server_info; /* XEN_DMOP_get_ioreq_server_info: its argument */
        xen_dm_op_ioreq_server_range_t map_io_range_to_ioreq_server; /* XEN_DMOP_map_io_range_to_ioreq_server: its argument */
        xen_dm_op_ioreq_server_range_t unmap_io_range_from_ioreq_server; /* XEN_DMOP_unmap_io_range_from_ioreq_server: its argument */
        xen_dm_op_set_ioreq_server_state_t set_ioreq_server_state; /* XEN_DMOP_set_ioreq_server_state: its argument */
        xen_dm_op_destroy_ioreq_server_t destroy_ioreq_server; /* XEN_DMOP_destroy_ioreq_server: its argument */
        xen_dm_op_track_dirty_vram_t track_dirty_vram; /* XEN_DMOP_track_dirty_vram: its argument */
        xen_dm_op_set_pci_intx_level_t set_pci_intx_level; /* XEN_DMOP_set_pci_intx_level: its argument */
        xen_dm_op_set_isa_irq_level_t set_isa_irq_level; /* XEN_DMOP_set_isa_irq_level: its argument */
        xen_dm_op_set_irq_level_t set_irq_level; /* XEN_DMOP_set_irq_level: its argument */
        xen_dm_op_set_pci_link_route_t set_pci_link_route; /* XEN_DMOP_set_pci_link_route: its argument */
        xen_dm_op_modified_memory_t modified_memory; /* XEN_DMOP_modified_memory: its argument */
        xen_dm_op_set_mem_type_t set_mem_type; /* XEN_DMOP_set_mem_type: its argument */
        xen_dm_op_inject_event_t inject_event; /* XEN_DMOP_inject_event: its argument */
        xen_dm_op_inject_msi_t inject_msi; /* XEN_DMOP_inject_msi: its argument */
        xen_dm_op_map_mem_type_to_ioreq_server_t map_mem_type_to_ioreq_server; /* XEN_DMOP_map_mem_type_to_ioreq_server: its argument */
        xen_dm_op_remote_shutdown_t remote_shutdown; /* XEN_DMOP_remote_shutdown: its argument */
        xen_dm_op_relocate_memory_t relocate_memory; /* XEN_DMOP_relocate_memory: its argument */
        xen_dm_op_pin_memory_cacheattr_t pin_memory_cacheattr; /* XEN_DMOP_pin_memory_cacheattr: its argument */
        xen_dm_op_nr_vcpus_t nr_vcpus; /* XEN_DMOP_nr_vcpus: its argument */
    } u;                     /* IN/OUT: the operation's argument; => by op */
};

/* A buffer of `HYPERVISOR_dm_op`. */
struct xen_dm_op_buf {
    XEN_GUEST_HANDLE(void) h; /* where it is; => memory IN/OUT [size] */
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
 * @nr_bufs IN: how many buffers there are
 * @bufs IN: the buffers: a `struct xen_dm_op`, and what its operation needs besides
 *
 * Does what a device model asks for, as the first buffer says.
 *
 * Errors:
 *   EFAULT      the list of buffers or the first buffer could not be read, or the first buffer not be written back
 *   E2BIG       there are more than two buffers
 *   ESRCH       the domain does not exist
 *   EPERM       the caller does not control the guest, or is the guest
 *   EINVAL      the guest is a PV one, the first buffer is missing or too short, padding is not 0, or there is no such operation
 *   EOPNOTSUPP  the operation does not exist on this machine
 *   ENOSYS      Xen was built without device models
 *
 * Safety:
 *   Each buffer must have as many bytes as its size says, which Xen may read and write.
 */

#endif /* __XEN_PUBLIC_HVM_DM_OP_H__ */
