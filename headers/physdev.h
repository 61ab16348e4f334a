/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * What a domain that drives hardware, or is given a device, asks of Xen about interrupt lines and PCI devices.
 */

#ifndef __XEN_PUBLIC_PHYSDEV_H__
#define __XEN_PUBLIC_PHYSDEV_H__

#include "xen.h"

/*
 * `incontents 155 physdev Interrupts and devices of the machine
 *
 * Xen takes the interrupts of the machine itself, and passes each on to the domain that has it, as an event. A domain knows such an
 * interrupt by a number of its own, the *pirq*: `PHYSDEVOP_map_pirq` ties a pirq to a line of the machine (a *GSI*) or to a message
 * that a PCI device sends (*MSI*), and `EVTCHNOP_bind_pirq` ties the pirq to an event channel. When the guest has served the
 * interrupt, it may have to say so (`PHYSDEVOP_eoi`) before the next one can come.
 *
 * The hardware domain finds the PCI devices and tells Xen about them, since Xen does not know how the firmware describes them. Most
 * of the operations here are its own; an x86 guest that is hardware-virtualised may use the few that deal with pirqs, and only if
 * its toolstack allowed that. Arm has PCI's operations alone, where Xen was built with them.
 */

/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_physdev_op(enum physdev_cmd cmd, void *args)
 * ` guests pv32 pv64 hvm32 hvm64 arm
 * `
 * @cmd the operation
 * @args the operation's argument
 *
 * Maps interrupts, announces PCI devices and sets port permissions.
 *
 * Errors:
 *   ENOSYS  the operation `cmd` does not exist, or it is not for guests of this kind
 */

/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_physdev_op_compat(struct physdev_op *uop)
 * ` guests pv32 pv64
 * `
 * @uop IN/OUT: the operation and its argument in one
 *
 * Performs an operation in the form that guests used before interface version 0x00030202.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   ENOSYS  the operation does not exist
 */

/* The operations of `HYPERVISOR_physdev_op`. */
/* ` enum physdev_cmd { // PHYSDEVOP_* => struct physdev_* */

/*
 * PHYSDEVOP_IRQ_UNMASK_NOTIFY: Lets interrupts come again on every pirq whose port was unmasked.
 *
 * The oldest guests had nothing but this; `PHYSDEVOP_eoi` replaced it with interface version 0x00030202.
 *
 * Guests: pv32 pv64
 */
#define PHYSDEVOP_IRQ_UNMASK_NOTIFY      4 /* ` => NULL */

/*
 * PHYSDEVOP_irq_status_query: Tells whether a pirq wants `PHYSDEVOP_eoi`, and whether others share its line.
 *
 * Errors:
 *   EFAULT  the argument could not be read or written back
 *   EINVAL  the number is beyond those of the domain or, for a hardware-virtualised one, is not in use
 *
 * Guests: pv32 pv64 hvm32 hvm64
 */
#define PHYSDEVOP_irq_status_query       5

/*
 * PHYSDEVOP_set_iopl: Sets the I/O privilege of the calling vCPU: the rings up to that one may touch I/O ports.
 *
 * Xen still decides which ports there are for the domain. The kernel counts as ring 1 here, as ring 0 if
 * the habit `VMASST_TYPE_architectural_iopl` is on.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   EINVAL  a privilege above 3
 *
 * Safety:
 *   Code of the rings that gain the privilege drives the domain's devices by their I/O ports, and code of those that lose it gets
 *   an exception where it does: nothing that runs may rely on the privilege that was set before.
 *
 * Guests: pv32 pv64
 */
#define PHYSDEVOP_set_iopl               6

/*
 * PHYSDEVOP_set_iobitmap: Names the map of I/O ports that user code on the calling vCPU may touch.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   EINVAL  more than 65536 ports, or the map's 8192 bytes do not all lie where the guest may have memory
 *
 * Safety:
 *   Xen keeps the address and reads the map whenever user code touches a port, so the map must stay where it is. It is read two
 *   bytes at a time, which can reach one byte past the last port.
 *
 * Guests: pv32 pv64
 */
#define PHYSDEVOP_set_iobitmap           7

/*
 * PHYSDEVOP_apic_read: Reads a register of an I/O interrupt controller of the machine.
 *
 * Errors:
 *   EFAULT  the argument could not be read or written back
 *   EPERM   the caller is not the hardware domain
 *   EINVAL  no such controller is at that address
 *
 * Directions:
 *   value  OUT
 *
 * Guests: pv32 pv64
 */
