/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * The interface between Xen and its guests that all the others build on: hypercalls, domain numbers, shared memory, start of
 * day.
 */

#ifndef __XEN_PUBLIC_XEN_H__
#define __XEN_PUBLIC_XEN_H__

#include "xen-compat.h"

#ifndef __ASSEMBLY__
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
 * Xen runs *domains*. Domain 0 starts first and manages the others through a toolstack; the *hardware domain*, usually the same
 * one, drives the machine. Guests come in two kinds: *paravirtualised* (PV, x86 only) ones run unprivileged and ask Xen for
 * everything that touches the hardware, page tables included; *hardware-virtualised* ones (HVM and PVH on x86, every guest on
 * Arm) have a processor that looks real, with a second level of address translation below their own.
 *
 * Frames of memory are numbered in three ways. A *machine frame* (mfn) is real memory. A *guest frame* (gfn) is what the guest
 * takes for real: for PV the machine frame itself, otherwise an index that Xen translates. A *pseudo-physical frame* (pfn) is
 * the number under which a PV guest keeps a page in its own books.
 *
 * A domain asks by *hypercall*, with up to five arguments in registers, and is told by event channels (`event_channel.h`). A
 * page shared with Xen, `struct shared_info`, holds pending events and the clock.
 */

#ifndef __ASSEMBLY__

/* The dimension of an array whose length is not known to the compiler. */
#if defined(__STDC_VERSION__) && __STDC_VERSION__ >= 199901L
#define XEN_FLEX_ARRAY_DIM
#elif defined(__GNUC__)
#define XEN_FLEX_ARRAY_DIM 0 /* The dimension of an array whose length is not known to the compiler. */
#else
#define XEN_FLEX_ARRAY_DIM 1 /* The dimension of an array whose length is not known to the compiler. */
#endif

/* Suffixes are pasted on by macros, as an assembler knows none. */
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
 * The number says what is asked; which register carries it depends on the machine. A number that means nothing is answered by
 * ENOSYS. Three numbers have an older twin, for guests that never heard of the newer form (see the note on interface versions
 * below the list).
 */
/* What a hypercall is for, by number. */
/* ` enum hypercall_num { // __HYPERVISOR_* => HYPERVISOR_*() */
#define __HYPERVISOR_set_trap_table              0 /* Sets the handlers of exceptions, x86 PV. */
#define __HYPERVISOR_mmu_update                  1 /* Changes entries of page tables, x86 PV. */
#define __HYPERVISOR_set_gdt                     2 /* Sets the table of segment descriptors, x86 PV. */
#define __HYPERVISOR_stack_switch                3 /* Sets the kernel's stack, x86 PV. */
#define __HYPERVISOR_set_callbacks               4 /* Sets the entry points for events, x86 PV. */
#define __HYPERVISOR_fpu_taskswitch              5 /* Makes the next use of the FPU trap, x86 PV. */
#define __HYPERVISOR_sched_op_compat             6 /* The older form of `__HYPERVISOR_sched_op`. */
#define __HYPERVISOR_platform_op                 7 /* Drives the machine, hardware domain. */
#define __HYPERVISOR_set_debugreg                8 /* Writes a debug register, x86 PV. */
#define __HYPERVISOR_get_debugreg                9 /* Reads a debug register, x86 PV. */
#define __HYPERVISOR_update_descriptor          10 /* Changes a segment descriptor, x86 PV. */
#define __HYPERVISOR_memory_op                  12 /* Gives, takes and maps memory. */
#define __HYPERVISOR_multicall                  13 /* Performs several hypercalls. */
#define __HYPERVISOR_update_va_mapping          14 /* Changes the mapping of one page, x86 PV. */
#define __HYPERVISOR_set_timer_op               15 /* Sets the timer of the calling processor. */
#define __HYPERVISOR_event_channel_op_compat    16 /* The older form of `__HYPERVISOR_event_channel_op`. */
#define __HYPERVISOR_xen_version                17 /* Tells about Xen. */
#define __HYPERVISOR_console_io                 18 /* Writes to and reads from Xen's console. */
#define __HYPERVISOR_physdev_op_compat          19 /* The older form of `__HYPERVISOR_physdev_op`. */
#define __HYPERVISOR_grant_table_op             20 /* Shares memory with other domains. */
#define __HYPERVISOR_vm_assist                  21 /* Switches habits of Xen on and off. */
#define __HYPERVISOR_update_va_mapping_otherdomain 22 /* Maps a page of another domain, x86 PV. */
#define __HYPERVISOR_iret                       23 /* Returns from an exception, x86 PV. */
#define __HYPERVISOR_vcpu_op                    24 /* Starts, stops and describes virtual processors. */
#define __HYPERVISOR_set_segment_base           25 /* Sets the base of a segment register, 64-bit x86 PV. */
#define __HYPERVISOR_mmuext_op                  26 /* Pins page tables, switches between them and flushes translations, x86. */
#define __HYPERVISOR_xsm_op                     27 /* Asks the security module. */
#define __HYPERVISOR_nmi_op                     28 /* Sets the handler of non-maskable interrupts, x86 PV. */
#define __HYPERVISOR_sched_op                   29 /* Yields, blocks and shuts down. */
#define __HYPERVISOR_callback_op                30 /* Sets entry points one by one, x86 PV. */
#define __HYPERVISOR_xenoprof_op                31 /* Profiled the system once; Xen has it no more. */
#define __HYPERVISOR_event_channel_op           32 /* Allocates, binds and raises event channels. */
#define __HYPERVISOR_physdev_op                 33 /* Deals with real interrupts and PCI devices. */
#define __HYPERVISOR_hvm_op                     34 /* Sets and reads the parameters of a hardware-virtualised guest. */
#define __HYPERVISOR_sysctl                     35 /* Manages the machine, toolstack. */
#define __HYPERVISOR_domctl                     36 /* Manages domains, toolstack. */
#define __HYPERVISOR_kexec_op                   37 /* Loads and starts another kernel in place of Xen. */
#define __HYPERVISOR_tmem_op                    38 /* Lent spare memory once; Xen has it no more. */
#define __HYPERVISOR_argo_op                    39 /* Sends messages between domains. */
#define __HYPERVISOR_xenpmu_op                  40 /* Drives performance counters, x86. */
#define __HYPERVISOR_dm_op                      41 /* What a device model asks for. */
#define __HYPERVISOR_hypfs_op                   42 /* Reads and writes the hypervisor's file system. */
#define __HYPERVISOR_arch_0                     48 /* Machine-dependent; on x86 the machine-check interface. */
#define __HYPERVISOR_arch_1                     49 /* Machine-dependent; Xen calls itself by it on x86. */
#define __HYPERVISOR_arch_2                     50 /* Machine-dependent, not in use. */
#define __HYPERVISOR_arch_3                     51 /* Machine-dependent, not in use. */
#define __HYPERVISOR_arch_4                     52 /* Machine-dependent, not in use. */
#define __HYPERVISOR_arch_5                     53 /* Machine-dependent, not in use. */
#define __HYPERVISOR_arch_6                     54 /* Machine-dependent, not in use. */
#define __HYPERVISOR_arch_7                     55 /* Machine-dependent, not in use. */
/* ` } */

