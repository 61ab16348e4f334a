/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * The part of the guest interface that 32-bit and 64-bit Arm have in common; `xen.h` leads here,
 * and is where to begin.
 */

#ifndef __XEN_PUBLIC_XEN_H__

#include "xen.h"

#elif !defined(__XEN_PUBLIC_ARCH_ARM_H__) && (defined(__arm__) || defined(__aarch64__))

#define __XEN_PUBLIC_ARCH_ARM_H__

/*
 * `incontents 50 arm_abi Hypercall Calling Convention
 *
 * A hypercall is the instruction `hvc` with the immediate `XEN_HYPERCALL_TAG`. The number is in r12
 * (32-bit) or x16 (64-bit), the arguments are in r0 to r4 or x0 to x4, the result in r0 or x0. The
 * number's register and those of the arguments given are lost.
 *
 * Structures are little-endian and laid out by the rules for 64-bit Arm, also for 32-bit guests: a
 * handle in a structure has 8 bytes and their alignment, and so has every frame number. A handle
 * that is itself an argument is as wide as a register.
 *
 * Memory that Xen or another domain looks at must be mapped as normal, write-back cached and
 * inner-shareable memory.
 */

/*
 * `incontents 55 arm_hcall Supported Hypercalls
 *
 * Every Arm guest is hardware-virtualised: addresses and frames are the guest's own, and there is
 * no `struct start_info`. A guest learns from its device tree or ACPI tables that it runs on Xen,
 * and which interrupt stands for event channels. It maps `struct shared_info` with
 * `XENMEM_add_to_physmap`, registers a `struct vcpu_info` for each vCPU with
 * `VCPUOP_register_vcpu_info`, and asks for the rings of xenstore and console with
 * `HVMOP_get_param`.
 *
 * Of the hypercalls in `xen.h` these exist on Arm, with all their common operations unless a list
 * is given: memory_op, multicall, xen_version, console_io, grant_table_op, vm_assist, vcpu_op
 * (registering a `vcpu_info` or an area of run states), xsm_op, sched_op (a guest blocks by `wfi`
 * as a rule), event_channel_op, physdev_op (adding and removing PCI devices), hvm_op (parameters,
 * and the guest's request of a vm event), sysctl and domctl for the toolstack, argo_op, dm_op (I/O
 * request servers, interrupt levels and the number of vCPUs), hypfs_op and platform_op (setting the
 * time).
 */

/* The immediate of the instruction `hvc` that makes it a hypercall of Xen's. */
#define XEN_HYPERCALL_TAG 0XEA1

#if defined(__XEN__) || defined(__XEN_TOOLS__) || defined(__GNUC__)
#define int64_aligned_t  int64_t __attribute__((__aligned__(8)))
#define uint64_aligned_t uint64_t __attribute__((__aligned__(8)))
#endif

#ifndef __ASSEMBLY__

/*
 * A handle comes in two widths: as an argument it has that of a register, in a
 * structure it has 8 bytes and their alignment.
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
/* The upper half of a handle is cleared before the address is put in. */
#define set_xen_guest_handle_raw(hnd, val) \
    do { \
        __typeof__(&(hnd)) handle_ = &(hnd); \
        handle_->q = 0; \
        handle_->p = (val); \
    } while (0)
#define set_xen_guest_handle(hnd, val) set_xen_guest_handle_raw(hnd, val)

/* The number of a frame of guest memory. */
typedef uint64_t xen_pfn_t; /* ` distinct pfn */
/* How `printf` shows a frame number in hexadecimal. */
#define PRI_xen_pfn PRIx64
/* How `printf` shows a frame number in decimal. */
#define PRIu_xen_pfn PRIu64

/*
 * The number of vCPUs that have an entry in `struct shared_info`.
 *
 * Every other vCPU must register its own, and the first one should too.
 */
#define XEN_LEGACY_MAX_VCPUS 1

/* A word of 64 bits, on 32-bit guests too. */
typedef uint64_t xen_ulong_t;
/* How `printf` shows such a word in hexadecimal. */
#define PRI_xen_ulong PRIx64

#if defined(__XEN__) || defined(__XEN_TOOLS__)

/*
 * A register has its 64-bit name and, where the compiler allows, the one it has
 * for a 32-bit guest.
 */
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
 * The registers of a processor, for the toolstack; those of a 32-bit guest stand
 * where the processor keeps them for a 64-bit one.
 */
