/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * The memory map of an HVM guest's firmware.
 */

#ifndef __XEN_PUBLIC_HVM_E820_H__
#define __XEN_PUBLIC_HVM_E820_H__

#include "../xen.h"

/*
 * `incontents 142 hvme820 Memory map of HVM guests
 *
 * hvmloader stores the E820 memory map in a page of the guest, where the BIOS finds it.
 */

/* The guest-physical address of the page. */
#define HVM_E820_PAGE      0x00090000
/* The offset of the number of entries, in bytes. */
#define HVM_E820_NR_OFFSET 0x000001E8
/* The offset of the first entry, in bytes. */
#define HVM_E820_OFFSET    0x000002D0

/* The highest end of memory below 4 GiB. */
#define HVM_BELOW_4G_RAM_END     0xF0000000
/* The highest start of MMIO below 4 GiB. */
#define HVM_BELOW_4G_MMIO_START  HVM_BELOW_4G_RAM_END
/* The length of MMIO from there to 4 GiB, in bytes. */
#define HVM_BELOW_4G_MMIO_LENGTH ((xen_mk_ullong(1) << 32) - HVM_BELOW_4G_MMIO_START)

#endif /* __XEN_PUBLIC_HVM_E820_H__ */
