/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * The architecture-specific part for 64-bit x86; `xen.h` includes it.
 */

#ifndef __XEN_PUBLIC_XEN_H__

#include "../xen.h"

#elif !defined(__XEN_PUBLIC_ARCH_X86_XEN_X86_64_H__) && defined(__x86_64__)

#define __XEN_PUBLIC_ARCH_X86_XEN_X86_64_H__

/*
 * `incontents 62 x86_64 64-bit x86 guests
 *
 * The arguments of a hypercall are in RDI, RSI, RDX, R10 and R8, the result is in RAX. Xen clobbers
 * the registers of the arguments that the hypercall takes. A guest calls into its hypercall page,
 * at offset 32 × number, or executes the instructions there itself: the number in RAX, and
 * `syscall` for PV, which also clobbers RCX and R11, otherwise `vmcall` (Intel) or `vmmcall` (AMD).
 */

/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_set_callbacks(unsigned long event_address,
 * `                          unsigned long failsafe_address,
 * `                          unsigned long syscall_address)
 * ` guests pv64
 * `
 * @event_address IN: the address of the event callback; => vaddr
 * @failsafe_address IN: the address of the failsafe callback, which Xen enters if it cannot load a
 *   segment register on return to the guest; => vaddr
 * @syscall_address IN: the address of the syscall callback; => vaddr
 *
 * Sets the event, failsafe and syscall callbacks of the calling vCPU.
 *
 * Xen ignores an address that is not canonical.
 *
 * Safety:
 *   The vCPU enters the kernel at these addresses.
 */

/* Selectors of flat segments that Xen provides in every GDT. */

#define FLAT_RING3_CS32 0xe023 /* 32-bit code, entry 260 of Xen's part. */
#define FLAT_RING3_CS64 0xe033 /* 64-bit code, entry 262 of Xen's part. */
#define FLAT_RING3_DS32 0xe02b /* 32-bit data, entry 261 of Xen's part. */
#define FLAT_RING3_DS64 0x0000 /* 64-bit data: the null selector. */
#define FLAT_RING3_SS32 0xe02b /* 32-bit stack, entry 261 of Xen's part. */
#define FLAT_RING3_SS64 0xe02b /* 64-bit stack, the same. */

#define FLAT_KERNEL_DS64 FLAT_RING3_DS64 /* 64-bit kernel data. */
#define FLAT_KERNEL_DS32 FLAT_RING3_DS32 /* 32-bit kernel data. */
#define FLAT_KERNEL_DS   FLAT_KERNEL_DS64 /* Kernel data. */
#define FLAT_KERNEL_CS64 FLAT_RING3_CS64 /* 64-bit kernel code. */
#define FLAT_KERNEL_CS32 FLAT_RING3_CS32 /* 32-bit kernel code. */
#define FLAT_KERNEL_CS   FLAT_KERNEL_CS64 /* Kernel code. */
#define FLAT_KERNEL_SS64 FLAT_RING3_SS64 /* 64-bit kernel stack. */
#define FLAT_KERNEL_SS32 FLAT_RING3_SS32 /* 32-bit kernel stack. */
#define FLAT_KERNEL_SS   FLAT_KERNEL_SS64 /* Kernel stack. */

#define FLAT_USER_DS64 FLAT_RING3_DS64 /* 64-bit user data. */
#define FLAT_USER_DS32 FLAT_RING3_DS32 /* 32-bit user data. */
#define FLAT_USER_DS   FLAT_USER_DS64 /* User data. */
#define FLAT_USER_CS64 FLAT_RING3_CS64 /* 64-bit user code. */
#define FLAT_USER_CS32 FLAT_RING3_CS32 /* 32-bit user code. */
#define FLAT_USER_CS   FLAT_USER_CS64 /* User code. */
#define FLAT_USER_SS64 FLAT_RING3_SS64 /* 64-bit user stack. */
#define FLAT_USER_SS32 FLAT_RING3_SS32 /* 32-bit user stack. */
#define FLAT_USER_SS   FLAT_USER_SS64 /* User stack. */

/* Xen's part of every virtual address space, and the machine-to-physical table in it. */

#define __HYPERVISOR_VIRT_START 0xFFFF800000000000 /* The start of Xen's part. */
#define __HYPERVISOR_VIRT_END   0xFFFF880000000000 /* The end of Xen's part, exclusive. */
#define __MACH2PHYS_VIRT_START  0xFFFF800000000000 /* The start of the machine-to-physical table. */
#define __MACH2PHYS_VIRT_END    0xFFFF804000000000 /* The end of the machine-to-physical table,
                                                      exclusive. */

#ifndef HYPERVISOR_VIRT_START
/* The start of Xen's part. */
#define HYPERVISOR_VIRT_START xen_mk_ulong(__HYPERVISOR_VIRT_START)
/* The end of Xen's part, exclusive. */
#define HYPERVISOR_VIRT_END   xen_mk_ulong(__HYPERVISOR_VIRT_END)
#endif

/* The start of the machine-to-physical table. */
#define MACH2PHYS_VIRT_START xen_mk_ulong(__MACH2PHYS_VIRT_START)
/* The end of the machine-to-physical table, exclusive. */
#define MACH2PHYS_VIRT_END   xen_mk_ulong(__MACH2PHYS_VIRT_END)
/* The number of entries of the machine-to-physical table. */
#define MACH2PHYS_NR_ENTRIES ((MACH2PHYS_VIRT_END - MACH2PHYS_VIRT_START) >> 3)
#ifndef machine_to_phys_mapping
/*
 * The machine-to-physical table.
 *
 * The table of a domain may have fewer entries, see `XENMEM_machphys_mapping`.
 */
