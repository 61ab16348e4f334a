/* ` long (int a) */
#define XEN_A 1
