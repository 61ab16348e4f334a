/* ` releases 4.20 4.x */
#define XEN_A 1
