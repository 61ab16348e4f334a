#define XEN_A 1
/*
 * ODD_send: Sends.
 *
 * Buffer: OUT uint8_t
 */
#define ODD_send 3
