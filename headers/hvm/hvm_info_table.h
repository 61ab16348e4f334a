/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * What the toolstack tells the program that sets up an HVM guest's firmware.
 */

#ifndef __XEN_PUBLIC_HVM_HVM_INFO_TABLE_H__
#define __XEN_PUBLIC_HVM_HVM_INFO_TABLE_H__

#include <stdint.h>

/*
 * `incontents 143 hvminfo Table of an HVM guest
 *
 * The toolstack writes this table into the memory of an HVM guest before it starts. Firmware builds its own tables from it, and
 * numbers the vCPUs in those of ACPI as Xen does: the number there is the one that hypercalls want, while the number of the
 * interrupt controller is another.
 */

/* The frame in which the table is. */
#define HVM_INFO_PFN    0x09F
/* Where in the frame it begins, in bytes. */
#define HVM_INFO_OFFSET 0x800
/* Its guest-physical address. */
#define HVM_INFO_PADDR  ((HVM_INFO_PFN << 12) + HVM_INFO_OFFSET)

/* How many vCPUs an HVM guest may have. */
#define HVM_MAX_VCPUS 128

/* What the toolstack tells about an HVM guest. */
struct hvm_info_table {
    char signature[8];       /* the letters `HVM INFO` */
    uint32_t length;         /* how many bytes the table has */
    uint8_t checksum;        /* makes the sum of all its bytes 0 */
    uint8_t apic_mode;       /* whether there are interrupt controllers to be described */
    uint32_t nr_vcpus;       /* how many vCPUs there are */
    uint32_t low_mem_pgend;  /* the first frame behind the memory below 4 GiB, which has a gap for the screen at 0xa0000 */
    uint32_t reserved_mem_pgstart; /* the first of the frames below 4 GiB that are kept for other purposes, up to the end; 0 for none */
    uint32_t high_mem_pgend; /* the first frame behind the memory above 4 GiB; 0 if there is none */
    uint8_t vcpu_online[(HVM_MAX_VCPUS + 7) / 8]; /* a bit for each vCPU that is there from the start */
};

#endif /* __XEN_PUBLIC_HVM_HVM_INFO_TABLE_H__ */