struct vcpu_guest_core_regs {
    __DECL_REG(x0, r0_usr);           /* a general register */
    __DECL_REG(x1, r1_usr);           /* a general register */
    __DECL_REG(x2, r2_usr);           /* a general register */
    __DECL_REG(x3, r3_usr);           /* a general register */
    __DECL_REG(x4, r4_usr);           /* a general register */
    __DECL_REG(x5, r5_usr);           /* a general register */
    __DECL_REG(x6, r6_usr);           /* a general register */
    __DECL_REG(x7, r7_usr);           /* a general register */
    __DECL_REG(x8, r8_usr);           /* a general register */
    __DECL_REG(x9, r9_usr);           /* a general register */
    __DECL_REG(x10, r10_usr);         /* a general register */
    __DECL_REG(x11, r11_usr);         /* a general register */
    __DECL_REG(x12, r12_usr);         /* a general register */
    __DECL_REG(x13, sp_usr);          /* in 32 bits the stack pointer of user mode */
    __DECL_REG(x14, lr_usr);          /* in 32 bits the link register of user mode */
    __DECL_REG(x15, __unused_sp_hyp); /* without a meaning in 32 bits */
    __DECL_REG(x16, lr_irq);          /* in 32 bits the link register of interrupt mode */
    __DECL_REG(x17, sp_irq);          /* in 32 bits the stack pointer of interrupt mode */
    __DECL_REG(x18, lr_svc);          /* in 32 bits the link register of supervisor mode */
    __DECL_REG(x19, sp_svc);          /* in 32 bits the stack pointer of supervisor mode */
    __DECL_REG(x20, lr_abt);          /* in 32 bits the link register of abort mode */
    __DECL_REG(x21, sp_abt);          /* in 32 bits the stack pointer of abort mode */
    __DECL_REG(x22, lr_und);          /* in 32 bits the link register of undefined mode */
    __DECL_REG(x23, sp_und);          /* in 32 bits the stack pointer of undefined mode */
    __DECL_REG(x24, r8_fiq);          /* in 32 bits register 8 of fast-interrupt mode */
    __DECL_REG(x25, r9_fiq);          /* in 32 bits register 9 of fast-interrupt mode */
    __DECL_REG(x26, r10_fiq);         /* in 32 bits register 10 of fast-interrupt mode */
    __DECL_REG(x27, r11_fiq);         /* in 32 bits register 11 of fast-interrupt mode */
    __DECL_REG(x28, r12_fiq);         /* in 32 bits register 12 of fast-interrupt mode */
    __DECL_REG(x29, sp_fiq);          /* in 32 bits the stack pointer of fast-interrupt mode */
    __DECL_REG(x30, lr_fiq);          /* in 32 bits the link register of fast-interrupt mode */
    __DECL_REG(pc64, pc32);           /* where it goes on */
    uint64_t cpsr;                    /* the vCPU state there; => flags arm_psr */
    union {
        uint64_t spsr_el1;            /* the state saved for exception level 1 */
        uint32_t spsr_svc;            /* in 32 bits the state saved for supervisor mode */
    };
    uint32_t spsr_fiq;                /* in 32 bits the state saved for fast-interrupt mode */
    uint32_t spsr_irq;                /* in 32 bits the state saved for interrupt mode */
    uint32_t spsr_und;                /* in 32 bits the state saved for undefined mode */
    uint32_t spsr_abt;                /* in 32 bits the state saved for abort mode */
    uint64_t sp_el0;                  /* in 64 bits the stack pointer of exception level 0 */
    uint64_t sp_el1;                  /* in 64 bits the stack pointer of exception level 1 */
    uint64_t elr_el1;                 /* in 64 bits where an exception of level 1 came from */
};
/* Short name of `struct vcpu_guest_core_regs`. */
typedef struct vcpu_guest_core_regs vcpu_guest_core_regs_t;
DEFINE_XEN_GUEST_HANDLE(vcpu_guest_core_regs_t);

#undef __DECL_REG

/* The number of the bit below. */
#define _VGCF_online 0

/* How a vCPU is to be started. */
/* ` flags vcpu_guest_context_flags { // VGCF_* */
#define VGCF_online (1 << _VGCF_online) /* It runs at once. */
/* ` } */

