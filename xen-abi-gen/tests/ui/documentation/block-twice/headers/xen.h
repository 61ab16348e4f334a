#define XEN_A 1
/*
 * ODD_send: Sends.
 *
 * Returns: int how many
 * Returns: 0
 */
#define ODD_send 3
