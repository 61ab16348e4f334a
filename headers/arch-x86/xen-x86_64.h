/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * The part of the guest interface that 64-bit x86 has for itself; `xen.h` leads here, and is where
 * to begin.
 */

#ifndef __XEN_PUBLIC_XEN_H__

#include "../xen.h"

#elif !defined(__XEN_PUBLIC_ARCH_X86_XEN_X86_64_H__) && defined(__x86_64__)

#define __XEN_PUBLIC_ARCH_X86_XEN_X86_64_H__

/*
 * `incontents 62 x86_64 64-bit x86 guests
 *
 * A hypercall's arguments are in rdi, rsi, rdx, r10 and r8, and its result in rax. The registers of
 * the arguments given are lost. The guest calls into its hypercall page, at 32 bytes times the
 * number, or executes what stands there: `syscall` with the number in rax under PV, which costs rcx
 * and r11 too, `vmcall` or `vmmcall` as the processor has it otherwise.
 */

/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_set_callbacks(unsigned long event_address,
 * `                          unsigned long failsafe_address,
 * `                          unsigned long syscall_address)
 * ` guests pv64
 * `
 * @event_address IN: the entry for events; => vaddr
 * @failsafe_address IN: the entry for a return to user mode that failed because a segment register
 *   could not be loaded; => vaddr
 * @syscall_address IN: the entry for system calls; => vaddr
 *
 * Sets the three entry points of the calling vCPU; one that is not canonical is left as it was.
 *
 * Safety:
 *   The vCPU runs at these addresses when an event or a system call comes.
 */

/*
 * Selectors of flat segments that Xen has put into every table of descriptors, so
 * that a guest can do without its own.
 */

#define FLAT_RING3_CS32 0xe023 /* 32-bit code, entry 260 of Xen's part. */
#define FLAT_RING3_CS64 0xe033 /* 64-bit code, entry 262 of Xen's part. */
#define FLAT_RING3_DS32 0xe02b /* Data for 32-bit code, entry 261 of Xen's part. */
#define FLAT_RING3_DS64 0x0000 /* Data for 64-bit code, which needs no segment. */
#define FLAT_RING3_SS32 0xe02b /* Stack of 32-bit code, entry 261 of Xen's part. */
#define FLAT_RING3_SS64 0xe02b /* Stack of 64-bit code, the same. */

#define FLAT_KERNEL_DS64 FLAT_RING3_DS64 /* Data of a 64-bit kernel. */
#define FLAT_KERNEL_DS32 FLAT_RING3_DS32 /* Data of 32-bit code in the kernel. */
#define FLAT_KERNEL_DS   FLAT_KERNEL_DS64 /* Data of the kernel. */
#define FLAT_KERNEL_CS64 FLAT_RING3_CS64 /* Code of a 64-bit kernel. */
#define FLAT_KERNEL_CS32 FLAT_RING3_CS32 /* 32-bit code in the kernel. */
#define FLAT_KERNEL_CS   FLAT_KERNEL_CS64 /* Code of the kernel. */
#define FLAT_KERNEL_SS64 FLAT_RING3_SS64 /* Stack of a 64-bit kernel. */
#define FLAT_KERNEL_SS32 FLAT_RING3_SS32 /* Stack of 32-bit code in the kernel. */
#define FLAT_KERNEL_SS   FLAT_KERNEL_SS64 /* Stack of the kernel. */

#define FLAT_USER_DS64 FLAT_RING3_DS64 /* Data of a 64-bit program. */
#define FLAT_USER_DS32 FLAT_RING3_DS32 /* Data of a 32-bit program. */
#define FLAT_USER_DS   FLAT_USER_DS64 /* Data of a program. */
#define FLAT_USER_CS64 FLAT_RING3_CS64 /* Code of a 64-bit program. */
#define FLAT_USER_CS32 FLAT_RING3_CS32 /* Code of a 32-bit program. */
#define FLAT_USER_CS   FLAT_USER_CS64 /* Code of a program. */
#define FLAT_USER_SS64 FLAT_RING3_SS64 /* Stack of a 64-bit program. */
#define FLAT_USER_SS32 FLAT_RING3_SS32 /* Stack of a 32-bit program. */
#define FLAT_USER_SS   FLAT_USER_SS64 /* Stack of a program. */

/*
 * Where Xen's part of every address space lies, and the table from machine frames
 * to pseudo-physical ones in it.
 */

