/*
 * ODD_recv
 *
 * arg1: unsigned long first
 */
#define ODD_send 3
