/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * The architecture-specific part for 32-bit and 64-bit x86; `xen.h` includes it.
 */

#ifndef __XEN_PUBLIC_XEN_H__

#include "../xen.h"

#elif !defined(__XEN_PUBLIC_ARCH_X86_XEN_H__) && (defined(__i386__) || defined(__x86_64__))

#define __XEN_PUBLIC_ARCH_X86_XEN_H__

/*
 * `incontents 60 x86 x86 guests
 *
 * A PV guest has no interrupt descriptor table, no descriptor tables and no control registers of
 * its own. It registers with Xen a table of exception handlers (`HYPERVISOR_set_trap_table`), entry
 * points for events (`HYPERVISOR_set_callbacks`), and the frames of its descriptor tables
 * (`HYPERVISOR_set_gdt`). Xen validates each of them, so that none exceeds the guest's privileges.
 * The kernel of a 32-bit guest runs in ring 1. The kernel of a 64-bit guest runs in ring 3 like its
 * programs; Xen tracks which of the two is running.
 *
 * None of this applies to HVM and PVH guests, which use the processor's own mechanisms.
 */

/*
 * A guest handle is an address of guest memory. In a record it is a structure, or for interface
 * versions below 0x00030201 a pointer. Each type with handles is declared once, which also declares
 * a handle to constant data.
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

#ifndef __ASSEMBLER__
/* A frame number: an MFN for PV guests, otherwise a GFN. */
typedef unsigned long xen_pfn_t; /* ` distinct pfn */
/* The `printf` format of a frame number in hexadecimal. */
#define PRI_xen_pfn "lx"
/* The `printf` format of a frame number in decimal. */
#define PRIu_xen_pfn "lu"
#endif

/* This architecture has guests that start with `struct start_info`. */
#define XEN_HAVE_PV_GUEST_ENTRY 1

/* This architecture has an upcall mask in `struct vcpu_info`. */
#define XEN_HAVE_PV_UPCALL_MASK 1

/*
 * `incontents 200 segdesc Segment Descriptor Tables
 *
 * The global descriptor table (GDT) of a PV vCPU has up to 7168 entries in up to 14 frames; Xen
 * uses the rest of the table. A guest cannot write to the frames of a descriptor table; it changes
 * entries with `HYPERVISOR_update_descriptor`. `MMUEXT_SET_LDT` sets the local descriptor table
 * (LDT).
 */

/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_set_gdt(const xen_pfn_t frames[], unsigned int entries)
 * ` guests pv32 pv64
 * `
 * @frames IN: the MFNs of the GDT, one per 512 entries
 * @entries IN: the number of entries
 *
 * Replaces the GDT of the calling vCPU.
 *
 * Errors:
 *   EINVAL  more than `FIRST_RESERVED_GDT_ENTRY` entries, or a frame has a writable mapping or
 *           contains an invalid descriptor
 *   EFAULT  the list of frames could not be read
 *
 * Safety:
 *   `frames` must have an element per 512 entries. The loaded selectors must have the same meaning
 *   in the new GDT.
 */

/* The first page of the GDT that Xen uses. */
#define FIRST_RESERVED_GDT_PAGE  14
/* The first byte of the GDT that Xen uses. */
#define FIRST_RESERVED_GDT_BYTE  (FIRST_RESERVED_GDT_PAGE * 4096)
/* The first entry of the GDT that Xen uses. */
#define FIRST_RESERVED_GDT_ENTRY (FIRST_RESERVED_GDT_BYTE / 8)

/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_update_descriptor(u64 pa, u64 desc)
 * ` guests pv32 pv64
 * `
 * @pa IN: the machine address of the descriptor, a multiple of 8, in a frame of a descriptor table
 *   or in writable memory; => maddr
 * @desc IN: the new descriptor, in the format of the processor
 *
 * Changes one segment descriptor.
 *
 * Errors:
 *   EINVAL  the address is misaligned or not in the caller's memory, or the descriptor is invalid
 *
 * Safety:
 *   Xen overwrites 8 bytes of the caller's memory, which changes the meaning of a selector.
 */

/*
 * The number of vCPUs with a `vcpu_info` in `struct shared_info`.
 *
 * All other vCPUs must register their own.
 */
#define XEN_LEGACY_MAX_VCPUS 32

#ifndef __ASSEMBLER__

/* An integer of the size of a register. */
typedef unsigned long xen_ulong_t;
/* The `printf` format of a `xen_ulong_t` in hexadecimal. */
#define PRI_xen_ulong "lx"

