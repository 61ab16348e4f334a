/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * A domain's own virtual processors: started, stopped, timed, and told where they share memory with Xen.
 */

#ifndef __XEN_PUBLIC_VCPU_H__
#define __XEN_PUBLIC_VCPU_H__

#include "xen.h"

/*
 * `incontents 130 vcpu Virtual processors
 *
 * A domain starts with one processor running. It starts the others itself: it describes a processor's first state
 * (`VCPUOP_initialise`), then lets it run (`VCPUOP_up`). Hardware-virtualised guests on x86 may do it so, or in the way of the
 * machine that is emulated for them; on Arm there is the firmware's call PSCI instead, and Xen takes of all operations here
 * only the registration of `struct vcpu_info` and of run states by virtual address.
 *
 * What Xen has to say to a processor all the time, it writes to memory that they share: pending events and the clock to
 * its `struct vcpu_info`, and how long the processor ran or waited to a `struct vcpu_runstate_info`. The guest chooses the places. Those
 * that are given by physical address are the newer way; a virtual address is used in whatever address space is current when Xen
 * writes, so it must be mapped in all.
 */

/*
 * ` long
 * ` HYPERVISOR_vcpu_op(enum vcpu_op cmd, unsigned int vcpuid, void *extra_args)
 * ` guests pv32 pv64 hvm32 hvm64 arm
 * `
 * @cmd the operation
 * @vcpuid IN: which of the caller's processors
 * @extra_args the operation's argument
 *
 * Starts, stops, times and describes a processor of the calling domain.
 *
 * Errors:
 *   ENOENT  the domain has no processor of that number
 *   ENOSYS  no operation has the number `cmd`
 *   EINVAL  on Arm: the same
 */

/* The operations of `HYPERVISOR_vcpu_op`. */
/* ` enum vcpu_op { // VCPUOP_* => struct vcpu_* */

/*
 * VCPUOP_initialise: Describes the state in which a processor will start, once.
 *
 * It does not run before `VCPUOP_up`. A PV guest passes a `struct vcpu_guest_context`; a processor beyond the first 32 needs
 * its `struct vcpu_info` before (`VCPUOP_register_vcpu_info`). A hardware-virtualised guest passes a `struct vcpu_hvm_context`
 * (`hvm/hvm_vcpu.h`).
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   EINVAL  the state is not one that a processor may start in, or a PV guest's processor has no `struct vcpu_info`
 *   EEXIST  the processor was initialised before
 *   ENOMEM  Xen ran out of memory
 *
 * Safety:
 *   The processor will execute whatever its state says, with the stack and the page tables that it says.
 *
 * Guests: pv32 pv64 hvm32 hvm64
 *
 * Returns: 0
 */
#define VCPUOP_initialise 0 /* ` => struct vcpu_guest_context (pv32 pv64), struct vcpu_hvm_context (hvm32 hvm64) */

/*
 * VCPUOP_up: Lets a processor run that was initialised, or taken down.
 *
 * Errors:
 *   EINVAL  the processor was not initialised
 *
 * Safety:
 *   The processor will execute whatever its state says.
 *
 * Guests: pv32 pv64 hvm32 hvm64
 *
 * Returns: 0
 */
#define VCPUOP_up 1 /* ` => NULL */

/*
 * VCPUOP_down: Stops a processor, until `VCPUOP_up`.
 *
 * Another processor may go on for a moment after the call has come back, so it should be waiting in a safe place before. It also keeps
 * its page tables and descriptor tables in use, so it should have changed to ones that stay. The last processor that goes down
 * shuts the domain down, for `SHUTDOWN_poweroff`.
 *
 * Guests: pv32 pv64 hvm32 hvm64
 *
 * Returns: 0
 */
#define VCPUOP_down 2 /* ` => NULL */

/*
 * VCPUOP_is_up: Tells whether a processor may run.
 *
 * Guests: pv32 pv64 hvm32 hvm64
 *
 * Returns: int 1 if it may, 0 if it is down
 */
#define VCPUOP_is_up 3 /* ` => NULL */

/*
 * VCPUOP_get_runstate_info: Tells what a processor does and how long it did what.
 *
 * Errors:
 *   EFAULT  the answer could not be written
 *
 * Guests: pv32 pv64 hvm32 hvm64
 *
 * Returns: 0
 */