#define PHYSDEVOP_apic_read              8 /* ` => struct physdev_apic */

/*
 * PHYSDEVOP_apic_write: Writes a register of an I/O interrupt controller of the machine.
 *
 * Only entries of the redirection table can be written; Xen replaces their vector and destination by its own. A write to any
 * other register is ignored.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   EPERM   the caller is not the hardware domain
 *   EINVAL  no such controller is at that address, or the entry asks for a way of delivery that Xen does not allow
 *
 * Directions:
 *   value  IN
 *
 * Guests: pv32 pv64
 */
#define PHYSDEVOP_apic_write             9 /* ` => struct physdev_apic */

/*
 * PHYSDEVOP_alloc_irq_vector: Does nothing any more but answer the number of the line as its vector.
 *
 * Errors:
 *   EFAULT  the argument could not be read or written back
 *   EPERM   the caller is not the hardware domain
 *
 * Guests: pv32 pv64
 */
#define PHYSDEVOP_alloc_irq_vector      10 /* ` => struct physdev_irq */

/*
 * PHYSDEVOP_free_irq_vector: Is refused with ENOSYS: vectors are Xen's own affair.
 *
 * Directions:
 *   vector  unused
 *
 * Guests: pv32 pv64
 */
#define PHYSDEVOP_free_irq_vector       11 /* ` => struct physdev_irq */

/*
 * PHYSDEVOP_eoi: Says that an interrupt has been served, so that the line may interrupt again.
 *
 * After `PHYSDEVOP_pirq_eoi_gmfn_v1` this also unmasks the port that the pirq is bound to.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   EINVAL  the number is beyond those of the domain, or not in use
 *
 * Guests: pv32 pv64 hvm32 hvm64
 */
#define PHYSDEVOP_eoi                   12

/*
 * PHYSDEVOP_map_pirq: Ties a pirq of a domain to an interrupt of the machine.
 *
 * The toolstack calls this for a domain that it gives a device to. The hardware domain calls it for itself. A hardware-virtualised
 * guest may call it for itself to receive an interrupt of its emulated machine as an event, if events reach it by a vector.
 *
 * A domain that has this interrupt under another pirq, or another interrupt under this pirq, keeps it so and the call succeeds.
 *
 * Errors:
 *   EFAULT      the argument could not be read, or not written back
 *   ESRCH       the domain does not exist
 *   EPERM       the caller may not do this for that domain, or does not have the interrupt itself
 *   EINVAL      an unknown type, a number that is out of range, a table with `MAP_PIRQ_TYPE_MULTI_MSI`, or a guest without a vector
 *   EEXIST      the interrupt has another pirq already
 *   EBUSY       the interrupt or its pirq is still being released
 *   ENODEV      the domain has no such PCI device, or the device sends no messages
 *   ENFILE      the device can send fewer messages: `entry_nr` says how many
 *   EDOM        more than 32 messages, or none
 *   EOPNOTSUPP  several messages need an IOMMU that remaps interrupts
 *   ENOSPC      no number, or no block of that many numbers, is free
 *   ENOMEM      Xen is out of memory
 *
 * Guests: pv32 pv64 hvm32 hvm64
 */
#define PHYSDEVOP_map_pirq              13

/*
 * PHYSDEVOP_unmap_pirq: Unties a pirq from its interrupt.
 *
 * Several messages that were mapped together are unmapped together, by the first of their numbers. A port that is still bound to
 * the pirq gets no more events.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   ESRCH   the domain does not exist
 *   EPERM   the caller may not do this for that domain
 *   EINVAL  the pirq is not mapped
 *   EBUSY   the pirq is one of several messages and not the first
 *
 * Guests: pv32 pv64 hvm32 hvm64
 */
#define PHYSDEVOP_unmap_pirq            14

/*
 * PHYSDEVOP_manage_pci_add: Announces a PCI device of segment 0, in the oldest form.
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
 *   From now on the IOMMU lets the device reach the domain's memory: whatever it was programmed to do before must not write there.
 *
 * Guests: pv32 pv64
 */
#define PHYSDEVOP_manage_pci_add        15 /* ` => struct physdev_manage_pci */

