/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * Events of a guest for monitors, pagers and memory sharing.
 */

#ifndef _XEN_PUBLIC_VM_EVENT_H
#define _XEN_PUBLIC_VM_EVENT_H

#include "xen.h"

/*
 * `incontents 175 vmevent Events of a guest
 *
 * A privileged program can monitor a guest: Xen reports accesses to memory, writes to registers,
 * breakpoints and other events. It can also page a guest's memory in and out, and share identical
 * pages between guests. Each of the three uses has a ring per guest (`io/ring.h`), in a page of its
 * own. Xen is the frontend: it sends requests, and the program sends responses.
 *
 * Requests and responses have the same layout. Usually the vCPU is paused during an event
 * (`VM_EVENT_FLAG_VCPU_PAUSED`). The program copies `version`, `vcpu_id`, `flags` and `reason` from
 * the request to the response, and changes what it wants. The flags of the response define how Xen
 * continues the instruction that caused the event, and which other members Xen reads.
 */

/* The version of these records; Xen drops records of other versions. */
#define VM_EVENT_INTERFACE_VERSION 0x00000007

#if defined(__XEN__) || defined(__XEN_TOOLS__)

#include "io/ring.h"

/* Flags of a request or response. */
/* ` flags vm_event_flags { // VM_EVENT_FLAG_* */
/* Request: the vCPU is paused. Response: unpause it. */
#define VM_EVENT_FLAG_VCPU_PAUSED        (1 << 0)
/* Request: another domain made the access; for debugging. */
#define VM_EVENT_FLAG_FOREIGN            (1 << 1)
/*
 * Response to a memory access: emulate the instruction.
 *
 * The permissions of the page do not change.
 */
#define VM_EVENT_FLAG_EMULATE            (1 << 2)
/*
 * Response: emulate the instruction, but discard its writes.
 *
 * This applies to writes to memory and to devices.
 */
#define VM_EVENT_FLAG_EMULATE_NOWRITE    (1 << 3)
/*
 * Response: toggle single-stepping of the vCPU.
 *
 * The vCPU must be paused.
 */
#define VM_EVENT_FLAG_TOGGLE_SINGLESTEP  (1 << 4)
/*
 * Response: emulate reads with `data.emul.read`.
 *
 * With `VM_EVENT_FLAG_EMULATE`; the emulated instruction reads these bytes instead of memory. It
 * takes precedence over `VM_EVENT_FLAG_EMULATE_NOWRITE`.
 */
#define VM_EVENT_FLAG_SET_EMUL_READ_DATA (1 << 5)
/*
 * Response to a register write: do not write the register.
 *
 * For control registers and MSRs. The vCPU must be paused.
 */
#define VM_EVENT_FLAG_DENY               (1 << 6)
/*
 * `altp2m_idx` is valid.
 *
 * Request: the altp2m view of the event. Response: the view to switch to.
 */
#define VM_EVENT_FLAG_ALTERNATE_P2M      (1 << 7)
/*
 * Response: load registers from `data.regs`.
 *
 * On x86 the general-purpose registers, RFLAGS and RIP, on Arm `pc`. The vCPU must be paused.
 */
#define VM_EVENT_FLAG_SET_REGISTERS      (1 << 8)
/*
 * Response: emulate the instruction in `data.emul.insn`.
 *
 * With `VM_EVENT_FLAG_EMULATE`; Xen does not fetch the instruction from memory. The other emulation
 * flags take precedence.
 */
#define VM_EVENT_FLAG_SET_EMUL_INSN_DATA (1 << 9)
/*
 * Response: report the next interrupt of the vCPU.
 *
 * Xen then sends one `VM_EVENT_REASON_INTERRUPT`.
 */
#define VM_EVENT_FLAG_GET_NEXT_INTERRUPT (1 << 10)
/*
 * Response: single-step once, then switch the altp2m view.
 *
 * Xen sends no event for the step; `u.fast_singlestep.p2midx` is the view to switch to. The vCPU
 * must be paused.
 */
