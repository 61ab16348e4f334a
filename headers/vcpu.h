/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * vCPUs: starting, stopping, timers, and the memory that each one shares with Xen.
 */

#ifndef __XEN_PUBLIC_VCPU_H__
#define __XEN_PUBLIC_VCPU_H__

#include "xen.h"

/*
 * `incontents 130 vcpu vCPUs
 *
 * A domain starts with one vCPU running and starts the others itself: it sets a vCPU's initial
 * state (`VCPUOP_initialise`), then lets it run (`VCPUOP_up`). HVM guests on x86 can also use their
 * emulated APIC. On Arm, guests use PSCI instead, and Xen only accepts two of these operations:
 * `VCPUOP_register_vcpu_info` and `VCPUOP_register_runstate_memory_area`.
 *
 * Xen shares two records with each vCPU: `struct vcpu_info` with pending events and the clock, and
 * `struct vcpu_runstate_info` with the time that the vCPU spent in each state. The guest chooses
 * their addresses. Prefer physical addresses; a virtual address is used in the address space that
 * is current when Xen writes, so it must be mapped in all of them.
 */

/*
 * ` long
 * ` HYPERVISOR_vcpu_op(enum vcpu_op cmd, unsigned int vcpuid, void *extra_args)
 * ` guests pv32 pv64 hvm32 hvm64 arm
 * `
 * @cmd the operation
 * @vcpuid IN: the vCPU, one of the caller's
 * @extra_args the operation's argument
 *
 * Starts, stops and queries a vCPU of the calling domain.
 *
 * Errors:
 *   ENOENT  the vCPU does not exist
 *   ENOSYS  the operation `cmd` does not exist
 *   EINVAL  the vCPU or the operation does not exist (Arm)
 */

/* The operations of `HYPERVISOR_vcpu_op`. */
/* ` enum vcpu_op { // VCPUOP_* => struct vcpu_* */

/*
 * VCPUOP_initialise: Sets the initial state of a vCPU.
 *
 * The vCPU does not run before `VCPUOP_up`. A PV guest passes a `struct vcpu_guest_context`; vCPUs
 * beyond the first 32 must have registered their `struct vcpu_info` (`VCPUOP_register_vcpu_info`).
 * An HVM or PVH guest passes a `struct vcpu_hvm_context`.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   EINVAL  the state is invalid, or a PV guest's vCPU has no `struct vcpu_info`
 *   EEXIST  the vCPU is already initialised
 *   ENOMEM  Xen is out of memory
 *
 * Safety:
 *   The vCPU executes the code that its state names, with the stack and the page tables that it
 *   names.
 *
 * Guests: pv32 pv64 hvm32 hvm64
 *
 * Returns: 0
 */
#define VCPUOP_initialise 0 /* ` => struct vcpu_guest_context (pv32 pv64), struct vcpu_hvm_context (hvm32 hvm64) */

/*
 * VCPUOP_up: Starts a vCPU that is initialised or down.
 *
 * Errors:
 *   EINVAL  the vCPU is not initialised
 *
 * Safety:
 *   The vCPU executes the code that its state names.
 *
 * Guests: pv32 pv64 hvm32 hvm64
 *
 * Returns: 0
 */
#define VCPUOP_up 1 /* ` => NULL */

/*
 * VCPUOP_down: Stops a vCPU until `VCPUOP_up`.
 *
 * A vCPU other than the caller may run for a moment after the call returns, and keeps using its
 * page tables and descriptor tables: park it first, on tables that stay. When the last vCPU goes
 * down, the domain shuts down with `SHUTDOWN_poweroff`.
 *
 * Guests: pv32 pv64 hvm32 hvm64
 *
 * Returns: 0
 */
#define VCPUOP_down 2 /* ` => NULL */

/*
 * VCPUOP_is_up: Returns whether a vCPU is up.
 *
 * Guests: pv32 pv64 hvm32 hvm64
 *
 * Returns: int 1 if it is up, 0 if it is down
 */
#define VCPUOP_is_up 3 /* ` => NULL */

/*
 * VCPUOP_get_runstate_info: Returns the time that a vCPU spent in each state.
 *
 * Errors:
 *   EFAULT  the result could not be written
 *
 * Guests: pv32 pv64 hvm32 hvm64
 *
 * Returns: 0
 */
