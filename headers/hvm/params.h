/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * HVM parameters, for `HVMOP_set_param` and `HVMOP_get_param`.
 */

#ifndef __XEN_PUBLIC_HVM_PARAMS_H__
#define __XEN_PUBLIC_HVM_PARAMS_H__

#include "hvm_op.h"

/*
 * `incontents 141 hvmparams HVM parameters
 *
 * Each domain has `HVM_NR_PARAMS` values of 64 bits. The toolstack sets most of them when it builds
 * the guest. A guest first reads four: the frames of the xenstore ring (`HVM_PARAM_STORE_PFN`) and
 * the console ring (`HVM_PARAM_CONSOLE_PFN`), and their event channels. It then sets how upcalls
 * are delivered (`HVM_PARAM_CALLBACK_IRQ`). Unless stated otherwise, a guest can neither read nor
 * set a parameter of its own.
 */

/* HVM parameters. */
/* ` enum hvm_param { // HVM_PARAM_* */
#if defined(__XEN__) || defined(__XEN_TOOLS__)
#define HVM_PARAM_PAE_ENABLED               4  /* Unused. */
#define HVM_PARAM_DM_DOMAIN                 13 /* Unused. */
#define HVM_PARAM_MEMORY_EVENT_CR0          20 /* Unused. */
#define HVM_PARAM_MEMORY_EVENT_CR3          21 /* Unused. */
#define HVM_PARAM_MEMORY_EVENT_CR4          22 /* Unused. */
#define HVM_PARAM_MEMORY_EVENT_INT3         23 /* Unused. */
#define HVM_PARAM_NESTEDHVM                 24 /* Unused. */
#define HVM_PARAM_MEMORY_EVENT_SINGLE_STEP  25 /* Unused. */
#define HVM_PARAM_BUFIOREQ_EVTCHN           26 /* Unused. */
#define HVM_PARAM_MEMORY_EVENT_MSR          30 /* Unused. */
#endif
/*
 * The delivery method of upcalls; 0 for none.
 *
 * The high 8 bits are an `enum hvm_callback_type`, the rest is its argument.
 *
 * Applies to vCPU 0; a vector on x86 applies to all vCPUs. The guest reads and sets it; on Arm the
 * toolstack sets it.
 *
 * On x86, `struct shared_info` gets the layout of the mode, 32-bit or 64-bit, of the vCPU that sets
 * this.
 */
#define HVM_PARAM_CALLBACK_IRQ         0
/* The frame of the xenstore ring; the guest reads it. */
#define HVM_PARAM_STORE_PFN            1
/* The event channel of xenstore; the guest reads it, and on x86 sets it. */
#define HVM_PARAM_STORE_EVTCHN         2
/* The frame of synchronous I/O requests to the default device model. */
#define HVM_PARAM_IOREQ_PFN            5
/* The frame of buffered I/O requests to the default device model. */
#define HVM_PARAM_BUFIOREQ_PFN         6
#if defined(__i386__) || defined(__x86_64__)
/* The Viridian (Hyper-V) features offered to the guest, `hvm_viridian_features`. */
#define HVM_PARAM_VIRIDIAN             9
#endif
/* The handling of missed timer interrupts, an `enum hvm_timer_mode`; x86. */
#define HVM_PARAM_TIMER_MODE           10
/* Whether an HPET is emulated; x86. */
#define HVM_PARAM_HPET_ENABLED         11
/*
 * The address of an identity page table, for Intel processors without paging.
 *
 * It is guest-physical.
 */
#define HVM_PARAM_IDENT_PT             12
/* The ACPI S-state, 0 or 3; x86. */
#define HVM_PARAM_ACPI_S_STATE         14
/*
 * The address of a TSS, for Intel processors in real mode.
 *
 * The guest reads and sets it.
 */