/*
 * PHYSDEVOP_manage_pci_remove: Withdraws a PCI device of segment 0, in the oldest form.
 *
 * Prefer `PHYSDEVOP_pci_device_remove`.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   EPERM   the caller is not the hardware domain
 *   ENODEV  no such device was announced
 *   EBUSY   functions that depend on it must be removed first
 *
 * Guests: pv32 pv64
 */
#define PHYSDEVOP_manage_pci_remove     16 /* ` => struct physdev_manage_pci */

/*
 * PHYSDEVOP_pirq_eoi_gmfn_v1: Gives Xen a page in which it notes which pirqs want `PHYSDEVOP_eoi`, and changes what that does.
 *
 * From now on `PHYSDEVOP_eoi` unmasks the port as well. Prefer `PHYSDEVOP_pirq_eoi_gmfn_v2`.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   EINVAL  the frame is not writable memory of the caller
 *   EBUSY   the domain has such a page already
 *   ENOSPC  Xen has no address left for the page
 *
 * Safety:
 *   Xen writes to the frame from this call on: use it for nothing else.
 *
 * Guests: pv32 pv64
 */
#define PHYSDEVOP_pirq_eoi_gmfn_v1      17 /* ` => struct physdev_pirq_eoi_gmfn */

/*
 * PHYSDEVOP_restore_msi: Makes a PCI device of segment 0 send its messages again as before it lost power.
 *
 * Errors:
 *   EFAULT      the argument could not be read
 *   ENODEV      no such device was announced
 *   EPERM       the caller is not the hardware domain
 *   EOPNOTSUPP  Xen was told not to use messages
 *
 * Guests: pv32 pv64
 */
#define PHYSDEVOP_restore_msi           19

/*
 * PHYSDEVOP_manage_pci_add_ext: Announces a PCI function of segment 0 that is an extended or a virtual one.
 *
 * Prefer `PHYSDEVOP_pci_device_add`.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   EINVAL  one of the two answers is neither 0 nor 1
 *   EPERM   the caller is not the hardware domain
 *   ENODEV  no IOMMU covers the device, or the physical function was not announced
 *   ENOMEM  Xen is out of memory
 *
 * Safety:
 *   From now on the IOMMU lets the device reach the domain's memory: whatever it was programmed to do before must not write there.
 *
 * Guests: pv32 pv64
 */
#define PHYSDEVOP_manage_pci_add_ext    20 /* ` => struct physdev_manage_pci_ext */

/*
 * PHYSDEVOP_setup_gsi: Tells Xen how an interrupt line signals, which the firmware told the hardware domain.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   EINVAL  there is no line of that number
 *   EPERM   the caller is not the hardware domain
 *   EEXIST  the line is set up already
 *
 * Guests: pv32 pv64 hvm32 hvm64
 */
#define PHYSDEVOP_setup_gsi             21

/*
 * PHYSDEVOP_get_free_pirq: Reserves a pirq that is not in use.
 *
 * A guest that emulated devices send messages to needs such a number, to put it into the message.
 *
 * Errors:
 *   EFAULT  the argument could not be read, or not written back
 *   ENOSPC  all numbers are in use
 *   ENOMEM  Xen is out of memory
 *
 * Guests: pv32 pv64 hvm32 hvm64
 */
#define PHYSDEVOP_get_free_pirq         23

/*
 * PHYSDEVOP_pci_mmcfg_reserved: Tells Xen that the firmware keeps an area for access to PCI configuration free, or does not.
 *
 * Errors:
 *   EPERM   the caller is not the hardware domain
 *   EFAULT  the argument could not be read
 *   ENODEV  Xen knows of no area for these buses
 *   EINVAL  a flag is set that is not known
 *   EIO     the area of these buses begins elsewhere
 *   EEXIST  the area overlaps one that is emulated for the caller
 *   ENOMEM  Xen is out of memory
 *
 * Guests: pv32 pv64 hvm32 hvm64
 */
#define PHYSDEVOP_pci_mmcfg_reserved    24

/*
 * PHYSDEVOP_pci_device_add: Announces a PCI device.
 *
 * Errors:
 *   EOPNOTSUPP  on Arm: Xen was told to leave devices alone
 *   EFAULT      the argument could not be read
 *   EPERM       the caller is not the hardware domain
 *   ENODEV      no IOMMU covers the device, or the physical function was not announced
 *   ENOMEM      Xen is out of memory
 *
 * Safety:
 *   With `XEN_PCI_DEV_PXM` the argument must be followed by the number that this announces. From now on the IOMMU lets the device
 *   reach the domain's memory: whatever it was programmed to do before must not write there.
 */
