/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * Entry points of a PV kernel.
 */

#ifndef __XEN_PUBLIC_CALLBACK_H__
#define __XEN_PUBLIC_CALLBACK_H__

#include "xen.h"

/*
 * `incontents 145 callback Entry points
 *
 * A PV guest registers an entry point for each kind of entry, on each vCPU, where a pCPU has an IDT
 * and MSRs. This hypercall sets single entry points with flags; `HYPERVISOR_set_callbacks` sets the
 * three oldest together.
 *
 * Xen calls the event entry point like an interrupt handler, with events masked, if an event is
 * pending and `evtchn_upcall_mask` of `struct vcpu_info` is 0. It calls the failsafe entry point if
 * it cannot return to the guest because a segment register cannot be loaded.
 */

/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_callback_op(enum callback_op cmd, const void *arg)
 * ` guests pv32 pv64
 * `
 * @cmd the operation
 * @arg the operation's argument
 *
 * Sets and removes entry points of the calling vCPU.
 *
 * Errors:
 *   ENOSYS  the operation `cmd` does not exist
 */

/* The operations of `HYPERVISOR_callback_op`. */
/* ` enum callback_op { // CALLBACKOP_* => struct callback_* */
#define CALLBACKOP_register   0
#define CALLBACKOP_unregister 1
/* ` } */

/* The kinds of entry points. */
/* ` enum callback_type { // CALLBACKTYPE_* */
#define CALLBACKTYPE_event               0 /* An event is pending. */
#define CALLBACKTYPE_failsafe            1 /* A return to the guest failed. */
#define CALLBACKTYPE_syscall             2 /* `syscall` from 64-bit code. */
#define CALLBACKTYPE_sysenter_deprecated 3 /* Older number of `CALLBACKTYPE_sysenter`; always
                                              fails. */
#define CALLBACKTYPE_nmi                 4 /* An NMI. */
#define CALLBACKTYPE_sysenter            5 /* `sysenter`, if supported: from 32-bit code, on Intel
                                              from any code. */
#define CALLBACKTYPE_syscall32           7 /* `syscall` from 32-bit code, on AMD. */
/* ` } */

#if __XEN_INTERFACE_VERSION__ < 0x00030207
#undef CALLBACKTYPE_sysenter
#define CALLBACKTYPE_sysenter CALLBACKTYPE_sysenter_deprecated /* `sysenter`, older number. */
#endif

/* Bit number of `CALLBACKF_mask_events`. */
#define _CALLBACKF_mask_events 0

/* Flags for `CALLBACKOP_register`. */
/* ` flags callback_flags { // CALLBACKF_* */
/* Masks events on entry; always done for events and NMIs. */
#define CALLBACKF_mask_events (1U << _CALLBACKF_mask_events)
/* ` } */

/*
 * CALLBACKOP_register: Sets an entry point of the calling vCPU.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   EINVAL  the address is not canonical
 *   ENOSYS  the kind does not exist
 *
 * Safety:
 *   Xen enters the kernel at the address from this call on, on the kernel stack with an interrupt
 *   frame.
 */
struct callback_register {
    uint16_t type;           /* IN: the kind; => enum callback_type */
    uint16_t flags;          /* IN: flags; => flags callback_flags */
    xen_callback_t address;  /* IN: the entry point */
};
/* Short name of `struct callback_register`. */
typedef struct callback_register callback_register_t;
DEFINE_XEN_GUEST_HANDLE(callback_register_t);

/*
 * CALLBACKOP_unregister: Removes the NMI entry point of the calling vCPU.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   EINVAL  the kind is not `CALLBACKTYPE_nmi`
 *   ENOSYS  the kind does not exist
 */
struct callback_unregister {
    uint16_t type;           /* IN: the kind; => enum callback_type */
    uint16_t _unused;
};
/* Short name of `struct callback_unregister`. */
typedef struct callback_unregister callback_unregister_t;
DEFINE_XEN_GUEST_HANDLE(callback_unregister_t);

#endif /* __XEN_PUBLIC_CALLBACK_H__ */
