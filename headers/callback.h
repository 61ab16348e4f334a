/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * The entry points of a PV kernel: where Xen enters it, one by one.
 */

#ifndef __XEN_PUBLIC_CALLBACK_H__
#define __XEN_PUBLIC_CALLBACK_H__

#include "xen.h"

/*
 * `incontents 145 callback Entry points
 *
 * Where a pCPU has a table of handlers and registers for system calls, a PV guest tells Xen an address for each occasion,
 * for each of its vCPUs by itself. This hypercall sets them one at a time and can say more about them
 * than `HYPERVISOR_set_callbacks` (x86), which sets the three oldest together.
 *
 * The most important is the entry for events: Xen calls it like an interrupt handler, with events masked, when an event is pending
 * and `evtchn_upcall_mask` of `struct vcpu_info` is 0. The failsafe entry is called instead of a return to the guest that could not
 * be made, because a segment register cannot be loaded.
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

/* On what occasion an entry point is used. */
/* ` enum callback_type { // CALLBACKTYPE_* */
#define CALLBACKTYPE_event               0 /* An event is pending. */
#define CALLBACKTYPE_failsafe            1 /* Xen cannot return to where the guest was. */
#define CALLBACKTYPE_syscall             2 /* A 64-bit program used `syscall`. */
#define CALLBACKTYPE_sysenter_deprecated 3 /* The older number of the next but one; always refused today. */
#define CALLBACKTYPE_nmi                 4 /* A non-maskable interrupt came. */
#define CALLBACKTYPE_sysenter            5 /* A program used `sysenter`, where the processor has that: 32-bit ones, or any on Intel's. */
#define CALLBACKTYPE_syscall32           7 /* A 32-bit program used `syscall`, on AMD's processors. */
/* ` } */

#if __XEN_INTERFACE_VERSION__ < 0x00030207
#undef CALLBACKTYPE_sysenter
#define CALLBACKTYPE_sysenter CALLBACKTYPE_sysenter_deprecated /* The entry for `sysenter`, by its older number. */
#endif

/* The number of the bit below. */
#define _CALLBACKF_mask_events 0

/* How an entry point is called. */
/* ` flags callback_flags { // CALLBACKF_* */
#define CALLBACKF_mask_events (1U << _CALLBACKF_mask_events) /* With events masked; those for events and for the NMI always are. */
/* ` } */

/*
 * CALLBACKOP_register: Sets an entry point of the calling vCPU.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   EINVAL  the address is not one that the processor could have
 *   ENOSYS  there is no such occasion
 *
 * Safety:
 *   Xen enters the kernel at the address from this call on, on the kernel's stack and with a frame as of an interrupt.
 */
struct callback_register {
    uint16_t type;           /* IN: the occasion; => enum callback_type */
    uint16_t flags;          /* IN: how it is called; => flags callback_flags */
    xen_callback_t address;  /* IN: the entry point */
};
/* Short name of `struct callback_register`. */
typedef struct callback_register callback_register_t;
DEFINE_XEN_GUEST_HANDLE(callback_register_t);

/*
 * CALLBACKOP_unregister: Removes an entry point of the calling vCPU: that for the NMI, which is the only one it can do without.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   EINVAL  it is one of the others
 *   ENOSYS  there is no such occasion
 */
struct callback_unregister {
    uint16_t type;           /* IN: the occasion; => enum callback_type */
    uint16_t _unused;
};
/* Short name of `struct callback_unregister`. */
typedef struct callback_unregister callback_unregister_t;
DEFINE_XEN_GUEST_HANDLE(callback_unregister_t);

#endif /* __XEN_PUBLIC_CALLBACK_H__ */
