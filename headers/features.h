/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * What Xen offers this domain beyond the oldest interface, bit by bit; asked for with `XENVER_get_features`.
 */

#ifndef __XEN_PUBLIC_FEATURES_H__
#define __XEN_PUBLIC_FEATURES_H__

/*
 * `incontents 200 elfnotes_features XEN_ELFNOTE_FEATURES
 *
 * The same list has two uses. A running guest reads it from `XENVER_get_features`, to learn what its own domain was given. A kernel
 * says in its ELF notes (`elfnote.h`) which of these it can live with, so that a domain is built that suits it: as a string of
 * names without `XENFEAT_`, divided by `|`, with `!` before those that it cannot do without (`XEN_ELFNOTE_FEATURES`), or as a
 * number with a bit for each (`XEN_ELFNOTE_SUPPORTED_FEATURES`). A kernel with the number must set the bit of `XENFEAT_dom0` if it
 * wants to start as domain 0.
 *
 * A feature is named by the number of its bit. Number 12 stood for grants that were also mapped where frame and machine address
 * agree; it is never set any more.
 */

/* The features, by the number of their bit. */
/* ` enum xen_feature { // XENFEAT_* */
/* Page tables are the guest's own to write; they need not be mapped read-only. */
#define XENFEAT_writable_page_tables       0
/* Tables of segment descriptors are the guest's own to write. */
#define XENFEAT_writable_descriptor_tables 1
/* Xen translates guest frames to machine frames; the guest sees none of the latter in its page tables. */
#define XENFEAT_auto_translated_physmap    2
/* The kernel runs in the most privileged ring, though paravirtualised. */
#define XENFEAT_supervisor_mode_kernel     3
/* x86: the topmost page table of a 32-bit PV guest may lie above 4 GiB. */
#define XENFEAT_pae_pgdir_above_4gb        4
/* x86: `HYPERVISOR_mmu_update` knows `MMU_PT_UPDATE_PRESERVE_AD`. */
#define XENFEAT_mmu_pt_update_preserve_ad  5
/* x86: `HYPERVISOR_mmuext_op` knows `MMUEXT_CLEAR_PAGE` and `MMUEXT_COPY_PAGE`. */
#define XENFEAT_highmem_assist             6
/* A grant that is mapped has the bits under `GNTMAP_guest_avail_mask` copied into its page-table entry. */
#define XENFEAT_gnttab_map_avail_bits      7
/* x86: events can reach a hardware-virtualised guest by an interrupt vector of its choice (`HVM_PARAM_CALLBACK_TYPE_VECTOR`). */
#define XENFEAT_hvm_callback_vector        8
/* x86: a hardware-virtualised guest can rely on the clock in `struct vcpu_time_info`. */
#define XENFEAT_hvm_safe_pvclock           9
/* x86: a hardware-virtualised guest may bind its interrupt lines to event channels. */
#define XENFEAT_hvm_pirqs                 10
/* This domain is the one that drives the machine; in an ELF note, the kernel can be that one. */
#define XENFEAT_dom0                      11
/* The memory operations accept the number of a virtual node, `XENMEMF_vnode`. */
#define XENFEAT_memory_op_vnode_supported 13
/* Arm: Xen answers calls by the SMC calling convention (`arch-arm/smccc.h`). */
#define XENFEAT_ARM_SMCCC_supported       14
/* x86 PVH: the ACPI root pointer may lie anywhere, not in the first MiB only; looked at in a kernel that calls itself Linux. */
#define XENFEAT_linux_rsdp_unrestricted   15
/* Frame numbers of this guest are not machine frame numbers. */
#define XENFEAT_not_direct_mapped         16
/*
 * Each guest frame is the machine frame of the same number. With neither of the two bits, from an old Xen, this holds for guests
 * that translate themselves and for domain 0 on Arm.
 */
#define XENFEAT_direct_mapped             17
/* There is `VCPUOP_register_runstate_phys_area`. */
#define XENFEAT_runstate_phys_area        18
/* There is `VCPUOP_register_vcpu_time_phys_area`. */
#define XENFEAT_vcpu_time_phys_area       19
/* For device models: every write to an MSI-X vector's control word arrives, not only those that unmask it. */
#define XENFEAT_dm_msix_all_writes        20
/* ` } */

/* How many words of 32 bits the list has. */
#define XENFEAT_NR_SUBMAPS 1

#endif /* __XEN_PUBLIC_FEATURES_H__ */
