#define XEN_A 1
/*
 * ODD_send: Sends.
 *
 * Errors:
 */
#define ODD_send 3