/* The state with which the toolstack starts a vCPU. */
struct vcpu_guest_context {
    uint32_t flags;                        /* how to start; => flags vcpu_guest_context_flags */
    struct vcpu_guest_core_regs user_regs; /* the registers */
    uint64_t sctlr;                        /* the system control register */
    uint64_t ttbcr;                        /* the translation control register */
    uint64_t ttbr0;                        /* the first translation base register */
    uint64_t ttbr1;                        /* the second translation base register */
};
/* Short name of `struct vcpu_guest_context`. */
typedef struct vcpu_guest_context vcpu_guest_context_t;
DEFINE_XEN_GUEST_HANDLE(vcpu_guest_context_t);

/* Which interrupt controller a domain sees. */
/* ` enum arm_gic_version { // XEN_DOMCTL_CONFIG_GIC_* */
#define XEN_DOMCTL_CONFIG_GIC_NATIVE 0 /* One of the kind that the machine has. */
#define XEN_DOMCTL_CONFIG_GIC_V2     1 /* Version 2. */
#define XEN_DOMCTL_CONFIG_GIC_V3     2 /* Version 3. */
/* ` } */

/* Which trusted execution environment a domain sees. */
/* ` enum arm_tee_type { // XEN_DOMCTL_CONFIG_TEE_* */
#define XEN_DOMCTL_CONFIG_TEE_NONE  0 /* None. */
#define XEN_DOMCTL_CONFIG_TEE_OPTEE 1 /* OP-TEE. */
#define XEN_DOMCTL_CONFIG_TEE_FFA   2 /* Whatever speaks FF-A. */
/* ` } */

/*
 * What the toolstack says about an Arm domain when it creates one; follows the
 * version of the domctl interface.
 */
struct xen_arch_domainconfig {
    uint8_t gic_version;      /* IN/OUT: the interrupt controller, the native one made definite;
                                 => enum arm_gic_version */
    uint8_t sve_vl;           /* IN: the length of SVE vectors in units of 128 bits, 0 for no SVE */
    uint16_t tee_type;        /* IN: the trusted execution environment; => enum arm_tee_type */
    uint32_t nr_spis;         /* IN: how many shared interrupts */
    uint32_t clock_frequency; /* OUT: the timer's frequency if the device tree corrects it, to be
                                 passed on to the guest; otherwise 0 */
};

#endif /* __XEN__ || __XEN_TOOLS__ */

/* What a vCPU and Xen share besides: nothing. */
struct arch_vcpu_info {
#ifdef __cplusplus
    uint8_t none[0]; /* C++ would give an empty structure a size, and move what follows it */
#endif
};
/* Short name of `struct arch_vcpu_info`. */
typedef struct arch_vcpu_info arch_vcpu_info_t;

/* What a domain and Xen share besides: nothing. */
struct arch_shared_info {
#ifdef __cplusplus
    uint8_t none[0]; /* C++ would give an empty structure a size, and move what follows it */
#endif
};
/* Short name of `struct arch_shared_info`. */
typedef struct arch_shared_info arch_shared_info_t;

/* An entry point of the guest: its address. */
typedef uint64_t xen_callback_t;

#endif /* !__ASSEMBLY__ */

#if defined(__XEN__) || defined(__XEN_TOOLS__)

/* The bits of a vCPU state. */
/* ` flags arm_psr { // PSR_* */
#define PSR_THUMB      (1U << 5) /* In 32 bits: Thumb instructions. */
#define PSR_FIQ_MASK   (1U << 6) /* Fast interrupts are masked. */
#define PSR_IRQ_MASK   (1U << 7) /* Interrupts are masked. */
#define PSR_ABT_MASK   (1U << 8) /* Asynchronous aborts are masked. */
#define PSR_BIG_ENDIAN (1U << 9) /* In 32 bits: data is big-endian. */
#define PSR_DBG_MASK   (1U << 9) /* In 64 bits: debug exceptions are masked. */
#define PSR_IT_MASK    (0x0600fc00U) /* In 32 bits: the state of conditional Thumb instructions. */
#define PSR_JAZELLE    (1U << 24) /* In 32 bits: Java bytecode. */
#define PSR_Z          (1U << 30) /* The last result was zero. */
/* ` } */

