#ifndef XEN_ORDER
#error "read xen.h first"
#endif