#define HVM_PARAM_VM86_TSS             15
/* Whether periodic timers are aligned to reduce interrupts. */
#define HVM_PARAM_VPT_ALIGN            16
/* The frame of the console ring; the guest reads it. */
#define HVM_PARAM_CONSOLE_PFN          17
/* The event channel of the console; the guest reads it, and on x86 sets it. */
#define HVM_PARAM_CONSOLE_EVTCHN       18
/*
 * The I/O ports of the ACPI PM registers.
 *
 * 0 stands for 0x1f40, 0x1f44 and 0x1f48, 1 for 0xb000, 0xb004 and 0xb008.
 *
 * The guest reads and sets it.
 */
#define HVM_PARAM_ACPI_IOPORTS_LOCATION 19
/* The frame of the pager's ring. */
#define HVM_PARAM_PAGING_RING_PFN      27
/* The frame of the monitor's ring. */
#define HVM_PARAM_MONITOR_RING_PFN     28
/* The frame of the memory sharing ring. */
#define HVM_PARAM_SHARING_RING_PFN     29
/* The shutdown reason of a triple fault, an `enum sched_shutdown_reason`. */
#define HVM_PARAM_TRIPLE_FAULT_REASON  31
/* The first frame for ioreq servers. */
#define HVM_PARAM_IOREQ_SERVER_PFN     32
/* The number of frames for ioreq servers. */
#define HVM_PARAM_NR_IOREQ_SERVER_PAGES 33
/* The guest-physical address of the VM generation ID; the guest reads and sets it. */
#define HVM_PARAM_VM_GENERATION_ID_ADDR 34
/* Who may use altp2m, an `enum xen_altp2m_mode`; set once, the guest reads it. */
#define HVM_PARAM_ALTP2M               35
/*
 * The width of the x87 FIP/FDP that Xen saves.
 *
 * 8 bytes, 4 bytes with selectors, or 0 to choose each time.
 *
 * Some processors cannot save both. Do not change it on a processor without selectors. The guest
 * reads and sets it.
 */
#define HVM_PARAM_X87_FIP_WIDTH        36
/*
 * Like `HVM_PARAM_VM86_TSS`, with the size of the segment in the high 32 bits.
 *
 * The guest reads and sets it.
 */
#define HVM_PARAM_VM86_TSS_SIZED       37
/* Machine check capabilities, `xen_hvm_mca_cap`; x86. */
#define HVM_PARAM_MCA_CAP              38
/* ` } */

/* The number of parameters. */
#define HVM_NR_PARAMS 39

/* Mask of the type in `HVM_PARAM_CALLBACK_IRQ`. */
#define HVM_PARAM_CALLBACK_IRQ_TYPE_MASK xen_mk_ullong(0xFF00000000000000)

/* Delivery methods of upcalls: the high 8 bits of `HVM_PARAM_CALLBACK_IRQ`. */
/* ` enum hvm_callback_type { // HVM_PARAM_CALLBACK_TYPE_* */
/* A GSI, in the low 56 bits; not 0. */
#define HVM_PARAM_CALLBACK_TYPE_GSI      0
/*
 * A PCI INTx line.
 *
 * Segment in bits 32 to 47, bus from bit 16, device and function from bit 8, line in bits 0 and 1.
 */
#define HVM_PARAM_CALLBACK_TYPE_PCI_INTX 1
#if defined(__i386__) || defined(__x86_64__)
/* A vector on every vCPU, in the low 8 bits; needs `XENFEAT_hvm_callback_vector`. */
#define HVM_PARAM_CALLBACK_TYPE_VECTOR   2
#elif defined(__arm__) || defined(__aarch64__)
/* A PPI, in the low 8 bits, with its trigger flags in bits 8 to 15. */
#define HVM_PARAM_CALLBACK_TYPE_PPI      2
#endif
/* ` } */

#if defined(__arm__) || defined(__aarch64__)
/* Mask of the trigger flags of a PPI. Bit 8: edge-triggered. */
#define HVM_PARAM_CALLBACK_TYPE_PPI_FLAG_MASK      0xFF00
/* Trigger flag of a PPI, counted from bit 8: active low. */
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

