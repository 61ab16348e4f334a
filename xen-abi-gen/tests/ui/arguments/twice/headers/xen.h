#define XEN_A 1

/*
 * ODD_send
 *
 * arg1: unsigned long first
 * arg1: unsigned long second
 */
#define ODD_send 3
