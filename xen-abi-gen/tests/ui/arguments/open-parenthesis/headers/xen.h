#define XEN_A 1

/*
 * ODD_send
 *
 * arg1: XEN_GUEST_HANDLE(uint8_t
 */
#define ODD_send 3
