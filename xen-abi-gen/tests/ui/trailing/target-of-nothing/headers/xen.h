#define XEN_A /* ` => NULL */
