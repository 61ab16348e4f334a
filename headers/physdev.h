/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * Physical interrupts and PCI devices.
 */

#ifndef __XEN_PUBLIC_PHYSDEV_H__
#define __XEN_PUBLIC_PHYSDEV_H__

#include "xen.h"

/*
 * `incontents 155 physdev Physical interrupts and devices
 *
 * Xen handles physical interrupts and forwards each to the domain that owns it, as an event. A
 * domain names an interrupt by its own number, the *PIRQ*. `PHYSDEVOP_map_pirq` maps a PIRQ to an
 * interrupt line (*GSI*) or to a message of a PCI device (*MSI*), and `EVTCHNOP_bind_pirq` binds
 * the PIRQ to an event channel. After handling an interrupt, the guest may have to signal the end
 * of interrupt (`PHYSDEVOP_eoi`) before the next one can arrive.
 *
 * The hardware domain enumerates PCI devices and reports them to Xen, which does not interpret the
 * firmware's tables. Most operations are for the hardware domain. HVM guests can use those on
 * PIRQs, if the toolstack allows it. On Arm only the PCI operations exist, if Xen was built with
 * them.
 */

/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_physdev_op(enum physdev_cmd cmd, void *args)
 * ` guests pv32 pv64 hvm32 hvm64 arm
 * `
 * @cmd the operation
 * @args the operation's argument
 *
 * Maps interrupts, registers PCI devices and sets I/O port permissions.
 *
 * Errors:
 *   ENOSYS  the operation `cmd` does not exist, or not for this kind of guest
 */

/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_physdev_op_compat(struct physdev_op *uop)
 * ` guests pv32 pv64
 * `
 * @uop IN/OUT: the operation and its argument
 *
 * Performs an operation, in the form used before interface version 0x00030202.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   ENOSYS  the operation does not exist
 */

/* The operations of `HYPERVISOR_physdev_op`. */
/* ` enum physdev_cmd { // PHYSDEVOP_* => struct physdev_* */

/*
 * PHYSDEVOP_IRQ_UNMASK_NOTIFY: Signals the end of interrupt for every PIRQ whose port is unmasked.
 *
 * Replaced by `PHYSDEVOP_eoi` in interface version 0x00030202.
 *
 * Guests: pv32 pv64
 */
#define PHYSDEVOP_IRQ_UNMASK_NOTIFY      4 /* ` => NULL */

/*
 * PHYSDEVOP_irq_status_query: Returns whether a PIRQ needs `PHYSDEVOP_eoi`, and whether its line is shared.
 *
 * Errors:
 *   EFAULT  the argument could not be read or written back
 *   EINVAL  the PIRQ is out of range or, for an HVM guest, not in use
 *
 * Guests: pv32 pv64 hvm32 hvm64
 */
#define PHYSDEVOP_irq_status_query       5

/*
 * PHYSDEVOP_set_iopl: Sets the I/O privilege level (IOPL) of the calling vCPU.
 *
 * Rings up to the IOPL may access I/O ports that the domain has. The kernel counts as ring 1, or as
 * ring 0 with the assist `VMASST_TYPE_architectural_iopl`.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   EINVAL  the IOPL is above 3
 *
 * Safety:
 *   Code in rings that gain the privilege can access the domain's devices, and code in rings that
 *   lose it gets exceptions: no code may rely on the previous IOPL.
 *
 * Guests: pv32 pv64
 */
#define PHYSDEVOP_set_iopl               6

/*
 * PHYSDEVOP_set_iobitmap: Sets the I/O port bitmap for user mode on the calling vCPU.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   EINVAL  more than 65536 ports, or the 8192 bytes of the bitmap are not all guest addresses
 *
 * Safety:
 *   Xen reads the bitmap whenever user code accesses a port, so it must stay mapped. Xen reads two
 *   bytes at a time, possibly one byte beyond the last port.
 *
 * Guests: pv32 pv64
 */
#define PHYSDEVOP_set_iobitmap           7

/*
 * PHYSDEVOP_apic_read: Reads a register of an I/O APIC.
 *
 * Errors:
 *   EFAULT  the argument could not be read or written back
 *   EPERM   the caller is not the hardware domain
 *   EINVAL  there is no I/O APIC at that address
 *
 * Directions:
 *   value  OUT
 *
 * Guests: pv32 pv64
 */
