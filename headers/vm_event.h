/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * Events of a guest, as a monitor, a pager or a sharer of memory receives and answers them.
 */

#ifndef _XEN_PUBLIC_VM_EVENT_H
#define _XEN_PUBLIC_VM_EVENT_H

#include "xen.h"

/*
 * `incontents 175 vmevent Events of a guest
 *
 * A privileged program can have Xen tell it what a guest does: which memory it touches, which
 * registers it changes, where it hits a breakpoint. It can also bring back pages that it took from
 * the guest, and keep equal pages of several guests as one. There are three rings for this (see
 * `io/ring.h`), each in a page of its own: for the monitor, for the pager and for the sharer. Xen
 * is their frontend, although requests go from Xen to the program, and responses back.
 *
 * Request and response are the same record. As a rule the vCPU that caused an event waits
 * (`VM_EVENT_FLAG_VCPU_PAUSED`), and the program answers by copying `version`, `vcpu_id`, `flags`
 * and `reason`, changing what it wants changed. The flags of the response say what is to become of
 * the instruction that caused the event, and which of the record's further members count.
 */

/* The version of these records; a record of another version is dropped. */
#define VM_EVENT_INTERFACE_VERSION 0x00000007

#if defined(__XEN__) || defined(__XEN_TOOLS__)

#include "io/ring.h"

/* What holds for an event, or is to be done on its response. */
/* ` flags vm_event_flags { // VM_EVENT_FLAG_* */
/* In a request: the vCPU waits. In the response: let it go on. */
#define VM_EVENT_FLAG_VCPU_PAUSED        (1 << 0)
/* In a request: the access was another domain's. For debugging. */
#define VM_EVENT_FLAG_FOREIGN            (1 << 1)
/*
 * In a response to a memory access: have Xen emulate the instruction, so that the
 * guest goes on while the page stays as it is.
 */
#define VM_EVENT_FLAG_EMULATE            (1 << 2)
/* The same, but nothing is written, to memory or to devices. */
#define VM_EVENT_FLAG_EMULATE_NOWRITE    (1 << 3)
/*
 * In a response: turn stopping after each instruction on, or off if it is on. The
 * vCPU must be waiting.
 */
#define VM_EVENT_FLAG_TOGGLE_SINGLESTEP  (1 << 4)
/*
 * With `VM_EVENT_FLAG_EMULATE` in a response: the emulated instruction reads
 * `data.emul.read` instead of memory. It prevails over `VM_EVENT_FLAG_EMULATE_NOWRITE`.
 */
#define VM_EVENT_FLAG_SET_EMUL_READ_DATA (1 << 5)
/*
 * In a response to a write of a control or model-specific register: do not write
 * it. The vCPU must be waiting.
 */
#define VM_EVENT_FLAG_DENY               (1 << 6)
/*
 * In a request: it happened in the view of memory `altp2m_idx`. In a response: go
 * on in that one.
 */
#define VM_EVENT_FLAG_ALTERNATE_P2M      (1 << 7)
/*
 * In a response: load registers from `data.regs`; of x86 the general ones, the
 * flags and the instruction pointer, of Arm `pc`. The vCPU must be waiting.
 */
#define VM_EVENT_FLAG_SET_REGISTERS      (1 << 8)
/*
 * With `VM_EVENT_FLAG_EMULATE` in a response: the instruction to emulate is
 * `data.emul.insn`, not what stands in memory. The other flags about emulation prevail over this
 * one.
 */
#define VM_EVENT_FLAG_SET_EMUL_INSN_DATA (1 << 9)
/*
 * In a response: send one `VM_EVENT_REASON_INTERRUPT` for the first interrupt that
 * the vCPU takes.
 */
#define VM_EVENT_FLAG_GET_NEXT_INTERRUPT (1 << 10)
/*
 * In a response: after one instruction go on in the view of memory
 * `u.fast_singlestep.p2midx`, without an event. The vCPU must be waiting.
 */
#define VM_EVENT_FLAG_FAST_SINGLESTEP    (1 << 11)
/* In a request: it happened in a guest of the guest, and `npt_base` counts. */
#define VM_EVENT_FLAG_NESTED_P2M         (1 << 12)
/* In a response: start the trace of the vCPU anew, if there is one. */
#define VM_EVENT_FLAG_RESET_VMTRACE      (1 << 13)
/* In a response about a fork: set its vCPUs and devices back to those of its parent. */
#define VM_EVENT_FLAG_RESET_FORK_STATE   (1 << 14)
/* In a response about a fork: drop the pages that are not its parent's any more. */
#define VM_EVENT_FLAG_RESET_FORK_MEMORY  (1 << 15)
/* ` } */