/* The mode in a vCPU state. */
/* ` enum arm_psr_mode { // PSR_MODE_* */
#define PSR_MODE_USR  0x10U /* 32-bit user mode. */
#define PSR_MODE_FIQ  0x11U /* 32-bit fast-interrupt mode. */
#define PSR_MODE_IRQ  0x12U /* 32-bit interrupt mode. */
#define PSR_MODE_SVC  0x13U /* 32-bit supervisor mode. */
#define PSR_MODE_MON  0x16U /* 32-bit monitor mode. */
#define PSR_MODE_ABT  0x17U /* 32-bit abort mode. */
#define PSR_MODE_HYP  0x1aU /* 32-bit hypervisor mode. */
#define PSR_MODE_UND  0x1bU /* 32-bit undefined mode. */
#define PSR_MODE_SYS  0x1fU /* 32-bit system mode. */
#define PSR_MODE_EL3h 0x0dU /* 64-bit exception level 3, own stack. */
#define PSR_MODE_EL3t 0x0cU /* 64-bit exception level 3, the stack of level 0. */
#define PSR_MODE_EL2h 0x09U /* 64-bit exception level 2, own stack. */
#define PSR_MODE_EL2t 0x08U /* 64-bit exception level 2, the stack of level 0. */
#define PSR_MODE_EL1h 0x05U /* 64-bit exception level 1, own stack. */
#define PSR_MODE_EL1t 0x04U /* 64-bit exception level 1, the stack of level 0. */
#define PSR_MODE_EL0t 0x00U /* 64-bit exception level 0. */
/* ` } */

/* The bit of the mode that says 32 bits. */
#define PSR_MODE_BIT 0x10U

/*
 * The state in which a 32-bit guest starts; with the zero flag, for old Linux
 * kernels begin with instructions that need it.
 */
#define PSR_GUEST32_INIT (PSR_Z | PSR_ABT_MASK | PSR_FIQ_MASK | PSR_IRQ_MASK | PSR_MODE_SVC)
/* The state in which a 64-bit guest starts. */
#define PSR_GUEST64_INIT (PSR_DBG_MASK | PSR_ABT_MASK | PSR_FIQ_MASK | PSR_IRQ_MASK | PSR_MODE_EL1h)

/* The system control register with which a guest starts. */
#define SCTLR_GUEST_INIT xen_mk_ullong(0x00c50078)

/*
 * Where the toolstack puts things in a guest's memory. A guest must not build on
 * these, and reads its device tree instead.
 */

#define GUEST_VIRTIO_MMIO_BASE xen_mk_ullong(0x02000000) /* The registers of virtio devices begin
                                                            here. */
#define GUEST_VIRTIO_MMIO_SIZE xen_mk_ullong(0x00100000) /* How many bytes they take. */

/* Interrupt controllers of versions 2 and 3 may overlap, as a guest has one of them. */

#define GUEST_GICD_BASE xen_mk_ullong(0x03001000) /* The distributor of version 2 begins here. */
#define GUEST_GICD_SIZE xen_mk_ullong(0x00001000) /* How many bytes it takes. */
#define GUEST_GICC_BASE xen_mk_ullong(0x03002000) /* The vCPU interface of version 2 begins here. */
#define GUEST_GICC_SIZE xen_mk_ullong(0x00002000) /* How many bytes it takes. */

#define GUEST_GICV3_GICD_BASE xen_mk_ullong(0x03001000) /* The distributor of version 3 begins
                                                           here. */
#define GUEST_GICV3_GICD_SIZE xen_mk_ullong(0x00010000) /* How many bytes it takes. */
#define GUEST_GICV3_RDIST_REGIONS 1 /* In how many ranges the redistributors of version 3 lie. */
#define GUEST_GICV3_GICR0_BASE xen_mk_ullong(0x03020000) /* The redistributors begin here. */
#define GUEST_GICV3_GICR0_SIZE xen_mk_ullong(0x01000000) /* How many bytes they take, enough for 128
                                                            vCPUs. */

#define GUEST_VPCI_ECAM_BASE xen_mk_ullong(0x10000000) /* The configuration space of PCI begins
                                                          here. */
#define GUEST_VPCI_ECAM_SIZE xen_mk_ullong(0x10000000) /* How many bytes it takes: 4 KiB for each
                                                          function of 256 buses. */

#define GUEST_ACPI_BASE xen_mk_ullong(0x20000000) /* The ACPI tables begin here. */
#define GUEST_ACPI_SIZE xen_mk_ullong(0x02000000) /* How many bytes they may take. */

#define GUEST_PL011_BASE xen_mk_ullong(0x22000000) /* The registers of the serial port begin
                                                      here. */
#define GUEST_PL011_SIZE xen_mk_ullong(0x00001000) /* How many bytes they take. */

#define GUEST_VPCI_ADDR_TYPE_MEM xen_mk_ullong(0x02000000) /* The device tree's mark of the next
                                                              range. */
