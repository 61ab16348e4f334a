/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * Operations of toolstacks on domains.
 */

#ifndef __XEN_PUBLIC_DOMCTL_H__
#define __XEN_PUBLIC_DOMCTL_H__

#include "xen-compat.h"

#if !defined(__XEN__) && !defined(__XEN_TOOLS__)
#error "domctl.h is for toolstacks: define __XEN_TOOLS__"
#endif

#include "xen.h"
#include "event_channel.h"
#include "grant_table.h"
#include "hvm/save.h"
#include "memory.h"

/*
 * `incontents 400 domctl Operations on domains
 *
 * A toolstack creates, configures, inspects, saves and destroys domains with these operations. The
 * record that it passes names the operation and the domain. A domain is created paused, without
 * memory and vCPUs, and starts when its creator unpauses it.
 *
 * The interface is built together with Xen: its layouts change between releases. Each call carries
 * `XEN_DOMCTL_INTERFACE_VERSION`, and Xen refuses a call with another version. The version does not
 * move with every change: 4.21 changed `struct xen_domctl_createdomain` under the version of 4.20.
 *
 * A toolstack controls all domains if it runs in the control domain, dom0 by default. Under a Flask
 * policy, any of these operations may also fail with EACCES.
 */

#if XEN_RELEASE >= 0x0416
/* The version of the interface, of Xen 4.22. */
#define XEN_DOMCTL_INTERFACE_VERSION 0x00000018
#elif XEN_RELEASE >= 0x0413
/* The version of the interface, of Xen 4.19 to 4.21. */
#define XEN_DOMCTL_INTERFACE_VERSION 0x00000017
#elif XEN_RELEASE >= 0x0412
/* The version of the interface, of Xen 4.18. */
#define XEN_DOMCTL_INTERFACE_VERSION 0x00000016
#else
/* The version of the interface, of Xen 4.17. */
#define XEN_DOMCTL_INTERFACE_VERSION 0x00000015
#endif

/* The operations of `HYPERVISOR_domctl`. */
/* ` enum domctl_op { // XEN_DOMCTL_* */
/*
 * XEN_DOMCTL_createdomain: Creates a domain, paused and without memory and vCPUs.
 *
 * `domain` is the ID of the new domain. If it is `DOMID_ANY`, Xen chooses one. Until Xen 4.21, it
 * does so for 0 and every ID from `DOMID_FIRST_RESERVED` on. The member returns the ID.
 *
 * Errors:
 *   EEXIST  the ID is in use, or none is free
 *   EINVAL  a flag, limit or option is unknown, not supported by the host, or excluded by another
 *   ESRCH   the CPU pool does not exist
 *   ENODEV  the CPU pool has no pCPU
 *   ENOMEM  Xen is out of memory
 *   EOPNOTSUPP  on x86: the kind of guest does not have these emulated devices
 *               (`arch.emulation_flags`): at least the local APIC, or all for HVM; none for PV
 *
 * Directions:
 *   domain  IN/OUT
 */
#define XEN_DOMCTL_createdomain 1
/*
 * XEN_DOMCTL_destroydomain: Destroys a domain and frees its memory.
 *
 * Xen interrupts a long call and continues it by itself. The domain is listed as dying, and its ID
 * is in use, until no other domain references its pages. To destroy such a domain again does
 * nothing.
 *
 * Errors:
 *   EINVAL  the domain is the caller
 *
 * Safety:
 *   PCI devices of the domain must be idle: unless Xen quarantines them, they go back to the
 *   hardware domain, and can access its memory again.
 */
#define XEN_DOMCTL_destroydomain 2 /* ` => NULL */
/*
 * XEN_DOMCTL_pausedomain: Pauses a domain.
 *
 * Xen counts the pauses of a toolstack; each needs an unpause.
 *
 * Errors:
 *   EINVAL     the domain is the caller
 *   EOVERFLOW  the domain is paused 255 times
 */
#define XEN_DOMCTL_pausedomain 3 /* ` => NULL */
/*
 * XEN_DOMCTL_unpausedomain: Takes back one pause of a domain, or starts a new domain.
 *
 * Errors:
 *   EINVAL  the toolstack has not paused the domain
 *   EBUSY   some of a new domain's memory is not scrubbed; Xen crashes the domain; since Xen 4.22
 */
#define XEN_DOMCTL_unpausedomain 4 /* ` => NULL */
/*
 * XEN_DOMCTL_getdomaininfo: Returns the state of a domain.
 *
 * Xen 4.17 returns the state of the first domain whose ID is not below `domain`; later releases
 * fail if the domain does not exist.
 *
 * Errors:
 *   ESRCH   the domain does not exist
 *   EINVAL  in Xen 4.17: the ID is reserved
 */
#define XEN_DOMCTL_getdomaininfo 5
/*
 * XEN_DOMCTL_setvcpuaffinity: Sets the pCPUs on which a vCPU may run, and those that it prefers.
 *
 * The maps return what is in effect: the affinity within the pCPUs that are online in the domain's
 * CPU pool, and for the soft affinity within the hard one.
 *
 * Errors:
 *   EINVAL  the vCPU is out of range, `flags` is 0, a selected map is null, or the affinity has no
 *           pCPU that is online
 *   ESRCH   the vCPU does not exist
 *   EBUSY   the vCPU is pinned by `SCHEDOP_pin_override`
 *   EFAULT  a map could not be read or written
 *   ENOMEM  Xen is out of memory
 *
 * Safety:
 *   The selected maps must have `nr_bits` bits that Xen may read and write.
 */
#define XEN_DOMCTL_setvcpuaffinity 9
/*
 * XEN_DOMCTL_shadow_op: Controls shadow paging and the log of dirty pages.
 *
 * Xen interrupts a long call and continues it by itself.
 *
 * Errors:
 *   EINVAL      the domain is the caller, is being destroyed, or has no vCPUs; or the operation or
 *               its mode is unknown, or does not fit the domain's state
 *   EBUSY       another operation of this kind is unfinished
 *   ENOMEM      Xen is out of memory
 *   EFAULT      the bitmap could not be written
 *   EOPNOTSUPP  Xen was built without paging for guests
 *   ENOSYS      the architecture is not x86
 *
 * Safety:
 *   `dirty_bitmap` must be null or have `pages` bits that Xen may write.
 */
#define XEN_DOMCTL_shadow_op 10
/*
 * XEN_DOMCTL_max_mem: Sets the limit of a domain's memory.
 *
 * The limit may be below what the domain has. The domain then can't allocate more.
 */
#define XEN_DOMCTL_max_mem 11
/*
 * XEN_DOMCTL_setvcpucontext: Sets the registers of a vCPU, or resets it.
 *
 * A null `ctxt` resets the vCPU. The layout is that of the domain: a 32-bit PV domain has a smaller
 * record than a 64-bit one. Xen interrupts a long call and continues it by itself.
 *
 * Errors:
 *   EINVAL  the domain is the caller, the vCPU does not exist, or the state is invalid
 *   EFAULT  the state could not be read
 *   ENOMEM  Xen is out of memory
 *
 * Safety:
 *   `ctxt` must be null or point to a record of the domain's kind.
 *
 * Directions:
 *   ctxt  IN
 */
#define XEN_DOMCTL_setvcpucontext 12
/*
 * XEN_DOMCTL_getvcpucontext: Returns the registers of a vCPU.
 *
 * Errors:
 *   EINVAL   the vCPU does not exist, or is the caller's
 *   ENODATA  the vCPU has no state yet
 *   EFAULT   the state could not be written
 *   ENOMEM   Xen is out of memory
 *
 * Safety:
 *   `ctxt` must point to a writable record of the domain's kind.
 *
 * Directions:
 *   ctxt  OUT
 */
#define XEN_DOMCTL_getvcpucontext 13
/*
 * XEN_DOMCTL_getvcpuinfo: Returns where and how long a vCPU has run.
 *
 * Errors:
 *   EINVAL  `vcpu` is not below the domain's number of vCPUs, until Xen 4.21
 *   ESRCH   the vCPU does not exist, until Xen 4.21
 *   ENOENT  the vCPU does not exist, since Xen 4.22
 */
#define XEN_DOMCTL_getvcpuinfo 14
/*
 * XEN_DOMCTL_max_vcpus: Allocates the vCPUs of a new domain.
 *
 * Errors:
 *   EINVAL  the domain is the caller, or `max` is not the number that it was created with
 *   ENOMEM  Xen is out of memory
 */
#define XEN_DOMCTL_max_vcpus 15
/*
 * XEN_DOMCTL_scheduler_op: Sets or returns the scheduling parameters of a domain or of its vCPUs.
 *
 * The ARINC 653 and null schedulers have no such parameters: the call does nothing.
 *
 * Errors:
 *   EINVAL  `sched_id` is not the scheduler of the domain's CPU pool, the scheduler does not know
 *           `cmd`, a parameter is out of range, or a vCPU does not exist
 *   EFAULT  the array could not be read or written
 *
 * Safety:
 *   For a command on vCPUs, `vcpus` must have `nr_vcpus` elements that Xen may read and write.
 */
#define XEN_DOMCTL_scheduler_op 16
/* XEN_DOMCTL_setdomainhandle: Sets the UUID of a domain. */
#define XEN_DOMCTL_setdomainhandle 17
/*
 * XEN_DOMCTL_setdebugging: Makes the exceptions of a guest's debugger pause the domain.
 *
 * Xen then raises `VIRQ_DEBUGGER`.
 *
 * Errors:
 *   EINVAL  the domain is the caller
 */
#define XEN_DOMCTL_setdebugging 18
/*
 * XEN_DOMCTL_irq_permission: Permits a domain to use a physical interrupt, or forbids it.
 *
 * The interrupt is named by the caller's PIRQ; the caller must have permission for it itself.
 *
 * Errors:
 *   EINVAL  the PIRQ is out of range
 *   EPERM   the PIRQ is not mapped, or the caller may not use the interrupt
 *   ENOMEM  Xen is out of memory
 *   ENOSYS  the architecture is not x86
 */
#define XEN_DOMCTL_irq_permission 19
/*
 * XEN_DOMCTL_iomem_permission: Permits a domain to map a range of device memory, or forbids it.
 *
 * The caller must have permission for the range itself. Present mappings stay.
 *
 * Errors:
 *   EINVAL  the range is empty or wraps
 *   EPERM   the caller may not use all of the range
 *   ENOMEM  Xen is out of memory
 *
 * Safety:
 *   A domain with permission can write to the device behind the range. It must be a device that no
 *   other domain uses.
 */
#define XEN_DOMCTL_iomem_permission 20
/*
 * XEN_DOMCTL_ioport_permission: Permits a domain to use I/O ports, or forbids it.
 *
 * The caller must have permission for the ports itself.
 *
 * Errors:
 *   EINVAL  the range is empty, wraps, or ends above 65536
 *   EPERM   the caller may not use all of the ports
 *   ENOMEM  Xen is out of memory
 *   ENOSYS  the architecture is not x86
 *
 * Safety:
 *   A domain with permission can program the device behind the ports. It must be a device that no
 *   other domain uses.
 */
#define XEN_DOMCTL_ioport_permission 21
/*
 * XEN_DOMCTL_hypercall_init: Fills a page of a domain with hypercall stubs.
 *
 * Errors:
 *   EINVAL  the frame is not memory of the domain
 *   EPERM   the frame is not writable: it may be a page table
 *   ENOSYS  the architecture is not x86
 */
#define XEN_DOMCTL_hypercall_init 22
#ifdef __XEN__
/* XEN_DOMCTL_soft_reset_cont: Continues an interrupted soft reset; used by the hypervisor only. */
#define XEN_DOMCTL_soft_reset_cont 23 /* ` => NULL */
#endif
/* XEN_DOMCTL_settimeoffset: Sets the offset of a domain's wall-clock time. */
#define XEN_DOMCTL_settimeoffset 24
/*
 * XEN_DOMCTL_getvcpuaffinity: Returns the affinity that a vCPU was given.
 *
 * Errors:
 *   EINVAL  the vCPU is out of range, `flags` is 0, or a selected map is null
 *   ESRCH   the vCPU does not exist
 *   EFAULT  a map could not be written
 *   ENOMEM  Xen is out of memory
 *
 * Safety:
 *   The selected maps must have `nr_bits` bits that Xen may write.
 *
 * Directions:
 *   cpumap_hard  OUT
 *   cpumap_soft  OUT
 */
#define XEN_DOMCTL_getvcpuaffinity 25
/* XEN_DOMCTL_real_mode_area: Reserved; no architecture implements it. */
#define XEN_DOMCTL_real_mode_area 26 /* ` => NULL */
/*
 * XEN_DOMCTL_resumedomain: Resumes a domain that has shut down, as if suspend had been cancelled.
 *
 * Errors:
 *   EINVAL  the domain is the caller
 */
#define XEN_DOMCTL_resumedomain 27 /* ` => NULL */
/*
 * XEN_DOMCTL_sendtrigger: Sends an NMI to a vCPU, or presses a button of an HVM guest.
 *
 * Errors:
 *   ESRCH   the vCPU does not exist
 *   EINVAL  the trigger is a button, and the guest is PV
 *   ENOSYS  the trigger is not implemented, or the architecture is not x86
 *
 * Safety:
 *   If the domain is the caller, an NMI enters its handler at any point.
 */
#define XEN_DOMCTL_sendtrigger 28
/*
 * XEN_DOMCTL_subscribe: Sets the event channel on which Xen signals that a domain has suspended.
 *
 * It replaces `VIRQ_DOM_EXC` for shutdowns with the reason `SHUTDOWN_suspend`. A domain has one
 * such port; the last call wins.
 */
#define XEN_DOMCTL_subscribe 29
/*
 * XEN_DOMCTL_gethvmcontext: Saves the hardware state of an HVM guest.
 *
 * With a null `buffer`, `size` returns the number of bytes that are needed. The state is a sequence
 * of records, as `hvm/save.h` states it.
 *
 * Errors:
 *   EINVAL  the domain is the caller, or is PV
 *   ENOSPC  the buffer is too small
 *   EFAULT  the buffer could not be written
 *   ENOMEM  Xen is out of memory
 *   ENOSYS  the architecture is not x86
 *
 * Safety:
 *   `buffer` must be null or have `size` bytes that Xen may write.
 *
 * Directions:
 *   buffer  OUT
 */