#define VCPUOP_get_runstate_info 4 /* ` => struct vcpu_runstate_info */

/*
 * VCPUOP_register_runstate_memory_area: Has Xen keep a `struct vcpu_runstate_info` up to date at a virtual address.
 *
 * It is written when the processor comes to run, so it always tells of a running processor, and since when. A second call moves
 * it. Prefer `VCPUOP_register_runstate_phys_area`.
 *
 * Errors:
 *   EFAULT  the argument could not be read, or the guest cannot have memory at the address
 *
 * Safety:
 *   Xen writes to the address from now on, in whatever address space is current then.
 *
 * Returns: 0
 */
#define VCPUOP_register_runstate_memory_area 5

/*
 * VCPUOP_set_periodic_timer: Raises `VIRQ_TIMER` on a processor again and again.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   EINVAL  a period below a millisecond, or above the longest time that Xen can wait
 *
 * Guests: pv32 pv64 hvm32 hvm64
 *
 * Returns: 0
 */
#define VCPUOP_set_periodic_timer 6

/*
 * VCPUOP_stop_periodic_timer: Stops what `VCPUOP_set_periodic_timer` started.
 *
 * Guests: pv32 pv64 hvm32 hvm64
 *
 * Returns: 0
 */
#define VCPUOP_stop_periodic_timer 7 /* ` => NULL */

/*
 * VCPUOP_set_singleshot_timer: Raises `VIRQ_TIMER` on the calling processor, once, when a time has come.
 *
 * If it has come already, that is at once. It is the timer of `HYPERVISOR_set_timer_op`.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   EINVAL  the processor is not the calling one
 *
 * Guests: pv32 pv64 hvm32 hvm64
 *
 * Returns: 0
 */
#define VCPUOP_set_singleshot_timer 8

/*
 * VCPUOP_stop_singleshot_timer: Stops what `VCPUOP_set_singleshot_timer` started.
 *
 * Errors:
 *   EINVAL  the processor is not the calling one
 *
 * Guests: pv32 pv64 hvm32 hvm64
 *
 * Returns: 0
 */
#define VCPUOP_stop_singleshot_timer 9 /* ` => NULL */

/*
 * VCPUOP_register_vcpu_info: Moves a processor's `struct vcpu_info` to a place that the guest chose, once.
 *
 * Processors beyond the first 32 have none before. All events count as pending afterwards, so that none is lost.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   EINVAL  `offset` lies behind the page, or there is no page
 *   EBUSY   the processor's structure was moved before
 *   ENXIO   the structure would cross the end of the page, or is not aligned like a word of Xen's interface
 *   EACCES  the frame is not writable memory of the caller
 *   EAGAIN  the frame cannot be used just now, because its page is paged out or shared
 *   EPERM   the frame shows a device
 *   ENOMEM  Xen ran out of memory
 *
 * Safety:
 *   Xen and other processors write to the place from now on: nothing else may live in it.
 *
 * Returns: 0
 */
#define VCPUOP_register_vcpu_info 10

/*
 * VCPUOP_send_nmi: Raises the non-maskable interrupt of a processor.
 *
 * Safety:
 *   The vCPU enters its handler at any instruction, also where events are masked: the handler must exist and be ready for that.
 *
 * Guests: pv32 pv64 hvm32 hvm64
 *
 * Returns: 0
 */
#define VCPUOP_send_nmi 11 /* ` => NULL */

/*
 * VCPUOP_get_physid: Tells the hardware domain by which numbers firmware knows the real processor that one of its own is tied to.
 *
 * Errors:
 *   EINVAL  the caller is not the hardware domain, or its processors are not tied to real ones
 *   EFAULT  the answer could not be written
 *
 * Guests: pv32 pv64 hvm32 hvm64
 *
 * Returns: 0
 */
#define VCPUOP_get_physid 12

/*
 * VCPUOP_register_vcpu_time_memory_area: Has Xen keep a second copy of a processor's clock up to date at a virtual address.
 *
 * The copy can be shown to user programs, which then compute the time themselves. Prefer `VCPUOP_register_vcpu_time_phys_area`.
 *
 * Errors:
 *   EFAULT  the argument could not be read, or the guest cannot have memory at the address
 *
 * Safety:
 *   Xen writes to the address from now on, in whatever address space is current then.
 *
 * Guests: pv32 pv64 hvm32 hvm64
 *
 * Returns: 0
 */
