/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * The interface version, of which guests may select an older one, and the release of Xen.
 */

#ifndef __XEN_PUBLIC_XEN_COMPAT_H__
#define __XEN_PUBLIC_XEN_COMPAT_H__

/*
 * `incontents 5 compat Interface versions
 *
 * The headers have a version of their own, `0x00MMmmpp` for step pp of release MM.mm. An includer
 * selects the version that its code was written for by defining `__XEN_INTERFACE_VERSION__` before
 * it includes the first header. Names and members that were added or changed in later versions then
 * keep their old meaning. The version only affects source code, as the ABI of a released operation
 * never changes, with one exception: an includer that defines nothing gets version 0, and thus the
 * three compatibility hypercalls of 2005 (see `xen.h`).
 *
 * These headers describe several releases of Xen. An includer that needs the declarations of an
 * older release defines `XEN_RELEASE` as `0xMMmm`, for release MM.mm, before it includes the first
 * header: names that were added later are then not there, and names that were removed are. A guest
 * uses the newest release, and finds out at run time what the hypervisor supports.
 */

/* ` releases 4.17 4.18 4.19 4.20 4.21 4.22 */

#ifndef XEN_RELEASE
/* The release of Xen that these headers describe, `0xMMmm`. */
#define XEN_RELEASE 0x0416
#endif

#if XEN_RELEASE >= 0x0413
/* The newest version that these headers describe. */
#define __XEN_LATEST_INTERFACE_VERSION__ 0x00041300
#else
/* The newest version that these headers describe. */
#define __XEN_LATEST_INTERFACE_VERSION__ 0x00040e00
#endif

#if defined(__XEN__) || defined(__XEN_TOOLS__)
/* The selected version: the newest, as toolstacks are built together with Xen. */
#define __XEN_INTERFACE_VERSION__ __XEN_LATEST_INTERFACE_VERSION__
#elif !defined(__XEN_INTERFACE_VERSION__)
/* The selected version: the oldest, as the includer selected none. */
#define __XEN_INTERFACE_VERSION__ 0x00000000
#endif

#if __XEN_INTERFACE_VERSION__ > __XEN_LATEST_INTERFACE_VERSION__
#error "__XEN_INTERFACE_VERSION__ asks for an interface newer than these headers describe"
#endif

/* The dimension of a flexible array member, under the name that Xen's compat headers use. */
#define COMPAT_FLEX_ARRAY_DIM XEN_FLEX_ARRAY_DIM

#endif /* __XEN_PUBLIC_XEN_COMPAT_H__ */
