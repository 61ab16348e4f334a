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
 * this protocol, as the device model emulates a bus.
 *
 * The frontend and the backend share one page, a `struct xen_pci_sharedinfo`. It holds one
 * operation of the frontend and one of the backend at a time:
 *
 * - The frontend fills in `op`, issues a write barrier, sets the bit `XEN_PCIF_active` in `flags`
 *   atomically, and sends an event. The backend performs the operation, writes `err` and the
 *   results, issues a write barrier, clears the bit, and sends an event.
 * - If a device reports a PCI Express error, the backend fills in `aer_op`, sets `XEN_PCIB_active`,
 *   and sends an event. The frontend calls the error handler of its driver, writes the result to
 *   `err`, and clears the bit.
 *
 * # Connecting
 *
 * The directories in xenstore are those of a `pci` device. Numbers are decimal.
 *
 * 1. The frontend grants the page, and writes `pci-op-ref` (the grant reference), `event-channel`
 *    (a port that it allocated for the backend) and `magic` (`XEN_PCI_MAGIC`; the backend rejects
 *    other values).
 * 2. The backend writes `root_num` (the number of root buses) and `root-0` and so on (segment and
 *    bus as `SSSS:BB`, hexadecimal), and enters Connected.
 *
 * The guest finds the devices by scanning the slots of these buses. The backend's directory also
 * lists them: `num_devs` is their number, `dev-0` and so on are the devices, and `vdev-0` and so on
 * are their addresses in the guest.
 *
 * While both sides are connected, devices can be added and removed: the backend enters
 * Reconfiguring, and `state-0` and so on are the states of the devices.
 */

/* The version of this protocol, which the frontend writes to `magic`. */
#define XEN_PCI_MAGIC "7"

#define _XEN_PCIF_active     (0) /* Bit number of `XEN_PCIF_active`. */
#define _XEN_PCIB_AERHANDLER (1) /* Bit number of `XEN_PCIB_AERHANDLER`. */
#define _XEN_PCIB_active     (2) /* Bit number of `XEN_PCIB_active`. */

/* Flags of pending operations; each bit is set and cleared atomically. */
/* ` flags xen_pci_flags { // XEN_PCI* */
#define XEN_PCIF_active     (1 << _XEN_PCIF_active)     /* `op` is pending: the frontend sets the
                                                           flag, the backend clears it. */
#define XEN_PCIB_AERHANDLER (1 << _XEN_PCIB_AERHANDLER) /* The frontend handles PCI Express errors;
                                                           it sets the flag. */
#define XEN_PCIB_active     (1 << _XEN_PCIB_active)     /* `aer_op` is pending: the backend sets the
                                                           flag, the frontend clears it. */
/* ` } */

/* Operations. */
/* ` enum xen_pci_operation { // XEN_PCI_OP_* */
#define XEN_PCI_OP_conf_read        (0)  /* Reads `size` bytes of configuration space at `offset` to
                                            `value`. */
#define XEN_PCI_OP_conf_write       (1)  /* Writes `size` bytes of `value` to configuration space at
                                            `offset`. */
#define XEN_PCI_OP_enable_msi       (2)  /* Enables one MSI of the device, and returns its PIRQ in
                                            `value`. */
#define XEN_PCI_OP_disable_msi      (3)  /* Disables the MSIs of the device. */
#define XEN_PCI_OP_enable_msix      (4)  /* Enables `value` MSI-X vectors, given by `msix_entries`;
                                            sets `value` to 0. */
#define XEN_PCI_OP_disable_msix     (5)  /* Disables the MSI-X vectors of the device. */
#define XEN_PCI_OP_aer_detected     (6)  /* From the backend: an error was detected; `err` is its
                                            severity. */
#define XEN_PCI_OP_aer_resume       (7)  /* From the backend: the device has recovered. */
#define XEN_PCI_OP_aer_mmio         (8)  /* From the backend: MMIO of the device is enabled
                                            again. */
#define XEN_PCI_OP_aer_slotreset    (9)  /* From the backend: the slot was reset. */
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

/* The maximum number of MSI-X vectors per operation, limited by the page. */
#define SH_INFO_MAX_VEC 128

/* An MSI-X vector. */
struct xen_msix_entry {
    uint16_t vector;         /* OUT: the PIRQ of the vector */
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
    uint32_t value;          /* IN/OUT: the value to write or that was read; the number of MSIs to
                                enable, or the PIRQ of the enabled one */
    uint32_t info;           /* IN: additional information for the operation */
    struct xen_msix_entry msix_entries[SH_INFO_MAX_VEC]; /* IN/OUT: the MSI-X vectors */
};

/* An operation of the backend: a PCI Express error. */
struct xen_pcie_aer_op {
    uint32_t cmd;            /* IN: the operation; => enum xen_pci_operation */
    int32_t err;             /* IN/OUT: the severity, then the result of the driver; both with the
                                numbers of Linux */
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