#define PHYSDEVOP_apic_read              8 /* ` => struct physdev_apic */

/*
 * PHYSDEVOP_apic_write: Writes a register of an I/O APIC.
 *
 * Only redirection entries can be written; Xen replaces vector and destination. Writes to other
 * registers are ignored.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   EPERM   the caller is not the hardware domain
 *   EINVAL  there is no I/O APIC at that address, or the delivery mode is not permitted
 *
 * Directions:
 *   value  IN
 *
 * Guests: pv32 pv64
 */
#define PHYSDEVOP_apic_write             9 /* ` => struct physdev_apic */

/*
 * PHYSDEVOP_alloc_irq_vector: Returns the IRQ as its vector; obsolete.
 *
 * Errors:
 *   EFAULT  the argument could not be read or written back
 *   EPERM   the caller is not the hardware domain
 *
 * Guests: pv32 pv64
 */
#define PHYSDEVOP_alloc_irq_vector      10 /* ` => struct physdev_irq */

/*
 * PHYSDEVOP_free_irq_vector: Removed: fails with ENOSYS. Xen manages vectors.
 *
 * Directions:
 *   vector  unused
 *
 * Guests: pv32 pv64
 */
#define PHYSDEVOP_free_irq_vector       11 /* ` => struct physdev_irq */

/*
 * PHYSDEVOP_eoi: Signals the end of interrupt of a PIRQ.
 *
 * After `PHYSDEVOP_pirq_eoi_gmfn_v1`, this also unmasks the port of the PIRQ.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   EINVAL  the PIRQ is out of range or not in use
 *
 * Guests: pv32 pv64 hvm32 hvm64
 */
#define PHYSDEVOP_eoi                   12

/*
 * PHYSDEVOP_map_pirq: Maps a PIRQ of a domain to a physical interrupt.
 *
 * The toolstack calls this for a domain to which it assigns a device, and the hardware domain for
 * itself. An HVM guest that receives upcalls by a vector may call it for itself, to receive
 * emulated interrupts as events.
 *
 * If the interrupt or the PIRQ is already mapped otherwise, the mapping stays and the call
 * succeeds.
 *
 * Errors:
 *   EFAULT      the argument could not be read or written back
 *   ESRCH       the domain does not exist
 *   EPERM       the caller does not control the domain, or does not own the interrupt
 *   EINVAL      the type is unknown, a number is out of range, a table is given for
 *               `MAP_PIRQ_TYPE_MULTI_MSI`, or the guest has no vector
 *   EEXIST      the interrupt is already mapped to another PIRQ
 *   EBUSY       the interrupt or the PIRQ is being released
 *   ENODEV      the domain does not have the PCI device, or the device has no MSI
 *   ENFILE      the device supports fewer messages; `entry_nr` returns their number
 *   EDOM        more than 32 messages, or none
 *   EOPNOTSUPP  several messages need interrupt remapping
 *   ENOSPC      no PIRQ, or no block of PIRQs, is free
 *   ENOMEM      Xen is out of memory
 *
 * Guests: pv32 pv64 hvm32 hvm64
 */
#define PHYSDEVOP_map_pirq              13

/*
 * PHYSDEVOP_unmap_pirq: Unmaps a PIRQ.
 *
 * Messages that were mapped together are unmapped together, by their first PIRQ. A port that is
 * still bound receives no more events.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   ESRCH   the domain does not exist
 *   EPERM   the caller does not control the domain
 *   EINVAL  the PIRQ is not mapped
 *   EBUSY   the PIRQ belongs to several messages and is not the first
 *
 * Guests: pv32 pv64 hvm32 hvm64
 */
#define PHYSDEVOP_unmap_pirq            14

/*
 * PHYSDEVOP_manage_pci_add: Registers a PCI device of segment 0; obsolete.
 *
 * Prefer `PHYSDEVOP_pci_device_add`.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   EPERM   the caller is not the hardware domain
 *   ENODEV  no IOMMU covers the device
 *   ENOMEM  Xen is out of memory
 *
 * Safety:
 *   The IOMMU gives the device access to the domain's memory: DMA that it was programmed for
 *   earlier must not write there.
 *
 * Guests: pv32 pv64
 */
#define PHYSDEVOP_manage_pci_add        15 /* ` => struct physdev_manage_pci */

