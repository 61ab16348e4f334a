/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * The state in which a further vCPU of a hardware-virtualised x86 guest starts.
 */

#ifndef __XEN_PUBLIC_HVM_HVM_VCPU_H__
#define __XEN_PUBLIC_HVM_HVM_VCPU_H__

#include "../xen.h"

/*
 * `incontents 131 hvmvcpu Starting vCPUs of hardware-virtualised guests
 *
 * The operation `VCPUOP_initialise` takes a `struct vcpu_hvm_context` from an x86 guest that is hardware-virtualised. The
 * vCPU starts in one of two ways: in 32-bit mode, every part of its segments given (paging, and through `efer` the
 * compatibility half of long mode, may be on), or in 64-bit mode with the flat segments that this implies.
 *
 * The attributes of a segment are those of its descriptor pressed together: type in bits 0 to 3, code or data in bit 4, privilege in
 * bits 5 and 6, present in bit 7, a bit for software in bit 8, 64-bit code in bit 9, size in bit 10, granularity in bit 11; the rest is 0.
 */

/* The state of a vCPU that starts in 32-bit mode. */
struct vcpu_hvm_x86_32 {
    uint32_t eax;            /* IN: a general register */
    uint32_t ecx;            /* IN: a general register */
    uint32_t edx;            /* IN: a general register */
    uint32_t ebx;            /* IN: a general register */
    uint32_t esp;            /* IN: the stack pointer; => vaddr */
    uint32_t ebp;            /* IN: a general register */
    uint32_t esi;            /* IN: a general register */
    uint32_t edi;            /* IN: a general register */
    uint32_t eip;            /* IN: where it starts; => vaddr */
    uint32_t eflags;         /* IN: the flags */
    uint32_t cr0;            /* IN: a control register: which mode it starts in */
    uint32_t cr3;            /* IN: a control register: the page table, if paging is on */
    uint32_t cr4;            /* IN: a control register: what is switched on */
    uint32_t pad1;
    uint64_t efer;           /* IN: what else is switched on: pages that cannot be executed, or long mode */
    uint32_t cs_base;        /* IN: where the code segment begins */
    uint32_t ds_base;        /* IN: where the data segment begins */
    uint32_t ss_base;        /* IN: where the stack segment begins */
    uint32_t es_base;        /* IN: where the extra segment begins */
    uint32_t tr_base;        /* IN: where the task-state segment begins */
    uint32_t cs_limit;       /* IN: the last byte of the code segment */
    uint32_t ds_limit;       /* IN: the last byte of the data segment */
    uint32_t ss_limit;       /* IN: the last byte of the stack segment */
    uint32_t es_limit;       /* IN: the last byte of the extra segment */
    uint32_t tr_limit;       /* IN: the last byte of the task-state segment */
    uint16_t cs_ar;          /* IN: the attributes of the code segment */
    uint16_t ds_ar;          /* IN: the attributes of the data segment */
    uint16_t ss_ar;          /* IN: the attributes of the stack segment */
    uint16_t es_ar;          /* IN: the attributes of the extra segment */
    uint16_t tr_ar;          /* IN: the attributes of the task-state segment */
    uint16_t pad2[3];
};
/* Short name of `struct vcpu_hvm_x86_32`. */
typedef struct vcpu_hvm_x86_32 xen_vcpu_hvm_x86_32_t;

/* The state of a vCPU that starts in 64-bit mode. */
struct vcpu_hvm_x86_64 {
    uint64_t rax;            /* IN: a general register */
    uint64_t rcx;            /* IN: a general register */
    uint64_t rdx;            /* IN: a general register */
    uint64_t rbx;            /* IN: a general register */
    uint64_t rsp;            /* IN: the stack pointer; => vaddr */
    uint64_t rbp;            /* IN: a general register */
    uint64_t rsi;            /* IN: a general register */
    uint64_t rdi;            /* IN: a general register */
    uint64_t rip;            /* IN: where it starts; => vaddr */
    uint64_t rflags;         /* IN: the flags */
    uint64_t cr0;            /* IN: a control register: protection and paging must be on */
    uint64_t cr3;            /* IN: a control register: the topmost page table */
    uint64_t cr4;            /* IN: a control register: large physical addresses must be on */
    uint64_t efer;           /* IN: what else is switched on: long mode must be */
};
/* Short name of `struct vcpu_hvm_x86_64`. */
typedef struct vcpu_hvm_x86_64 xen_vcpu_hvm_x86_64_t;

/* In which of the two ways a vCPU starts. */
/* ` enum vcpu_hvm_mode { // VCPU_HVM_MODE_* */
#define VCPU_HVM_MODE_32B 0 /* In 32-bit mode. */
#define VCPU_HVM_MODE_64B 1 /* In 64-bit mode. */
/* ` } */

/* Argument of `VCPUOP_initialise` from a hardware-virtualised x86 guest. */
struct vcpu_hvm_context {
    uint32_t mode;           /* IN: in which way it starts; => enum vcpu_hvm_mode */
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
