/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * The part of the guest interface that 32-bit and 64-bit x86 have in common; `xen.h` leads here,
 * and is where to begin.
 */

#ifndef __XEN_PUBLIC_XEN_H__

#include "../xen.h"

#elif !defined(__XEN_PUBLIC_ARCH_X86_XEN_H__) && (defined(__i386__) || defined(__x86_64__))

#define __XEN_PUBLIC_ARCH_X86_XEN_H__

/*
 * `incontents 60 x86 x86 guests
 *
 * A PV guest has no interrupt table, no descriptor tables and no control registers of its own. It
 * hands Xen a table of exception handlers (`HYPERVISOR_set_trap_table`), entry points for events
 * (`HYPERVISOR_set_callbacks`) and the frames of its descriptor tables (`HYPERVISOR_set_gdt`), and
 * Xen checks each of them, so that the guest can do no more with them than its privilege allows.
 * The kernel of a 32-bit guest runs in ring 1; a 64-bit guest has rings 0 and 3 only, both of them
 * ring 3 to the processor.
 *
 * None of this concerns hardware-virtualised guests, whose processor has the real thing.
 */

/*
 * A handle is an address of guest memory. Inside a structure it is itself a
 * structure, or a bare pointer for includers that speak an interface version below 0x00030201; each
 * type that has handles is declared once, and gets one for constant data too.
 */
#if __XEN_INTERFACE_VERSION__ >= 0x00030201
#define ___DEFINE_XEN_GUEST_HANDLE(name, type) \
    typedef struct { type *p; } __guest_handle_##name
#else
#define ___DEFINE_XEN_GUEST_HANDLE(name, type) \
    typedef type *__guest_handle_##name
#endif