#define XEN_DOMCTL_gethvmcontext 33
/*
 * XEN_DOMCTL_sethvmcontext: Restores the hardware state of an HVM guest.
 *
 * vCPUs without registers in the state are offline afterwards. Since Xen 4.19, nothing is restored if
 * a record is of an unknown type or cut off; other errors leave a part of the state restored.
 *
 * Errors:
 *   EINVAL   the domain is the caller, or is PV; or a record is invalid
 *   EFAULT   the buffer could not be read
 *   ENODATA  a record is cut off; or the first one is no header, or the last one no end
 *   ENOMEM   Xen is out of memory
 *   ENOSYS   the architecture is not x86
 *
 * Safety:
 *   `buffer` must have `size` bytes that Xen may read.
 *
 * Directions:
 *   size    IN
 *   buffer  IN
 */
#define XEN_DOMCTL_sethvmcontext 34
/*
 * XEN_DOMCTL_set_address_size: Selects whether a new domain is a 32-bit or a 64-bit guest.
 *
 * The domain must not have memory yet. On x86, the guest must be PV, and can't be made a 64-bit
 * guest again.
 *
 * Errors:
 *   EINVAL      the size is neither 32 nor 64, or not supported by the host
 *   EOPNOTSUPP  the guest is HVM, or Xen was started without 32-bit PV guests
 *   EACCES      on x86: the domain has memory
 *   EBUSY       on Arm: the domain has memory
 *   ENOMEM      Xen is out of memory
 *   ENOSYS      the architecture is 32-bit Arm
 *
 * Directions:
 *   size  IN
 */
#define XEN_DOMCTL_set_address_size 35
/*
 * XEN_DOMCTL_get_address_size: Returns whether a PV domain is a 32-bit or a 64-bit guest.
 *
 * Errors:
 *   EOPNOTSUPP  the guest is HVM
 *   ENOSYS      the architecture is not x86
 *
 * Directions:
 *   size  OUT
 */
#define XEN_DOMCTL_get_address_size 36
/*
 * XEN_DOMCTL_assign_device: Assigns a device to a domain.
 *
 * The device accesses the domain's memory through the IOMMU. `DOMID_IO` quarantines a PCI device.
 * Xen interrupts a long call and continues it by itself.
 *
 * Errors:
 *   EINVAL      the domain is being destroyed, the flags are unknown, or a PCI device is assigned
 *               to the caller
 *   ENODEV      the device does not exist, or is of another kind than the architecture has
 *   EBUSY       the device is assigned to a guest already
 *   EBADF       the PCI device is broken
 *   ESRCH       the domain does not exist
 *   EXDEV       the domain's memory is paged, shared or logged
 *   EFAULT      the path could not be read
 *   EOPNOTSUPP  the domain was created without IOMMU
 *
 * Safety:
 *   The device can access all memory of the domain. `path` must have `size` readable bytes.
 */
#define XEN_DOMCTL_assign_device 37
/*
 * XEN_DOMCTL_bind_pt_irq: Routes a physical interrupt to a virtual interrupt of a guest.
 *
 * On x86, the guest is HVM and has mapped the interrupt to a PIRQ. On Arm, the interrupt is an SPI,
 * and has the same number in the guest.
 *
 * Errors:
 *   EINVAL      the guest is PV, the binding is invalid, or on Arm the two numbers differ
 *   EPERM       the caller may not use the interrupt
 *   ESRCH       the domain was created without IOMMU
 *   EBUSY       the interrupt of the guest is in use
 *   ENOMEM      Xen is out of memory
 *   EOPNOTSUPP  the kind of interrupt is not supported
 *
 * Safety:
 *   `gtable` must be null or the guest-physical address of the device's MSI-X table.
 */
#define XEN_DOMCTL_bind_pt_irq 38
/*
 * XEN_DOMCTL_memory_mapping: Maps device memory into a translated domain, or unmaps it.
 *
 * Caller and domain must have permission for the range. A PV domain maps the frames itself: the
 * call only checks the caller.
 *
 * Returns: long 0 if all pages are done; otherwise the number of pages done, and the caller
 * continues with the rest
 *
 * Errors:
 *   EINVAL  a range is empty, wraps, or is beyond the physical address width
 *   E2BIG   on Arm: more than 64 pages
 *   EPERM   the caller or the domain may not use all of the range
 *   ENOMEM  Xen is out of memory
 */
#define XEN_DOMCTL_memory_mapping 39
/*
 * XEN_DOMCTL_ioport_mapping: Maps I/O ports of the host to ports of an HVM guest, or unmaps them.
 *
 * The guest gets permission for the ports, or loses it.
 *
 * Errors:
 *   EINVAL      a range is empty or ends above 65536
 *   EPERM       the caller may not use all of the ports
 *   ENOMEM      Xen is out of memory
 *   EOPNOTSUPP  the guest is PV
 *   ENOSYS      the architecture is not x86
 *
 * Safety:
 *   The guest can program the device behind the ports. It must be a device that no other domain
 *   uses.
 */
#define XEN_DOMCTL_ioport_mapping 40
/*
 * XEN_DOMCTL_set_ext_vcpucontext: Sets the entry points and machine check state of a vCPU.
 *
 * `XEN_DOMCTL_setvcpucontext` sets the rest.
 *
 * Errors:
 *   ESRCH   the vCPU does not exist, or the domain is the caller
 *   EINVAL  `size` is too small, an address is not canonical, or an HVM guest gets an entry point
 *   EPERM   the host does not have the machine check capabilities
 *   ENOSYS  the architecture is not x86
 *
 * Directions:
 *   size  IN
 */
#define XEN_DOMCTL_set_ext_vcpucontext 42
/*
 * XEN_DOMCTL_get_ext_vcpucontext: Returns the entry points and machine check state of a vCPU.
 *
 * Errors:
 *   ESRCH   the vCPU does not exist, or is the caller's
 *   ENOSYS  the architecture is not x86
 *
 * Directions:
 *   size  OUT
 */
#define XEN_DOMCTL_get_ext_vcpucontext 43
/* XEN_DOMCTL_set_opt_feature: Reserved; no architecture implements it. */
#define XEN_DOMCTL_set_opt_feature 44 /* ` => NULL */
/*
 * XEN_DOMCTL_test_assign_device: Tests whether a device can be assigned to a domain.
 *
 * With `DOMID_INVALID`, tests whether the device is not assigned to any guest.
 *
 * Errors:
 *   EINVAL      the device is assigned already, a flag is set, or the domain is the caller or being
 *               destroyed
 *   ENODEV      the device does not exist, or is of another kind than the architecture has
 *   EFAULT      the path could not be read
 *   EOPNOTSUPP  the domain was created without IOMMU, or the host has none
 *
 * Safety:
 *   `path` must have `size` readable bytes.
 */
#define XEN_DOMCTL_test_assign_device 45
/*
 * XEN_DOMCTL_set_target: Lets a domain act as the device model of an HVM guest.
 *
 * The domain may then map the guest's memory and grants. It has one target, for its whole life.
 *
 * Errors:
 *   ESRCH       the target does not exist
 *   EINVAL      the domain is its own target, or has one already
 *   EOPNOTSUPP  the target is PV
 *
 * Safety:
 *   The domain can access all memory of the target. If the target is the caller, the domain must
 *   leave alone what is not shared with it.
 */
#define XEN_DOMCTL_set_target 46
/*
 * XEN_DOMCTL_deassign_device: Takes a device from a domain.
 *
 * A PCI device goes back to the hardware domain, or is quarantined. A device of the device tree is
 * then assigned to no domain.
 *
 * Errors:
 *   EINVAL      a flag is set, the domain is the caller, or the device is not assigned
 *   ENODEV      the device is not assigned to the domain, or is of another kind than the
 *               architecture has
 *   ESRCH       the domain does not exist
 *   EFAULT      the path could not be read
 *   EOPNOTSUPP  the domain was created without IOMMU
 *
 * Safety:
 *   The device must be idle: in the hardware domain, it can access memory again. `path` must have
 *   `size` readable bytes.
 */
#define XEN_DOMCTL_deassign_device 47
/*
 * XEN_DOMCTL_unbind_pt_irq: Takes back what `XEN_DOMCTL_bind_pt_irq` did.
 *
 * Errors:
 *   EINVAL      the guest is PV, the interrupt is not bound, or on Arm the two numbers differ
 *   EPERM       the caller may not use the interrupt
 *   EBUSY       on Arm: the guest has not yet completed the interrupt
 *   EOPNOTSUPP  the kind of interrupt is not supported
 */
#define XEN_DOMCTL_unbind_pt_irq 48
/*
 * XEN_DOMCTL_get_device_group: Returns the PCI devices that the IOMMU can't tell from a device.
 *
 * Only devices of the domain are returned, and not the device itself.
 *
 * Errors:
 *   EFAULT      the array could not be written
 *   EPERM       the caller may not ask for the device
 *   EOPNOTSUPP  the domain was created without IOMMU
 *   ENOSYS      Xen was built without PCI
 *
 * Safety:
 *   `sdev_array` must have `max_sdevs` elements that Xen may write.
 */
#define XEN_DOMCTL_get_device_group 50
/*
 * XEN_DOMCTL_debug_op: Makes a vCPU of an HVM guest stop after each instruction, or not.
 *
 * Each step is an event of the monitor ring (`vm_event.h`), or pauses the domain if a debugger is
 * attached.
 *
 * Errors:
 *   EINVAL      the vCPU does not exist or is the caller's, or the guest is PV
 *   ENOSYS      the operation is unknown, or the architecture is not x86
 *   EOPNOTSUPP  the host can't do that, or Xen was built without HVM
 */
#define XEN_DOMCTL_debug_op 54
/*
 * XEN_DOMCTL_gethvmcontext_partial: Saves one record of an HVM guest's hardware state.
 *
 * With a null `buffer`, `bufsz` returns the length of the record.
 *
 * Errors:
 *   EINVAL   the domain is the caller or is PV, or the type does not exist
 *   ENOENT   the vCPU or device does not exist
 *   ENODATA  the vCPU has no such state
 *   ENOBUFS  the buffer is too small
 *   EFAULT   the buffer could not be written
 *   ENOMEM   Xen is out of memory
 *   ENOSYS   the architecture is not x86
 *
 * Safety:
 *   `buffer` must be null or have `bufsz` bytes that Xen may write.
 */
#define XEN_DOMCTL_gethvmcontext_partial 55
/*
 * XEN_DOMCTL_vm_event_op: Sets up a ring of events of a guest, or stops it (`vm_event.h`).
 *
 * The ring is in the frame that the parameter `HVM_PARAM_*_RING_PFN` of the guest names.
 *
 * Errors:
 *   ESRCH       the domain does not exist
 *   EINVAL      the domain is the caller or has no vCPUs, or the ring to stop is not in use
 *   ENODEV      the guest has no hardware-assisted paging, or the ring to resume is not in use
 *   EMLINK      paging: the guest uses the IOMMU
 *   EXDEV       paging: the guest populates memory on demand
 *   EBUSY       the ring is in use, or not all vCPUs have continued
 *   ENOSYS      the ring or the operation is unknown, or Xen was built without it
 *   EOPNOTSUPP  the parameter with the ring's frame is 0, or the hardware domain is PVH
 *   ENOMEM      Xen is out of memory
 */
#define XEN_DOMCTL_vm_event_op 56
/*
 * XEN_DOMCTL_mem_sharing_op: Enables sharing of a guest's pages with other guests, or disables it.
 *
 * Errors:
 *   ENODEV      the guest has no hardware-assisted paging
 *   EXDEV       the guest uses the IOMMU
 *   ENOSYS      the operation is unknown, or the architecture is not x86
 *   EOPNOTSUPP  the guest is PV, the host has no VMX, or Xen was built without it
 */
#define XEN_DOMCTL_mem_sharing_op 57
/*
 * XEN_DOMCTL_gettscinfo: Returns the virtual TSC of a domain, for migration.
 *
 * Errors:
 *   EINVAL  the domain is the caller
 *   ENOSYS  the architecture is not x86
 *
 * Directions:
 *   tsc_mode      OUT
 *   gtsc_khz      OUT
 *   incarnation   OUT
 *   elapsed_nsec  OUT
 */
#define XEN_DOMCTL_gettscinfo 59
/*
 * XEN_DOMCTL_settscinfo: Sets the virtual TSC of a domain.
 *
 * Errors:
 *   EINVAL  the domain is the caller, or the mode is unknown
 *   ENOSYS  the architecture is not x86
 *
 * Directions:
 *   tsc_mode      IN
 *   gtsc_khz      IN
 *   incarnation   IN
 *   elapsed_nsec  IN
 */
#define XEN_DOMCTL_settscinfo 60
/*
 * XEN_DOMCTL_getpageframeinfo3: Returns the types of pages of a domain, for migration.
 *
 * Each frame number in the array is replaced by its type, a `XEN_DOMCTL_PFINFO_*`. `num` and
 * `array` are undefined afterwards.
 *
 * Errors:
 *   E2BIG   there are more than 1024 frames
 *   EFAULT  the array could not be read or written
 *   ENOSYS  the architecture is not x86
 *
 * Safety:
 *   `array` must have `num` elements that Xen may read and write. As long as a 32-bit HVM guest has
 *   set neither its hypercall page nor `HVM_PARAM_CALLBACK_IRQ`, Xen takes each element for 64 bits.
 */
#define XEN_DOMCTL_getpageframeinfo3 61
/*
 * XEN_DOMCTL_setvcpuextstate: Sets the XSAVE state of a vCPU.
 *
 * Errors:
 *   ESRCH       the vCPU does not exist
 *   EINVAL      the vCPU is the caller's, or the state is invalid
 *   EOPNOTSUPP  the state is compacted
 *   EFAULT      the buffer could not be read
 *   ENOMEM      Xen is out of memory
 *   ENOSYS      the architecture is not x86
 *
 * Safety:
 *   `buffer` must have `size` bytes that Xen may read. If the domain is the caller, the vCPU's FPU
 *   and vector registers change at any point.
 *
 * Directions:
 *   xfeature_mask  unused
 *   size           IN
 *   buffer         IN
 */
