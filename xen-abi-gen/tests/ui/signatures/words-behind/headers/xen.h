/* ` long HYPERVISOR_odd(int a) or so */
#define XEN_A 1