#define __DEFINE_XEN_GUEST_HANDLE(name, type) \
    ___DEFINE_XEN_GUEST_HANDLE(name, type); \
    ___DEFINE_XEN_GUEST_HANDLE(const_##name, const type)
#define DEFINE_XEN_GUEST_HANDLE(name)  __DEFINE_XEN_GUEST_HANDLE(name, name)
#define __XEN_GUEST_HANDLE(name)       __guest_handle_##name
#define XEN_GUEST_HANDLE(name)         __XEN_GUEST_HANDLE(name)
#define XEN_GUEST_HANDLE_PARAM(name)   XEN_GUEST_HANDLE(name)
#define set_xen_guest_handle_raw(hnd, val) \
    do { \
        (hnd).p = (val); \
    } while (0)
#define set_xen_guest_handle(hnd, val) set_xen_guest_handle_raw(hnd, val)

#ifdef __i386__
#include "xen-x86_32.h"
#else
#include "xen-x86_64.h"
#endif

#ifndef __ASSEMBLY__
/* A frame number: an MFN for PV guests, otherwise a GFN. */
typedef unsigned long xen_pfn_t; /* ` distinct pfn */
/* How `printf` shows a frame number in hexadecimal. */
#define PRI_xen_pfn "lx"
/* How `printf` shows a frame number in decimal. */
#define PRIu_xen_pfn "lu"
#endif

/* There are guests that start by way of `struct start_info`. */
#define XEN_HAVE_PV_GUEST_ENTRY 1

/* There are guests with an interrupt flag in `struct vcpu_info`. */
#define XEN_HAVE_PV_UPCALL_MASK 1

/*
 * `incontents 200 segdesc Segment Descriptor Tables
 *
 * A PV guest may have a global descriptor table of 7168 entries, in up to 14 frames; Xen keeps the
 * rest of the table for itself. Frames that serve as one are read-only to the guest, and are
 * changed with `HYPERVISOR_update_descriptor`. The local table is set with `MMUEXT_SET_LDT`.
 */

/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_set_gdt(const xen_pfn_t frames[], unsigned int entries)
 * ` guests pv32 pv64
 * `
 * @frames IN: the machine frames of the table, 512 entries in each; so fewer of them than of
 *   entries
 * @entries IN: how many entries the table has
 *
 * Replaces the global descriptor table of the calling vCPU.
 *
 * Errors:
 *   EINVAL  more than `FIRST_RESERVED_GDT_ENTRY` entries, or a frame is mapped writable or holds a
 *           descriptor that is not acceptable
 *   EFAULT  the list of frames could not be read
 *
 * Safety:
 *   The selectors that are loaded must mean the same in the new table.
 */

/* The first page of the global descriptor table that is Xen's. */
#define FIRST_RESERVED_GDT_PAGE  14
/* The first byte of the global descriptor table that is Xen's. */
#define FIRST_RESERVED_GDT_BYTE  (FIRST_RESERVED_GDT_PAGE * 4096)
/* The first entry of the global descriptor table that is Xen's. */
#define FIRST_RESERVED_GDT_ENTRY (FIRST_RESERVED_GDT_BYTE / 8)

/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_update_descriptor(u64 pa, u64 desc)
 * ` guests pv32 pv64
 * `
 * @pa IN: the machine address of the descriptor, a multiple of 8, in a frame of a descriptor table
 *   or in writable memory; => maddr
 * @desc IN: the new descriptor, in the processor's own form
 *
 * Changes one segment descriptor.
 *
 * Errors:
 *   EINVAL  the address is not aligned or not of the caller's memory, or the descriptor is not
 *           acceptable
 *
 * Safety:
 *   Eight bytes of the caller's memory are overwritten, and the selector that names them changes
 *   its meaning.
 */

/*
 * The number of vCPUs that have an entry in `struct shared_info`.
 *
 * Every other vCPU must register its own.
 */
#define XEN_LEGACY_MAX_VCPUS 32

#ifndef __ASSEMBLY__

/* A word as wide as the guest's registers. */
typedef unsigned long xen_ulong_t;
/* How `printf` shows such a word in hexadecimal. */
#define PRI_xen_ulong "lx"

/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_stack_switch(unsigned long ss, unsigned long esp)
 * ` guests pv32 pv64
 * `
 * @ss IN: the stack segment
 * @esp IN: the stack pointer; => vaddr
 *
 * Sets the kernel's stack of the calling vCPU, to be used on the next entry from user mode.
 *
 * Safety:
 *   Xen writes exception frames below the address.
 */

/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_set_trap_table(const struct trap_info traps[])
 * ` guests pv32 pv64
 * `
 * @traps IN: handlers, in any order, up to one whose address is 0; none at all empties the table
 *
 * Sets the exception handlers of the calling vCPU; those not in the list stay as they are.
 *
 * Errors:
 *   EFAULT  the list could not be read
 *   EINVAL  an address is not canonical
 *
 * Safety:
 *   The list must end with an entry whose address is 0, and each handler must be ready for its
 *   exception.
 */

/* Who may raise an exception by instruction, from an entry of the table. */
#define TI_GET_DPL(_ti)       ((_ti)->flags & 3)
/* Whether a handler starts with events masked, from an entry of the table. */
#define TI_GET_IF(_ti)        ((_ti)->flags & 4)
/* Sets who may raise an exception by instruction, in an entry of the table that has 0 there. */
#define TI_SET_DPL(_ti, _dpl) ((_ti)->flags |= (_dpl))
/* Makes a handler start with events masked, in an entry of the table. */
#define TI_SET_IF(_ti, _if)   ((_ti)->flags |= ((!!(_if)) << 2))

/* The handler of one exception. */
struct trap_info {
    uint8_t vector;          /* IN: the exception's number */
    uint8_t flags;           /* IN: bits 0 and 1: the ring that may raise it by instruction, 0 for
                                none; bit 2: mask events */
    uint16_t cs;             /* IN: the code segment of the handler */
    unsigned long address;   /* IN: the address of the handler, 0 for the end of a list; => vaddr */
};
/* Short name of `struct trap_info`. */
typedef struct trap_info trap_info_t;
DEFINE_XEN_GUEST_HANDLE(trap_info_t);

/* A reading of the time-stamp counter. */
typedef uint64_t tsc_timestamp_t;

#define _VGCF_i387_valid               0 /* Bit number of `VGCF_i387_valid`. */
#define _VGCF_in_kernel                2 /* Bit number of `VGCF_in_kernel`. */
#define _VGCF_failsafe_disables_events 3 /* Bit number of `VGCF_failsafe_disables_events`. */
#define _VGCF_syscall_disables_events  4 /* Bit number of `VGCF_syscall_disables_events`. */
#define _VGCF_online                   5 /* Bit number of `VGCF_online`. */

/* How a vCPU is to be started. */
/* ` flags vcpu_guest_context_flags { // VGCF_* */
#define VGCF_i387_valid               (1 << _VGCF_i387_valid) /* The floating-point state counts. */
#define VGCF_in_kernel                (1 << _VGCF_in_kernel) /* It starts in the kernel. */
/* The failsafe entry masks events. */
#define VGCF_failsafe_disables_events (1 << _VGCF_failsafe_disables_events)
/* The system-call entry masks events. */
#define VGCF_syscall_disables_events  (1 << _VGCF_syscall_disables_events)
#define VGCF_online                   (1 << _VGCF_online) /* It runs at once. */
/* ` } */

/* The older name of `VGCF_i387_valid`. */
#define VGCF_I387_VALID (1 << 0)
/* The older name of `VGCF_in_kernel`. */
#define VGCF_IN_KERNEL  (1 << 2)

/*
 * The state of a vCPU of a PV guest.
 *
 * Argument of `VCPUOP_initialise`; the toolstack uses it too.
 *
 * For an HVM guest, the toolstack sets only the floating-point state, `flags`, `user_regs` and the
 * debug registers.
 */
struct vcpu_guest_context {
    struct {
        char x[512];                      /* as the instruction FXSAVE has it */
    } fpu_ctxt;                           /* the floating-point state */
    unsigned long flags;                  /* how to start; => flags vcpu_guest_context_flags */
    struct cpu_user_regs user_regs;       /* the general registers */
    struct trap_info trap_ctxt[256];      /* the exception handlers */
    unsigned long ldt_base;               /* where the local descriptor table begins; => vaddr */
    unsigned long ldt_ents;               /* how many entries it has */
    unsigned long gdt_frames[16];         /* the machine frames of the global descriptor table */
    unsigned long gdt_ents;               /* how many entries it has */
    unsigned long kernel_ss;              /* the segment of the kernel's stack */
    unsigned long kernel_sp;              /* the pointer of the kernel's stack; => vaddr */
    unsigned long ctrlreg[8];             /* the control registers; a 64-bit guest's user page table
                                             in place of number 1 */
    unsigned long debugreg[8];            /* the debug registers */
#ifdef __i386__
    unsigned long event_callback_cs;      /* the segment of the entry for events */
    unsigned long event_callback_eip;     /* the address of the entry for events; => vaddr */
    unsigned long failsafe_callback_cs;   /* the segment of the failsafe entry */
    unsigned long failsafe_callback_eip;  /* the address of the failsafe entry; => vaddr */
#else
    unsigned long event_callback_eip;     /* the entry for events; => vaddr */
    unsigned long failsafe_callback_eip;  /* the failsafe entry; => vaddr */
    unsigned long syscall_callback_eip;   /* the entry for system calls; => vaddr */
#endif
    unsigned long vm_assist;              /* a bit for each `enum vm_assist_type` that is on */
#ifdef __x86_64__
    uint64_t fs_base;                     /* the base of fs */
    uint64_t gs_base_kernel;              /* the base of gs in the kernel */
    uint64_t gs_base_user;                /* the base of gs in user mode */
#endif
};
/* Short name of `struct vcpu_guest_context`. */
typedef struct vcpu_guest_context vcpu_guest_context_t;
DEFINE_XEN_GUEST_HANDLE(vcpu_guest_context_t);

/*
 * The x86 part of the shared info.
 *
 * Most of it tells the toolstack where a PV guest keeps its P2M.
 *
 * The P2M is found through a tree of frames (`pfn_to_mfn_frame_list_list`), or as one range of
 * addresses in an address space (`p2m_cr3`, `p2m_vaddr`). The guest adds 1 to `p2m_generation`
 * before and after it changes the mapping of that range.
 */
struct arch_shared_info {
    unsigned long max_pfn;                /* how many entries of the list count */
    xen_pfn_t pfn_to_mfn_frame_list_list; /* the root of the tree; 0 if not yet known, all ones if
                                             there is none */
    unsigned long nmi_reason;             /* why a non-maskable interrupt came */
    unsigned long p2m_cr3;                /* the address space of the range, as in cr3; 0 if there
                                             is no range */
    unsigned long p2m_vaddr;              /* the start of the range; => vaddr */
    unsigned long p2m_generation;         /* odd while the mapping changes */
#ifdef __i386__
    uint32_t wc_sec_hi;                   /* seconds since 1970, high half: see
                                             `struct shared_info` */
#endif
};
/* Short name of `struct arch_shared_info`. */
typedef struct arch_shared_info arch_shared_info_t;

#if defined(__XEN__) || defined(__XEN_TOOLS__)

#define _XEN_X86_EMU_LAPIC    0 /* Bit number of `XEN_X86_EMU_LAPIC`. */
#define _XEN_X86_EMU_HPET     1 /* Bit number of `XEN_X86_EMU_HPET`. */
#define _XEN_X86_EMU_PM       2 /* Bit number of `XEN_X86_EMU_PM`. */
#define _XEN_X86_EMU_RTC      3 /* Bit number of `XEN_X86_EMU_RTC`. */
#define _XEN_X86_EMU_IOAPIC   4 /* Bit number of `XEN_X86_EMU_IOAPIC`. */
#define _XEN_X86_EMU_PIC      5 /* Bit number of `XEN_X86_EMU_PIC`. */
#define _XEN_X86_EMU_VGA      6 /* Bit number of `XEN_X86_EMU_VGA`. */
#define _XEN_X86_EMU_IOMMU    7 /* Bit number of `XEN_X86_EMU_IOMMU`. */
#define _XEN_X86_EMU_PIT      8 /* Bit number of `XEN_X86_EMU_PIT`. */
#define _XEN_X86_EMU_USE_PIRQ 9 /* Bit number of `XEN_X86_EMU_USE_PIRQ`. */
#define _XEN_X86_EMU_VPCI     10 /* Bit number of `XEN_X86_EMU_VPCI`. */

/* Which devices Xen emulates for a domain. */
/* ` flags xen_x86_emulation_flags { // XEN_X86_EMU_* */
#define XEN_X86_EMU_LAPIC    (1U << _XEN_X86_EMU_LAPIC) /* The local interrupt controller of each
                                                           vCPU. */
#define XEN_X86_EMU_HPET     (1U << _XEN_X86_EMU_HPET) /* The high-precision timer. */
#define XEN_X86_EMU_PM       (1U << _XEN_X86_EMU_PM) /* The power-management timer and registers. */
#define XEN_X86_EMU_RTC      (1U << _XEN_X86_EMU_RTC) /* The real-time clock. */
#define XEN_X86_EMU_IOAPIC   (1U << _XEN_X86_EMU_IOAPIC) /* The I/O interrupt controller. */
#define XEN_X86_EMU_PIC      (1U << _XEN_X86_EMU_PIC) /* The old pair of interrupt controllers. */
#define XEN_X86_EMU_VGA      (1U << _XEN_X86_EMU_VGA) /* The memory of the VGA screen. */
#define XEN_X86_EMU_IOMMU    (1U << _XEN_X86_EMU_IOMMU) /* An IOMMU. */
#define XEN_X86_EMU_PIT      (1U << _XEN_X86_EMU_PIT) /* The old timer. */
#define XEN_X86_EMU_USE_PIRQ (1U << _XEN_X86_EMU_USE_PIRQ) /* Interrupt lines that may become event
                                                              channels. */
#define XEN_X86_EMU_VPCI     (1U << _XEN_X86_EMU_VPCI) /* The configuration space of PCI. */
#define XEN_X86_EMU_ALL \
    (XEN_X86_EMU_LAPIC | XEN_X86_EMU_HPET | XEN_X86_EMU_PM | XEN_X86_EMU_RTC | XEN_X86_EMU_IOAPIC | XEN_X86_EMU_PIC | \
     XEN_X86_EMU_VGA | XEN_X86_EMU_IOMMU | XEN_X86_EMU_PIT | XEN_X86_EMU_USE_PIRQ | XEN_X86_EMU_VPCI) /* All of them. */
/* ` } */

/* What else a domain is given. */
/* ` flags xen_x86_misc_flags { // XEN_X86_* */
#define XEN_X86_MSR_RELAXED (1u << 0) /* Unknown model-specific registers read as 0 and ignore
                                         writes. */
/* ` } */

/* The highest of `flags xen_x86_misc_flags`. */
#define XEN_X86_MISC_FLAGS_MAX XEN_X86_MSR_RELAXED

/*
 * What the toolstack says about an x86 domain when it creates one; follows the
 * version of the domctl interface.
 */
struct xen_arch_domainconfig {
    uint32_t emulation_flags; /* IN: the devices to emulate; => flags xen_x86_emulation_flags */
    uint32_t misc_flags;      /* IN: what else; => flags xen_x86_misc_flags */
};

#endif

/* As a subleaf: this leaf has none. */
#define XEN_CPUID_NO_SUBLEAF 0xffffffffu

/* What the instruction CPUID answers to one question. */
typedef struct xen_cpuid_leaf {
    uint32_t leaf;           /* the question, in eax */
    uint32_t subleaf;        /* the rest of the question, in ecx, or `XEN_CPUID_NO_SUBLEAF` */
    uint32_t a;              /* the answer in eax */
    uint32_t b;              /* the answer in ebx */
    uint32_t c;              /* the answer in ecx */
    uint32_t d;              /* the answer in edx */
} xen_cpuid_leaf_t;
DEFINE_XEN_GUEST_HANDLE(xen_cpuid_leaf_t);

/* A model-specific register and what is in it. */
typedef struct xen_msr_entry {
    uint32_t idx;            /* the register's number */
    uint32_t flags;          /* always 0 */
    uint64_t val;            /* its contents */
} xen_msr_entry_t;
DEFINE_XEN_GUEST_HANDLE(xen_msr_entry_t);

#endif /* !__ASSEMBLY__ */

/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_fpu_taskswitch(int set)
 * ` guests pv32 pv64
 * `
 * @set IN: 0 to clear the flag, anything else to set it
 *
 * Sets or clears the flag TS of cr0, which makes the next floating-point instruction trap.
 *
 * Safety:
 *   While the flag is clear, floating-point and vector instructions use whatever the registers
 *   hold, so these must belong to the code that runs next. While it is set, each such instruction
 *   raises an exception, and compiled code may contain them anywhere.
 */

/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_set_debugreg(int regno, unsigned long value)
 * ` guests pv32 pv64
 * `
 * @regno IN: the register, from 0 to 7
 * @value IN: what to write
 *
 * Writes a debug register of the calling vCPU.
 *
 * Errors:
 *   ENODEV  there is no such register
 *   EINVAL  a bit is set that the register does not have
 *   EPERM   a breakpoint in Xen's memory, or a bit that is not for guests
 *
 * Safety:
 *   A breakpoint raises an exception in whatever code reaches it: the kernel's handler must be
 *   ready there.
 */

/*
 * ` unsigned long
 * ` HYPERVISOR_get_debugreg(int regno)
 * ` guests pv32 pv64
 * `
 * @regno IN: the register, from 0 to 7
 *
 * Reads a debug register of the calling vCPU.
 *
 * A register that does not exist gives the negative of ENODEV, which cannot be told from contents
 * of a register.
 */

/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_arch_0(void *mc)
 * ` guests pv32 pv64
 * `
 * @mc IN/OUT: a `struct xen_mc`, which begins with the operation and the version of its interface
 *
 * Fetches, injects and answers for errors that the machine's hardware reported (machine checks).
 *
 * The structure is stated by a header of Xen's that is not among these, `arch-x86/xen-mca.h`.
 *
 * Errors:
 *   EFAULT  the argument could not be read or written back
 *   EPERM   the caller is not the hardware domain
 *   EACCES  the version of the interface is another one
 *
 * Safety:
 *   The structure must be the one that Xen expects, and so must be all that its handles lead to.
 */

#ifdef __ASSEMBLY__
/* An invalid instruction of 5 bytes: Xen emulates the instruction after it. */
#define XEN_EMULATE_PREFIX .byte 0x0f,0x0b,0x78,0x65,0x6e ;
/* The `cpuid` instruction, emulated by Xen for a PV guest. */
#define XEN_CPUID XEN_EMULATE_PREFIX cpuid
#else
/*
 * An invalid instruction of 5 bytes: Xen emulates the instruction after it.
 *
 * Assembler text.
 */
#define XEN_EMULATE_PREFIX ".byte 0x0f,0x0b,0x78,0x65,0x6e ; "
/*
 * The `cpuid` instruction, emulated by Xen for a PV guest.
 *
 * Assembler text.
 */
#define XEN_CPUID XEN_EMULATE_PREFIX "cpuid"
#endif

/* The I/O port with which an HVM guest writes characters to Xen's log. */
#define XEN_HVM_DEBUGCONS_IOPORT 0xe9

#endif /* __XEN_PUBLIC_ARCH_X86_XEN_H__ */
