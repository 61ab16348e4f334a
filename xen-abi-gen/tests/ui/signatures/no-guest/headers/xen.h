/*
 * ` long HYPERVISOR_odd(int a);
 * ` guests
 */
#define XEN_A 1