#define VM_EVENT_FLAG_FAST_SINGLESTEP    (1 << 11)
/* Request: a nested guest was running; `npt_base` is valid. */
#define VM_EVENT_FLAG_NESTED_P2M         (1 << 12)
/* Response: reset the vmtrace buffer of the vCPU, if any. */
#define VM_EVENT_FLAG_RESET_VMTRACE      (1 << 13)
/* Response, VM forks: reset vCPUs and devices to the parent's. */
#define VM_EVENT_FLAG_RESET_FORK_STATE   (1 << 14)
/* Response, VM forks: drop pages that differ from the parent's. */
#define VM_EVENT_FLAG_RESET_FORK_MEMORY  (1 << 15)
/* ` } */

/* Reasons for events. */
/* ` enum vm_event_reason { // VM_EVENT_REASON_* */
#define VM_EVENT_REASON_UNKNOWN             0  /* Unknown. */
#define VM_EVENT_REASON_MEM_ACCESS          1  /* A memory access that the permissions of the page
                                                  forbid. */
#define VM_EVENT_REASON_MEM_SHARING         2  /* A write to a shared page, without memory for a
                                                  copy. */
#define VM_EVENT_REASON_MEM_PAGING          3  /* A paged-out page is needed, or was dropped. */
#define VM_EVENT_REASON_WRITE_CTRLREG       4  /* A control register was written. */
#define VM_EVENT_REASON_MOV_TO_MSR          5  /* An MSR was written. */
#define VM_EVENT_REASON_SOFTWARE_BREAKPOINT 6  /* A breakpoint instruction, such as INT3. */
#define VM_EVENT_REASON_SINGLESTEP          7  /* A single step. */
#define VM_EVENT_REASON_GUEST_REQUEST       8  /* `HVMOP_guest_request_vm_event` of the guest. */
#define VM_EVENT_REASON_DEBUG_EXCEPTION     9  /* A debug exception. */
#define VM_EVENT_REASON_CPUID               10 /* CPUID was executed. */
/*
 * A privileged call, such as SMC.
 *
 * On some processors also one whose condition fails.
 */
#define VM_EVENT_REASON_PRIVILEGED_CALL     11
#define VM_EVENT_REASON_INTERRUPT           12 /* An interrupt was delivered. */
#define VM_EVENT_REASON_DESCRIPTOR_ACCESS   13 /* A descriptor-table register was read or
                                                  written. */
#define VM_EVENT_REASON_EMUL_UNIMPLEMENTED  14 /* Xen cannot emulate the instruction. */
#define VM_EVENT_REASON_VMEXIT              15 /* A VM exit. */
#if XEN_RELEASE >= 0x0412
#define VM_EVENT_REASON_IO_INSTRUCTION      16 /* An I/O instruction was executed. */
#endif
/* ` } */

/* Control registers of x86. */
/* ` enum vm_event_x86_ctrlreg { // VM_EVENT_X86_* */
#define VM_EVENT_X86_CR0  0 /* CR0. */
#define VM_EVENT_X86_CR3  1 /* CR3. */
#define VM_EVENT_X86_CR4  2 /* CR4. */
#define VM_EVENT_X86_XCR0 3 /* XCR0. */
/* ` } */

/* The limit and attributes of a segment register. */
struct vm_event_x86_selector_reg {
    uint32_t limit : 20;     /* the limit, in bytes or pages as the granularity attribute says */
    uint32_t ar : 12;        /* the attributes */
};

/*
 * Registers of an x86 vCPU.
 *
 * Not all registers, to fit more records in a ring.
 */
