/*
 * ` long HYPERVISOR_odd(int a);
 * ` ops enum odd_op in struct odd
 */
#define XEN_A 1