/* Includers that speak an old interface version get the older form of a call under the name that the form had then. */

#if __XEN_INTERFACE_VERSION__ < 0x00030101
#undef __HYPERVISOR_sched_op
#define __HYPERVISOR_sched_op __HYPERVISOR_sched_op_compat /* Yields, blocks and shuts down, in the older form. */
#endif

#if __XEN_INTERFACE_VERSION__ < 0x00030202
#undef __HYPERVISOR_event_channel_op
#define __HYPERVISOR_event_channel_op __HYPERVISOR_event_channel_op_compat /* Event channels, in the older form. */
#undef __HYPERVISOR_physdev_op
#define __HYPERVISOR_physdev_op __HYPERVISOR_physdev_op_compat /* Real interrupts and PCI devices, in the older form. */
#endif

#if __XEN_INTERFACE_VERSION__ < 0x00030204
/* What `__HYPERVISOR_platform_op` was called before. */
#define __HYPERVISOR_dom0_op __HYPERVISOR_platform_op
#endif

/*
 * The virtual interrupts: events that Xen itself raises, once a port is bound to them.
 *
 * Global ones arrive in one domain: the hardware domain, or one that the toolstack has chosen. Since Xen 4.21, no other domain
 * may bind them.
 */
/* ` enum virq { // VIRQ_* */
#define VIRQ_TIMER       0 /* Each vCPU: the timer that was set ran out, or the time of day changed. */
#define VIRQ_DEBUG       1 /* Each vCPU: somebody wants the guest to print its state. */
#define VIRQ_CONSOLE     2 /* Global, for the hardware domain: the emergency console has input. */
#define VIRQ_DOM_EXC     3 /* Global, for the toolstack: a domain stopped or died. */
#define VIRQ_TBUF        4 /* Global, for the toolstack: the trace buffer fills up. */
#define VIRQ_DEBUGGER    6 /* Global, for the toolstack: a domain stopped for its debugger. */
#define VIRQ_XENOPROF    7 /* Each vCPU: a profile has a new sample. */
#define VIRQ_CON_RING    8 /* Global, for the hardware domain: Xen's log has something new. */
#define VIRQ_PCPU_STATE  9 /* Global, for the hardware domain: a real processor came or went. */
#define VIRQ_MEM_EVENT  10 /* Global, for the toolstack: memory was touched that somebody watches. */
#define VIRQ_ARGO       11 /* One per domain: an Argo message came, or there is room for one. */
#define VIRQ_ENOMEM     12 /* Global, for the toolstack: Xen's memory runs low. */
#define VIRQ_XENPMU     13 /* Each vCPU: a performance counter overflowed. */
#define VIRQ_ARCH_0     16 /* Machine-dependent; on x86 global, for the hardware domain: a machine check. */
#define VIRQ_ARCH_1     17 /* Machine-dependent, not in use. */
#define VIRQ_ARCH_2     18 /* Machine-dependent, not in use. */
#define VIRQ_ARCH_3     19 /* Machine-dependent, not in use. */
#define VIRQ_ARCH_4     20 /* Machine-dependent, not in use. */
#define VIRQ_ARCH_5     21 /* Machine-dependent, not in use. */
#define VIRQ_ARCH_6     22 /* Machine-dependent, not in use. */
#define VIRQ_ARCH_7     23 /* Machine-dependent, not in use. */
/* ` } */

/* One more than the highest number that a virtual interrupt may have. */
#define NR_VIRQS 24

/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_mmu_update(const struct mmu_update reqs[count],
 * `                       unsigned int count, unsigned int *done_out,
 * `                       unsigned int foreigndom)
 * ` guests pv32 pv64
 * `
 * @reqs IN: the changes, in the order in which they are made
 * @count IN: how many there are
 * @done_out OUT: how many were made, also when the call fails; may be NULL
 * @foreigndom IN: in the low 16 bits the domain whose pages may be mapped, `DOMID_SELF` as a rule; in the high 16 bits 0 if the page
 *     tables are the caller's own, otherwise the number of their domain plus 1
 *
 * Changes entries of page tables, and of the table that leads from machine frames back to pseudo-physical ones.
 *
 * Page tables of a PV guest are used by the processor as they are, and hold machine frames. So Xen must check them: a frame is
 * either a page table, of one level, and then mapped nowhere writable, or a writable page, and then no page table. A frame
 * becomes a page table of a level when it is pinned as one or entered into a table of the next level, if every entry in it is
 * acceptable, which makes tables grow from the lowest level up. From then on it is changed by this call, until nothing refers
 * to it and it is unpinned.
 *
 * An entry has the processor's own form, save that the large-page bit is not to be had; the same bit means PAT in entries of
 * the lowest level. The page-attribute table is Xen's: WB, WT, UC-, UC, WC, WP, and two unused.
 *
 * Errors:
 *   EFAULT      the array could not be read
 *   ESRCH       one of the two domains does not exist
 *   EPERM       the caller does not control one of the two domains, or the change of a reverse mapping names foreign page tables
 *   EINVAL      an entry is not acceptable, or does not lie in memory of the owner of the page tables
 *   EOPNOTSUPP  the owner of the page tables is not a PV domain
 *   ENOENT      the page table is paged out; try again
 *   ENOSYS      the command is unknown
 *
 * Safety:
 *   Mappings that the guest relies on may change under it: the caller must own what it maps and unmaps, and must flush
 *   translations that a processor may have remembered.
 */