/*
 * PHYSDEVOP_manage_pci_remove: Unregisters a PCI device of segment 0; obsolete.
 *
 * Prefer `PHYSDEVOP_pci_device_remove`.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   EPERM   the caller is not the hardware domain
 *   ENODEV  the device is not registered
 *   EBUSY   dependent functions must be unregistered first
 *
 * Guests: pv32 pv64
 */
#define PHYSDEVOP_manage_pci_remove     16 /* ` => struct physdev_manage_pci */

/*
 * PHYSDEVOP_pirq_eoi_gmfn_v1: Registers a page for the PIRQs that need `PHYSDEVOP_eoi`; older form.
 *
 * `PHYSDEVOP_eoi` then also unmasks the port. Prefer `PHYSDEVOP_pirq_eoi_gmfn_v2`.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   EINVAL  the frame is not writable memory of the caller
 *   EBUSY   the domain has already registered a page
 *   ENOSPC  Xen cannot map the page
 *
 * Safety:
 *   Xen writes to the frame from this call on: use it for nothing else.
 *
 * Guests: pv32 pv64
 */
#define PHYSDEVOP_pirq_eoi_gmfn_v1      17 /* ` => struct physdev_pirq_eoi_gmfn */

/*
 * PHYSDEVOP_restore_msi: Restores the MSI state of a PCI device of segment 0 after power loss.
 *
 * Errors:
 *   EFAULT      the argument could not be read
 *   ENODEV      the device is not registered
 *   EPERM       the caller is not the hardware domain
 *   EOPNOTSUPP  MSI is disabled on Xen's command line
 *
 * Guests: pv32 pv64
 */
#define PHYSDEVOP_restore_msi           19

/*
 * PHYSDEVOP_manage_pci_add_ext: Registers an extended or virtual function of segment 0; obsolete.
 *
 * Prefer `PHYSDEVOP_pci_device_add`.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   EINVAL  `is_extfn` or `is_virtfn` is neither 0 nor 1
 *   EPERM   the caller is not the hardware domain
 *   ENODEV  no IOMMU covers the device, or its physical function is not registered
 *   ENOMEM  Xen is out of memory
 *
 * Safety:
 *   The IOMMU gives the device access to the domain's memory: DMA that it was programmed for
 *   earlier must not write there.
 *
 * Guests: pv32 pv64
 */
#define PHYSDEVOP_manage_pci_add_ext    20 /* ` => struct physdev_manage_pci_ext */

/*
 * PHYSDEVOP_setup_gsi: Sets trigger mode and polarity of a GSI, as found in the firmware.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   EINVAL  the GSI does not exist
 *   EPERM   the caller is not the hardware domain
 *   EEXIST  the GSI is already set up
 *
 * Guests: pv32 pv64 hvm32 hvm64
 */
#define PHYSDEVOP_setup_gsi             21

/*
 * PHYSDEVOP_get_free_pirq: Reserves an unused PIRQ.
 *
 * A guest encodes it in the MSI of an emulated device.
 *
 * Errors:
 *   EFAULT  the argument could not be read or written back
 *   ENOSPC  no PIRQ is free
 *   ENOMEM  Xen is out of memory
 *
 * Guests: pv32 pv64 hvm32 hvm64
 */
#define PHYSDEVOP_get_free_pirq         23

/*
 * PHYSDEVOP_pci_mmcfg_reserved: Reports whether the firmware reserves an MMCFG area.
 *
 * Errors:
 *   EPERM   the caller is not the hardware domain
 *   EFAULT  the argument could not be read
 *   ENODEV  Xen knows no area for these buses
 *   EINVAL  a flag is unknown
 *   EIO     the area has another address
 *   EEXIST  the area overlaps one that is emulated for the caller
 *   ENOMEM  Xen is out of memory
 *
 * Guests: pv32 pv64 hvm32 hvm64
 */
#define PHYSDEVOP_pci_mmcfg_reserved    24

/*
 * PHYSDEVOP_pci_device_add: Registers a PCI device.
 *
 * Errors:
 *   EOPNOTSUPP  on Arm: passthrough is disabled
 *   EFAULT      the argument could not be read
 *   EPERM       the caller is not the hardware domain
 *   ENODEV      no IOMMU covers the device, or its physical function is not registered
 *   ENOMEM      Xen is out of memory
 *
 * Safety:
 *   With `XEN_PCI_DEV_PXM` the argument must be followed by the proximity domain. The IOMMU gives
 *   the device access to the domain's memory: DMA that it was programmed for earlier must not write
 *   there.
 */