/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_stack_switch(unsigned long ss, unsigned long esp)
 * ` guests pv32 pv64
 * `
 * @ss IN: the stack segment selector
 * @esp IN: the stack pointer; => vaddr
 *
 * Sets the kernel stack of the calling vCPU, for entries from user mode.
 *
 * Safety:
 *   Xen writes exception frames below the stack pointer.
 */

/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_set_trap_table(const struct trap_info traps[])
 * ` guests pv32 pv64
 * `
 * @traps IN: the handlers, in any order, ended by one with address 0; NULL removes all handlers
 *
 * Sets exception handlers of the calling vCPU.
 *
 * Exceptions that are not in the list keep their handlers.
 *
 * Errors:
 *   EFAULT  the list could not be read
 *   EINVAL  an address is not canonical
 *
 * Safety:
 *   The list must end with an entry with address 0, and each handler must be able to handle its
 *   exception.
 */

/* The privilege level that may raise the exception by instruction. */
#define TI_GET_DPL(_ti)       ((_ti)->flags & 3)
/* Nonzero if the handler starts with upcalls masked. */
#define TI_GET_IF(_ti)        ((_ti)->flags & 4)
/* Sets the privilege level of an entry whose level is 0. */
#define TI_SET_DPL(_ti, _dpl) ((_ti)->flags |= (_dpl))
/* Makes the handler of an entry start with upcalls masked. */
#define TI_SET_IF(_ti, _if)   ((_ti)->flags |= ((!!(_if)) << 2))

/* An exception handler. */
struct trap_info {
    uint8_t vector;          /* IN: the exception vector */
    uint8_t flags;           /* IN: bits 0 and 1: the privilege level that may raise the exception
                                by instruction, 0 for none; bit 2: mask upcalls on entry */
    uint16_t cs;             /* IN: the code segment selector of the handler */
    unsigned long address;   /* IN: the address of the handler, or 0 to end a list; => vaddr */
};
/* Short name of `struct trap_info`. */
typedef struct trap_info trap_info_t;
DEFINE_XEN_GUEST_HANDLE(trap_info_t);

/* A value of the TSC. */
typedef uint64_t tsc_timestamp_t;

#define _VGCF_i387_valid               0 /* Bit number of `VGCF_i387_valid`. */
#define _VGCF_in_kernel                2 /* Bit number of `VGCF_in_kernel`. */
#define _VGCF_failsafe_disables_events 3 /* Bit number of `VGCF_failsafe_disables_events`. */
#define _VGCF_syscall_disables_events  4 /* Bit number of `VGCF_syscall_disables_events`. */
#define _VGCF_online                   5 /* Bit number of `VGCF_online`. */

/* Flags of the initial state of a vCPU. */
/* ` flags vcpu_guest_context_flags { // VGCF_* */
#define VGCF_i387_valid               (1 << _VGCF_i387_valid) /* The FPU state is valid. */
#define VGCF_in_kernel                (1 << _VGCF_in_kernel) /* The vCPU starts in kernel mode. */
/* The failsafe callback masks upcalls. */
#define VGCF_failsafe_disables_events (1 << _VGCF_failsafe_disables_events)
/* The syscall callback masks upcalls. */
#define VGCF_syscall_disables_events  (1 << _VGCF_syscall_disables_events)
#define VGCF_online                   (1 << _VGCF_online) /* The vCPU starts running at once. */
/* ` } */

#if XEN_RELEASE < 0x0416
/* The older name of `VGCF_i387_valid`. */
#define VGCF_I387_VALID (1 << 0)
/* The older name of `VGCF_in_kernel`. */
#define VGCF_IN_KERNEL  (1 << 2)
#endif

/*
 * The state of a PV vCPU.
 *
 * The argument of `VCPUOP_initialise`; the toolstack uses it too. For an HVM guest, the toolstack
 * sets only the FPU state, `flags`, `user_regs` and the debug registers.
 */