#define XEN_DOMCTL_setvcpuextstate 62
/*
 * XEN_DOMCTL_getvcpuextstate: Returns the XSAVE state of a vCPU.
 *
 * With a null `buffer`, or `size` and `xfeature_mask` 0, the two members return the largest size
 * that may be needed and the features of the host.
 *
 * Errors:
 *   ESRCH   the vCPU does not exist
 *   EINVAL  the vCPU is the caller's, the buffer is too small, or `xfeature_mask` is not the host's
 *   EFAULT  the buffer could not be written
 *   ENOMEM  Xen is out of memory
 *   ENOSYS  the architecture is not x86
 *
 * Safety:
 *   `buffer` must be null or have `size` bytes that Xen may write.
 *
 * Directions:
 *   xfeature_mask  IN/OUT
 *   size           IN/OUT
 *   buffer         OUT
 */
#define XEN_DOMCTL_getvcpuextstate 63
/*
 * XEN_DOMCTL_set_access_required: Defines how access violations without a listener are handled.
 *
 * Errors:
 *   EPERM   the domain is the caller
 *   ENOSYS  Xen was built without memory access events
 */
#define XEN_DOMCTL_set_access_required 64
/*
 * XEN_DOMCTL_audit_p2m: Compares a domain's physmap with the machine-to-physical table.
 *
 * Errors:
 *   EPERM       the domain is the caller
 *   EOPNOTSUPP  Xen was built without it
 *   ENOSYS      the architecture is not x86
 */
#define XEN_DOMCTL_audit_p2m 65
/*
 * XEN_DOMCTL_set_virq_handler: Sets the domain that receives a global VIRQ.
 *
 * Errors:
 *   EINVAL  the VIRQ does not exist or is not global, or the domain is being destroyed
 *   EBUSY   another domain has bound the VIRQ, since Xen 4.21
 */
#define XEN_DOMCTL_set_virq_handler 66
/*
 * XEN_DOMCTL_set_broken_page_p2m: Marks a page of an HVM guest as broken, after a memory error.
 *
 * Errors:
 *   EINVAL  the guest is PV, or the frame is not memory
 *   EBUSY   the type of the page changed meanwhile
 *   ENOSYS  the architecture is not x86
 */
#define XEN_DOMCTL_set_broken_page_p2m 67
/*
 * XEN_DOMCTL_setnodeaffinity: Sets the NUMA nodes from which a domain's memory is allocated.
 *
 * Present memory stays where it is. All nodes make Xen derive the affinity from the vCPUs.
 *
 * Errors:
 *   EINVAL  no node of the set is online
 *   EFAULT  the map could not be read
 *   ENOMEM  Xen is out of memory
 *
 * Safety:
 *   `nodemap` must have `nr_bits` bits that Xen may read.
 *
 * Directions:
 *   nodemap  IN
 */
#define XEN_DOMCTL_setnodeaffinity 68
/*
 * XEN_DOMCTL_getnodeaffinity: Returns the NUMA nodes from which a domain's memory is allocated.
 *
 * Errors:
 *   EFAULT  the map could not be written
 *   ENOMEM  Xen is out of memory
 *
 * Safety:
 *   `nodemap` must have `nr_bits` bits that Xen may write.
 *
 * Directions:
 *   nodemap  OUT
 */
#define XEN_DOMCTL_getnodeaffinity 69
/*
 * XEN_DOMCTL_cacheflush: Cleans and invalidates the data caches for memory of a domain.
 *
 * Errors:
 *   EINVAL  the range wraps, or is larger than Xen allows
 *   ENOSYS  the architecture is not Arm
 */
#define XEN_DOMCTL_cacheflush 71
/*
 * XEN_DOMCTL_get_vcpu_msrs: Returns MSRs of a PV guest's vCPU, for migration.
 *
 * With null `msrs`, `msr_count` returns the largest number that may be needed. MSRs that are 0 are
 * left out.
 *
 * Errors:
 *   ESRCH    the vCPU does not exist
 *   EINVAL   the vCPU is the caller's, or the guest is HVM
 *   ENOBUFS  the array is too small; `msr_count` returns the number
 *   EFAULT   the array could not be written
 *   ENOSYS   the architecture is not x86
 *
 * Safety:
 *   `msrs` must be null or have `msr_count` elements that Xen may write.
 *
 * Directions:
 *   msr_count  IN/OUT, also on failure
 *   msrs       OUT
 */
#define XEN_DOMCTL_get_vcpu_msrs 72
/*
 * XEN_DOMCTL_set_vcpu_msrs: Sets MSRs of a PV guest's vCPU.
 *
 * On failure, `msr_count` returns the index of the element that failed; those before are set.
 *
 * Errors:
 *   ESRCH   the vCPU does not exist
 *   EINVAL  the vCPU is the caller's, the guest is HVM, there are too many MSRs, or `reserved` is
 *           not 0
 *   ENXIO   the MSR can't be set, or its value is invalid
 *   EFAULT  the array could not be read
 *   ENOSYS  the architecture is not x86
 *
 * Safety:
 *   `msrs` must have `msr_count` elements that Xen may read. If the domain is the caller, MSRs of
 *   the vCPU change at any point.
 *
 * Directions:
 *   msr_count  IN/OUT, also on failure
 *   msrs       IN
 */
#define XEN_DOMCTL_set_vcpu_msrs 73
/*
 * XEN_DOMCTL_setvnumainfo: Sets the virtual NUMA topology of a domain.
 *
 * Errors:
 *   EINVAL  there is no node or there are too many, `nr_vcpus` is not the domain's, or padding or a
 *           flag of a range is not 0
 *   E2BIG   the number of a node is out of range
 *   EFAULT  an array could not be read
 *   ENOMEM  Xen is out of memory
 *
 * Safety:
 *   The arrays must have as many elements as their members say.
 */
#define XEN_DOMCTL_setvnumainfo 74
/*
 * XEN_DOMCTL_psr_cmt_op: Attaches an ID for cache monitoring to a domain, detaches or returns it.
 *
 * Errors:
 *   ENODEV     the host can't monitor caches, or Xen does not use it
 *   EEXIST     attach: the domain has an ID
 *   EOVERFLOW  attach: no ID is free
 *   ENOENT     detach: the domain has no ID
 *   ENOSYS     the command is unknown, or the architecture is not x86
 */
#define XEN_DOMCTL_psr_cmt_op 75
/*
 * XEN_DOMCTL_monitor_op: Selects the events of a guest that the monitor ring receives.
 *
 * The ring must be enabled first (`XEN_DOMCTL_vm_event_op`). Memory accesses are selected with
 * `XENMEM_access_op`.
 *
 * Errors:
 *   EPERM       the domain is the caller
 *   EINVAL      the event or an option is out of range
 *   EEXIST      the event is enabled or disabled already
 *   EOPNOTSUPP  the guest can't cause the event, or the operation is unknown
 *   ENOMEM      Xen is out of memory
 */
#define XEN_DOMCTL_monitor_op 77
/*
 * XEN_DOMCTL_psr_alloc: Sets or returns a domain's share of a cache or of memory bandwidth.
 *
 * Errors:
 *   ENODEV      the host can't do that, or Xen does not use it
 *   ERANGE      the socket does not exist
 *   ENOENT      the socket has no such resource
 *   EINVAL      the value is invalid
 *   EOVERFLOW   no class of service is free
 *   ENOTSOCK    the socket went offline meanwhile
 *   ENOMEM      Xen is out of memory
 *   EOPNOTSUPP  the command is unknown, or Xen was built without it
 *   ENOSYS      the architecture is not x86
 */
#define XEN_DOMCTL_psr_alloc 78
/*
 * XEN_DOMCTL_soft_reset: Resets a domain for a new kernel, and keeps its memory.
 *
 * Xen interrupts a long call and continues it by itself.
 *
 * Errors:
 *   EINVAL      the domain is the caller, or has not shut down for a soft reset
 *   ENOMEM      Xen is out of memory
 *   EOPNOTSUPP  the architecture has no soft reset
 */
#define XEN_DOMCTL_soft_reset 79 /* ` => NULL */
/*
 * XEN_DOMCTL_vuart_op: Gives a new Arm guest an emulated UART.
 *
 * The guest sees a PL011; its bytes go through a ring of the console protocol (`io/console.h`).
 *
 * Errors:
 *   EPERM       the guest has started
 *   EINVAL      the command is unknown, padding is not 0, the UART exists, or the frame is not
 *               memory of the guest
 *   EOPNOTSUPP  the type is unknown
 *   ENOMEM      Xen is out of memory
 *   ENOSYS      the architecture is not Arm, or Xen was built without the UART
 */
#define XEN_DOMCTL_vuart_op 81
/*
 * XEN_DOMCTL_get_cpu_policy: Returns what CPUID and some MSRs show to a domain.
 *
 * A null handle asks for the number of its elements.
 *
 * Errors:
 *   ENOBUFS  an array is too small
 *   EFAULT   an array could not be written
 *   ENOSYS   the architecture is not x86
 *
 * Safety:
 *   The handles must be null or have as many elements as the counts say, which Xen may write.
 *
 * Directions:
 *   leaves       OUT
 *   msrs         OUT
 *   err_leaf     unused
 *   err_subleaf  unused
 *   err_msr      unused
 */
#define XEN_DOMCTL_get_cpu_policy 82
/*
 * XEN_DOMCTL_set_cpu_policy: Sets what CPUID and some MSRs show to a new domain.
 *
 * Leaves and MSRs that the arrays lack stay as they are.
 *
 * Errors:
 *   EINVAL     the domain is the caller, or the policy is incompatible with the host; the members
 *              `err_*` name the leaf or MSR, if one is to blame
 *   EEXIST     the domain has started
 *   E2BIG      an array is too long
 *   ERANGE     a leaf or MSR does not exist
 *   EOVERFLOW  a value is too wide for its MSR
 *   EFAULT     an array could not be read
 *   ENOMEM     Xen is out of memory
 *   ENOSYS     the architecture is not x86
 *
 * Safety:
 *   The handles must have as many elements as the counts say.
 *
 * Directions:
 *   nr_leaves    IN
 *   nr_msrs      IN
 *   leaves       IN
 *   msrs         IN
 *   err_leaf     OUT, also on failure
 *   err_subleaf  OUT, also on failure
 *   err_msr      OUT, also on failure
 */
#define XEN_DOMCTL_set_cpu_policy 83
/*
 * XEN_DOMCTL_vmtrace_op: Controls the tracing of a vCPU by the processor.
 *
 * The domain must be created with `vmtrace_size`. `XENMEM_acquire_resource` maps the buffer.
 *
 * Errors:
 *   EINVAL      the domain is the caller or has no buffer, tracing is on or off already, or the
 *               option or its value is invalid
 *   ENOENT      the vCPU does not exist
 *   EOPNOTSUPP  the command is unknown, or Xen was built without it
 *   ENOSYS      the architecture is not x86
 */
#define XEN_DOMCTL_vmtrace_op 84
/*
 * XEN_DOMCTL_get_paging_mempool_size: Returns the size of a domain's pool for page tables.
 *
 * Errors:
 *   EOPNOTSUPP  the guest is PV
 *
 * Directions:
 *   size  OUT
 */
#define XEN_DOMCTL_get_paging_mempool_size 85
/*
 * XEN_DOMCTL_set_paging_mempool_size: Sets the size of a domain's pool for page tables.
 *
 * A call that fails may have changed the size in part. Xen interrupts a long call and continues it
 * by itself.
 *
 * Errors:
 *   EINVAL      the size is not a multiple of a page, or too large
 *   ENOMEM      Xen is out of memory, or the domain uses what the pool should give back
 *   EOPNOTSUPP  the guest is PV
 *
 * Directions:
 *   size  IN
 */
#define XEN_DOMCTL_set_paging_mempool_size 86
#if XEN_RELEASE >= 0x0413
/*
 * XEN_DOMCTL_dt_overlay: Gives a domain the devices of a device tree overlay.
 *
 * The overlay was added to the host's tree with `XEN_SYSCTL_dt_overlay`.
 *
 * Errors:
 *   EINVAL      the size is 0 or above 512000, padding is not 0, or the overlay is invalid
 *   EOPNOTSUPP  the operation is unknown, the domain's memory is not mapped 1:1, or Xen was built
 *               without overlays
 *   EFAULT      the overlay could not be read
 *   ENOMEM      Xen is out of memory
 *   ENOSYS      the architecture is not Arm
 *
 * Safety:
 *   `overlay_fdt` must have `overlay_fdt_size` readable bytes. The devices can access all memory of
 *   the domain.
 */
#define XEN_DOMCTL_dt_overlay 87
#endif
#if XEN_RELEASE >= 0x0414
/*
 * XEN_DOMCTL_gsi_permission: Permits a domain to use the interrupt of a GSI, or forbids it.
 *
 * Unlike for `XEN_DOMCTL_irq_permission`, the caller needs no PIRQ: it may be PVH.
 *
 * Errors:
 *   EINVAL  a flag is unknown
 *   ERANGE  the GSI does not exist
 *   EACCES  the GSI has no interrupt
 *   EPERM   the caller may not use the interrupt
 *   ENOMEM  Xen is out of memory
 *   ENOSYS  the architecture is not x86
 */
#define XEN_DOMCTL_gsi_permission 88
/*
 * XEN_DOMCTL_set_llc_colors: Sets the colors of the last-level cache that a new domain uses.
 *
 * Without colors, the domain keeps the default ones.
 *
 * Errors:
 *   EINVAL      padding is not 0, there are too many colors, or a color is out of range
 *   EEXIST      the colors are set already
 *   EFAULT      the array could not be read
 *   ENOMEM      Xen is out of memory
 *   EOPNOTSUPP  Xen does not color the cache
 *
 * Safety:
 *   `llc_colors` must have `num_llc_colors` readable elements.
 */
