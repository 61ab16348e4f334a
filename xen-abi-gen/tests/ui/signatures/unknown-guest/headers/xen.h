/*
 * ` long HYPERVISOR_odd(int a);
 * ` guests pv32 pv46
 */
#define XEN_A 1