#define PHYSDEVOP_pci_device_add        25

/*
 * PHYSDEVOP_pci_device_remove: Withdraws a PCI device.
 *
 * Errors:
 *   EOPNOTSUPP  on Arm: Xen was told to leave devices alone
 *   EFAULT      the argument could not be read
 *   EPERM       the caller is not the hardware domain
 *   ENODEV      no such device was announced
 *   EBUSY       functions that depend on it must be removed first
 */
#define PHYSDEVOP_pci_device_remove     26 /* ` => struct physdev_pci_device */

/*
 * PHYSDEVOP_restore_msi_ext: Makes a PCI device send its messages again as before it lost power.
 *
 * Errors:
 *   EFAULT      the argument could not be read
 *   ENODEV      no such device was announced
 *   EPERM       the caller is not the hardware domain
 *   EOPNOTSUPP  Xen was told not to use messages
 *
 * Guests: pv32 pv64
 */
#define PHYSDEVOP_restore_msi_ext       27 /* ` => struct physdev_pci_device */

/*
 * PHYSDEVOP_pirq_eoi_gmfn_v2: Gives Xen a page in which it notes which pirqs want `PHYSDEVOP_eoi`, a bit for each.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   EINVAL  the frame is not writable memory of the caller
 *   EBUSY   the domain has such a page already
 *   ENOSPC  Xen has no address left for the page
 *
 * Safety:
 *   Xen writes to the frame from this call on: use it for nothing else.
 *
 * Guests: pv32 pv64
 */
#define PHYSDEVOP_pirq_eoi_gmfn_v2      28 /* ` => struct physdev_pirq_eoi_gmfn */

/*
 * PHYSDEVOP_dbgp_op: Makes Xen let go of the USB debug port, which it uses as its console, while the controller is reset.
 *
 * Errors:
 *   EPERM   the caller is not the hardware domain
 *   EFAULT  the argument could not be read
 *   ENOSYS  no such step
 *   ENODEV  after the reset the port was not found again
 *
 * Guests: pv32 pv64 hvm32 hvm64
 *
 * Returns: int more than 0 if the console runs again, 0 if there is nothing to wait for or another controller is meant
 */
#define PHYSDEVOP_dbgp_op               29

/*
 * PHYSDEVOP_prepare_msix: Says that the memory of a device's message table will stay as it is from this call on.
 *
 * The hardware domain does this before it gives the device away.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   EPERM   the caller is not the hardware domain
 *   ENODEV  no such device was announced
 *   EBUSY   the device sends messages that its present owner did not take back
 *
 * Guests: pv32 pv64
 */
#define PHYSDEVOP_prepare_msix          30 /* ` => struct physdev_pci_device */

/*
 * PHYSDEVOP_release_msix: Says that the memory of a device's message table may change again.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   EPERM   the caller is not the hardware domain
 *   ENODEV  no such device was announced
 *   EBUSY   the device sends messages that its present owner did not take back
 *
 * Guests: pv32 pv64
 */
#define PHYSDEVOP_release_msix          31 /* ` => struct physdev_pci_device */

/*
 * PHYSDEVOP_pci_device_reset: Says that the hardware domain has reset a PCI device, so that Xen forgets what it knew of its state.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   EINVAL  no such kind of reset
 *   EPERM   the caller is not the hardware domain
 *   ENODEV  no such device was announced
 *   ENOMEM  Xen is out of memory
 *
 * Safety:
 *   The device must have been reset. Where Xen shows its memory to the domain, it is mapped anew by what the device says of itself
 *   now, and nothing may use the older mapping.
 *
 * Guests: pv32 pv64 hvm32 hvm64 arm
 */
#define PHYSDEVOP_pci_device_reset      32 /* ` => struct pci_device_reset */
/* ` } */

/* Argument of `PHYSDEVOP_eoi`. */
struct physdev_eoi {
    uint32_t irq;            /* IN: the pirq that was served */
};
/* Short name of `struct physdev_eoi`. */
typedef struct physdev_eoi physdev_eoi_t;
DEFINE_XEN_GUEST_HANDLE(physdev_eoi_t);

