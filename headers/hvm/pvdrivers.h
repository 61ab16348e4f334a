/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * Product IDs of PV drivers for HVM guests.
 */

#ifndef _XEN_PUBLIC_PVDRIVERS_H_
#define _XEN_PUBLIC_PVDRIVERS_H_

/*
 * `incontents 144 pvdrivers PV driver products
 *
 * A guest that unplugs emulated devices identifies its PV drivers by a product ID. A host can
 * reject drivers that are known to be broken. The Xen project assigns the IDs.
 */

/* The list of products: expands `EACH` with the name and ID of each. */
#define PVDRIVERS_PRODUCT_LIST(EACH) \
    EACH("xensource-windows", 0x0001) \
    EACH("gplpv-windows", 0x0002) \
    EACH("linux", 0x0003) \
    EACH("xenserver-windows-v7.0+", 0x0004) \
    EACH("xenserver-windows-v7.2+", 0x0005) \
    EACH("experimental", 0xffff)

#endif /* _XEN_PUBLIC_PVDRIVERS_H_ */
