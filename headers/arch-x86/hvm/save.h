/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * The records of an x86 HVM guest's saved state.
 */

#ifndef __XEN_PUBLIC_HVM_SAVE_X86_H__
#define __XEN_PUBLIC_HVM_SAVE_X86_H__

#include "../../xen.h"
#include "../../xen-compat.h"

#if defined(__XEN__) || defined(__XEN_TOOLS__)

#include "../../hvm/save.h"

/* The magic number of a saved state. */
#define HVM_FILE_MAGIC   0x54381286
/* The version of the format. */
#define HVM_FILE_VERSION 0x00000001

/* The first record: identifies the format and the host. */
struct hvm_save_header {
    uint32_t magic;          /* `HVM_FILE_MAGIC` */
    uint32_t version;        /* `HVM_FILE_VERSION` */
    uint64_t changeset;      /* identifies the build of Xen that saved the state; all ones if
                                unknown */
    uint32_t cpuid;          /* EAX of CPUID leaf 1 of the host that saved the state */
    uint32_t gtsc_khz;       /* the frequency of the guest's TSC in kHz */
};
/* Record 1. */
DECLARE_HVM_SAVE_TYPE(HEADER, 1, struct hvm_save_header);

#define _XEN_X86_FPU_INITIALISED 0 /* Bit number of `XEN_X86_FPU_INITIALISED`. */

/* Flags of a saved vCPU. */
/* ` flags hvm_cpu_flags { // XEN_X86_* */
#define XEN_X86_FPU_INITIALISED (1U << _XEN_X86_FPU_INITIALISED) /* `fpu_regs` is valid. */
/* ` } */

/* The registers of a vCPU, one record per vCPU. */
struct hvm_hw_cpu {
    uint8_t fpu_regs[512];   /* FPU and SSE state, as FXSAVE stores it */
    uint64_t rax;            /* RAX */
    uint64_t rbx;            /* RBX */
    uint64_t rcx;            /* RCX */
    uint64_t rdx;            /* RDX */
    uint64_t rbp;            /* RBP */
    uint64_t rsi;            /* RSI */
    uint64_t rdi;            /* RDI */
    uint64_t rsp;            /* RSP */
    uint64_t r8;             /* R8 */
    uint64_t r9;             /* R9 */
    uint64_t r10;            /* R10 */
    uint64_t r11;            /* R11 */
    uint64_t r12;            /* R12 */
    uint64_t r13;            /* R13 */
    uint64_t r14;            /* R14 */
    uint64_t r15;            /* R15 */
    uint64_t rip;            /* RIP */
    uint64_t rflags;         /* RFLAGS */
    uint64_t cr0;            /* CR0 */
    uint64_t cr2;            /* CR2 */
    uint64_t cr3;            /* CR3 */
    uint64_t cr4;            /* CR4 */
    uint64_t dr0;            /* DR0 */
    uint64_t dr1;            /* DR1 */
    uint64_t dr2;            /* DR2 */
    uint64_t dr3;            /* DR3 */
    uint64_t dr6;            /* DR6 */
    uint64_t dr7;            /* DR7 */
    uint32_t cs_sel;         /* the selector of CS */
    uint32_t ds_sel;         /* the selector of DS */
    uint32_t es_sel;         /* the selector of ES */
    uint32_t fs_sel;         /* the selector of FS */
    uint32_t gs_sel;         /* the selector of GS */
    uint32_t ss_sel;         /* the selector of SS */
    uint32_t tr_sel;         /* the selector of TR */
    uint32_t ldtr_sel;       /* the selector of LDTR */
    uint32_t cs_limit;       /* the limit of CS */
    uint32_t ds_limit;       /* the limit of DS */
    uint32_t es_limit;       /* the limit of ES */
    uint32_t fs_limit;       /* the limit of FS */
    uint32_t gs_limit;       /* the limit of GS */
    uint32_t ss_limit;       /* the limit of SS */
    uint32_t tr_limit;       /* the limit of TR */
    uint32_t ldtr_limit;     /* the limit of LDTR */
    uint32_t idtr_limit;     /* the limit of IDTR */
    uint32_t gdtr_limit;     /* the limit of GDTR */
    uint64_t cs_base;        /* the base address of CS */
    uint64_t ds_base;        /* the base address of DS */
    uint64_t es_base;        /* the base address of ES */
    uint64_t fs_base;        /* the base address of FS */
    uint64_t gs_base;        /* the base address of GS */
    uint64_t ss_base;        /* the base address of SS */
    uint64_t tr_base;        /* the base address of TR */
    uint64_t ldtr_base;      /* the base address of LDTR */
    uint64_t idtr_base;      /* the base address of IDTR */
    uint64_t gdtr_base;      /* the base address of GDTR */
    uint32_t cs_arbytes;     /* the access rights of CS */
    uint32_t ds_arbytes;     /* the access rights of DS */
    uint32_t es_arbytes;     /* the access rights of ES */
    uint32_t fs_arbytes;     /* the access rights of FS */
    uint32_t gs_arbytes;     /* the access rights of GS */
    uint32_t ss_arbytes;     /* the access rights of SS */
    uint32_t tr_arbytes;     /* the access rights of TR */
    uint32_t ldtr_arbytes;   /* the access rights of LDTR */
    uint64_t sysenter_cs;    /* MSR SYSENTER_CS */
    uint64_t sysenter_esp;   /* MSR SYSENTER_ESP */
    uint64_t sysenter_eip;   /* MSR SYSENTER_EIP */
    uint64_t shadow_gs;      /* MSR KERNEL_GS_BASE */
    uint64_t msr_flags;      /* ignored */
    uint64_t msr_lstar;      /* MSR LSTAR */
    uint64_t msr_star;       /* MSR STAR */
    uint64_t msr_cstar;      /* MSR CSTAR */
    uint64_t msr_syscall_mask; /* MSR SFMASK */
    uint64_t msr_efer;       /* MSR EFER */
    uint64_t msr_tsc_aux;    /* MSR TSC_AUX */
    uint64_t tsc;            /* the guest's TSC */
    union {                  /* the event to inject next */
        uint32_t pending_event; /* the same in one word */
        struct {             /* its parts */
            uint8_t pending_vector:8; /* the vector */
            uint8_t pending_type:3; /* the type, as in VMX */
            uint8_t pending_error_valid:1; /* whether it has an error code */
            uint32_t pending_reserved:19; /* 0 */
            uint8_t pending_valid:1; /* whether there is one */
        };
    };
    uint32_t error_code;     /* the error code of the event */
    uint32_t flags;          /* flags; => flags hvm_cpu_flags */
    uint32_t pad0;           /* 0 */
};

