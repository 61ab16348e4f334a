/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * The start info of PVH guests: modules, command line, ACPI tables, memory map.
 */

#ifndef __XEN_PUBLIC_ARCH_X86_HVM_START_INFO_H__
#define __XEN_PUBLIC_ARCH_X86_HVM_START_INFO_H__

#include <stdint.h>

/*
 * `incontents 210 pvhstart Start of day of PVH guests
 *
 * Xen enters a PVH guest at the address in its ELF note `XEN_ELFNOTE_PHYS32_ENTRY`, in 32-bit
 * protected mode: paging and interrupts are disabled, segments are flat, and EBX contains the
 * physical address of `struct hvm_start_info`. The firmware of an HVM guest receives the same
 * structure. All data is little-endian and below 4 GiB. Address 0 means none: Xen never places
 * anything there.
 *
 * New versions of the structure only add members at the end: version 1 added the memory map. Check
 * that `version` is at least the version of a member before you read it, and accept higher
 * versions.
 */

/* The value of `magic`: `xEn3`, with bit 7 of the `E` set. */
#define XEN_HVM_START_MAGIC_VALUE 0x336ec578

/* Types of memory ranges, numbered as in ACPI. */
/* ` enum hvm_memmap_type { // XEN_HVM_MEMMAP_TYPE_* */
#define XEN_HVM_MEMMAP_TYPE_RAM      1 /* RAM. */
#define XEN_HVM_MEMMAP_TYPE_RESERVED 2 /* Reserved. */
#define XEN_HVM_MEMMAP_TYPE_ACPI     3 /* ACPI tables, usable as RAM after the guest has read
                                          them. */
#define XEN_HVM_MEMMAP_TYPE_NVS      4 /* ACPI NVS: firmware data, to be preserved during sleep. */
#define XEN_HVM_MEMMAP_TYPE_UNUSABLE 5 /* RAM with errors. */
#define XEN_HVM_MEMMAP_TYPE_DISABLED 6 /* RAM that is disabled. */
#define XEN_HVM_MEMMAP_TYPE_PMEM     7 /* Persistent memory. */
/* ` } */

/* The start info of a PVH guest. */
struct hvm_start_info {
    uint32_t magic;          /* `XEN_HVM_START_MAGIC_VALUE` */
    uint32_t version;        /* the version of this structure, 0 or 1 so far */
    uint32_t flags;          /* properties of the domain; => flags start_info_flags */
    uint32_t nr_modules;     /* the number of modules; the first is usually the initial RAM disk */
    uint64_t modlist_paddr;  /* the address of the module list, an array of
                                `struct hvm_modlist_entry`; => gaddr */
    uint64_t cmdline_paddr;  /* the address of the command line, a NUL-terminated string;
                                => gaddr */
    uint64_t rsdp_paddr;     /* the address of the ACPI RSDP; => gaddr */
    uint64_t memmap_paddr;   /* since version 1: the address of the memory map, an array of
                                `struct hvm_memmap_table_entry`; => gaddr */
    uint32_t memmap_entries; /* since version 1: the number of entries of the memory map, or 0 if
                                there is none */
    uint32_t reserved;
};

/* A module: a file that is loaded with the kernel. */
struct hvm_modlist_entry {
    uint64_t paddr;          /* the address of the module; => gaddr */
    uint64_t size;           /* the size of the module in bytes */
    uint64_t cmdline_paddr;  /* the address of the module's command line, a NUL-terminated string;
                                => gaddr */
    uint64_t reserved;
};

/* A range of the guest-physical address space. */
struct hvm_memmap_table_entry {
    uint64_t addr;           /* the start address */
    uint64_t size;           /* the size in bytes */
    uint32_t type;           /* the type; => enum hvm_memmap_type */
    uint32_t reserved;
};

#endif /* __XEN_PUBLIC_ARCH_X86_HVM_START_INFO_H__ */