/* Argument of `PHYSDEVOP_pirq_eoi_gmfn_v1` and `PHYSDEVOP_pirq_eoi_gmfn_v2`. */
struct physdev_pirq_eoi_gmfn {
    xen_pfn_t gmfn;          /* IN: the frame of the page, a bit in it for each pirq */
};
/* Short name of `struct physdev_pirq_eoi_gmfn`. */
typedef struct physdev_pirq_eoi_gmfn physdev_pirq_eoi_gmfn_t;
DEFINE_XEN_GUEST_HANDLE(physdev_pirq_eoi_gmfn_t);

/* Argument of `PHYSDEVOP_irq_status_query`. */
struct physdev_irq_status_query {
    uint32_t irq;            /* IN: the pirq */
    uint32_t flags;          /* OUT: what is known about it; => flags physdev_irq_status */
};
/* Short name of `struct physdev_irq_status_query`. */
typedef struct physdev_irq_status_query physdev_irq_status_query_t;
DEFINE_XEN_GUEST_HANDLE(physdev_irq_status_query_t);

#define _XENIRQSTAT_needs_eoi (0) /* Bit number of `XENIRQSTAT_needs_eoi`. */
#define _XENIRQSTAT_shared    (1) /* Bit number of `XENIRQSTAT_shared`. */

/* What is known about a pirq. */
/* ` flags physdev_irq_status { // XENIRQSTAT_* */
#define XENIRQSTAT_needs_eoi (1U << _XENIRQSTAT_needs_eoi) /* `PHYSDEVOP_eoi` must follow each interrupt. */
#define XENIRQSTAT_shared    (1U << _XENIRQSTAT_shared) /* Several domains have the line. */
/* ` } */

/* Argument of `PHYSDEVOP_set_iopl`. */
struct physdev_set_iopl {
    uint32_t iopl;           /* IN: the privilege, from 0 to 3 */
};
/* Short name of `struct physdev_set_iopl`. */
typedef struct physdev_set_iopl physdev_set_iopl_t;
DEFINE_XEN_GUEST_HANDLE(physdev_set_iopl_t);

/* Argument of `PHYSDEVOP_set_iobitmap`. */
struct physdev_set_iobitmap {
#if __XEN_INTERFACE_VERSION__ >= 0x00030205
    XEN_GUEST_HANDLE(uint8) bitmap; /* IN: the map, a bit for each port that is 0 if it may be touched */
#else
    uint8_t *bitmap;         /* IN: the map, a bit for each port that is 0 if it may be touched */
#endif
    uint32_t nr_ports;       /* IN: how many ports the map describes; those beyond may not be touched */
};
/* Short name of `struct physdev_set_iobitmap`. */
typedef struct physdev_set_iobitmap physdev_set_iobitmap_t;
DEFINE_XEN_GUEST_HANDLE(physdev_set_iobitmap_t);

/* Argument of `PHYSDEVOP_apic_read` and `PHYSDEVOP_apic_write`. */
struct physdev_apic {
    unsigned long apic_physbase; /* IN: the machine address of the controller; => maddr */
    uint32_t reg;            /* IN: the number of the register */
    uint32_t value;          /* IN/OUT: what to write, or what was read */
};
/* Short name of `struct physdev_apic`. */
typedef struct physdev_apic physdev_apic_t;
DEFINE_XEN_GUEST_HANDLE(physdev_apic_t);

/* Argument of `PHYSDEVOP_alloc_irq_vector` and `PHYSDEVOP_free_irq_vector`. */
struct physdev_irq {
    uint32_t irq;            /* IN: the line */
    uint32_t vector;         /* OUT: the vector, which equals the line */
};
/* Short name of `struct physdev_irq`. */
typedef struct physdev_irq physdev_irq_t;
DEFINE_XEN_GUEST_HANDLE(physdev_irq_t);

/* What kind of interrupt a pirq stands for. */
/* ` enum map_pirq_type { // MAP_PIRQ_TYPE_* */
#define MAP_PIRQ_TYPE_MSI       0x0 /* A message of a device of segment 0. */
#define MAP_PIRQ_TYPE_GSI       0x1 /* An interrupt line. */
#define MAP_PIRQ_TYPE_UNKNOWN   0x2 /* None of them; always refused. */
#define MAP_PIRQ_TYPE_MSI_SEG   0x3 /* A message of a device of any segment. */
#define MAP_PIRQ_TYPE_MULTI_MSI 0x4 /* Several messages of one device of any segment, with as many pirqs in a row. */
/* ` } */

