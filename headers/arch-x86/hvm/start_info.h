/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * What a PVH guest is told when it starts: modules, command line, tables of ACPI, memory.
 */

#ifndef __XEN_PUBLIC_ARCH_X86_HVM_START_INFO_H__
#define __XEN_PUBLIC_ARCH_X86_HVM_START_INFO_H__

#include <stdint.h>

/*
 * `incontents 210 pvhstart Start of day of PVH guests
 *
 * A PVH guest is entered at the address of its note `XEN_ELFNOTE_PHYS32_ENTRY`, in 32-bit protected
 * mode without paging, with flat segments, interrupts off, and in ebx the physical address of
 * `struct hvm_start_info`. The firmware of an HVM guest gets the same. All is little-endian, and
 * lies below 4 GiB. Nothing is ever put at physical address 0, so that there 0 means none.
 *
 * A later version of the structure adds fields at its end and changes none: version 1 added the
 * memory map. So look at `version` before a field that came later is read, and whatever is higher
 * than known is fine.
 */

/* The value of `magic`: `xEn3`, with the highest bit of the `E` set. */
#define XEN_HVM_START_MAGIC_VALUE 0x336ec578

/* What an area of the physical address space is, by the numbers that ACPI gives. */
/* ` enum hvm_memmap_type { // XEN_HVM_MEMMAP_TYPE_* */
#define XEN_HVM_MEMMAP_TYPE_RAM      1 /* Memory. */
#define XEN_HVM_MEMMAP_TYPE_RESERVED 2 /* Not to be used. */
#define XEN_HVM_MEMMAP_TYPE_ACPI     3 /* ACPI's tables; memory once they have been read. */
#define XEN_HVM_MEMMAP_TYPE_NVS      4 /* The firmware's, to be kept over a sleep. */
#define XEN_HVM_MEMMAP_TYPE_UNUSABLE 5 /* Memory with errors. */
#define XEN_HVM_MEMMAP_TYPE_DISABLED 6 /* Memory that is switched off. */
#define XEN_HVM_MEMMAP_TYPE_PMEM     7 /* Memory that keeps its contents without power. */
/* ` } */

/* What a PVH guest is told when it starts. */
struct hvm_start_info {
    uint32_t magic;          /* `XEN_HVM_START_MAGIC_VALUE` */
    uint32_t version;        /* which fields there are, 0 or 1 so far */
    uint32_t flags;          /* what the domain is; => flags start_info_flags */
    uint32_t nr_modules;     /* how many modules there are; the first is the ram disk, as a rule */
    uint64_t modlist_paddr;  /* where their descriptions are, as many `struct hvm_modlist_entry`;
                                => gaddr */
    uint64_t cmdline_paddr;  /* where the command line is, a text with a NUL at its end; => gaddr */
    uint64_t rsdp_paddr;     /* where ACPI's root pointer is; => gaddr */
    uint64_t memmap_paddr;   /* from version 1: the address of the memory map,
                                an array of `struct hvm_memmap_table_entry`; => gaddr */
    uint32_t memmap_entries; /* from version 1: how many entries it has; 0 if there is none */
    uint32_t reserved;
};

/* A module: a file that was loaded beside the kernel. */
struct hvm_modlist_entry {
    uint64_t paddr;          /* where it is; => gaddr */
    uint64_t size;           /* its length in bytes */
    uint64_t cmdline_paddr;  /* where its own command line is, a text with a NUL at its end;
                                => gaddr */
    uint64_t reserved;
};

/* An area of the physical address space. */
struct hvm_memmap_table_entry {
    uint64_t addr;           /* where it begins */
    uint64_t size;           /* its length in bytes */
    uint32_t type;           /* what it is; => enum hvm_memmap_type */
    uint32_t reserved;
};

#endif /* __XEN_PUBLIC_ARCH_X86_HVM_START_INFO_H__ */
