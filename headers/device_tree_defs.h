/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * Numbers in the device trees that a toolstack builds for Arm guests.
 */

#ifndef __XEN_DEVICE_TREE_DEFS_H__
#define __XEN_DEVICE_TREE_DEFS_H__

#if defined(__XEN__) || defined(__XEN_TOOLS__)

/*
 * `incontents 410 device_tree Device trees of guests
 *
 * A toolstack describes the virtual hardware of an Arm guest in a device tree. These numbers are
 * the same in the trees that Xen builds for dom0.
 */

/* The phandle of the interrupt controller. Compilers count phandles from 1. */
#define GUEST_PHANDLE_GIC   (65000)
/* The phandle of the virtual IOMMU. */
#define GUEST_PHANDLE_IOMMU (GUEST_PHANDLE_GIC + 1)

/* The number of 32-bit cells of an address below the root node. */
#define GUEST_ROOT_ADDRESS_CELLS 2
/* The number of 32-bit cells of a size below the root node. */
#define GUEST_ROOT_SIZE_CELLS    2

/* The trigger of an interrupt, the last cell of an `interrupts` property. */
/* ` enum dt_irq_type { // DT_IRQ_TYPE_* */
#define DT_IRQ_TYPE_NONE         0x00000000 /* Not specified. */
#define DT_IRQ_TYPE_EDGE_RISING  0x00000001 /* Rising edge. */
#define DT_IRQ_TYPE_EDGE_FALLING 0x00000002 /* Falling edge. */
#define DT_IRQ_TYPE_EDGE_BOTH    (DT_IRQ_TYPE_EDGE_FALLING | DT_IRQ_TYPE_EDGE_RISING) /* Both
                                                                                        edges. */
#define DT_IRQ_TYPE_LEVEL_HIGH   0x00000004 /* High level. */
#define DT_IRQ_TYPE_LEVEL_LOW    0x00000008 /* Low level. */
#define DT_IRQ_TYPE_LEVEL_MASK   (DT_IRQ_TYPE_LEVEL_LOW | DT_IRQ_TYPE_LEVEL_HIGH) /* The bits of
                                                                                     levels. */
#define DT_IRQ_TYPE_SENSE_MASK   0x0000000f /* The bits of edges and levels. */
#define DT_IRQ_TYPE_INVALID      0x00000010 /* No type, as an initial value. */
/* ` } */

#endif /* __XEN__ || __XEN_TOOLS__ */

#endif /* __XEN_DEVICE_TREE_DEFS_H__ */
