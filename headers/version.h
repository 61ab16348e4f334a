/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * Facts about the hypervisor: version, build, features, page size.
 */

#ifndef __XEN_PUBLIC_VERSION_H__
#define __XEN_PUBLIC_VERSION_H__

#include "xen.h"

/*
 * `incontents 110 version Version and features
 *
 * One hypercall returns facts about the hypervisor: its version, its build, and its features
 * (`XENVER_get_features`, whose bits `features.h` names).
 *
 * Half of the operations return text in an array of fixed size, truncated to fit. Their successors,
 * whose names end in `2`, return text of any length in a `struct xen_varbuf`; a null argument asks
 * for the length.
 *
 * Policy decides what an unprivileged guest may read. By default it cannot read the command line
 * and the build ID; a Flask policy can deny more. The older operations then return a substitute
 * text or an empty one, the newer ones EPERM.
 */

/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_xen_version(enum xen_version_op cmd, void *arg)
 * ` guests pv32 pv64 hvm32 hvm64 arm
 * `
 * @cmd the operation
 * @arg the operation's argument
 *
 * Returns facts about Xen.
 *
 * Errors:
 *   ENOSYS  the operation `cmd` does not exist
 */

/* The operations of `HYPERVISOR_xen_version`. */
/* ` enum xen_version_op { // XENVER_* */

/*
 * XENVER_version: Returns the version of Xen.
 *
 * It cannot fail, so guests use it to check that hypercalls work.
 *
 * Returns: int version, major in the high 16 bits and minor in the low ones
 */
#define XENVER_version 0 /* ` => NULL */

/*
 * XENVER_extraversion: Returns the suffix of the version, such as `.1-rc2`.
 *
 * The text is truncated to 15 characters. Prefer `XENVER_extraversion2`.
 *
 * Errors:
 *   EFAULT  the result could not be written
 */
#define XENVER_extraversion 1 /* ` => OUT xen_extraversion_t */

/*
 * XENVER_compile_info: Returns compiler, user, domain and date of the build.
 *
 * Errors:
 *   EFAULT  the result could not be written
 */
#define XENVER_compile_info 2 /* ` => struct xen_compile_info */

/*
 * XENVER_capabilities: Returns the kinds of guests that Xen supports.
 *
 * The names are separated by blanks; the text is truncated to 1023 characters. Prefer
 * `XENVER_capabilities2`.
 *
 * Errors:
 *   EFAULT  the result could not be written
 */
#define XENVER_capabilities 3 /* ` => OUT xen_capabilities_info_t */

/*
 * XENVER_changeset: Returns the changeset that Xen was built from.
 *
 * The text is truncated to 63 characters. Prefer `XENVER_changeset2`.
 *
 * Errors:
 *   EFAULT  the result could not be written
 */
#define XENVER_changeset 4 /* ` => OUT xen_changeset_info_t */

/*
 * XENVER_platform_parameters: Returns where Xen's part of a 32-bit PV address space begins.
 *
 * Xen's part extends to 4 GiB. For other guests the value is meaningless.
 *
 * Errors:
 *   EFAULT  the result could not be written
 */
#define XENVER_platform_parameters 5 /* ` => struct xen_platform_parameters */

/*
 * XENVER_get_features: Returns 32 bits of the features of this domain.
 *
 * Errors:
 *   EFAULT  the argument could not be read or written back
 *   EINVAL  `submap_idx` is not below `XENFEAT_NR_SUBMAPS`
 */
#define XENVER_get_features 6 /* ` => struct xen_feature_info */

/*
 * XENVER_pagesize: Returns the page size in bytes.
 *
 * Errors:
 *   EINVAL  the argument is not null
 *
 * Returns: int page size in bytes, or 0 if a policy denies it
 */
#define XENVER_pagesize 7 /* ` => NULL */

/*
 * XENVER_guest_handle: Returns the UUID of the domain; zeros if a policy denies it.
 *
 * Errors:
 *   EFAULT  the result could not be written
 */
#define XENVER_guest_handle 8 /* ` => OUT xen_domain_handle_t */

/*
 * XENVER_commandline: Returns Xen's command line.
 *
 * An unprivileged guest gets `<denied>`. Prefer `XENVER_commandline2`.
 *
 * Errors:
 *   EFAULT  the result could not be written
 */
#define XENVER_commandline 9 /* ` => OUT xen_commandline_t */

#if XEN_RELEASE >= 0x0414
/*
 * XENVER_build_id: Returns the build ID of Xen.
 *
 * A null argument asks for the length only.
 *
 * Errors:
 *   EPERM    a policy denies it
 *   ENODATA  this Xen has no build ID
 *   EFAULT   the argument could not be read or written back
 *   ENOBUFS  the result is longer than `len`
 *
 * Safety:
 *   The argument must be null or followed by `len` bytes.
 *
 * Returns: int length of the result in bytes
 */
#define XENVER_build_id 10 /* ` => xen_varbuf_t */

/*
 * XENVER_extraversion2: Returns the suffix of the version, such as `.1-rc2`, without a NUL.
 *
 * A null argument asks for the length only.
 *
 * Errors:
 *   EPERM    a policy denies it
 *   E2BIG    the result exceeds 64 KiB
 *   EFAULT   the argument could not be read or written back
 *   ENOBUFS  the result is longer than `len`
 *
 * Safety:
 *   The argument must be null or followed by `len` bytes.
 *
 * Returns: int length of the result in bytes
 */
