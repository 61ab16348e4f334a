/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * Scheduling: yielding, blocking, polling, shutting down, watchdogs.
 */

#ifndef __XEN_PUBLIC_SCHED_H__
#define __XEN_PUBLIC_SCHED_H__

#include "event_channel.h"

/*
 * `incontents 150 sched Guest Scheduler Operations
 *
 * A vCPU that waits blocks until an event is delivered to it, polls a set of ports, or yields. The
 * same hypercall shuts a domain down: the domain stops running and keeps its memory, and the
 * toolstack decides by the reason what happens next.
 */

/*
 * ` long
 * ` HYPERVISOR_sched_op(enum sched_op cmd, void *arg, ...)
 * ` guests pv32 pv64 hvm32 hvm64 arm
 * `
 * @cmd the operation
 * @arg the operation's argument
 *
 * Yields, blocks, polls, shuts down, and sets watchdogs.
 *
 * Only `SCHEDOP_shutdown` with `SHUTDOWN_suspend` on x86 PV has a third argument, described there.
 *
 * Errors:
 *   ENOSYS  the operation `cmd` does not exist
 */

/*
 * ` long
 * ` HYPERVISOR_sched_op_compat(enum sched_op cmd, unsigned long arg)
 * ` guests pv32 pv64
 * `
 * @cmd one of `SCHEDOP_yield`, `SCHEDOP_block` and `SCHEDOP_shutdown`
 * @arg the reason of a shutdown, by value; otherwise 0
 *
 * Yields, blocks or shuts down, in the form used before interface version 0x00030101.
 *
 * Errors:
 *   ENOSYS  the operation is not one of the three
 */

/* The operations of `HYPERVISOR_sched_op`. */
/* ` enum sched_op { // SCHEDOP_* => struct sched_* */

/*
 * SCHEDOP_yield: Lets other vCPUs run.
 *
 * Returns: 0
 */
#define SCHEDOP_yield 0 /* ` => NULL */

/*
 * SCHEDOP_block: Blocks the calling vCPU until an event is delivered to it.
 *
 * For a PV guest, this unmasks event delivery and blocks atomically, so that no event is missed in
 * between. On Arm the `wfi` instruction does the same.
 *
 * Returns: 0
 */
#define SCHEDOP_block 1 /* ` => NULL */

#define SCHEDOP_shutdown 2
#define SCHEDOP_poll 3
#define SCHEDOP_remote_shutdown 4

/*
 * SCHEDOP_shutdown_code: Sets the reason of a later shutdown in advance.
 *
 * The later shutdown reports this reason instead of its own. A crashing kernel sets it early, in
 * case its shutdown fails. Only the first call has an effect.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *
 * Refused:
 *   reason  SHUTDOWN_suspend in its low 8 bits: every later shutdown would suspend
 */
#define SCHEDOP_shutdown_code 5 /* ` => struct sched_shutdown */

#define SCHEDOP_watchdog 6
#define SCHEDOP_pin_override 7
/* ` } */

/*
 * SCHEDOP_shutdown: Stops all vCPUs of the domain, and reports the reason to the toolstack.
 *
 * It only returns for `SHUTDOWN_suspend`: with 0 in the restored domain, and with 1 if the domain
 * resumes where it was, because the suspension was cancelled or only a copy was saved. After a
 * restore, event channels, grants, and registrations of shared pages and vCPUs are gone: the guest
 * must bind, grant and register them anew.
 *
 * An x86 PV guest that suspends passes the MFN of its `struct start_info` in the register of a
 * third argument. The toolstack rewrites that frame for the restored domain.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *
 * Refused:
 *   reason  SHUTDOWN_suspend in its low 8 bits: the toolstack would rewrite the frame whose number is in the third register
 */
struct sched_shutdown {
    unsigned int reason;     /* IN: the reason, of which Xen keeps the low 8 bits;
                                => enum sched_shutdown_reason */
};
/* Short name of `struct sched_shutdown`. */
typedef struct sched_shutdown sched_shutdown_t;
DEFINE_XEN_GUEST_HANDLE(sched_shutdown_t);