#define __HYPERVISOR_VIRT_START 0xFFFF800000000000 /* The first address that is Xen's. */
#define __HYPERVISOR_VIRT_END   0xFFFF880000000000 /* The first address after Xen's part. */
#define __MACH2PHYS_VIRT_START  0xFFFF800000000000 /* The first address of the table. */
#define __MACH2PHYS_VIRT_END    0xFFFF804000000000 /* The first address after the table. */

#ifndef HYPERVISOR_VIRT_START
/* The first address that is Xen's. */
#define HYPERVISOR_VIRT_START xen_mk_ulong(__HYPERVISOR_VIRT_START)
/* The first address after Xen's part. */
#define HYPERVISOR_VIRT_END   xen_mk_ulong(__HYPERVISOR_VIRT_END)
#endif

/* The first address of the table. */
#define MACH2PHYS_VIRT_START xen_mk_ulong(__MACH2PHYS_VIRT_START)
/* The first address after the table. */
#define MACH2PHYS_VIRT_END   xen_mk_ulong(__MACH2PHYS_VIRT_END)
/* How many frames the table covers. */
#define MACH2PHYS_NR_ENTRIES ((MACH2PHYS_VIRT_END - MACH2PHYS_VIRT_START) >> 3)
#ifndef machine_to_phys_mapping
/* The table itself; a domain may have a smaller one, see `XENMEM_machphys_mapping`. */
#define machine_to_phys_mapping ((unsigned long *)HYPERVISOR_VIRT_START)
#endif

/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_set_segment_base(enum segment_base which, unsigned long base)
 * ` guests pv64
 * `
 * @which IN: the segment register
 * @base IN: its new base, or for `SEGBASE_GS_USER_SEL` a selector in the low 16 bits; => vaddr
 *
 * Sets the base of a segment register of the calling vCPU.
 *
 * A selector that cannot be loaded is replaced by 0, without an error.
 *
 * Errors:
 *   EINVAL  the base is not canonical, or there is no such register
 *
 * Safety:
 *   Whatever the kernel or the program reaches through the register moves.
 */

/* Which base to set. */
/* ` enum segment_base { // SEGBASE_* */
#define SEGBASE_FS          0 /* That of fs. */
#define SEGBASE_GS_USER     1 /* That of gs in user mode. */
#define SEGBASE_GS_KERNEL   2 /* That of gs in the kernel. */
#define SEGBASE_GS_USER_SEL 3 /* That of gs in user mode, by loading a selector. */
/* ` } */

/* The number of the bit below. */
#define _VGCF_in_syscall 8

/* How to return to user mode. */
/* ` flags iret_flags { // VGCF_* */
#define VGCF_in_syscall (1 << _VGCF_in_syscall) /* By SYSRET: rax, rip, rflags and rsp are restored,
                                                   rcx and r11 lost. */
/* ` } */

/* The older name of `VGCF_in_syscall`. */
#define VGCF_IN_SYSCALL VGCF_in_syscall

#ifndef __ASSEMBLY__

/*
 * What must be on the stack when a 64-bit kernel calls `HYPERVISOR_iret`.
 *
 * The rings 0 to 2 in `cs` mean the kernel, ring 3 a program; the registers not named here are
 * restored as they are. Without `VGCF_in_syscall` everything named is restored.
 */
struct iret_context {
    uint64_t rax;            /* a general register */
    uint64_t r11;            /* a general register */
    uint64_t rcx;            /* a general register */
    uint64_t flags;          /* how to return; => flags iret_flags */
    uint64_t rip;            /* where to go on; => vaddr */
    uint64_t cs;             /* the code segment there */
    uint64_t rflags;         /* the flags there */
    uint64_t rsp;            /* the stack pointer there; => vaddr */
    uint64_t ss;             /* the stack segment there */
};

/*
 * ` void
 * ` HYPERVISOR_iret(const struct iret_context *stack)
 * ` guests pv64
 * `
 * @stack IN: where the stack pointer stands
 *
 * Returns to where the kernel's stack says, and to user mode if it says so.
 *
 * Nothing comes back to the caller. A frame that is not acceptable ends the domain.
 *
 * Safety:
 *   What the frame names must be ready to run, and nothing that the caller owns is needed any more.
 */

/*
 * Tools may use every name of a register and of its parts, guests the 64-bit one
 * and, where the compiler allows, the older ones.
 */
