/*
 * ` long HYPERVISOR_odd(int a);
 * ` guests pv32 pv32
 */
#define XEN_A 1
