#define XEN_A 1
/*
 * ODD_send: Sends.
 *
 * Directions:
 *   value  outward
 *   other  IN, also on failure
 */
#define ODD_send 3
