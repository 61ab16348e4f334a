/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * Non-maskable interrupts of a PV guest: the handler, and why one came.
 */

#ifndef __XEN_PUBLIC_NMI_H__
#define __XEN_PUBLIC_NMI_H__

#include "xen.h"

/*
 * `incontents 146 nmi Non-maskable interrupts
 *
 * Real non-maskable interrupts go to the first vCPU of the hardware domain, if Xen was told so, and say why they came
 * in `nmi_reason` of `struct arch_shared_info`. Any vCPU can be sent one by `VCPUOP_send_nmi`. The handler is the same as
 * the one that `CALLBACKTYPE_nmi` sets.
 */

#define _XEN_NMIREASON_io_error     0 /* Bit number of `XEN_NMIREASON_io_error`. */
#define _XEN_NMIREASON_pci_serr     1 /* Bit number of `XEN_NMIREASON_pci_serr`. */
#if __XEN_INTERFACE_VERSION__ < 0x00040300
#define _XEN_NMIREASON_parity_error 1 /* Bit number of `XEN_NMIREASON_parity_error`. */
#endif
#define _XEN_NMIREASON_unknown      2 /* Bit number of `XEN_NMIREASON_unknown`. */

/* Why a real non-maskable interrupt came. */
/* ` flags xen_nmi_reason { // XEN_NMIREASON_* */
#define XEN_NMIREASON_io_error     (1UL << _XEN_NMIREASON_io_error) /* A card reports an error: bit 6 of port 0x61. */
#define XEN_NMIREASON_pci_serr     (1UL << _XEN_NMIREASON_pci_serr) /* PCI reports an error: bit 7 of port 0x61. */
#if __XEN_INTERFACE_VERSION__ < 0x00040300
#define XEN_NMIREASON_parity_error (1UL << _XEN_NMIREASON_parity_error) /* The older name of the one before: memory did, once. */
#endif
#define XEN_NMIREASON_unknown      (1UL << _XEN_NMIREASON_unknown) /* Neither of them. */
/* ` } */

/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_nmi_op(enum nmi_op cmd, void *arg)
 * ` guests pv32 pv64
 * `
 * @cmd the operation
 * @arg the operation's argument
 *
 * Sets and removes the handler of non-maskable interrupts of the calling vCPU.
 *
 * Errors:
 *   ENOSYS  the operation `cmd` does not exist
 */

/* The operations of `HYPERVISOR_nmi_op`. */
/* ` enum nmi_op { // XENNMI_* */

/*
 * XENNMI_register_callback: Sets the handler.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   EINVAL  the address is not one that the processor could have
 *
 * Safety:
 *   Xen enters the kernel at the address from this call on, at any moment.
 */
#define XENNMI_register_callback 0 /* ` => struct xennmi_callback */

/*
 * XENNMI_unregister_callback: Removes the handler; non-maskable interrupts are lost from this call on.
 */
#define XENNMI_unregister_callback 1 /* ` => NULL */
/* ` } */

/* Argument of `XENNMI_register_callback`. */
struct xennmi_callback {
    unsigned long handler_address; /* IN: where the handler begins; => vaddr */
    unsigned long pad;
};
/* Short name of `struct xennmi_callback`. */
typedef struct xennmi_callback xennmi_callback_t;
DEFINE_XEN_GUEST_HANDLE(xennmi_callback_t);

#endif /* __XEN_PUBLIC_NMI_H__ */
