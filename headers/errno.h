/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * The error numbers that hypercalls return, negated; they are Linux' numbers, whatever the guest's
 * own are.
 */

/*
 * `incontents 20 errno Error numbers
 *
 * A hypercall that fails returns the negative of one of these. The list is a table of
 * `XEN_ERRNO(name, number)` lines, with two uses:
 *
 * - plainly included, it becomes `enum xen_errno`, whose members carry the prefix `XEN_`, once per
 *   translation unit;
 * - with `XEN_ERRNO` defined by the includer, it expands to whatever that macro makes of each line,
 *   as often as it is included; the macro is undefined again at the end.
 *
 * The numbers 4 (EINTR) and 85 (ERESTART) are the hypervisor's own, for calls that it restarts; a
 * guest never sees them.
 */

#ifndef XEN_ERRNO
#ifndef __XEN_PUBLIC_ERRNO_H__
#define __XEN_PUBLIC_ERRNO_H__

#define XEN_ERRNO_DEFAULT_INCLUDE

#ifndef __ASSEMBLY__

#define XEN_ERRNO(name, value) XEN_##name = (value),
/* What a failed hypercall returns, without the minus sign. */
enum xen_errno {

#elif __XEN_INTERFACE_VERSION__ < 0x00040700

#define XEN_ERRNO(name, value) .equ XEN_##name, value

#endif

#endif /* __XEN_PUBLIC_ERRNO_H__ */
#endif /* !XEN_ERRNO */

/* What most hypercalls return. */
/* ` enum neg_errnoval {  [ 0, or the negative of a member of errnoval ]  } */
/* The numbers of errors, positive. */
/* ` enum errnoval { */

#ifdef XEN_ERRNO

XEN_ERRNO(EPERM,           1) /* The caller lacks the privilege. */
XEN_ERRNO(ENOENT,          2) /* No object has that name. */
XEN_ERRNO(ESRCH,           3) /* No domain has that number. */
#ifdef __XEN__
XEN_ERRNO(EINTR,           4) /* Interrupted; stays inside the hypervisor. */
#endif
XEN_ERRNO(EIO,             5) /* The device or transport failed. */
XEN_ERRNO(ENXIO,           6) /* The device or address does not exist. */
XEN_ERRNO(E2BIG,           7) /* Too many or too long arguments. */
XEN_ERRNO(ENOEXEC,         8) /* An image of a format that cannot be run. */
XEN_ERRNO(EBADF,           9) /* A handle that refers to nothing. */
XEN_ERRNO(ECHILD,         10) /* There is nothing of one's own to wait for. */
XEN_ERRNO(EAGAIN,         11) /* Not now; the same call may succeed later. */
XEN_ERRNO(EWOULDBLOCK,    11) /* The same number as `EAGAIN`: the call would have to wait. */
XEN_ERRNO(ENOMEM,         12) /* Memory ran out. */
XEN_ERRNO(EACCES,         13) /* Denied, usually by a security policy. */
XEN_ERRNO(EFAULT,         14) /* An address that Xen could not read or write. */
XEN_ERRNO(EBUSY,          16) /* In use by somebody else. */
XEN_ERRNO(EEXIST,         17) /* Present already. */
XEN_ERRNO(EXDEV,          18) /* The two ends lie on different devices. */
XEN_ERRNO(ENODEV,         19) /* A device, or a facility of the domain, that is absent. */
XEN_ERRNO(ENOTDIR,        20) /* A directory was needed, and this is none. */
XEN_ERRNO(EISDIR,         21) /* A directory stands where none may. */
XEN_ERRNO(EINVAL,         22) /* An argument makes no sense. */
XEN_ERRNO(ENFILE,         23) /* The system's table of open objects is full. */
XEN_ERRNO(EMFILE,         24) /* The caller's table of open objects is full. */
XEN_ERRNO(ENOSPC,         28) /* No room is left. */
XEN_ERRNO(EROFS,          30) /* What should be written is read-only. */
XEN_ERRNO(EMLINK,         31) /* The limit of links is reached. */
XEN_ERRNO(EDOM,           33) /* A number outside the domain of a function. */
XEN_ERRNO(ERANGE,         34) /* A number outside the permitted range. */
XEN_ERRNO(EDEADLK,        35) /* Going on would deadlock. */
XEN_ERRNO(EDEADLOCK,      35) /* The same number as `EDEADLK`, under its older name. */
XEN_ERRNO(ENAMETOOLONG,   36) /* A name is longer than allowed. */
XEN_ERRNO(ENOLCK,         37) /* No lock can be had. */
XEN_ERRNO(ENOSYS,         38) /* This hypercall, or this operation of it, does not exist here. */
XEN_ERRNO(ENOTEMPTY,      39) /* A directory that should be empty holds something. */
XEN_ERRNO(ENODATA,        61) /* Nothing is there to be read. */
XEN_ERRNO(ETIME,          62) /* A timer ran out. */
XEN_ERRNO(EBADMSG,        74) /* A message that cannot be understood. */
XEN_ERRNO(EOVERFLOW,      75) /* A value that its type cannot hold. */
XEN_ERRNO(EILSEQ,         84) /* A sequence of bytes that is no text. */
#ifdef __XEN__
XEN_ERRNO(ERESTART,       85) /* To be called again; stays inside the hypervisor. */
#endif
XEN_ERRNO(ENOTSOCK,       88) /* A connection end was needed, and this is none. */
XEN_ERRNO(EMSGSIZE,       90) /* A message too long for its receiver. */
XEN_ERRNO(EOPNOTSUPP,     95) /* Known, but not offered here or switched off. */
XEN_ERRNO(EADDRINUSE,     98) /* Somebody holds that address already. */
XEN_ERRNO(EADDRNOTAVAIL,  99) /* That address cannot be given out. */
XEN_ERRNO(ENOBUFS,       105) /* No room to buffer. */
XEN_ERRNO(EISCONN,       106) /* Connected already. */
XEN_ERRNO(ENOTCONN,      107) /* Not connected. */
XEN_ERRNO(ETIMEDOUT,     110) /* The answer did not come in time. */
XEN_ERRNO(ECONNREFUSED,  111) /* The other side takes no connection. */

#undef XEN_ERRNO
#endif /* XEN_ERRNO */
/* ` } */

/* A plain inclusion still owes the brace that ends its enumeration. */
#ifdef XEN_ERRNO_DEFAULT_INCLUDE
#undef XEN_ERRNO_DEFAULT_INCLUDE
#ifndef __ASSEMBLY__
};
#endif
#endif
