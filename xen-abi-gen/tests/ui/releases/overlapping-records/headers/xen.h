/* ` releases 4.20 4.21 4.22 */
#ifndef XEN_RELEASE
#define XEN_RELEASE 0x0416
#endif
#ifdef __XEN_TOOLS__
#if XEN_RELEASE <= 0x0415
struct xen_old { int a; };
#endif
#if XEN_RELEASE >= 0x0415
struct xen_old { int a; int b; };
#endif
#endif
