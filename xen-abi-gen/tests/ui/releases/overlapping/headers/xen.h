/* ` releases 4.20 4.21 4.22 */
#ifndef XEN_RELEASE
#define XEN_RELEASE 0x0416
#endif
#ifdef __XEN_TOOLS__
#if XEN_RELEASE <= 0x0415
#define XEN_VERSION_OF_RECORDS 1
#endif
#if XEN_RELEASE >= 0x0415
#define XEN_VERSION_OF_RECORDS 2
#endif
#endif