/* What to do with an entry, in the two lowest bits of its address. */
/* ` enum mmu_update_cmd { // MMU_* */
#define MMU_NORMAL_PT_UPDATE       0 /* Write it, if it is acceptable. */
#define MMU_MACHPHYS_UPDATE        1 /* Not an entry at all: note `val` as the pseudo-physical number of the machine frame at `ptr`. */
#define MMU_PT_UPDATE_PRESERVE_AD  2 /* Write it, and keep the accessed and dirty bits that the processor has set. */
#define MMU_PT_UPDATE_NO_TRANSLATE 3 /* Write it, the frame in it being a machine frame even for a translated domain. */
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
 * @uops IN: the operations, in the order in which they are performed
 * @count IN: how many there are
 * @pdone OUT: how many were performed, also when the call fails; may be NULL
 * @foreigndom IN: the domain whose frames are meant, `DOMID_SELF` as a rule
 *
 * Pins page tables, switches between them, and flushes translations and caches.
 *
 * A guest that is hardware-virtualised may only pin and unpin, on behalf of a PV domain that it builds.
 *
 * Errors:
 *   EFAULT      the array could not be read
 *   ESRCH       the domain does not exist
 *   EPERM       the caller does not control the domain, or the operation works on the caller alone
 *   EINVAL      the domain is not a PV one, or a frame or address cannot be used for this
 *   EACCES      a cache may be flushed only by a domain that has a device
 *   EOPNOTSUPP  the operation is not to be had here
 *   ENOSYS      the operation is unknown
 *
 * Safety:
 *   A new page-table base or descriptor table takes effect at once, and must map what the caller goes on to use; a page that is
 *   cleared or overwritten must be the caller's to write.
 */

/* The operations of `HYPERVISOR_mmuext_op`, which takes many in one call. */
/* ` enum mmuext_cmd { // MMUEXT_* */
/*
 * MMUEXT_PIN_L1_TABLE: Has a frame checked as a table of the lowest level, and keeps it one.
 *
 * The frame must be the domain's, and nowhere mapped as writable; from then on nobody but Xen can write to it.
 */
#define MMUEXT_PIN_L1_TABLE 0
/* MMUEXT_PIN_L2_TABLE: Has a frame checked as a table of the second level, and keeps it one. */
#define MMUEXT_PIN_L2_TABLE 1
/* MMUEXT_PIN_L3_TABLE: Has a frame checked as a table of the third level, and keeps it one. */
#define MMUEXT_PIN_L3_TABLE 2
/* MMUEXT_PIN_L4_TABLE: Has a frame checked as a table of the fourth level, and keeps it one. */
#define MMUEXT_PIN_L4_TABLE 3
/* MMUEXT_UNPIN_TABLE: Lets a frame that was pinned be something else than a page table again. */
#define MMUEXT_UNPIN_TABLE 4
/*
 * MMUEXT_NEW_BASEPTR: Switches to the address space whose topmost table is a frame.
 *
 * Guests: pv32 pv64
 *
 * Safety:
 *   The new address space must map the code that goes on, its stack, and all that it goes on to use.
 */
#define MMUEXT_NEW_BASEPTR 5
/*
 * MMUEXT_TLB_FLUSH_LOCAL: Forgets all translations of the calling processor.
 *
 * Guests: pv32 pv64
 */
#define MMUEXT_TLB_FLUSH_LOCAL 6
/*
 * MMUEXT_INVLPG_LOCAL: Forgets the calling processor's translation of an address.
 *
 * Guests: pv32 pv64
 */
#define MMUEXT_INVLPG_LOCAL 7
/*
 * MMUEXT_TLB_FLUSH_MULTI: Forgets all translations of a set of processors.
 *
 * Guests: pv32 pv64
 *
 * Safety:
 *   `vcpumask` must lead to a bit for each processor of the domain.
 */
#define MMUEXT_TLB_FLUSH_MULTI 8
/*
 * MMUEXT_INVLPG_MULTI: Forgets the translation of an address on a set of processors.
 *
 * Guests: pv32 pv64
 *
 * Safety:
 *   `vcpumask` must lead to a bit for each processor of the domain.
 */
#define MMUEXT_INVLPG_MULTI 9
/*
 * MMUEXT_TLB_FLUSH_ALL: Forgets all translations of all processors of the domain.
 *
 * Guests: pv32 pv64
 */
#define MMUEXT_TLB_FLUSH_ALL 10
/*
 * MMUEXT_INVLPG_ALL: Forgets the translation of an address on all processors of the domain.
 *
 * Guests: pv32 pv64
 */
#define MMUEXT_INVLPG_ALL 11
/*
 * MMUEXT_FLUSH_CACHE: Writes back and empties the caches of the calling processor.
 *
 * Guests: pv32 pv64
 */
#define MMUEXT_FLUSH_CACHE 12
/*
 * MMUEXT_SET_LDT: Sets the local descriptor table; one of no entries is none.
 *
 * Its address must be that of a page.
 *
 * Guests: pv32 pv64
 *
 * Safety:
 *   No segment register may hold a selector of the table that was set before, and the new one must stay as it is while it is
 *   set.
 */
#define MMUEXT_SET_LDT 13
/*
 * MMUEXT_NEW_USER_BASEPTR: Sets the topmost table that translates for user mode; frame 0 stands for none.
 *
 * Guests: pv64
 *
 * Safety:
 *   What user mode sees changes at once: nothing may rely on the address space that it had.
 */
#define MMUEXT_NEW_USER_BASEPTR 15
/*
 * MMUEXT_CLEAR_PAGE: Fills a frame with zeros.
 *
 * Guests: pv32 pv64
 *
 * Safety:
 *   The frame is written whatever the program knows of it: nothing may be in it that somebody relies on.
 */