#define PHYSDEVOP_pci_device_add        25

/*
 * PHYSDEVOP_pci_device_remove: Unregisters a PCI device.
 *
 * Errors:
 *   EOPNOTSUPP  on Arm: passthrough is disabled
 *   EFAULT      the argument could not be read
 *   EPERM       the caller is not the hardware domain
 *   ENODEV      the device is not registered
 *   EBUSY       dependent functions must be unregistered first
 */
#define PHYSDEVOP_pci_device_remove     26 /* ` => struct physdev_pci_device */

/*
 * PHYSDEVOP_restore_msi_ext: Restores the MSI state of a PCI device after power loss.
 *
 * Errors:
 *   EFAULT      the argument could not be read
 *   ENODEV      the device is not registered
 *   EPERM       the caller is not the hardware domain
 *   EOPNOTSUPP  MSI is disabled on Xen's command line
 *
 * Guests: pv32 pv64
 */
#define PHYSDEVOP_restore_msi_ext       27 /* ` => struct physdev_pci_device */

/*
 * PHYSDEVOP_pirq_eoi_gmfn_v2: Registers a page for the PIRQs that need `PHYSDEVOP_eoi`, a bit each.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   EINVAL  the frame is not writable memory of the caller
 *   EBUSY   the domain has already registered a page
 *   ENOSPC  Xen cannot map the page
 *
 * Safety:
 *   Xen writes to the frame from this call on: use it for nothing else.
 *
 * Guests: pv32 pv64
 */
#define PHYSDEVOP_pirq_eoi_gmfn_v2      28 /* ` => struct physdev_pirq_eoi_gmfn */

/*
 * PHYSDEVOP_dbgp_op: Prepares Xen's USB debug port console for a controller reset.
 *
 * Errors:
 *   EPERM   the caller is not the hardware domain
 *   EFAULT  the argument could not be read
 *   ENOSYS  the operation does not exist
 *   ENODEV  the debug port was not found after the reset
 *
 * Guests: pv32 pv64 hvm32 hvm64
 *
 * Returns: int positive if the console works again, 0 if there is nothing to do
 */
#define PHYSDEVOP_dbgp_op               29

/*
 * PHYSDEVOP_prepare_msix: Prepares the MSI-X table of a device for assignment.
 *
 * The hardware domain calls this before it assigns the device; the table must not move afterwards.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   EPERM   the caller is not the hardware domain
 *   ENODEV  the device is not registered
 *   EBUSY   the owner of the device still uses MSI-X
 *
 * Guests: pv32 pv64
 */
#define PHYSDEVOP_prepare_msix          30 /* ` => struct physdev_pci_device */

/*
 * PHYSDEVOP_release_msix: Reverts `PHYSDEVOP_prepare_msix`.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   EPERM   the caller is not the hardware domain
 *   ENODEV  the device is not registered
 *   EBUSY   the owner of the device still uses MSI-X
 *
 * Guests: pv32 pv64
 */
#define PHYSDEVOP_release_msix          31 /* ` => struct physdev_pci_device */

#if XEN_RELEASE >= 0x0414
/*
 * PHYSDEVOP_pci_device_reset: Reports the reset of a PCI device, so that Xen drops its state.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   EINVAL  the kind of reset does not exist
 *   EPERM   the caller is not the hardware domain
 *   ENODEV  the device is not registered
 *   ENOMEM  Xen is out of memory
 *
 * Safety:
 *   The device must have been reset. Xen remaps its BARs in the domain, and the previous mapping
 *   must not be in use.
 *
 * Guests: pv32 pv64 hvm32 hvm64 arm
 */
#define PHYSDEVOP_pci_device_reset      32 /* ` => struct pci_device_reset */
#endif
/* ` } */

/* Argument of `PHYSDEVOP_eoi`. */
struct physdev_eoi {
    uint32_t irq;            /* IN: the PIRQ */
};
/* Short name of `struct physdev_eoi`. */
typedef struct physdev_eoi physdev_eoi_t;
DEFINE_XEN_GUEST_HANDLE(physdev_eoi_t);