struct vm_event_regs_x86 {
    uint64_t rax;            /* RAX */
    uint64_t rcx;            /* RCX */
    uint64_t rdx;            /* RDX */
    uint64_t rbx;            /* RBX */
    uint64_t rsp;            /* RSP */
    uint64_t rbp;            /* RBP */
    uint64_t rsi;            /* RSI */
    uint64_t rdi;            /* RDI */
    uint64_t r8;             /* R8 */
    uint64_t r9;             /* R9 */
    uint64_t r10;            /* R10 */
    uint64_t r11;            /* R11 */
    uint64_t r12;            /* R12 */
    uint64_t r13;            /* R13 */
    uint64_t r14;            /* R14 */
    uint64_t r15;            /* R15 */
    uint64_t rflags;         /* RFLAGS */
    uint64_t dr6;            /* DR6 */
    uint64_t dr7;            /* DR7 */
    uint64_t rip;            /* RIP */
    uint64_t cr0;            /* CR0 */
    uint64_t cr2;            /* CR2 */
    uint64_t cr3;            /* CR3 */
    uint64_t cr4;            /* CR4 */
    uint64_t sysenter_cs;    /* MSR SYSENTER_CS */
    uint64_t sysenter_esp;   /* MSR SYSENTER_ESP */
    uint64_t sysenter_eip;   /* MSR SYSENTER_EIP */
    uint64_t msr_efer;       /* MSR EFER */
    uint64_t msr_star;       /* MSR STAR */
    uint64_t msr_lstar;      /* MSR LSTAR */
    uint64_t gdtr_base;      /* the base of the GDT */
    /*
     * the guest-physical address of the nested page tables
     *
     * With `VM_EVENT_FLAG_NESTED_P2M`; the other bits are reserved.
     */
    uint64_t npt_base;
    /*
     * the position in the vmtrace buffer, all ones if there is none
     *
     * With Intel PT the upper half of RTIT_OUTPUT_MASK.
     */
    uint64_t vmtrace_pos;
    uint32_t cs_base;        /* the base of CS */
    uint32_t ss_base;        /* the base of SS */
    uint32_t ds_base;        /* the base of DS */
    uint32_t es_base;        /* the base of ES */
    uint64_t fs_base;        /* the base of FS */
    uint64_t gs_base;        /* the base of GS */
    struct vm_event_x86_selector_reg cs; /* limit and attributes of CS */
    struct vm_event_x86_selector_reg ss; /* limit and attributes of SS */
    struct vm_event_x86_selector_reg ds; /* limit and attributes of DS */
    struct vm_event_x86_selector_reg es; /* limit and attributes of ES */
    struct vm_event_x86_selector_reg fs; /* limit and attributes of FS */
    struct vm_event_x86_selector_reg gs; /* limit and attributes of GS */
    uint64_t shadow_gs;      /* the GS base that SWAPGS loads */
    uint16_t gdtr_limit;     /* the limit of the GDT */
    uint16_t cs_sel;         /* the CS selector */
    uint16_t ss_sel;         /* the SS selector */
    uint16_t ds_sel;         /* the DS selector */
    uint16_t es_sel;         /* the ES selector */
    uint16_t fs_sel;         /* the FS selector */
    uint16_t gs_sel;         /* the GS selector */
    uint16_t _pad;
};

/* Registers of an Arm vCPU; a response can load only `pc`. */
struct vm_event_regs_arm {
    uint64_t ttbr0;          /* TTBR0 */
    uint64_t ttbr1;          /* TTBR1 */
    uint64_t ttbcr;          /* TTBCR */
    uint64_t pc;             /* the program counter */
    uint64_t cpsr;           /* CPSR */
};

/* The forbidden access, and what is known about it. */
/* ` flags mem_access_flags { // MEM_ACCESS_* */
#define MEM_ACCESS_R              (1 << 0) /* Read. */
#define MEM_ACCESS_W              (1 << 1) /* Write. */
#define MEM_ACCESS_X              (1 << 2) /* Execute. */
#define MEM_ACCESS_RWX            (MEM_ACCESS_R | MEM_ACCESS_W | MEM_ACCESS_X) /* Read, write and
                                                                                  execute. */
#define MEM_ACCESS_RW             (MEM_ACCESS_R | MEM_ACCESS_W) /* Read and write. */
#define MEM_ACCESS_RX             (MEM_ACCESS_R | MEM_ACCESS_X) /* Read and execute. */
#define MEM_ACCESS_WX             (MEM_ACCESS_W | MEM_ACCESS_X) /* Write and execute. */
#define MEM_ACCESS_GLA_VALID      (1 << 3) /* `gla` is valid. */
#define MEM_ACCESS_FAULT_WITH_GLA (1 << 4) /* The access to the linear address faulted. */
#define MEM_ACCESS_FAULT_IN_GPT   (1 << 5) /* The walk of the guest's page tables faulted. */
/* ` } */

/* A forbidden memory access. */
struct vm_event_mem_access {
    uint64_t gfn;            /* the frame; => gfn */
    uint64_t offset;         /* the offset in the frame, in bytes */
    uint64_t gla;            /* the linear address, with `MEM_ACCESS_GLA_VALID` */
    uint32_t flags;          /* the access, and what is known about it; => flags mem_access_flags */
    uint32_t _pad;
};

