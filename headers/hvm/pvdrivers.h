/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * The numbers of the products that bring drivers of their own into HVM guests.
 */

#ifndef _XEN_PUBLIC_PVDRIVERS_H_
#define _XEN_PUBLIC_PVDRIVERS_H_

/*
 * `incontents 144 pvdrivers Products with drivers for Xen
 *
 * A guest that switches emulated devices off, because it has drivers for Xen's, says by a number which drivers those are; a host can
 * refuse some that are known to be bad. The numbers are given out by the Xen project.
 */

/* All products: calls `EACH` with the name of each and its number. */
#define PVDRIVERS_PRODUCT_LIST(EACH) \
    EACH("xensource-windows", 0x0001) \
    EACH("gplpv-windows", 0x0002) \
    EACH("linux", 0x0003) \
    EACH("xenserver-windows-v7.0+", 0x0004) \
    EACH("xenserver-windows-v7.2+", 0x0005) \
    EACH("experimental", 0xffff)

#endif /* _XEN_PUBLIC_PVDRIVERS_H_ */