#define VCPUOP_get_runstate_info 4 /* ` => struct vcpu_runstate_info */

/*
 * VCPUOP_register_runstate_memory_area: Registers a virtual address for run state information.
 *
 * Xen updates the `struct vcpu_runstate_info` there whenever the vCPU is scheduled. Another call
 * moves it. Prefer `VCPUOP_register_runstate_phys_area`.
 *
 * Errors:
 *   EFAULT  the argument could not be read, or the guest cannot map the address
 *
 * Safety:
 *   Xen writes to the address from this call on, in whatever address space is current then. As long
 *   as a 32-bit HVM guest has set neither its hypercall page nor `HVM_PARAM_CALLBACK_IRQ`, Xen
 *   writes the 48 bytes of the 64-bit record.
 *
 * Returns: 0
 */
#define VCPUOP_register_runstate_memory_area 5

/*
 * VCPUOP_set_periodic_timer: Raises `VIRQ_TIMER` on a vCPU periodically.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   EINVAL  the period is below a millisecond, or longer than Xen can wait
 *
 * Guests: pv32 pv64 hvm32 hvm64
 *
 * Returns: 0
 */
#define VCPUOP_set_periodic_timer 6

/*
 * VCPUOP_stop_periodic_timer: Stops the periodic timer of a vCPU.
 *
 * Guests: pv32 pv64 hvm32 hvm64
 *
 * Returns: 0
 */
#define VCPUOP_stop_periodic_timer 7 /* ` => NULL */

/*
 * VCPUOP_set_singleshot_timer: Raises `VIRQ_TIMER` on the calling vCPU once, at a given time.
 *
 * A time in the past raises it at once. `HYPERVISOR_set_timer_op` sets the same timer.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   EINVAL  the vCPU is not the calling vCPU
 *
 * Guests: pv32 pv64 hvm32 hvm64
 *
 * Returns: 0
 */
#define VCPUOP_set_singleshot_timer 8

/*
 * VCPUOP_stop_singleshot_timer: Stops the one-shot timer of the calling vCPU.
 *
 * Errors:
 *   EINVAL  the vCPU is not the calling vCPU
 *
 * Guests: pv32 pv64 hvm32 hvm64
 *
 * Returns: 0
 */
#define VCPUOP_stop_singleshot_timer 9 /* ` => NULL */

/*
 * VCPUOP_register_vcpu_info: Registers the address of a vCPU's `struct vcpu_info`, once.
 *
 * vCPUs beyond the first 32 have none until then. Xen marks all events as pending, so that none is
 * lost.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   EINVAL  `offset` is beyond the page, or the page does not exist
 *   EBUSY   the vCPU has registered its structure already
 *   ENXIO   the structure crosses a page boundary, or is not aligned to `xen_ulong_t`
 *   EACCES  the frame is not writable memory of the caller
 *   EAGAIN  the page is temporarily unavailable: paged out or shared
 *   EPERM   the frame is device memory
 *   ENOMEM  Xen is out of memory
 *
 * Safety:
 *   Xen and other vCPUs write to the structure from this call on: use it for nothing else.
 *
 * Returns: 0
 */
#define VCPUOP_register_vcpu_info 10

/*
 * VCPUOP_send_nmi: Sends an NMI to a vCPU.
 *
 * Safety:
 *   The vCPU enters its handler at any instruction, even where events are masked: the handler must
 *   expect that.
 *
 * Guests: pv32 pv64 hvm32 hvm64
 *
 * Returns: 0
 */
#define VCPUOP_send_nmi 11 /* ` => NULL */

/*
 * VCPUOP_get_physid: Returns the physical IDs of the pCPU that a vCPU is pinned to.
 *
 * Errors:
 *   EINVAL  the caller is not the hardware domain, or its vCPUs are not pinned
 *   EFAULT  the result could not be written
 *
 * Guests: pv32 pv64 hvm32 hvm64
 *
 * Returns: 0
 */
#define VCPUOP_get_physid 12