/* What happened. */
/* ` enum vm_event_reason { // VM_EVENT_REASON_* */
#define VM_EVENT_REASON_UNKNOWN             0  /* It is not known. */
#define VM_EVENT_REASON_MEM_ACCESS          1  /* Memory was accessed in a way that its page does
                                                  not permit. */
#define VM_EVENT_REASON_MEM_SHARING         2  /* A shared page was to be written, and there is no
                                                  memory for a copy. */
#define VM_EVENT_REASON_MEM_PAGING          3  /* A page is needed that was taken out, or it is gone
                                                  for good. */
#define VM_EVENT_REASON_WRITE_CTRLREG       4  /* A control register was written. */
#define VM_EVENT_REASON_MOV_TO_MSR          5  /* A model-specific register was written. */
#define VM_EVENT_REASON_SOFTWARE_BREAKPOINT 6  /* An instruction for a breakpoint was met, such as
                                                  INT3. */
#define VM_EVENT_REASON_SINGLESTEP          7  /* An instruction was done while stopping after
                                                  each. */
#define VM_EVENT_REASON_GUEST_REQUEST       8  /* The guest asked for it, by
                                                  `HVMOP_guest_request_vm_event`. */
#define VM_EVENT_REASON_DEBUG_EXCEPTION     9  /* There was a debug exception. */
#define VM_EVENT_REASON_CPUID               10 /* The instruction CPUID was met. */
/*
 * A call of firmware was met, such as SMC; on some processors also one whose
 * condition does not hold.
 */
#define VM_EVENT_REASON_PRIVILEGED_CALL     11
#define VM_EVENT_REASON_INTERRUPT           12 /* An interrupt was delivered. */
#define VM_EVENT_REASON_DESCRIPTOR_ACCESS   13 /* A register that locates a descriptor table was
                                                  read or written. */
#define VM_EVENT_REASON_EMUL_UNIMPLEMENTED  14 /* The instruction to emulate is one that Xen
                                                  cannot. */
#define VM_EVENT_REASON_VMEXIT              15 /* The vCPU went from the guest to Xen. */
#define VM_EVENT_REASON_IO_INSTRUCTION      16 /* An instruction for a port, IN or OUT, was met. */
/* ` } */

/* Which control register was written, on x86. */
/* ` enum vm_event_x86_ctrlreg { // VM_EVENT_X86_* */
#define VM_EVENT_X86_CR0  0 /* CR0. */
#define VM_EVENT_X86_CR3  1 /* CR3. */
#define VM_EVENT_X86_CR4  2 /* CR4. */
#define VM_EVENT_X86_XCR0 3 /* XCR0. */
/* ` } */

/* A segment, but for its base and its selector. */
struct vm_event_x86_selector_reg {
    uint32_t limit : 20;     /* the limit, in pages if the attributes have the bit for that */
    uint32_t ar : 12;        /* the attributes */
};

/*
 * The registers of an x86 processor, fewer than all of them, so that more events
 * fit into a ring.
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
    uint64_t sysenter_cs;    /* the model-specific register SYSENTER_CS */
    uint64_t sysenter_esp;   /* the model-specific register SYSENTER_ESP */
    uint64_t sysenter_eip;   /* the model-specific register SYSENTER_EIP */
    uint64_t msr_efer;       /* the model-specific register EFER */
    uint64_t msr_star;       /* the model-specific register STAR */
    uint64_t msr_lstar;      /* the model-specific register LSTAR */
    uint64_t gdtr_base;      /* where the global descriptor table is */
    /*
     * with `VM_EVENT_FLAG_NESTED_P2M`, the guest-physical address of the page tables
     * that the guest gave its guest; other bits may mean something one day
     */
    uint64_t npt_base;
    /*
     * how far the trace of the vCPU has come, all ones if there is none; with Intel's
     * Processor Trace it is the high half of RTIT_OUTPUT_MASK
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
    uint64_t shadow_gs;      /* the base that SWAPGS puts into GS */
    uint16_t gdtr_limit;     /* the limit of the global descriptor table */
    uint16_t cs_sel;         /* the selector in CS */
    uint16_t ss_sel;         /* the selector in SS */
    uint16_t ds_sel;         /* the selector in DS */
    uint16_t es_sel;         /* the selector in ES */
    uint16_t fs_sel;         /* the selector in FS */
    uint16_t gs_sel;         /* the selector in GS */
    uint16_t _pad;
};

/* The registers of an Arm processor; a response can load `pc` alone. */
struct vm_event_regs_arm {
    uint64_t ttbr0;          /* TTBR0 */
    uint64_t ttbr1;          /* TTBR1 */
    uint64_t ttbcr;          /* TTBCR */
    uint64_t pc;             /* the program counter */
    uint64_t cpsr;           /* CPSR */
};

