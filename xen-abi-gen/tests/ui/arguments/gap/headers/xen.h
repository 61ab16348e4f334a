#define XEN_A 1

/*
 * ODD_send
 *
 * arg1: unsigned long first
 * arg3: unsigned long third
 */
#define ODD_send 3
