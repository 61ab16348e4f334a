/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * The saved hardware state of an HVM guest: a sequence of records.
 */

#ifndef __XEN_PUBLIC_HVM_SAVE_H__
#define __XEN_PUBLIC_HVM_SAVE_H__

#include "../xen.h"

#if defined(__XEN__) || defined(__XEN_TOOLS__)

/*
 * `incontents 420 hvm_save Saved state of HVM guests
 *
 * A toolstack saves the hardware state that Xen keeps for an HVM guest with
 * `XEN_DOMCTL_gethvmcontext`, together with the guest's memory and the state of its device model,
 * and restores it with `XEN_DOMCTL_sethvmcontext`.
 *
 * The state is a sequence of records. A descriptor stands before each, with the type of the record,
 * the vCPU or device that it is of, and its length. On x86, the first record is a `struct
 * hvm_save_header`. The last descriptor has type and length 0 (`struct hvm_save_end`). All records
 * have the same layout on 32-bit and 64-bit toolstacks.
 */

/* Stands before each record. */
struct hvm_save_descriptor {
    uint16_t typecode;       /* the type of the record */
    uint16_t instance;       /* the vCPU or device; 0 if there is one per domain */
    uint32_t length;         /* the length of the record in bytes, without this descriptor */
};

/*
 * Declares the type of record `_x`: its number and its structure.
 *
 * The structure is never used. Its members have the sizes that `HVM_SAVE_CODE` and
 * `HVM_SAVE_LENGTH` return.
 */
#define DECLARE_HVM_SAVE_TYPE(_x, _code, _type) \
    struct __HVM_SAVE_TYPE_##_x { _type t; char c[_code]; char cpt[1]; }
/* The same for a type whose older versions Xen converts when it loads them. */
#define DECLARE_HVM_SAVE_TYPE_COMPAT(_x, _code, _type, _ctype, _fix) \
    struct __HVM_SAVE_TYPE_##_x { _type t; char c[_code]; char cpt[2]; }

/* The structure of record `_x`. */
#define HVM_SAVE_TYPE(_x) __typeof__(((struct __HVM_SAVE_TYPE_##_x *)0)->t)
/* The length of record `_x` in bytes. */
#define HVM_SAVE_LENGTH(_x) (sizeof(HVM_SAVE_TYPE(_x)))
/* The number of record `_x`. */
#define HVM_SAVE_CODE(_x) (sizeof(((struct __HVM_SAVE_TYPE_##_x *)0)->c))

/* The last record, which is empty. */
struct hvm_save_end {};
/* The type of the last record: 0. */
DECLARE_HVM_SAVE_TYPE(END, 0, struct hvm_save_end);

#endif /* __XEN__ || __XEN_TOOLS__ */

#if defined(__i386__) || defined(__x86_64__)
#include "../arch-x86/hvm/save.h"
#elif defined(__arm__) || defined(__aarch64__)
#include "../arch-arm/hvm/save.h"
#endif

#endif /* __XEN_PUBLIC_HVM_SAVE_H__ */