/* What access was not permitted, of which there may be several, and what is known about it. */
/* ` flags mem_access_flags { // MEM_ACCESS_* */
#define MEM_ACCESS_R              (1 << 0) /* Reading. */
#define MEM_ACCESS_W              (1 << 1) /* Writing. */
#define MEM_ACCESS_X              (1 << 2) /* Executing. */
#define MEM_ACCESS_RWX            (MEM_ACCESS_R | MEM_ACCESS_W | MEM_ACCESS_X) /* All of them. */
#define MEM_ACCESS_RW             (MEM_ACCESS_R | MEM_ACCESS_W) /* Reading and writing. */
#define MEM_ACCESS_RX             (MEM_ACCESS_R | MEM_ACCESS_X) /* Reading and executing. */
#define MEM_ACCESS_WX             (MEM_ACCESS_W | MEM_ACCESS_X) /* Writing and executing. */
#define MEM_ACCESS_GLA_VALID      (1 << 3) /* The virtual address is known. */
#define MEM_ACCESS_FAULT_WITH_GLA (1 << 4) /* It happened at the virtual address itself. */
#define MEM_ACCESS_FAULT_IN_GPT   (1 << 5) /* It happened in the guest's page tables, on the way to
                                              the virtual address. */
/* ` } */

/* An access that was not permitted. */
struct vm_event_mem_access {
    uint64_t gfn;            /* the frame; => gfn */
    uint64_t offset;         /* the byte within it */
    uint64_t gla;            /* the virtual address, with `MEM_ACCESS_GLA_VALID` */
    uint32_t flags;          /* what access, and what is known; => flags mem_access_flags */
    uint32_t _pad;
};

/* A write to a control register. */
struct vm_event_write_ctrlreg {
    uint32_t index;          /* which; => enum vm_event_x86_ctrlreg */
    uint32_t _pad;
    uint64_t new_value;      /* what is written */
    uint64_t old_value;      /* what was there */
};

/* An instruction that was done. */
struct vm_event_singlestep {
    uint64_t gfn;            /* the frame of the next instruction; => gfn */
};

/* How to go on after one instruction. */
struct vm_event_fast_singlestep {
    uint16_t p2midx;         /* in which view of memory */
};

/* A breakpoint or a debug exception. */
struct vm_event_debug {
    uint64_t gfn;            /* the frame of the instruction; => gfn */
    uint64_t pending_dbg;    /* what caused it, like the pending debug exceptions of Intel's VMCS */
    uint32_t insn_length;    /* how many bytes the instruction has */
    uint8_t type;            /* how it would be delivered: 3 as an exception, 4, 5 or 6 as that of
                                an instruction, as in Intel's VMCS */
    uint8_t _pad[3];
};

/* A write to a model-specific register. */
struct vm_event_mov_to_msr {
    uint64_t msr;            /* which */
    uint64_t new_value;      /* what is written */
    uint64_t old_value;      /* what was there */
};

/* A register that locates a descriptor table. */
/* ` enum vm_event_desc { // VM_EVENT_DESC_* */
#define VM_EVENT_DESC_IDTR 1 /* That of interrupts. */
#define VM_EVENT_DESC_GDTR 2 /* The global one. */
#define VM_EVENT_DESC_LDTR 3 /* The local one. */
#define VM_EVENT_DESC_TR   4 /* The task's. */
/* ` } */

/* An access to a register that locates a descriptor table. */
struct vm_event_desc_access {
    union {
        struct {
            uint32_t instr_info; /* the field of that name in the VMCS */
            uint32_t _pad1;
            uint64_t exit_qualification; /* the field of that name in the VMCS */
        } vmx;               /* with Intel's processors; nothing with AMD's */
    } arch;                  /* what the processor says about it */
    uint8_t descriptor;      /* which register; => enum vm_event_desc */
    uint8_t is_write;        /* whether it is written */
    uint8_t _pad[6];
};

/* An instruction CPUID. */
struct vm_event_cpuid {
    uint32_t insn_length;    /* its length in bytes */
    uint32_t leaf;           /* what it asks for, in EAX */
    uint32_t subleaf;        /* what it asks for, in ECX */
    uint32_t _pad;
};

/* An interrupt that was delivered, on x86. */
struct vm_event_interrupt_x86 {
    uint32_t vector;         /* its vector */
    uint32_t type;           /* its type, as in Intel's VMCS */
    uint32_t error_code;     /* the code that goes with an exception; all ones if none does */
    uint32_t _pad;
    uint64_t cr2;            /* CR2, which belongs to a page fault */
};

