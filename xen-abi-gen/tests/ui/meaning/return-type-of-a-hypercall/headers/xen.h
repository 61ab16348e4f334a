/* ` struct pair HYPERVISOR_odd(int a); */
#define __HYPERVISOR_odd 40
