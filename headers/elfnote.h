/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * What a kernel's file says to whoever loads it under Xen, and what dumps of crashed machines and guests contain.
 */

#ifndef __XEN_PUBLIC_ELFNOTE_H__
#define __XEN_PUBLIC_ELFNOTE_H__

/*
 * `incontents 200 elfnotes ELF notes
 *
 * An x86 kernel that is to start as a guest, or as domain 0, carries notes: records in a program header of type `PT_NOTE`, each with
 * the name `Xen`, one of the numbers below, and a value. A value is a text that ends with a NUL, or a number of 4 or 8 bytes,
 * whichever the note's length says. A PV kernel needs at least `XEN_ELFNOTE_ENTRY`, a PVH one `XEN_ELFNOTE_PHYS32_ENTRY`.
 *
 * Very old kernels say the same in one text, in a section called `__xen_guest`; where its word for a thing has another name or
 * meaning, the note below says so.
 *
 * Arm kernels have no such notes: they are loaded like on a real machine.
 */

/* The notes, by number. */
/* ` enum xen_elfnote { // XEN_ELFNOTE_* */
/* Text `NAME=VALUE`: anything, for programs other than Xen. */
#define XEN_ELFNOTE_INFO               0
/* Number: the virtual address where a PV kernel is entered; `VIRT_ENTRY` of old. */
#define XEN_ELFNOTE_ENTRY              1
/* Number: the virtual address of a page that Xen fills with code for hypercalls; of old its physical page. */
#define XEN_ELFNOTE_HYPERCALL_PAGE     2
/* Number: the virtual address at which pseudo-physical address 0 is mapped; 0 if not given. */
#define XEN_ELFNOTE_VIRT_BASE          3
/* Number: what to subtract from the physical addresses in the file to get pseudo-physical ones; 0 if not given, of old `VIRT_BASE`. */
#define XEN_ELFNOTE_PADDR_OFFSET       4
/* Text: the version of Xen that the kernel was written for, `xen-3.0`; `XEN_VER` of old. */
#define XEN_ELFNOTE_XEN_VERSION        5
/* Text: what the kernel is called. */
#define XEN_ELFNOTE_GUEST_OS           6
/* Text: which version it is; `GUEST_VER` of old. */
#define XEN_ELFNOTE_GUEST_VERSION      7
/* Text: for which kind of loader it was made, `generic`. */
#define XEN_ELFNOTE_LOADER             8
/*
 * Text, for 32-bit PV: whether it uses page tables of three levels, `yes`, `no` or `bimodal`. Only the first is any use today, and says
 * also that the topmost table may lie above 4 GiB, for which there was a word of its own of old.
 */
#define XEN_ELFNOTE_PAE_MODE           9
/* Text: the features that it can live with, names without `XENFEAT_` divided by a bar, an exclamation mark before each that it needs. */
#define XEN_ELFNOTE_FEATURES          10
/* Text: whether it wants its table of symbols loaded behind it, `yes` or `no`; of old the mere presence of `BSD_SYMTAB`. */
#define XEN_ELFNOTE_BSD_SYMTAB        11
/* Number: the lowest address at which Xen's part of the address space may begin, for 32-bit PV; it can then begin higher up, too. */
#define XEN_ELFNOTE_HV_START_LOW      12
/* Pairs of numbers as wide as a page-table entry, mask and value: by these, an entry that is not present still holds a machine frame. */
#define XEN_ELFNOTE_L1_MFN_VALID      13
/* Number: 1 if it can go on where it was after a suspend that was given up; 0 if not given. */
#define XEN_ELFNOTE_SUSPEND_CANCEL    14
/*
 * Number, for 64-bit PV: the virtual address at which it wants the list of its machine frames. The list may be mapped by large pages, and
 * by page tables that are mapped nowhere.
 */
#define XEN_ELFNOTE_INIT_P2M          15
/* Number: 1 if it can cope with a ram disk that is not mapped, `SIF_MOD_START_PFN`. */
#define XEN_ELFNOTE_MOD_START_PFN     16
/* Number: a bit for each feature that it can live with, whether or not the Xen that loads it knows it; adds to the text. */
#define XEN_ELFNOTE_SUPPORTED_FEATURES 17
/* Number of 4 bytes: the physical address where a PVH kernel is entered, in 32 bits and without paging. */
#define XEN_ELFNOTE_PHYS32_ENTRY      18
/*
 * Up to three numbers of 4 bytes: a PVH kernel can run at another physical address than its file says, at a multiple of the first, from
 * the second on, its last byte not above the third. Without them: the alignment of its segments if that is a page at least,
 * otherwise 2 MiB; 0; and the end of the first 4 GiB.
 */
#define XEN_ELFNOTE_PHYS32_RELOC      19
/* In the dump of a crashed machine: Xen's version and where it was in memory. */
#define XEN_ELFNOTE_CRASH_INFO        0x1000001
/* In the dump of a crashed machine, for each pCPU: registers that the usual note does not hold. */
#define XEN_ELFNOTE_CRASH_REGS        0x1000002
/* In the dump of a guest: nothing but that it is one. */
#define XEN_ELFNOTE_DUMPCORE_NONE     0x2000000
/* In the dump of a guest: how many vCPUs and pages it has, and how large those are. */
#define XEN_ELFNOTE_DUMPCORE_HEADER   0x2000001
/* In the dump of a guest: what `HYPERVISOR_xen_version` told about the Xen below it. */
#define XEN_ELFNOTE_DUMPCORE_XEN_VERSION 0x2000002
/* In the dump of a guest: the version of the dump's own format. */
#define XEN_ELFNOTE_DUMPCORE_FORMAT_VERSION 0x2000003
/* ` } */

/* The highest number of the notes that a kernel may carry. */
#define XEN_ELFNOTE_MAX XEN_ELFNOTE_PHYS32_RELOC

#endif /* __XEN_PUBLIC_ELFNOTE_H__ */