/* The registers of a vCPU, as Xen before 3.4 saved them. */
struct hvm_hw_cpu_compat {
    uint8_t fpu_regs[512];   /* FPU and SSE state, as FXSAVE stores it */
    uint64_t rax;            /* RAX */
    uint64_t rbx;            /* RBX */
    uint64_t rcx;            /* RCX */
    uint64_t rdx;            /* RDX */
    uint64_t rbp;            /* RBP */
    uint64_t rsi;            /* RSI */
    uint64_t rdi;            /* RDI */
    uint64_t rsp;            /* RSP */
    uint64_t r8;             /* R8 */
    uint64_t r9;             /* R9 */
    uint64_t r10;            /* R10 */
    uint64_t r11;            /* R11 */
    uint64_t r12;            /* R12 */
    uint64_t r13;            /* R13 */
    uint64_t r14;            /* R14 */
    uint64_t r15;            /* R15 */
    uint64_t rip;            /* RIP */
    uint64_t rflags;         /* RFLAGS */
    uint64_t cr0;            /* CR0 */
    uint64_t cr2;            /* CR2 */
    uint64_t cr3;            /* CR3 */
    uint64_t cr4;            /* CR4 */
    uint64_t dr0;            /* DR0 */
    uint64_t dr1;            /* DR1 */
    uint64_t dr2;            /* DR2 */
    uint64_t dr3;            /* DR3 */
    uint64_t dr6;            /* DR6 */
    uint64_t dr7;            /* DR7 */
    uint32_t cs_sel;         /* the selector of CS */
    uint32_t ds_sel;         /* the selector of DS */
    uint32_t es_sel;         /* the selector of ES */
    uint32_t fs_sel;         /* the selector of FS */
    uint32_t gs_sel;         /* the selector of GS */
    uint32_t ss_sel;         /* the selector of SS */
    uint32_t tr_sel;         /* the selector of TR */
    uint32_t ldtr_sel;       /* the selector of LDTR */
    uint32_t cs_limit;       /* the limit of CS */
    uint32_t ds_limit;       /* the limit of DS */
    uint32_t es_limit;       /* the limit of ES */
    uint32_t fs_limit;       /* the limit of FS */
    uint32_t gs_limit;       /* the limit of GS */
    uint32_t ss_limit;       /* the limit of SS */
    uint32_t tr_limit;       /* the limit of TR */
    uint32_t ldtr_limit;     /* the limit of LDTR */
    uint32_t idtr_limit;     /* the limit of IDTR */
    uint32_t gdtr_limit;     /* the limit of GDTR */
    uint64_t cs_base;        /* the base address of CS */
    uint64_t ds_base;        /* the base address of DS */
    uint64_t es_base;        /* the base address of ES */
    uint64_t fs_base;        /* the base address of FS */
    uint64_t gs_base;        /* the base address of GS */
    uint64_t ss_base;        /* the base address of SS */
    uint64_t tr_base;        /* the base address of TR */
    uint64_t ldtr_base;      /* the base address of LDTR */
    uint64_t idtr_base;      /* the base address of IDTR */
    uint64_t gdtr_base;      /* the base address of GDTR */
    uint32_t cs_arbytes;     /* the access rights of CS */
    uint32_t ds_arbytes;     /* the access rights of DS */
    uint32_t es_arbytes;     /* the access rights of ES */
    uint32_t fs_arbytes;     /* the access rights of FS */
    uint32_t gs_arbytes;     /* the access rights of GS */
    uint32_t ss_arbytes;     /* the access rights of SS */
    uint32_t tr_arbytes;     /* the access rights of TR */
    uint32_t ldtr_arbytes;   /* the access rights of LDTR */
    uint64_t sysenter_cs;    /* MSR SYSENTER_CS */
    uint64_t sysenter_esp;   /* MSR SYSENTER_ESP */
    uint64_t sysenter_eip;   /* MSR SYSENTER_EIP */
    uint64_t shadow_gs;      /* MSR KERNEL_GS_BASE */
    uint64_t msr_flags;      /* ignored */
    uint64_t msr_lstar;      /* MSR LSTAR */
    uint64_t msr_star;       /* MSR STAR */
    uint64_t msr_cstar;      /* MSR CSTAR */
    uint64_t msr_syscall_mask; /* MSR SFMASK */
    uint64_t msr_efer;       /* MSR EFER */
    uint64_t tsc;            /* the guest's TSC */
    union {                  /* the event to inject next */
        uint32_t pending_event; /* the same in one word */
        struct {             /* its parts */
            uint8_t pending_vector:8; /* the vector */
            uint8_t pending_type:3; /* the type, as in VMX */
            uint8_t pending_error_valid:1; /* whether it has an error code */
            uint32_t pending_reserved:19; /* 0 */
            uint8_t pending_valid:1; /* whether there is one */
        };
    };
    uint32_t error_code;     /* the error code of the event */
};
/* Record 2. Xen converts a `struct hvm_hw_cpu_compat` when it loads one. */
DECLARE_HVM_SAVE_TYPE_COMPAT(CPU, 2, struct hvm_hw_cpu, struct hvm_hw_cpu_compat, _hvm_hw_fix_cpu);

