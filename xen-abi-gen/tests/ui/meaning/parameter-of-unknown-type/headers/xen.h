/* ` long HYPERVISOR_odd(odd_t a); */
#define __HYPERVISOR_odd 40