#define MMUEXT_CLEAR_PAGE 16
/*
 * MMUEXT_COPY_PAGE: Copies a frame to another.
 *
 * Guests: pv32 pv64
 *
 * Safety:
 *   The frame is written whatever the program knows of it: nothing may be in it that somebody relies on.
 */
#define MMUEXT_COPY_PAGE 17
/*
 * MMUEXT_FLUSH_CACHE_GLOBAL: Writes back and empties the caches of the whole machine.
 *
 * Guests: pv32 pv64
 */
#define MMUEXT_FLUSH_CACHE_GLOBAL 18
/*
 * MMUEXT_MARK_SUPER: Lets a large page be mapped as one; always refused today.
 *
 * Guests: pv32 pv64
 */
#define MMUEXT_MARK_SUPER 19
/*
 * MMUEXT_UNMARK_SUPER: Undoes `MMUEXT_MARK_SUPER`; always refused today.
 *
 * Guests: pv32 pv64
 */
#define MMUEXT_UNMARK_SUPER 20
/* ` } */

#ifndef __ASSEMBLY__
/* One operation of `HYPERVISOR_mmuext_op`. */
struct mmuext_op {
    unsigned int cmd; /* IN: what to do; => enum mmuext_cmd */
    union {
        /*
         * MMUEXT_PIN_L1_TABLE, MMUEXT_PIN_L2_TABLE, MMUEXT_PIN_L3_TABLE, MMUEXT_PIN_L4_TABLE, MMUEXT_UNPIN_TABLE,
         * MMUEXT_NEW_BASEPTR, MMUEXT_NEW_USER_BASEPTR, MMUEXT_CLEAR_PAGE, MMUEXT_COPY_PAGE, MMUEXT_MARK_SUPER,
         * MMUEXT_UNMARK_SUPER: the machine frame
         */
        xen_pfn_t mfn;
        /* MMUEXT_INVLPG_LOCAL, MMUEXT_INVLPG_MULTI, MMUEXT_INVLPG_ALL, MMUEXT_SET_LDT: the address; => vaddr */
        unsigned long linear_addr;
    } arg1; /* IN: what it is done to; => by cmd */
    union {
        unsigned int nr_ents; /* MMUEXT_SET_LDT: how many entries the table has */
#if __XEN_INTERFACE_VERSION__ >= 0x00030205
        XEN_GUEST_HANDLE(const_void) vcpumask; /* MMUEXT_TLB_FLUSH_MULTI, MMUEXT_INVLPG_MULTI: a bit for each processor */
#else
        const void *vcpumask;                  /* MMUEXT_TLB_FLUSH_MULTI, MMUEXT_INVLPG_MULTI: a bit for each processor */
#endif
        xen_pfn_t src_mfn; /* MMUEXT_COPY_PAGE: the machine frame to read */
    } arg2; /* IN: what else is needed; => by cmd */
};
/* One operation of `HYPERVISOR_mmuext_op`, under its short name. */
typedef struct mmuext_op mmuext_op_t;
DEFINE_XEN_GUEST_HANDLE(mmuext_op_t);
#endif