/* A PIC (i8259): instance 0 is the master, 1 the slave. */
struct hvm_hw_vpic {
    uint8_t irr;             /* requested lines */
    uint8_t imr;             /* masked lines */
    uint8_t isr;             /* lines in service */
    uint8_t irq_base;        /* the vector of line 0 */
    uint8_t init_state:4;    /* progress of the initialisation: bits 0 and 1 hold the next ICW, bit
                                2 is set if ICW4 follows, bit 3 if ICW3 does not; 0 for none */
    uint8_t priority_add:4;  /* the line of the highest priority */
    uint8_t readsel_isr:1;   /* whether a read returns `isr` instead of `irr` */
    uint8_t poll:1;          /* whether the next read polls */
    uint8_t auto_eoi:1;      /* whether an acknowledge ends the interrupt */
    uint8_t rotate_on_auto_eoi:1; /* whether that also rotates priorities */
    uint8_t special_fully_nested_mode:1; /* whether the slave's line does not block itself */
    uint8_t special_mask_mode:1; /* whether masked lines do not block others */
    uint8_t is_master:1;     /* whether this is the master */
    uint8_t elcr;            /* level-triggered lines */
    uint8_t int_output;      /* whether the interrupt output is asserted */
};
/* Record 3. */
DECLARE_HVM_SAVE_TYPE(PIC, 3, struct hvm_hw_vpic);

