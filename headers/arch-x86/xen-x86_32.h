/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * The architecture-specific part for 32-bit x86; `xen.h` includes it.
 */

#ifndef __XEN_PUBLIC_XEN_H__

#include "../xen.h"

#elif !defined(__XEN_PUBLIC_ARCH_X86_XEN_X86_32_H__) && defined(__i386__)

#define __XEN_PUBLIC_ARCH_X86_XEN_X86_32_H__

/*
 * `incontents 61 x86_32 32-bit x86 guests
 *
 * The arguments of a hypercall are in EBX, ECX, EDX, ESI and EDI, the result is in EAX. A 64-bit
 * argument takes two registers, lower half first. Xen clobbers the registers of the arguments that
 * the hypercall takes. A guest calls into its hypercall page, at offset 32 × number, or executes
 * the instructions there itself: the number in EAX, and `int 0x82` for PV, otherwise `vmcall`
 * (Intel) or `vmmcall` (AMD).
 */

/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_set_callbacks(unsigned long event_selector,
 * `                          unsigned long event_address,
 * `                          unsigned long failsafe_selector,
 * `                          unsigned long failsafe_address)
 * ` guests pv32
 * `
 * @event_selector IN: the code segment selector of the event callback
 * @event_address IN: the address of the event callback; => vaddr
 * @failsafe_selector IN: the code segment selector of the failsafe callback
 * @failsafe_address IN: the address of the failsafe callback, which Xen enters if it cannot load a
 *   segment register on return to the guest; => vaddr
 *
 * Sets the event and failsafe callbacks of the calling vCPU.
 *
 * Safety:
 *   The vCPU enters the kernel at these addresses.
 */

/*
 * ` void
 * ` HYPERVISOR_iret(const void *stack)
 * ` guests pv32
 * `
 * @stack IN: the stack pointer: EAX, followed by the frame of an exception
 *
 * Returns from an exception with the frame on the kernel stack.
 *
 * The call does not return to the caller. Xen crashes the domain if the frame is invalid.
 *
 * Safety:
 *   The frame must describe a context that may run, and nothing may depend on the caller's stack
 *   frames or their destructors.
 */

/* Selectors of flat segments that Xen provides in every GDT. */

#define FLAT_RING1_CS 0xe019 /* Ring 1 code, entry 259 of Xen's part. */
#define FLAT_RING1_DS 0xe021 /* Ring 1 data, entry 260 of Xen's part. */
#define FLAT_RING1_SS 0xe021 /* Ring 1 stack, the same as data. */
#define FLAT_RING3_CS 0xe02b /* Ring 3 code, entry 261 of Xen's part. */
#define FLAT_RING3_DS 0xe033 /* Ring 3 data, entry 262 of Xen's part. */
#define FLAT_RING3_SS 0xe033 /* Ring 3 stack, the same as data. */

#define FLAT_KERNEL_CS FLAT_RING1_CS /* Kernel code. */
#define FLAT_KERNEL_DS FLAT_RING1_DS /* Kernel data. */
#define FLAT_KERNEL_SS FLAT_RING1_SS /* Kernel stack. */
#define FLAT_USER_CS   FLAT_RING3_CS /* User code. */
#define FLAT_USER_DS   FLAT_RING3_DS /* User data. */
#define FLAT_USER_SS   FLAT_RING3_SS /* User stack. */

/* Xen's part of every virtual address space, and the machine-to-physical table in it. */

#define __HYPERVISOR_VIRT_START_PAE 0xF5800000 /* The start of Xen's part. */
#define __MACH2PHYS_VIRT_START_PAE  0xF5800000 /* The start of the machine-to-physical table. */
#define __MACH2PHYS_VIRT_END_PAE    0xF6800000 /* The end of the machine-to-physical table,
                                                  exclusive. */
/* The start of Xen's part. */
#define HYPERVISOR_VIRT_START_PAE   xen_mk_ulong(__HYPERVISOR_VIRT_START_PAE)
/* The start of the machine-to-physical table. */
#define MACH2PHYS_VIRT_START_PAE    xen_mk_ulong(__MACH2PHYS_VIRT_START_PAE)
/* The end of the machine-to-physical table, exclusive. */
#define MACH2PHYS_VIRT_END_PAE      xen_mk_ulong(__MACH2PHYS_VIRT_END_PAE)

/* The same for guests without PAE, which Xen no longer supports. */

#define __HYPERVISOR_VIRT_START_NONPAE 0xFC000000 /* The start of Xen's part without PAE. */
#define __MACH2PHYS_VIRT_START_NONPAE  0xFC000000 /* The start of the machine-to-physical table
                                                     without PAE. */
#define __MACH2PHYS_VIRT_END_NONPAE    0xFC400000 /* The end of the machine-to-physical table
                                                     without PAE, exclusive. */
/* The start of Xen's part without PAE. */
#define HYPERVISOR_VIRT_START_NONPAE   xen_mk_ulong(__HYPERVISOR_VIRT_START_NONPAE)
/* The start of the machine-to-physical table without PAE. */
#define MACH2PHYS_VIRT_START_NONPAE    xen_mk_ulong(__MACH2PHYS_VIRT_START_NONPAE)
/* The end of the machine-to-physical table without PAE, exclusive. */
#define MACH2PHYS_VIRT_END_NONPAE      xen_mk_ulong(__MACH2PHYS_VIRT_END_NONPAE)

/* The default: PAE. */

#define __HYPERVISOR_VIRT_START __HYPERVISOR_VIRT_START_PAE /* The start of Xen's part. */
#define __MACH2PHYS_VIRT_START  __MACH2PHYS_VIRT_START_PAE /* The start of the machine-to-physical
                                                              table. */
#define __MACH2PHYS_VIRT_END    __MACH2PHYS_VIRT_END_PAE /* The end of the machine-to-physical
                                                            table, exclusive. */

#ifndef HYPERVISOR_VIRT_START
/* The start of Xen's part. */
#define HYPERVISOR_VIRT_START xen_mk_ulong(__HYPERVISOR_VIRT_START)
#endif

/* The start of the machine-to-physical table. */
#define MACH2PHYS_VIRT_START xen_mk_ulong(__MACH2PHYS_VIRT_START)
/* The end of the machine-to-physical table, exclusive. */
#define MACH2PHYS_VIRT_END   xen_mk_ulong(__MACH2PHYS_VIRT_END)
/* The number of entries of the machine-to-physical table. */
#define MACH2PHYS_NR_ENTRIES ((MACH2PHYS_VIRT_END - MACH2PHYS_VIRT_START) >> 2)
#ifndef machine_to_phys_mapping
/*
 * The machine-to-physical table.
 *
 * The table of a domain may have fewer entries, see `XENMEM_machphys_mapping`.
 */
#define machine_to_phys_mapping ((unsigned long *)MACH2PHYS_VIRT_START)
#endif

#if defined(__XEN__) || defined(__XEN_TOOLS__)
/*
 * Toolstack records have the layout of 64-bit: handles and 64-bit integers have a size and
 * alignment of 8 bytes.
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

#ifndef __ASSEMBLER__

/* The toolstack may use all names of a register and its parts, guests only the 32-bit name. */
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

/* The general-purpose registers, in the order in which Xen saves them. */
struct cpu_user_regs {
    __DECL_REG_LO8(b);          /* EBX */
    __DECL_REG_LO8(c);          /* ECX */
    __DECL_REG_LO8(d);          /* EDX */
    __DECL_REG_LO16(si);        /* ESI */
    __DECL_REG_LO16(di);        /* EDI */
    __DECL_REG_LO16(bp);        /* EBP */
    __DECL_REG_LO8(a);          /* EAX */
    uint16_t error_code;        /* internal to Xen */
    uint16_t entry_vector;      /* internal to Xen */
    __DECL_REG_LO16(ip);        /* EIP */
    uint16_t cs;                /* CS */
    uint8_t saved_upcall_mask;  /* nonzero if upcalls were masked */
    uint8_t _pad0;
    __DECL_REG_LO16(flags);     /* EFLAGS; the interrupt flag is the inverse of
                                   `saved_upcall_mask` */
    __DECL_REG_LO16(sp);        /* ESP */
    uint16_t ss;                /* SS */
    uint16_t _pad1;
    uint16_t es;                /* ES */
    uint16_t _pad2;
    uint16_t ds;                /* DS */
    uint16_t _pad3;
    uint16_t fs;                /* FS */
    uint16_t _pad4;
    uint16_t gs;                /* GS */
    uint16_t _pad5;
};
/* Short name of `struct cpu_user_regs`. */
typedef struct cpu_user_regs cpu_user_regs_t;
DEFINE_XEN_GUEST_HANDLE(cpu_user_regs_t);

#undef __DECL_REG_LO8
#undef __DECL_REG_LO16

/*
 * Converts a frame number to the format of CR3.
 *
 * The frame number is rotated by 12 bits, so that 32 bits hold frames above 4 GiB.
 */
#define xen_pfn_to_cr3(pfn) (((unsigned)(pfn) << 12) | ((unsigned)(pfn) >> 20))
/* Converts the format of CR3 to a frame number. */
#define xen_cr3_to_pfn(cr3) (((unsigned)(cr3) >> 12) | ((unsigned)(cr3) << 20))

/* The x86 part of `struct vcpu_info`. */
struct arch_vcpu_info {
    unsigned long cr2;       /* CR2: the address of the last page fault; => vaddr */
    unsigned long pad[5];
};
/* Short name of `struct arch_vcpu_info`. */
typedef struct arch_vcpu_info arch_vcpu_info_t;

/* An entry point of the guest. */
struct xen_callback {
    unsigned long cs;        /* the code segment selector */
    unsigned long eip;       /* the address; => vaddr */
};
/* Short name of `struct xen_callback`. */
typedef struct xen_callback xen_callback_t;

#endif /* !__ASSEMBLER__ */

#endif /* __XEN_PUBLIC_ARCH_X86_XEN_X86_32_H__ */