/*
 * VCPUOP_register_vcpu_time_memory_area: Registers a virtual address for a copy of the vCPU's clock.
 *
 * The kernel can map the copy to user programs. Prefer `VCPUOP_register_vcpu_time_phys_area`.
 *
 * Errors:
 *   EFAULT  the argument could not be read, or the guest cannot map the address
 *
 * Safety:
 *   Xen writes to the address from this call on, in whatever address space is current then.
 *
 * Guests: pv32 pv64 hvm32 hvm64
 *
 * Returns: 0
 */
#define VCPUOP_register_vcpu_time_memory_area 13 /* ` => struct vcpu_register_time_memory_area */

#if XEN_RELEASE >= 0x0412
/*
 * VCPUOP_register_runstate_phys_area: Registers a physical address for run state information.
 *
 * The address is `addr.p`; all ones unregister. While it is registered, Xen does not write to the
 * area of `VCPUOP_register_runstate_memory_area`. Xen sets `XEN_RUNSTATE_UPDATE` while it writes.
 * Available if `XENFEAT_runstate_phys_area` is set; Xen 4.20 sets it on Arm too, where the
 * operation fails.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   ENXIO   the structure crosses a page boundary, or is not aligned to `xen_ulong_t`
 *   EINVAL  the page does not exist
 *   EACCES  the frame is not writable memory of the caller
 *   EAGAIN  the page is temporarily unavailable: paged out or shared
 *   EPERM   the frame is device memory
 *   ENOMEM  Xen is out of memory
 *
 * Safety:
 *   Xen writes to the address from this call on: use it for nothing else. As long as a 32-bit HVM
 *   guest has set neither its hypercall page nor `HVM_PARAM_CALLBACK_IRQ`, Xen writes the 48 bytes
 *   of the 64-bit record.
 *
 * Guests: pv32 pv64 hvm32 hvm64
 *
 * Returns: 0
 */
#define VCPUOP_register_runstate_phys_area 14 /* ` => struct vcpu_register_runstate_memory_area */

/*
 * VCPUOP_register_vcpu_time_phys_area: Registers a physical address for a copy of the vCPU's clock.
 *
 * The address is `addr.p`; all ones unregister. While it is registered, Xen does not write to the
 * area of `VCPUOP_register_vcpu_time_memory_area`. Available if `XENFEAT_vcpu_time_phys_area` is
 * set.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   ENXIO   the structure crosses a page boundary, or is not aligned to `xen_ulong_t`
 *   EINVAL  the page does not exist
 *   EACCES  the frame is not writable memory of the caller
 *   EAGAIN  the page is temporarily unavailable: paged out or shared
 *   EPERM   the frame is device memory
 *   ENOMEM  Xen is out of memory
 *
 * Safety:
 *   Xen writes to the address from this call on: use it for nothing else.
 *
 * Guests: pv32 pv64 hvm32 hvm64
 *
 * Returns: 0
 */
#define VCPUOP_register_vcpu_time_phys_area 15 /* ` => struct vcpu_register_time_memory_area */
#endif
/* ` } */

/* The states of a vCPU. */
/* ` enum vcpu_runstate { // RUNSTATE_* */
#define RUNSTATE_running  0 /* The vCPU runs on a pCPU. */
#define RUNSTATE_runnable 1 /* The vCPU waits for a pCPU. */
#define RUNSTATE_blocked  2 /* The vCPU waits for an event. */
#define RUNSTATE_offline  3 /* The vCPU is down or paused, and not blocked. */
/* ` } */

/*
 * Flag of `state_entry_time`: Xen is writing.
 *
 * It is set only if `VMASST_TYPE_runstate_update_flag` is on.
 */
#define XEN_RUNSTATE_UPDATE (xen_mk_ullong(1) << 63)

/* The state of a vCPU, and the time spent in each state. */
struct vcpu_runstate_info {
    int state;               /* OUT: the state; => enum vcpu_runstate */
    uint64_t state_entry_time; /* OUT: when it was entered, as system time in nanoseconds */
    uint64_t time[4];        /* OUT: nanoseconds spent in each state since the vCPU was created */
};
/* Short name of `struct vcpu_runstate_info`. */
typedef struct vcpu_runstate_info vcpu_runstate_info_t;
DEFINE_XEN_GUEST_HANDLE(vcpu_runstate_info_t);

/*
 * The address of a runstate area.
 *
 * Argument of `VCPUOP_register_runstate_memory_area` and `VCPUOP_register_runstate_phys_area`.
 */