/* A redirection entry of the I/O APIC. */
union vioapic_redir_entry {
    uint64_t bits;           /* the same in one word */
    struct {
        uint8_t vector;            /* the vector */
        uint8_t delivery_mode:3;   /* the delivery mode */
        uint8_t dest_mode:1;       /* 0 for physical destinations, 1 for logical ones */
        uint8_t delivery_status:1; /* whether delivery is pending */
        uint8_t polarity:1;        /* whether the line is active low */
        uint8_t remote_irr:1;      /* whether a level-triggered interrupt awaits its EOI */
        uint8_t trig_mode:1;       /* whether the line is level-triggered */
        uint8_t mask:1;            /* whether the line is masked */
        uint8_t reserve:7;         /* 0 */
        uint8_t reserved[4];       /* 0 */
        uint8_t dest_id;           /* the destination */
    } fields;                /* its fields */
};

/* The number of pins of a guest's I/O APIC: 16 ISA interrupts and 32 of PCI. */
#define VIOAPIC_NUM_PINS 48

/* The I/O APIC. */
struct hvm_hw_vioapic {
    uint64_t base_address;   /* its guest-physical address */
    uint32_t ioregsel;       /* the selected register */
    uint32_t id;             /* its APIC ID */
    union vioapic_redir_entry redirtbl[VIOAPIC_NUM_PINS]; /* the redirection table */
};
/* Record 4. */
DECLARE_HVM_SAVE_TYPE(IOAPIC, 4, struct hvm_hw_vioapic);

/* The local APIC of a vCPU, without its registers. */
struct hvm_hw_lapic {
    uint64_t apic_base_msr;  /* MSR APIC_BASE */
    uint32_t disabled;       /* bit 0: disabled by software; bit 1: disabled by `apic_base_msr` */
    uint32_t timer_divisor;  /* the divisor of the timer */
    uint64_t tdt_msr;        /* MSR TSC_DEADLINE */
#if XEN_RELEASE >= 0x0412
    uint32_t pending_esr;    /* errors that the guest has not yet latched into its ESR, since Xen
                                4.18 */
#endif
};
/* Record 5. */
DECLARE_HVM_SAVE_TYPE(LAPIC, 5, struct hvm_hw_lapic);

/* The registers of a vCPU's local APIC. */
struct hvm_hw_lapic_regs {
    uint8_t data[1024];      /* the registers, 16 bytes apart */
};
/* Record 6. */
DECLARE_HVM_SAVE_TYPE(LAPIC_REGS, 6, struct hvm_hw_lapic_regs);

/* The interrupt lines of the PCI bus. */
struct hvm_hw_pci_irqs {
    union {                  /* asserted lines */
        unsigned long i[16 / sizeof(unsigned long)]; /* a bit per line, device * 4 + INTx */
        uint64_t pad[2];     /* the same in 64-bit words */
    };
};
/* Record 7. */
DECLARE_HVM_SAVE_TYPE(PCI_IRQ, 7, struct hvm_hw_pci_irqs);

/* The interrupt lines of ISA devices. */
struct hvm_hw_isa_irqs {
    union {                  /* asserted lines */
        unsigned long i[1];  /* a bit per ISA IRQ */
        uint64_t pad[1];     /* the same in a 64-bit word */
    };
};
/* Record 8. */
DECLARE_HVM_SAVE_TYPE(ISA_IRQ, 8, struct hvm_hw_isa_irqs);

