#define XEN_A 1
/*
 * ODD_send: Sends.
 *
 * Refused:
 *   value  XEN_A
 *   value  XEN_A in its low 99 bits: no
 */
#define ODD_send 3
