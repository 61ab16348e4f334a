/* ` releases 4.20 4.21 4.22 */
#ifndef XEN_RELEASE
#define XEN_RELEASE 0x0416
#endif
#ifdef __XEN_TOOLS__
/* Kinds. */
/* ` enum xen_kind { // XEN_KIND_* */
#define XEN_KIND_a 0
#define XEN_KIND_b 1
/* ` } */
struct xen_thing {
#if XEN_RELEASE >= 0x0415
    unsigned int kind; /* IN: the kind; => enum xen_kind */
#endif
    union {
        unsigned int a; /* XEN_KIND_a: a */
        unsigned int b; /* XEN_KIND_b: b */
    } u; /* IN: the rest; => by kind */
};
#endif
