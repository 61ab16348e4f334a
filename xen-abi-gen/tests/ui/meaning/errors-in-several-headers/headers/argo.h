/* ` long HYPERVISOR_odd(int a */
