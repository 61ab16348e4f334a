/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * What a kernel's file says to whoever loads it under Xen, and what dumps of crashed machines and
 * guests contain.
 */

#ifndef __XEN_PUBLIC_ELFNOTE_H__
#define __XEN_PUBLIC_ELFNOTE_H__

/*
 * `incontents 200 elfnotes ELF notes
 *
 * An x86 kernel that starts as a guest or as dom0 carries ELF notes: records in a program header of
 * type `PT_NOTE`, each with the name `Xen`, one of the numbers below, and a value. A value is a
 * NUL-terminated text, or a number of 4 or 8 bytes, as the length of the note says. A PV kernel
 * needs at least `XEN_ELFNOTE_ENTRY`, a PVH kernel `XEN_ELFNOTE_PHYS32_ENTRY`.
 *
 * Very old kernels have one text instead, in a section called `__xen_guest`. If its key has another
 * name or meaning, the note below says so.
 *
 * Arm kernels have no such notes: they are loaded as on a real machine.
 */

/* Numbers of the notes. */
/* ` enum xen_elfnote { // XEN_ELFNOTE_* */
/* Text `NAME=VALUE`: anything, for programs other than Xen. */
#define XEN_ELFNOTE_INFO               0
/*
 * Number: the virtual address of the entry point of a PV kernel.
 *
 * In `__xen_guest`: `VIRT_ENTRY`.
 */
#define XEN_ELFNOTE_ENTRY              1
/*
 * Number: the virtual address of the hypercall page, which Xen fills with code.
 *
 * In `__xen_guest`: its physical page.
 */
#define XEN_ELFNOTE_HYPERCALL_PAGE     2
/* Number: the virtual address of pseudo-physical address 0; 0 if absent. */
#define XEN_ELFNOTE_VIRT_BASE          3
/*
 * Number: the offset of the physical addresses in the file; 0 if absent.
 *
 * Subtracting it gives pseudo-physical addresses. Absent in `__xen_guest`: `VIRT_BASE`.
 */
#define XEN_ELFNOTE_PADDR_OFFSET       4
/*
 * Text: the version of Xen that the kernel was written for, `xen-3.0`.
 *
 * In `__xen_guest`: `XEN_VER`.
 */
#define XEN_ELFNOTE_XEN_VERSION        5
/* Text: the name of the kernel. */
#define XEN_ELFNOTE_GUEST_OS           6
/*
 * Text: the version of the kernel.
 *
 * In `__xen_guest`: `GUEST_VER`.
 */
#define XEN_ELFNOTE_GUEST_VERSION      7
/* Text: the kind of loader that the kernel was made for, `generic`. */
#define XEN_ELFNOTE_LOADER             8
/*
 * Text, for 32-bit PV: use of PAE page tables, `yes`, `no` or `bimodal`.
 *
 * Only `yes` is of use today. It also means that the top-level table may be above 4 GiB;
 * `__xen_guest` has a value of its own for that.
 */
#define XEN_ELFNOTE_PAE_MODE           9
/*
 * Text: the supported features, as names without `XENFEAT_`.
 *
 * They are separated by `|`. `!` precedes each feature that the kernel requires.
 */
#define XEN_ELFNOTE_FEATURES          10
/*
 * Text: `yes` to load the symbol table behind the kernel, or `no`.
 *
 * In `__xen_guest`, the presence of `BSD_SYMTAB` means `yes`.
 */
#define XEN_ELFNOTE_BSD_SYMTAB        11
/*
 * Number, for 32-bit PV: the lowest address at which the Xen area may start.
 *
 * It may start at a higher address.
 */
#define XEN_ELFNOTE_HV_START_LOW      12
/*
 * Pairs of mask and value, each as wide as a page-table entry.
 *
 * They tell whether an entry that is not present still holds an MFN.
 */
#define XEN_ELFNOTE_L1_MFN_VALID      13
/* Number: 1 if the kernel can resume after a cancelled suspend; 0 if absent. */
#define XEN_ELFNOTE_SUSPEND_CANCEL    14
/*
 * Number, for 64-bit PV: the virtual address for the P2M.
 *
 * The P2M may then be mapped by large pages, and by page tables that are not mapped themselves.
 */
#define XEN_ELFNOTE_INIT_P2M          15
/* Number: 1 if the kernel supports an unmapped RAM disk, `SIF_MOD_START_PFN`. */
#define XEN_ELFNOTE_MOD_START_PFN     16
/*
 * Number: the supported features, a bit for each.
 *
 * It may contain features that the loading Xen does not know, and adds to the text.
 */
#define XEN_ELFNOTE_SUPPORTED_FEATURES 17
/*
 * 4-byte number: the physical address of the entry point of a PVH kernel.
 *
 * It is entered in 32-bit mode without paging.
 */
#define XEN_ELFNOTE_PHYS32_ENTRY      18
/*
 * Up to three 4-byte numbers: how a PVH kernel may be relocated.
 *
 * The kernel can run at another physical address than its file says: at a multiple of the first
 * number, from the second number on, with its last byte not above the third. Defaults: the
 * alignment of its segments if that is at least a page, otherwise 2 MiB; 0; the end of the first 4
 * GiB.
 */
#define XEN_ELFNOTE_PHYS32_RELOC      19
/* Crash dump of a machine: Xen's version and its location in memory. */
#define XEN_ELFNOTE_CRASH_INFO        0x1000001
/* Crash dump of a machine: for each pCPU, registers that the usual note lacks. */
#define XEN_ELFNOTE_CRASH_REGS        0x1000002
/* Dump of a guest: only marks it as one. */
#define XEN_ELFNOTE_DUMPCORE_NONE     0x2000000
/* Dump of a guest: the numbers of vCPUs and pages, and the page size. */
#define XEN_ELFNOTE_DUMPCORE_HEADER   0x2000001
/* Dump of a guest: the results of `HYPERVISOR_xen_version` of its Xen. */
#define XEN_ELFNOTE_DUMPCORE_XEN_VERSION 0x2000002
/* Dump of a guest: the version of the format. */
#define XEN_ELFNOTE_DUMPCORE_FORMAT_VERSION 0x2000003
/* ` } */

/* The highest number of a note of a kernel. */
#define XEN_ELFNOTE_MAX XEN_ELFNOTE_PHYS32_RELOC

#endif /* __XEN_PUBLIC_ELFNOTE_H__ */
