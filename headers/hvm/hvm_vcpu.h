/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * The initial state of a secondary vCPU of an HVM or PVH guest on x86.
 */

#ifndef __XEN_PUBLIC_HVM_HVM_VCPU_H__
#define __XEN_PUBLIC_HVM_HVM_VCPU_H__

#include "../xen.h"

/*
 * `incontents 131 hvmvcpu Starting vCPUs of HVM and PVH guests
 *
 * An HVM or PVH guest on x86 passes a `struct vcpu_hvm_context` to `VCPUOP_initialise`. The vCPU
 * starts either in 32-bit mode with explicit segments (paging and, through `efer`, compatibility
 * mode may be enabled), or in 64-bit mode with flat segments.
 *
 * Segment attributes are those of the descriptor, packed: type in bits 0 to 3, S in bit 4, DPL in
 * bits 5 and 6, P in bit 7, AVL in bit 8, L in bit 9, D/B in bit 10, G in bit 11; the rest is 0.
 */

/* The initial state of a vCPU in 32-bit mode. */
struct vcpu_hvm_x86_32 {
    uint32_t eax;            /* IN: a general register */
    uint32_t ecx;            /* IN: a general register */
    uint32_t edx;            /* IN: a general register */
    uint32_t ebx;            /* IN: a general register */
    uint32_t esp;            /* IN: the stack pointer; => vaddr */
    uint32_t ebp;            /* IN: a general register */
    uint32_t esi;            /* IN: a general register */
    uint32_t edi;            /* IN: a general register */
    uint32_t eip;            /* IN: the entry point; => vaddr */
    uint32_t eflags;         /* IN: the flags */
    uint32_t cr0;            /* IN: a control register */
    uint32_t cr3;            /* IN: the page table, if paging is enabled */
    uint32_t cr4;            /* IN: a control register */
    uint32_t pad1;
    uint64_t efer;           /* IN: the EFER register */
    uint32_t cs_base;        /* IN: the base of CS */
    uint32_t ds_base;        /* IN: the base of DS */
    uint32_t ss_base;        /* IN: the base of SS */
    uint32_t es_base;        /* IN: the base of ES */
    uint32_t tr_base;        /* IN: the base of TR */
    uint32_t cs_limit;       /* IN: the limit of CS */
    uint32_t ds_limit;       /* IN: the limit of DS */
    uint32_t ss_limit;       /* IN: the limit of SS */
    uint32_t es_limit;       /* IN: the limit of ES */
    uint32_t tr_limit;       /* IN: the limit of TR */
    uint16_t cs_ar;          /* IN: the attributes of CS */
    uint16_t ds_ar;          /* IN: the attributes of DS */
    uint16_t ss_ar;          /* IN: the attributes of SS */
    uint16_t es_ar;          /* IN: the attributes of ES */
    uint16_t tr_ar;          /* IN: the attributes of TR */
    uint16_t pad2[3];
};
/* Short name of `struct vcpu_hvm_x86_32`. */
typedef struct vcpu_hvm_x86_32 xen_vcpu_hvm_x86_32_t;

/* The initial state of a vCPU in 64-bit mode. */
struct vcpu_hvm_x86_64 {
    uint64_t rax;            /* IN: a general register */
    uint64_t rcx;            /* IN: a general register */
    uint64_t rdx;            /* IN: a general register */
    uint64_t rbx;            /* IN: a general register */
    uint64_t rsp;            /* IN: the stack pointer; => vaddr */
    uint64_t rbp;            /* IN: a general register */
    uint64_t rsi;            /* IN: a general register */
    uint64_t rdi;            /* IN: a general register */
    uint64_t rip;            /* IN: the entry point; => vaddr */
    uint64_t rflags;         /* IN: the flags */
    uint64_t cr0;            /* IN: a control register; protected mode and paging must be enabled */
    uint64_t cr3;            /* IN: the top-level page table */
    uint64_t cr4;            /* IN: a control register; PAE must be enabled */
    uint64_t efer;           /* IN: the EFER register; long mode must be enabled */
};
/* Short name of `struct vcpu_hvm_x86_64`. */
typedef struct vcpu_hvm_x86_64 xen_vcpu_hvm_x86_64_t;

/* The mode in which a vCPU starts. */
/* ` enum vcpu_hvm_mode { // VCPU_HVM_MODE_* */
#define VCPU_HVM_MODE_32B 0 /* 32-bit mode. */
#define VCPU_HVM_MODE_64B 1 /* 64-bit mode. */
/* ` } */

/* Argument of `VCPUOP_initialise` for an HVM or PVH guest. */
struct vcpu_hvm_context {
    uint32_t mode;           /* IN: the mode; => enum vcpu_hvm_mode */
    uint32_t pad;
    union {
        xen_vcpu_hvm_x86_32_t x86_32; /* VCPU_HVM_MODE_32B: the registers */
        xen_vcpu_hvm_x86_64_t x86_64; /* VCPU_HVM_MODE_64B: the registers */
    } cpu_regs;              /* IN: its registers; => by mode */
};
/* Short name of `struct vcpu_hvm_context`. */
typedef struct vcpu_hvm_context vcpu_hvm_context_t;
DEFINE_XEN_GUEST_HANDLE(vcpu_hvm_context_t);

#endif /* __XEN_PUBLIC_HVM_HVM_VCPU_H__ */