#define XEN_DOMCTL_set_llc_colors 89
#endif
#if XEN_RELEASE >= 0x0415
/*
 * XEN_DOMCTL_get_domain_state: Returns the state of a domain, or of one whose state has changed.
 *
 * With `DOMID_INVALID`, Xen chooses a domain whose state has changed since the last such call, and
 * returns its ID in `domain`. The members are 0 if it no longer exists. Only the domain that
 * receives `VIRQ_DOM_EXC` may ask so: the hardware domain, or the one that
 * `XEN_DOMCTL_set_virq_handler` sets. Xen notes changes as long as that domain has bound the VIRQ;
 * at first, every domain counts as changed.
 *
 * The operation is stable: `interface_version` is 0, and later releases keep it.
 *
 * Errors:
 *   EINVAL  padding is not 0
 *   EACCES  another domain receives `VIRQ_DOM_EXC`
 *   ENOENT  no state has changed, or the caller has not bound `VIRQ_DOM_EXC`
 *
 * Directions:
 *   interface_version  unused
 *   domain             IN/OUT
 */
#define XEN_DOMCTL_get_domain_state 90
#endif
/*
 * XEN_DOMCTL_gdbsx_guestmemio: Reads or writes memory of a guest, for the debugger gdbsx.
 *
 * Errors:
 *   EFAULT  part of the memory could not be accessed, or the domain is being destroyed
 *   ENOSYS  the architecture is not x86, or Xen was built without it
 *
 * Safety:
 *   `uva` must be the address of `len` bytes that Xen may read or write.
 */
#define XEN_DOMCTL_gdbsx_guestmemio 1000
/*
 * XEN_DOMCTL_gdbsx_pausevcpu: Pauses one vCPU of a domain that is paused.
 *
 * Errors:
 *   EBUSY      the toolstack has not paused the domain
 *   EINVAL     the vCPU does not exist
 *   EOVERFLOW  the vCPU is paused 255 times
 *   ENOSYS     the architecture is not x86, or Xen was built without it
 */
#define XEN_DOMCTL_gdbsx_pausevcpu 1001
/*
 * XEN_DOMCTL_gdbsx_unpausevcpu: Takes back one pause of a vCPU.
 *
 * Errors:
 *   EBUSY   the toolstack has not paused the domain
 *   EINVAL  the vCPU does not exist, or is not paused
 *   ENOSYS  the architecture is not x86, or Xen was built without it
 */
#define XEN_DOMCTL_gdbsx_unpausevcpu 1002
/*
 * XEN_DOMCTL_gdbsx_domstatus: Returns whether a domain is paused, and the vCPU at a breakpoint.
 *
 * The call clears the event that it returns.
 *
 * Errors:
 *   ENOSYS  the architecture is not x86, or Xen was built without it
 */
#define XEN_DOMCTL_gdbsx_domstatus 1003
/* ` } */

#define _XEN_DOMCTL_CDF_hvm          0 /* Bit number of `XEN_DOMCTL_CDF_hvm`. */
#define _XEN_DOMCTL_CDF_hap          1 /* Bit number of `XEN_DOMCTL_CDF_hap`. */
#define _XEN_DOMCTL_CDF_s3_integrity 2 /* Bit number of `XEN_DOMCTL_CDF_s3_integrity`. */
#define _XEN_DOMCTL_CDF_oos_off      3 /* Bit number of `XEN_DOMCTL_CDF_oos_off`. */
#define _XEN_DOMCTL_CDF_xs_domain    4 /* Bit number of `XEN_DOMCTL_CDF_xs_domain`. */
#define _XEN_DOMCTL_CDF_iommu        5 /* Bit number of `XEN_DOMCTL_CDF_iommu`. */
#define _XEN_DOMCTL_CDF_nested_virt  6 /* Bit number of `XEN_DOMCTL_CDF_nested_virt`. */

/* Flags of a new domain. */
/* ` flags domctl_createdomain_flags { // XEN_DOMCTL_CDF_* */
#define XEN_DOMCTL_CDF_hvm          (1U << _XEN_DOMCTL_CDF_hvm) /* An HVM guest; otherwise PV. */
#define XEN_DOMCTL_CDF_hap          (1U << _XEN_DOMCTL_CDF_hap) /* Hardware-assisted paging, for
                                                                   HVM. */
/* Memory is included in tboot's integrity check across sleep. */
#define XEN_DOMCTL_CDF_s3_integrity (1U << _XEN_DOMCTL_CDF_s3_integrity)
/* Shadow page tables are always in step with the guest's. */
#define XEN_DOMCTL_CDF_oos_off      (1U << _XEN_DOMCTL_CDF_oos_off)
#define XEN_DOMCTL_CDF_xs_domain    (1U << _XEN_DOMCTL_CDF_xs_domain) /* Runs xenstore. */
#define XEN_DOMCTL_CDF_iommu        (1U << _XEN_DOMCTL_CDF_iommu) /* May be assigned devices. */
/* Nested virtualisation, with hardware-assisted paging. */
#define XEN_DOMCTL_CDF_nested_virt  (1U << _XEN_DOMCTL_CDF_nested_virt)
#define XEN_DOMCTL_CDF_vpmu         (1U << 7) /* Virtual performance counters. */
#if XEN_RELEASE >= 0x0415
/* Arm: accesses to unmapped addresses fault; otherwise they read all ones. */
#define XEN_DOMCTL_CDF_trap_unmapped_accesses (1U << 8)
#endif
/* ` } */

#if XEN_RELEASE >= 0x0415
/* The highest flag of a new domain. */
#define XEN_DOMCTL_CDF_MAX XEN_DOMCTL_CDF_trap_unmapped_accesses
#else
/* The highest flag of a new domain. */
#define XEN_DOMCTL_CDF_MAX XEN_DOMCTL_CDF_vpmu
#endif

#define _XEN_DOMCTL_IOMMU_no_sharept 0 /* Bit number of `XEN_DOMCTL_IOMMU_no_sharept`. */

/* Options for the IOMMU of a new domain. */
/* ` flags domctl_iommu_opts { // XEN_DOMCTL_IOMMU_* */
/* The IOMMU has page tables of its own; not on Arm. */
#define XEN_DOMCTL_IOMMU_no_sharept (1U << _XEN_DOMCTL_IOMMU_no_sharept)
/* ` } */

/* The highest option for the IOMMU. */
#define XEN_DOMCTL_IOMMU_MAX XEN_DOMCTL_IOMMU_no_sharept

/* The bits of the grant table version in `grant_opts`. */
#define XEN_DOMCTL_GRANT_version_mask 0xf
/* Builds the version in `grant_opts`. */
#define XEN_DOMCTL_GRANT_version(v)   ((v) & XEN_DOMCTL_GRANT_version_mask)

#if XEN_RELEASE >= 0x0413
/* Who may use alternative physmaps (altp2m) of a new domain; 0 for nobody. */
/* ` enum domctl_altp2m { // XEN_DOMCTL_ALTP2M_* */
/* The guest and tools; not audited for security. */
#define XEN_DOMCTL_ALTP2M_mixed    (1U)
#define XEN_DOMCTL_ALTP2M_external (2U) /* Tools only. */
#define XEN_DOMCTL_ALTP2M_limited  (3U) /* Tools; the guest may only switch between them. */
/* ` } */

/* The bits of the mode. */
#define XEN_DOMCTL_ALTP2M_mode_mask (0x3U)
/* Builds the mode. */
#define XEN_DOMCTL_ALTP2M_mode(m)   ((m) & XEN_DOMCTL_ALTP2M_mode_mask)
#endif

/* Argument of `XEN_DOMCTL_createdomain`. */
struct xen_domctl_createdomain {
    uint32_t ssidref;        /* IN: the Flask security ID */
    xen_domain_handle_t handle; /* IN: the UUID */
    uint32_t flags;          /* IN: flags; => flags domctl_createdomain_flags */
    uint32_t iommu_opts;     /* IN: options for the IOMMU; => flags domctl_iommu_opts */
    uint32_t max_vcpus;      /* IN: the number of vCPUs */
    uint32_t max_evtchn_port; /* IN: the highest event channel port */
    int32_t max_grant_frames; /* IN: the limit of grant table pages; negative for Xen's default */
    int32_t max_maptrack_frames; /* IN: the limit of pages that track mapped grants; negative for
                                    Xen's default */
    uint32_t grant_opts;     /* IN: the highest grant table version, from
                                `XEN_DOMCTL_GRANT_version` */
#if XEN_RELEASE >= 0x0415
    struct {
        uint16_t opts;           /* the mode; => enum domctl_altp2m */
        uint16_t nr;             /* the number of alternative physmaps */
    } altp2m;                /* IN: alternative physmaps, since Xen 4.21 */
#elif XEN_RELEASE >= 0x0413
    uint32_t altp2m_opts;    /* IN: the mode of alternative physmaps; => enum domctl_altp2m */
#endif
    uint32_t vmtrace_size;   /* IN: the size of each vCPU's trace buffer in bytes, a power of two;
                                0 for none */
    uint32_t cpupool_id;     /* IN: the CPU pool; 0 for the default one */
    struct xen_arch_domainconfig arch; /* IN/OUT: the configuration of the architecture */
};

#define _XEN_DOMINF_dying     0 /* Bit number of `XEN_DOMINF_dying`. */
#define _XEN_DOMINF_hvm_guest 1 /* Bit number of `XEN_DOMINF_hvm_guest`. */
#define _XEN_DOMINF_shutdown  2 /* Bit number of `XEN_DOMINF_shutdown`. */
#define _XEN_DOMINF_paused    3 /* Bit number of `XEN_DOMINF_paused`. */
#define _XEN_DOMINF_blocked   4 /* Bit number of `XEN_DOMINF_blocked`. */
#define _XEN_DOMINF_running   5 /* Bit number of `XEN_DOMINF_running`. */
#define _XEN_DOMINF_debugged  6 /* Bit number of `XEN_DOMINF_debugged`. */
#define _XEN_DOMINF_xs_domain 7 /* Bit number of `XEN_DOMINF_xs_domain`. */
#define _XEN_DOMINF_hap       8 /* Bit number of `XEN_DOMINF_hap`. */

/*
 * The state of a domain.
 *
 * Bits 16 to 23 hold the reason of a shutdown, a `SHUTDOWN_*`.
 */
/* ` flags domctl_domaininfo_flags { // XEN_DOMINF_* */
#define XEN_DOMINF_dying     (1U << _XEN_DOMINF_dying) /* Destroyed; others reference its pages. */
#define XEN_DOMINF_hvm_guest (1U << _XEN_DOMINF_hvm_guest) /* An HVM guest; otherwise PV. */
#define XEN_DOMINF_shutdown  (1U << _XEN_DOMINF_shutdown) /* Has shut down. */
#define XEN_DOMINF_paused    (1U << _XEN_DOMINF_paused) /* Paused by a toolstack. */
#define XEN_DOMINF_blocked   (1U << _XEN_DOMINF_blocked) /* All vCPUs wait for events. */
#define XEN_DOMINF_running   (1U << _XEN_DOMINF_running) /* A vCPU runs on a pCPU. */
#define XEN_DOMINF_debugged  (1U << _XEN_DOMINF_debugged) /* A debugger is attached. */
#define XEN_DOMINF_xs_domain (1U << _XEN_DOMINF_xs_domain) /* Runs xenstore. */
#define XEN_DOMINF_hap       (1U << _XEN_DOMINF_hap) /* Has hardware-assisted paging. */
/* ` } */

/* The reason of a shutdown, shifted right by `XEN_DOMINF_shutdownshift`. */
#define XEN_DOMINF_shutdownmask  255
/* The position of the reason in the flags. */
#define XEN_DOMINF_shutdownshift 16

/* The value of `max_vcpu_id` of a domain without vCPUs. */
#define XEN_INVALID_MAX_VCPU_ID (~0U)

/* What a toolstack can know of a domain. */
struct xen_domctl_getdomaininfo {
    domid_t domain;          /* OUT: the domain */
    uint16_t pad1;
    uint32_t flags;          /* OUT: the state; => flags domctl_domaininfo_flags */
    uint64_aligned_t tot_pages; /* OUT: the number of pages that the domain has */
    uint64_aligned_t max_pages; /* OUT: the limit of this number */
    uint64_aligned_t outstanding_pages; /* OUT: the number of pages that it has claimed and not yet
                                           allocated */
    uint64_aligned_t shr_pages; /* OUT: the number of pages that are shared with other domains */
    uint64_aligned_t paged_pages; /* OUT: the number of pages that are paged out */
    uint64_aligned_t shared_info_frame; /* OUT: the guest frame of `struct shared_info`; => gfn */
    uint64_aligned_t cpu_time; /* OUT: the time for which all vCPUs have run, in nanoseconds */
    uint32_t nr_online_vcpus; /* OUT: the number of vCPUs that are online */
    uint32_t max_vcpu_id;    /* OUT: the highest vCPU, or `XEN_INVALID_MAX_VCPU_ID` */
    uint32_t ssidref;        /* OUT: the Flask security ID */
    xen_domain_handle_t handle; /* OUT: the UUID */
    uint32_t cpupool;        /* OUT: the CPU pool */
    uint8_t gpaddr_bits;     /* OUT: the width of a guest-physical address in bits */
    uint8_t pad2[7];
    struct xen_arch_domainconfig arch_config; /* OUT: on x86, the emulated devices; otherwise 0 */
};
/* Short name of `struct xen_domctl_getdomaininfo`. */
typedef struct xen_domctl_getdomaininfo xen_domctl_getdomaininfo_t;
DEFINE_XEN_GUEST_HANDLE(xen_domctl_getdomaininfo_t);

/* The position of the type in a result of `XEN_DOMCTL_getpageframeinfo3`. */
#define XEN_DOMCTL_PFINFO_LTAB_SHIFT 28

/* Types of pages. */
/* ` enum domctl_pfinfo { // XEN_DOMCTL_PFINFO_* */
#define XEN_DOMCTL_PFINFO_NOTAB  (0x0U<<28) /* No page table. */
#define XEN_DOMCTL_PFINFO_L1TAB  (0x1U<<28) /* A page table of level 1. */
#define XEN_DOMCTL_PFINFO_L2TAB  (0x2U<<28) /* A page table of level 2. */
#define XEN_DOMCTL_PFINFO_L3TAB  (0x3U<<28) /* A page table of level 3. */
#define XEN_DOMCTL_PFINFO_L4TAB  (0x4U<<28) /* A page table of level 4. */
#define XEN_DOMCTL_PFINFO_BROKEN (0xdU<<28) /* A page with a memory error. */
#define XEN_DOMCTL_PFINFO_XALLOC (0xeU<<28) /* Allocated, without contents; in migration streams. */
#define XEN_DOMCTL_PFINFO_XTAB   (0xfU<<28) /* No memory of the domain. */
/* ` } */

