/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * I/O requests from Xen to device models.
 */

#ifndef _IOREQ_H_
#define _IOREQ_H_

#include <stdint.h>

/*
 * `incontents 145 ioreq Requests to device models
 *
 * When a guest accesses a port, an MMIO address or a PCI register that Xen does not emulate, Xen
 * pauses the vCPU and sends a request to an *ioreq server*, part of a device model in another
 * domain. `hvm/dm_op.h` creates servers and assigns address ranges to them. A server shares two
 * pages with Xen.
 *
 * The first is a `struct shared_iopage` with a slot per vCPU. The `state` of a slot changes as
 * follows:
 *
 * 1. Xen fills the slot in, sets `STATE_IOREQ_READY`, and sends an event to the port that the
 *    server bound to `vp_eport`.
 * 2. The server reads the slot after a read barrier, sets `STATE_IOREQ_INPROCESS`, and performs the
 *    request. It stores the result of a read in `data` or, with `data_is_ptr`, in the guest's
 *    memory.
 * 3. After a write barrier, it sets `STATE_IORESP_READY` and sends an event on the same port.
 * 4. Xen takes the result, sets `STATE_IOREQ_NONE`, and resumes the vCPU.
 *
 * The second, optional page is a `struct buffered_iopage`: a ring of writes for which the guest
 * does not wait, such as those to video memory. One event channel signals them.
 *
 * A request can stand for a repeated instruction: `count` elements of `size` bytes, at ascending
 * addresses, or descending ones if `df` is set. Only Xen and the server can write to the pages, but
 * addresses and data come from the guest: a server must validate them.
 */

/* The direction of a request. */
/* ` enum ioreq_dir { // IOREQ_* */
#define IOREQ_READ  1 /* The guest reads. */
#define IOREQ_WRITE 0 /* The guest writes. */
/* ` } */

/* The state of a request. */
/* ` enum ioreq_state { // STATE_* */
#define STATE_IOREQ_NONE      0 /* The slot is free; set by Xen. */
#define STATE_IOREQ_READY     1 /* The request is ready; set by Xen. */
#define STATE_IOREQ_INPROCESS 2 /* The request is in progress; set by the server. */
#define STATE_IORESP_READY    3 /* The response is ready; set by the server. */
/* ` } */

/* The type of a request. */
/* ` enum ioreq_type { // IOREQ_TYPE_* */
#define IOREQ_TYPE_PIO        0 /* Port I/O: `addr` is the port. */
#define IOREQ_TYPE_COPY       1 /* MMIO: `addr` is the guest-physical address. */
#define IOREQ_TYPE_PCI_CONFIG 2 /* PCI configuration space: `addr` names device and register. */
#define IOREQ_TYPE_TIMEOFFSET 7 /* The guest set its clock: `data` is the offset from the host's in
                                   seconds. */
#define IOREQ_TYPE_INVALIDATE 8 /* The guest freed memory: the server must drop all its mappings. */
/* ` } */

/*
 * A request and its response: the slot of a vCPU.
 *
 * With `IOREQ_TYPE_PCI_CONFIG`, `addr` has the PCI segment in bits 63 to 48, the bus in 47 to 40,
 * the slot in 39 to 35, the function in 34 to 32, and the offset of the register in 31 to 0.
 */
struct ioreq {
    uint64_t addr;          /* the address, which depends on the type */
    uint64_t data;          /* the data; with `data_is_ptr`, its guest-physical address */
    uint32_t count;         /* the number of elements */
    uint32_t size;          /* the size of an element in bytes: 1, 2, 4 or 8 */
    uint32_t vp_eport;      /* the guest's port that the server binds to, for this vCPU */
    uint16_t _pad0;
    uint8_t state:4;        /* the state; => enum ioreq_state */
    uint8_t data_is_ptr:1;  /* 1 if `data` is a guest-physical address */
    uint8_t dir:1;          /* the direction; => enum ioreq_dir */
    uint8_t df:1;           /* 1 if addresses descend */
    uint8_t _pad1:1;
    uint8_t type;           /* the type; => enum ioreq_type */
};
/* Short name of `struct ioreq`. */
typedef struct ioreq ioreq_t;

/* The page of synchronous requests; there may be several consecutive pages. */
struct shared_iopage {
    struct ioreq vcpu_ioreq[1]; /* a slot for each vCPU, despite the length of 1 */
};
/* Short name of `struct shared_iopage`. */
typedef struct shared_iopage shared_iopage_t;

