/*
 * ` long HYPERVISOR_odd(int a);
 * ` guests pv32
 * ` guests arm
 */
#define XEN_A 1
