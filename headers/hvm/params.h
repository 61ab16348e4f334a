/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * The parameters of a hardware-virtualised guest, which `HVMOP_set_param` sets and `HVMOP_get_param` reads.
 */

#ifndef __XEN_PUBLIC_HVM_PARAMS_H__
#define __XEN_PUBLIC_HVM_PARAMS_H__

#include "hvm_op.h"

/*
 * `incontents 141 hvmparams Parameters of hardware-virtualised guests
 *
 * Each domain has `HVM_NR_PARAMS` values of 64 bits. Most of them are the toolstack's, which sets them when it builds the guest.
 * The guest itself reads four of them first of all: where the rings of xenstore (`HVM_PARAM_STORE_PFN`) and the console
 * (`HVM_PARAM_CONSOLE_PFN`) are, and the event channels that belong to them. It then says how events are to reach it
 * (`HVM_PARAM_CALLBACK_IRQ`). Where no other answer is given below, the guest may neither read nor set a parameter.
 */

/* The parameters, by number. */
/* ` enum hvm_param { // HVM_PARAM_* */
#if defined(__XEN__) || defined(__XEN_TOOLS__)
#define HVM_PARAM_PAE_ENABLED               4  /* Means nothing any more. */
#define HVM_PARAM_DM_DOMAIN                 13 /* Means nothing any more. */
#define HVM_PARAM_MEMORY_EVENT_CR0          20 /* Means nothing any more. */
#define HVM_PARAM_MEMORY_EVENT_CR3          21 /* Means nothing any more. */
#define HVM_PARAM_MEMORY_EVENT_CR4          22 /* Means nothing any more. */
#define HVM_PARAM_MEMORY_EVENT_INT3         23 /* Means nothing any more. */
#define HVM_PARAM_NESTEDHVM                 24 /* Means nothing any more. */
#define HVM_PARAM_MEMORY_EVENT_SINGLE_STEP  25 /* Means nothing any more. */
#define HVM_PARAM_BUFIOREQ_EVTCHN           26 /* Means nothing any more. */
#define HVM_PARAM_MEMORY_EVENT_MSR          30 /* Means nothing any more. */
#endif
/*
 * How events reach vCPU 0, and on x86 with a vector all of them: 0 for not at all, otherwise in the high 8 bits an `enum
 * hvm_callback_type`, and in the rest what belongs to it. The guest reads and sets it; on Arm the toolstack does, and the guest
 * reads it.
 */
#define HVM_PARAM_CALLBACK_IRQ         0
/* The frame of the ring to xenstore; the guest reads it. Xen takes no notice. */
#define HVM_PARAM_STORE_PFN            1
/* The event channel to xenstore; the guest reads it, and on x86 sets it. Xen takes no notice. */
#define HVM_PARAM_STORE_EVTCHN         2
/* The frame in which the device model finds requests for I/O, unless it has a server of its own. */
#define HVM_PARAM_IOREQ_PFN            5
/* The frame in which the device model finds requests for I/O that need no answer, unless it has a server of its own. */
#define HVM_PARAM_BUFIOREQ_PFN         6
#if defined(__i386__) || defined(__x86_64__)
/* Which parts of Microsoft's hypervisor interface the guest is offered, an `enum hvm_viridian_features`; 0 for none. */
#define HVM_PARAM_VIRIDIAN             9
#endif
/* What becomes of interrupts of emulated timers that a vCPU missed, an `enum hvm_timer_mode`; x86. */
#define HVM_PARAM_TIMER_MODE           10
/* Whether there is an emulated high-precision timer; x86. */
#define HVM_PARAM_HPET_ENABLED         11
/* The guest-physical address of a page table in which addresses are the same, for Intel's processors while paging is off. */
#define HVM_PARAM_IDENT_PT             12
/* The sleeping state of ACPI, 0 (awake) or 3; x86. */
#define HVM_PARAM_ACPI_S_STATE         14
/* The address of a task-state segment, for Intel's processors in real mode; the guest reads and sets it. */
#define HVM_PARAM_VM86_TSS             15
/* Whether the interrupts of periodic timers are moved together, so that there are fewer. */
#define HVM_PARAM_VPT_ALIGN            16
/* The frame of the ring to the console; the guest reads it. Xen takes no notice. */
#define HVM_PARAM_CONSOLE_PFN          17
/* The event channel to the console; the guest reads it, and on x86 sets it. */
#define HVM_PARAM_CONSOLE_EVTCHN       18
/*
 * Where the registers of ACPI's power management and its timer are: 0 for ports 0x1f40, 0x1f44 and 0x1f48, 1 for 0xb000, 0xb004 and
 * 0xb008. The guest reads and sets it.
 */
