/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * PCI devices that a PV guest drives itself: how it reaches their configuration, by way of the domain that owns them.
 */

#ifndef __XEN_PCI_COMMON_H__
#define __XEN_PCI_COMMON_H__

#include <stdint.h>

/*
 * `incontents 186 pciif PCI devices of PV guests
 *
 * A PV guest can be given PCI devices. It uses their registers and interrupts directly, but not their configuration: it asks the
 * backend, which lets through what is harmless. Guests with hardware virtualisation have no need of this, as the device model
 * shows them a bus.
 *
 * Both share one page, a `struct xen_pci_sharedinfo`, which has room for one operation of the frontend at a time, and one of the
 * backend:
 *
 * - The frontend fills in `op`, and, after a write barrier, sets the bit `XEN_PCIF_active` in `flags`, atomically, and raises an
 *   event. The backend carries it out, writes `err` and what was read, then, after a write barrier, clears the bit and raises an
 *   event.
 * - When a device reports an error of its bus, the backend fills in `aer_op`, sets `XEN_PCIB_active` and raises an event. The
 *   frontend has its driver deal with it, writes the driver's verdict to `err`, and clears the bit.
 *
 * # Set-up
 *
 * In xenstore, under `device/pci`, numbers being decimal:
 *
 * - The frontend grants the page and writes `pci-op-ref`, its grant reference, `event-channel`, the port that it made for the back
 *   end, and `magic`, the text `XEN_PCI_MAGIC`: with another one the backend does not connect.
 * - The backend then writes `root_num`, how many buses there are at the top, `root-0` and so on, each as segment and bus in four
 *   and two hexadecimal digits with a colon between, and goes on to the state connected. There are `num_devs` devices, the first of
 *   which is `dev-0`; the guest finds them by looking at each slot of these buses. `vdev-0` and so on tell where each of them
 *   appears there.
 * - Devices come and go while both are connected: the backend's state is then reconfiguring, and `state-0` and so on say of each
 *   device how far it is.
 */

/* Which version of this protocol a frontend speaks, as the text that it writes to `magic`. */
#define XEN_PCI_MAGIC "7"

#define _XEN_PCIF_active     (0) /* Bit number of `XEN_PCIF_active`. */
#define _XEN_PCIB_AERHANDLER (1) /* Bit number of `XEN_PCIB_AERHANDLER`. */
#define _XEN_PCIB_active     (2) /* Bit number of `XEN_PCIB_active`. */

/* Who has something to do; every bit is set and cleared atomically. */
/* ` flags xen_pci_flags { // XEN_PCI* */
#define XEN_PCIF_active     (1 << _XEN_PCIF_active)     /* The backend, in `op`: the frontend sets it, the backend clears it. */
#define XEN_PCIB_AERHANDLER (1 << _XEN_PCIB_AERHANDLER) /* The frontend can deal with errors of the bus; it sets it. */
#define XEN_PCIB_active     (1 << _XEN_PCIB_active)     /* The frontend, in `aer_op`: the backend sets it, the frontend clears it. */
/* ` } */

/* What is asked for. */
/* ` enum xen_pci_operation { // XEN_PCI_OP_* */
#define XEN_PCI_OP_conf_read        (0)  /* Read a register of the configuration: `size` bytes at `offset`, to `value`. */
#define XEN_PCI_OP_conf_write       (1)  /* Write a register of the configuration: `size` bytes at `offset`, from `value`. */
#define XEN_PCI_OP_enable_msi       (2)  /* Give the device one interrupt by message; its number is then in `value`. */
#define XEN_PCI_OP_disable_msi      (3)  /* Take interrupts by message from the device. */
#define XEN_PCI_OP_enable_msix      (4)  /* Give it `value` interrupts of the second kind, for `msix_entries`; `value` is then 0. */
#define XEN_PCI_OP_disable_msix     (5)  /* Take interrupts of the second kind from the device. */
#define XEN_PCI_OP_aer_detected     (6)  /* By the backend: an error occurred; `err` says how bad it is. */
#define XEN_PCI_OP_aer_resume       (7)  /* By the backend: the device works again. */
#define XEN_PCI_OP_aer_mmio         (8)  /* By the backend: the device's registers can be reached again. */
#define XEN_PCI_OP_aer_slotreset    (9)  /* By the backend: the device was reset. */
#define XEN_PCI_OP_enable_multi_msi (10) /* Give the device several interrupts by message, of the first kind. */
/* ` } */

/* How an operation of the frontend ended; a backend may pass on another error number of its own. */
/* ` enum xen_pci_err { // XEN_PCI_ERR_* */
#define XEN_PCI_ERR_success         (0)  /* Success. */
#define XEN_PCI_ERR_dev_not_found   (-1) /* The guest has no such device. */
#define XEN_PCI_ERR_invalid_offset  (-2) /* There is no such register. */
#define XEN_PCI_ERR_access_denied   (-3) /* The guest may not do that. */
#define XEN_PCI_ERR_not_implemented (-4) /* There is no such operation. */
#define XEN_PCI_ERR_op_failed       (-5) /* The backend could not do it. */
/* ` } */

/* How many interrupts of the second kind can be asked for at a time: as many as the page has room for. */
#define SH_INFO_MAX_VEC 128

/* An interrupt of the second kind. */
struct xen_msix_entry {
    uint16_t vector;         /* OUT: the number of the interrupt */
    uint16_t entry;          /* IN: which entry of the device's table */
};

/* An operation of the frontend. */
struct xen_pci_op {
    uint32_t cmd;            /* IN: what is asked for; => enum xen_pci_operation */
    int32_t err;             /* OUT: how it ended; => enum xen_pci_err */
    uint32_t domain;         /* IN: the segment of the device, as the guest sees it */
    uint32_t bus;            /* IN: the bus of the device, as the guest sees it */
    uint32_t devfn;          /* IN: its slot in bits 7 to 3 and its function in bits 2 to 0, as the guest sees them */
    int32_t offset;          /* IN: which register, in bytes */
    int32_t size;            /* IN: how many bytes: 1, 2 or 4 */
    uint32_t value;          /* IN/OUT: what is written or was read; how many interrupts there are to be, or the number of the one */
    uint32_t info;           /* IN: what the operation needs besides */
    struct xen_msix_entry msix_entries[SH_INFO_MAX_VEC]; /* IN/OUT: interrupts of the second kind */
};

/* An operation of the backend: an error of the bus. */
struct xen_pcie_aer_op {
    uint32_t cmd;            /* IN: what happened; => enum xen_pci_operation */
    int32_t err;             /* IN/OUT: how bad it is; the verdict of the frontend's driver, by the numbers that Linux gives to both */
    uint32_t domain;         /* IN: the segment of the device, as the guest sees it */
    uint32_t bus;            /* IN: the bus of the device, as the guest sees it */
    uint32_t devfn;          /* IN: its slot in bits 7 to 3 and its function in bits 2 to 0, as the guest sees them */
};

/* The shared page. */
struct xen_pci_sharedinfo {
    uint32_t flags;          /* who has something to do; => flags xen_pci_flags */
    struct xen_pci_op op;    /* the operation of the frontend */
    struct xen_pcie_aer_op aer_op; /* the operation of the backend */
};

#endif /* __XEN_PCI_COMMON_H__ */
