/* ` HYPERVISOR_odd(int a) */
/* ` long HYPERVISOR_even(int a,, int b) */
#define XEN_A 1
