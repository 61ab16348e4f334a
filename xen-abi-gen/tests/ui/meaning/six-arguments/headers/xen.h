/* ` long HYPERVISOR_odd(long a, long b, long c, long d, long e, long f); */
#define __HYPERVISOR_odd 40
