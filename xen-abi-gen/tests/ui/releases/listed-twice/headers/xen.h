/* ` releases 4.20 4.21 4.22 */
/* ` releases 4.22 */
#define XEN_A 1
