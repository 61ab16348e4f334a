/* ` guests arm */
#define XEN_A 1