#define HVM_PARAM_ACPI_IOPORTS_LOCATION 19
/* The frame of the ring to the pager. */
#define HVM_PARAM_PAGING_RING_PFN      27
/* The frame of the ring to the monitor. */
#define HVM_PARAM_MONITOR_RING_PFN     28
/* The frame of the ring to whoever shares equal pages. */
#define HVM_PARAM_SHARING_RING_PFN     29
/* Why the domain stops when its vCPU gives up after three exceptions in a row, an `enum sched_shutdown_reason`. */
#define HVM_PARAM_TRIPLE_FAULT_REASON  31
/* The first of the frames that servers of the device model may use for requests. */
#define HVM_PARAM_IOREQ_SERVER_PFN     32
/* How many such frames there are. */
#define HVM_PARAM_NR_IOREQ_SERVER_PAGES 33
/* The guest-physical address of the number that changes when a copy of the guest is started; the guest reads and sets it. */
#define HVM_PARAM_VM_GENERATION_ID_ADDR 34
/* Who may deal with views of the guest's memory, an `enum xen_altp2m_mode`; the guest reads it, and it can be set once. */
#define HVM_PARAM_ALTP2M               35
/*
 * How many bytes of the floating-point unit's last addresses are kept: 8 and no segments, 4 and the segments, or 0 for Xen to choose
 * each time, on processors that lose one or the other. Leave it alone on a processor that keeps no segments. The guest reads and sets it.
 */
#define HVM_PARAM_X87_FIP_WIDTH        36
/* Like `HVM_PARAM_VM86_TSS`, with the size of the segment in the high 32 bits; the guest reads and sets it. */
#define HVM_PARAM_VM86_TSS_SIZED       37
/* What machine checks can do beyond the ordinary, an `enum xen_hvm_mca_cap`; x86. */
#define HVM_PARAM_MCA_CAP              38
/* ` } */

/* How many parameters there are, one more than the highest number. */
#define HVM_NR_PARAMS 39

/* The part of `HVM_PARAM_CALLBACK_IRQ` that says by what means events come. */
#define HVM_PARAM_CALLBACK_IRQ_TYPE_MASK xen_mk_ullong(0xFF00000000000000)

/* By what means events come, the high 8 bits of `HVM_PARAM_CALLBACK_IRQ`. */
/* ` enum hvm_callback_type { // HVM_PARAM_CALLBACK_TYPE_* */
/* By an interrupt line, whose number, not 0, is in the low 56 bits. */
#define HVM_PARAM_CALLBACK_TYPE_GSI      0
/* By a PCI line: segment in bits 32 to 47, bus from bit 16, slot and function from bit 8, which of the four lines in bits 0 and 1. */
#define HVM_PARAM_CALLBACK_TYPE_PCI_INTX 1
#if defined(__i386__) || defined(__x86_64__)
/* By an interrupt vector on every vCPU, which is in the low 8 bits; see `XENFEAT_hvm_callback_vector`. */
#define HVM_PARAM_CALLBACK_TYPE_VECTOR   2
#elif defined(__arm__) || defined(__aarch64__)
/* By a private interrupt of each vCPU, whose number is in the low 8 bits, above it how the line signals; the rest is 0. */
#define HVM_PARAM_CALLBACK_TYPE_PPI      2
#endif
/* ` } */

#if defined(__arm__) || defined(__aarch64__)
/* The bits that say how a private interrupt signals; bit 8: a change of the line counts, not its level. */
#define HVM_PARAM_CALLBACK_TYPE_PPI_FLAG_MASK      0xFF00
/* Bit 9 of the same, counted within them: low is active. */
#define HVM_PARAM_CALLBACK_TYPE_PPI_FLAG_LOW_LEVEL 2
#endif

#if defined(__i386__) || defined(__x86_64__)

#define _HVMPV_base_freq              0  /* Bit number of `HVMPV_base_freq`. */
#define _HVMPV_no_freq                1  /* Bit number of `HVMPV_no_freq`. */
#define _HVMPV_time_ref_count         2  /* Bit number of `HVMPV_time_ref_count`. */
#define _HVMPV_reference_tsc          3  /* Bit number of `HVMPV_reference_tsc`. */
#define _HVMPV_hcall_remote_tlb_flush 4  /* Bit number of `HVMPV_hcall_remote_tlb_flush`. */
#define _HVMPV_apic_assist            5  /* Bit number of `HVMPV_apic_assist`. */
#define _HVMPV_crash_ctl              6  /* Bit number of `HVMPV_crash_ctl`. */
#define _HVMPV_synic                  7  /* Bit number of `HVMPV_synic`. */
#define _HVMPV_stimer                 8  /* Bit number of `HVMPV_stimer`. */
#define _HVMPV_hcall_ipi              9  /* Bit number of `HVMPV_hcall_ipi`. */
#define _HVMPV_ex_processor_masks     10 /* Bit number of `HVMPV_ex_processor_masks`. */
#define _HVMPV_no_vp_limit            11 /* Bit number of `HVMPV_no_vp_limit`. */
#define _HVMPV_cpu_hotplug            12 /* Bit number of `HVMPV_cpu_hotplug`. */