#if defined(__XEN__) || defined(__XEN_TOOLS__)
#define __DECL_REG_LOHI(which) \
    union { \
        uint64_t r##which##x; \
        uint32_t e##which##x; \
        uint16_t which##x; \
        struct { \
            uint8_t which##l; \
            uint8_t which##h; \
        }; \
    }
#define __DECL_REG_LO8(name) \
    union { \
        uint64_t r##name; \
        uint32_t e##name; \
        uint16_t name; \
        uint8_t name##l; \
    }
#define __DECL_REG_LO16(name) \
    union { \
        uint64_t r##name; \
        uint32_t e##name; \
        uint16_t name; \
    }
#define __DECL_REG_HI(num) \
    union { \
        uint64_t r##num; \
        uint32_t r##num##d; \
        uint16_t r##num##w; \
        uint8_t r##num##b; \
    }
#else
#if defined(__GNUC__) && !defined(__STRICT_ANSI__)
#define __DECL_REG(name) \
    union { \
        uint64_t r##name; \
        uint64_t e##name; \
        uint32_t _e##name; \
    }
#else
#define __DECL_REG(name) uint64_t r##name
#endif
#define __DECL_REG_LOHI(name) __DECL_REG(name##x)
#define __DECL_REG_LO8        __DECL_REG
#define __DECL_REG_LO16       __DECL_REG
#define __DECL_REG_HI(num)    uint64_t r##num
#endif

/* The general registers in 64-bit mode, in the order in which Xen saves them. */
struct cpu_user_regs {
    __DECL_REG_HI(15);          /* a general register */
    __DECL_REG_HI(14);          /* a general register */
    __DECL_REG_HI(13);          /* a general register */
    __DECL_REG_HI(12);          /* a general register */
    __DECL_REG_LO8(bp);         /* a general register */
    __DECL_REG_LOHI(b);         /* a general register */
    __DECL_REG_HI(11);          /* a general register */
    __DECL_REG_HI(10);          /* a general register */
    __DECL_REG_HI(9);           /* a general register */
    __DECL_REG_HI(8);           /* a general register */
    __DECL_REG_LOHI(a);         /* a general register */
    __DECL_REG_LOHI(c);         /* a general register */
    __DECL_REG_LOHI(d);         /* a general register */
    __DECL_REG_LO8(si);         /* a general register */
    __DECL_REG_LO8(di);         /* a general register */
    uint32_t error_code;        /* Xen's own */
    uint32_t entry_vector;      /* Xen's own */
    __DECL_REG_LO16(ip);        /* the instruction pointer */
    uint16_t cs;                /* the code segment */
    uint16_t _pad0[1];
    uint8_t saved_upcall_mask;  /* whether events were masked */
    uint8_t _pad1[3];
    __DECL_REG_LO16(flags);     /* the flags; the interrupt flag is the opposite of
                                   `saved_upcall_mask` */
    __DECL_REG_LO8(sp);         /* the stack pointer */
    uint16_t ss;                /* the stack segment */
    uint16_t _pad2[3];
    uint16_t es;                /* a data segment */
    uint16_t _pad3[3];
    uint16_t ds;                /* a data segment */
    uint16_t _pad4[3];
    uint16_t fs;                /* a data segment */
    uint16_t _pad5[3];
    uint16_t gs;                /* a data segment */
    uint16_t _pad6[3];
};
/* Short name of `struct cpu_user_regs`. */
typedef struct cpu_user_regs cpu_user_regs_t;
DEFINE_XEN_GUEST_HANDLE(cpu_user_regs_t);

#undef __DECL_REG
#undef __DECL_REG_LOHI
#undef __DECL_REG_LO8
#undef __DECL_REG_LO16
#undef __DECL_REG_HI

/* A frame number as it stands in cr3. */
#define xen_pfn_to_cr3(pfn) ((unsigned long)(pfn) << 12)
/* The frame number that stands in cr3. */
#define xen_cr3_to_pfn(cr3) ((unsigned long)(cr3) >> 12)

/* What a vCPU and Xen share besides. */
struct arch_vcpu_info {
    unsigned long cr2;       /* the address of the last page fault; => vaddr */
    unsigned long pad;
};
/* Short name of `struct arch_vcpu_info`. */
typedef struct arch_vcpu_info arch_vcpu_info_t;

/* An entry point of the guest: its address. */
typedef unsigned long xen_callback_t;

#endif /* !__ASSEMBLY__ */

#endif /* __XEN_PUBLIC_ARCH_X86_XEN_X86_64_H__ */