/*
 * SCHEDOP_poll: Blocks the calling vCPU until a port is pending, or until a timeout.
 *
 * Masked ports count, so this waits without an upcall. It also returns when any other event is
 * delivered, and does not report which port is pending.
 *
 * Errors:
 *   EFAULT  the argument or the array of ports could not be read
 *   EINVAL  more than 128 ports, or a port that is closed
 */
struct sched_poll {
    XEN_GUEST_HANDLE(evtchn_port_t) ports; /* IN: the ports to wait for; => IN [nr_ports] */
    unsigned int nr_ports;   /* IN: their number, at most 128 */
    uint64_t timeout;        /* IN: the timeout, as system time in nanoseconds; 0 for none */
};
/* Short name of `struct sched_poll`. */
typedef struct sched_poll sched_poll_t;
DEFINE_XEN_GUEST_HANDLE(sched_poll_t);

/*
 * SCHEDOP_remote_shutdown: Shuts another domain down.
 *
 * A device model calls this when its guest switches the emulated machine off.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   ESRCH   the domain does not exist; `DOMID_SELF` is not accepted
 *   EPERM   the caller does not control that domain
 *
 * Safety:
 *   The domain must not be the caller itself if the reason is `SHUTDOWN_suspend`: a vCPU suspends
 *   with its registers set for it.
 */
struct sched_remote_shutdown {
    domid_t domain_id;       /* IN: the domain to shut down */
    unsigned int reason;     /* IN: the reason, of which Xen keeps the low 8 bits;
                                => enum sched_shutdown_reason */
};
/* Short name of `struct sched_remote_shutdown`. */
typedef struct sched_remote_shutdown sched_remote_shutdown_t;
DEFINE_XEN_GUEST_HANDLE(sched_remote_shutdown_t);

/*
 * SCHEDOP_watchdog: Starts, restarts or stops a watchdog timer.
 *
 * A timer that expires shuts the domain down with `SHUTDOWN_watchdog`. `id` 0 starts one of two
 * timers and returns its number. With that number, a timeout restarts the timer, and a timeout of 0
 * stops it. On 64-bit machines ENOSPC is returned without sign extension.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   EINVAL  the timer does not exist or is not running
 *   ENOSPC  both timers are running
 *
 * Returns: int number of the started timer, otherwise 0
 */
struct sched_watchdog {
    uint32_t id;             /* IN: 0 for a new timer, otherwise its number */
    uint32_t timeout;        /* IN: seconds from now; 0 stops the timer; a new timer with 0 expires
                                at once */
};
/* Short name of `struct sched_watchdog`. */
typedef struct sched_watchdog sched_watchdog_t;
DEFINE_XEN_GUEST_HANDLE(sched_watchdog_t);

/*
 * SCHEDOP_pin_override: Pins the calling vCPU to a pCPU temporarily, or unpins it.
 *
 * Some firmware must be called on a particular pCPU. A negative `pcpu` restores the previous
 * affinity.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   EPERM   the caller is not the hardware domain
 *   EINVAL  the pCPU does not exist or is not in the domain's pool, or the vCPU is not pinned
 *   EBUSY   the vCPU is already pinned
 */
struct sched_pin_override {
    int32_t pcpu;            /* IN: the pCPU, or a negative number to unpin */
};
/* Short name of `struct sched_pin_override`. */
typedef struct sched_pin_override sched_pin_override_t;
DEFINE_XEN_GUEST_HANDLE(sched_pin_override_t);

/*
 * Why a domain shut down.
 *
 * Xen acts on `SHUTDOWN_soft_reset`, the toolstack on the others.
 */
/* ` enum sched_shutdown_reason { // SHUTDOWN_* */
#define SHUTDOWN_poweroff   0 /* The domain is to be destroyed. */
#define SHUTDOWN_reboot     1 /* The domain is to be restarted. */
#define SHUTDOWN_suspend    2 /* The domain is ready to be saved or migrated. */
#define SHUTDOWN_crash      3 /* The domain crashed. */
#define SHUTDOWN_watchdog   4 /* A watchdog of the domain expired. */
#define SHUTDOWN_soft_reset 5 /* Ports, grants and shared pages are to be reset as in a new domain,
                                 memory kept. */
#define SHUTDOWN_MAX        5 /* The highest reason. */
/* ` } */

#endif /* __XEN_PUBLIC_SCHED_H__ */
