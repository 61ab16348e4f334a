#define XEN_A 1

/*
 * ODD_send
 *
 * arg9: unsigned long ninth
 */
#define ODD_send 3
