#define XEN_A 1 /* ` because */