/* The router of PCI interrupts to ISA interrupts. */
struct hvm_hw_pci_link {
    uint8_t route[4];        /* the ISA IRQ of each link; INTx of a device is on link
                                (device + INTx) modulo 4 */
    uint8_t pad0[4];         /* 0 */
};
/* Record 9. */
DECLARE_HVM_SAVE_TYPE(PCI_LINK, 9, struct hvm_hw_pci_link);

/* The PIT (i8254). */
struct hvm_hw_pit {
    struct hvm_hw_pit_channel {
        uint32_t count;          /* the initial count, 1 to 65536 */
        uint16_t latched_count;  /* the latched count */
        uint8_t count_latched;   /* how much of the latched count is unread */
        uint8_t status_latched;  /* whether the status is latched */
        uint8_t status;          /* the latched status */
        uint8_t read_state;      /* which byte is read next */
        uint8_t write_state;     /* which byte is written next */
        uint8_t write_latch;     /* the low byte, until the high byte is written */
        uint8_t rw_mode;         /* which bytes are read and written */
        uint8_t mode;            /* the mode, 0 to 5 */
        uint8_t bcd;             /* whether it counts in BCD; not supported */
        uint8_t gate;            /* the gate input */
    } channels[3];           /* the channels */
    uint32_t speaker_data_on; /* whether the speaker is on */
    uint32_t pad0;           /* 0 */
};
/* Record 10. */
DECLARE_HVM_SAVE_TYPE(PIT, 10, struct hvm_hw_pit);

/* The number of saved bytes of CMOS memory: the registers of the clock. */
#define RTC_CMOS_SIZE 14

/* The real-time clock. */
struct hvm_hw_rtc {
    uint8_t cmos_data[RTC_CMOS_SIZE]; /* the registers */
    uint8_t cmos_index;      /* the selected register */
    uint8_t pad0;            /* 0 */
    int64_t rtc_offset;      /* its offset from the host's clock in seconds */
};
/* Record 11. */
DECLARE_HVM_SAVE_TYPE(RTC, 11, struct hvm_hw_rtc);

/* The number of timers of a guest's HPET. */
#define HPET_TIMER_NUM 3

/* The HPET: its registers, and state that no register shows. */
struct hvm_hw_hpet {
    uint64_t capability;     /* the capabilities register */
    uint64_t res0;           /* 0 */
    uint64_t config;         /* the configuration register */
    uint64_t res1;           /* 0 */
    uint64_t isr;            /* the interrupt status register */
    uint64_t res2[25];       /* 0 */
    uint64_t mc64;           /* the main counter */
    uint64_t res3;           /* 0 */
    struct {
        uint64_t config;         /* configuration and capabilities */
        uint64_t cmp;            /* the comparator */
        uint64_t fsb;            /* routing by messages; not supported */
        uint64_t res4;           /* 0 */
    } timers[HPET_TIMER_NUM]; /* the timers */
    uint64_t res5[4*(24-HPET_TIMER_NUM)]; /* 0 */
    uint64_t period[HPET_TIMER_NUM]; /* the value last written to each comparator */
};
/* Record 12. */
DECLARE_HVM_SAVE_TYPE(HPET, 12, struct hvm_hw_hpet);

/* The ACPI power management timer. */
struct hvm_hw_pmtimer {
    uint32_t tmr_val;        /* the counter */
    uint16_t pm1a_sts;       /* the status register of the PM1a event block */
    uint16_t pm1a_en;        /* the enable register of the PM1a event block */
};
/* Record 13. */
DECLARE_HVM_SAVE_TYPE(PMTIMER, 13, struct hvm_hw_pmtimer);

/* The number of variable-range MTRRs. */
#define MTRR_VCNT 8
/* The number of fixed-range MTRRs. */
#define NUM_FIXED_MSR 11

/* The memory type registers of a vCPU. */
struct hvm_hw_mtrr {
    uint64_t msr_pat_cr;     /* MSR PAT */
    uint64_t msr_mtrr_var[MTRR_VCNT*2]; /* base and mask of each variable range */
    uint64_t msr_mtrr_fixed[NUM_FIXED_MSR]; /* the fixed ranges */
    uint64_t msr_mtrr_cap;   /* MSR MTRRcap */
    uint64_t msr_mtrr_def_type; /* MSR MTRRdefType */
};
/* Record 14. */
DECLARE_HVM_SAVE_TYPE(MTRR, 14, struct hvm_hw_mtrr);

