/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * Xen's trace: what it notes about its own work, for tools to read.
 */

#ifndef __XEN_PUBLIC_TRACE_H__
#define __XEN_PUBLIC_TRACE_H__

#include <stdint.h>

/*
 * `incontents 176 trace Traces of Xen
 *
 * Xen can note what it does, for each processor of the machine in a buffer of its own that a
 * privileged program maps and empties. A guest adds notes of its own by `HVMOP_xentrace`.
 *
 * An event is a number of 28 bits: in bits 16 to 27 one bit for its class, in bits 12 to 15 bits
 * for its subclass, and in the rest what it is. So a set of classes and subclasses, by which events
 * are chosen, is the same kind of number as an event. Above it, the first word of a record has the
 * number of words that follow, and whether there is a time. A record is a multiple of 32 bits long,
 * and takes up no more than it needs.
 *
 * The buffers are found by `struct t_info`: the numbers of the frames of each are in a list, whose
 * place in that structure, in units of 32 bits, is in `mfn_offset`, and a buffer begins with
 * `struct t_buf`.
 */

/* How many further words a record can have. */
#define TRACE_EXTRA_MAX   7
/* Where the first word of a record has the number of further words: from bit 28. */
#define TRACE_EXTRA_SHIFT 28

/* Where an event has its class: from bit 16. */
#define TRC_CLS_SHIFT 16

/* The event that the first word of a record is about. */
#define TRC_HD_TO_EVENT(x) ((x) & 0x0fffffff)
/* The bit of the first word of a record that says that a time follows. */
#define TRC_HD_CYCLE_FLAG  (1UL << 31)
/* Whether a time follows. */
#define TRC_HD_INCLUDES_CYCLE_COUNT(x) (((x) & TRC_HD_CYCLE_FLAG) != 0)
/* How many further words follow. */
#define TRC_HD_EXTRA(x)    (((x) >> TRACE_EXTRA_SHIFT) & TRACE_EXTRA_MAX)

/* Where an event has its subclass: from bit 12. */
#define TRC_SUBCLS_SHIFT 12

/* The classes of events, each with all its subclasses, and the subclasses. */
/* ` flags trc_class { // TRC_* */
#define TRC_GEN    0x0001f000 /* About the trace itself. */
#define TRC_SCHED  0x0002f000 /* The scheduler. */
#define TRC_DOM0OP 0x0004f000 /* What the privileged domain has Xen do. */
#define TRC_HVM    0x0008f000 /* Hardware-virtualised guests. */
#define TRC_MEM    0x0010f000 /* Memory. */
#define TRC_PV     0x0020f000 /* PV guests. */
#define TRC_SHADOW 0x0040f000 /* Shadow page tables. */
#define TRC_HW     0x0080f000 /* The machine. */
#define TRC_GUEST  0x0800f000 /* Notes of guests. */
#define TRC_ALL    0x0ffff000 /* All of them. */
#define TRC_HVM_ENTRYEXIT 0x00081000 /* The way into a guest and out of it. */
#define TRC_HVM_HANDLER   0x00082000 /* What is done in between. */
#define TRC_HVM_EMUL      0x00084000 /* Emulated devices. */
#define TRC_SCHED_MIN     0x00021000 /* Changes of a processor's state. */
#define TRC_SCHED_CLASS   0x00022000 /* What only one scheduler knows. */
#define TRC_SCHED_VERBOSE 0x00028000 /* Everything else about scheduling. */
#define TRC_DOM0_DOMOPS   0x00041000 /* Domains that come and go. */
#define TRC_HW_PM         0x00801000 /* The saving of power. */
#define TRC_HW_IRQ        0x00802000 /* Interrupts. */
#define TRC_PV_ENTRY      0x00201000 /* The ways from a PV guest into Xen. */
#define TRC_PV_SUBCALL    0x00202000 /* The calls within a multicall. */
/* ` } */

/* How many bits of an event of `TRC_SCHED_CLASS` say which scheduler it is of. */
#define TRC_SCHED_ID_BITS  3
/* Where these bits are: below the subclass. */
#define TRC_SCHED_ID_SHIFT (TRC_SUBCLS_SHIFT - TRC_SCHED_ID_BITS)
/* These bits, in their place. */
#define TRC_SCHED_ID_MASK  (((1UL << TRC_SCHED_ID_BITS) - 1) << TRC_SCHED_ID_SHIFT)
/* All other bits; the lowest nine of them are the scheduler's own. */
#define TRC_SCHED_EVT_MASK (~(TRC_SCHED_ID_MASK))

