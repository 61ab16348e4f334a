/* ` enum neg_errnoval {  [ -Efoo for each Efoo in the list below ]  } */
/* ` enum errnoval { // XEN_E* */
#define XEN_EPERM 1
#define XEN_EINVAL 22
/* ` } */
/*
 * ODD_send: Sends.
 *
 * Errors:
 *   EPERM  not allowed
 *   EINVALID  wrong
 */
#define ODD_send 3
