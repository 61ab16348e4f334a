/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * The core of the guest ABI: hypercall numbers, domain IDs, shared memory, start of day.
 */

#ifndef __XEN_PUBLIC_XEN_H__
#define __XEN_PUBLIC_XEN_H__

#include "xen-compat.h"

#ifndef __ASSEMBLER__
#include <stdint.h>
#endif

#if defined(__i386__) || defined(__x86_64__)
#include "arch-x86/xen.h"
#elif defined(__arm__) || defined(__aarch64__)
#include "arch-arm.h"
#else
#error "these headers describe x86 and Arm only"
#endif

/*
 * `incontents 10 xen The guest interface
 *
 * Xen runs *domains*. Domain 0 (dom0) starts first and manages the others through a toolstack. The
 * *hardware domain*, usually dom0, drives the devices. A *PV* guest (x86 only) runs unprivileged
 * and uses hypercalls for everything that touches hardware, page tables included. An *HVM* or *PVH*
 * guest on x86, and every guest on Arm, is hardware-virtualised, with second-stage address
 * translation.
 *
 * Memory frames have three kinds of numbers. A *machine frame number* (MFN) is a page of the
 * machine's memory. A *guest frame number* (GFN) is a frame in the guest's address space: for PV
 * the MFN itself, otherwise an index that Xen translates. A *pseudo-physical frame number* (PFN) is
 * a PV guest's own, contiguous numbering of its pages.
 *
 * A domain calls Xen by *hypercall*, with up to five arguments in registers. Xen notifies a domain
 * through event channels (`event_channel.h`). `struct shared_info`, a page shared with Xen, holds
 * pending events and the clock.
 */

#ifndef __ASSEMBLER__

/* The dimension of a flexible array member. */
#if defined(__STDC_VERSION__) && __STDC_VERSION__ >= 199901L
#define XEN_FLEX_ARRAY_DIM
#elif defined(__GNUC__)
#define XEN_FLEX_ARRAY_DIM 0 /* The dimension of a flexible array member. */
#else
#define XEN_FLEX_ARRAY_DIM 1 /* The dimension of a flexible array member. */
#endif

/* Macros paste the suffixes, as assemblers do not accept them. */
#define __xen_mk_uint(x)  x ## U
#define __xen_mk_ulong(x) x ## UL
#ifndef __xen_mk_ullong
#define __xen_mk_ullong(x) x ## ULL
#endif
#define xen_mk_uint(x)    __xen_mk_uint(x)
#define xen_mk_ulong(x)   __xen_mk_ulong(x)
#define xen_mk_ullong(x)  __xen_mk_ullong(x)

DEFINE_XEN_GUEST_HANDLE(char);
__DEFINE_XEN_GUEST_HANDLE(uchar, unsigned char);
DEFINE_XEN_GUEST_HANDLE(int);
__DEFINE_XEN_GUEST_HANDLE(uint, unsigned int);
#if __XEN_INTERFACE_VERSION__ < 0x00040300
DEFINE_XEN_GUEST_HANDLE(long);
__DEFINE_XEN_GUEST_HANDLE(ulong, unsigned long);
#endif
DEFINE_XEN_GUEST_HANDLE(void);
DEFINE_XEN_GUEST_HANDLE(uint64_t);
DEFINE_XEN_GUEST_HANDLE(xen_pfn_t);
DEFINE_XEN_GUEST_HANDLE(xen_ulong_t);

#else

#define xen_mk_uint(x)   x
#define xen_mk_ulong(x)  x
#define xen_mk_ullong(x) x

#endif

/*
 * `incontents 100 hcalls List of hypercalls
 *
 * A register, which depends on the architecture, carries the number. An unknown number returns
 * ENOSYS. Three hypercalls have an older form, which guests of older interface versions use.
 */
/* Hypercall numbers. */
/* ` enum hypercall_num { // __HYPERVISOR_* => HYPERVISOR_*() */
#define __HYPERVISOR_set_trap_table              0 /* Sets exception handlers, x86 PV. */
#define __HYPERVISOR_mmu_update                  1 /* Changes page table entries, x86 PV. */
#define __HYPERVISOR_set_gdt                     2 /* Sets the GDT, x86 PV. */
#define __HYPERVISOR_stack_switch                3 /* Sets the kernel stack, x86 PV. */
#define __HYPERVISOR_set_callbacks               4 /* Sets the entry points for upcalls, x86 PV. */
#define __HYPERVISOR_fpu_taskswitch              5 /* Makes the next use of the FPU trap, x86 PV. */
#define __HYPERVISOR_sched_op_compat             6 /* The older form of `__HYPERVISOR_sched_op`. */
#define __HYPERVISOR_platform_op                 7 /* Controls the platform, for the hardware
                                                      domain. */
#define __HYPERVISOR_set_debugreg                8 /* Writes a debug register, x86 PV. */
#define __HYPERVISOR_get_debugreg                9 /* Reads a debug register, x86 PV. */
#define __HYPERVISOR_update_descriptor          10 /* Changes a segment descriptor, x86 PV. */
#define __HYPERVISOR_memory_op                  12 /* Allocates, frees and maps memory. */
#define __HYPERVISOR_multicall                  13 /* Performs several hypercalls. */
#define __HYPERVISOR_update_va_mapping          14 /* Changes the mapping of one page, x86 PV. */
#define __HYPERVISOR_set_timer_op               15 /* Sets the timer of the calling vCPU. */
#define __HYPERVISOR_event_channel_op_compat    16 /* The older form of
                                                      `__HYPERVISOR_event_channel_op`. */
#define __HYPERVISOR_xen_version                17 /* Returns version, features and build of Xen. */
#define __HYPERVISOR_console_io                 18 /* Writes to and reads from Xen's console. */
#define __HYPERVISOR_physdev_op_compat          19 /* The older form of
                                                      `__HYPERVISOR_physdev_op`. */
#define __HYPERVISOR_grant_table_op             20 /* Shares memory with other domains. */
#define __HYPERVISOR_vm_assist                  21 /* Enables and disables assists. */
#define __HYPERVISOR_update_va_mapping_otherdomain 22 /* Maps a page of another domain, x86 PV. */
#define __HYPERVISOR_iret                       23 /* Returns from an exception, x86 PV. */
#define __HYPERVISOR_vcpu_op                    24 /* Starts, stops and queries vCPUs. */
#define __HYPERVISOR_set_segment_base           25 /* Sets the base of a segment register, 64-bit
                                                      x86 PV. */