/* The schedulers. */
/* ` enum trc_scheduler { // TRC_SCHED_* */
#define TRC_SCHED_CSCHED   0 /* Credit. */
#define TRC_SCHED_CSCHED2  1 /* Credit 2. */
#define TRC_SCHED_ARINC653 3 /* ARINC 653. */
#define TRC_SCHED_RTDS     4 /* Real time. */
#define TRC_SCHED_SNULL    5 /* Null: each processor has its own. */
/* ` } */

/* The event `_e` of the scheduler `_c`, which is what follows `TRC_SCHED_` in its name. */
#define TRC_SCHED_CLASS_EVT(_c, _e)                                                             \
    ((TRC_SCHED_CLASS | ((TRC_SCHED_##_c << TRC_SCHED_ID_SHIFT) & TRC_SCHED_ID_MASK))           \
     + ((_e) & TRC_SCHED_EVT_MASK))

/* The bit of some events that says that addresses have 64 bits, not 32. */
#define TRC_64_FLAG 0x100

/* The events. */
/* ` enum trc_event { // TRC_* */
#define TRC_LOST_RECORDS                      (TRC_GEN + 1) /* Records were lost, as the buffer was
                                                               full. */
#define TRC_TRACE_WRAP_BUFFER                 (TRC_GEN + 2) /* The rest of the buffer's end is not
                                                               used. */
#define TRC_TRACE_CPU_CHANGE                  (TRC_GEN + 3) /* What follows is another processor's;
                                                               in files. */

/* A processor of a guest changed its state. */
#define TRC_SCHED_RUNSTATE_CHANGE             (TRC_SCHED_MIN + 1)
/* A processor of a guest goes on running. */
#define TRC_SCHED_CONTINUE_RUNNING            (TRC_SCHED_MIN + 2)
#define TRC_SCHED_DOM_ADD                     (TRC_SCHED_VERBOSE + 1) /* A domain came. */
#define TRC_SCHED_DOM_REM                     (TRC_SCHED_VERBOSE + 2) /* A domain went. */
/* A processor was put to sleep. */
#define TRC_SCHED_SLEEP                       (TRC_SCHED_VERBOSE + 3)
#define TRC_SCHED_WAKE                        (TRC_SCHED_VERBOSE + 4) /* A processor was woken. */
#define TRC_SCHED_YIELD                       (TRC_SCHED_VERBOSE + 5) /* A guest yielded. */
/* A guest waits for an event. */
#define TRC_SCHED_BLOCK                       (TRC_SCHED_VERBOSE + 6)
#define TRC_SCHED_SHUTDOWN                    (TRC_SCHED_VERBOSE + 7) /* A guest shut down. */
/* A scheduler was configured. */
#define TRC_SCHED_CTL                         (TRC_SCHED_VERBOSE + 8)
/* The share of a domain was changed. */
#define TRC_SCHED_ADJDOM                      (TRC_SCHED_VERBOSE + 9)
/* Another processor's turn came. */
#define TRC_SCHED_SWITCH                      (TRC_SCHED_VERBOSE + 10)
/* The scheduler's timer ran out. */
#define TRC_SCHED_S_TIMER_FN                  (TRC_SCHED_VERBOSE + 11)
/* The timer of ticks ran out. */
#define TRC_SCHED_T_TIMER_FN                  (TRC_SCHED_VERBOSE + 12)
/* A domain's timer ran out. */
#define TRC_SCHED_DOM_TIMER_FN                (TRC_SCHED_VERBOSE + 13)
/* About the one whose turn it was. */
#define TRC_SCHED_SWITCH_INFPREV              (TRC_SCHED_VERBOSE + 14)
/* About the one whose turn it is. */
#define TRC_SCHED_SWITCH_INFNEXT              (TRC_SCHED_VERBOSE + 15)
/* A guest said why it will shut down. */
#define TRC_SCHED_SHUTDOWN_CODE               (TRC_SCHED_VERBOSE + 16)
/* About the one whose turn it still is. */
#define TRC_SCHED_SWITCH_INFCONT              (TRC_SCHED_VERBOSE + 17)

#define TRC_DOM0_DOM_ADD                      (TRC_DOM0_DOMOPS + 1) /* A domain was made. */
#define TRC_DOM0_DOM_REM                      (TRC_DOM0_DOMOPS + 2) /* A domain was destroyed. */

#define TRC_MEM_PAGE_GRANT_MAP                (TRC_MEM + 1) /* A grant was mapped. */
#define TRC_MEM_PAGE_GRANT_UNMAP              (TRC_MEM + 2) /* A grant was unmapped. */
#define TRC_MEM_PAGE_GRANT_TRANSFER           (TRC_MEM + 3) /* A page was given away. */
#define TRC_MEM_SET_P2M_ENTRY                 (TRC_MEM + 4) /* A frame of a guest was changed. */
#define TRC_MEM_DECREASE_RESERVATION          (TRC_MEM + 5) /* A guest gave memory back. */
#define TRC_MEM_POD_POPULATE                  (TRC_MEM + 16) /* A page came when it was needed. */
#define TRC_MEM_POD_ZERO_RECLAIM              (TRC_MEM + 17) /* A page of zeroes was taken back. */
/* A large page was broken up for this. */
#define TRC_MEM_POD_SUPERPAGE_SPLINTER        (TRC_MEM + 18)

#define TRC_PV_HYPERCALL                      (TRC_PV_ENTRY + 1) /* A hypercall; of old. */
#define TRC_PV_TRAP                           (TRC_PV_ENTRY + 3) /* A trap. */
#define TRC_PV_PAGE_FAULT                     (TRC_PV_ENTRY + 4) /* A page fault. */
/* The forced invalid instruction, before CPUID. */
#define TRC_PV_FORCED_INVALID_OP              (TRC_PV_ENTRY + 5)
#define TRC_PV_EMULATE_PRIVOP                 (TRC_PV_ENTRY + 6) /* A privileged instruction. */
/* A segment of 4 GiB with a wrong limit. */
#define TRC_PV_EMULATE_4GB                    (TRC_PV_ENTRY + 7)
/* The first use of the floating-point unit. */
#define TRC_PV_MATH_STATE_RESTORE             (TRC_PV_ENTRY + 8)
#define TRC_PV_PAGING_FIXUP                   (TRC_PV_ENTRY + 9) /* A page fault that Xen mended. */
/* A page fault in a descriptor table. */
#define TRC_PV_GDT_LDT_MAPPING_FAULT          (TRC_PV_ENTRY + 10)
#define TRC_PV_PTWR_EMULATION                 (TRC_PV_ENTRY + 11) /* A write to a page table. */
/* A write to a page table of three levels. */
#define TRC_PV_PTWR_EMULATION_PAE             (TRC_PV_ENTRY + 12)
/* A hypercall, see `TRC_PV_HYPERCALL_V2_ARG_MASK`. */
#define TRC_PV_HYPERCALL_V2                   (TRC_PV_ENTRY + 13)
/* A call within a multicall, in the same form. */
#define TRC_PV_HYPERCALL_SUBCALL              (TRC_PV_SUBCALL + 14)

/* A page fault that is the guest's own. */
#define TRC_SHADOW_NOT_SHADOW                 (TRC_SHADOW + 1)
#define TRC_SHADOW_FAST_PROPAGATE             (TRC_SHADOW + 2) /* The same, seen at once. */
/* An access to a device, seen at once. */
#define TRC_SHADOW_FAST_MMIO                  (TRC_SHADOW + 3)
/* Something seen at once that was not so. */
#define TRC_SHADOW_FALSE_FAST_PATH            (TRC_SHADOW + 4)
#define TRC_SHADOW_MMIO                       (TRC_SHADOW + 5) /* An access to a device. */
#define TRC_SHADOW_FIXUP                      (TRC_SHADOW + 6) /* A page fault that Xen mended. */
/* A page fault of a domain that is going. */
#define TRC_SHADOW_DOMF_DYING                 (TRC_SHADOW + 7)
/* A write to a page table was emulated. */
#define TRC_SHADOW_EMULATE                    (TRC_SHADOW + 8)
/* A table lost its shadow, as user code wrote it. */
#define TRC_SHADOW_EMULATE_UNSHADOW_USER      (TRC_SHADOW + 9)
/* A table lost its shadow, as an event was under way. */
#define TRC_SHADOW_EMULATE_UNSHADOW_EVTINJ    (TRC_SHADOW + 10)
/* A table lost its shadow, as Xen cannot emulate that. */
#define TRC_SHADOW_EMULATE_UNSHADOW_UNHANDLED (TRC_SHADOW + 11)
/* Every page table was searched for a mapping. */
#define TRC_SHADOW_WRMAP_BF                   (TRC_SHADOW + 12)
/* A shadow went, as memory is short. */
#define TRC_SHADOW_PREALLOC_UNPIN             (TRC_SHADOW + 13)
/* A table that was let go its own way was read again. */
#define TRC_SHADOW_RESYNC_FULL                (TRC_SHADOW + 14)
/* The same, and it stays writable. */
#define TRC_SHADOW_RESYNC_ONLY                (TRC_SHADOW + 15)

#define TRC_HVM_VMENTRY                       (TRC_HVM_ENTRYEXIT + 0x01) /* Into the guest. */
/* Out of it, on Intel's. */
#define TRC_HVM_VMX_EXIT                      (TRC_HVM_ENTRYEXIT + 0x02)
/* The same, 64 bits. */
#define TRC_HVM_VMX_EXIT64                    (TRC_HVM_ENTRYEXIT + TRC_64_FLAG + 0x02)
#define TRC_HVM_SVM_EXIT                      (TRC_HVM_ENTRYEXIT + 0x03) /* Out of it, on AMD's. */
/* The same, 64 bits. */
#define TRC_HVM_SVM_EXIT64                    (TRC_HVM_ENTRYEXIT + TRC_64_FLAG + 0x03)
#define TRC_HVM_PF_XEN                        (TRC_HVM_HANDLER + 0x01) /* A page fault for Xen. */
/* The same, 64 bits. */
#define TRC_HVM_PF_XEN64                      (TRC_HVM_HANDLER + TRC_64_FLAG + 0x01)
/* A page fault for the guest. */
#define TRC_HVM_PF_INJECT                     (TRC_HVM_HANDLER + 0x02)
/* The same, 64 bits. */
#define TRC_HVM_PF_INJECT64                   (TRC_HVM_HANDLER + TRC_64_FLAG + 0x02)
/* An exception for the guest. */
#define TRC_HVM_INJ_EXC                       (TRC_HVM_HANDLER + 0x03)
/* An interrupt for the guest. */
#define TRC_HVM_INJ_VIRQ                      (TRC_HVM_HANDLER + 0x04)
#define TRC_HVM_REINJ_VIRQ                    (TRC_HVM_HANDLER + 0x05) /* The same again. */
/* A read of an emulated device; of old. */
#define TRC_HVM_IO_READ                       (TRC_HVM_HANDLER + 0x06)
/* A write to an emulated device; of old. */
#define TRC_HVM_IO_WRITE                      (TRC_HVM_HANDLER + 0x07)
/* A control register read. */
#define TRC_HVM_CR_READ                       (TRC_HVM_HANDLER + 0x08)
/* The same, 64 bits. */
#define TRC_HVM_CR_READ64                     (TRC_HVM_HANDLER + TRC_64_FLAG + 0x08)
/* A control register written. */
#define TRC_HVM_CR_WRITE                      (TRC_HVM_HANDLER + 0x09)
/* The same, 64 bits. */
#define TRC_HVM_CR_WRITE64                    (TRC_HVM_HANDLER + TRC_64_FLAG + 0x09)
#define TRC_HVM_DR_READ                       (TRC_HVM_HANDLER + 0x0A) /* A debug register read. */
/* A debug register written. */
#define TRC_HVM_DR_WRITE                      (TRC_HVM_HANDLER + 0x0B)
/* A model-specific register read. */
#define TRC_HVM_MSR_READ                      (TRC_HVM_HANDLER + 0x0C)
/* A model-specific register written. */
#define TRC_HVM_MSR_WRITE                     (TRC_HVM_HANDLER + 0x0D)
#define TRC_HVM_CPUID                         (TRC_HVM_HANDLER + 0x0E) /* CPUID. */
/* An interrupt of the machine. */
#define TRC_HVM_INTR                          (TRC_HVM_HANDLER + 0x0F)
/* A non-maskable interrupt of the machine. */
#define TRC_HVM_NMI                           (TRC_HVM_HANDLER + 0x10)
/* A system-management interrupt. */
#define TRC_HVM_SMI                           (TRC_HVM_HANDLER + 0x11)
#define TRC_HVM_VMMCALL                       (TRC_HVM_HANDLER + 0x12) /* A hypercall. */
#define TRC_HVM_HLT                           (TRC_HVM_HANDLER + 0x13) /* HLT. */
#define TRC_HVM_INVLPG                        (TRC_HVM_HANDLER + 0x14) /* INVLPG. */
/* The same, 64 bits. */
#define TRC_HVM_INVLPG64                      (TRC_HVM_HANDLER + TRC_64_FLAG + 0x14)
#define TRC_HVM_MCE                           (TRC_HVM_HANDLER + 0x15) /* A machine check. */
#define TRC_HVM_IOPORT_READ                   (TRC_HVM_HANDLER + 0x16) /* A port read. */
#define TRC_HVM_IOMEM_READ                    (TRC_HVM_HANDLER + 0x17) /* A device's memory read. */
#define TRC_HVM_CLTS                          (TRC_HVM_HANDLER + 0x18) /* CLTS. */
#define TRC_HVM_LMSW                          (TRC_HVM_HANDLER + 0x19) /* LMSW. */
/* The same, 64 bits. */
#define TRC_HVM_LMSW64                        (TRC_HVM_HANDLER + TRC_64_FLAG + 0x19)
#define TRC_HVM_RDTSC                         (TRC_HVM_HANDLER + 0x1a) /* RDTSC. */
/* The guest can take an interrupt now. */
#define TRC_HVM_INTR_WINDOW                   (TRC_HVM_HANDLER + 0x20)
/* A fault of the nested page tables. */
#define TRC_HVM_NPF                           (TRC_HVM_HANDLER + 0x21)
/* Real mode is being emulated. */
#define TRC_HVM_REALMODE_EMULATE              (TRC_HVM_HANDLER + 0x22)
#define TRC_HVM_TRAP                          (TRC_HVM_HANDLER + 0x23) /* A trap. */
#define TRC_HVM_TRAP_DEBUG                    (TRC_HVM_HANDLER + 0x24) /* A trap for a debugger. */
/* The emulated interrupt controller. */
#define TRC_HVM_VLAPIC                        (TRC_HVM_HANDLER + 0x25)
/* An extended control register read. */
#define TRC_HVM_XCR_READ64                    (TRC_HVM_HANDLER + TRC_64_FLAG + 0x26)
/* An extended control register written. */
#define TRC_HVM_XCR_WRITE64                   (TRC_HVM_HANDLER + TRC_64_FLAG + 0x27)
#define TRC_HVM_IOPORT_WRITE                  (TRC_HVM_HANDLER + 0x216) /* A port written. */
/* A device's memory written. */
#define TRC_HVM_IOMEM_WRITE                   (TRC_HVM_HANDLER + 0x217)

/* A timer of the HPET was set. */
#define TRC_HVM_EMUL_HPET_START_TIMER         (TRC_HVM_EMUL + 0x1)
#define TRC_HVM_EMUL_PIT_START_TIMER          (TRC_HVM_EMUL + 0x2) /* A timer of the PIT was set. */
/* A timer of the clock was set. */
#define TRC_HVM_EMUL_RTC_START_TIMER          (TRC_HVM_EMUL + 0x3)
/* A timer of the local APIC was set. */
#define TRC_HVM_EMUL_LAPIC_START_TIMER        (TRC_HVM_EMUL + 0x4)
/* A timer of the HPET was stopped. */
#define TRC_HVM_EMUL_HPET_STOP_TIMER          (TRC_HVM_EMUL + 0x5)
/* A timer of the PIT was stopped. */
#define TRC_HVM_EMUL_PIT_STOP_TIMER           (TRC_HVM_EMUL + 0x6)
/* A timer of the clock was stopped. */
#define TRC_HVM_EMUL_RTC_STOP_TIMER           (TRC_HVM_EMUL + 0x7)
/* A timer of the local APIC was stopped. */
#define TRC_HVM_EMUL_LAPIC_STOP_TIMER         (TRC_HVM_EMUL + 0x8)
#define TRC_HVM_EMUL_PIT_TIMER_CB             (TRC_HVM_EMUL + 0x9) /* A timer of the PIT ran out. */
/* A timer of the local APIC ran out. */
#define TRC_HVM_EMUL_LAPIC_TIMER_CB           (TRC_HVM_EMUL + 0xA)
#define TRC_HVM_EMUL_PIC_INT_OUTPUT           (TRC_HVM_EMUL + 0xB) /* The PIC's output changed. */
/* A processor was told of the PIC. */
#define TRC_HVM_EMUL_PIC_KICK                 (TRC_HVM_EMUL + 0xC)
/* An interrupt of the PIC was taken. */
#define TRC_HVM_EMUL_PIC_INTACK               (TRC_HVM_EMUL + 0xD)
#define TRC_HVM_EMUL_PIC_POSEDGE              (TRC_HVM_EMUL + 0xE) /* A line of the PIC rose. */
#define TRC_HVM_EMUL_PIC_NEGEDGE              (TRC_HVM_EMUL + 0xF) /* A line of the PIC fell. */
/* The PIC was asked for an interrupt. */
#define TRC_HVM_EMUL_PIC_PEND_IRQ_CALL        (TRC_HVM_EMUL + 0x10)
/* The local APIC was asked to let the PIC's pass. */
#define TRC_HVM_EMUL_LAPIC_PIC_INTR           (TRC_HVM_EMUL + 0x11)

/* A processor changed its frequency. */
#define TRC_PM_FREQ_CHANGE                    (TRC_HW_PM + 0x01)
#define TRC_PM_IDLE_ENTRY                     (TRC_HW_PM + 0x02) /* A processor went idle. */
/* A processor has something to do again. */
#define TRC_PM_IDLE_EXIT                      (TRC_HW_PM + 0x03)

/* To free the vector that a moved interrupt had must wait. */
#define TRC_HW_IRQ_MOVE_CLEANUP_DELAY         (TRC_HW_IRQ + 0x1)
/* The vector that a moved interrupt had was freed. */
#define TRC_HW_IRQ_MOVE_CLEANUP               (TRC_HW_IRQ + 0x2)
/* An interrupt was bound to a vector. */
#define TRC_HW_IRQ_BIND_VECTOR                (TRC_HW_IRQ + 0x3)
#define TRC_HW_IRQ_CLEAR_VECTOR               (TRC_HW_IRQ + 0x4) /* An interrupt lost its vector. */
#define TRC_HW_IRQ_MOVE_FINISH                (TRC_HW_IRQ + 0x5) /* An interrupt has moved. */
/* A vector was chosen for an interrupt. */
#define TRC_HW_IRQ_ASSIGN_VECTOR              (TRC_HW_IRQ + 0x6)
/* A vector came that no interrupt has. */
#define TRC_HW_IRQ_UNMAPPED_VECTOR            (TRC_HW_IRQ + 0x7)
#define TRC_HW_IRQ_HANDLED                    (TRC_HW_IRQ + 0x8) /* An interrupt was dealt with. */
/* ` } */

/* Flag of an HVM event: it was caused by a nested guest. */
#define TRC_HVM_NESTEDFLAG (0x400)

/*
 * Of the first further word of `TRC_PV_HYPERCALL_V2`: that the argument `i`, from
 * 0, follows as 32 bits, or as 64.
 */
#define TRC_PV_HYPERCALL_V2_ARG_32(i) (0x1 << (20 + 2 * (i)))
#define TRC_PV_HYPERCALL_V2_ARG_64(i) (0x2 << (20 + 2 * (i)))
/*
 * The bits that say which arguments follow, two for each of six.
 *
 * They are in the first extra word of `TRC_PV_HYPERCALL_V2`; the bits below are the number of the
 * hypercall. Irrelevant arguments are left out, and `TRC_64_FLAG` is never set.
 */
#define TRC_PV_HYPERCALL_V2_ARG_MASK  (0xfff00000)

/* A record of the trace. */
struct t_rec {
    uint32_t event : 28;     /* what happened, an `enum trc_event` */
    uint32_t extra_u32 : 3;  /* how many further words there are */
    uint32_t cycles_included : 1; /* whether there is a time */
    union {
        struct {
            uint32_t cycles_lo;    /* the time in the processor's cycles, low half */
            uint32_t cycles_hi;    /* the time in the processor's cycles, high half */
            uint32_t extra_u32[7]; /* the further words; only as many as there are stand in the
                                      buffer */
        } cycles;            /* with a time */
        struct {
            uint32_t extra_u32[7]; /* the further words; only as many as there are stand in the
                                      buffer */
        } nocycles;          /* without one */
    } u;                     /* what follows */
};

/*
 * The header of a trace buffer; records follow.
 *
 * Both counters are in bytes. They run from 0 to twice the length of the buffer, where they start
 * again, so that an empty buffer differs from a full one. They must not wrap at 32 bits, as the
 * length is not a power of two.
 */
struct t_buf {
    uint32_t cons;           /* how far was read; the tool writes it */
    uint32_t prod;           /* how far was written; Xen writes it */
};

/* Where the buffers are. */
struct t_info {
    uint16_t tbuf_size;      /* how many pages each buffer has */
    uint16_t mfn_offset[];   /* for each processor, where in this structure the frames of its buffer
                                are listed */
};

#endif /* __XEN_PUBLIC_TRACE_H__ */