/* Viridian (Hyper-V) features. */
/* ` flags hvm_viridian_features { // HVMPV_* */
/* Base MSRs, and the frequency MSRs. */
#define HVMPV_base_freq              (1 << _HVMPV_base_freq)
#define HVMPV_no_freq                (1 << _HVMPV_no_freq) /* No frequency MSRs, as before Xen
                                                              4.4. */
#define HVMPV_time_ref_count         (1 << _HVMPV_time_ref_count) /* The reference counter. */
#define HVMPV_reference_tsc          (1 << _HVMPV_reference_tsc) /* The reference TSC page. */
/* The remote TLB flush hypercall. */
#define HVMPV_hcall_remote_tlb_flush (1 << _HVMPV_hcall_remote_tlb_flush)
#define HVMPV_apic_assist            (1 << _HVMPV_apic_assist) /* The APIC assist page. */
#define HVMPV_crash_ctl              (1 << _HVMPV_crash_ctl) /* The crash MSRs. */
#define HVMPV_synic                  (1 << _HVMPV_synic) /* The synthetic interrupt controller. */
#define HVMPV_stimer                 (1 << _HVMPV_stimer) /* The synthetic timers. */
#define HVMPV_hcall_ipi              (1 << _HVMPV_hcall_ipi) /* The IPI hypercall. */
/* Hypercalls with extended processor masks. */
#define HVMPV_ex_processor_masks     (1 << _HVMPV_ex_processor_masks)
#define HVMPV_no_vp_limit            (1 << _HVMPV_no_vp_limit) /* More than 64 vCPUs. */
#define HVMPV_cpu_hotplug            (1 << _HVMPV_cpu_hotplug) /* CPU hotplug. */
#define HVMPV_feature_mask \
    (HVMPV_base_freq | HVMPV_no_freq | HVMPV_time_ref_count | HVMPV_reference_tsc | HVMPV_hcall_remote_tlb_flush | \
     HVMPV_apic_assist | HVMPV_crash_ctl | HVMPV_synic | HVMPV_stimer | HVMPV_hcall_ipi | HVMPV_ex_processor_masks | \
     HVMPV_no_vp_limit | HVMPV_cpu_hotplug) /* All features. */
/* ` } */

#endif

/* Handling of timer interrupts that were due while a vCPU did not run. */
/* ` enum hvm_timer_mode { // HVMPTM_* */
#define HVMPTM_delay_for_missed_ticks    0 /* Delivered late; guest time lags until they are
                                              delivered. */
#define HVMPTM_no_delay_for_missed_ticks 1 /* Delivered late; guest time is correct meanwhile. */
#define HVMPTM_no_missed_ticks_pending   2 /* Dropped, but some are delivered to a vCPU that misses
                                              all. */
#define HVMPTM_one_missed_tick_pending   3 /* Merged into one late interrupt; guest time is
                                              correct. */
/* ` } */

/* Who may use altp2m. */
/* ` enum xen_altp2m_mode { // XEN_ALTP2M_* */
#define XEN_ALTP2M_disabled 0 /* Nobody. */
#define XEN_ALTP2M_mixed    1 /* The guest and privileged domains. */
#define XEN_ALTP2M_external 2 /* Privileged domains. */
#define XEN_ALTP2M_limited  3 /* Privileged domains; the guest may switch views and enable #VE. */
/* ` } */

/* Machine check capabilities. */
/* ` flags xen_hvm_mca_cap { // XEN_HVM_MCA_CAP_* */
#define XEN_HVM_MCA_CAP_LMCE (xen_mk_ullong(1) << 0) /* Local machine checks (LMCE). */
#define XEN_HVM_MCA_CAP_MASK XEN_HVM_MCA_CAP_LMCE /* All capabilities. */
/* ` } */

#endif /* __XEN_PUBLIC_HVM_PARAMS_H__ */
