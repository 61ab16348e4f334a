/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * Features of Xen and of the domain, as returned by `XENVER_get_features`.
 */

#ifndef __XEN_PUBLIC_FEATURES_H__
#define __XEN_PUBLIC_FEATURES_H__

#include "xen-compat.h"

/*
 * `incontents 200 elfnotes_features XEN_ELFNOTE_FEATURES
 *
 * The features have two uses. A running guest queries those of its domain with
 * `XENVER_get_features`. A kernel lists those that it supports in its ELF notes (`elfnote.h`), so
 * that the toolstack builds a suitable domain: either as a string of names without `XENFEAT_`,
 * separated by `|`, with `!` before required ones (`XEN_ELFNOTE_FEATURES`), or as a number with a
 * bit per feature (`XEN_ELFNOTE_SUPPORTED_FEATURES`). A kernel with the number must set the bit of
 * `XENFEAT_dom0` to run as dom0.
 *
 * The value of a constant is a bit number. Bit 12 is obsolete and never set: it meant that grants
 * were also mapped at the guest frame with the number of the machine frame.
 */

/* Features, as bit numbers. */
/* ` enum xen_feature { // XENFEAT_* */
/* The guest may write to its page tables; they need not be mapped read-only. */
#define XENFEAT_writable_page_tables       0
/* The guest may write to its descriptor tables. */
#define XENFEAT_writable_descriptor_tables 1
/* Xen translates GFNs to MFNs; page tables of the guest contain GFNs. */
#define XENFEAT_auto_translated_physmap    2
/* The PV kernel runs in ring 0. */
#define XENFEAT_supervisor_mode_kernel     3
/* x86: the top-level page table of a 32-bit PV guest may be above 4 GiB. */
#define XENFEAT_pae_pgdir_above_4gb        4
/* x86: `HYPERVISOR_mmu_update` supports `MMU_PT_UPDATE_PRESERVE_AD`. */
#define XENFEAT_mmu_pt_update_preserve_ad  5
/* x86: `HYPERVISOR_mmuext_op` supports `MMUEXT_CLEAR_PAGE` and `MMUEXT_COPY_PAGE`. */
#define XENFEAT_highmem_assist             6
/*
 * Mapping a grant copies the `GNTMAP_guest_avail_mask` bits.
 *
 * Xen stores them in the page-table entry of the mapping.
 */
#define XENFEAT_gnttab_map_avail_bits      7
/*
 * x86: an HVM guest can choose a vector for upcalls.
 *
 * See `HVM_PARAM_CALLBACK_TYPE_VECTOR`.
 */
#define XENFEAT_hvm_callback_vector        8
/* x86: an HVM guest can rely on the clock in `struct vcpu_time_info`. */
#define XENFEAT_hvm_safe_pvclock           9
/* x86: an HVM guest may bind its interrupts to event channels, as PIRQs. */
#define XENFEAT_hvm_pirqs                 10
/* The domain is dom0; in an ELF note, the kernel can be dom0. */
#define XENFEAT_dom0                      11
/* Memory operations accept a virtual NUMA node, `XENMEMF_vnode`. */
#define XENFEAT_memory_op_vnode_supported 13
/* Arm: Xen supports the SMC calling convention (`arch-arm/smccc.h`). */
#define XENFEAT_ARM_SMCCC_supported       14
/*
 * x86 PVH: the ACPI RSDP may be anywhere, not only in the first MiB.
 *
 * Xen checks this feature for kernels that identify themselves as Linux.
 */
#define XENFEAT_linux_rsdp_unrestricted   15
/* The GFNs of the domain differ from its MFNs. */
#define XENFEAT_not_direct_mapped         16
/*
 * Each GFN of the domain equals the MFN that it maps to.
 *
 * Older versions of Xen set neither this bit nor `XENFEAT_not_direct_mapped`. There, PV guests and
 * dom0 on Arm are direct-mapped, and other guests are not.
 */
#define XENFEAT_direct_mapped             17
#if XEN_RELEASE >= 0x0412
/* `VCPUOP_register_runstate_phys_area` exists. */
#define XENFEAT_runstate_phys_area        18
/* `VCPUOP_register_vcpu_time_phys_area` exists. */
#define XENFEAT_vcpu_time_phys_area       19
#endif
#if XEN_RELEASE >= 0x0413
/*
 * Device models receive every write to the control word of an MSI-X vector.
 *
 * Otherwise they receive only those that unmask it.
 */
#define XENFEAT_dm_msix_all_writes        20
#endif
/* ` } */

/* The number of 32-bit words of the bitmap. */
#define XENFEAT_NR_SUBMAPS 1

#endif /* __XEN_PUBLIC_FEATURES_H__ */