/* A write to a control register. */
struct vm_event_write_ctrlreg {
    uint32_t index;          /* the register; => enum vm_event_x86_ctrlreg */
    uint32_t _pad;
    uint64_t new_value;      /* the value to write */
    uint64_t old_value;      /* the previous value */
};

/* A single step. */
struct vm_event_singlestep {
    uint64_t gfn;            /* the frame of the next instruction; => gfn */
};

/* The end of a fast single step. */
struct vm_event_fast_singlestep {
    uint16_t p2midx;         /* the altp2m view to switch to */
};

/* A breakpoint or a debug exception. */
struct vm_event_debug {
    uint64_t gfn;            /* the frame of the instruction; => gfn */
    uint64_t pending_dbg;    /* the cause, in the format of the VMCS's pending debug exceptions */
    uint32_t insn_length;    /* the length of the instruction in bytes */
    uint8_t type;            /* the event type of the VMCS: 3 for a hardware exception; 4, 5 or 6
                                for one by an instruction */
    uint8_t _pad[3];
};

/* A write to an MSR. */
struct vm_event_mov_to_msr {
    uint64_t msr;            /* the number of the MSR */
    uint64_t new_value;      /* the value to write */
    uint64_t old_value;      /* the previous value */
};

/* Descriptor-table registers. */
/* ` enum vm_event_desc { // VM_EVENT_DESC_* */
#define VM_EVENT_DESC_IDTR 1 /* IDTR. */
#define VM_EVENT_DESC_GDTR 2 /* GDTR. */
#define VM_EVENT_DESC_LDTR 3 /* LDTR. */
#define VM_EVENT_DESC_TR   4 /* TR, the task register. */
/* ` } */

/* An access to a descriptor-table register. */
struct vm_event_desc_access {
    union {
        struct {
            uint32_t instr_info; /* the VM-exit instruction information */
            uint32_t _pad1;
            uint64_t exit_qualification; /* the exit qualification */
        } vmx;               /* VMCS fields, on Intel; unused on AMD */
    } arch;                  /* vendor-specific details */
    uint8_t descriptor;      /* the register; => enum vm_event_desc */
    uint8_t is_write;        /* 1 for a write, 0 for a read */
    uint8_t _pad[6];
};

/* An execution of CPUID. */
struct vm_event_cpuid {
    uint32_t insn_length;    /* the length of the instruction in bytes */
    uint32_t leaf;           /* the leaf, from EAX */
    uint32_t subleaf;        /* the subleaf, from ECX */
    uint32_t _pad;
};

/* A delivered interrupt or exception. */
struct vm_event_interrupt_x86 {
    uint32_t vector;         /* the vector */
    uint32_t type;           /* the event type of the VMCS */
    uint32_t error_code;     /* the error code, all ones if there is none */
    uint32_t _pad;
    uint64_t cr2;            /* CR2, for a page fault */
};

/* Flags of a paging event. */
/* ` flags mem_paging_flags { // MEM_PAGING_* */
#define MEM_PAGING_DROP_PAGE  (1 << 0) /* The guest released the page; drop it, and do not
                                          respond. */
#define MEM_PAGING_EVICT_FAIL (1 << 1) /* The guest used the page before its eviction; keep it. */
/* ` } */

/* A page that is needed or was dropped. */
struct vm_event_paging {
    uint64_t gfn;            /* the frame; => gfn */
    uint32_t p2mt;           /* the type of the P2M entry, internal to Xen */
    uint32_t flags;          /* flags; => flags mem_paging_flags */
};

/* A shared page that Xen has no memory to copy. */
struct vm_event_sharing {
    uint64_t gfn;            /* the frame; => gfn */
    uint32_t p2mt;           /* the type of the P2M entry, internal to Xen */
    uint32_t _pad;
};

/* Data that an emulated instruction reads. */
struct vm_event_emul_read_data {
    uint32_t size;           /* the size of the data in bytes */
    /* the data; as large as the registers */
    uint8_t data[sizeof(struct vm_event_regs_x86) - sizeof(uint32_t)];
};

/* An instruction to emulate. */
struct vm_event_emul_insn_data {
    uint8_t data[16];        /* the bytes of the instruction and those after it; all are used */
};

