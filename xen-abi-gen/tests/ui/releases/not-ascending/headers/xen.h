/* ` releases 4.20 4.22 4.21 */
#define XEN_A 1
