/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * The CPUID leaves by which an x86 guest detects Xen.
 */

#ifndef __XEN_PUBLIC_ARCH_X86_CPUID_H__
#define __XEN_PUBLIC_ARCH_X86_CPUID_H__

#include "../xen-compat.h"

/*
 * `incontents 61 cpuid Xen's cpuid leaves
 *
 * A guest detects Xen with `cpuid`, before it makes hypercalls. Hypervisor leaves start at
 * 0x40000000. Xen's start at the first multiple of 0x100 from there with Xen's signature:
 * 0x40000000, or 0x40000100 if Xen also implements Microsoft's leaves. In the table, n is relative
 * to the first of Xen's leaves.
 *
 * | n | subleaf | eax | ebx | ecx | edx |
 * |---|---|---|---|---|---|
 * | 0 | | the last of Xen's leaves | `XenV` | `MMXe` | `nVMM` |
 * | 1 | | Xen's version: major in the upper half, minor in the lower half | 0 | 0 | 0 |
 * | 2 | | the number of hypercall pages | the first of Xen's MSRs | features | 0 |
 * | 3 | 0 | properties of the TSC | the mode of the TSC | the guest's TSC frequency in kHz | the TSC incarnation, which changes on migration |
 * | 3 | 1 | TSC offset, lower half | TSC offset, upper half | multiplier from ticks to nanoseconds | shift |
 * | 3 | 2 | the host's TSC frequency in kHz | | | |
 * | 4 | 0 | features of HVM guests | the vCPU's ID | the domain's ID | 0 |
 * | 5 | 0 | the last subleaf, for PV guests | bits 0 to 7: the width of machine addresses in bits | | |
 */

/* The first hypervisor leaf, where the search for Xen starts. */
#define XEN_CPUID_FIRST_LEAF 0x40000000
/* Xen's leaf `i`, if Xen's leaves start at the first hypervisor leaf. */
#define XEN_CPUID_LEAF(i)    (XEN_CPUID_FIRST_LEAF + (i))

/* The signature in ebx of leaf 0: `XenV`. */
#define XEN_CPUID_SIGNATURE_EBX 0x566e6558
/* The signature in ecx of leaf 0: `MMXe`. */
#define XEN_CPUID_SIGNATURE_ECX 0x65584d4d
/* The signature in edx of leaf 0: `nVMM`. */
#define XEN_CPUID_SIGNATURE_EDX 0x4d4d566e

/* The bit number of `XEN_CPUID_FEAT1_MMU_PT_UPDATE_PRESERVE_AD`. */
#define _XEN_CPUID_FEAT1_MMU_PT_UPDATE_PRESERVE_AD 0

/* Features in ecx of leaf 2. */
/* ` flags xen_cpuid_features { // XEN_CPUID_FEAT1_* */
#define XEN_CPUID_FEAT1_MMU_PT_UPDATE_PRESERVE_AD (1u << 0) /* `MMU_PT_UPDATE_PRESERVE_AD` is
                                                               supported. */
/* ` } */

#if XEN_RELEASE >= 0x0412
/* Properties of the TSC, in eax of leaf 3. */
/* ` flags xen_cpuid_tsc_features { // XEN_CPUID_* */
#define XEN_CPUID_TSC_EMULATED       (1u << 0) /* The guest's TSC is emulated: reads trap. */
#define XEN_CPUID_HOST_TSC_RELIABLE  (1u << 1) /* The host's TSC is reliable: constant, and
                                                  synchronised across pCPUs. */
#define XEN_CPUID_RDTSCP_INSTR_AVAIL (1u << 2) /* The `rdtscp` instruction is available. */
/* ` } */

/* The mode of the TSC, in ebx of leaf 3. */
/* ` enum xen_cpuid_tsc_mode { // XEN_CPUID_TSC_MODE_* */
#define XEN_CPUID_TSC_MODE_DEFAULT        (0) /* Emulated only if the host's TSC is unsuitable. */
#define XEN_CPUID_TSC_MODE_ALWAYS_EMULATE (1u) /* Always emulated. */
#define XEN_CPUID_TSC_MODE_NEVER_EMULATE  (2u) /* Never emulated: the host's TSC. */
#define XEN_CPUID_TSC_MODE_PVRDTSCP       (3u) /* The host's TSC, and `rdtscp` returns the
                                                  incarnation; no longer supported. */
/* ` } */
#endif

/* Features of HVM guests, in eax of leaf 4. */
/* ` flags xen_hvm_cpuid_features { // XEN_HVM_CPUID_* */
#define XEN_HVM_CPUID_APIC_ACCESS_VIRT (1u << 0) /* Accesses to local APIC registers do not exit to
                                                    Xen. */
#define XEN_HVM_CPUID_X2APIC_VIRT      (1u << 1) /* Accesses to x2APIC registers do not exit to
                                                    Xen. */
#define XEN_HVM_CPUID_IOMMU_MAPPINGS   (1u << 2) /* Devices can access mappings of foreign and grant
                                                    pages. */
#define XEN_HVM_CPUID_VCPU_ID_PRESENT  (1u << 3) /* ebx of leaf 4 contains the vCPU's ID. */
#define XEN_HVM_CPUID_DOMID_PRESENT    (1u << 4) /* ecx of leaf 4 contains the domain's ID. */
/*
 * Interrupts can target APIC IDs up to 32767.
 *
 * The 7 additional bits of the ID are bits 49 to 55 of an I/O APIC entry, and bits 5 to 11 of an
 * MSI address.
 */
#define XEN_HVM_CPUID_EXT_DEST_ID      (1u << 5)
#define XEN_HVM_CPUID_UPCALL_VECTOR    (1u << 6) /* Per-vCPU upcall vectors work for event channels
                                                    bound to PIRQs. */
/* ` } */

/*
 * The mask of the width of machine addresses, in ebx of leaf 5.
 *
 * The width includes memory that can be hotplugged.
 */
#define XEN_CPUID_MACHINE_ADDRESS_WIDTH_MASK (0xffu << 0)

/* The last of Xen's leaves, relative to the first. */
#define XEN_CPUID_MAX_NUM_LEAVES 5

#endif /* __XEN_PUBLIC_ARCH_X86_CPUID_H__ */