#define __HYPERVISOR_mmuext_op                  26 /* Pins and switches page tables, and flushes
                                                      TLBs, x86. */
#define __HYPERVISOR_xsm_op                     27 /* Controls the security module (XSM). */
#define __HYPERVISOR_nmi_op                     28 /* Sets the NMI handler, x86 PV. */
#define __HYPERVISOR_sched_op                   29 /* Yields, blocks and shuts down. */
#define __HYPERVISOR_callback_op                30 /* Sets single entry points, x86 PV. */
#define __HYPERVISOR_xenoprof_op                31 /* Profiling; removed in Xen 4.22. */
#define __HYPERVISOR_event_channel_op           32 /* Allocates, binds and signals event
                                                      channels. */
#define __HYPERVISOR_physdev_op                 33 /* Manages physical interrupts and PCI
                                                      devices. */
#define __HYPERVISOR_hvm_op                     34 /* Sets and reads HVM parameters. */
#define __HYPERVISOR_sysctl                     35 /* Controls the host, for the toolstack. */
#define __HYPERVISOR_domctl                     36 /* Controls domains, for the toolstack. */
#define __HYPERVISOR_kexec_op                   37 /* Loads and executes another kernel. */
#define __HYPERVISOR_tmem_op                    38 /* Transcendent memory; removed from Xen. */
#define __HYPERVISOR_argo_op                    39 /* Sends messages between domains. */
#define __HYPERVISOR_xenpmu_op                  40 /* Controls performance counters, x86. */
#define __HYPERVISOR_dm_op                      41 /* Operations of a device model. */
#define __HYPERVISOR_hypfs_op                   42 /* Reads and writes the hypervisor file
                                                      system. */
#define __HYPERVISOR_arch_0                     48 /* Per architecture; on x86 the machine check
                                                      interface. */
#define __HYPERVISOR_arch_1                     49 /* Per architecture; used inside Xen on x86. */
#define __HYPERVISOR_arch_2                     50 /* Per architecture; unused. */
#define __HYPERVISOR_arch_3                     51 /* Per architecture; unused. */
#define __HYPERVISOR_arch_4                     52 /* Per architecture; unused. */
#define __HYPERVISOR_arch_5                     53 /* Per architecture; unused. */
#define __HYPERVISOR_arch_6                     54 /* Per architecture; unused. */
#define __HYPERVISOR_arch_7                     55 /* Per architecture; unused. */
/* ` } */

/* With an older interface version, these names mean the older hypercalls. */

#if __XEN_INTERFACE_VERSION__ < 0x00030101
#undef __HYPERVISOR_sched_op
#define __HYPERVISOR_sched_op __HYPERVISOR_sched_op_compat /* Yields, blocks and shuts down, older
                                                              form. */
#endif

#if __XEN_INTERFACE_VERSION__ < 0x00030202
#undef __HYPERVISOR_event_channel_op
/* Event channels, older form. */
#define __HYPERVISOR_event_channel_op __HYPERVISOR_event_channel_op_compat
#undef __HYPERVISOR_physdev_op
/* Physical interrupts and PCI devices, older form. */
#define __HYPERVISOR_physdev_op __HYPERVISOR_physdev_op_compat
#endif

#if __XEN_INTERFACE_VERSION__ < 0x00030204
/* Older name of `__HYPERVISOR_platform_op`. */
#define __HYPERVISOR_dom0_op __HYPERVISOR_platform_op
#endif

/*
 * Virtual interrupts (VIRQs), which Xen raises on the ports bound to them.
 *
 * A global VIRQ is delivered to one domain: the hardware domain, or one that the toolstack has
 * chosen. Since Xen 4.21, no other domain can bind it, and `VIRQ_ARGO` counts as per domain. Before
 * that it counted as global, and every domain received its own all the same.
 */
/* ` enum virq { // VIRQ_* */
#define VIRQ_TIMER       0 /* Per vCPU: the timer expired, or the wall-clock time changed. */
#define VIRQ_DEBUG       1 /* Per vCPU: a request to print the guest's state. */
#define VIRQ_CONSOLE     2 /* Global, for the hardware domain: the emergency console has input. */
#define VIRQ_DOM_EXC     3 /* Global, for the toolstack: a domain shut down or was destroyed. */
#define VIRQ_TBUF        4 /* Global, for the toolstack: a trace buffer is filling up. */
#define VIRQ_DEBUGGER    6 /* Global, for the toolstack: a domain hit a breakpoint. */
#define VIRQ_XENOPROF    7 /* Per vCPU: a new profiling sample. */
#define VIRQ_CON_RING    8 /* Global, for the hardware domain: Xen's log has new messages. */
#define VIRQ_PCPU_STATE  9 /* Global, for the hardware domain: a pCPU was added or removed. */
#define VIRQ_MEM_EVENT  10 /* Global, for the toolstack: a memory event. */
#define VIRQ_ARGO       11 /* Per domain: an Argo message arrived, or a ring has space. */
#define VIRQ_ENOMEM     12 /* Global, for the toolstack: Xen is low on memory. */
#define VIRQ_XENPMU     13 /* Per vCPU: a performance counter overflowed. */
#define VIRQ_ARCH_0     16 /* Per architecture; on x86 global, for the hardware domain: a machine
                              check. */
#define VIRQ_ARCH_1     17 /* Per architecture; unused. */
#define VIRQ_ARCH_2     18 /* Per architecture; unused. */
#define VIRQ_ARCH_3     19 /* Per architecture; unused. */
#define VIRQ_ARCH_4     20 /* Per architecture; unused. */
#define VIRQ_ARCH_5     21 /* Per architecture; unused. */
#define VIRQ_ARCH_6     22 /* Per architecture; unused. */
#define VIRQ_ARCH_7     23 /* Per architecture; unused. */
/* ` } */

/* The number of VIRQs. */
#define NR_VIRQS 24