/* Added to the type of a page table: the guest has pinned it. */
#define XEN_DOMCTL_PFINFO_LPINTAB (0x1U<<31)
/* The bits of the level. */
#define XEN_DOMCTL_PFINFO_LTABTYPE_MASK (0x7U<<28)
/* The bits of the type, with the pin. */
#define XEN_DOMCTL_PFINFO_LTAB_MASK (0xfU<<28)

/* Argument of `XEN_DOMCTL_getpageframeinfo3`. */
struct xen_domctl_getpageframeinfo3 {
    uint64_aligned_t num;    /* IN: the number of elements, at most 1024 */
    XEN_GUEST_HANDLE_64(xen_pfn_t) array; /* IN: guest frames, which Xen replaces by their types;
                                             => memory IN/OUT [num] */
};

/* Operations on shadow paging. */
/* ` enum domctl_shadow_op { // XEN_DOMCTL_SHADOW_OP_* */
/* Disables shadow paging and the log. */
#define XEN_DOMCTL_SHADOW_OP_OFF               0
/* Enables shadow paging, for tests. */
#define XEN_DOMCTL_SHADOW_OP_ENABLE_TEST       1
/* Enables the log. */
#define XEN_DOMCTL_SHADOW_OP_ENABLE_LOGDIRTY   2
/* Returns the bitmap of dirty pages and clears the log. */
#define XEN_DOMCTL_SHADOW_OP_CLEAN             11
/* Returns the bitmap of dirty pages. */
#define XEN_DOMCTL_SHADOW_OP_PEEK              12
/*
 * Returns the size of the pool in MiB.
 *
 * `XEN_DOMCTL_get_paging_mempool_size` is exact.
 */
#define XEN_DOMCTL_SHADOW_OP_GET_ALLOCATION    30
/* Sets the size of the pool in MiB; use `XEN_DOMCTL_set_paging_mempool_size`. */
#define XEN_DOMCTL_SHADOW_OP_SET_ALLOCATION    31
/* Enables what `mode` says. */
#define XEN_DOMCTL_SHADOW_OP_ENABLE            32
/* ` } */

/* What `XEN_DOMCTL_SHADOW_OP_ENABLE` enables. */
/* ` flags domctl_shadow_enable { // XEN_DOMCTL_SHADOW_ENABLE_* */
#define XEN_DOMCTL_SHADOW_ENABLE_REFCOUNT  (1 << 1) /* References to pages come from the shadows:
                                                       the guest's page tables are its own. */
#define XEN_DOMCTL_SHADOW_ENABLE_LOG_DIRTY (1 << 2) /* The log of dirty pages. */
#define XEN_DOMCTL_SHADOW_ENABLE_TRANSLATE (1 << 3) /* Guest frames are translated to machine
                                                       frames. */
#define XEN_DOMCTL_SHADOW_ENABLE_EXTERNAL  (1 << 4) /* Xen is not in the guest's address space. */
/* ` } */

/*
 * Adds pages that Xen itself may write.
 *
 * Of `XEN_DOMCTL_SHADOW_OP_CLEAN` and `XEN_DOMCTL_SHADOW_OP_PEEK`.
 */
#define XEN_DOMCTL_SHADOW_LOGDIRTY_FINAL (1 << 0)

/* Counters of the log since it was last cleared. */
struct xen_domctl_shadow_op_stats {
    uint32_t fault_count;    /* OUT: the number of faults */
    uint32_t dirty_count;    /* OUT: the number of pages that became dirty */
};

/* Argument of `XEN_DOMCTL_shadow_op`. */
struct xen_domctl_shadow_op {
    uint32_t op;             /* IN: the operation; => enum domctl_shadow_op */
    uint32_t mode;           /* IN: of `ENABLE`, flags `XEN_DOMCTL_SHADOW_ENABLE_*`; of `CLEAN` and
                                `PEEK`, 0 or `XEN_DOMCTL_SHADOW_LOGDIRTY_FINAL` */
    uint32_t mb;             /* IN/OUT: the size of the pool in MiB */
    XEN_GUEST_HANDLE_64(uint8) dirty_bitmap; /* IN: receives a bit per page of `CLEAN` and `PEEK`;
                                                null only clears the log;
                                                => memory OUT [pages / 8] */
    uint64_aligned_t pages;  /* IN/OUT: the number of bits of the bitmap; returns how many there
                                are */
    struct xen_domctl_shadow_op_stats stats; /* OUT: counters, of `CLEAN` and `PEEK` */
};

/* Argument of `XEN_DOMCTL_max_mem`. */
struct xen_domctl_max_mem {
    uint64_aligned_t max_memkb; /* IN: the limit in KiB */
};

/* Argument of `XEN_DOMCTL_setvcpucontext` and `XEN_DOMCTL_getvcpucontext`. */
struct xen_domctl_vcpucontext {
    uint32_t vcpu;           /* IN: the vCPU */
    XEN_GUEST_HANDLE_64(vcpu_guest_context_t) ctxt; /* IN: the registers; => memory IN/OUT [1] */
};

/* Argument of `XEN_DOMCTL_getvcpuinfo`. */
struct xen_domctl_getvcpuinfo {
    uint32_t vcpu;           /* IN: the vCPU */
    uint8_t online;          /* OUT: whether it is online */
    uint8_t blocked;         /* OUT: whether it waits for an event */
    uint8_t running;         /* OUT: whether it runs on a pCPU */
    uint64_aligned_t cpu_time; /* OUT: the time for which it has run, in nanoseconds */
    uint32_t cpu;            /* OUT: the pCPU that it is on */
};

/* Argument of `XEN_DOMCTL_setnodeaffinity` and `XEN_DOMCTL_getnodeaffinity`. */
struct xen_domctl_nodeaffinity {
    struct xenctl_bitmap nodemap; /* IN/OUT: a bit per NUMA node */
};

#define _XEN_VCPUAFFINITY_HARD  0 /* Bit number of `XEN_VCPUAFFINITY_HARD`. */
#define _XEN_VCPUAFFINITY_SOFT  1 /* Bit number of `XEN_VCPUAFFINITY_SOFT`. */
#define _XEN_VCPUAFFINITY_FORCE 2 /* Bit number of `XEN_VCPUAFFINITY_FORCE`. */

/* What an affinity call is about. */
/* ` flags domctl_vcpuaffinity_flags { // XEN_VCPUAFFINITY_* */
#define XEN_VCPUAFFINITY_HARD  (1U << _XEN_VCPUAFFINITY_HARD) /* Where the vCPU may run. */
#define XEN_VCPUAFFINITY_SOFT  (1U << _XEN_VCPUAFFINITY_SOFT) /* Where it prefers to run. */
/* To set: ends a `SCHEDOP_pin_override`. */
#define XEN_VCPUAFFINITY_FORCE (1U << _XEN_VCPUAFFINITY_FORCE)
/* ` } */

/* Argument of `XEN_DOMCTL_setvcpuaffinity` and `XEN_DOMCTL_getvcpuaffinity`. */
struct xen_domctl_vcpuaffinity {
    uint32_t vcpu;           /* IN: the vCPU */
    uint32_t flags;          /* IN: the affinities; => flags domctl_vcpuaffinity_flags */
    struct xenctl_bitmap cpumap_hard; /* IN/OUT: a bit per pCPU, where the vCPU may run */
    struct xenctl_bitmap cpumap_soft; /* IN/OUT: a bit per pCPU, where it prefers to run */
};

/* Argument of `XEN_DOMCTL_max_vcpus`. */
struct xen_domctl_max_vcpus {
    uint32_t max;            /* IN: the number of vCPUs, as in `struct xen_domctl_createdomain` */
};

/* Schedulers. */
/* ` enum xen_scheduler { // XEN_SCHEDULER_* */
#define XEN_SCHEDULER_CREDIT   5 /* Credit. */
#define XEN_SCHEDULER_CREDIT2  6 /* Credit 2, the default. */
#define XEN_SCHEDULER_ARINC653 7 /* ARINC 653: fixed time slots. */
#define XEN_SCHEDULER_RTDS     8 /* Deadlines with a budget per period. */
#define XEN_SCHEDULER_NULL     9 /* A pCPU per vCPU. */
/* ` } */

/* Parameters of the Credit scheduler. */
struct xen_domctl_sched_credit {
    uint16_t weight;         /* the relative share of time; 256 by default */
    uint16_t cap;            /* the limit in percent of a pCPU; 0 for none */
};

/* Parameters of the Credit 2 scheduler. */
struct xen_domctl_sched_credit2 {
    uint16_t weight;         /* the relative share of time; 256 by default */
    uint16_t cap;            /* the limit in percent of a pCPU; 0 for none */
};

#define _XEN_DOMCTL_SCHEDRT_extra 0 /* Bit number of `XEN_DOMCTL_SCHEDRT_extra`. */

/* Flags of the RTDS scheduler. */
/* ` flags domctl_schedrt_flags { // XEN_DOMCTL_SCHEDRT_* */
/* May run beyond the budget when nothing else does. */
#define XEN_DOMCTL_SCHEDRT_extra (1U << _XEN_DOMCTL_SCHEDRT_extra)
/* ` } */

/* Parameters of the RTDS scheduler. */
struct xen_domctl_sched_rtds {
    uint32_t period;         /* the period in microseconds */
    uint32_t budget;         /* the guaranteed time per period in microseconds */
    uint32_t flags;          /* flags; => flags domctl_schedrt_flags */
};

/* The parameters of one vCPU. */
typedef struct xen_domctl_schedparam_vcpu {
    union {
        struct xen_domctl_sched_credit credit; /* of Credit */
        struct xen_domctl_sched_credit2 credit2; /* of Credit 2 */
        struct xen_domctl_sched_rtds rtds; /* of RTDS */
    } u;                     /* the parameters */
    uint32_t vcpuid;         /* the vCPU */
} xen_domctl_schedparam_vcpu_t;
DEFINE_XEN_GUEST_HANDLE(xen_domctl_schedparam_vcpu_t);

/* Commands on scheduling parameters. */
/* ` enum domctl_sched_cmd { // XEN_DOMCTL_SCHEDOP_* */
#define XEN_DOMCTL_SCHEDOP_putinfo     0 /* Sets those of all vCPUs. */
#define XEN_DOMCTL_SCHEDOP_getinfo     1 /* Returns those of the domain, of RTDS the defaults. */
#define XEN_DOMCTL_SCHEDOP_putvcpuinfo 2 /* Sets those of some vCPUs; RTDS only. */
#define XEN_DOMCTL_SCHEDOP_getvcpuinfo 3 /* Returns those of some vCPUs; RTDS only. */
/* ` } */

/* Argument of `XEN_DOMCTL_scheduler_op`. */
struct xen_domctl_scheduler_op {
    uint32_t sched_id;       /* IN: the scheduler of the domain's CPU pool; => enum xen_scheduler */
    uint32_t cmd;            /* IN: the command; => enum domctl_sched_cmd */
    union {
        struct xen_domctl_sched_credit credit; /* of Credit */
        struct xen_domctl_sched_credit2 credit2; /* of Credit 2 */
        struct xen_domctl_sched_rtds rtds; /* of RTDS */
        struct {
            XEN_GUEST_HANDLE_64(xen_domctl_schedparam_vcpu_t) vcpus; /* the vCPUs;
                                                                        => memory IN/OUT [nr_vcpus]
                                                                      */
            uint32_t nr_vcpus;       /* the number of elements; returns how many were done */
            uint32_t padding;        /* 0 */
        } v;                     /* XEN_DOMCTL_SCHEDOP_putvcpuinfo,
                                    XEN_DOMCTL_SCHEDOP_getvcpuinfo: the vCPUs */
    } u;                     /* IN/OUT: the parameters; => by cmd */
};

/* Argument of `XEN_DOMCTL_setdomainhandle`. */
struct xen_domctl_setdomainhandle {
    xen_domain_handle_t handle; /* IN: the UUID */
};

/* Argument of `XEN_DOMCTL_setdebugging`. */
struct xen_domctl_setdebugging {
    uint8_t enable;          /* IN: 0 to disable, otherwise enable */
};

/* Argument of `XEN_DOMCTL_irq_permission`. */
struct xen_domctl_irq_permission {
    uint32_t pirq;           /* IN: the caller's PIRQ */
    uint8_t allow_access;    /* IN: 0 to forbid, otherwise permit */
    uint8_t pad[3];
};

#if XEN_RELEASE >= 0x0414
/* What is done with a permission. */
/* ` enum domctl_gsi_action { // XEN_DOMCTL_GSI_* */
#define XEN_DOMCTL_GSI_REVOKE 0 /* Forbids. */
#define XEN_DOMCTL_GSI_GRANT  1 /* Permits. */
/* ` } */

/* The bits of the action. */
#define XEN_DOMCTL_GSI_ACTION_MASK 1

/* Argument of `XEN_DOMCTL_gsi_permission`. */
struct xen_domctl_gsi_permission {
    uint32_t gsi;            /* IN: the GSI */
    uint32_t flags;          /* IN: the action; => enum domctl_gsi_action */
};
#endif

/* Argument of `XEN_DOMCTL_iomem_permission`. */
struct xen_domctl_iomem_permission {
    uint64_aligned_t first_mfn; /* IN: the first machine frame; => mfn */
    uint64_aligned_t nr_mfns; /* IN: the number of frames, not 0 */
    uint8_t allow_access;    /* IN: 0 to forbid, otherwise permit */
};

/* Argument of `XEN_DOMCTL_ioport_permission`. */
struct xen_domctl_ioport_permission {
    uint32_t first_port;     /* IN: the first port */
    uint32_t nr_ports;       /* IN: the number of ports */
    uint8_t allow_access;    /* IN: 0 to forbid, otherwise permit */
};

/* Argument of `XEN_DOMCTL_hypercall_init`. */
struct xen_domctl_hypercall_init {
    uint64_aligned_t gmfn;   /* IN: the guest frame, for PV a machine frame; => gfn */
};

/* Argument of `XEN_DOMCTL_settimeoffset`. */
struct xen_domctl_settimeoffset {
    int64_aligned_t time_offset_seconds; /* IN: the offset from the host's time in seconds */
};

