#define XEN_A 1
/*
 * ODD_send: Sends.
 *
 * Errors: EPERM when not allowed
 */
#define ODD_send 3