#define VCPUOP_register_vcpu_time_memory_area 13 /* ` => struct vcpu_register_time_memory_area */

/*
 * VCPUOP_register_runstate_phys_area: Has Xen keep a `struct vcpu_runstate_info` up to date at a physical address.
 *
 * Of the argument, `addr.p` counts. All ones end it. While there is one, that of `VCPUOP_register_runstate_memory_area` is not written.
 * Xen marks it while it writes, as with `VMASST_TYPE_runstate_update_flag`. The feature `XENFEAT_runstate_phys_area` announces
 * it, in Xen 4.20 on Arm too, where the operation is refused all the same.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   ENXIO   the structure would cross the end of its page, or is not aligned like a word of Xen's interface
 *   EINVAL  there is no page
 *   EACCES  the frame is not writable memory of the caller
 *   EAGAIN  the frame cannot be used just now, because its page is paged out or shared
 *   EPERM   the frame shows a device
 *   ENOMEM  Xen ran out of memory
 *
 * Safety:
 *   Xen writes to the address from now on: nothing else may live there.
 *
 * Guests: pv32 pv64 hvm32 hvm64
 *
 * Returns: 0
 */
#define VCPUOP_register_runstate_phys_area 14 /* ` => struct vcpu_register_runstate_memory_area */

/*
 * VCPUOP_register_vcpu_time_phys_area: Has Xen keep a second copy of a processor's clock up to date at a physical address.
 *
 * Of the argument, `addr.p` counts. All ones end it. While there is one, that of `VCPUOP_register_vcpu_time_memory_area` is not written.
 * The feature `XENFEAT_vcpu_time_phys_area` announces it.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   ENXIO   the structure would cross the end of its page, or is not aligned like a word of Xen's interface
 *   EINVAL  there is no page
 *   EACCES  the frame is not writable memory of the caller
 *   EAGAIN  the frame cannot be used just now, because its page is paged out or shared
 *   EPERM   the frame shows a device
 *   ENOMEM  Xen ran out of memory
 *
 * Safety:
 *   Xen writes to the address from now on: nothing else may live there.
 *
 * Guests: pv32 pv64 hvm32 hvm64
 *
 * Returns: 0
 */
#define VCPUOP_register_vcpu_time_phys_area 15 /* ` => struct vcpu_register_time_memory_area */
/* ` } */

/* What a processor can be doing. */
/* ` enum vcpu_runstate { // RUNSTATE_* */
#define RUNSTATE_running  0 /* It runs on a real processor. */
#define RUNSTATE_runnable 1 /* It could run, and waits for a real processor. */
#define RUNSTATE_blocked  2 /* It has nothing to do, and waits for an event. */
#define RUNSTATE_offline  3 /* It may not run: it is down, or somebody paused it; blocked counts first. */
/* ` } */

/* The bit of `state_entry_time` that is set while Xen writes, if `VMASST_TYPE_runstate_update_flag` is on. */
#define XEN_RUNSTATE_UPDATE (xen_mk_ullong(1) << 63)

/* What a processor does and how long it did what. */
struct vcpu_runstate_info {
    int state;               /* OUT: what it is doing; => enum vcpu_runstate */
    uint64_t state_entry_time; /* OUT: since when, in nanoseconds of Xen's system time */
    uint64_t time[4];        /* OUT: nanoseconds spent in each of the states, together as many as passed since it was created */
};
/* What a processor does and how long it did what, under its short name. */
typedef struct vcpu_runstate_info vcpu_runstate_info_t;
DEFINE_XEN_GUEST_HANDLE(vcpu_runstate_info_t);

