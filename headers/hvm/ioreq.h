/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * How a device model is asked to carry out what a guest did to a device, and how it answers.
 */

#ifndef _IOREQ_H_
#define _IOREQ_H_

#include <stdint.h>

/*
 * `incontents 145 ioreq Requests to device models
 *
 * When a guest touches a port, an address or a register of a device that Xen does not emulate itself, the vCPU stops in Xen,
 * and a *server*, part of a device model in another domain, is asked to do what the real device would have done. `hvm/dm_op.h` says
 * how a server is made and what it is made responsible for. It then has two pages in common with Xen.
 *
 * The first is a `struct shared_iopage`: a slot for each vCPU of the guest. What happens to a slot, `state` tells:
 *
 * 1. Xen fills it in, sets `STATE_IOREQ_READY`, and raises an event on the port that the server bound to `vp_eport`.
 * 2. The server sees that, reads the rest after a read barrier, sets `STATE_IOREQ_INPROCESS` and does the work. What was read goes
 *    to `data`, or, with `data_is_ptr`, to the guest's memory.
 * 3. After a write barrier it sets `STATE_IORESP_READY` and raises an event on the same port.
 * 4. Xen takes the result, sets `STATE_IOREQ_NONE`, and lets the vCPU go on.
 *
 * The second is there if the server asked for it: a `struct buffered_iopage`, a ring of writes that the guest does not wait for,
 * such as those to a screen's memory. One event channel announces them all.
 *
 * A request may stand for a repeated instruction: `count` elements of `size` bytes, at ascending addresses, or at descending ones
 * if `df` is set. Both pages can be changed by nobody but Xen and the server, yet addresses and data come from the guest: a server
 * checks whether they make sense.
 */

/* Which way a request goes, as the guest sees it. */
/* ` enum ioreq_dir { // IOREQ_* */
#define IOREQ_READ  1 /* The guest reads: the answer goes to it. */
#define IOREQ_WRITE 0 /* The guest writes. */
/* ` } */

/* How far a request is. */
/* ` enum ioreq_state { // STATE_* */
#define STATE_IOREQ_NONE      0 /* There is none; set by Xen. */
#define STATE_IOREQ_READY     1 /* It waits for the server; set by Xen. */
#define STATE_IOREQ_INPROCESS 2 /* The server works at it; set by the server. */
#define STATE_IORESP_READY    3 /* It is answered; set by the server. */
/* ` } */

/* What a request is about. */
/* ` enum ioreq_type { // IOREQ_TYPE_* */
#define IOREQ_TYPE_PIO        0 /* Ports: `addr` is the port. */
#define IOREQ_TYPE_COPY       1 /* Memory of a device: `addr` is the guest-physical address. */
#define IOREQ_TYPE_PCI_CONFIG 2 /* The configuration of a PCI device: `addr` names device and register. */
#define IOREQ_TYPE_TIMEOFFSET 7 /* The guest set its clock: `data` is by how many seconds it differs from the host's now. */
#define IOREQ_TYPE_INVALIDATE 8 /* The guest gave memory back: the server forgets every page of it that it had mapped. */
/* ` } */

/*
 * A request to a server, and its answer: the slot of one vCPU.
 *
 * With `IOREQ_TYPE_PCI_CONFIG`, `addr` has the PCI segment in bits 63 to 48, the bus in 47 to 40, the slot in 39 to 35, the
 * function in 34 to 32, and the offset of the register in 31 to 0.
 */
struct ioreq {
    uint64_t addr;          /* where; what that is, the type tells */
    uint64_t data;          /* what to write, or what was read; with `data_is_ptr`, where in the guest's memory that is */
    uint32_t count;         /* how many elements */
    uint32_t size;          /* how many bytes each has: 1, 2, 4 or 8 */
    uint32_t vp_eport;      /* the port of the guest's domain that the server binds to, for events of this vCPU */
    uint16_t _pad0;
    uint8_t state:4;        /* how far it is; => enum ioreq_state */
    uint8_t data_is_ptr:1;  /* 1 if `data` is a guest-physical address */
    uint8_t dir:1;          /* which way it goes; => enum ioreq_dir */
    uint8_t df:1;           /* 1 if addresses descend from element to element */
    uint8_t _pad1:1;
    uint8_t type;           /* what it is about; => enum ioreq_type */
};
/* Short name of `struct ioreq`. */
typedef struct ioreq ioreq_t;

/* The page of requests that are waited for; there may be several, one after the other. */
struct shared_iopage {
    struct ioreq vcpu_ioreq[1]; /* a slot for each vCPU of the guest, not just for one */
};
/* Short name of `struct shared_iopage`. */
typedef struct shared_iopage shared_iopage_t;

