/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * The hypervisor's file system: facts about Xen and switches of it, as a tree of small files.
 */

#ifndef __XEN_PUBLIC_HYPFS_H__
#define __XEN_PUBLIC_HYPFS_H__

#include "xen.h"

/*
 * `incontents 170 hypfs The hypervisor's file system
 *
 * Xen shows its version, its configuration, its parameters and more as entries of a tree, by paths such as `/params/loglvl`. A privileged
 * domain reads and writes them. An entry has a type and a length; what is read begins with `struct xen_hypfs_direntry`, and the contents
 * follow it at once. The contents of a directory are a chain of `struct xen_hypfs_dirlistentry`.
 */

/* The version of the interface that these headers describe. */
#define XEN_HYPFS_VERSION     1
/* How many bytes a path may have, with the NUL at its end. */
#define XEN_HYPFS_MAX_PATHLEN 1024

/* What an entry is. */
/* ` enum xen_hypfs_type { // XEN_HYPFS_TYPE_* */
#define XEN_HYPFS_TYPE_DIR    0 /* A directory. */
#define XEN_HYPFS_TYPE_BLOB   1 /* Bytes. */
#define XEN_HYPFS_TYPE_STRING 2 /* A text with a NUL at its end. */
#define XEN_HYPFS_TYPE_UINT   3 /* A number that is not negative. */
#define XEN_HYPFS_TYPE_INT    4 /* A number. */
#define XEN_HYPFS_TYPE_BOOL   5 /* One byte: 1 or 0. */
/* ` } */

/* How the contents of an entry are kept. */
/* ` enum xen_hypfs_encoding { // XEN_HYPFS_ENC_* */
#define XEN_HYPFS_ENC_PLAIN 0 /* As they are. */
#define XEN_HYPFS_ENC_GZIP  1 /* Packed by gzip. */
/* ` } */

/* An entry. */
struct xen_hypfs_direntry {
    uint8_t type;            /* OUT: what it is; => enum xen_hypfs_type */
    uint8_t encoding;        /* OUT: how its contents are kept; => enum xen_hypfs_encoding */
    uint16_t pad;
    uint32_t content_len;    /* OUT: how many bytes its contents have */
    uint32_t max_write_len;  /* OUT: how many bytes may be written to it; 0 if none */
};
/* Short name of `struct xen_hypfs_direntry`. */
typedef struct xen_hypfs_direntry xen_hypfs_direntry_t;

/* An entry within the contents of a directory. */
struct xen_hypfs_dirlistentry {
    xen_hypfs_direntry_t e;  /* OUT: the entry */
    uint16_t off_next;       /* OUT: where the next begins, in bytes from the start of this one; 0 for the last */
    char name[XEN_FLEX_ARRAY_DIM]; /* OUT: its name, a text with a NUL at its end */
};

/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_hypfs_op(enum xen_hypfs_op cmd, const void *arg1,
 * `                     unsigned long arg2, void *arg3,
 * `                     unsigned long arg4)
 * ` guests pv32 pv64 hvm32 hvm64 arm
 * `
 * @cmd the operation
 * @arg1 as the operation says
 * @arg2 as the operation says
 * @arg3 as the operation says
 * @arg4 as the operation says
 *
 * Reads and writes the hypervisor's file system.
 *
 * Errors:
 *   ENOSYS      this Xen was built without it
 *   EPERM       the caller is not privileged
 *   EOPNOTSUPP  the operation `cmd` does not exist
 */

/* The operations of `HYPERVISOR_hypfs_op`. */
/* ` enum xen_hypfs_op { // XEN_HYPFS_OP_* */

/*
 * XEN_HYPFS_OP_get_version
 *
 * Tells the newest version of the interface that Xen speaks.
 *
 * Errors:
 *   EINVAL  an argument is not 0
 *
 * Returns: int version
 *
 * arg1: NULL
 * arg2: 0 (ZERO)
 * arg3: NULL
 * arg4: 0 (ZERO)
 */
#define XEN_HYPFS_OP_get_version 0

/*
 * XEN_HYPFS_OP_read
 *
 * Reads an entry: what it is, and its contents.
 *
 * The path ends with a NUL, which counts. If there is not enough room for all, the entry alone is read, which tells the length that
 * is needed.
 *
 * Errors:
 *   EFAULT   the path could not be read, or the entry not be written
 *   EINVAL   the path is not one, or there is not even room for the entry
 *   ENOENT   there is no such entry
 *   ENOBUFS  there is too little room for the contents
 *
 * arg1: XEN_GUEST_HANDLE(char)[pathlen] IN path
 * arg2: unsigned long pathlen
 * arg3: XEN_GUEST_HANDLE(void)[buflen] OUT buffer
 * arg4: unsigned long buflen
 */
#define XEN_HYPFS_OP_read 1

/*
 * XEN_HYPFS_OP_write_contents
 *
 * Replaces the contents of an entry.
 *
 * Type and encoding stay, and so does the length, except that bytes and texts may get shorter or longer.
 *
 * Errors:
 *   EFAULT  the path or the contents could not be read
 *   EINVAL  the path is not one, or the contents do not suit the entry
 *   ENOENT  there is no such entry
 *   EACCES  the entry cannot be written
 *   ENOSPC  the contents are too long
 *   EDOM    the contents have the wrong length
 *   ENOMEM  Xen is out of memory
 *
 * arg1: XEN_GUEST_HANDLE(char)[pathlen] IN path
 * arg2: unsigned long pathlen
 * arg3: XEN_GUEST_HANDLE(void)[buflen] IN buffer
 * arg4: unsigned long buflen
 */
#define XEN_HYPFS_OP_write_contents 2
/* ` } */

#endif /* __XEN_PUBLIC_HYPFS_H__ */