/* The argument of `VCPUOP_register_runstate_memory_area` and `VCPUOP_register_runstate_phys_area`. */
struct vcpu_register_runstate_memory_area {
    union {
        XEN_GUEST_HANDLE(vcpu_runstate_info_t) h; /* the virtual address, as a handle */
        struct vcpu_runstate_info *v; /* the virtual address */
        uint64_t p;          /* the physical address; => gaddr */
    } addr;                  /* IN: where the structure is to be */
};
/* The argument of `VCPUOP_register_runstate_memory_area` and `VCPUOP_register_runstate_phys_area` under its short name. */
typedef struct vcpu_register_runstate_memory_area vcpu_register_runstate_memory_area_t;
DEFINE_XEN_GUEST_HANDLE(vcpu_register_runstate_memory_area_t);

/* The argument of `VCPUOP_set_periodic_timer`. */
struct vcpu_set_periodic_timer {
    uint64_t period_ns;      /* IN: nanoseconds between two interrupts, at least a million */
};
/* The argument of `VCPUOP_set_periodic_timer` under its short name. */
typedef struct vcpu_set_periodic_timer vcpu_set_periodic_timer_t;
DEFINE_XEN_GUEST_HANDLE(vcpu_set_periodic_timer_t);

/* The number of the bit below. */
#define _VCPU_SSHOTTMR_future (0)

/* What a one-shot timer is to do beyond waiting. */
/* ` flags vcpu_singleshot_flags { // VCPU_SSHOTTMR_* */
#define VCPU_SSHOTTMR_future (1U << _VCPU_SSHOTTMR_future) /* Refuse a time that has passed, instead of interrupting at once; ignored. */
/* ` } */

/* The argument of `VCPUOP_set_singleshot_timer`. */
struct vcpu_set_singleshot_timer {
    uint64_t timeout_abs_ns; /* IN: when, in nanoseconds of Xen's system time */
    uint32_t flags;          /* IN: what else; => flags vcpu_singleshot_flags */
};
/* The argument of `VCPUOP_set_singleshot_timer` under its short name. */
typedef struct vcpu_set_singleshot_timer vcpu_set_singleshot_timer_t;
DEFINE_XEN_GUEST_HANDLE(vcpu_set_singleshot_timer_t);

/* The argument of `VCPUOP_register_vcpu_info`. */
struct vcpu_register_vcpu_info {
    uint64_t mfn;            /* IN: the frame; a machine frame under PV; => gfn */
    uint32_t offset;         /* IN: where in the frame the structure is to be, in bytes */
    uint32_t rsvd;
};
/* The argument of `VCPUOP_register_vcpu_info` under its short name. */
typedef struct vcpu_register_vcpu_info vcpu_register_vcpu_info_t;
DEFINE_XEN_GUEST_HANDLE(vcpu_register_vcpu_info_t);

/* The argument of `VCPUOP_get_physid`. */
struct vcpu_get_physid {
    uint64_t phys_id;        /* OUT: on x86 the number of the interrupt controller in the low half and ACPI's in the high one */
};
/* The argument of `VCPUOP_get_physid` under its short name. */
typedef struct vcpu_get_physid vcpu_get_physid_t;
DEFINE_XEN_GUEST_HANDLE(vcpu_get_physid_t);

/* The number of a real processor's interrupt controller, out of `phys_id`. */
#define xen_vcpu_physid_to_x86_apicid(physid) ((uint32_t)(physid))
/* The number that ACPI gives a real processor, out of `phys_id`. */
#define xen_vcpu_physid_to_x86_acpiid(physid) ((uint32_t)((physid) >> 32))

DEFINE_XEN_GUEST_HANDLE(vcpu_time_info_t);

/* The argument of `VCPUOP_register_vcpu_time_memory_area` and `VCPUOP_register_vcpu_time_phys_area`. */
struct vcpu_register_time_memory_area {
    union {
        XEN_GUEST_HANDLE(vcpu_time_info_t) h; /* the virtual address, as a handle */
        struct vcpu_time_info *v; /* the virtual address */
        uint64_t p;          /* the physical address; => gaddr */
    } addr;                  /* IN: where the copy is to be */
};
/* The argument of `VCPUOP_register_vcpu_time_memory_area` and `VCPUOP_register_vcpu_time_phys_area` under its short name. */
typedef struct vcpu_register_time_memory_area vcpu_register_time_memory_area_t;
DEFINE_XEN_GUEST_HANDLE(vcpu_register_time_memory_area_t);

#endif /* __XEN_PUBLIC_VCPU_H__ */