struct vcpu_guest_context {
    struct {
        char x[512];                      /* the FXSAVE image */
    } fpu_ctxt;                           /* the FPU state */
    unsigned long flags;                  /* flags; => flags vcpu_guest_context_flags */
    struct cpu_user_regs user_regs;       /* the general-purpose registers */
    struct trap_info trap_ctxt[256];      /* the exception handlers */
    unsigned long ldt_base;               /* the address of the LDT; => vaddr */
    unsigned long ldt_ents;               /* the number of its entries */
    unsigned long gdt_frames[16];         /* the MFNs of the GDT */
    unsigned long gdt_ents;               /* the number of its entries */
    unsigned long kernel_ss;              /* the stack segment selector of the kernel */
    unsigned long kernel_sp;              /* the stack pointer of the kernel; => vaddr */
    unsigned long ctrlreg[8];             /* the control registers; CR3 is the root page table of
                                             kernel mode, and CR1 that of user mode for a 64-bit
                                             guest */
    unsigned long debugreg[8];            /* the debug registers */
#ifdef __i386__
    unsigned long event_callback_cs;      /* the code segment selector of the event callback */
    unsigned long event_callback_eip;     /* the address of the event callback; => vaddr */
    unsigned long failsafe_callback_cs;   /* the code segment selector of the failsafe callback */
    unsigned long failsafe_callback_eip;  /* the address of the failsafe callback; => vaddr */
#else
    unsigned long event_callback_eip;     /* the address of the event callback; => vaddr */
    unsigned long failsafe_callback_eip;  /* the address of the failsafe callback; => vaddr */
    unsigned long syscall_callback_eip;   /* the address of the syscall callback; => vaddr */
#endif
    unsigned long vm_assist;              /* the enabled assists, a bit per `enum vm_assist_type` */
#ifdef __x86_64__
    uint64_t fs_base;                     /* the FS base */
    uint64_t gs_base_kernel;              /* the GS base of kernel mode */
    uint64_t gs_base_user;                /* the GS base of user mode */
#endif
};
/* Short name of `struct vcpu_guest_context`. */
typedef struct vcpu_guest_context vcpu_guest_context_t;
DEFINE_XEN_GUEST_HANDLE(vcpu_guest_context_t);

/*
 * The x86 part of `struct shared_info`.
 *
 * A PV guest describes its P2M here for the toolstack, as a tree of frames
 * (`pfn_to_mfn_frame_list_list`) or as a range of virtual addresses (`p2m_cr3`, `p2m_vaddr`). The
 * guest increments `p2m_generation` before and after it changes the mapping of this range.
 */