/* Argument of `XEN_DOMCTL_gethvmcontext` and `XEN_DOMCTL_sethvmcontext`. */
struct xen_domctl_hvmcontext {
    uint32_t size;           /* IN/OUT: the size of the buffer in bytes; returns how many were
                                written */
    XEN_GUEST_HANDLE_64(uint8) buffer; /* IN: the records; => memory IN/OUT [size] */
};

/* Argument of `XEN_DOMCTL_set_address_size` and `XEN_DOMCTL_get_address_size`. */
struct xen_domctl_address_size {
    uint32_t size;           /* IN/OUT: 32 or 64 */
};

/* Triggers. */
/* ` enum domctl_sendtrigger_trigger { // XEN_DOMCTL_SENDTRIGGER_* */
#define XEN_DOMCTL_SENDTRIGGER_NMI   0 /* An NMI. */
#define XEN_DOMCTL_SENDTRIGGER_RESET 1 /* A reset; not implemented. */
#define XEN_DOMCTL_SENDTRIGGER_INIT  2 /* INIT; not implemented. */
#define XEN_DOMCTL_SENDTRIGGER_POWER 3 /* The ACPI power button. */
#define XEN_DOMCTL_SENDTRIGGER_SLEEP 4 /* The ACPI sleep button. */
/* ` } */

/* Argument of `XEN_DOMCTL_sendtrigger`. */
struct xen_domctl_sendtrigger {
    uint32_t trigger;        /* IN: the trigger; => enum domctl_sendtrigger_trigger */
    uint32_t vcpu;           /* IN: the vCPU; must exist for buttons too */
};

/* The kinds of devices. */
/* ` enum domctl_device { // XEN_DOMCTL_DEV_* */
#define XEN_DOMCTL_DEV_PCI 0 /* A PCI device. */
#define XEN_DOMCTL_DEV_DT  1 /* A device of the device tree; Arm only. */
/* ` } */

/* Of `XEN_DOMCTL_assign_device`: reserved memory may overlap the guest's memory. */
#define XEN_DOMCTL_DEV_RDM_RELAXED 1

/* A device to assign, to deassign or to test. */
struct xen_domctl_assign_device {
    uint32_t dev;            /* IN: the kind of device; => enum domctl_device */
    uint32_t flags;          /* IN: 0, or to assign a PCI device `XEN_DOMCTL_DEV_RDM_RELAXED` */
    union {
        struct {
            uint32_t machine_sbdf;   /* segment, bus, device and function */
        } pci;                   /* XEN_DOMCTL_DEV_PCI: the PCI device */
        struct {
            uint32_t size;           /* the length of the path in bytes */
            XEN_GUEST_HANDLE_64(char) path; /* the path in the device tree;
                                               => memory IN [size] of text up to 4096 */
        } dt;                    /* XEN_DOMCTL_DEV_DT: the device of the device tree */
    } u;                     /* IN: the device; => by dev */
};

/* Argument of `XEN_DOMCTL_get_device_group`. */
struct xen_domctl_get_device_group {
    uint32_t machine_sbdf;   /* IN: segment, bus, device and function */
    uint32_t max_sdevs;      /* IN: the length of the array */
    uint32_t num_sdevs;      /* OUT: the number of devices */
    XEN_GUEST_HANDLE_64(uint32) sdev_array; /* IN: receives the devices, the bus from bit 16 and
                                               device and function from bit 8;
                                               => memory OUT [max_sdevs] */
};

/* The kinds of virtual interrupts that a physical one can be routed to. */
enum pt_irq_type {
    PT_IRQ_TYPE_PCI,         /* INTx of a virtual PCI device. */
    PT_IRQ_TYPE_ISA,         /* An ISA IRQ. */
    PT_IRQ_TYPE_MSI,         /* An MSI of a virtual device. */
    PT_IRQ_TYPE_MSI_TRANSLATE, /* INTx of a virtual device, from an MSI of the physical one. */
    PT_IRQ_TYPE_SPI,         /* An SPI, 32 to 1019; Arm only. */
};

/* The bits of `gflags` with the destination's APIC ID. */
#define XEN_DOMCTL_VMSI_X86_DEST_ID_MASK 0x0000ff
/* The bit of `gflags` with the redirection hint. */
#define XEN_DOMCTL_VMSI_X86_RH_MASK      0x000100
/* The bit of `gflags` for a logical destination. */
#define XEN_DOMCTL_VMSI_X86_DM_MASK      0x000200
/* The bits of `gflags` with the delivery mode. */
#define XEN_DOMCTL_VMSI_X86_DELIV_MASK   0x007000
/* The bit of `gflags` for level triggering. */
#define XEN_DOMCTL_VMSI_X86_TRIG_MASK    0x008000
/* The bit of `gflags` that unmasks the interrupt when it is bound. */
#define XEN_DOMCTL_VMSI_X86_UNMASKED     0x010000

/* Argument of `XEN_DOMCTL_bind_pt_irq` and `XEN_DOMCTL_unbind_pt_irq`. */
struct xen_domctl_bind_pt_irq {
    uint32_t machine_irq;    /* IN: on x86 the guest's PIRQ, on Arm the SPI */
    uint32_t irq_type;       /* IN: the kind of virtual interrupt; => enum pt_irq_type */
    union {
        struct {
            uint8_t isa_irq;         /* the ISA IRQ */
        } isa;                   /* PT_IRQ_TYPE_ISA: the ISA IRQ */
        struct {
            uint8_t bus;             /* the bus: 0 */
            uint8_t device;          /* the device */
            uint8_t intx;            /* the INTx line, 0 to 3 */
        } pci;                   /* PT_IRQ_TYPE_PCI, PT_IRQ_TYPE_MSI_TRANSLATE: the line */
        struct {
            uint8_t gvec;            /* the vector */
            uint32_t gflags;         /* bits of `XEN_DOMCTL_VMSI_X86_*` */
            uint64_aligned_t gtable; /* the guest-physical address of the MSI-X table; 0 for none;
                                        => gaddr */
        } msi;                   /* PT_IRQ_TYPE_MSI: the MSI */
        struct {
            uint16_t spi;            /* the SPI of the guest */
        } spi;                   /* PT_IRQ_TYPE_SPI: the SPI */
    } u;                     /* IN: the virtual interrupt; => by irq_type */
};

/* What `add_mapping` does. */
/* ` enum domctl_mapping { // DPCI_* */
#define DPCI_ADD_MAPPING    1 /* Maps. */
#define DPCI_REMOVE_MAPPING 0 /* Unmaps. */
/* ` } */

/* Argument of `XEN_DOMCTL_memory_mapping`. */
struct xen_domctl_memory_mapping {
    uint64_aligned_t first_gfn; /* IN: the first guest frame; => gfn */
    uint64_aligned_t first_mfn; /* IN: the first machine frame; => mfn */
    uint64_aligned_t nr_mfns; /* IN: the number of frames, not 0 */
    uint32_t add_mapping;    /* IN: what to do; => enum domctl_mapping */
    uint32_t padding;
};

/* Argument of `XEN_DOMCTL_ioport_mapping`. */
struct xen_domctl_ioport_mapping {
    uint32_t first_gport;    /* IN: the first port of the guest */
    uint32_t first_mport;    /* IN: the first port of the host */
    uint32_t nr_ports;       /* IN: the number of ports */
    uint32_t add_mapping;    /* IN: what to do; => enum domctl_mapping */
};

/* Cache attributes, as in the x86 PAT; `XEN_DMOP_pin_memory_cacheattr` sets them. */
/* ` enum domctl_mem_cacheattr { // XEN_DOMCTL_* */
#define XEN_DOMCTL_MEM_CACHEATTR_UC  0 /* Uncached. */
#define XEN_DOMCTL_MEM_CACHEATTR_WC  1 /* Write-combining. */
#define XEN_DOMCTL_MEM_CACHEATTR_WT  4 /* Write-through. */
#define XEN_DOMCTL_MEM_CACHEATTR_WP  5 /* Write-protected. */
#define XEN_DOMCTL_MEM_CACHEATTR_WB  6 /* Write-back. */
#define XEN_DOMCTL_MEM_CACHEATTR_UCM 7 /* Uncached, unless an MTRR selects write-combining. */
#define XEN_DOMCTL_DELETE_MEM_CACHEATTR (~(uint32_t)0) /* Unpins the range. */
/* ` } */

/* Entry points and machine check state of a vCPU. */
struct xen_domctl_ext_vcpucontext {
    uint32_t vcpu;           /* IN: the vCPU */
    uint32_t size;           /* IN/OUT: the size of this record in bytes */
#if defined(__i386__) || defined(__x86_64__)
    uint64_aligned_t syscall32_callback_eip; /* IN/OUT: the entry point of SYSCALL from 32-bit
                                                code */
    uint64_aligned_t sysenter_callback_eip; /* IN/OUT: the entry point of SYSENTER */
    uint16_t syscall32_callback_cs; /* IN/OUT: the code selector of that of SYSCALL */
    uint16_t sysenter_callback_cs; /* IN/OUT: the code selector of that of SYSENTER */
    uint8_t syscall32_disables_events; /* IN/OUT: whether SYSCALL masks upcalls */
    uint8_t sysenter_disables_events; /* IN/OUT: whether SYSENTER masks upcalls */
#if defined(__GNUC__)
    union {                  /* IN/OUT: the machine check state */
        uint64_aligned_t mcg_cap; /* MSR MCG_CAP alone */
        struct hvm_vmce_vcpu vmce; /* all of it */
    };
#else
    struct hvm_vmce_vcpu vmce; /* IN/OUT: the machine check state */
#endif
#endif
};

/* Argument of `XEN_DOMCTL_set_target`. */
struct xen_domctl_set_target {
    domid_t target;          /* IN: the guest of the device model */
};

#if defined(__i386__) || defined(__x86_64__)
/* A leaf without subleaves; older interfaces used it. */
#define XEN_CPUID_INPUT_UNUSED 0xFFFFFFFF

/* Argument of `XEN_DOMCTL_get_cpu_policy` and `XEN_DOMCTL_set_cpu_policy`. */
struct xen_domctl_cpu_policy {
    uint32_t nr_leaves;      /* IN/OUT: the number of leaves */
    uint32_t nr_msrs;        /* IN/OUT: the number of MSRs */
    XEN_GUEST_HANDLE_64(xen_cpuid_leaf_t) leaves; /* IN: the CPUID leaves;
                                                     => memory IN/OUT [nr_leaves] */
    XEN_GUEST_HANDLE_64(xen_msr_entry_t) msrs; /* IN: the MSRs; => memory IN/OUT [nr_msrs] */
    uint32_t err_leaf;       /* OUT: the leaf that was refused, or all ones */
    uint32_t err_subleaf;    /* OUT: its subleaf, or all ones */
    uint32_t err_msr;        /* OUT: the MSR that was refused, or all ones */
};
/* Short name of `struct xen_domctl_cpu_policy`. */
typedef struct xen_domctl_cpu_policy xen_domctl_cpu_policy_t;
DEFINE_XEN_GUEST_HANDLE(xen_domctl_cpu_policy_t);
#endif

/* Argument of `XEN_DOMCTL_subscribe`. */
struct xen_domctl_subscribe {
    uint32_t port;           /* IN: the port, of the domain itself; 0 for none */
};

/* Whether a vCPU stops after each instruction. */
/* ` enum domctl_debug_op { // XEN_DOMCTL_DEBUG_OP_* */
#define XEN_DOMCTL_DEBUG_OP_SINGLE_STEP_OFF 0 /* It runs on. */
#define XEN_DOMCTL_DEBUG_OP_SINGLE_STEP_ON  1 /* It stops. */
/* ` } */

/* Argument of `XEN_DOMCTL_debug_op`. */
struct xen_domctl_debug_op {
    uint32_t op;             /* IN: what to do; => enum domctl_debug_op */
    uint32_t vcpu;           /* IN: the vCPU */
};

/* Argument of `XEN_DOMCTL_gethvmcontext_partial`. */
struct xen_domctl_hvmcontext_partial {
    uint32_t type;           /* IN: the number of the record's type */
    uint32_t instance;       /* IN: the vCPU or device; 0 if there is one per domain */
    uint64_aligned_t bufsz;  /* IN/OUT: the size of the buffer in bytes; returns the record's */
    XEN_GUEST_HANDLE_64(uint8) buffer; /* IN: receives the record, without a descriptor;
                                          => memory OUT [bufsz] */
};

/* Argument of `XEN_DOMCTL_gettscinfo` and `XEN_DOMCTL_settscinfo`. */
struct xen_domctl_tsc_info {
    uint32_t tsc_mode;       /* IN/OUT: the mode: 0 if Xen chooses, 1 to emulate, 2 not to */
    uint32_t gtsc_khz;       /* IN/OUT: the frequency in kHz */
    uint32_t incarnation;    /* IN/OUT: how often the domain was restored */
    uint32_t pad;
    uint64_aligned_t elapsed_nsec; /* IN/OUT: the age of the domain in nanoseconds */
};

/* Argument of `XEN_DOMCTL_gdbsx_guestmemio`. */
struct xen_domctl_gdbsx_memio {
    uint64_aligned_t pgd3val; /* IN: the entry of the kernel's top page table that maps `gva`; 0 for
                                 the page tables of vCPU 0 */
    uint64_aligned_t gva;    /* IN: the virtual address in the guest */
    uint64_aligned_t uva;    /* IN: the virtual address of the caller's buffer; => vaddr */
    uint32_t len;            /* IN: the number of bytes */
    uint8_t gwr;             /* IN: 0 to read, otherwise write */
    uint32_t remain;         /* OUT: the number of bytes not done */
};

/* Argument of `XEN_DOMCTL_gdbsx_pausevcpu` and `XEN_DOMCTL_gdbsx_unpausevcpu`. */
struct xen_domctl_gdbsx_pauseunp_vcpu {
    uint32_t vcpu;           /* IN: the vCPU */
};

/* Argument of `XEN_DOMCTL_gdbsx_domstatus`. */
struct xen_domctl_gdbsx_domstatus {
    uint8_t paused;          /* OUT: whether the domain is paused */
    uint32_t vcpu_id;        /* OUT: the vCPU with an event, or all ones */
    uint32_t vcpu_ev;        /* OUT: its event, an exception vector */
};

