#define XEN_A 1
/*
 * ODD_send: Sends.
 *
 * Errors:
 *   EPERM  not allowed
 *   perm  not allowed
 *   EINVAL
 */
#define ODD_send 3
