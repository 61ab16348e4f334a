/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * The table that the toolstack passes to hvmloader.
 */

#ifndef __XEN_PUBLIC_HVM_HVM_INFO_TABLE_H__
#define __XEN_PUBLIC_HVM_HVM_INFO_TABLE_H__

#include <stdint.h>

/*
 * `incontents 143 hvminfo HVM info table
 *
 * The toolstack writes this table into the memory of an HVM guest. hvmloader builds the ACPI tables
 * from it; the ACPI processor ID is the vCPU ID that hypercalls expect, unlike the APIC ID.
 */

/* The frame of the table. */
#define HVM_INFO_PFN    0x09F
/* The offset of the table in the frame, in bytes. */
#define HVM_INFO_OFFSET 0x800
/* The guest-physical address of the table. */
#define HVM_INFO_PADDR  ((HVM_INFO_PFN << 12) + HVM_INFO_OFFSET)

/* The maximum number of vCPUs of an HVM guest. */
#define HVM_MAX_VCPUS 128

/* The HVM info table. */
struct hvm_info_table {
    char signature[8];       /* the letters `HVM INFO` */
    uint32_t length;         /* the length of the table in bytes */
    uint8_t checksum;        /* makes the sum of all its bytes 0 */
    uint8_t apic_mode;       /* whether to describe APICs */
    uint32_t nr_vcpus;       /* the number of vCPUs */
    uint32_t low_mem_pgend;  /* the end of memory below 4 GiB, as a frame; there is a hole at
                                0xa0000 */
    uint32_t reserved_mem_pgstart; /* the first reserved frame below 4 GiB; 0 for none */
    uint32_t high_mem_pgend; /* the end of memory above 4 GiB, as a frame; 0 for none */
    uint8_t vcpu_online[(HVM_MAX_VCPUS + 7) / 8]; /* a bitmap of the vCPUs that are online at
                                                     boot */
};

#endif /* __XEN_PUBLIC_HVM_HVM_INFO_TABLE_H__ */