/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_mmu_update(const struct mmu_update reqs[count],
 * `                       unsigned int count, unsigned int *done_out,
 * `                       unsigned int foreigndom)
 * ` guests pv32 pv64
 * `
 * @reqs IN: the updates, in order
 * @count IN: their number
 * @done_out OUT: the number of updates performed, also on failure; may be NULL
 * @foreigndom IN: low 16 bits: the owner of the pages to map, usually `DOMID_SELF`; high 16 bits: 0
 *     for the caller's page tables, otherwise the ID of their domain plus 1
 *
 * Changes page table entries, and entries of the machine-to-physical table.
 *
 * The processor uses a PV guest's page tables directly, so they hold MFNs, and Xen validates them.
 * A frame is either a page table of one level, without a writable mapping, or a writable page. A
 * frame becomes a page table when it is pinned or when an entry of the next level refers to it,
 * provided that every entry in it is valid; tables are therefore built from the lowest level up.
 * From then on, only this call changes it, until it is unpinned and unreferenced.
 *
 * Entries have the architectural format, without large pages. The PAT is Xen's: WB, WT, UC-, UC,
 * WC, WP, and two unused.
 *
 * Errors:
 *   EFAULT      the array could not be read
 *   ESRCH       one of the two domains does not exist
 *   EPERM       the caller does not control one of the two domains, or updates the
 *               machine-to-physical table for another domain
 *   EINVAL      an entry is invalid, or is not in memory of the owner of the page tables
 *   EOPNOTSUPP  the owner of the page tables is not a PV domain
 *   ENOENT      the page table is paged out; try again
 *   ENOSYS      the command is unknown
 *
 * Safety:
 *   The caller must own what it maps and unmaps, no code may rely on the previous mapping, and
 *   stale TLB entries must be flushed.
 */

/* Commands of `HYPERVISOR_mmu_update`, in the two lowest bits of `ptr`. */
/* ` enum mmu_update_cmd { // MMU_* */
#define MMU_NORMAL_PT_UPDATE       0 /* Writes the page-table entry at `ptr`, if it is valid. */
#define MMU_MACHPHYS_UPDATE        1 /* Sets the M2P entry of the MFN at `ptr` to the PFN `val`. */
#define MMU_PT_UPDATE_PRESERVE_AD  2 /* Writes the entry, but preserves its accessed and dirty
                                        bits. */
#define MMU_PT_UPDATE_NO_TRANSLATE 3 /* Writes the entry; its frame is an MFN even for a translated
                                        domain. */
/* ` } */

