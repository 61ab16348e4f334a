/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * What a guest can ask about the Xen that it runs on: version, build, features, page size.
 */

#ifndef __XEN_PUBLIC_VERSION_H__
#define __XEN_PUBLIC_VERSION_H__

#include "xen.h"

/*
 * `incontents 110 version Asking about Xen
 *
 * One hypercall answers questions about the hypervisor, in the order in which a guest that starts asks them: are you there, which
 * version are you, what can you do for me (`XENVER_get_features`, whose bits are named in `features.h`).
 *
 * Half of the operations return text in an array of fixed size, which cuts off what is longer. Their successors, with a `2` at the
 * end of the name, hand over a text of any length: ask for the length with a null argument, then provide that much in
 * a `struct xen_varbuf`.
 *
 * What an unprivileged guest is told is a matter of policy. By default the command line and the build id are denied to it, and a
 * Flask policy can deny more: the older operations then answer with a text that says so or with nothing, the newer ones with EPERM.
 */

/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_xen_version(enum xen_version_op cmd, void *arg)
 * ` guests pv32 pv64 hvm32 hvm64 arm
 * `
 * @cmd the question
 * @arg where the answer goes
 *
 * Asks about Xen.
 *
 * Errors:
 *   ENOSYS  no question has the number `cmd`
 */

/* The questions of `HYPERVISOR_xen_version`. */
/* ` enum xen_version_op { // XENVER_* */

/*
 * XENVER_version: Tells the version of Xen.
 *
 * It cannot fail, and so is the usual way to find out whether hypercalls work at all.
 *
 * Returns: int version, the major part in the high 16 bits and the minor part in the low ones
 */
#define XENVER_version 0 /* ` => NULL */

/*
 * XENVER_extraversion: Tells what follows the two numbers of the version, such as `.1-rc2`, cut to 15 characters.
 *
 * Prefer `XENVER_extraversion2`.
 *
 * Errors:
 *   EFAULT  the answer could not be written
 */
#define XENVER_extraversion 1 /* ` => OUT xen_extraversion_t */

/*
 * XENVER_compile_info: Tells with what, by whom, where and when this Xen was compiled, each cut to its field.
 *
 * Errors:
 *   EFAULT  the answer could not be written
 */
#define XENVER_compile_info 2 /* ` => struct xen_compile_info */

/*
 * XENVER_capabilities: Tells which kinds of guest this Xen can run, as names divided by blanks, cut to 1023 characters.
 *
 * Prefer `XENVER_capabilities2`.
 *
 * Errors:
 *   EFAULT  the answer could not be written
 */
#define XENVER_capabilities 3 /* ` => OUT xen_capabilities_info_t */

/*
 * XENVER_changeset: Tells which state of the sources this Xen was built from, cut to 63 characters.
 *
 * Prefer `XENVER_changeset2`.
 *
 * Errors:
 *   EFAULT  the answer could not be written
 */
#define XENVER_changeset 4 /* ` => OUT xen_changeset_info_t */

/*
 * XENVER_platform_parameters: Tells a 32-bit PV guest where the part of its address space begins that belongs to Xen.
 *
 * That part reaches to the end of the 4 GiB. To a 64-bit PV guest the answer is of no use: its share is fixed. Nor is it to a guest of
 * any other kind, which has its addresses to itself: it may get 0, or what a 64-bit PV guest gets.
 *
 * Errors:
 *   EFAULT  the answer could not be written
 */
#define XENVER_platform_parameters 5 /* ` => struct xen_platform_parameters */

/*
 * XENVER_get_features: Tells what Xen offers this domain, 32 bits at a time.
 *
 * Errors:
 *   EFAULT  the argument could not be read or written back
 *   EINVAL  there is no word of that number, of which there are `XENFEAT_NR_SUBMAPS`
 */
#define XENVER_get_features 6 /* ` => struct xen_feature_info */

/*
 * XENVER_pagesize: Tells how many bytes a page of the machine has.
 *
 * Errors:
 *   EINVAL  the argument is not null
 *
 * Returns: int number of bytes, or 0 where a policy denies it
 */
#define XENVER_pagesize 7 /* ` => NULL */

/*
 * XENVER_guest_handle: Tells the UUID that the toolstack gave this domain; all zeros where a policy denies it.
 *
 * Errors:
 *   EFAULT  the answer could not be written
 */
#define XENVER_guest_handle 8 /* ` => OUT xen_domain_handle_t */

/*
 * XENVER_commandline: Tells the command line of Xen itself.
 *
 * An unprivileged guest reads `<denied>` instead. Prefer `XENVER_commandline2`.
 *
 * Errors:
 *   EFAULT  the answer could not be written
 */
#define XENVER_commandline 9 /* ` => OUT xen_commandline_t */

/*
 * XENVER_build_id: Tells the bytes by which the linker identified this very build.
 *
 * With a null argument nothing is written.
 *
 * Errors:
 *   EPERM    the guest may not know
 *   ENODATA  this Xen was built without one
 *   EFAULT   the argument could not be read, or the answer not written
 *   ENOBUFS  the answer is longer than `len`
 *
 * Safety:
 *   The argument, unless it is null, must be followed by as many bytes as its `len` says.
 *
 * Returns: int number of bytes written, or, for a null argument, of the answer
 */
#define XENVER_build_id 10 /* ` => xen_varbuf_t */

