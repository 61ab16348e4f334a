#define XEN_A 1

/*
 * ODD_send
 *
 * arg1: unsigned long flags => bitmap
 */
#define ODD_send 3
