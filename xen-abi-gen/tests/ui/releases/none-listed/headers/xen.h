#ifndef XEN_RELEASE
#define XEN_RELEASE 0x0416
#endif
#define XEN_A 1
