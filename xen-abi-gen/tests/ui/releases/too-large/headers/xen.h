/* ` releases 4.20 4.256 */
#define XEN_A 1
