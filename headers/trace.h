/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * Xen's trace buffers: records of what the hypervisor does.
 */

#ifndef __XEN_PUBLIC_TRACE_H__
#define __XEN_PUBLIC_TRACE_H__

#include <stdint.h>
#include "xen-compat.h"

/*
 * `incontents 176 trace Traces of Xen
 *
 * Xen records events in one buffer per pCPU. A privileged program maps the buffers, and consumes
 * the records. A guest adds records of its own with `HVMOP_xentrace`.
 *
 * A record is a sequence of 32-bit words, of variable length. The first word contains:
 *
 * | bits | contents |
 * |---|---|
 * | 31 | 1 if the record has a timestamp (`TRC_HD_CYCLE_FLAG`) |
 * | 28 to 30 | the number of extra words |
 * | 16 to 27 | the class of the event, one bit |
 * | 12 to 15 | the subclass of the event, usually one bit |
 * | 0 to 11 | the number of the event |
 *
 * The two words of the timestamp follow, if there is one, and then the extra words. As classes and
 * subclasses are bits of an event, a mask of events to record has the same layout as an event.
 *
 * `struct t_info` locates the buffers: `mfn_offset` contains, for each pCPU, the offset of the list
 * of its buffer's frames, in units of 32 bits. A buffer starts with `struct t_buf`.
 */

/* The maximum number of extra words in a record. */
#define TRACE_EXTRA_MAX   7
/* The first bit of the number of extra words in a record's first word. */
#define TRACE_EXTRA_SHIFT 28

/* The first bit of the class in an event. */
#define TRC_CLS_SHIFT 16

/* The event in the first word of a record. */
#define TRC_HD_TO_EVENT(x) ((x) & 0x0fffffff)
/* The bit of a record's first word that means a timestamp follows. */
#define TRC_HD_CYCLE_FLAG  (1UL << 31)
/* Whether a timestamp follows the first word. */
#define TRC_HD_INCLUDES_CYCLE_COUNT(x) (((x) & TRC_HD_CYCLE_FLAG) != 0)
/* The number of extra words, from the first word of a record. */
#define TRC_HD_EXTRA(x)    (((x) >> TRACE_EXTRA_SHIFT) & TRACE_EXTRA_MAX)

/* The first bit of the subclass in an event. */
#define TRC_SUBCLS_SHIFT 12

/* Classes of events, with all their subclasses, and subclasses. */
/* ` flags trc_class { // TRC_* */
#define TRC_GEN    0x0001f000 /* The trace itself. */
#define TRC_SCHED  0x0002f000 /* The scheduler. */
#define TRC_DOM0OP 0x0004f000 /* Operations of dom0. */
#define TRC_HVM    0x0008f000 /* HVM guests. */
#define TRC_MEM    0x0010f000 /* Memory. */
#define TRC_PV     0x0020f000 /* PV guests. */
#define TRC_SHADOW 0x0040f000 /* Shadow page tables. */
#define TRC_HW     0x0080f000 /* The hardware. */
#define TRC_GUEST  0x0800f000 /* Records of guests. */
#define TRC_ALL    0x0ffff000 /* All classes. */
#define TRC_HVM_ENTRYEXIT 0x00081000 /* VM entries and VM exits. */
#define TRC_HVM_HANDLER   0x00082000 /* Handlers of VM exits. */
#define TRC_HVM_EMUL      0x00084000 /* Emulated devices. */
#define TRC_SCHED_MIN     0x00021000 /* Changes of the runstate of vCPUs. */
#define TRC_SCHED_CLASS   0x00022000 /* Events of a particular scheduler. */
#define TRC_SCHED_VERBOSE 0x00028000 /* All other scheduling events. */
#define TRC_DOM0_DOMOPS   0x00041000 /* Creation and destruction of domains. */
#define TRC_HW_PM         0x00801000 /* Power management. */
#define TRC_HW_IRQ        0x00802000 /* Interrupts. */
#define TRC_PV_ENTRY      0x00201000 /* Entries from a PV guest to Xen. */
#define TRC_PV_SUBCALL    0x00202000 /* The calls of a multicall. */
/* ` } */

