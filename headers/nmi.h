/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * NMIs of PV guests.
 */

#ifndef __XEN_PUBLIC_NMI_H__
#define __XEN_PUBLIC_NMI_H__

#include "xen.h"

/*
 * `incontents 146 nmi Non-maskable interrupts
 *
 * Xen forwards physical NMIs to vCPU 0 of the hardware domain, if configured to, with the reason in
 * `nmi_reason` of `struct arch_shared_info`. `VCPUOP_send_nmi` sends one to any vCPU.
 * `CALLBACKTYPE_nmi` sets the same handler.
 */

#define _XEN_NMIREASON_io_error     0 /* Bit number of `XEN_NMIREASON_io_error`. */
#define _XEN_NMIREASON_pci_serr     1 /* Bit number of `XEN_NMIREASON_pci_serr`. */
#if __XEN_INTERFACE_VERSION__ < 0x00040300
#define _XEN_NMIREASON_parity_error 1 /* Bit number of `XEN_NMIREASON_parity_error`. */
#endif
#define _XEN_NMIREASON_unknown      2 /* Bit number of `XEN_NMIREASON_unknown`. */

/* The reasons of physical NMIs. */
/* ` flags xen_nmi_reason { // XEN_NMIREASON_* */
/* An I/O check error: bit 6 of port 0x61. */
#define XEN_NMIREASON_io_error     (1UL << _XEN_NMIREASON_io_error)
/* A PCI system error: bit 7 of port 0x61. */
#define XEN_NMIREASON_pci_serr     (1UL << _XEN_NMIREASON_pci_serr)
#if __XEN_INTERFACE_VERSION__ < 0x00040300
/* Older name of `XEN_NMIREASON_pci_serr`. */
#define XEN_NMIREASON_parity_error (1UL << _XEN_NMIREASON_parity_error)
#endif
#define XEN_NMIREASON_unknown      (1UL << _XEN_NMIREASON_unknown) /* Another reason. */
/* ` } */

/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_nmi_op(enum nmi_op cmd, void *arg)
 * ` guests pv32 pv64
 * `
 * @cmd the operation
 * @arg the operation's argument
 *
 * Sets and removes the NMI handler of the calling vCPU.
 *
 * Errors:
 *   ENOSYS  the operation `cmd` does not exist
 */

/* The operations of `HYPERVISOR_nmi_op`. */
/* ` enum nmi_op { // XENNMI_* */

/*
 * XENNMI_register_callback: Sets the NMI handler.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   EINVAL  the address is not canonical
 *
 * Safety:
 *   Xen enters the kernel at the address from this call on, at any instruction.
 */
#define XENNMI_register_callback 0 /* ` => struct xennmi_callback */

/*
 * XENNMI_unregister_callback: Removes the NMI handler; NMIs are then lost.
 */
#define XENNMI_unregister_callback 1 /* ` => NULL */
/* ` } */

/* Argument of `XENNMI_register_callback`. */
struct xennmi_callback {
    unsigned long handler_address; /* IN: the handler; => vaddr */
    unsigned long pad;
};
/* Short name of `struct xennmi_callback`. */
typedef struct xennmi_callback xennmi_callback_t;
DEFINE_XEN_GUEST_HANDLE(xennmi_callback_t);

#endif /* __XEN_PUBLIC_NMI_H__ */
