/* ` releases 4.20 4.21 4.22 */
#ifndef XEN_RELEASE
#define XEN_RELEASE 0x0416
#endif

typedef struct { unsigned int *p; } __guest_handle_uint;
#define XEN_GUEST_HANDLE(name) __guest_handle_ ## name

struct list {
#if XEN_RELEASE >= 0x0415
    unsigned int nr_items; /* IN: how many */
    unsigned int which; /* IN: which form */
#endif
    XEN_GUEST_HANDLE(uint) items; /* IN: the items; => IN [nr_items] */
    union {
        int a; /* ONE_a: one */
    } u; /* IN: the rest; => by which */
};