/* Argument of `PHYSDEVOP_map_pirq`. */
struct physdev_map_pirq {
    domid_t domid;           /* IN: the domain that gets the pirq; `DOMID_SELF` for the caller */
    int type;                /* IN: the kind of interrupt; => enum map_pirq_type */
    int index;               /* IN: the line or, for a message, an interrupt of Xen's or -1 for a new one; unused for several messages */
    int pirq;                /* IN/OUT: the pirq, or a negative number for any that is free */
    int bus;                 /* IN: for a message, the device's bus, in the high 16 bits its segment where the type has one */
    int devfn;               /* IN: for a message, the device's slot times 8 plus its function */
    int entry_nr;            /* IN/OUT: for MSI-X the entry of the table, for `MAP_PIRQ_TYPE_MULTI_MSI` how many messages */
    uint64_t table_base;     /* IN: for MSI-X the machine address of the table, otherwise 0; => maddr */
};
/* Short name of `struct physdev_map_pirq`. */
typedef struct physdev_map_pirq physdev_map_pirq_t;
DEFINE_XEN_GUEST_HANDLE(physdev_map_pirq_t);

/* Argument of `PHYSDEVOP_unmap_pirq`. */
struct physdev_unmap_pirq {
    domid_t domid;           /* IN: the domain that has the pirq; `DOMID_SELF` for the caller */
    int pirq;                /* IN: the pirq */
};
/* Short name of `struct physdev_unmap_pirq`. */
typedef struct physdev_unmap_pirq physdev_unmap_pirq_t;
DEFINE_XEN_GUEST_HANDLE(physdev_unmap_pirq_t);

/* Argument of `PHYSDEVOP_manage_pci_add` and `PHYSDEVOP_manage_pci_remove`. */
struct physdev_manage_pci {
    uint8_t bus;             /* IN: the device's bus */
    uint8_t devfn;           /* IN: the device's slot times 8 plus its function */
};
/* Short name of `struct physdev_manage_pci`. */
typedef struct physdev_manage_pci physdev_manage_pci_t;
DEFINE_XEN_GUEST_HANDLE(physdev_manage_pci_t);

/* Argument of `PHYSDEVOP_restore_msi`. */
struct physdev_restore_msi {
    uint8_t bus;             /* IN: the device's bus */
    uint8_t devfn;           /* IN: the device's slot times 8 plus its function */
};
/* Short name of `struct physdev_restore_msi`. */
typedef struct physdev_restore_msi physdev_restore_msi_t;
DEFINE_XEN_GUEST_HANDLE(physdev_restore_msi_t);

/* Argument of `PHYSDEVOP_manage_pci_add_ext`. */
struct physdev_manage_pci_ext {
    uint8_t bus;             /* IN: the device's bus */
    uint8_t devfn;           /* IN: the device's slot times 8 plus its function */
    uint32_t is_extfn;       /* IN: 1 for an extended function, otherwise 0 */
    uint32_t is_virtfn;      /* IN: 1 for a virtual function, otherwise 0 */
    struct {
        uint8_t bus;         /* its bus */
        uint8_t devfn;       /* its slot times 8 plus its function */
    } physfn;                /* IN: the physical function that a virtual one belongs to */
};
/* Short name of `struct physdev_manage_pci_ext`. */
typedef struct physdev_manage_pci_ext physdev_manage_pci_ext_t;
DEFINE_XEN_GUEST_HANDLE(physdev_manage_pci_ext_t);

/* One of the oldest operations together with its argument. */
struct physdev_op {
    uint32_t cmd;            /* IN: the operation; => enum physdev_cmd */
    union {
        physdev_irq_status_query_t irq_status_query; /* PHYSDEVOP_irq_status_query: its argument */
        physdev_set_iopl_t set_iopl;                 /* PHYSDEVOP_set_iopl: its argument */
        physdev_set_iobitmap_t set_iobitmap;         /* PHYSDEVOP_set_iobitmap: its argument */
        physdev_apic_t apic_op;                      /* PHYSDEVOP_apic_read, PHYSDEVOP_apic_write: their argument */
        physdev_irq_t irq_op;                        /* PHYSDEVOP_alloc_irq_vector, PHYSDEVOP_free_irq_vector: their argument */
    } u;                     /* IN/OUT: the operation's argument; => by cmd */
};
/* Short name of `struct physdev_op`. */
typedef struct physdev_op physdev_op_t;
DEFINE_XEN_GUEST_HANDLE(physdev_op_t);

