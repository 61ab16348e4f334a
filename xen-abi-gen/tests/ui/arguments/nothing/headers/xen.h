#define XEN_A 1

/*
 * ODD_send
 *
 * arg1:
 */
#define ODD_send 3
