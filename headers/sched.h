/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * What a guest says to the scheduler: that it has nothing to do, that it is done, or that it should be stopped if it falls
 * silent.
 */

#ifndef __XEN_PUBLIC_SCHED_H__
#define __XEN_PUBLIC_SCHED_H__

#include "event_channel.h"

/*
 * `incontents 150 sched Guest Scheduler Operations
 *
 * A virtual processor that waits should not spin: it blocks until one of its event channels is raised, polls a few of them, or
 * yields. The same hypercall ends a domain. A domain that shuts down only stops running, and keeps its memory; the reason it
 * gives is passed on to the toolstack, which decides what happens next.
 */

/*
 * ` long
 * ` HYPERVISOR_sched_op(enum sched_op cmd, void *arg, ...)
 * ` guests pv32 pv64 hvm32 hvm64 arm
 * `
 * @cmd the operation
 * @arg the operation's argument
 *
 * Yields, blocks, polls, shuts down and watches.
 *
 * The one operation with a third argument is a shutdown for `SHUTDOWN_suspend` on x86 PV; it is described there.
 *
 * Errors:
 *   ENOSYS  no operation has the number `cmd`
 */

/*
 * ` long
 * ` HYPERVISOR_sched_op_compat(enum sched_op cmd, unsigned long arg)
 * ` guests pv32 pv64
 * `
 * @cmd one of `SCHEDOP_yield`, `SCHEDOP_block` and `SCHEDOP_shutdown`
 * @arg the reason of a shutdown, itself and not a pointer to it; 0 for the two others
 *
 * Yields, blocks or shuts down, in the form that guests used before interface version 0x00030101.
 *
 * Errors:
 *   ENOSYS  the operation is not one of the three
 */

/* The operations of `HYPERVISOR_sched_op`. */
/* ` enum sched_op { // SCHEDOP_* => struct sched_* */

/*
 * SCHEDOP_yield: Lets other virtual processors run, and goes on when it is this one's turn again.
 *
 * Returns: 0
 */
#define SCHEDOP_yield 0 /* ` => NULL */

/*
 * SCHEDOP_block: Stops this virtual processor until an event is delivered to it.
 *
 * Under PV, delivery of events is switched on first, in one step with the decision to stop, so that an event which arrives in
 * between is not slept through. On Arm the instruction `wfi` does the same.
 *
 * Returns: 0
 */
#define SCHEDOP_block 1 /* ` => NULL */

#define SCHEDOP_shutdown 2
#define SCHEDOP_poll 3
#define SCHEDOP_remote_shutdown 4

/*
 * SCHEDOP_shutdown_code: Fixes the reason that a later shutdown of this domain will report, whatever reason that one gives.
 *
 * A crashing kernel says so at once, in case the rest of the way down fails. Only the first call counts.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *
 * Refused:
 *   reason  SHUTDOWN_suspend in its low 8 bits: every later shutdown would be a suspension
 */
#define SCHEDOP_shutdown_code 5 /* ` => struct sched_shutdown */

#define SCHEDOP_watchdog 6
#define SCHEDOP_pin_override 7
/* ` } */

/*
 * SCHEDOP_shutdown: Stops all processors of this domain, and tells the toolstack why.
 *
 * It does not come back, except for `SHUTDOWN_suspend`: then it returns 0 in the restored domain, and 1 if the domain goes on
 * where it was, because saving it was given up or only a copy was made. An x86 PV guest that suspends must name the frame of
 * its `struct start_info`, a machine frame, in the register of a third argument; the toolstack corrects it for the new place
 * and rewrites the frame's contents.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *
 * Refused:
 *   reason  SHUTDOWN_suspend in its low 8 bits: the toolstack would rewrite the frame that stands in the third register
 */
struct sched_shutdown {
    unsigned int reason;     /* IN: why, of which Xen keeps the low 8 bits; => enum sched_shutdown_reason */
};
/* The argument of `SCHEDOP_shutdown` under its short name. */
typedef struct sched_shutdown sched_shutdown_t;
DEFINE_XEN_GUEST_HANDLE(sched_shutdown_t);