/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_update_va_mapping(unsigned long va, u64 val,
 * `                              enum uvm_flags flags)
 * ` guests pv32 pv64
 * `
 * @va IN: an address in the page whose mapping is to change; => vaddr
 * @val IN: the new entry of the lowest page table, with a machine address
 * @flags IN: which translations to forget afterwards
 *
 * Changes the mapping of one page in the current address space.
 *
 * Errors:
 *   EINVAL  no page table covers the address, or the entry is not acceptable
 *   EFAULT  the set of processors could not be read; the mapping has changed
 *
 * Safety:
 *   The caller must own the page that is mapped, and nothing may rely on the one that was.
 */

/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_update_va_mapping_otherdomain(unsigned long va, u64 val,
 * `                                          enum uvm_flags flags,
 * `                                          domid_t domid)
 * ` guests pv32 pv64
 * `
 * @va IN: an address in the page whose mapping is to change; => vaddr
 * @val IN: the new entry of the lowest page table, with a machine address
 * @flags IN: which translations to forget afterwards
 * @domid IN: the domain that owns the page to be mapped
 *
 * Maps a page of another domain into the current address space.
 *
 * Errors:
 *   ESRCH   the domain does not exist
 *   EPERM   the caller does not control the domain
 *   EINVAL  no page table covers the address, or the entry is not acceptable
 *   EFAULT  the set of processors could not be read; the mapping has changed
 *
 * Safety:
 *   The page is shared with a domain that may write to it at any time, and nothing may rely on the one that was mapped before.
 */

/*
 * Which translations to forget after a mapping changed: one of NONE, TLB_FLUSH and INVLPG, and whose: one of LOCAL, ALL and,
 * with MULTI, the address of a set of processors, a bit each, added to the word.
 */
/* ` enum uvm_flags { // UVMF_* */
#define UVMF_NONE           (xen_mk_ulong(0) << 0) /* None. */
#define UVMF_TLB_FLUSH      (xen_mk_ulong(1) << 0) /* All of them. */
#define UVMF_INVLPG         (xen_mk_ulong(2) << 0) /* That of the page alone. */
#define UVMF_FLUSHTYPE_MASK (xen_mk_ulong(3) << 0) /* The bits that say which; the rest says whose. */
#define UVMF_MULTI          (xen_mk_ulong(0) << 2) /* Those of the processors in the set whose address is added. */
#define UVMF_LOCAL          (xen_mk_ulong(0) << 2) /* Those of the calling processor. */
#define UVMF_ALL            (xen_mk_ulong(1) << 2) /* Those of every processor of the domain. */
/* ` } */

/*
 * ` int
 * ` HYPERVISOR_console_io(enum console_io_cmd cmd,
 * `                       unsigned int count,
 * `                       char buffer[count])
 * ` guests pv32 pv64 hvm32 hvm64 arm
 * `
 * @cmd IN: the direction
 * @count IN: how many characters the buffer holds
 * @buffer IN/OUT: what to write, or where to put what was read
 *
 * Writes to Xen's own console, or reads from it.
 *
 * Errors:
 *   EPERM   the domain may not use the console; a release build of Xen lets only privileged ones
 *   EFAULT  the buffer could not be read or written
 *   ENOSYS  the command is unknown
 *
 * Safety:
 *   The buffer must have `count` characters, writable ones for `CONSOLEIO_read`.
 */

/* The operations of `HYPERVISOR_console_io`. */
/* ` enum console_io_cmd { // CONSOLEIO_* */

/*
 * CONSOLEIO_write: Writes characters to the console.
 *
 * What the hardware domain writes appears as it is. What others write appears line by line, with the domain's number before it
 * and without characters that cannot be printed; the part after the last newline is kept back.
 *
 * Directions:
 *   buffer  IN
 *
 * Returns: 0
 */
#define CONSOLEIO_write 0

/*
 * CONSOLEIO_read: Reads what has been typed at the console, without waiting for more.
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
 * @cmd IN: on or off
 * @type IN: which habit
 *
 * Switches a habit of Xen on or off for the calling domain.
 *
 * Errors:
 *   EINVAL  no such habit, or not for guests of this kind
 *   ENOSYS  the command is unknown
 */

/* The operations of `HYPERVISOR_vm_assist`. */
/* ` enum vm_assist_cmd { // VMASST_CMD_* */
/*
 * VMASST_CMD_enable: Switches a habit on.
 *
 * Safety:
 *   The habit decides how Xen treats writes to page tables, segments, the I/O privilege or the record of run states: no code
 *   of the domain may rely on the other way.
 */
#define VMASST_CMD_enable  0
/*
 * VMASST_CMD_disable: Switches a habit off.
 *
 * Safety:
 *   No code of the domain may rely on the habit, for instance on plain writes to page tables or on the mark that Xen sets while
 *   it writes the record of run states.
 */
#define VMASST_CMD_disable 1
/* ` } */

/* Habits of Xen that a guest may choose; also bit numbers of `vm_assist` in a saved processor state. */
/* ` enum vm_assist_type { // VMASST_TYPE_* */
#define VMASST_TYPE_4gb_segments          0 /* 32-bit PV: pretend that segments reach over the whole 4 GiB. */
#define VMASST_TYPE_4gb_segments_notify   1 /* 32-bit PV: raise exception 15 whenever that pretence was needed. */
#define VMASST_TYPE_writable_pagetables   2 /* PV: carry out plain writes to entries of the lowest level, though mapped read-only. */
#define VMASST_TYPE_pae_extended_cr3      3 /* 32-bit PV: allow the topmost table to lie above 4 GiB. */
#define VMASST_TYPE_architectural_iopl    4 /* PV: keep the I/O privilege in the flags register, where the kernel counts as ring 0. */
#define VMASST_TYPE_runstate_update_flag  5 /* All: mark the shared record of run states while Xen is writing to it. */
#define VMASST_TYPE_m2p_strict           32 /* 64-bit PV: keep the machine-to-physical table out of user address spaces. */
/* ` } */

#if __XEN_INTERFACE_VERSION__ < 0x00040600
/* The highest habit there was when interface versions below 0x00040600 were written. */
#define MAX_VMASST_TYPE 3
#endif

/* The numbers that stand for no ordinary domain. */
/* ` enum domid_t { // DOMID_* */
/* The lowest number that no ordinary domain can have. */
#define DOMID_FIRST_RESERVED xen_mk_uint(0x7FF0)
/* The caller itself, where an operation allows it; some want the real number. */
#define DOMID_SELF           xen_mk_uint(0x7FF0)
/* The owner of I/O memory: lets a mapping fail if it would reach anything else. */
#define DOMID_IO             xen_mk_uint(0x7FF1)
/* The owner of the parts of Xen's own memory that a privileged domain may map. */
#define DOMID_XEN            xen_mk_uint(0x7FF2)
/* The owner of pages that are shared until somebody writes to them. */
#define DOMID_COW            xen_mk_uint(0x7FF3)
/* No domain: the owner is not known. */
#define DOMID_INVALID        xen_mk_uint(0x7FF4)
/* The domain of the processors that have nothing to do. */
#define DOMID_IDLE           xen_mk_uint(0x7FFF)
/* The bits that the number of a domain can use. */
#define DOMID_MASK           xen_mk_uint(0x7FFF)
/* ` } */

#ifndef __ASSEMBLY__

/* The number of a domain. */
typedef uint16_t domid_t; /* ` distinct */

/* One change to a page table, for `HYPERVISOR_mmu_update`. */
struct mmu_update {
    uint64_t ptr;            /* IN: the machine address of the entry, an `enum mmu_update_cmd` in its lowest bits; => maddr */
    uint64_t val;            /* IN: the new contents */
};
/* One change to a page table, under its short name. */
typedef struct mmu_update mmu_update_t;
DEFINE_XEN_GUEST_HANDLE(mmu_update_t);

/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_multicall(multicall_entry_t call_list[nr_calls],
 * `                      unsigned long nr_calls)
 * ` guests pv32 pv64 hvm32 hvm64 arm
 * `
 * @call_list IN/OUT: the hypercalls, each of which gets its result
 * @nr_calls IN: how many there are
 *
 * Performs several hypercalls, in order, and goes on when one of them fails.
 *
 * A multicall among them is not performed, and results in EINVAL.
 *
 * Errors:
 *   EFAULT  the list could not be read or written
 *
 * Safety:
 *   What each of the calls demands. All of an entry but its result is undefined afterwards.
 */
/* One hypercall of a multicall. */
struct multicall_entry {
    xen_ulong_t op;          /* IN: the hypercall; => enum hypercall_num */
    xen_ulong_t result;      /* OUT: what it returned */
    xen_ulong_t args[6];     /* IN: its arguments; on 32-bit Arm the upper halves must be 0 */
};
/* One hypercall of a multicall, under its short name. */
typedef struct multicall_entry multicall_entry_t;
DEFINE_XEN_GUEST_HANDLE(multicall_entry_t);

/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_set_timer_op(u64 timeout)
 * ` guests pv32 pv64 hvm32 hvm64
 * `
 * @timeout IN: nanoseconds of Xen's system time; 0 to set none
 *
 * Sets the one-shot timer of the calling processor, which raises `VIRQ_TIMER` when the time has come.
 *
 * A time in the past raises it at once. One that lies more than 13 days ahead or has its topmost bit set counts as a mistake,
 * and raises it after a tenth of a second.
 */

/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_platform_op(void *op)
 * ` guests pv32 pv64 hvm32 hvm64 arm
 * `
 * @op IN/OUT: a `struct xen_platform_op`, which begins with the operation and the version of its interface
 *
 * Drives the machine for the hardware domain: its clock, processors, firmware and power.
 *
 * The structure is stated by a header of Xen's that is not among these, `platform.h`.
 *
 * Errors:
 *   EFAULT  the argument could not be read or written back
 *   EPERM   the caller is not privileged
 *   EACCES  the version of the interface is another one
 *   ENOSYS  no operation has that number
 *
 * Safety:
 *   The structure must be the one that Xen expects, and so must be all that its handles lead to.
 */

/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_sysctl(void *op)
 * ` guests pv32 pv64 hvm32 hvm64 arm
 * `
 * @op IN/OUT: a `struct xen_sysctl`, which begins with the operation and the version of its interface
 *
 * Manages the machine and Xen for a toolstack.
 *
 * The structure is stated by a header of Xen's that is not among these, `sysctl.h`.
 *
 * Errors:
 *   EFAULT  the argument could not be read or written back
 *   EPERM   the caller is not privileged
 *   EACCES  the version of the interface is another one
 *   ENOSYS  no operation has that number
 *
 * Safety:
 *   The structure must be the one that Xen expects, and so must be all that its handles lead to.
 */

/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_domctl(void *op)
 * ` guests pv32 pv64 hvm32 hvm64 arm
 * `
 * @op IN/OUT: a `struct xen_domctl`, which begins with the operation, the version of its interface and the domain
 *
 * Creates, controls and destroys domains for a toolstack.
 *
 * The structure is stated by a header of Xen's that is not among these, `domctl.h`.
 *
 * Errors:
 *   EFAULT  the argument could not be read or written back
 *   EPERM   the caller is not privileged
 *   EACCES  the version of the interface is another one
 *   ENOSYS  no operation has that number
 *   ESRCH   no domain has that number
 *
 * Safety:
 *   The structure must be the one that Xen expects, and so must be all that its handles lead to.
 */

/*
 * ` int
 * ` HYPERVISOR_xsm_op(void *op)
 * ` guests pv32 pv64 hvm32 hvm64 arm
 * `
 * @op IN/OUT: a `struct xen_flask_op`, which begins with the operation and the version of its interface
 *
 * Asks or instructs the security module, which decides who may do what. Some operations answer a number.
 *
 * The structure is stated by a header of Xen's that is not among these, `xsm/flask_op.h`.
 *
 * Errors:
 *   EFAULT  the argument could not be read or written back
 *   EPERM   the caller is not privileged
 *   EACCES  the version of the interface is another one
 *   ENOSYS  no operation has that number, or Xen has no such module
 *
 * Safety:
 *   The structure must be the one that Xen expects, and so must be all that its handles lead to.
 */

#if __XEN_INTERFACE_VERSION__ < 0x00040400
/* What `EVTCHN_2L_NR_CHANNELS` was called before there was a second layout. */
#define NR_EVENT_CHANNELS EVTCHN_2L_NR_CHANNELS
#endif

/* What a guest may rely on about its clock. */
/* ` flags vcpu_time_flags { // XEN_PVCLOCK_* */
#define XEN_PVCLOCK_TSC_STABLE_BIT (1 << 0) /* The time-stamp counters of all processors agree. */
#define XEN_PVCLOCK_GUEST_STOPPED  (1 << 1) /* The guest was stopped from outside, and its clock may have jumped. */
/* ` } */

/*
 * The clock of one processor, from which it computes the time without asking.
 *
 * Xen adds 1 to `version` before it changes anything and again afterwards, so a reader starts over as long as the number is odd
 * or differs before and after. Nanoseconds since Xen started: take the time-stamp counter, subtract `tsc_timestamp`, shift left
 * by `tsc_shift` (right if negative), multiply by `tsc_to_system_mul`, drop the low 32 bits of the product, add `system_time`.
 */
struct vcpu_time_info {
    uint32_t version;            /* odd while Xen is writing */
    uint32_t pad0;
    uint64_t tsc_timestamp;      /* the time-stamp counter when `system_time` was taken */
    uint64_t system_time;        /* nanoseconds since Xen started, at that moment */
    uint32_t tsc_to_system_mul;  /* nanoseconds per shifted tick, times two to the power of 32 */
    int8_t tsc_shift;            /* how far to shift ticks first */
#if __XEN_INTERFACE_VERSION__ > 0x040600
    uint8_t flags;               /* what is known about the clock; => flags vcpu_time_flags */
    uint8_t pad1[2];
#else
    int8_t pad1[3];
#endif
};
/* The clock of one processor, under its short name. */
typedef struct vcpu_time_info vcpu_time_info_t;

/*
 * What one processor and Xen share.
 *
 * The first three fields are those of the 2-level layout of event channels. Xen sets the selector bit,
 * then `evtchn_upcall_pending`; the guest clears the latter first, then exchanges the selector for 0, and visits the words of
 * pending bits that were selected.
 */
struct vcpu_info {
    uint8_t evtchn_upcall_pending; /* not 0 when there is something to visit; the guest clears it before it looks */
#ifdef XEN_HAVE_PV_UPCALL_MASK
    uint8_t evtchn_upcall_mask;    /* under PV, the interrupt flag: while not 0, this processor is not interrupted */
#else
    uint8_t pad0;
#endif
    xen_ulong_t evtchn_pending_sel; /* a bit for each word of pending bits that has something for this processor */
    struct arch_vcpu_info arch;    /* what only this kind of machine has */
    vcpu_time_info_t time;         /* the clock */
};
#ifndef __XEN__
/* What one processor and Xen share, under its short name. */
typedef struct vcpu_info vcpu_info_t;
#endif

/*
 * `incontents 200 startofday_shared Start-of-day shared data structure
 *
 * One page is shared between Xen and the whole domain. A PV guest finds its machine address in `struct start_info`; others put
 * it somewhere in their memory with `XENMEM_add_to_physmap` (`XENMAPSPACE_shared_info`). Only what `struct shared_info` names
 * may be used of the page, and a later Xen may name more.
 */

/* What a domain and Xen share. */
struct shared_info {
    struct vcpu_info vcpu_info[XEN_LEGACY_MAX_VCPUS]; /* the first processors; the others must register a place of their own */
    xen_ulong_t evtchn_pending[sizeof(xen_ulong_t) * 8]; /* a bit for each port of the 2-level layout: an event waits */
    xen_ulong_t evtchn_mask[sizeof(xen_ulong_t) * 8]; /* a bit for each port of the 2-level layout: do not interrupt for it */
    uint32_t wc_version;     /* odd while Xen is writing the next fields, as in `struct vcpu_time_info` */
    uint32_t wc_sec;         /* seconds since 1970 when system time was 0, plus the domain's own offset; low half */
    uint32_t wc_nsec;        /* nanoseconds on top of them */
#if !defined(__i386__)
    uint32_t wc_sec_hi;      /* seconds since 1970, high half */
/* Where the high half of the seconds stands, on every machine. */
# define xen_wc_sec_hi wc_sec_hi
#elif !defined(__XEN__) && !defined(__XEN_TOOLS__)
/* Where the high half of the seconds stands, on every machine. */
# define xen_wc_sec_hi arch.wc_sec_hi
#endif
    struct arch_shared_info arch; /* what only this kind of machine has */
};
#ifndef __XEN__
/* What a domain and Xen share, under its short name. */
typedef struct shared_info shared_info_t;
#endif

/*
 * `incontents 200 startofday Start-of-day memory layout
 *
 * A PV guest starts with paging on, in one contiguous range of virtual addresses that maps the beginning of its pseudo-physical
 * memory in order. From the lowest address on, each part beginning on a page of its own:
 *
 * 1. the kernel's image;
 * 2. the initial ram disk, if there is one (`mod_start`, `mod_len`);
 * 3. the list of the domain's machine frames (`mfn_list`, `nr_pages`), unless an ELF note put it elsewhere;
 * 4. `struct start_info`, whose address is in esi or rsi; for domain 0 the console's particulars share its page;
 * 5. the xenstore ring's page, not for domain 0;
 * 6. the console ring's page, not for domain 0;
 * 7. the page tables (`pt_base`, also in cr3), mapped read-only;
 * 8. a page of stack, whose end is in esp or rsp.
 *
 * At least 512 KiB of spare memory follow, and the range ends at a multiple of 4 MiB.
 *
 * Guests of other kinds start as their firmware or boot protocol says, without this structure.
 */
#ifdef XEN_HAVE_PV_GUEST_ENTRY
/* The longest command line that a PV guest can be given, its final NUL included. */
#define MAX_GUEST_CMDLINE 1024

/* What a PV guest is told when it starts, and again when it is restored. */
struct start_info {
    char magic[32];              /* `xen-` with the version and the machine, a NUL at the end */
    unsigned long nr_pages;      /* how many pages the domain has */
    unsigned long shared_info;   /* the machine address of `struct shared_info`; => maddr */
    uint32_t flags;              /* what the domain is; => flags start_info_flags */
    xen_pfn_t store_mfn;         /* the machine frame of the xenstore ring */
    uint32_t store_evtchn;       /* the port to xenstore */
    union {
        struct {
            xen_pfn_t mfn;       /* the machine frame of the console ring */
            uint32_t evtchn;     /* the port to the console */
        } domU;                  /* for every domain but domain 0 */
        struct {
            uint32_t info_off;   /* where `struct dom0_vga_console_info` begins, in bytes from the start of this one */
            uint32_t info_size;  /* how many bytes of it there are */
        } dom0;                  /* for domain 0 */
    } console;                   /* the console; domain 0 has a screen */
    unsigned long pt_base;       /* the address of the topmost page table; from here on not set when restored; => vaddr */
    unsigned long nr_pt_frames;  /* how many frames the first page tables take */
    unsigned long mfn_list;      /* the address of the list of machine frames; => vaddr */
    unsigned long mod_start;     /* the address of the ram disk, or its first pseudo-physical frame with `SIF_MOD_START_PFN` */
    unsigned long mod_len;       /* how many bytes the ram disk has */
    int8_t cmd_line[MAX_GUEST_CMDLINE]; /* the command line */
    unsigned long first_p2m_pfn; /* the first pseudo-physical frame of the list of machine frames, if an ELF note moved it */
    unsigned long nr_p2m_frames; /* how many frames that list takes */
};
/* What a PV guest is told when it starts, under its short name. */
typedef struct start_info start_info_t;

#if __XEN_INTERFACE_VERSION__ < 0x00030203
/* Where the console's frame stood before domain 0 had a screen. */
#define console_mfn    console.domU.mfn
/* Where the console's port stood before domain 0 had a screen. */
#define console_evtchn console.domU.evtchn
#endif
#endif /* XEN_HAVE_PV_GUEST_ENTRY */

/* What a starting domain is, and how its ram disk is to be read. */
/* ` flags start_info_flags { // SIF_* */
#define SIF_PRIVILEGED      (1 << 0)    /* It may manage others. */
#define SIF_INITDOMAIN      (1 << 1)    /* It is the first one, and has the machine. */
#define SIF_MULTIBOOT_MOD   (1 << 2)    /* The ram disk is a list of modules, `struct xen_multiboot_mod_list`. */
#define SIF_MOD_START_PFN   (1 << 3)    /* The ram disk is not mapped; its place is given as a frame. */
#define SIF_VIRT_P2M_4TOOLS (1 << 4)    /* The toolstack can follow a list of machine frames that is only virtually contiguous. */
#define SIF_PM_MASK         (0xFF << 8) /* Options of power management, for the hardware domain. */
/* ` } */

/*
 * A module of a list of modules.
 *
 * The list stands at the start of the memory that `mod_start` names, and ends with an entry whose own `mod_start` is 0.
 * Addresses count from the start of the list, so that it can be put anywhere.
 */
struct xen_multiboot_mod_list {
    uint32_t mod_start;      /* where the module begins */
    uint32_t mod_end;        /* the last of its bytes, not the one after */
    uint32_t cmdline;        /* the module's command line, which ends with a NUL */
    uint32_t pad;
};

/*
 * `incontents 200 startofday_dom0_console Dom0_console
 *
 * Domain 0 inherits the screen as Xen leaves it, in text or graphics; what it looks like is described by a structure
 * behind `struct start_info`.
 */

/* The state of a screen. */
/* ` enum dom0_vga_video_type { // XEN_VGATYPE_* */
#define XEN_VGATYPE_TEXT_MODE_3 0x03 /* Text, mode 3. */
#define XEN_VGATYPE_VESA_LFB    0x23 /* A frame buffer that the VESA BIOS set up. */
#define XEN_VGATYPE_EFI_LFB     0x70 /* A frame buffer that EFI set up. */
/* ` } */

/* The screen that domain 0 inherits. */
typedef struct dom0_vga_console_info {
    uint8_t video_type;              /* what kind of screen it is; => enum dom0_vga_video_type */
    union {
        struct {
            uint16_t font_height;    /* how many lines of dots a character has */
            uint16_t cursor_x;       /* the column of the cursor */
            uint16_t cursor_y;       /* the row of the cursor */
            uint16_t rows;           /* how many rows of characters fit */
            uint16_t columns;        /* how many columns of characters fit */
        } text_mode_3;               /* XEN_VGATYPE_TEXT_MODE_3: a screen of text */
        struct {
            uint16_t width;          /* how many dots a line has */
            uint16_t height;         /* how many lines there are */
            uint16_t bytes_per_line; /* how many bytes lie between two lines */
            uint16_t bits_per_pixel; /* how many bits a dot has */
            uint32_t lfb_base;       /* where the frame buffer lies, low half of the machine address */
            uint32_t lfb_size;       /* how large it is, in units of 64 KiB */
            uint8_t red_pos;         /* where red begins in a dot */
            uint8_t red_size;        /* how many bits red has */
            uint8_t green_pos;       /* where green begins in a dot */
            uint8_t green_size;      /* how many bits green has */
            uint8_t blue_pos;        /* where blue begins in a dot */
            uint8_t blue_size;       /* how many bits blue has */
            uint8_t rsvd_pos;        /* where the unused bits begin in a dot */
            uint8_t rsvd_size;       /* how many unused bits there are */
#if __XEN_INTERFACE_VERSION__ >= 0x00030206
            uint32_t gbl_caps;       /* what the VESA BIOS can do, as its call 0x4f00 tells at offset 0xa */
            uint16_t mode_attrs;     /* what the mode can do, as call 0x4f01 tells at offset 0 */
            uint16_t pad;
#endif
#if __XEN_INTERFACE_VERSION__ >= 0x00040d00
            uint32_t ext_lfb_base;   /* where the frame buffer lies, high half of the machine address */
#endif
        } vesa_lfb;                  /* XEN_VGATYPE_VESA_LFB, XEN_VGATYPE_EFI_LFB: a screen of dots */
    } u;                             /* the particulars; => by video_type */
} dom0_vga_console_info_t;
/* The newer name of `struct dom0_vga_console_info`. */
#define xen_vga_console_info dom0_vga_console_info
/* The newer name of `dom0_vga_console_info_t`. */
#define xen_vga_console_info_t dom0_vga_console_info_t

/* The number by which a toolstack knows a domain for good: a UUID. */
typedef uint8_t xen_domain_handle_t[16];

__DEFINE_XEN_GUEST_HANDLE(uint8, uint8_t);
__DEFINE_XEN_GUEST_HANDLE(uint16, uint16_t);
__DEFINE_XEN_GUEST_HANDLE(uint32, uint32_t);
__DEFINE_XEN_GUEST_HANDLE(uint64, uint64_t);

/* A UUID, its bytes in the order in which it is written. */
typedef struct {
    uint8_t a[16];           /* the bytes */
} xen_uuid_t;

/* A UUID from its parts as it is written, `a-b-c-d-e`, the last given byte by byte; here as the initialiser of an object. */
#define XEN_DEFINE_UUID_(a, b, c, d, e1, e2, e3, e4, e5, e6)          \
    { { ((a) >> 24) & 255, ((a) >> 16) & 255, ((a) >> 8) & 255, (a) & 255, \
        ((b) >> 8) & 255, (b) & 255, ((c) >> 8) & 255, (c) & 255,     \
        ((d) >> 8) & 255, (d) & 255, e1, e2, e3, e4, e5, e6 } }

/* A UUID from its parts, as a value where the compiler knows such things. */
#if defined(__STDC_VERSION__) ? __STDC_VERSION__ >= 199901L : defined(__GNUC__)
#define XEN_DEFINE_UUID(a, b, c, d, e1, e2, e3, e4, e5, e6)           \
    ((xen_uuid_t)XEN_DEFINE_UUID_(a, b, c, d, e1, e2, e3, e4, e5, e6))
#else
#define XEN_DEFINE_UUID(a, b, c, d, e1, e2, e3, e4, e5, e6)           \
    XEN_DEFINE_UUID_(a, b, c, d, e1, e2, e3, e4, e5, e6)
#endif

#endif /* !__ASSEMBLY__ */

#if defined(__XEN__) || defined(__XEN_TOOLS__)

/* The toolstack's interfaces have one layout for 32-bit and 64-bit callers; a machine that needs care for it said so above. */
#ifndef int64_aligned_t
#define int64_aligned_t int64_t
#endif
#ifndef uint64_aligned_t
#define uint64_aligned_t uint64_t
#endif
#ifndef XEN_GUEST_HANDLE_64
#define XEN_GUEST_HANDLE_64(name) XEN_GUEST_HANDLE(name)
#endif

#ifndef __ASSEMBLY__
/* A set of small numbers, for the toolstack's interfaces. */
struct xenctl_bitmap {
    XEN_GUEST_HANDLE_64(uint8) bitmap; /* where the bits are, the lowest in the lowest byte */
    uint32_t nr_bits;        /* how many there are */
};
/* A set of small numbers, under its short name. */
typedef struct xenctl_bitmap xenctl_bitmap_t;
#endif

#endif /* __XEN__ || __XEN_TOOLS__ */

#endif /* __XEN_PUBLIC_XEN_H__ */
