/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * The saved state of an Arm guest: Xen defines none.
 */

#ifndef __XEN_PUBLIC_HVM_SAVE_ARM_H__
#define __XEN_PUBLIC_HVM_SAVE_ARM_H__

#endif /* __XEN_PUBLIC_HVM_SAVE_ARM_H__ */
