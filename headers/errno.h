/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * The error numbers of hypercalls. They are Linux's, whatever the guest is.
 */

/*
 * `incontents 20 errno Error numbers
 *
 * A hypercall that fails returns the negative of one of these. The list is a table of
 * `XEN_ERRNO(name, number)` lines, with two uses:
 *
 * - An includer that does not define `XEN_ERRNO` gets `enum xen_errno`, whose members have the
 *   prefix `XEN_`, once per translation unit.
 * - An includer that defines `XEN_ERRNO` gets the expansion of that macro for each line, at every
 *   inclusion. The header undefines the macro at the end.
 *
 * Xen uses the numbers 4 (EINTR) and 85 (ERESTART) internally, to continue hypercalls. Guests never
 * see them.
 */

#ifndef XEN_ERRNO
#ifndef __XEN_PUBLIC_ERRNO_H__
#define __XEN_PUBLIC_ERRNO_H__

#define XEN_ERRNO_DEFAULT_INCLUDE

#ifndef __ASSEMBLER__

#define XEN_ERRNO(name, value) XEN_##name = (value),
/* Error numbers, positive. */
enum xen_errno {

#elif __XEN_INTERFACE_VERSION__ < 0x00040700

#define XEN_ERRNO(name, value) .equ XEN_##name, value

#endif

#endif /* __XEN_PUBLIC_ERRNO_H__ */
#endif /* !XEN_ERRNO */

/* The result of most hypercalls. */
/* ` enum neg_errnoval {  [ 0, or the negative of a member of errnoval ]  } */
/* Error numbers, positive. */
/* ` enum errnoval { */

#ifdef XEN_ERRNO

XEN_ERRNO(EPERM,           1) /* The caller is not privileged. */
XEN_ERRNO(ENOENT,          2) /* The named object does not exist. */
XEN_ERRNO(ESRCH,           3) /* The domain does not exist. */
#ifdef __XEN__
XEN_ERRNO(EINTR,           4) /* Interrupted; internal to Xen. */
#endif
XEN_ERRNO(EIO,             5) /* I/O error: a device or transport failed. */
XEN_ERRNO(ENXIO,           6) /* The device or address does not exist. */
XEN_ERRNO(E2BIG,           7) /* Too many arguments, or too long ones. */
XEN_ERRNO(ENOEXEC,         8) /* The format of an executable is not supported. */
XEN_ERRNO(EBADF,           9) /* Invalid handle. */
XEN_ERRNO(ECHILD,         10) /* There is no child to wait for. */
XEN_ERRNO(EAGAIN,         11) /* Temporarily unavailable; try again. */
XEN_ERRNO(EWOULDBLOCK,    11) /* The call would block; the same number as `EAGAIN`. */
XEN_ERRNO(ENOMEM,         12) /* Out of memory. */
XEN_ERRNO(EACCES,         13) /* Access denied, usually by an XSM policy. */
XEN_ERRNO(EFAULT,         14) /* Bad address: Xen could not read or write guest memory. */
XEN_ERRNO(EBUSY,          16) /* In use. */
XEN_ERRNO(EEXIST,         17) /* It exists already. */
XEN_ERRNO(EXDEV,          18) /* The two objects are on different devices. */
XEN_ERRNO(ENODEV,         19) /* The device or facility does not exist. */
XEN_ERRNO(ENOTDIR,        20) /* Not a directory. */
XEN_ERRNO(EISDIR,         21) /* Is a directory. */
XEN_ERRNO(EINVAL,         22) /* Invalid argument. */
XEN_ERRNO(ENFILE,         23) /* Too many open objects in the system. */
XEN_ERRNO(EMFILE,         24) /* Too many open objects of the caller. */
XEN_ERRNO(ENOSPC,         28) /* No space left. */
XEN_ERRNO(EROFS,          30) /* Read-only. */
XEN_ERRNO(EMLINK,         31) /* Too many links. */
XEN_ERRNO(EDOM,           33) /* An argument is outside the domain of a function. */
XEN_ERRNO(ERANGE,         34) /* A value is out of range. */
XEN_ERRNO(EDEADLK,        35) /* A deadlock would occur. */
XEN_ERRNO(EDEADLOCK,      35) /* The older name of `EDEADLK`. */
XEN_ERRNO(ENAMETOOLONG,   36) /* The name is too long. */
XEN_ERRNO(ENOLCK,         37) /* No lock is available. */
XEN_ERRNO(ENOSYS,         38) /* The hypercall or operation does not exist, or not for this
                                 caller. */
XEN_ERRNO(ENOTEMPTY,      39) /* The directory is not empty. */
XEN_ERRNO(ENODATA,        61) /* No data is available. */
XEN_ERRNO(ETIME,          62) /* A timer expired. */
XEN_ERRNO(EBADMSG,        74) /* A malformed message. */
XEN_ERRNO(EOVERFLOW,      75) /* The value does not fit its type. */
XEN_ERRNO(EILSEQ,         84) /* An invalid byte sequence. */
#ifdef __XEN__
XEN_ERRNO(ERESTART,       85) /* The call must be restarted; internal to Xen. */
#endif
XEN_ERRNO(ENOTSOCK,       88) /* Not a socket. */
XEN_ERRNO(EMSGSIZE,       90) /* The message is too long. */
XEN_ERRNO(EOPNOTSUPP,     95) /* The operation is not supported, or is disabled. */
XEN_ERRNO(EADDRINUSE,     98) /* The address is in use. */
XEN_ERRNO(EADDRNOTAVAIL,  99) /* The address is not available. */
XEN_ERRNO(ENOBUFS,       105) /* No buffer space is available. */
XEN_ERRNO(EISCONN,       106) /* Already connected. */
XEN_ERRNO(ENOTCONN,      107) /* Not connected. */
XEN_ERRNO(ETIMEDOUT,     110) /* Timed out. */
XEN_ERRNO(ECONNREFUSED,  111) /* The peer refused the connection. */

#undef XEN_ERRNO
#endif /* XEN_ERRNO */
/* ` } */

/* A plain inclusion ends its enumeration here. */
#ifdef XEN_ERRNO_DEFAULT_INCLUDE
#undef XEN_ERRNO_DEFAULT_INCLUDE
#ifndef __ASSEMBLER__
};
#endif
#endif