struct arch_shared_info {
    unsigned long max_pfn;                /* the number of entries of the P2M */
    xen_pfn_t pfn_to_mfn_frame_list_list; /* the MFN of the root of the tree; 0 if not set yet, all
                                             ones if there is no tree */
    unsigned long nmi_reason;             /* the reason for the last NMI */
    unsigned long p2m_cr3;                /* the CR3 of the page tables that map the range, or 0 if
                                             there is no range */
    unsigned long p2m_vaddr;              /* the start of the range; => vaddr */
    unsigned long p2m_generation;         /* odd while the mapping of the range changes */
#ifdef __i386__
    uint32_t wc_sec_hi;                   /* the upper half of the wall-clock seconds, see
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

/* Devices that Xen emulates for a domain. */
/* ` flags xen_x86_emulation_flags { // XEN_X86_EMU_* */
#define XEN_X86_EMU_LAPIC    (1U << _XEN_X86_EMU_LAPIC) /* The local APIC of each vCPU. */
#define XEN_X86_EMU_HPET     (1U << _XEN_X86_EMU_HPET) /* The HPET. */
#define XEN_X86_EMU_PM       (1U << _XEN_X86_EMU_PM) /* The ACPI PM timer and power-management
                                                        registers. */
#define XEN_X86_EMU_RTC      (1U << _XEN_X86_EMU_RTC) /* The RTC. */
#define XEN_X86_EMU_IOAPIC   (1U << _XEN_X86_EMU_IOAPIC) /* The I/O APIC. */
#define XEN_X86_EMU_PIC      (1U << _XEN_X86_EMU_PIC) /* The pair of 8259 PICs. */
#define XEN_X86_EMU_VGA      (1U << _XEN_X86_EMU_VGA) /* The VGA frame buffer. */
#define XEN_X86_EMU_IOMMU    (1U << _XEN_X86_EMU_IOMMU) /* An IOMMU. */
#define XEN_X86_EMU_PIT      (1U << _XEN_X86_EMU_PIT) /* The PIT. */
#define XEN_X86_EMU_USE_PIRQ (1U << _XEN_X86_EMU_USE_PIRQ) /* Routing of interrupts through PIRQ
                                                              event channels. */
#define XEN_X86_EMU_VPCI     (1U << _XEN_X86_EMU_VPCI) /* The PCI configuration space. */
#define XEN_X86_EMU_ALL \
    (XEN_X86_EMU_LAPIC | XEN_X86_EMU_HPET | XEN_X86_EMU_PM | XEN_X86_EMU_RTC | XEN_X86_EMU_IOAPIC | XEN_X86_EMU_PIC | \
     XEN_X86_EMU_VGA | XEN_X86_EMU_IOMMU | XEN_X86_EMU_PIT | XEN_X86_EMU_USE_PIRQ | XEN_X86_EMU_VPCI) /* All of them. */
/* ` } */

/* Other options of a domain. */
/* ` flags xen_x86_misc_flags { // XEN_X86_* */
#define XEN_X86_MSR_RELAXED (1u << 0) /* Unknown MSRs read as 0 and ignore writes. */
/* ` } */

/* The highest flag of `flags xen_x86_misc_flags`. */
#define XEN_X86_MISC_FLAGS_MAX XEN_X86_MSR_RELAXED

/*
 * The x86 part of the configuration of a new domain.
 *
 * It is part of the domctl interface, and changes with its version.
 */
struct xen_arch_domainconfig {
    uint32_t emulation_flags; /* IN: the devices to emulate; => flags xen_x86_emulation_flags */
    uint32_t misc_flags;      /* IN: other options; => flags xen_x86_misc_flags */
};

#endif

/* The value of `subleaf` for a leaf without subleaves. */
#define XEN_CPUID_NO_SUBLEAF 0xffffffffu

/* The result of CPUID for one leaf. */
typedef struct xen_cpuid_leaf {
    uint32_t leaf;           /* the leaf (EAX on input) */
    uint32_t subleaf;        /* the subleaf (ECX on input), or `XEN_CPUID_NO_SUBLEAF` */
    uint32_t a;              /* EAX */
    uint32_t b;              /* EBX */
    uint32_t c;              /* ECX */
    uint32_t d;              /* EDX */
} xen_cpuid_leaf_t;
DEFINE_XEN_GUEST_HANDLE(xen_cpuid_leaf_t);

/* An MSR and its value. */
typedef struct xen_msr_entry {
    uint32_t idx;            /* the number of the MSR */
    uint32_t flags;          /* reserved, 0 */
    uint64_t val;            /* the value */
} xen_msr_entry_t;
DEFINE_XEN_GUEST_HANDLE(xen_msr_entry_t);

#endif /* !__ASSEMBLER__ */

/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_fpu_taskswitch(int set)
 * ` guests pv32 pv64
 * `
 * @set IN: 0 to clear the flag, nonzero to set it
 *
 * Sets or clears CR0.TS, which makes the next FPU instruction trap.
 *
 * Safety:
 *   While the flag is clear, FPU and vector instructions use the current contents of the registers,
 *   which must belong to the code that runs next. While it is set, each such instruction raises an
 *   exception, and compiled code may contain them anywhere.
 */

/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_set_debugreg(int regno, unsigned long value)
 * ` guests pv32 pv64
 * `
 * @regno IN: the number of the register, 0 to 7
 * @value IN: the value
 *
 * Writes a debug register of the calling vCPU.
 *
 * Errors:
 *   ENODEV  the register does not exist
 *   EINVAL  a reserved bit is set
 *   EPERM   a breakpoint in Xen's memory, or a bit that guests must not set
 *
 * Safety:
 *   A breakpoint raises an exception in any code that reaches it: the kernel's handler must be able
 *   to handle it.
 */

/*
 * ` unsigned long
 * ` HYPERVISOR_get_debugreg(int regno)
 * ` guests pv32 pv64
 * `
 * @regno IN: the number of the register, 0 to 7
 *
 * Reads a debug register of the calling vCPU.
 *
 * For a register that does not exist, the result is the negative of ENODEV, which is
 * indistinguishable from a value.
 */

/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_arch_0(void *mc)
 * ` guests pv32 pv64
 * `
 * @mc IN/OUT: a `struct xen_mc`, which starts with the operation and the interface version
 *
 * Fetches, acknowledges and injects machine checks.
 *
 * `arch-x86/xen-mca.h` declares the structure, for toolstacks.
 *
 * Errors:
 *   EFAULT  the argument could not be read or written
 *   EPERM   the caller is not the hardware domain
 *   EACCES  the interface version is not Xen's
 *
 * Safety:
 *   The structure must have the layout that Xen expects, and its guest handles must be valid.
 */

#ifdef __ASSEMBLER__
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

/* The I/O port by which an HVM guest writes to Xen's log, a byte at a time. */
#define XEN_HVM_DEBUGCONS_IOPORT 0xe9

#endif /* __XEN_PUBLIC_ARCH_X86_XEN_H__ */
