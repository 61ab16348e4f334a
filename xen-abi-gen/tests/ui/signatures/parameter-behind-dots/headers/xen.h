/* ` long HYPERVISOR_odd(int a, ..., int b) */
#define XEN_A 1