#define XENVER_extraversion2 11 /* ` => xen_varbuf_t */

/*
 * XENVER_capabilities2: Returns the kinds of guests that Xen supports, without a NUL.
 *
 * A null argument asks for the length only.
 *
 * Errors:
 *   EPERM    a policy denies it
 *   E2BIG    the result exceeds 64 KiB
 *   EFAULT   the argument could not be read or written back
 *   ENOBUFS  the result is longer than `len`
 *
 * Safety:
 *   The argument must be null or followed by `len` bytes.
 *
 * Returns: int length of the result in bytes
 */
#define XENVER_capabilities2 12 /* ` => xen_varbuf_t */

/*
 * XENVER_changeset2: Returns the changeset that Xen was built from, without a NUL.
 *
 * A null argument asks for the length only.
 *
 * Errors:
 *   EPERM    a policy denies it
 *   E2BIG    the result exceeds 64 KiB
 *   EFAULT   the argument could not be read or written back
 *   ENOBUFS  the result is longer than `len`
 *
 * Safety:
 *   The argument must be null or followed by `len` bytes.
 *
 * Returns: int length of the result in bytes
 */
#define XENVER_changeset2 13 /* ` => xen_varbuf_t */

/*
 * XENVER_commandline2: Returns Xen's command line, without a NUL.
 *
 * A null argument asks for the length only.
 *
 * Errors:
 *   EPERM    a policy denies it
 *   E2BIG    the result exceeds 64 KiB
 *   EFAULT   the argument could not be read or written back
 *   ENOBUFS  the result is longer than `len`
 *
 * Safety:
 *   The argument must be null or followed by `len` bytes.
 *
 * Returns: int length of the result in bytes
 */
#define XENVER_commandline2 14 /* ` => xen_varbuf_t */
#else
#define XENVER_build_id 10 /* ` => xen_build_id_t */
#endif
/* ` } */

/* The suffix of the version, NUL-terminated. */
typedef char xen_extraversion_t[16];
/* The size of the text in bytes, NUL included. */
#define XEN_EXTRAVERSION_LEN (sizeof(xen_extraversion_t))

/* The build of Xen. */
struct xen_compile_info {
    char compiler[64];       /* OUT: the compiler; => text */
    char compile_by[16];     /* OUT: the user; => text */
    char compile_domain[32]; /* OUT: the domain name; => text */
    char compile_date[32];   /* OUT: the date; => text */
};
/* Short name of `struct xen_compile_info`. */
typedef struct xen_compile_info xen_compile_info_t;

/*
 * The supported kinds of guests, NUL-terminated.
 *
 * For example `xen-3.0-x86_64 hvm-3.0-x86_64`.
 */
typedef char xen_capabilities_info_t[1024];
/* The size of the text in bytes, NUL included. */
#define XEN_CAPABILITIES_INFO_LEN (sizeof(xen_capabilities_info_t))

/* The changeset that Xen was built from, NUL-terminated. */
typedef char xen_changeset_info_t[64];
/* The size of the text in bytes, NUL included. */
#define XEN_CHANGESET_INFO_LEN (sizeof(xen_changeset_info_t))

/* Argument of `XENVER_platform_parameters`. */
struct xen_platform_parameters {
    xen_ulong_t virt_start;  /* OUT: the first address that belongs to Xen, for a 32-bit PV guest */
};
/* Short name of `struct xen_platform_parameters`. */
typedef struct xen_platform_parameters xen_platform_parameters_t;

/* A word of the feature bitmap. */
struct xen_feature_info {
#if XEN_RELEASE >= 0x0412
    uint32_t submap_idx;     /* IN: the index of the word */
#else
    unsigned int submap_idx; /* IN: the index of the word */
#endif
    uint32_t submap;         /* OUT: the word; its lowest bit is feature `32 * submap_idx` */
};
/* Short name of `struct xen_feature_info`. */
typedef struct xen_feature_info xen_feature_info_t;

#include "features.h"

/* Xen's command line, NUL-terminated. */
typedef char xen_commandline_t[1024];

/*
 * A buffer for the build ID.
 *
 * Since Xen 4.20 it is an older name of `struct xen_varbuf`.
 */
struct xen_build_id {
    uint32_t len;            /* IN: the length of `buf` in bytes */
    unsigned char buf[XEN_FLEX_ARRAY_DIM]; /* OUT: the build ID; => memory OUT [len] */
};
/* Short name of `struct xen_build_id`. */
typedef struct xen_build_id xen_build_id_t;

#if XEN_RELEASE >= 0x0414
/* A buffer for a result of any length. */
struct xen_varbuf {
    uint32_t len;            /* IN: the length of `buf` in bytes */
    unsigned char buf[XEN_FLEX_ARRAY_DIM]; /* OUT: the result; => memory OUT [len] */
};
/* Short name of `struct xen_varbuf`. */
typedef struct xen_varbuf xen_varbuf_t;
#endif

#endif /* __XEN_PUBLIC_VERSION_H__ */