/* Argument of `PHYSDEVOP_pirq_eoi_gmfn_v1` and `PHYSDEVOP_pirq_eoi_gmfn_v2`. */
struct physdev_pirq_eoi_gmfn {
    xen_pfn_t gmfn;          /* IN: the frame of the page, with a bit for each PIRQ */
};
/* Short name of `struct physdev_pirq_eoi_gmfn`. */
typedef struct physdev_pirq_eoi_gmfn physdev_pirq_eoi_gmfn_t;
DEFINE_XEN_GUEST_HANDLE(physdev_pirq_eoi_gmfn_t);

/* Argument of `PHYSDEVOP_irq_status_query`. */
struct physdev_irq_status_query {
    uint32_t irq;            /* IN: the PIRQ */
    uint32_t flags;          /* OUT: its status; => flags physdev_irq_status */
};
/* Short name of `struct physdev_irq_status_query`. */
typedef struct physdev_irq_status_query physdev_irq_status_query_t;
DEFINE_XEN_GUEST_HANDLE(physdev_irq_status_query_t);

#define _XENIRQSTAT_needs_eoi (0) /* Bit number of `XENIRQSTAT_needs_eoi`. */
#define _XENIRQSTAT_shared    (1) /* Bit number of `XENIRQSTAT_shared`. */

/* The status of a PIRQ. */
/* ` flags physdev_irq_status { // XENIRQSTAT_* */
#define XENIRQSTAT_needs_eoi (1U << _XENIRQSTAT_needs_eoi) /* `PHYSDEVOP_eoi` must follow each
                                                              interrupt. */
#define XENIRQSTAT_shared    (1U << _XENIRQSTAT_shared) /* The interrupt is shared by several
                                                           domains. */
/* ` } */

/* Argument of `PHYSDEVOP_set_iopl`. */
struct physdev_set_iopl {
    uint32_t iopl;           /* IN: the IOPL, 0 to 3 */
};
/* Short name of `struct physdev_set_iopl`. */
typedef struct physdev_set_iopl physdev_set_iopl_t;
DEFINE_XEN_GUEST_HANDLE(physdev_set_iopl_t);

/* Argument of `PHYSDEVOP_set_iobitmap`. */
struct physdev_set_iobitmap {
#if __XEN_INTERFACE_VERSION__ >= 0x00030205
    XEN_GUEST_HANDLE(uint8) bitmap; /* IN: the bitmap; a clear bit permits access to its port */
#else
    uint8_t *bitmap;         /* IN: the bitmap; a clear bit permits access to its port */
#endif
    uint32_t nr_ports;       /* IN: the number of ports in the bitmap; others are denied */
};
/* Short name of `struct physdev_set_iobitmap`. */
typedef struct physdev_set_iobitmap physdev_set_iobitmap_t;
DEFINE_XEN_GUEST_HANDLE(physdev_set_iobitmap_t);

/* Argument of `PHYSDEVOP_apic_read` and `PHYSDEVOP_apic_write`. */
struct physdev_apic {
    unsigned long apic_physbase; /* IN: the machine address of the I/O APIC; => maddr */
    uint32_t reg;            /* IN: the register */
    uint32_t value;          /* IN/OUT: the value */
};
/* Short name of `struct physdev_apic`. */
typedef struct physdev_apic physdev_apic_t;
DEFINE_XEN_GUEST_HANDLE(physdev_apic_t);

/* Argument of `PHYSDEVOP_alloc_irq_vector` and `PHYSDEVOP_free_irq_vector`. */
struct physdev_irq {
    uint32_t irq;            /* IN: the IRQ */
    uint32_t vector;         /* OUT: the vector, equal to the IRQ */
};
/* Short name of `struct physdev_irq`. */
typedef struct physdev_irq physdev_irq_t;
DEFINE_XEN_GUEST_HANDLE(physdev_irq_t);

/* The kinds of interrupts that a PIRQ can be mapped to. */
/* ` enum map_pirq_type { // MAP_PIRQ_TYPE_* */
#define MAP_PIRQ_TYPE_MSI       0x0 /* An MSI of a device of segment 0. */
#define MAP_PIRQ_TYPE_GSI       0x1 /* A GSI. */
#define MAP_PIRQ_TYPE_UNKNOWN   0x2 /* Unknown; always fails. */
#define MAP_PIRQ_TYPE_MSI_SEG   0x3 /* An MSI of a device of any segment. */
#define MAP_PIRQ_TYPE_MULTI_MSI 0x4 /* Several MSIs of one device of any segment, with consecutive
                                       PIRQs. */