/* Argument of `PHYSDEVOP_setup_gsi`. */
struct physdev_setup_gsi {
    int gsi;                 /* IN: the line */
    uint8_t triggering;      /* IN: 0 if a change of the line interrupts, 1 if its level does */
    uint8_t polarity;        /* IN: 0 if high is active, 1 if low is */
};
/* Short name of `struct physdev_setup_gsi`. */
typedef struct physdev_setup_gsi physdev_setup_gsi_t;
DEFINE_XEN_GUEST_HANDLE(physdev_setup_gsi_t);

/* Argument of `PHYSDEVOP_get_free_pirq`. */
struct physdev_get_free_pirq {
    int type;                /* IN: what the pirq is for, `MAP_PIRQ_TYPE_GSI` or `MAP_PIRQ_TYPE_MSI`; => enum map_pirq_type */
    uint32_t pirq;           /* OUT: the pirq */
};
/* Short name of `struct physdev_get_free_pirq`. */
typedef struct physdev_get_free_pirq physdev_get_free_pirq_t;
DEFINE_XEN_GUEST_HANDLE(physdev_get_free_pirq_t);

/* What the firmware says about an area for PCI configuration. */
/* ` flags xen_pci_mmcfg_flags { // XEN_PCI_MMCFG_* */
#define XEN_PCI_MMCFG_RESERVED 0x1 /* It is kept free, and so may be used. */
/* ` } */

/* Argument of `PHYSDEVOP_pci_mmcfg_reserved`. */
struct physdev_pci_mmcfg_reserved {
    uint64_t address;        /* IN: the machine address of the area; => maddr */
    uint16_t segment;        /* IN: the segment that it configures */
    uint8_t start_bus;       /* IN: the first of its buses */
    uint8_t end_bus;         /* IN: the last of its buses */
    uint32_t flags;          /* IN: what the firmware says; => flags xen_pci_mmcfg_flags */
};
/* Short name of `struct physdev_pci_mmcfg_reserved`. */
typedef struct physdev_pci_mmcfg_reserved physdev_pci_mmcfg_reserved_t;
DEFINE_XEN_GUEST_HANDLE(physdev_pci_mmcfg_reserved_t);

/* What is special about a PCI device. */
/* ` flags xen_pci_dev_flags { // XEN_PCI_DEV_* */
#define XEN_PCI_DEV_EXTFN  0x1 /* It is an extended function. */
#define XEN_PCI_DEV_VIRTFN 0x2 /* It is a virtual function. */
#define XEN_PCI_DEV_PXM    0x4 /* The firmware says to which part of the machine's memory it is near; `optarr[0]` has the number. */
/* ` } */

/* Argument of `PHYSDEVOP_pci_device_add`. */
struct physdev_pci_device_add {
    uint16_t seg;            /* IN: the device's segment */
    uint8_t bus;             /* IN: the device's bus */
    uint8_t devfn;           /* IN: the device's slot times 8 plus its function */
    uint32_t flags;          /* IN: what is special about it; => flags xen_pci_dev_flags */
    struct {
        uint8_t bus;         /* its bus */
        uint8_t devfn;       /* its slot times 8 plus its function */
    } physfn;                /* IN: the physical function that a virtual one belongs to */
    uint32_t optarr[XEN_FLEX_ARRAY_DIM]; /* IN: what some of the flags announce */
};
/* Short name of `struct physdev_pci_device_add`. */
typedef struct physdev_pci_device_add physdev_pci_device_add_t;
DEFINE_XEN_GUEST_HANDLE(physdev_pci_device_add_t);

/* A PCI device of the machine, the argument of the operations that need no more. */
struct physdev_pci_device {
    uint16_t seg;            /* IN: its segment */
    uint8_t bus;             /* IN: its bus */
    uint8_t devfn;           /* IN: its slot times 8 plus its function */
};
/* Short name of `struct physdev_pci_device`. */
typedef struct physdev_pci_device physdev_pci_device_t;
DEFINE_XEN_GUEST_HANDLE(physdev_pci_device_t);

