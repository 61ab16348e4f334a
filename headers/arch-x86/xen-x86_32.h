/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * The part of the guest interface that 32-bit x86 has for itself; `xen.h` leads here, and is where
 * to begin.
 */

#ifndef __XEN_PUBLIC_XEN_H__

#include "../xen.h"

#elif !defined(__XEN_PUBLIC_ARCH_X86_XEN_X86_32_H__) && defined(__i386__)

#define __XEN_PUBLIC_ARCH_X86_XEN_X86_32_H__

/*
 * `incontents 61 x86_32 32-bit x86 guests
 *
 * A hypercall's arguments are in ebx, ecx, edx, esi and edi, and its result in eax; a 64-bit
 * argument takes two registers, low half first. The registers of the arguments given are lost. The
 * guest calls into its hypercall page, at 32 bytes times the number, or executes what stands there:
 * `int 0x82` with the number in eax under PV, `vmcall` or `vmmcall` as the processor has it
 * otherwise.
 */

/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_set_callbacks(unsigned long event_selector,
 * `                          unsigned long event_address,
 * `                          unsigned long failsafe_selector,
 * `                          unsigned long failsafe_address)
 * ` guests pv32
 * `
 * @event_selector IN: the code segment of the entry for events
 * @event_address IN: the entry for events; => vaddr
 * @failsafe_selector IN: the code segment of the failsafe entry
 * @failsafe_address IN: the entry for a return to user mode that failed because a segment register
 *   could not be loaded; => vaddr
 *
 * Sets the two entry points of the calling vCPU.
 *
 * Safety:
 *   The processor runs at these addresses when an event comes.
 */

/*
 * ` void
 * ` HYPERVISOR_iret(const void *stack)
 * ` guests pv32
 * `
 * @stack IN: where the stack pointer stands: at eax, behind which follows the frame that an
 *   exception leaves
 *
 * Returns to where the kernel's stack says, and to user mode if it says so.
 *
 * Nothing comes back to the caller. A frame that is not acceptable ends the domain.
 *
 * Safety:
 *   What the frame names must be ready to run, and nothing that the caller owns is needed any more.
 */

/*
 * Selectors of flat segments that Xen has put into every table of descriptors, so
 * that a guest can do without its own.
 */

#define FLAT_RING1_CS 0xe019 /* Code in ring 1, entry 259 of Xen's part. */
#define FLAT_RING1_DS 0xe021 /* Data in ring 1, entry 260 of Xen's part. */
#define FLAT_RING1_SS 0xe021 /* Stack in ring 1, the same as data. */
#define FLAT_RING3_CS 0xe02b /* Code in ring 3, entry 261 of Xen's part. */
#define FLAT_RING3_DS 0xe033 /* Data in ring 3, entry 262 of Xen's part. */
#define FLAT_RING3_SS 0xe033 /* Stack in ring 3, the same as data. */

#define FLAT_KERNEL_CS FLAT_RING1_CS /* Code of the kernel. */
#define FLAT_KERNEL_DS FLAT_RING1_DS /* Data of the kernel. */
#define FLAT_KERNEL_SS FLAT_RING1_SS /* Stack of the kernel. */
#define FLAT_USER_CS   FLAT_RING3_CS /* Code in user mode. */
#define FLAT_USER_DS   FLAT_RING3_DS /* Data in user mode. */
#define FLAT_USER_SS   FLAT_RING3_SS /* Stack in user mode. */

/*
 * Where Xen's part of every address space begins, and the table from machine
 * frames to pseudo-physical ones in it.
 */

#define __HYPERVISOR_VIRT_START_PAE 0xF5800000 /* The first address that is Xen's. */
#define __MACH2PHYS_VIRT_START_PAE  0xF5800000 /* The first address of the table. */
#define __MACH2PHYS_VIRT_END_PAE    0xF6800000 /* The first address after the table. */
/* The first address that is Xen's. */
#define HYPERVISOR_VIRT_START_PAE   xen_mk_ulong(__HYPERVISOR_VIRT_START_PAE)
/* The first address of the table. */
#define MACH2PHYS_VIRT_START_PAE    xen_mk_ulong(__MACH2PHYS_VIRT_START_PAE)
/* The first address after the table. */
#define MACH2PHYS_VIRT_END_PAE      xen_mk_ulong(__MACH2PHYS_VIRT_END_PAE)

/* The same for guests without PAE, of which there are none any more. */

#define __HYPERVISOR_VIRT_START_NONPAE 0xFC000000 /* The first address that was Xen's without
                                                     PAE. */
#define __MACH2PHYS_VIRT_START_NONPAE  0xFC000000 /* The first address of the table without PAE. */
#define __MACH2PHYS_VIRT_END_NONPAE    0xFC400000 /* The first address after the table without
                                                     PAE. */
/* The first address that was Xen's without PAE. */
#define HYPERVISOR_VIRT_START_NONPAE   xen_mk_ulong(__HYPERVISOR_VIRT_START_NONPAE)
/* The first address of the table without PAE. */
#define MACH2PHYS_VIRT_START_NONPAE    xen_mk_ulong(__MACH2PHYS_VIRT_START_NONPAE)
/* The first address after the table without PAE. */
#define MACH2PHYS_VIRT_END_NONPAE      xen_mk_ulong(__MACH2PHYS_VIRT_END_NONPAE)

/* And under the names that do not say which. */

#define __HYPERVISOR_VIRT_START __HYPERVISOR_VIRT_START_PAE /* The first address that is Xen's. */
#define __MACH2PHYS_VIRT_START  __MACH2PHYS_VIRT_START_PAE /* The first address of the table. */
#define __MACH2PHYS_VIRT_END    __MACH2PHYS_VIRT_END_PAE /* The first address after the table. */

#ifndef HYPERVISOR_VIRT_START
/* The first address that is Xen's. */
#define HYPERVISOR_VIRT_START xen_mk_ulong(__HYPERVISOR_VIRT_START)
#endif

/* The first address of the table. */
#define MACH2PHYS_VIRT_START xen_mk_ulong(__MACH2PHYS_VIRT_START)
/* The first address after the table. */
#define MACH2PHYS_VIRT_END   xen_mk_ulong(__MACH2PHYS_VIRT_END)
/* How many frames the table covers. */
#define MACH2PHYS_NR_ENTRIES ((MACH2PHYS_VIRT_END - MACH2PHYS_VIRT_START) >> 2)
#ifndef machine_to_phys_mapping
/* The table itself; a domain may have a smaller one, see `XENMEM_machphys_mapping`. */
#define machine_to_phys_mapping ((unsigned long *)MACH2PHYS_VIRT_START)
#endif

#if defined(__XEN__) || defined(__XEN_TOOLS__)
/*
 * The toolstack's structures are laid out as for 64 bits, so handles and 64-bit
 * integers in them have 8 bytes and their alignment.
 */
#undef ___DEFINE_XEN_GUEST_HANDLE
#define ___DEFINE_XEN_GUEST_HANDLE(name, type) \
    typedef struct { type *p; } __guest_handle_##name; \
    typedef struct { union { type *p; uint64_aligned_t q; }; } __guest_handle_64_##name
#undef set_xen_guest_handle_raw
#define set_xen_guest_handle_raw(hnd, val) \
    do { \
        if (sizeof(hnd) == sizeof(uint64_t)) \
            *(uint64_t *)&(hnd) = 0; \
        (hnd).p = val; \
    } while (0)
#define int64_aligned_t  int64_t __attribute__((aligned(8)))
#define uint64_aligned_t uint64_t __attribute__((aligned(8)))
#define __XEN_GUEST_HANDLE_64(name) __guest_handle_64_##name
#define XEN_GUEST_HANDLE_64(name) __XEN_GUEST_HANDLE_64(name)
#endif

#ifndef __ASSEMBLY__

/* Tools may use every name of a register and of its parts, guests the 32-bit one. */
#if defined(__XEN__) || defined(__XEN_TOOLS__)
#define __DECL_REG_LO8(which) \
    union { \
        uint32_t e##which##x; \
        uint16_t which##x; \
        struct { \
            uint8_t which##l; \
            uint8_t which##h; \
        }; \
    }
#define __DECL_REG_LO16(name) \
    union { \
        uint32_t e##name; \
        uint32_t _e##name; \
        uint16_t name; \
    }
#else
#define __DECL_REG_LO8(which) uint32_t e##which##x
#define __DECL_REG_LO16(name) uint32_t e##name
#endif

/* The general registers in 32-bit mode, in the order in which Xen saves them. */
struct cpu_user_regs {
    __DECL_REG_LO8(b);          /* a general register */
    __DECL_REG_LO8(c);          /* a general register */
    __DECL_REG_LO8(d);          /* a general register */
    __DECL_REG_LO16(si);        /* a general register */
    __DECL_REG_LO16(di);        /* a general register */
    __DECL_REG_LO16(bp);        /* a general register */
    __DECL_REG_LO8(a);          /* a general register */
    uint16_t error_code;        /* Xen's own */
    uint16_t entry_vector;      /* Xen's own */
    __DECL_REG_LO16(ip);        /* the instruction pointer */
    uint16_t cs;                /* the code segment */
    uint8_t saved_upcall_mask;  /* whether events were masked */
    uint8_t _pad0;
    __DECL_REG_LO16(flags);     /* the flags; the interrupt flag is the opposite of
                                   `saved_upcall_mask` */
    __DECL_REG_LO16(sp);        /* the stack pointer */
    uint16_t ss;                /* the stack segment */
    uint16_t _pad1;
    uint16_t es;                /* a data segment */
    uint16_t _pad2;
    uint16_t ds;                /* a data segment */
    uint16_t _pad3;
    uint16_t fs;                /* a data segment */
    uint16_t _pad4;
    uint16_t gs;                /* a data segment */
    uint16_t _pad5;
};
/* Short name of `struct cpu_user_regs`. */
typedef struct cpu_user_regs cpu_user_regs_t;
DEFINE_XEN_GUEST_HANDLE(cpu_user_regs_t);

#undef __DECL_REG_LO8
#undef __DECL_REG_LO16

/*
 * A frame number as it stands in cr3, where 32 bits must do for frames above 4
 * GiB: rotated by 12.
 */
#define xen_pfn_to_cr3(pfn) (((unsigned)(pfn) << 12) | ((unsigned)(pfn) >> 20))
/* The frame number that stands in cr3. */
#define xen_cr3_to_pfn(cr3) (((unsigned)(cr3) >> 12) | ((unsigned)(cr3) << 20))

/* What a vCPU and Xen share besides. */
struct arch_vcpu_info {
    unsigned long cr2;       /* the address of the last page fault; => vaddr */
    unsigned long pad[5];
};
/* Short name of `struct arch_vcpu_info`. */
typedef struct arch_vcpu_info arch_vcpu_info_t;

/* An entry point of the guest. */
struct xen_callback {
    unsigned long cs;        /* its code segment */
    unsigned long eip;       /* its address; => vaddr */
};
/* Short name of `struct xen_callback`. */
typedef struct xen_callback xen_callback_t;

#endif /* !__ASSEMBLY__ */

#endif /* __XEN_PUBLIC_ARCH_X86_XEN_X86_32_H__ */
