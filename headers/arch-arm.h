/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * The architecture-specific part for 32-bit and 64-bit Arm; `xen.h` includes it.
 */

#ifndef __XEN_PUBLIC_XEN_H__

#include "xen.h"

#elif !defined(__XEN_PUBLIC_ARCH_ARM_H__) && (defined(__arm__) || defined(__aarch64__))

#define __XEN_PUBLIC_ARCH_ARM_H__

/*
 * `incontents 50 arm_abi Hypercall Calling Convention
 *
 * A hypercall is the instruction `hvc` with the immediate `XEN_HYPERCALL_TAG`:
 *
 * | | 32-bit | 64-bit |
 * |---|---|---|
 * | number | r12 | x16 |
 * | arguments | r0 to r4 | x0 to x4 |
 * | result | r0 | x0 |
 *
 * Xen clobbers the registers of the number and of the arguments that the hypercall takes.
 *
 * Records are little-endian, and have the layout of 64-bit Arm for 32-bit guests too: guest handles
 * in records and frame numbers have a size and alignment of 8 bytes. A guest handle that is an
 * argument itself has the size of a register.
 *
 * The guest must map memory that it shares with Xen or with other domains as normal,
 * inner-shareable, write-back cacheable memory.
 */

/*
 * `incontents 55 arm_hcall Supported Hypercalls
 *
 * All Arm guests are hardware-virtualised: addresses and frames in hypercalls are guest-physical,
 * and there is no `struct start_info`. A guest detects Xen, and the interrupt for event channels,
 * in its device tree or ACPI tables. It maps `struct shared_info` with `XENMEM_add_to_physmap`,
 * registers a `struct vcpu_info` per vCPU with `VCPUOP_register_vcpu_info`, and locates the rings
 * of xenstore and the console with `HVMOP_get_param`.
 *
 * Of the hypercalls in `xen.h`, Arm supports these, with all operations that are not x86-specific
 * unless the list restricts them:
 *
 * - memory_op, multicall, xen_version, console_io, grant_table_op, vm_assist, xsm_op,
 *   event_channel_op, argo_op and hypfs_op
 * - vcpu_op: registration of a `struct vcpu_info` or a runstate area
 * - sched_op; a guest normally blocks with `wfi` instead
 * - physdev_op: adding and removing PCI devices
 * - hvm_op: parameters, and the guest's request of a vm_event
 * - dm_op: ioreq servers, interrupt levels and the number of vCPUs
 * - platform_op: setting the time
 * - sysctl and domctl, for the toolstack
 */

/* The immediate of the `hvc` instruction for hypercalls. */
#define XEN_HYPERCALL_TAG 0XEA1

#if defined(__XEN__) || defined(__XEN_TOOLS__) || defined(__GNUC__)
#define int64_aligned_t  int64_t __attribute__((__aligned__(8)))
#define uint64_aligned_t uint64_t __attribute__((__aligned__(8)))
#endif

#ifndef __ASSEMBLER__

/*
 * A guest handle has the size of a register as an argument, and 8 bytes with their alignment in a
 * record.
 */
#define ___DEFINE_XEN_GUEST_HANDLE(name, type) \
    typedef union { type *p; unsigned long q; } __guest_handle_##name; \
    typedef union { type *p; uint64_aligned_t q; } __guest_handle_64_##name
