#define XEN_B 1