#define GUEST_VPCI_MEM_ADDR xen_mk_ullong(0x23000000) /* The memory of PCI devices below 4 GiB
                                                         begins here. */
#define GUEST_VPCI_MEM_SIZE xen_mk_ullong(0x10000000) /* How many bytes it takes. */

#define GUEST_GNTTAB_BASE xen_mk_ullong(0x38000000) /* The range in which a guest may map its grant
                                                       table begins here. */
#define GUEST_GNTTAB_SIZE xen_mk_ullong(0x01000000) /* How many bytes it has. */

#define GUEST_MAGIC_BASE xen_mk_ullong(0x39000000) /* The pages of xenstore, console and their like
                                                      begin here. */
#define GUEST_MAGIC_SIZE xen_mk_ullong(0x01000000) /* How many bytes they may take. */

#define GUEST_RAM_BANKS 2 /* In how many ranges memory lies; what a guest does not get of them can
                             serve as unused address space. */

#define GUEST_RAM0_BASE xen_mk_ullong(0x40000000) /* The first range of memory begins here, at 1
                                                     GiB. */
#define GUEST_RAM0_SIZE xen_mk_ullong(0xc0000000) /* How many bytes it may have: 3 GiB. */

/* The device tree's mark of the next range. */
#define GUEST_VPCI_ADDR_TYPE_PREFETCH_MEM xen_mk_ullong(0x43000000)
/* The memory of PCI devices above 4 GiB begins here. */
#define GUEST_VPCI_PREFETCH_MEM_ADDR xen_mk_ullong(0x100000000)
#define GUEST_VPCI_PREFETCH_MEM_SIZE xen_mk_ullong(0x100000000) /* How many bytes it takes. */

#define GUEST_RAM1_BASE xen_mk_ullong(0x0200000000) /* The second range of memory begins here, at 8
                                                       GiB. */
#define GUEST_RAM1_SIZE xen_mk_ullong(0xfe00000000) /* How many bytes it may have: 1016 GiB. */

#define GUEST_RAM_BASE GUEST_RAM0_BASE /* The lowest address of memory. */
#define GUEST_RAM_MAX  (GUEST_RAM0_SIZE + GUEST_RAM1_SIZE) /* How much memory a guest can have. */
/* Where the ranges begin, to initialise an array. */
#define GUEST_RAM_BANK_BASES { GUEST_RAM0_BASE, GUEST_RAM1_BASE }
/* How many bytes they have, to initialise an array. */
#define GUEST_RAM_BANK_SIZES { GUEST_RAM0_SIZE, GUEST_RAM1_SIZE }

#define GUEST_MAX_VCPUS 128 /* How many vCPUs a guest may have. */

/* Which interrupt stands for what. */

#define GUEST_TIMER_VIRT_PPI    27 /* The virtual timer. */
#define GUEST_TIMER_PHYS_S_PPI  29 /* The secure physical timer. */
#define GUEST_TIMER_PHYS_NS_PPI 30 /* The non-secure physical timer. */
#define GUEST_EVTCHN_PPI        31 /* Event channels. */

#define GUEST_VPL011_SPI 32 /* The serial port. */

#define GUEST_VIRTIO_MMIO_SPI_FIRST 33 /* The first virtio device. */
#define GUEST_VIRTIO_MMIO_SPI_LAST  43 /* The last virtio device. */

/*
 * Software-generated interrupts from 8 to 15 belong to the secure world on real
 * machines, so Xen may use them here.
 */

#define GUEST_FFA_NOTIF_PEND_INTR_ID    8 /* A notification by FF-A waits. */
#define GUEST_FFA_SCHEDULE_RECV_INTR_ID 9 /* A receiver of FF-A should be scheduled. */

/* The operations of PSCI 0.1, by the numbers that Xen's device tree gives them. */
/* ` enum psci_function { // PSCI_* */
#define PSCI_cpu_suspend 0 /* Lets a vCPU sleep. */
#define PSCI_cpu_off     1 /* Stops the calling vCPU. */
#define PSCI_cpu_on      2 /* Starts a vCPU. */
#define PSCI_migrate     3 /* Moves the trusted operating system to another vCPU. */
/* ` } */

#endif /* __XEN__ || __XEN_TOOLS__ */

#ifndef __ASSEMBLY__
/* The performance counters of Arm, which Xen does not offer. */
typedef struct xen_pmu_arch {
    uint8_t dummy;           /* nothing */
} xen_pmu_arch_t;
#endif

#endif /* __XEN_PUBLIC_ARCH_ARM_H__ */