/* Operations on a ring of events. */
/* ` enum xen_vm_event_op { // XEN_VM_EVENT_* */
#define XEN_VM_EVENT_ENABLE      0 /* Sets the ring up. */
#define XEN_VM_EVENT_DISABLE     1 /* Stops it. */
#define XEN_VM_EVENT_RESUME      2 /* Makes Xen read responses, like a notification. */
#define XEN_VM_EVENT_GET_VERSION 3 /* Returns `VM_EVENT_INTERFACE_VERSION`; needs no domain. */
/* ` } */

/* Rings of events. */
/* ` enum domctl_vm_event_mode { // XEN_DOMCTL_VM_EVENT_OP_* */
#define XEN_DOMCTL_VM_EVENT_OP_PAGING  1 /* Accesses to pages that are paged out. */
#define XEN_DOMCTL_VM_EVENT_OP_MONITOR 2 /* What `XEN_DOMCTL_monitor_op` selects. */
#define XEN_DOMCTL_VM_EVENT_OP_SHARING 3 /* Shared pages for which there is no memory to copy. */
/* ` } */

/* Argument of `XEN_DOMCTL_vm_event_op`. */
struct xen_domctl_vm_event_op {
    uint32_t op;             /* IN: the operation; => enum xen_vm_event_op */
    uint32_t mode;           /* IN: the ring; => enum domctl_vm_event_mode */
    union {
        struct {
            uint32_t port;           /* the event channel port of the ring, in Xen */
        } enable;                /* XEN_VM_EVENT_ENABLE: the port to bind to */
        uint32_t version;        /* XEN_VM_EVENT_GET_VERSION: the version */
    } u;                     /* OUT: the result; => by op */
};

/* Operations on memory sharing. */
/* ` enum domctl_mem_sharing { // XEN_DOMCTL_MEM_SHARING_* */
#define XEN_DOMCTL_MEM_SHARING_CONTROL 0 /* Enables or disables it. */
/* ` } */

/* Argument of `XEN_DOMCTL_mem_sharing_op`. */
struct xen_domctl_mem_sharing_op {
    uint8_t op;              /* IN: the operation; => enum domctl_mem_sharing */
    union {
        uint8_t enable;          /* XEN_DOMCTL_MEM_SHARING_CONTROL: 0 to disable, otherwise
                                    enable */
    } u;                     /* IN: its argument; => by op */
};

/* Argument of `XEN_DOMCTL_audit_p2m`. */
struct xen_domctl_audit_p2m {
    uint64_t orphans;        /* OUT: the number of pages that no guest frame maps */
    uint64_t m2p_bad;        /* OUT: the number of wrong machine-to-physical entries */
    uint64_t p2m_bad;        /* OUT: the number of wrong physmap entries */
};

/* Argument of `XEN_DOMCTL_set_virq_handler`. */
struct xen_domctl_set_virq_handler {
    uint32_t virq;           /* IN: the VIRQ; => enum virq */
};

#if defined(__i386__) || defined(__x86_64__)
/* Argument of `XEN_DOMCTL_setvcpuextstate` and `XEN_DOMCTL_getvcpuextstate`. */
struct xen_domctl_vcpuextstate {
    uint32_t vcpu;           /* IN: the vCPU */
    uint64_aligned_t xfeature_mask; /* IN/OUT: the features of the host; unused to set the state */
    uint64_aligned_t size;   /* IN/OUT: the size of the buffer in bytes */
    XEN_GUEST_HANDLE_64(uint64) buffer; /* IN: XCR0, the bits that it has ever had, and the XSAVE
                                           area; => memory IN/OUT [size / 8] */
};
#endif

/* Argument of `XEN_DOMCTL_set_access_required`. */
struct xen_domctl_set_access_required {
    uint8_t access_required; /* IN: 0 if the page then gets full access, otherwise the vCPU waits
                                for a listener */
};

/* Argument of `XEN_DOMCTL_set_broken_page_p2m`. */
struct xen_domctl_set_broken_page_p2m {
    uint64_aligned_t pfn;    /* IN: the guest frame; => gfn */
};

/* Argument of `XEN_DOMCTL_cacheflush`. */
struct xen_domctl_cacheflush {
    xen_pfn_t start_pfn;     /* IN: the first guest frame */
    xen_pfn_t nr_pfns;       /* IN: the number of frames */
};

/* The size of a pool for page tables. */
struct xen_domctl_paging_mempool {
    uint64_aligned_t size;   /* IN/OUT: the size in bytes */
};

#if defined(__i386__) || defined(__x86_64__)
/* An MSR of a vCPU. */
struct xen_domctl_vcpu_msr {
    uint32_t index;          /* the MSR */
    uint32_t reserved;       /* 0 */
    uint64_aligned_t value;  /* its value */
};
/* Short name of `struct xen_domctl_vcpu_msr`. */
typedef struct xen_domctl_vcpu_msr xen_domctl_vcpu_msr_t;
DEFINE_XEN_GUEST_HANDLE(xen_domctl_vcpu_msr_t);

/* Argument of `XEN_DOMCTL_get_vcpu_msrs` and `XEN_DOMCTL_set_vcpu_msrs`. */
struct xen_domctl_vcpu_msrs {
    uint32_t vcpu;           /* IN: the vCPU */
    uint32_t msr_count;      /* IN/OUT: the number of MSRs */
    XEN_GUEST_HANDLE_64(xen_domctl_vcpu_msr_t) msrs; /* IN: the MSRs;
                                                        => memory IN/OUT [msr_count] */
};
#endif

/* Argument of `XEN_DOMCTL_setvnumainfo`. */
struct xen_domctl_vnuma {
    uint32_t nr_vnodes;      /* IN: the number of virtual nodes */
    uint32_t nr_vmemranges;  /* IN: the number of memory ranges */
    uint32_t nr_vcpus;       /* IN: the number of vCPUs, all of the domain's */
    uint32_t pad;
    XEN_GUEST_HANDLE_64(uint) vdistance; /* IN: the distance of each node to each other;
                                            => memory IN [nr_vnodes * nr_vnodes] */
    XEN_GUEST_HANDLE_64(uint) vcpu_to_vnode; /* IN: the node of each vCPU;
                                                => memory IN [nr_vcpus] */
    XEN_GUEST_HANDLE_64(uint) vnode_to_pnode; /* IN: the physical node of each node;
                                                 => memory IN [nr_vnodes] */
    XEN_GUEST_HANDLE_64(xen_vmemrange_t) vmemrange; /* IN: the memory ranges;
                                                       => memory IN [nr_vmemranges] */
};

/* Commands on the ID for cache monitoring. */
/* ` enum domctl_psr_cmt_cmd { // XEN_DOMCTL_PSR_CMT_OP_* */
#define XEN_DOMCTL_PSR_CMT_OP_DETACH     0 /* Frees the ID. */
#define XEN_DOMCTL_PSR_CMT_OP_ATTACH     1 /* Allocates an ID. */
#define XEN_DOMCTL_PSR_CMT_OP_QUERY_RMID 2 /* Returns the ID. */
/* ` } */

/* Argument of `XEN_DOMCTL_psr_cmt_op`. */
struct xen_domctl_psr_cmt_op {
    uint32_t cmd;            /* IN: the command; => enum domctl_psr_cmt_cmd */
    uint32_t data;           /* OUT: the ID (RMID); 0 for none */
};

/* Operations on the events of a guest. */
/* ` enum domctl_monitor_op { // XEN_DOMCTL_MONITOR_OP_* */
#define XEN_DOMCTL_MONITOR_OP_ENABLE            0 /* Enables an event. */
#define XEN_DOMCTL_MONITOR_OP_DISABLE           1 /* Disables an event. */
#define XEN_DOMCTL_MONITOR_OP_GET_CAPABILITIES  2 /* Returns the events that the guest can cause. */
#define XEN_DOMCTL_MONITOR_OP_EMULATE_EACH_REP  3 /* Makes Xen emulate each iteration of a REP
                                                     instruction alone if `event` is not 0. */
#define XEN_DOMCTL_MONITOR_OP_CONTROL_REGISTERS 4 /* Makes writes to control registers and MSRs wait
                                                     for the response, which may refuse them. */
/* ` } */

/* Events of a guest. */
/* ` enum domctl_monitor_event { // XEN_DOMCTL_MONITOR_EVENT_* */
#define XEN_DOMCTL_MONITOR_EVENT_WRITE_CTRLREG       0 /* A write to a control register. */
#define XEN_DOMCTL_MONITOR_EVENT_MOV_TO_MSR          1 /* A write to an MSR. */
#define XEN_DOMCTL_MONITOR_EVENT_SINGLESTEP          2 /* A single step. */
#define XEN_DOMCTL_MONITOR_EVENT_SOFTWARE_BREAKPOINT 3 /* `int3`. */
#define XEN_DOMCTL_MONITOR_EVENT_GUEST_REQUEST       4 /* `HVMOP_guest_request_vm_event`. */
#define XEN_DOMCTL_MONITOR_EVENT_DEBUG_EXCEPTION     5 /* A debug exception. */
#define XEN_DOMCTL_MONITOR_EVENT_CPUID               6 /* `cpuid`. */
#define XEN_DOMCTL_MONITOR_EVENT_PRIVILEGED_CALL     7 /* `smc`; Arm only. */
#define XEN_DOMCTL_MONITOR_EVENT_INTERRUPT           8 /* The next interrupt of the vCPU. */
#define XEN_DOMCTL_MONITOR_EVENT_DESC_ACCESS         9 /* An access to a descriptor table. */
#define XEN_DOMCTL_MONITOR_EVENT_EMUL_UNIMPLEMENTED  10 /* An instruction that Xen can't emulate. */
#define XEN_DOMCTL_MONITOR_EVENT_INGUEST_PAGEFAULT   11 /* Access events of the guest's page walks;
                                                           enabled at first. */
#define XEN_DOMCTL_MONITOR_EVENT_VMEXIT              12 /* Every exit to Xen. */
#if XEN_RELEASE >= 0x0412
#define XEN_DOMCTL_MONITOR_EVENT_IO                  13 /* An access to an I/O port. */
#endif
/* ` } */

/* Argument of `XEN_DOMCTL_monitor_op`. */
struct xen_domctl_monitor_op {
    uint32_t op;             /* IN: the operation; => enum domctl_monitor_op */
    uint32_t event;          /* IN/OUT: the event; returns a bit per event of `GET_CAPABILITIES`;
                                => enum domctl_monitor_event */
    union {
        struct {
            uint8_t index;           /* the register */
            uint8_t sync;            /* whether the vCPU waits for the response */
            uint8_t onchangeonly;    /* whether writes of the same value are no event */
            uint8_t pad1;            /* 0 */
            uint32_t pad2;           /* 0 */
            uint64_aligned_t bitmask; /* changes of these bits alone are no event */
        } mov_to_cr;             /* XEN_DOMCTL_MONITOR_EVENT_WRITE_CTRLREG: the register */
        struct {
            uint32_t msr;            /* the MSR */
            uint8_t onchangeonly;    /* whether writes of the same value are no event */
        } mov_to_msr;            /* XEN_DOMCTL_MONITOR_EVENT_MOV_TO_MSR: the MSR */
        struct {
            uint8_t sync;            /* whether the vCPU waits for the response */
            uint8_t allow_userspace; /* whether user mode may cause it */
        } guest_request;         /* XEN_DOMCTL_MONITOR_EVENT_GUEST_REQUEST: its options */
        struct {
            uint8_t sync;            /* whether the vCPU waits for the response */
        } debug_exception;       /* XEN_DOMCTL_MONITOR_EVENT_DEBUG_EXCEPTION: its options */
        struct {
            uint8_t sync;            /* whether the vCPU waits, and Xen does not handle the exit */
        } vmexit;                /* XEN_DOMCTL_MONITOR_EVENT_VMEXIT: its options */
    } u;                     /* IN: options of `ENABLE`; => by event */
};

/* Commands on shares of caches and memory bandwidth. */
/* ` enum domctl_psr_alloc_cmd { // XEN_DOMCTL_PSR_* */
#define XEN_DOMCTL_PSR_SET_L3_CBM    0 /* Sets the mask of the level 3 cache. */
#define XEN_DOMCTL_PSR_GET_L3_CBM    1 /* Returns the mask of the level 3 cache. */
#define XEN_DOMCTL_PSR_SET_L3_CODE   2 /* Sets the mask of the level 3 cache for code. */
#define XEN_DOMCTL_PSR_SET_L3_DATA   3 /* Sets the mask of the level 3 cache for data. */
#define XEN_DOMCTL_PSR_GET_L3_CODE   4 /* Returns the mask of the level 3 cache for code. */
#define XEN_DOMCTL_PSR_GET_L3_DATA   5 /* Returns the mask of the level 3 cache for data. */
#define XEN_DOMCTL_PSR_SET_L2_CBM    6 /* Sets the mask of the level 2 cache. */
#define XEN_DOMCTL_PSR_GET_L2_CBM    7 /* Returns the mask of the level 2 cache. */
#define XEN_DOMCTL_PSR_SET_MBA_THRTL 8 /* Sets the delay of memory requests. */
#define XEN_DOMCTL_PSR_GET_MBA_THRTL 9 /* Returns the delay of memory requests. */
/* ` } */

/* Argument of `XEN_DOMCTL_psr_alloc`. */
struct xen_domctl_psr_alloc {
    uint32_t cmd;            /* IN: the command; => enum domctl_psr_alloc_cmd */
    uint32_t target;         /* IN: the socket */
    uint64_t data;           /* IN/OUT: the mask or the delay */
};

/* Commands on an emulated UART. */
/* ` enum domctl_vuart_cmd { // XEN_DOMCTL_VUART_OP_* */
#define XEN_DOMCTL_VUART_OP_INIT 0 /* Creates it. */
/* ` } */

/* Types of emulated UARTs. */
/* ` enum domctl_vuart_type { // XEN_DOMCTL_VUART_TYPE_* */
#define XEN_DOMCTL_VUART_TYPE_VPL011 0 /* A PL011. */
/* ` } */