/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_mmuext_op(mmuext_op_t uops[count],
 * `                      unsigned int count,
 * `                      unsigned int *pdone,
 * `                      unsigned int foreigndom)
 * ` ops enum mmuext_cmd in struct mmuext_op at uops[]
 * ` guests pv32 pv64 hvm32 hvm64
 * `
 * @uops IN: the operations, in order
 * @count IN: their number
 * @pdone OUT: the number of operations performed, also on failure; may be NULL
 * @foreigndom IN: the owner of the frames, usually `DOMID_SELF`
 *
 * Pins and switches page tables, and flushes TLBs and caches.
 *
 * HVM and PVH guests can only pin and unpin, for a PV domain that they build.
 *
 * Errors:
 *   EFAULT      the array could not be read
 *   ESRCH       the domain does not exist
 *   EPERM       the caller does not control the domain, or the operation is limited to the caller
 *   EINVAL      the domain is not PV, or a frame or an address is invalid
 *   EACCES      only a domain with a device may flush caches
 *   EOPNOTSUPP  the operation is not supported
 *   ENOSYS      the operation is unknown
 *
 * Safety:
 *   A new page table base or descriptor table takes effect at once, and must map what the caller
 *   uses. A page that is cleared or overwritten must belong to the caller.
 */

/* The operations of `HYPERVISOR_mmuext_op`. */
/* ` enum mmuext_cmd { // MMUEXT_* */
/*
 * MMUEXT_PIN_L1_TABLE: Validates a frame as a level 1 page table and pins it.
 *
 * The frame must belong to the domain and have no writable mapping; it stays read-only until it is
 * unpinned.
 */
#define MMUEXT_PIN_L1_TABLE 0
/* MMUEXT_PIN_L2_TABLE: Validates a frame as a level 2 page table and pins it. */
#define MMUEXT_PIN_L2_TABLE 1
/* MMUEXT_PIN_L3_TABLE: Validates a frame as a level 3 page table and pins it. */
#define MMUEXT_PIN_L3_TABLE 2
/* MMUEXT_PIN_L4_TABLE: Validates a frame as a level 4 page table and pins it. */
#define MMUEXT_PIN_L4_TABLE 3
/* MMUEXT_UNPIN_TABLE: Unpins a page table. */
#define MMUEXT_UNPIN_TABLE 4
/*
 * MMUEXT_NEW_BASEPTR: Switches to another top-level page table.
 *
 * Guests: pv32 pv64
 *
 * Safety:
 *   The new address space must map the running code, its stack, and everything that they use.
 */
#define MMUEXT_NEW_BASEPTR 5
/*
 * MMUEXT_TLB_FLUSH_LOCAL: Flushes the TLB of the calling vCPU.
 *
 * Guests: pv32 pv64
 */
#define MMUEXT_TLB_FLUSH_LOCAL 6
/*
 * MMUEXT_INVLPG_LOCAL: Invalidates the translation of an address on the calling vCPU.
 *
 * Guests: pv32 pv64
 */
#define MMUEXT_INVLPG_LOCAL 7
/*
 * MMUEXT_TLB_FLUSH_MULTI: Flushes the TLBs of a set of vCPUs.
 *
 * Guests: pv32 pv64
 *
 * Safety:
 *   `vcpumask` must point to a bitmap with a bit for each vCPU of the domain.
 */
#define MMUEXT_TLB_FLUSH_MULTI 8
/*
 * MMUEXT_INVLPG_MULTI: Invalidates the translation of an address on a set of vCPUs.
 *
 * Guests: pv32 pv64
 *
 * Safety:
 *   `vcpumask` must point to a bitmap with a bit for each vCPU of the domain.
 */
#define MMUEXT_INVLPG_MULTI 9
/*
 * MMUEXT_TLB_FLUSH_ALL: Flushes the TLBs of all vCPUs of the domain.
 *
 * Guests: pv32 pv64
 */
#define MMUEXT_TLB_FLUSH_ALL 10
/*
 * MMUEXT_INVLPG_ALL: Invalidates the translation of an address on all vCPUs.
 *
 * Guests: pv32 pv64
 */
#define MMUEXT_INVLPG_ALL 11
/*
 * MMUEXT_FLUSH_CACHE: Writes back and invalidates the caches of the calling vCPU.
 *
 * Guests: pv32 pv64
 */
#define MMUEXT_FLUSH_CACHE 12
/*
 * MMUEXT_SET_LDT: Sets the LDT.
 *
 * The address must be page-aligned. A table without entries removes the LDT.
 *
 * Guests: pv32 pv64
 *
 * Safety:
 *   No segment register may hold a selector of the previous table, and the new one must not change
 *   while it is in use.
 */
#define MMUEXT_SET_LDT 13
/*
 * MMUEXT_NEW_USER_BASEPTR: Sets the top-level page table for user mode; frame 0 removes it.
 *
 * Guests: pv64
 *
 * Safety:
 *   The user address space changes at once: no code may rely on the previous one.
 */
#define MMUEXT_NEW_USER_BASEPTR 15
/*
 * MMUEXT_CLEAR_PAGE: Clears a frame.
 *
 * Guests: pv32 pv64
 *
 * Safety:
 *   The frame is overwritten: no code may rely on its contents.
 */
#define MMUEXT_CLEAR_PAGE 16
/*
 * MMUEXT_COPY_PAGE: Copies a frame.
 *
 * Guests: pv32 pv64
 *
 * Safety:
 *   The frame is overwritten: no code may rely on its contents.
 */
#define MMUEXT_COPY_PAGE 17
/*
 * MMUEXT_FLUSH_CACHE_GLOBAL: Writes back and invalidates the caches of all pCPUs.
 *
 * Guests: pv32 pv64
 */
#define MMUEXT_FLUSH_CACHE_GLOBAL 18
/*
 * MMUEXT_MARK_SUPER: Allows a large page to be mapped; always fails.
 *
 * Guests: pv32 pv64
 */
#define MMUEXT_MARK_SUPER 19
/*
 * MMUEXT_UNMARK_SUPER: Reverts `MMUEXT_MARK_SUPER`; always fails.
 *
 * Guests: pv32 pv64
 */
#define MMUEXT_UNMARK_SUPER 20
/* ` } */

#ifndef __ASSEMBLER__
/* An operation of `HYPERVISOR_mmuext_op`. */
struct mmuext_op {
    unsigned int cmd; /* IN: the operation; => enum mmuext_cmd */
    union {
        /*
         * MMUEXT_PIN_L1_TABLE, MMUEXT_PIN_L2_TABLE, MMUEXT_PIN_L3_TABLE,
         * MMUEXT_PIN_L4_TABLE, MMUEXT_UNPIN_TABLE, MMUEXT_NEW_BASEPTR, MMUEXT_NEW_USER_BASEPTR,
         * MMUEXT_CLEAR_PAGE, MMUEXT_COPY_PAGE, MMUEXT_MARK_SUPER, MMUEXT_UNMARK_SUPER: the MFN
         */
        xen_pfn_t mfn;
        /*
         * MMUEXT_INVLPG_LOCAL, MMUEXT_INVLPG_MULTI, MMUEXT_INVLPG_ALL, MMUEXT_SET_LDT: the
         * address; => vaddr
         */
        unsigned long linear_addr;
    } arg1; /* IN: the first argument; => by cmd */
    union {
        unsigned int nr_ents; /* MMUEXT_SET_LDT: the number of entries */
#if __XEN_INTERFACE_VERSION__ >= 0x00030205
        XEN_GUEST_HANDLE(const_void) vcpumask; /* MMUEXT_TLB_FLUSH_MULTI, MMUEXT_INVLPG_MULTI: a
                                                  bitmap of vCPUs */
#else
        const void *vcpumask;                  /* MMUEXT_TLB_FLUSH_MULTI, MMUEXT_INVLPG_MULTI: a
                                                  bitmap of vCPUs */
#endif
        xen_pfn_t src_mfn; /* MMUEXT_COPY_PAGE: the MFN of the source */
    } arg2; /* IN: the second argument; => by cmd */
};
/* Short name of `struct mmuext_op`. */
typedef struct mmuext_op mmuext_op_t;
DEFINE_XEN_GUEST_HANDLE(mmuext_op_t);
#endif

/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_update_va_mapping(unsigned long va, u64 val,
 * `                              enum uvm_flags flags)
 * ` guests pv32 pv64
 * `
 * @va IN: the address whose mapping to change; => vaddr
 * @val IN: the new level 1 entry
 * @flags IN: the translations to flush afterwards
 *
 * Changes the mapping of one page in the current address space.
 *
 * Errors:
 *   EINVAL  no page table covers the address, or the entry is invalid
 *   EFAULT  the bitmap of vCPUs could not be read; the mapping has changed
 *
 * Safety:
 *   The caller must own the new page, and no code may rely on the previous mapping.
 */

/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_update_va_mapping_otherdomain(unsigned long va, u64 val,
 * `                                          enum uvm_flags flags,
 * `                                          domid_t domid)
 * ` guests pv32 pv64
 * `
 * @va IN: the address whose mapping to change; => vaddr
 * @val IN: the new level 1 entry
 * @flags IN: the translations to flush afterwards
 * @domid IN: the owner of the page
 *
 * Maps a page of another domain into the current address space.
 *
 * Errors:
 *   ESRCH   the domain does not exist
 *   EPERM   the caller does not control the domain
 *   EINVAL  no page table covers the address, or the entry is invalid
 *   EFAULT  the bitmap of vCPUs could not be read; the mapping has changed
 *
 * Safety:
 *   The other domain may write to the page at any time, and no code may rely on the previous
 *   mapping.
 */

/*
 * The translations to flush after a mapping has changed.
 *
 * The value is one of NONE, TLB_FLUSH and INVLPG, combined with LOCAL, ALL or, for MULTI, the
 * address of a bitmap of vCPUs.
 */
/* ` enum uvm_flags { // UVMF_* */
#define UVMF_NONE           (xen_mk_ulong(0) << 0) /* None. */
#define UVMF_TLB_FLUSH      (xen_mk_ulong(1) << 0) /* The whole TLB. */
#define UVMF_INVLPG         (xen_mk_ulong(2) << 0) /* The translation of the page. */
#define UVMF_FLUSHTYPE_MASK (xen_mk_ulong(3) << 0) /* Mask of the kind of flush. */
#define UVMF_MULTI          (xen_mk_ulong(0) << 2) /* On the vCPUs in the bitmap whose address is
                                                      added. */
#define UVMF_LOCAL          (xen_mk_ulong(0) << 2) /* On the calling vCPU. */
#define UVMF_ALL            (xen_mk_ulong(1) << 2) /* On all vCPUs of the domain. */
/* ` } */

/*
 * ` int
 * ` HYPERVISOR_console_io(enum console_io_cmd cmd,
 * `                       unsigned int count,
 * `                       char buffer[count])
 * ` guests pv32 pv64 hvm32 hvm64 arm
 * `
 * @cmd IN: the operation
 * @count IN: the length of the buffer in bytes
 * @buffer IN/OUT: the text
 *
 * Writes to Xen's console, or reads from it.
 *
 * Errors:
 *   EPERM   the domain may not use the console; in release builds of Xen, only privileged domains
 *           may
 *   EFAULT  the buffer could not be read or written
 *   ENOSYS  the command is unknown
 *
 * Safety:
 *   The buffer must have `count` bytes, writable ones for `CONSOLEIO_read`.
 */

/* The operations of `HYPERVISOR_console_io`. */
/* ` enum console_io_cmd { // CONSOLEIO_* */

/*
 * CONSOLEIO_write: Writes characters to the console.
 *
 * The hardware domain's output is printed unchanged. The output of other domains is printed line by
 * line, prefixed with the domain ID and without unprintable characters; an incomplete line is held
 * back.
 *
 * Directions:
 *   buffer  IN
 *
 * Returns: 0
 */
#define CONSOLEIO_write 0

/*
 * CONSOLEIO_read: Reads characters typed at the console, without waiting.
 *
 * Errors:
 *   E2BIG  the buffer is larger than 2 GiB
 *
 * Returns: int number of characters read
 */
#define CONSOLEIO_read 1
/* ` } */

/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_vm_assist(enum vm_assist_cmd cmd, enum vm_assist_type type)
 * ` guests pv32 pv64 hvm32 hvm64 arm
 * `
 * @cmd IN: the operation
 * @type IN: the assist
 *
 * Enables or disables an assist for the calling domain.
 *
 * Errors:
 *   EINVAL  the assist does not exist, or not for this kind of guest
 *   ENOSYS  the command is unknown
 */

/* The operations of `HYPERVISOR_vm_assist`. */
/* ` enum vm_assist_cmd { // VMASST_CMD_* */
/*
 * VMASST_CMD_enable: Enables an assist.
 *
 * Safety:
 *   The assist changes how Xen treats writes to page tables, segments, the I/O privilege or the run
 *   state area: no code of the domain may rely on the previous behaviour.
 */
#define VMASST_CMD_enable  0
/*
 * VMASST_CMD_disable: Disables an assist.
 *
 * Safety:
 *   No code of the domain may rely on the assist, for instance on plain writes to page tables or on
 *   `XEN_RUNSTATE_UPDATE`.
 */
#define VMASST_CMD_disable 1
/* ` } */

/* Assists; also bit numbers of `vm_assist` in a saved vCPU context. */
/* ` enum vm_assist_type { // VMASST_TYPE_* */
#define VMASST_TYPE_4gb_segments          0 /* 32-bit PV: emulate segments of 4 GiB. */
#define VMASST_TYPE_4gb_segments_notify   1 /* 32-bit PV: raise exception 15 after each such
                                               emulation. */
#define VMASST_TYPE_writable_pagetables   2 /* PV: emulate writes to level 1 entries in read-only
                                               page tables. */
#define VMASST_TYPE_pae_extended_cr3      3 /* 32-bit PV: allow the top-level page table above 4
                                               GiB. */
#define VMASST_TYPE_architectural_iopl    4 /* PV: emulate IOPL in the flags register, with the
                                               kernel as ring 0. */
#define VMASST_TYPE_runstate_update_flag  5 /* All: set `XEN_RUNSTATE_UPDATE` while Xen writes to
                                               the run state area. */
#define VMASST_TYPE_m2p_strict           32 /* 64-bit PV: hide the machine-to-physical table from
                                               user address spaces. */
/* ` } */

#if __XEN_INTERFACE_VERSION__ < 0x00040600
/* The highest assist before interface version 0x00040600. */
#define MAX_VMASST_TYPE 3
#endif

/* Reserved domain IDs. */
/* ` enum domid_t { // DOMID_* */
/* The lowest reserved ID. */
#define DOMID_FIRST_RESERVED xen_mk_uint(0x7FF0)
/* The caller. Some operations do not accept it. */
#define DOMID_SELF           xen_mk_uint(0x7FF0)
/* The owner of I/O memory. */
#define DOMID_IO             xen_mk_uint(0x7FF1)
/* The owner of Xen's memory that privileged domains may map. */
#define DOMID_XEN            xen_mk_uint(0x7FF2)
/* The owner of copy-on-write pages. */
#define DOMID_COW            xen_mk_uint(0x7FF3)
/* No domain: the owner is unknown. */
#define DOMID_INVALID        xen_mk_uint(0x7FF4)
#if XEN_RELEASE >= 0x0416
/*
 * No particular domain.
 *
 * For a new domain, Xen chooses a free ID. A permission in xenstore is for all domains.
 */
#define DOMID_ANY            xen_mk_uint(0x7FF5)
#endif
/* The idle domain. */
#define DOMID_IDLE           xen_mk_uint(0x7FFF)
/* Mask of the bits of a domain ID. */
#define DOMID_MASK           xen_mk_uint(0x7FFF)
/* ` } */

#ifndef __ASSEMBLER__

/* A domain ID. */
typedef uint16_t domid_t; /* ` distinct */

/* A page table update, for `HYPERVISOR_mmu_update`. */
struct mmu_update {
    uint64_t ptr;            /* IN: the machine address of the entry;
                                its low bits are an `enum mmu_update_cmd`; => maddr */
    uint64_t val;            /* IN: the new entry */
};
/* Short name of `struct mmu_update`. */
typedef struct mmu_update mmu_update_t;
DEFINE_XEN_GUEST_HANDLE(mmu_update_t);

/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_multicall(multicall_entry_t call_list[nr_calls],
 * `                      unsigned long nr_calls)
 * ` guests pv32 pv64 hvm32 hvm64 arm
 * `
 * @call_list IN/OUT: the hypercalls, with their results
 * @nr_calls IN: their number
 *
 * Performs several hypercalls in order.
 *
 * A failed call does not stop the others. A nested multicall results in EINVAL.
 *
 * Errors:
 *   EFAULT  the list could not be read or written
 *
 * Safety:
 *   The requirements of each call. All members of an entry but `result` are undefined afterwards.
 */
/* A hypercall of a multicall. */
struct multicall_entry {
    xen_ulong_t op;          /* IN: the hypercall; => enum hypercall_num */
    xen_ulong_t result;      /* OUT: the result */
    xen_ulong_t args[6];     /* IN: the arguments; on 32-bit Arm the upper halves must be 0 */
};
/* Short name of `struct multicall_entry`. */
typedef struct multicall_entry multicall_entry_t;
DEFINE_XEN_GUEST_HANDLE(multicall_entry_t);

/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_set_timer_op(u64 timeout)
 * ` guests pv32 pv64 hvm32 hvm64
 * `
 * @timeout IN: system time in nanoseconds; 0 stops the timer
 *
 * Sets the one-shot timer of the calling vCPU, which raises `VIRQ_TIMER`.
 *
 * A time in the past raises it at once. A time more than 13 days ahead, or with the highest bit
 * set, is treated as a mistake and raises it after 100 ms.
 */

/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_platform_op(void *op)
 * ` guests pv32 pv64 hvm32 hvm64 arm
 * `
 * @op IN/OUT: a `struct xen_platform_op`, which starts with the operation and the interface version
 *
 * Controls clock, CPUs, firmware and power for the hardware domain.
 *
 * `platform.h` declares the structure, for toolstacks.
 *
 * Errors:
 *   EFAULT  the argument could not be read or written back
 *   EPERM   the caller is not privileged
 *   EACCES  the interface version differs
 *   ENOSYS  the operation does not exist
 *
 * Safety:
 *   The structure must be the one that Xen expects, and its handles must be valid.
 */

/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_sysctl(void *op)
 * ` guests pv32 pv64 hvm32 hvm64 arm
 * `
 * @op IN/OUT: a `struct xen_sysctl`, which starts with the operation and the interface version
 *
 * Controls the host for a toolstack.
 *
 * `sysctl.h` declares the structure, for toolstacks.
 *
 * Errors:
 *   EFAULT  the argument could not be read or written back
 *   EPERM   the caller is not privileged
 *   EACCES  the interface version differs
 *   ENOSYS  the operation does not exist
 *
 * Safety:
 *   The structure must be the one that Xen expects, and its handles must be valid.
 */

/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_domctl(void *op)
 * ` guests pv32 pv64 hvm32 hvm64 arm
 * `
 * @op IN/OUT: a `struct xen_domctl`, which starts with the operation, the interface version and the
 *   domain
 *
 * Creates, controls and destroys domains for a toolstack.
 *
 * `domctl.h` declares the structure, for toolstacks.
 *
 * Errors:
 *   EFAULT  the argument could not be read or written back
 *   EPERM   the caller is not privileged
 *   EACCES  the interface version differs
 *   ENOSYS  the operation does not exist
 *   ESRCH   the domain does not exist
 *
 * Safety:
 *   The structure must be the one that Xen expects, and its handles must be valid.
 */

/*
 * ` int
 * ` HYPERVISOR_xsm_op(void *op)
 * ` guests pv32 pv64 hvm32 hvm64 arm
 * `
 * @op IN/OUT: a `struct xen_flask_op`, which starts with the operation and the interface version
 *
 * Queries or configures the security module. Some operations return a number.
 *
 * `xsm/flask_op.h` declares the structure, for toolstacks.
 *
 * Errors:
 *   EFAULT  the argument could not be read or written back
 *   EACCES  the policy denies the operation
 *   ENOSYS  the operation does not exist, the interface version differs, or Xen has no security
 *           module
 *
 * Safety:
 *   The structure must be the one that Xen expects, and its handles must be valid.
 */

#if __XEN_INTERFACE_VERSION__ < 0x00040400
/* Older name of `EVTCHN_2L_NR_CHANNELS`. */
#define NR_EVENT_CHANNELS EVTCHN_2L_NR_CHANNELS
#endif

/* Properties of a vCPU's clock. */
/* ` flags vcpu_time_flags { // XEN_PVCLOCK_* */
#define XEN_PVCLOCK_TSC_STABLE_BIT (1 << 0) /* The TSCs of all vCPUs are synchronised. */
#define XEN_PVCLOCK_GUEST_STOPPED  (1 << 1) /* The guest was paused, and its clock may have
                                               jumped. */
/* ` } */

/*
 * The clock of a vCPU, from which a guest computes the system time.
 *
 * Xen increments `version` before and after an update. A reader retries while `version` is odd or
 * has changed. The system time is the TSC minus `tsc_timestamp`, shifted left by `tsc_shift` (right
 * if negative), times `tsc_to_system_mul`, shifted right by 32, plus `system_time`.
 */
struct vcpu_time_info {
    uint32_t version;            /* odd during an update */
    uint32_t pad0;
    uint64_t tsc_timestamp;      /* the TSC at `system_time` */
    uint64_t system_time;        /* nanoseconds since boot, at `tsc_timestamp` */
    uint32_t tsc_to_system_mul;  /* nanoseconds per shifted TSC tick, times 2^32 */
    int8_t tsc_shift;            /* the shift of TSC ticks */
#if __XEN_INTERFACE_VERSION__ > 0x040600
    uint8_t flags;               /* flags; => flags vcpu_time_flags */
    uint8_t pad1[2];
#else
    int8_t pad1[3];
#endif
};
/* Short name of `struct vcpu_time_info`. */
typedef struct vcpu_time_info vcpu_time_info_t;

/*
 * The record that Xen shares with each vCPU.
 *
 * The first three members belong to the 2-level event channel ABI. Xen sets a bit of the selector,
 * then `evtchn_upcall_pending`. The guest clears `evtchn_upcall_pending`, exchanges the selector
 * for 0, and scans the selected words of pending bits.
 */
struct vcpu_info {
    uint8_t evtchn_upcall_pending; /* not 0 if events are pending; the guest clears it before it
                                      scans */
#ifdef XEN_HAVE_PV_UPCALL_MASK
    uint8_t evtchn_upcall_mask;    /* for PV: not 0 masks upcalls on this vCPU */
#else
    uint8_t pad0;
#endif
    xen_ulong_t evtchn_pending_sel; /* a bit for each word of pending bits to scan */
    struct arch_vcpu_info arch;    /* per architecture */
    vcpu_time_info_t time;         /* the clock */
};
#ifndef __XEN__
/* Short name of `struct vcpu_info`. */
typedef struct vcpu_info vcpu_info_t;
#endif

/*
 * `incontents 200 startofday_shared Start-of-day shared data structure
 *
 * Xen shares one page with each domain. A PV guest finds its machine address in
 * `struct start_info`; other guests map it with `XENMEM_add_to_physmap`
 * (`XENMAPSPACE_shared_info`). The rest of the page is reserved.
 *
 * For an HVM or PVH guest on x86, the layout follows the mode, 32-bit or 64-bit, in which the guest
 * last set its hypercall page or `HVM_PARAM_CALLBACK_IRQ`. Until it has set one of them, the layout
 * is the 64-bit one. The same holds for the `struct vcpu_runstate_info` that Xen writes. Firmware
 * may have set either in the other mode, and a restored guest has set neither: set one of them
 * before you use the records.
 */

/* The page that Xen shares with a domain. */
struct shared_info {
    struct vcpu_info vcpu_info[XEN_LEGACY_MAX_VCPUS]; /* the first vCPUs; the others register their
                                                         record elsewhere */
    xen_ulong_t evtchn_pending[sizeof(xen_ulong_t) * 8]; /* the pending bits of the 2-level ABI, one
                                                            per port */
    xen_ulong_t evtchn_mask[sizeof(xen_ulong_t) * 8]; /* the mask bits of the 2-level ABI, one per
                                                         port */
    uint32_t wc_version;     /* odd during an update of the wall clock, as in
                                `struct vcpu_time_info` */
    uint32_t wc_sec;         /* wall-clock seconds since 1970 at system time 0, low half;
                                includes the domain's offset */
    uint32_t wc_nsec;        /* nanoseconds in addition */
#if !defined(__i386__)
    uint32_t wc_sec_hi;      /* high half of the seconds */
/* The high half of the wall-clock seconds, on every architecture. */
# define xen_wc_sec_hi wc_sec_hi
#elif !defined(__XEN__) && !defined(__XEN_TOOLS__)
/* The high half of the wall-clock seconds, on every architecture. */
# define xen_wc_sec_hi arch.wc_sec_hi
#endif
    struct arch_shared_info arch; /* per architecture */
};
#ifndef __XEN__
/* Short name of `struct shared_info`. */
typedef struct shared_info shared_info_t;
#endif

/*
 * `incontents 200 startofday Start-of-day memory layout
 *
 * A PV guest starts with paging enabled, in one contiguous virtual range that maps the start of its
 * pseudo-physical memory. The range holds, in this order and page-aligned:
 *
 * 1. the kernel image;
 * 2. the initrd, if there is one (`mod_start`, `mod_len`);
 * 3. the list of the domain's MFNs (`mfn_list`, `nr_pages`), unless an ELF note moves it;
 * 4. `struct start_info`, whose address is in esi or rsi; for dom0, `struct dom0_vga_console_info`
 *    is in the same page;
 * 5. the xenstore page, except for dom0;
 * 6. the console page, except for dom0;
 * 7. the page tables (`pt_base`, also in cr3), mapped read-only;
 * 8. a stack page, whose end is in esp or rsp.
 *
 * At least 512 KiB of padding follow, and the range ends at a multiple of 4 MiB.
 *
 * Other guests start without this structure.
 */
#ifdef XEN_HAVE_PV_GUEST_ENTRY
/* The size of a PV guest's command line in bytes, NUL included. */
#define MAX_GUEST_CMDLINE 1024

/* The start info of a PV guest. */
struct start_info {
    char magic[32];              /* `xen-` with version and architecture, NUL-terminated */
    unsigned long nr_pages;      /* the number of pages of the domain */
    unsigned long shared_info;   /* the machine address of `struct shared_info`; => maddr */
    uint32_t flags;              /* flags; => flags start_info_flags */
    xen_pfn_t store_mfn;         /* the MFN of the xenstore ring */
    uint32_t store_evtchn;       /* the event channel of xenstore */
    union {
        struct {
            xen_pfn_t mfn;       /* the MFN of the console ring */
            uint32_t evtchn;     /* the event channel of the console */
        } domU;                  /* for domU */
        struct {
            uint32_t info_off;   /* the offset of `struct dom0_vga_console_info` from the start
                                    info, in bytes */
            uint32_t info_size;  /* its length in bytes */
        } dom0;                  /* for dom0 */
    } console;                   /* the console */
    unsigned long pt_base;       /* the address of the top-level page table;
                                    this and the rest are unset after a restore; => vaddr */
    unsigned long nr_pt_frames;  /* the number of frames of the initial page tables */
    unsigned long mfn_list;      /* the address of the list of MFNs; => vaddr */
    unsigned long mod_start;     /* the address of the initrd, or its first PFN with
                                    `SIF_MOD_START_PFN` */
    unsigned long mod_len;       /* the length of the initrd in bytes */
    int8_t cmd_line[MAX_GUEST_CMDLINE]; /* the command line */
    unsigned long first_p2m_pfn; /* the first PFN of the list of MFNs, if an ELF note moved it */
    unsigned long nr_p2m_frames; /* the number of frames of that list */
};
/* Short name of `struct start_info`. */
typedef struct start_info start_info_t;

#if __XEN_INTERFACE_VERSION__ < 0x00030203
/* Older name of the console's MFN. */
#define console_mfn    console.domU.mfn
/* Older name of the console's event channel. */
#define console_evtchn console.domU.evtchn
#endif
#endif /* XEN_HAVE_PV_GUEST_ENTRY */

/* Flags of the start info. */
/* ` flags start_info_flags { // SIF_* */
#define SIF_PRIVILEGED      (1 << 0)    /* The domain is privileged. */
#define SIF_INITDOMAIN      (1 << 1)    /* The domain is dom0. */
#define SIF_MULTIBOOT_MOD   (1 << 2)    /* The initrd is a list of modules,
                                           `struct xen_multiboot_mod_list`. */
#define SIF_MOD_START_PFN   (1 << 3)    /* The initrd is not mapped; `mod_start` is a PFN. */
#define SIF_VIRT_P2M_4TOOLS (1 << 4)    /* The toolstack supports a virtually contiguous list of
                                           MFNs. */
#define SIF_PM_MASK         (0xFF << 8) /* Power management options, for the hardware domain. */
/* ` } */

/*
 * A module of a list of modules.
 *
 * The list is at the `mod_start` of the start info, and ends with an entry whose `mod_start` is 0.
 * Addresses are offsets from the start of the list.
 */
struct xen_multiboot_mod_list {
    uint32_t mod_start;      /* the start of the module */
    uint32_t mod_end;        /* its last byte, inclusive */
    uint32_t cmdline;        /* its command line, NUL-terminated */
    uint32_t pad;
};

/*
 * `incontents 200 startofday_dom0_console Dom0_console
 *
 * Dom0 takes over the screen in the mode in which Xen leaves it. A structure behind
 * `struct start_info` describes the mode.
 */

/* Video modes. */
/* ` enum dom0_vga_video_type { // XEN_VGATYPE_* */
#define XEN_VGATYPE_TEXT_MODE_3 0x03 /* Text, mode 3. */
#define XEN_VGATYPE_VESA_LFB    0x23 /* A frame buffer that the VESA BIOS set up. */
#define XEN_VGATYPE_EFI_LFB     0x70 /* A frame buffer that EFI set up. */
/* ` } */

/* The screen that dom0 takes over. */
typedef struct dom0_vga_console_info {
    uint8_t video_type;              /* the video mode; => enum dom0_vga_video_type */
    union {
        struct {
            uint16_t font_height;    /* the height of a character in pixels */
            uint16_t cursor_x;       /* the column of the cursor */
            uint16_t cursor_y;       /* the row of the cursor */
            uint16_t rows;           /* the number of rows */
            uint16_t columns;        /* the number of columns */
        } text_mode_3;               /* XEN_VGATYPE_TEXT_MODE_3: text mode */
        struct {
            uint16_t width;          /* the width in pixels */
            uint16_t height;         /* the height in pixels */
            uint16_t bytes_per_line; /* the stride in bytes */
            uint16_t bits_per_pixel; /* bits per pixel */
            uint32_t lfb_base;       /* the machine address of the frame buffer, low half */
            uint32_t lfb_size;       /* its size in units of 64 KiB */
            uint8_t red_pos;         /* the lowest bit of red */
            uint8_t red_size;        /* the number of bits of red */
            uint8_t green_pos;       /* the lowest bit of green */
            uint8_t green_size;      /* the number of bits of green */
            uint8_t blue_pos;        /* the lowest bit of blue */
            uint8_t blue_size;       /* the number of bits of blue */
            uint8_t rsvd_pos;        /* the lowest unused bit */
            uint8_t rsvd_size;       /* the number of unused bits */
#if __XEN_INTERFACE_VERSION__ >= 0x00030206
            uint32_t gbl_caps;       /* capabilities, from VESA BIOS function 0x4f00, offset 0xa */
            uint16_t mode_attrs;     /* mode attributes, from VESA BIOS function 0x4f01, offset 0 */
            uint16_t pad;
#endif
#if __XEN_INTERFACE_VERSION__ >= 0x00040d00
            uint32_t ext_lfb_base;   /* the machine address of the frame buffer, high half */
#endif
        } vesa_lfb;                  /* XEN_VGATYPE_VESA_LFB, XEN_VGATYPE_EFI_LFB: graphics mode */
    } u;                             /* the parameters of the mode; => by video_type */
} dom0_vga_console_info_t;
/* The newer name of `struct dom0_vga_console_info`. */
#define xen_vga_console_info dom0_vga_console_info
/* The newer name of `dom0_vga_console_info_t`. */
#define xen_vga_console_info_t dom0_vga_console_info_t

/* A domain's UUID. */
typedef uint8_t xen_domain_handle_t[16];

__DEFINE_XEN_GUEST_HANDLE(uint8, uint8_t);
__DEFINE_XEN_GUEST_HANDLE(uint16, uint16_t);
__DEFINE_XEN_GUEST_HANDLE(uint32, uint32_t);
__DEFINE_XEN_GUEST_HANDLE(uint64, uint64_t);

/* A UUID, in the byte order of its text form. */
typedef struct {
    uint8_t a[16];           /* the bytes */
} xen_uuid_t;

/* Initialiser of a UUID `a-b-c-d-e`, the last part byte by byte. */
#define XEN_DEFINE_UUID_(a, b, c, d, e1, e2, e3, e4, e5, e6)          \
    { { ((a) >> 24) & 255, ((a) >> 16) & 255, ((a) >> 8) & 255, (a) & 255, \
        ((b) >> 8) & 255, (b) & 255, ((c) >> 8) & 255, (c) & 255,     \
        ((d) >> 8) & 255, (d) & 255, e1, e2, e3, e4, e5, e6 } }

/* A UUID as an expression, where the compiler has compound literals. */
#if defined(__STDC_VERSION__) ? __STDC_VERSION__ >= 199901L : defined(__GNUC__)
#define XEN_DEFINE_UUID(a, b, c, d, e1, e2, e3, e4, e5, e6)           \
    ((xen_uuid_t)XEN_DEFINE_UUID_(a, b, c, d, e1, e2, e3, e4, e5, e6))
#else
#define XEN_DEFINE_UUID(a, b, c, d, e1, e2, e3, e4, e5, e6)           \
    XEN_DEFINE_UUID_(a, b, c, d, e1, e2, e3, e4, e5, e6)
#endif

#endif /* !__ASSEMBLER__ */

#if defined(__XEN__) || defined(__XEN_TOOLS__)

/* Toolstack interfaces have one layout for 32-bit and 64-bit callers; x86 defines these above. */
#ifndef int64_aligned_t
#define int64_aligned_t int64_t
#endif
#ifndef uint64_aligned_t
#define uint64_aligned_t uint64_t
#endif
#ifndef XEN_GUEST_HANDLE_64
#define XEN_GUEST_HANDLE_64(name) XEN_GUEST_HANDLE(name)
#endif

#ifndef __ASSEMBLER__
/* A bitmap, for toolstack interfaces. */
struct xenctl_bitmap {
    XEN_GUEST_HANDLE_64(uint8) bitmap; /* the bits, the lowest in the first byte;
                                          => memory IN/OUT [nr_bits / 8] */
    uint32_t nr_bits;        /* the number of bits */
};
/* Short name of `struct xenctl_bitmap`. */
typedef struct xenctl_bitmap xenctl_bitmap_t;
#endif

#endif /* __XEN__ || __XEN_TOOLS__ */

#endif /* __XEN_PUBLIC_XEN_H__ */