/* How a PCI device was reset. */
/* ` enum pci_device_reset_kind { // PCI_DEVICE_RESET_* */
#define PCI_DEVICE_RESET_COLD 0x0 /* By power. */
#define PCI_DEVICE_RESET_WARM 0x1 /* By its reset line, power staying on. */
#define PCI_DEVICE_RESET_HOT  0x2 /* By a message on its bus. */
#define PCI_DEVICE_RESET_FLR  0x3 /* By itself, this function alone. */
/* ` } */

/* The bits of `flags` that hold the kind of reset; the others must be 0. */
#define PCI_DEVICE_RESET_MASK 0x3

/* Argument of `PHYSDEVOP_pci_device_reset`. */
struct pci_device_reset {
    physdev_pci_device_t dev; /* IN: the device */
    uint32_t flags;          /* IN: how it was reset; => enum pci_device_reset_kind */
};

/* A step in resetting the controller of the USB debug port. */
/* ` enum physdev_dbgp_step { // PHYSDEVOP_DBGP_RESET_* */
#define PHYSDEVOP_DBGP_RESET_PREPARE 1 /* The controller is going to be reset. */
#define PHYSDEVOP_DBGP_RESET_DONE    2 /* The controller was reset. */
/* ` } */

/* What is known about the controller's place. */
/* ` enum physdev_dbgp_bus { // PHYSDEVOP_DBGP_BUS_* */
#define PHYSDEVOP_DBGP_BUS_UNKNOWN 0 /* Nothing: take it for the one that Xen uses. */
#define PHYSDEVOP_DBGP_BUS_PCI     1 /* It is a PCI device. */
/* ` } */

/* Argument of `PHYSDEVOP_dbgp_op`. */
struct physdev_dbgp_op {
    uint8_t op;              /* IN: the step; => enum physdev_dbgp_step */
    uint8_t bus;             /* IN: what is known about the controller's place; => enum physdev_dbgp_bus */
    union {
        physdev_pci_device_t pci; /* PHYSDEVOP_DBGP_BUS_PCI: the controller */
    } u;                     /* IN: the place; => by bus */
};
/* Short name of `struct physdev_dbgp_op`. */
typedef struct physdev_dbgp_op physdev_dbgp_op_t;
DEFINE_XEN_GUEST_HANDLE(physdev_dbgp_op_t);

#if __XEN_INTERFACE_VERSION__ < 0x00040600
/* What operations and answers were called before interface version 0x00030202; the names stayed until 0x00040600. */

/* The oldest name of `PHYSDEVOP_irq_status_query`. */
#define PHYSDEVOP_IRQ_STATUS_QUERY        PHYSDEVOP_irq_status_query
/* The oldest name of `PHYSDEVOP_set_iopl`. */
#define PHYSDEVOP_SET_IOPL                PHYSDEVOP_set_iopl
/* The oldest name of `PHYSDEVOP_set_iobitmap`. */
#define PHYSDEVOP_SET_IOBITMAP            PHYSDEVOP_set_iobitmap
/* The oldest name of `PHYSDEVOP_apic_read`. */
#define PHYSDEVOP_APIC_READ               PHYSDEVOP_apic_read
/* The oldest name of `PHYSDEVOP_apic_write`. */
#define PHYSDEVOP_APIC_WRITE              PHYSDEVOP_apic_write
/* The oldest name of `PHYSDEVOP_alloc_irq_vector`. */
#define PHYSDEVOP_ASSIGN_VECTOR           PHYSDEVOP_alloc_irq_vector
/* The oldest name of `PHYSDEVOP_free_irq_vector`. */
#define PHYSDEVOP_FREE_VECTOR             PHYSDEVOP_free_irq_vector
/* The oldest name of `XENIRQSTAT_needs_eoi`. */
#define PHYSDEVOP_IRQ_NEEDS_UNMASK_NOTIFY XENIRQSTAT_needs_eoi
/* The oldest name of `XENIRQSTAT_shared`. */
#define PHYSDEVOP_IRQ_SHARED              XENIRQSTAT_shared
#endif

#if __XEN_INTERFACE_VERSION__ < 0x00040200
/* The page of pirqs that want an answer, in the form that the interface version knows. */
#define PHYSDEVOP_pirq_eoi_gmfn PHYSDEVOP_pirq_eoi_gmfn_v1
#else
/* The page of pirqs that want an answer, in the form that the interface version knows. */
#define PHYSDEVOP_pirq_eoi_gmfn PHYSDEVOP_pirq_eoi_gmfn_v2
#endif

#endif /* __XEN_PUBLIC_PHYSDEV_H__ */