/* ` } */

/* Argument of `PHYSDEVOP_map_pirq`. */
struct physdev_map_pirq {
    domid_t domid;           /* IN: the domain; `DOMID_SELF` for the caller */
    int type;                /* IN: the kind of interrupt; => enum map_pirq_type */
    int index;               /* IN: the GSI or, for an MSI, an IRQ of Xen or -1 for a new one;
                                unused for several MSIs */
    int pirq;                /* IN/OUT: the PIRQ; negative to allocate one */
    int bus;                 /* IN: for an MSI the bus, with the segment in the high 16 bits if the
                                type has one */
    int devfn;               /* IN: for an MSI the device and function */
    int entry_nr;            /* IN/OUT: the MSI-X entry, or the number of MSIs for
                                `MAP_PIRQ_TYPE_MULTI_MSI` */
    uint64_t table_base;     /* IN: for MSI-X the machine address of the table, otherwise 0;
                                => maddr */
};
/* Short name of `struct physdev_map_pirq`. */
typedef struct physdev_map_pirq physdev_map_pirq_t;
DEFINE_XEN_GUEST_HANDLE(physdev_map_pirq_t);

/* Argument of `PHYSDEVOP_unmap_pirq`. */
struct physdev_unmap_pirq {
    domid_t domid;           /* IN: the domain; `DOMID_SELF` for the caller */
    int pirq;                /* IN: the PIRQ */
};
/* Short name of `struct physdev_unmap_pirq`. */
typedef struct physdev_unmap_pirq physdev_unmap_pirq_t;
DEFINE_XEN_GUEST_HANDLE(physdev_unmap_pirq_t);

/* Argument of `PHYSDEVOP_manage_pci_add` and `PHYSDEVOP_manage_pci_remove`. */
struct physdev_manage_pci {
    uint8_t bus;             /* IN: the device's bus */
    uint8_t devfn;           /* IN: device and function */
};
/* Short name of `struct physdev_manage_pci`. */
typedef struct physdev_manage_pci physdev_manage_pci_t;
DEFINE_XEN_GUEST_HANDLE(physdev_manage_pci_t);

/* Argument of `PHYSDEVOP_restore_msi`. */
struct physdev_restore_msi {
    uint8_t bus;             /* IN: the device's bus */
    uint8_t devfn;           /* IN: device and function */
};
/* Short name of `struct physdev_restore_msi`. */
typedef struct physdev_restore_msi physdev_restore_msi_t;
DEFINE_XEN_GUEST_HANDLE(physdev_restore_msi_t);

/* Argument of `PHYSDEVOP_manage_pci_add_ext`. */
struct physdev_manage_pci_ext {
    uint8_t bus;             /* IN: the device's bus */
    uint8_t devfn;           /* IN: device and function */
    uint32_t is_extfn;       /* IN: 1 for an extended function, otherwise 0 */
    uint32_t is_virtfn;      /* IN: 1 for a virtual function, otherwise 0 */
    struct {
        uint8_t bus;         /* its bus */
        uint8_t devfn;       /* device and function */
    } physfn;                /* IN: the physical function of a virtual one */
};
/* Short name of `struct physdev_manage_pci_ext`. */
typedef struct physdev_manage_pci_ext physdev_manage_pci_ext_t;
DEFINE_XEN_GUEST_HANDLE(physdev_manage_pci_ext_t);

/* An operation and its argument, for `HYPERVISOR_physdev_op_compat`. */
struct physdev_op {
    uint32_t cmd;            /* IN: the operation; => enum physdev_cmd */
    union {
        physdev_irq_status_query_t irq_status_query; /* PHYSDEVOP_irq_status_query: its argument */
        physdev_set_iopl_t set_iopl;                 /* PHYSDEVOP_set_iopl: its argument */
        physdev_set_iobitmap_t set_iobitmap;         /* PHYSDEVOP_set_iobitmap: its argument */
        physdev_apic_t apic_op;                      /* PHYSDEVOP_apic_read,
                                                        PHYSDEVOP_apic_write: their argument */
        physdev_irq_t irq_op;                        /* PHYSDEVOP_alloc_irq_vector,
                                                        PHYSDEVOP_free_irq_vector: their argument */
    } u;                     /* IN/OUT: the operation's argument; => by cmd */
};
/* Short name of `struct physdev_op`. */
typedef struct physdev_op physdev_op_t;
DEFINE_XEN_GUEST_HANDLE(physdev_op_t);

