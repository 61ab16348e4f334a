/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * The hypervisor file system: information about Xen, and its runtime parameters, as a tree.
 */

#ifndef __XEN_PUBLIC_HYPFS_H__
#define __XEN_PUBLIC_HYPFS_H__

#include "xen.h"

/*
 * `incontents 170 hypfs The hypervisor file system
 *
 * Xen exposes its version, configuration and parameters as a tree with paths such as
 * `/params/loglvl`. A privileged domain reads and writes its entries. Reading an entry returns a
 * `struct xen_hypfs_direntry` followed by the contents. The contents of a directory are a chain of
 * `struct xen_hypfs_dirlistentry`.
 */

/* The interface version. */
#define XEN_HYPFS_VERSION     1
/* The maximum length of a path in bytes, NUL included. */
#define XEN_HYPFS_MAX_PATHLEN 1024

/* The types of entries. */
/* ` enum xen_hypfs_type { // XEN_HYPFS_TYPE_* */
#define XEN_HYPFS_TYPE_DIR    0 /* A directory. */
#define XEN_HYPFS_TYPE_BLOB   1 /* Bytes. */
#define XEN_HYPFS_TYPE_STRING 2 /* A NUL-terminated string. */
#define XEN_HYPFS_TYPE_UINT   3 /* An unsigned integer. */
#define XEN_HYPFS_TYPE_INT    4 /* A signed integer. */
#define XEN_HYPFS_TYPE_BOOL   5 /* One byte: 1 or 0. */
/* ` } */

/* The encodings of contents. */
/* ` enum xen_hypfs_encoding { // XEN_HYPFS_ENC_* */
#define XEN_HYPFS_ENC_PLAIN 0 /* Plain. */
#define XEN_HYPFS_ENC_GZIP  1 /* Compressed by gzip. */
/* ` } */

/* An entry. */
struct xen_hypfs_direntry {
    uint8_t type;            /* OUT: the type; => enum xen_hypfs_type */
    uint8_t encoding;        /* OUT: the encoding of the contents; => enum xen_hypfs_encoding */
    uint16_t pad;
    uint32_t content_len;    /* OUT: the length of the contents in bytes */
    uint32_t max_write_len;  /* OUT: the maximum length to write in bytes; 0 if read-only */
};
/* Short name of `struct xen_hypfs_direntry`. */
typedef struct xen_hypfs_direntry xen_hypfs_direntry_t;

/* An entry of a directory. */
struct xen_hypfs_dirlistentry {
    xen_hypfs_direntry_t e;  /* OUT: the entry */
    uint16_t off_next;       /* OUT: the offset of the next entry from this one, in bytes; 0 for the
                                last */
    char name[XEN_FLEX_ARRAY_DIM]; /* OUT: the name, NUL-terminated */
};

/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_hypfs_op(enum xen_hypfs_op cmd, const void *arg1,
 * `                     unsigned long arg2, void *arg3,
 * `                     unsigned long arg4)
 * ` guests pv32 pv64 hvm32 hvm64 arm
 * `
 * @cmd the operation
 * @arg1 depends on the operation
 * @arg2 depends on the operation
 * @arg3 depends on the operation
 * @arg4 depends on the operation
 *
 * Reads and writes the hypervisor file system.
 *
 * Errors:
 *   ENOSYS      Xen was built without hypfs
 *   EPERM       the caller is not privileged
 *   EOPNOTSUPP  the operation `cmd` does not exist
 */

/* The operations of `HYPERVISOR_hypfs_op`. */
/* ` enum xen_hypfs_op { // XEN_HYPFS_OP_* */

/*
 * XEN_HYPFS_OP_get_version
 *
 * Returns the highest interface version that Xen supports.
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
 * Reads an entry and its contents.
 *
 * The path includes its NUL. If the buffer is too small, only the entry is read, with the required
 * length.
 *
 * Errors:
 *   EFAULT   the path could not be read, or the entry could not be written
 *   EINVAL   the path is invalid, or the buffer is too small for the entry
 *   ENOENT   the entry does not exist
 *   ENOBUFS  the buffer is too small for the contents
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
 * Type and encoding do not change. Only blobs and strings can change their length.
 *
 * Errors:
 *   EFAULT  the path or the contents could not be read
 *   EINVAL  the path or the contents are invalid
 *   ENOENT  the entry does not exist
 *   EACCES  the entry is read-only
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
