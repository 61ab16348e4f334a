/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * Numbers of Linux's ioctls on x86 and Arm.
 */

#ifndef __XEN_ABI_LINUX_IOCTL_H__
#define __XEN_ABI_LINUX_IOCTL_H__

#include "xen.h"

/*
 * The number of an ioctl: two bits of direction, 14 bits of size, eight bits of type, eight bits of
 * number. Xen's devices use direction 0 throughout.
 */
#ifndef _IOC
#define _IOC_NONE 0U
#define _IOC(dir, type, nr, size) \
    ((unsigned int)(((dir) << 30) | ((size) << 16) | ((type) << 8) | (nr)))
#endif

#endif /* __XEN_ABI_LINUX_IOCTL_H__ */