/*
 * SCHEDOP_poll: Stops this virtual processor until one of a few ports is pending, or until a given time.
 *
 * Ports count even if masked, so this waits without an interrupt. It also comes back when any other event is delivered, and
 * does not say which port it was.
 *
 * Errors:
 *   EFAULT  the argument or the array of ports could not be read
 *   EINVAL  more than 128 ports, or one that is not in use
 */
struct sched_poll {
    XEN_GUEST_HANDLE(evtchn_port_t) ports; /* IN: the ports to wait for; => IN [nr_ports] */
    unsigned int nr_ports;   /* IN: how many there are, at most 128 */
    uint64_t timeout;        /* IN: when to give up, in nanoseconds of Xen's system time; 0 for never */
};
/* The argument of `SCHEDOP_poll` under its short name. */
typedef struct sched_poll sched_poll_t;
DEFINE_XEN_GUEST_HANDLE(sched_poll_t);

/*
 * SCHEDOP_remote_shutdown: Stops another domain, as if it had shut itself down.
 *
 * A device model does this for a guest that switched off its emulated machine.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   ESRCH   no domain has that number; `DOMID_SELF` is not understood
 *   EPERM   the caller does not control that domain
 *
 * Safety:
 *   The number must not be the caller's own together with `SHUTDOWN_suspend`: a vCPU that suspends must do so by itself, with its
 *   registers set for it.
 */
struct sched_remote_shutdown {
    domid_t domain_id;       /* IN: the domain to stop */
    unsigned int reason;     /* IN: why, of which Xen keeps the low 8 bits; => enum sched_shutdown_reason */
};
/* The argument of `SCHEDOP_remote_shutdown` under its short name. */
typedef struct sched_remote_shutdown sched_remote_shutdown_t;
DEFINE_XEN_GUEST_HANDLE(sched_remote_shutdown_t);

/*
 * SCHEDOP_watchdog: Starts, winds up or stops a timer that shuts the domain down for `SHUTDOWN_watchdog` when it runs out.
 *
 * With `id` 0 a timer is started, one of two, and its number returned. With that number, a time winds it up again, and a time
 * of 0 stops it. On 64-bit machines ENOSPC comes back without its sign, as a number of 32 bits.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   EINVAL  no such timer, or it is not running
 *   ENOSPC  both timers are running
 *
 * Returns: int number of the timer that was started, otherwise 0
 */
struct sched_watchdog {
    uint32_t id;             /* IN: 0 for a new timer, otherwise its number */
    uint32_t timeout;        /* IN: seconds from now, 0 to stop the timer; a new one with 0 runs out at once */
};
/* The argument of `SCHEDOP_watchdog` under its short name. */
typedef struct sched_watchdog sched_watchdog_t;
DEFINE_XEN_GUEST_HANDLE(sched_watchdog_t);

/*
 * SCHEDOP_pin_override: Ties the calling virtual processor to one real processor for a while, or lets it go.
 *
 * Some firmware must be called on a particular processor. Whatever affinity was set before returns with a negative `pcpu`.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   EPERM   the caller is not the hardware domain
 *   EINVAL  no such processor, or not one of this domain's pool, or there is nothing to undo
 *   EBUSY   it is tied to a processor already
 */
struct sched_pin_override {
    int32_t pcpu;            /* IN: the real processor, or a negative number to undo */
};
/* The argument of `SCHEDOP_pin_override` under its short name. */
typedef struct sched_pin_override sched_pin_override_t;
DEFINE_XEN_GUEST_HANDLE(sched_pin_override_t);

/* Why a domain stopped; Xen acts on `SHUTDOWN_soft_reset` alone and leaves the rest to the toolstack. */
/* ` enum sched_shutdown_reason { // SHUTDOWN_* */
#define SHUTDOWN_poweroff   0 /* It is done, and can be removed. */
#define SHUTDOWN_reboot     1 /* It wants to be started again. */
#define SHUTDOWN_suspend    2 /* It is ready to be saved or moved. */
#define SHUTDOWN_crash      3 /* It failed. */
#define SHUTDOWN_watchdog   4 /* It fell silent, and its watchdog ran out. */
#define SHUTDOWN_soft_reset 5 /* It wants its ports, grants and shared pages as in a new domain, but its memory kept. */
#define SHUTDOWN_MAX        5 /* The highest reason there is. */
/* ` } */

#endif /* __XEN_PUBLIC_SCHED_H__ */