/* The number of bits of the scheduler's ID in a `TRC_SCHED_CLASS` event. */
#define TRC_SCHED_ID_BITS  3
/* The first bit of the scheduler's ID, just below the subclass. */
#define TRC_SCHED_ID_SHIFT (TRC_SUBCLS_SHIFT - TRC_SCHED_ID_BITS)
/* The mask of the scheduler's ID. */
#define TRC_SCHED_ID_MASK  (((1UL << TRC_SCHED_ID_BITS) - 1) << TRC_SCHED_ID_SHIFT)
/* The mask of all other bits; the scheduler defines the lowest nine. */
#define TRC_SCHED_EVT_MASK (~(TRC_SCHED_ID_MASK))

/* IDs of schedulers. */
/* ` enum trc_scheduler { // TRC_SCHED_* */
#define TRC_SCHED_CSCHED   0 /* Credit. */
#define TRC_SCHED_CSCHED2  1 /* Credit2. */
#define TRC_SCHED_ARINC653 3 /* ARINC 653. */
#define TRC_SCHED_RTDS     4 /* RTDS, the real-time scheduler. */
#define TRC_SCHED_SNULL    5 /* Null: one vCPU per pCPU. */
/* ` } */

/* The event `_e` of the scheduler `TRC_SCHED_` followed by `_c`. */
#define TRC_SCHED_CLASS_EVT(_c, _e)                                                             \
    ((TRC_SCHED_CLASS | ((TRC_SCHED_##_c << TRC_SCHED_ID_SHIFT) & TRC_SCHED_ID_MASK))           \
     + ((_e) & TRC_SCHED_EVT_MASK))

/* The bit of an event that means 64-bit instead of 32-bit addresses. */
#define TRC_64_FLAG 0x100

/* Events. */
/* ` enum trc_event { // TRC_* */
#define TRC_LOST_RECORDS                      (TRC_GEN + 1) /* Records were lost, as the buffer was
                                                               full. */
#define TRC_TRACE_WRAP_BUFFER                 (TRC_GEN + 2) /* Padding to the end of the buffer. */
#define TRC_TRACE_CPU_CHANGE                  (TRC_GEN + 3) /* The next records are of another pCPU;
                                                               in trace files only. */

/* The runstate of a vCPU changed. */
#define TRC_SCHED_RUNSTATE_CHANGE             (TRC_SCHED_MIN + 1)
/* A vCPU continues to run. */
#define TRC_SCHED_CONTINUE_RUNNING            (TRC_SCHED_MIN + 2)
#define TRC_SCHED_DOM_ADD                     (TRC_SCHED_VERBOSE + 1) /* A domain was added. */
#define TRC_SCHED_DOM_REM                     (TRC_SCHED_VERBOSE + 2) /* A domain was removed. */
/* A vCPU was put to sleep. */
#define TRC_SCHED_SLEEP                       (TRC_SCHED_VERBOSE + 3)
#define TRC_SCHED_WAKE                        (TRC_SCHED_VERBOSE + 4) /* A vCPU was woken. */
#define TRC_SCHED_YIELD                       (TRC_SCHED_VERBOSE + 5) /* A vCPU yielded. */
/* A vCPU blocked. */
#define TRC_SCHED_BLOCK                       (TRC_SCHED_VERBOSE + 6)
#define TRC_SCHED_SHUTDOWN                    (TRC_SCHED_VERBOSE + 7) /* A domain shut down. */
/* The parameters of a scheduler were changed. */
#define TRC_SCHED_CTL                         (TRC_SCHED_VERBOSE + 8)
/* The scheduling parameters of a domain were changed. */
#define TRC_SCHED_ADJDOM                      (TRC_SCHED_VERBOSE + 9)
/* A context switch. */
#define TRC_SCHED_SWITCH                      (TRC_SCHED_VERBOSE + 10)
/* The scheduler's timer expired. */
#define TRC_SCHED_S_TIMER_FN                  (TRC_SCHED_VERBOSE + 11)
/* The periodic tick timer expired. */
#define TRC_SCHED_T_TIMER_FN                  (TRC_SCHED_VERBOSE + 12)
/* The timer of a domain expired. */
#define TRC_SCHED_DOM_TIMER_FN                (TRC_SCHED_VERBOSE + 13)
/* The vCPU that a context switch descheduled. */
#define TRC_SCHED_SWITCH_INFPREV              (TRC_SCHED_VERBOSE + 14)
/* The vCPU that a context switch scheduled. */
#define TRC_SCHED_SWITCH_INFNEXT              (TRC_SCHED_VERBOSE + 15)
/* A domain recorded its shutdown reason. */
#define TRC_SCHED_SHUTDOWN_CODE               (TRC_SCHED_VERBOSE + 16)
/* The vCPU that continues to run, as no switch was needed. */
#define TRC_SCHED_SWITCH_INFCONT              (TRC_SCHED_VERBOSE + 17)

#define TRC_DOM0_DOM_ADD                      (TRC_DOM0_DOMOPS + 1) /* A domain was created. */
#define TRC_DOM0_DOM_REM                      (TRC_DOM0_DOMOPS + 2) /* A domain was destroyed. */

#define TRC_MEM_PAGE_GRANT_MAP                (TRC_MEM + 1) /* A grant was mapped. */
#define TRC_MEM_PAGE_GRANT_UNMAP              (TRC_MEM + 2) /* A grant was unmapped. */
#define TRC_MEM_PAGE_GRANT_TRANSFER           (TRC_MEM + 3) /* A page was transferred by grant. */
#define TRC_MEM_SET_P2M_ENTRY                 (TRC_MEM + 4) /* A P2M entry was set. */
#define TRC_MEM_DECREASE_RESERVATION          (TRC_MEM + 5) /* A reservation was decreased. */
#define TRC_MEM_POD_POPULATE                  (TRC_MEM + 16) /* A PoD entry was populated. */
#define TRC_MEM_POD_ZERO_RECLAIM              (TRC_MEM + 17) /* PoD reclaimed a zeroed page. */
/* PoD split a superpage. */
#define TRC_MEM_POD_SUPERPAGE_SPLINTER        (TRC_MEM + 18)

#define TRC_PV_HYPERCALL                      (TRC_PV_ENTRY + 1) /* A hypercall, in the older
                                                                    format. */
#define TRC_PV_TRAP                           (TRC_PV_ENTRY + 3) /* A trap. */
#define TRC_PV_PAGE_FAULT                     (TRC_PV_ENTRY + 4) /* A page fault. */
/* Emulation after `XEN_EMULATE_PREFIX`, as for `cpuid`. */
#define TRC_PV_FORCED_INVALID_OP              (TRC_PV_ENTRY + 5)
#define TRC_PV_EMULATE_PRIVOP                 (TRC_PV_ENTRY + 6) /* A privileged instruction was
                                                                    emulated. */
/* A 32-bit access beyond a segment limit was fixed up. */
#define TRC_PV_EMULATE_4GB                    (TRC_PV_ENTRY + 7)
/* The FPU state was restored on first use. */
#define TRC_PV_MATH_STATE_RESTORE             (TRC_PV_ENTRY + 8)
#define TRC_PV_PAGING_FIXUP                   (TRC_PV_ENTRY + 9) /* Xen handled a page fault. */
/* A page fault on the GDT or LDT. */
#define TRC_PV_GDT_LDT_MAPPING_FAULT          (TRC_PV_ENTRY + 10)
#define TRC_PV_PTWR_EMULATION                 (TRC_PV_ENTRY + 11) /* A page-table write was
                                                                     emulated. */
/* A PAE page-table write was emulated. */
#define TRC_PV_PTWR_EMULATION_PAE             (TRC_PV_ENTRY + 12)
/* A hypercall; see `TRC_PV_HYPERCALL_V2_ARG_MASK`. */
#define TRC_PV_HYPERCALL_V2                   (TRC_PV_ENTRY + 13)
/* A call of a multicall, like `TRC_PV_HYPERCALL_V2`. */
#define TRC_PV_HYPERCALL_SUBCALL              (TRC_PV_SUBCALL + 14)

/* A page fault that shadowing did not cause. */
#define TRC_SHADOW_NOT_SHADOW                 (TRC_SHADOW + 1)
#define TRC_SHADOW_FAST_PROPAGATE             (TRC_SHADOW + 2) /* A guest's page fault, by the fast
                                                                  path. */
/* An MMIO access, by the fast path. */
#define TRC_SHADOW_FAST_MMIO                  (TRC_SHADOW + 3)
/* The fast path was wrong. */
#define TRC_SHADOW_FALSE_FAST_PATH            (TRC_SHADOW + 4)
#define TRC_SHADOW_MMIO                       (TRC_SHADOW + 5) /* An MMIO access. */
#define TRC_SHADOW_FIXUP                      (TRC_SHADOW + 6) /* Xen updated the shadow and handled
                                                                  the fault. */
/* A page fault of a dying domain. */
#define TRC_SHADOW_DOMF_DYING                 (TRC_SHADOW + 7)
/* A page-table write was emulated. */
#define TRC_SHADOW_EMULATE                    (TRC_SHADOW + 8)
/* Unshadowed after a write in user mode. */
#define TRC_SHADOW_EMULATE_UNSHADOW_USER      (TRC_SHADOW + 9)
/*
 * Unshadowed after a write in event delivery.
 *
 * The fault occurred while the processor delivered an event.
 */
#define TRC_SHADOW_EMULATE_UNSHADOW_EVTINJ    (TRC_SHADOW + 10)
/* Unshadowed, as emulation failed. */
#define TRC_SHADOW_EMULATE_UNSHADOW_UNHANDLED (TRC_SHADOW + 11)
/* A brute-force search for writable mappings. */
#define TRC_SHADOW_WRMAP_BF                   (TRC_SHADOW + 12)
/* A shadow was unpinned to free memory. */
#define TRC_SHADOW_PREALLOC_UNPIN             (TRC_SHADOW + 13)
/* An out-of-sync page table was resynchronised. */
#define TRC_SHADOW_RESYNC_FULL                (TRC_SHADOW + 14)
/* The same, and it stays writable. */
#define TRC_SHADOW_RESYNC_ONLY                (TRC_SHADOW + 15)

#define TRC_HVM_VMENTRY                       (TRC_HVM_ENTRYEXIT + 0x01) /* A VM entry. */
#if XEN_RELEASE >= 0x0413
/* A VM exit on Intel, 32-bit. */
#define TRC_HVM_VMX_EXIT                      (TRC_HVM_ENTRYEXIT + 0x02)
/* A VM exit on Intel, 64-bit. */
#define TRC_HVM_VMX_EXIT64                    (TRC_HVM_ENTRYEXIT + TRC_64_FLAG + 0x02)
#define TRC_HVM_SVM_EXIT                      (TRC_HVM_ENTRYEXIT + 0x03) /* A VM exit on AMD,
                                                                            32-bit. */
/* A VM exit on AMD, 64-bit. */
#define TRC_HVM_SVM_EXIT64                    (TRC_HVM_ENTRYEXIT + TRC_64_FLAG + 0x03)
#else
/* A VM exit, 32-bit. */
#define TRC_HVM_VMEXIT                        (TRC_HVM_ENTRYEXIT + 0x02)
/* A VM exit, 64-bit. */
#define TRC_HVM_VMEXIT64                      (TRC_HVM_ENTRYEXIT + TRC_64_FLAG + 0x02)
#endif
#define TRC_HVM_PF_XEN                        (TRC_HVM_HANDLER + 0x01) /* A page fault that Xen
                                                                          handled, 32-bit. */
/* A page fault that Xen handled, 64-bit. */
#define TRC_HVM_PF_XEN64                      (TRC_HVM_HANDLER + TRC_64_FLAG + 0x01)
/* A page fault injected into the guest, 32-bit. */
#define TRC_HVM_PF_INJECT                     (TRC_HVM_HANDLER + 0x02)
/* A page fault injected into the guest, 64-bit. */
#define TRC_HVM_PF_INJECT64                   (TRC_HVM_HANDLER + TRC_64_FLAG + 0x02)
/* An exception was injected. */
#define TRC_HVM_INJ_EXC                       (TRC_HVM_HANDLER + 0x03)
/* An interrupt was injected. */
#define TRC_HVM_INJ_VIRQ                      (TRC_HVM_HANDLER + 0x04)
#define TRC_HVM_REINJ_VIRQ                    (TRC_HVM_HANDLER + 0x05) /* An interrupt was injected
                                                                          again. */
/* A read of an emulated device; obsolete. */
#define TRC_HVM_IO_READ                       (TRC_HVM_HANDLER + 0x06)
/* A write to an emulated device; obsolete. */
#define TRC_HVM_IO_WRITE                      (TRC_HVM_HANDLER + 0x07)
/* A control register was read, 32-bit. */
#define TRC_HVM_CR_READ                       (TRC_HVM_HANDLER + 0x08)
/* A control register was read, 64-bit. */
#define TRC_HVM_CR_READ64                     (TRC_HVM_HANDLER + TRC_64_FLAG + 0x08)
/* A control register was written, 32-bit. */
#define TRC_HVM_CR_WRITE                      (TRC_HVM_HANDLER + 0x09)
/* A control register was written, 64-bit. */
#define TRC_HVM_CR_WRITE64                    (TRC_HVM_HANDLER + TRC_64_FLAG + 0x09)
#define TRC_HVM_DR_READ                       (TRC_HVM_HANDLER + 0x0A) /* A debug register was
                                                                          read. */
/* A debug register was written. */
#define TRC_HVM_DR_WRITE                      (TRC_HVM_HANDLER + 0x0B)
/* An MSR was read. */
#define TRC_HVM_MSR_READ                      (TRC_HVM_HANDLER + 0x0C)
/* An MSR was written. */
#define TRC_HVM_MSR_WRITE                     (TRC_HVM_HANDLER + 0x0D)
#define TRC_HVM_CPUID                         (TRC_HVM_HANDLER + 0x0E) /* CPUID was executed. */
/* A physical interrupt. */
#define TRC_HVM_INTR                          (TRC_HVM_HANDLER + 0x0F)
/* A physical NMI. */
#define TRC_HVM_NMI                           (TRC_HVM_HANDLER + 0x10)
/* An SMI. */
#define TRC_HVM_SMI                           (TRC_HVM_HANDLER + 0x11)
#define TRC_HVM_VMMCALL                       (TRC_HVM_HANDLER + 0x12) /* A hypercall. */
#define TRC_HVM_HLT                           (TRC_HVM_HANDLER + 0x13) /* HLT was executed. */
#define TRC_HVM_INVLPG                        (TRC_HVM_HANDLER + 0x14) /* INVLPG was executed,
                                                                          32-bit. */
/* INVLPG was executed, 64-bit. */
#define TRC_HVM_INVLPG64                      (TRC_HVM_HANDLER + TRC_64_FLAG + 0x14)
#define TRC_HVM_MCE                           (TRC_HVM_HANDLER + 0x15) /* A machine check. */
#define TRC_HVM_IOPORT_READ                   (TRC_HVM_HANDLER + 0x16) /* An I/O port was read. */
#define TRC_HVM_IOMEM_READ                    (TRC_HVM_HANDLER + 0x17) /* MMIO was read. */
#define TRC_HVM_CLTS                          (TRC_HVM_HANDLER + 0x18) /* CLTS was executed. */
#define TRC_HVM_LMSW                          (TRC_HVM_HANDLER + 0x19) /* LMSW was executed,
                                                                          32-bit. */
/* LMSW was executed, 64-bit. */
#define TRC_HVM_LMSW64                        (TRC_HVM_HANDLER + TRC_64_FLAG + 0x19)
#define TRC_HVM_RDTSC                         (TRC_HVM_HANDLER + 0x1a) /* RDTSC was executed. */
/* The guest can accept an interrupt. */
#define TRC_HVM_INTR_WINDOW                   (TRC_HVM_HANDLER + 0x20)
/* A nested page fault. */
#define TRC_HVM_NPF                           (TRC_HVM_HANDLER + 0x21)
/* Real mode was emulated. */
#define TRC_HVM_REALMODE_EMULATE              (TRC_HVM_HANDLER + 0x22)
#define TRC_HVM_TRAP                          (TRC_HVM_HANDLER + 0x23) /* A trap. */
#define TRC_HVM_TRAP_DEBUG                    (TRC_HVM_HANDLER + 0x24) /* A debug trap. */
/* An event of the emulated local APIC. */
#define TRC_HVM_VLAPIC                        (TRC_HVM_HANDLER + 0x25)
/* An extended control register was read. */
#define TRC_HVM_XCR_READ64                    (TRC_HVM_HANDLER + TRC_64_FLAG + 0x26)
/* An extended control register was written. */
#define TRC_HVM_XCR_WRITE64                   (TRC_HVM_HANDLER + TRC_64_FLAG + 0x27)
#define TRC_HVM_IOPORT_WRITE                  (TRC_HVM_HANDLER + 0x216) /* An I/O port was
                                                                           written. */
/* MMIO was written. */
#define TRC_HVM_IOMEM_WRITE                   (TRC_HVM_HANDLER + 0x217)

/* A timer of the HPET was started. */
#define TRC_HVM_EMUL_HPET_START_TIMER         (TRC_HVM_EMUL + 0x1)
#define TRC_HVM_EMUL_PIT_START_TIMER          (TRC_HVM_EMUL + 0x2) /* A timer of the PIT was
                                                                      started. */
/* A timer of the RTC was started. */
#define TRC_HVM_EMUL_RTC_START_TIMER          (TRC_HVM_EMUL + 0x3)
/* The timer of a local APIC was started. */
#define TRC_HVM_EMUL_LAPIC_START_TIMER        (TRC_HVM_EMUL + 0x4)
/* A timer of the HPET was stopped. */
#define TRC_HVM_EMUL_HPET_STOP_TIMER          (TRC_HVM_EMUL + 0x5)
/* A timer of the PIT was stopped. */
#define TRC_HVM_EMUL_PIT_STOP_TIMER           (TRC_HVM_EMUL + 0x6)
/* A timer of the RTC was stopped. */
#define TRC_HVM_EMUL_RTC_STOP_TIMER           (TRC_HVM_EMUL + 0x7)
/* The timer of a local APIC was stopped. */
#define TRC_HVM_EMUL_LAPIC_STOP_TIMER         (TRC_HVM_EMUL + 0x8)
#define TRC_HVM_EMUL_PIT_TIMER_CB             (TRC_HVM_EMUL + 0x9) /* A timer of the PIT expired. */
/* The timer of a local APIC expired. */
#define TRC_HVM_EMUL_LAPIC_TIMER_CB           (TRC_HVM_EMUL + 0xA)
#define TRC_HVM_EMUL_PIC_INT_OUTPUT           (TRC_HVM_EMUL + 0xB) /* The output of the PIC
                                                                      changed. */
/* A vCPU was kicked for a PIC interrupt. */
#define TRC_HVM_EMUL_PIC_KICK                 (TRC_HVM_EMUL + 0xC)
/* A PIC interrupt was acknowledged. */
#define TRC_HVM_EMUL_PIC_INTACK               (TRC_HVM_EMUL + 0xD)
#define TRC_HVM_EMUL_PIC_POSEDGE              (TRC_HVM_EMUL + 0xE) /* A rising edge of a PIC
                                                                      input. */
#define TRC_HVM_EMUL_PIC_NEGEDGE              (TRC_HVM_EMUL + 0xF) /* A falling edge of a PIC
                                                                      input. */
/* The PIC was checked for pending interrupts. */
#define TRC_HVM_EMUL_PIC_PEND_IRQ_CALL        (TRC_HVM_EMUL + 0x10)
/*
 * The local APIC was checked for PIC interrupts.
 *
 * That is, whether it accepts them.
 */
#define TRC_HVM_EMUL_LAPIC_PIC_INTR           (TRC_HVM_EMUL + 0x11)

/* A pCPU changed its frequency. */
#define TRC_PM_FREQ_CHANGE                    (TRC_HW_PM + 0x01)
#define TRC_PM_IDLE_ENTRY                     (TRC_HW_PM + 0x02) /* A pCPU entered an idle state. */
/* A pCPU left an idle state. */
#define TRC_PM_IDLE_EXIT                      (TRC_HW_PM + 0x03)

/* Freeing a moved IRQ's old vector is delayed. */
#define TRC_HW_IRQ_MOVE_CLEANUP_DELAY         (TRC_HW_IRQ + 0x1)
/* The old vector of a moved IRQ was freed. */
#define TRC_HW_IRQ_MOVE_CLEANUP               (TRC_HW_IRQ + 0x2)
/* An IRQ was bound to a vector. */
#define TRC_HW_IRQ_BIND_VECTOR                (TRC_HW_IRQ + 0x3)
#define TRC_HW_IRQ_CLEAR_VECTOR               (TRC_HW_IRQ + 0x4) /* The vector of an IRQ was
                                                                    removed. */
#define TRC_HW_IRQ_MOVE_FINISH                (TRC_HW_IRQ + 0x5) /* The move of an IRQ finished. */
/* A vector was assigned to an IRQ. */
#define TRC_HW_IRQ_ASSIGN_VECTOR              (TRC_HW_IRQ + 0x6)
/* An interrupt on a vector without an IRQ. */
#define TRC_HW_IRQ_UNMAPPED_VECTOR            (TRC_HW_IRQ + 0x7)
#define TRC_HW_IRQ_HANDLED                    (TRC_HW_IRQ + 0x8) /* An IRQ was handled. */
/* ` } */

/* The bit of an HVM event that means a nested guest caused it. */
#define TRC_HVM_NESTEDFLAG (0x400)

/*
 * The mask bits in the first extra word of `TRC_PV_HYPERCALL_V2` that mean argument `i`, from 0,
 * follows as 32 or 64 bits.
 */
#define TRC_PV_HYPERCALL_V2_ARG_32(i) (0x1 << (20 + 2 * (i)))
#define TRC_PV_HYPERCALL_V2_ARG_64(i) (0x2 << (20 + 2 * (i)))
/*
 * The mask of recorded arguments, two bits for each of six.
 *
 * It is in the first extra word of `TRC_PV_HYPERCALL_V2`, above the hypercall number. Only relevant
 * arguments are recorded. `TRC_64_FLAG` is never set.
 */
#define TRC_PV_HYPERCALL_V2_ARG_MASK  (0xfff00000)

/* A trace record. */
struct t_rec {
    uint32_t event : 28;     /* the event, an `enum trc_event` */
    uint32_t extra_u32 : 3;  /* the number of extra words */
    uint32_t cycles_included : 1; /* 1 if the record has a timestamp */
    union {
        struct {
            uint32_t cycles_lo;    /* the timestamp in TSC cycles, low half */
            uint32_t cycles_hi;    /* the timestamp in TSC cycles, high half */
            uint32_t extra_u32[7]; /* the extra words; the buffer contains only those recorded */
        } cycles;            /* the rest of a record with a timestamp */
        struct {
            uint32_t extra_u32[7]; /* the extra words; the buffer contains only those recorded */
        } nocycles;          /* the rest of a record without a timestamp */
    } u;                     /* the words after the first one */
};

/*
 * The header of a trace buffer; records follow.
 *
 * Both indices are byte offsets. They increase from 0 to just below twice the size of the buffer,
 * and then restart at 0, which distinguishes an empty buffer from a full one. The size is not a
 * power of two, so they are not allowed to wrap at 32 bits.
 */
struct t_buf {
    uint32_t cons;           /* consumer index; the reader writes it */
    uint32_t prod;           /* producer index; Xen writes it */
};

/* The locations of the trace buffers. */
struct t_info {
    uint16_t tbuf_size;      /* the size of each buffer in pages */
    uint16_t mfn_offset[];   /* for each pCPU, the offset of the list of its buffer's MFNs in this
                                record, in units of 32 bits */
};

#endif /* __XEN_PUBLIC_TRACE_H__ */
