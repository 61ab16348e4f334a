/* ` releases 4.20 4.21 4.22 */
#ifndef XEN_RELEASE
#define XEN_RELEASE 0x0416
#endif
#ifdef __XEN_TOOLS__
#if XEN_RELEASE >= 0x0415
#define XEN_RECORD_VERSION 1
#endif
struct xen_thing {
    unsigned int version; /* IN: the version; => constant XEN_RECORD_VERSION */
};
#endif