/* A buffered write. */
struct buf_ioreq {
    uint8_t type;           /* the type, port I/O or MMIO; => enum ioreq_type */
    uint8_t pad:1;
    uint8_t dir:1;          /* always `IOREQ_WRITE`; => enum ioreq_dir */
    uint8_t size:2;         /* log2 of the size in bytes; for 8, the next slot holds the upper
                               half */
    uint32_t addr:20;       /* the port, or the guest-physical address, below 1 MiB */
    uint32_t data;          /* the data */
};
/* Short name of `struct buf_ioreq`. */
typedef struct buf_ioreq buf_ioreq_t;

/* The number of slots of the ring; with the two pointers they fill a page. */
#define IOREQ_BUFFER_SLOT_NUM 511

/*
 * The page of buffered writes.
 *
 * Both pointers increase without wrapping; the slot is the pointer modulo `IOREQ_BUFFER_SLOT_NUM`.
 * With `HVM_IOREQSRV_BUFIOREQ_ATOMIC`, Xen sometimes subtracts the same multiple from both in one
 * 64-bit access: the server must read both in one access, and advance its own by an atomic
 * addition. If the ring is full, Xen sends a synchronous request.
 */
struct buffered_iopage {
    uint32_t read_pointer;  /* the next slot to read; written by the server */
    uint32_t write_pointer; /* the next slot to fill; written by Xen */
    buf_ioreq_t buf_ioreq[IOREQ_BUFFER_SLOT_NUM]; /* the slots */
};
/* Short name of `struct buffered_iopage`. */
typedef struct buffered_iopage buffered_iopage_t;

/* The I/O ports of the ACPI registers, for the two values of `HVM_PARAM_ACPI_IOPORTS_LOCATION`. */

/* Location 0, for guests from old hosts: PM1a event registers. */
#define ACPI_PM1A_EVT_BLK_ADDRESS_V0 0x1f40
/* Location 0: PM1a control register. */
#define ACPI_PM1A_CNT_BLK_ADDRESS_V0 (ACPI_PM1A_EVT_BLK_ADDRESS_V0 + 0x04)
/* Location 0: PM timer. */
#define ACPI_PM_TMR_BLK_ADDRESS_V0   (ACPI_PM1A_EVT_BLK_ADDRESS_V0 + 0x08)
/* Location 0: GPE0 registers. */
#define ACPI_GPE0_BLK_ADDRESS_V0     (ACPI_PM_TMR_BLK_ADDRESS_V0 + 0x20)
/* Location 0: the number of GPE0 ports. */
#define ACPI_GPE0_BLK_LEN_V0         0x08

/* Location 1, for current device models: PM1a event registers. */
#define ACPI_PM1A_EVT_BLK_ADDRESS_V1 0xb000
/* Location 1: PM1a control register. */
#define ACPI_PM1A_CNT_BLK_ADDRESS_V1 (ACPI_PM1A_EVT_BLK_ADDRESS_V1 + 0x04)
/* Location 1: PM timer. */
#define ACPI_PM_TMR_BLK_ADDRESS_V1   (ACPI_PM1A_EVT_BLK_ADDRESS_V1 + 0x08)
/* Location 1: GPE0 registers. */
#define ACPI_GPE0_BLK_ADDRESS_V1     0xafe0
/* Location 1: the number of GPE0 ports. */
#define ACPI_GPE0_BLK_LEN_V1         0x04

/* Older name of `ACPI_PM1A_EVT_BLK_ADDRESS_V0`. */
#define ACPI_PM1A_EVT_BLK_ADDRESS ACPI_PM1A_EVT_BLK_ADDRESS_V0
/* Older name of `ACPI_PM1A_CNT_BLK_ADDRESS_V0`. */
#define ACPI_PM1A_CNT_BLK_ADDRESS ACPI_PM1A_CNT_BLK_ADDRESS_V0
/* Older name of `ACPI_PM_TMR_BLK_ADDRESS_V0`. */
#define ACPI_PM_TMR_BLK_ADDRESS   ACPI_PM_TMR_BLK_ADDRESS_V0
/* Older name of `ACPI_GPE0_BLK_ADDRESS_V0`. */
#define ACPI_GPE0_BLK_ADDRESS     ACPI_GPE0_BLK_ADDRESS_V0
/* Older name of `ACPI_GPE0_BLK_LEN_V0`. */
#define ACPI_GPE0_BLK_LEN         ACPI_GPE0_BLK_LEN_V0

#endif /* _IOREQ_H_ */