/* Argument of `PHYSDEVOP_setup_gsi`. */
struct physdev_setup_gsi {
    int gsi;                 /* IN: the GSI */
    uint8_t triggering;      /* IN: 0 for edge-triggered, 1 for level-triggered */
    uint8_t polarity;        /* IN: 0 for active high, 1 for active low */
};
/* Short name of `struct physdev_setup_gsi`. */
typedef struct physdev_setup_gsi physdev_setup_gsi_t;
DEFINE_XEN_GUEST_HANDLE(physdev_setup_gsi_t);

/* Argument of `PHYSDEVOP_get_free_pirq`. */
struct physdev_get_free_pirq {
    int type;                /* IN: the purpose, `MAP_PIRQ_TYPE_GSI` or `MAP_PIRQ_TYPE_MSI`;
                                => enum map_pirq_type */
    uint32_t pirq;           /* OUT: the PIRQ */
};
/* Short name of `struct physdev_get_free_pirq`. */
typedef struct physdev_get_free_pirq physdev_get_free_pirq_t;
DEFINE_XEN_GUEST_HANDLE(physdev_get_free_pirq_t);

/* Flags for `PHYSDEVOP_pci_mmcfg_reserved`. */
/* ` flags xen_pci_mmcfg_flags { // XEN_PCI_MMCFG_* */
#define XEN_PCI_MMCFG_RESERVED 0x1 /* The firmware reserves the area. */
/* ` } */

/* Argument of `PHYSDEVOP_pci_mmcfg_reserved`. */
struct physdev_pci_mmcfg_reserved {
    uint64_t address;        /* IN: the machine address of the area; => maddr */
    uint16_t segment;        /* IN: the PCI segment */
    uint8_t start_bus;       /* IN: the first bus */
    uint8_t end_bus;         /* IN: the last bus */
    uint32_t flags;          /* IN: flags; => flags xen_pci_mmcfg_flags */
};
/* Short name of `struct physdev_pci_mmcfg_reserved`. */
typedef struct physdev_pci_mmcfg_reserved physdev_pci_mmcfg_reserved_t;
DEFINE_XEN_GUEST_HANDLE(physdev_pci_mmcfg_reserved_t);

/* Flags for `PHYSDEVOP_pci_device_add`. */
/* ` flags xen_pci_dev_flags { // XEN_PCI_DEV_* */
#define XEN_PCI_DEV_EXTFN  0x1 /* An extended function. */
#define XEN_PCI_DEV_VIRTFN 0x2 /* A virtual function. */
#define XEN_PCI_DEV_PXM    0x4 /* `optarr[0]` holds the proximity domain. */
/* ` } */

/* Argument of `PHYSDEVOP_pci_device_add`. */
struct physdev_pci_device_add {
    uint16_t seg;            /* IN: the device's segment */
    uint8_t bus;             /* IN: the device's bus */
    uint8_t devfn;           /* IN: device and function */
    uint32_t flags;          /* IN: flags; => flags xen_pci_dev_flags */
    struct {
        uint8_t bus;         /* its bus */
        uint8_t devfn;       /* device and function */
    } physfn;                /* IN: the physical function of a virtual one */
    uint32_t optarr[XEN_FLEX_ARRAY_DIM]; /* IN: data for the flags */
};
/* Short name of `struct physdev_pci_device_add`. */
typedef struct physdev_pci_device_add physdev_pci_device_add_t;
DEFINE_XEN_GUEST_HANDLE(physdev_pci_device_add_t);

/* A PCI device. */
struct physdev_pci_device {
    uint16_t seg;            /* IN: its segment */
    uint8_t bus;             /* IN: its bus */
    uint8_t devfn;           /* IN: device and function */
};
/* Short name of `struct physdev_pci_device`. */
typedef struct physdev_pci_device physdev_pci_device_t;
DEFINE_XEN_GUEST_HANDLE(physdev_pci_device_t);

