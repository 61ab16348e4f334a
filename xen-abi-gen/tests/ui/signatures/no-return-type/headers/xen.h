/* ` HYPERVISOR_odd(int a) */
#define XEN_A 1
