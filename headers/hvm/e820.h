/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * Where the firmware of an HVM guest keeps its memory map, and where memory ends below 4 GiB.
 */

#ifndef __XEN_PUBLIC_HVM_E820_H__
#define __XEN_PUBLIC_HVM_E820_H__

#include "../xen.h"

/*
 * `incontents 142 hvme820 Memory map of HVM guests
 *
 * The program that sets up an HVM guest's firmware puts the memory map into a page of the guest, where the BIOS finds it.
 */

/* The guest-physical address of the page with the memory map. */
#define HVM_E820_PAGE      0x00090000
/* Where in the page the number of entries is, in bytes. */
#define HVM_E820_NR_OFFSET 0x000001E8
/* Where in the page the first entry is, in bytes. */
#define HVM_E820_OFFSET    0x000002D0

/* Where memory below 4 GiB ends at the latest. */
#define HVM_BELOW_4G_RAM_END     0xF0000000
/* Where the addresses of devices below 4 GiB begin at the latest. */
#define HVM_BELOW_4G_MMIO_START  HVM_BELOW_4G_RAM_END
/* How many bytes they have from there on. */
#define HVM_BELOW_4G_MMIO_LENGTH ((xen_mk_ullong(1) << 32) - HVM_BELOW_4G_MMIO_START)

#endif /* __XEN_PUBLIC_HVM_E820_H__ */
