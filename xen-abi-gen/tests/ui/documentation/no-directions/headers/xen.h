#define XEN_A 1
/*
 * ODD_send: Sends.
 *
 * Directions:
 */
#define ODD_send 3