/*
 * XENVER_extraversion2: Tells what follows the two numbers of the version, such as `.1-rc2`, without a NUL at its end.
 *
 * With a null argument nothing is written.
 *
 * Errors:
 *   EPERM    the guest may not know
 *   E2BIG    the answer has more than 64 KiB
 *   EFAULT   the argument could not be read, or the answer not written
 *   ENOBUFS  the answer is longer than `len`
 *
 * Safety:
 *   The argument, unless it is null, must be followed by as many bytes as its `len` says.
 *
 * Returns: int number of bytes written, or, for a null argument, of the answer
 */
#define XENVER_extraversion2 11 /* ` => xen_varbuf_t */

/*
 * XENVER_capabilities2: Tells which kinds of guest this Xen can run, as names divided by blanks, without a NUL at the end.
 *
 * With a null argument nothing is written.
 *
 * Errors:
 *   EPERM    the guest may not know
 *   E2BIG    the answer has more than 64 KiB
 *   EFAULT   the argument could not be read, or the answer not written
 *   ENOBUFS  the answer is longer than `len`
 *
 * Safety:
 *   The argument, unless it is null, must be followed by as many bytes as its `len` says.
 *
 * Returns: int number of bytes written, or, for a null argument, of the answer
 */
#define XENVER_capabilities2 12 /* ` => xen_varbuf_t */

/*
 * XENVER_changeset2: Tells which state of the sources this Xen was built from, without a NUL at the end.
 *
 * With a null argument nothing is written.
 *
 * Errors:
 *   EPERM    the guest may not know
 *   E2BIG    the answer has more than 64 KiB
 *   EFAULT   the argument could not be read, or the answer not written
 *   ENOBUFS  the answer is longer than `len`
 *
 * Safety:
 *   The argument, unless it is null, must be followed by as many bytes as its `len` says.
 *
 * Returns: int number of bytes written, or, for a null argument, of the answer
 */
#define XENVER_changeset2 13 /* ` => xen_varbuf_t */

/*
 * XENVER_commandline2: Tells the command line of Xen itself, without a NUL at the end.
 *
 * With a null argument nothing is written.
 *
 * Errors:
 *   EPERM    the guest may not know
 *   E2BIG    the answer has more than 64 KiB
 *   EFAULT   the argument could not be read, or the answer not written
 *   ENOBUFS  the answer is longer than `len`
 *
 * Safety:
 *   The argument, unless it is null, must be followed by as many bytes as its `len` says.
 *
 * Returns: int number of bytes written, or, for a null argument, of the answer
 */
#define XENVER_commandline2 14 /* ` => xen_varbuf_t */
/* ` } */

/* What follows the two numbers of the version; the text ends with a NUL. */
typedef char xen_extraversion_t[16];
/* How many bytes that text takes at most, with its NUL. */
#define XEN_EXTRAVERSION_LEN (sizeof(xen_extraversion_t))

/* How this Xen was compiled. */
struct xen_compile_info {
    char compiler[64];       /* OUT: with which compiler, a text with a NUL at its end */
    char compile_by[16];     /* OUT: by which user */
    char compile_domain[32]; /* OUT: on which machine or for whom */
    char compile_date[32];   /* OUT: when */
};
/* How this Xen was compiled, under its short name. */
typedef struct xen_compile_info xen_compile_info_t;

/* The kinds of guest that Xen can run, such as `xen-3.0-x86_64 hvm-3.0-x86_64`; the text ends with a NUL. */
typedef char xen_capabilities_info_t[1024];
/* How many bytes that text takes at most, with its NUL. */
#define XEN_CAPABILITIES_INFO_LEN (sizeof(xen_capabilities_info_t))

/* The state of the sources that Xen was built from; the text ends with a NUL. */
typedef char xen_changeset_info_t[64];
/* How many bytes that text takes at most, with its NUL. */
#define XEN_CHANGESET_INFO_LEN (sizeof(xen_changeset_info_t))

/* How the address space is divided. */
struct xen_platform_parameters {
    xen_ulong_t virt_start;  /* OUT: the first address that is Xen's, for PV; otherwise 0 or of no meaning */
};
/* How the address space is divided, under its short name. */
typedef struct xen_platform_parameters xen_platform_parameters_t;

/* A part of the list of features. */
struct xen_feature_info {
    uint32_t submap_idx;     /* IN: which 32 bits of the list; 0 for the first */
    uint32_t submap;         /* OUT: those bits, feature `32 * submap_idx` being the lowest */
};
/* A part of the list of features, under its short name. */
typedef struct xen_feature_info xen_feature_info_t;

#include "features.h"

/* The command line of Xen; the text ends with a NUL. */
typedef char xen_commandline_t[1024];

/* Room for a build id, under the name that it had before other answers came to need the same: `struct xen_varbuf`. */
struct xen_build_id {
    uint32_t len;            /* IN: how many bytes `buf` has */
    unsigned char buf[XEN_FLEX_ARRAY_DIM]; /* OUT: the build id; => memory OUT [len] */
};
/* Room for a build id, under its short name. */
typedef struct xen_build_id xen_build_id_t;

/* Room for an answer of any length. */
struct xen_varbuf {
    uint32_t len;            /* IN: how many bytes `buf` has */
    unsigned char buf[XEN_FLEX_ARRAY_DIM]; /* OUT: the answer; => memory OUT [len] */
};
/* Room for an answer of any length, under its short name. */
typedef struct xen_varbuf xen_varbuf_t;

#endif /* __XEN_PUBLIC_VERSION_H__ */
