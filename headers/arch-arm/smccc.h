/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * What Xen answers to an Arm guest that asks by the SMC calling convention.
 */

#ifndef __XEN_PUBLIC_ARCH_ARM_SMCCC_H__
#define __XEN_PUBLIC_ARCH_ARM_SMCCC_H__

#include "../xen.h"

/*
 * `incontents 56 smccc The SMC calling convention
 *
 * Arm's convention for the instructions `smc` and `hvc` has ranges of function numbers for several
 * services, each of which can be asked for its UUID and its revision. By these a guest recognises
 * Xen's own service and the standard one (PSCI), which Xen provides as well. The revisions count
 * functions: the major one changes when a function is removed, the minor one when one is added.
 */

/* The major revision of Xen's own service. */
#define XEN_SMCCC_MAJOR_REVISION 0
/* The minor revision of Xen's own service. */
#define XEN_SMCCC_MINOR_REVISION 1

/* The UUID of Xen's own service. */
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