struct vcpu_register_runstate_memory_area {
    union {
        XEN_GUEST_HANDLE(vcpu_runstate_info_t) h; /* the virtual address, as a handle */
        struct vcpu_runstate_info *v; /* the virtual address */
        uint64_t p;          /* the physical address; => gaddr */
    } addr;                  /* IN: the address */
};
/* Short name of `struct vcpu_register_runstate_memory_area`. */
typedef struct vcpu_register_runstate_memory_area vcpu_register_runstate_memory_area_t;
DEFINE_XEN_GUEST_HANDLE(vcpu_register_runstate_memory_area_t);

/* Argument of `VCPUOP_set_periodic_timer`. */
struct vcpu_set_periodic_timer {
    uint64_t period_ns;      /* IN: the period in nanoseconds, at least 1,000,000 */
};
/* Short name of `struct vcpu_set_periodic_timer`. */
typedef struct vcpu_set_periodic_timer vcpu_set_periodic_timer_t;
DEFINE_XEN_GUEST_HANDLE(vcpu_set_periodic_timer_t);

/* Bit number of `VCPU_SSHOTTMR_future`. */
#define _VCPU_SSHOTTMR_future (0)

/* Flags for `VCPUOP_set_singleshot_timer`. */
/* ` flags vcpu_singleshot_flags { // VCPU_SSHOTTMR_* */
#define VCPU_SSHOTTMR_future (1U << _VCPU_SSHOTTMR_future) /* Fails if the time has passed; Xen
                                                              ignores this flag. */
/* ` } */

/* Argument of `VCPUOP_set_singleshot_timer`. */
struct vcpu_set_singleshot_timer {
    uint64_t timeout_abs_ns; /* IN: the system time in nanoseconds */
    uint32_t flags;          /* IN: flags; => flags vcpu_singleshot_flags */
};
/* Short name of `struct vcpu_set_singleshot_timer`. */
typedef struct vcpu_set_singleshot_timer vcpu_set_singleshot_timer_t;
DEFINE_XEN_GUEST_HANDLE(vcpu_set_singleshot_timer_t);

/* Argument of `VCPUOP_register_vcpu_info`. */
struct vcpu_register_vcpu_info {
    uint64_t mfn;            /* IN: the frame; a machine frame under PV; => gfn */
    uint32_t offset;         /* IN: the offset of the structure in the frame, in bytes */
    uint32_t rsvd;
};
/* Short name of `struct vcpu_register_vcpu_info`. */
typedef struct vcpu_register_vcpu_info vcpu_register_vcpu_info_t;
DEFINE_XEN_GUEST_HANDLE(vcpu_register_vcpu_info_t);

/* Argument of `VCPUOP_get_physid`. */
struct vcpu_get_physid {
    uint64_t phys_id;        /* OUT: on x86 the APIC ID in the low half and the ACPI ID in the high
                                half */
};
/* Short name of `struct vcpu_get_physid`. */
typedef struct vcpu_get_physid vcpu_get_physid_t;
DEFINE_XEN_GUEST_HANDLE(vcpu_get_physid_t);

/* The APIC ID in `phys_id`. */
#define xen_vcpu_physid_to_x86_apicid(physid) ((uint32_t)(physid))
/* The ACPI ID in `phys_id`. */
#define xen_vcpu_physid_to_x86_acpiid(physid) ((uint32_t)((physid) >> 32))

DEFINE_XEN_GUEST_HANDLE(vcpu_time_info_t);

/*
 * The address of a time area.
 *
 * Argument of `VCPUOP_register_vcpu_time_memory_area` and `VCPUOP_register_vcpu_time_phys_area`.
 */
struct vcpu_register_time_memory_area {
    union {
        XEN_GUEST_HANDLE(vcpu_time_info_t) h; /* the virtual address, as a handle */
        struct vcpu_time_info *v; /* the virtual address */
        uint64_t p;          /* the physical address; => gaddr */
    } addr;                  /* IN: the address */
};
/* Short name of `struct vcpu_register_time_memory_area`. */
typedef struct vcpu_register_time_memory_area vcpu_register_time_memory_area_t;
DEFINE_XEN_GUEST_HANDLE(vcpu_register_time_memory_area_t);

#endif /* __XEN_PUBLIC_VCPU_H__ */
