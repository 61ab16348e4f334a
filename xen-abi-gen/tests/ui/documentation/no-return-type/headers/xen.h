#define XEN_A 1
/*
 * ODD_send: Sends.
 *
 * Returns: how many
 */
#define ODD_send 3
