#ifdef __XEN_TOOLS__
#define __HYPERVISOR_thing 50
#define XEN_THING_INTERFACE_VERSION 1
/* ` enum thing_op { // XEN_THING_* */
/*
 * XEN_THING_get_limit: Returns the limit.
 *
 * Directions:
 *   interface_version  unused
 */
#define XEN_THING_get_limit 1
#define XEN_THING_reset 2 /* ` => NULL */
/* ` } */
struct xen_thing_get_limit {
    unsigned int limit; /* OUT: the limit */
};
struct xen_thing {
    unsigned int cmd; /* IN: the operation; => enum thing_op */
    unsigned int interface_version; /* IN: the version; => constant XEN_THING_INTERFACE_VERSION */
    union {
        struct xen_thing_get_limit get_limit; /* XEN_THING_get_limit: its argument */
    } u; /* IN/OUT: the argument; => by cmd */
};
/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_thing(struct xen_thing *op)
 * ` ops enum thing_op in struct xen_thing at op
 *
 * @op IN/OUT: the operation and its argument
 *
 * Performs an operation on a thing.
 */
#endif
