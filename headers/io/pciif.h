/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * PCI devices of PV guests: access to their configuration space through a backend.
 */

#ifndef __XEN_PCI_COMMON_H__
#define __XEN_PCI_COMMON_H__

#include <stdint.h>

/*
 * `incontents 186 pciif PCI devices of PV guests
 *
 * A PV guest can drive PCI devices. It accesses their registers and interrupts directly, but their
 * configuration space only through the backend, which filters the accesses. HVM guests do not need
 * this, as the device model emulates a bus.
 *
 * Frontend and backend share one page, a `struct xen_pci_sharedinfo`. It has room for one operation
 * of the frontend at a time, and one of the backend:
 *
 * - The frontend fills in `op`, and, after a write barrier, sets the bit `XEN_PCIF_active` in
 *   `flags`, atomically, and raises an event. The backend carries it out, writes `err` and what was
 *   read, then, after a write barrier, clears the bit and raises an event.
 * - When a device reports an error of its bus, the backend fills in `aer_op`, sets
 *   `XEN_PCIB_active` and raises an event. The frontend has its driver deal with it, writes the
 *   driver's verdict to `err`, and clears the bit.
 *
 * # Set-up
 *
 * In xenstore, under `device/pci`, numbers being decimal:
 *
 * - The frontend grants the page and writes `pci-op-ref`, its grant reference, `event-channel`, the
 *   port that it made for the back end, and `magic`, the text `XEN_PCI_MAGIC`: with another one the
 *   backend does not connect.
 * - The backend then writes `root_num`, how many buses there are at the top, `root-0` and so on,
 *   each as segment and bus in four and two hexadecimal digits with a colon between, and goes on to
 *   the state connected. There are `num_devs` devices, the first of which is `dev-0`; the guest
 *   finds them by looking at each slot of these buses. `vdev-0` and so on tell where each of them
 *   appears there.
 * - Devices come and go while both are connected: the backend's state is then reconfiguring, and
 *   `state-0` and so on say of each device how far it is.
 */

/* The version of this protocol, which the frontend writes to `magic`. */
#define XEN_PCI_MAGIC "7"

#define _XEN_PCIF_active     (0) /* Bit number of `XEN_PCIF_active`. */
#define _XEN_PCIB_AERHANDLER (1) /* Bit number of `XEN_PCIB_AERHANDLER`. */
#define _XEN_PCIB_active     (2) /* Bit number of `XEN_PCIB_active`. */

/* Flags of pending operations; each bit is set and cleared atomically. */
/* ` flags xen_pci_flags { // XEN_PCI* */
#define XEN_PCIF_active     (1 << _XEN_PCIF_active)     /* The backend, in `op`: the frontend sets
                                                           it, the backend clears it. */
#define XEN_PCIB_AERHANDLER (1 << _XEN_PCIB_AERHANDLER) /* The frontend can deal with errors of the
                                                           bus; it sets it. */
#define XEN_PCIB_active     (1 << _XEN_PCIB_active)     /* The frontend, in `aer_op`: the backend
                                                           sets it, the frontend clears it. */
/* ` } */

/* What is asked for. */
/* ` enum xen_pci_operation { // XEN_PCI_OP_* */
#define XEN_PCI_OP_conf_read        (0)  /* Reads `size` bytes of configuration space at `offset`,
                                            to `value`. */
#define XEN_PCI_OP_conf_write       (1)  /* Writes `size` bytes of configuration space at `offset`,
                                            from `value`. */
#define XEN_PCI_OP_enable_msi       (2)  /* Enables one MSI of the device; `value` is then its
                                            number. */
#define XEN_PCI_OP_disable_msi      (3)  /* Disables the MSIs of the device. */
#define XEN_PCI_OP_enable_msix      (4)  /* Enables `value` MSI-Xs, for `msix_entries`; `value` is
                                            then 0. */
#define XEN_PCI_OP_disable_msix     (5)  /* Disables the MSI-Xs of the device. */
#define XEN_PCI_OP_aer_detected     (6)  /* From the backend: an error occurred, with its severity
                                            in `err`. */
#define XEN_PCI_OP_aer_resume       (7)  /* From the backend: the device works again. */
#define XEN_PCI_OP_aer_mmio         (8)  /* From the backend: the device's registers are accessible
                                            again. */
#define XEN_PCI_OP_aer_slotreset    (9)  /* From the backend: the device was reset. */
#define XEN_PCI_OP_enable_multi_msi (10) /* Enables several MSIs of the device. */
/* ` } */

/*
 * Results of an operation of the frontend.
 *
 * A backend may also pass on another error number.
 */
/* ` enum xen_pci_err { // XEN_PCI_ERR_* */
#define XEN_PCI_ERR_success         (0)  /* Success. */
#define XEN_PCI_ERR_dev_not_found   (-1) /* The guest has no such device. */
#define XEN_PCI_ERR_invalid_offset  (-2) /* The register does not exist. */
#define XEN_PCI_ERR_access_denied   (-3) /* The guest lacks the permission. */
#define XEN_PCI_ERR_not_implemented (-4) /* The operation is not implemented. */
#define XEN_PCI_ERR_op_failed       (-5) /* The operation failed in the backend. */
/* ` } */

/* The maximum number of MSI-Xs per operation, which fit the page. */
#define SH_INFO_MAX_VEC 128

/* An MSI-X. */
struct xen_msix_entry {
    uint16_t vector;         /* OUT: the number of the MSI-X */
    uint16_t entry;          /* IN: the entry of the MSI-X table */
};

/* An operation of the frontend. */
struct xen_pci_op {
    uint32_t cmd;            /* IN: the operation; => enum xen_pci_operation */
    int32_t err;             /* OUT: the result; => enum xen_pci_err */
    uint32_t domain;         /* IN: the segment of the device, as the guest sees it */
    uint32_t bus;            /* IN: the bus of the device, as the guest sees it */
    uint32_t devfn;          /* IN: the slot in bits 7 to 3, the function in bits 2 to 0, as the
                                guest sees them */
    int32_t offset;          /* IN: the offset of the register in bytes */
    int32_t size;            /* IN: the size in bytes: 1, 2 or 4 */
    uint32_t value;          /* IN/OUT: the value to write or that was read;
                                the number of MSIs to enable, or the number of the enabled one */
    uint32_t info;           /* IN: additional information for the operation */
    struct xen_msix_entry msix_entries[SH_INFO_MAX_VEC]; /* IN/OUT: MSI-Xs */
};

/* An operation of the backend: an error of the bus. */
struct xen_pcie_aer_op {
    uint32_t cmd;            /* IN: the error; => enum xen_pci_operation */
    int32_t err;             /* IN/OUT: the severity; then the result of the frontend's driver,
                                both with the numbers of Linux */
    uint32_t domain;         /* IN: the segment of the device, as the guest sees it */
    uint32_t bus;            /* IN: the bus of the device, as the guest sees it */
    uint32_t devfn;          /* IN: the slot in bits 7 to 3, the function in bits 2 to 0, as the
                                guest sees them */
};

/* The shared page. */
struct xen_pci_sharedinfo {
    uint32_t flags;          /* flags of pending operations; => flags xen_pci_flags */
    struct xen_pci_op op;    /* the operation of the frontend */
    struct xen_pcie_aer_op aer_op; /* the operation of the backend */
};

#endif /* __XEN_PCI_COMMON_H__ */
