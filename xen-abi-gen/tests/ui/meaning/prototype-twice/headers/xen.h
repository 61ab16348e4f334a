/* ` long HYPERVISOR_odd(int a); */

/* ` long HYPERVISOR_odd(long a); */
#define __HYPERVISOR_odd 40
