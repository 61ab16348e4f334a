/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * ELF notes of kernels for Xen, and of crash and core dumps.
 */

#ifndef __XEN_PUBLIC_ELFNOTE_H__
#define __XEN_PUBLIC_ELFNOTE_H__

#include "xen-compat.h"

/*
 * `incontents 200 elfnotes ELF notes
 *
 * An x86 kernel that runs as a guest or as dom0 has ELF notes, in a program header of type
 * `PT_NOTE`. Each note has the name `Xen`, one of the types below, and a value: a NUL-terminated
 * string, or a number of 4 or 8 bytes, depending on the length of the note. A PV kernel needs at
 * least `XEN_ELFNOTE_ENTRY`, a PVH kernel `XEN_ELFNOTE_PHYS32_ENTRY`.
 *
 * Very old kernels have one string with all values instead, in a section called `__xen_guest`. The
 * documentation of a note gives its key there if the name or meaning differs.
 *
 * Arm kernels have no such notes: they are loaded as on hardware.
 */

/* Types of notes. */
/* ` enum xen_elfnote { // XEN_ELFNOTE_* */
/* String `NAME=VALUE`: information for programs other than Xen. */
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
 * In `__xen_guest`, the number of its physical page.
 */
#define XEN_ELFNOTE_HYPERCALL_PAGE     2
/* Number: the virtual address of pseudo-physical address 0; 0 if absent. */
#define XEN_ELFNOTE_VIRT_BASE          3
/*
 * Number: the offset of the physical addresses in the file; 0 if absent.
 *
 * The pseudo-physical address is the physical address in the file minus this offset. If absent in
 * `__xen_guest`: `VIRT_BASE`.
 */
#define XEN_ELFNOTE_PADDR_OFFSET       4
/*
 * String: the version of Xen that the kernel was written for, `xen-3.0`.
 *
 * In `__xen_guest`: `XEN_VER`.
 */
#define XEN_ELFNOTE_XEN_VERSION        5
/* String: the name of the kernel. */
#define XEN_ELFNOTE_GUEST_OS           6
/*
 * String: the version of the kernel.
 *
 * In `__xen_guest`: `GUEST_VER`.
 */
#define XEN_ELFNOTE_GUEST_VERSION      7
/* String: the type of loader that the kernel supports, `generic`. */
#define XEN_ELFNOTE_LOADER             8
/*
 * String, for 32-bit PV: use of PAE page tables, `yes`, `no` or `bimodal`.
 *
 * Xen only supports `yes`. In a note, `yes` also means that the top-level table may be above 4 GiB;
 * `__xen_guest` has a separate value for that.
 */
#define XEN_ELFNOTE_PAE_MODE           9
/*
 * String: the supported features, as names without `XENFEAT_`.
 *
 * The names are separated by `|`. `!` precedes each feature that the kernel requires.
 */
#define XEN_ELFNOTE_FEATURES          10
/*
 * String: `yes` to load the symbol table after the kernel, or `no`.
 *
 * In `__xen_guest`, the presence of `BSD_SYMTAB` means `yes`.
 */
#define XEN_ELFNOTE_BSD_SYMTAB        11
/*
 * Number, for 32-bit PV: the lowest address at which Xen's area may start.
 *
 * It may start at a higher address.
 */
#define XEN_ELFNOTE_HV_START_LOW      12
/*
 * Pairs of a mask and a value, each of the size of a page-table entry.
 *
 * A non-present entry contains an MFN if the masked entry equals the value of a pair.
 */
#define XEN_ELFNOTE_L1_MFN_VALID      13
/* Number: 1 if the kernel can resume after a cancelled suspend; 0 if absent. */
#define XEN_ELFNOTE_SUSPEND_CANCEL    14
/*
 * Number, for 64-bit PV: the virtual address for the P2M.
 *
 * The P2M may then be mapped with large pages, and by page tables that are not mapped themselves.
 */
#define XEN_ELFNOTE_INIT_P2M          15
/* Number: 1 if the kernel supports an unmapped RAM disk, `SIF_MOD_START_PFN`. */
#define XEN_ELFNOTE_MOD_START_PFN     16
/*
 * Number: the supported features, a bit per feature.
 *
 * Xen adds them to those of `XEN_ELFNOTE_FEATURES`, and ignores features that it does not know.
 */
#define XEN_ELFNOTE_SUPPORTED_FEATURES 17
/*
 * 4-byte number: the physical address of the entry point of a PVH kernel.
 *
 * Xen enters it in 32-bit mode without paging.
 */
#define XEN_ELFNOTE_PHYS32_ENTRY      18
#if XEN_RELEASE >= 0x0413
/*
 * Up to three 4-byte numbers: the constraints for relocating a PVH kernel.
 *
 * The note means that the kernel can run at another physical address than that in the file. The
 * numbers are the alignment (default: that of its segments if it is at least a page, otherwise
 * 2 MiB), the lowest address of the first byte (default: 0) and the highest address of the last
 * byte (default: the last address below 4 GiB).
 */
#define XEN_ELFNOTE_PHYS32_RELOC      19
#endif
/* Crash dump of a host: the version of Xen and its location in memory. */
#define XEN_ELFNOTE_CRASH_INFO        0x1000001
/* Crash dump of a host: per pCPU, registers that the standard note lacks. */
#define XEN_ELFNOTE_CRASH_REGS        0x1000002
/* Core dump of a guest: an empty note that identifies such a dump. */
#define XEN_ELFNOTE_DUMPCORE_NONE     0x2000000
/* Core dump of a guest: the number of vCPUs and pages, and the page size. */
#define XEN_ELFNOTE_DUMPCORE_HEADER   0x2000001
/* Core dump of a guest: the results of `HYPERVISOR_xen_version`. */
#define XEN_ELFNOTE_DUMPCORE_XEN_VERSION 0x2000002
/* Core dump of a guest: the version of the dump format. */
#define XEN_ELFNOTE_DUMPCORE_FORMAT_VERSION 0x2000003
/* ` } */

#if XEN_RELEASE >= 0x0413
/* The highest type of a note of a kernel. */
#define XEN_ELFNOTE_MAX XEN_ELFNOTE_PHYS32_RELOC
#else
/* The highest type of a note of a kernel. */
#define XEN_ELFNOTE_MAX XEN_ELFNOTE_PHYS32_ENTRY
#endif

#endif /* __XEN_PUBLIC_ELFNOTE_H__ */
