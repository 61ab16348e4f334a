#define XEN_A 1 /* ` => struct */
