#define XEN_A 1
/*
 * ODD_send: Sends.
 *
 * Safety:
 */
#define ODD_send 3
