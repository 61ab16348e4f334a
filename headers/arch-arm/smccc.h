/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * The services that Xen provides by the SMC Calling Convention of Arm.
 */

#ifndef __XEN_PUBLIC_ARCH_ARM_SMCCC_H__
#define __XEN_PUBLIC_ARCH_ARM_SMCCC_H__

#include "../xen.h"

/*
 * `incontents 56 smccc The SMC calling convention
 *
 * Arm's SMC Calling Convention (SMCCC) divides the function numbers of the instructions `smc` and
 * `hvc` into services. Each service has functions that return its UUID and its revision. By these a
 * guest detects Xen's hypervisor service, and the standard service (PSCI) that Xen implements.
 * Removing a function increments the major revision, adding one increments the minor revision.
 */

/* The major revision of Xen's hypervisor service. */
#define XEN_SMCCC_MAJOR_REVISION 0
/* The minor revision of Xen's hypervisor service. */
#define XEN_SMCCC_MINOR_REVISION 1

/* The UUID of Xen's hypervisor service. */
#define XEN_SMCCC_UID XEN_DEFINE_UUID(0xa71812dcU, 0xc698, 0x4369, 0x9acf, \
                                      0x79, 0xd1, 0x8d, 0xde, 0xe6, 0x67)

/* The major revision of the standard service. */
#define SSSC_SMCCC_MAJOR_REVISION 0
/* The minor revision of the standard service. */
#define SSSC_SMCCC_MINOR_REVISION 1

/* The UUID of the standard service. */
#define SSSC_SMCCC_UID XEN_DEFINE_UUID(0xf863386fU, 0x4b39, 0x4cbd, 0x9220, \
                                       0xce, 0x16, 0x41, 0xe5, 0x9f, 0x6f)

#endif /* __XEN_PUBLIC_ARCH_ARM_SMCCC_H__ */
