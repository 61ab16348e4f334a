/* ` long HYPERVISOR_odd(int (*a)(void)) */
#define XEN_A 1
