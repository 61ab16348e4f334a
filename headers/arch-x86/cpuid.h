/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * What the x86 instruction `cpuid` tells a guest about Xen.
 */

#ifndef __XEN_PUBLIC_ARCH_X86_CPUID_H__
#define __XEN_PUBLIC_ARCH_X86_CPUID_H__

/*
 * `incontents 61 cpuid Xen's cpuid leaves
 *
 * A guest finds Xen before it can make hypercalls: `cpuid` has leaves for hypervisors from
 * 0x40000000 on. Xen's begin at the first multiple of 0x100 from there that nobody else uses, which
 * is 0x40000100 where Xen also speaks Microsoft's interface. Below, n is the leaf counted from the
 * first of Xen's.
 *
 * | n | subleaf | eax | ebx | ecx | edx |
 * |---|---|---|---|---|---|
 * | 0 | | the last of the leaves | `XenV` | `MMXe` | `nVMM` |
 * | 1 | | version: major part in the high half, minor part in the low half | 0 | 0 | 0 |
 * | 2 | | how many hypercall pages there are | the first of Xen's model-specific registers | features | 0 |
 * | 3 | 0 | facts about the time-stamp counter | its mode | its frequency for the guest, in kHz | how often the guest was moved |
 * | 3 | 1 | offset of the counter, low half | high half | multiplier from ticks to nanoseconds | shift |
 * | 3 | 2 | frequency of the real counter, in kHz | | | |
 * | 4 | 0 | features of hardware-virtualised guests | the vCPU's number | the domain's number | 0 |
 * | 5 | 0 | the last of the subleaves, for PV guests | in the low 8 bits the width of machine addresses | | |
 */

/* Where the search for Xen's leaves begins. */
#define XEN_CPUID_FIRST_LEAF 0x40000000
/* A leaf of Xen's, counted from the first, if that is where the search begins. */
#define XEN_CPUID_LEAF(i)    (XEN_CPUID_FIRST_LEAF + (i))

/* What the first leaf has in ebx: the letters `XenV`. */
#define XEN_CPUID_SIGNATURE_EBX 0x566e6558
/* What the first leaf has in ecx: the letters `MMXe`. */
#define XEN_CPUID_SIGNATURE_ECX 0x65584d4d
/* What the first leaf has in edx: the letters `nVMM`. */
#define XEN_CPUID_SIGNATURE_EDX 0x4d4d566e

/* The number of the bit below. */
#define _XEN_CPUID_FEAT1_MMU_PT_UPDATE_PRESERVE_AD 0

/* Features in ecx of leaf 2. */
/* ` flags xen_cpuid_features { // XEN_CPUID_FEAT1_* */
#define XEN_CPUID_FEAT1_MMU_PT_UPDATE_PRESERVE_AD (1u << 0) /* `HYPERVISOR_mmu_update` knows
                                                               `MMU_PT_UPDATE_PRESERVE_AD`. */
/* ` } */

/* Facts about the time-stamp counter, in eax of leaf 3. */
/* ` flags xen_cpuid_tsc_features { // XEN_CPUID_* */
#define XEN_CPUID_TSC_EMULATED       (1u << 0) /* Reading it traps, and Xen answers. */
#define XEN_CPUID_HOST_TSC_RELIABLE  (1u << 1) /* The real one runs evenly, on all processors. */
#define XEN_CPUID_RDTSCP_INSTR_AVAIL (1u << 2) /* There is the instruction `rdtscp`. */
/* ` } */

/* The mode of the time-stamp counter, in ebx of leaf 3. */
/* ` enum xen_cpuid_tsc_mode { // XEN_CPUID_TSC_MODE_* */
#define XEN_CPUID_TSC_MODE_DEFAULT        (0) /* It traps if the machine's does not do. */
#define XEN_CPUID_TSC_MODE_ALWAYS_EMULATE (1u) /* It traps. */
#define XEN_CPUID_TSC_MODE_NEVER_EMULATE  (2u) /* It is the machine's. */
#define XEN_CPUID_TSC_MODE_PVRDTSCP       (3u) /* The TSC is the host's; no longer supported.
                                                  `rdtscp` returns how often the guest was
                                                  migrated. */
/* ` } */

/* Features of hardware-virtualised guests, in eax of leaf 4. */
/* ` flags xen_hvm_cpuid_features { // XEN_HVM_CPUID_* */
#define XEN_HVM_CPUID_APIC_ACCESS_VIRT (1u << 0) /* The local interrupt controller's registers do
                                                    not trap. */
#define XEN_HVM_CPUID_X2APIC_VIRT      (1u << 1) /* Nor do those of its newer form. */
#define XEN_HVM_CPUID_IOMMU_MAPPINGS   (1u << 2) /* Devices reach memory that was mapped from other
                                                    domains. */
#define XEN_HVM_CPUID_VCPU_ID_PRESENT  (1u << 3) /* The vCPU's number is in ebx. */
#define XEN_HVM_CPUID_DOMID_PRESENT    (1u << 4) /* The domain's number is in ecx. */
/*
 * Interrupts can target APIC IDs up to 32767.
 *
 * The 7 additional bits of the ID are bits 49 to 55 of an I/O APIC entry, and bits 5 to 11 of an
 * MSI address.
 */
#define XEN_HVM_CPUID_EXT_DEST_ID      (1u << 5)
#define XEN_HVM_CPUID_UPCALL_VECTOR    (1u << 6) /* `HVMOP_set_evtchn_upcall_vector` suits ports
                                                    that a real interrupt raises, too. */
/* ` } */

/*
 * Mask of the width of machine addresses, in ebx of leaf 5.
 *
 * The width includes memory that can be hotplugged.
 */
#define XEN_CPUID_MACHINE_ADDRESS_WIDTH_MASK (0xffu << 0)

/* The highest of Xen's leaves, counted from the first. */
#define XEN_CPUID_MAX_NUM_LEAVES 5

#endif /* __XEN_PUBLIC_ARCH_X86_CPUID_H__ */