/* The extended state of a vCPU, up to the XSAVE header. The components follow. */
struct hvm_hw_cpu_xsave {
    uint64_t xfeature_mask;  /* ignored */
    uint64_t xcr0;           /* XCR0 */
    uint64_t xcr0_accum;     /* the bits that XCR0 has ever had */
    struct {
        struct { char x[512]; } fpu_sse; /* FPU and SSE state, as FXSAVE stores it */
        struct hvm_hw_cpu_xsave_hdr {
            uint64_t xstate_bv;      /* the components that are saved */
            uint64_t xcomp_bv;       /* the compacted components; Xen saves none */
            uint64_t reserved[6];    /* 0 */
        } xsave_hdr;             /* the XSAVE header */
    } save_area;             /* the area as XSAVE stores it */
};

/* Record 16, a `struct hvm_hw_cpu_xsave` of variable length. */
#define CPU_XSAVE_CODE 16

/* The Hyper-V emulation: state of the domain. */
struct hvm_viridian_domain_context {
    uint64_t hypercall_gpa;  /* MSR HYPERCALL */
    uint64_t guest_os_id;    /* MSR GUEST_OS_ID */
    uint64_t time_ref_count; /* MSR TIME_REF_COUNT */
    uint64_t reference_tsc;  /* MSR REFERENCE_TSC */
};
/* Record 15. */
DECLARE_HVM_SAVE_TYPE(VIRIDIAN_DOMAIN, 15, struct hvm_viridian_domain_context);

/* The Hyper-V emulation: state of a vCPU. */
struct hvm_viridian_vcpu_context {
    uint64_t vp_assist_msr;  /* MSR VP_ASSIST_PAGE */
    uint8_t apic_assist_pending; /* whether an EOI without exit is pending */
    uint8_t _pad[7];         /* 0 */
    uint64_t simp_msr;       /* MSR SIMP */
    uint64_t sint_msr[16];   /* MSRs SINT0 to SINT15 */
    uint64_t stimer_config_msr[4]; /* MSRs STIMER_CONFIG */
    uint64_t stimer_count_msr[4]; /* MSRs STIMER_COUNT */
};
/* Record 17. */
DECLARE_HVM_SAVE_TYPE(VIRIDIAN_VCPU, 17, struct hvm_viridian_vcpu_context);

/* The machine check registers of a vCPU. */
struct hvm_vmce_vcpu {
    uint64_t caps;           /* MSR MCG_CAP */
    uint64_t mci_ctl2_bank0; /* MSR MC0_CTL2 */
    uint64_t mci_ctl2_bank1; /* MSR MC1_CTL2 */
    uint64_t mcg_ext_ctl;    /* MSR MCG_EXT_CTL */
};
/* Record 18. */
DECLARE_HVM_SAVE_TYPE(VMCE_VCPU, 18, struct hvm_vmce_vcpu);

/* The TSC offset that a vCPU has set itself. */
struct hvm_tsc_adjust {
    uint64_t tsc_adjust;     /* MSR TSC_ADJUST */
};
/* Record 19. */
DECLARE_HVM_SAVE_TYPE(TSC_ADJUST, 19, struct hvm_tsc_adjust);

/* Further MSRs of a vCPU. */
struct hvm_msr {
    uint32_t count;          /* the number of MSRs */
    struct hvm_one_msr {
        uint32_t index;          /* the MSR */
        uint32_t _rsvd;          /* 0 */
        uint64_t val;            /* its value */
    } msr[XEN_FLEX_ARRAY_DIM]; /* the MSRs; => memory IN/OUT [count] */
};

/* Record 20, a `struct hvm_msr` of variable length. */
#define CPU_MSR_CODE 20

/* The highest number of a record. */
#define HVM_SAVE_CODE_MAX 20

#endif /* __XEN__ || __XEN_TOOLS__ */

#endif /* __XEN_PUBLIC_HVM_SAVE_X86_H__ */