/* Parts of Microsoft's hypervisor interface, which Xen calls viridian. */
/* ` flags hvm_viridian_features { // HVMPV_* */
#define HVMPV_base_freq              (1 << _HVMPV_base_freq) /* The registers that all else needs, and the frequencies. */
#define HVMPV_no_freq                (1 << _HVMPV_no_freq) /* Not the frequencies after all, as before Xen 4.4. */
#define HVMPV_time_ref_count         (1 << _HVMPV_time_ref_count) /* The counter of time since the guest began. */
#define HVMPV_reference_tsc          (1 << _HVMPV_reference_tsc) /* A page by which to compute that time. */
#define HVMPV_hcall_remote_tlb_flush (1 << _HVMPV_hcall_remote_tlb_flush) /* The call that flushes translations on other vCPUs. */
#define HVMPV_apic_assist            (1 << _HVMPV_apic_assist) /* Fewer writes to the local interrupt controller. */
#define HVMPV_crash_ctl              (1 << _HVMPV_crash_ctl) /* The registers in which a crashing guest says why. */
#define HVMPV_synic                  (1 << _HVMPV_synic) /* The synthetic interrupt controller. */
#define HVMPV_stimer                 (1 << _HVMPV_stimer) /* The synthetic timers. */
#define HVMPV_hcall_ipi              (1 << _HVMPV_hcall_ipi) /* The call that interrupts other vCPUs. */
#define HVMPV_ex_processor_masks     (1 << _HVMPV_ex_processor_masks) /* Calls with sets of more than 64 processors. */
#define HVMPV_no_vp_limit            (1 << _HVMPV_no_vp_limit) /* More than 64 vCPUs. */
#define HVMPV_cpu_hotplug            (1 << _HVMPV_cpu_hotplug) /* vCPUs that come and go. */
#define HVMPV_feature_mask \
    (HVMPV_base_freq | HVMPV_no_freq | HVMPV_time_ref_count | HVMPV_reference_tsc | HVMPV_hcall_remote_tlb_flush | \
     HVMPV_apic_assist | HVMPV_crash_ctl | HVMPV_synic | HVMPV_stimer | HVMPV_hcall_ipi | HVMPV_ex_processor_masks | \
     HVMPV_no_vp_limit | HVMPV_cpu_hotplug) /* All of them. */
/* ` } */

#endif

/* What becomes of interrupts of emulated timers that were due while a vCPU did not run. */
/* ` enum hvm_timer_mode { // HVMPTM_* */
#define HVMPTM_delay_for_missed_ticks    0 /* They are made up for, and the guest's time lags behind until they are. */
#define HVMPTM_no_delay_for_missed_ticks 1 /* They are made up for, and the guest's time is the real one meanwhile. */
#define HVMPTM_no_missed_ticks_pending   2 /* They are lost, but a vCPU that always misses them gets some. */
#define HVMPTM_one_missed_tick_pending   3 /* One late interrupt stands for all of them, and the guest's time is the real one. */
/* ` } */

/* Who may deal with views of a guest's memory. */
/* ` enum xen_altp2m_mode { // XEN_ALTP2M_* */
#define XEN_ALTP2M_disabled 0 /* Nobody. */
#define XEN_ALTP2M_mixed    1 /* The guest, and who controls it. */
#define XEN_ALTP2M_external 2 /* Who controls the guest. */
#define XEN_ALTP2M_limited  3 /* Who controls the guest; the guest itself may switch, and ask to be told by exceptions. */
/* ` } */

/* What machine checks can do beyond the ordinary. */
/* ` flags xen_hvm_mca_cap { // XEN_HVM_MCA_CAP_* */
#define XEN_HVM_MCA_CAP_LMCE (xen_mk_ullong(1) << 0) /* Go to the one vCPU that they are about. */
#define XEN_HVM_MCA_CAP_MASK XEN_HVM_MCA_CAP_LMCE /* All of that. */
/* ` } */

#endif /* __XEN_PUBLIC_HVM_PARAMS_H__ */