/* A VM exit. */
struct vm_event_vmexit {
    struct {
        struct {
            uint64_t reason; /* the exit reason */
            uint64_t qualification; /* the exit qualification */
        } vmx;               /* VMCS fields, on Intel */
    } arch;                  /* vendor-specific details */
};

#if XEN_RELEASE >= 0x0412
/* An I/O instruction. */
struct vm_event_io {
    uint32_t bytes;          /* the size of the access in bytes */
    uint16_t port;           /* the port */
    uint8_t in;              /* 1 for input, 0 for output */
    uint8_t str;             /* 1 for a string instruction */
};
#endif

/* A request or response. */
typedef struct vm_event_st {
    uint32_t version;        /* the version of these records;
                                => constant VM_EVENT_INTERFACE_VERSION */
    uint32_t flags;          /* flags; => flags vm_event_flags */
    uint32_t reason;         /* the reason; => enum vm_event_reason */
    uint32_t vcpu_id;        /* the vCPU */
    uint16_t altp2m_idx;     /* the altp2m view, with `VM_EVENT_FLAG_ALTERNATE_P2M` */
    uint16_t _pad[3];

    union {
        struct vm_event_paging mem_paging;             /* VM_EVENT_REASON_MEM_PAGING: the page */
        struct vm_event_sharing mem_sharing;           /* VM_EVENT_REASON_MEM_SHARING: the page */
        struct vm_event_mem_access mem_access;         /* VM_EVENT_REASON_MEM_ACCESS: the access */
        struct vm_event_write_ctrlreg write_ctrlreg;   /* VM_EVENT_REASON_WRITE_CTRLREG: the
                                                          write */
        struct vm_event_mov_to_msr mov_to_msr;         /* VM_EVENT_REASON_MOV_TO_MSR: the write */
        struct vm_event_desc_access desc_access;       /* VM_EVENT_REASON_DESCRIPTOR_ACCESS: the
                                                          access */
        struct vm_event_singlestep singlestep;         /* VM_EVENT_REASON_SINGLESTEP: the next
                                                          instruction */
        struct vm_event_fast_singlestep fast_singlestep; /* the view to switch to, in a response
                                                            with `VM_EVENT_FLAG_FAST_SINGLESTEP` */
        struct vm_event_debug software_breakpoint;     /* VM_EVENT_REASON_SOFTWARE_BREAKPOINT: the
                                                          breakpoint */
        struct vm_event_debug debug_exception;         /* VM_EVENT_REASON_DEBUG_EXCEPTION: the
                                                          exception */
        struct vm_event_cpuid cpuid;                   /* VM_EVENT_REASON_CPUID: the instruction */
        struct vm_event_vmexit vmexit;                 /* VM_EVENT_REASON_VMEXIT: the cause */
#if XEN_RELEASE >= 0x0412
        struct vm_event_io io;                         /* VM_EVENT_REASON_IO_INSTRUCTION: the
                                                          instruction */
#endif
        union {
            struct vm_event_interrupt_x86 x86;         /* an interrupt of x86 */
        } interrupt;                                   /* VM_EVENT_REASON_INTERRUPT: the
                                                          interrupt */
    } u;                     /* the details; => by reason */

    union {
        union {
            struct vm_event_regs_x86 x86;              /* x86 registers */
            struct vm_event_regs_arm arm;              /* Arm registers */
        } regs;              /* the registers: in a request, or in a response with
                                `VM_EVENT_FLAG_SET_REGISTERS` */
        union {
            struct vm_event_emul_read_data read;       /* the data to read, with
                                                          `VM_EVENT_FLAG_SET_EMUL_READ_DATA` */
            struct vm_event_emul_insn_data insn;       /* the instruction, with
                                                          `VM_EVENT_FLAG_SET_EMUL_INSN_DATA` */
        } emul;              /* input of the emulation, in a response */
    } data;                  /* registers, or input of the emulation */
} vm_event_request_t, vm_event_response_t;

/* The ring for the events of a guest. */
DEFINE_RING_TYPES(vm_event, vm_event_request_t, vm_event_response_t);

#endif /* defined(__XEN__) || defined(__XEN_TOOLS__) */

#endif /* _XEN_PUBLIC_VM_EVENT_H */