#define machine_to_phys_mapping ((unsigned long *)HYPERVISOR_VIRT_START)
#endif

/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_set_segment_base(enum segment_base which, unsigned long base)
 * ` guests pv64
 * `
 * @which IN: the segment base
 * @base IN: the address, or for `SEGBASE_GS_USER_SEL` a selector in the low 16 bits; => vaddr
 *
 * Sets a segment base of the calling vCPU.
 *
 * If a selector cannot be loaded, Xen loads 0 instead, without an error.
 *
 * Errors:
 *   EINVAL  the base is not canonical, or `which` does not exist
 *
 * Safety:
 *   The addresses of all data that the kernel or the program accesses through the segment change.
 */

/* Segment bases. */
/* ` enum segment_base { // SEGBASE_* */
#define SEGBASE_FS          0 /* The FS base. */
#define SEGBASE_GS_USER     1 /* The GS base of user mode. */
#define SEGBASE_GS_KERNEL   2 /* The GS base of kernel mode. */
#define SEGBASE_GS_USER_SEL 3 /* The GS selector of user mode, which sets its base. */
/* ` } */

/* The bit number of `VGCF_in_syscall`. */
#define _VGCF_in_syscall 8

/* Flags of a return. */
/* ` flags iret_flags { // VGCF_* */
#define VGCF_in_syscall (1 << _VGCF_in_syscall) /* Return by SYSRET: restores RAX, RIP, RFLAGS and
                                                   RSP; clobbers RCX and R11. */
/* ` } */

#if XEN_RELEASE < 0x0416
/* The older name of `VGCF_in_syscall`. */
#define VGCF_IN_SYSCALL VGCF_in_syscall
#endif

#ifndef __ASSEMBLER__

/*
 * The stack frame of `HYPERVISOR_iret` in a 64-bit kernel.
 *
 * If the ring in `cs` is 3, Xen returns to user mode, otherwise to kernel mode. Without
 * `VGCF_in_syscall`, Xen restores all members. Registers that are not members keep their values.
 */
struct iret_context {
    uint64_t rax;            /* RAX */
    uint64_t r11;            /* R11 */
    uint64_t rcx;            /* RCX */
    uint64_t flags;          /* flags; => flags iret_flags */
    uint64_t rip;            /* RIP; => vaddr */
    uint64_t cs;             /* CS */
    uint64_t rflags;         /* RFLAGS */
    uint64_t rsp;            /* RSP; => vaddr */
    uint64_t ss;             /* SS */
};

/*
 * ` void
 * ` HYPERVISOR_iret(const struct iret_context *stack)
 * ` guests pv64
 * `
 * @stack IN: the stack pointer
 *
 * Returns from an exception with the frame on the kernel stack.
 *
 * The call does not return to the caller. Xen crashes the domain if the frame is invalid.
 *
 * Safety:
 *   The frame must describe a context that may run, and nothing may depend on the caller's stack
 *   frames or their destructors.
 */

/*
 * The toolstack may use all names of a register and its parts, guests the 64-bit name and, if the
 * compiler supports anonymous unions, the older ones.
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

/* The general-purpose registers, in the order in which Xen saves them. */
struct cpu_user_regs {
    __DECL_REG_HI(15);          /* R15 */
    __DECL_REG_HI(14);          /* R14 */
    __DECL_REG_HI(13);          /* R13 */
    __DECL_REG_HI(12);          /* R12 */
    __DECL_REG_LO8(bp);         /* RBP */
    __DECL_REG_LOHI(b);         /* RBX */
    __DECL_REG_HI(11);          /* R11 */
    __DECL_REG_HI(10);          /* R10 */
    __DECL_REG_HI(9);           /* R9 */
    __DECL_REG_HI(8);           /* R8 */
    __DECL_REG_LOHI(a);         /* RAX */
    __DECL_REG_LOHI(c);         /* RCX */
    __DECL_REG_LOHI(d);         /* RDX */
    __DECL_REG_LO8(si);         /* RSI */
    __DECL_REG_LO8(di);         /* RDI */
    uint32_t error_code;        /* internal to Xen */
    uint32_t entry_vector;      /* internal to Xen */
    __DECL_REG_LO16(ip);        /* RIP */
    uint16_t cs;                /* CS */
    uint16_t _pad0[1];
    uint8_t saved_upcall_mask;  /* nonzero if upcalls were masked */
    uint8_t _pad1[3];
    __DECL_REG_LO16(flags);     /* RFLAGS; the interrupt flag is the inverse of
                                   `saved_upcall_mask` */
    __DECL_REG_LO8(sp);         /* RSP */
    uint16_t ss;                /* SS */
    uint16_t _pad2[3];
    uint16_t es;                /* ES */
    uint16_t _pad3[3];
    uint16_t ds;                /* DS */
    uint16_t _pad4[3];
    uint16_t fs;                /* FS */
    uint16_t _pad5[3];
    uint16_t gs;                /* GS */
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

/* Converts a frame number to the format of CR3. */
#define xen_pfn_to_cr3(pfn) ((unsigned long)(pfn) << 12)
/* Converts the format of CR3 to a frame number. */
#define xen_cr3_to_pfn(cr3) ((unsigned long)(cr3) >> 12)

/* The x86 part of `struct vcpu_info`. */
struct arch_vcpu_info {
    unsigned long cr2;       /* CR2: the address of the last page fault; => vaddr */
    unsigned long pad;
};
/* Short name of `struct arch_vcpu_info`. */
typedef struct arch_vcpu_info arch_vcpu_info_t;

/* The address of an entry point of the guest. */
typedef unsigned long xen_callback_t;

#endif /* !__ASSEMBLER__ */

#endif /* __XEN_PUBLIC_ARCH_X86_XEN_X86_64_H__ */
