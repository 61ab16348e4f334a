typedef struct { unsigned int *p; } __guest_handle_uint;
#define XEN_GUEST_HANDLE(name) __guest_handle_ ## name

struct list {
    unsigned int nr_items; /* IN: how many */
    XEN_GUEST_HANDLE(uint) items; /* IN: the items; => IN [nr_item] */
    XEN_GUEST_HANDLE(uint) results; /* OUT: one for each; => OUT [items] of errors */
    XEN_GUEST_HANDLE(uint) bytes; /* OUT: what they hold; => memory OUT [nr_items * width * 4] */
    unsigned int few : 4; /* IN: how many of them */
    XEN_GUEST_HANDLE(uint) firsts; /* OUT: the first ones; => memory OUT [few] */
};