/* What else holds for a page that is out. */
/* ` flags mem_paging_flags { // MEM_PAGING_* */
#define MEM_PAGING_DROP_PAGE  (1 << 0) /* The guest gave it up: forget it, and do not answer. */
#define MEM_PAGING_EVICT_FAIL (1 << 1) /* The guest used it before it was out: leave it in. */
/* ` } */

/* A page that is needed, or is gone. */
struct vm_event_paging {
    uint64_t gfn;            /* its frame; => gfn */
    uint32_t p2mt;           /* its type within Xen */
    uint32_t flags;          /* what else holds; => flags mem_paging_flags */
};

/* A shared page that no memory was left to copy. */
struct vm_event_sharing {
    uint64_t gfn;            /* its frame; => gfn */
    uint32_t p2mt;           /* its type within Xen */
    uint32_t _pad;
};

/* What an emulated instruction is to read. */
struct vm_event_emul_read_data {
    uint32_t size;           /* how many bytes count */
    /* the bytes; as many as the registers leave room for */
    uint8_t data[sizeof(struct vm_event_regs_x86) - sizeof(uint32_t)];
};

/* An instruction to emulate. */
struct vm_event_emul_insn_data {
    uint8_t data[16];        /* its bytes, and those behind it: all of them count */
};

/* A way from the guest to Xen. */
struct vm_event_vmexit {
    struct {
        struct {
            uint64_t reason; /* the field of that name in the VMCS */
            uint64_t qualification; /* the field of that name in the VMCS */
        } vmx;               /* with Intel's processors */
    } arch;                  /* what the processor says about it */
};

/* An instruction for a port. */
struct vm_event_io {
    uint32_t bytes;          /* how many bytes it moves */
    uint16_t port;           /* the port */
    uint8_t in;              /* 1 if it reads, 0 if it writes */
    uint8_t str;             /* 1 if it is one for strings of bytes */
};

/* An event, and the response to it. */
typedef struct vm_event_st {
    uint32_t version;        /* `VM_EVENT_INTERFACE_VERSION` */
    uint32_t flags;          /* what holds, or is to be done; => flags vm_event_flags */
    uint32_t reason;         /* what happened; => enum vm_event_reason */
    uint32_t vcpu_id;        /* to which vCPU of the guest */
    uint16_t altp2m_idx;     /* the view of memory, with `VM_EVENT_FLAG_ALTERNATE_P2M` */
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
        struct vm_event_singlestep singlestep;         /* VM_EVENT_REASON_SINGLESTEP: where the vCPU
                                                          is */
        struct vm_event_fast_singlestep fast_singlestep; /* how to go on, in a response with
                                                            `VM_EVENT_FLAG_FAST_SINGLESTEP` */
        struct vm_event_debug software_breakpoint;     /* VM_EVENT_REASON_SOFTWARE_BREAKPOINT: the
                                                          breakpoint */
        struct vm_event_debug debug_exception;         /* VM_EVENT_REASON_DEBUG_EXCEPTION: the
                                                          exception */
        struct vm_event_cpuid cpuid;                   /* VM_EVENT_REASON_CPUID: the question */
        struct vm_event_vmexit vmexit;                 /* VM_EVENT_REASON_VMEXIT: why */
        struct vm_event_io io;                         /* VM_EVENT_REASON_IO_INSTRUCTION: the
                                                          instruction */
        union {
            struct vm_event_interrupt_x86 x86;         /* an interrupt of x86 */
        } interrupt;                                   /* VM_EVENT_REASON_INTERRUPT: the
                                                          interrupt */
    } u;                     /* the details; => by reason */

    union {
        union {
            struct vm_event_regs_x86 x86;              /* of an x86 processor */
            struct vm_event_regs_arm arm;              /* of an Arm processor */
        } regs;              /* the registers, in a request, and in a response with
                                `VM_EVENT_FLAG_SET_REGISTERS` */
        union {
            struct vm_event_emul_read_data read;       /* what to read, with
                                                          `VM_EVENT_FLAG_SET_EMUL_READ_DATA` */
            struct vm_event_emul_insn_data insn;       /* what to execute, with
                                                          `VM_EVENT_FLAG_SET_EMUL_INSN_DATA` */
        } emul;              /* what to emulate with, in a response */
    } data;                  /* registers, or what to emulate with */
} vm_event_request_t, vm_event_response_t;

/* The ring of a guest's events. */
DEFINE_RING_TYPES(vm_event, vm_event_request_t, vm_event_response_t);

#endif /* defined(__XEN__) || defined(__XEN_TOOLS__) */

#endif /* _XEN_PUBLIC_VM_EVENT_H */