#if XEN_RELEASE >= 0x0414
/* The kinds of resets. */
/* ` enum pci_device_reset_kind { // PCI_DEVICE_RESET_* */
#define PCI_DEVICE_RESET_COLD 0x0 /* Cold reset. */
#define PCI_DEVICE_RESET_WARM 0x1 /* Warm reset. */
#define PCI_DEVICE_RESET_HOT  0x2 /* Hot reset. */
#define PCI_DEVICE_RESET_FLR  0x3 /* Function-level reset. */
/* ` } */

/* Mask of the kind of reset in `flags`; the other bits must be 0. */
#define PCI_DEVICE_RESET_MASK 0x3

/* Argument of `PHYSDEVOP_pci_device_reset`. */
struct pci_device_reset {
    physdev_pci_device_t dev; /* IN: the device */
    uint32_t flags;          /* IN: the kind of reset; => enum pci_device_reset_kind */
};
#endif

/* The operations of `PHYSDEVOP_dbgp_op`. */
/* ` enum physdev_dbgp_step { // PHYSDEVOP_DBGP_RESET_* */
#define PHYSDEVOP_DBGP_RESET_PREPARE 1 /* The controller is about to be reset. */
#define PHYSDEVOP_DBGP_RESET_DONE    2 /* The controller was reset. */
/* ` } */

/* The bus of the controller. */
/* ` enum physdev_dbgp_bus { // PHYSDEVOP_DBGP_BUS_* */
#define PHYSDEVOP_DBGP_BUS_UNKNOWN 0 /* Unknown: assume the controller that Xen uses. */
#define PHYSDEVOP_DBGP_BUS_PCI     1 /* PCI. */
/* ` } */

/* Argument of `PHYSDEVOP_dbgp_op`. */
struct physdev_dbgp_op {
    uint8_t op;              /* IN: the operation; => enum physdev_dbgp_step */
    uint8_t bus;             /* IN: the bus; => enum physdev_dbgp_bus */
    union {
        physdev_pci_device_t pci; /* PHYSDEVOP_DBGP_BUS_PCI: the controller */
    } u;                     /* IN: the address of the controller; => by bus */
};
/* Short name of `struct physdev_dbgp_op`. */
typedef struct physdev_dbgp_op physdev_dbgp_op_t;
DEFINE_XEN_GUEST_HANDLE(physdev_dbgp_op_t);

#if __XEN_INTERFACE_VERSION__ < 0x00040600
/* Names from before interface version 0x00030202, kept until 0x00040600. */

/* Older name of `PHYSDEVOP_irq_status_query`. */
#define PHYSDEVOP_IRQ_STATUS_QUERY        PHYSDEVOP_irq_status_query
/* Older name of `PHYSDEVOP_set_iopl`. */
#define PHYSDEVOP_SET_IOPL                PHYSDEVOP_set_iopl
/* Older name of `PHYSDEVOP_set_iobitmap`. */
#define PHYSDEVOP_SET_IOBITMAP            PHYSDEVOP_set_iobitmap
/* Older name of `PHYSDEVOP_apic_read`. */
#define PHYSDEVOP_APIC_READ               PHYSDEVOP_apic_read
/* Older name of `PHYSDEVOP_apic_write`. */
#define PHYSDEVOP_APIC_WRITE              PHYSDEVOP_apic_write
/* Older name of `PHYSDEVOP_alloc_irq_vector`. */
#define PHYSDEVOP_ASSIGN_VECTOR           PHYSDEVOP_alloc_irq_vector
/* Older name of `PHYSDEVOP_free_irq_vector`. */
#define PHYSDEVOP_FREE_VECTOR             PHYSDEVOP_free_irq_vector
/* Older name of `XENIRQSTAT_needs_eoi`. */
#define PHYSDEVOP_IRQ_NEEDS_UNMASK_NOTIFY XENIRQSTAT_needs_eoi
/* Older name of `XENIRQSTAT_shared`. */
#define PHYSDEVOP_IRQ_SHARED              XENIRQSTAT_shared
#endif

#if __XEN_INTERFACE_VERSION__ < 0x00040200
/* The form of the operation that the interface version selects. */
#define PHYSDEVOP_pirq_eoi_gmfn PHYSDEVOP_pirq_eoi_gmfn_v1
#else
/* The form of the operation that the interface version selects. */
#define PHYSDEVOP_pirq_eoi_gmfn PHYSDEVOP_pirq_eoi_gmfn_v2
#endif

#endif /* __XEN_PUBLIC_PHYSDEV_H__ */
