/* ` releases 4.20 4.21 4.22 */
#ifndef XEN_RELEASE
#define XEN_RELEASE 0x0416
#endif
#if XEN_RELEASE >= 0x0422
#define XEN_NEW 1
#endif