#define __DEFINE_XEN_GUEST_HANDLE(name, type) \
    ___DEFINE_XEN_GUEST_HANDLE(name, type); \
    ___DEFINE_XEN_GUEST_HANDLE(const_##name, const type)
#define DEFINE_XEN_GUEST_HANDLE(name)  __DEFINE_XEN_GUEST_HANDLE(name, name)
#define __XEN_GUEST_HANDLE(name)       __guest_handle_64_##name
#define XEN_GUEST_HANDLE(name)         __XEN_GUEST_HANDLE(name)
#define XEN_GUEST_HANDLE_PARAM(name)   __guest_handle_##name
/* Clear the upper half first: the pointer has 4 bytes on 32-bit Arm. */
#define set_xen_guest_handle_raw(hnd, val) \
    do { \
        __typeof__(&(hnd)) handle_ = &(hnd); \
        handle_->q = 0; \
        handle_->p = (val); \
    } while (0)
#define set_xen_guest_handle(hnd, val) set_xen_guest_handle_raw(hnd, val)

/* A guest frame number. */
typedef uint64_t xen_pfn_t; /* ` distinct pfn */
/* The `printf` format of a frame number in hexadecimal. */
#define PRI_xen_pfn PRIx64
/* The `printf` format of a frame number in decimal. */
#define PRIu_xen_pfn PRIu64

/*
 * The number of vCPUs with a `vcpu_info` in `struct shared_info`.
 *
 * All other vCPUs must register their own; the first one should too.
 */
#define XEN_LEGACY_MAX_VCPUS 1

/* A 64-bit integer, for 32-bit guests too. */
typedef uint64_t xen_ulong_t;
/* The `printf` format of a `xen_ulong_t` in hexadecimal. */
#define PRI_xen_ulong PRIx64

#if defined(__XEN__) || defined(__XEN_TOOLS__)

/* The 64-bit name of a register and, if the compiler supports anonymous unions, its 32-bit one. */
#if defined(__GNUC__) && !defined(__STRICT_ANSI__)
#define __DECL_REG(n64, n32) \
    union { \
        uint64_t n64; \
        uint32_t n32; \
    }
#else
#define __DECL_REG(n64, n32) uint64_t n64
#endif

/*
 * The core registers of a vCPU, for the toolstack.
 *
 * The registers of a 32-bit guest are in the 64-bit registers that the architecture maps them to.
 */
struct vcpu_guest_core_regs {
    __DECL_REG(x0, r0_usr);           /* general-purpose register x0, or r0 */
    __DECL_REG(x1, r1_usr);           /* general-purpose register x1, or r1 */
    __DECL_REG(x2, r2_usr);           /* general-purpose register x2, or r2 */
    __DECL_REG(x3, r3_usr);           /* general-purpose register x3, or r3 */
    __DECL_REG(x4, r4_usr);           /* general-purpose register x4, or r4 */
    __DECL_REG(x5, r5_usr);           /* general-purpose register x5, or r5 */
    __DECL_REG(x6, r6_usr);           /* general-purpose register x6, or r6 */
    __DECL_REG(x7, r7_usr);           /* general-purpose register x7, or r7 */
    __DECL_REG(x8, r8_usr);           /* general-purpose register x8, or r8 */
    __DECL_REG(x9, r9_usr);           /* general-purpose register x9, or r9 */
    __DECL_REG(x10, r10_usr);         /* general-purpose register x10, or r10 */
    __DECL_REG(x11, r11_usr);         /* general-purpose register x11, or r11 */
    __DECL_REG(x12, r12_usr);         /* general-purpose register x12, or r12 */
    __DECL_REG(x13, sp_usr);          /* x13, or SP of 32-bit user mode */
    __DECL_REG(x14, lr_usr);          /* x14, or LR of 32-bit user mode */
    __DECL_REG(x15, __unused_sp_hyp); /* x15; unused by 32-bit guests */
    __DECL_REG(x16, lr_irq);          /* x16, or LR of 32-bit IRQ mode */
    __DECL_REG(x17, sp_irq);          /* x17, or SP of 32-bit IRQ mode */
    __DECL_REG(x18, lr_svc);          /* x18, or LR of 32-bit supervisor mode */
    __DECL_REG(x19, sp_svc);          /* x19, or SP of 32-bit supervisor mode */
    __DECL_REG(x20, lr_abt);          /* x20, or LR of 32-bit abort mode */
    __DECL_REG(x21, sp_abt);          /* x21, or SP of 32-bit abort mode */
    __DECL_REG(x22, lr_und);          /* x22, or LR of 32-bit undefined mode */
    __DECL_REG(x23, sp_und);          /* x23, or SP of 32-bit undefined mode */
    __DECL_REG(x24, r8_fiq);          /* x24, or r8 of 32-bit FIQ mode */
    __DECL_REG(x25, r9_fiq);          /* x25, or r9 of 32-bit FIQ mode */
    __DECL_REG(x26, r10_fiq);         /* x26, or r10 of 32-bit FIQ mode */
    __DECL_REG(x27, r11_fiq);         /* x27, or r11 of 32-bit FIQ mode */
    __DECL_REG(x28, r12_fiq);         /* x28, or r12 of 32-bit FIQ mode */
    __DECL_REG(x29, sp_fiq);          /* x29, or SP of 32-bit FIQ mode */
    __DECL_REG(x30, lr_fiq);          /* x30, or LR of 32-bit FIQ mode */
    __DECL_REG(pc64, pc32);           /* the program counter */
    uint64_t cpsr;                    /* the processor state; => flags arm_psr */
    union {
        uint64_t spsr_el1;            /* SPSR_EL1 */
        uint32_t spsr_svc;            /* SPSR of 32-bit supervisor mode */
    };
    uint32_t spsr_fiq;                /* SPSR of 32-bit FIQ mode */
    uint32_t spsr_irq;                /* SPSR of 32-bit IRQ mode */
    uint32_t spsr_und;                /* SPSR of 32-bit undefined mode */
    uint32_t spsr_abt;                /* SPSR of 32-bit abort mode */
    uint64_t sp_el0;                  /* SP_EL0; 64-bit only */
    uint64_t sp_el1;                  /* SP_EL1; 64-bit only */
    uint64_t elr_el1;                 /* ELR_EL1; 64-bit only */
};
/* Short name of `struct vcpu_guest_core_regs`. */
typedef struct vcpu_guest_core_regs vcpu_guest_core_regs_t;
DEFINE_XEN_GUEST_HANDLE(vcpu_guest_core_regs_t);

#undef __DECL_REG

/* The bit number of `VGCF_online`. */
#define _VGCF_online 0

/* Flags of the initial state of a vCPU. */
/* ` flags vcpu_guest_context_flags { // VGCF_* */
#define VGCF_online (1 << _VGCF_online) /* The vCPU starts running at once. */
/* ` } */

/* The initial state of a vCPU, set by the toolstack. */
struct vcpu_guest_context {
    uint32_t flags;                        /* flags; => flags vcpu_guest_context_flags */
    struct vcpu_guest_core_regs user_regs; /* the core registers */
    uint64_t sctlr;                        /* SCTLR, the system control register */
    uint64_t ttbcr;                        /* TTBCR, the translation table base control register */
    uint64_t ttbr0;                        /* TTBR0, translation table base register 0 */
    uint64_t ttbr1;                        /* TTBR1, translation table base register 1 */
};
/* Short name of `struct vcpu_guest_context`. */
typedef struct vcpu_guest_context vcpu_guest_context_t;
DEFINE_XEN_GUEST_HANDLE(vcpu_guest_context_t);

/* Interrupt controllers of a domain. */
/* ` enum arm_gic_version { // XEN_DOMCTL_CONFIG_GIC_* */
#define XEN_DOMCTL_CONFIG_GIC_NATIVE 0 /* The version of the host's interrupt controller. */
#define XEN_DOMCTL_CONFIG_GIC_V2     1 /* GICv2. */
#define XEN_DOMCTL_CONFIG_GIC_V3     2 /* GICv3. */
/* ` } */

/* Trusted execution environments of a domain. */
/* ` enum arm_tee_type { // XEN_DOMCTL_CONFIG_TEE_* */
#define XEN_DOMCTL_CONFIG_TEE_NONE  0 /* None. */
#define XEN_DOMCTL_CONFIG_TEE_OPTEE 1 /* OP-TEE. */
#if XEN_RELEASE >= 0x0412
#define XEN_DOMCTL_CONFIG_TEE_FFA   2 /* An FF-A implementation. */
#endif
/* ` } */

#if XEN_RELEASE >= 0x0415
/* Firmware interfaces (SCI) for the devices of a domain. */
/* ` enum arm_sci_type { // XEN_DOMCTL_CONFIG_ARM_SCI_* */
#define XEN_DOMCTL_CONFIG_ARM_SCI_NONE     0 /* None. */
#define XEN_DOMCTL_CONFIG_ARM_SCI_SCMI_SMC 1 /* SCMI by SMC calls, forwarded to the firmware. */
/* ` } */
#endif

#if XEN_RELEASE >= 0x0416
/* Memory systems of a domain at EL1, on Armv8-R. */
/* ` enum arm_v8r_el1_msa { // XEN_DOMCTL_CONFIG_ARM_V8R_EL1_MSA_* */
#define XEN_DOMCTL_CONFIG_ARM_V8R_EL1_MSA_NONE 0 /* The host is not Armv8-R. */
#define XEN_DOMCTL_CONFIG_ARM_V8R_EL1_MSA_PMSA 1 /* An MPU (PMSAv8). */
#define XEN_DOMCTL_CONFIG_ARM_V8R_EL1_MSA_VMSA 2 /* An MMU (VMSAv8). */
/* ` } */
#endif

/*
 * The Arm part of the configuration of a new domain.
 *
 * It is part of the domctl interface, and changes with its version.
 */
struct xen_arch_domainconfig {
    uint8_t gic_version;      /* IN/OUT: the interrupt controller; Xen replaces
                                 `XEN_DOMCTL_CONFIG_GIC_NATIVE` by the actual version;
                                 => enum arm_gic_version */
#if XEN_RELEASE >= 0x0412
    uint8_t sve_vl;           /* IN: the SVE vector length in units of 128 bits; 0 disables SVE */
#endif
    uint16_t tee_type;        /* IN: the trusted execution environment; => enum arm_tee_type */
    uint32_t nr_spis;         /* IN: the number of SPIs (shared peripheral interrupts) */
    uint32_t clock_frequency; /* OUT: the timer frequency in Hz for the guest's device tree, if the
                                 host's device tree overrides it; otherwise 0 */
#if XEN_RELEASE >= 0x0415
    uint8_t arm_sci_type;     /* IN: the firmware interface; => enum arm_sci_type */
#endif
#if XEN_RELEASE >= 0x0416
    uint8_t v8r_el1_msa;      /* IN: the memory system at EL1; => enum arm_v8r_el1_msa */
    uint16_t pad;
#endif
};

#endif /* __XEN__ || __XEN_TOOLS__ */

/* The Arm part of `struct vcpu_info`: empty. */
struct arch_vcpu_info {
#ifdef __cplusplus
    uint8_t none[0]; /* C++ would give an empty structure a size, and move the members after it */
#endif
};
/* Short name of `struct arch_vcpu_info`. */
typedef struct arch_vcpu_info arch_vcpu_info_t;

/* The Arm part of `struct shared_info`: empty. */
struct arch_shared_info {
#ifdef __cplusplus
    uint8_t none[0]; /* C++ would give an empty structure a size, and move the members after it */
#endif
};
/* Short name of `struct arch_shared_info`. */
typedef struct arch_shared_info arch_shared_info_t;

/* The address of an entry point of the guest. */
typedef uint64_t xen_callback_t;

#endif /* !__ASSEMBLER__ */

#if defined(__XEN__) || defined(__XEN_TOOLS__)

/* Bits of the processor state (PSR). */
/* ` flags arm_psr { // PSR_* */
#if XEN_RELEASE >= 0x0412
#define PSR_THUMB      (1U << 5) /* 32-bit: Thumb state. */
#define PSR_FIQ_MASK   (1U << 6) /* FIQs are masked. */
#define PSR_IRQ_MASK   (1U << 7) /* IRQs are masked. */
#define PSR_ABT_MASK   (1U << 8) /* Asynchronous aborts are masked. */
#define PSR_BIG_ENDIAN (1U << 9) /* 32-bit: data accesses are big-endian. */
#define PSR_DBG_MASK   (1U << 9) /* 64-bit: debug exceptions are masked. */
#define PSR_IT_MASK    (0x0600fc00U) /* 32-bit: the state of a Thumb IT block. */
#define PSR_JAZELLE    (1U << 24) /* 32-bit: Jazelle state. */
#define PSR_Z          (1U << 30) /* The zero flag. */
#else
/* The same, with a sign. */
#define PSR_THUMB      (1 << 5)
#define PSR_FIQ_MASK   (1 << 6)
#define PSR_IRQ_MASK   (1 << 7)
#define PSR_ABT_MASK   (1 << 8)
#define PSR_BIG_ENDIAN (1 << 9)
#define PSR_DBG_MASK   (1 << 9)
#define PSR_IT_MASK    (0x0600fc00)
#define PSR_JAZELLE    (1 << 24)
#define PSR_Z          (1 << 30)
#endif
/* ` } */

/* Modes in the processor state. */
/* ` enum arm_psr_mode { // PSR_MODE_* */
#if XEN_RELEASE >= 0x0412
#define PSR_MODE_USR  0x10U /* 32-bit user mode. */
#define PSR_MODE_FIQ  0x11U /* 32-bit FIQ mode. */
#define PSR_MODE_IRQ  0x12U /* 32-bit IRQ mode. */
#define PSR_MODE_SVC  0x13U /* 32-bit supervisor mode. */
#define PSR_MODE_MON  0x16U /* 32-bit monitor mode. */
#define PSR_MODE_ABT  0x17U /* 32-bit abort mode. */
#define PSR_MODE_HYP  0x1aU /* 32-bit hypervisor (HYP) mode. */
#define PSR_MODE_UND  0x1bU /* 32-bit undefined mode. */
#define PSR_MODE_SYS  0x1fU /* 32-bit system mode. */
#define PSR_MODE_EL3h 0x0dU /* 64-bit EL3 with SP_EL3. */
#define PSR_MODE_EL3t 0x0cU /* 64-bit EL3 with SP_EL0. */
#define PSR_MODE_EL2h 0x09U /* 64-bit EL2 with SP_EL2. */
#define PSR_MODE_EL2t 0x08U /* 64-bit EL2 with SP_EL0. */
#define PSR_MODE_EL1h 0x05U /* 64-bit EL1 with SP_EL1. */
#define PSR_MODE_EL1t 0x04U /* 64-bit EL1 with SP_EL0. */
#define PSR_MODE_EL0t 0x00U /* 64-bit EL0. */
#else
/* The same, with a sign. */
#define PSR_MODE_USR  0x10
#define PSR_MODE_FIQ  0x11
#define PSR_MODE_IRQ  0x12
#define PSR_MODE_SVC  0x13
#define PSR_MODE_MON  0x16
#define PSR_MODE_ABT  0x17
#define PSR_MODE_HYP  0x1a
#define PSR_MODE_UND  0x1b
#define PSR_MODE_SYS  0x1f
#define PSR_MODE_EL3h 0x0d
#define PSR_MODE_EL3t 0x0c
#define PSR_MODE_EL2h 0x09
#define PSR_MODE_EL2t 0x08
#define PSR_MODE_EL1h 0x05
#define PSR_MODE_EL1t 0x04
#define PSR_MODE_EL0t 0x00
#endif
/* ` } */

#if XEN_RELEASE >= 0x0412
/* The bit of the mode that means a 32-bit mode. */
#define PSR_MODE_BIT 0x10U
#else
/* The same, with a sign. */
#define PSR_MODE_BIT 0x10
#endif

/*
 * The initial processor state of a 32-bit guest.
 *
 * The zero flag is set because old Linux kernels start with conditional instructions.
 */
#define PSR_GUEST32_INIT (PSR_Z | PSR_ABT_MASK | PSR_FIQ_MASK | PSR_IRQ_MASK | PSR_MODE_SVC)
#if XEN_RELEASE >= 0x0414
/* The initial processor state of a 64-bit guest, since the updates of 2026. */
#define PSR_GUEST64_INIT (PSR_DBG_MASK | PSR_ABT_MASK | PSR_FIQ_MASK | PSR_IRQ_MASK | PSR_MODE_EL1h)
#else
/* The initial processor state of a 64-bit guest. */
#define PSR_GUEST64_INIT (PSR_ABT_MASK | PSR_FIQ_MASK | PSR_IRQ_MASK | PSR_MODE_EL1h)
#endif

/* The initial SCTLR of a guest. */
#define SCTLR_GUEST_INIT xen_mk_ullong(0x00c50078)

/*
 * The guest-physical memory layout of the toolstack. It is not part of the guest ABI: guests use
 * their device tree or ACPI tables.
 */

#define GUEST_VIRTIO_MMIO_BASE xen_mk_ullong(0x02000000) /* The start of the virtio MMIO
                                                            registers. */
#define GUEST_VIRTIO_MMIO_SIZE xen_mk_ullong(0x00100000) /* Their size in bytes. */

/* The ranges of GICv2 and GICv3 may overlap, as a guest has only one of them. */

#define GUEST_GICD_BASE xen_mk_ullong(0x03001000) /* The start of the GICv2 distributor. */
#define GUEST_GICD_SIZE xen_mk_ullong(0x00001000) /* Its size in bytes. */
#define GUEST_GICC_BASE xen_mk_ullong(0x03002000) /* The start of the GICv2 CPU interface. */
#define GUEST_GICC_SIZE xen_mk_ullong(0x00002000) /* Its size in bytes. */

#define GUEST_GICV3_GICD_BASE xen_mk_ullong(0x03001000) /* The start of the GICv3 distributor. */
#define GUEST_GICV3_GICD_SIZE xen_mk_ullong(0x00010000) /* Its size in bytes. */
#define GUEST_GICV3_RDIST_REGIONS 1 /* The number of ranges of GICv3 redistributors. */
#define GUEST_GICV3_GICR0_BASE xen_mk_ullong(0x03020000) /* The start of the GICv3
                                                            redistributors. */
#define GUEST_GICV3_GICR0_SIZE xen_mk_ullong(0x01000000) /* Their size in bytes, for up to 128
                                                            vCPUs. */

#define GUEST_VPCI_ECAM_BASE xen_mk_ullong(0x10000000) /* The start of the PCI configuration space
                                                          (ECAM). */
#define GUEST_VPCI_ECAM_SIZE xen_mk_ullong(0x10000000) /* Its size in bytes: 4 KiB per function of
                                                          256 buses. */

#define GUEST_ACPI_BASE xen_mk_ullong(0x20000000) /* The start of the ACPI tables. */
#define GUEST_ACPI_SIZE xen_mk_ullong(0x02000000) /* Their maximum size in bytes. */

#define GUEST_PL011_BASE xen_mk_ullong(0x22000000) /* The start of the PL011 UART registers. */
#define GUEST_PL011_SIZE xen_mk_ullong(0x00001000) /* Their size in bytes. */

#define GUEST_VPCI_ADDR_TYPE_MEM xen_mk_ullong(0x02000000) /* The device-tree address type of the
                                                              next range. */
#define GUEST_VPCI_MEM_ADDR xen_mk_ullong(0x23000000) /* The start of the PCI memory below 4 GiB. */
#define GUEST_VPCI_MEM_SIZE xen_mk_ullong(0x10000000) /* Its size in bytes. */

#define GUEST_GNTTAB_BASE xen_mk_ullong(0x38000000) /* The start of the range for the guest's grant
                                                       table. */
#define GUEST_GNTTAB_SIZE xen_mk_ullong(0x01000000) /* Its size in bytes. */

#define GUEST_MAGIC_BASE xen_mk_ullong(0x39000000) /* The start of the special pages: xenstore,
                                                      console and others. */
#define GUEST_MAGIC_SIZE xen_mk_ullong(0x01000000) /* The size of their range in bytes. */

#define GUEST_RAM_BANKS 2 /* The number of RAM banks; the part without RAM is usable as address
                             space. */

#define GUEST_RAM0_BASE xen_mk_ullong(0x40000000) /* The start of the first RAM bank: 1 GiB. */
#define GUEST_RAM0_SIZE xen_mk_ullong(0xc0000000) /* Its maximum size in bytes: 3 GiB. */

#if XEN_RELEASE >= 0x0413
/* The device-tree address type of the next range. */
#define GUEST_VPCI_ADDR_TYPE_PREFETCH_MEM xen_mk_ullong(0x43000000)
#else
/* The device-tree address type of the next range, without the prefetchable bit. */
#define GUEST_VPCI_ADDR_TYPE_PREFETCH_MEM xen_mk_ullong(0x42000000)
#endif
/* The start of the prefetchable PCI memory. */
#define GUEST_VPCI_PREFETCH_MEM_ADDR xen_mk_ullong(0x100000000)
#define GUEST_VPCI_PREFETCH_MEM_SIZE xen_mk_ullong(0x100000000) /* Its size in bytes. */

#define GUEST_RAM1_BASE xen_mk_ullong(0x0200000000) /* The start of the second RAM bank: 8 GiB. */
#define GUEST_RAM1_SIZE xen_mk_ullong(0xfe00000000) /* Its maximum size in bytes: 1016 GiB. */

#define GUEST_RAM_BASE GUEST_RAM0_BASE /* The lowest address of RAM. */
#define GUEST_RAM_MAX  (GUEST_RAM0_SIZE + GUEST_RAM1_SIZE) /* The maximum size of a guest's RAM in
                                                              bytes. */
/* An array initialiser: the starts of the RAM banks. */
#define GUEST_RAM_BANK_BASES { GUEST_RAM0_BASE, GUEST_RAM1_BASE }
/* An array initialiser: the maximum sizes of the RAM banks in bytes. */
#define GUEST_RAM_BANK_SIZES { GUEST_RAM0_SIZE, GUEST_RAM1_SIZE }

#define GUEST_MAX_VCPUS 128 /* The maximum number of vCPUs of a guest. */

/* Interrupt numbers. */

#define GUEST_TIMER_VIRT_PPI    27 /* The PPI of the virtual timer. */
#define GUEST_TIMER_PHYS_S_PPI  29 /* The PPI of the secure physical timer. */
#define GUEST_TIMER_PHYS_NS_PPI 30 /* The PPI of the non-secure physical timer. */
#define GUEST_EVTCHN_PPI        31 /* The PPI of event channels. */

#define GUEST_VPL011_SPI 32 /* The SPI of the PL011 UART. */

#define GUEST_VIRTIO_MMIO_SPI_FIRST 33 /* The SPI of the first virtio device. */
#define GUEST_VIRTIO_MMIO_SPI_LAST  43 /* The SPI of the last virtio device. */

#if XEN_RELEASE >= 0x0413

/* SGIs 8 to 15 belong to the secure world on hardware, so Xen can use them for FF-A. */

#define GUEST_FFA_NOTIF_PEND_INTR_ID    8 /* The SGI of pending FF-A notifications. */
#define GUEST_FFA_SCHEDULE_RECV_INTR_ID 9 /* The SGI that asks to schedule an FF-A receiver. */

#endif

/* Functions of PSCI 0.1, with the numbers in Xen's device trees. */
/* ` enum psci_function { // PSCI_* */
#define PSCI_cpu_suspend 0 /* Suspends the calling vCPU. */
#define PSCI_cpu_off     1 /* Stops the calling vCPU. */
#define PSCI_cpu_on      2 /* Starts a vCPU. */
#define PSCI_migrate     3 /* Migrates the trusted OS to another vCPU. */
/* ` } */

#endif /* __XEN__ || __XEN_TOOLS__ */

#ifndef __ASSEMBLER__
/* The Arm part of the PMU page; the PMU is not supported. */
typedef struct xen_pmu_arch {
    uint8_t dummy;           /* unused */
} xen_pmu_arch_t;
#endif

#endif /* __XEN_PUBLIC_ARCH_ARM_H__ */
