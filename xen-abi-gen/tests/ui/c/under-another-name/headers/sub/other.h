#include <machine/hypervisor/xen.h>
#define XEN_B 1
