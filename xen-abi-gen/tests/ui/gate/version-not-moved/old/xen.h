#define XEN_THING_INTERFACE_VERSION 1
struct xen_thing {
    unsigned int interface_version; /* IN: the version; => constant XEN_THING_INTERFACE_VERSION */
    unsigned int limit; /* IN: the limit */
};