/* A write that the guest does not wait for. */
struct buf_ioreq {
    uint8_t type;           /* what it is about: ports or memory; => enum ioreq_type */
    uint8_t pad:1;
    uint8_t dir:1;          /* which way it goes, always `IOREQ_WRITE`; => enum ioreq_dir */
    uint8_t size:2;         /* the number of bytes as a power of two; of 8, the upper four are the data of the next slot */
    uint32_t addr:20;       /* the port, or the guest-physical address, below 1 MiB */
    uint32_t data;          /* what to write */
};
/* Short name of `struct buf_ioreq`. */
typedef struct buf_ioreq buf_ioreq_t;

/* How many slots the ring has: with the two pointers they fill a page. */
#define IOREQ_BUFFER_SLOT_NUM 511

/*
 * The page of writes that the guest does not wait for.
 *
 * Both pointers grow without end; the slot is the rest of a division by `IOREQ_BUFFER_SLOT_NUM`.
 * With `HVM_IOREQSRV_BUFIOREQ_ATOMIC` Xen takes the same multiple of that from both now and then, in one access of 64 bits: so the
 * server reads both in one access as well, and advances its own by an atomic addition. When the ring is full, Xen makes the guest
 * wait after all.
 */
struct buffered_iopage {
    uint32_t read_pointer;  /* the slot that the server will read next; written by the server */
    uint32_t write_pointer; /* the slot that Xen will fill next; written by Xen */
    buf_ioreq_t buf_ioreq[IOREQ_BUFFER_SLOT_NUM]; /* the slots */
};
/* Short name of `struct buffered_iopage`. */
typedef struct buffered_iopage buffered_iopage_t;

/* Where ACPI's registers are among the ports, in the two ways that `HVM_PARAM_ACPI_IOPORTS_LOCATION` tells apart. */

/* Way 0, of guests that came from an old host: power management's events. */
#define ACPI_PM1A_EVT_BLK_ADDRESS_V0 0x1f40
/* Way 0: power management's control. */
#define ACPI_PM1A_CNT_BLK_ADDRESS_V0 (ACPI_PM1A_EVT_BLK_ADDRESS_V0 + 0x04)
/* Way 0: power management's timer. */
#define ACPI_PM_TMR_BLK_ADDRESS_V0   (ACPI_PM1A_EVT_BLK_ADDRESS_V0 + 0x08)
/* Way 0: general events. */
#define ACPI_GPE0_BLK_ADDRESS_V0     (ACPI_PM_TMR_BLK_ADDRESS_V0 + 0x20)
/* Way 0: how many ports general events take. */
#define ACPI_GPE0_BLK_LEN_V0         0x08

/* Way 1, which today's device models expect: power management's events. */
#define ACPI_PM1A_EVT_BLK_ADDRESS_V1 0xb000
/* Way 1: power management's control. */
#define ACPI_PM1A_CNT_BLK_ADDRESS_V1 (ACPI_PM1A_EVT_BLK_ADDRESS_V1 + 0x04)
/* Way 1: power management's timer. */
#define ACPI_PM_TMR_BLK_ADDRESS_V1   (ACPI_PM1A_EVT_BLK_ADDRESS_V1 + 0x08)
/* Way 1: general events. */
#define ACPI_GPE0_BLK_ADDRESS_V1     0xafe0
/* Way 1: how many ports general events take. */
#define ACPI_GPE0_BLK_LEN_V1         0x04

/* The same as `ACPI_PM1A_EVT_BLK_ADDRESS_V0`, from when there was one way. */
#define ACPI_PM1A_EVT_BLK_ADDRESS ACPI_PM1A_EVT_BLK_ADDRESS_V0
/* The same as `ACPI_PM1A_CNT_BLK_ADDRESS_V0`, from when there was one way. */
#define ACPI_PM1A_CNT_BLK_ADDRESS ACPI_PM1A_CNT_BLK_ADDRESS_V0
/* The same as `ACPI_PM_TMR_BLK_ADDRESS_V0`, from when there was one way. */
#define ACPI_PM_TMR_BLK_ADDRESS   ACPI_PM_TMR_BLK_ADDRESS_V0
/* The same as `ACPI_GPE0_BLK_ADDRESS_V0`, from when there was one way. */
#define ACPI_GPE0_BLK_ADDRESS     ACPI_GPE0_BLK_ADDRESS_V0
/* The same as `ACPI_GPE0_BLK_LEN_V0`, from when there was one way. */
#define ACPI_GPE0_BLK_LEN         ACPI_GPE0_BLK_LEN_V0

#endif /* _IOREQ_H_ */
