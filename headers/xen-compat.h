/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * Which version of the interface the includer speaks: a guest may ask for an older one, tools
 * always get the newest.
 */

#ifndef __XEN_PUBLIC_XEN_COMPAT_H__
#define __XEN_PUBLIC_XEN_COMPAT_H__

/*
 * `incontents 5 compat Interface versions
 *
 * The headers have a version of their own, `0x00MMmmpp` for release MM.mm and a step pp within it.
 * An includer says which one its code was written for by defining `__XEN_INTERFACE_VERSION__`
 * before the first header; names and fields that came or changed later then keep their old meaning.
 * The binary interface of a released operation never changes, so this is a matter of source code
 * alone, with one trap: whoever defines nothing speaks version 0, and gets the three hypercall
 * numbers of the year 2005 (see `xen.h`).
 */

/* The newest version that these headers describe. */
#define __XEN_LATEST_INTERFACE_VERSION__ 0x00041300

#if defined(__XEN__) || defined(__XEN_TOOLS__)
/* The version in force: tools are built together with their hypervisor, and so speak the newest. */
#define __XEN_INTERFACE_VERSION__ __XEN_LATEST_INTERFACE_VERSION__
#elif !defined(__XEN_INTERFACE_VERSION__)
/* The version in force: nobody chose one, so the oldest. */
#define __XEN_INTERFACE_VERSION__ 0x00000000
#endif

#if __XEN_INTERFACE_VERSION__ > __XEN_LATEST_INTERFACE_VERSION__
#error "__XEN_INTERFACE_VERSION__ asks for an interface newer than these headers describe"
#endif

/*
 * The dimension of an array whose length is not known to the compiler, under the
 * name that translated headers use.
 */
#define COMPAT_FLEX_ARRAY_DIM XEN_FLEX_ARRAY_DIM

#endif /* __XEN_PUBLIC_XEN_COMPAT_H__ */
