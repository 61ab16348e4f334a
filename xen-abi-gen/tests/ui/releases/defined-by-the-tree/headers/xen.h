/* ` releases 4.20 4.21 4.22 */
#define XEN_RELEASE 0x0416