/* Argument of `XEN_DOMCTL_vuart_op`. */
struct xen_domctl_vuart_op {
    uint32_t cmd;            /* IN: the command; => enum domctl_vuart_cmd */
    uint32_t type;           /* IN: the type; => enum domctl_vuart_type */
    uint64_aligned_t gfn;    /* IN: the guest frame of the ring; => gfn */
    domid_t console_domid;   /* IN: the domain of the console backend */
    uint8_t pad[2];
    evtchn_port_t evtchn;    /* OUT: the port that the backend binds to */
};

/* Commands on tracing. */
/* ` enum domctl_vmtrace_cmd { // XEN_DOMCTL_vmtrace_* */
#define XEN_DOMCTL_vmtrace_enable           1 /* Starts tracing. */
#define XEN_DOMCTL_vmtrace_disable          2 /* Stops tracing. */
#define XEN_DOMCTL_vmtrace_reset_and_enable 3 /* Starts at the beginning of the buffer. */
#define XEN_DOMCTL_vmtrace_output_position  4 /* Returns the position in the buffer. */
#define XEN_DOMCTL_vmtrace_get_option       5 /* Returns an MSR of Processor Trace. */
#define XEN_DOMCTL_vmtrace_set_option       6 /* Sets an MSR of Processor Trace. */
/* ` } */

/* Argument of `XEN_DOMCTL_vmtrace_op`. */
struct xen_domctl_vmtrace_op {
    uint32_t cmd;            /* IN: the command; => enum domctl_vmtrace_cmd */
    uint32_t vcpu;           /* IN: the vCPU */
    uint64_aligned_t key;    /* IN: the MSR, of the commands on options */
    uint64_aligned_t value;  /* IN/OUT: the position in bytes, or the value of the MSR */
};
/* Short name of `struct xen_domctl_vmtrace_op`. */
typedef struct xen_domctl_vmtrace_op xen_domctl_vmtrace_op_t;
DEFINE_XEN_GUEST_HANDLE(xen_domctl_vmtrace_op_t);

#if (defined(__arm__) || defined(__aarch64__)) && XEN_RELEASE >= 0x0413
/* What is done with an overlay. */
/* ` enum domctl_dt_overlay_op { // XEN_DOMCTL_DT_OVERLAY_* */
#define XEN_DOMCTL_DT_OVERLAY_ATTACH 1 /* Gives its devices to the domain. */
/* ` } */

/* Argument of `XEN_DOMCTL_dt_overlay`. */
struct xen_domctl_dt_overlay {
    XEN_GUEST_HANDLE_64(const_void) overlay_fdt; /* IN: the overlay, a flattened device tree;
                                                    => memory IN [overlay_fdt_size] */
    uint32_t overlay_fdt_size; /* IN: its size in bytes */
    uint8_t overlay_op;      /* IN: what to do; => enum domctl_dt_overlay_op */
    uint8_t pad[3];
};
#endif

#if XEN_RELEASE >= 0x0414
/* Argument of `XEN_DOMCTL_set_llc_colors`. */
struct xen_domctl_set_llc_colors {
    uint32_t num_llc_colors; /* IN: the number of colors */
    uint32_t pad;
    XEN_GUEST_HANDLE_64(uint32) llc_colors; /* IN: the colors;
                                               => memory IN [num_llc_colors] */
};
#endif

#if XEN_RELEASE >= 0x0415
/* The state of a domain. */
/* ` flags domctl_domain_state { // XEN_DOMCTL_GETDOMSTATE_STATE_* */
#define XEN_DOMCTL_GETDOMSTATE_STATE_EXIST    0x0001 /* It exists. */
#define XEN_DOMCTL_GETDOMSTATE_STATE_SHUTDOWN 0x0002 /* It has shut down. */
#define XEN_DOMCTL_GETDOMSTATE_STATE_DYING    0x0004 /* It is being destroyed. */
#define XEN_DOMCTL_GETDOMSTATE_STATE_DEAD     0x0008 /* Only references to its pages remain. */
/* ` } */

/* The roles of a domain. */
/* ` flags domctl_domain_caps { // XEN_DOMCTL_GETDOMSTATE_CAP_* */
#define XEN_DOMCTL_GETDOMSTATE_CAP_CONTROL  0x0001 /* Controls other domains. */
#define XEN_DOMCTL_GETDOMSTATE_CAP_HARDWARE 0x0002 /* Drives the hardware. */
#define XEN_DOMCTL_GETDOMSTATE_CAP_XENSTORE 0x0004 /* Runs xenstore. */
/* ` } */

/* Argument of `XEN_DOMCTL_get_domain_state`. */
struct xen_domctl_get_domain_state {
    uint16_t state;          /* OUT: the state; => flags domctl_domain_state */
    uint16_t caps;           /* OUT: the roles; => flags domctl_domain_caps */
    uint32_t pad0;
    uint64_t unique_id;      /* OUT: a number that no other domain gets until the host reboots */
};
#endif

/* The record of `HYPERVISOR_domctl`: an operation, its domain and its argument. */
struct xen_domctl {
    uint32_t cmd;            /* IN: the operation; => enum domctl_op */
    uint32_t interface_version; /* IN: the version of the interface;
                                   => constant XEN_DOMCTL_INTERFACE_VERSION */
    domid_t domain;          /* IN: the domain */
    uint16_t _pad[3];
    union {
        struct xen_domctl_createdomain createdomain; /* XEN_DOMCTL_createdomain: its argument */
        struct xen_domctl_getdomaininfo getdomaininfo; /* XEN_DOMCTL_getdomaininfo: its argument */
        /* XEN_DOMCTL_getpageframeinfo3: its argument */
        struct xen_domctl_getpageframeinfo3 getpageframeinfo3;
        /* XEN_DOMCTL_setnodeaffinity, XEN_DOMCTL_getnodeaffinity: its argument */
        struct xen_domctl_nodeaffinity nodeaffinity;
        /* XEN_DOMCTL_setvcpuaffinity, XEN_DOMCTL_getvcpuaffinity: its argument */
        struct xen_domctl_vcpuaffinity vcpuaffinity;
        struct xen_domctl_shadow_op shadow_op; /* XEN_DOMCTL_shadow_op: its argument */
        struct xen_domctl_max_mem max_mem; /* XEN_DOMCTL_max_mem: its argument */
        /* XEN_DOMCTL_setvcpucontext, XEN_DOMCTL_getvcpucontext: its argument */
        struct xen_domctl_vcpucontext vcpucontext;
        struct xen_domctl_getvcpuinfo getvcpuinfo; /* XEN_DOMCTL_getvcpuinfo: its argument */
        struct xen_domctl_max_vcpus max_vcpus; /* XEN_DOMCTL_max_vcpus: its argument */
        struct xen_domctl_scheduler_op scheduler_op; /* XEN_DOMCTL_scheduler_op: its argument */
        /* XEN_DOMCTL_setdomainhandle: its argument */
        struct xen_domctl_setdomainhandle setdomainhandle;
        struct xen_domctl_setdebugging setdebugging; /* XEN_DOMCTL_setdebugging: its argument */
        /* XEN_DOMCTL_irq_permission: its argument */
        struct xen_domctl_irq_permission irq_permission;
#if XEN_RELEASE >= 0x0414
        /* XEN_DOMCTL_gsi_permission: its argument */
        struct xen_domctl_gsi_permission gsi_permission;
#endif
        /* XEN_DOMCTL_iomem_permission: its argument */
        struct xen_domctl_iomem_permission iomem_permission;
        /* XEN_DOMCTL_ioport_permission: its argument */
        struct xen_domctl_ioport_permission ioport_permission;
        /* XEN_DOMCTL_hypercall_init: its argument */
        struct xen_domctl_hypercall_init hypercall_init;
        struct xen_domctl_settimeoffset settimeoffset; /* XEN_DOMCTL_settimeoffset: its argument */
        /* XEN_DOMCTL_gettscinfo, XEN_DOMCTL_settscinfo: its argument */
        struct xen_domctl_tsc_info tsc_info;
        /* XEN_DOMCTL_gethvmcontext, XEN_DOMCTL_sethvmcontext: its argument */
        struct xen_domctl_hvmcontext hvmcontext;
        /* XEN_DOMCTL_gethvmcontext_partial: its argument */
        struct xen_domctl_hvmcontext_partial hvmcontext_partial;
        /* XEN_DOMCTL_set_address_size, XEN_DOMCTL_get_address_size: its argument */
        struct xen_domctl_address_size address_size;
        struct xen_domctl_sendtrigger sendtrigger; /* XEN_DOMCTL_sendtrigger: its argument */
        /* XEN_DOMCTL_get_device_group: its argument */
        struct xen_domctl_get_device_group get_device_group;
        /* XEN_DOMCTL_assign_device, XEN_DOMCTL_test_assign_device,
           XEN_DOMCTL_deassign_device: its argument */
        struct xen_domctl_assign_device assign_device;
        /* XEN_DOMCTL_bind_pt_irq, XEN_DOMCTL_unbind_pt_irq: its argument */
        struct xen_domctl_bind_pt_irq bind_pt_irq;
        /* XEN_DOMCTL_memory_mapping: its argument */
        struct xen_domctl_memory_mapping memory_mapping;
        /* XEN_DOMCTL_ioport_mapping: its argument */
        struct xen_domctl_ioport_mapping ioport_mapping;
        /* XEN_DOMCTL_set_ext_vcpucontext, XEN_DOMCTL_get_ext_vcpucontext: its argument */
        struct xen_domctl_ext_vcpucontext ext_vcpucontext;
        struct xen_domctl_set_target set_target; /* XEN_DOMCTL_set_target: its argument */
        struct xen_domctl_subscribe subscribe; /* XEN_DOMCTL_subscribe: its argument */
        struct xen_domctl_debug_op debug_op; /* XEN_DOMCTL_debug_op: its argument */
        struct xen_domctl_vm_event_op vm_event_op; /* XEN_DOMCTL_vm_event_op: its argument */
        /* XEN_DOMCTL_mem_sharing_op: its argument */
        struct xen_domctl_mem_sharing_op mem_sharing_op;
#if defined(__i386__) || defined(__x86_64__)
        /* XEN_DOMCTL_get_cpu_policy, XEN_DOMCTL_set_cpu_policy: its argument */
        struct xen_domctl_cpu_policy cpu_policy;
        /* XEN_DOMCTL_setvcpuextstate, XEN_DOMCTL_getvcpuextstate: its argument */
        struct xen_domctl_vcpuextstate vcpuextstate;
        /* XEN_DOMCTL_get_vcpu_msrs, XEN_DOMCTL_set_vcpu_msrs: its argument */
        struct xen_domctl_vcpu_msrs vcpu_msrs;
#endif
        /* XEN_DOMCTL_set_access_required: its argument */
        struct xen_domctl_set_access_required access_required;
        struct xen_domctl_audit_p2m audit_p2m; /* XEN_DOMCTL_audit_p2m: its argument */
        /* XEN_DOMCTL_set_virq_handler: its argument */
        struct xen_domctl_set_virq_handler set_virq_handler;
        /* XEN_DOMCTL_gdbsx_guestmemio: its argument */
        struct xen_domctl_gdbsx_memio gdbsx_guest_memio;
        /* XEN_DOMCTL_set_broken_page_p2m: its argument */
        struct xen_domctl_set_broken_page_p2m set_broken_page_p2m;
        struct xen_domctl_cacheflush cacheflush; /* XEN_DOMCTL_cacheflush: its argument */
        /* XEN_DOMCTL_gdbsx_pausevcpu, XEN_DOMCTL_gdbsx_unpausevcpu: its argument */
        struct xen_domctl_gdbsx_pauseunp_vcpu gdbsx_pauseunp_vcpu;
        /* XEN_DOMCTL_gdbsx_domstatus: its argument */
        struct xen_domctl_gdbsx_domstatus gdbsx_domstatus;
        struct xen_domctl_vnuma vnuma; /* XEN_DOMCTL_setvnumainfo: its argument */
        struct xen_domctl_psr_cmt_op psr_cmt_op; /* XEN_DOMCTL_psr_cmt_op: its argument */
        struct xen_domctl_monitor_op monitor_op; /* XEN_DOMCTL_monitor_op: its argument */
        struct xen_domctl_psr_alloc psr_alloc; /* XEN_DOMCTL_psr_alloc: its argument */
        struct xen_domctl_vuart_op vuart_op; /* XEN_DOMCTL_vuart_op: its argument */
        struct xen_domctl_vmtrace_op vmtrace_op; /* XEN_DOMCTL_vmtrace_op: its argument */
        /* XEN_DOMCTL_get_paging_mempool_size, XEN_DOMCTL_set_paging_mempool_size: its argument */
        struct xen_domctl_paging_mempool paging_mempool;
#if (defined(__arm__) || defined(__aarch64__)) && XEN_RELEASE >= 0x0413
        struct xen_domctl_dt_overlay dt_overlay; /* XEN_DOMCTL_dt_overlay: its argument */
#endif
#if XEN_RELEASE >= 0x0414
        /* XEN_DOMCTL_set_llc_colors: its argument */
        struct xen_domctl_set_llc_colors set_llc_colors;
#endif
#if XEN_RELEASE >= 0x0415
        /* XEN_DOMCTL_get_domain_state: its argument */
        struct xen_domctl_get_domain_state get_domain_state;
#endif
        uint8_t pad[128];    /* the size of all arguments */
    } u;                     /* IN/OUT: the operation's argument; => by cmd */
};
/* Short name of `struct xen_domctl`. */
typedef struct xen_domctl xen_domctl_t;
DEFINE_XEN_GUEST_HANDLE(xen_domctl_t);

/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_domctl(struct xen_domctl *op)
 * ` ops enum domctl_op in struct xen_domctl at op
 * ` guests pv32 pv64 hvm32 hvm64 arm
 * `
 * @op IN/OUT: the operation, its domain and its argument
 *
 * Performs an operation on a domain.
 *
 * Errors:
 *   EFAULT  the record could not be read or written back
 *   EACCES  `interface_version` is of another release
 *   ESRCH   the domain does not exist
 *   EPERM   the caller does not control the domain
 *   ENOSYS  the operation does not exist on this architecture
 *
 * Safety:
 *   The argument must meet the conditions of its operation.
 */

#endif /* __XEN_PUBLIC_DOMCTL_H__ */
