#define XEN_A 1
